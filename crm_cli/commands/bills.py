"""``crm call import``: the call records of an exchange, a router or a telephone bill."""

from pathlib import Path
from typing import Annotated

from crm_cli.agenda import calls
from crm_cli.commands import columns as columns_
from crm_cli.commands import outcomes
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import DryRun, Json, Once, Quiet, Rejects
from crm_cli.context import current
from crm_cli.exchange import bills, importing, reading, saved
from crm_cli.exchange.batches import Options
from crm_cli.exchange.reading import Asked
from crm_cli.i18n import N_, _
from crm_cli.telling.words import refs_line

PARTLY = 7
NOUN = "activity"


def bring_in(
    file: Annotated[str, Argument(metavar="FILE", help=N_("CSV or Excel; - is stdin"))],
    own: Annotated[
        list[str] | None,
        Option("--own", metavar="NUMBER", help=N_("A line of your own, where the file says only who and whom")),
    ] = None,
    date: columns_.Date = None,
    encoding: Annotated[
        str | None,
        Option("--encoding", metavar="NAME", help=N_("The encoding of the file, if it is not found out")),
    ] = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> int:
    """Bring in calls: the CDR log of Asterisk, the call list of a FRITZ!Box, a telephone bill (话单) with numbers, times and lengths.

    Columns are known by their headings, in any order: the number (对方号码, 号码, number, Rufnummer; 主叫号码 and 被叫号码, src and dst), the time
    (通话开始时间, 开始时间, 时间, start, date) and, where the file has them, the length (通话时长), which way (呼叫类型, 方向), whether somebody
    answered (状态), whose line (分机) and the number of the call. --dry-run shows which is taken for what.

    Numbers find their client, contact or lead; calls with nobody known are kept with their number. The same call again, also one
    that crm call listen wrote, changes nothing. Who was spoken to since is no longer to be rung back.

    Example:
      crm call import /var/log/asterisk/cdr-csv/Master.csv
      crm call import calls.xlsx --own 010-82345678 --dry-run
    """
    run = current()
    crm = run.workspace
    if once and (step := crm.once(once)):
        run.renderer.say(_("done before, by step {step}").format(step=step.step))
        return 0
    source = reading.kept(run.stdin.buffer) if file == "-" else reading.opened(Path(file))
    bill = bills.Bill(crm, bills.read(source, Asked(encoding=encoding)), own or ())
    sheet = bill.told
    orders = columns_.orders(date, sheet)
    options = Options(keys=("external",), mode="create", source=calls.SOURCE, constants={"kind": "call"}, orders=orders)
    rules = saved.settled(
        crm,
        NOUN,
        sheet.headers,
        [f"{name}={name}" for name in bills.HEADERS],
        options,
        using=saved.NONE,
        preset=saved.NONE,
    )
    if dry_run:
        outcome = columns_.settled(run, rules, lambda now: importing.foresee(crm, NOUN, sheet, now.maps, now.options))
        outcomes.show(run, NOUN, file, sheet, outcome, json, outcomes.Taken(len(bill.sheet.headers), bill.made))
        return PARTLY if outcome.rejects else 0
    outcome = columns_.settled(
        run, rules, lambda now: importing.bring_in(crm, NOUN, sheet, now.maps, now.options, once=once)
    )
    closed = calls.settle(crm) if outcome.counts.created else []
    refused = bill.as_they_came(outcome.rejects) if outcome.rejects else []
    to = outcomes.write_rejects(run, file, rejects, bill.sheet, source, refused) if refused else None
    outcomes.tell(run, NOUN, file, sheet, outcome, json, to)
    if closed:
        run.renderer.say(_("closed: {refs}").format(refs=refs_line([task.ref for task in closed])))
    return PARTLY if outcome.rejects else 0

"""``crm log``: what was done, the next step, the move of the deal and the task it settles, in one line."""

from typing import TYPE_CHECKING, Annotated, cast

import typer

from crm_cli.agenda import capture
from crm_cli.commands.answering import YES, choose, done, earlier, edited, show_list
from crm_cli.commands.loading import REF
from crm_cli.commands.options import DryRun, Format, Json, Limit, Once, Quiet, Yes
from crm_cli.commands.usage import HELP, Usage
from crm_cli.commands.words import said_day
from crm_cli.context import current
from crm_cli.errors import Invalid, NotFound
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.kinds import chosen
from crm_cli.records.nouns.activities import KINDS, UNREACHED
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS, load
from crm_cli.render.style import pad

if TYPE_CHECKING:
    from crm_cli.records.nouns.opportunities import Opportunity

LATEST = 10
LEFT = 44
FOLLOWS = N_("What follows")
UNKNOWN = N_("Who is not known yet")
NEW = ("lead", "client")
NOTES = N_("# What was said and agreed. Lines that begin with # are left out.")


def log(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            help=N_("call, visit, return_visit, email, meeting, sms, wechat, fax, voice, note, task or gift"),
        ),
    ] = None,
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="WHO", help=N_("A client, contact or lead, by name, phone, ref …; “-” reads refs from stdin")
        ),
    ] = None,
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help=N_("What was said; “-” reads it from stdin"))
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="OUTCOME", help=N_("connected, no_answer, busy …"))
    ] = None,
    direction: Annotated[str | None, typer.Option("--direction", metavar="in|out", help=N_("Who called whom"))] = None,
    minutes: Annotated[str | None, typer.Option("--minutes", "--min", metavar="N", help=N_("How long it took"))] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="WHEN", help=N_("When it really happened, such as 昨天 15:00"))
    ] = None,
    people: Annotated[
        str | None, typer.Option("--with", metavar="A,B", help=N_("Who else was there: colleagues, contacts"))
    ] = None,
    about: Annotated[
        str | None, typer.Option("--about", metavar="A,B", help=N_("What else it was about: clients, contacts, deals"))
    ] = None,
    video: Annotated[str | None, typer.Option("--video", metavar="URL", help=N_("The video link of a meeting"))] = None,
    file: Annotated[
        str | None, typer.Option("-F", "--file", metavar="FILE", help=N_("Read the text from a file, or “-”"))
    ] = None,
    next: Annotated[  # noqa: A002 - its name on the line
        str | None,
        typer.Option(
            "--next", metavar="STEP", help=N_("When and what comes next: 周五10:00 发报价"), rich_help_panel=FOLLOWS
        ),
    ] = None,
    opp: Annotated[
        str | None, typer.Option("--opp", metavar="DEAL", help=N_("The deal it is about"), rich_help_panel=FOLLOWS)
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option("--stage", metavar="STAGE", help=N_("The stage the deal is in now"), rich_help_panel=FOLLOWS),
    ] = None,
    amount: Annotated[
        str | None,
        typer.Option("--amount", metavar="AMOUNT", help=N_("What the deal is worth now"), rich_help_panel=FOLLOWS),
    ] = None,
    settles: Annotated[
        str | None,
        typer.Option(
            "--done",
            metavar="[TASK]",
            help=N_("The task it settles; alone, the one due first"),
            rich_help_panel=FOLLOWS,
        ),
    ] = None,
    create: Annotated[
        str | None,
        typer.Option(
            "--create", metavar="lead|client", help=N_("Who is unknown is written down too"), rich_help_panel=UNKNOWN
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="TEXT", help=N_("Where the new one comes from"), rich_help_panel=UNKNOWN),
    ] = None,
    limit: Limit = None,
    yes: Yes = False,
    once: Once = None,
    dry_run: DryRun = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name on the line
    quiet: Quiet = False,
) -> None:
    """Write down what was done with a client, contact or lead; alone, show my latest.

    It can open the next step, move the deal and close the task it settles, all in one step that one undo takes back.

    With “-” alone a whole day comes by stdin, one line each: who, kind, text, next step (科锐李总 电话 要九五折 周五10点回电), or what came of a
    task (T31 谈好了 周三签合同). It is shown as a table, put right, and kept in one step.

    Example:
      crm log call 13801234567 "wants 5 % off" --outcome connected --min 12 --next "fri 10:00 call back"
      crm log visit 科锐李总 "看了样品" --at "昨天 15:00" --with 陈工 --stage 谈判
      crm log call 13912345678 "问了价格" --create lead --source 展会
      crm client list level=A --format ids | crm log note - "寄了样本"
      crm log - < 今天.txt
    """  # fmt: skip
    if kind is None:
        mine = ["owner=me"] if current().workspace.me else []
        show_list("activity", mine, sort="-at", limit=LATEST if limit is None else limit, format=format, as_json=json)
        return
    if not dry_run and earlier(once, json):
        return
    words = {
        "outcome": outcome, "direction": direction, "minutes": minutes, "at": at, "people": people, "next": next, "opp": opp,
        "stage": stage, "done": settles, "about": about, "video": video, "amount": amount,
    }  # fmt: skip
    if kind == "-":
        from crm_cli.commands.log_day import log_day  # only where a whole day comes

        log_day(who, file, words, create=create, source=source, yes=yes, once=once, dry_run=dry_run, json=json)
        return
    what = capture.kind_of(kind)
    if who is None:
        raise Usage(N_("{name} is missing"), hint=HELP, name="WHO", path="crm log")
    if who == "-":
        if "-" in (text, file) or create or source:
            raise Invalid(N_("with “-” for whom, only the refs come by stdin"), hint='crm log note - "…"')
        from crm_cli.commands.log_each import log_each  # only where many come

        log_each(what, read(text, file), words, once=once, dry_run=dry_run, json=json)
        return
    person = whom(who, create, source)
    said = read(text, file)
    asks = said is None and outcome is None and current().interactive
    draft = capture.draft(current().workspace, what, person, "…" if asks else said, **words)
    if asks:  # everything else is right, so what is written now is not lost
        draft.activity.text = written()
    if dry_run:
        for line in [title(draft), *lines(draft), *foreseen(draft)]:
            current().renderer.data(line)
        return
    nobody = draft.activity.outcome in UNREACHED  # then no task is settled
    if settles is None and not (json or quiet or nobody):
        draft = offered(draft)
    tell(draft, capture.write(current().workspace, draft, once=once), json)


def whom(text: str, create: str | None = None, source: str | None = None) -> capture.Person:
    """Who is meant; one who is unknown is made, where that is wanted or the answer on a terminal."""
    titles = {noun: NOUNS[noun].title for noun in NEW}
    if create is not None and (create := chosen(create, titles) or create) not in NEW:
        raise Invalid(N_("“{text}” can't be made here"), hint=N_("one of {known}"), text=create, known=", ".join(NEW))
    if source is not None and create is None:
        raise Invalid(N_("--source is of somebody new"), hint="--create lead --source …")
    crm = current().workspace
    try:
        return cast("capture.Person", choose(capture.nouns(crm), text))  # the nouns say so
    except NotFound:
        if create or _is_offered(text):
            return unknown(text, create or "lead", source)
        if REF.fullmatch(text):  # a ref is nobody's name: what it was is told
            raise
        raise NotFound(
            N_("there is no client, contact or lead “{name}”"),
            hint=N_("the same line with --create lead, or --create client"),
            name=text,
        ) from None


def _is_offered(text: str) -> bool:
    """On a terminal somebody unknown may be written down at once; a ref that is wrong is nobody."""
    if REF.fullmatch(text) or text.startswith("@"):
        return False
    answer = current().ask(_("nobody is called “{name}” yet; write down a new lead? [y/N]").format(name=text))
    return bool(answer) and str(answer).casefold() in YES


def unknown(text: str, noun: str, source: str | None) -> capture.Person:
    """A new lead or client of whom only this is known: a phone, an e-mail or a name; it is not written yet."""
    from crm_cli.commands.checking import refuse_known  # only where somebody is new
    from crm_cli.records.phones import looks_like_phone

    crm = current().workspace
    kind = "email" if "@" in text else "phone" if looks_like_phone(text) else "name"
    value = crm.parse_one(crm.fields(noun)[kind], text)
    refuse_known(noun, {"name": value, kind: value}, hint=N_("name one by its ref"))
    made: capture.Person = load(noun)(**{"name": value, kind: value, "source": source or None, "owner": crm.me})
    return made


def read(text: str | None, file: str | None) -> str | None:
    """The text as given, from stdin or from a file; None where there is none."""
    if text is not None and file is not None:
        raise Invalid(N_("the text is given twice"), hint=N_("either TEXT or -F"))
    if "-" in (text, file):
        from crm_cli.commands.piping import whole  # only where the text is piped

        return whole().strip() or None
    if file is None:
        return text.strip() or None if text else None
    from pathlib import Path  # only where the text is in a file

    try:
        return Path(file).expanduser().read_text(encoding="utf-8-sig").strip() or None
    except UnicodeDecodeError:
        raise Invalid(N_("{path} is not text in UTF-8"), path=file) from None
    except OSError as error:
        raise NotFound(N_("{path} cannot be read: {why}"), path=file, why=error.strerror or "") from None


def written() -> str:
    """The text as it comes from the editor."""
    found = edited("\n\n" + _(NOTES) + "\n", ".md")
    kept = "\n".join(line for line in found.splitlines() if not line.startswith("#")).strip()
    if not kept:
        raise Invalid(N_("nothing was written, so nothing was logged"))
    return kept


def _promised(task: Task) -> str:
    """A task with its day where that is still to come: closing it early is no habit of Enter."""
    clock = current().clock
    if task.due is None or clock.local(task.due).date() <= clock.today():
        return task.text
    return f"{task.text} · {said_day(clock.local(task.due), bool(task.timed))}"


def offered(draft: capture.Draft) -> capture.Draft:
    """On a terminal, the open task it may settle is offered; Enter closes it."""
    if not draft.open or not current().interactive:
        return draft
    first = draft.open[0]
    answer = current().ask("  " + _("settles {ref} {text}? [Y/n]").format(ref=first.ref, text=_promised(first)))
    if answer is None:
        return draft
    return draft.settling(first) if not answer or answer.casefold() in YES else draft._replace(open=())


def tell(draft: capture.Draft, logged: capture.Logged, json: bool) -> None:
    """Say what was written, with every ref, and what is still open."""
    draft = draft._replace(who=logged.made) if logged.made else draft
    said = [title(draft), *lines(draft, logged)]
    if draft.open and logged.settled is None:
        first = draft.open[0]
        said.append("  " + _("{ref} {text} is still open: crm done {ref}").format(ref=first.ref, text=first.text))
    done("\n".join(said), logged.records, json=json, hint=_("undo: crm undo"))


def title(draft: capture.Draft) -> str:
    """Who it was, where, and which deal it is about."""
    named = [draft.who, draft.client, draft.opportunity]
    shown = [record for at, record in enumerate(named) if record and record not in named[:at]]
    return " · ".join(
        f"{r.name} {r.ref}".strip() if r is not draft.who or len(shown) == 1 or r is draft.client else r.name
        for r in shown
    )


def lines(draft: capture.Draft, logged: capture.Logged | None = None) -> list[str]:
    """A line for each thing that is, or would be, written."""
    found = [_line(_did(draft), logged.activity if logged else None)]
    if not draft.who.id or (logged and logged.made):
        noun = _(NOUNS[draft.who.noun].title)
        found.insert(0, _line(_("new {noun}").format(noun=noun), draft.who if draft.who.id else None))
    if draft.next:
        when = said_day(draft.next.at, draft.next.timed)
        found.append(
            _line(_("next: {when} {text}").format(when=when, text=draft.next.text), logged.task if logged else None)
        )
    if draft.opportunity and draft.stage:
        found.append(_line(_moved(draft.opportunity, draft, logged)))
    if draft.opportunity and draft.amount is not None:
        found.append(_line(f"{draft.opportunity.ref} {worth(draft)}"))
    if draft.settles:
        found.append(_line(_settles(draft.settles), draft.settles))
    return [*found, *_what_follows(logged)] if logged and (logged.again or logged.handed) else found


def _what_follows(logged: capture.Logged) -> list[str]:
    """What comes again, and what the stage hands out."""
    from crm_cli.commands.handing import handed, said_again  # only where something is written

    again = [_line(said, task) for said, task in said_again(logged.again)]
    return again + [_line(said, task) for said, task in handed(logged.handed)]


def foreseen(draft: capture.Draft) -> list[str]:
    """The same of what is not written yet."""
    if not (draft.stage or draft.settles):
        return []
    from crm_cli.commands.handing import handed, said_again  # only where something would follow
    from crm_cli.commands.writing import rehearsed

    logged = rehearsed(lambda: capture.write(current().workspace, draft))
    return [_line(said) for said, _task in (*said_again(logged.again), *handed(logged.handed))]


def _line(text: str, record: Record | None = None) -> str:
    return "  " + (f"{pad(text, LEFT)} {record.ref}" if record else text)


def _did(draft: capture.Draft) -> str:
    activity = draft.activity
    said = _("{kind} logged").format(kind=_(KINDS[activity.kind]))
    if activity.minutes:
        said += _(", {minutes} min").format(minutes=activity.minutes)
    if draft.dated:
        here = current().clock.local(activity.at)
        said += " · " + said_day(here.replace(tzinfo=None), timed=True)
    return said


def worth(draft: capture.Draft) -> str:
    """What the deal is worth now."""
    from crm_cli.render.values import human  # only where an amount is said

    run = current()
    currency = (draft.opportunity.currency if draft.opportunity else None) or run.workspace.currency
    return human("money", draft.amount, currency=currency, language=run.language, clock=run.clock)


def _settles(task: Task) -> str:
    return _("settles: {text}").format(text=task.text)


def _moved(deal: "Opportunity", draft: capture.Draft, logged: capture.Logged | None) -> str:
    from crm_cli.records.nouns.stages import Stage  # only where a deal moves

    crm = current().workspace
    before = crm.by_id(Stage, deal.stage).name if deal.stage else "-"
    if logged is None or logged.moved is None or logged.moved.stage is None:
        return f"{deal.ref} {before} → {draft.stage}"
    after = crm.by_id(Stage, logged.moved.stage)
    said = f"{deal.ref} {before} → {after.name} ({after.probability // 100} %)"
    return said + (
        ngettext(", {n} day in {stage}", ", {n} days in {stage}", draft.days).format(n=draft.days, stage=before)
        if draft.days is not None
        else ""
    )

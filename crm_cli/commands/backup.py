"""``crm backup``: make, list, look through and put back copies of the base."""

from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.answering import YES, write_json
from crm_cli.commands.declaring import Abort, Argument, Option
from crm_cli.commands.doctor import told
from crm_cli.commands.loading import HELP, Entry, Group
from crm_cli.commands.options import Format, Json, Quiet, Yes
from crm_cli.context import current
from crm_cli.errors import Attention, Invalid, NotFound
from crm_cli.exchange import backups
from crm_cli.exchange.backups import Backup
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.shell import quoted
from crm_cli.render.listing import Column, Listing

File = Annotated[str, Argument(metavar="FILE", help=N_("A backup; see crm backup list"))]


def add(
    to: Annotated[
        str | None,
        Option("--to", metavar="FILE", help=N_("A folder or a new file; else backups/ beside the base")),
    ] = None,
    keep: Annotated[
        int | None,
        Option("--keep", min=1, metavar="N", help=N_("Remove all but the newest N backups of this base there")),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Copy the base to a file of its own, look the copy through, and only then give it its name. Others go on working meanwhile.

    Example:
      crm backup
      crm backup --keep 14
      crm backup add --to /media/stick/
    """
    run = current()
    made, gone = backups.add(run.base, run.clock, to, keep)
    if json:
        write_json([_object(made)], many=False)
    elif run.quiet:
        run.renderer.data(str(made.path))
    said = _("backed up and verified: {path} ({records}, {steps}, {size})")
    if made.holds:
        records, steps = _records(made.holds.records), _steps(made.holds.steps)
        run.renderer.say(said.format(path=made.path, records=records, steps=steps, size=_size(made.size)))
    for path in gone:
        run.renderer.say(_("removed: {path}").format(path=path))


def show_list(json: Json = False, format: Format = None) -> None:  # noqa: A002 - its name in --format
    """The backups of this base, the newest first.

    Example:
      crm backup list
    """
    run = current()
    chosen = "json" if json else format or "table"
    columns = [
        Column("file", N_("File")), Column("at", N_("When"), "time"), Column("size", N_("Size"), "number"), Column("records", N_("Records"), "number"),
        Column("steps", N_("Steps"), "number"), Column("verified", N_("Verified"), "time"),
    ]  # fmt: skip
    found = [_object(backup) for backup in backups.listed(run.base)]
    rows = [[item[column.key] for column in columns] for item in found]
    run.renderer.listing(Listing(columns, rows), chosen)


def _object(backup: Backup) -> dict[str, Any]:
    holds = backup.holds
    return {
        "file": str(backup.path), "at": backup.at, "size": backup.size, "records": holds and holds.records, "steps": holds and holds.steps,
        "verified": backup.verified,
    }  # fmt: skip


def verify(
    file: Annotated[str | None, Argument(metavar="FILE", help=N_("A backup; else the newest"))] = None,
    json: Json = False,
) -> int:
    """Look a backup through: every byte, its links, its log against its records.

    Example:
      crm backup verify
    """
    run = current()
    path = _given(file) if file else _newest(run.base)
    found = backups.verify(path, run.clock)
    if json:
        write_json(
            [{"file": str(path), "ok": not found, "findings": [one for finding in found for one in told(finding)]}],
            many=False,
        )
    for line in () if json else (line for finding in found for line in told(finding)):
        run.renderer.data(line)
    if found:
        run.renderer.say(_("{path} is damaged").format(path=path))
        return Attention.exit
    run.renderer.say(_("{path} is whole").format(path=path))
    return 0


def _given(file: str) -> Path:
    path = Path(file).expanduser()
    beside = backups.folder(current().base) / file
    return beside if not path.exists() and beside.exists() else path


def _newest(base: Path) -> Path:
    found = backups.listed(base)
    if not found:
        raise NotFound(N_("there is no backup in {folder}"), hint="crm backup", folder=str(backups.folder(base)))
    return found[0].path


def restore(
    file: File,
    yes: Yes = False,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Make the base what a backup is. It says what was done since, and asks; what the base was until now is backed up first.

    The base goes on as a device of its own, so that copies of it do not take old numbers for new ones.

    Example:
      crm backup restore crm-20261122T010000Z.db
    """
    run = current()
    path = _given(file)
    lost = backups.foreseen(run.base, path, run.clock)
    if lost is None:
        run.renderer.say(_("the base is damaged and cannot tell what was done since"))
    for entry in lost or ():
        run.renderer.say(
            _("lost: {steps} by {name}, {first} to {last}").format(
                steps=_steps(entry.steps),
                name=entry.name or _("somebody outside"),
                first=_when(entry.first),
                last=_when(entry.last),
            )
        )
    _confirm(path, sum(entry.steps for entry in lost or ()), yes)
    done = backups.restore(run.base, path, run.clock)
    if json:
        write_json(
            [
                {
                    "file": str(path),
                    "before": done.before and str(done.before),
                    "records": done.holds.records,
                    "steps": done.holds.steps,
                }
            ],
            many=False,
        )
    run.renderer.say(
        _("restored: {records}, {steps}").format(records=_records(done.holds.records), steps=_steps(done.holds.steps))
    )
    if done.before:
        run.renderer.say(_("back again: {command}").format(command=f"crm backup restore {quoted(str(done.before))}"))


def _confirm(path: Path, steps: int, yes: bool) -> None:
    if yes:
        return
    question = _("make the base what {path} is, losing {steps}?").format(path=path, steps=_steps(steps))
    answer = current().ask(f"{question} [y/N]")
    if answer is None:
        raise Invalid(N_("a base is not replaced unasked"), hint="--yes")
    if answer.casefold() not in YES:
        current().renderer.say(_("nothing was changed"))
        raise Abort


def _when(stamp: str) -> str:
    return f"{current().clock.local(stamp):%Y-%m-%d %H:%M}"


def _records(n: int) -> str:
    return ngettext("{n} record", "{n} records", n).format(n=n)


def _steps(n: int) -> str:
    return ngettext("{n} step", "{n} steps", n).format(n=n)


def _size(n: int) -> str:
    return f"{n / 1e6:.1f} MB" if n >= 100_000 else f"{n / 1e3:.0f} kB"


class Backups(Group):
    """``crm backup`` alone, or with the options of ``add``, makes one."""

    def whole(self, words: list[str]) -> list[str]:
        """Put in the verb where none is named."""
        return ["add", *words] if not words or (words[0].startswith("-") and words[0] not in HELP) else words


VERBS: dict[str, Entry] = {
    "add": Entry("crm_cli.commands.backup:add", N_("Make a verified copy of the base")),
    "list": Entry("crm_cli.commands.backup:show_list", N_("The backups there are")),
    "verify": Entry("crm_cli.commands.backup:verify", N_("Look a backup through")),
    "restore": Entry("crm_cli.commands.backup:restore", N_("Make the base what a backup is")),
}
group = Backups("backup", VERBS, N_("Copies of the base, made while it is used"))

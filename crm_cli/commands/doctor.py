"""``crm doctor``: whether the base is whole, what is wrong with it, and what to do."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from crm_cli.commands import mailing, notifying
from crm_cli.commands.answering import write_json
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import Json
from crm_cli.context import current
from crm_cli.errors import Attention
from crm_cli.exchange import automation, soundness, sources
from crm_cli.exchange.soundness import Finding
from crm_cli.i18n import N_, _, ngettext


def doctor(
    quick: Annotated[bool, Option("--quick", help=N_("Leave out what reads the whole base"))] = False,
    repair: Annotated[
        bool,
        Option("--repair", help=N_("Make indexes, keys, the search index and triggers anew; no record is touched")),
    ] = False,
    json: Json = False,
) -> int:
    """Look the base through: its file, its pages, its log against its records, keys, the search index, backups.

    What is wrong is named with what to do about it. Exit code 8 when there is something to see, 0 when all is well. With --repair
    what only follows from the records is made anew first: indexes, keys, the search index, triggers. Records are never changed.

    Example:
      crm doctor
      crm doctor --quick
      crm doctor --repair
    """
    run = current()
    if repair:
        soundness.repair(run.base)
        run.renderer.say(
            _("made anew from the records: indexes, keys, the search index, triggers; no record was changed")
        )
    found: list[Finding] = []
    for finding in _examined(quick, found):
        found.append(finding)
        if not json and not (run.quiet and finding.ok):
            _show(finding)
    if json:
        write_json([_object(finding) for finding in found], many=True)
    return _end(found)


def _examined(quick: bool, found: Sequence[Finding]) -> Iterator[Finding]:
    """What is true of the file, then, where that is whole, of what the team set up in it, and of what is set up here."""
    run = current()
    yield from soundness.examine(run.base, run.clock, quick=quick)
    if all(finding.ok for finding in found if finding.check != "backup"):
        yield from automation.examine(run.workspace)
        chats = notifying.secrets_of(run.config)
        yield from sources.examine(mailing.secrets_of(run.config), chats, notifying.strangers(run.config, chats))


def _show(finding: Finding) -> None:
    """A line for what is well; for what is not, what it is and what to do."""
    renderer = current().renderer
    note = f" ({_(finding.note)})" if finding.note else ""
    if finding.ok:
        renderer.data(f"✓ {_(finding.title)}{note}")
        return
    renderer.data(renderer.paint.bad("✗"), f" {_(finding.title)}{note}")
    for line in told(finding):
        renderer.data(f"  {line}")
    renderer.data("  " + _("Try: {hint}").format(hint=_(finding.todo)))


def told(finding: Finding) -> list[str]:
    """What is wrong, a line each."""
    lines = [_(one.text).format_map(one.values) for one in finding.wrong]
    more = finding.many - len(lines)
    return [*lines, _("and {n} more").format(n=more)] if more > 0 else lines


def _object(finding: Finding) -> dict[str, object]:
    return {
        "check": finding.check, "ok": finding.ok, "what": _(finding.title), "wrong": told(finding), "count": finding.many,
        "try": _(finding.todo) if finding.todo else None, "note": finding.note or None,
    }  # fmt: skip


def _end(found: Sequence[Finding]) -> int:
    wrong = sum(not finding.ok for finding in found)
    if not wrong:
        current().renderer.say(_("all is well"))
        return 0
    current().renderer.say(ngettext("{n} check found something", "{n} checks found something", wrong).format(n=wrong))
    return Attention.exit

"""Whether what is to be added is there already: asked on a terminal, refused with the records elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from crm_cli.commands.answering import YES
from crm_cli.commands.declaring import Abort, Option
from crm_cli.commands.options import SAFETY
from crm_cli.context import current
from crm_cli.errors import Candidate, Duplicate
from crm_cli.i18n import N_, _, ngettext
from crm_cli.people import duplicates
from crm_cli.people.duplicates import NOUNS, WEAK, Hit
from crm_cli.telling.given import said_alike

CHECKED = NOUNS
SHOWN = 5
AllowDuplicate = Annotated[
    bool,
    Option("--allow-duplicate", help=N_("Add it though it looks like one that is there"), rich_help_panel=SAFETY),
]


def hits(noun: str, values: Mapping[str, Any]) -> tuple[list[Hit], list[Hit]]:
    """Who may be the same as a new record of these stored values: those it is likely to be, and those only to be noted."""
    found = duplicates.of(current().workspace, noun, values)
    return [hit for hit in found if hit.strength != WEAK], [hit for hit in found if hit.strength == WEAK]


def candidate(hit: Hit, line: int = 0) -> Candidate:
    """A hit as people and programs read it: ref, name, what is the same, and whose it is."""
    told = hit.told | ({"line": line} if line else {})
    where = _("line {line}: ").format(line=line) if line else ""
    return Candidate(where + said_alike(hit), **told)


def refuse_known(noun: str, values: Mapping[str, Any], *, hint: str = "", line: int = 0) -> list[Hit]:
    """Refuse what is there already; who it is only a little like."""
    found, noted = hits(noun, values)
    if found:
        raise duplicate(found, hint, line)
    return noted


def duplicate(found: Sequence[Hit], hint: str = "", line: int = 0) -> Duplicate:
    """The refusal of what is there already."""
    one = N_("it looks like a record that is there already")
    many = N_("it looks like records that are there already")
    ref = next((hit.ref for hit in found if hit.shown), "")
    hint = hint or (N_("crm show {ref}, or --allow-duplicate") if ref else "--allow-duplicate")
    return Duplicate(
        one if len(found) == 1 else many,
        hint=hint,
        ref=ref,
        candidates=[candidate(hit, line) for hit in found],
    )


def wanted_all_the_same(found: Sequence[Hit]) -> bool:
    """On a terminal, whether to add it though these are there; a no ends the command."""
    run = current()
    for hit in found[:SHOWN]:
        run.renderer.say("  " + said_alike(hit))
    if len(found) > SHOWN:
        run.renderer.say("  " + _("and {n} more").format(n=len(found) - SHOWN))
    question = ngettext("this may be there already; add it all the same? [y/N]", "these may be the same; add it all the same? [y/N]", len(found))  # fmt: skip
    answer = run.ask(question)
    if answer is None:
        return False
    if answer.casefold() not in YES:
        run.renderer.say(_("nothing was changed"))
        raise Abort
    return True


def notes(found: Sequence[Hit]) -> list[str]:
    """What is only to be noted, in a few lines."""
    lines = [_("see also {record}").format(record=said_alike(hit)) for hit in found[:SHOWN]]
    more = len(found) - SHOWN
    return [*lines, *([_("and {n} more").format(n=more)] if more > 0 else [])]

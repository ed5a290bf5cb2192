"""A list of tasks or deals for people shows those that are open, unless it is asked for others; what it left out is said."""

from collections.abc import Sequence

from crm_cli.context import current
from crm_cli.i18n import ngettext
from crm_cli.records import filters
from crm_cli.records.filters import Filter, Test

OPEN = "status=open"
CLOSING = {
    "task": {"status", "done", "result", "activity", "ref", "id"},
    "opp": {"status", "stage", "close", "closed", "win_reason", "loss_reason", "lost_stage", "ref", "id", "category"},
}
"""Fields by which one looks for what is closed as well."""


def narrowed(noun: str, tokens: Sequence[str]) -> list[str]:
    """The filter, which finds what is open alone where it says nothing of what is closed, names no view and looks for no words."""
    if noun not in CLOSING or any(map(filters.is_view, tokens)):
        return list(tokens)
    found = filters.read(noun, tokens, current().workspace)
    return list(tokens) if _asks_for_closed(noun, found) else [*tokens, OPEN]


def _asks_for_closed(noun: str, found: Filter) -> bool:
    conditions = [one for alternative in found for one in alternative]
    tests = [one for one in conditions if isinstance(one, Test)]
    return len(found) > 1 or len(tests) < len(conditions) or any(one.path[0].name in CLOSING[noun] for one in tests)


def say_left_out(noun: str, tokens: Sequence[str]) -> None:
    """How many closed ones the list leaves out."""
    crm = current().workspace
    if left := crm.count(noun, tokens) - crm.count(noun, [*tokens, OPEN]):
        text = ngettext("{n} closed one is not shown: --all", "{n} closed ones are not shown: --all", left)
        current().renderer.say(text.format(n=left))

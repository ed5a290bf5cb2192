"""What may be done where a list has nothing to show: make the first, or look for one's own in the way filters have."""

from collections.abc import Sequence

from crm_cli.commands.verbs import OWN_VERBS
from crm_cli.context import current
from crm_cli.records.registry import NOUNS

MADE_BY = {"job": "crm schedule add …"}
MINE = ("mine", "my", "me", "我", "我的")


def next_step(noun: str, tokens: Sequence[str]) -> str:
    """The command that makes the first of a noun; for ``mine`` the condition that means it; nothing where a filter found nothing."""
    if NOUNS[noun].internal:
        return ""
    if not tokens:
        verb = "set" if "set" in OWN_VERBS.get(noun, ()) else "add"
        return MADE_BY.get(noun, f"crm {noun} {verb} …")
    has_owner = "owner" in current().workspace.fields(noun)
    return "owner=me" if has_owner and any(token.casefold() in MINE for token in tokens) else ""

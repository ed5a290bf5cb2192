"""Where a verb stands that was looked for in the wrong place: ``crm hand`` is ``crm call hand``, ``crm client find`` is ``crm find``."""

from crm_cli.commands import chinese
from crm_cli.completion.table import Table
from crm_cli.i18n import N_

MEANT = {
    ("crm quote", "refuse"): "crm quote reject",
    ("crm quote", "decline"): "crm quote reject",
    ("crm quote", "lose"): "crm quote reject",
    ("crm limit", "set"): "crm limit edit",
}
"""What people say where we say it in other words."""
INSTEAD = {
    ("crm invoice", "print"): (
        N_("the legal invoice is made elsewhere, and --official keeps its number; what is known here can be shown"),
        "crm invoice show V4 --format html",
    ),
}
"""What we leave to others, why, and what there is instead."""
FEW = 3  # where more groups have it, none of them is the one that was meant


def left_to_others(word: str, path: str) -> tuple[str, str] | None:
    """Why there is no such command, and what there is instead."""
    return next((told for (of, verb), told in INSTEAD.items() if of == path and word in _names(verb)), None)


def called_so(word: str, path: str) -> list[str]:
    """The commands of that name or Chinese word, each as it is typed, those at the top first; none where most nouns have one."""
    if meant := MEANT.get((path, word)):
        return [meant]
    commands = [cells[0] for cells in Table().having("C") if cells[0]]
    top = [name for name in commands if " " not in name and path != "crm" and word in (name, *chinese.words(name))]
    under = [name for name in commands if " " in name and word in _names(name)]
    found = top or under
    return [f"crm {name}" for name in found] if len(found) <= FEW else []


def _names(path: str) -> list[str]:
    verb = path.rpartition(" ")[2]
    return [verb, *chinese.verb_words(verb)]

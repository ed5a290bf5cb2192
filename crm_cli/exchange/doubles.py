"""Rows that are new to the key and yet somebody already, by phone, e-mail or tax id: counted, refused, or left out."""

from collections.abc import Sequence
from typing import Any

from crm_cli.errors import Duplicate, Invalid, Word
from crm_cli.exchange.batches import Batch
from crm_cli.i18n import N_
from crm_cli.people.likeness import NOUNS, REASONS
from crm_cli.people.twins import Twin, Within
from crm_cli.workspace import Workspace

ALLOW, REFUSE, SKIP = "allow", "refuse", "skip"
WAYS = (ALLOW, REFUSE, SKIP)
SHOWN = 5
SAID = {
    ALLOW: (
        N_("{n} new row is like somebody who is there (line {lines}); --duplicates refuse or skip keeps such out"),
        N_("{n} new rows are like somebody who is there (lines {lines}); --duplicates refuse or skip keeps such out"),
    ),
    SKIP: (
        N_("{n} row was left out, as somebody like it is there (line {lines})"),
        N_("{n} rows were left out, as somebody like them is there (lines {lines})"),
    ),
}


class Doubles:
    """``way``: ``allow`` takes such a row and says so, ``refuse`` makes it a reject, ``skip`` leaves it out. ``lines`` are those found."""

    def __init__(self, crm: Workspace, noun: str, keys: Sequence[str], way: str) -> None:
        if way not in WAYS:
            raise Invalid(
                N_("“{text}” is no way with duplicates"), hint=N_("one of {known}"), text=way, known=", ".join(WAYS)
            )
        self.way = way
        self.lines: list[int] = []
        self._within = Within(crm, noun, keys) if noun in NOUNS else None

    def kept(self, batch: Batch, new: Sequence[int]) -> list[int]:
        """Of the new rows of a batch those that are to be written."""
        wanted = [place for place in new if place not in batch.refused]
        if self._within is None or not wanted:
            return wanted
        found = self._within.find(batch.columns, wanted, [row.line for row in batch.rows])
        if self.way == REFUSE:
            for place, twin in found.items():
                batch.refuse(place, _refusal(twin))
        else:
            self.lines += [batch.rows[place].line for place in sorted(found)]
        return wanted if self.way == ALLOW else [place for place in wanted if place not in found]

    def notes(self) -> list[tuple[str, dict[str, Any]]]:
        """What is said of them in the end; what was refused is told with its line."""
        if not self.lines:
            return []
        some = ", ".join(map(str, self.lines[:SHOWN])) + (" …" if len(self.lines) > SHOWN else "")
        return [(SAID[self.way][len(self.lines) > 1], {"n": len(self.lines), "lines": some})]


def _refusal(twin: Twin) -> Duplicate:
    why = Word(REASONS[twin.reason])
    if twin.line is None:
        return Duplicate(N_("somebody who is there has the {what}"), what=why)
    return Duplicate(N_("line {before} has the {what}"), before=twin.line, what=why)

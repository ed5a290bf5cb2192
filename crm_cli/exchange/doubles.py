"""Rows that are new to the key and yet somebody already, by phone, e-mail or tax id: counted, refused, or left out."""

from collections.abc import Sequence
from typing import Any

from crm_cli.errors import Duplicate, Invalid, Word
from crm_cli.exchange.batches import Batch
from crm_cli.i18n import N_
from crm_cli.people.likeness import NOUNS, REASONS
from crm_cli.people.twins import LIKELY_FIELDS, Repeated, Twin, Within
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
LIKELY = (
    N_("{n} new row has a company name that is there, place and legal form aside (line {lines})"),
    N_("{n} new rows have a company name that is there, place and legal form aside (lines {lines})"),
)


class Doubles:
    """``way``: ``allow`` takes such a row and says so, ``refuse`` makes it a reject, ``skip`` leaves it out. ``lines`` are those found.

    Unless a way is said they are allowed, but for a client that the file has twice. A company name alone makes it only ``likely``: such rows are told, whatever the way.
    """

    def __init__(self, crm: Workspace, noun: str, keys: Sequence[str], way: str) -> None:
        if way and way not in WAYS:
            raise Invalid(
                N_("“{text}” is no way with duplicates"), hint=N_("one of {known}"), text=way, known=", ".join(WAYS)
            )
        self.way = way or ALLOW
        self._repeated = Repeated(crm) if noun == "client" and way != ALLOW else None
        self.lines: list[int] = []
        self.likely: list[int] = []
        self._within = Within(crm, noun, keys) if noun in NOUNS else None
        self._alike = Within(crm, noun, keys, LIKELY_FIELDS)

    def kept(self, batch: Batch, new: Sequence[int]) -> list[int]:
        """Of the new rows of a batch those that are to be written."""
        wanted = [place for place in new if place not in batch.refused]
        if self._within is None or not wanted:
            return wanted
        lines = [row.line for row in batch.rows]
        again = self._repeated.find(batch.columns, wanted, lines) if self._repeated else {}
        if self.way != SKIP:
            for place, twin in again.items():
                batch.refuse(place, _again(twin))
            wanted = [place for place in wanted if place not in again]
            again = {}
        found = {**again, **self._within.find(batch.columns, wanted, lines)}
        firms = [place for place in _firms(batch, wanted) if place not in found]
        self.likely += [lines[place] for place in sorted(self._alike.find(batch.columns, firms, lines))]
        if self.way == REFUSE:
            for place, twin in found.items():
                batch.refuse(place, _refusal(twin))
        else:
            self.lines += [batch.rows[place].line for place in sorted(found)]
        return wanted if self.way == ALLOW else [place for place in wanted if place not in found]

    def notes(self) -> list[tuple[str, dict[str, Any]]]:
        """What is said of them in the end; what was refused is told with its line."""
        said = ((SAID.get(self.way, LIKELY), self.lines), (LIKELY, self.likely))
        return [(texts[len(lines) > 1], {"n": len(lines), "lines": _some(lines)}) for texts, lines in said if lines]


def _some(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")


def _firms(batch: Batch, places: Sequence[int]) -> Sequence[int]:
    """Those of the rows that are no persons: two persons of one name are two."""
    types = batch.columns.get("type")
    return [place for place in places if types[place] != "person"] if types else places


def _again(twin: Twin) -> Duplicate:
    """Why a row that repeats another is none."""
    return Duplicate(
        N_("the same client as line {before}, by name and {what}: --duplicates skip leaves it out"),
        before=twin.line,
        what=Word(_WHAT[twin.reason]),
    )


_WHAT = {"phone": N_("phone"), "email": N_("e-mail")}


def _refusal(twin: Twin) -> Duplicate:
    why = Word(REASONS[twin.reason])
    if twin.line is None:
        return Duplicate(N_("somebody who is there has the {what}"), what=why)
    return Duplicate(N_("line {before} has the {what}"), before=twin.line, what=why)

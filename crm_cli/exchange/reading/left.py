"""Remembers what of a table was left out on reading it, and says so in notes."""

import re
from collections.abc import Iterator

from crm_cli.exchange.reading.sheets import Note
from crm_cli.i18n import N_

NAMED = 8
COUNTED = 10_000
TITLES = N_("left out above the table (lines: {lines})")
BLANK = N_("blank rows left out (lines: {lines})")
TOTALS = N_("rows of totals left out (lines: {lines})")
AGAIN = N_("headings that repeat left out (lines: {lines})")
REMARKS = N_("remarks below the table left out (lines: {lines})")
KINDS = (TITLES, BLANK, TOTALS, AGAIN, REMARKS)
_NUMBER = r"[¥￥$€£]?\s*[-+(]?\d[\d\s.,]*\)?\s*(?:%|万|元|€|EUR|家|个|条|户|人|笔|项|位|件|rows?|Stück|Zeilen)?"
_TOTAL = re.compile(
    r"\s*(?:合\s*计|总\s*计|小\s*计|共\s*计|总\s*和|本页[合小]计|累\s*计|(?:grand |sub-?)?\s*totals?|sub\s?total|sum|summen?|gesamt(?:summe)?|zwischensumme|endsumme)"
    rf"\s*[:：]?\s*(?:{_NUMBER})?\s*",
    re.IGNORECASE,
)  # fmt: skip
_REMARK = re.compile(
    r"\s*(?:制\s*表|制\s*单|填\s*表|审\s*核|打\s*印|导\s*出|说\s*明|注|备\s*注|printed|prepared|exported|as of|stand|erstellt|gedruckt|hinweis|note)[^:：]{0,12}[:：].*",
    re.IGNORECASE | re.DOTALL,
)
may_be_left = re.compile(
    r"\s|[合总小共本累制填审打导说注备]|(?:grand|sub|total|sum|gesamt|zwischen|end|print|prepared|export|as of|stand|erstellt|gedruckt|hinweis|note)",
    re.IGNORECASE,
).match  # fmt: skip
NUMERIC = re.compile(rf"\s*{_NUMBER}\s*|[-–—/]|")


class Left:
    """The lines that were left out, by why; forgotten when the rows are read again."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {}
        self.pending: list[int] = []

    def clear(self) -> None:
        """Begin anew."""
        self._lines.clear()
        self.pending.clear()

    def out(self, why: str, line: int) -> None:
        """That line was left out."""
        lines = self._lines.setdefault(why, [])
        if len(lines) < COUNTED:
            lines.append(line)

    def blank(self, line: int) -> None:
        """A blank line counts only when something comes after it."""
        if len(self.pending) < COUNTED:
            self.pending.append(line)

    def filled(self) -> None:
        """Something came after the blank lines."""
        if self.pending:
            for line in self.pending:
                self.out(BLANK, line)
            self.pending.clear()

    def notes(self) -> Iterator[Note]:
        """What was left out, in lines of one kind each."""
        for why in KINDS:
            if lines := self._lines.get(why):
                yield Note(why, {"lines": spans(lines)})


def is_total(cells: list[str]) -> bool:
    """A row of sums: it begins with the word for it, and otherwise holds numbers only."""
    lead = next((cell for cell in cells if cell.strip()), "")
    return bool(_TOTAL.fullmatch(lead)) and all(NUMERIC.fullmatch(cell) or cell == lead for cell in cells)


def is_remark(cells: list[str], width: int) -> bool:
    """Who made the list and when: one or two cells in a table of more, the first with a colon."""
    filled = [cell for cell in cells if cell.strip()]
    return width > 2 and len(set(filled)) <= 2 and all(_REMARK.fullmatch(cell) for cell in filled[:1])


def spans(lines: list[int]) -> str:
    """``3, 7–9``; of many the first."""
    found: list[list[int]] = []
    for line in lines:
        if found and line == found[-1][1] + 1 and type(line) is int:
            found[-1][1] = line
        else:
            found.append([line, line])
    said = [f"{first}" if first == last else f"{first}–{last}" for first, last in found]
    return ", ".join(said[:NAMED]) + (" …" if len(said) > NAMED else "")

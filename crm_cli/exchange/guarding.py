"""Guards the cells of CSV and TSV against spreadsheets, which run a text as a formula: a quote before it, which comes off again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from crm_cli.exchange.reading.sheets import Row, Sheet
from crm_cli.records.patterns import pattern

QUOTE = "'"
# What a spreadsheet takes for the beginning of a formula, also after spaces; and our own quote, so that it comes off exactly once.
DANGEROUS = pattern(r"[ \u00a0\u3000]*[=+\-@\t\r\n'＝＋－＠]")
NUMBER = pattern(r"-?\d+(?:\.\d+)?")


def guard(text: str) -> str:
    """The text as a spreadsheet may have it; a plain number stays one."""
    if DANGEROUS.match(text) and not NUMBER.fullmatch(text):
        return QUOTE + text
    return text


def unguard(text: str) -> str:
    """What :func:`guard` was given."""
    return text.removeprefix(QUOTE)


def guarded(rows: Iterable[Sequence[object]]) -> Iterator[list[object]]:
    """Rows whose texts are guarded."""
    for row in rows:
        yield [guard(cell) if isinstance(cell, str) else cell for cell in row]


def unguarded(sheet: Sheet) -> Sheet:
    """A sheet that was guarded, as it was before."""

    def rows() -> Iterator[Row]:
        for row in sheet.rows():
            yield row._replace(cells=[unguard(cell) for cell in row.cells])

    return replace(sheet, headers=tuple(map(unguard, sheet.headers)), rows=rows)

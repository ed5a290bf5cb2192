"""Workbooks as another program reads them: types, formats, head, filter, drop-downs, what is hidden."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.records.cells import LONGEST
from crm_cli.render.listing import Column, Listing
from crm_cli.render.renderer import Renderer
from crm_cli.render.workbook import MARK, Kept, write_workbook
from tests.render.conftest import COLUMNS, STORED
from tests.render.test_formats import printed, renderer


def read(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def written(screen: Renderer, listing: Listing, kept: Kept | None = None) -> Any:
    out = io.BytesIO()
    write_workbook(listing, out, screen.view, kept)
    return read(out.getvalue())


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_list_as_a_workbook(language: str, clock: Clock, chinese: Callable[[], None], golden: Any) -> None:
    if language == "zh_CN":
        chinese()
    screen = renderer(clock, language=language)
    assert screen.listing(Listing(COLUMNS, iter(STORED), title="Clients"), "xlsx") == 3
    book = read(printed(screen))
    sheet = book["Clients"]
    lines = [f"{sheet.freeze_panes} {sheet.auto_filter.ref}"]
    for row in sheet.iter_rows():
        lines += [f"{c.coordinate} {c.data_type} {c.number_format} {c.value!r}" for c in row if c.value is not None]
    for rule in sheet.data_validations.dataValidation:
        name, _mark, where = rule.formula1.partition("!")
        choices = [c.value for (c,) in zip(*book[name.strip("'")][where.replace("$", "")], strict=True)]
        lines.append(f"{rule.sqref} {choices}")
    golden(f"list.{language}.xlsx.txt", ("\n".join(lines) + "\n").encode())


def test_no_text_becomes_a_formula_a_link_or_a_number(clock: Clock) -> None:
    texts = ["=1+1", "@x", "https://example.com", "007", "-5", "+86 138", "91310000MA1K35X7XY", "  x "]
    book = written(renderer(clock), Listing([Column("a", "A")], [[text] for text in texts]))
    cells = [row[0] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_what_a_number_or_a_day_of_a_spreadsheet_would_lose_is_a_text(clock: Clock) -> None:
    columns = [
        Column("a", "A", "number"),
        Column("b", "B", "date"),
        Column("c", "C", "time"),
        Column("d", "D", "money"),
    ]
    rows = [[12345678901234567890, "1899-12-31", "1880-01-01T00:00:00Z", 10**16 + 1]]
    book = written(renderer(clock), Listing(columns, rows))
    found = [cell.value for cell in book.worksheets[0][2]]
    assert found == ["12345678901234567890", "1899-12-31", "1880-01-01 08:00:00", "¥100,000,000,000,000.01"]


def test_a_text_longer_than_a_cell_is_cut_and_says_so(clock: Clock) -> None:
    book = written(renderer(clock), Listing([Column("a", "A")], [["x" * 40_000]]))
    text = book.worksheets[0]["A2"].value
    assert (len(text), text[-1]) == (LONGEST, "…")


def test_the_hidden_sheet_keeps_what_cells_say_otherwise(clock: Clock) -> None:
    columns = [Column("ref", "Ref"), Column("m", "M", "money"), Column("kept", "", hidden=True)]
    rows: list[list[Any]] = [["C1", 1250, ["id", 7, "C1", "12.50"]], ["C2", None, ["id2", 8, "C2", None]]]
    book = written(
        renderer(clock), Listing(columns, rows), Kept({"noun": "client"}, 2, ("ref", "m"), frozenset({"ref"}))
    )
    hidden = book[MARK]
    assert hidden.sheet_state == "veryHidden"
    assert hidden["A1"].value == '{"noun":"client","columns":[["ref","Ref"],["m","M"]],"keys":["ref","m"]}'
    assert hidden["A2"].value == '["id",7,"C1","12.50",{"1":"12.5"}]'
    assert hidden["A3"].value == '["id2",8,"C2",null,{}]'
    assert book.worksheets[0].column_dimensions["A"].hidden


def test_a_screen_gets_no_workbook(clock: Clock) -> None:
    with pytest.raises(Invalid, match="screen"):
        renderer(clock, terminal=True).listing(Listing([Column("a", "A")], []), "xlsx")


def test_a_long_list_takes_no_more_memory_than_a_short_one(clock: Clock) -> None:
    def rows(count: int) -> Iterator[list[Any]]:
        return ([f"C{number}", "清华同方股份有限公司" * 5, number] for number in range(count))

    columns = [Column("ref", "Ref"), Column("name", "Name"), Column("m", "M", "money")]
    screen, peaks = renderer(clock), []
    for count in (500, 5000):
        tracemalloc.start()
        write_workbook(Listing(columns, rows(count)), _Nowhere(), screen.view)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000


class _Nowhere(io.BytesIO):
    """Takes everything and keeps nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0

    def write(self, content: Any) -> int:
        self.at += len(content)
        return len(content)

    def tell(self) -> int:
        return self.at

    def seek(self, at: int, _whence: int = 0) -> int:
        self.at = at
        return at

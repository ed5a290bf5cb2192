"""A paper as a workbook: amounts are numbers to reckon on with, and nothing from the data is a formula or a link."""

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from crm_cli.records.cells import LONGEST
from crm_cli.records.printed import Firm
from crm_cli.render.papers.figures import places
from crm_cli.render.papers.sheet import Cell, Sheet, numbered
from crm_cli.render.style import ELLIPSIS, cells

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

PAPERS = {"A4": 9, "Letter": 1}
WIDTHS = {"position": 6, "item": 42, "code": 14, "unit": 8, "rate": 12}
ELSE_WIDE = 14
LOGO_HIGH = 64  # points
MARKS = str.maketrans({"&": "&&"})  # in head and foot of a page a single one begins a code


def write_workbook(sheet: Sheet, firm: Firm, paper: str, out: BinaryIO) -> None:
    """Write the workbook."""
    from xlsxwriter import Workbook  # only a workbook pays for it

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as book:
        _Page(book, sheet, firm, paper).put()


class _Page:
    def __init__(self, book: "Workbook", sheet: Sheet, firm: Firm, paper: str) -> None:
        self.book, self.sheet, self.firm = book, sheet, firm
        self.page = book.add_worksheet()
        self.row, self.last = 0, len(sheet.columns) - 1
        self.page.set_paper(PAPERS.get(paper, PAPERS["A4"]))
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
        self.page.hide_gridlines(2)
        foot = numbered(sheet.page.translate(MARKS), "&P", "&N")
        self.page.set_footer(f"&L&8{sheet.name.translate(MARKS)[:80]}&R&8{foot}")
        wrap = {"text_wrap": True, "valign": "top"}
        self.looks = {
            "text": book.add_format(wrap), "bold": book.add_format(wrap | {"bold": True}),
            "title": book.add_format({"bold": True, "font_size": 16}),
            "head": book.add_format(wrap | {"bold": True, "bottom": 1}),
            "right": book.add_format(wrap | {"bold": True, "bottom": 1, "align": "right"}),
        }  # fmt: skip
        self.numbers: dict[tuple[str, bool], Format] = {}

    def put(self) -> None:
        sheet = self.sheet
        for at, column in enumerate(sheet.columns):
            self.page.set_column(at, at, WIDTHS.get(column.key, ELSE_WIDE))
        self._logo()
        self._lines([sheet.firm], "bold")
        self._lines(sheet.firm_lines)
        self._text(0, f"{sheet.title} {sheet.name}", "title")
        self.row += 1
        self._lines([sheet.mark], "bold")
        self._lines(sheet.to)
        for label, text in sheet.facts:
            self._merged(f"{label}: {text}")
        self._lines(sheet.opening)
        self.row += 1
        self._table()
        self._sums()
        self._plan()
        for title, lines in sheet.notes:
            self.row += 1
            self._lines([title], "bold")
            self._lines(lines)
        self.row += 1
        self._lines(sheet.closing)
        self._lines(sheet.footer.splitlines())

    def _logo(self) -> None:
        """Workbooks hold pictures made of points only."""
        if not self.firm.logo or self.firm.logo_type == "svg":
            return
        self.page.set_row(self.row, LOGO_HIGH)
        scale = _scale(self.firm.logo)
        self.page.insert_image(self.row, 0, f"logo.{self.firm.logo_type}", {
            "image_data": BytesIO(self.firm.logo), "x_scale": scale, "y_scale": scale, "object_position": 3,
        })  # fmt: skip
        self.row += 1

    def _lines(self, lines: "list[str] | tuple[str, ...]", look: str = "text") -> None:
        for text in lines:
            if text:
                self._merged(text, look)

    def _merged(self, text: str, look: str = "text") -> None:
        """A text over the whole width, as high as it needs to be."""
        if self.last:
            self.page.merge_range(self.row, 0, self.row, self.last, "", self.looks[look])
        self._text(0, text, look)
        wide = sum(WIDTHS.get(column.key, ELSE_WIDE) for column in self.sheet.columns)
        high = sum(-(-max(cells(line), 1) // wide) for line in text.split("\n"))
        if high > 1:
            self.page.set_row(self.row, 15 * high)
        self.row += 1

    def _text(self, at: int, text: str, look: str) -> None:
        text = text if len(text) <= LONGEST else text[: LONGEST - 1] + ELLIPSIS
        self.page.write_string(self.row, at, text, self.looks[look])

    def _table(self) -> None:
        for at, column in enumerate(self.sheet.columns):
            self._text(at, column.label, "right" if column.right else "head")
        self.page.repeat_rows(self.row)
        self.row += 1
        for row in self.sheet.rows:
            beside = [cell.below for cell in row.cells if cell.figure is not None and cell.below]
            for at, (column, cell) in enumerate(zip(self.sheet.columns, row.cells, strict=True)):
                said = "\n".join(filter(None, (cell.below, *beside))) if column.key == "item" else cell.below
                self._cell(at, column.key, cell._replace(below=said))
            self.row += 1

    def _cell(self, at: int, key: str, cell: Cell, *, bold: bool = False) -> None:
        if cell.figure is None:
            self._text(at, "\n".join(filter(None, (cell.text, cell.below))), "bold" if bold else "text")
            return
        self.page.write_number(self.row, at, float(cell.figure), self._number(self._look(key, cell.figure), bold))

    def _look(self, key: str, figure: Decimal) -> str:
        """A price that is finer than its currency shows all its decimals."""
        fine = key == "price" and figure != round(figure, places(self.sheet.currency))
        return "finer" if fine else key

    def _number(self, key: str, bold: bool) -> "Format":
        if (key, bold) not in self.numbers:
            decimals = places(self.sheet.currency)
            money = "#,##0" + ("." + "0" * decimals if decimals else "")
            exact = money + "#" * 6 if decimals else "#,##0.######"  # a price may be finer than the coin
            shape = {"price": exact, "amount": money, "finer": "#,##0.00######", "discount": "0.##%"}.get(
                key, "#,##0.######"
            )
            said = {"num_format": shape, "valign": "top", "align": "right", "bold": bold}
            self.numbers[key, bold] = self.book.add_format(said)
        return self.numbers[key, bold]

    def _sums(self) -> None:
        for one in self.sheet.sums:
            self._text(1, one.label, "bold" if one.last else "text")
            self._cell(self.last, "amount", one.cell, bold=one.last)
            self.row += 1
        if self.sheet.capitals:
            self._merged(" ".join(self.sheet.capitals), "bold")

    def _plan(self) -> None:
        """In the columns of the table above: what it is under the items, its figures from the right."""
        plan = self.sheet.plan
        if plan is None:
            return
        self.row += 1
        self._lines([plan.title], "bold")
        places = [1, *range(self.last - len(plan.columns) + 2, self.last + 1)]
        for at, column in zip(places, plan.columns, strict=True):
            self._text(at, column.label, "right" if column.right else "head")
        self.row += 1
        for row in plan.rows:
            for at, column, cell in zip(places, plan.columns, row.cells, strict=True):
                self._cell(at, column.key, cell)
            self.row += 1


def _scale(logo: bytes) -> float:
    """A logo as high as its row; its height stands in the head of a PNG, another is left as it is."""
    high = int.from_bytes(logo[20:24], "big") if logo.startswith(b"\x89PNG") else 0
    return min(1.0, LOGO_HIGH / 0.75 / high) if high else 1.0

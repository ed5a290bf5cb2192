"""Twelve workbooks as offices keep them, in Chinese, English and German, each with its faults, and what must be read out of them."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.exchange.old_workbook import xls


class Book(NamedTuple):
    """A workbook by its name: how it is made, what its table is, and what has to be said about it."""

    name: str
    make: Callable[[Path], None]
    headers: tuple[str, ...]
    rows: dict[int, tuple[str, ...]]
    notes: tuple[str, ...] = ()
    mark: str = "."


def _book(fill: Callable[[Worksheet], None], after: Callable[[Workbook], None] | None = None) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        fill(sheet)
        if after:
            after(book)
        book.save(path)

    return make


def _rows(sheet: Worksheet, first: int, rows: list[list[Any]]) -> None:
    for row, cells in enumerate(rows, first):
        for column, value in enumerate(cells, 1):
            if value is not None:
                sheet.cell(row, column, value)


def _ledger(sheet: Worksheet) -> None:
    """Title over all columns, who made it, running numbers, totals, remarks."""
    _rows(sheet, 1, [
        ["华东区客户台账"], ["制表人：李敏", None, None, "日期：2024-05-01"], [],
        ["序号", "客户名称", "电话", "金额"],
        [1, "科锐配电有限公司", 13800138000, 1200], [2, "阿里云计算", 13900139000, 300.5], ["小计", None, None, 1500.5], [],
        [3, "美的集团", 13700137000, 20], ["合计", None, None, 1520.5], ["制表：李敏    审核：王强"],
    ])  # fmt: skip
    sheet.merge_cells("A1:D1")


def _merged(sheet: Worksheet) -> None:
    """A region over several clients in one merged cell, headings in two rows."""
    _rows(sheet, 1, [
        ["区域", "客户名称", "联系方式"], [None, None, "手机", "邮箱"],
        ["华东", "上海电气", "13800138000", "a@x.cn"], [None, "杭州锅炉", "13800138001", "b@x.cn"],
        ["华北", "北京起重", "13800138002", "c@x.cn"], [None, "天津泵业", "13800138003", "d@x.cn"],
    ])  # fmt: skip
    for area in ("A1:A2", "B1:B2", "C1:D1", "A3:A4", "A5:A6"):
        sheet.merge_cells(area)


def _phones(sheet: Worksheet) -> None:
    """Two columns of the same name, an empty one between, a number that Excel has rounded."""
    _rows(sheet, 1, [
        ["客户名称", "电话", None, "电话", "税号"],
        ["科锐", 13800138000.0, None, "021-62345678", 913101157030000000], ["阿里", "13900139000", None, None, "91330100799655058B"],
    ])  # fmt: skip


def _month(sheet: Worksheet) -> None:
    sheet.title = "一月"
    _rows(sheet, 1, [["客户名称", "城市"], ["甲公司", "上海"]])


def _months(book: Workbook) -> None:
    for name, rows in (("二月", [["乙公司", "北京"]]), ("三月", [["丙公司", "广州"], ["丁公司", "深圳"]])):
        _rows(book.create_sheet(name), 1, [["客户名称", "城市"], *rows])
    _rows(book.create_sheet("说明"), 1, [["本表由市场部维护"]])


def _dates(sheet: Worksheet) -> None:
    _rows(sheet, 1, [
        ["客户名称", "签约日期", "拜访时间", "时刻", "有效", "概率"],
        ["科锐", date(2024, 3, 5), datetime.fromisoformat("2024-03-05 14:30"), time(9, 5), True, 0.6], ["阿里", datetime.fromisoformat("2024-04-12"), None, None, False, 0.125],
    ])  # fmt: skip
    for row in (2, 3):
        sheet.cell(row, 6).number_format = "0.0%"


def _clients(sheet: Worksheet) -> None:
    """An English list with a cover line, No., a total with a word, and blank rows."""
    _rows(sheet, 2, [
        ["Customer list Q1", None, None], [],
        ["No.", "Company", "City", "Revenue"], [1, "Acme Ltd", "Leeds", 10], [2, "Total Energies", "Paris", 12.5], [], [3, "Sum & Co", "Bath", 7], ["Grand total:", None, None, 29.5],
    ])  # fmt: skip


def _broken(sheet: Worksheet) -> None:
    """Errors and formulas that nobody computed."""
    _rows(sheet, 1, [["Company", "Phone", "Value"], ["Acme", "#N/A", "=1+1"], ["Beta", "020 7946 0000", 3]])
    sheet["B2"].data_type = "e"


def _pages(sheet: Worksheet) -> None:
    """A list that was printed: its headings stand on every page."""
    _rows(sheet, 1, [["Name", "City"], ["Acme", "Leeds"], ["Name", "City"], ["Beta", "York"]])


def _hidden(book: Workbook) -> None:
    sheet = book.create_sheet("Lists")
    _rows(sheet, 1, [["Name", "City"], *[[f"x{number}", "y"] for number in range(20)]])
    sheet.sheet_state = "hidden"


def _deals(sheet: Worksheet) -> None:
    """German numbers: as numbers in the cells, and one as text."""
    _rows(sheet, 1, [
        ["Auftragsliste Stand: 01.03.2024"], [], ["Nr.", "Firma", "Umsatz", "Menge"],
        [1, "Müller GmbH", 1.234, 1234], [2, "Groß & Söhne KG", 12.5, 1000000], [3, "Weiß AG", "1.234,50", 0.125], ["Summe", None, 1248.234, 1001234.125],
    ])  # fmt: skip


def _merged_numbers(sheet: Worksheet) -> None:
    """A group with one amount for all its members: said once, for it would count twice."""
    _rows(sheet, 1, [["Gruppe", "Firma", "Umsatz"], ["Nord", "Alster GmbH", 900], [None, "Elbe KG", None]])
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("C2:C3")


def _old(path: Path) -> None:
    path.write_bytes(
        xls(
            "Kunden",
            [["Lfd. Nr.", "Firma", "Telefon"], [1.0, "Jäger OHG", "040 1234567"], [2.0, "Köhler", 491701234567.0]],
        )
    )


BOOKS = (
    Book("台账.xlsx", _book(_ledger), ("客户名称", "电话", "金额"),
         {5: ("科锐配电有限公司", "13800138000", "1200"), 6: ("阿里云计算", "13900139000", "300.5"), 9: ("美的集团", "13700137000", "20")},
         ("left out above the table (lines: 1–2)", "blank rows left out (lines: 8)", "rows of totals left out (lines: 7, 10)", "remarks below the table left out (lines: 11)", "left out, for it only counts the rows: column “序号”")),
    Book("合并.xlsx", _book(_merged), ("区域", "客户名称", "手机", "邮箱"),
         {3: ("华东", "上海电气", "13800138000", "a@x.cn"), 4: ("华东", "杭州锅炉", "13800138001", "b@x.cn"), 5: ("华北", "北京起重", "13800138002", "c@x.cn"), 6: ("华北", "天津泵业", "13800138003", "d@x.cn")},
         ("merged cells said again in each of their cells: 2, the first at A3",)),
    Book("电话.xlsx", _book(_phones), ("客户名称", "电话", "电话 2", "税号"),
         {2: ("科锐", "13800138000", "021-62345678", "913101157030000000"), 3: ("阿里", "13900139000", "", "91330100799655058B")},
         ("empty columns left out: 1", "columns of the same name are told apart: 电话 2", "numbers of more than 15 digits, which the spreadsheet has rounded: 1 (E2)")),
    Book("各月.xlsx", _book(_month, _months), ("客户名称", "城市"),
         {2: ("甲公司", "上海"), 10_000_002: ("乙公司", "北京"), 20_000_002: ("丙公司", "广州"), 20_000_003: ("丁公司", "深圳")},
         ("sheet read: 一月, 二月, 三月; not read: 说明 (--sheet NAME)",)),
    Book("日期.xlsx", _book(_dates), ("客户名称", "签约日期", "拜访时间", "时刻", "有效", "概率"),
         {2: ("科锐", "2024-03-05", "2024-03-05 14:30", "09:05", "true", "60%"), 3: ("阿里", "2024-04-12", "", "", "false", "12.5%")}),
    Book("customers.xlsx", _book(_clients), ("Company", "City", "Revenue"),
         {5: ("Acme Ltd", "Leeds", "10"), 6: ("Total Energies", "Paris", "12.5"), 8: ("Sum & Co", "Bath", "7")},
         ("left out above the table (lines: 2)", "blank rows left out (lines: 7)", "rows of totals left out (lines: 9)", "left out, for it only counts the rows: column “No.”")),
    Book("errors.xlsx", _book(_broken), ("Company", "Phone", "Value"), {2: ("Acme", "", ""), 3: ("Beta", "020 7946 0000", "3")},
         ("errors of the spreadsheet taken as empty: 1 (B2)", "formulas that were never computed taken as empty: 1 (C2); open the file in a spreadsheet and save it")),
    Book("printed.xlsx", _book(_pages), ("Name", "City"), {2: ("Acme", "Leeds"), 4: ("Beta", "York")}, ("headings that repeat left out (lines: 3)",)),
    Book("lists.xlsx", _book(lambda sheet: _rows(sheet, 1, [["Name", "City"], ["Acme", "Leeds"]]), _hidden), ("Name", "City"), {2: ("Acme", "Leeds")}),
    Book("aufträge.xlsx", _book(_deals), ("Firma", "Umsatz", "Menge"),
         {4: ("Müller GmbH", "1,2340", "1234"), 5: ("Groß & Söhne KG", "12,5", "1000000"), 6: ("Weiß AG", "1.234,50", "0,1250")},
         ("left out above the table (lines: 1)", "rows of totals left out (lines: 7)", "left out, for it only counts the rows: column “Nr.”"), ","),
    Book("gruppen.xlsx", _book(_merged_numbers), ("Gruppe", "Firma", "Umsatz"), {2: ("Nord", "Alster GmbH", "900"), 3: ("Nord", "Elbe KG", "")},
         ("merged cells said again in each of their cells: 1, the first at A2", "merged numbers kept in their first cell alone: 1, the first at C2"), ","),
    Book("kunden.xls", _old, ("Firma", "Telefon"), {2: ("Jäger OHG", "040 1234567"), 3: ("Köhler", "491701234567")},
         ("left out, for it only counts the rows: column “Lfd. Nr.”",), ","),
)  # fmt: skip

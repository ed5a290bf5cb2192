"""Writes the rows that were refused in the format they came in, each with its line, the column that is wrong and the reason."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from crm_cli.errors import CrmError
from crm_cli.exchange.batches import Reject
from crm_cli.exchange.layout import REFUSED, REFUSED_TOO
from crm_cli.exchange.mapping import own_columns
from crm_cli.exchange.reading import Opened, Sheet, cards

ENDINGS = {"csv": "csv", "tsv": "tsv", "json": "json", "jsonl": "jsonl", "vcf": "vcf"}
Reason = Callable[[CrmError], str]
Text = Callable[[Any], str]
WORKBOOK = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
WRONG, WHY = "#FFC7CE", "#9C0006"


def ending(sheet: Sheet) -> str:
    """How the name of the file ends: that of its format; a workbook of any kind becomes an XLSX."""
    return ENDINGS.get(sheet.format, "xlsx")


def write(
    out: BinaryIO, sheet: Sheet, rejects: Sequence[Reject], *, opened: Opened, reason: Reason, text: Text
) -> None:
    """The whole file; ``opened`` reads the original again, ``reason`` and ``text`` say an error and a value of JSON."""
    refused = Refused(sheet, rejects, reason)
    kind = ending(sheet)
    if kind == "xlsx":
        _write_workbook(out, refused)
    elif kind == "vcf":
        _write_cards(out, refused, opened)
    elif kind in ("json", "jsonl"):
        _write_json(out, refused, text, whole=kind == "json")
    else:
        _write_table(out, refused)


class Refused:
    """The refused rows under their headers, ours first; a file of refused rows that came again has them once."""

    def __init__(self, sheet: Sheet, rejects: Sequence[Reject], reason: Reason) -> None:
        self.sheet, self.rejects, self.reason = sheet, rejects, reason
        self.skipped = len(own_columns(sheet.headers))
        own = sheet.headers[self.skipped :]
        clash = {header.casefold() for header in own} & set(REFUSED)
        self.headers = [*(REFUSED_TOO if clash else REFUSED), *own]

    def rows(self) -> Iterator[list[str]]:
        """Each as texts."""
        for one in self.rejects:
            yield [str(one.line), one.column, self.reason(one.error), *one.cells[self.skipped :]]


def _write_table(out: BinaryIO, refused: Refused) -> None:
    sheet = refused.sheet
    text = io.TextIOWrapper(out, encoding=_coding(refused), newline="", write_through=True)
    writer = csv.writer(text, delimiter=sheet.delimiter or ",", lineterminator="\r\n")
    writer.writerow(refused.headers)
    writer.writerows(refused.rows())
    text.detach()


def _coding(refused: Refused) -> str:
    """The encoding of the file where it has all that the reasons say, else UTF-8 with a mark, which any program knows."""
    name = codecs.lookup(refused.sheet.encoding or "utf-8").name
    try:
        for row in refused.rows():
            "".join(row).encode(name)
    except UnicodeEncodeError:
        return "utf-8-sig"
    return name


def _write_json(out: BinaryIO, refused: Refused, text: Text, *, whole: bool) -> None:
    out.write(b"[\n" if whole else b"")
    for number, row in enumerate(refused.rows()):
        cells = dict(zip(refused.headers[3:], row[3:], strict=False))
        told = dict(zip(refused.headers[:3], row[:3], strict=True)) | {h: cell for h, cell in cells.items() if cell}
        before = ",\n" if whole and number else ""
        out.write((before + text(told) + ("" if whole else "\n")).encode())
    out.write(b"\n]\n" if whole else b"")


def _write_cards(out: BinaryIO, refused: Refused, opened: Opened) -> None:
    """The cards as they stand in the file; the reason is a property of our own behind their first line."""
    reasons = {one.line: refused.reason(one.error) for one in refused.rejects}
    for line, card in cards.originals(opened, refused.sheet.encoding, sorted(reasons)):
        first, end, rest = card.partition("\n")
        said = " ".join(reasons[line].split())
        whole = first.strip().upper() == "BEGIN:VCARD"
        out.write((f"{first}{end}X-CRM-REASON:{said}\r\n{rest}" if whole else card).encode())
        out.write(b"" if card.endswith("\n") else b"\r\n")


def _write_workbook(out: BinaryIO, refused: Refused) -> None:
    """The reason stands first; the cell that is wrong is coloured. All cells are text: nothing becomes a formula or a number."""
    from xlsxwriter import Workbook  # only where a workbook had refused rows

    with Workbook(out, WORKBOOK) as book:
        page = book.add_worksheet()
        bold, wrong = book.add_format({"bold": True}), book.add_format({"bg_color": WRONG, "num_format": "@"})
        why, plain = book.add_format({"font_color": WHY, "text_wrap": True}), book.add_format({"num_format": "@"})
        page.freeze_panes(1, len(REFUSED))
        page.set_column(2, 2, 50)
        for at, header in enumerate(refused.headers):
            page.write_string(0, at, header, bold)
        for number, row in enumerate(refused.rows(), 1):
            for at, cell in enumerate(row):
                marked = at >= len(REFUSED) and refused.headers[at] == row[1]
                page.write_string(number, at, cell, why if at == 2 else wrong if marked else plain)

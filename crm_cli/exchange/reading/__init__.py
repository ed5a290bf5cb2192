"""Reads any file that a small firm has as a sheet of rows: its format by its content, then its encoding, its delimiter, its table."""

import io

from crm_cli.errors import Invalid
from crm_cli.exchange.reading import cards, delimited, encodings, objects, tables, workbooks
from crm_cli.exchange.reading.opening import kept, opened
from crm_cli.exchange.reading.sheets import Asked, Note, Opened, Place, Row, Sheet
from crm_cli.i18n import N_

__all__ = ["Asked", "Note", "Opened", "Place", "Row", "Sheet", "kept", "opened", "read"]

SEEN = 4096
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
BY_A_BROWSER = ("<html", "<!doctype", "<table", "<?xml", "<meta", "<head")
ENOUGH = 16 << 20  # of JSON, to know its encoding


def read(opened: Opened, asked: Asked | None = None) -> Sheet:
    """The table in a file that can be opened again and again."""
    asked = asked or Asked()
    with opened() as file:
        first = file.read(SEEN)
    if first.startswith(ARCHIVES):
        return workbooks.sheet(opened, asked)
    start = _start(first, asked.encoding)
    if start[:1] in ("[", "{"):
        return objects.sheet(opened, asked.encoding or encodings.detect(opened, ENOUGH))
    encodings.check_lines(opened)
    if start[:11].upper() == "BEGIN:VCARD":
        return cards.sheet(opened, asked.encoding)
    if start[:9].lower().startswith(BY_A_BROWSER):
        raise Invalid(
            N_("this is a web page or XML, not a table"), hint=N_("open it in a spreadsheet and save it as XLSX")
        )
    return _table(opened, asked)


def _start(first: bytes, given: str | None) -> str:
    """How the text begins, as far as ASCII goes."""
    encoding = given or encodings.by_mark(first) or ("utf-16-le" if first[1:2] == b"\x00" else "latin-1")
    with encodings.text(lambda: io.BytesIO(first), encoding) as text:
        try:
            return text.read(64).lstrip("\ufeff \t\r\n")
        except UnicodeError:
            raise encodings.not_in(encoding) from None


def _table(opened: Opened, asked: Asked) -> Sheet:
    encoding = asked.encoding or encodings.detect(opened)
    delimiter = delimited.settled(opened, encoding, asked.delimiter)
    table = tables.found(lambda: delimited.records(opened, encoding, delimiter), asked)
    if table is None:
        raise Invalid(N_("the file is empty"))
    return Sheet(table.headers, table.rows, encoding, delimiter, "tsv" if delimiter == "\t" else "csv", table.notes)

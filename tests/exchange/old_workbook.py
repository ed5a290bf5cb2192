"""Writes a workbook in the format of Excel 97 (XLS): texts and numbers, merged cells; enough to be read."""

import struct
from collections.abc import Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
Value = str | float | None


def xls(name: str, rows: Sequence[Sequence[Value]], merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """One sheet of that name; ``merged`` are areas as (top, bottom, left, right) from zero."""
    return _container(_workbook(name, rows, merged))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _workbook(name: str, rows: Sequence[Sequence[Value]], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _record(0x42, struct.pack("<H", 1200))
    end = _record(0x0A, b"")
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    start = len(begin) + 4 + 6 + len(title) + len(end)
    sheet = _record(0x85, struct.pack("<IBB", start, 0, 0) + title)
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    body += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for row, values in enumerate(rows):
        body += b"".join(_cell(row, column, value) for column, value in enumerate(values))
    areas = b"".join(struct.pack("<HHHH", *area) for area in merged)
    body += _record(0xE5, struct.pack("<H", len(merged)) + areas) if merged else b""
    return begin + sheet + end + body + end


def _cell(row: int, column: int, value: Value) -> bytes:
    if value is None:
        return b""
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x203, place + struct.pack("<d", value))


def _container(stream: bytes) -> bytes:
    """The stream as the only one of a compound file."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    chain = [FAT, END, *range(3, 2 + count), END]
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0)
    )
    head += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    entries = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 2, len(stream))
    return head + table + entries.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return text.ljust(64, b"\0") + struct.pack("<HBBIII36xIII", len(text), kind, 1, FREE, FREE, child, start, size, 0)

"""Makes files as they come out of broken programs, discs and transfers: good ones with a few bytes wrong; the same for the same number."""

import io
import json
import random
import zipfile
from collections.abc import Sequence
from functools import cache

import xlsxwriter

ROWS = [
    ("name", "phone", "email", "since", "credit_limit", "note"),
    ("科锐配电", "13800138000", "li@kerui.cn", "2024-05-03", "1,234.50", "“很好”，下周三"),
    ("Müller & Söhne GmbH", "+49 151 23456789", "a@b.de", "3.4.2024", "1.234,50 €", 'say "hi"\nthen go'),
    ("=1+1", "0086-010-82345678转801", "", "15 Apr, 2021 00:02:00", "￥12万", "\u202e\u0007, ;\t"),
    ("", "call me", "@@", "31/02/2024", "NaN", "x" * 300),
]
CARD = """BEGIN:VCARD\r
VERSION:{version}\r
N:李;建国;;;\r
FN:李建国\r
ORG:科锐配电;销售\r
item1.TEL{type}:+86 138-0013-8000\r
EMAIL;TYPE=work:li@kerui.cn\r
NOTE{quoted}:=E4=BD=A0=E5=A5=BD=\r
=E5=90=97\r
PHOTO;ENCODING=b:/9j/4AAQSkZJRgABAQAAAQABAAD\r
 2wBDAAMCAgICAgMCAgIDAwMDBAY\r
ADR:;;海淀\\, 北京;;;100080;\r
UID:urn:uuid:0198\r
END:VCARD\r
"""
BOOKS = 1_000  # one in so many is a workbook: each is read by a program of its own
TOKENS: Sequence[bytes] = (
    b'"', b",", b";", b"\t", b"|", b"\r", b"\n", b"\r\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"[", b"]", b"{", b"}", b":", b"\\", b"\\u0000",
    b"\\ud800", b"1e999", b"NaN", b"-", b"=", b"'", b"\x1b[2J", b"\xe2\x80\xae", b"\xf0\x90\x80", b"\xe4", b"\x81\x30", b"BEGIN:VCARD\n", b"END:VCARD\n",
    b"VERSION:9.9\n", b";ENCODING=QUOTED-PRINTABLE", b";CHARSET=x", b"=\n", b" \n", b"<", b"&x;", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"[" * 400, b'{"a":' * 300,
    b"," * 700, b"0" * 400, "合计".encode(), "序号".encode(), b"999999999999999999999999", b"2024-13-45", b"\n\n\n", b"#REF!",
)  # fmt: skip


def delimited(mark: str, quoted: bool = True) -> str:
    """The rows under one delimiter, as a spreadsheet writes them."""
    cells = [[cell.replace('"', '""') for cell in row] for row in ROWS]
    return "\r\n".join(mark.join(f'"{cell}"' if quoted else cell for cell in row) for row in cells) + "\r\n"


@cache
def seeds() -> tuple[bytes, ...]:
    """Good files of every kind that is text."""
    objects = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in objects)
    cards = [
        CARD.format(version="2.1", type=";CELL;PREF", quoted=";ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8"),
        CARD.format(version="3.0", type=";TYPE=CELL,pref", quoted=""),
        CARD.format(version="4.0", type=";VALUE=uri;TYPE=cell", quoted=""),
    ]
    title = "客户名单\r\n\r\n" + delimited(",") + "合计,,,,,\r\n"
    return (
        delimited(",").encode(), delimited(";").encode("utf-8-sig"), delimited("\t").encode("utf-16"), delimited(",").encode("gb18030"),
        delimited("|", quoted=False).encode("cp1252", "replace"), title.encode(), json.dumps(objects).encode(), json.dumps({"rows": objects, "n": [[1], {}]}).encode(),
        lines.encode(), *(card.encode() for card in cards), "".join(cards).encode(),
    )  # fmt: skip


@cache
def workbook() -> bytes:
    """A good workbook: a title, merged cells, numbers, a date, a second sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("客户")
        sheet.merge_range(0, 0, 0, 5, "客户名单")
        for at, row in enumerate(ROWS, 2):
            sheet.write_row(at, 0, row)
        sheet.write_number(7, 1, 13800138000.0)
        sheet.write_formula(7, 4, "=SUM(1,2)")
        book.add_worksheet("空")
    return out.getvalue()


def mutated(number: int) -> bytes:
    """The file of that number: nearly all text, some workbooks."""
    chance = random.Random(number)
    if number % BOOKS == 0:
        return _workbook(chance)
    data = bytearray(chance.choice(seeds()))
    for _time in range(chance.choice((1, 1, 2, 3, 8))):
        data = _wrong(data, chance)
    return bytes(data)


def _workbook(chance: random.Random) -> bytes:
    """One whose archive is wrong, or one of whose parts is."""
    if chance.random() < 0.4:
        return bytes(_wrong(bytearray(workbook()), chance))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as good, zipfile.ZipFile(out, "w") as bad:
        names = good.namelist()
        chosen = chance.choice([name for name in names if "sheet" in name or "Strings" in name or "workbook" in name])
        for name in names:
            part = bytearray(good.read(name))
            bad.writestr(name, bytes(_wrong(part, chance) if name == chosen else part))
    return out.getvalue()


def _wrong(data: bytearray, chance: random.Random) -> bytearray:
    """One thing wrong: a byte, a token put in, a piece lost, moved or doubled, the end missing, a piece of another file."""
    at, size = chance.randrange(len(data) + 1), chance.choice((1, 2, 5, 40))
    match chance.randrange(7):
        case 0 if data:
            data[at % len(data)] = chance.randrange(256)
        case 1:
            data[at:at] = chance.choice(TOKENS)
        case 2:
            del data[at : at + size]
        case 3:
            data[at:at] = data[at : at + size] * chance.choice((1, 2, 50))
        case 4:
            del data[at:]
        case 5:
            other = chance.choice(seeds())
            cut = chance.randrange(len(other))
            data[at:at] = other[cut : cut + size * 4]
        case _:
            piece = data[at : at + size]
            del data[at : at + size]
            to = chance.randrange(len(data) + 1)
            data[to:to] = piece
    return data

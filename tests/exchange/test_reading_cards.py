"""Address books of phones and mail programs, in every version and with every fault."""

import io
import json
from pathlib import Path

import pytest

from crm_cli.exchange import cards as grammar
from crm_cli.exchange.reading import Sheet, cards, opened, read


def sheet(text: str | bytes, encoding: str = "utf-8") -> Sheet:
    raw = text.encode(encoding) if isinstance(text, str) else text
    return read(lambda: io.BytesIO(raw))


def rows(found: Sheet) -> list[dict[str, str]]:
    return [
        {name: cell for name, cell in zip(found.headers, row.cells, strict=True) if cell}
        for row in found.rows()
        if not row.error
    ]


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def test_every_card_of_phones_and_mail_programs_says_what_its_authors_say(data: Path) -> None:
    expected = json.loads((data / "vcard/expected.json").read_text())
    for name, told in expected.items():
        found = list(cards.read(opened(data / "vcard" / name)))
        assert [one.error for one in found] == [None] * told["cards"], name
        for one, wanted in zip(found, told["items"], strict=True):
            said = {
                **{key: one.first(key) for key in ("FN", "N", "ORG", "VERSION")},
                **{key: [p.value for p in one.properties if p.name == key] for key in ("TEL", "EMAIL")},
            }
            assert {key: said[key] for key in wanted} == wanted, name
    assert sum(told["cards"] for told in expected.values()) == 27


def test_a_card_of_a_chinese_phone_becomes_a_contact() -> None:
    text = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E;=E4=BC=9F;;;",
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E=E4=BC=9F",
        "TEL;WORK:010-82345678", "TEL;CELL:13901234567", "TEL;WORK;FAX:010-82345679", "EMAIL;PREF;INTERNET:li@x.cn",
        "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=A7=91=E9=94=90;=E9=87=87=E8=", "=B4=AD=E9=83=A8",
        "X-WECHAT:liwei88", "X-QQ:12345", "BDAY:19800514", version="2.1",
    )  # fmt: skip
    assert rows(sheet(text)) == [{
        "name": "李伟", "family": "李", "given": "伟", "company": "科锐", "department": "采购部", "phone": "13901234567", "other_phones": "010-82345678",
        "fax": "010-82345679", "email": "li@x.cn", "wechat": "liwei88", "qq": "12345", "birthday": "1980-05-14",
    }]  # fmt: skip


def test_version_4_names_apples_labels_and_escapes_are_understood() -> None:
    text = card(
        "UID:urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af", "N:Doe;Ann;;;", "FN:Ann\\, Doe",
        'TEL;VALUE=uri;TYPE="work,voice":tel:+49-30-123;ext=7', "TEL;VALUE=uri;PREF=1;TYPE=cell:tel:+49-170-1", "item1.EMAIL:b@x.de", "EMAIL;PREF=1:a@x.de",
        "IMPP;X-SERVICE-TYPE=WeChat:x-apple:ann_d", "item2.URL:https://x.de", "item2.X-ABLabel:_$!<HomePage>!$_",
        "ADR;TYPE=work:;;Main St 1\\nFloor 2;Berlin;BE;10115;Germany", "NOTE:one\\ntwo\\; three\\, four \\\\", "BDAY:--0203", version="4.0",
    )  # fmt: skip
    assert rows(sheet(text)) == [{
        "name": "Ann, Doe", "family": "Doe", "given": "Ann", "phone": "+49-170-1", "other_phones": "+49-30-123 ext. 7", "email": "a@x.de", "other_emails": "b@x.de",
        "wechat": "ann_d", "website": "https://x.de", "address": "Main St 1 Floor 2", "city": "Berlin", "region": "BE", "postcode": "10115", "country": "Germany",
        "birthday": "02-03", "note": "one\ntwo; three, four \\", "external": "03a0e51f-d1aa-4385-8a53-e29025acd8af",
    }]  # fmt: skip


def test_a_picture_is_passed_over_however_it_is_folded() -> None:
    for photo in (
        "PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n BBBB\r\n CCCC",
        "PHOTO;ENCODING=BASE64;JPEG:AAAA\r\nBBBB\r\nCCCC==\r\n",
    ):
        assert rows(sheet(card("FN:Ann", photo, "TEL:1"))) == [{"name": "Ann", "phone": "1"}]


def test_the_encoding_of_a_property_goes_before_that_of_the_file() -> None:
    raw = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=GBK:"
        + "王强".encode("gbk")
        + b"\r\nORG:"
        + "科锐".encode()
        + b"\r\nEND:VCARD\r\n"
    )
    assert rows(sheet(raw)) == [{"name": "王强", "company": "科锐"}]
    assert rows(sheet(card("FN:王强"), "utf-16")) == [{"name": "王强"}]
    assert rows(sheet(card("FN:王强"), "gbk")) == [{"name": "王强"}]
    assert rows(sheet(card("FN:王强"), "utf-8-sig")) == [{"name": "王强"}]


def test_a_broken_card_is_named_and_the_others_come_in() -> None:
    text = (
        card("FN:A")
        + "BEGIN:VCARD\r\nFN:Lost\r\n"
        + card("FN:B")
        + card("FN:C", "this is no line")
        + "stray\r\n"
        + "BEGIN:VCARD\r\nFN:D"
    )
    found = sheet(text)
    assert rows(found) == [{"name": "A"}, {"name": "B"}]
    assert {row.line: str(row.error) for row in found.rows() if row.error} == {
        5: "the card that begins on line 5 has no END:VCARD",
        11: "line 14 is no line of a card",
        16: "this stands outside of a card",
        17: "the card that begins on line 17 has no END:VCARD",
    }
    assert [row.cells[0] for row in found.rows() if row.error] == ["Lost", "C", "", "D"]


def test_refused_cards_can_be_given_back_as_they_came() -> None:
    text = card("FN:A") + card("FN:C", "this is no line")
    assert dict(cards.originals(lambda: io.BytesIO(text.encode()), None, [5])) == {5: card("FN:C", "this is no line")}


def test_a_card_inside_of_a_card_is_not_another_contact() -> None:
    assert rows(sheet(card("FN:Boss", "AGENT:", "BEGIN:VCARD", "FN:Secretary", "TEL:2", "END:VCARD", "TEL:1"))) == [
        {"name": "Boss", "phone": "1"}
    ]


def test_a_card_without_a_name_is_called_by_what_it_has_and_that_is_said() -> None:
    found = sheet(card("ORG:科锐", "TEL:1") + card("EMAIL:a@x.cn") + card("N:王;小明;;;"))
    assert [row["name"] for row in rows(found)] == ["科锐", "a@x.cn", "王小明"]
    assert [note.values["lines"] for note in found.notes] == ["1, 6"]


@pytest.mark.parametrize(
    "text", ["plain", "a, b; c \\ d\nnext", "王小明," * 40, "\\n is not a break", "emoji 😎" * 30, ""]
)
def test_what_is_written_is_read_again(text: str) -> None:
    line = grammar.written("NOTE", grammar.escaped(text), [("TYPE", "a;b")])
    assert all(len(part.encode()) <= grammar.WIDTH for part in line.split("\r\n"))
    (found,) = grammar.cards(f"BEGIN:VCARD\r\n{line}END:VCARD\r\n".encode().splitlines(keepends=True))
    assert (grammar.unescaped(found.properties[0].value), found.properties[0].types) == (text, frozenset({"a;b"}))


def test_parts_are_divided_where_the_semicolon_is_not_escaped() -> None:
    assert grammar.divided(r"a\;b;c;;d", ";") == [r"a\;b", "c", "", "d"]
    assert grammar.divided("", ";") == [""]

"""Reads address books (vCard) as rows: a card is a row whose headers are the names of a contact's fields."""

import re
from collections.abc import Iterator, Sequence

from crm_cli.exchange.cards import LONGEST_CARD, Card, Property, cards
from crm_cli.exchange.reading import encodings
from crm_cli.exchange.reading.sheets import Note, Opened, Row, Sheet
from crm_cli.i18n import N_

HEADERS = (
    "name", "family", "given", "company", "title", "department", "phone", "other_phones", "fax", "email", "other_emails", "wechat", "qq",
    "website", "address", "city", "region", "postcode", "country", "birthday", "note", "external",
)  # fmt: skip
NAMELESS = N_("cards without a name, called by their company, e-mail or phone: lines {lines}")
MARKED = ("utf-16", "utf-32")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")
_YEARLESS = re.compile(r"--(\d\d)-?(\d\d)")
_PHONE_URI = re.compile(r"(?:tel|sms|callto):", re.IGNORECASE)
_WITHOUT_YEAR = "1604"  # what Apple writes for a birthday whose year nobody knows


def sheet(opened: Opened, encoding: str | None) -> Sheet:
    """The cards as rows; the columns are those that some card fills."""
    filled: dict[str, bool] = {}
    nameless: list[int] = []
    for card in read(opened, encoding):
        row = cells(card)
        filled.update(dict.fromkeys((name for name, cell in row.items() if cell), True))
        if not card.error and not _own_name(card):
            nameless.append(card.line)
    headers = tuple(name for name in HEADERS if name in filled) or ("name",)

    def rows() -> Iterator[Row]:
        for card in read(opened, encoding):
            row = cells(card)
            yield Row(card.line, [row.get(header, "") for header in headers], card.error)

    lines = ", ".join(map(str, nameless[:8])) + (" …" if len(nameless) > 8 else "")
    notes = [Note(NAMELESS, {"lines": lines})] if nameless else []
    return Sheet(headers, rows, encoding or "utf-8", format="vcf", found=lambda: notes)


def read(opened: Opened, encoding: str | None = None) -> Iterator[Card]:
    """The cards of a file, each in the encodings that its lines name, else in the one that is told."""
    return cards(_lines(opened, encoding), None if encoding in MARKED else encoding)


def _lines(opened: Opened, encoding: str | None) -> Iterator[bytes]:
    with opened() as file:
        coding = encodings.by_mark(file.read(4)) or encoding or ""
    if coding.lower().startswith(MARKED):
        with encodings.text(opened, coding) as text:
            yield from (line.removeprefix("\ufeff").encode() for line in _whole(text, coding))
        return
    with opened() as file:
        while line := file.readline(LONGEST_CARD + 1):
            yield line


def _whole(text: Iterator[str], coding: str) -> Iterator[str]:
    try:
        yield from text
    except UnicodeError:
        raise encodings.not_in(coding) from None


def originals(opened: Opened, encoding: str | None, wanted: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The cards that begin on these lines as they stand in the file, for a file of those that were refused."""
    starts, current, begun = set(wanted), list[str](), 0
    for number, line in enumerate(_lines(opened, encoding), 1):
        text = line.decode("utf-8", "replace")
        if number in starts:
            current, begun = [], number
        if begun:
            current.append(text)
            if text.strip().upper() == "END:VCARD":
                yield begun, "".join(current)
                begun = 0
    if begun:
        yield begun, "".join(current)


# --- a card as a row


def cells(card: Card) -> dict[str, str]:
    """What a card says, by the names of a contact's fields; of several the preferred, then the others."""
    if card.error:
        return {"name": (card.first("FN") or "").strip()}
    phones, faxes = _phones(card)
    emails = _unique(one.text.removeprefix("mailto:") for one in _preferred(card.of("EMAIL")))
    names = [*_parts(card, "N"), *[""] * 5]
    firm = [*_parts(card, "ORG"), "", ""]
    return {
        "name": _own_name(card) or next(iter([*filter(None, firm), *emails, *phones]), ""),
        "family": names[0], "given": names[1], "company": firm[0], "department": " / ".join(filter(None, firm[1:])),
        "title": _text(card, "TITLE") or _text(card, "ROLE"), "phone": "".join(phones[:1]), "other_phones": ", ".join(phones[1:]), "fax": "".join(faxes[:1]),
        "email": "".join(emails[:1]), "other_emails": ", ".join(emails[1:]), "wechat": _chat(card, "wechat", "weixin", "微信"), "qq": _chat(card, "qq"),
        "website": _website(card), **_address(card), "birthday": _birthday(_text(card, "BDAY")),
        "note": "\n".join(one.text for one in card.of("NOTE")).replace("\r\n", "\n"), "external": _text(card, "UID").removeprefix("urn:uuid:"),
    }  # fmt: skip


def _own_name(card: Card) -> str:
    parts = [*_parts(card, "N"), *[""] * 5]
    family, given, more, before, after = parts[:5]
    together = (
        family + given
        if _CHINESE.search(family + given)
        else " ".join(filter(None, (before, given, more, family, after)))
    )
    return _text(card, "FN") or together or _text(card, "NICKNAME")


def _text(card: Card, name: str) -> str:
    return next((one.text for one in card.of(name) if one.text), "")


def _parts(card: Card, name: str) -> list[str]:
    return next((one.parts for one in card.of(name)), [])


def _preferred(properties: Sequence[Property]) -> list[Property]:
    """The preferred one first, by the mark of any version; otherwise as they stand."""

    def rank(one: Property) -> int:
        told = one.parameters.get("PREF", ())
        return int(told[0]) if told and told[0].isdecimal() else 1 if "pref" in one.types else 101

    return sorted(properties, key=rank)


def _phones(card: Card) -> tuple[list[str], list[str]]:
    found = _preferred(card.of("TEL"))
    talked = [one for one in found if not one.types & {"fax", "pager"}]
    mobile = [one for one in talked if one.types & {"cell", "mobile", "iphone"}]
    first = talked[:1] if talked and _is_preferred(talked[0]) else mobile[:1]
    ordered = [*first, *(one for one in talked if one not in first), *(one for one in found if "pager" in one.types)]
    faxes = _unique(_phone(one) for one in found if "fax" in one.types)
    return _unique([*map(_phone, ordered), *faxes[1:]]), faxes


def _is_preferred(one: Property) -> bool:
    return "pref" in one.types or "PREF" in one.parameters


def _phone(one: Property) -> str:
    """``tel:+1-418-656-9254;ext=102`` as people write it."""
    if not _PHONE_URI.match(one.value):
        return one.text
    number, _mark, rest = one.value.partition(":")[2].partition(";")
    extension = re.search(r"(?:^|;)ext=(\d+)", rest)
    return number.strip() + (f" ext. {extension[1]}" if extension else "")


def _unique(found: Iterator[str] | Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, (one.strip().replace(",", " ") for one in found))))


def _chat(card: Card, *services: str) -> str:
    """An account of a chat service, wherever programs put it."""
    for one in card.properties:
        label = _label(card, one)
        if one.name in [f"X-{service}".upper() for service in services]:
            return one.text
        if one.name in ("IMPP", "X-SOCIALPROFILE", "X-IM"):
            scheme, colon, account = one.text.partition(":")
            told = {
                scheme.lower(),
                label,
                *(v.lower() for key in ("X-SERVICE-TYPE", "TYPE") for v in one.parameters.get(key, ())),
            }
            if told & set(services):
                return account if colon else one.text
    return ""


def _label(card: Card, one: Property) -> str:
    """What Apple and Google call a property of one's own: ``item1.X-ABLabel:_$!<HomePage>!$_``."""
    if not one.group:
        return ""
    said = next((p.text for p in card.properties if p.group == one.group and p.name == "X-ABLABEL"), "")
    return re.sub(r"^_\$!<(.*)>!\$_$", r"\1", said).lower()


def _website(card: Card) -> str:
    found = _preferred(card.of("URL"))
    work = [one for one in found if "work" in one.types]
    return next((one.text for one in [*work, *found]), "")


def _address(card: Card) -> dict[str, str]:
    found = _preferred(card.of("ADR"))
    work = [one for one in found if "work" in one.types]
    box, more, street, city, region, postcode, country = [*next((one.parts for one in [*work, *found]), []), *[""] * 7][
        :7
    ]
    lines = " ".join(" ".join(filter(None, (box, more, street))).split("\n"))
    return {"address": lines, "city": city, "region": region, "postcode": postcode, "country": country}


def _birthday(text: str) -> str:
    if match := _YEARLESS.fullmatch(text):
        return f"{match[1]}-{match[2]}"
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    return f"{match[2]}-{match[3]}" if match[1] == _WITHOUT_YEAR else f"{match[1]}-{match[2]}-{match[3]}"

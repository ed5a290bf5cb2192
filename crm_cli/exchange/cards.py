"""The grammar of vCards, 2.1 to 4.0, for reading and writing: lines folded and unfolded, properties with their parameters, escapes."""

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_

WIDTH = 75  # bytes of a line, as the standard asks
MOST_PROPERTIES = 2000
LONGEST_CARD = 4 << 20
BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_NAME = re.compile(r"(?:(?P<group>[\w-]+)\.)?(?P<name>[\w-]+)\Z")
_PARAMETER = re.compile(r';((?:"[^"]*"|[^;:"])*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ENCODINGS = {"quoted-printable": "Q", "q": "Q", "base64": "B", "b": "B"}


@dataclass(frozen=True)
class Property:
    """A line of a card: ``value`` is as it stands there, escapes and all, once the transport's encoding is undone."""

    name: str
    value: str
    parameters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    group: str = ""

    @property
    def types(self) -> frozenset[str]:
        """What kind it is of: home, cell, pref …"""
        return frozenset(value.lower() for value in self.parameters.get("TYPE", ()))

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value).strip()

    @property
    def parts(self) -> list[str]:
        """The value as the parts that semicolons divide."""
        return [unescaped(part).strip() for part in divided(self.value, ";")]


@dataclass
class Card:
    """A card by the line it begins on, and what is wrong with it, if it cannot be read."""

    line: int
    properties: list[Property] = field(default_factory=list)
    error: CrmError | None = None

    def of(self, name: str) -> list[Property]:
        """Its properties of that name that say something."""
        return [one for one in self.properties if one.name == name and one.value.strip(" ;")]

    def first(self, name: str) -> str | None:
        """The first value of that name, as it stands."""
        return next((one.value for one in self.properties if one.name == name), None)


# --- values


def divided(value: str, mark: str) -> list[str]:
    """The parts between marks that are not escaped."""
    parts, start = [], 0
    for found in re.finditer(rf"\\.|{re.escape(mark)}", value, re.DOTALL):
        if found[0] == mark:
            parts.append(value[start : found.start()])
            start = found.end()
    return [*parts, value[start:]]


def unescaped(value: str) -> str:
    r"""``\n`` is a line break, and a backslash before any other character only says that it is meant."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def escaped(value: str) -> str:
    """A text as a value of version 3.0 and 4.0."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"([\\,;])", r"\\\1", plain).replace("\n", r"\n")


def folded(line: str) -> str:
    """A line of any length as lines of at most 75 bytes, never cut inside of a character."""
    if len(line) <= WIDTH // 4 or (line.isascii() and len(line) <= WIDTH):
        return line + "\r\n"
    lines, room, current = [], WIDTH, ""
    for character in line:
        size = len(character.encode("utf-8", "surrogatepass"))
        if size > room:
            lines.append(current)
            current, room = " ", WIDTH - 1
        current += character
        room -= size
    return "\r\n".join([*lines, current]) + "\r\n"


def written(name: str, value: str, parameters: Sequence[tuple[str, str]] = ()) -> str:
    """A property with its value, which is escaped already, as folded lines."""
    shown = "".join(f";{key}={_quoted(said)}" for key, said in parameters)
    return folded(f"{name}{shown}:{value}")


def _quoted(value: str) -> str:
    clean = re.sub(r'[\x00-\x1f\x7f"]', "", value)
    return f'"{clean}"' if set(clean) & set(":;,") else clean


# --- reading


def cards(lines: Iterable[bytes], encoding: str | None = None) -> Iterator[Card]:
    """Every card of the lines; a broken one is there with its error, and the next begins where a card begins."""
    card: Card | None = None
    inner = 0  # how many cards deep inside of this one
    for line, found in _properties(lines, encoding):
        name, value = (found.name, found.value.strip().upper()) if isinstance(found, Property) else ("", "")
        begins, ends = (name, value) == ("BEGIN", "VCARD"), (name, value) == ("END", "VCARD")
        if card is None:
            if begins:
                card = Card(line)
            else:
                yield Card(line, error=Invalid(N_("this stands outside of a card")))
        elif inner or (begins and card.properties and card.properties[-1].name == "AGENT"):
            inner += begins - ends
        elif begins:
            yield _broken(card, Invalid(N_("the card that begins on line {line} has no END:VCARD"), line=card.line))
            card = Card(line)
        elif ends:
            yield card
            card = None
        else:
            _put(card, found)
    if card is not None:
        yield _broken(card, Invalid(N_("the card that begins on line {line} has no END:VCARD"), line=card.line))


def _put(card: Card, found: Property | CrmError) -> None:
    if isinstance(found, CrmError):
        _broken(card, found)
    elif len(card.properties) >= MOST_PROPERTIES:
        _broken(card, Invalid(N_("the card has more than {most} lines"), most=MOST_PROPERTIES))
    else:
        card.properties.append(found)


def _broken(card: Card, error: CrmError) -> Card:
    card.error = card.error or error
    return card


def _properties(lines: Iterable[bytes], encoding: str | None) -> Iterator[tuple[int, Property | CrmError]]:
    """Each property with the line it begins on."""
    for number, line in _unfolded(lines):
        if line.strip():
            try:
                yield number, _parsed(line, number, encoding)
            except Invalid as error:
                yield number, error


def _unfolded(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Whole lines: with what is folded under them, and what a soft break or a picture goes on with."""
    number, current = 0, b""
    for place, raw in enumerate(lines, 1):
        line = raw.rstrip(b"\r\n")
        if place == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if _goes_on(current, line):
            current = current[:-1] + line
        elif line[:1] in (b" ", b"\t") and current:
            current += line[1:]
        elif line and b":" not in line and _is_binary(current):
            continue
        else:
            yield number, current
            number, current = place, line
        if len(current) > LONGEST_CARD:
            raise Invalid(
                N_("a line of the card on line {line} is longer than {most} MB"), line=number, most=LONGEST_CARD >> 20
            )
        if _is_binary(current):
            current = current[: current.index(b":") + 1]
    yield number, current


def _goes_on(current: bytes, line: bytes) -> bool:
    """A soft break of quoted-printable; some programs forget the next line after it."""
    head = current.partition(b":")[0].upper()
    return (
        current.endswith(b"=") and b"QUOTED-PRINTABLE" in head and not re.match(rb"(?:[\w-]+\.)?[A-Z][\w-]*[;:]", line)
    )


def _is_binary(current: bytes) -> bool:
    head, colon, _value = current.partition(b":")
    return (
        bool(colon) and re.split(rb"[;.]", head)[0].upper().decode("latin-1") in BINARY and b"URI" not in head.upper()
    )


def _parsed(line: bytes, number: int, encoding: str | None) -> Property:
    text = line.decode("latin-1")  # one character for each byte, until it is known in which encoding the value is
    start = re.match(r"[^;:]*", text)
    name = _NAME.match(start[0].strip()) if start else None
    at = start.end() if start else 0
    parameters: dict[str, list[str]] = {}
    while at < len(text) and (match := _PARAMETER.match(text, at)):
        _add(parameters, match[1], encoding)
        at = match.end()
    if name is None or text[at : at + 1] != ":":
        raise Invalid(N_("line {line} is no line of a card"), line=number)
    value = _decoded(text[at + 1 :].encode("latin-1"), parameters, encoding)
    kept = {key: tuple(values) for key, values in parameters.items()}
    return Property(name["name"].upper(), value, kept, name["group"] or "")


def _add(parameters: dict[str, list[str]], text: str, encoding: str | None) -> None:
    """``TYPE=home,work``, and as 2.1 has it, ``HOME`` alone."""
    name, equals, said = text.partition("=")
    if not equals:
        name, said = ("ENCODING", text) if text.strip().lower() in _ENCODINGS else ("TYPE", text)
    values = [part.strip().strip('"') for part in said.strip().strip('"').split(",")]
    parameters.setdefault(name.strip().upper(), []).extend(_read(value.encode("latin-1"), encoding) for value in values)


def _decoded(value: bytes, parameters: dict[str, list[str]], encoding: str | None) -> str:
    how = {_ENCODINGS.get(one.lower(), "") for one in parameters.get("ENCODING", ())}
    if "B" in how:
        return ""
    if "Q" in how:
        value = quopri.decodestring(value)
    named = next(iter(parameters.get("CHARSET", ())), None)
    return _read(value, named or encoding)


def _read(value: bytes, encoding: str | None) -> str:
    """In the encoding that is named; else UTF-8, else GB18030, else what Western Windows wrote."""
    if value.isascii() and (encoding or "").lower().replace("-", "")[:5] not in ("utf16", "utf32", "utf7"):
        return value.decode("ascii")
    for name in (encoding, "utf-8", "gb18030", "cp1252"):
        try:
            if name:
                return value.decode(name)
        except (UnicodeError, LookupError, ValueError):
            continue
    return value.decode("latin-1")

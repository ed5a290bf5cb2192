"""Reads JSON objects one after the other, as an array, as lines, or as the list inside of an object, holding one at a time."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange.reading import encodings
from crm_cli.exchange.reading.headings import distinct
from crm_cli.exchange.reading.sheets import BLOCK, LONGEST_ITEM, MOST_COLUMNS, Opened, Row, Sheet
from crm_cli.i18n import N_

DEEPEST = 16
_NEAR_END = 8  # as long as the longest piece that JSON does not cut
_BLANKS = " \t\r\n\ufeff"
_decode = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str).raw_decode


class Item(NamedTuple):
    """An object by its number (in lines: its line), flat; or what is wrong with it."""

    number: int
    cells: dict[str, str]
    error: CrmError | None = None


Items = Callable[[], Iterator[Item]]


def sheet(opened: Opened, encoding: str) -> Sheet:
    """The objects as rows; the headers are all the keys there are."""
    lines = _is_lines(opened, encoding)

    def items() -> Iterator[Item]:
        return _lines(opened, encoding) if lines else _whole(opened, encoding)

    keys: dict[str, None] = {}
    wrong: CrmError | None = None
    for item in items():
        keys.update(dict.fromkeys(item.cells))
        wrong = wrong or item.error
        if len(keys) > MOST_COLUMNS:
            raise Invalid(N_("the file has more than {most} columns"), most=MOST_COLUMNS)
    if not keys:
        raise wrong or Invalid(N_("the file is empty"))
    headers = distinct(list(keys))

    def rows() -> Iterator[Row]:
        for item in items():
            yield Row(item.number, [item.cells.get(header, "") for header in headers], item.error)

    return Sheet(headers, rows, encoding, format="jsonl" if lines else "json")


def _is_lines(opened: Opened, encoding: str) -> bool:
    """Whether a line that is an object is followed by another line; the first may be broken."""
    with encodings.text(opened, encoding) as text:
        stream = _Stream(text, encoding)
        if stream.next() != "{":
            return False
        try:
            stream.value()
            return bool(stream.next())
        except Invalid:
            stream.line()
            return not _parsed_line(2, stream.line()).error


def _lines(opened: Opened, encoding: str) -> Iterator[Item]:
    with encodings.text(opened, encoding) as text:
        try:
            number = 0
            while line := text.readline(LONGEST_ITEM + 1):
                number += 1
                if len(line) > LONGEST_ITEM:
                    raise _too_long()
                if line.strip(_BLANKS):
                    yield _parsed_line(number, line)
        except UnicodeError:
            raise encodings.not_in(encoding) from None


def _parsed_line(number: int, line: str) -> Item:
    try:
        start = line.lstrip(_BLANKS)
        value, end = _decode(start)
        return Item(number, {}, _no_object()) if start[end:].strip(_BLANKS) else _item(number, value)
    except ValueError:
        return Item(number, {}, _no_object())
    except RecursionError:
        return Item(number, {}, _too_deep())


def _whole(opened: Opened, encoding: str) -> Iterator[Item]:
    with encodings.text(opened, encoding) as text:
        stream = _Stream(text, encoding)
        if stream.next() != "[":
            yield from _wrapped(opened, encoding)
            return
        yield from _array(stream)
        stream.end()


def _array(stream: "_Stream") -> Iterator[Item]:
    """The values of an array that begins here."""
    stream.take("[")
    number = 0
    if stream.next() == "]":
        stream.take("]")
        return
    while True:
        number += 1
        yield _item(number, stream.value())
        if stream.take(",]") == "]":
            return


def _wrapped(opened: Opened, encoding: str) -> Iterator[Item]:
    """The list of objects in an object, or the object itself where it holds none."""
    lists: list[str] = []
    for key, items in _members(opened, encoding):
        if sum(not item.error for item in items):
            lists.append(key)
    if len(lists) > 1:
        raise Invalid(
            N_("the JSON holds several lists: {names}"),
            hint=N_("save the one that is meant as a file"),
            names=", ".join(lists),
        )
    if lists:
        for key, items in _members(opened, encoding):
            if key == lists[0]:
                yield from items
            else:
                deque(items, maxlen=0)
        return
    with encodings.text(opened, encoding) as text:
        yield _item(1, _Stream(text, encoding).value())


def _members(opened: Opened, encoding: str) -> Iterator[tuple[str, Iterator[Item]]]:
    """The lists of the object that the file is, each to be read to its end before the next."""
    with encodings.text(opened, encoding) as text:
        stream = _Stream(text, encoding)
        stream.take("{")
        if stream.next() == "}":
            return
        while True:
            key = str(stream.value())
            stream.take(":")
            if stream.next() == "[":
                yield key, _array(stream)
            else:
                stream.value()
            if stream.take(",}") == "}":
                return


class _Stream:
    """JSON text read value by value, as much of it held as the longest value needs."""

    def __init__(self, text: Any, encoding: str) -> None:
        self._text, self._encoding = text, encoding
        self._held, self._at, self._lines_gone, self._done = "", 0, 0, False

    def _more(self, size: int = BLOCK // 8) -> bool:
        try:
            found = self._text.read(size)
        except UnicodeError:
            raise encodings.not_in(self._encoding) from None
        self._lines_gone += self._held.count("\n", 0, self._at)
        self._held, self._at = self._held[self._at :] + found, 0
        self._done = not found
        return bool(found)

    def next(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in _BLANKS:
                    return self._held[self._at]
                self._at += 1
            if not self._more():
                return ""

    def take(self, wanted: str) -> str:
        """One of these characters must come now."""
        found = self.next()
        if not found or found not in wanted:
            raise self._broken(self._at)
        self._at += 1
        return found

    def value(self) -> Any:
        """The value that begins here."""
        self.next()
        size = BLOCK // 8
        while True:
            end = -1
            try:
                value, end = _decode(self._held, self._at)
            except RecursionError:
                raise _too_deep() from None
            except json.JSONDecodeError as error:
                if not self._may_go_on(error):
                    raise self._broken(error.pos) from None
            if end >= 0 and (end < len(self._held) or self._done):
                self._at = end
                return value
            if len(self._held) - self._at > LONGEST_ITEM:
                raise _too_long()
            if not self._more(size) and end < 0:
                raise self._broken(len(self._held))
            size *= 2

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether what is broken may only be not there yet."""
        return not self._done and (error.pos >= len(self._held) - _NEAR_END or error.msg.startswith("Unterminated"))

    def line(self) -> str:
        """The rest of the line, as far as it is held."""
        line, _end, _rest = self._held[self._at :].partition("\n")
        self._at += len(line) + 1
        return line

    def end(self) -> None:
        """Nothing may follow."""
        if self.next():
            raise self._broken(self._at)

    def _broken(self, place: int) -> Invalid:
        line = self._lines_gone + self._held.count("\n", 0, place) + 1
        return Invalid(N_("the JSON breaks off or is broken at line {line}"), line=line)


def _no_object() -> Invalid:
    return Invalid(N_("this is not a JSON object"), hint=N_("a list of objects, or an object on each line"))


def _too_deep() -> Invalid:
    return Invalid(N_("the JSON is nested deeper than {most} levels"), most=DEEPEST)


def _too_long() -> Invalid:
    return Invalid(N_("an object of the JSON is larger than {most} MB"), most=LONGEST_ITEM >> 20)


# --- flattening


def _item(number: int, value: object) -> Item:
    if not isinstance(value, dict):
        return Item(number, {}, _no_object())
    try:
        return Item(number, dict(_flat(value, "", DEEPEST)))
    except Invalid as error:
        return Item(number, {}, error)


def _flat(value: dict[str, Any], before: str, deeper: int) -> Iterator[tuple[str, str]]:
    if not deeper:
        raise _too_deep()
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{before}{name}.", deeper - 1)
        else:
            yield before + name, _cell(inner)


def _cell(value: object) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return _joined(value) if isinstance(value, list) else str(value)


def _is_plain(text: str) -> bool:
    """What is the same when a list of such texts is cut at its commas again."""
    return text == text.strip() != "" and text[0] != "[" and not set(text) & set(",;，；、\n")


def _joined(values: list[Any]) -> str:
    """Texts and numbers with commas between them; what has commas of its own, or is no text, stays JSON."""
    plain = [value for value in values if isinstance(value, str) and _is_plain(value)]
    if len(plain) == len(values):
        return ", ".join(plain)
    try:
        return json.dumps(values, ensure_ascii=False)
    except RecursionError:
        raise _too_deep() from None

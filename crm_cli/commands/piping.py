"""What comes by stdin: refs or names on lines, or rows of CSV, TSV, JSON or JSON lines with the fields by name."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TextIO

from crm_cli.commands.forms import from_json, from_object, title_field
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid, Typed
from crm_cli.i18n import N_, every
from crm_cli.records.filters import find_field
from crm_cli.records.shell import as_line
from crm_cli.telling.words import at_line

REF, NUMBER = N_("Ref"), N_("Number")
DELIMITERS = ("\t", ",", ";")
OF_DOCUMENTS = ("quoteline", "orderline", "invoiceline")


class Came(NamedTuple):
    """One thing that came: in which line, as a bare ``text`` or as ``cells`` by header. ``machine``: as our own formats write it."""

    line: int
    text: str = ""
    cells: dict[str, str] | None = None
    machine: bool = False

    @property
    def ref(self) -> str:
        """Which record it names: by its ref, else by the number printed on it."""
        if self.cells is None:
            return self.text.split()[0]
        by = [[cell.strip() for name, cell in self.cells.items() if _is(word, name)] for word in (REF, NUMBER)]
        found = next(filter(None, (cell for cells in by for cell in cells)), "")
        if not found:
            raise at_line(Invalid(N_("there is no ref")), self.line)
        return found


def piped() -> TextIO:
    """What comes through the pipe; on a terminal nothing can, and waiting for it would look like hanging."""
    run = current()
    if run.stdin.isatty():
        raise Invalid(
            N_("“-” reads what comes through a pipe, and none is there"), hint="crm client list --format ids | {line}", line=_line()
        )  # fmt: skip
    return run.stdin


def whole() -> str:
    """All of it."""
    try:
        return piped().read().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Invalid(N_("what comes on stdin is not text: byte {at}"), at=error.start) from None


def _line() -> Typed:
    return Typed(as_line(["crm", *current().argv]))


def refs(words: Sequence[str]) -> list[str]:
    """The words as they are; for ``-`` the refs that come by stdin, each once."""
    found: list[str] = []
    for word in words:
        found += dict.fromkeys(one.ref for one in came()) if word == "-" else [word]
    return found


def came(noun: str | None = None) -> list[Came]:
    """What comes by stdin, empty lines left out; ``noun`` knows the fields that a header may name, without it only the ref."""
    text = whole()
    start = text.lstrip()[:1]
    if start == "[":
        return list(_array(text))
    header = _header(text, noun) if start != "{" else None
    return list(_rows(text, *header)) if header else [_one(at, line) for at, line in _lines(text)]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((at, line.strip()) for at, line in enumerate(text.splitlines(), 1) if line.strip())


def _one(at: int, line: str) -> Came:
    if not line.startswith("{"):
        return Came(at, line)
    try:
        return Came(at, cells=from_json(line), machine=True)
    except CrmError as error:
        raise at_line(error, at) from error


def _array(text: str) -> Iterator[Came]:
    """An array of objects, as ``--json`` prints several, or of refs; its line is its place."""
    try:
        found: list[Any] = json.loads(text)
    except ValueError as error:
        raise Invalid(N_("this is not JSON: {problem}"), problem=str(error)) from None
    for at, one in enumerate(found, 1):
        if isinstance(one, dict):
            yield Came(at, cells=from_object(one), machine=True)
        else:
            yield Came(at, str(one))


def _header(text: str, noun: str | None) -> tuple[list[str], str] | None:
    """The names of the columns and what parts them; None where the first line is no header."""
    first = next((line for _at, line in _lines(text)), "")
    for delimiter in DELIMITERS:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        names = [cell.strip() for cell in cells]
        if _is_header(names, noun):
            return names, delimiter
    return None


def _is_header(names: Sequence[str], noun: str | None) -> bool:
    """It has a ref or a number, or the field that names a record, or several fields."""
    if any(_is(word, name) for name in names for word in (REF, NUMBER)):
        return True
    known = {_field(noun, name) for name in names} - {None} if noun else set()
    return len(known) > 1 or bool(noun and title_field(noun) in known)


def _is(word: str, name: str) -> bool:
    """The header says this word, in any language."""
    return name.strip().casefold() in {one.casefold() for one in every(word)}


def _field(noun: str, name: str) -> str | None:
    try:
        return find_field(noun, name, current().workspace).name if name else None
    except Invalid:
        if noun not in OF_DOCUMENTS:
            return None
        from crm_cli.exchange.aliases import alias  # only where lines come under the words of others

        return alias(noun, name)


def _rows(text: str, names: Sequence[str], delimiter: str) -> Iterator[Came]:
    """The rows below the header; an empty cell says nothing."""
    machine = all(name == name.casefold() and name.isascii() for name in names)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    for line, row in rows[1:]:
        if len(row) > len(names):
            problem = Invalid(N_("it has {count} cells, the header {wanted}"), count=len(row), wanted=len(names))
            raise at_line(problem, line)
        yield Came(
            line, cells={name: cell for name, cell in zip(names, row, strict=False) if cell.strip()}, machine=machine
        )

"""A whole base as one file: a line about it, the log, the records, and a last line by which it is known to be complete and unaltered."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NamedTuple

from crm_cli.errors import Invalid, Newer
from crm_cli.i18n import N_

FORMAT = 2
LONGEST = 64 << 20  # bytes of a line; nothing that somebody typed comes near it
GZIP: Final = b"\x1f\x8b"
AGAIN = N_("nothing was taken from it; copy it again, or export it again: crm export all -o FILE")
Opened = Callable[[], BinaryIO]


class Head(NamedTuple):
    """What the first line says: which base, read how, and how much of it there is."""

    base: str
    schema: int
    country: str
    currency: str
    records: dict[str, int]
    steps: int
    ops: int
    devices: dict[str, int]


def packed(head: Head, pieces: Iterable[str]) -> Iterator[str]:
    """The pieces (whole lines, several at once, without the last line end) between a first and a last line."""
    digest, lines = hashlib.sha256(), 0
    first = json.dumps({"noun": "base", "format": FORMAT, **head._asdict()}, ensure_ascii=False, separators=(",", ":"))
    for piece in _all(first, pieces):
        digest.update(piece.encode() + b"\n")
        lines += piece.count("\n") + 1
        yield piece
    yield json.dumps({"end": True, "lines": lines, "sha256": digest.hexdigest()}, separators=(",", ":"))


def _all(first: str, pieces: Iterable[str]) -> Iterator[str]:
    yield first
    yield from pieces


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file that was read once to the end and is whole; ``lines`` reads it again."""

    head: Head
    opened: Opened

    def lines(self) -> Iterator[tuple[int, Any]]:
        """Every line between the first and the last as JSON, with its number."""
        with _bytes(self.opened) as file:
            file.readline(LONGEST)
            ahead = file.readline(LONGEST)
            for number, line in enumerate(iter(lambda: file.readline(LONGEST), b""), 2):
                yield number, _json(number, ahead)
                ahead = line


def checked(opened: Opened) -> Parcel:
    """The parcel in a file, if it is one, whole, unaltered, and of a format that this program knows; nothing else is read from it."""
    with _bytes(opened) as file:
        first = _line(file, 1)
        head = _head(first)
        digest, last, lines = hashlib.sha256(), first, 1
        while line := _line(file, lines + 1):
            digest.update(last)
            last, lines = line, lines + 1
    _check_end(last, lines, digest.hexdigest())
    return Parcel(head, opened)


def _check_end(last: bytes, lines: int, digest: str) -> None:
    try:
        told = json.loads(last)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("end") is not True or not last.endswith(b"\n"):
        raise Invalid(N_("the file is cut off after line {line}"), hint=AGAIN, line=lines)
    if told.get("lines") != lines - 1 or told.get("sha256") != digest:
        raise Invalid(N_("the file is not as it was written: its checksum does not fit"), hint=AGAIN)


def _head(line: bytes) -> Head:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("noun") != "base" or not isinstance(told.get("format"), int):
        raise Invalid(N_("this is not the export of a whole base"), hint="crm export all -o FILE")
    if told["format"] > FORMAT:
        raise Newer(
            N_("the file was written by a newer program (format {found}, this one knows {known})"),
            hint="pip install --upgrade guanxi", found=told["format"], known=FORMAT,
        )  # fmt: skip
    head = _read(told) if told["format"] == FORMAT else None
    if head is None:
        raise Invalid(
            N_("this export has format {found}; this program knows {known}"), found=told["format"], known=FORMAT,
            hint=N_("export it again: crm export all -o FILE"),
        )  # fmt: skip
    return head


def _read(told: dict[str, Any]) -> Head | None:
    """The first line's values, if each is what it should be."""
    kinds = Head.__annotations__
    values = {name: told.get(name) for name in Head._fields}
    fits = all(isinstance(values[name], dict if "dict" in str(kind) else kind) for name, kind in kinds.items())
    return Head(**values) if fits else None  # type: ignore[arg-type] # each was looked at


def _json(number: int, line: bytes) -> Any:
    try:
        told = json.loads(line, parse_constant=_refused)
        if b"\\ud" in line or b"\\uD" in line:
            json.dumps(told, ensure_ascii=False).encode()  # half a character cannot be stored
    except (ValueError, RecursionError):
        raise broken(number) from None
    return told


def _refused(name: str) -> Any:
    raise ValueError(name)


def broken(number: int) -> Invalid:
    """A line that this program cannot take."""
    return Invalid(N_("line {line} is broken; nothing was changed"), line=number)


def _line(file: BinaryIO, number: int) -> bytes:
    line = file.readline(LONGEST)
    if len(line) == LONGEST:
        raise Invalid(N_("line {line} is too long for an export of a base"), line=number)
    return line


@contextmanager
def _bytes(opened: Opened) -> Iterator[BinaryIO]:
    """The file from its beginning, unpacked where it is packed."""
    import gzip  # only where a base is moved

    file = opened()
    try:
        packed = file.read(2) == GZIP
        file.seek(0)
        yield gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[misc] # it reads like one
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Invalid(N_("the file is damaged: it cannot be unpacked"), hint=AGAIN) from None
    finally:
        file.close()

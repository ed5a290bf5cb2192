"""The machine formats: exact, streamed row by row, with English keys; their shape is a promise."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TextIO

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.render.listing import Listing
from crm_cli.render.style import HIDDEN, shown
from crm_cli.render.view import View


class Sink(Protocol):
    """Anything that takes text."""

    def write(self, text: str, /) -> Any:
        """Take the text."""


class _Clean:
    """A terminal behind glass: no raw control character of the data reaches it."""

    def __init__(self, out: Sink) -> None:
        self._out = out

    def write(self, text: str) -> None:
        self._out.write(shown(text, lines=True))


class LineFeeds:
    """Ends the rows of the csv module in ``\\n``, and counts them; asked for that itself, it would leave a lone ``\\r`` unquoted."""

    def __init__(self, out: Sink) -> None:
        self._write = out.write
        self.rows = 0

    def write(self, row: str) -> None:
        self.rows += 1
        self._write(row[:-2] + "\n")


def write_csv(listing: Listing, out: TextIO, view: View) -> int:
    """RFC 4180 with ``\\n`` line ends, a header of keys, several values joined by ``;``."""
    import csv  # only this format needs it

    rows = _Counted(_flat_rows(listing))
    writer = csv.writer(LineFeeds(_sink(out, view)), lineterminator="\r\n")
    writer.writerow([column.key for _, column in listing.printed()])
    writer.writerows(rows)
    return rows.count


_TSV = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def write_tsv(listing: Listing, out: TextIO, view: View) -> int:
    """A header of keys, then one record per line; tab, line ends and backslash as ``\\t \\n \\r \\\\``."""
    sink, rows = _sink(out, view), _Counted(_flat_rows(listing))
    sink.write(_tsv_line([column.key for _, column in listing.printed()]))
    for row in rows:
        sink.write(_tsv_line(row))
    return rows.count


def _tsv_line(cells: Sequence[Any]) -> str:
    """One row of TSV."""
    return "\t".join("" if cell is None else str(cell).translate(_TSV) for cell in cells) + "\n"


def write_json(listing: Listing, out: TextIO, view: View) -> int:
    """One array with an object per line, so that two of them compare well."""
    count = 0
    for count, text in enumerate(_objects(listing, view), 1):
        out.write(("[\n" if count == 1 else ",\n") + text)
    out.write("\n]\n" if count else "[]\n")
    return count


def write_jsonl(listing: Listing, out: TextIO, view: View) -> int:
    """One object per line."""
    count = 0
    for text in _objects(listing, view):
        out.write(text + "\n")
        count += 1
    return count


def write_ids(listing: Listing, out: TextIO, view: View) -> int:
    """The refs, one per line, for the next command of a pipe."""
    place = listing.place("ref")
    if place is None:
        raise Invalid(N_("this list has no refs"), hint="--format jsonl")
    sink, count = _sink(out, view), 0
    for row in listing.rows:
        if row[place] is not None:
            sink.write(f"{row[place]}\n")
            count += 1
    return count


def json_text(value: Any, encoding: str = "utf-8") -> str:
    """A value as one line of JSON in UTF-8, with only control, bidi and other hidden characters escaped."""
    return _encoder(encoding)(value)


def _encoder(encoding: str) -> Callable[[Any], str]:
    import json  # only the formats of JSON need it

    encode = json.JSONEncoder(ensure_ascii=not encoding.lower().startswith("utf")).encode

    def text(value: Any) -> str:
        line = encode(value)
        return line if line.isprintable() else HIDDEN.sub(lambda match: _escaped(match[0]), line)

    return text


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _objects(listing: Listing, view: View) -> Iterator[str]:
    """Each row as an object in one line; texts, whole numbers and nothing are most of what there is, and are written without a detour."""
    encode, ways = _encoder(view.encoding), _ways(view.encoding)
    places = {column.key: place for place, (_, column) in enumerate(listing.printed())}
    template = "{" + ", ".join(f"{encode(key)}: ".replace("%", "%%") + "%s" for key in places) + "}"
    straight = list(places.values()) == list(range(len(listing.printed())))
    for row in _printed_rows(listing):
        values = row if straight else [row[place] for place in places.values()]
        line = template % tuple([ways.get(type(value), encode)(value) for value in values])
        yield line if line.isprintable() else HIDDEN.sub(lambda match: _escaped(match[0]), line)


def _ways(encoding: str) -> dict[type, Callable[[Any], str]]:
    """How the commonest types are written in JSON."""
    from json import encoder  # only the formats of JSON need it

    text = encoder.encode_basestring if encoding.lower().startswith("utf") else encoder.encode_basestring_ascii
    return {str: text, int: int.__repr__, type(None): lambda _nothing: "null"}


def _printed_rows(listing: Listing) -> Iterable[Sequence[Any]]:
    printed = listing.printed()
    if len(printed) == len(listing.columns):
        return listing.rows
    places = [place for place, _ in printed]
    return ([row[place] for place in places] for row in listing.rows)


_NOT_FLAT = frozenset({"flag", "choices", "tags", "links", "phones", "emails"})
_SEPARATORS = frozenset(",，、;；\n")


def _flat_rows(listing: Listing) -> Iterable[Sequence[Any]]:
    """Rows with flags and lists as text; when no column has any, the rows as they are, which is much quicker."""
    rows = _printed_rows(listing)
    uneven = [at for at, (_, column) in enumerate(listing.printed()) if column.kind in _NOT_FLAT]
    return (_flattened(row, uneven) for row in rows) if uneven else rows


def _flattened(row: Sequence[Any], places: Sequence[int]) -> list[Any]:
    flat = list(row)
    for place in places:
        flat[place] = _flat(flat[place])
    return flat


def _flat(value: Any) -> Any:
    """Flags as ``true`` and ``false``, lists with ``;``, or as JSON where one has a separator: both are read back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, list | tuple):
        return value
    texts = [str(item) for item in value]
    return json_text(texts) if any(map(_needs_json, texts)) else ";".join(texts)


def _needs_json(text: str) -> bool:
    return bool(_SEPARATORS.intersection(text)) or text.startswith("[") or text != text.strip() or not text


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def _sink(out: TextIO, view: View) -> Sink:
    return cleaned(out) if view.terminal else out


def cleaned(out: Sink) -> Sink:
    """What lets no hidden character through to a screen."""
    return _Clean(out)

"""The human formats of a listing: an aligned table, plain lines, a Markdown table."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO, TypeVar

from crm_cli.i18n import _
from crm_cli.render.encoding import fitted
from crm_cli.render.listing import Column, Listing
from crm_cli.render.style import cells, cut, pad, shown, wrapped
from crm_cli.render.view import View

GAP = INDENT = "  "
_NARROWEST = 12  # a text is not cut below this
_TIGHTEST = 8  # nor, where that was not enough, below this
_HEADING = 6  # nor a heading, then, that is wider than what stands below it
_WIDEST = 200  # a column, where nothing is cut
T = TypeVar("T")
_CUT = frozenset({"text", "longtext", "link", "links", "tags", "choice", "choices", "phones", "email", "emails", "url"})


def write_table(listing: Listing, out: TextIO, view: View) -> int:
    """A header and aligned columns; only a terminal has colour, relative times and cut texts. Elsewhere what is very long stands
    out of its column, so that it does not make every line as long."""
    columns, rows = fitting(listing, view)
    if listing.title and rows:
        out.write(view.paint.bold(listing.title) + "\n")
    out.writelines(line + "\n" for line in table_lines(columns, rows, view))
    return len(rows)


def fitting(listing: Listing, view: View) -> tuple[list[Column], list[list[str]]]:
    """The columns and texts of a table; on a screen too narrow for exact amounts they are short."""
    columns = [column for _at, column in listing.printed()]
    if not view.terminal:
        return columns, list(view.rows(listing))
    stored = list(listing.rows)
    rows = list(view.rows(Listing(listing.columns, stored, listing.total, listing.title), relative=True))
    if (
        rows
        and any(column.kind == "money" and not column.short for column in columns)
        and _least(columns, rows) > view.width
    ):
        short = [column._replace(short=column.kind == "money") for column in listing.columns]
        rows = list(view.rows(Listing(short, stored), relative=True))
    return columns, rows


def _least(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """How wide a table is at the least."""
    widths = [max(map(cells, texts)) for texts in zip(*rows, strict=True)]
    floor = [
        min(at, _TIGHTEST) if column.kind in _CUT and column.key != "ref" else max(at, _HEADING)
        for column, at in zip(columns, widths, strict=True)
    ]
    return sum(floor) + len(GAP) * (len(floor) - 1)


def table_lines(columns: Sequence[Column], rows: Sequence[Sequence[str]], view: View) -> Iterator[str]:
    """The lines of a table of cleaned texts; none at all when there are no rows."""
    if not rows:
        return
    labels = [fitted(shown(_(column.label)), view.encoding) for column in columns]
    below = _below(columns, [labels, *rows], view)
    if below:
        columns, labels = _without(below, columns), _without(below, labels)
    kept = [_without(below, texts) for texts in rows] if below else rows
    widths = _widths(columns, [labels, *kept], view)
    yield view.paint.dim(_line(columns, widths, labels))
    for row, line in zip(rows, kept, strict=True):
        yield _line(columns, widths, line, view)
        for place in below:
            yield from (view.paint.dim(INDENT + text) for text in wrapped(row[place], view.width - len(INDENT)))


def _below(columns: Sequence[Column], rows: Sequence[Sequence[str]], view: View) -> list[int]:
    """The columns for which a terminal is too narrow and that have lines of their own."""
    below = [place for place, column in enumerate(columns) if column.below]
    if not (below and view.terminal):
        return []
    widths = [max(map(cells, texts)) for texts in zip(*rows, strict=True)]
    return below if sum(widths) + len(GAP) * (len(widths) - 1) > view.width else []


def _without(places: Sequence[int], texts: Sequence[T]) -> list[T]:
    return [text for place, text in enumerate(texts) if place not in places]


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], view: View) -> list[int]:
    widths = [max(map(cells, texts)) for texts in zip(*rows, strict=True)]
    if view.terminal:
        values = [max(map(cells, texts)) for texts in zip(*rows[1:], strict=True)]
        _narrow(columns, widths, values, view.width)
        return widths
    return [min(width, _WIDEST) for width in widths]


def _narrow(columns: Sequence[Column], widths: list[int], values: Sequence[int], width: int) -> None:
    """Take what is too wide from the last text column, then from those before it, then from headings; never from a number or ref."""
    texts = [column.kind in _CUT and column.key != "ref" for column in columns]
    whole = [_NARROWEST if text else at for text, at in zip(texts, widths, strict=True)]
    cut_ = [_TIGHTEST if text else max(_HEADING, at) for text, at in zip(texts, values, strict=True)]
    for floor in (whole, [min(pair) for pair in zip(whole, cut_, strict=True)]):
        over = sum(widths) + len(GAP) * (len(widths) - 1) - width
        for place in reversed(range(len(widths))):
            taken = max(0, min(over, widths[place] - floor[place]))
            widths[place] -= taken
            over -= taken


def _line(columns: Sequence[Column], widths: Sequence[int], texts: Sequence[str], view: View | None = None) -> str:
    """One line; with a view its ref takes the accent."""
    parts = []
    for column, width, text in zip(columns, widths, texts, strict=True):
        cuts = view is None or (view.terminal and column.kind in _CUT)
        part = pad(cut(text, width) if cuts else text, width, column.align)
        parts.append(view.paint.accent(part) if view and column.key == "ref" else part)
    return GAP.join(parts).rstrip()


def write_plain(listing: Listing, out: TextIO, view: View) -> int:
    """One record per line, its columns separated by a tab, nothing cut, no header."""
    count = 0
    for row in view.rows(listing):
        out.write("\t".join(row) + "\n")
        count += 1
    return count


_MARKDOWN = str.maketrans({char: "\\" + char for char in "\\`*_[]<>|~&$"} | {"\n": "<br>", "\t": " "})


def markdown(text: str) -> str:
    """A cleaned text as it stands in Markdown without meaning anything there."""
    return text.translate(_MARKDOWN)


def write_markdown(listing: Listing, out: TextIO, view: View) -> int:
    """A pipe table, numbers aligned right."""
    columns = [column for _at, column in listing.printed()]
    if listing.title:
        out.write(f"## {markdown(shown(listing.title))}\n\n")
    out.write(_piped(shown(_(column.label)) for column in columns))
    out.write("|" + "|".join("---:" if column.align == "right" else "---" for column in columns) + "|\n")
    count = 0
    for row in view.rows(listing, lines=True):
        out.write(_piped(row))
        count += 1
    return count


def _piped(texts: Iterable[str]) -> str:
    return "| " + " | ".join(markdown(text) for text in texts) + " |\n"

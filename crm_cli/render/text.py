"""The human formats of a listing: an aligned table, plain lines, a Markdown table."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from crm_cli.i18n import _
from crm_cli.render.encoding import fitted
from crm_cli.render.fit import CUT, GAP, laid, too_narrow
from crm_cli.render.listing import Column, Listing
from crm_cli.render.style import cells, cut, pad, shown, wrapped
from crm_cli.render.view import View

INDENT = "  "
_WIDEST = 200  # a column, where nothing is cut


def write_table(listing: Listing, out: TextIO, view: View) -> int:
    """A header and aligned columns; only a terminal has colour, relative times and cut texts. Elsewhere what is very long stands
    out of its column, so that it does not make every line as long."""
    columns, rows = fitting(listing, view)
    if listing.title and rows:
        out.write(view.paint.bold(listing.title) + "\n")
    out.writelines(line + "\n" for line in table_lines(columns, rows, view))
    return len(rows)


def fitting(listing: Listing, view: View) -> tuple[list[Column], list[list[str]]]:
    """The columns and texts of a table; on a screen too narrow for exact amounts those are short that need not be whole."""
    columns = [column for _at, column in listing.printed()]
    if not view.terminal:
        return columns, list(view.rows(listing))
    stored = list(listing.rows)
    rows = list(view.rows(Listing(listing.columns, stored), relative=True))
    exact = any(_may_round(column) for column in columns)
    if rows and exact and too_narrow(columns, rows, view):
        short = [column._replace(short=column.short or _may_round(column)) for column in listing.columns]
        rows = list(view.rows(Listing(short, stored), relative=True))
    return columns, rows


def _may_round(column: Column) -> bool:
    return column.kind == "money" and not column.short and not column.whole


def table_lines(columns: Sequence[Column], rows: Sequence[Sequence[str]], view: View) -> Iterator[str]:
    """The lines of a table of cleaned texts; none at all when there are no rows."""
    if not rows:
        return
    if not view.terminal:
        yield from _as_wide_as_needed(columns, rows, view)
        return
    room = laid(columns, rows, view)
    kept = [columns[place] for place in room.places]
    for line in room.heading():
        yield view.paint.dim(_line(kept, room.widths, line))
    for row in rows:
        yield _line(kept, room.widths, [row[place] for place in room.places], view)
        for place in room.below:
            yield from _indented(row[place], view)
    if room.missing:
        yield from _indented(_("no room on this screen for: {columns}").format(columns=", ".join(room.missing)), view)


def _indented(text: str, view: View) -> Iterator[str]:
    yield from (view.paint.dim(INDENT + line) for line in wrapped(text, view.width - len(INDENT)))


def _as_wide_as_needed(columns: Sequence[Column], rows: Sequence[Sequence[str]], view: View) -> Iterator[str]:
    labels = [fitted(shown(_(column.label)), view.encoding) for column in columns]
    widths = [min(max(map(cells, texts)), _WIDEST) for texts in zip(labels, *rows, strict=True)]
    yield view.paint.dim(_line(columns, widths, labels))
    yield from (_line(columns, widths, row, view) for row in rows)


def _line(columns: Sequence[Column], widths: Sequence[int], texts: Sequence[str], view: View | None = None) -> str:
    """One line; with a view its ref takes the accent."""
    parts = []
    for column, width, text in zip(columns, widths, texts, strict=True):
        cuts = view is None or (view.terminal and column.kind in CUT)
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

"""One record as a page: labels and values in sections, long text below them, lists of what belongs to it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TextIO

from crm_cli.i18n import _
from crm_cli.render.data import json_text
from crm_cli.render.encoding import fitted
from crm_cli.render.fit import GAP
from crm_cli.render.listing import Column, Listing
from crm_cli.render.style import Painted, cells, pad, shown, wrapped
from crm_cli.render.text import fitting, markdown, table_lines, write_markdown, write_plain
from crm_cli.render.view import View

_LEAST = 20  # cells that a value has beside its label, however narrow the screen


class Section(NamedTuple):
    """A part of a page: columns with their values, or a listing, or lines of text; ``key`` names a listing in JSON.

    The title is a catalogue key. Values are stored values for people, machine values for machine formats.
    """

    title: str = ""
    columns: Sequence[Column] = ()
    values: Sequence[Any] = ()
    listing: Listing | None = None
    key: str = ""
    lines: Sequence[str] = ()


class _Pair(NamedTuple):
    """A label and a value, cleaned and in the reader's language."""

    label: str
    value: str
    long: bool


def one_row(sections: Sequence[Section]) -> Listing:
    """The fields of a page as a listing of one row, for the formats that have no pages."""
    columns = [column for section in sections for column in section.columns]
    return Listing(columns, [[value for section in sections for value in section.values]])


def write_page(title: str, sections: Sequence[Section], out: TextIO, view: View) -> None:
    """The page for a person to read; fields without a value are left out."""
    blocks = ["\n".join(_block(section, sections, view)) for section in sections]
    head = [str(view.paint.bold(fitted(shown(title), view.encoding)))] if title else []
    out.write("\n\n".join([*head, *filter(None, blocks)]) + "\n")


def _block(section: Section, sections: Sequence[Section], view: View) -> list[str]:
    body = [*_pair_lines(list(pairs(section, sections, view)), view)]
    if section.listing is not None:
        body += table_lines(*fitting(section.listing, view), view)
    for line in section.lines:
        body += [line] if isinstance(line, Painted) else _within(fitted(shown(line), view.encoding), view)
    if body and section.title:
        body.insert(0, view.paint.bold(fitted(_(section.title), view.encoding)))
    return body


def _within(text: str, view: View, left: int = 0) -> list[str]:
    """A line as lines that the terminal need not break; what was indented stays so."""
    bare = text.lstrip(" ")
    indent = len(text) - len(bare)
    if not view.terminal or cells(text) + left <= view.width:
        return [text]
    return [" " * indent + line for line in wrapped(bare, max(view.width - left - indent, _LEAST))]


def _pair_lines(pairs: Sequence[_Pair], view: View) -> Iterator[str]:
    width = max((cells(pair.label) for pair in pairs if not pair.long), default=0)
    for pair in pairs:
        if not pair.long:
            first, *more = _within(pair.value, view, width + len(GAP))
            yield view.paint.dim(pad(pair.label, width)) + GAP + first
            yield from (" " * width + GAP + line for line in more)
    for pair in pairs:
        if pair.long:
            yield view.paint.dim(pair.label)
            yield from (GAP + line for told in pair.value.splitlines() for line in _within(told, view, len(GAP)))


def pairs(section: Section, sections: Sequence[Section], view: View) -> Iterator[_Pair]:
    """The fields of a section that hold something, as a person reads them."""
    for column, value in zip(section.columns, section.values, strict=True):
        if value in (None, "", "[]") or column.hidden:
            continue
        text = view.value(column, value, _currency(column, sections), relative=view.terminal, lines=True)
        long = column.kind == "longtext"
        label = fitted(shown(_(column.label)), view.encoding)
        yield _Pair(label, text if long else text.replace("\n", "⏎"), long)


def _currency(column: Column, sections: Sequence[Section]) -> str | None:
    """The currency of a money field, wherever on the page it stands."""
    for section in sections if column.currency_key else ():
        for other, value in zip(section.columns, section.values, strict=True):
            if other.key == column.currency_key:
                return str(value) if value else None
    return None


def write_plain_page(sections: Sequence[Section], out: TextIO, view: View) -> None:
    """A line per field, label and value separated by a tab; then the lists."""
    for section in sections:
        for pair in pairs(section, sections, view):
            out.write(f"{pair.label}\t{pair.value}\n" if not pair.long else f"{pair.label}\t{shown(pair.value)}\n")
        if section.listing is not None:
            write_plain(section.listing, out, view)
        out.writelines(shown(line) + "\n" for line in section.lines)


def write_markdown_page(title: str, sections: Sequence[Section], out: TextIO, view: View) -> None:
    """Headings, a list item per field, a table per list."""
    if title:
        out.write(f"# {markdown(shown(title))}\n")
    for section in sections:
        out.write(f"\n## {markdown(shown(_(section.title)))}\n\n" if section.title else "\n")
        for pair in pairs(section, sections, view):
            out.write(f"- **{markdown(pair.label)}**: {markdown(pair.value)}\n")
        if section.listing is not None:
            write_markdown(section.listing, out, view)
        out.writelines(f"    {shown(line)}\n" for line in section.lines)


def write_json_page(sections: Sequence[Section], out: TextIO, view: View) -> None:
    """One object: the fields by key, and under a section's key its list of objects."""
    record: dict[str, Any] = {}
    for section in sections:
        fields = zip(section.columns, section.values, strict=True)
        record.update((column.key, value) for column, value in fields if not column.hidden)
        if section.listing is not None:
            taken = section.key in record  # by a field of the team's own
            record[f"{section.key}_list" if taken else section.key] = _objects(section.listing)
    out.write(json_text(record, view.encoding) + "\n")


def _objects(listing: Listing) -> list[dict[str, Any]]:
    printed = listing.printed()
    return [{column.key: row[place] for place, column in printed} for row in listing.rows]

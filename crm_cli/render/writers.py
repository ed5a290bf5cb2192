"""Which function writes a list or a page in which format."""

from collections.abc import Callable, Sequence
from typing import TextIO

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.render import data, html, text
from crm_cli.render.listing import FORMATS, WORKBOOK, Listing
from crm_cli.render.page import Section, one_row, write_json_page, write_markdown_page, write_page, write_plain_page
from crm_cli.render.view import View

Write = Callable[[Listing, TextIO, View], int]
WRITERS: dict[str, Write] = {
    "table": text.write_table,
    "plain": text.write_plain,
    "csv": data.write_csv,
    "tsv": data.write_tsv,
    "json": data.write_json,
    "jsonl": data.write_jsonl,
    "md": text.write_markdown,
    "html": html.write_html,
    "ids": data.write_ids,
}


def checked(format: str) -> str:  # noqa: A002 - its name in --format
    """The format, if there is such a one."""
    if format not in WRITERS and format != WORKBOOK:
        raise Invalid(
            N_("there is no format {format}"), hint=N_("one of {formats}"), format=format, formats=", ".join((*FORMATS, WORKBOOK)),
        )  # fmt: skip
    return format


def writer(format: str) -> Write:  # noqa: A002 - its name in --format
    """What writes a list in this format."""
    return WRITERS[checked(format)]


def write_page_as(format: str, title: str, sections: Sequence[Section], out: TextIO, view: View) -> None:  # noqa: A002
    """Write one record; formats made of rows get one row with its fields."""
    if format == "table":
        write_page(title, sections, out, view)
    elif format == "plain":
        write_plain_page(sections, out, view)
    elif format == "md":
        write_markdown_page(title, sections, out, view)
    elif format == "html":
        html.write_html_page(title, sections, out, view)
    elif format in ("json", "jsonl"):
        write_json_page(sections, out, view)
    else:
        WRITERS[format](one_row(sections), out, view)

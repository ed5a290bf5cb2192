"""HTML: one page that stands alone and prints well; whatever comes from the data is text in it."""

from collections.abc import Sequence
from html import escape
from typing import TextIO

from crm_cli.i18n import _
from crm_cli.render.listing import Listing
from crm_cli.render.page import Section, pairs
from crm_cli.render.style import shown
from crm_cli.render.view import View

STYLE = """\
body { font: 10pt/1.4 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; margin: 1.5em; color: #111; }
h1 { font-size: 1.4em; } h2 { font-size: 1.1em; margin-top: 1.5em; }
table { border-collapse: collapse; } thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { border-bottom: 1px solid #ccc; padding: .25em .6em; text-align: left; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; }
th { border-bottom: 2px solid #444; } .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1em; } dt { color: #555; } dd { margin: 0; white-space: pre-wrap; }
p.made { color: #555; font-size: .9em; }
@media print { body { margin: 0; } }
"""
# Nothing may be loaded or run, whatever a browser takes the data for.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_html(listing: Listing, out: TextIO, view: View) -> int:
    """A page with the list as a table, numbers at the right, its head on every sheet of paper."""
    _begin(listing.title, out, view)
    count = _table(listing, out, view)
    _end(out)
    return count


def write_html_page(title: str, sections: Sequence[Section], out: TextIO, view: View) -> None:
    """One record: its fields by section, and its lists as tables."""
    _begin(title, out, view)
    for section in sections:
        if section.title:
            out.write(f"<h2>{_text(_(section.title))}</h2>\n")
        told = list(pairs(section, sections, view))
        if told:
            out.write("<dl>\n")
            out.writelines(f"<dt>{_text(pair.label)}</dt><dd>{_text(pair.value)}</dd>\n" for pair in told)
            out.write("</dl>\n")
        if section.listing is not None:
            _table(section.listing, out, view)
        out.writelines(f"<p>{_text(line)}</p>\n" for line in section.lines)
    _end(out)


def _begin(title: str, out: TextIO, view: View) -> None:
    language = view.language.replace("_", "-")
    out.write(
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{_text(title) or 'guanxi'}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    )
    if title:
        out.write(f"<h1>{_text(title)}</h1>\n")
    out.write(f'<p class="made">{view.clock.here():%Y-%m-%d %H:%M}</p>\n')


def _table(listing: Listing, out: TextIO, view: View) -> int:
    columns = [column for _at, column in listing.printed()]
    marks = [' class="n"' if column.align == "right" else "" for column in columns]
    heads = "".join(f"<th{mark}>{_text(_(column.label))}</th>" for mark, column in zip(marks, columns, strict=True))
    out.write(f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n")
    count = 0
    for row in view.rows(listing, lines=True):
        out.write("<tr>" + "".join(f"<td{mark}>{_text(text)}</td>" for mark, text in zip(marks, row, strict=True)))
        out.write("</tr>\n")
        count += 1
    out.write("</tbody>\n</table>\n")
    return count


def _end(out: TextIO) -> None:
    out.write("</body>\n</html>\n")


def _text(text: str) -> str:
    return escape(shown(text, lines=True))

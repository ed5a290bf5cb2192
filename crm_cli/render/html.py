"""HTML: one page that stands alone and prints well; whatever comes from the data is text in it."""

from collections.abc import Sequence
from itertools import chain, islice
from typing import TextIO

from crm_cli.i18n import _
from crm_cli.render.listing import Column, Listing
from crm_cli.render.page import Section, pairs
from crm_cli.render.style import cells, shown
from crm_cli.render.view import View

STYLE = """\
@page {{ size: {paper}{turned}; margin: 16mm 14mm 18mm; @bottom-left {{ content: "{title}"; font-size: 8pt; color: #666; }}
  @bottom-right {{ content: counter(page) " / " counter(pages); font-size: 8pt; color: #666; }} }}
body {{ font: 10pt/1.45 "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; margin: 2em auto; padding: 0 1.5em; max-width: {width}; color: #1a1a1a; }}
h1 {{ font-size: 1.5em; margin: 0; }} p.made {{ color: #666; font-size: .85em; margin: .2em 0 1.2em; }}
h2 {{ font-size: 1.05em; margin: 1.6em 0 .4em; padding-bottom: .15em; border-bottom: 1px solid #bbb; break-after: avoid; }}
p {{ margin: .25em 0; white-space: pre-wrap; overflow-wrap: anywhere; }}
table {{ border-collapse: collapse; min-width: 60%; max-width: 100%; font-size: .92em; }} thead {{ display: table-header-group; }} tr {{ break-inside: avoid; }}
th, td {{ padding: .28em 1.1em .28em 0; text-align: left; vertical-align: top; white-space: pre-wrap; overflow-wrap: break-word; border-bottom: 1px solid #e2e2e2; }}
th {{ color: #555; font-weight: 600; border-bottom: 1px solid #888; white-space: nowrap; }} .n {{ text-align: right; font-variant-numeric: tabular-nums; }}
.s {{ white-space: nowrap; }} td:last-child, th:last-child {{ padding-right: 0; }}
dl {{ display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: .25em 1.2em; margin: .4em 0; }} dt {{ color: #666; }}
dd {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }} .l {{ grid-column: 1 / -1; }}
@media print {{ body {{ margin: 0; padding: 0; max-width: none; font-size: 9.5pt; }} h2 {{ margin-top: 1.1em; }} th, td {{ padding-top: .16em; padding-bottom: .16em; }} }}
"""
WIDE = 8  # a table of more columns than this is printed on paper turned on its side
BROAD = 112  # and so is one of more cells
FAIR = 24  # cells that a text has before it is broken into lines
LOOKED_AT = 200  # rows
MOST, LITTLE = 24, 10  # cells of a value, and of a text, that is not broken into lines
SHORT = frozenset(
    {"number", "decimal", "money", "percent", "date", "time", "phone", "flag", "choice"}
)  # not broken into lines but where they are long
_ESCAPED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
)  # html itself is slow to import
# Nothing may be loaded or run, whatever a browser takes the data for.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_html(listing: Listing, out: TextIO, view: View) -> int:
    """A page with the list as a table, numbers at the right, its head on every sheet of paper."""
    _begin(listing.title, out, view, wide=len(listing.printed()) > WIDE or _spread(listing, view) > BROAD)
    count = _table(listing, out, view)
    _end(out)
    return count


def write_html_page(title: str, sections: Sequence[Section], out: TextIO, view: View) -> None:
    """One record: its fields by section, and its lists as tables."""
    lists = [section.listing for section in sections if section.listing is not None]
    _begin(title, out, view, wide=any(_spread(listing, view) > BROAD for listing in lists))
    for section in sections:
        if section.title:
            out.write(f"<h2>{escaped(_(section.title))}</h2>\n")
        told = list(pairs(section, sections, view))
        if told:
            out.write("<dl>\n")
            out.writelines(_pair(pair.label, pair.value, pair.long) for pair in told)
            out.write("</dl>\n")
        if section.listing is not None:
            _table(section.listing, out, view)
        out.writelines(f"<p>{escaped(line)}</p>\n" for line in section.lines)
    _end(out)


def _begin(title: str, out: TextIO, view: View, *, wide: bool = False) -> None:
    language = view.language.replace("_", "-")
    style = STYLE.format(
        paper=view.paper, turned=" landscape" if wide else "", width="75em" if wide else "54em", title=_quoted(title)
    )
    out.write(
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{escaped(title) or 'guanxi'}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
    )
    if title:
        out.write(f"<h1>{escaped(title)}</h1>\n")
    out.write(f'<p class="made">{view.clock.here():%Y-%m-%d %H:%M}</p>\n')


def _quoted(text: str) -> str:
    """A text between the quotes of a style sheet: nothing in it ends these, or the sheet."""
    return "".join(char if char.isalnum() or char in " .,·-()" else f"\\{ord(char):x} " for char in shown(text))


def _table(listing: Listing, out: TextIO, view: View) -> int:
    columns = [column for _at, column in listing.printed()]
    marks = [_mark(column, width) for column, width in zip(columns, _widths(listing, view), strict=True)]
    heads = "".join(f"<th{mark}>{escaped(_(column.label))}</th>" for mark, column in zip(marks, columns, strict=True))
    out.write(f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n")
    count = 0
    for row in view.rows(listing, lines=True):
        out.write("<tr>" + "".join(f"<td{mark}>{escaped(text)}</td>" for mark, text in zip(marks, row, strict=True)))
        out.write("</tr>\n")
        count += 1
    out.write("</tbody>\n</table>\n")
    return count


def _pair(label: str, value: str, long: bool) -> str:
    """A label and a value; a long one has the whole width."""
    wide = ' class="l"' if long else ""
    return f"<dt{wide}>{escaped(label)}</dt><dd{wide}>{escaped(value)}</dd>\n"


def _mark(column: Column, width: int) -> str:
    """Numbers stand at the right; what is short stays on one line."""
    brief = column.key == "ref" or width <= (MOST if column.kind in SHORT else LITTLE)
    classes = [name for name, wanted in (("n", column.align == "right"), ("s", brief)) if wanted]
    return f' class="{" ".join(classes)}"' if classes else ""


def _widths(listing: Listing, view: View) -> list[int]:
    """How wide each column is in the first rows; what was read to learn that is put back."""
    rows = iter(listing.rows)
    first = list(islice(rows, LOOKED_AT))
    listing.rows = chain(first, rows)
    texts = view.rows(Listing(listing.columns, first), lines=True)
    return [max(map(cells, column)) for column in zip(*texts, strict=True)] if first else [0] * len(listing.printed())


def _spread(listing: Listing, view: View) -> int:
    """How wide the table would like to be."""
    return sum(min(width, FAIR) + 2 for width in _widths(listing, view))


def _end(out: TextIO) -> None:
    out.write("</body>\n</html>\n")


def escaped(text: str) -> str:
    """A text that is nothing but text in HTML, with nothing hidden in it."""
    return shown(text, lines=True).translate(_ESCAPED)

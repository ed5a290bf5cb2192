"""A paper as one page of HTML that stands alone and prints well; whatever comes from the data is text in it."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence

from crm_cli.records.printed import Firm
from crm_cli.render.html import POLICY, escaped
from crm_cli.render.papers.sheet import Cell, Column, Row, Sheet, numbered

STYLE = """\
@page { size: %(paper)s; margin: 18mm 16mm 20mm; @bottom-right { content: %(page)s; font-size: 8pt; color: #666; } }
body { font: 10pt/1.5 "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Noto Sans", system-ui, sans-serif; margin: 2em auto; padding: 0 1.5em; max-width: 56em; color: #1a1a1a; }
header { display: flex; justify-content: space-between; gap: 2em; border-bottom: 1px solid #888; padding-bottom: .8em; } header img { max-height: 18mm; max-width: 60mm; }
.firm { text-align: right; font-size: .85em; color: #444; } .firm b { font-size: 1.2em; color: #1a1a1a; } h1 { font-size: 1.7em; margin: .9em 0 .6em; } .mark { color: #b00020; font-size: .6em; border: 1px solid; padding: .1em .5em; vertical-align: middle; }
.top { display: flex; justify-content: space-between; gap: 2em; } p { margin: .3em 0; white-space: pre-wrap; overflow-wrap: anywhere; } dl { display: grid; grid-template-columns: max-content auto; gap: .15em 1em; margin: 0; } dt { color: #666; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%%; margin: 1em 0; font-size: .92em; } thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { padding: .35em .6em; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd; overflow-wrap: anywhere; } th { border-bottom: 1px solid #888; color: #444; white-space: nowrap; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } small { display: block; color: #666; white-space: pre-wrap; } .part td:nth-child(2) { padding-left: 1.6em; } .option { color: #555; font-style: italic; }
.plan { width: auto; min-width: 60%%; margin-top: .3em; break-inside: avoid; } .sums { width: auto; margin-left: auto; break-inside: avoid; } .sums td { border: 0; padding-top: .15em; padding-bottom: .15em; } .sums .last td { font-weight: 700; border-top: 1px solid #888; } h2 { font-size: 1em; margin: 1em 0 .2em; break-after: avoid; }
.closing { margin-top: 1.2em; break-inside: avoid; } .signed { display: flex; justify-content: space-between; margin-top: 3.5em; break-inside: avoid; } .signed div { width: 40%%; border-top: 1px solid #888; padding-top: .3em; color: #555; } footer { margin-top: 2em; color: #666; font-size: .85em; white-space: pre-wrap; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
"""


def html(sheet: Sheet, firm: Firm, paper: str) -> str:
    """The page; ``paper`` is the size of the country's sheets."""
    return "\n".join(_lines(sheet, firm, paper)) + "\n"


def _lines(sheet: Sheet, firm: Firm, paper: str) -> Iterator[str]:
    style = STYLE % {"paper": paper, "page": numbered(f'"{sheet.page}"', '" counter(page) "', '" counter(pages) "')}
    yield f'<!doctype html>\n<html lang="{sheet.language.replace("_", "-")}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}; img-src data:">'
    yield f"<title>{escaped(sheet.title)} {escaped(sheet.name)}</title>\n<style>\n{style}</style>\n</head>\n<body>"
    yield from _head(sheet, firm)
    yield f'<div class="top"><div>{_paragraphs(sheet.to)}</div>\n<dl>'
    yield from (f"<dt>{escaped(label)}</dt><dd>{escaped(text)}</dd>" for label, text in sheet.facts)
    yield f"</dl></div>\n{_paragraphs(sheet.opening)}"
    yield from _table(sheet.columns, sheet.rows)
    yield from _sums(sheet)
    if sheet.plan:
        yield f"<h2>{escaped(sheet.plan.title)}</h2>"
        yield from _table(sheet.plan.columns, sheet.plan.rows, "plan")
    for title, lines in sheet.notes:
        yield (f"<h2>{escaped(title)}</h2>\n" if title else "") + _paragraphs(lines)
    yield f'<div class="closing">{_paragraphs(sheet.closing)}</div>'
    yield f'<div class="signed"><div>{escaped(sheet.signed[0])}</div><div>{escaped(sheet.signed[1])}</div></div>'
    if sheet.footer:
        yield f"<footer>{escaped(sheet.footer)}</footer>"
    yield "</body>\n</html>"


def _head(sheet: Sheet, firm: Firm) -> Iterator[str]:
    mark = f' <span class="mark">{escaped(sheet.mark)}</span>' if sheet.mark else ""
    logo = ""
    if firm.logo:
        logo = f'<img alt="" src="data:{MEDIA[firm.logo_type]};base64,{b64encode(firm.logo).decode()}">'
    if logo or sheet.firm or sheet.firm_lines:
        told = "<br>".join([f"<b>{escaped(sheet.firm)}</b>", *map(escaped, sheet.firm_lines)])
        yield f'<header><div>{logo}</div><div class="firm">{told}</div></header>'
    yield f"<h1>{escaped(sheet.title)}{mark}</h1>"


MEDIA = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}


def _paragraphs(lines: Iterable[str]) -> str:
    return "\n".join(f"<p>{escaped(line)}</p>" for line in lines)


def _table(columns: Sequence[Column], rows: Sequence[Row], look: str = "lines") -> Iterator[str]:
    if not rows:
        return
    heads = "".join(f"<th{_right(column)}>{escaped(column.label)}</th>" for column in columns)
    yield f'<table class="{look}">\n<thead><tr>{heads}</tr></thead>\n<tbody>'
    yield from (_row(row, columns) for row in rows)
    yield "</tbody>\n</table>"


def _row(row: Row, columns: Sequence[Column]) -> str:
    if row.look == "text":
        return f'<tr class="text"><td></td><td colspan="{len(columns) - 1}">{_cell(row.cells[1])}</td></tr>'
    cells = zip(columns, row.cells, strict=True)
    return (
        f'<tr class="{row.look}">'
        + "".join(f"<td{_right(column)}>{_cell(cell)}</td>" for column, cell in cells)
        + "</tr>"
    )


def _cell(cell: Cell) -> str:
    return escaped(cell.text) + (f"<small>{escaped(cell.below)}</small>" if cell.below else "")


def _right(column: Column) -> str:
    return ' class="n"' if column.right else ""


def _sums(sheet: Sheet) -> Iterator[str]:
    if not sheet.sums:
        return
    yield '<table class="sums">'
    for one in sheet.sums:
        last = ' class="last"' if one.last else ""
        yield f'<tr{last}><td>{escaped(one.label)}</td><td class="n">{escaped(one.cell.text)}</td></tr>'
    yield "</table>"
    if sheet.capitals:
        yield f"<p>{escaped(sheet.capitals[0])} <b>{escaped(sheet.capitals[1])}</b></p>"

"""A paper as Markdown: it reads as it stands, in a mail too; whatever comes from the data is text in it."""

from collections.abc import Iterable, Iterator, Sequence

from crm_cli.records.patterns import pattern
from crm_cli.render.papers.sheet import Cell, Column, Row, Sheet
from crm_cli.render.text import markdown

_BEGINS = pattern(r"^(\s*)([#+=-]|\d+(?=[.)]))")


def text_of(sheet: Sheet) -> str:
    """The text."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {markdown(sheet.title)} {markdown(sheet.name)}\n"
    if sheet.mark:
        yield f"**{markdown(sheet.mark)}**\n"
    yield from _block([sheet.firm, *sheet.firm_lines])
    yield from _block(sheet.to)
    yield from (f"- **{markdown(label)}**: {markdown(text)}" for label, text in sheet.facts)
    yield ""
    yield from _block(sheet.opening)
    yield from _table(sheet.columns, sheet.rows)
    yield from _sums(sheet)
    if sheet.plan:
        yield f"**{markdown(sheet.plan.title)}**\n"
        yield from _table(sheet.plan.columns, sheet.plan.rows)
    for title, lines in sheet.notes:
        if title:
            yield f"**{markdown(title)}**\n"
        yield from _block(lines)
    yield from _block(sheet.closing)
    yield from _block(sheet.footer.splitlines())


def _block(lines: Iterable[str]) -> Iterator[str]:
    """Lines that stay lines, and nothing after them."""
    found = [line(text) for text in lines if text]
    if found:
        yield "\\\n".join(found) + "\n"


def line(text: str) -> str:
    """A text at the begin of a line, where signs mean a heading or a list."""
    return _BEGINS.sub(_literal, markdown(text))


def _literal(match: "object") -> str:
    space, sign = match.groups()  # type: ignore[attr-defined]
    return f"{space.strip()}{sign}\\" if sign.isdigit() else f"{space.strip()}\\{sign}"


def _table(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        return
    yield _piped(column.label for column in columns)
    yield "|" + "|".join("---:" if column.right else "---" for column in columns) + "|"
    for row in rows:
        yield _piped(map(_cell, row.cells))
    yield ""


def _cell(cell: Cell) -> str:
    return cell.text + (f"\n{cell.below}" if cell.below else "")


def _piped(texts: Iterable[str]) -> str:
    return "| " + " | ".join(markdown(text) for text in texts) + " |"


def _sums(sheet: Sheet) -> Iterator[str]:
    for one in sheet.sums:
        text = f"{markdown(one.label)}: {markdown(one.cell.text)}"
        yield f"- **{text}**" if one.last else f"- {text}"
    if sheet.capitals:
        yield f"- {markdown(sheet.capitals[0])}: **{markdown(sheet.capitals[1])}**"
    if sheet.sums:
        yield ""

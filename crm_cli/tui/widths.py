"""How the columns of a table share the width of a line."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crm_cli.render.style import cells, cut, pad

GAP = 2
BLOCK = 25  # rows that are measured together
MARK = 1  # cells before the first column
# A third of the width lies between these, and no column that shares it with others is wider.
NARROWEST, WIDEST = 16, 40
GIVING = 3  # a column gives up to one of so many parts of its cells for the last one in sight to be seen whole


class Head(NamedTuple):
    """The head of a column, whether its cells stand to the right, and whether they are seen whole or not at all, as a day is."""

    label: str
    right: bool = False
    whole: bool = False


def widest(natural: Sequence[int], rows: Iterable[Sequence[str]]) -> list[int]:
    """The width that each column needs for these cells too."""
    found = list(natural)
    for row in rows:
        found = list(map(max, found, map(cells, row)))
    return found


def shared(natural: Sequence[int], width: int) -> list[int]:
    """The columns as wide as they need where there is room; what is left over goes to those that are cut."""
    most = max(NARROWEST, min(width // 3, WIDEST))
    found = [min(one, most) for one in natural]
    left = width - wanting(found)
    for at, one in enumerate(natural):
        more = max(0, min(one - found[at], left))
        found[at] += more
        left -= more
    return found if left >= 0 else giving(found, width)


def giving(widths: Sequence[int], width: int) -> list[int]:
    """The widest ones give cells, as far as they can, so that the column which reaches over the edge is seen whole."""
    found, last = list(widths), 0
    while last < len(found) and wanting(found[: last + 1]) <= width:
        last += 1
    least = [one if one <= NARROWEST else one - one // GIVING for one in found[: last + 1]]
    wanted = wanting(found[: last + 1]) - width
    if wanted > sum(found[: last + 1]) - sum(least):
        return found
    for _cell in range(wanted):
        widest = max(range(last + 1), key=lambda at: (found[at] > least[at], found[at]))
        found[widest] -= 1
    return found


def wanting(widths: Sequence[int]) -> int:
    """The cells of a whole line."""
    return MARK + sum(widths) + GAP * max(len(widths) - 1, 0)


def cell(text: str, width: int, left: int, head: Head) -> str:
    """A cell with the gap behind it, where so much is left of the line; half of a number would be another one, and half of a day none."""
    room = min(width, left)
    over = (head.right and room < cells(text)) or (head.whole and left < width)
    told = pad("" if over else cut(text, room), room, "right" if head.right else "left") + " " * GAP
    return told[: len(told) - max(room + GAP - left, 0)]


def line(texts: Sequence[str], heads: Sequence[Head], widths: Sequence[int], width: int) -> str:
    """The cells of a row side by side, as far as there is room."""
    told, left = " " * MARK, width - MARK
    for text, head, one in zip(texts, heads, widths, strict=True):
        told += cell(text, one, left, head)
        left -= min(min(one, left) + GAP, left)
    return told + " " * left

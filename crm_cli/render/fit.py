"""How a table fits a screen: columns in which nothing stands go, headings break into lines, texts are cut, the widest first; a
column for which there is no room at all, those first that yield to others, is named below the table instead. Amounts and numbers of documents stay whole."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crm_cli.i18n import N_, _
from crm_cli.render.encoding import fitted
from crm_cli.render.listing import Column
from crm_cli.render.style import cells, cut, longest, shown, wrapped
from crm_cli.render.view import View

GAP = "  "
_GLADLY = 2  # a column that yields so much goes before the names beside it are cut below twelve cells
_HEADING = 6  # a word of a heading is not cut below this
CUT = frozenset({"text", "longtext", "link", "links", "tags", "choice", "choices", "phones", "email", "emails", "url"})
_TOGETHER = 6  # and three characters of a script without spaces stay together
# What a heading is called where its whole name finds no room, not even in several lines.
SHORT: Mapping[str, str] = {
    N_("Birthdays and festivals"): N_("Wishes"),
    N_("Activities"): N_("Logged"),
    N_("Probability"): N_("Odds"),
    N_("Expected close"): N_("Closes"),
    N_("What is to be done"): N_("To do"),
    N_("Next step"): N_("Next"),
}


class Step(NamedTuple):
    """How far a table may be made narrower: cells that a text keeps at the least, lines of a heading, its short name, cut words."""

    text: int | None
    lines: int
    short: bool = False
    cuts: bool = False


# Each costs the reader more than the one before it.
STEPS = (Step(None, 1), Step(None, 2), Step(None, 3), Step(12, 3), Step(12, 3, short=True), Step(8, 3, short=True), Step(8, 3, short=True, cuts=True))  # fmt: skip


class Laid(NamedTuple):
    """Which columns a table has, how wide, under which headings, which have lines of their own, and the names of those left out."""

    places: list[int]
    widths: list[int]
    heads: list[str]
    below: list[int]
    missing: list[str]

    def heading(self) -> Iterator[list[str]]:
        """The lines of the heading, each with a text for every column; what is shorter stands at the bottom."""
        told = [_broken(head, width) for head, width in zip(self.heads, self.widths, strict=True)]
        lines = max(map(len, told))
        for at in range(lines):
            yield [head[at - lines + len(head)] if at >= lines - len(head) else "" for head in told]


def _broken(head: str, width: int) -> list[str]:
    """A heading in lines of about the same length; a word that is too long is cut."""
    words = " ".join(cut(word, width) if word.isascii() else word for word in head.split())
    lines = wrapped(words, width)
    return wrapped(words, _narrowest(words, len(lines))) if len(lines) > 1 else lines


def laid(columns: Sequence[Column], rows: Sequence[Sequence[str]], view: View) -> Laid:
    """The columns of a table as the screen has room for them; no more is done to them than is needed."""
    values = [max(map(cells, texts)) for texts in zip(*rows, strict=True)]
    places = list(range(len(columns)))
    if _whole(columns, values, places, view) <= view.width:
        return _as_steps_say(columns, values, places, [], STEPS[:1], view)
    places = [place for place in places if values[place]] or places[:1]
    below = [
        place for place in places[1:] if columns[place].below and _whole(columns, values, places, view) > view.width
    ]
    places = [place for place in places if place not in below]
    missing: list[int] = []
    while len(places) > 1:
        leaves = _leaves(columns, places)
        step = STEPS[4] if columns[places[leaves]].yields >= _GLADLY else STEPS[-1]
        if _least(columns, values, places, step, view) <= view.width:
            break
        missing.append(places.pop(leaves))
    found = _as_steps_say(columns, values, places, below, STEPS, view)
    return found._replace(missing=[_label(columns[place], view) for place in sorted(missing)])


def _leaves(columns: Sequence[Column], places: Sequence[int]) -> int:
    """Which column goes next: the one that yields most, the last of several; the first never does."""
    return max(range(1, len(places)), key=lambda at: (columns[places[at]].yields, at))


def too_narrow(columns: Sequence[Column], rows: Sequence[Sequence[str]], view: View) -> bool:
    """Whether a screen has not even room for a table of which all but its numbers is cut."""
    values = [max(map(cells, texts)) for texts in zip(*rows, strict=True)]
    places = [place for place in range(len(columns)) if values[place] and not columns[place].below]
    step = STEPS[-2]
    return (
        _whole(columns, values, places, view) > view.width and _least(columns, values, places, step, view) > view.width
    )


def _as_steps_say(
    columns: Sequence[Column], values: Sequence[int], places: list[int], below: list[int], steps: Sequence[Step], view: View
) -> Laid:  # fmt: skip
    """Widths after as many steps as it takes."""
    widths = [max(values[place], cells(_label(columns[place], view))) for place in places]
    heads: list[str] = []
    for step in steps:
        heads = [_label(columns[place], view, short=step.short) for place in places]
        floors = [_floor(columns[place], values[place], step, view) for place in places]
        _take(widths, floors, sum(widths) + len(GAP) * (len(widths) - 1) - view.width)
        if sum(widths) + len(GAP) * (len(widths) - 1) <= view.width:
            break
    return Laid(places, widths, heads, below, [])


def _take(widths: list[int], floors: Sequence[int], over: int) -> None:
    """Take that many cells from the columns, from the widest first, and of two as wide from the last."""
    while over > 0:
        wide = [(width, place) for place, width in enumerate(widths) if width > floors[place]]
        if not wide:
            return
        widths[max(wide)[1]] -= 1
        over -= 1


def _whole(columns: Sequence[Column], values: Sequence[int], places: Sequence[int], view: View) -> int:
    """How wide the table is with nothing done to it."""
    return _least(columns, values, places, STEPS[0], view)


def _least(columns: Sequence[Column], values: Sequence[int], places: Sequence[int], step: Step, view: View) -> int:
    """How wide it is at the least after a step."""
    floors = [_floor(columns[place], values[place], step, view) for place in places]
    return sum(floors) + len(GAP) * (len(floors) - 1)


def _floor(column: Column, value: int, step: Step, view: View) -> int:
    """How wide a column is at the least after a step."""
    cuts = column.kind in CUT and column.key != "ref" and not column.whole and step.text is not None
    head = _narrowest(_label(column, view, step.short), step.lines)
    return max(min(value, step.text or value) if cuts else value, min(head, _HEADING) if step.cuts else head)


def _narrowest(label: str, lines: int) -> int:
    """The least width in which a heading takes that many lines, none of its words broken."""
    width = max(longest(label), min(cells(label), _TOGETHER)) if lines > 1 else cells(label)
    while len(wrapped(label, width)) > lines:
        width += 1
    return width


def _label(column: Column, view: View, short: bool = False) -> str:
    return fitted(shown(_(SHORT.get(column.label, column.label) if short else column.label)), view.encoding)

"""A panel: a title and lines under it, drawn line by line; each line may lead somewhere."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm_cli.render.style import cells, cut, pad, shown

GAP = 2
LEAST = 12  # cells that the cell which grows has, before another one gives way to it
NEAR = 5  # lines from the last one that is read, where more are read


class Fit(NamedTuple):
    """How a cell takes its share of a line: at the right or not, all that is left or as much as it needs, but no more than ``most``.
    Where there is no room the one of the highest ``rank`` gives way first; one of no rank stays. What grows has ``least`` before another gives way to it."""

    right: bool = False
    grows: bool = False
    rank: int = 0
    most: int = 16
    least: int = LEAST


class Line(NamedTuple):
    """A line: its cells, the ref of what it is about, how it looks, and the address it leads to where it is no record."""

    cells: Sequence[str]
    ref: str = ""
    look: str = ""
    link: str = ""


class Panel(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines under a title. ``more`` gives the lines with further ones, as long as there are any."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "panel--title", "panel--chosen", "panel--here", "panel--quiet", "panel--good", "panel--warn", "panel--bad", "panel--strong",
    }  # fmt: skip
    DEFAULT_CSS = """
    Panel {
        background: $background;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        overflow-x: hidden;
        .panel--title { background: $panel; text-style: bold; }
        .panel--chosen { background: $primary 60%; text-style: bold; }
        .panel--here { background: $primary 30%; }
        .panel--quiet { color: $text-muted; }
        .panel--good { color: $text-success; }
        .panel--warn { color: $text-warning; }
        .panel--bad { color: $text-error; }
        .panel--strong { text-style: bold; }
    }
    """

    class Opened(Message):
        """What the line leads to shall be opened."""

    class Looked(Message):
        """Another line is looked at."""

        def __init__(self, panel: "Panel") -> None:
            super().__init__()
            self.panel = panel

    class Left(Message):
        """The cursor goes on to the panel below (1) or above (-1)."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, name: str, fits: Sequence[Fit]) -> None:
        super().__init__(id=name)
        self.fits, self.title = fits, ""
        self.asides: Sequence[str] = ()
        self.lines: Sequence[Line] = ()
        self.more: Callable[[], Sequence[Line]] | None = None
        self.heads: Sequence[str] = ()
        self.at = 0
        self.widths: list[int] = []
        self.shared = 0  # the width that they share

    def fill(
        self,
        title: str,
        asides: Sequence[str],
        lines: Sequence[Line],
        more: Callable[[], Sequence[Line]] | None = None,
        heads: Sequence[str] = (),
    ) -> None:
        """Show other lines; the cursor stays with what it was at, where that is still there. Of the ``asides`` the first one that has room stands at the right;
        ``heads`` stand over their cells instead, those of the first cells are empty, since the title stands there."""
        here = self.line
        lines = clean(lines)
        self.title, self.lines, self.more, self.heads = shown(title), lines, more, [shown(one) for one in heads]
        self.asides = [shown(one) for one in asides]
        same = (at for at, line in enumerate(lines) if here and here.ref and line.ref == here.ref)
        at = self.at if self.line and here and self.line.ref == here.ref else next(same, self.at)
        self.at = max(0, min(at, len(lines) - 1))
        self.measure()

    def measure(self) -> None:
        """Tell how much there is to scroll, and share the width."""
        self.virtual_size = Size(max(self.size.width, 1), len(self.lines) + 1)
        self.share_width()
        self.refresh()

    def share_width(self) -> None:
        """Share the width among the cells."""
        self.shared = self.size.width
        room = max(self.shared - 2, 1)
        heads = (
            [self.title, *self.heads[1:]] if self.heads[1:] and self.heads[1] else self.heads
        )  # it has that room alone
        self.widths = widths(self.fits, [line.cells for line in self.lines], room, heads)

    def on_resize(self) -> None:
        """Share the other width."""
        self.measure()

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self.lines[self.at] if 0 <= self.at < len(self.lines) else None

    def look(self, at: int) -> None:
        """Move the cursor; past either end it goes to the panel beyond."""
        if at >= len(self.lines) - NEAR and self.more:
            before, self.lines = len(self.lines), clean(self.more())
            if len(self.lines) <= before:
                self.more = None
            self.measure()
        if not 0 <= at < len(self.lines):
            self.post_message(self.Left(1 if at > 0 else -1))
        before, self.at = self.at, max(0, min(at, len(self.lines) - 1))
        self.show_line()
        if before != self.at:
            self.post_message(self.Looked(self))

    def show_line(self) -> None:
        """Scroll to the line under the cursor, which the title must not hide."""
        self.scroll_to_region(Region(0, self.at, 1, 2), animate=False, force=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The title, or a line of what is seen."""
        width = self.size.width
        if width != self.shared:  # drawn before the panel was told of its width
            self.share_width()
        if y == 0:
            return self._titled(width)
        at = y - 1 + round(self.scroll_offset.y)
        if at >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        line = self.lines[at]
        here = at == self.at and self.has_focus
        style = self.get_component_rich_style("panel--here") if here else self.rich_style
        if line.look:
            style = style + self.get_component_rich_style(f"panel--{line.look}", partial=True)
        return Strip([Segment(" " + drawn(line.cells, self.fits, self.widths), style)]).adjust_cell_length(width, style)

    def _titled(self, width: int) -> Strip:
        style = self.get_component_rich_style("panel--chosen" if self.has_focus else "panel--title")
        room = max(width - 2, 1)
        if self.heads:
            over = drawn(self.heads, self.fits, self.widths)
            before = len(over) - len(over.lstrip())
            text = pad(cut(self.title, max(before - GAP, 0)), before) + over.lstrip()
            return Strip([Segment(f" {text} ", style)]).adjust_cell_length(width, style)
        left = room - cells(self.title) - GAP
        aside = next((one for one in map(self.seen_of, self.asides) if cells(one) <= left), "")
        title = pad(cut(self.title, room), room - cells(aside))
        return Strip([Segment(f" {title}{aside} ", style)]).adjust_cell_length(width, style)

    def seen_of(self, aside: str) -> str:
        """Where it is how many there are and not all are in sight, which ones are: ``1-2 / 5``."""
        first, seen = round(self.scroll_offset.y), self.size.height - 1
        if aside != str(len(self.lines)) or len(self.lines) <= seen or seen < 1:
            return aside
        return f"{first + 1}-{first + seen} / {aside}" if seen > 1 else f"{first + 1} / {aside}"

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide it."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Look at the line under the mouse; two clicks open it."""
        at = event.y - 1 + round(self.scroll_offset.y)
        if event.y and at < len(self.lines):
            self.look(at)
            if event.chain == 2:
                self.post_message(self.Opened())


def clean(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with nothing hidden in them."""
    return [line._replace(cells=[shown(text) for text in line.cells]) for line in lines]


def widths(fits: Sequence[Fit], rows: Sequence[Sequence[str]], room: int, heads: Sequence[str] = ()) -> list[int]:
    """The cells of each column: as many as it needs, the one that grows all that is left; a column there is no room for, or with nothing under its head, has none."""
    wide = [min(max((cells(row[at]) for row in rows), default=0), fit.most) for at, fit in enumerate(fits)]
    wide = [max(one, cells(head)) if one else 0 for one, head in zip(wide, heads or [""] * len(wide), strict=True)]
    grows = [at for at, fit in enumerate(fits) if fit.grows]
    needed = [max((cells(row[at]) for row in rows), default=0) for at in grows]
    for at, need in zip(grows, needed, strict=True):
        wide[at] = min(need, fits[at].least)
    for at in sorted((at for at, fit in enumerate(fits) if fit.rank), key=lambda at: -fits[at].rank):
        if _taken(wide) > room:
            wide[at] = 0
    left = room - _taken(wide)
    for at, need in zip(grows, needed, strict=True):
        wide[at] = max(min(need, wide[at] + left), 0)
        left = room - _taken(wide)
    if grows and left > 0:
        wide[grows[-1]] += left if wide[grows[-1]] else 0
    return wide


def _taken(wide: Sequence[int]) -> int:
    return sum(wide) + GAP * (sum(map(bool, wide)) - 1)


def drawn(texts: Sequence[str], fits: Sequence[Fit], wide: Sequence[int]) -> str:
    """A line of cells, one beside the other."""
    told = zip(texts, fits, wide, strict=True)
    return (" " * GAP).join(
        pad(cut(text, width), width, "right" if fit.right else "left") for text, fit, width in told if width
    )


def share(wants: Sequence[int], room: int, favoured: int | None) -> list[int]:
    """The lines that each of several panels has, one under the other: its title, the favoured one all it wants, the others alike."""
    taken = [1] * len(wants)
    left = room - len(wants)
    if favoured is not None:
        more = max(min(wants[favoured] - 1, left), 0)
        taken[favoured] += more
        left -= more
    while left > 0 and any(has < want for has, want in zip(taken, wants, strict=True)):
        for at, want in enumerate(wants):
            if left > 0 and taken[at] < want:
                taken[at] += 1
                left -= 1
    return taken

"""A page of panels beside and under each other, each with lines that lead somewhere."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Resize
from textual.widgets import Static

from crm_cli.i18n import _
from crm_cli.render.style import cut, shown
from crm_cli.tui.app import Page
from crm_cli.tui.widgets.bars import Foot, Head
from crm_cli.tui.widgets.panel import Fit, Line, Panel, share

WIDE = 160  # cells from which there are three columns
LOW = 14  # lines under which there is only room for the panels


class Filled(NamedTuple):
    """What a panel shows: its title, its lines, what may stand at the right, the longest first, and what gives them with further ones where there are more."""

    title: str
    lines: Sequence[Line]
    asides: Sequence[str] = ()
    more: Callable[[], Sequence[Line]] | None = None
    heads: Sequence[str] = ()  # over the cells


class Place(NamedTuple):
    """A panel of a page: its name, its cells, in which column it stands (0, 1 or 2) and what fills it."""

    name: str
    fits: Sequence[Fit]
    side: int
    fill: Callable[[], Filled]
    stays: bool = False  # be it empty


class Panels(Page):
    """A page that is laid out in panels."""

    CSS = """
    #about { height: auto; padding: 0 1; background: $surface; }
    #panels { height: 1fr; }
    Panel { position: absolute; }
    """
    left_cells = 0.36  # of the width, for the first of two columns
    narrow = 0  # cells up to which there is one column

    def __init__(self) -> None:
        super().__init__()
        self.places: Sequence[Place] = ()
        self.wide = self.high = 0

    # -- what is shown

    def compose(self) -> ComposeResult:
        """Head, what matters most, panels, keys."""
        yield Head()
        yield Static(id="about", markup=False)
        yield Container(id="panels")
        yield Foot(self.where)

    def on_resize(self, event: Resize) -> None:
        """Share the room, and read what is wrapped by the width."""
        if (self.wide, self.high) != event.size:
            self.wide, self.high = event.size
            self.tried(self.read)

    def lay_out(self, places: Sequence[Place]) -> None:
        """Have these panels; those with nothing in them are not seen."""
        self.places = places
        room = self.query_one("#panels", Container)
        for one in self.places:
            if not room.query(f"#{one.name}"):
                room.mount(Panel(one.name, one.fits))
        names = {one.name for one in self.places}
        for panel in self.query(Panel):
            if panel.id not in names:
                panel.remove()
        self.call_after_refresh(self.tried, self.put)

    def applies(self, action: str) -> bool:  # noqa: ARG002 - a page whose keys depend on what it shows says which
        """Whether a key of the screen can do something now; the footer leaves the others out."""
        return True

    def write_top(self, heading: str, beside: str, about: Sequence[str]) -> None:
        """What stands at the top, at its right, and under it."""
        self.query_one(Head).say(heading, beside)
        lines = [cut(shown(line), max(self.wide - 2, 1)) for line in about]
        place = self.query_one("#about", Static)
        place.display = bool(lines) and self.high >= LOW
        place.update(Text("\n".join(lines), no_wrap=True))

    def put(self) -> None:
        """Fill the panels, and lay them."""
        for place in self.places:
            for panel in self.query(f"#{place.name}").results(Panel):
                found = self.filled(place)
                panel.fill(_(found.title), found.asides, found.lines, found.more, [_(head) for head in found.heads])
                panel.display = bool(found.lines) or place.stays
        panels = self.panels
        if panels and not any(panel.has_focus for panel in panels):
            panels[0].focus()
        self.lay()
        for foot in self.query(Foot):
            foot.refresh()

    def filled(self, place: Place) -> Filled:
        """What a panel shows."""
        return place.fill()

    @property
    def panels(self) -> list[Panel]:
        """The panels that are seen, in their order."""
        order = [one.name for one in self.places]
        return sorted(
            (one for one in self.query(Panel) if one.display and one.id in order), key=lambda p: order.index(str(p.id))
        )

    @property
    def panel(self) -> Panel | None:
        """The panel with the cursor."""
        return next((one for one in self.panels if one.has_focus), None)

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self.panel.line if self.panel else None

    # -- where the panels stand

    def columns(self) -> list[list[Panel]]:
        """The panels of each column; on a narrow screen the third one stands under the second, on one that is narrow for the page all in one."""
        sides = {one.name: one.side for one in self.places}
        last = 2 if self.wide >= WIDE else 1 if self.wide > self.narrow else 0
        found: list[list[Panel]] = [[], [], []]
        for panel in self.panels:
            found[min(sides[str(panel.id)], last)].append(panel)
        return [some for some in found if some]

    def lay(self) -> None:
        """Give each panel its place: its column its share of the width, itself its share of the lines."""
        columns = self.columns()
        size = self.query_one("#panels").size
        if not columns or not size.height:
            return
        left = 0
        for some, width in zip(columns, self.shares(len(columns), size.width), strict=True):
            here = next((at for at, one in enumerate(some) if one.has_focus), None)
            top = 0
            for panel, height in zip(some, share([len(one.lines) + 1 for one in some], size.height, here), strict=True):
                panel.styles.offset = (left, top)
                panel.styles.width, panel.styles.height = width - (some is not columns[-1]), height
                top += height
            left += width

    def shares(self, count: int, room: int) -> list[int]:
        """The width of each column."""
        parts = {1: (), 2: (self.left_cells,), 3: (0.28, 0.42)}[count]
        wide = [round(room * part) for part in parts]
        return [*wide, room - sum(wide)]

    def on_descendant_focus(self) -> None:
        """The panel one looks at has the room it needs."""
        self.lay()
        if self.panel:
            self.call_after_refresh(self.panel.show_line)

    # -- moving about

    def action_line(self, by: int) -> None:
        """Look at the line below or above."""
        if self.panel:
            self.panel.look(self.panel.at + by)

    def action_page(self, by: int) -> None:
        """Look a screen further."""
        if panel := self.panel:
            at = panel.at + by * max(panel.size.height - 2, 1)
            panel.look(max(0, min(at, len(panel.lines) - 1)))

    def action_end(self, by: int) -> None:
        """Look at the first line of the panel, or the last."""
        if panel := self.panel:
            panel.look(by * max(len(panel.lines) - 1, 0))

    def action_panel(self, by: int) -> None:
        """Look at the next panel."""
        panels = self.panels
        if panels:
            at = panels.index(self.panel) + by if self.panel else 0
            panels[at % len(panels)].focus()

    def action_column(self, by: int) -> None:
        """Look at the column beside."""
        columns = self.columns()
        at = next((at for at, some in enumerate(columns) if self.panel in some), 0) + by
        if 0 <= at < len(columns):
            columns[at][0].focus()

    def on_panel_left(self, event: Panel.Left) -> None:
        """From the end of a panel on to the one below it, from its beginning to the one above."""
        some = next((some for some in self.columns() if self.panel in some), [])
        if self.panel and 0 <= (at := some.index(self.panel) + event.by) < len(some):
            some[at].at = 0 if event.by > 0 else max(len(some[at].lines) - 1, 0)
            some[at].focus()

"""Charts of the deals: the funnel, the forecast and the pipeline over time; each bar leads to its deals."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static
from textual.worker import get_current_worker

from crm_cli.errors import CrmError
from crm_cli.i18n import _
from crm_cli.insight.board import lines_of
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.render.style import cut, shown
from crm_cli.tui import keys
from crm_cli.tui.apart import apart
from crm_cli.tui.screens.drawn import CHARTS, Drawing, Wanted
from crm_cli.tui.screens.filtered import WHOSE, Filtered
from crm_cli.tui.widgets.bars import Foot, Head
from crm_cli.tui.widgets.chart import SIGNS, Bars


class Charts(Filtered):
    """One of the charts."""

    where = "chart"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("chart")
    CSS = """
    Charts #legend { height: 2; padding: 0 1; color: $text-muted; }
    Charts Bars { height: 1fr; margin: 0 1; }
    Charts #about { height: 2; background: $panel; padding: 0 1; }
    """

    def __init__(self, kind: str = "funnel", tokens: Sequence[str] = (), pipeline: Pipeline | None = None) -> None:
        super().__init__()
        self.kind, self.tokens, self.pipeline = kind, list(tokens), pipeline
        self.unit, self.by = CHARTS[kind].units[0], 0
        self.drawing: Drawing | None = None

    def compose(self) -> ComposeResult:
        """Head, what the signs are, bars, what is told of one, keys."""
        yield Head()
        yield Static(id="legend", markup=False)
        yield Bars()
        yield Static(id="about", markup=False)
        yield Foot("chart")

    def on_mount(self) -> None:
        """Read the chart."""
        self.bars.focus()
        self.tried(self.read)

    @property
    def bars(self) -> Bars:
        """The bars."""
        return self.query_one(Bars)

    def read(self) -> None:
        """Have it read in a thread; what was asked before is not waited for."""
        chart = CHARTS[self.kind]
        if chart.one and self.pipeline is None:
            self.pipeline = next(iter(lines_of(self.crm)), None)
        wanted = Wanted(self.asked(), self.pipeline, self.unit, self.by)
        self.title_line()
        self.run_worker(lambda: self.reading(wanted), thread=True, exclusive=True)

    def reading(self, wanted: Wanted) -> None:
        """In the thread: read it from a base of its own."""
        worker, desk = get_current_worker(), self.desk
        try:
            with apart(desk.run_of) as crm:
                found = CHARTS[self.kind].draw(crm, wanted)
        except CrmError as error:
            desk.call_from_thread(desk.refuse, error)
            return
        if not worker.is_cancelled:
            desk.call_from_thread(self.show, found)

    def show(self, found: Drawing) -> None:
        """Show what was read."""
        self.drawing = found
        self.bars.show(found.bars, found.heads)
        self.title_line()
        self.legend()

    def legend(self) -> None:
        """What the signs are, and the sums."""
        found = self.drawing
        if found is None:
            return
        signs = "   ".join(f"{sign} {part}" for sign, part in zip(SIGNS, found.parts, strict=False))
        width = max(self.size.width - 2, 1)
        self.query_one("#legend", Static).update(
            Text(f"{cut(signs, width)}\n{cut(shown(found.note), width)}", no_wrap=True), layout=False
        )

    def title_line(self) -> None:
        """Which chart, of which pipeline, whose, of when."""
        parts = [
            _(CHARTS[self.kind].title),
            shown(self.pipeline.name) if self.pipeline else _("all pipelines"),
            _(WHOSE[self.whose]),
            shown(" ".join(self.tokens)),
        ]
        span = self.drawing.span if self.drawing else _("reading")
        self.query_one(Head).say(" · ".join(filter(None, parts)), span)

    def on_bars_looked(self) -> None:
        """Say more of the bar."""
        bar, width = self.bars.bar, max(self.size.width - 2, 1)
        lines = (
            [f"{bar.label}: {bar.about}"] if bar else [_("no deals are found: f changes the filter, w whose they are")]
        )
        self.query_one("#about", Static).update(Text(cut(shown("".join(lines)), width * 2)), layout=False)

    def on_resize(self) -> None:
        """As wide as there is room."""
        self.legend()

    def on_bars_opened(self) -> None:
        """The bar was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Show the deals of the bar."""
        if (bar := self.bars.bar) and bar.finds:
            self.desk.enter("opp", "opp", bar.finds)

    def action_bar(self, by: int) -> None:
        """Look at the bar below or above."""
        self.bars.look(self.bars.at + by)

    def action_end(self, by: int) -> None:
        """Look at the first or the last bar."""
        self.bars.look(by * len(self.bars.bars))

    def action_span(self, by: int) -> None:
        """The span of time before or after; from all of it to this quarter."""
        if not self.unit:
            self.unit = "quarter"
        else:
            self.by = min(self.by + by, 0) if self.kind == "trend" else self.by + by
        self.tried(self.read)

    def action_unit(self) -> None:
        """All, a month, a quarter, a year; over time by month or by week."""
        units = CHARTS[self.kind].units
        self.unit, self.by = units[(units.index(self.unit) + 1) % len(units)], 0
        self.tried(self.read)

    def action_pipeline(self) -> None:
        """The next pipeline, or all of them where the chart can show that."""
        every = [*([] if CHARTS[self.kind].one else [None]), *lines_of(self.crm)]
        at = next((at for at, one in enumerate(every) if one and self.pipeline and one.id == self.pipeline.id), 0)
        if every:
            self.pipeline = every[(at + 1) % len(every)]
            self.tried(self.read)

    def action_chart(self) -> None:
        """The next chart, of the same deals."""
        names = list(CHARTS)
        self.kind = names[(names.index(self.kind) + 1) % len(names)]
        self.unit, self.by, self.drawing = CHARTS[self.kind].units[0], 0, None
        self.tried(self.read)

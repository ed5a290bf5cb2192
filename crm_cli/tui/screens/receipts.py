"""When the money will come, month by month as bars: as each client usually pays, drafts that mature, what is retained; each leads to its invoices."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from crm_cli.i18n import _, language
from crm_cli.insight import board, receivables
from crm_cli.insight.receivables import LATE, Month
from crm_cli.records.near import last_day
from crm_cli.records.numbers import format_money
from crm_cli.render.style import cut, shown
from crm_cli.tui import keys
from crm_cli.tui.screens.of_invoices import OfInvoices
from crm_cli.tui.widgets.bars import Foot, Head
from crm_cli.tui.widgets.chart import SIGNS, Bar, Bars
from crm_cli.workspace import Workspace


class Receipts(OfInvoices):
    """The bars, and what is told of one."""

    where = "receipts"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("receipts")
    CSS = """
    Receipts #legend { height: 1; padding: 0 1; color: $text-muted; }
    Receipts Bars { height: 1fr; margin: 0 1; }
    Receipts #about { height: 2; background: $panel; padding: 0 1; }
    """
    found: Sequence[Month] = ()

    def compose(self) -> ComposeResult:
        """Head, what the signs are, bars, what is told of one, keys."""
        yield Head()
        yield Static(id="legend", markup=False)
        yield Bars()
        yield Static(id="about", markup=False)
        yield Foot("receipts")

    def on_mount(self) -> None:
        """Read the months."""
        self.bars.focus()
        self.tried(self.read)

    @property
    def bars(self) -> Bars:
        """The bars."""
        return self.query_one(Bars)

    def look_up(self, crm: Workspace) -> list[Month]:
        """The months."""
        return receivables.forecast(crm, self.asked())

    def show(self, found: Sequence[Month]) -> None:
        """A bar for each month and currency."""
        self.found = found
        several = len({one.currency for one in found}) > 1
        heads = (_("as agreed"), _("as usual"), _("drafts"), _("retained"))
        self.bars.show([self.bar(one, several) for one in found], heads)
        self.query_one(Head).say(" · ".join((_("Money to come"), self.told())))
        parts = zip(
            SIGNS, (_("likely, as they usually pay"), _("drafts that mature"), _("retained until then")), strict=True
        )
        signs = "   ".join(f"{sign} {part}" for sign, part in parts)
        self.query_one("#legend", Static).update(
            Text(cut(signs, max(self.size.width - 2, 1)), no_wrap=True), layout=False
        )

    def bar(self, one: Month, several: bool) -> Bar:
        """A month."""
        name = {LATE: _("should have come"), "": _("no day known")}.get(one.month, one.month)
        amounts = (one.due, one.likely, one.drafts, one.retained)
        told = [format_money(amount, one.currency, language()) if amount else "" for amount in amounts]
        about = _("as agreed {due}, likely {likely}, drafts {drafts}, retained {retained}").format(
            due=told[0] or "-", likely=told[1] or "-", drafts=told[2] or "-", retained=told[3] or "-"
        )
        return Bar(name + (f" {one.currency}" if several else ""), told, amounts[1:], about, self.finds(one))

    def finds(self, one: Month) -> list[str]:
        """The words that find the invoices of a month, by what was agreed."""
        words = ["left>0", "reverses=none", "due=none", f"currency={one.currency}"]
        if one.month == LATE:
            words[2] = "status=overdue"
        elif one.month:
            first = date.fromisoformat(f"{one.month}-01")
            words[2] = f"due={max(first, self.crm.clock.today())}..{last_day(first, 'month')}"
        found = self.asked()
        for word in words:
            found = board.narrowed(found, word)
        return found

    def on_bars_looked(self) -> None:
        """Say more of the bar."""
        bar, width = self.bars.bar, max(self.size.width - 2, 1)
        said = f"{bar.label}: {bar.about}" if bar else _("nothing is owed")
        self.query_one("#about", Static).update(Text(cut(shown(said), width * 2)), layout=False)

    def on_resize(self) -> None:
        """As wide as there is room."""
        if self.found:
            self.show(self.found)

    def on_bars_opened(self) -> None:
        """The bar was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Show the invoices of the bar."""
        if (bar := self.bars.bar) and bar.finds:
            self.desk.enter("invoice", "invoice", bar.finds)

    def action_bar(self, by: int) -> None:
        """Look at the bar below or above."""
        self.bars.look(self.bars.at + by)

    def action_end(self, by: int) -> None:
        """Look at the first bar, or the last."""
        self.bars.look(by * len(self.bars.bars))

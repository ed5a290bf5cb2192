"""One quote on one page: its lines with their prices, what the client was told before, its versions, and its way to the order."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from crm_cli.errors import CrmError
from crm_cli.i18n import language
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import approvals, documents, quotes, versions
from crm_cli.telling.quotes import titled
from crm_cli.tui import keys
from crm_cli.tui.among import Among
from crm_cli.tui.screens import quote_parts as parts
from crm_cli.tui.screens.panels import Filled, Place
from crm_cli.tui.screens.quote_judged import FEW, WAITING, Judged, in_thread, judged
from crm_cli.tui.screens.quote_way import Way
from crm_cli.tui.widgets.panel import Fit, Panel
from crm_cli.workspace import Mark

PLAIN, GROWS, RIGHT = Fit(), Fit(grows=True), Fit(right=True, most=18)
LINES = (Fit(most=1), Fit(right=True), GROWS, Fit(right=True, most=14), Fit(right=True, rank=2, most=20), Fit(right=True, rank=1), Fit(right=True, rank=3), RIGHT)  # fmt: skip
OF_THE_LINE = ("books", "before")
"""What is told of the line that is looked at."""
# What can be done with a quote of each status, by the keys that do it; the others say why not.
POSSIBLE: dict[str, Sequence[str]] = {
    "draft": ("add", "edit", "submit", "send", "print"),
    "submitted": ("approve", "refuse", "print"),
    "approved": ("send", "print"),
    "sent": ("accept", "reject", "revise", "print"),
    "accepted": ("order", "print"),
    "rejected": ("revise",),
    "expired": ("revise",),
    "superseded": (),
}


OF_A_LINE = {"remove": "edit", "move(-1)": "edit"}
"""What is done with a line can be done where it can be changed."""
BY_STATUS = frozenset(action for some in POSSIBLE.values() for action in some)


class QuotePage(Way):
    """A quote with all there is about it."""

    where = "quote"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("quote")
    left_cells = 0.58
    narrow = 110

    def __init__(self, ref: str, among: Among | None = None, *, adding: bool = False) -> None:
        super().__init__(ref, among)
        self.adding = adding
        self.of: list[QuoteLine] = []
        self.now: Sequence[str] = ()  # what can be done with it now
        self.judged = Judged()
        self.asked: tuple[str, Mark, str] | None = None  # of which quote, how the base then was, and in which language
        self.against: str | None = None  # the id of the version it is compared with

    def look_up(self) -> Quote:
        """The quote."""
        return self.crm.get(Quote, self.ref)

    def heading(self, record: Quote) -> str:
        """``Q7 QT-2026-0041 v2 · 清华同方``."""
        return f"{titled(record).strip()} · {self.crm.by_id(Client, record.client).name}"

    def about(self, record: Quote) -> Sequence[str]:
        """Whose it is, how far it is, and what can be done now."""
        known = {key.action: key for key in keys.of(self.where)}
        self.now = [action for action in POSSIBLE[quotes.status(self.crm, record)] if self.possible(record, action)]
        return parts.about(record, keys.told(known[action] for action in self.now))

    def possible(self, record: Quote, action: str) -> bool:
        """Whether what the status allows can be done: by me, and not a second time."""
        if action == "order":
            return self.crm.is_empty("order") or not self.crm.where(Order, quote=record.id, cancelled=None)
        if action in ("approve", "refuse"):
            with suppress(CrmError):  # whose own it is, or who approves nothing
                return bool(approvals.must_answer(self.crm, record, refusing=True))
            return False
        return True

    def applies(self, action: str) -> bool:
        """What the status of the quote forbids is not in the footer."""
        if action in OF_A_LINE and not self.of:
            return False
        needed = OF_A_LINE.get(action, action)
        return needed not in BY_STATUS or needed in self.now

    def parts(self, record: Quote) -> Sequence[Place]:
        """The lines, what they come to, what is to be minded, the prices, the terms, and what became of it."""
        self.of = documents.lines_of(self.crm, record)
        self.judge(record)
        room = max(self.wide - 4 if self.wide <= self.narrow else round(self.wide * (1 - self.left_cells)) - 4, 20)
        compared = self.crm.by_id(Quote, self.against) if self.against else versions.before(self.crm, record)
        filled: Sequence[tuple[str, Sequence[Fit], int, Callable[[], Filled]]] = (
            ("lines", LINES, 0, lambda: parts.lines(record, self.of, self.judged.signs)),
            ("totals", (GROWS, RIGHT), 0, lambda: parts.totals(record, self.of, self.judged.standing)),
            ("remarks", (GROWS,), 1, lambda: parts.remarks(self.judged.said, room)),
            ("books", (Fit(right=True), Fit(most=24), GROWS), 1, lambda: parts.books(record, self.here)),
            ("before", (PLAIN, GROWS, RIGHT, Fit(rank=1), Fit(rank=2), Fit(rank=3)), 1, lambda: parts.before(record, self.here)),
            ("terms", (Fit(most=18), GROWS), 0, partial(parts.terms, record)),
            ("versions", (PLAIN, PLAIN, GROWS, Fit(rank=1), RIGHT), 1, partial(parts.same_number, record)),
            ("changes", (GROWS, Fit(right=True, most=40)), 1, partial(parts.changes, record, compared)),
            ("approvals", (PLAIN, Fit(rank=2, most=28), Fit(rank=1), GROWS), 1, partial(parts.asked, record)),
            ("orders", (PLAIN, GROWS, RIGHT), 1, partial(parts.orders, record)),
        )  # fmt: skip
        return [Place(*one, stays=one[0] == "lines") for one in filled]

    def judge(self, record: Quote) -> None:
        """Look at the prices: of a few lines at once, of many meanwhile."""
        if len(self.of) <= FEW:
            self.judged = judged(record, self.of)
            return
        asked = (record.id, self.crm.mark(), language())
        if asked == self.asked:
            return
        self.judged = self.judged if self.asked and self.asked[0] == record.id else WAITING
        self.asked, lines = asked, self.of

        def found(what: Judged) -> None:
            if self.asked == asked:
                self.judged = what
                self.tried(self.put)

        in_thread(self, self.desk.run_of, lambda: judged(record, lines), found)

    def put(self) -> None:
        """Fill the panels; a new quote begins with its first line."""
        super().put()
        if self.adding:
            self.adding = False
            self.action_add()

    # -- the line that is looked at

    @property
    def here(self) -> QuoteLine | None:
        """The line under the cursor of the lines, wherever one looks."""
        line = next((panel.line for panel in self.query("#lines").results(Panel)), None)
        return next((one for one in self.of if line and one.ref == line.ref), None)

    def on_panel_looked(self, event: Panel.Looked) -> None:
        """Another line has other prices."""
        if event.panel.id == "lines":
            self.call_later(self.tried, self.put_prices)

    def put_prices(self) -> None:
        """Tell of the line that is looked at what it costs, and what it cost before."""
        for place in self.places:
            if place.name in OF_THE_LINE:
                found, panel = self.filled(place), self.query_one(f"#{place.name}", Panel)
                panel.fill(found.title, found.asides, found.lines)
                panel.display = bool(found.lines)
        self.lay()

    # -- versions

    def action_compare(self) -> None:
        """Say what is different from the version that is looked at; again, from the one it revises."""
        line = self.line
        try:
            other = self.crm.get(Quote, line.ref) if line and self.panel and self.panel.id == "versions" else None
        except CrmError as error:
            self.desk.refuse(error)
            return
        self.against = other.id if other and other.ref != self.ref else None
        self.tried(self.read)

    def action_fields(self) -> None:
        """All its fields, and what was done to it."""
        from crm_cli.tui.screens.record import RecordPage  # only when it is asked for

        self.app.push_screen(RecordPage(self.ref))

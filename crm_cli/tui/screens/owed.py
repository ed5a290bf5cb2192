"""What one client owes: its open invoices, what is ordered and not billed, what it has to its credit, and how it pays."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from crm_cli.i18n import N_, _, language, ngettext
from crm_cli.insight import receivables
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoices import STATUSES
from crm_cli.records.nouns.orders import STATUSES as ORDERED
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import METHODS
from crm_cli.records.numbers import format_money
from crm_cli.sales import credit, plans, progress
from crm_cli.tui import keys
from crm_cli.tui.screens.billing import Billing
from crm_cli.tui.screens.panels import Filled, Place
from crm_cli.tui.widgets.panel import Fit, Line

PLAIN, GROWS, RIGHT = Fit(), Fit(grows=True), Fit(right=True)
NUMBER = Fit(most=18)
LATEST = 20  # orders that are read at first
BILLABLE = "status=open,part,delivered"  # what is billed in whole has another one
OPEN = (
    NUMBER,
    GROWS,
    Fit(rank=2),
    PLAIN,
    RIGHT,
    Fit(right=True, rank=1),
    RIGHT,
    Fit(right=True, rank=3),
    Fit(right=True, rank=4),
)


class Owed(Billing[Client]):
    """A client's money."""

    where = "owed"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("owed")
    narrow = 1000  # one column on any screen

    def look_up(self) -> Client:
        """The client."""
        return self.crm.get(Client, self.ref)

    def heading(self, record: Client) -> str:
        """``科锐配电  C12 · 应收``."""
        screen = _("Receivables")
        return f"{record.name}  {record.ref} · {screen}"

    def about(self, record: Client) -> Sequence[str]:
        """What it owes in all, how much of its limit that is, and how it pays."""
        found = credit.exposure(self.crm, record)
        said = [_("owes {total}: invoices {invoices}, ordered and not billed {orders}, in advance {ahead}").format(
            total=_money(found.total, found.currency), invoices=_money(found.invoices, found.currency),
            orders=_money(found.orders, found.currency), ahead=_money(found.ahead, found.currency),
        )]  # fmt: skip
        if found.limit is not None:
            said.append(
                _("limit {limit}, {used} used").format(
                    limit=_money(found.limit, found.currency), used=f"{(found.used or 0) // 100} %"
                )
            )
        return [*said, *self.habits(record)]

    def habits(self, record: Client) -> Iterator[str]:
        """How late it usually pays."""
        for one in credit.habits(self.crm, record.id):
            days = round(abs(one.late))
            late = (
                ngettext("{n} day late", "{n} days late", days)
                if one.late > 0
                else ngettext("{n} day early", "{n} days early", days)
            )
            yield _("pays {late}, {share} in time, last on {day}").format(
                late=late.format(n=days) if days else _("in time"), share=f"{one.in_time // 100} %", day=one.last or "-"
            )

    def parts(self, record: Client) -> Sequence[Place]:
        """Its open invoices first."""
        return [
            Place("open", OPEN, 0, partial(self.open, record), True),
            Place("orders", (NUMBER, GROWS, PLAIN, RIGHT), 0, partial(self.orders, record)),
            Place("spare", (PLAIN, PLAIN, GROWS, RIGHT), 0, partial(self.spare, record)),
        ]

    def open(self, record: Client) -> Filled:
        """What is not paid, the first due first."""
        heads = (
            "",
            N_("Status"),
            N_("Date"),
            N_("Due"),
            N_("days late"),
            N_("Total"),
            N_("to pay"),
            N_("drafts"),
            N_("retained"),
        )
        shown = [
            Line(
                (
                    one.number or one.ref, _(STATUSES[one.status]), one.date or "", one.due or "", str(one.days) if one.late else "",
                    _money(one.total, one.currency), _money(one.left, one.currency), _some(one.covered, one.currency), _some(one.held, one.currency),
                ),
                one.ref,
                "bad" if one.late else "",
            )
            for one in receivables.open_invoices(self.crm, [f"client={record.ref}"])
        ]  # fmt: skip
        return Filled(N_("Unpaid"), shown, (), None, heads if shown else ())

    def orders(self, record: Client) -> Filled:
        """What is ordered and not billed, the latest first; all of it once somebody goes through it."""
        table = self.crm.table("order", ("ref", "status"), [f"client={record.ref}", BILLABLE], sort="-date")
        told = list(table.rows)

        def read(some: Sequence[Sequence[str]]) -> list[Line]:
            return [line for ref, status in some for line in self.ordered(ref, status)]

        more = (lambda: read(told)) if len(told) > LATEST else None
        return Filled(N_("Ordered, not billed"), read(told[:LATEST]), (), more)

    def ordered(self, ref: str, status: str) -> Iterator[Line]:
        """An order of which something is not billed."""
        one = self.crm.get(Order, ref)
        if (left := plans.unbilled(self.crm, one)) > 0:
            told = (one.number or ref, one.name or "", _(ORDERED.get(status, status)), _money(left, one.currency))
            yield Line(told, ref)

    def spare(self, record: Client) -> Filled:
        """What it has to its credit."""
        shown = [
            Line((one.ref, one.date or "", _(METHODS[one.method]), _money(spare, one.currency)), one.ref, "good")
            for one, spare in progress.spare_of(self.crm, record.id)
        ]
        return Filled(N_("Paid and not allocated"), shown)

    # -- what is done

    @property
    def order(self) -> Order | None:
        """The order under the cursor."""
        line = self.line
        return self.crm.get(Order, line.ref) if line and self.is_a("order", line.ref) else None

    def action_pay(self) -> None:
        """Money came: for the invoice under the cursor, in advance for the order, else for what is due first."""
        if self.invoice_here or self.order:
            super().action_pay()
        else:
            self.pay(self.ref, _("{record}: money came").format(record=self.called(self.ref)), 0, None, None)

    def action_client(self) -> None:
        """All there is about the client."""
        self.desk.enter(self.ref)


def _money(amount: int | None, currency: str | None) -> str:
    return "" if amount is None else format_money(amount, currency or "", language())


def _some(amount: int, currency: str) -> str:
    return _money(amount, currency) if amount else ""

"""An invoice with its lines and what came for it, and a payment with what it paid; all else is told field by field."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from textual.binding import BindingType

from crm_cli.i18n import N_, _, language
from crm_cli.records.nouns.invoices import STATUSES
from crm_cli.records.nouns.payments import METHODS
from crm_cli.records.numbers import format_money
from crm_cli.records.record import Record
from crm_cli.sales import documents, invoices, payments, progress
from crm_cli.sales.fulfilment import plain
from crm_cli.telling.words import what
from crm_cli.tui import keys
from crm_cli.tui.app import Page
from crm_cli.tui.screens.billing import Billing
from crm_cli.tui.screens.order_parts import SHORT, bar
from crm_cli.tui.screens.panels import Filled, Place
from crm_cli.tui.screens.record import RecordPage
from crm_cli.tui.widgets.panel import Fit, Line

PLAIN, GROWS, RIGHT = Fit(), Fit(grows=True), Fit(right=True)
LINES = (GROWS, RIGHT, Fit(rank=1), RIGHT)
PAID = (PLAIN, Fit(most=18), GROWS, RIGHT, Fit(right=True, rank=1))


class InvoicePage(Billing[Record], RecordPage):
    """An invoice."""

    where = "invoice"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("invoice")

    def heading(self, record: Any) -> str:
        """``科锐配电  IN-2026-0003  V3 · 发票``."""
        return _whose(self, record, super().heading(record))

    def about(self, record: Any) -> Sequence[str]:
        """What it comes to, and what of that came."""
        (row,) = self.crm.table("invoice", ["status", "due", "left"], [f"ref={record.ref}"]).rows
        status, due, left = row
        said = [_(STATUSES[status]), self.money(record.total, record), _("due {day}").format(day=due) if due else ""]
        if left:
            said.append(_("{amount} still to pay").format(amount=self.money(left, record)))
        came = invoices.fate(self.crm, record).paid
        if record.total and not record.reverses:
            received = _("received")
            said.append(f"{received} {bar(came * 10_000 // record.total, SHORT)}")
        return [" · ".join(filter(None, said))]

    def parts(self, record: Record) -> Sequence[Place]:
        """Its lines and what came for it beside its fields."""
        found = list(super().parts(record))
        at = next(at for at, one in enumerate(found) if one.side)
        mine = [
            Place("lines", LINES, 1, partial(self.lines, record)),
            Place("paid", PAID, 1, partial(self.paid, record)),
        ]
        return [*found[:at], *mine, *found[at:]]

    def lines(self, record: Any) -> Filled:
        """What it bills."""
        shown = [
            Line((what(one), plain(Decimal(one.quantity)), one.unit or "", self.money(one.net, record)), one.ref)
            for one in documents.lines_of(self.crm, record)
        ]
        return Filled(N_("Lines"), shown)

    def paid(self, record: Any) -> Filled:
        """What came for it, and what was taken back."""
        shown = [
            Line((one.payment.ref, _(METHODS[one.payment.method]), one.payment.date or "", self.money(one.amount, record), _off(one, record)), one.payment.ref)
            for one in progress.paid_of(self.crm, invoice=record.id)
        ]  # fmt: skip
        credit = STATUSES["red"]
        shown += [
            Line((red.ref, _(credit), red.date or "", self.money(red.total, record), ""), red.ref, "warn")
            for red in self.crm.where(type(record), reverses=record.id)
        ]
        return Filled(N_("Payments"), shown)

    def money(self, amount: int | None, record: Any) -> str:
        """An amount in its currency."""
        return "" if amount is None else format_money(amount, record.currency or self.crm.currency, language())

    @property
    def invoice_here(self) -> str | None:
        """This one."""
        return self.ref


class PaymentPage(Billing[Record], RecordPage):
    """A payment."""

    where = "payment"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("payment")

    def heading(self, record: Any) -> str:
        """``科锐配电  M3 · 回款``."""
        return _whose(self, record, super().heading(record).partition("  ")[2])

    def about(self, record: Any) -> Sequence[str]:
        """How much it is, and what of it is spare."""
        spare = payments.spare(self.crm, record)
        said = [_money(record.amount, record), _(METHODS[record.method]), record.date or ""]
        said.append(_("{amount} not allocated").format(amount=_money(spare, record)) if spare > 0 else "")
        return [" · ".join(filter(None, said))]

    def parts(self, record: Record) -> Sequence[Place]:
        """What it paid beside its fields."""
        found = list(super().parts(record))
        at = next(at for at, one in enumerate(found) if one.side)
        return [*found[:at], Place("paid", PAID, 1, partial(self.paid, record)), *found[at:]]

    def paid(self, record: Any) -> Filled:
        """The invoices it paid, and what went back of it."""
        shown = [
            Line((one.invoice.ref, one.invoice.official or one.invoice.number or "", one.invoice.date or "", _money(one.amount, record), _off(one, record)), one.invoice.ref)
            for one in progress.paid_of(self.crm, payment=record.id)
        ]  # fmt: skip
        shown += [
            Line((back.ref, _("paid back"), back.date or "", _money(back.amount, record), ""), back.ref, "warn")
            for back in self.crm.where(type(record), reverses=record.id)
        ]
        return Filled(N_("What it paid"), shown)

    @property
    def payment_here(self) -> str | None:
        """This one."""
        return self.ref


def _whose(page: Page, record: Any, said: str) -> str:
    return "  ".join(filter(None, (page.crm.name_of("client", record.client), said)))


def _off(one: progress.Paid, record: Any) -> str:
    return _("{amount} left off").format(amount=_money(one.skonto, record)) if one.skonto else ""


def _money(amount: int, record: Any) -> str:
    return format_money(amount, record.currency or "", language())

"""What each panel on the page of an order shows, and what stands above them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from crm_cli.i18n import N_, _, language
from crm_cli.insight import cycles
from crm_cli.insight.cycles import STEPS
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.deliveries import KINDS, Delivery
from crm_cli.records.nouns.invoices import STATUSES, Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import METHODS, Payment
from crm_cli.records.numbers import format_money
from crm_cli.records.registry import load
from crm_cli.sales import deliveries, plans, progress
from crm_cli.sales.fulfilment import plain
from crm_cli.sales.progress import Far, Money, Shares
from crm_cli.telling.planwords import due, part_name
from crm_cli.telling.words import called, value_words, what
from crm_cli.tui.screens.panels import Filled
from crm_cli.tui.widgets.panel import Line
from crm_cli.workspace import Workspace

SHORT, LONG = 6, 20  # cells of the bars
ROOMY = 120  # cells from which on the bars are long and told in money too
BILLS = ("ref", "number", "official", "date", "due", "status", "total", "left")
FACTS = ("status", "late", "delivered", "invoiced", "paid")
LINKS = ("client", "contact", "quote", "opportunity", "contract")
INDENT = "  "


class Found(NamedTuple):
    """What is known of an order, read once for all panels."""

    crm: Workspace
    order: Order
    far: Sequence[Far]
    sums: Money | None
    shares: Shares
    facts: dict[str, Any]

    def money(self, amount: int | None, *, nought: bool = False) -> str:
        """An amount in its currency; nothing is not told."""
        return format_money(amount, self.currency, language()) if amount or (nought and amount is not None) else ""

    @property
    def currency(self) -> str:
        """The currency of the order."""
        return self.order.currency or self.crm.currency


def read(crm: Workspace, order: Order) -> Found:
    """How far it is, and what its status is by that."""
    far, sums = progress.lines(crm, order), progress.money(crm, order)
    (row,) = crm.table("order", FACTS, [f"ref={order.ref}"]).rows
    return Found(crm, order, far, sums, progress.shares(far, sums), dict(zip(FACTS, row, strict=True)))


# --- above


def about(found: Found, wide: int) -> list[str]:
    """What it is, of when and whose, and how far it is."""
    order, fields = found.order, found.crm.fields("order")
    said = [
        value_words(fields["status"], found.facts["status"]),
        found.money(order.total, nought=True),
        _promised(found),
    ]
    said += [_("accepted {day}").format(day=order.accepted)] if order.accepted else []
    said += [_("cancelled {day}: {reason}").format(day=order.cancelled, reason=order.reason)] if order.cancelled else []
    said += [value_words(fields["owner"], order.owner), _("ordered {day}").format(day=order.date) if order.date else ""]
    if order.vat:
        said.append(
            _("net {net}, tax {vat}").format(net=found.money(order.net, nought=True), vat=found.money(order.vat))
        )
    said.append(order.their_number or "")
    return [" · ".join(filter(None, said)), _bars(found, wide)]


def _promised(found: Found) -> str:
    if not found.order.due:
        return ""
    text = _("promised {day}, late") if found.facts["late"] else _("promised {day}")
    return text.format(day=found.order.due)


def _bars(found: Found, wide: int) -> str:
    """``delivered [#####-----] 50 %``, and the same of what was billed and paid."""
    sums, length = found.sums, LONG if wide >= ROOMY else SHORT
    told = (
        (_("delivered"), found.shares.delivered, None),
        (_("invoiced"), found.shares.billed, sums and sums.billed),
        (_("received"), found.shares.paid, sums and sums.came),
    )
    return "  ".join(
        f"{label} {bar(share, length)}" + (f" {found.money(amount)}" if amount and wide >= ROOMY else "")
        for label, share, amount in told
        if share is not None
    )


def bar(share: int, length: int) -> str:
    """``[#####-----]  50 %``; what is begun has a sign, what is not done has not all of them."""
    full = max(min(share * length // 10_000, length), 0)
    full = 1 if 0 < share < 10_000 and not full else full
    return f"[{'#' * full}{'-' * (length - full)}] {share // 100} %"


# --- the panels


def lines(found: Found) -> Filled:
    """Each line with what of it was ordered, went out, came back, is billed, and is still to go out."""
    heads = ("", "", N_("ordered"), N_("delivered"), N_("returned"), N_("invoiced"), N_("to go out"), N_("Amount"))
    return Filled(N_("Lines"), [_line(found, one) for one in found.far], (), None, heads)


def _line(found: Found, one: Far) -> Line:
    ordered = f"{plain(one.ordered)} {one.line.unit or ''}".strip()
    numbers = (ordered, _much(one.out), _much(one.back), _much(one.billed), _much(one.open))
    done = not one.open and not one.unbilled
    look = "warn" if one.there is not None and one.billed > one.there and one.back else "quiet" if done else ""
    return Line((one.line.ref, what(one.line), *numbers, found.money(one.line.net)), one.line.ref, look)


def _much(quantity: Decimal | None) -> str:
    return plain(quantity) if quantity else ""


def plan(found: Found) -> Filled:
    """The parts of its payment plan: what each comes to, when it is due, and what of it came."""
    heads = ("", N_("Amount"), N_("Due"), N_("Paid"), N_("Status"))
    looks = {"overdue": "bad", "due": "warn", "paid": "quiet"}
    parts = [
        Line(
            (part_name(one.part), found.money(one.amount), one.due or due(one.part, None), found.money(one.paid), _(plans.STATES[one.state])),
            one.part.ref,
            looks.get(one.state, ""),
        )
        for one in plans.standing(found.crm, found.order)
    ]  # fmt: skip
    return Filled(N_("Payment plan"), parts, (), None, heads)


def invoices(found: Found) -> Filled:
    """The invoices, each with what came for it and when, and what came in advance."""
    heads = ("", N_("Status"), N_("Date"), N_("Due"), N_("Amount"), N_("Still to pay"))
    shown = list(_billed(found))
    for payment, spare in progress.ahead(found.crm, found.order):
        shown.append(_paid(found, payment, spare, _("in advance"), ""))
    return Filled(N_("Invoices"), shown, (), None, heads)


def _billed(found: Found) -> Iterator[Line]:
    of_ref = {one.ref: one.id for one in found.crm.where(Invoice, order=found.order.id)}
    table = found.crm.table("invoice", BILLS, [f"order={found.order.ref}"], sort="date")
    for ref, number, official, date, day, status, total, left in table.rows:
        look = {"overdue": "bad", "paid": "quiet", "reversed": "quiet", "red": "quiet"}.get(status, "")
        told = (
            official or number or ref,
            _(STATUSES[status]),
            date or "",
            day or "",
            found.money(total),
            found.money(left),
        )
        yield Line(told, ref, look)
        for one in progress.paid_of(found.crm, invoice=of_ref[ref]):
            off = _("{amount} left off").format(amount=found.money(one.skonto)) if one.skonto else ""
            yield _paid(found, one.payment, one.amount, off, INDENT)


def _paid(found: Found, payment: Payment, amount: int, said: str, indent: str) -> Line:
    how = said or _(METHODS[payment.method])
    return Line((indent + payment.ref, how, "", payment.date or "", found.money(-amount), ""), payment.ref)


def sent(found: Found) -> Filled:
    """What went out and came back, the first first."""
    every = sorted(found.crm.where(Delivery, order=found.order.id), key=lambda one: (one.date or "", one.n))
    return Filled(N_("Deliveries"), [_sent(found, one) for one in every])


def _sent(found: Found, one: Delivery) -> Line:
    refs = {far.line.id: far.line for far in found.far}
    of = [(refs.get(line.orderline), line.quantity) for line in deliveries.lines_of(found.crm, one)]
    told = ", ".join(f"{plain(Decimal(much))} × {what(line)}" for line, much in of if line)
    more = " · ".join(filter(None, (one.carrier, one.tracking, one.reason)))
    return Line((one.number or one.ref, one.date or "", _(KINDS[one.kind]), told, more), one.ref, "warn" if one.kind == "return" else "")  # fmt: skip


def days(found: Found) -> Filled:
    """How long each step took, and takes with this client."""
    here = {one.step: one for one in cycles.cycles(found.crm, [f"ref={found.order.ref}"])}
    ref = found.crm.by_id(Client, found.order.client).ref
    usual = {one.step: one for one in cycles.cycles(found.crm, [f"client={ref}"])}
    shown = [
        Line((_(label), _days(here[step].median) if step in here else "-", _days(usual[step].median)))
        for step, label in STEPS.items()
        if step in usual
    ]
    return Filled(N_("Days it took"), shown, (), None, ("", N_("days"), N_("usual here")))


def _days(number: float) -> str:
    return f"{number:g}"


def links(found: Found) -> Filled:
    """Who ordered, and what it came of."""
    fields, shown = found.crm.fields("order"), []
    for name in LINKS:
        if identity := getattr(found.order, name):
            record = found.crm.by_id(load(fields[name].to), identity)
            shown.append(Line((_(fields[name].label), called(record)), record.ref))
    return Filled(N_("Where it belongs"), shown)

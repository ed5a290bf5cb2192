"""Invoices: whom they go to and when they are due, what may still be written, and what is still to be paid."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Duplicate, Invalid, Word, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import credit, documents, dues, ordered, parts
from crm_cli.sales.arithmetic import WHOLE
from crm_cli.sales.documents import shown
from crm_cli.workspace import Workspace

PROFILE = {
    "title": "invoice_title", "tax_id": "invoice_tax_id", "address": "invoice_address", "phone": "invoice_phone", "bank": "bank",
    "bank_account": "bank_account", "kind": "invoice_kind",
}  # fmt: skip
"""What an invoice says of its buyer, by where the client's archive says it."""
FALLBACK = {"title": "name", "tax_id": "tax_id"}
BILLED = ("client", "order", "currency", "discount", "taxed", "rounding", "date", "kind", *PROFILE)
"""What is on the paper that the client has."""
ALIKE = ("discount", "taxed", "rounding")


class Fate(NamedTuple):
    """What became of an invoice, in minor units: paid in money, left off for paying early, taken back by red ones, still to pay.

    ``covered`` is what of ``left`` acceptance drafts will pay that have not matured.
    """

    paid: int
    skonto: int
    reversed: int
    left: int
    covered: int

    @property
    def asked(self) -> int:
        """What nobody gave anything for yet."""
        return self.left - self.covered


# --- rules that hold whoever writes


def imported(crm: Workspace, invoice: Invoice | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """An invoice in a file, which gets its number when it is written."""
    return complete(crm, invoice, values, numbered=False)


def complete(
    crm: Workspace, invoice: Invoice | None, values: Mapping[str, Any], *, numbered: bool = True
) -> dict[str, Any]:
    """A new invoice has its number, its buyer as the archive says it today, and a day on which it is due; what was sent stays."""
    if invoice is not None:
        return documents.complete(crm, invoice, values, "invoice") | _kept(crm, invoice, values)
    order = crm.by_id(Order, values["order"]) if values.get("order") else None
    found = _of_order(order, values) if order else {}
    found = documents.complete(crm, None, {**values, **found}, "invoice", numbered=numbered) | found
    now = {**values, **found}
    _check_day(crm, now["date"])
    _check_official(crm, now.get("official"))
    check_number(crm, None, now.get("number"))
    if values.get("reverses"):
        check_red(crm, values["client"], now["currency"], values["reverses"], values.get("total") or 0)
    else:
        found |= _buyer(crm.by_id(Client, values["client"]), values)
        found |= {} if values.get("due") else dues.first(crm, now, order)
    _check_terms({**now, **found})
    return found


def check_number(crm: Workspace, ref: str | None, said: str | None) -> None:
    """A number stands on one invoice."""
    for other in crm.where(Invoice, number=said) if said else ():
        if other.ref != ref:
            with of_field("number"):
                raise Duplicate(N_("{number} is the number of {ref}"), number=str(said), ref=other.ref)


def check_red(crm: Workspace, client: str, currency: str | None, reverses: str, total: int) -> None:
    """A red invoice takes back one of the same client and currency, and no more than is left of it; one of the same file is looked at once it is there."""
    for whole in crm.where(Invoice, id=reverses):
        with of_field("reverses"):
            if whole.reverses:
                raise Conflict(N_("{ref} is a credit note itself"), hint="crm invoice add …", ref=whole.ref)
            if (whole.client, whole.currency) != (client, currency):
                raise Conflict(
                    N_("{ref} is of another client, or in another currency"),
                    hint="crm invoice show {ref}",
                    ref=whole.ref,
                )
        left = (whole.total or 0) - fate(crm, whole).reversed
        if total > 0 or -total > left or left < 0:
            with of_field("total"):
                raise Conflict(
                    N_("of {ref} {left} can be taken back, not {amount}"), hint="crm invoice show {ref}", ref=whole.ref,
                    left=shown(max(left, 0), currency), amount=shown(-total or -left, currency),
                )  # fmt: skip


def _kept(crm: Workspace, invoice: Invoice, values: Mapping[str, Any]) -> dict[str, Any]:
    changed = {name for name, value in values.items() if getattr(invoice, name, None) != value}
    if changed & set(BILLED) or ("official" in changed and invoice.official and not values["official"]):
        must_be_open(crm, invoice)
    if invoice.order and changed & {"order", "currency", *ALIKE}:
        raise Conflict(
            N_("{ref} is billed as its order says"), hint="crm invoice rm {ref}, crm order invoice …", ref=invoice.ref
        )
    if "number" in changed:
        check_number(crm, invoice.ref, values["number"])
    if "official" in changed:
        _check_official(crm, values["official"])
    if "date" in changed:
        _check_day(crm, values["date"])
    found: dict[str, Any] = {}
    if "part" in changed and values["part"]:
        said = {"date": invoice.date, "order": invoice.order, **values}
        found = {"due": values["due"]} if values.get("due") else dues.of_part(crm, said)
    if changed & {"date", "due", "skonto", "skonto_until"}:
        names = ("date", "due", "skonto", "skonto_until")
        _check_terms({name: values.get(name, getattr(invoice, name)) for name in names})
    return found


def _of_order(order: Order, values: Mapping[str, Any]) -> dict[str, Any]:
    """What an invoice says as its order does."""
    if order.cancelled:
        raise Conflict(N_("{ref} was cancelled"), hint="crm order show {ref}", ref=order.ref)
    if order.client != values["client"]:
        with of_field("client"):
            raise Conflict(N_("{ref} is an order of another client"), hint="crm order show {ref}", ref=order.ref)
    _check_currency(order, values)
    found = {name: getattr(order, name) for name in ALIKE} | {"currency": order.currency}
    return found | {"owner": values.get("owner") or order.owner}


def _check_currency(order: Order, values: Mapping[str, Any]) -> None:
    if values.get("currency") not in (None, order.currency):
        with of_field("currency"):
            raise Conflict(
                N_("{ref} is in {currency}, and so is what is billed of it"), ref=order.ref, currency=order.currency
            )


def _buyer(client: Client, values: Mapping[str, Any]) -> dict[str, Any]:
    """The buyer as the client's invoice profile has it today; what is said of it goes before."""
    found = {}
    for name, source in PROFILE.items():
        found[name] = values.get(name) or getattr(client, source)
        if not found[name] and name in FALLBACK:
            found[name] = getattr(client, FALLBACK[name])
    return found


def _check_day(crm: Workspace, day: str) -> None:
    if day > crm.clock.today().isoformat():
        with of_field("date"):
            raise Invalid(N_("{day} is still to come"), day=day)


def _check_official(crm: Workspace, number: str | None) -> None:
    for other in crm.where(Invoice, official=number) if number else ():
        with of_field("official"):
            raise Duplicate(N_("{number} is the official number of {ref}"), number=number, ref=other.ref)


def _check_terms(now: Mapping[str, Any]) -> None:
    for name in ("due", "skonto_until"):
        if now.get(name) and now[name] < now["date"]:
            with of_field(name):
                raise Invalid(N_("{day} lies before the invoice of {date}"), day=now[name], date=now["date"])
    if now.get("skonto") is not None and not 0 < now["skonto"] < WHOLE:
        with of_field("skonto"):
            raise Invalid(N_("a discount for early payment lies between 0 and 100 %"))
    if (now.get("skonto") is None) != (now.get("skonto_until") is None):
        with of_field("skonto"):
            raise Invalid(N_("a discount for early payment has a share and a last day"), hint='--skonto "2% 10 days"')


def follow(crm: Workspace, invoice: Invoice) -> None:
    """After an invoice was written: what it comes to holds again, where that may still change."""
    if invoice.total is None or not _holding(crm, invoice):
        sum_later(crm, invoice.id)
    watch(crm)
    if invoice.order and not invoice.due and not invoice.part and invoice.total is not None:
        crm.at_end(("part", invoice.id), lambda: dues.bind(crm, invoice.id))


def watch(crm: Workspace) -> None:
    """What is billed without an order keeps the limits of one, and the client's credit."""
    ordered.watch(crm)
    credit.watch(crm)


def leave(crm: Workspace, invoice: Invoice, _going: Collection[str]) -> None:
    """What was billed is taken back by a red invoice, not taken out."""
    must_be_open(crm, invoice)


def sum_later(crm: Workspace, identity: str) -> None:
    """What an invoice comes to is written once, at the end of the step."""
    crm.at_end(("totals", identity), lambda: sum_up(crm, identity))


def sum_up(crm: Workspace, identity: str, *, left: bool = False) -> None:
    """Write into an invoice what its lines come to; one without lines keeps what it came with, unless the last has ``left`` it."""
    for invoice in crm.where(Invoice, id=identity):
        own = documents.lines_of(crm, invoice)
        if own:
            found = dues.exact(crm, invoice, parts.sums(crm, invoice, own))
            if invoice.total not in (None, found.total):
                _check_total(crm, invoice, found.total)
            crm.change(invoice, **found._asdict())
        elif left:
            crm.change(invoice, total=None, net=None, vat=None)


def _check_total(crm: Workspace, invoice: Invoice, total: int) -> None:
    """What lines are added to an invoice that somebody has come to what it says."""
    if _holding(crm, invoice):
        raise Conflict(
            N_("its lines come to {total}, and {ref} says {said}"), hint="crm invoice reverse {ref}", ref=invoice.ref,
            total=shown(total, invoice.currency), said=shown(invoice.total or 0, invoice.currency),
        )  # fmt: skip


def must_be_open(crm: Workspace, invoice: Invoice, *, adding: bool = False) -> None:
    """Refuse to write what has an official number, was paid or was taken back; lines may be added to what has a number only."""
    held = _holding(crm, invoice)
    if held and not (adding and held == OFFICIAL):
        raise Conflict(
            N_("{ref} {why}: it is taken back by a credit note, not changed"), hint="crm invoice reverse {ref}", ref=invoice.ref, why=Word(held)
        )  # fmt: skip


OFFICIAL = N_("has an official number")


def _holding(crm: Workspace, invoice: Invoice) -> str:
    if invoice.reverses:
        return N_("is a credit note")
    if crm.where(Allocation, invoice=invoice.id):
        return N_("has payments")
    if crm.where(Invoice, reverses=invoice.id):
        return N_("was reversed")
    return OFFICIAL if invoice.official else ""


# --- what is still to be paid


def fate(crm: Workspace, invoice: Invoice) -> Fate:
    """What became of an invoice; a red one asks for nothing."""
    if invoice.reverses:
        return Fate(0, 0, 0, 0, 0)
    given, today = crm.where(Allocation, invoice=invoice.id), crm.clock.today().isoformat()
    cash = [one for one in given if (one.cash or "") <= today]
    paid, skonto = sum(one.amount for one in cash), sum(one.skonto for one in cash)
    covered = sum(one.amount + one.skonto for one in given) - paid - skonto
    back = -sum(red.total or 0 for red in crm.where(Invoice, reverses=invoice.id))
    return Fate(paid, skonto, back, (invoice.total or 0) - back - paid - skonto, covered)

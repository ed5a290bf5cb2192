"""What comes into the books from a file: invoices, payments and what they paid keep to the rules of typed ones, each by itself and all together."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm_cli.errors import Conflict
from crm_cli.i18n import N_
from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import dues, invoices, paying, payments
from crm_cli.sales.documents import shown
from crm_cli.workspace import Workspace

BOOKED = ("invoice", "payment", "allocation")
FIELDS = ("ref", "number", "reverses", "order", "due", "part", "payment", "invoice")


def imported_allocation(crm: Workspace, one: Allocation | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a payment in a file paid; what was reversed since comes in the same file."""
    return payments.complete_allocation(crm, one, values, of_file=True)


def settle(crm: Workspace, noun: str, first: int, last: int) -> None:
    """After the rows of these numbers came together: none takes what another of them took."""
    {"invoice": _invoices, "payment": _payments, "allocation": _allocations}[noun](
        crm, list(_loaded(crm, noun, first, last))
    )


def _loaded(crm: Workspace, noun: str, first: int, last: int) -> Iterator[dict[str, Any]]:
    known = crm.fields(noun)
    names = [name for name in FIELDS if name in known]
    for _n, *values in crm.numbered(noun, first, last, [known[name] for name in names]):
        yield dict(zip(names, values, strict=True))


def _invoices(crm: Workspace, rows: list[dict[str, Any]]) -> None:
    """Red ones take back no more than there is, and what was paid beyond the rest is spare; those of a plan are due with a part of it."""
    for row in rows:
        invoices.check_number(crm, row["ref"], row["number"])
        if row["reverses"]:
            (red,) = crm.where(Invoice, ref=row["ref"])
            invoices.check_red(crm, red.client, red.currency, red.reverses or "", 0)
            paying.free(crm, crm.by_id(Invoice, red.reverses or ""))
        elif row["order"] and not row["due"] and not row["part"]:
            dues.bind(crm, crm.where(Invoice, ref=row["ref"])[0].id)


def _payments(crm: Workspace, rows: list[dict[str, Any]]) -> None:
    for whole in dict.fromkeys(row["reverses"] for row in rows if row["reverses"]):
        for back in crm.where(Payment, reverses=whole):
            payments.check_back(crm, crm.by_id(Payment, whole), back.client, back.currency, 0)


def _allocations(crm: Workspace, rows: list[dict[str, Any]]) -> None:
    for identity in dict.fromkeys(row["payment"] for row in rows):
        payment = crm.by_id(Payment, identity)
        if (free := payments.spare(crm, payment)) < 0:
            raise Conflict(
                N_("the file allocates {amount} more of {ref} than there is"), hint="crm payment show {ref}", ref=payment.ref,
                amount=shown(-free, payment.currency),
            )  # fmt: skip
    for identity in dict.fromkeys(row["invoice"] for row in rows):
        invoice = crm.by_id(Invoice, identity)
        asked = min(invoices.fate(crm, invoice).asked, payments.allowed(crm, invoice) - payments.let_off(crm, invoice))
        if asked < 0:
            raise Conflict(
                N_("the file pays {amount} more of {ref} than it asks for"), hint="crm invoice show {ref}", ref=invoice.ref,
                amount=shown(-asked, invoice.currency),
            )  # fmt: skip
    for identity in dict.fromkeys(row["reverses"] for row in rows if row["reverses"]):
        wrong = crm.by_id(Allocation, identity)
        if min(payments.remaining(crm, wrong)) < 0:
            raise Conflict(N_("more is reversed than {ref} has"), ref=wrong.ref)

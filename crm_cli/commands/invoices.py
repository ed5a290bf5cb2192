"""``crm invoice add`` and ``reverse``, ``crm order invoice``: bill an order or a part of it, and take it back by a red invoice."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from crm_cli.commands import doclines, plan_names
from crm_cli.commands.adding import added, typed_entries
from crm_cli.commands.billed_parts import bill_directly, bill_order, order_of, some_of
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.each import each
from crm_cli.commands.flags import with_fields
from crm_cli.commands.opportunities import Note
from crm_cli.commands.options import Reason, Which
from crm_cli.commands.payers import payer
from crm_cli.commands.writing import UNDO, Answer, Work, shortened, writes
from crm_cli.context import current
from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.allocations import Allocation
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.payments import Payment
from crm_cli.sales import arithmetic, billing, documents, fulfilment, invoices, parts, paying, payments
from crm_cli.sales.documents import shown
from crm_cli.telling import doclines as telling
from crm_cli.telling.given import filled_in, stored
from crm_cli.telling.words import value_words

Parts = Annotated[
    list[str] | None,
    Option(
        "--line",
        metavar="LINE",
        help=N_("A line of the order, all or so much of it: RX3, RX3=2, “GTX Pro x2”; again for more"),
    ),
]
Either = Annotated[
    list[str] | None,
    Option("--line", metavar="LINE", help=N_("So much of an order's line (RX3=2), or a line such as “GTX Pro x3 @4500”; again for more")),
]  # fmt: skip
Back = Annotated[
    list[str] | None,
    Option("--line", metavar="LINE", help=N_("Only a line of it, or so much of one: VX3, VX3=2; again for more")),
]
Official = Annotated[str | None, Option("--official", metavar="NUMBER", help=N_("The number of the legal invoice"))]
Day = Annotated[str | None, Option("--date", metavar="DATE", help=N_("Its date, if not today"))]
Due = Annotated[str | None, Option("--due", metavar="DATE", help=N_("When it is due, if not by plan, terms or days"))]
PlanPart = Annotated[
    str | None,
    Option(
        "--part", metavar="PART", help=N_("The part of the payment plan that it bills: PN2, its place (2), or its name")
    ),
]
Kind = Annotated[
    str | None, Option("--kind", metavar="CHOICE", help=N_("Invoice kind, if not as the client's archive says"))
]
Skonto = Annotated[
    str | None,
    Option("--skonto", metavar="TEXT", help=N_("What is left off for paying early: “2% 10 days”")),
]
All = Annotated[
    bool, Option("--all", help=N_("All that is open of the order, not only the next part of its payment plan"))
]
ADD = N_(
    "Bill an order, or so much of it as is said; or something without an order. The buyer is as the client's archive says it today."
)
MORE = N_(
    "The legal invoice is made elsewhere: this is the record of it, and --official its number. It is due as the order's plan or payment terms say, else after the client's days, else after 30 (setting invoices.days)."
)
EXAMPLE = """Example:
  crm invoice add C12 --order R7
  crm invoice add --order R7 --line RX3=2 --official 24322000000012345678
  crm invoice add C12 --line "= Installation x1 @3000 6%" --skonto "2% 10 days\""""


def add_verb(noun: str) -> Callable[..., None]:
    """``add``, with an option for each field."""

    @writes("invoice")
    def add(
        given: dict[str, str],
        who: Annotated[
            str | None, Argument(metavar="[WHO]", help=N_("A client, or an order or another paper of one; “-” reads headers by stdin"))
        ] = None,
        line: Either = None,
        all_: All = False,
    ) -> Work:  # fmt: skip
        def work() -> Answer:
            if who == "-":
                return added(noun, typed_entries(noun, [who], given))
            return _made((_of(who, given) if who else {}) | given, line or [], all_)

        return work

    add.__doc__ = "\n\n".join((ADD, MORE, EXAMPLE))
    return with_fields(noun, add, adding=True)


@writes("invoice")
def bill(
    which: Which,
    line: Parts = None,
    official: Official = None,
    date: Day = None,
    due: Due = None,
    part: PlanPart = None,
    all_: All = False,
    kind: Kind = None,
    skonto: Skonto = None,
    note: Note = None,
) -> Work:
    """Bill what is still open of an order, or so much of its lines as is said. Charges of the whole come with its last goods, of its discounts
    each invoice gets its share. What was paid in advance for the order is credited.

    All invoices of an order together come to the order, to the cent. Of an order with a payment plan it bills the first part that is not billed yet, or
    the one of --part: its share of every line, and the last part all that is left. It is due with that part; what has not happened yet is not due.
    --all bills everything that is open, whatever the plan says.

    Example:
      crm order invoice R7
      crm order invoice R7 --part 2
      crm order invoice R7 --all
      crm order invoice R7 --line RX3=2 --skonto "2% 10 days"
    """
    given = filled_in(official=official, date=date, due=due, part=part, kind=kind, skonto=skonto, note=note)

    def one(order: Any) -> Answer:
        return _made(given | {"order": order.ref}, line or [], all_)

    return lambda: each("order", which, one, "invoice")


@writes("invoice")
def reverse(
    which: Which,
    line: Back = None,
    official: Official = None,
    date: Day = None,
    reason: Reason = None,
) -> Work:
    """Take an invoice back by a red one, or so much of its lines. What was paid beyond the rest is spare again, its order open again.

    Example:
      crm invoice reverse V3 --reason "wrong tax number"
      crm invoice reverse V3 --line VX5=1
    """
    given = filled_in(official=official, date=date, note=reason)

    def one(invoice: Any) -> Answer:
        crm = current().workspace
        chosen, _others = some_of("invoiceline", line or [], invoice)
        red, freed = billing.reverse(crm, invoice, chosen or None, **stored("invoice", given))
        lines = [*_told(red), *_beyond(red)]
        if freed:
            spare = shown(-sum(one.amount for one in freed), red.currency)
            lines.append(_("spare again: {amount}").format(amount=spare))
        part = red.total != -(invoice.total or 0)
        text = _("{red} takes back a part of {record}") if part else _("{red} takes back {record}")
        return Answer(text.format(red=titled(red), record=invoice.ref), [red], lines, _(UNDO))

    return lambda: each("invoice", which, one, "invoice")


def _beyond(red: Invoice) -> list[str]:
    """Of which goods less is billed now than the client has, since more was taken back than came back."""
    crm, told = current().workspace, []
    for one in documents.lines_of(crm, red):
        source = crm.by_id(OrderLine, one.orderline) if one.orderline else None
        if source is None or source.kind != fulfilment.GOODS:
            continue
        billed, sent = parts.billed(crm, source.id)[0], fulfilment.sent(crm, source.id)
        if billed < sent:
            told.append(
                _("{ref}: more is taken back than came back: billed {billed}, delivered {sent}").format(
                    ref=source.ref, billed=fulfilment.plain(billed), sent=fulfilment.plain(sent)
                )
            )
    return told


def _made(given: dict[str, str], texts: Sequence[str], all_: bool = False) -> Answer:
    crm = current().workspace
    if all_ and texts:
        raise Invalid(N_("--all bills everything, --line only that"), hint="crm order invoice R7 --all")
    terms = (
        given.pop("skonto") if "%" in given.get("skonto", "") and len(given["skonto"].split("%")[1].strip()) else None
    )
    part = given.pop("part", None)
    values = stored("invoice", given)
    order = order_of(values)
    if part:
        values["part"] = plan_names.meant(order, part).id if order else stored("invoice", {"part": part})["part"]
    chosen, others = some_of("orderline", texts, order)
    if chosen and "order" not in values:
        values["order"] = crm.by_id(OrderLine, next(iter(chosen))).order
    if terms:
        values |= billing.skonto(crm, terms, values.get("date") or crm.clock.today().isoformat())
    made = bill_order(values, chosen, texts, all_) if values.get("order") else bill_directly(values)
    doclines.put(made, others)
    crm.settle()
    made = crm.by_id(Invoice, made.id)
    credited = [_credited(one) for one in paying.credit(crm, made)]
    return Answer(
        _("invoice added: {record}").format(record=titled(made)),
        [made],
        [*_told(made), _due(made), *_early(made), *credited, *_in_advance(made)],
        _(UNDO),
    )


def _due(made: Invoice) -> str:
    """When it is to be paid, or with which part of the plan while nobody knows when that will be."""
    crm = current().workspace
    ((day,),) = crm.table("invoice", ["due"], [f"ref={made.ref}"]).rows
    part = crm.name_of("instalment", made.part) or "" if made.part else ""
    if day is None and made.part:
        return _("due with the plan: {part}").format(part=part)
    said = _("due {day}").format(day=value_words(crm.fields("invoice")["due"], day))
    return _("{said} with the plan: {part}").format(said=said, part=part) if part else said


def _early(made: Invoice) -> list[str]:
    """What is left off for paying early, until when, and what is paid then."""
    if not made.skonto or not made.skonto_until:
        return []
    fields, off = current().workspace.fields("invoice"), arithmetic.share(made.total or 0, made.skonto)
    return [
        _("{percent} off until {day}: {amount}").format(
            percent=value_words(fields["skonto"], made.skonto), day=made.skonto_until, amount=shown((made.total or 0) - off, made.currency)
        )
    ]  # fmt: skip


def _of(who: str, given: Mapping[str, str]) -> dict[str, str]:
    """Whom an invoice is for, and which order it bills."""
    found = payer(who)
    if found.quote and not found.order and "order" not in given:
        raise Conflict(N_("{ref} was not ordered yet"), hint="crm order from {ref}", ref=found.quote)
    return {"client": found.client} | ({"order": found.order.ref} if found.order else {})


def _credited(one: Allocation) -> str:
    """What came for its order before it was billed, and is credited."""
    crm = current().workspace
    made, payment = crm.by_id(Invoice, one.invoice), crm.by_id(Payment, one.payment)
    left = invoices.fate(crm, made).asked
    still = _("{amount} still to pay").format(amount=shown(left, made.currency)) if left else _("paid")
    return _("{amount} paid in advance ({payment}): {rest}").format(amount=shown(one.amount, made.currency), payment=payment.ref, rest=still)  # fmt: skip


def _in_advance(made: Invoice) -> list[str]:
    """Money that came before it was billed, and how the invoice gets it."""
    crm = current().workspace
    if invoices.fate(crm, made).asked <= 0:
        return []
    free = [
        one for one in crm.where(Payment, client=made.client, currency=made.currency) if one.order in (None, made.order)
    ]
    return [
        _("{amount} came before: crm payment allocate {payment} --to {invoice}").format(
            amount=shown(spare, made.currency), payment=one.ref, invoice=made.ref
        )
        for one in free
        if (spare := payments.spare(crm, one)) > 0
    ]


def titled(invoice: Invoice) -> str:
    """``V3 IN-2026-0003 科锐: ¥12,825``."""
    crm = current().workspace
    client = crm.name_of("client", invoice.client) or ""
    named = " ".join(filter(None, [invoice.ref, invoice.official or invoice.number, client]))
    return _("{label}: {said}").format(label=named, said=shown(invoice.total or 0, invoice.currency))


def _told(invoice: Invoice) -> list[str]:
    return shortened([telling.brief(line) for line in documents.lines_of(current().workspace, invoice)])

"""What quotes, orders and invoices have in common: a number, a currency, and what their lines come to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from crm_cli.errors import Conflict, Invalid, Word, of_field
from crm_cli.i18n import N_, language
from crm_cli.records.numbers import format_money
from crm_cli.records.papers import Document, Line
from crm_cli.records.record import Record, declared
from crm_cli.records.registry import load, rule
from crm_cli.sales import arithmetic, numbers
from crm_cli.sales.arithmetic import WHOLE, Totals
from crm_cli.workspace import Workspace

R = TypeVar("R", bound=Record)
HEADS = {"quoteline": "quote", "orderline": "order", "invoiceline": "invoice"}
"""By the noun of a line that of its document, which is the name of the link to it too."""
COUNTED_AS = HEADS | {"price": "pricebook"}
"""What has no currency of its own has that of what it belongs to."""
LINES = {head: line for line, head in HEADS.items()}
NUMBERED = (*LINES, "delivery")
"""Of these each has a number that is printed."""
SETTLED = {
    "quoteline": "crm_cli.sales.quotes:settled", "order": "crm_cli.sales.orders:settled", "orderline": "crm_cli.sales.orders:settled",
    "invoiceline": "crm_cli.sales.invoicelines:settled",
}  # fmt: skip
"""What the room of a document looks at when rows of it came from a file."""
LARGEST = 10**14
"""No amount is larger, in minor units: a million millions of yuan is a slip of the finger."""
OPEN = ("draft", "submitted", "approved")
"""In these a quote may be written; what a client has is never edited."""
SUMMED = ("total", "net", "vat", "cost")
"""What a document comes to; it follows from its lines."""
KEPT = (
    "kind", "product", "text", "quantity", "unit", "price", "per", "discount", "off", "extra_charge", "tax", "rate", "optional", "cost",
    "list_price", "rule",
)  # fmt: skip
"""What a copy of a line says as the line did, where it has the field."""


def complete(
    crm: Workspace, head: Any, values: Mapping[str, Any], noun: str, *, numbered: bool = True
) -> dict[str, Any]:
    """A new document has a number, today's date, an owner, a team and a currency; shares lie between nothing and all.

    One that is read from a file gets its number when it is written (:func:`settle`).
    """
    share = values.get("discount")
    if share is not None and not 0 <= share <= WHOLE:
        with of_field("discount"):
            raise Invalid(N_("a discount lies between 0 and 100 %"))
    _check_amounts(crm, head, values)
    if head is not None:
        return _currency_kept(crm, head, values)
    owner = values.get("owner") or crm.me
    found = {
        "owner": owner,
        "date": values.get("date") or crm.clock.today().isoformat(),
        "currency": values.get("currency") or _currency(crm, values["client"]),
    }
    if numbered:
        found["number"] = values.get("number") or number(crm, noun)
    if "team" in {field.name for field in declared(load(noun))} and owner and not values.get("team"):
        found["team"] = next(
            (user.team for user in crm.where(load("user"), id=owner)), None
        )  # a file may make its owners
    return found


def _check_amounts(crm: Workspace, head: Any, values: Mapping[str, Any]) -> None:
    """No document comes to less than nothing but one that takes another back."""
    if values.get("reverses") or getattr(head, "reverses", None):
        return
    for name in ("total", "net", "stated"):
        if (values.get(name) or 0) < 0:
            with of_field(name):
                raise Invalid(
                    N_("{ref} would come to less than nothing: {amount}"), hint=N_("take less off, or take out the discount"),
                    ref=getattr(head, "ref", None) or Word(N_("the document")),
                    amount=format_money(values[name], values.get("currency") or getattr(head, "currency", None) or crm.currency, language()),
                )  # fmt: skip


def _currency(crm: Workspace, client: str) -> str:
    """The currency of a client, else of the base."""
    return next((one.currency for one in crm.where(load("client"), id=client)), None) or crm.currency


def number(crm: Workspace, noun: str) -> str:
    """The next printed number; one that came with a document from elsewhere is passed over."""
    while True:
        found = numbers.fresh(crm, noun)
        if not crm.where(load(noun), number=found):
            return found


def _currency_kept(crm: Workspace, head: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """A document with lines keeps its currency: its prices would be others."""
    if values.get("currency", head.currency) != head.currency and lines_of(crm, head):
        with of_field("currency"):
            raise Conflict(
                N_("{ref} has lines in {currency}; its currency stays"), hint="crm {noun} add …", ref=head.ref, currency=head.currency, noun=head.noun
            )  # fmt: skip
    return {}


def currency_of(crm: Workspace, noun: str, values: Mapping[str, Any]) -> str | None:
    """The currency in which amounts of a new line are meant: that of its document; of a price that of its book."""
    head = values.get(COUNTED_AS.get(noun, ""))
    found: str | None = crm.by_id(load(COUNTED_AS[noun]), head).currency if head else None
    return found


def lines_of(crm: Workspace, head: Any) -> list[Any]:
    """The lines of a document in their order."""
    noun = LINES[head.noun]
    return sorted(crm.where(load(noun), **{head.noun: head.id}), key=lambda line: (line.position, line.n))


def last_position(crm: Workspace, head: Any) -> int:
    """The place of the last line."""
    return max((line.position for line in lines_of(crm, head)), default=0)


def follow_line(crm: Workspace, line: Any) -> None:
    """The document of a line that was written says what it comes to now: once in a step, however many lines it wrote."""
    head = HEADS[line.noun]
    _sum_later(crm, head, getattr(line, head))


def leave_line(crm: Workspace, line: Any, going: Iterable[str]) -> None:
    """The document of a line that goes says what it comes to without it, unless it goes too."""
    head = HEADS[line.noun]
    identity = getattr(line, head)
    if identity not in set(going):
        crm.at_end(("left", identity), lambda: sum_up(crm, head, identity, left=True))


def follow(crm: Workspace, head: Any) -> None:
    """After a document was written: what it comes to holds again."""
    _sum_later(crm, head.noun, head.id)


def _sum_later(crm: Workspace, noun: str, identity: str) -> None:
    crm.at_end(("totals", identity), lambda: sum_up(crm, noun, identity))


def sum_up(crm: Workspace, noun: str, identity: str, *, left: bool = False) -> None:
    """Write into a document what its lines come to; one without lines keeps what it came with, unless the last has ``left`` it."""
    found = crm.where(load(noun), id=identity)
    if not found:
        return
    head, lines = found[0], lines_of(crm, found[0])
    if not lines and not left:
        return
    said = summed(head, lines) if lines else dict.fromkeys(summed(head, lines))
    if any(abs(amount or 0) > LARGEST for amount in said.values()):
        raise Invalid(N_("{ref} would come to more than can be"), ref=head.ref or Word(N_("the document")))
    crm.change(head, **said)


def settle(crm: Workspace, noun: str, first: int, last: int) -> None:
    """After the rows of these numbers came together: documents without a number get one, those of new lines say what they come to.

    What was over when it came keeps the total it came with.
    """
    fields = crm.fields(noun)
    if noun in NUMBERED:
        if noun in SETTLED:
            rule(SETTLED[noun])(crm, None)
        for _n, ref, said in crm.numbered(noun, first, last, [fields["ref"], fields["number"]]):
            if said is None:
                crm.change(crm.where(load(noun), ref=ref)[0], number=number(crm, noun))
        return
    for identity in {head for _n, head in crm.numbered(noun, first, last, [fields[HEADS[noun]]])}:
        head = crm.by_id(load(HEADS[noun]), identity)
        if noun in SETTLED:
            rule(SETTLED[noun])(crm, head)
        if head.total is None or getattr(head, "status", None) in (None, *OPEN):
            _sum_later(crm, HEADS[noun], identity)


def summed(head: Document, lines: Sequence[Any]) -> dict[str, int | None]:
    """The totals of a document as its fields."""
    found = totals(head, lines)
    said: dict[str, int | None] = {"total": found.total, "net": found.net, "vat": found.vat}
    if hasattr(head, "cost"):
        known = [line.cost for line in lines if counts(line) and line.cost is not None]
        said["cost"] = sum(known) if known else None
    return said


def totals(head: Document, lines: Iterable[Any]) -> Totals:
    """What a document comes to, by its own rules; options and texts are not counted."""
    return arithmetic.totals(
        [reckoned(line) for line in lines if counts(line)], discount=head.discount or 0, taxed=bool(head.taxed), rounding=head.rounding
    )  # fmt: skip


def counts(line: Any) -> bool:
    """It is added to the total."""
    return line.kind != "text" and not getattr(line, "optional", 0)


def reckoned(line: Any) -> arithmetic.Line:
    """A line, or the values of one, as arithmetic takes it; a discount of the document is a price below zero."""
    of: Callable[[str], Any] = line.get if isinstance(line, Mapping) else lambda name: getattr(line, name)
    sign = -1 if of("kind") == "discount" else 1
    return arithmetic.Line(
        Decimal(of("quantity")), sign * (of("price") or 0), per=of("per") or 1, discount=of("discount") or 0, off=of("off") or 0,
        charge=of("extra_charge") or 0, tax=of("tax"), rate=of("rate") or 0, whole=of("kind") in ("charge", "discount"),
    )  # fmt: skip


def shown(amount: int, currency: str | None) -> str:
    """An amount in its currency."""
    return format_money(amount, currency or "", language())


def as_written(record: R, values: Mapping[str, Any]) -> R:
    """The record as it would be with these values."""
    now = {name: getattr(record, name) for name in record.specs}
    return type(record)(**now | {name: value for name, value in values.items() if name in record.specs})


def copied(line: Line, noun: str, **more: Any) -> Any:
    """A line like this one, of that noun; ``more`` says where it belongs and what is different."""
    names = {field.name for field in declared(load(noun))}
    return load(noun)(**{name: getattr(line, name) for name in KEPT if name in names and hasattr(line, name)} | more)

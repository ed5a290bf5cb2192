"""The payment plan of an order: what each part comes to, when it is due by what has happened, and how much of it has come."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Invalid, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.instalments import Instalment
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import plantext
from crm_cli.sales.arithmetic import WHOLE, share
from crm_cli.sales.orders import must_hold
from crm_cli.workspace import Workspace

STATES = {
    "paid": N_("paid"),
    "overdue": N_("overdue"),
    "due": N_("due"),
    "waiting": N_("not due yet"),
    "retention": N_("retention"),
}


class Standing(NamedTuple):
    """A part of a plan as it is today, in minor units. ``due`` None: what it hangs on has not happened yet.

    ``state`` is a key of :data:`STATES`; a retention that is not due yet is neither owed nor late.
    """

    part: Instalment
    amount: int
    due: str | None
    paid: int
    left: int
    state: str


# --- rules that hold whoever writes


def complete(crm: Workspace, part: Instalment | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A part is a share or an amount, or the rest; in the currency of its order, due by an event or on a day."""
    order = crm.recalled(Order, values.get("order") or str(part and part.order))
    must_hold(order)
    now = {
        name: values.get(name, getattr(part, name, None))
        for name in ("share", "amount", "event", "day", "days", "months")
    }
    if values.get("currency") not in (None, order.currency):
        with of_field("currency"):
            raise Conflict(
                N_("{ref} is in {currency}, and so is its plan"), ref=order.ref, currency=order.currency or ""
            )
    if now["share"] is not None and now["amount"] is not None:
        raise Invalid(N_("a part is a share or an amount, not both"))
    if now["share"] is not None and not 0 < now["share"] <= WHOLE:
        with of_field("share"):
            raise Invalid(N_("a share lies between 0 and 100 %"))
    if now["amount"] is not None and now["amount"] <= 0:
        with of_field("amount"):
            raise Invalid(N_("a part is more than nothing"))
    if (now["event"] == "date") != bool(now["day"]):
        with of_field("day"):
            raise Invalid(N_("a part that is due on a day says which, and no other does"), hint="--event date --day 2026-12-31")  # fmt: skip
    if (now["days"] or 0) < 0 or (now["months"] or 0) < 0:
        raise Invalid(N_("a part is due after what it hangs on, not before"))
    return {"currency": order.currency}


# --- the plan as a whole


def put(crm: Workspace, order: Order, text: str) -> list[Instalment]:
    """Let an order be paid as the text says, in place of the plan it had."""
    must_hold(order)
    parts = plantext.read(text, crm.country, order.currency or crm.currency)
    _check_amounts(order, parts)
    with crm.step():
        for old in of(crm, order):
            crm.remove(old)
        return [
            crm.add(Instalment(order=order.id, position=place, **part._asdict())) for place, part in enumerate(parts, 1)
        ]


def _check_amounts(order: Order, parts: Sequence[plantext.Part]) -> None:
    """Amounts come to what the order does, unless one part is the rest; then to less."""
    if all(part.amount is None for part in parts):
        return
    if order.total is None:
        raise Conflict(N_("{ref} comes to nothing yet: plan it in shares"), hint="crm order line add {ref} …", ref=order.ref)  # fmt: skip
    said = sum(part.amount if part.amount is not None else share(order.total, part.share or 0) for part in parts)
    rest = any(part.amount is None and part.share is None for part in parts)
    if said > order.total or (said < order.total and not rest):
        raise Invalid(N_("the parts do not come to what {ref} does: let one of them be the rest"), hint=N_("“rest 30 days after delivery”"), ref=order.ref)  # fmt: skip


def of(crm: Workspace, order: Order) -> list[Instalment]:
    """The parts of an order's plan in their order."""
    return sorted(crm.where(Instalment, order=order.id), key=lambda part: (part.position, part.n))


def amounts(total: int, parts: Sequence[Any]) -> list[int]:
    """What each part comes to: shares are rounded so that together they are exactly their share of the whole; the rest is what is left."""
    found: list[int | None] = []
    before = 0
    for part in parts:
        if part.share is not None:
            found.append(share(total, before + part.share) - share(total, before))
            before += part.share
        else:
            found.append(part.amount)
    left = total - sum(amount or 0 for amount in found)
    return [left if amount is None else amount for amount in found]


def standing(crm: Workspace, order: Order) -> list[Standing]:
    """Each part as it is today; what came is taken for what is due first, else for what stands first."""
    parts = of(crm, order)
    if not parts:
        return []
    when: dict[str, str | None] = dict(crm.report("plan_due", order=order.id))  # type: ignore[arg-type]
    today = crm.clock.today().isoformat()
    due = amounts(order.total or 0, parts)
    first = sorted(range(len(parts)), key=lambda i: (when[parts[i].id] or "9999", i))
    paid = _filled(received(crm, order), due, first)
    return [
        Standing(part, amount, when[part.id], got, amount - got, _state(part, amount - got, when[part.id], today))
        for part, amount, got in zip(parts, due, paid, strict=True)
    ]


def _filled(money: int, due: Sequence[int], order: Sequence[int]) -> list[int]:
    paid = [0] * len(due)
    for place in order:
        paid[place] = max(min(money, due[place]), 0)
        money -= paid[place]
    return paid


def _state(part: Instalment, left: int, due: str | None, today: str) -> str:
    if left <= 0:
        return "paid"
    if due and due < today:
        return "overdue"
    if part.retention:
        return "retention"
    return "due" if due else "waiting"


def behind(crm: Workspace, owner: str | None = None) -> list[tuple[Order, list[Standing]]]:
    """Orders with the parts of their plans that should have come, of one owner (an id) or all; what was billed is told as an invoice."""
    found = []
    for (identity,) in crm.report("plans_due", owner=owner):
        order = crm.by_id(Order, identity)
        late = [one for one in _unbilled(crm, order) if one.state == "overdue" and one.left > 0]
        if late:
            found.append((order, late))
    return found


def _unbilled(crm: Workspace, order: Order) -> Iterator[Standing]:
    """The parts with what of them is on no invoice, and did not come."""
    open_ = {part.id: left for part, left in to_bill(crm, order)}
    for one in sorted(standing(crm, order), key=lambda one: one.part.retention):
        yield one._replace(left=min(one.left, open_[one.part.id]))


def to_bill(crm: Workspace, order: Order) -> list[tuple[Instalment, int]]:
    """What of each part is on no invoice yet, retentions last; what was billed beyond a part, or of none, is of the first ones."""
    parts, billed = of(crm, order), _billed(crm, order)
    amounts_ = {part.id: amount for part, amount in zip(parts, amounts(order.total or 0, parts), strict=True)}
    own = {part: max(min(billed.get(part, 0), amount), 0) for part, amount in amounts_.items()}
    over, found = sum(billed.values()) - sum(own.values()), []
    for part in sorted(parts, key=lambda one: one.retention):
        left = amounts_[part.id] - own[part.id]
        more = max(min(over, left), 0)
        over -= more
        found.append((part, left - more))
    return found


def _billed(crm: Workspace, order: Order) -> dict[str | None, int]:
    """What the invoices of each part of an order come to, what red ones took back of them taken off."""
    every = {one.id: one for one in crm.where(Invoice, order=order.id)}
    found = dict[str | None, int]()
    for one in every.values():
        part = every[one.reverses].part if one.reverses in every else one.part
        found[part] = found.get(part, 0) + (one.total or 0)
    return found


def unbilled(crm: Workspace, order: Order) -> int:
    """What of an order is on no invoice yet."""
    return (order.total or 0) - sum(one.total or 0 for one in crm.where(Invoice, order=order.id))


def received(crm: Workspace, order: Order) -> int:
    """What came for an order until today: on its invoices, discounts for early payment with it, and not yet allocated under its name."""
    return int(crm.report("order_received", order=order.id)[0][0] or 0)

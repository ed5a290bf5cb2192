"""``crm order add``, ``from``, ``accept``, ``cancel`` and ``plan``: an order from its first line to its end."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from crm_cli.commands import doclines
from crm_cli.commands.adding import added, for_whom_written, typed_entries
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.doclines import Lines
from crm_cli.commands.each import each, each_named
from crm_cli.commands.flags import with_fields
from crm_cli.commands.forms import create
from crm_cli.commands.goods import Day, still
from crm_cli.commands.options import Reason, Which
from crm_cli.commands.writing import UNDO, Answer, Work, shortened, writes
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import documents, orders, plans
from crm_cli.sales.documents import shown
from crm_cli.telling import doclines as telling
from crm_cli.telling import planwords
from crm_cli.telling.given import stored
from crm_cli.telling.words import called, value_words

OneOrder = Annotated[
    str, Argument(metavar="ORDER", help=N_("An order: its ref or its number; “-” those that come by stdin"))
]
Won = Annotated[bool, Option("--won", help=N_("Its deal is won, for what the order comes to"))]
ADD = N_(
    "Write down what a client ordered: the lines as they are said, their prices from the price books where none is said."
)
MORE = N_("crm order line --help says how a line is written. What a quote said is ordered with crm order from.")
EXAMPLE = """Example:
  crm order add C12 --line "GTX Pro x3 @4500 -5%" --due +14d
  crm order add D8 --line "GTX Pro 3pcs -5%" --their-number PO-881
  crm order add C12 --line - < lines.csv"""


def add_verb(noun: str) -> Callable[..., None]:
    """``add``, with an option for each field."""

    @writes("order")
    def add(
        given: dict[str, str],
        who: Annotated[
            str | None, Argument(metavar="[WHO]", help=N_("A client, a contact or a deal; “-” reads headers by stdin"))
        ] = None,
        line: Lines = None,
    ) -> Work:
        def work() -> Answer:
            if who == "-":
                return added(noun, typed_entries(noun, [who], given))
            return _made((for_whom_written(who) if who else {}) | given, line or [])

        return work

    add.__doc__ = "\n\n".join((ADD, MORE, EXAMPLE))
    return with_fields(noun, add, adding=True)


def _made(given: dict[str, str], texts: Sequence[str]) -> Answer:
    crm = current().workspace
    values = stored("order", given)
    if "client" not in values:
        raise Invalid(N_("an order is somebody's"), hint='crm order add C12 --line "…"')
    order: Any = create("order", values)
    lines = doclines.put(order, texts)
    crm.settle()
    order = crm.by_id(Order, order.id)
    next_ = f"crm order deliver {order.ref}" if lines else f'crm order line add {order.ref} "…"'
    said = _("order added: {record}").format(record=titled(order))
    return Answer(said, [order], shortened(doclines.told(order, lines)), _("next: {command}").format(command=next_))


@writes("order")
def from_quote(
    which: Annotated[
        list[str], Argument(metavar="QUOTE", help=N_("Accepted quotes: refs or numbers, a filter, or “-” for refs from stdin"))
    ],
    line: Annotated[
        list[str] | None, Option("--option", metavar="LINE", help=N_("An option of the quote that is ordered too: QL5; again for more"))
    ] = None,
    due: Annotated[str | None, Option("--due", metavar="DATE", help=N_("When delivery was promised"))] = None,
    their_number: Annotated[str | None, Option("--their-number", metavar="TEXT", help=N_("Client's order number"))] = None,
    plan: Annotated[str | None, Option("--plan", metavar="PLAN", help=N_("The payment plan, if not as the payment terms say"))] = None,
    date: Day = None,
    won: Won = False,
) -> Work:  # fmt: skip
    """Order what a client accepted: every line with its figures, and which line of the quote it came from.

    Options are left out unless they are named. --won wins the deal for what the order comes to. Payment terms that are a plan
    (“30% signed, 70% before delivery”) become the payment plan of the order.

    Example:
      crm order from Q7
      crm order from Q7 --option QL5 --due +14d --won
    """
    given = {name: text for name, text in (("due", due), ("their_number", their_number), ("date", date)) if text}

    def one(quote: Any) -> Answer:
        crm = current().workspace
        options: list[Any] = [choose(["quoteline"], name) for name in line or ()]
        order = orders.from_quote(crm, quote, options, **stored("order", given))
        crm.settle()
        order = crm.by_id(Order, order.id)
        planned_ = _planned_as(order, plan)
        said = _("{record} orders {quote}").format(record=titled(order), quote=quote.number or quote.ref)
        told = shortened([telling.brief(line) for line in documents.lines_of(crm, order)])
        return Answer(
            said, [order], [*told, *planned_, *_won(order, won)], _("next: {command}").format(command=f"crm order deliver {order.ref}")
        )  # fmt: skip

    return lambda: each("quote", which, one, "order")


def _planned_as(order: Order, said: str | None) -> list[str]:
    """The payment plan that is said, else that of its payment terms where these are one; else how it gets one."""
    crm = current().workspace
    text = said or order.payment or ""
    if not said and not re.search(r"\d\s*[%％]", text):
        return [_("payment plan: {command}").format(command=f'crm order plan {order.ref} "…"')] if text else []
    try:
        with crm.step():
            plans.put(crm, order, text)
    except CrmError:
        if said:
            raise
        return [_("payment plan: {command}").format(command=f'crm order plan {order.ref} "…"')]
    return [_("payment plan of {record}").format(record=order.ref), *planwords.planned(order)]


def _won(order: Order, wanted: bool) -> list[str]:
    """The deal that was won with it; where that was not wanted, that it could be."""
    crm = current().workspace
    if wanted:
        deal = orders.win(crm, order)
        return [_("{record} is won").format(record=called(deal))] if deal else [_("no open deal hangs on it")]
    return [
        _("{record} is still open: crm opp win {ref}").format(record=called(deal), ref=deal.ref)
        for deal in orders.deal_of(crm, order)
    ]


@writes("order")
def accept(
    which: Which,
    date: Day = None,
) -> Work:
    """The client accepts what was delivered, of which there must be some: what the payment plan hangs on that runs from this day.

    Example:
      crm order accept R7 --date fri
    """

    def one(order: Order) -> Answer:
        crm = current().workspace
        day = stored("order", {"accepted": date})["accepted"] if date else None
        if order.accepted and order.accepted == (day or crm.clock.today().isoformat()):
            return Answer(_("{record} is accepted already").format(record=titled(order)), [order], wrote=False)
        after = orders.accept(crm, order, day)
        said = _("{record}: accepted on {day}").format(
            record=titled(after), day=value_words(crm.fields("order")["accepted"], after.accepted)
        )
        rest = still(after)
        more = [_("still to go out: {lines}").format(lines=rest)] if rest else []
        return Answer(said, [after], [*more, *_begun(after, bool(rest)), *planwords.planned(after)], _(UNDO))

    return lambda: each("order", which, one)


def _begun(order: Order, out: bool) -> list[str]:
    """Which parts of its plan run from the day on which an order was accepted."""
    text = _("{part} runs from now on, though goods are still to go out") if out else _("{part} runs from now on")
    return [
        text.format(part=planwords.part_name(one))
        for one in plans.of(current().workspace, order)
        if one.event == "accepted"
    ]


@writes("order")
def cancel(
    which: Which,
    reason: Reason = None,
) -> Work:
    """Nothing comes of an order, and why. What went out must be back, and what was billed taken back, before.

    Example:
      crm order cancel R7 --reason "budget cut"
    """
    said = reason or current().ask(_("why is {ref} cancelled?").format(ref=" ".join(which)))

    def one(order: Order) -> Answer:
        after = orders.cancel(current().workspace, order, said)
        return Answer(
            _("{record} is cancelled: {reason}").format(record=titled(after), reason=after.reason),
            [after],
            hint=_(UNDO),
        )

    return lambda: each("order", which, one)


@writes("instalment")
def plan(
    which: OneOrder,
    text: Annotated[str | None, Argument(metavar="[PLAN]", help=N_("The parts with what they hang on; without it the plan is shown"))] = None,
) -> Work:  # fmt: skip
    """In which parts an order is paid, and after what each is due: signed, before delivery, delivered, invoiced, accepted, or a day.

    A part is a share, an amount or the rest. A retention stands apart from what is overdue until it is due itself. The new plan
    takes the place of the old one.

    Example:
      crm order plan R7 "30% signed, 60% before delivery, 10% 12 months after acceptance retention"
      crm order plan R7 "¥20,000 signed, rest 30 days after invoice"
      crm order plan R7
    """

    def one(order: Order) -> Answer:
        crm = current().workspace
        made = plans.put(crm, order, text) if text else plans.of(crm, order)
        if not made:
            return Answer(_("{record} has no payment plan").format(record=titled(order)), wrote=False, hint=f'crm order plan {order.ref} "…"')  # fmt: skip
        return Answer(_("payment plan of {record}").format(record=titled(order)), made, planwords.planned(order), _(UNDO) if text else "", wrote=bool(text))  # fmt: skip

    return lambda: each_named("order", which, one)


def titled(order: Order) -> str:
    """``R7 SO-2026-0041 科锐: ¥12,825``."""
    crm = current().workspace
    client = crm.name_of("client", order.client)
    named = " ".join(filter(None, [order.ref, order.number, client]))
    if order.total is None:
        return named
    return _("{label}: {said}").format(label=named, said=shown(order.total, order.currency or crm.currency))

"""``crm membership renew``, ``end``, ``earn``, ``spend``, ``reverse`` and ``expire``: a member's term, and the points."""

from typing import Annotated, Any

from crm_cli.commands.contracts import Months
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.each import each, each_named
from crm_cli.commands.options import Reason, Some, Which
from crm_cli.commands.selection import selected
from crm_cli.commands.writing import UNDO, Answer, Work, many, shortened, writes
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.nouns.memberships import Membership
from crm_cli.records.nouns.orders import Order as OrderRecord
from crm_cli.records.nouns.points import Point
from crm_cli.sales import earning, memberships
from crm_cli.telling.given import stored

Member = Annotated[
    str,
    Argument(metavar="MEMBERSHIP", help=N_("Which membership: its ref or its number; “-” those that come by stdin")),
]
Amount = Annotated[str, Argument(metavar="POINTS", help=N_("How many points"))]
Order = Annotated[str | None, Option("--order", metavar="ORDER", help=N_("For which order"))]
On = Annotated[str | None, Option("--on", metavar="DATE", help=N_("On which day, if not today"))]


@writes("membership")
def renew(
    which: Which,
    months: Months = None,
    level: Annotated[str | None, Option("--level", metavar="LEVEL", help=N_("The level from now on"))] = None,
) -> Work:
    """Renew memberships: one term more from the day the last ends, from today where that is past.

    Example:
      crm membership renew MB3
      crm membership renew MB3 --months 24 --level gold
    """
    crm = current().workspace

    def work() -> Answer:
        done = [
            memberships.renew(crm, _as_membership(one), months=months, level=level)
            for one in selected("membership", which)
        ]
        lines = [_("{record}: until {day}").format(record=titled(one), day=one.end) for one in done]
        return _answer(done, lines)

    return work


@writes("membership")
def end(
    which: Which,
    on: On = None,
) -> Work:
    """End memberships before their time. The points stay in the ledger.

    Example:
      crm membership end MB3
    """
    crm = current().workspace

    def work() -> Answer:
        day = _day(on)
        done = [memberships.end(crm, _as_membership(one), day) for one in selected("membership", which)]
        lines = [_("{record} ends on {day}").format(record=titled(one), day=one.ended) for one in done]
        return _answer(done, lines)

    return work


def _answer(done: list[Membership], lines: list[str]) -> Answer:
    if len(done) == 1:
        return Answer(lines[0], done, hint=_(UNDO))
    return Answer(many("membership", done), done, shortened(lines), _(UNDO), wrote=bool(done))


@writes("point")
def earn(
    which: Member,
    points: Annotated[
        str | None,
        Argument(metavar="[POINTS]", help=N_("How many points; of an order, else as the setting points.per says")),
    ] = None,
    order: Order = None,
    expires: Annotated[
        str | None,
        Option("--expires", metavar="DATE", help=N_("The last day they hold; else as the setting points.months says")),
    ] = None,
    on: On = None,
    reason: Reason = None,
) -> Work:
    """Points for a member. The ledger is only added to: what was wrong is taken back by crm membership reverse.

    An order brings as many as the setting points.per says where none are said: crm config set points.per 10 is a point for every ten of
    its total. Each order brings them once.

    Example:
      crm membership earn MB3 --order R7
      crm membership earn MB3 200 --order R7
      crm membership earn M000003 50 --expires 2027-12-31 --reason birthday
    """
    crm = current().workspace

    def one(membership: Membership) -> Answer:
        given = _typed(amount=points, order=order, expires=expires, date=on)
        amount = given["amount"] if points else _by_rule(membership, given.get("order"))
        made = memberships.earn(
            crm, membership, amount, on=given.get("date"), expires=given.get("expires"), order=given.get("order"), reason=reason
        )  # fmt: skip
        return _booked(made)

    return lambda: each_named("membership", which, one, "point")


def _by_rule(member: Membership, order: str | None) -> int:
    """What an order brings."""
    if order is None:
        raise Invalid(N_("how many points is not said"), hint="crm membership earn {ref} 200", ref=member.ref)
    crm = current().workspace
    return earning.earned_by(crm, member, crm.by_id(OrderRecord, order))


@writes("point")
def spend(
    which: Member,
    points: Amount,
    order: Order = None,
    on: On = None,
    reason: Reason = None,
) -> Work:
    """A member's points for something, those first that expire first; never more than there are, nor what has expired.

    Example:
      crm membership spend MB3 200 --reason gift
      crm membership spend MB3 200 --order R7
    """
    crm = current().workspace

    def one(membership: Membership) -> Answer:
        given = _typed(amount=points, order=order, date=on)
        made = memberships.spend(
            crm, membership, given["amount"], on=given.get("date"), order=given.get("order"), reason=reason
        )  # fmt: skip
        return _booked(made)

    return lambda: each_named("membership", which, one, "point")


@writes("point")
def reverse(
    which: Annotated[
        list[str], Argument(metavar="ENTRY", help=N_("Which entries of the ledger: PT3, or “-” for refs from stdin"))
    ],
    reason: Reason = None,
) -> Work:
    """Take an entry of the points back by one of the other sign.

    Example:
      crm membership reverse PT3 --reason mistake
    """

    def one(entry: Point) -> Answer:
        return _booked(memberships.reverse(current().workspace, entry, reason))

    return lambda: each("point", which, one, "point")


@writes("point")
def expire(
    which: Some = None,
) -> Work:
    """Write off the points whose day is over: of those named, else of all members. Made for cron.

    Example:
      crm membership expire
    """
    crm = current().workspace

    def work() -> Answer:
        chosen = [_as_membership(one) for one in selected("membership", which)] if which else None
        made = memberships.expire(crm, chosen)
        if not made:
            return Answer(_("no points have expired"), wrote=False)
        lines = [_said(one) for one in made]
        return Answer(
            lines[0] if len(made) == 1 else many("point", made),
            made,
            shortened(lines) if len(made) > 1 else [],
            _(UNDO),
        )

    return work


def titled(membership: Membership) -> str:
    """``MB3 M000003 张三``."""
    crm = current().workspace
    name = (
        crm.name_of("contact", membership.contact) if membership.contact else crm.name_of("client", membership.client)
    )
    return " ".join(filter(None, (membership.ref, membership.number, name)))


def _booked(entry: Point) -> Answer:
    return Answer(_said(entry), [entry], hint=_(UNDO))


def _said(entry: Point) -> str:
    """``MB3 M000003 张三: +200 points, 320 now``."""
    crm = current().workspace
    membership = crm.by_id(Membership, entry.membership)
    points = ngettext("{n} point", "{n} points", abs(entry.amount)).format(n=f"{entry.amount:+}")
    return _("{record}: {points}, {left} now").format(
        record=titled(membership), points=points, left=memberships.balance(crm, membership)
    )


def _typed(**given: str | None) -> dict[str, Any]:
    return stored("point", {name: text for name, text in given.items() if text})


def _day(text: str | None) -> str | None:
    crm = current().workspace
    day: str | None = crm.parse_one(crm.fields("point")["date"], text) if text else None
    return day


def _as_membership(record: Any) -> Membership:
    membership: Membership = record
    return membership

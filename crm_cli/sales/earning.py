"""What an order brings its member: points by what the firm agreed, once."""

from crm_cli.errors import Conflict, Duplicate, Invalid
from crm_cli.i18n import N_
from crm_cli.people import policy
from crm_cli.records.countries import CURRENCIES
from crm_cli.records.nouns.memberships import Membership
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.points import Point
from crm_cli.workspace import Workspace


def earned_by(crm: Workspace, membership: Membership, order: Order) -> int:
    """How many points an order of the member brings by the setting ``points.per``; each order brings them once."""
    per = policy.most(crm, "points.per")
    if not per:
        raise Invalid(
            N_("how many points an order brings is not agreed"), hint=N_("crm config set points.per 10, or say how many: crm membership earn {ref} 200"), ref=membership.ref
        )  # fmt: skip
    _check_earning(crm, membership, order)
    places = CURRENCIES.get(crm.currency, ("", 2))[1]
    points: int = (order.total or 0) // (per * 10**places)
    if points < 1:
        raise Conflict(N_("{ref} comes to too little for a point"), hint="crm order show {ref}", ref=order.ref)
    return points


def _check_earning(crm: Workspace, membership: Membership, order: Order) -> None:
    """The order is the member's, holds, is in the base's currency and has brought no points that still stand."""
    if order.client != membership.client:
        raise Invalid(N_("{ref} is an order of another client"), hint="crm order show {ref}", ref=order.ref)
    if order.cancelled:
        raise Conflict(
            N_("{ref} was cancelled on {day}"), hint="crm order show {ref}", ref=order.ref, day=order.cancelled
        )
    if order.currency not in (None, crm.currency):
        raise Invalid(
            N_("{ref} is in {currency}: say how many points it brings"), hint="crm membership earn {member} 200 --order {ref}",
            ref=order.ref, currency=order.currency or "", member=membership.ref,
        )  # fmt: skip
    void = {one.reverses for one in crm.where(Point, order=order.id, kind="reverse")}
    for one in crm.where(Point, order=order.id, kind="earn"):
        if one.id not in void:
            raise Duplicate(
                N_("{ref} has brought its points already, by {point}"), hint="crm membership reverse {point}", ref=order.ref, point=one.ref
            )  # fmt: skip

"""Rules of what was done: when it may have happened, what it must say, and whose latest it is."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records.nouns.activities import UNREACHED, Activity
from crm_cli.records.registry import concerns
from crm_cli.workspace import Workspace

SAYS_SOMETHING = ("text", "outcome", "direction", "minutes", "video")


def add(crm: Workspace, activity: Activity) -> Activity:
    """Write down what was done; one that lies ahead, or says nothing, is refused."""
    check(crm, activity)
    return crm.add(activity)


def check(crm: Workspace, activity: Activity) -> None:
    """Refuse what cannot have been done."""
    if activity.at > crm.clock.stamp():
        raise Invalid(
            N_("{when} is still to come: log what was done, plan what is to be done"), hint='--next "{when} …"',
            when=crm.clock.local(activity.at).strftime("%Y-%m-%d %H:%M"),
        )  # fmt: skip
    if (activity.minutes or 0) < 0:
        raise Invalid(N_("nothing takes {minutes} minutes"), minutes=activity.minutes)
    if not any(getattr(activity, name) for name in SAYS_SOMETHING):
        raise Invalid(
            N_("there is nothing to log: no text and no outcome"), hint=N_("write what was said, or --outcome")
        )


@concerns("kind", "outcome", "lead", "at")
def follow(crm: Workspace, activity: Activity) -> None:
    """The first time somebody really spoke with a lead is when it was answered."""
    if not activity.lead:
        return
    from crm_cli.people import leads, policy  # only where it was a lead

    if is_real(activity, policy.real_contact(crm)):
        leads.answered(crm, activity.lead, activity.at)


class Deed(Protocol):
    """What was done, in what way, and what came of it."""

    @property
    def kind(self) -> str: ...

    @property
    def outcome(self) -> str | None: ...


def is_real(deed: Deed, kinds: Collection[str]) -> bool:
    """Somebody was really spoken to: it is of a kind that counts, and somebody was there."""
    return deed.kind in kinds and deed.outcome not in UNREACHED


def happened(crm: Workspace, said: str | None) -> str:
    """The stamp of when something was done: now, or what was said; of today without an hour, now."""
    if not said:
        return crm.clock.stamp()
    from crm_cli.records.when import parse_moment  # only where it was not now

    moment = parse_moment(said, crm.clock, crm.country, prefer="past", office=crm.workdays)
    if not moment.timed and moment.at.date() == crm.clock.today():
        return crm.clock.stamp()
    return crm.clock.utc(moment.at if moment.timed else datetime.combine(moment.at, datetime.min.time()))


def latest(crm: Workspace, limit: int) -> list[Activity]:
    """My latest, the last first."""
    owner = ["owner=me"] if crm.me else []
    return crm.find(Activity, owner, sort="-at", limit=limit)

"""Whose a client or lead was, one after the other: as a list of its own, and shorter on its page."""

from collections.abc import Sequence
from typing import Any

from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.render.listing import Column, Listing
from crm_cli.render.page import Section

OWNERS = (
    Column("owner", N_("Owner")), Column("since", N_("Held from"), "time"), Column("until", N_("Until"), "time"), Column("days", N_("Days"), "number"),
    Column("by", N_("By")), Column("why", N_("Why it ended")), Column("step", N_("Step"), "number"),
)  # fmt: skip
IN_A_PAGE = ("owner", "since", "until", "days", "why")


def owners(record: Any, names: Sequence[str] = (), *, machine: bool = False) -> Listing:
    """Each who had it, and when it was in the pool; these columns, or all."""
    from crm_cli.people import taking  # only where it is asked whose one was

    run = current()
    rows = []
    for one in taking.owners(run.workspace, record):
        days = (run.clock.local(one.until or run.clock.stamp()).date() - run.clock.local(one.since).date()).days
        owner = _user(one.owner) or (None if machine else _("in the pool"))
        rows.append((owner, one.since, one.until, days, _user(one.by), one.why, one.step))
    places = [place for place, column in enumerate(OWNERS) if not names or column.key in names]
    return Listing([OWNERS[place] for place in places], [[row[place] for place in places] for row in rows])


def changes_of_hands(record: Any) -> list[Section]:
    """The part of a page that says so; none where it was always the same one's."""
    found = owners(record, IN_A_PAGE)
    return [Section(N_("Whose it was"), listing=found, key="owners")] if len(list(found.rows)) > 1 else []


def _user(identity: str | None) -> str | None:
    return current().workspace.name_of("user", identity) if identity else None

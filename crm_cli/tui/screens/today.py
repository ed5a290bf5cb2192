"""Today: what is due, who waits, whom to think of, what is stuck; mine, a colleague's or a team's. Any other day: what stands on it, and what was done."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar, NamedTuple

from textual.binding import BindingType

from crm_cli.agenda import calendar, courtesies, daily
from crm_cli.agenda import today as agenda
from crm_cli.agenda.calendar import Planned
from crm_cli.agenda.courtesies import Courtesy
from crm_cli.agenda.dayparts import Done
from crm_cli.agenda.today import Day
from crm_cli.i18n import _
from crm_cli.records.nouns.users import User
from crm_cli.records.periods import Period
from crm_cli.sales.attainments import Attainment
from crm_cli.telling.day import counted, overlooked
from crm_cli.tui import keys
from crm_cli.tui.screens import day_parts
from crm_cli.tui.screens.days import ME, Days
from crm_cli.tui.screens.panels import Place
from crm_cli.workspace import Workspace


class Today(NamedTuple):
    """What there is to see to, and where one stands."""

    day: Day
    standing: Attainment | None


class Other(NamedTuple):
    """Another day: what stands on it, what was done, whom to think of."""

    planned: Sequence[Planned]
    done: Sequence[Done]
    courtesies: Sequence[Courtesy]


class TodayPage(Days):
    """The day."""

    where = "today"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("today")

    def __init__(self, whose: str = ME) -> None:
        super().__init__(whose)
        self.passes = ""  # when the next hour that is shown passes

    # -- what is shown

    @property
    def over(self) -> bool:
        """The hour of a task has passed meanwhile."""
        return bool(self.passes) and self.passes < self.crm.clock.stamp()

    def reader(self) -> Callable[[Workspace], Any]:
        """What reads the day; which hour passes next is seen when it is read."""
        ids, self.passes = self.whose().ids, ""
        if self.by == 0:
            return partial(_today, ids)
        return partial(_other, ids, self.by)

    def parts(self) -> Sequence[Place]:
        """The panels of what was read."""
        named, now = self.whose().one is None, self.crm.clock.stamp()
        due = self.found.day.today if isinstance(self.found, Today) else ()
        self.passes = min((one.due for one in due if one.timed and one.due >= now), default="")
        if isinstance(self.found, Today):
            return day_parts.places(self.found.day, named)
        return day_parts.of_other(self.found.planned, self.found.done, self.found.courtesies, named)

    def top(self) -> tuple[str, str, Sequence[str]]:
        """Whose day it is; how much there is to do, and where one stands against the quota."""
        day = day_parts.said(self.day)
        heading = self.titled(_("day") if self.by else _("today"))
        about: list[str] = []
        if isinstance(self.found, Today):
            if self.found.standing:
                about.append(day_parts.standing(self.found.standing))
            about.append(" · ".join(filter(None, (counted(self.found.day), overlooked()))))
        elif self.found is not None:
            about.append(day_parts.counted_other(self.found.planned, self.found.done, ahead=self.by > 0))
        return heading, day, about

    # -- where one goes from here

    def action_week(self) -> None:
        """The week with what stands on each day."""
        self.desk.enter("week", self.asked_for)

    def action_team(self) -> None:
        """The day of my team."""
        self.desk.enter("teamday")


def _today(ids: Sequence[str] | None, crm: Workspace) -> Today:
    """The day of these users, or of everybody and nobody."""
    if ids is None:
        return Today(agenda.read(crm), None)
    users = [crm.by_id(User, one) for one in ids]
    if len(users) == 1:
        return Today(agenda.read(crm, owner=users[0].id), _standing(crm, users[0]))
    return Today(agenda.together([day for _user, day in agenda.team(crm, users)]), None)


def _standing(crm: Workspace, user: User) -> Attainment | None:
    """How far the quota of the month is reached, else that of the quarter; none where there is none."""
    if crm.is_empty("quota"):
        return None
    from crm_cli.agenda import standing  # only where there are quotas

    return standing.against_quota(crm, user)


def _other(ids: Sequence[str] | None, by: int, crm: Workspace) -> Other:
    """Another day of these users."""
    day = crm.clock.today() + timedelta(by)
    planned = calendar.planned(crm, ids, day, day + timedelta(1))
    if by < 0:
        users = None if ids is None else [crm.by_id(User, one) for one in ids]
        return Other(planned, daily.read(crm, "day", Period(day, day, day.isoformat()), users).done, ())
    owners = [None] if ids is None else ids
    coming = [one for owner in owners for one in courtesies.coming(crm, by, owner) if one.days == by]
    return Other(planned, (), coming)

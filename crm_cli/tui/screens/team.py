"""The day of my team: how much each has to see to, who did what, what is overdue and whose, who is away, what is missing from the reports."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, NamedTuple

from textual.binding import BindingType

from crm_cli.agenda import daily
from crm_cli.agenda import today as agenda
from crm_cli.agenda.dayparts import LACKS, Person, Report
from crm_cli.agenda.today import Day
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.users import User
from crm_cli.records.periods import Period
from crm_cli.telling.day import away_today, counted_all
from crm_cli.telling.day_lines import ago, away_line, due_line
from crm_cli.telling.week import day_of
from crm_cli.telling.words import listed
from crm_cli.tui import keys
from crm_cli.tui.dialogs.ask import Blank
from crm_cli.tui.screens import day_parts
from crm_cli.tui.screens.days import ALL, TEAM, Days
from crm_cli.tui.screens.panels import Filled, Place
from crm_cli.tui.widgets.panel import Fit, Line
from crm_cli.workspace import Workspace

COUNT = Fit(right=True, most=9)
PEOPLE = (Fit(grows=True), Fit(rank=1, most=18), *(COUNT,) * 3, *(Fit(True, rank=at, most=9) for at in (5, 4, 3, 2)))
DID = (Fit(most=5), Fit(rank=3), Fit(rank=2, most=12), Fit(grows=True, least=16), Fit(rank=1, most=20), Fit(most=16))
LATE = (Fit(), Fit(most=16), Fit(grows=True, least=16), Fit(rank=1, most=20), Fit(rank=2, most=12), Fit(most=16))
# What is counted of each: over which cell, and how much it is.
COUNTS: Sequence[tuple[str, Callable[[Day, Person | None], int]]] = (
    (N_("Overdue"), lambda day, _did: len(day.overdue)),
    (N_("Today"), lambda day, _did: len(day.today)),
    (N_("Done"), lambda _day, did: did.activities if did else 0),
    (N_("Papers"), lambda day, _did: len(day.matters)),
    (N_("Stuck"), lambda day, _did: len(day.stuck)),
    (N_("Cold"), lambda day, _did: len(day.cold)),
    (N_("Leads"), lambda day, _did: len(day.leads)),
)


class Found(NamedTuple):
    """The people with their days, and the report of the day that is shown."""

    people: Sequence[tuple[User, Day]]
    report: Report


class TeamPage(Days):
    """The day of those who work for me."""

    where = "team"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("team")
    left_cells = 0.55

    def __init__(self, whose: str = TEAM) -> None:
        super().__init__(whose)

    # -- what is shown

    def reader(self) -> Callable[[Workspace], Any]:
        """What reads the days of all of them."""
        return partial(_read, self.whose().ids, self.day)

    def parts(self) -> Sequence[Place]:
        """Who they are, what is missing, who is away; what they did, what is overdue, what they say of the day."""
        report = self.found.report
        made = [
            Place("people", PEOPLE, 0, self.people, stays=True),
            Place("missing", (Fit(grows=True), Fit(most=14), Fit(most=30)), 0, self.missing),
            Place("overdue", LATE, 1, self.overdue),
            Place("did", DID, 1, partial(day_parts.done_lines, report.done, named=True), stays=True),
            Place("remarks", (Fit(most=16), Fit(grows=True), Fit(rank=1, most=30)), 1, self.remarks),
        ]
        empty = {"missing": not report.missing, "overdue": self.by or not self.late(), "remarks": not report.remarks}
        return [one for one in made if not empty.get(one.name)]

    def top(self) -> tuple[str, str, Sequence[str]]:
        """Whose day, which, and how much there is to do in all."""
        heading = self.titled(_("the day of the team"))
        about = [counted_all(self.found.people)] if self.found else []
        return heading, day_of(self.day.isoformat()), about

    def people(self) -> Filled:
        """How much each has to see to, and did; who is away."""
        did = {one.user_id: one for one in self.found.report.people}
        lines = []
        for user, day in self.found.people:
            away = away_today(day)
            counts = [str(count(day, did.get(user.id)) or "-") for _head, count in COUNTS]
            told = away_line(away)[3] if away else ""
            look = "quiet" if away else "bad" if day.overdue else ""
            lines.append(Line((user.name, told, *counts), user.ref, look))
        return Filled(N_("Team"), lines, heads=("", N_("Away"), *(head for head, _count in COUNTS)))

    def missing(self) -> Filled:
        """What nobody reported, though it was no day off."""
        refs = {user.id: user.ref for user, _day in self.found.people}
        lines = [
            Line((one.user, day_of(one.day), _(LACKS[one.lacks])), refs.get(one.user_id, ""), "warn")
            for one in self.found.report.missing
        ]
        return Filled(N_("Missing"), lines, (str(len(lines)),))

    def late(self) -> Sequence[tuple[User, agenda.Due]]:
        """What is overdue, by person."""
        return [(user, one) for user, day in self.found.people for one in day.overdue]

    def overdue(self) -> Filled:
        """What is overdue, and whose it is."""
        lines = [Line(due_line(one, ago(-one.days), True), one.ref, "bad") for _user, one in self.late()]
        return Filled(N_("Overdue"), lines, (str(len(lines)),))

    def remarks(self) -> Filled:
        """What they say of the day, and what was replied."""
        lines = []
        for one in self.found.report.remarks:
            reply = (
                _("{label}: {said}").format(label=one.replied_by or "", said=one.reply)
                if one.reply
                else _("no reply yet")
            )
            lines.append(
                Line((one.user, (one.text or "").replace("\n", " "), reply), one.ref, "" if one.reply else "warn")
            )
        return Filled(N_("Remarks"), lines, (str(len(lines)),))

    # -- what is done

    def action_open(self) -> None:
        """The day of the person; of any other line what it is about."""
        if self.panel and self.panel.id in ("people", "missing"):
            user = next((user for user, _day in self.found.people if user.ref == self.ref), None)
            if user:
                self.desk.enter("today", user.id)
        else:
            super().action_open()

    def action_reply(self) -> None:
        """Reply to the report of whom the line is about."""
        user, said = self.reported()
        if user is None:
            self.desk.tell(_("look at a person, or at a remark"), bad=True)
            return
        title = listed(filter(None, (f"{user.name} · {day_of(self.day.isoformat())}", said)))
        day = self.day.isoformat()
        self.ask(
            title,
            [Blank("text", N_("What do you answer?"))],
            lambda answer: ["report", "reply", user.ref, day, answer["text"]] if answer["text"] else [],
        )

    def reported(self) -> tuple[User | None, str]:
        """Whose report the line is about, and what it says."""
        users = {user.id: user for user, _day in self.found.people} if self.found else {}
        for one in self.found.report.remarks if self.found else ():
            if one.ref == self.ref:
                return users.get(one.user_id), one.text or ""
        return next((user for user in users.values() if user.ref == self.ref), None), ""

    def of(self, whose: str) -> None:
        """A colleague's day is a screen of its own; mine is that of my team."""
        if whose in (TEAM, ALL):
            super().of(whose)
        else:
            self.desk.enter("today", whose)


def _read(ids: Sequence[str] | None, day: date, crm: Workspace) -> Found:
    """The days of these people, and what they report of one day."""
    users = crm.where(User, active=1) if ids is None else [crm.by_id(User, one) for one in ids]
    period = Period(day, day, day.isoformat())
    return Found(agenda.team(crm, users), daily.read(crm, "day", period, users, leader=crm.me))

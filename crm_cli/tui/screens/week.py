"""The week: what stands on each of its days."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Any, ClassVar

from textual.binding import BindingType

from crm_cli.agenda import calendar
from crm_cli.agenda.calendar import Planned
from crm_cli.i18n import _
from crm_cli.records.reports import around
from crm_cli.telling import week
from crm_cli.tui import keys
from crm_cli.tui.screens import day_parts
from crm_cli.tui.screens.days import ME, Days
from crm_cli.tui.screens.panels import Filled, Place
from crm_cli.workspace import Workspace

LEFT = 4  # days that stand on the left where there is room for two columns


class WeekPage(Days):
    """A week, day by day."""

    where = "week"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("week")

    def __init__(self, whose: str = ME) -> None:
        super().__init__(whose)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        here = self.crm.clock.today() + timedelta(self.by * 7)
        found = around("week", here, self.crm.country)
        return found.start, found.end

    def reader(self) -> Callable[[Workspace], Any]:
        """What reads the week."""
        return partial(_read, self.whose().ids, *self.days)

    def parts(self) -> Sequence[Place]:
        """A panel for each day, be it empty."""
        first, last = self.days
        found: dict[str, list[Planned]] = {day: list(some) for day, some in groupby(self.found, lambda one: one.day)}
        every = [(first + timedelta(at)).isoformat() for at in range((last - first).days + 1)]
        return [
            Place(
                f"day{at}",
                day_parts.PLANNED,
                int(at >= LEFT),
                partial(self.day_lines, day, found.get(day, [])),
                stays=True,
            )
            for at, day in enumerate(every)
        ]

    def day_lines(self, day: str, planned: Sequence[Planned]) -> Filled:
        """What stands on a day; which one is today is said."""
        title = week.day_of(day)
        if day == self.crm.clock.today().isoformat():
            title = " · ".join((title, _("today")))
        found = day_parts.on_day(title, planned, self.whose().one is None)
        return found if planned else found._replace(lines=())

    def top(self) -> tuple[str, str, Sequence[str]]:
        """Whose week, which days, and how much stands there."""
        first, last = self.days
        about = [week.told(self.whose().name, first, last, len(self.found))] if self.found is not None else []
        return self.titled(_("week")), f"{week.day_of(first.isoformat())} – {week.day_of(last.isoformat())}", about


def _read(ids: Sequence[str] | None, first: date, last: date, crm: Workspace) -> list[Planned]:
    """What stands on these days."""
    return calendar.planned(crm, ids, first, last + timedelta(1))

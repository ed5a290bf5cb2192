"""What stands on the days of a week."""

from collections.abc import Sequence
from datetime import date, datetime, time

from crm_cli.agenda.calendar import Planned
from crm_cli.i18n import _
from crm_cli.telling.words import said_day


def line(one: Planned, named: bool) -> Sequence[str]:
    """``10:00  ✓  T40  send the quote  清华同方  C3 D21``; ``named`` says whose it is."""
    about = " ".join(filter(None, (one.client_ref, one.deal)))
    mark = "✓" if one.status == "done" else ""
    return one.hour, mark, one.ref, one.text, one.client or "", about, (one.owner or "") if named else ""


def day_of(day: str) -> str:
    """``Fri 27 Nov``."""
    return said_day(datetime.combine(date.fromisoformat(day), time()), False)


def told(name: str, first: date, last: date, count: int) -> str:
    """Whose week it is, which days, and how much stands there."""
    days = f"{day_of(first.isoformat())} – {day_of(last.isoformat())}"
    return _("{whose}, {days}: {n} entries").format(whose=name, days=days, n=count)

"""Which day, week or month a report is of."""

from datetime import date, timedelta

from crm_cli.clock import Clock
from crm_cli.errors import Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records.countries import Country
from crm_cli.records.near import first_day, last_day
from crm_cli.records.periods import Period, parse_period
from crm_cli.records.when import Office

UNITS = {"day": N_("daily report"), "week": N_("weekly report"), "month": N_("monthly report")}
EXAMPLES = {
    "day": N_("2026-11-20, yesterday, 周五"),
    "week": N_("2026-W47, last week, 上周"),
    "month": N_("2026-11, last month, 上月"),
}


def period_of(unit: str, text: str, clock: Clock, country: Country, office: Office | None = None) -> Period:
    """The day, week or month that somebody means; the one that is without a word. A day stands for the week or month it lies in."""
    found = around(unit, clock.today(), country) if not text.strip() else parse_period(text, clock, country, office)
    if found.start == found.end and unit != "day":
        found = around(unit, found.start, country)
    if unit_of(found, country) != unit:
        raise Invalid(N_("“{text}” is no {unit}"), hint=EXAMPLES[unit], text=text, unit=Word(unit))
    return found


def unit_of(period: Period, country: Country) -> str | None:
    """Whether these days are a day, a week or a month of the country."""
    return next((unit for unit in UNITS if _days(period) == _days(around(unit, period.start, country))), None)


def around(unit: str, day: date, country: Country) -> Period:
    """The day itself, or the week or month in which it lies."""
    if unit == "day":
        return Period(day, day, day.isoformat())
    if unit == "month":
        return Period(first_day(day, unit), last_day(day, unit), f"{day:%Y-%m}")
    start = day - timedelta((day.weekday() - country.first_weekday) % 7)
    return Period(start, start + timedelta(6), f"{start}..{start + timedelta(6)}")


def _days(period: Period) -> tuple[date, date]:
    return period.start, period.end

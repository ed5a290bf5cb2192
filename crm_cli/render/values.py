"""How each kind of stored value reads to a person."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.i18n import _, language, ngettext
from crm_cli.records.kinds import items
from crm_cli.records.numbers import format_money
from crm_cli.render.style import shown

_DAYS_TOLD = 60  # further away than this, a date says more than a number of days


class Look(NamedTuple):
    """What a value needs to know of its surroundings to be shown."""

    currency: str
    language: str
    clock: Clock
    short: bool
    relative: bool
    choices: Mapping[str, str]


def human(
    kind: str,
    value: Any,
    *,
    currency: str,
    language: str,
    clock: Clock,
    short: bool = False,
    relative: bool = False,
    choices: Mapping[str, str] | None = None,
    lines: bool = False,
) -> str:
    """A stored value as a person reads it, cleaned; empty for None.

    ``short`` writes money as on a board (``¥48.2万``), ``relative`` times as ``today 09:30`` or ``2 days ago``, ``lines`` keeps line ends.
    """
    return dressed(kind, value, Look(currency, language, clock, short, relative, choices or {}), lines)


def dressed(kind: str, value: Any, look: Look, lines: bool = False) -> str:
    """The same for many values that have their surroundings in common."""
    return "" if value is None else shown(SHOWN[kind](value, look), lines)


def _as_it_is(value: Any, _look: Look) -> str:
    return str(value)


def _money(value: Any, look: Look) -> str:
    return format_money(value, look.currency, look.language, short=look.short)


def _percent(value: Any, _look: Look) -> str:
    whole, hundredths = divmod(abs(value), 100)
    fraction = f".{hundredths:02}".rstrip("0") if hundredths else ""
    return f"{'-' if value < 0 else ''}{whole}{fraction} %"


def _time(value: Any, look: Look) -> str:
    if len(value) == len("2026-11-22"):  # a day of which no hour is known
        return str(value)
    if look.relative:
        return ago(value, look.clock)
    moment = look.clock.local(value)
    return f"{moment:%Y-%m-%d}" if _is_day(moment) else f"{moment:%Y-%m-%d %H:%M}"


def _flag(value: Any, _look: Look) -> str:
    return _("yes") if value else _("no")


def _choice(value: Any, look: Look) -> str:
    return _(look.choices.get(value, value))


def _sentences(value: Any, look: Look) -> str:
    from crm_cli.records.sentences import said  # only where a record keeps some

    return said(value, look.choices)


def _choices(value: Any, look: Look) -> str:
    return _joined([_choice(item, look) for item in _items(value)], look)


def _several(value: Any, look: Look) -> str:
    return _joined([str(item) for item in _items(value)], look)


def _birthday(value: Any, _look: Look) -> str:
    calendar, _space, day = value.rpartition(" ")
    if calendar.endswith("leap"):
        return _("lunar leap {day}").format(day=day)
    return _("lunar {day}").format(day=day) if calendar else day


def _repeat(value: Any, look: Look) -> str:
    from crm_cli.records.repeated import said  # only where something comes again

    return said(value, look.language)


def _items(value: Any) -> list[Any]:
    """The list of a stored value; one that is damaged is shown as it stands."""
    try:
        return items(value) if isinstance(value, str) else list(value)
    except Invalid:
        return [value]


def _joined(items: list[str], look: Look) -> str:
    return ("、" if look.language.startswith("zh") else ", ").join(items)


def ago(stamp: str, clock: Clock) -> str:
    """A stored time by its day as seen from today, with the hour where that is near or yet to come; as its date when it is far."""
    moment, now = clock.local(stamp), clock.here()
    days, alone = (moment.date() - now.date()).days, _is_day(moment)
    if abs((now - moment).total_seconds()) < 60 and not alone:
        return _("just now")
    if abs(days) > _DAYS_TOLD:
        return moment.date().isoformat()
    if days < 0:
        return _("yesterday") if days == -1 else ngettext("{n} day ago", "{n} days ago", -days).format(n=-days)
    if days > 1:
        from crm_cli.records.when import echo  # only where a day to come is told

        return echo(moment.replace(tzinfo=None), not alone, language(), now.date())
    day = _("tomorrow") if days else _("today")
    return day if alone else f"{day} {moment:%H:%M}"


def _is_day(moment: datetime) -> bool:
    """It is the first moment of a day, of which no hour is known: so is a task kept that is to be done some time that day."""
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


HUMAN_VALUES: dict[str, Callable[[Any, Look], str]] = {
    "text": _as_it_is,
    "longtext": _as_it_is,
    "number": _as_it_is,
    "decimal": _as_it_is,
    "money": _money,
    "percent": _percent,
    "date": _as_it_is,
    "time": _time,
    "flag": _flag,
    "choice": _choice,
    "choices": _choices,
    "tags": _several,
    "birthday": _birthday,
    "repeat": _repeat,
    "link": _as_it_is,
    "links": _several,
    "phone": _as_it_is,
    "phones": _several,
    "email": _as_it_is,
    "emails": _several,
    "url": _as_it_is,
}
SHOWN: dict[str, Callable[[Any, Look], str]] = {**HUMAN_VALUES, "sentences": _sentences}
"""The kinds, and what a text may hold that is no kind of its own."""

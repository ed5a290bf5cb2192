"""What the team agreed on: what a client needs, how soon a lead is answered, when it is stale, when the office works, what the pool allows, how clients are classed, what a daily report needs."""

from collections.abc import Callable
from typing import NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records import worktime
from crm_cli.records.kinds import chosen, parts
from crm_cli.records.nouns.activities import KINDS, REAL_CONTACT
from crm_cli.records.numbering import STANDARD, checked
from crm_cli.records.worktime import Week
from crm_cli.workspace import Workspace

NEEDED = {
    "company": N_("Company"),
    "address": N_("Address"),
    "contact": N_("Contact"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
}
NOTHING = "none"
WHOLE = 100


class Agreed(NamedTuple):
    """A setting of the team: its value unless the team says otherwise, and what reads (and refuses) another."""

    default: str
    read: Callable[[str], str]


def _hours(text: str) -> str:
    begins, ends = worktime.read_hours(text)
    return f"{begins // 60}:{begins % 60:02}-{ends // 60}:{ends % 60:02}"


def _days(text: str) -> str:
    return ",".join(worktime.DAYS[number] for number in sorted(worktime.read_days(text)))


def _span(text: str) -> str:
    worktime.read_span(text)
    return "".join(text.split())


def _needed(text: str) -> str:
    found = [chosen(part, NEEDED) or part for part in parts(text) if part != NOTHING]
    if wrong := next((part for part in found if part not in NEEDED), None):
        raise Invalid(
            N_("“{text}” is nothing that a conversion can ask for"), hint=N_("one of {known}"), text=wrong,
            known=", ".join((*NEEDED, NOTHING)),
        )  # fmt: skip
    return ",".join(dict.fromkeys(found)) or NOTHING


def _most(text: str) -> str:
    if _is_nothing(text):
        return NOTHING
    if not (text.strip().isdecimal() and text.strip().isascii()):
        raise Invalid(N_("“{text}” is no number of records"), hint=N_("a number such as 50, or none"), text=text)
    return str(int(text))


def _rest(text: str) -> str:
    if _is_nothing(text):
        return NOTHING
    days = int(text) if text.strip().isdecimal() else worktime.read_span(text) // worktime.DAY
    if not days:
        raise Invalid(N_("“{text}” is less than a day"), hint=N_("a number of days such as 7d, or none"), text=text)
    return f"{days}d"


def _is_nothing(text: str) -> bool:
    return text.strip().casefold() in (NOTHING, "0", "无", "不限")


def _kinds(text: str) -> str:
    found = [chosen(part, KINDS) or part for part in parts(text)]
    if wrong := next((part for part in found if part not in KINDS), None):
        raise Invalid(
            N_("“{text}” is no kind of activity"), hint=N_("one of {known}"), text=wrong, known=", ".join(KINDS)
        )  # fmt: skip
    if not found:
        raise Invalid(
            N_("some kind of activity must count"),
            hint="crm config set contact.real {known}",
            known=",".join(REAL_CONTACT),
        )
    return ",".join(dict.fromkeys(found))


def shares(text: str) -> list[int]:
    """``80,15,5``: the shares of A, B and C, together 100."""
    from crm_cli.records.nouns.clients import LEVELS  # only where clients are classed

    found = [int(part) if part.isdecimal() else -1 for part in (one.strip("% ") for one in parts(text))]
    if len(found) != len(LEVELS) or min(found) < 0 or sum(found) != WHOLE:
        raise Invalid(N_("“{text}” is not three shares that make 100"), hint="--share 80,15,5", text=text)
    return found


def _share(text: str) -> str:
    return ",".join(map(str, shares(text)))


def _said(text: str) -> str:
    """What is read when it is used, since it names fields of the base; it can be read as words at least."""
    from crm_cli.records.belonging import words  # only where such is set

    words(text)
    return NOTHING if _is_nothing(text) or not text.strip() else text.strip()


def _named(text: str) -> str:
    """The name of a user, looked up when it is used."""
    return NOTHING if _is_nothing(text) or not text.strip() else text.strip()


REPORTED = {"activity": N_("activity"), "remark": N_("remark")}


def _reported(text: str) -> str:
    """What a working day must have, lest it is called missing."""
    if _is_nothing(text):
        return NOTHING
    found = [chosen(part, REPORTED) or part for part in parts(text)]
    if wrong := next((part for part in found if part not in REPORTED), None):
        raise Invalid(
            N_("“{text}” is nothing that a report can ask for"), hint=N_("one of {known}"), text=wrong,
            known=", ".join((*REPORTED, NOTHING)),
        )  # fmt: skip
    return ",".join(dict.fromkeys(found)) or NOTHING


SETTINGS = {
    "call.reception": Agreed(NOTHING, _named),
    "contact.real": Agreed(",".join(REAL_CONTACT), _kinds),
    "lead.required": Agreed(",".join(NEEDED), _needed),
    "lead.response": Agreed("4h", _span),
    "lead.stale": Agreed("30d", _span),
    **{f"numbers.{noun}": Agreed(text, checked) for noun, text in STANDARD.items()},
    "points.months": Agreed(NOTHING, _most),
    "points.per": Agreed(NOTHING, _most),
    "pool.capacity": Agreed(NOTHING, _most),
    "pool.daily_take": Agreed(NOTHING, _most),
    "pool.cooldown": Agreed(NOTHING, _rest),
    "pool.cooldown_new": Agreed(NOTHING, _rest),
    "quotes.days": Agreed("30d", _rest),
    "rate.by": Agreed(NOTHING, _said),
    "rate.period": Agreed(NOTHING, _said),
    "rate.share": Agreed("80,15,5", _share),
    "rate.class": Agreed(NOTHING, _said),
    "rate.key": Agreed(NOTHING, _said),
    "report.asks": Agreed(",".join(REPORTED), _reported),
    "work.hours": Agreed("9:00-18:00", _hours),
    "work.days": Agreed("mon,tue,wed,thu,fri", _days),
}


def agreed(crm: Workspace, name: str) -> str:
    """What holds: as the team set it, else the default."""
    return crm.setting(name) or SETTINGS[name].default


def required(crm: Workspace) -> list[str]:
    """What must be known before a lead becomes a client: keys of :data:`NEEDED`."""
    return [name for name in agreed(crm, "lead.required").split(",") if name in NEEDED]


def real_contact(crm: Workspace) -> list[str]:
    """Which kinds of activity count as having really been in touch, where somebody was there: for the last contact, cadence, rot, first response and the pool.
    Reports in SQL say ``{activity.real of a}``."""
    return agreed(crm, "contact.real").split(",")


def report_asks(crm: Workspace) -> list[str]:
    """What a working day must have, lest the report calls it missing: keys of :data:`REPORTED`."""
    return [name for name in agreed(crm, "report.asks").split(",") if name in REPORTED]


def week(crm: Workspace) -> Week:
    """When the office works; holidays are known."""
    return Week(
        *worktime.read_hours(agreed(crm, "work.hours")), worktime.read_days(agreed(crm, "work.days")), crm.workdays().works
    )  # fmt: skip


def response(crm: Workspace) -> int:
    """Within how many working minutes a new lead is to be answered; a day is a working day."""
    office = week(crm)
    return worktime.read_span(agreed(crm, "lead.response"), day=office.ends - office.begins)


def stale(crm: Workspace) -> int:
    """After how many days without a contact an open lead is stale."""
    return max(worktime.read_span(agreed(crm, "lead.stale")) // worktime.DAY, 1)


def said(crm: Workspace, name: str) -> str | None:
    """What the team set; None where it said nothing."""
    text = agreed(crm, name)
    return None if text == NOTHING else text


def most(crm: Workspace, name: str) -> int | None:
    """A limit the team set: how many at most, or how many days; None where there is none."""
    text = agreed(crm, name)
    return None if text == NOTHING else int(text.removesuffix("d"))

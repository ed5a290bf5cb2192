"""The firm's own calendar: days off, and days worked instead."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm_cli.errors import Duplicate, Invalid, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.holidays import Holiday
from crm_cli.workspace import Workspace

LONGEST = 100  # days: more is a slip of the pen


def complete(crm: Workspace, holiday: Holiday | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """No last day is the first; it ends after it begins, not months after, and of each day one thing is said."""
    start, end = (values.get(name, getattr(holiday, name, None)) for name in ("start", "end"))
    end = end or start
    with of_field("end"):
        if end < start:
            raise Invalid(N_("the holiday ends on {end}, before it begins on {start}"), start=start, end=end)
        if (date.fromisoformat(end) - date.fromisoformat(start)).days >= LONGEST:
            raise Invalid(N_("a holiday of more than {n} days is a slip of the pen"), n=LONGEST)
    with of_field("start"):
        for other in crm.where(Holiday):
            if (holiday is None or other.id != holiday.id) and other.start <= end and start <= str(other.end):
                raise Duplicate(
                    N_("{ref} says already what {start} to {end} are"), hint="crm holiday edit {ref} --start …", ref=other.ref,
                    start=other.start, end=other.end,
                )  # fmt: skip
    return {"end": end}


def put(crm: Workspace, days: str, name: str | None, *, worked: bool) -> Holiday:
    """Days as they are said, 2027-02-05..2027-02-11, on which everybody is off, or at work."""
    from crm_cli.records.periods import parse_period  # only where one is written down

    found = parse_period(days, crm.clock, crm.country, crm.workdays)
    return crm.add(
        Holiday(
            name=name, start=found.start.isoformat(), end=found.end.isoformat(), kind="worked" if worked else "off"
        )
    )  # fmt: skip

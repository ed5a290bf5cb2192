"""Remarks: what somebody adds to his report of a day, week or month, and what the manager replies to it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm_cli.errors import Duplicate, Invalid, of_field
from crm_cli.i18n import N_
from crm_cli.records.nouns.remarks import Remark
from crm_cli.records.periods import Period
from crm_cli.records.reports import period_of
from crm_cli.workspace import Workspace


def complete(crm: Workspace, remark: Remark | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """There is one remark on each report."""
    found = shaped(crm, remark, values)
    for other in crm.where(Remark, **found, unit=values.get("unit", getattr(remark, "unit", None))):
        if remark is None or other.id != remark.id:
            raise Duplicate(
                N_("there is a remark on that report already: {ref}"), hint='crm remark edit {ref} --text "…"', ref=other.ref
            )  # fmt: skip
    return found


def shaped(crm: Workspace, remark: Remark | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A remark is somebody's, of the day, week or month that begins on its day, and it says something."""
    now = {name: values.get(name, getattr(remark, name, None)) for name in ("user", "unit", "start", "text", "reply")}
    if not (now["text"] or now["reply"]):
        with of_field("text"):
            raise Invalid(N_("a remark says something"), hint='crm report day --remark "…"')
    with of_field("start"):
        day = period_of(str(now["unit"]), str(now["start"] or ""), crm.clock, crm.country, crm.workdays).start
    return {"user": now["user"] or crm.me, "start": day.isoformat()}


def on(crm: Workspace, user: str, unit: str, start: date) -> Remark | None:
    """The remark of a user on a report, if there is one."""
    return next(iter(crm.where(Remark, start=start.isoformat(), user=user, unit=unit)), None)


def put(crm: Workspace, unit: str, period: Period, text: str) -> Remark:
    """What I say of my own report, anew or in place of what I said."""
    if crm.me is None:
        raise Invalid(N_("it is not said who you are"), hint="crm user add NAME")
    if period.start > crm.clock.today():
        raise Invalid(N_("“{when}” is still to come"), when=period.label)
    found = on(crm, crm.me, unit, period.start)
    if found:
        return crm.change(found, text=text)
    return crm.add(Remark(user=crm.me, unit=unit, start=period.start.isoformat(), text=text))


def reply(crm: Workspace, user: str, unit: str, period: Period, text: str) -> Remark:
    """What I answer to another's report, be it that he said nothing."""
    if user == crm.me:
        raise Invalid(N_("that is your own report"), hint='crm report {unit} --remark "…"', unit=unit)
    answer: dict[str, Any] = {"reply": text, "replied_by": crm.me, "replied": crm.clock.stamp()}
    found = on(crm, user, unit, period.start)
    if found:
        return crm.change(found, **answer)
    return crm.add(Remark(user=user, unit=unit, start=period.start.isoformat(), **answer))

"""The lines of a day, each as pieces that stand below each other."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from crm_cli.agenda.courtesies import BIRTHDAY, Courtesy
from crm_cli.agenda.matters import WHAT, Matter
from crm_cli.agenda.today import Away, Cold, Due, Stuck
from crm_cli.context import current
from crm_cli.i18n import N_, _, language, ngettext
from crm_cli.records.nouns.clients import FESTIVALS, GIFTS
from crm_cli.records.nouns.contacts import CHANNELS
from crm_cli.records.numbers import format_money
from crm_cli.telling.words import listed, said_day, value_words

if TYPE_CHECKING:
    from crm_cli.people.cleaning import Waiting

Line = Sequence[str]
OCCASIONS = {BIRTHDAY: N_("birthday"), **FESTIVALS}


def due_line(one: Due, when: str, named: bool) -> Line:
    """``T31  Fri  call back  科锐配电  C12``."""
    about = " ".join(filter(None, (one.client_ref or one.lead, one.opp)))
    return one.ref, when, one.text, one.client or one.contact or "", about, (one.owner or "") if named else ""


def lead_line(one: "Waiting", named: bool) -> Line:
    """``L3  张三  科锐配电  展会  waits for 5 working hours, over its time``."""
    hours = one.minutes // 60
    if not one.minutes:
        said = _("came outside working hours")
    elif not hours:
        said = ngettext("waits for {n} minute", "waits for {n} minutes", one.minutes).format(n=one.minutes)
    else:
        said = ngettext("waits for {n} working hour", "waits for {n} working hours", hours).format(n=hours)
    if one.over:
        said = _("{said}, over its time").format(said=said)
    name = one.name if one.phone in (None, one.name) else f"{one.name} {one.phone}"
    whose = (one.owner or _("nobody's")) if named or not one.owner else ""
    return one.ref, name, one.company if one.company not in (None, one.name) else "", one.source or "", said, whose


def cold_line(one: Cold, named: bool) -> Line:
    """``C19  !  中康光缆  A  last real contact 34 days ago (target 14, at most 30)``."""
    told = cold_said(one)
    said = ("" if told[1].startswith("（") else " ").join(told)
    return (
        one.ref,
        "!" if one.state == "critical" else "",
        one.name,
        one.level or "",
        said,
        (one.owner or "") if named else "",
    )


def cold_said(one: Cold) -> tuple[str, str]:
    """``last real contact 34 days ago`` and ``(target 14, at most 30)``."""
    since = _("last real contact {ago}") if one.last else _("never contacted, added {ago}")
    span = (
        _("(target {target}, at most {most})") if one.by == one.level else _("({by}: target {target}, at most {most})")
    )
    return since.format(ago=ago(one.days)), span.format(by=one.by, target=one.target, most=one.most)


def stuck_line(one: Stuck, named: bool) -> Line:
    """``D31  光缆二期  中康光缆  C19  线索跟进  21 days without a move``."""
    said = []
    if one.late:
        said.append(
            ngettext("{n} day past its close date", "{n} days past its close date", one.late).format(n=one.late)
        )
    if one.rot_days is not None and one.still > one.rot_days:
        said.append(ngettext("{n} day without a move", "{n} days without a move", one.still).format(n=one.still))
    return (
        one.ref,
        one.name,
        one.client or "",
        one.client_ref or "",
        one.stage or "",
        listed(said),
        (one.owner or "") if named else "",
    )


def matter_line(one: Matter, named: bool) -> Line:
    """``V3  invoice unpaid  IN-2026-0003  科锐  C1  12 days ago  ¥4,085``."""
    money = "" if one.amount is None else format_money(one.amount, one.currency or "", language())
    when = ago(-one.days) if one.days < 0 else said_day(datetime.combine(date.fromisoformat(one.day), time()), False)
    return (one.ref, _(WHAT[one.what]), one.name or "", one.client or "", one.client_ref or "", when, money, (one.owner or "") if named else "")  # fmt: skip


def courtesy_line(one: Courtesy, named: bool) -> Line:
    """``P3  tomorrow  birthday, becomes 46  李建国（李总）  gift A  WeChat  科锐配电  C12``."""
    name = (
        one.name
        if one.address in (None, one.name)
        else _("{name} ({address})").format(name=one.name, address=one.address)
    )
    gift = _("gift {tier}").format(tier=_(GIFTS.get(one.gift, one.gift))) if one.gift and one.gift != "none" else ""
    by = _(CHANNELS.get(one.channel, one.channel)) if one.channel else ""
    at = "" if one.client_ref == one.ref else one.client or ""
    ref = "" if one.client_ref == one.ref else one.client_ref or ""
    return (
        one.ref,
        day_ahead(one.day, one.days),
        occasion(one),
        name,
        gift,
        by,
        at,
        ref,
        (one.owner or "") if named else "",
    )


def occasion(one: Courtesy) -> str:
    """``birthday, becomes 46``."""
    said = _(OCCASIONS.get(one.what, one.what))
    return said if one.years is None else _("{occasion}, becomes {years}").format(occasion=said, years=one.years)


def away_line(one: Away) -> Line:
    """``AB2  王芳  annual leave  until Fri 5 Dec``."""
    if one.days:
        said = _("from {start} to {end}") if one.start != one.end else _("on {start}")
    else:
        said = _("until {end}") if one.end != current().clock.today().isoformat() else _("today")
    here = (date.fromisoformat(day) for day in (one.start, one.end))
    start, end = (said_day(datetime.combine(day, time()), False) for day in here)
    return one.ref, one.user, absence(one), said.format(start=start, end=end)


def absence(one: Away) -> str:
    fields = current().workspace.fields("absence")
    return listed(value_words(fields[name], value) for name, value in (("kind", one.kind), ("half", one.half)) if value)


def day_ahead(day: str, days: int) -> str:
    """``today``, ``tomorrow``, ``Fri 27 Nov``."""
    if days < 2:
        return _("tomorrow") if days else _("today")
    return said_day(datetime.combine(date.fromisoformat(day), time()), False)


def hour(one: Due) -> str:
    """The hour of a task that has one."""
    return current().clock.local(one.due).strftime("%H:%M") if one.timed else ""


def ago(days: int) -> str:
    """So many days ago, as people say it."""
    if days == 0:
        return _("today")
    return _("yesterday") if days == 1 else ngettext("{n} day ago", "{n} days ago", days).format(n=days)


def ahead(one: Due) -> str:
    """The day of a task to come, and its hour."""
    at = current().clock.local(one.due).replace(tzinfo=None)
    return " ".join(filter(None, (_("tomorrow"), hour(one)))) if one.days == 1 else said_day(at, one.timed)

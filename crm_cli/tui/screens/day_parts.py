"""What each panel of a day shows, as lines."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from crm_cli.agenda.calendar import Planned
from crm_cli.agenda.courtesies import Courtesy
from crm_cli.agenda.dayparts import Done
from crm_cli.agenda.today import Cold, Day, Due
from crm_cli.context import current
from crm_cli.i18n import N_, _, language, ngettext
from crm_cli.records.nouns.activities import KINDS
from crm_cli.records.numbers import format_money
from crm_cli.sales.attainments import WHOLE, Attainment
from crm_cli.telling import week
from crm_cli.telling.day_lines import cold_said, courtesy_line
from crm_cli.telling.day_parts import Part, parts
from crm_cli.tui.screens.panels import Filled, Place
from crm_cli.tui.widgets.panel import Fit, Line

REF, GROWS = Fit(), Fit(grows=True, least=24)
DUE = (REF, Fit(most=20), Fit(grows=True, least=16), Fit(rank=1, most=20), Fit(rank=2, most=12), Fit(rank=3))
DID = (Fit(most=5), REF, Fit(most=12), GROWS, Fit(rank=1, most=24), Fit(rank=2))
PLANNED = (Fit(most=5), Fit(most=1), REF, GROWS, Fit(rank=1, most=24), Fit(rank=2, most=12), Fit(rank=3))
# How the cells of each part share a line, as its line says them.
FITS: dict[str, Sequence[Fit]] = {
    "overdue": DUE,
    "today": DUE,
    "coming": DUE,
    "courtesies": (
        REF, Fit(most=14), Fit(most=22), GROWS, Fit(rank=4), Fit(rank=5), Fit(rank=1, most=20), Fit(rank=3), Fit(rank=2),
    ),
    "leads": (REF, GROWS, Fit(rank=2, most=20), Fit(rank=3, most=12), Fit(most=44), Fit(rank=4)),
    "pool": (REF, GROWS, Fit(most=12), Fit(rank=1, most=44), Fit(rank=2)),
    "cold": (REF, Fit(most=1), GROWS, Fit(most=2), Fit(most=32), Fit(rank=1, most=32), Fit(rank=2)),
    "stuck": (REF, GROWS, Fit(rank=2, most=20), Fit(rank=4), Fit(rank=3, most=14), Fit(most=40), Fit(rank=5)),
    "matters": (REF, Fit(most=22), Fit(rank=2, most=18), GROWS, Fit(rank=4), Fit(most=14), Fit(right=True, rank=1), Fit(rank=5)),
    "away": (REF, GROWS, Fit(most=24), Fit(most=40)),
}  # fmt: skip
TASKS = ("overdue", "today", "coming")  # the parts that stand on the left


def places(day: Day, named: bool) -> list[Place]:
    """The parts of a day that hold something, the tasks on the left; ``named`` says of each whose it is. An empty day says so."""
    found = [part for part in parts(day, named=named) if part.found]
    if not found:
        return [Place("nothing", (GROWS,), 0, nothing, stays=True)]
    return [
        Place(part.key, FITS[part.key], 0 if part.key in TASKS else 1, partial(filled, part, day, named))
        for part in found
    ]


def nothing() -> Filled:
    """Nothing is due."""
    return Filled(
        N_("Today"), [Line((_("nothing is due"),)), Line((_("t adds a task, v shows the week"),), "", "quiet")]
    )


def filled(part: Part, day: Day, named: bool) -> Filled:
    """A part of the day: how many there are, and each in a line."""
    line: Callable[[Any], Sequence[str]] = partial(_cold, named=named) if part.key == "cold" else part.line
    lines = [Line(line(one), str(part.row(one)[0]), look(part.key, one)) for one in part.found]
    if part.key == "leads" and day.waiting > len(lines):
        return Filled(part.title, lines, (_("{n} of {total}").format(n=len(lines), total=day.waiting),))
    return Filled(part.title, lines, (str(len(lines)),))


def look(key: str, one: Any) -> str:
    """What presses is coloured; the title of the part, a sign or a word says the same."""
    if key == "overdue" or (key == "cold" and one.state == "critical") or (key == "matters" and one.days < 0):
        return "bad"
    if isinstance(one, Due) and one.days == 0 and one.timed and one.due < current().clock.stamp():
        return "bad"
    return "warn" if key == "leads" and one.over else ""


def _cold(one: Cold, *, named: bool) -> Sequence[str]:
    """The parts of what is said of it stand in cells of their own, so that the last one gives way first."""
    since, span = cold_said(one)
    sign = "!" if one.state == "critical" else ""
    return one.ref, sign, one.name, one.level or "", since, span, (one.owner or "") if named else ""


# -- another day


def of_other(
    planned: Sequence[Planned], done: Sequence[Done], coming: Sequence[Courtesy], named: bool
) -> Sequence[Place]:
    """What stands on a day, what was done on it, whom to think of."""
    stands = Place("planned", PLANNED, 0, partial(on_day, N_("Planned"), planned, named), stays=True)
    did = Place("did", DID, 1, partial(done_lines, done, named=named))
    think = Place("courtesies", FITS["courtesies"], 1, partial(_coming, coming, named))
    return [stands, *([did] if done else []), *([think] if coming else [])]


def on_day(title: str, planned: Sequence[Planned], named: bool) -> Filled:
    """What stands on a day, by the hour; what is done is ticked off."""
    clock = current().clock
    late = [one.status == "open" and one.day < clock.today().isoformat() for one in planned]
    lines = [
        Line(
            _standing(week.line(one, named), late=over),
            one.ref,
            "bad" if over else "quiet" if one.status == "done" else "",
        )
        for one, over in zip(planned, late, strict=True)
    ]
    return Filled(
        title,
        lines or [Line(("", "", "", _("nothing is planned"), "", "", ""), "", "quiet")],
        (str(len(planned) or "-"),),
    )


def _standing(cells: Sequence[str], *, late: bool) -> Sequence[str]:
    """An hour and a sign take their room be there none, so that the days of a week stand below each other; what is late is marked."""
    hour, tick, *rest = cells
    return f"{hour:5}", tick or ("!" if late else " "), *rest


def done_lines(done: Sequence[Done], *, named: bool) -> Filled:
    """What was done, in its order."""
    nothing = [] if done else [Line(("", "", "", _("nothing was done"), "", ""), "", "quiet")]
    return Filled(N_("Done"), [*(_did(one, named) for one in done), *nothing], (str(len(done) or "-"),))


def _did(one: Done, named: bool) -> Line:
    """``10:12  A31  call  wants 5 % off  科锐配电  王芳``."""
    hour = f"{current().clock.local(one.at):%H:%M}"
    text = (one.text or "").partition("\n")[0]
    whom = one.client or one.whom or ""
    return Line(
        (hour, one.ref, _(KINDS.get(one.kind, one.kind)), text, whom, (one.owner or "") if named else ""), one.ref
    )


def _coming(coming: Sequence[Courtesy], named: bool) -> Filled:
    lines = [Line(courtesy_line(one, named), one.ref) for one in coming]
    return Filled(N_("Birthdays and festivals"), lines, (str(len(lines)),))


def counted_other(planned: Sequence[Planned], done: Sequence[Done], *, ahead: bool) -> str:
    """How much stands on a day, and how much of it is open or was done."""
    count = len(planned)
    if not count and not done:
        return _("nothing is planned") if ahead else _("nothing was done")
    said = ngettext("{n} entry", "{n} entries", count).format(n=count)
    if ahead:
        return said
    did = ngettext("{n} activity", "{n} activities", len(done)).format(n=len(done))
    still = sum(one.status == "open" for one in planned)
    return " · ".join(filter(None, (said, did, _("{n} still open").format(n=still) if still else "")))


# -- the top


def said(day: date) -> str:
    """``Fri 27 Nov``."""
    return week.day_of(day.isoformat())


def standing(one: Attainment) -> str:
    """``2026-11: won ¥20.0万 of ¥60.0万 (33 %) · ¥40.0万 to go · 6 working days left · won + commit ¥45.0万``."""
    money = partial(format_money, currency=one.currency, language=language(), short=True)
    share = "" if one.reached is None else f" ({round(one.reached * 100 / WHOLE)} %)"
    won = _("{period}: won {won} of {quota}").format(
        period=one.period.label, won=money(one.won), quota=money(one.quota or 0)
    )
    sure = _("won + commit {sum}").format(sum=money(one.sure)) if one.commit else ""
    gap = one.gap or 0
    left = _("{sum} to go").format(sum=money(gap)) if gap > 0 else _("{sum} over").format(sum=money(-gap))
    days = ngettext("{n} working day left", "{n} working days left", one.days).format(n=one.days)
    return " · ".join(filter(None, (won + share, left, days, sure)))

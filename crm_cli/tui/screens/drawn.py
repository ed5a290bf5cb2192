"""What the charts draw: the funnel, the forecast and the pipeline over time, each bar with what finds its deals."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crm_cli.i18n import N_, _, language, ngettext
from crm_cli.insight import board, forecast, funnel, trend
from crm_cli.insight.forecast import Line
from crm_cli.insight.funnel import Outcome, Step
from crm_cli.insight.trend import Point
from crm_cli.records.near import LATEST, add_months, first_day, last_day
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.numbers import format_money
from crm_cli.records.periods import Period
from crm_cli.tui.widgets.chart import Bar
from crm_cli.workspace import Workspace

UNITS = ("", "month", "quarter", "year")
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
APART = {"overdue": N_("expected close has passed"), "undated": N_("no expected close")}


class Wanted(NamedTuple):
    """Which deals: a filter, a pipeline (none: all), and the span of time, ``by`` spans away from this one."""

    tokens: Sequence[str]
    pipeline: Pipeline | None
    unit: str = ""
    by: int = 0


class Drawing(NamedTuple):
    """The bars, what their parts are, what is told beside them, of which span they are, and what is told of all in a line."""

    bars: Sequence[Bar]
    parts: Sequence[str]
    heads: Sequence[str] = ()
    span: str = ""
    note: str = ""


def span_of(today: date, wanted: Wanted) -> Period | None:
    """The span of time; None for all of it."""
    if not wanted.unit:
        return None
    day = add_months(first_day(today, wanted.unit), wanted.by * MONTHS_OF[wanted.unit])
    last = last_day(day, wanted.unit)
    quarter = (day.month + 2) // 3
    label = {"month": f"{day:%Y-%m}", "quarter": f"{day.year}Q{quarter}", "year": f"{day.year}"}[wanted.unit]
    return Period(day, last, label)


def draw_funnel(crm: Workspace, wanted: Wanted) -> Drawing:
    """How far the deals of a pipeline came, what is still where it was, and what was lost on the way."""
    line = wanted.pipeline or next(iter(board.lines_of(crm)), None)
    if line is None:
        return Drawing([], ())
    span = span_of(crm.clock.today(), wanted)
    found = funnel.funnel(crm, line, wanted.tokens, period=span)
    several = len(found.outcomes) > 1
    bars = [_step(step, wanted.tokens, line, span, several) for step in found.steps]
    parts = (_("went on"), _("still here"), _("lost here"))
    return Drawing(
        bars,
        parts,
        (_("reached"), _("went on"), _("value")),
        span.label if span else _("all time"),
        " · ".join(map(_outcome, found.outcomes)),
    )


def _step(step: Step, tokens: Sequence[str], line: Pipeline, span: Period | None, several: bool) -> Bar:
    share = "" if step.conversion is None else f"{round(step.conversion / 100)}%"
    went = step.reached - step.dropped
    drop = max(step.dropped - step.lost, 0)
    days = "" if step.mean_days is None else _("{days} days on average").format(days=f"{step.mean_days:.1f}")
    about = _("{reached} reached it, {went} went on, {here} still here, {lost} lost here").format(
        reached=step.reached, went=went if step.went is not None else step.reached, here=step.here, lost=step.lost
    )
    return Bar(
        step.stage.name + (f" {step.currency}" if several else ""),
        [str(step.reached), share, _short(step.value, step.currency)],
        [went, drop, min(step.lost, step.dropped)],
        " · ".join(filter(None, [about, days])),
        _stopped(tokens, line, step, span),
    )


def _stopped(tokens: Sequence[str], line: Pipeline, step: Step, span: Period | None) -> list[str]:
    """What finds the deals that are still in a stage, or were lost there; of the last one those that were won."""
    if step.stage.type == "won":
        return _either(tokens, [f"pipeline={line.ref}", "status=won", *_within("closed", span)])
    here = [f"pipeline={line.ref}", "status=open", f"stage={step.stage.ref}", *_within("close", span)]
    lost = [f"pipeline={line.ref}", "status=lost", f"lost_stage={step.stage.ref}", *_within("closed", span)]
    return _either(tokens, here, lost)


def _within(field: str, span: Period | None) -> list[str]:
    return [f"{field}={span.start}..{span.end}"] if span else []


def _either(tokens: Sequence[str], *groups: Sequence[str]) -> list[str]:
    """The filter with the words of one group or another in every alternative."""
    found: list[str] = []
    for group in groups:
        chosen = list(tokens)
        for word in group:
            chosen = board.narrowed(chosen, word)
        found += ["or", *chosen] if found else chosen
    return found


def _outcome(one: Outcome) -> str:
    return _("open {open} {value} · won {won} {won_value} · lost {lost} · win rate {rate}").format(
        open=one.open, value=_short(one.open_value, one.currency), won=one.won, won_value=_short(one.won_value, one.currency), lost=one.lost,
        rate="-" if one.win_rate is None else f"{round(one.win_rate / 100)}%",
    )  # fmt: skip


def draw_forecast(crm: Workspace, wanted: Wanted) -> Drawing:
    """What open deals may bring month by month, beside what is won."""
    span, today = span_of(crm.clock.today(), wanted), crm.clock.today()
    tokens = board.each(wanted.tokens, wanted.pipeline)
    _keys, lines = forecast.forecast(crm, tokens, period=span)
    several = len({line.currency for line in lines}) > 1
    start = max(span.start if span else first_day(today, "month"), today)
    bars = [_month(line, tokens, today, start, span, several) for line in lines]
    heads = (_("Open"), _("won"), _("weighted"), _("value"))
    return Drawing(
        bars, (_("won"), _("weighted"), _("the rest")), heads, span.label if span else _("from this month on")
    )


def _month(line: Line, tokens: Sequence[str], today: date, start: date, span: Period | None, several: bool) -> Bar:
    key = str(line.keys[0]) if line.line == "dated" else ""
    name = key or _(APART.get(line.line, line.line))
    likely = max(line.weighted, 0)
    about = _("{n} open {value}, weighted {weighted}; commit {commit}, best case {best}; won {won} {closed}").format(
        n=line.count, value=_short(line.value, line.currency), weighted=_short(line.weighted, line.currency), commit=_short(line.commit, line.currency),
        best=_short(line.best, line.currency), won=line.won, closed=_short(line.closed, line.currency),
    )  # fmt: skip
    told = [str(line.count), _short(line.closed, line.currency), _short(line.weighted, line.currency), _short(line.value, line.currency)]  # fmt: skip
    return Bar(
        name + (f" {line.currency}" if several else ""),
        told,
        [max(line.closed, 0), likely, max(line.value - likely, 0)],
        about,
        _expected(line, key, tokens, today, start, span),
    )


def _expected(line: Line, key: str, tokens: Sequence[str], today: date, start: date, span: Period | None) -> list[str]:
    """What finds the deals of a line of the forecast."""
    if line.line == "overdue":
        return _either(tokens, ["status=open", f"close=..{today - timedelta(1)}"])
    if line.line != "dated":
        return _either(tokens, ["status=open", "close=none"])
    first = date.fromisoformat(f"{key}-01")
    last, end = last_day(first, "month"), span.end if span else LATEST
    ahead = ["status=open", f"close={max(first, start)}..{min(last, end)}"]
    won = ["status=won", f"closed={first}..{last}"]
    return _either(tokens, *([ahead] if max(first, start) <= last else []), won)


def draw_trend(crm: Workspace, wanted: Wanted) -> Drawing:
    """What was open at the end of each month or week."""
    unit = "week" if wanted.unit == "week" else "month"
    tokens = list(wanted.tokens)
    points = trend.trend(crm, tokens, wanted.pipeline, unit=unit, back=-min(wanted.by, 0))
    several = len({one.currency for point in points for one in point.sums}) > 1
    chosen = board.each(tokens, wanted.pipeline)
    bars = [bar for point in points for bar in _point(point, chosen, crm.clock.today(), several)]
    span = f"{points[0].day} .. {points[-1].day}"
    return Drawing(bars, (_("weighted"), _("the rest")), (_("deals"), _("weighted"), _("value")), span)


def _point(point: Point, tokens: Sequence[str], today: date, several: bool) -> list[Bar]:
    after = point.day + timedelta(1)
    stood = [["status=open", f"began=..{point.day}"], ["status=won,lost", f"began=..{point.day}", f"closed={after}.."]]
    finds = _either(tokens, ["status=open"]) if point.day >= today else _either(tokens, *stood)
    return [
        Bar(
            _("today") if point.day >= today else str(point.day) + (f" {one.currency}" if several else ""),
            [str(one.count), _short(one.weighted, one.currency), _short(one.value, one.currency)],
            [max(one.weighted, 0), max(one.value - max(one.weighted, 0), 0)],
            ngettext("{n} deal was open, {value}, weighted {weighted}", "{n} deals were open, {value}, weighted {weighted}", one.count).format(
                n=one.count, value=_short(one.value, one.currency), weighted=_short(one.weighted, one.currency)
            ),
            finds,
        )
        for one in point.sums
    ]  # fmt: skip


def _short(amount: int, currency: str) -> str:
    return format_money(amount, currency, language(), short=True)


class Chart(NamedTuple):
    """A chart: what it is called, what draws it, which spans of time it knows, and whether it is of one pipeline at a time."""

    title: str
    draw: Callable[[Workspace, Wanted], Drawing]
    units: Sequence[str]
    one: bool = False


CHARTS = {
    "funnel": Chart(N_("Funnel"), draw_funnel, UNITS, True),
    "forecast": Chart(N_("Forecast"), draw_forecast, UNITS),
    "trend": Chart(N_("Pipeline over time"), draw_trend, ("month", "week")),
}

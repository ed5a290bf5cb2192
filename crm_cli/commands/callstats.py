"""``crm call stats``: the week of the telephone, what came through, how long, of whom, and who is to be rung back."""

from collections.abc import Sequence
from typing import Annotated

from crm_cli.agenda import callers
from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import ExitCode, Format, Json, Output, PeriodOption, Quiet, chosen_format
from crm_cli.commands.reporting import Part, attention, show
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.insight import calls as figures
from crm_cli.insight.calls import Hour, Share, Waiting
from crm_cli.insight.scope import period_of
from crm_cli.render.listing import MACHINE, Column

MINUTE = 60
WEEKDAYS = {
    "mon": N_("Monday"), "tue": N_("Tuesday"), "wed": N_("Wednesday"), "thu": N_("Thursday"), "fri": N_("Friday"), "sat": N_("Saturday"),
    "sun": N_("Sunday"),
}  # fmt: skip
NAMES = list(WEEKDAYS)
HOURS = (
    Column("weekday", N_("Weekday"), "choice", WEEKDAYS), Column("hour", N_("Hour"), "number"), Column("calls", N_("Calls"), "number"),
    Column("connected", N_("Connected"), "number"), Column("rate", N_("Rate"), "percent"),
)  # fmt: skip
REPS = (
    Column("owner", N_("By")), Column("calls", N_("Calls"), "number"), Column("incoming", N_("Incoming"), "number"),
    Column("outgoing", N_("Outgoing"), "number"), Column("connected", N_("Connected"), "number"), Column("rate", N_("Rate"), "percent"),
    Column("missed", N_("Missed"), "number"),
)  # fmt: skip
WAITING = (
    Column("number", N_("Phone"), "phone"), Column("name", N_("Who")), Column("ref", N_("Ref")), Column("last", N_("Last"), "time"),
    Column("calls", N_("Times"), "number"), Column("task", N_("Task")), Column("owner", N_("Rings back")),
)  # fmt: skip


Tokens = Annotated[
    list[str] | None, Argument(metavar="FILTER", help=N_("Which calls: owner=me direction=out client=Acme"))
]


def stats(
    tokens: Tokens = None,
    period: PeriodOption = None,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Calls by weekday and hour, how many came through and how long they took, for each of us; and who waits to be rung back.

    A length is known where the exchange, or --min, told it; of a call logged by hand without an outcome it is taken that somebody
    was spoken to. Whoever rang whom since, a number that was spoken to waits no more.

    Example:
      crm call stats --period "this month"
      crm call stats owner=Liam direction=out --json
    """
    crm = current().workspace
    found = figures.telephone(crm, tokens or [], period=period_of(crm, period))
    machine = chosen_format(format, json, output) in MACHINE
    hours = [Part("hours", "", HOURS, [(NAMES[h.weekday], h.hour, h.calls, h.connected, h.rate) for h in found.hours])]
    parts = [
        *(hours if machine else weeks(found.hours)),
        Part("reps", N_("For each of us"), _columns(machine), _reps(found, machine)),
        Part("waiting", N_("To be rung back"), WAITING, [_waiting(one) for one in found.waiting]),
    ]
    if machine:
        parts.append(Part("total", "", _columns(machine), [_row(found.everybody, machine)]))
    show(parts, format, json, output, heading=N_("Calls"))
    attention(bool(found.waiting), exit_code)


def weeks(hours: Sequence[Hour]) -> list[Part]:
    """The week as a table of its hours: calls, and the share that came through."""
    if not hours:
        return []
    span = range(min(one.hour for one in hours), max(one.hour for one in hours) + 1)
    by_place = {(one.weekday, one.hour): one for one in hours}

    def figure(one: Hour | None, name: str) -> int | None:
        """Shares of a few calls are told in whole percents."""
        value: int | None = getattr(one, name) if one else None
        return round(value, -2) if name == "rate" and value else value

    def table(key: str, title: str, kind: str, name: str) -> Part:
        columns = [HOURS[0], *(Column(f"h{hour}", f"{hour}", kind) for hour in span)]
        days = sorted({one.weekday for one in hours})
        cells = [[by_place.get((day, hour)) for hour in span] for day in days]
        return Part(key, title, columns, [[NAMES[day], *(figure(one, name) for one in row)] for day, row in zip(days, cells, strict=True)])  # fmt: skip

    return [table("calls", N_("Calls by the hour"), "number", "calls"), table("rates", N_("Share that came through"), "percent", "rate")]  # fmt: skip


def _reps(found: figures.Telephone, machine: bool) -> list[list[object]]:
    """Each of us; for a person everybody together below."""
    rows = [_row(one, machine) for one in found.shares]
    if machine or len(rows) < 2:
        return rows
    rows = [[row[0] or _("nobody"), *row[1:]] for row in rows]
    return [*rows, [_("all together"), *_row(found.everybody, machine)[1:]]]


def _columns(machine: bool) -> list[Column]:
    kind = "decimal" if machine else "text"
    return [*REPS, Column("mean", N_("Length, mean"), kind), Column("median", N_("Length, median"), kind)]


def _row(one: Share, machine: bool) -> list[object]:
    crm = current().workspace
    name = crm.name_of("user", one.owner) if one.owner else None
    found: list[object] = [name, one.calls, one.incoming, one.outgoing, one.connected, one.rate, one.missed]
    return [*found, *((one.mean, one.median) if machine else (_length(one.mean), _length(one.median)))]


def _length(seconds: float | None) -> str | None:
    """``3:20``."""
    return None if seconds is None else f"{round(seconds) // MINUTE}:{round(seconds) % MINUTE:02}"


def _waiting(one: Waiting) -> list[object]:
    crm = current().workspace
    caller = callers.at(crm, one.number)
    person = caller.person
    tasks = callers.ring_backs(crm, one.key, one.number)
    owner = crm.name_of("user", tasks[0].owner) if tasks and tasks[0].owner else None
    return [one.number, person.name if person else None, person.ref if person else None, one.last, one.calls, tasks[0].ref if tasks else None, owner]  # fmt: skip

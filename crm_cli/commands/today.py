"""``crm today``: what is due, who is getting cold, what is stuck."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from crm_cli.agenda import today as agenda
from crm_cli.agenda.today import Cold, Day, Due, Stuck
from crm_cli.commands.answering import choose
from crm_cli.commands.log import said_day
from crm_cli.commands.losing import POOL, pool_line, pool_values
from crm_cli.commands.options import ExitCode, Format, Json, Quiet
from crm_cli.commands.reporting import attention
from crm_cli.commands.words import listed
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _, ngettext
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.render.page import Section
from crm_cli.render.style import cells, cut, pad
from crm_cli.render.text import GAP

if TYPE_CHECKING:
    from crm_cli.people.cleaning import Waiting

Line = Sequence[str]
NARROWEST = 8  # no name or text of a line is cut below this
TASK = (
    Column("ref", N_("Ref")),
    Column("due", N_("Due"), "time"),
    Column("timed", N_("At a fixed time"), "flag"),
    Column("days", N_("Days"), "number"),
    Column("text", N_("Text")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("contact", N_("Contact")),
    Column("opp", N_("Deal")),
    Column("lead", N_("Lead")),
    Column("owner", N_("Owner")),
)
LEADS = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("company", N_("Company")),
    Column("phone", N_("Phone"), "phone"),
    Column("source", N_("Source")),
    Column("created", N_("Created"), "time"),
    Column("minutes", N_("Working minutes"), "number"),
    Column("over", N_("Over time"), "flag"),
    Column("owner", N_("Owner")),
)
COLD = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("level", N_("Level")),
    Column("days", N_("Days"), "number"),
    Column("last", N_("Last contact"), "time"),
    Column("target", N_("Target"), "number"),
    Column("most", N_("At most"), "number"),
    Column("owner", N_("Owner")),
)
STUCK = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("stage", N_("Stage")),
    Column("close", N_("Expected close"), "date"),
    Column("late", N_("Days late"), "number"),
    Column("still", N_("Days without a move"), "number"),
    Column("owner", N_("Owner")),
)


class Part(NamedTuple):
    """A part of the day: its key, its title, its records, their columns, and a record as a line."""

    key: str
    title: str
    found: Sequence[Any]
    columns: Sequence[Column]
    line: Callable[[Any], Line]


def today(
    days: Annotated[
        int, typer.Option("--days", min=0, metavar="N", help=N_("How many days to look ahead"))
    ] = agenda.DAYS,
    whose: Annotated[str | None, typer.Option("--for", metavar="USER", help=N_("The day of a colleague"))] = None,
    everybody: Annotated[bool, typer.Option("--all", help=N_("The day of everybody"))] = False,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """What is overdue, due today and soon, which new leads wait for an answer, what goes to the pool, which clients are getting cold, which deals are stuck.

    A client of level A is cold after 14 days without a real contact, B after 30, C after 90; the team may set otherwise.

    Example:
      crm today
      crm today --for 王芳 --days 14
    """
    if whose and everybody:
        raise Invalid(N_("--for and --all contradict each other"), hint=N_("leave one of them out"))
    crm = current().workspace
    owner = choose(["user"], whose).id if whose else None if everybody else crm.me
    day = agenda.read(crm, days=days, owner=owner)
    chosen = "json" if json else format or "table"
    show(parts(day, named=owner is None), chosen)
    current().renderer.say(summary(day))
    attention(not day.empty, exit_code)


def parts(day: Day, *, named: bool) -> list[Part]:
    """The parts of a day in their order; ``named`` says of each whose it is."""
    return [
        Part("overdue", N_("Overdue"), day.overdue, TASK, lambda one: due_line(one, ago(-one.days), named)),
        Part("today", N_("Today"), day.today, TASK, lambda one: due_line(one, hour(one), named)),
        Part("coming", N_("Coming"), day.coming, TASK, lambda one: due_line(one, ahead(one), named)),
        Part("leads", N_("New leads"), day.leads, LEADS, lambda one: lead_line(one, named)),
        Part("pool", N_("Going to the pool"), day.pool, POOL, lambda one: pool_line(one, named)),
        Part("cold", N_("Getting cold"), day.cold, COLD, lambda one: cold_line(one, named)),
        Part("stuck", N_("Stuck deals"), day.stuck, STUCK, lambda one: stuck_line(one, named)),
    ]


def show(found: Sequence[Part], chosen: str) -> None:
    """The day as a page, or for formats made of rows as one list."""
    renderer = current().renderer
    if chosen in ("csv", "tsv", "jsonl", "ids", "plain"):
        renderer.listing(Listing(ROWS, list(rows(found, chosen in MACHINE))), chosen)
        return
    filled = [part for part in found if part.found or chosen == "json"]
    if chosen == "table":
        sections = [Section(part.title, lines=aligned(part.line(one) for one in part.found)) for part in filled]
    else:
        sections = [
            Section(
                part.title,
                key=part.key,
                listing=Listing(part.columns, [values(one, part.columns, chosen) for one in part.found]),
            )
            for part in filled
        ]
    if sections:
        renderer.page(_("Today") if chosen == "md" else "", sections, chosen)


ROWS = (
    Column("part", N_("Part")),
    Column("ref", N_("Ref")),
    Column("text", N_("Text")),
    Column("client", N_("Client")),
    Column("client_ref", N_("Client ref")),
    Column("due", N_("Due")),
    Column("days", N_("Days"), "number"),
    Column("owner", N_("Owner")),
)


def rows(found: Sequence[Part], machine: bool) -> Iterable[Sequence[Any]]:
    """Everything in one list: what part it is of, the record, the client, the day, and how many days it is from it."""
    for part in found:
        name = part.key if machine else _(part.title)
        for one in part.found:
            if isinstance(one, Due):
                yield name, one.ref, one.text, one.client, one.client_ref, one.due, one.days, one.owner
            elif isinstance(one, Stuck):
                yield name, one.ref, one.name, one.client, one.client_ref, one.close, -one.late, one.owner
            elif isinstance(one, Cold):
                yield name, one.ref, one.name, one.name, one.ref, one.last, -one.days, one.owner
            elif hasattr(one, "rule"):
                ref, called, _noun, on, *_told, owner = pool_values(one)
                yield name, ref, called, called, ref, on, (one.day - current().clock.today()).days, owner
            else:
                yield name, one.ref, one.name, one.company, None, one.created, None, one.owner


def values(one: Any, columns: Sequence[Column], chosen: str) -> list[Any]:
    """A record in the order of its columns."""
    if columns is POOL:
        return pool_values(one)
    found = [getattr(one, column.key) for column in columns]
    return [bool(v) if c.kind == "flag" and chosen in MACHINE else v for c, v in zip(columns, found, strict=True)]


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
    """``C19  中康光缆  A  last real contact 34 days ago (target 14, at most 30)``."""
    since = _("last real contact {ago}") if one.last else _("never contacted, added {ago}")
    span = _("(target {target}, at most {most})").format(target=one.target, most=one.most)
    said = since.format(ago=ago(one.days)) + " " + span
    return one.ref, one.name, one.level, said, (one.owner or "") if named else ""


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


def aligned(found: Iterable[Line]) -> list[str]:
    """Lines whose pieces stand below each other."""
    lines = list(found)
    widths = [max(map(cells, column)) for column in zip(*lines, strict=True)]
    if current().terminal:
        _narrow(widths, current().renderer.view.width)
    return [
        "  " + "  ".join(pad(cut(t, w), w) for t, w in zip(line, widths, strict=True) if w).rstrip() for line in lines
    ]


def _narrow(widths: list[int], width: int) -> None:
    """Take what is too wide from the widest names and texts, not from what is said last."""
    last = max(place for place, at in enumerate(widths) if at)
    over = sum(at + len(GAP) for at in widths if at) - width
    while over > 0 and (at := max(widths[:last], default=0)) > NARROWEST:
        widths[widths.index(at)] -= 1
        over -= 1


def summary(day: Day) -> str:
    """How much there is to do, and how a task is closed."""
    if day.empty:
        return _("nothing is due")
    count = len(day.overdue) + len(day.today)
    said = _("{n} to do, {overdue} overdue").format(n=count, overdue=len(day.overdue))
    if day.waiting:
        leads = ngettext("{n} new lead to answer", "{n} new leads to answer", day.waiting).format(n=day.waiting)
        said = listed([said, leads])
    if day.pool:
        pool = ngettext(
            "{n} goes to the pool unless it is spoken to", "{n} go to the pool unless they are spoken to", len(day.pool)
        )
        said = listed([said, pool.format(n=len(day.pool))])
    first = next(iter([*day.overdue, *day.today, *day.coming]), None)
    if first:
        return f'{said} · crm done {first.ref} "…" --next …'
    spoken = next(iter([*(one.ref for one in day.leads), *(one.record.ref for one in day.pool)]), None)
    return f'{said} · crm log call {spoken} "…"' if spoken else said

"""The day as it is shown: a page for people, a part of it as lines or as a table, and everything in one list."""

from collections.abc import Iterable, Sequence
from typing import Any

from crm_cli.agenda.today import Due
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.render.fit import GAP
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.render.page import Section
from crm_cli.render.style import cells, cut, pad
from crm_cli.telling.day_parts import DAYS, DUE, TASK, TIMED, Part, values

NARROWEST = 8  # no name or text of a line is cut below this
SHOWN = 12  # lines of what is cold, stuck or to be thought of that people see before they ask for all


def show(found: Sequence[Part], chosen: str, title: str = "") -> None:
    """The day as a page, or for formats made of rows as one list; the ``title`` of a sheet says whose day it is."""
    renderer = current().renderer
    if chosen in ("csv", "tsv", "jsonl", "ids", "plain"):
        renderer.listing(Listing(ROWS, list(rows(found, chosen in MACHINE))), chosen)
        return
    filled = [part for part in found if part.found or chosen == "json"]
    if chosen == "table":
        sections = [Section(part.title, lines=lines(part)) for part in filled]
    else:
        sections = [
            Section(
                part.title,
                key=part.key,
                listing=_listing(part, chosen),
            )
            for part in filled
        ]
    if sections:
        renderer.page(_("Today") if chosen == "md" else title if chosen == "html" else "", sections, chosen)


def _listing(part: Part, chosen: str) -> Listing:
    """A part as a table; on a sheet without what nobody reads there: how many days it is, and in what nothing stands."""
    found = [values(one, part.columns, chosen) for one in part.found]
    if chosen != "html":
        return Listing(part.columns, found)
    if part.columns is TASK:
        found = [[_due(one) if column is DUE else value for column, value in zip(TASK, row, strict=True)] for one, row in zip(part.found, found, strict=True)]  # fmt: skip
    unread = (TIMED, DAYS) if part.columns is TASK else ()
    shown = [column not in unread and any(row[at] not in (None, "") for row in found) for at, column in enumerate(part.columns)]  # fmt: skip
    kinds = [column._replace(kind="text") if column is DUE else column for column in part.columns]
    return Listing([column._replace(hidden=not here) for column, here in zip(kinds, shown, strict=True)], found)


def _due(one: Due) -> str:
    """The day of a task, and its hour where it has one."""
    at = current().clock.local(one.due)
    return f"{at:%Y-%m-%d %H:%M}" if one.timed else f"{at:%Y-%m-%d}"


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
            row = part.row(one)
            yield name, *(row if machine or part.columns is not TASK else (*row[:4], _due(one), *row[5:]))


def lines(part: Part) -> list[str]:
    """The lines of a part, of the longer ones the first; what is critical is marked and coloured."""
    few = part.found[:SHOWN] if part.all_of and len(part.found) > SHOWN + 1 else part.found
    told = aligned(part.line(one) for one in few)
    paint = current().renderer.paint
    if part.key == "cold":
        told = (
            [paint.bad(t) if one.state == "critical" else paint.warn(t) for one, t in zip(few, told, strict=True)]
            if paint.on
            else told
        )
    if left := len(part.found) - len(few):
        told.append("  " + _("… and {n} more: {command}").format(n=left, command=part.all_of))
    return told


def aligned(found: Iterable[Sequence[str]]) -> list[str]:
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

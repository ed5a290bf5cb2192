"""Reports on their way out: tables of stored values, for people as a page, for programs as rows or one object."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from crm_cli.commands.declaring import Exit
from crm_cli.commands.options import chosen_format
from crm_cli.context import current
from crm_cli.errors import Attention
from crm_cli.i18n import _, ngettext
from crm_cli.records.numbers import plain_money
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.render.page import Section

IN_ROWS = ("csv", "tsv", "jsonl", "ids", "xlsx")
CURRENCY = "currency"


class Part(NamedTuple):
    """A table of a report; ``key`` is its name in JSON. Rows hold stored values; a mean is a float."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


def filled(part: Part) -> Part:
    """The same for people: a column in which nothing stands is not printed."""
    kept = [any(row[at] not in (None, "") for row in part.rows) for at in range(len(part.columns))]
    columns = [c._replace(hidden=c.hidden or not here) for c, here in zip(part.columns, kept, strict=True)]
    return part._replace(columns=columns)


def show(
    parts: Sequence[Part],
    format: str | None,  # noqa: A002 - its name in --format
    as_json: bool,
    output: str | None,
    *,
    title: str = "",
    empty: str = "",
    heading: str = "",
) -> None:
    """Print a report; formats made of rows get its first table, JSON an object with all of them. ``empty`` is what may be done where there is nothing,
    ``heading`` (a catalogue key) the title of a sheet, which lies on a desk without the line that made it."""
    chosen = chosen_format(format, as_json, output)
    to = Path(output) if output else None
    machine = chosen in MACHINE
    listings = [(part, listing_of(part, machine)) for part in parts]
    if chosen in IN_ROWS:
        current().renderer.listing(listings[0][1], chosen, to)
        return
    wanted = listings if machine else [(part, listing) for part, listing in listings if part.rows]
    if not wanted and to is None:
        current().renderer.say(" · ".join(filter(None, (_("nothing found"), empty))))
        return
    title = title or (_(heading) if chosen == "html" else "")
    current().renderer.page(
        title, [Section(part.title, key=part.key, listing=listing) for part, listing in wanted], chosen, to
    )


def calendar(owners: Sequence[str] | None, first: date, last: date, output: str | None = None) -> None:
    """What has a time in these days, tasks and meetings of these users (ids) or of everybody, as a file for any calendar program."""
    from crm_cli.agenda import calendar as entries  # only where a calendar is made
    from crm_cli.exchange import calendars

    run = current()
    found = entries.entries(run.workspace, owners, first, last + timedelta(1))
    text = calendars.written(found, "crm", calendars.zone_of(run.clock), run.language)
    with run.renderer.text(Path(output) if output else None) as out:
        out.write(text)


def attention(seen: bool, wanted: bool = True) -> None:
    """End with the exit code that says there is something to see, where that is wanted (``--exit-code``)."""
    if seen and wanted:
        raise Exit(Attention.exit)


def say_cut(total: int, limit: int | None) -> None:
    """Say how many there are where a limit cut them."""
    if limit is not None and limit < total:
        current().renderer.say(_("{n} of {total}").format(n=limit, total=total))


def say_apart(as_of: str | None, tokens: Sequence[str]) -> None:
    """Say how many deals a day of the past leaves out: those that began later, and those of which no day is known."""
    crm = current().workspace
    if (moment := crm.moment(as_of)) is None:
        return
    from crm_cli.insight.board import not_begun, unknown  # only where a day of the past is asked for

    if later := not_begun(crm, tokens, moment):
        text = ngettext("{n} deal had not begun", "{n} deals had not begun", later)
        current().renderer.say(text.format(n=later))
    if count := sum(column.count for column in unknown(crm, tokens, moment)):
        text = ngettext("{n} deal has no date and stands apart", "{n} deals have no date and stand apart", count)
        current().renderer.say(text.format(n=count))


def listing_of(part: Part, machine: bool) -> Listing:
    """A table of a report, as people or as programs read it."""
    place = next((at for at, column in enumerate(part.columns) if column.key == CURRENCY), None)
    base = current().workspace.currency
    foreign = place is not None and any(row[place] not in (None, base) for row in part.rows)
    columns = [
        column._replace(hidden=column.hidden or (not machine and column.key == CURRENCY and not foreign))
        for column in part.columns
    ]
    how = _machine if machine else _human
    rows = [
        [
            how(column, value, base if place is None else row[place] or base)
            for column, value in zip(columns, row, strict=True)
        ]
        for row in part.rows
    ]
    return Listing(columns, rows)


def _machine(column: Column, value: Any, currency: str) -> Any:
    if value is None:
        return None
    if column.kind == "money":
        return plain_money(value, currency)
    if column.kind == "percent":
        return value // 100 if value % 100 == 0 else value / 100
    if column.kind == "flag":
        return bool(value)
    return round(value, 4) if isinstance(value, float) else value


def _human(_column: Column, value: Any, _currency: str) -> Any:
    return f"{value:.1f}" if isinstance(value, float) else value

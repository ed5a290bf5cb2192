"""``history``: what was done to a record, change by change, in words for people and in values for programs."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import Format, Json, One, Output, chosen_format
from crm_cli.commands.selection import one
from crm_cli.context import current
from crm_cli.i18n import N_
from crm_cli.records import later
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS, visible
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.telling.histories import CHANGES, happened

if TYPE_CHECKING:
    from crm_cli.commands import line_history
else:  # only where a paper has lines
    line_history = later.module("crm_cli.commands.line_history")

HISTORY = N_("All that was done to a record: who, when, and from what to what.")


def history_verb(noun: str) -> Callable[..., None]:
    """``history`` of a noun."""

    def show(
        which: One, field: FieldOption = None, format: Format = None, json: Json = False, output: Output = None  # noqa: A002
    ) -> None:  # fmt: skip
        show_history(one(noun, which), field, chosen_format(format, json, output), output)

    show.__doc__ = f"{HISTORY}\n\nExample:\n  crm {noun} history {NOUNS[noun].code}1"
    return show


FieldOption = Annotated[str | None, Option("--field", metavar="FIELD", help=N_("Only what happened to this field"))]


def history(
    which: One,
    field: FieldOption = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """All that was done to a record: who, when, and from what to what.

    What was done to those that were merged into it stands there too, under the ref they had.

    Example:
      crm history C12 --field level
    """
    show_history(choose(visible(), which), field, chosen_format(format, json, output), output)


WITH_LINES = ("quote", "order", "delivery", "invoice", "payment", "membership")


def show_history(record: Record, field: str | None, format: str, output: str | None) -> None:  # noqa: A002
    """Print what was done to a record and to those that were merged into it, change by change."""
    machine, merged = format in MACHINE, current().workspace.went_into(record)
    lines = list(line_history.told(record, field, machine)) if record.noun in WITH_LINES else []
    columns = [
        Column("at", N_("When"), "time"), Column("by", N_("Who")), Column("change", N_("Change"), "choice", CHANGES),
        Column("field", N_("Field")), Column("from", N_("From")), Column("to", N_("To")), Column("step", N_("Step"), "number"),
        Column("ref", N_("Ref"), hidden=not (machine or merged)),
    ]  # fmt: skip
    rows = sorted([*happened([record, *merged], field, machine), *lines], key=lambda row: (row[0], row[6]))
    current().renderer.listing(Listing(columns, rows), format, Path(output) if output else None)

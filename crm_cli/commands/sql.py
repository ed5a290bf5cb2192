"""``crm sql``: questions in SQL over documented views, which can read and nothing else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import OUTPUT, Format, Json, Output
from crm_cli.context import current
from crm_cli.errors import Invalid, NotFound
from crm_cli.i18n import N_, _
from crm_cli.render.listing import MACHINE, Column, Listing

ROWS, SECONDS = 10_000, 2.0
LONGEST = 1_000_000


def ask(
    question: Annotated[
        str | None,
        Argument(metavar="SELECT", help=N_("The question; “-” reads it from stdin. Without one, the views")),
    ] = None,
    file: Annotated[
        str | None, Option("--file", "-F", metavar="FILE", help=N_("Read the question from a file"))
    ] = None,
    limit: Annotated[
        int, Option("--limit", min=1, metavar="N", help=N_("At most so many rows"), rich_help_panel=OUTPUT)
    ] = ROWS,
    seconds: Annotated[
        float,
        Option("--limit-seconds", min=0.01, max=3600, metavar="N", help=N_("Stop it after so many seconds")),
    ] = SECONDS,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """Ask the base in SQL. Alone it lists the views and their columns.

    Only the views can be read, and nothing can be written. Links are refs, with the name beside them (client, client_name); choices are
    their English keys; money, percentages and decimals are numbers (amount 482000.0, probability 60.0); times are UTC
    (“local_day(at)” is the day where you are); tags and lists are JSON arrays. “folded(name)” compares however a text is written.

    Example:
      crm sql "SELECT owner, count(*), sum(amount) FROM opportunities GROUP BY owner"
      crm sql -F report.sql --format csv -o report.csv
      crm sql
    """
    run = current()
    chosen = "json" if json else format or "table"
    to = Path(output) if output else None
    text = _text(question, file)
    if text is None:
        run.renderer.listing(_views(chosen in MACHINE), chosen, to)
        return
    answer = run.workspace.ask(text, seconds=seconds, limit=limit)
    keys = _keys(answer.columns)
    columns = [
        Column(key, name, _kind(answer.rows, at))
        for at, (key, name) in enumerate(zip(keys, answer.columns, strict=True))
    ]
    rows = answer.rows if chosen in MACHINE else [list(map(_shown, row)) for row in answer.rows]
    run.renderer.listing(Listing(columns, rows), chosen, to)
    if answer.more:
        run.renderer.say(_("the first {n} rows; there are more: --limit").format(n=len(answer.rows)))


def _text(question: str | None, file: str | None) -> str | None:
    """The question, wherever it stands; None where there is none."""
    if file is not None and question is not None:
        raise Invalid(N_("the question is given twice"), hint='crm sql "SELECT …"')
    if file is not None and file != "-":
        try:
            return Path(file).expanduser().read_text("utf-8-sig")
        except FileNotFoundError:
            raise NotFound(N_("there is no file {path}"), path=file) from None
        except (OSError, UnicodeDecodeError):
            raise Invalid(N_("{path} cannot be read as text"), path=file) from None
    if "-" in (question, file):
        return _piped()
    return question


def _piped() -> str:
    try:
        return current().stdin.read(LONGEST)
    except UnicodeDecodeError as error:
        raise Invalid(N_("what comes on stdin is not text: byte {at}"), at=error.start) from None


def _keys(names: Sequence[str]) -> list[str]:
    """A key for each column: two of the same name are told apart by a number."""
    found: list[str] = []
    for name in names:
        number = 2
        key = name
        while key in found:
            key, number = f"{name}_{number}", number + 1
        found.append(key)
    return found


def _kind(rows: Sequence[Sequence[Any]], at: int) -> str:
    """Numbers stand at the right."""
    values = {type(row[at]) for row in rows if row[at] is not None}
    return "decimal" if values and values <= {int, float} else "text"


def _shown(value: Any) -> Any:
    """A number as a person reads it: no more digits than it has, nor those that come of binary fractions."""
    if isinstance(value, float):
        return f"{value:.15g}" if value != int(value) or abs(value) >= 1e15 else str(int(value))
    return value if value is None else str(value)


def _views(machine: bool) -> Listing:
    """Every view with its columns."""
    columns = [
        Column("view", N_("View")),
        Column("column", N_("Column")),
        Column("type", N_("Type")),
        Column("what", N_("What it is")),
    ]
    rows = [
        [view.name, column.name, column.type if machine else _(column.type), _told(column)]
        for view in current().workspace.views()
        for column in view.columns
    ]
    return Listing(columns, rows)


def _told(column: Any) -> str:
    label = _(column.label)
    if not column.of:
        return label
    said = _("ref") if column.of == "ref" else _("name")
    return f"{label} ({said})"

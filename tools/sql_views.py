"""``docs/sql.md``: the views that ``crm sql`` reads, made from the declared fields."""

from collections.abc import Iterator
from pathlib import Path

from crm_cli.records.record import declared
from crm_cli.records.registry import load, visible
from crm_cli.store.views import EXTRA, Column, View, views

PAGE = Path(__file__).parent.parent / "docs" / "sql.md"
HEAD = """# The views of `crm sql`

`crm sql "SELECT …"` asks the base in SQL (SQLite's). It can read these views and nothing else, and it can write nothing; a question that
takes longer than `--limit-seconds` (2) is stopped, and of more rows than `--limit` (10,000) the first are shown. `crm sql` alone lists the
views of your base, your own fields among them. This page is written by `tools/generate.py`.

- A link is the ref of what it points to (`client`), with its name beside it (`client_name`); users, teams, products, pipelines, stages and
  the like, whose names are unique, are named by their name. `JOIN clients c ON c.ref = o.client`.
- Choices are their English keys. Yes and no are 1 and 0.
- Money is a number in the currency that stands in `currency`, percentages are numbers (60.0 is 60 %). They are floating point: `round(sum(amount), 2)`.
- Times are UTC, as `2026-11-22T01:00:00Z`; `local_day(at)` is the day where you are. Days are `2026-11-22`.
- Tags and lists are JSON arrays: `EXISTS (SELECT 1 FROM json_each(tags) WHERE value = 'vip')`.
- `folded(name)` compares a text however it is written: capitals, full width, traditional characters.
- Fields that a base does not show (`archive.sensitive`) are not there.
"""


def generate(check: bool) -> list[str]:
    """Write the page; or say that it is stale."""
    text = "\n".join([HEAD, *_sections()]) + "\n"
    if not check:
        PAGE.write_text(text, encoding="utf-8")
        return []
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text
    return [f"{PAGE.name} is stale"] if stale else []


def _sections() -> Iterator[str]:
    fields = {name: declared(load(name)) for name in (*visible(), *EXTRA)}
    for view in views(fields, {}):
        yield "\n".join(_section(view))


def _section(view: View) -> Iterator[str]:
    yield f"## {view.name}\n"
    yield from ("| column | type | what it is |", "|---|---|---|")
    yield from (f"| `{column.name}` | {column.type} | {_told(column)} |" for column in view.columns)
    yield ""


def _told(column: Column) -> str:
    return f"{column.label} ({column.of})" if column.of else column.label

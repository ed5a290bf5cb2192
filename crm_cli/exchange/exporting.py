"""Takes records out: which fields, in which order, in which format; what goes out as data can be brought in again."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records import filters
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

if TYPE_CHECKING:
    from crm_cli.workspace import Query

FORMATS = ("csv", "tsv", "json", "jsonl", "xlsx", "vcf", "vcf3", "md", "html")
CELLS = ("csv", "tsv")
LINES = ("json", "jsonl")
CARDS = {"vcf": "4.0", "vcf3": "3.0"}
WITH_LINES = {"quote": "quoteline", "order": "orderline", "invoice": "invoiceline"}
LINE = "line."
LEFT_OUT = ("merged_into",)


def fields_of(crm: Workspace, noun: str, names: Sequence[str] = (), hidden: Sequence[str] = ()) -> list[Field]:
    """The named fields; else all that are stored, but those that this base does not show."""
    if names:
        return [filters.find_field(noun, name, crm) for name in names]
    known = crm.fields(noun).values()
    return [f for f in known if not f.facets.get("computed") and f.name not in LEFT_OUT and f.name not in hidden]


def cells(
    crm: Workspace,
    noun: str,
    tokens: Sequence[str],
    fields: Sequence[Field],
    *,
    sort: str | None = None,
    limit: int | None = None,
) -> Iterator[tuple[Any, ...]]:
    """The records that a filter finds as rows of text: oldest first, or sorted, by an empty name as the noun's lists are."""
    return crm.extract(_query(crm, noun, tokens, sort, limit), fields)


def count(crm: Workspace, noun: str, tokens: Sequence[str]) -> int:
    """How many records a filter finds."""
    return sum(1 for _one in cells(crm, noun, tokens, [crm.fields(noun)["ref"]]))


def with_lines(
    crm: Workspace, noun: str, tokens: Sequence[str], fields: Sequence[Field], under: Sequence[Field]
) -> Iterator[tuple[Any, ...]]:
    """Documents with their lines, a row for each line; one without lines is a row of its own."""
    ref, line = crm.fields(noun)["ref"], WITH_LINES[noun]
    lines: dict[str, list[tuple[Any, ...]]] = {}
    query = crm.query(line, (), sort=f"{noun},position")
    for head, *said in crm.extract(query, [crm.fields(line)[noun], *under]):
        lines.setdefault(head, []).append(tuple(said))
    empty = ("",) * len(under)
    for head, *said in cells(crm, noun, tokens, [ref, *fields]):
        for one in lines.get(head, [empty]):
            yield (*said, *one)


def lines(crm: Workspace, noun: str, tokens: Sequence[str], fields: Sequence[Field]) -> Iterator[str]:
    """The records that a filter finds as lines of JSON, oldest first; each piece is some whole lines."""
    return crm.extract_json(_query(crm, noun, tokens, None, None), fields)


def _query(crm: Workspace, noun: str, tokens: Sequence[str], sort: str | None, limit: int | None) -> "Query":
    query = crm.query(noun, tokens, sort=sort or "", limit=limit)
    if sort is None:
        query.sort = ()
    return query


def checked(format: str) -> str:  # noqa: A002 - its name in --format
    """The format, if it is one of those for records that go out."""
    if format not in FORMATS:
        raise Invalid(
            N_("there is no format {format}"), hint=N_("one of {formats}"), format=format, formats=", ".join(FORMATS)
        )
    return format

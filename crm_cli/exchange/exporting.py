"""Takes records out: which fields, in which order, as CSV, JSON or JSON lines; what is taken out can be brought in again."""

from collections.abc import Iterator, Sequence
from typing import Any

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records import filters
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

FORMATS = ("csv", "json", "jsonl")
LEFT_OUT = ("merged_into",)


def fields_of(crm: Workspace, noun: str, names: Sequence[str] = (), hidden: Sequence[str] = ()) -> list[Field]:
    """The named fields; else all that are stored, but those that this base does not show."""
    if names:
        return [filters.find_field(noun, name, crm) for name in names]
    known = crm.fields(noun).values()
    return [f for f in known if not f.facets.get("computed") and f.name not in LEFT_OUT and f.name not in hidden]


def cells(crm: Workspace, noun: str, tokens: Sequence[str], fields: Sequence[Field]) -> Iterator[tuple[Any, ...]]:
    """The records that a filter finds as rows of text, oldest first."""
    query = crm.query(noun, tokens)
    query.sort = ()
    return crm.extract(query, fields)


def lines(crm: Workspace, noun: str, tokens: Sequence[str], fields: Sequence[Field]) -> Iterator[str]:
    """The records that a filter finds as lines of JSON, oldest first; each piece is some whole lines."""
    query = crm.query(noun, tokens)
    query.sort = ()
    return crm.extract_json(query, fields)


def checked(format: str) -> str:  # noqa: A002 - its name in --format
    """The format, if it is one that can be brought in again."""
    if format not in FORMATS:
        raise Invalid(
            N_("there is no format {format}"), hint=N_("one of {formats}"), format=format, formats=", ".join(FORMATS)
        )
    return format

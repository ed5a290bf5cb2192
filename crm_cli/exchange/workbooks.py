"""Workbooks that come back: what a row was when it went out, and so which of its cells were changed by hand since."""

from collections.abc import Iterator, Sequence
from typing import Any

from crm_cli.exchange import exporting
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

FORMAT = 1
ID = Field("id", "text", "", {})
REVISION = Field("revision", "number", "", {"computed": True})
SENT = (ID, REVISION)


def head(noun: str) -> dict[str, Any]:
    """How a workbook of ours is known again."""
    return {"guanxi": FORMAT, "noun": noun}


def comes_back(crm: Workspace, noun: str, keys: Sequence[str]) -> list[Field]:
    """Of the columns those that an edited workbook may change: the record's own fields, and not what is worked out."""
    known = crm.fields(noun)
    return [known[key] for key in keys if key in known and not known[key].facets.get("computed")]


def kept(
    crm: Workspace, noun: str, tokens: Sequence[str], fields: Sequence[Field], sort: str, limit: int | None
) -> Iterator[Sequence[Any]]:
    """For each row its id, its revision, and its values as data."""
    return exporting.cells(crm, noun, tokens, [*SENT, *fields], sort=sort, limit=limit)

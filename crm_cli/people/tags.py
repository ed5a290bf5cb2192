"""Rules of tags."""

from collections.abc import Mapping
from typing import Any

from crm_cli.records.naming import check_name
from crm_cli.records.record import Record
from crm_cli.records.registry import concerns
from crm_cli.workspace import Workspace


@concerns("name")
def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - as every noun's rule
    """A tag has a name by which a filter finds it."""
    if values.get("name"):
        check_name(str(values["name"]))
    return {}

"""Rules of leads: what one is called, which status it stands in, when it was first answered."""

from collections.abc import Mapping
from typing import Any

from crm_cli.people import clients
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.statuses import Status
from crm_cli.records.record import Record
from crm_cli.workspace import Workspace

Values = dict[str, Any]


def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> Values:
    """What goes with a lead that is about to be written: its name, the first status, and the type of its status."""
    found = clients.complete(crm, record, values)
    if record is None and not (found.get("name") or values.get("name")) and values.get("company"):
        found["name"] = values["company"]
    status = values.get("status") or (first(crm) if record is None else None)
    if status:
        found |= {"status": status, "type": crm.by_id(Status, status).type}
    return found


def follow(crm: Workspace, lead: Lead) -> None:
    """A lead that has left the new ones was answered, if nothing says when before."""
    if lead.type != "new" and lead.responded is None:
        crm.change(lead, responded=crm.effective)


def first(crm: Workspace) -> str | None:
    """The status of a new lead."""
    return next((one.id for one in sorted(crm.where(Status, type="new"), key=lambda one: one.position)), None)

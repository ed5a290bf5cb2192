"""Rules of leads: what one is called, which status it stands in and why, when it was first answered."""

from collections.abc import Mapping
from typing import Any

from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import N_
from crm_cli.people import claiming, clients, statuses
from crm_cli.records.fold import fold
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.statuses import OPEN, Status
from crm_cli.records.record import Record
from crm_cli.records.registry import concerns
from crm_cli.workspace import Workspace

Values = dict[str, Any]


@concerns("name", "family", "given", "status", "type", "reason", also=claiming.claims)
def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> Values:
    """What goes with a lead that is about to be written: its name, its status, and what follows from a status that is new to it."""
    lead = record if isinstance(record, Lead) else None
    found: Values = clients.complete(crm, record, values)
    if lead is None:
        found |= _reach(values)
    if lead is None and not (found.get("name") or values.get("name")) and values.get("company"):
        found["name"] = values["company"]
    status = _wanted(crm, lead, values)
    if status is None:
        return found
    _may_stand_in(crm, lead, status, values)
    found |= {"status": status.id, "type": status.type}
    if status.type != "discarded" and lead is not None and lead.reason and "reason" not in values:
        found["reason"] = None  # it is no longer given up
    return found


def _reach(values: Mapping[str, Any]) -> Values:
    """A lead that is called by a phone or an e-mail has that phone or e-mail."""
    from crm_cli.records.phones import looks_like_phone  # only where a lead is new

    name = str(values.get("name") or "")
    if looks_like_phone(name) and not values.get("phone"):
        return {"phone": name.strip()}
    return {"email": name.strip()} if "@" in name.strip("@") and not values.get("email") and " " not in name else {}


def _wanted(crm: Workspace, lead: Lead | None, values: Mapping[str, Any]) -> Status | None:
    """The status it is to have: the one that is named, for a new lead the first; None where it keeps its own."""
    named = values.get("status")
    if named:
        return crm.by_id(Status, str(named))
    if lead is None:
        return statuses.of_type(crm, str(values.get("type") or "new"))
    return statuses.of_type(crm, lead.type) if "status" in values else None


def _may_stand_in(crm: Workspace, lead: Lead | None, status: Status, values: Mapping[str, Any]) -> None:
    """Converted is what only a conversion makes, and what nothing but an undo unmakes; giving up needs a reason."""
    if lead is not None and status.id == lead.status:
        return
    if lead is not None and lead.type == "converted":
        refuse_converted(crm, lead)
    if status.type == "converted" and not values.get("converted"):
        raise Conflict(
            N_("only a conversion makes a lead “{status}”"), hint="crm lead convert {ref}", status=status.name,
            ref=lead.ref if lead else "L1",
        )  # fmt: skip
    if status.type == "discarded" and not (values.get("reason") or (lead and lead.reason)):
        raise Invalid(
            N_("{name} is given up only for a reason"), hint=N_("--reason TEXT, such as {known}"),
            name=f"{lead.ref} {lead.name}" if lead else str(values.get("name") or values.get("phone") or N_("a lead")),
            known=", ".join(statuses.reasons(crm, status)[:3]), candidates=statuses.reasons(crm, status),
        )  # fmt: skip


def refuse_converted(crm: Workspace, lead: Lead) -> None:
    """Say what became of a lead that was converted."""
    from crm_cli.records.nouns.clients import Client  # only where it is refused

    client = crm.by_id(Client, lead.client) if lead.client else None
    raise Conflict(
        N_("{ref} was converted already, to {client}"),
        hint="crm client show {shown}" if client else "crm history {ref}",
        ref=lead.ref, client=f"{client.ref} {client.name}" if client else "–", shown=client.ref if client else "",
    )  # fmt: skip


@concerns("status", "type", "responded")
def follow(crm: Workspace, lead: Lead) -> None:
    """A lead that somebody took on was answered, if nothing says when before."""
    if lead.type in ("working", "nurturing", "qualified", "converted") and lead.responded is None:
        crm.change(lead, responded=crm.effective)


def mend(crm: Workspace, lead: Lead) -> None:
    """After two copies of the base wrote of a lead: its type is that of its status."""
    if lead.status is not None:
        crm.change(lead, type=crm.by_id(Status, lead.status).type)


def answered(crm: Workspace, identity: str, at: str) -> None:
    """Somebody really spoke with this lead at that moment: its first response, unless one was earlier."""
    lead = crm.by_id(Lead, identity)
    if lead.responded is None or at < lead.responded:
        crm.change(lead, responded=max(at, lead.created or at))


def is_named(lead: Lead) -> bool:
    """A lead may be called by its company, its phone or its e-mail, which is nobody's name."""
    return lead.name not in (lead.company, lead.phone, lead.email) and any(char.isalpha() for char in lead.name)


def move(crm: Workspace, lead: Lead, status: Status, *, reason: str | None = None) -> Lead:
    """Bring a lead into another status."""
    said = {} if reason is None else {"reason": _known(crm, status, reason)}
    return crm.change(lead, status=status.id, **said)


def discard(crm: Workspace, lead: Lead, reason: str | None) -> Lead:
    """Nothing will come of it, for a reason."""
    if lead.type == "discarded":
        raise Conflict(N_("{ref} is given up already"), hint="crm lead reopen {ref}", ref=lead.ref)
    return move(crm, lead, statuses.of_type(crm, "discarded"), reason=reason)


def reopen(crm: Workspace, lead: Lead) -> Lead:
    """A lead that was given up goes on where it was before."""
    if lead.type == "converted":
        refuse_converted(crm, lead)
    if lead.type != "discarded":
        raise Conflict(N_("{ref} is open already"), hint="crm lead move {ref} STATUS", ref=lead.ref)
    return move(crm, lead, _before(crm, lead) or statuses.of_type(crm, "working" if lead.responded else "new"))


def _before(crm: Workspace, lead: Lead) -> Status | None:
    """The last open status it stood in, if there still is such a one."""
    known = {status.id: status for status in statuses.ordered(crm) if status.type in OPEN}
    past = [op.body["status"][0] for _step, op in crm.history(lead, "status") if "status" in op.body]
    return next((known[identity] for identity in reversed(past) if identity in known), None)


def _known(crm: Workspace, status: Status, reason: str) -> str:
    """The reason as it was said before, where only case, width or spaces differ."""
    said = " ".join(reason.split())
    return next((known for known in statuses.reasons(crm, status) if fold(known) == fold(said)), said)

"""To whom a paper goes that is begun at a client, a contact or a deal."""

from typing import Any

from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.workspace import Workspace

NOUNS = ("client", "contact", "opp")
LINKS: dict[str, type[Client | Contact]] = {"client": Client, "contact": Contact}


def for_whom(crm: Workspace, ref: str) -> dict[str, str]:
    """What a form for the paper begins with: the record itself, its client, and who is spoken to."""
    record: Any = crm.get_any(list(NOUNS), ref)
    given: dict[str, str] = {}
    for name, cls in LINKS.items():
        if one := getattr(record, name, None):
            given[name] = crm.by_id(cls, one).ref
    return given | {"opportunity" if record.noun == "opp" else record.noun: record.ref}

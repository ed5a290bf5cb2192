"""Who makes a client or lead of the pool his own, in whichever way, is held to what the team lets him take."""

from collections.abc import Mapping
from typing import Any

from crm_cli.errors import Denied
from crm_cli.records.record import Record
from crm_cli.workspace import Workspace


def claims(crm: Workspace, noun: str, values: Mapping[str, Any]) -> bool:
    """Whether these values make mine what the pool may have, where there are rules of the pool.

    A manager gives to whom he wants, and what the team's rules give nobody claims.
    """
    if values.get("owner") is None or values["owner"] != crm.me or crm.by_rule or crm.is_empty("poolrule"):
        return False
    from crm_cli.people import taking  # only where a pool may be asked

    return taking.is_limited(crm, noun)


def check(crm: Workspace, record: Record, values: Mapping[str, Any]) -> None:
    """Refuse to make one of the pool mine where ``crm pool take`` would."""
    if getattr(record, "owner", None) is None and claims(crm, record.noun, values):
        from crm_cli.people import taking  # see above

        taking.must_be_let(crm, record, hint=f"crm pool take {record.ref}")


def refusal(crm: Workspace, record: Record, values: Mapping[str, Any]) -> Denied | None:
    """Why it would not become mine; nothing where it may."""
    try:
        check(crm, record, values)
    except Denied as error:
        return error
    return None

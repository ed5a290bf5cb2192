"""Writes what is known of a lead into another record: all of it into a new one, into one that is there only what it lacks."""

from collections.abc import Sequence
from typing import Any

from crm_cli.records.keys import normal_key
from crm_cli.records.kinds import items, packed
from crm_cli.records.nouns.leads import Lead
from crm_cli.workspace import Workspace

PLACE = ("country", "region", "city", "address", "postcode")
MORE = {"phone": "other_phones", "email": "other_emails"}
KEPT = (
    "name",
    "type",
    "family",
    "given",
    *MORE,
    *MORE.values(),
)  # of one that is there; phones and e-mails stand beside
Values = dict[str, Any]


def own(crm: Workspace, lead: Lead, noun: str, wanted: Values) -> Values:
    """What is known of it, with the team's own fields that both have under one name."""
    fields = crm.fields(noun)
    shared = {name: value for name, value in lead.extra.items() if name in fields and fields[name].custom}
    return {name: value for name, value in wanted.items() if value} | shared


def written(crm: Workspace, there: Any, cls: type[Any], wanted: Values) -> tuple[Any, tuple[str, ...]]:
    """A new record, or the one that is there with its empty fields filled; and which those are."""
    if there is None:
        return crm.add(made(crm, cls, wanted)), ()
    changed = _filling(crm, there, wanted)
    return (crm.change(there, **changed) if changed else there), tuple(changed)


def made(crm: Workspace, cls: type[Any], wanted: Values) -> Any:
    """A new record of it, not written yet; it is mine where it is nobody's."""
    extra = {name: value for name, value in wanted.items() if crm.fields(cls.noun)[name].custom}
    plain = {name: value for name, value in wanted.items() if name not in extra}
    plain["tags"] = packed(plain.get("tags") or [])
    return cls(**{"name": None, "owner": crm.me} | plain, extra=extra)


def _filling(crm: Workspace, there: Any, wanted: Values) -> Values:
    """What is empty and known now; another phone or e-mail stands beside the first, tags are added, nothing is written over."""
    changed: Values = {}
    if any(getattr(there, name, None) not in (None, "", wanted.get(name)) for name in PLACE if wanted.get(name)):
        wanted = {
            name: value for name, value in wanted.items() if name not in PLACE
        }  # half of each would be no address
    for name, value in wanted.items():
        field_ = crm.fields(there.noun)[name]
        before = there.extra.get(name) if field_.custom else None if name == "tags" else getattr(there, name)
        if name == "tags":
            held = crm.elements(there, "tags")
            if more := [tag for tag in value if tag not in held]:
                changed["tags"] = packed([*held, *more])
        elif name not in KEPT and before in (None, ""):
            changed[name] = value
    for name, others in ((name, others) for name, others in MORE.items() if {name, others} & wanted.keys()):
        changed |= _beside(crm, there, name, others, [wanted.get(name), *items(wanted.get(others))])
    return changed


def _beside(crm: Workspace, there: Any, name: str, others: str, wanted: Sequence[str | None]) -> Values:
    """The phones (or e-mails) that are new to it: into the empty field the first, the rest beside."""
    first, held = getattr(there, name), items(getattr(there, others))
    more: list[str] = []
    for value in filter(None, wanted):
        if not any(same(crm, name, value, one) for one in (first, *held, *more) if one):
            more.append(value)
    if not more:
        return {}
    if first:
        return {others: packed([*held, *more])}
    return {name: more[0]} | ({others: packed([*held, *more[1:]])} if more[1:] else {})


def same(crm: Workspace, kind: str, one: str, other: str) -> bool:
    return (normal_key(kind, one, crm.country) or one) == (normal_key(kind, other, crm.country) or other)

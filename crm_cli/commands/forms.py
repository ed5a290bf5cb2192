"""The records that are made of what was typed for their fields."""

import json
from collections.abc import Mapping
from typing import Any

from crm_cli.commands.loading import imported
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record, declared
from crm_cli.records.registry import load
from crm_cli.records.registry import noun as named
from crm_cli.sales.limits import USUAL
from crm_cli.telling.given import Values

# What a room asks of a new record that comes from a person, beyond the rules that hold for every writer.
ADDING = {
    "activity": "crm_cli.people.activities:add",
    "task": "crm_cli.people.tasks:add",
    "opp": "crm_cli.sales.opportunities:add",
}


def title_field(noun: str) -> str:
    """The field that a word alone is of: what names a record, what it says, or whose it is."""
    known = current().workspace.fields(noun)
    return next((name for name in ("name", "text", "client") if name in known), "text")


def create(noun: str, values: Values) -> Record:
    """Write a new record, by the rule of its room; inside a step."""
    crm = current().workspace
    if "owner" in crm.fields(noun) and "owner" not in values:
        values["owner"] = crm.me
    if noun in DEFAULTS:
        values |= {name: value for name, value in DEFAULTS[noun](values).items() if not values.get(name)}
    cls = load(noun)
    own = {field.name: None for field in declared(cls) if field.required}
    names = {field.name for field in declared(cls)}
    extra = {name: value for name, value in values.items() if name not in names and value is not None}
    record = cls(**own | {name: value for name, value in values.items() if name in names}, extra=extra)
    written: Record = imported(ADDING[noun])(crm, record) if noun in ADDING else crm.add(record)
    return written


def _of_an_activity(_values: Values) -> Values:
    return {"at": current().clock.stamp(), "kind": "note"}


def _of_a_limit(values: Values) -> Values:
    """What is not said of a role stays as it is usual for it."""
    usual = USUAL.get(str(values.get("role")), {})
    return {name: value for name, value in usual.items() if name not in values}


def _of_a_stage(values: Values) -> Values:
    """The only pipeline there is, and the place after its last stage."""
    crm = current().workspace
    pipelines = crm.where(load("pipeline"))
    pipeline = values.get("pipeline") or (pipelines[0].id if len(pipelines) == 1 else None)
    after = [stage.position for stage in crm.where(load("stage"), pipeline=pipeline)]
    return {"pipeline": pipeline, "position": max(after, default=0) + 1}


def _of_a_status(_values: Values) -> Values:
    """The place after the last one."""
    known = imported("crm_cli.people.statuses:ordered")(current().workspace)
    return {"position": max((one.position for one in known), default=0) + 1}


DEFAULTS = {"activity": _of_an_activity, "stage": _of_a_stage, "status": _of_a_status, "limit": _of_a_limit}


def from_json(text: str) -> dict[str, str]:
    """A line of JSON as typed texts by field."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Invalid(N_("this is not JSON: {problem}"), problem=str(error)) from None
    if not isinstance(found, dict):
        raise Invalid(N_("this is not a JSON object"))
    return from_object(found)


def from_object(found: Mapping[str, Any]) -> dict[str, str]:
    """An object of JSON as typed texts by field."""
    return {str(name): _typed(value) for name, value in found.items() if value is not None}


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)


def noun_of(record: Record) -> str:
    """The noun of a record, for people."""
    return _(named(record.noun).title)

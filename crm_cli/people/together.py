"""Changes of many records at once: those that become alike by one statement, where no rule has to look at each."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from crm_cli.records.record import Record
from crm_cli.workspace import Workspace

R = TypeVar("R", bound=Record)
AT_ONCE = 50  # more than so many alike are written by one statement


def change(crm: Workspace, pairs: Iterable[tuple[R, Mapping[str, Any]]]) -> None:
    """Give each record its values. Inside a step."""
    alike: dict[tuple[str, str], list[R]] = {}
    for record, values in pairs:
        alike.setdefault((record.noun, json.dumps(values)), []).append(record)
    for (noun, text), records in alike.items():
        _give(crm, noun, records, json.loads(text))


def _give(crm: Workspace, noun: str, records: Sequence[R], values: Mapping[str, Any]) -> None:
    if len(records) > AT_ONCE and crm.sweeps(noun, values):
        crm.sweep(noun, records, values)
        return
    for record in records:
        crm.change(record, **values)

"""What was done to the lines of a paper, told with its own history: a line that came or went in one row, a changed one field by field."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crm_cli.context import current
from crm_cli.records.record import Record
from crm_cli.telling.histories import CHANGES, UNSAID, value_told
from crm_cli.telling.words import label_of

LINES = {
    "quote": ("quoteline",), "order": ("orderline", "instalment"), "delivery": ("deliveryline",), "invoice": ("invoiceline",),
    "payment": ("allocation",), "membership": ("point",),
}  # fmt: skip
FOLLOWS = ("currency", "position", "list_price", "rule", "cost", "came_from", "quoteline", "per", "kind")
"""What follows from the rest, or says nothing to a person of a line that changed."""


def told(record: Record, wanted: str | None, machine: bool) -> Iterator[Sequence[Any]]:
    """Rows as the history of a record has them; none where one field of the head is asked for."""
    crm = current().workspace
    actors = {} if wanted else dict(crm.every("user", [crm.fields("user")["name"]]))
    for noun in () if wanted else LINES[record.noun]:
        for ops in crm.lines_history(record, noun):
            ref = next((op.body["ref"][1] or op.body["ref"][0] for _step, op in ops if "ref" in op.body), "")
            for step, op in ops:
                for field, *values in _rows(record, noun, str(ref), op, machine):
                    said = CHANGES[op.kind] if machine else op.kind
                    yield step.at, actors.get(step.actor), said, field, *values, step.step, ref


def _rows(record: Record, noun: str, ref: str, op: Any, machine: bool) -> Iterator[tuple[str, Any, Any]]:
    fields = current().workspace.fields(noun)
    body = {key: pair for key, pair in op.body.items() if key not in (*UNSAID, record.noun)}
    if not machine and op.kind in "ID":
        side = int(op.kind == "I")
        brief = _brief(record, fields, {key: pair[side] for key, pair in body.items()})
        yield ref, *((None, brief) if side else (brief, None))
        return
    for key, pair in body.items():
        if machine or key not in FOLLOWS:
            before, after = (value_told(record, fields.get(key), value, machine) for value in pair)
            yield (key if machine else f"{ref} {label_of(noun, key)}"), before, after


def _brief(record: Record, fields: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """A line in a line: what, how much, at which price, and what it comes to."""
    wanted = [
        name
        for name, field in fields.items()
        if field.facets.get("listed") and field.kind != "flag" and name not in FOLLOWS
    ]
    said = [value_told(record, fields[name], values[name], False) for name in wanted if values.get(name) is not None]
    return " · ".join(str(one) for one in said if one)

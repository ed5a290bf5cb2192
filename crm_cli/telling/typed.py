"""Values as one types them: what stands in a form or a sheet before it is changed."""

from typing import Any

from crm_cli.context import current
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import NOUNS, load


def typed(record: Record, field: Field, value: Any) -> str:
    """A stored value as one would type it; it reads back as the same."""
    if value is None:
        return ""
    if field.kind == "link":
        return handle(field, value)
    if field.kind == "money":
        from crm_cli.records.numbers import plain_money  # only where money is shown plain

        return plain_money(value, getattr(record, "currency", None) or current().workspace.currency)
    if field.kind == "percent":
        return f"{value / 100:.2f}".rstrip("0").rstrip(".") + "%"
    if field.kind == "time":
        return f"{current().clock.local(value):%Y-%m-%d %H:%M}"
    return str(value)


def handle(field: Field, identity: str) -> str:
    """What a linked record is typed as: its ref, or the name of what has names of its own."""
    crm = current().workspace
    for noun in field.to.split(","):
        for record in crm.where(load(noun), id=identity):
            return str(getattr(record, NOUNS[noun].handle))
    return identity

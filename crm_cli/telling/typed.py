"""Values as one types them: what stands in a form or a sheet before it is changed."""

from typing import Any

from crm_cli.context import current
from crm_cli.i18n import _
from crm_cli.records.kinds import KINDS, items, parts
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import NOUNS, load
from crm_cli.telling.given import value_of


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
    if field.kind == "time" and field.name == "due" and not getattr(record, "timed", 1):  # a day without an hour
        return f"{current().clock.local(value):%Y-%m-%d}"
    if field.kind == "time":
        return f"{current().clock.local(value):%Y-%m-%d %H:%M}"
    return str(value)


def money_typed(minor: int, currency: str) -> str:
    """An amount as people type it: ``128000``, ``0.50``."""
    from crm_cli.records.numbers import plain_money  # only where money is shown plain

    whole, _point, rest = (plain := plain_money(minor, currency)).partition(".")
    return plain if rest.strip("0") else whole


def written(record: Record, field: Field) -> str:
    """What a record has in a field as one writes it into a form, in the words of the reader's language; several with commas between."""
    value = value_of(record, field)
    if value is None:
        return ""
    if field.kind == "flag":
        return _("yes") if value else _("no")
    if field.kind == "choice":
        return _(field.choices.get(value, value))
    if not KINDS[field.kind].many:
        return typed(record, field, value)
    parts_ = [_part(field, item) for item in items(value)]
    text = ", ".join(parts_)
    return text if parts(text) == parts_ else str(value)


def _part(field: Field, item: str) -> str:
    if field.kind in ("links", "tags"):
        return handle(field, item)
    return _(field.choices.get(item, item))


def handle(field: Field, identity: str) -> str:
    """What a linked record is typed as: its ref, or the name of what has names of its own."""
    crm = current().workspace
    for noun in field.to.split(","):
        for record in crm.where(load(noun), id=identity):
            return str(getattr(record, NOUNS[noun].handle))
    return identity

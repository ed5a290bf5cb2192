"""A set element: one tag on a record, one person at a meeting; a row each, so that two machines can add at once."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("element")
class Element(of.Record):
    """``value`` (an id) is in the set ``field`` of the record ``record`` of the noun ``noun_name``; its id follows from these three."""

    noun_name: str = of.text(N_("Noun"), required=True)
    record: str = of.text(N_("Record"), required=True)
    field: str = of.text(N_("Field"), required=True)
    value: str = of.text(N_("Element"), required=True)


def element_id(record: str, field: str, value: str) -> str:
    """The id of an element follows from what it says, so that the same one made twice is one."""
    import uuid  # only where a set is written

    return str(uuid.uuid5(uuid.UUID(record), f"{field}/{value}"))

"""A difference: somebody looked at two records that are alike, and they are not the same."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("difference")
class Difference(of.Record):
    """``record`` and ``other`` (ids of the noun ``noun_name``, the smaller first) are different; its id follows from these two."""

    noun_name: str = of.text(N_("Noun"), required=True)
    record: str = of.text(N_("Record"), required=True)
    other: str = of.text(N_("Other record"), required=True)


def difference_id(one: str, other: str) -> str:
    """The id of a difference follows from the two records, so that the same one said twice is one."""
    import uuid  # only where it is said

    first, second = sorted((one, other))
    return str(uuid.uuid5(uuid.UUID(first), f"different/{second}"))

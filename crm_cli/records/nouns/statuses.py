"""A status of a lead: a name that is yours and a fixed type that the program goes by."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

TYPES = {
    "new": N_("new"),
    "working": N_("working"),
    "nurturing": N_("nurturing"),
    "qualified": N_("qualified"),
    "converted": N_("converted"),
    "discarded": N_("discarded"),
}
OPEN = ("new", "working", "nurturing", "qualified")


@of.record("status")
class Status(of.Record):
    """A status of leads. ``reasons`` are offered when a lead comes into it; a discarded one needs a reason."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    type: str = of.choice(N_("Type"), choices=TYPES, default="working", listed=True)
    position: int = of.number(N_("Position"), default=1, listed=True)
    reasons: str | None = of.choices(N_("Reasons"), choices={}, open=True, listed=True)

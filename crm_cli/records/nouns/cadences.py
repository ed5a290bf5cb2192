"""A cadence: how often clients of a level, or with a tag, are to be spoken to."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.clients import LEVELS

DEFAULTS = {"A": (14, 30), "B": (30, 60), "C": (90, 180)}  # of levels of which the team says nothing


@of.record("cadence")
class Cadence(of.Record):
    """After ``target`` days without real contact a client of ``level``, or with ``tag``, is due, after ``most`` it is critical.

    A target of 0 lets clients of that level rest.
    """

    level: str | None = of.choice(N_("Level"), choices=LEVELS, open=True, listed=True)
    tag: str | None = of.link(N_("Tag"), to="tag", listed=True, on_remove="cascade")
    target: int = of.number(N_("Target in days"), required=True, listed=True)
    most: int = of.number(N_("At most days"), required=True, listed=True)

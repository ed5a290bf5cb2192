"""A line of a quote: how much of what at which price."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.papers import BargainLine


@of.record("quoteline")
class QuoteLine(BargainLine):
    """An ``optional`` one is offered beside the others and not added to them; with a ``bundle`` goes what it is made of."""

    quote: str = of.link(N_("Quote"), to="quote", required=True, listed=True, on_remove="cascade", before="position")
    optional: int = of.flag(N_("Option"), default=0)
    bundle: str | None = of.link(N_("Part of"), to="quoteline", by="system", on_remove="cascade")
    came_from: str | None = of.link(N_("Came from"), to="quoteline", by="system", on_remove="clear")

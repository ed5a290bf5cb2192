"""A line of a quote: how much of what at which price."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.papers import Line


@of.record("quoteline")
class QuoteLine(Line):
    """``list_price`` is what the price books said, by ``rule``; an ``optional`` one is offered beside the others and not added to them."""

    quote: str = of.link(N_("Quote"), to="quote", required=True, listed=True, on_remove="cascade", before="position")
    list_price: int | None = of.money(N_("List price"), by="system")
    rule: str | None = of.text(N_("Price rule"), by="system")
    cost: int | None = of.money(N_("Cost"), by="system")
    optional: int = of.flag(N_("Option"), default=0)
    bundle: str | None = of.link(N_("Part of"), to="quoteline", on_remove="clear")
    came_from: str | None = of.link(N_("Came from"), to="quoteline", by="system", on_remove="clear")

"""A component: what a bundle is made of."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("component")
class Component(of.Record):
    """``quantity`` of ``part`` goes into one ``product``; an ``optional`` one only where it is asked for. ``choice`` names those of which one is taken."""

    product: str = of.link(N_("Bundle"), to="product", required=True, listed=True, on_remove="cascade")
    part: str = of.link(N_("Part"), to="product", required=True, listed=True, on_remove="refuse")
    quantity: str = of.decimal(N_("Quantity"), default="1", listed=True)
    optional: int = of.flag(N_("Option"), default=0, listed=True)
    choice: str | None = of.text(N_("One of"), listed=True)
    position: int = of.number(N_("Position"), default=1)

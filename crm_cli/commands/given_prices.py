"""What a client was told that products cost, product by product: for its page, and for what is read before a meeting."""

from collections.abc import Iterator

from crm_cli.commands.client_lists import CURRENCY, section
from crm_cli.i18n import N_
from crm_cli.records.nouns.clients import Client
from crm_cli.render.listing import Column
from crm_cli.render.page import Section
from crm_cli.sales.pricehistory import HOW
from crm_cli.telling.given_prices import rows

COLUMNS = (
    Column("product", N_("Product")), Column("last", N_("Last"), "money", currency_key="currency"), Column("day", N_("Day"), "date"),
    Column("how", N_("How"), "choice", HOW), Column("ref", N_("Ref")), Column("by", N_("By")), Column("lowest", N_("Lowest"), "money", currency_key="currency"),
    Column("usual", N_("Usual"), "money", currency_key="currency"), CURRENCY, Column("count", N_("How many"), "number"),
)  # fmt: skip


def of_client(client: Client, machine: bool) -> Iterator[Section]:
    """The last, the lowest and the usual price of every product that the client ever heard a price of, the latest first."""
    yield section("prices_given", N_("Prices given"), COLUMNS, rows(client), machine)

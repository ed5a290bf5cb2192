"""``crm price show`` and ``history``: what a product costs a client and why, and what clients were told before."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.loading import REF
from crm_cli.commands.options import Format, Json, Output, chosen_format
from crm_cli.commands.reporting import Part, filled, show
from crm_cli.commands.selection import one as chosen_one
from crm_cli.context import current
from crm_cli.errors import Invalid, NotFound
from crm_cli.i18n import N_, _
from crm_cli.records.checks import currency as read_currency
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.numbers import plain_each
from crm_cli.render.listing import MACHINE, Column
from crm_cli.sales import pricehistory, pricing
from crm_cli.sales.pricehistory import HOW, SCOPES, Given, Summary
from crm_cli.sales.pricing import Candidate, Resolved, Why
from crm_cli.telling.prices import said

CURRENCY = Column("currency", N_("Currency"))
PRICE = Column("price", N_("Price"), "money", currency_key="currency")
PER = Column("per", N_("Priced per"), "number")
EACH = Column("each", N_("Price of one"), "decimal")
HOLDS = (
    Column("product", N_("Product")), Column("client", N_("Client")), Column("quantity", N_("Quantity")), Column("day", N_("Day"), "date"),
    PRICE, CURRENCY, PER, EACH, Column("taxed", N_("Prices include tax"), "flag"), Column("floor", N_("Floor price"), "money", currency_key="currency"),
    Column("rule", N_("Price rule")), Column("why", N_("Why")),
)  # fmt: skip
CANDIDATES = (
    Column("ref", N_("Ref")), Column("book", N_("Price book")), Column("kind", N_("Kind"), "choice", pricing.KINDS), PRICE, CURRENCY, PER, EACH,
    Column("quantity", N_("From quantity")), Column("start", N_("Holds from"), "date"), Column("end", N_("Holds until"), "date"),
    Column("contract", N_("Contract")), Column("holds", N_("Holds"), "flag"), Column("why", N_("Why")),
)  # fmt: skip
PRICES = (
    Column("day", N_("Day"), "date"), Column("how", N_("How"), "choice", HOW), Column("ref", N_("Ref")), Column("client", N_("Client")),
    Column("product", N_("Product")), Column("quantity", N_("Quantity")), PRICE, CURRENCY, PER, EACH, Column("by", N_("By")), Column("left", N_("Has left"), "flag"),
)  # fmt: skip
SUMMARIES = (
    Column("product", N_("Product")), Column("scope", N_("Whose"), "choice", SCOPES), Column("count", N_("How many"), "number"),
    Column("last", N_("Last"), "money", currency_key="currency"), Column("lowest", N_("Lowest"), "money", currency_key="currency"),
    Column("usual", N_("Usual"), "money", currency_key="currency"), CURRENCY, Column("ref", N_("Ref")), Column("by", N_("By")),
)  # fmt: skip
Whom = Annotated[str | None, Option("--client", metavar="CLIENT", help=N_("For whom: a client by ref or name"))]


def show_price(
    which: Annotated[str, Argument(metavar="PRODUCT", help=N_("A product by ref, name or code; a ref PX1 shows that price itself"))],
    client: Whom = None,
    quantity: Annotated[str | None, Option("--qty", metavar="N", help=N_("Of how many; else of one"))] = None,
    day: Annotated[str | None, Option("--on", metavar="DATE", help=N_("On which day; else today"))] = None,
    currency: Annotated[
        str | None, Option("--currency", metavar="CODE", help=N_("In which currency; else the client's"))
    ] = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:  # fmt: skip
    """What a product costs, by which rule, and of every other price why it does not hold.

    The most particular price counts: of a contract, of the level and region, of the level, of the region, of everybody, then the list
    price; among equals the largest quantity that is reached, the book that comes first, the price that began last.

    Quotes and orders take the prices of the day they are written on, or of their own date where that is still to come. An old date brings old
    prices only where somebody writes it who may change prices: crm help rights. crm quote show Q7 --explain says of which day each is.

    Example:
      crm price show "GTX Pro" --client C12 --qty 50
      crm price show PR3 --client Acme --qty 50 --on 2027-01-01
    """
    if _is_a_price(which):
        from crm_cli.commands.showing import put_page  # only where the record itself is meant

        put_page(chosen_one("price", which), chosen_format(format, json, output), output)
        return
    crm = current().workspace
    product = _product(which)
    whom = _client(client)
    wanted = _quantity(quantity)
    when = str(crm.parse_one(crm.fields("quote")["date"], day)) if day else crm.clock.today().isoformat()
    found = pricing.resolve(crm, product, whom, wanted, when, read_currency(currency) if currency else None)
    machine = chosen_format(format, json, output) in MACHINE
    first = Part("price", N_("Price"), HOLDS, [_holds(found, whom, wanted, when)])
    every = Part(
        "candidates",
        N_("All prices"),
        CANDIDATES,
        [_candidate(one, why) for one, why in pricing.explained(found.candidates)],
    )
    show([first, every] if machine else [_counted(first), _counted(every)], format, json, output)


def _is_a_price(word: str) -> bool:
    """The word is the ref of a price, and not the code of a product that looks like one."""
    return (
        bool(REF.fullmatch(word)) and word.upper().startswith("PX") and not current().workspace.named("product", word)
    )


def _quantity(text: str | None) -> Decimal:
    crm = current().workspace
    found = Decimal(str(crm.parse_one(crm.fields("price")["quantity"], text))) if text else Decimal(1)
    if found <= 0:
        raise Invalid(N_("a quantity is more than zero"), hint="--qty 50")
    return found


def _holds(found: Resolved, client: Client | None, quantity: Decimal, day: str) -> list[Any]:
    why = next((reasons for one, reasons in pricing.explained(found.candidates) if one is found.won), None)
    return [
        found.product.name, client.name if client else None, str(quantity), day, found.price, found.currency, *_per(found.price, found.per, found.currency), int(found.taxed), found.floor,
        found.rule, said(why) if why else _("no price is known"),
    ]  # fmt: skip


def _candidate(one: Candidate, why: Sequence[Why]) -> list[Any]:
    return [
        one.ref, one.book, one.kind, one.price, one.currency, *_per(one.price, one.per, one.currency), str(one.quantity), one.start, one.end, one.contract, int(not one.why), said(why)
    ]  # fmt: skip


def _per(price: int | None, per: int, currency: str) -> tuple[int | None, str | None]:
    """For how many a price is, and what that is for one, exact."""
    return per, plain_each(price, per, currency)


def _counted(part: Part) -> Part:
    """For people: for how many a price is only where that is more than one."""
    at = next(place for place, column in enumerate(part.columns) if column is PER)
    rows = [[*row[:at], None, None, *row[at + 2 :]] if row[at] == 1 else row for row in part.rows]
    return filled(part._replace(rows=rows))


def history(
    which: Annotated[
        str | None,
        Argument(metavar="[WHICH]", help=N_("A product, with --group or --level a client; a ref PX1 tells what was done to that price itself")),
    ] = None,
    client: Whom = None,
    product: Annotated[
        str | None, Option("--product", metavar="PRODUCT", help=N_("Of which product; else of all of the client"))
    ] = None,
    family: Annotated[str | None, Option("--family", metavar="FAMILY", help=N_("Of all products of that family"))] = None,
    group: Annotated[bool, Option("--group", help=N_("Of the client's whole group: its parent and what belongs to it"))] = False,
    level: Annotated[bool, Option("--level", help=N_("Of all clients of the client's level"))] = False,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:  # fmt: skip
    """Every price that was given, by whoever of the firm: in quotes that went out, in orders, and by mouth; the latest first.

    A price is what one unit came to, all discounts taken off, as the product itself is counted. Usual is the median of the last five.

    Example:
      crm price history "GTX Pro" --client C12
      crm price history C12 --group
      crm price history --client C12 --family drives
      crm price history PR3
    """
    if which and _is_a_price(which):
        from crm_cli.commands.telling import show_history  # only where the record itself is meant

        show_history(chosen_one("price", which), None, chosen_format(format, json, output), output)
        return
    if which and (group or level) and client is None and _is_client(which):
        which, client = None, which
    if family and (which or product):
        raise Invalid(N_("say a product, or a family"), hint="crm price history --client C12 --family …")
    if which and product:
        raise Invalid(N_("the product is said twice"), hint='crm price history "GTX Pro" --client C12')
    wanted, whom = (_product(which or product) if which or product else None), _client(client)
    if wanted is None and whom is None and not family:
        raise Invalid(N_("say of which product, or of which client"), hint='crm price history "GTX Pro" --client C12')
    if (group or level) and whom is None:
        raise Invalid(N_("a group or a level is that of a client"), hint="--client C12")
    if level and wanted is None and not family:
        raise Invalid(N_("of a whole level say which product"), hint="--product PR1")
    crm = current().workspace
    scope = "level" if level else "group" if group else "client"
    if family:
        found = pricehistory.of_family(crm, family, whom, scope=scope)
    else:
        found = pricehistory.history(crm, wanted, whom, scope=scope)
    parts = [Part("prices", N_("Prices given"), PRICES, given_rows(found))]
    if wanted and whom:
        currencies = dict.fromkeys(one.currency for one in found)
        sums = [one for currency in currencies for one in pricehistory.summaries(crm, wanted, whom, currency).values()]
        parts.append(Part("summary", N_("Last, lowest, usual"), SUMMARIES, [summary_row(wanted, one) for one in sums]))
    machine = chosen_format(format, json, output) in MACHINE
    show(parts if machine else [_counted(parts[0]), *map(filled, parts[1:])], format, json, output)


def _is_client(text: str) -> bool:
    """The words name a client, and no product."""
    crm = current().workspace
    try:
        return crm.get_any(["product", "client"], text).noun == "client"
    except NotFound:
        return False


def given_rows(found: Sequence[Given]) -> list[list[Any]]:
    """Prices as rows, each as its product is counted."""
    products = current().workspace.by_ids(Product, {one.product for one in found})
    return [_given(one, products[one.product]) for one in found if one.product in products]


def _given(one: Given, product: Product) -> list[Any]:
    unit = pricing.as_listed(one.unit, product)
    return [
        one.day, one.how, one.ref, f"{one.client_name} {one.client_ref}", f"{one.product_name} {one.product_ref}", one.quantity,
        pricing.counted(one.unit, product), one.currency, product.per, plain_each(unit.numerator, unit.denominator, one.currency), one.by,
        int(one.left),
    ]  # fmt: skip


def summary_row(product: Product, one: Summary) -> list[Any]:
    """Last, lowest and usual as a row."""
    last, lowest, usual = (pricing.counted(unit, product) for unit in (one.last.unit, one.lowest.unit, one.usual))
    return [product.name, one.scope, one.count, last, lowest, usual, one.last.currency, one.last.ref, one.last.by]


def _product(text: str | None) -> Product:
    return current().workspace.get(Product, str(text))


def _client(text: str | None) -> Client | None:
    return current().workspace.get(Client, text) if text else None

"""What quotes, orders and invoices share: the head of a document, and the lines under it."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.products import TAXES

KINDS = {"item": N_("item"), "charge": N_("charge"), "discount": N_("discount"), "text": N_("text")}
ROUNDINGS = {"document": N_("tax once per rate"), "line": N_("tax on every line")}
LANGUAGES = {"zh_CN": N_("Chinese"), "en": N_("English"), "de": N_("German")}
TERMS, TOTALS = N_("Terms"), N_("Totals")


@of.record("")
class Document(of.Record):
    """A document with lines. Its room keeps the totals: ``net`` without tax, ``vat``, ``total`` with it, in minor units of ``currency``.

    ``taxed``: the prices of the lines include the tax. ``discount`` is taken off all of them.
    """

    number: str | None = of.text(
        N_("Number"), listed=True, searched="number", document=True, whole=True, by="system", merge="once"
    )
    client: str = of.link(N_("Client"), to="client", required=True, listed=True, on_remove="refuse")
    total: int | None = of.money(N_("Total"), listed=True, whole=True, by="system", group=TOTALS)
    net: int | None = of.money(N_("Net"), by="system", group=TOTALS)
    vat: int | None = of.money(N_("Tax"), by="system", group=TOTALS)
    currency: str | None = of.text(N_("Currency"), check="currency")
    date: str | None = of.date(N_("Date"), listed=True, yields=1, prefer="past")
    discount: int | None = of.percent(N_("Discount"))
    taxed: int = of.flag(N_("Prices include tax"), default=0)
    rounding: str = of.choice(N_("Rounding"), choices=ROUNDINGS, default="document")
    note: str | None = of.longtext(N_("Note"), searched="text", group=TERMS)
    owner: str | None = of.link(N_("Owner"), to="user", listed=True, yields=3, on_remove="refuse", merge="review")


@of.record("")
class Bargain(Document):
    """A document that is bargained over, a quote or an order; ``cost`` is that of the lines whose cost is known."""

    name: str | None = of.text(N_("Subject"), searched="name", before="client")
    contact: str | None = of.link(N_("Contact"), to="contact", on_remove="clear", before="total")
    opportunity: str | None = of.link(N_("Opportunity"), to="opp", on_remove="clear", before="total")
    cost: int | None = of.money(N_("Cost"), by="system", group=TOTALS, before="currency")
    language: str | None = of.choice(N_("Language"), choices=LANGUAGES, before="note")
    payment: str | None = of.longtext(N_("Payment terms"), group=TERMS, before="note")
    delivery: str | None = of.longtext(N_("Delivery terms"), group=TERMS, before="note")
    team: str | None = of.link(N_("Team"), to="team", on_remove="clear")
    tags: str | None = of.tags(N_("Tags"), to="tag")


@of.record("")
class Line(of.Record):
    """``quantity`` units at ``price`` for ``per`` of them, less ``discount`` per cent and ``off``, plus ``extra_charge``: ``net``, rounded half-up.

    A charge or discount of the whole document is a line of that kind.
    """

    position: int = of.number(N_("Position"), default=0, listed=True)
    kind: str = of.choice(N_("Kind"), choices=KINDS, default="item", listed=True)
    product: str | None = of.link(N_("Product"), to="product", listed=True, on_remove="refuse")
    text: str | None = of.text(N_("Text"), listed=True, searched="text")
    quantity: str = of.decimal(N_("Quantity"), default="1", listed=True)
    unit: str | None = of.text(N_("Unit"), listed=True)
    price: int | None = of.money(N_("Price"), listed=True)
    per: int = of.number(N_("Priced per"), default=1)
    discount: int | None = of.percent(N_("Discount"), listed=True)
    off: int | None = of.money(N_("Money off"))
    extra_charge: int | None = of.money(N_("Charge"))
    tax: str = of.choice(N_("Tax category"), choices=TAXES, default="standard")
    rate: int | None = of.percent(N_("Tax rate"), listed=True)
    net: int | None = of.money(N_("Amount"), listed=True, by="system")
    currency: str | None = of.text(N_("Currency"), by="system")


@of.record("")
class BargainLine(Line):
    """``list_price`` is what the price books said, by ``rule``; ``cost`` is that of its quantity."""

    list_price: int | None = of.money(N_("List price"), by="system")
    rule: str | None = of.text(N_("Price rule"), by="system")
    cost: int | None = of.money(N_("Cost"), by="system")

"""The page of a document with lines: its fields, its lines, its taxes by rate, and, where wanted, how each figure came about."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.answering import choose
from crm_cli.commands.client_lists import section
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import Format, Json, One, Output, chosen_format
from crm_cli.commands.record_page import related
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.countries import CURRENCIES
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import TAXES
from crm_cli.records.nouns.quotes import STATUSES
from crm_cli.records.numbers import format_each, plain_each
from crm_cli.records.papers import KINDS, ROUNDINGS
from crm_cli.records.registry import NOUNS
from crm_cli.render.listing import MACHINE, Column
from crm_cli.render.page import Section
from crm_cli.sales import arithmetic, documents
from crm_cli.telling.doclines import unit_price
from crm_cli.telling.pages import fields_of
from crm_cli.telling.words import title_of, value_words

CURRENCY = Column("currency", N_("Currency"))


def _money(key: str, label: str) -> Column:
    return Column(key, label, "money", currency_key="currency")


EACH = Column("each", N_("Price of one"), "decimal")
LINES = (
    Column("position", N_("No."), "number"), Column("ref", N_("Ref")), Column("kind", N_("Kind"), "choice", KINDS), Column("what", N_("Product")),
    Column("quantity", N_("Quantity"), "decimal"), Column("unit", N_("Unit")), _money("price", N_("Price")), Column("per", N_("Priced per"), "number"), EACH,
    Column("discount", N_("Discount"), "percent"), _money("off", N_("Money off")), _money("extra_charge", N_("Charge")),
    Column("rate", N_("Tax rate"), "percent"), _money("net", N_("Amount")), Column("optional", N_("Option"), "flag"), CURRENCY,
)  # fmt: skip
RATES = (
    Column("tax", N_("Tax category"), "choice", TAXES), Column("rate", N_("Tax rate"), "percent"), _money("discount", N_("Discount")),
    _money("net", N_("Net")), _money("vat", N_("Tax")), CURRENCY,
)  # fmt: skip
QUOTES = (
    Column("ref", N_("Ref")), Column("number", N_("Number")), Column("version", N_("Version"), "number"), Column("name", N_("Subject")),
    Column("status", N_("Status"), "choice", STATUSES), Column("date", N_("Date"), "date"), Column("valid", N_("Valid until"), "date"),
    _money("total", N_("Total")), CURRENCY, Column("owner", N_("Owner")),
)  # fmt: skip
LATEST = 10
SHOW = N_("One with its lines, its taxes by rate and what it comes to.")
Explain = Annotated[bool, Option("--explain", help=N_("With the rounding rule, and how each figure came about"))]


def verb(noun: str) -> Callable[..., None]:
    """``show`` of a noun whose records have lines."""

    def show(
        which: One,
        explain: Explain = False,
        format: Format = None,  # noqa: A002 - its name in --format
        json: Json = False,
        output: Output = None,
    ) -> None:
        head = choose([noun], which)
        chosen = chosen_format(format, json, output)
        parts = sections(head, chosen)
        if explain:
            parts.append(Section(N_("How it came about"), lines=list(explained(head)), key="explained"))
        current().renderer.page(f"{title_of(head)}  {head.ref}", parts, chosen, Path(output) if output else None)

    ref = NOUNS[noun].code + "7"
    show.__doc__ = f"{SHOW}\n\nExample:\n  crm {noun} show {ref}\n  crm {noun} show {ref} --explain"
    return show


def sections(head: Any, chosen: str) -> list[Section]:
    """What there is about a document, its lines after its fields."""
    machine = chosen in MACHINE
    lines = documents.lines_of(current().workspace, head)
    found = documents.totals(head, lines)
    money = head.currency
    rates = [(one.tax, one.rate, one.discount or None, one.net, one.vat, money) for one in found.groups]
    tables = [
        section("lines", N_("Lines"), LINES, [_row(line, machine) for line in lines], machine),
        section("taxes", N_("Taxes"), RATES, rates if lines else [], machine),
    ]
    kept = tables if machine else [one for one in tables if one.listing and list(one.listing.rows)]
    if head.noun == "order":
        from crm_cli.commands import order_page  # only an order is delivered and has a plan

        kept += order_page.sections(head, machine)
    return [*fields_of(head, machine=machine), *kept, *([] if machine else related(head))]


def of_client(client: Client, machine: bool) -> Iterator[Section]:
    """The quotes of a client, for its page: those still open, then the latest."""
    crm = current().workspace
    limit = -1 if machine else LATEST
    rows = () if crm.is_empty("quote") else crm.report("client_quotes", client=client.id, limit=limit)
    yield section("quotes", N_("Quotes"), QUOTES, list(rows), machine)


def _row(line: Any, machine: bool) -> Sequence[Any]:
    """What is usual is not said to people."""
    product = current().workspace.fields(line.noun)["product"]
    usual = (
        None if line.kind == "item" and not machine else line.kind,
        line.text or value_words(product, line.product),
    )
    per, optional = (
        (line.per if machine or line.per != 1 else None),
        getattr(line, "optional", None) or (0 if machine else None),
    )
    one = plain_each(line.price, line.per, line.currency) if per is not None else None
    counted = (None, None) if line.kind == "text" else (line.quantity, line.unit)
    return [
        line.position, line.ref, *usual, *counted, line.price, per, one, line.discount, line.off, line.extra_charge, line.rate, line.net, optional,
        line.currency,
    ]  # fmt: skip


def explained(head: Any) -> Iterator[str]:
    """The rule, then each step as it is reckoned."""
    lines = documents.lines_of(current().workspace, head)
    told = _Told(head)
    yield "  " + _("Each line is rounded half-up, a half away from zero; {tax}, {taxed}.").format(
        tax=_(ROUNDINGS[head.rounding]), taxed=_("prices include tax") if head.taxed else _("tax is added")
    )
    for line in lines:
        if line.kind != "text":
            yield "  " + told.line(line)
    yield from ("  " + one for one in told.sums(documents.totals(head, lines)))


class _Told:
    """The steps of a document in words, amounts in its currency."""

    def __init__(self, head: Any) -> None:
        self.head, self.crm = head, current().workspace
        self.fields = self.crm.fields("quoteline")

    def money(self, minor: int) -> str:
        return value_words(self.fields["net"], minor, self.head.currency)

    def share(self, points: int) -> str:
        return value_words(self.fields["discount"], points)

    def line(self, line: Any) -> str:
        """``1. GTX Pro: 3 × ¥4,500 × (100 % − 5 %) = ¥12,825``."""
        said = [line.quantity, "×", unit_price(line)]
        said += [f"× (100 % − {self.share(line.discount)})"] if line.discount else []
        said += [f"− {self.money(line.off)}"] if line.off else []
        said += [f"+ {self.money(line.extra_charge)}"] if line.extra_charge else []
        what = line.text or value_words(self.fields["product"], line.product)
        said += ["=", self._rounded(line), *([] if documents.counts(line) else [_("(an option, not added)")])]
        said += self.by_rule(line)
        return f"{line.position}. {what}: {' '.join(said)}"

    def by_rule(self, line: Any) -> list[str]:
        """What the books said, by which rule, and of which day."""
        rule = getattr(line, "rule", None)
        if not rule or line.list_price is None:
            return []
        price = format_each(line.list_price, line.per, self.head.currency or self.crm.currency, current().language)
        return [_("(list price {price} by {rule})").format(price=price, rule=rule)]

    def _rounded(self, line: Any) -> str:
        """What a line comes to, with the exact figure before where it was rounded."""
        one = documents.reckoned(line)
        exact = (
            one.quantity * one.price * (arithmetic.WHOLE - one.discount) / one.per / arithmetic.WHOLE
            - one.off
            + one.charge
        )
        if exact == one.net:
            return self.money(one.net)
        shown = exact.scaleb(-CURRENCIES.get(self.head.currency, ("", 2))[1]).normalize()
        return f"{shown:f} → {self.money(one.net)}"

    def sums(self, found: arithmetic.Totals) -> Iterator[str]:
        """The lines, the discount and the tax of each rate, and what is to be paid."""
        yield _("lines together {amount}").format(amount=self.money(found.lines))
        for group in found.groups:
            rate = self.share(group.rate) if group.tax == arithmetic.TAXED else _(TAXES[group.tax])
            if group.discount:
                yield _("{rate}: discount of {share} takes off {amount}").format(
                    rate=rate, share=self.share(self.head.discount), amount=self.money(group.discount)
                )
            if group.tax == arithmetic.TAXED:
                yield _("{rate}: tax on {net} is {vat}").format(
                    rate=rate, net=self.money(group.net), vat=self.money(group.vat)
                )
            else:
                yield _("{rate}: no tax on {net}").format(rate=rate, net=self.money(group.net))
        yield _("net {net} + tax {vat} = {total}").format(
            net=self.money(found.net), vat=self.money(found.vat), total=self.money(found.total)
        )

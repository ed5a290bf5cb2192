"""``crm quote advise``: what could be quoted to a client, at which price and why."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import Format, Json, Output, chosen_format
from crm_cli.commands.reporting import IN_ROWS, Part, show
from crm_cli.context import current
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.nouns.clients import Client
from crm_cli.render.listing import MACHINE, Column
from crm_cli.render.page import Section
from crm_cli.sales import advising, pricing
from crm_cli.sales.advising import Advice
from crm_cli.sales.pricehistory import SCOPES, Summary
from crm_cli.telling.prices import said
from crm_cli.telling.words import listed, value_words

COLUMNS = (
    Column("ref", N_("Ref")), Column("product", N_("Product")), Column("fits", N_("Answers the need")), Column("parts", N_("Parts")),
    Column("price", N_("Price"), "money", currency_key="currency"), Column("currency", N_("Currency")), Column("per", N_("Priced per"), "number"),
    Column("rule", N_("Price rule")), Column("why", N_("Why")), Column("buyers", N_("Similar clients that bought it"), "number"),
    Column("alike", N_("Similar clients"), "number"), Column("last", N_("Last"), "money", currency_key="currency"),
    Column("usual", N_("Usual"), "money", currency_key="currency"), Column("arguments", N_("Selling points"), "longtext"),
)  # fmt: skip


def advise(
    whom: Annotated[str, Argument(metavar="CLIENT", help=N_("For whom: a client by ref or name"))],
    need: Annotated[
        str | None, Option("--need", metavar="WORDS", help=N_("What is wanted; else what the client's archive says it needs"))
    ] = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:  # fmt: skip
    """What to quote: bundles and products that answer the need, with the price and its reason, what this client and its like were told
    before, how many similar clients bought it (same industry and level, at least three), and what speaks for it.

    The words are looked for in the names, families, tags and selling points of products (crm product edit PR1 --arguments "…").

    Example:
      crm quote advise C12
      crm quote advise Acme --need "low energy, variable speed"
    """
    crm = current().workspace
    client = crm.get(Client, whom)
    found = advising.advise(crm, client, need)
    chosen = chosen_format(format, json, output)
    if chosen in MACHINE or chosen in IN_ROWS:
        show([Part("advice", "", COLUMNS, [_row(one) for one in found])], format, json, output)
        return
    if not found:
        current().renderer.say(_nothing(client, need))
        return
    sections = [
        Section(f"{one.product.name}  {one.product.ref}", lines=[f"  {line}" for line in _lines(one)]) for one in found
    ]
    title = _("To quote to {name}").format(name=f"{client.name}  {client.ref}")
    current().renderer.page(title, sections, chosen, Path(output) if output else None)


def _nothing(client: Client, need: str | None) -> str:
    """Why nothing can be said, and what would help."""
    if advising.needs(client, need):
        return _("no product answers that need: its words stand in no name, family, tag or selling points of a product")
    if not (client.industry and client.level):
        return _(
            "nothing is known of what they need: crm quote advise {ref} --need …, or set its industry and level"
        ).format(ref=client.ref)
    return _("nothing is known of what they need, and too few similar clients bought anything: --need …")


def _lines(one: Advice) -> Iterator[str]:
    """What is to be known of one product."""
    yield _price(one)
    if one.fits:
        yield _("answers: {words}").format(words=listed(one.fits))
    if one.parts:
        yield _("consists of: {parts}").format(parts=_parts(one))
    if one.buyers:
        text = ngettext(
            "{n} of {all} similar client bought it (same industry and level)",
            "{n} of {all} similar clients bought it (same industry and level)",
            one.alike,
        )
        yield text.format(n=one.buyers, all=one.alike)
    for scope in one.earlier.values():
        if scope.scope == "client" or "client" not in one.earlier or scope.count > one.earlier["client"].count:
            yield _earlier(one, scope)
    for line in one.arguments:
        yield f"· {line}"


def _price(one: Advice) -> str:
    if one.price.won is None:
        return _("no price is known")
    why = said(next(reasons for each, reasons in pricing.explained(one.price.candidates) if each is one.price.won))
    return f"{_money(one, one.price.price or 0)} · {one.price.rule} · {why}"


def _parts(one: Advice) -> str:
    texts = []
    for part in one.parts:
        text = f"{part.quantity} × {part.product.name}"
        texts.append(_("{what} (option)").format(what=text) if part.component.optional else text)
    return listed(texts)


def _earlier(one: Advice, scope: Summary) -> str:
    last, lowest, usual = (
        pricing.counted(unit, one.product) for unit in (scope.last.unit, scope.lowest.unit, scope.usual)
    )
    return _("{whom}: last {last} ({day}, {by}), lowest {lowest}, usual {usual}").format(
        whom=_(SCOPES[scope.scope]), last=_money(one, last), day=scope.last.day, by=scope.last.by or "–", lowest=_money(one, lowest),
        usual=_money(one, usual),
    )  # fmt: skip


def _money(one: Advice, amount: int) -> str:
    return value_words(current().workspace.fields("product")["price"], amount, one.price.currency)


def _row(one: Advice) -> list[Any]:
    own = one.earlier.get("client")
    why = next(
        (said(reasons) for each, reasons in pricing.explained(one.price.candidates) if each is one.price.won), None
    )
    last, usual = (
        (pricing.counted(own.last.unit, one.product), pricing.counted(own.usual, one.product)) if own else (None, None)
    )
    return [
        one.product.ref, one.product.name, ", ".join(one.fits), ", ".join(f"{part.quantity} × {part.product.name}" for part in one.parts),
        one.price.price, one.price.currency, one.price.per, one.price.rule, why, one.buyers, one.alike, last, usual, one.product.arguments,
    ]  # fmt: skip

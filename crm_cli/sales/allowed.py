"""What somebody may quote, or take as an order, unasked: which of their limits it passes, and why."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from crm_cli.errors import Denied, Word, filled
from crm_cli.i18n import N_, language
from crm_cli.records.nouns.approvals import AMOUNT, FOREIGN, MARGIN, OFF, UNKNOWN
from crm_cli.records.nouns.limits import Limit
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.numbers import format_money
from crm_cli.sales import bundles, documents, limits, priceguard
from crm_cli.sales.arithmetic import WHOLE
from crm_cli.sales.lines import cost, offered
from crm_cli.sales.pricing import Why
from crm_cli.workspace import Workspace


def passes(
    crm: Workspace, document: Any, limit: Limit, *, whole: Sequence[Any] | None = None, new: Sequence[Any] | None = None,
    asked: Sequence[Any] | None = None,
) -> list[Why]:  # fmt: skip
    """Why somebody with that limit cannot send a quote, or take an order, unasked; nothing where they can.

    Of the ``whole``, all its lines, margin and amount are those of the ``new`` ones, which nobody let pass before; what is taken off and the
    floor are looked at in those that are ``asked``, and in what is offered beside them: all of them unless it is said.
    """
    every = documents.lines_of(crm, document) if whole is None else whole
    whole = [line for line in every if documents.counts(line)]
    looking = _Looking(crm, document, limit, whole, bundles.within(crm, whole))
    lines = [line for line in every if line.kind != "text"] if asked is None else asked
    found = [*_discount(looking, lines), *_margin(looking, new), *_amount(looking, new)]
    return found if limit.below_floor else [*found, *_unknown(looking, lines), *_floors(looking, lines)]


class Standing(NamedTuple):
    """What limits look at, in words: the most that is given away of a list price, and the margin, where it is known."""

    given: str
    margin: str


def standing(crm: Workspace, document: Any) -> Standing:
    """How a document stands to the limits, whoever's they are."""
    every = documents.lines_of(crm, document)
    whole = [line for line in every if documents.counts(line)]
    looking = _Looking(crm, document, limits.of(crm), whole, bundles.within(crm, whole))
    margin = _left_over(looking, whole)
    given = _most_given(looking, [line for line in every if line.kind != "text"])
    return Standing(_share(given) if given > 0 else "", "" if margin is None else _share(margin))


class _Looking(NamedTuple):
    """What is looked at: all the lines of a document that count, and which of them are within the price of a bundle."""

    crm: Workspace
    document: Any
    limit: Limit
    whole: Sequence[Any]
    within: Collection[str]


def must_be_within(crm: Workspace, quote: Quote) -> None:
    """Nothing goes out that passes the limits of who sends it, unless it was approved as it is."""
    if quote.status == "approved":
        return
    if why := passes(crm, quote, limits.of(crm)):
        raise Denied(N_("{ref} needs an approval: {why}"), hint="crm quote submit {ref}", ref=quote.ref, why=told(why))


def must_be_ordered_within(
    crm: Workspace, document: Any, new: Sequence[Any], asked: Sequence[Any], *, whole: Sequence[Any] | None = None
) -> None:
    """What nobody approved in a quote is ordered, or billed without an order, only within the limits of who writes it."""
    if why := passes(crm, document, limits.of(crm), whole=whole, new=new, asked=asked):
        raise Denied(
            N_("{ref} passes your limits: {why}"), hint=N_("crm quote add …, which can be submitted; or somebody orders it who may: crm limit list"),
            ref=document.ref or Word(N_("the document")), why=told(why),
        )  # fmt: skip


def _discount(looking: _Looking, lines: Sequence[Any]) -> Iterator[Why]:
    """The most that is taken off a list price, by the price itself, the line, and what is taken off the whole."""
    most = looking.limit.discount
    if most is not None and (given := _most_given(looking, lines)) * WHOLE > most:
        yield Why(
            OFF,
            {"share": _share(given), "limit": _share(Fraction(most, WHOLE))},
        )


def _most_given(looking: _Looking, lines: Sequence[Any]) -> Fraction:
    """The largest part of a list price that is given away, by whichever line."""
    kept = kept_of_all(looking.document, looking.whole)
    shares = [one for line in lines if (one := _given_away(looking, line, kept)) is not None]
    return max(shares, default=1 - kept if len(lines) >= len(looking.whole) else Fraction(0))


def kept_of_all(document: Any, lines: Iterable[Any]) -> Fraction:
    """The part that the discounts of the whole document leave of its lines; of one that has nothing but charges, of those."""
    lines = list(lines)
    items, charges, off = (
        sum(line.net or 0 for line in lines if line.kind == kind) for kind in ("item", "charge", "discount")
    )
    base = items or charges
    rest = 1 + Fraction(off, base) if base else Fraction(0 if off else 1)
    return rest * (WHOLE - (document.discount or 0)) / WHOLE


def _given_away(looking: _Looking, line: Any, kept: Fraction) -> Fraction | None:
    """The part of its list price, as the books say it now, that a line gives away; None where there is none, or its price is in that of its bundle."""
    if line.kind != "item" or line.id in looking.within:
        return None
    listed = Fraction(line.quantity) * _listed(looking, line)
    return 1 - ((line.net or 0) - (line.extra_charge or 0)) * kept / listed if listed else None


def is_listed(crm: Workspace, document: Any, line: Any) -> bool:
    """Something says what it should cost: a list price in the currency of the document, or a reason that it cannot be known there."""
    told = priceguard.offer(crm, document, line)
    if not line.product or told is None:
        return bool(line.product)
    tax = {"tax": line.tax, "rate": line.rate}
    known = offered(crm, document, told.product, told.quantity, tax).price is not None
    return known or told.product.floor is not None or priceguard.is_known_elsewhere(crm, told)


def _listed(looking: _Looking, line: Any) -> Fraction:
    """What one unit costs by the books, else by the line itself."""
    if line.product:
        product = looking.crm.by_id(Product, line.product)
        offer = offered(
            looking.crm, looking.document, product, Decimal(line.quantity), {"tax": line.tax, "rate": line.rate}
        )
        if offer.price is not None:
            return Fraction(offer.price, offer.per)
    return Fraction(getattr(line, "list_price", None) or line.price or 0, line.per)


def _margin(looking: _Looking, new: Sequence[Any] | None) -> Iterator[Why]:
    """What is left over the cost of the lines whose cost is known."""
    lines = looking.whole if new is None else new
    least = looking.limit.margin
    margin = None if least is None else _left_over(looking, lines)
    if least is not None and margin is not None and margin * WHOLE < least:
        yield Why(
            MARGIN,
            {"share": _share(margin), "limit": _share(Fraction(least, WHOLE))},
        )


def _left_over(looking: _Looking, lines: Sequence[Any]) -> Fraction | None:
    """The part of what the lines of a known cost come to that is left over it; None where no cost is known."""
    known = [(line, spent) for line in lines if (spent := _spent(looking, line)) is not None]
    kept = kept_of_all(looking.document, looking.whole)
    sold = sum((_net(looking.document, line) for line, _spent in known), Fraction(0)) * kept
    costs = sum(spent for _line, spent in known)
    if not (sold or costs):
        return None
    return 1 - costs / sold if sold else Fraction(-1)


def _spent(looking: _Looking, line: Any) -> int | None:
    """What a line costs us, as it keeps it; of an invoice, which keeps none, as the product says it now."""
    if "cost" in type(line).specs:
        kept: int | None = line.cost
        return kept
    names = ("product", "kind", "quantity", "currency")
    return cost(looking.crm, {name: getattr(line, name) for name in names} | {"currency": looking.document.currency})


def _net(document: Any, line: Any) -> Fraction:
    """A line without its tax."""
    return Fraction(line.net or 0) * WHOLE / (WHOLE + (line.rate or 0)) if document.taxed else Fraction(line.net or 0)


def _amount(looking: _Looking, new: Sequence[Any] | None) -> Iterator[Why]:
    crm, document, limit = looking.crm, looking.document, looking.limit
    if limit.amount is None:
        return
    lines = looking.whole if new is None else new
    amount = documents.totals(document, lines).net if lines else 0
    if not looking.whole:  # one that came without lines says itself what it comes to
        amount = document.net or document.total or 0
    most = {"limit": format_money(limit.amount, crm.currency, language())}
    said = {"total": format_money(amount, document.currency or crm.currency, language())}
    if (document.currency or crm.currency) != crm.currency:
        yield Why(FOREIGN, said | most)
    elif amount > limit.amount:
        yield Why(AMOUNT, said | most)


def _unknown(looking: _Looking, lines: Iterable[Any]) -> Iterator[Why]:
    """The products of which what they cost is known, but not in the currency of the document: there is no list price, floor or cost to hold."""
    told = dict[str, Why]()
    for line in lines:
        offer = None if line.id in looking.within else priceguard.offer(looking.crm, looking.document, line)
        if offer and priceguard.is_known_elsewhere(looking.crm, offer):
            told[offer.product.id] = Why(UNKNOWN, {"product": offer.product.name, "currency": offer.currency})
    yield from told.values()


def _floors(looking: _Looking, lines: Iterable[Any]) -> Iterator[Why]:
    """The prices below their floor."""
    for line in lines:
        told = None if line.id in looking.within else priceguard.offer(looking.crm, looking.document, line)
        if told and (found := priceguard.below_floor(looking.crm, told, may=False)):
            yield Why(found.text, found.values)


def _share(part: Fraction) -> str:
    """``12.5 %``, never rounded to the limit it passes."""
    tenths = -(-part * 1000 // 1) if part > 0 else part * 1000 // 1
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def told(why: Iterable[Why]) -> str:
    """The reasons in the language of the interface."""
    from crm_cli.i18n import _, clauses  # only where they are told

    return clauses(filled(_(one.text), one.values) for one in why)

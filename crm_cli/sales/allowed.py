"""What somebody may quote unasked: which of their limits a quote passes, and why."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from crm_cli.errors import Denied, filled
from crm_cli.i18n import N_, language
from crm_cli.records.nouns.limits import Limit
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.numbers import format_money
from crm_cli.sales import documents, limits, priceguard
from crm_cli.sales.arithmetic import WHOLE
from crm_cli.sales.pricing import Why
from crm_cli.workspace import Workspace


def passes(crm: Workspace, quote: Quote, limit: Limit) -> list[Why]:
    """Why somebody with that limit cannot send a quote unasked; nothing where they can."""
    lines = [line for line in documents.lines_of(crm, quote) if documents.counts(line)]
    found = [*_discount(quote, lines, limit), *_margin(quote, lines, limit), *_amount(crm, quote, limit)]
    if not limit.below_floor:
        told = priceguard.findings(crm, quote, lines)
        found += [Why(one.text, one.values) for one in told if one.code == "below_floor"]
    return found


def must_be_within(crm: Workspace, quote: Quote) -> None:
    """Nothing goes out that passes the limits of who sends it, unless it was approved as it is."""
    if quote.status == "approved":
        return
    if why := passes(crm, quote, limits.of(crm)):
        raise Denied(N_("{ref} needs an approval: {why}"), hint="crm quote submit {ref}", ref=quote.ref, why=told(why))


def _discount(quote: Quote, lines: Sequence[QuoteLine], limit: Limit) -> Iterator[Why]:
    """The most that is taken off a list price, by the price itself, the line, and what is taken off the whole."""
    if limit.discount is None:
        return
    kept = kept_of_all(quote, lines)
    given = max((one for line in lines if (one := given_away(line, kept)) is not None), default=1 - kept)
    if given * WHOLE > limit.discount:
        yield Why(
            N_("{share} off, your limit is {limit}"),
            {"share": _share(given), "limit": _share(Fraction(limit.discount, WHOLE))},
        )


def kept_of_all(quote: Quote, lines: Iterable[QuoteLine]) -> Fraction:
    """The part that the discounts of the whole quote leave of its lines."""
    lines = list(lines)
    items = sum(line.net or 0 for line in lines if line.kind == "item")
    off = -sum(line.net or 0 for line in lines if line.kind == "discount")
    rest = 1 - Fraction(off, items) if items else Fraction(1)
    return rest * (WHOLE - (quote.discount or 0)) / WHOLE


def given_away(line: QuoteLine, kept: Fraction) -> Fraction | None:
    """The part of its list price that a line gives away; None where there is none, or its price is in that of its bundle."""
    if line.kind != "item" or (line.bundle and not line.price):
        return None
    listed = Fraction(line.quantity) * (line.list_price or line.price or 0) / line.per
    return 1 - ((line.net or 0) - (line.extra_charge or 0)) * kept / listed if listed else None


def _margin(quote: Quote, lines: Sequence[QuoteLine], limit: Limit) -> Iterator[Why]:
    """What is left over the cost of the lines whose cost is known."""
    known = [line for line in lines if line.cost is not None]
    sold = sum((_net(quote, line) for line in known), Fraction(0)) * kept_of_all(quote, lines)
    if limit.margin is None or not sold:
        return
    margin = 1 - sum(line.cost or 0 for line in known) / sold
    if margin * WHOLE < limit.margin:
        yield Why(
            N_("margin {share}, at least {limit} is asked"),
            {"share": _share(margin), "limit": _share(Fraction(limit.margin, WHOLE))},
        )


def _net(quote: Quote, line: QuoteLine) -> Fraction:
    """A line without its tax."""
    return Fraction(line.net or 0) * WHOLE / (WHOLE + (line.rate or 0)) if quote.taxed else Fraction(line.net or 0)


def _amount(crm: Workspace, quote: Quote, limit: Limit) -> Iterator[Why]:
    if limit.amount is None:
        return
    most = {"limit": format_money(limit.amount, crm.currency, language())}
    said = {"total": format_money(quote.net or 0, quote.currency or crm.currency, language())}
    if (quote.currency or crm.currency) != crm.currency:
        yield Why(N_("{total} is in another currency than the limit {limit}"), said | most)
    elif (quote.net or 0) > limit.amount:
        yield Why(N_("{total} without tax, your limit is {limit}"), said | most)


def _share(part: Fraction) -> str:
    """``12.5 %``, never rounded to the limit it passes."""
    tenths = -(-part * 1000 // 1) if part > 0 else part * 1000 // 1
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def told(why: Iterable[Why]) -> str:
    """The reasons in the language of the interface."""
    from crm_cli.i18n import _  # only where they are told

    return "; ".join(filled(_(one.text), one.values) for one in why)

"""Lines of a document in a few words, what it comes to, and what is to be said of the prices: as every door says it."""

from collections.abc import Sequence
from typing import Any

from crm_cli.context import current
from crm_cli.errors import filled
from crm_cli.i18n import _
from crm_cli.records.numbers import format_each, format_money
from crm_cli.sales import abroad, allowed, documents, limits, priceguard
from crm_cli.sales.arithmetic import Totals
from crm_cli.sales.pricing import Why
from crm_cli.telling.words import value_words, what


def told(head: Any, lines: Sequence[Any], remarks: Sequence[str] = ()) -> list[str]:
    """Each line in a few words, what the document comes to now, and what is to be said of the prices."""
    now = current().workspace.by_id(type(head), head.id)
    return [*[brief(line) for line in lines], total(now), *to_be_said(now, lines, remarks)]


def total(head: Any) -> str:
    """``total €47,734.03``."""
    field = current().workspace.fields(head.noun)["total"]
    return _("total {total}").format(total=value_words(field, head.total, head.currency) or "–")


def total_of(head: Any, came: Totals) -> str:
    """The same of what a document would come to."""
    field = current().workspace.fields(head.noun)["total"]
    return _("total {total}").format(total=value_words(field, came.total, head.currency))


def to_be_said(
    head: Any, lines: Sequence[Any], remarks: Sequence[str] = (), whole: Sequence[Any] | None = None
) -> list[str]:
    """Why sending it needs an approval, and what is to be said of these lines; ``whole`` are all its lines, where they are not those written."""
    crm = current().workspace
    found = priceguard.findings(crm, head, lines) if head.noun != "invoice" else []
    asking = needs(head, whole)
    said = [
        ("! " if one.severity != "info" else "") + filled(one.text, one.values)
        for one in found
        if not (asking and one.severity == "refuse")
    ]
    why = ["! " + _("sending it needs an approval: {why}").format(why=allowed.told(asking))] if asking else []
    return [*why, *remarks, *_odd_rates(lines), *_unpriced(head, lines), *said, *_abroad(head)]


def _abroad(head: Any) -> list[str]:
    """That a client of another country would pay our tax, and how it would not."""
    if not (found := abroad.taxed(current().workspace, head)):
        return []
    country, line = found
    rate = value_words(current().workspace.fields(line.noun)["rate"], line.rate)
    text = _("client is in {country}: tax {rate}? if not: {command}")
    return ["! " + text.format(country=country, rate=rate, command=f"crm {head.noun} line edit {line.ref} exempt")]


def _odd_rates(lines: Sequence[Any]) -> list[str]:
    """Tax rates that the country of the base does not know."""
    known = current().workspace.country.tax_rates
    return [
        "! "
        + _("{ref}: {rate} is no tax rate here ({known}); a discount is written -{rate}").format(
            ref=_called(line), rate=_share(line.rate), known=", ".join(map(_share, known))
        )
        for line in lines
        if line.rate and line.rate not in known
    ]


def _share(rate: int) -> str:
    return f"{rate / 100:g}%"


def _unpriced(head: Any, lines: Sequence[Any]) -> list[str]:
    """To who has limits: the lines whose price no limit holds."""
    crm = current().workspace
    limit = limits.of(crm)
    if limit.approves or limit.discount is None:
        return []
    free = [line for line in lines if line.kind == "item" and line.price and not allowed.is_listed(crm, head, line)]
    said = _("{lines}: no list price, so its price is checked against no limit")
    return ["! " + said.format(lines=", ".join(map(_called, free)))] if free else []


def _called(line: Any) -> str:
    """``QL3 Training``; by its words alone while it is not written yet."""
    return " ".join(filter(None, (line.ref, what(line))))


def needs(head: Any, whole: Sequence[Any] | None = None) -> list[Why]:
    """Why a quote that is not sent yet could not be sent by whoever works without an approval; nothing of another document."""
    if head.noun != "quote" or head.status not in documents.OPEN or head.status == "approved":
        return []
    return allowed.passes(current().workspace, head, limits.of(current().workspace), whole=whole)


def brief(line: Any) -> str:
    """``QL3 GTX Pro × 3 @ ¥4,500 −5 % = ¥12,825``."""
    fields = current().workspace.fields(line.noun)

    def said(name: str) -> str:
        return value_words(fields[name], getattr(line, name), line.currency)

    parts = [line.ref, " · ".join(dict.fromkeys(filter(None, (said("product"), said("text")))))]
    if line.kind == "item":
        parts += ["×", line.quantity + (f" {line.unit}" if line.unit else ""), "@", unit_price(line)]
    parts += [f"−{said('discount')}"] if line.discount else []
    parts += [f"−{said('off')}"] if line.off else []
    parts += [f"+{said('extra_charge')}"] if line.extra_charge else []
    parts += [f"= {said('net')}"] if line.net is not None else []
    parts += [_("(an option, not added)")] if getattr(line, "optional", 0) else []
    return " ".join(filter(None, parts))


def unit_price(line: Any) -> str:
    """What one costs, exact, and what the price is for where that is many: ``¥0.0125 (¥12.50/1000)``."""
    currency, language = line.currency or current().workspace.currency, current().language
    one = format_each(line.price or 0, line.per, currency, language)
    many = f"{format_money(line.price or 0, currency, language)}/{line.per}"
    return one if one == many or line.per == 1 else f"{one} ({many})"

"""What each panel on the page of a quote shows, as lines."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from crm_cli.context import current
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.nouns.approvals import STATUSES as ANSWERS
from crm_cli.records.nouns.approvals import Approval
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.orders import STATUSES as ORDERED
from crm_cli.records.nouns.products import TAXES, Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import STATUSES, Quote
from crm_cli.records.papers import ROUNDINGS
from crm_cli.render.style import cells, wrapped
from crm_cli.sales import approvals, documents, proposed, quotes, versions
from crm_cli.sales.allowed import Standing
from crm_cli.telling import doclines, prices
from crm_cli.telling.quotes import difference
from crm_cli.telling.words import called, label_of, value_words
from crm_cli.tui.screens.panels import Filled
from crm_cli.tui.screens.story import moment
from crm_cli.tui.widgets.panel import Line

TERMS = ("name", "contact", "opportunity", "payment", "delivery", "note", "discount", "taxed", "rounding", "language", "reason", "owner")  # fmt: skip


def about(quote: Quote, possible: str) -> Sequence[str]:
    """Whose it is, which, how far, until when, and what can be done now."""
    crm = current().workspace
    client = crm.by_id(Client, quote.client)
    contact = value_words(crm.fields("quote")["contact"], quote.contact)
    deal = value_words(crm.fields("quote")["opportunity"], quote.opportunity)
    number = f"{quote.number or quote.ref}{f' v{quote.version}' if quote.version > 1 else ''}"
    total = value_words(crm.fields("quote")["total"], quote.total, quote.currency) or "–"
    return (
        " · ".join(filter(None, (called(client), contact, deal))),
        " · ".join(filter(None, (number, _(STATUSES[quotes.status(crm, quote)]), total, _valid(quote)))),
        possible,
    )


def _valid(quote: Quote) -> str:
    """Until when it holds, and how long that is."""
    if not quote.valid:
        return ""
    left = (date.fromisoformat(quote.valid) - current().clock.today()).days
    said = _("valid until {day}").format(day=quote.valid)
    if quote.status not in (*documents.OPEN, "sent") or left < 0:
        return said
    days = ngettext("{n} day left", "{n} days left", left).format(n=left)
    return f"{said} ({days})"


def lines(quote: Quote, found: Sequence[QuoteLine], minded: Mapping[str, str]) -> Filled:
    """The lines, each with a sign where there is something to mind; what a bundle brought stands under it."""
    heads = ("", "", "", N_("Quantity"), N_("Price"), N_("Less"), N_("Tax rate"), N_("Amount"))
    if not found:
        return Filled(N_("Lines"), [Line(("", "", _("none yet"), "", "", "", "", ""), "", "quiet")])
    return Filled(N_("Lines"), [_line(quote, one, minded.get(one.id, "")) for one in found], heads=heads)


def _line(quote: Quote, line: QuoteLine, mind: str) -> Line:
    fields = current().workspace.fields("quoteline")

    def said(name: str) -> str:
        return value_words(fields[name], getattr(line, name), quote.currency)

    what = ("  " if line.bundle else "") + " · ".join(dict.fromkeys(filter(None, (said("product"), said("text")))))
    what = _("option: {what}").format(what=what) if line.optional else what
    quantity = f"{line.quantity} {line.unit or ''}".strip() if line.kind == "item" else ""
    price = doclines.unit_price(line) if line.kind == "item" else ""
    less = [f"-{said(name)}" for name in ("discount", "off") if getattr(line, name)]
    less += [f"+{said('extra_charge')}"] if line.extra_charge else []
    rate = said("rate") if line.tax == "standard" else _(TAXES[line.tax])
    sign = "-" if line.kind == "discount" and line.net else ""
    net = f"({said('net')})" if line.optional else sign + said("net").removeprefix("-")
    look = "warn" if mind else "quiet" if line.optional else ""
    if line.kind == "text":
        return Line((mind, str(line.position), what, "", "", "", "", ""), line.ref, look)
    return Line((mind, str(line.position), what, quantity, price, " ".join(less), rate, net), line.ref, look)


def totals(quote: Quote, found: Sequence[QuoteLine], stands: Standing | None) -> Filled:
    """The tax of each rate, what it comes to, and how it stands to the limits."""
    if not found:
        return Filled(N_("Totals"), [])
    money = partial(value_words, current().workspace.fields("quote")["total"], currency=quote.currency)
    share = partial(value_words, current().workspace.fields("quote")["discount"])
    came = documents.totals(quote, found)
    lines = []
    if came.discount:
        label = " ".join(filter(None, (label_of("quote", "discount"), share(quote.discount) if quote.discount else "")))
        lines += [Line((_("Lines together"), money(came.lines))), Line((label, "-" + money(came.discount)))]
    lines.append(Line((_("Net"), money(came.net))))
    for group in came.groups:
        rate = share(group.rate) if group.tax == "standard" else _(TAXES[group.tax])
        lines.append(Line((_("Tax {rate} on {net}").format(rate=rate, net=money(group.net)), money(group.vat))))
    lines.append(Line((_("Total"), money(came.total)), "", "strong"))
    return Filled(N_("Totals"), [*lines, *_standing(stands)])


def _standing(stands: Standing | None) -> Iterator[Line]:
    """For our eyes: what is given away of the list price, and the margin."""
    if stands and stands.given:
        yield Line((_("most off a list price"), stands.given), "", "quiet")
    if stands and stands.margin:
        yield Line((_("margin where the cost is known"), stands.margin), "", "quiet")


def terms(quote: Quote) -> Filled:
    """What the head says beside."""
    fields = current().workspace.fields("quote")
    lines = []
    for name in TERMS:
        value = getattr(quote, name)
        if value in (None, 0, "document") or (name == "discount" and not value):
            continue
        told = _(ROUNDINGS[value]) if name == "rounding" else value_words(fields[name], value, quote.currency)
        for at, text in enumerate(told.splitlines() or [""]):
            lines.append(Line((label_of("quote", name) if not at else "", text)))
    return Filled(N_("Terms"), lines)


def remarks(said: Sequence[str], room: int) -> Filled:
    """What is to be minded before it is sent, as the shell would say it."""
    return Filled(N_("To mind"), [line for one in said for line in _wrapped(one, room)])


def _wrapped(text: str, room: int) -> Iterator[Line]:
    for at, piece in enumerate(in_lines(text, room)):
        yield Line((piece if not at else f"  {piece}",), "", "warn")


def in_lines(text: str, room: int) -> Sequence[str]:
    """A text in lines that there is room for."""
    return [piece for line in text.splitlines() for piece in (wrapped(line, room) if cells(line) > room else [line])]


def books(quote: Quote, line: QuoteLine | None) -> Filled:
    """Which price of the books is that of the line, and why the others are not."""
    found = proposed.resolved(current().workspace, quote, line) if line else None
    told = list(prices.by_books(found)) if found else []
    return Filled(N_("By the price books"), [Line((one.price, one.what, one.by), one.ref) for one in told])


def before(quote: Quote, line: QuoteLine | None) -> Filled:
    """Every price that the client was told before of the product of the line: last, lowest, usual, by whom, when."""
    if line is None or not line.product:
        return Filled(N_("Prices given"), [])
    crm = current().workspace
    product, client = crm.by_id(Product, line.product), crm.by_id(Client, quote.client)
    told = prices.before(product, client, quote.currency or crm.currency, quote.id)
    lines = [Line((one.whose, one.what, one.price, one.day, one.by, one.ref), one.ref) for one in told]
    return Filled(N_("Prices given"), lines, (product.name,))


def same_number(quote: Quote) -> Filled:
    """The other versions, the latest first."""
    found = current().workspace.where(Quote, number=quote.number) if quote.number else []
    fields = current().workspace.fields("quote")
    lines = [
        Line((f"v{one.version}", one.ref, _(STATUSES[one.status]), one.date or "", value_words(fields["total"], one.total, one.currency)), one.ref)
        for one in sorted(found, key=lambda one: -one.version)
    ]  # fmt: skip
    return Filled(N_("Versions"), lines if len(lines) > 1 else [])


def changes(quote: Quote, other: Quote | None) -> Filled:
    """What is different from the version it revises, or from another one."""
    if other is None:
        return Filled(N_("Changes"), [])
    old, new = (quote, other) if other.version > quote.version else (other, quote)
    lines = []
    for one in versions.differences(current().workspace, old, new):
        ref, what, field, was, now = difference(one, old, new)
        lines.append(Line((" ".join(filter(None, (what, field))), f"{was or '–'} → {now or '–'}"), ref or ""))
    title = _("Changes: v{old} → v{new}").format(old=old.version, new=new.version)
    return Filled(title, lines or [Line((_("nothing is different"), ""))])


def asked(quote: Quote) -> Filled:
    """Who was asked to let it pass, and what they said; the latest first."""
    crm = current().workspace
    lines = []
    for one in reversed([] if crm.is_empty("approval") else crm.where(Approval, quote=quote.id)):
        by = " > ".join(crm.name_of("user", user) or "" for user in (one.asked, one.decider) if user)
        said = " · ".join(filter(None, (approvals.why(one), (one.note or "").replace("\n", " · "))))
        lines.append(Line((_(ANSWERS[one.status]), by, moment(one.decided or one.created), said), one.ref))
    return Filled(N_("Approvals"), lines)


def orders(quote: Quote) -> Filled:
    """What was ordered of it."""
    crm = current().workspace
    names = ["ref", "number", "status", "total", "currency"]
    rows = [] if crm.is_empty("order") else list(crm.table("order", names, [f"quote={quote.ref}"]).rows)
    total = crm.fields("order")["total"]
    lines = [
        Line((number or ref, _(ORDERED.get(status, status or "")), value_words(total, amount, currency)), ref)
        for ref, number, status, amount, currency in rows
    ]
    return Filled(N_("Orders"), lines)

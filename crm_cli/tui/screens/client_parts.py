"""What each panel on the page of a client shows, as lines."""

from collections.abc import Sequence
from typing import Any

from crm_cli.agenda import full_view
from crm_cli.agenda.full_view import RELATIONS, FullView, Sum, Todo
from crm_cli.context import current
from crm_cli.i18n import N_, _, language, ngettext
from crm_cli.insight import receivables
from crm_cli.records.nouns import contracts as contract
from crm_cli.records.nouns import orders as order
from crm_cli.records.nouns import quotes as quote
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import ROLES
from crm_cli.records.nouns.opportunities import STATUSES
from crm_cli.records.numbers import format_money
from crm_cli.render.values import ago
from crm_cli.sales import credit
from crm_cli.telling import clients, given_prices
from crm_cli.tui.screens.panels import Filled
from crm_cli.tui.screens.story import moment
from crm_cli.tui.widgets.panel import Line

LATEST = 20
DECIDING = ("decides", "signs")


def head(client: Client, found: FullView) -> Sequence[str]:
    """Who that is, whose, when somebody last spoke to them and will again."""
    return clients.head(client, found)


def people(_client: Client, found: FullView) -> Filled:
    """The people as a network: who reports to whom, and who decides."""
    lines = [
        Line(
            (
                placed.branch + placed.person.name,
                placed.person.title or "",
                _(ROLES.get(placed.person.role or "", "")) if placed.person.role else "",
                placed.person.phone or "",
                ago(placed.person.last, current().clock) if placed.person.last else "",
            ),
            placed.person.ref,
            "strong" if placed.person.role in DECIDING else "",
        )
        for placed in full_view.network(found.people)
    ]
    known = any(one.role in DECIDING for one in found.people)
    return Filled(
        N_("People"), lines, () if known or not lines else (_("nobody is known to decide"), _("who decides?"))
    )


def deals(_client: Client, found: FullView) -> Filled:
    """The open deals."""
    return Filled(
        N_("Open opportunities"),
        [
            Line(
                (one.ref, one.name, one.stage or "", _money(one.value, one.currency, short=True), one.close or ""),
                one.ref,
            )
            for one in found.deals
        ],
        (str(len(found.deals) or "-"),),
    )


def tasks(_client: Client, found: FullView) -> Filled:
    """What is to be done."""
    return Filled(
        N_("To do"), lines := [_task(one) for one in found.tasks if not one.theirs], (str(len(lines) or "-"),)
    )


def promised(_client: Client, found: FullView) -> Filled:
    """What they promised."""
    return Filled(N_("Promised by them"), [_task(one) for one in found.tasks if one.theirs])


def _task(one: Todo) -> Line:
    """Overdue, today, later: by a sign and a colour."""
    clock = current().clock
    day = clock.local(one.due).date() if one.due else None
    sign, look = (".", "") if day is None or day > clock.today() else ("x", "bad")
    if day == clock.today():
        sign, look = ("x", "bad") if one.timed and str(one.due) < clock.stamp() else ("^", "warn")
    return Line((sign, moment(one.due, bool(one.timed)), one.text, one.opp or "", one.owner or ""), one.ref, look)


def money(client: Client, found: FullView) -> Filled:
    """What was won, what is still to be paid, and how late they pay."""
    lines = [_sum(one) for one in found.sums if one.status != "open"]
    crm = current().workspace
    if not crm.is_empty("invoice"):
        owed = receivables.open_invoices(crm, [f"client={client.ref}"])
        for currency in dict.fromkeys(one.currency for one in owed):
            left = sum(one.left for one in owed if one.currency == currency)
            late = sum(one.left for one in owed if one.currency == currency and one.late)
            said = _("{sum} of it late").format(sum=_money(late, currency)) if late else ""
            lines.append(Line((_("still to pay"), _money(left, currency), said), "", "bad" if late else ""))
    if not crm.is_empty("allocation"):
        lines += [_habit(one) for one in credit.habits(crm, client.id)]
    return Filled(N_("Money"), lines)


def _sum(one: Sum) -> Line:
    last = _("last {day}").format(day=one.closed[:10]) if one.closed else ""
    return Line((f"{_(STATUSES[one.status])} {one.number}", _money(one.value, one.currency), last))


def _habit(one: credit.Habit) -> Line:
    days = round(abs(one.late))
    late = (
        ngettext("{n} day late", "{n} days late", days)
        if one.late > 0
        else ngettext("{n} day early", "{n} days early", days)
    )
    return Line((_("pays on average"), late.format(n=days) if days else _("in time"), ""))


def prices(client: Client, _found: FullView) -> Filled:
    """The last and the lowest price of each product that they were ever told."""
    lines = []
    for product, last, day, _how, ref, by, lowest, _usual, currency, _count in given_prices.rows(client):
        low = _("lowest {price}").format(price=_money(lowest, currency)) if lowest != last else ""
        lines.append(Line((product, _money(last, currency), str(day or "")[:10], by or "", low), ref))
    return Filled(N_("Prices given"), lines)


def quotes(client: Client, _found: FullView) -> Filled:
    """The quotes that are open, then the latest."""
    lines = [
        Line(
            (
                f"{number or ref}{f' v{version}' if version and version > 1 else ''}",
                name or "",
                _(quote.STATUSES.get(status, status)),
                _money(total, currency),
                day or "",
            ),
            ref,
        )
        for ref, number, version, name, status, day, _valid, total, currency, _owner in _rows(
            "quote", "client_quotes", client, limit=LATEST
        )
    ]
    return Filled(N_("Quotes"), lines)


def orders(client: Client, _found: FullView) -> Filled:
    """The latest orders, and what of their invoices is still to be paid."""
    lines = [
        Line(
            (
                number or ref,
                name or "",
                _(order.STATUSES.get(status, status)),
                _money(total, currency),
                _("{sum} to pay").format(sum=_money(left, currency)) if left else "",
            ),
            ref,
        )
        for ref, number, name, status, _date, _due, total, left, currency, _owner in _rows(
            "order", "client_orders", client, limit=LATEST
        )
    ]
    return Filled(N_("Orders"), lines)


def contracts(client: Client, _found: FullView) -> Filled:
    """The contracts, the one that ends last first."""
    lines = [
        Line(
            (
                number or ref,
                name or "",
                _(contract.STATUSES.get(status, status)),
                _money(value, currency),
                " – ".join(filter(None, (start, end))),
            ),
            ref,
        )
        for ref, number, name, status, start, end, value, currency, _book, _owner in _rows(
            "contract", "client_contracts", client
        )
    ]
    return Filled(N_("Contracts"), lines)


def memberships(client: Client, _found: FullView) -> Filled:
    """The memberships, those that go on first."""
    lines = [
        Line((number or ref, whom or "", level or "", str(points or ""), " – ".join(filter(None, (start, end)))), ref)
        for ref, number, level, whom, start, end, points, _owner in _rows("membership", "client_memberships", client)
    ]
    return Filled(N_("Memberships"), lines)


def files(_client: Client, found: FullView) -> Filled:
    """The documents."""
    return Filled(N_("Files"), [Line((one.ref, one.name, one.link), one.ref) for one in found.files])


def related(_client: Client, found: FullView) -> Filled:
    """Other clients that have to do with it."""
    lines = [Line((_(RELATIONS[one.how]), one.name, one.ref, one.owner or ""), one.ref) for one in found.related]
    return Filled(N_("Related clients"), lines)


def groups(_client: Client, found: FullView) -> Filled:
    """The groups it is in."""
    return Filled(N_("Groups"), [Line((ref, name), ref) for ref, name in found.groups])


def _rows(noun: str, report: str, client: Client, **given: Any) -> Sequence[Sequence[Any]]:
    """What a report says of a client; nothing is looked for where there is no such record."""
    crm = current().workspace
    return [] if crm.is_empty(noun) else list(crm.report(report, client=client.id, **given))


def _money(amount: int | None, currency: str | None, *, short: bool = False) -> str:
    money = currency or current().workspace.currency
    return "" if amount is None else format_money(amount, money, language(), short=short)

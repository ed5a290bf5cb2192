"""``crm receivable list``, ``forecast``, ``habit`` and ``credit``: who owes what, how late, when it will come."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any

from crm_cli.commands.answering import choose
from crm_cli.commands.client_lists import section
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.loading import Entry, Group
from crm_cli.commands.options import AsOf, ExitCode, Format, Json, Output, Quiet, chosen_format
from crm_cli.commands.reporting import Part, attention, filled, show
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.insight import receivables
from crm_cli.insight.receivables import LATE, Aged, Month, Open
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoices import STATUSES
from crm_cli.records.when import parse_day
from crm_cli.render.listing import MACHINE, Column
from crm_cli.render.page import Section
from crm_cli.sales import credit

BY = {"client": "client", "客户": "client", "owner": "owner", "rep": "owner", "负责人": "owner", "业务员": "owner", "invoice": "invoice", "发票": "invoice"}  # fmt: skip
Filter = Annotated[
    list[str] | None, Argument(metavar="[FILTER]", help=N_("Of which invoices: client=Acme, owner=me, due<+30d …"))
]


def _money(key: str, label: str, *, whole: bool = False, yields: int = 0) -> Column:
    return Column(key, label, "money", currency_key="currency", whole=whole, yields=yields)


CURRENCY = Column("currency", N_("Currency"))
AGED = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("owner", N_("Owner"), yields=4), CURRENCY, Column("invoices", N_("Invoices"), "number", yields=3),
    _money("left", N_("Still to pay"), whole=True), _money("covered", N_("Covered by drafts")), _money("held", N_("Retention")), _money("now", N_("Not due")), _money("to30", N_("1–30 days")),
    _money("to60", N_("31–60 days")), _money("to90", N_("61–90 days")), _money("over90", N_("Over 90 days")), Column("oldest", N_("First due"), "date", yields=3),
)  # fmt: skip
OPEN = (
    Column("ref", N_("Ref")), Column("number", N_("Number"), whole=True), Column("client_ref", N_("Client ref"), yields=3), Column("client", N_("Client")),
    Column("owner", N_("Owner"), yields=4), CURRENCY, Column("status", N_("Status"), "choice", STATUSES), Column("date", N_("Date"), "date", yields=2),
    Column("due", N_("Due"), "date"), Column("days", N_("Days late"), "number"), _money("total", N_("Total"), whole=True, yields=1), _money("left", N_("Still to pay"), whole=True),
    _money("covered", N_("Covered by drafts"), whole=True, yields=1), Column("covered_until", N_("Draft matures"), "date", yields=2), _money("held", N_("Retention"), whole=True, yields=1),
    Column("held_until", N_("Retention due"), "date", yields=2),
)  # fmt: skip
MONTHS = (
    Column("month", N_("Month")), CURRENCY, _money("due", N_("As agreed")), _money("likely", N_("As they usually pay")), _money("drafts", N_("Drafts")),
    _money("retained", N_("Retention")),
)  # fmt: skip
HABITS = (
    Column("client_ref", N_("Ref")), Column("client", N_("Client")), CURRENCY, Column("invoices", N_("Invoices"), "number"), _money("amount", N_("Paid")),
    Column("late", N_("Days late"), "number"), Column("in_time", N_("In time"), "percent"), Column("last", N_("Last payment"), "date"),
)  # fmt: skip
CREDIT = (
    Column("ref", N_("Ref")), Column("client", N_("Client")), CURRENCY, _money("limit", N_("Credit limit")), _money("invoices", N_("Unpaid invoices")),
    _money("orders", N_("Ordered, not billed")), _money("ahead", N_("Paid in advance")), _money("total", N_("Exposure")),
    Column("used", N_("Limit used"), "percent"), _money("over", N_("Over the limit")),
)  # fmt: skip


def list_(
    words: Filter = None,
    by: Annotated[str, Option("--by", metavar="client|owner|invoice", help=N_("A line for each client, rep or invoice"))] = "client",
    late: Annotated[bool, Option("--overdue", help=N_("Only what should have been paid"))] = False,
    as_of: AsOf = None,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:  # fmt: skip
    """What is still to be paid, by how late it is: not due, up to 30, 60, 90 days, and later. What acceptance drafts cover until they mature, and what clients retain, stand apart.

    An invoice that bills a part of a payment plan is due with it, and not before that has happened; a retention ages from its own day. --as-of
    tells how it stood at the end of a day that is past, by what was billed, delivered and paid until then.

    Example:
      crm receivable list
      crm receivable list --by owner
      crm receivable list --as-of 2026-09-30
      crm receivable list owner=me --by invoice --overdue
    """
    crm = current().workspace
    tokens, day = [*(words or []), *(["status=overdue"] if late else [])], _day(as_of)
    by = BY.get(by, by)
    machine = chosen_format(format, json, output) in MACHINE
    found: Sequence[Open] | Sequence[Aged]
    if by == "invoice":
        found = receivables.open_invoices(crm, tokens, day)
        show([_invoices("invoices", "", found, machine)], format, json, output)
    elif by in BY.values():
        aged = [one for one in receivables.ages(crm, tokens, by, day) if not late or one.late]
        found = aged
        show(_parts(aged, machine), format, json, output)
    else:
        raise Invalid(N_("there is no {by} to group by"), hint="--by client, --by owner, --by invoice", by=by)
    attention(bool(found), exit_code)


def _invoices(key: str, title: str, found: Sequence[Open], machine: bool) -> Part:
    """Open invoices; for people a draft or a retention of nothing, and days of what is not late, are not written."""
    if machine:
        return Part(key, title, OPEN, found)
    rows = [
        one._asdict()
        | {"covered": one.covered or None, "held": one.held or None, "days": max(one.days or 0, 0) or None}
        for one in found
    ]
    return filled(Part(key, title, OPEN, [list(row.values()) for row in rows]))


def _day(as_of: str | None) -> date | None:
    """The day that was asked for; one that is still to come has not stood any way yet."""
    run = current()
    if as_of is None:
        return None
    found = parse_day(as_of, run.clock, run.workspace.country, "past", run.workspace.reading.office)
    if found > run.clock.today():
        raise Invalid(N_("{day} is still to come"), hint="crm receivable forecast", day=found.isoformat())
    return found


def _parts(found: list[Aged], machine: bool) -> list[Part]:
    """The lines, and for people the sum of each currency below them."""
    rows: list[Any] = list(found)
    if not machine:
        rows = [_without_noughts(one._replace(name=one.name or "–")) for one in found]
        rows += [
            _without_noughts(one._replace(name=_("together"))) for one in receivables.totals(found) if len(found) > 1
        ]
    part = Part("lines", "", AGED, rows)
    return [part if machine else filled(part)]


def _without_noughts(row: Any) -> list[Any]:
    """For people a sum of nothing is not written."""
    return [value or None for value in row]


def forecast(
    words: Filter = None,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """When the money will come, by month: as agreed, and as each client usually pays; acceptance drafts that mature, what is retained.

    As a client usually pays is its due day and as many days later as its payments were late on average, weighted by amount (crm receivable habit);
    who never paid, or pays early, is taken to pay on the day. What no day is known of waits for something to happen, such as an acceptance.

    Example:
      crm receivable forecast
      crm receivable forecast owner=me
    """
    found = receivables.forecast(current().workspace, words or [])
    machine = chosen_format(format, json, output) in MACHINE
    show(
        [Part("months", "", MONTHS, [one if machine else _without_noughts(_named(one)) for one in found])],
        format,
        json,
        output,
    )
    attention(bool(found), exit_code)


def _named(one: Month) -> Month:
    return one._replace(month={LATE: _("should have come"), "": _("no day known")}.get(one.month, one.month))


def habit(
    which: Annotated[str | None, Argument(metavar="[CLIENT]", help=N_("A client; else all that paid"))] = None,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """How late clients pay, in days after the due day, weighted by amount; an acceptance draft is paid when it matures.

    Example:
      crm receivable habit
      crm receivable habit Acme
    """
    client = choose(["client"], which).id if which else None
    found = [one._replace(late=round(one.late, 1)) for one in credit.habits(current().workspace, client)]
    show([Part("clients", "", HABITS, found)], format, json, output)


def credit_of(
    which: Annotated[
        str | None, Argument(metavar="[CLIENT]", help=N_("A client; else all that owe something or have a limit"))
    ] = None,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """How far a client's credit is used: unpaid invoices, and what is ordered and not billed, less what was paid in advance. Without a client: of all, whose limit is used most first.

    An order over the limit is refused to whoever may not pass it (crm limit list). The limit is a field of the client. What an acceptance draft covers
    is owed until it matures.

    Example:
      crm receivable credit
      crm receivable credit C12
      crm client edit C12 --credit-limit 500k
    """
    crm = current().workspace
    client: Any = choose(["client"], which) if which else None
    found = [credit.exposure(crm, client)] if client else credit.exposures(crm)
    rows = [_exposed(one) for one in found]
    machine = chosen_format(format, json, output) in MACHINE
    part = Part("credit", "", CREDIT, rows if machine else [_without_noughts(row) for row in rows])
    show([part if machine else filled(part)], format, json, output)
    attention(any(one.over > 0 for one in found), exit_code)


def _exposed(one: credit.Exposure) -> list[Any]:
    return [
        one.ref, one.client, one.currency, one.limit, one.invoices, one.orders, one.ahead, one.total, one.used, max(one.over, 0),
    ]  # fmt: skip


def of_client(client: Client, machine: bool) -> Iterator[Section]:
    """What a client still owes, and how it usually pays, for its page."""
    crm = current().workspace
    none: list[Open] = []
    found = none if crm.is_empty("invoice") else receivables.open_invoices(crm, [f"client={client.ref}"])
    mine = found if machine else [one._replace(client=None, client_ref=None) for one in found]
    part = _invoices("receivables", N_("Still to pay"), mine, machine)
    yield section(part.key, part.title, part.columns, part.rows, machine)
    habits = (
        []
        if crm.is_empty("allocation")
        else [one._replace(late=round(one.late, 1)) for one in credit.habits(crm, client.id)]
    )
    yield section("habit", N_("How it pays"), HABITS, habits, machine)


VERBS = {
    "list": Entry("crm_cli.commands.receivables:list_", N_("What is still to be paid, by how late it is")),
    "forecast": Entry("crm_cli.commands.receivables:forecast", N_("When the money will come, by month")),
    "habit": Entry("crm_cli.commands.receivables:habit", N_("How late each client pays")),
    "credit": Entry("crm_cli.commands.receivables:credit_of", N_("How far clients' credit is used")),
}
group = Group("receivable", VERBS, N_("Receivables: who owes what, how late, and when it will come"))

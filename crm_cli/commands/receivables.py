"""``crm receivable list``, ``forecast``, ``habit`` and ``credit``: who owes what, how late, when it will come."""

from collections.abc import Iterator
from typing import Annotated, Any

from crm_cli.commands.answering import choose
from crm_cli.commands.client_lists import section
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.loading import Entry, Group
from crm_cli.commands.options import ExitCode, Format, Json, One, Output, Quiet, chosen_format
from crm_cli.commands.reporting import Part, attention, show
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.insight import receivables
from crm_cli.insight.receivables import LATE, Aged, Month, Open
from crm_cli.records.nouns.clients import Client
from crm_cli.render.listing import MACHINE, Column
from crm_cli.render.page import Section
from crm_cli.sales import credit

BY = {"client": "client", "客户": "client", "owner": "owner", "rep": "owner", "负责人": "owner", "业务员": "owner", "invoice": "invoice", "发票": "invoice"}  # fmt: skip
Filter = Annotated[
    list[str] | None, Argument(metavar="[FILTER]", help=N_("Of which invoices: client=Acme, owner=me, due<+30d …"))
]


def _money(key: str, label: str) -> Column:
    return Column(key, label, "money", currency_key="currency")


CURRENCY = Column("currency", N_("Currency"))
AGED = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("owner", N_("Owner")), CURRENCY, Column("invoices", N_("Invoices"), "number"),
    _money("left", N_("Still to pay")), _money("held", N_("Retention")), _money("now", N_("Not due")), _money("to30", N_("1–30 days")),
    _money("to60", N_("31–60 days")), _money("to90", N_("61–90 days")), _money("over90", N_("Over 90 days")), Column("oldest", N_("First due"), "date"),
)  # fmt: skip
OPEN = (
    Column("ref", N_("Ref")), Column("number", N_("Number")), Column("client_ref", N_("Client ref")), Column("client", N_("Client")),
    Column("owner", N_("Owner")), CURRENCY, Column("date", N_("Date"), "date"), Column("due", N_("Due"), "date"), Column("days", N_("Days late"), "number"),
    _money("total", N_("Total")), _money("left", N_("Still to pay")), _money("held", N_("Retention")),
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
    CURRENCY, _money("limit", N_("Credit limit")), _money("invoices", N_("Unpaid invoices")), _money("orders", N_("Ordered, not billed")),
    _money("ahead", N_("Paid in advance")), _money("total", N_("Exposure")), _money("over", N_("Over the limit")),
)  # fmt: skip


def list_(
    words: Filter = None,
    by: Annotated[str, Option("--by", metavar="client|owner|invoice", help=N_("A line for each client, rep or invoice"))] = "client",
    late: Annotated[bool, Option("--overdue", help=N_("Only what should have been paid"))] = False,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:  # fmt: skip
    """What is still to be paid, by how late it is: not due, up to 30, 60, 90 days, and later. What clients retain stands apart.

    Example:
      crm receivable list
      crm receivable list --by owner
      crm receivable list owner=me --by invoice --overdue
    """
    crm = current().workspace
    tokens, by = [*(words or []), *(["due<today"] if late else [])], BY.get(by, by)
    if by == "invoice":
        found = [one for one in receivables.open_invoices(crm, tokens) if not late or one.left > one.held]
        show([Part("invoices", "", OPEN, found)], format, json, output)
    elif by in BY.values():
        aged = [one for one in receivables.ages(crm, tokens, by) if not late or one.late]
        found = aged  # type: ignore[assignment]  # one line or the other
        show(_parts(aged, chosen_format(format, json, output) in MACHINE), format, json, output)
    else:
        raise Invalid(N_("there is no {by} to group by"), hint="--by client, --by owner, --by invoice", by=by)
    attention(bool(found), exit_code)


def _parts(found: list[Aged], machine: bool) -> list[Part]:
    """The lines, and for people the sum of each currency below them."""
    rows: list[Any] = list(found)
    if not machine:
        rows = [_without_noughts(one._replace(name=one.name or "–")) for one in found]
        rows += [
            _without_noughts(one._replace(name=_("together"))) for one in receivables.totals(found) if len(found) > 1
        ]
    return [Part("lines", "", AGED, rows)]


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
    which: One,
    exit_code: ExitCode = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """How far a client's credit is used: unpaid invoices, and what is ordered and not billed, less what was paid in advance.

    An order over the limit is refused to whoever may not pass it (crm limit list). The limit is a field of the client.

    Example:
      crm receivable credit C12
      crm client edit C12 --credit-limit 500k
    """
    client: Any = choose(["client"], which)
    found = credit.exposure(current().workspace, client)
    row = [found.currency, found.limit, found.invoices, found.orders, found.ahead, found.total, max(found.over, 0)]
    show([Part("credit", "", CREDIT, [row])], format, json, output)
    attention(found.over > 0, exit_code)


def of_client(client: Client, machine: bool) -> Iterator[Section]:
    """What a client still owes, and how it usually pays, for its page."""
    crm = current().workspace
    none: list[Open] = []
    found = none if crm.is_empty("invoice") else receivables.open_invoices(crm, [f"client={client.ref}"])
    yield section("receivables", N_("Still to pay"), OPEN, found, machine)
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
    "credit": Entry("crm_cli.commands.receivables:credit_of", N_("How far a client's credit is used")),
}
group = Group("receivable", VERBS, N_("Receivables: who owes what, how late, and when it will come"))

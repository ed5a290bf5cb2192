"""Every noun in one table of strings, so that a command knows them all and imports one."""

import importlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from crm_cli.errors import Invalid
from crm_cli.i18n import N_, every


class Noun(NamedTuple):
    """``code`` is the letter of the ref and names the noun in the log; ``number`` is its place in the search index: neither ever changes.

    ``handle`` is the field that names one of them in files and scripts (``ref`` unless names are unique).
    ``before`` and ``after`` (``module:function``) are the rules of a room that hold whoever writes: the first completes what is
    about to be written, the second lets follow what must; the workspace calls them, in the same step. ``leaving`` may refuse that
    one is removed. Of the values of ``one_of`` together there is one record: by them a file without refs says which it means.
    ``part_of`` is the noun it is seen with: it has a command of its own, which the list of commands does not show.
    ``right`` is the role from which on somebody may write one at all; a field may have one of its own.
    ``undone`` may refuse that a step that wrote one is taken back or done again: given are its values, as it is or was,
    and which of them changed where it was there before and is after.
    """

    name: str
    table: str
    code: str
    number: int
    cls: str
    room: str
    summary: str
    title: str
    aliases: tuple[str, ...] = ()
    handle: str = "ref"
    order: str = ""
    internal: bool = False
    before: str = ""
    after: str = ""
    leaving: str = ""
    one_of: tuple[str, ...] = ()
    part_of: str = ""
    right: str = ""
    undone: str = ""


NOUNS: dict[str, Noun] = {
    n.name: n
    for n in (
        Noun(
            "client", "clients", "C", 1, "Client", "people", N_("Clients: organisations and persons"), N_("client"),
            before="crm_cli.people.clients:complete",
        ),
        Noun(
            "contact", "contacts", "P", 2, "Contact", "people", N_("Contacts: the people at a client"), N_("contact"),
            before="crm_cli.people.clients:complete",
        ),
        Noun(
            "lead", "leads", "L", 13, "Lead", "people", N_("Leads: traces of possible clients"), N_("lead"), order="-created",
            before="crm_cli.people.leads:complete", after="crm_cli.people.leads:follow",
        ),
        Noun(
            "opp", "opportunities", "D", 3, "Opportunity", "sales", N_("Opportunities and their stages"), N_("opportunity"),
            aliases=("opportunity", "deal"), order="status,close",
            before="crm_cli.sales.standing:complete", after="crm_cli.sales.history:keep",
        ),
        Noun(
            "activity", "activities", "A", 4, "Activity", "people", N_("What was done: calls, visits, mails, notes"), N_("activity"),
            order="-at", after="crm_cli.people.activities:follow",
        ),
        Noun(
            "task", "tasks", "T", 5, "Task", "people", N_("What is to be done, and when"), N_("task"), order="status,due",
            before="crm_cli.people.tasks:complete",
        ),
        Noun(
            "product", "products", "PR", 6, "Product", "sales", N_("Products and their prices"), N_("product"), handle="name",
            before="crm_cli.sales.products:complete", leaving="crm_cli.sales.products:leave",
        ),
        Noun("user", "users", "U", 7, "User", "team", N_("The people who use this base"), N_("user"), handle="name", before="crm_cli.team.rights:complete", leaving="crm_cli.team.rights:leave"),
        Noun("team", "teams", "TM", 8, "Team", "team", N_("Teams, as a tree"), N_("team"), handle="name", before="crm_cli.people.members:complete"),
        Noun("tag", "tags", "TG", 9, "Tag", "people", N_("Tags that any record can carry"), N_("tag"), handle="name", before="crm_cli.people.tags:complete"),
        Noun("pipeline", "pipelines", "PL", 10, "Pipeline", "sales", N_("Pipelines: the ways you sell"), N_("pipeline"), handle="name", order="position"),
        Noun("stage", "stages", "SG", 11, "Stage", "sales", N_("Stages of a pipeline"), N_("stage"), handle="name", order="pipeline,position"),
        Noun("field", "attributes", "FD", 12, "Attribute", "team", N_("Fields of your own on any record"), N_("field"), handle="name"),
        Noun(
            "status", "statuses", "LS", 14, "Status", "people", N_("Statuses that a lead goes through"), N_("status"), handle="name",
            order="position", before="crm_cli.people.statuses:complete",
        ),
        Noun("mapping", "mappings", "MP", 15, "Mapping", "exchange", N_("How files that come again are read"), N_("mapping"), handle="name", before="crm_cli.exchange.saved:complete"),
        Noun(
            "group", "groups", "GP", 16, "Group", "people", N_("Groups: records under one name, by a filter or by hand"), N_("group"),
            handle="name", before="crm_cli.people.groups:complete_named", leaving="crm_cli.people.groups:leave_none_behind",
        ),
        Noun(
            "view", "views", "VW", 17, "View", "people", N_("Views: lists with their filter, columns and order"), N_("view"),
            handle="name", before="crm_cli.people.groups:complete_named", leaving="crm_cli.people.groups:leave_none_behind",
        ),
        Noun(
            "assignment", "assignments", "AS", 18, "Assignment", "people", N_("Rules for who gets what nobody has"), N_("assignment rule"),
            handle="name", order="position", before="crm_cli.people.assigning:complete",
        ),
        Noun(
            "poolrule", "poolrules", "GH", 21, "PoolRule", "people", N_("When clients and leads go to the pool"), N_("pool rule"), handle="name",
            order="position", before="crm_cli.people.pool:complete",
        ),
        Noun(
            "check", "checks", "CK", 22, "Check", "agenda", N_("Checks: what should not be so in the business"), N_("check"), handle="name",
            before="crm_cli.insight.checks:complete",
        ),
        Noun(
            "stagetask", "stagetasks", "SK", 26, "StageTask", "sales", N_("What a stage hands out when a deal comes into it"), N_("stage task"),
            order="stage.pipeline.position,stage.position,position", before="crm_cli.sales.stagetasks:complete",
        ),
        Noun(
            "hook", "hooks", "HK", 31, "Hook", "team", N_("Hooks: programs of yours that are told of records and may refuse"), N_("hook"),
            handle="name", before="crm_cli.exchange.hooks:complete",
        ),
        Noun(
            "rule", "rules", "RL", 32, "Rule", "team", N_("Rules: when this happens, if it is so, then that is done"), N_("rule"), handle="name",
            order="position", before="crm_cli.agenda.phrases:complete",
        ),
        Noun(
            "file", "files", "FL", 35, "File", "people", N_("Files: where documents of a client or a deal lie"), N_("file"), order="name",
            before="crm_cli.people.files:complete",
        ),
        Noun(
            "quota", "quotas", "QT", 47, "Quota", "sales", N_("Quotas: what is to be sold, by whom, in which time"), N_("quota"),
            order="start", before="crm_cli.sales.quotas:complete", one_of=("user", "team", "period", "family"),
        ),
        Noun(
            "remark", "remarks", "RM", 46, "Remark", "agenda", N_("Remarks on daily reports, and the replies to them"), N_("remark"),
            order="-start", before="crm_cli.agenda.remarks:complete", one_of=("user", "unit", "start"),
        ),
        Noun(
            "cadence", "cadences", "CD", 51, "Cadence", "people", N_("Cadences: how often clients of a level or a tag are spoken to"), N_("cadence"),
            before="crm_cli.people.cadences:complete", one_of=("level", "tag"),
        ),
        Noun(
            "absence", "absences", "AB", 52, "Absence", "team", N_("Absences: who is away, and on which days"), N_("absence"),
            order="start", before="crm_cli.people.absences:complete",
        ),
        Noun(
            "holiday", "holidays", "HD", 55, "Holiday", "team", N_("Holidays: days off of the whole firm, and days worked instead"), N_("holiday"),
            order="start", before="crm_cli.people.holidays:complete", one_of=("start",),
        ),
        Noun(
            "job", "jobs", "JB", 53, "Job", "agenda", N_("Jobs: lines of crm that run by themselves, at their hour"), N_("job"), handle="name",
            before="crm_cli.agenda.schedule:complete",
        ),
        Noun(
            "component", "components", "BC", 60, "Component", "sales", N_("Components: what bundles are made of"), N_("component"),
            aliases=("bundle",), order="product,position", part_of="product", before="crm_cli.sales.products:complete_component",
            one_of=("product", "part"),
        ),
        Noun(
            "pricebook", "pricebooks", "PB", 61, "Pricebook", "sales", N_("Price books: prices for some clients, for a time"), N_("price book"),
            handle="name", order="position", before="crm_cli.sales.pricebooks:complete_book", right="manager",
        ),
        Noun(
            "price", "prices", "PX", 62, "Price", "sales", N_("Prices of products in price books"), N_("price"), order="pricebook,product",
            part_of="pricebook", before="crm_cli.sales.pricebooks:complete_price", leaving="crm_cli.sales.pricebooks:leave",
            one_of=("pricebook", "product", "quantity", "start"), right="manager",
        ),
        Noun(
            "pricetalk", "pricetalks", "SP", 63, "PriceTalk", "sales", N_("Prices that were said, on the phone or in a meeting"), N_("spoken price"),
            order="-at", part_of="product", before="crm_cli.sales.pricebooks:complete_talk",
        ),
        Noun(
            "quote", "quotes", "Q", 64, "Quote", "sales", N_("Quotes: what clients were offered"), N_("quote"), order="-date",
            before="crm_cli.sales.quotes:complete", after="crm_cli.sales.approvals:follow", leaving="crm_cli.sales.quotes:leave",
            undone="crm_cli.sales.approvals:must_hold",
        ),
        Noun(
            "quoteline", "quotelines", "QL", 65, "QuoteLine", "sales", N_("Lines of quotes"), N_("quote line"), order="quote,position",
            part_of="quote", before="crm_cli.sales.quotes:complete_line", after="crm_cli.sales.quotes:follow_line",
            leaving="crm_cli.sales.quotes:leave_line", undone="crm_cli.sales.approvals:must_hold",
        ),
        Noun("approval", "approvals", "AP", 66, "Approval", "sales", N_("Approvals: quotes that somebody must let pass"), N_("approval"), order="-created", before="crm_cli.sales.approvals:complete", leaving="crm_cli.sales.approvals:leave", undone="crm_cli.sales.approvals:must_hold"),
        Noun(
            "limit", "limits", "LM", 67, "Limit", "team", N_("Limits: what a role may quote on its own"), N_("limit"),
            before="crm_cli.sales.limits:complete", one_of=("role",), right="admin",
        ),
        Noun(
            "order", "orders", "R", 68, "Order", "sales", N_("Orders: what clients bought"), N_("order"), order="-date",
            before="crm_cli.sales.orders:complete", after="crm_cli.sales.orders:follow",
        ),
        Noun(
            "orderline", "orderlines", "RX", 69, "OrderLine", "sales", N_("Lines of orders"), N_("order line"), order="order,position",
            part_of="order", before="crm_cli.sales.orders:complete_line", after="crm_cli.sales.orders:follow_line",
            leaving="crm_cli.sales.orders:leave_line",
        ),
        Noun(
            "instalment", "instalments", "PN", 70, "Instalment", "sales", N_("Payment plans of orders, part by part"), N_("instalment"),
            order="order,position", part_of="order", before="crm_cli.sales.plans:complete",
        ),
        Noun(
            "delivery", "deliveries", "DN", 71, "Delivery", "sales", N_("Deliveries and returns"), N_("delivery note"), order="-date",
            before="crm_cli.sales.deliveries:complete",
        ),
        Noun(
            "deliveryline", "deliverylines", "DX", 72, "DeliveryLine", "sales", N_("Lines of deliveries"), N_("delivery line"), order="delivery",
            part_of="delivery", before="crm_cli.sales.deliveries:complete_line", leaving="crm_cli.sales.deliveries:leave_line",
        ),
        Noun(
            "invoice", "invoices", "V", 73, "Invoice", "sales", N_("Invoices: what clients were billed"), N_("invoice"), order="-date",
            before="crm_cli.sales.invoices:complete", after="crm_cli.sales.invoices:follow", leaving="crm_cli.sales.invoices:leave",
        ),
        Noun(
            "invoiceline", "invoicelines", "VX", 74, "InvoiceLine", "sales", N_("Lines of invoices"), N_("invoice line"), order="invoice,position",
            part_of="invoice", before="crm_cli.sales.invoicelines:complete_line", after="crm_cli.sales.invoicelines:follow_line",
            leaving="crm_cli.sales.invoicelines:leave_line",
        ),
        Noun(
            "payment", "payments", "M", 75, "Payment", "sales", N_("Payments: money that came, or went back"), N_("payment"), order="-date",
            before="crm_cli.sales.payments:complete", leaving="crm_cli.sales.payments:leave", undone="crm_cli.sales.payments:must_hold",
        ),
        Noun(
            "allocation", "allocations", "AC", 76, "Allocation", "sales", N_("Which payment paid which invoice"), N_("allocation"), order="-date",
            part_of="payment", before="crm_cli.sales.payments:complete_allocation", leaving="crm_cli.sales.payments:leave_allocation",
            undone="crm_cli.sales.payments:must_hold",
        ),
        Noun("contract", "contracts", "K", 77, "Contract", "sales", N_("Contracts with clients, and when they end"), N_("contract"), order="end", before="crm_cli.sales.contracts:complete"),
        Noun("membership", "memberships", "MB", 78, "Membership", "sales", N_("Memberships: number, level, term, points"), N_("membership"), order="end", before="crm_cli.sales.memberships:complete"),
        Noun("point", "points", "PT", 79, "Point", "sales", N_("Points of members: earned, spent, expired"), N_("points entry"), order="-date", part_of="membership", before="crm_cli.sales.memberships:complete_point", after="crm_cli.sales.memberships:follow_point", leaving="crm_cli.sales.memberships:leave_point", undone="crm_cli.sales.memberships:must_hold"),
        Noun("export", "exports", "XP", 44, "Export", "exchange", "", N_("export"), internal=True),
        Noun("snapshot", "stage_history", "SH", 40, "Snapshot", "sales", "", N_("stage history"), internal=True),
        Noun("element", "elements", "EL", 41, "Element", "people", "", N_("set element"), internal=True),
        Noun("external", "externals", "EX", 42, "External", "exchange", "", N_("external id"), internal=True),
        Noun("difference", "differences", "DF", 45, "Difference", "people", "", N_("difference"), internal=True),
        Noun("firing", "firings", "FG", 49, "Firing", "team", "", N_("firing"), internal=True),
        Noun("run", "runs", "RN", 54, "Run", "agenda", "", N_("run"), internal=True),
        Noun("setting", "settings", "ST", 43, "Setting", "team", "", N_("setting"), internal=True),
    )
}  # fmt: skip
ALIASES = {alias: noun.name for noun in NOUNS.values() for alias in noun.aliases}
CODES = {noun.code: noun for noun in NOUNS.values()}
SUMS = frozenset({"total", "net", "vat", "cost"})
WHOLE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("quote", "order", "invoice"), SUMS),
    **dict.fromkeys(
        ("quoteline", "approval", "orderline", "instalment", "delivery", "deliveryline", "invoiceline", "payment", "allocation", "point"),
        frozenset(),
    ),
}  # fmt: skip
"""Documents and what belongs to them, of which a step is taken back whole or not at all; with the fields that follow from others."""
TITLES = {noun.name: noun.title for noun in NOUNS.values() if not noun.internal}
TABLES = {noun.table: noun for noun in NOUNS.values()}


def noun(name: str) -> Noun:
    """The noun of that name or alias, or of what people call it in any language."""
    found = NOUNS.get(ALIASES.get(name, name)) or next(
        (one for one in NOUNS.values() if not one.internal and name in every(one.title)), None
    )
    if found is None:
        raise unknown(name)
    return found


def nameable(name: str) -> Noun:
    """A noun that a user can name."""
    found = noun(name)
    if found.internal:
        raise unknown(name)
    return found


def unknown(name: str) -> Invalid:
    """Nothing is called so that a user can name."""
    return Invalid(
        N_("there is no record called “{name}”"), hint=N_("one of {known}"), name=name, known=", ".join(visible())
    )


def visible() -> list[str]:
    """The nouns a user can name."""
    return [n.name for n in NOUNS.values() if not n.internal]


def concerns(
    *names: str, also: Callable[[Any, str, Mapping[str, Any]], bool] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Says of a rule which fields of a record that is there it looks at: where none of them changes, it has nothing to do.

    ``also`` says it of values, where only some of a field concern it: it is asked with the base, the noun and what is to be written.
    """

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        function.concerns, function.also = frozenset(names), also  # type: ignore[attr-defined]
        return function

    return mark


def concerned(crm: Any, noun_: str, values: Mapping[str, Any]) -> bool:
    """Whether a rule of the noun must look at each record that is to have these values; one that does not say looks at all."""
    for function in [rule(target) for target in (NOUNS[noun_].before, NOUNS[noun_].after) if target]:
        about, also = getattr(function, "concerns", None), getattr(function, "also", None)
        if about is None or about & values.keys() or (also and also(crm, noun_, values)):
            return True
    return False


@cache
def rule(target: str) -> Callable[..., Any]:
    """The rule that stands at ``module:function``."""
    module, _colon, name = target.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def load(name: str) -> type[Any]:
    """The class of a noun; its module is imported only now. Who knows the noun imports the class itself and has its type."""
    entry = noun(name)
    module = importlib.import_module(f"crm_cli.records.nouns.{entry.table}")
    cls: type[Any] = getattr(module, entry.cls)
    return cls

"""What the page of a client tells of its contracts and memberships."""

from collections.abc import Iterator

from crm_cli.commands.client_lists import section
from crm_cli.context import current
from crm_cli.i18n import N_
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contracts import STATUSES
from crm_cli.render.listing import Column
from crm_cli.render.page import Section

CONTRACTS = (
    Column("ref", N_("Ref")), Column("number", N_("Number")), Column("name", N_("Name")), Column("status", N_("Status"), "choice", STATUSES),
    Column("start", N_("Holds from"), "date"), Column("end", N_("Holds until"), "date"), Column("value", N_("Value"), "money", currency_key="currency"),
    Column("currency", N_("Currency")), Column("pricebook", N_("Price book")), Column("owner", N_("Owner")),
)  # fmt: skip
MEMBERSHIPS = (
    Column("ref", N_("Ref")), Column("number", N_("Number")), Column("level", N_("Level")), Column("contact", N_("Contact")),
    Column("start", N_("Holds from"), "date"), Column("end", N_("Holds until"), "date"), Column("points", N_("Points"), "number"), Column("owner", N_("Owner")),
)  # fmt: skip


def of_client(client: Client, machine: bool) -> Iterator[Section]:
    """The contracts of a client, as the one it is with or another party, and its memberships."""
    for key, noun, title, columns in (
        ("contracts", "contract", N_("Contracts"), CONTRACTS), ("memberships", "membership", N_("Memberships"), MEMBERSHIPS),
    ):  # fmt: skip
        crm = current().workspace
        rows = () if crm.is_empty(noun) else crm.report(f"client_{key}", client=client.id)
        yield section(key, title, columns, list(rows), machine)

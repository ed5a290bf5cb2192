"""A lead becomes a client, a contact and, if wanted, an opportunity: new ones, or those that are there; all of it in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_cli.agenda import recognising
from crm_cli.agenda.filling import MORE, PLACE, Values, made, own, same, written
from crm_cli.errors import Conflict, Denied, Invalid, Typed
from crm_cli.i18n import N_, _
from crm_cli.people import claiming, leads, policy, statuses
from crm_cli.records.kinds import items, packed
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.record import Record
from crm_cli.sales import opportunities
from crm_cli.workspace import Workspace

AUTO, NEW, NONE = "auto", "new", "none"
FLAGS = {
    "company": "--company",
    "address": "--address",
    "contact": "--contact-name",
    "phone": "--phone",
    "email": "--email",
}
SHARED = ("industry", "website", "source", "campaign", "owner", "team", "note")
REACH = ("phone", "email", "wechat")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Into what: ``auto``, ``new``, for an opportunity ``none``, or the record. ``details`` are stored values that go before the lead's.

    ``person``: the client is a person, and no company is asked for.
    """

    client: Client | str = AUTO
    contact: Contact | str = AUTO
    opp: Opportunity | str = NONE
    name: str | None = None
    amount: int | None = None
    currency: str | None = None
    person: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a conversion will do. Where ``client`` or ``contact`` is None a new one is made; ``alone``: the client has no contact."""

    lead: Lead
    wanted: Wanted
    known: Values
    client: Client | None
    contact: Contact | None
    alone: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Converted:
    """What it came to; ``made`` are the nouns of what is new, ``moved`` how many activities and tasks went along, ``pooled`` why the client
    stays in the pool."""

    lead: Lead
    client: Client
    contact: Contact | None
    opp: Opportunity | None
    made: tuple[str, ...]
    filled: tuple[tuple[Record, tuple[str, ...]], ...]
    moved: int
    pooled: Denied | None = None

    @property
    def records(self) -> list[Record]:
        """All of them, the lead first."""
        found: Sequence[Record | None] = (self.lead, self.client, self.contact, self.opp)
        return [record for record in found if record is not None]


def label(lead: Lead) -> str:
    """``L3 张三``."""
    return f"{lead.ref} {lead.name}" if lead.name != lead.ref else lead.ref


def plan(crm: Workspace, lead: Lead, wanted: Wanted) -> Plan:
    """Find who it is, and what is missing; nothing is written. A question is :class:`recognising.Unsure`."""
    if lead.type == "converted":
        leads.refuse_converted(crm, lead)
    if lead.type == "discarded":
        raise Conflict(N_("{ref} is given up"), hint="crm lead reopen {ref}", ref=lead.ref)
    known = _known(crm, lead, wanted)
    client = _client(crm, lead, wanted, known)
    alone = wanted.contact == NONE or (wanted.contact == AUTO and _is_alone(client, wanted, known))
    contact = None if alone else _contact(crm, lead, wanted, client, known)
    if isinstance(wanted.opp, Opportunity) and (client is None or wanted.opp.client not in (None, client.id)):
        raise Conflict(
            N_("{ref} {name} is not a deal of this client"), hint="--opp new", ref=wanted.opp.ref, name=wanted.opp.name
        )
    found = Plan(lead, wanted, known, client, contact, alone, ())
    missing = tuple(name for name in policy.required(crm) if not _has(found, name))
    return Plan(lead, wanted, known, client, contact, alone, missing)


def check(found: Plan) -> Plan:
    """Refuse a plan to which something is missing, with all of it."""
    if found.missing:
        raise Invalid(
            N_("{lead} can't become a client yet, these are missing: {fields}"), hint="crm lead convert {ref} {flags}",
            lead=label(found.lead), ref=found.lead.ref, fields=recognising.listed(_(policy.NEEDED[name]) for name in found.missing),
            flags=Typed(" ".join(f"{FLAGS[name]} …" for name in found.missing)), candidates=list(found.missing),
        )  # fmt: skip
    return found


def convert(crm: Workspace, found: Plan) -> Converted:
    """Do what is planned, as one step."""
    check(found)
    lead, wanted = found.lead, found.wanted
    with crm.step():
        pooled = _stays_in_the_pool(crm, found)
        client, client_filled = written(crm, found.client, Client, _of_client(crm, found, free=pooled is not None))
        contact: Contact | None = None
        contact_filled: tuple[str, ...] = ()
        if not found.alone:
            contact, contact_filled = written(crm, found.contact, Contact, _of_contact(crm, found, client))
        deal, deal_filled = _deal(crm, found, client, contact)
        links = {
            "client": client.id,
            "contact": contact.id if contact else None,
            "opportunity": deal.id if deal else None,
        }
        moved = _take_along(crm, lead, links)
        done = crm.change(lead, status=statuses.of_type(crm, "converted").id, converted=crm.effective, **links)
    pairs = [(found.client, client), (found.contact, contact), (wanted.opp, deal)]
    filled = [(client, client_filled), (contact, contact_filled), (deal, deal_filled)]
    return Converted(
        done, client, contact, deal, tuple(after.noun for before, after in pairs if after is not None and before in (None, NEW)),
        tuple((record, names) for record, names in filled if record is not None and names), moved, pooled,
    )  # fmt: skip


def _stays_in_the_pool(crm: Workspace, found: Plan) -> Denied | None:
    """A client of the pool becomes the lead's owner's as if he took it; where the team does not let him it stays there, and why."""
    if found.client is None or found.client.owner is not None:
        return None
    return claiming.refusal(crm, found.client, {"owner": found.known["owner"]})


def _known(crm: Workspace, lead: Lead, wanted: Wanted) -> Values:
    """All that is known of the lead, what is said now before what it says; ``contact`` is the person's name."""
    names = ("company", "title", "family", "given", *REACH, *MORE.values(), *PLACE, *SHARED)
    known = {name: getattr(lead, name) for name in names}
    known["contact"] = lead.name if leads.is_named(lead) else None
    for name, value in wanted.details.items():
        if name in MORE and known[name] and value and not same(crm, name, known[name], value):
            known[MORE[name]] = packed([known[name], *items(known[MORE[name]])])
        if name == "contact" and value != known["contact"]:
            known |= {"family": None, "given": None}
        known[name] = value
    known["tags"] = crm.elements(lead, "tags")
    return known


def _is_person(client: Client | None, wanted: Wanted, known: Values) -> bool:
    if client is not None:
        return client.type == "person"
    return wanted.person or not known["company"]


def _is_alone(client: Client | None, wanted: Wanted, known: Values) -> bool:
    """No contact is to be made: the client is a person, or nothing is known of anybody."""
    return _is_person(client, wanted, known) or not any(known[name] for name in ("contact", "phone", "email"))


def _client(crm: Workspace, lead: Lead, wanted: Wanted, known: Values) -> Client | None:
    if isinstance(wanted.client, Client):
        return wanted.client
    if isinstance(wanted.contact, Contact) and wanted.contact.client:
        return crm.by_id(Client, wanted.contact.client)
    if wanted.client == NEW:
        return None
    return recognising.client(crm, lead.id, {**known, **({"company": None} if wanted.person else {})}, label(lead))


def _contact(crm: Workspace, lead: Lead, wanted: Wanted, client: Client | None, known: Values) -> Contact | None:
    if isinstance(wanted.contact, Contact):
        if wanted.contact.client and (client is None or wanted.contact.client != client.id):
            raise Conflict(
                N_("{ref} {name} is a contact of another client"), hint="crm contact show {ref}", ref=wanted.contact.ref,
                name=wanted.contact.name,
            )  # fmt: skip
        return wanted.contact
    return None if wanted.contact == NEW else recognising.contact(crm, lead.id, client, known, label(lead))


def _has(found: Plan, name: str) -> bool:
    """What is asked for is known of the lead, or of who is there already."""
    person = found.wanted.person or (found.client is not None and found.client.type == "person")
    if name == "company":
        return bool(found.client or person or found.known["company"])
    if name == "contact":
        return bool(found.contact or (found.alone and found.client) or found.known["contact"])
    there = [getattr(one, name, None) for one in (found.client, found.contact) if one is not None]
    return bool(found.known[name] or any(there))


def _of_client(crm: Workspace, found: Plan, *, free: bool) -> Values:
    """What the client is to have of it; its owner not where it stays ``free``."""
    known = found.known | ({"owner": None} if free else {})
    wanted = {name: known[name] for name in (*PLACE, *SHARED)} | {"tags": known["tags"]}
    if _is_person(found.client, found.wanted, known):
        wanted |= {name: known[name] for name in (*REACH, *MORE.values(), "family", "given", "title")}
        return own(crm, found.lead, "client", wanted | {"name": known["contact"], "type": "person"})
    return own(crm, found.lead, "client", wanted | {"name": known["company"], "type": "organisation"})


def _of_contact(crm: Workspace, found: Plan, client: Client) -> Values:
    """What the contact is to have of it."""
    known = found.known
    wanted = {name: known[name] for name in (*REACH, *MORE.values(), "family", "given", "title", "owner", "tags")}
    return own(crm, found.lead, "contact", wanted | {"name": known["contact"], "client": client.id})


def _deal(
    crm: Workspace, found: Plan, client: Client, contact: Contact | None
) -> tuple[Opportunity | None, tuple[str, ...]]:
    """The opportunity: none, a new one, or the one that is named with its empty fields filled."""
    lead, wanted, known = found.lead, found.wanted, found.known
    if wanted.opp == NONE:
        return None, ()
    amount, currency = (wanted.amount, wanted.currency) if wanted.amount is not None else (lead.amount, lead.currency)
    values = {name: known[name] for name in ("source", "campaign", "owner", "team")}
    values |= {"contact": contact.id if contact else None, "tags": known["tags"]}
    if amount is not None:
        values |= {"amount": amount, "currency": currency or crm.currency}
    if isinstance(wanted.opp, Opportunity):
        if wanted.opp.amount is not None:
            values.pop("amount", None)
            values.pop("currency", None)
        if wanted.opp.client is None:
            values["client"] = client.id
        deal: tuple[Opportunity, tuple[str, ...]] = written(crm, wanted.opp, Opportunity, own(crm, lead, "opp", values))
        return deal
    values |= {"name": wanted.name or lead.interest or client.name, "client": client.id}
    return opportunities.open_deal(crm, made(crm, Opportunity, own(crm, lead, "opp", values))), ()


def _take_along(crm: Workspace, lead: Lead, links: Mapping[str, str | None]) -> int:
    """What was done with the lead, and is to be done, is the client's too; how many there were."""
    found: list[Any] = [*crm.where(Activity, lead=lead.id), *crm.where(Task, lead=lead.id)]
    for one in found:
        more = {name: value for name, value in links.items() if value and getattr(one, name) is None}
        if more:
            crm.change(one, **more)
    return len(found)

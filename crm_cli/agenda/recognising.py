"""Who a lead may be already: the one client or contact that it surely is, nobody, or a question."""

from collections.abc import Iterable, Mapping
from typing import Any

from crm_cli.errors import Ambiguous, Candidate
from crm_cli.i18n import N_, _, language
from crm_cli.people import clients, duplicates
from crm_cli.people.duplicates import REASONS, WEAK, Hit
from crm_cli.records.names import name_key
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.workspace import Workspace

REACH = ("phone", "other_phones", "email", "other_emails")
DIRECT = frozenset(("phone", "email"))
Known = Mapping[str, Any]


class Unsure(Ambiguous):
    """A lead may be somebody who is there, or another than it says; ``hits`` are who, of that ``noun``."""

    def __init__(self, noun: str, hits: list[Hit], label: str) -> None:
        self.noun, self.hits = noun, hits
        said = {
            "client": N_("{lead} may be a client that is there already"),
            "contact": N_("{lead} may be a contact that is there already"),
        }
        first = next((hit.ref for hit in hits if hit.shown), "REF")
        super().__init__(
            said[noun], hint="--{noun} {first}, or --{noun} new", lead=label, noun=noun, first=first,
            candidates=[line(hit) for hit in hits],
        )  # fmt: skip


def line(hit: Hit) -> Candidate:
    """A hit in one line, ref, name, what is the same and whose it is; and the same for programs."""
    why = listed(_(REASONS[reason]) for reason in hit.reasons)
    said = " · ".join(filter(None, (hit.name, why, hit.owner)))
    return Candidate(f"{hit.ref}  {said}" if hit.shown else said, **hit.told)


def listed(parts: Iterable[str]) -> str:
    """Several things in one sentence, in the reader's language."""
    return ("、" if language().startswith("zh") else ", ").join(parts)


def client(crm: Workspace, lead: str, known: Known, label: str) -> Client | None:
    """The client that the lead (its id) surely is, by its company, or by phone and e-mail where none is named; None for a new one."""
    company = known.get("company")
    asked = {"name": company or known.get("contact"), "type": "organisation" if company else "person"}
    asked |= {name: known.get(name) for name in (*REACH, "website")}
    hits = _clients(crm, duplicates.of(crm, "client", asked, ignoring=[lead]))
    reached = [hit for hit in hits if DIRECT.intersection(hit.reasons)]
    named = [hit for hit in hits if "firm" in hit.reasons] if company else reached
    others = [hit for hit in reached if hit not in named]
    if len(named) == 1 and not others and _is_sure(named[0], company):
        return crm.by_id(Client, named[0].id)
    found = [*named, *others] or [hit for hit in hits if "domain" in hit.reasons]
    if found:
        raise Unsure("client", found, label)
    return None


def _clients(crm: Workspace, hits: Iterable[Hit]) -> list[Hit]:
    """The hits as clients, each once: a contact stands for the client it is of."""
    found: dict[str, Hit] = {}
    for hit in hits:
        one = _client_behind(crm, hit) if hit.noun == "contact" and hit.shown else hit
        if one is None or one.noun != "client" or hit.strength == WEAK:
            continue
        before = found.get(one.id)
        reasons = (*(before.reasons if before else ()), *hit.reasons)
        found[one.id] = one._replace(reasons=tuple(dict.fromkeys(reasons)))
    return list(found.values())


def _client_behind(crm: Workspace, hit: Hit) -> Hit | None:
    link = crm.by_id(Contact, hit.id).client
    if link is None:
        return None
    one = crm.by_id(Client, link)
    owner = crm.name_of("user", one.owner) if one.owner else None
    return hit._replace(noun="client", id=one.id, ref=one.ref, name=one.name, owner=owner, n=one.n)


def _is_sure(hit: Hit, company: str | None) -> bool:
    """Nobody else's, and no other place: 北京科锐 is not surely 上海科锐, unless they share more than that."""
    if not hit.shown:
        return False
    return not company or bool(DIRECT.intersection(hit.reasons)) or not _places_differ(hit.name, company)


def _places_differ(one: str, other: str) -> bool:
    from crm_cli.records.brands import brand_start  # only where a company is looked for

    first, second = one[: brand_start(one)], other[: brand_start(other)]
    return bool(first and second) and not (first.startswith(second[:2]) or second.startswith(first[:2]))


def contact(crm: Workspace, lead: str, of: Client | None, known: Known, label: str) -> Contact | None:
    """The contact it surely is: at that client (None: a new one), by phone and e-mail, else by name; None for a new one."""
    asked = {"name": known.get("contact"), "client": of.id if of else None, **{name: known.get(name) for name in REACH}}
    found = duplicates.of(crm, "contact", asked, ignoring=[lead])
    hits = [hit for hit in found if hit.noun == "contact" and hit.strength != WEAK]
    reached = [hit for hit in hits if DIRECT.intersection(hit.reasons)] or hits
    if not reached:
        return None
    one = crm.by_id(Contact, reached[0].id) if reached[0].shown else None
    if len(reached) > 1 or one is None or _is_elsewhere(one, of) or _is_another(crm, one, known.get("contact")):
        raise Unsure("contact", reached, label)
    return one


def _is_elsewhere(one: Contact, of: Client | None) -> bool:
    return one.client is not None and (of is None or one.client != of.id)


def _is_another(crm: Workspace, one: Contact, name: str | None) -> bool:
    """Two whole names that differ are two people, be it at one phone; 李总 may be 李建国."""
    if not name or name_key(name) == name_key(one.name):
        return False
    family, given = clients.parts(crm, name)
    if not family or not one.family:
        return False
    return name_key(family) != name_key(one.family) or bool(
        given and one.given and name_key(given) != name_key(one.given)
    )

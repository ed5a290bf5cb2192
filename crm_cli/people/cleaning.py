"""What is wrong with open leads: incomplete, answered too late or not at all, stale, or there twice; each with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from crm_cli.i18n import N_
from crm_cli.people import leads, policy
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.statuses import OPEN
from crm_cli.records.worktime import Week, worked
from crm_cli.workspace import Workspace

PROBLEMS = {
    "late": N_("over its first-response time"),
    "duplicate": N_("there twice"),
    "stale": N_("stale"),
    "incomplete": N_("incomplete"),
}
KEYS = (
    ("phone_key", ("client", "contact", "lead")),
    ("email_key", ("client", "contact", "lead")),
    ("firm_key", ("client",)),
)
SHOWN = 50  # of those that wait for an answer


class Finding(NamedTuple):
    """One thing that is wrong with a lead. ``missing`` are fields, ``others`` refs of whom it is like, ``days`` or ``minutes`` how long."""

    lead: Lead
    problem: str
    missing: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    days: int = 0
    minutes: int = 0


class Waiting(NamedTuple):
    """A new lead nobody has answered: for how many working minutes it waits, and whether that is too long."""

    ref: str
    name: str
    company: str | None
    phone: str | None
    source: str | None
    created: str
    owner: str | None
    minutes: int
    over: bool


def read(crm: Workspace, tokens: Sequence[str] = (), problems: Iterable[str] = PROBLEMS) -> list[Finding]:
    """What is wrong with the open leads that a filter finds, the worst kind first."""
    from crm_cli.records import filters  # only where leads are looked through

    wanted = filters.read("lead", tokens, crm)
    found = [lead for lead in crm.matching(Lead, wanted, sort="created") if lead.type in OPEN]
    readers = {"late": late, "duplicate": _duplicates, "stale": _stale, "incomplete": _incomplete}
    return [finding for problem, read_ in readers.items() if problem in problems for finding in read_(crm, found)]


def waiting(crm: Workspace, owner: str | None) -> tuple[list[Waiting], int]:
    """The new leads that wait for an answer, of one user and of nobody, or of all, the oldest first; and how many there are.

    Those that are older than what makes a lead stale are for cleaning, not for today.
    """
    office, allowed = policy.week(crm), policy.response(crm)
    since = crm.clock.utc(crm.clock.here() - timedelta(policy.stale(crm)))
    rows = crm.report("leads_waiting", owner=owner, since=since, limit=SHOWN)
    found = []
    for ref, name, company, phone, source, created, user, _count in rows:
        minutes = _waits(crm, office, created, allowed)
        found.append(Waiting(ref, name, company, phone, source, created, user, minutes, minutes > allowed))
    return found, int(rows[0][-1]) if rows else 0


def _waits(crm: Workspace, office: Week, created: str, allowed: int) -> int:
    """Working minutes it has waited; counted up to two weeks over what is allowed."""
    return worked(crm.clock, office, created, crm.clock.stamp(), enough=allowed + 10 * (office.ends - office.begins))


def late(crm: Workspace, found: Sequence[Lead]) -> Iterable[Finding]:
    """Those that waited, or wait, longer than was agreed."""
    office, allowed = policy.week(crm), policy.response(crm)
    for lead in found:
        if lead.responded is None and lead.type == "new":
            minutes = _waits(crm, office, str(lead.created), allowed)
            if minutes > allowed:
                yield Finding(lead, "late", minutes=minutes)


def _incomplete(crm: Workspace, found: Sequence[Lead]) -> Iterable[Finding]:
    """Those that could not be converted as they are."""
    required = policy.required(crm)
    for lead in found:
        missing = tuple(name for name in required if not _knows(lead, name))
        if missing:
            yield Finding(lead, "incomplete", missing=missing)


def _knows(lead: Lead, name: str) -> bool:
    return leads.is_named(lead) if name == "contact" else bool(getattr(lead, name))


def _stale(crm: Workspace, found: Sequence[Lead]) -> Iterable[Finding]:
    """Those that nobody spoke to for longer than was agreed, and that nothing is planned with."""
    limit = policy.stale(crm)
    before = crm.clock.utc(crm.clock.here() - timedelta(limit))
    old = [lead for lead in found if str(lead.created) < before]
    morning = crm.clock.utc(datetime.combine(crm.clock.today(), time()))
    rows = crm.report("lead_contacts", before=before, morning=morning) if old else []
    last, planned = {identity: at for identity, at, _due in rows}, {identity for identity, _at, due in rows if due}
    for lead in old:
        at = last.get(lead.id) or lead.responded or str(lead.created)
        if at < before and lead.id not in planned:
            yield Finding(lead, "stale", days=(crm.clock.here() - crm.clock.local(at)).days)


def _duplicates(crm: Workspace, found: Sequence[Lead]) -> Iterable[Finding]:
    """Those whose phone or e-mail another open lead, a contact or a client has, or whose company is a client."""
    rows = {row[0]: row for row in crm.report("lead_keys")} if found else {}
    like: dict[str, list[str]] = {}
    for place, (column, nouns) in enumerate(KEYS, 1):
        mine: dict[str, list[str]] = {}
        for lead in found:
            if key := rows[lead.id][place]:
                mine.setdefault(key, []).append(lead.id)
        for noun in nouns:
            _note(crm, noun, column, mine, like)
    for lead in found:
        if lead.id in like:
            yield Finding(lead, "duplicate", others=tuple(dict.fromkeys(like[lead.id])))


def _note(
    crm: Workspace, noun: str, column: str, mine: Mapping[str, Sequence[str]], like: dict[str, list[str]]
) -> None:
    """Under each lead the refs of those that have its key."""
    fields = crm.fields(noun)
    wanted = [fields["ref"], *([fields["type"]] if noun == "lead" else [])]
    for key, identity, ref, *type_ in crm.having(noun, column, list(mine), wanted):
        if not type_ or type_[0] in OPEN:
            for lead in mine[key]:
                if lead != identity:
                    like.setdefault(lead, []).append(ref)

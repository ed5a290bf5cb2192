"""Taking a client or lead out of the pool: what is there, who may take it and from when on, whose it was before."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Denied, Invalid, Word
from crm_cli.i18n import N_
from crm_cli.people import policy
from crm_cli.people.pool import Pooled, given, morning, ordered
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.poolrules import POOLED
from crm_cli.records.nouns.statuses import OPEN, TYPES
from crm_cli.records.nouns.users import User
from crm_cli.workspace import Workspace

TAKEN_BACK = ("undo", "redo")  # steps that say nothing of their own


class There(NamedTuple):
    """What is in the pool: since when, from whom, the last real contact, and from which day on I may take it (None: now)."""

    id: str
    ref: str
    name: str
    noun: str
    since: str
    before: str | None
    last: str | None
    free: date | None


class Tenure(NamedTuple):
    """Whose a record was (None: nobody's, in the pool), from when until when, by which step, and what was noted when it ended."""

    owner: str | None
    since: str
    until: str | None
    step: int
    by: str | None
    why: str | None


class Share(NamedTuple):
    """What somebody holds, and may hold of clients, and of open leads, to get another (None: as many as there are)."""

    id: str
    name: str
    clients: int
    leads: int
    most: int | None

    def of(self, noun: str) -> int:
        return self.clients if noun == "client" else self.leads

    @property
    def room(self) -> Mapping[str, bool]:
        """Whether there is room for one more client, and for one more lead."""
        return {noun: self.most is None or self.of(noun) < self.most for noun in POOLED}

    @property
    def over(self) -> bool:
        """It is more than that."""
        return self.most is not None and max(self.clients, self.leads) > self.most


def take(crm: Workspace, record: Pooled) -> Pooled:
    """Make one of the pool mine, if the team lets me."""
    _must_be_there(crm, record, _whoever_takes(crm))
    must_be_let(crm, record)
    return crm.change(record, owner=crm.me)


def is_limited(crm: Workspace, noun: str) -> bool:
    """Whether I am let only so many of these out of the pool, in whichever way I get them: a rep is, where the pool has rules."""
    me = crm.by_id(User, crm.me) if crm.me else None
    return noun in POOLED and me is not None and me.role == "rep" and bool(ordered(crm))


def must_be_let(crm: Workspace, record: Any, *, hint: str | None = None) -> None:
    """Refuse to make one of the pool mine if I have no room, have taken enough today, or it is too soon; closed leads are in no pool."""
    me = _whoever_takes(crm)
    if isinstance(record, Lead) and record.type not in OPEN:
        return
    _must_have_room(crm, record.noun, me)
    _must_not_be_too_many(crm, me, hint)
    _must_not_be_too_soon(crm, record, me, hint or "crm pool list")


def _whoever_takes(crm: Workspace) -> str:
    if crm.me is None:
        raise Invalid(N_("nobody is known who could take it"), hint="crm user add NAME")
    return crm.me


def _must_be_there(crm: Workspace, record: Pooled, me: str) -> None:
    if record.owner == me:
        raise Conflict(N_("{ref} {name} is yours already"), ref=record.ref, name=record.name)
    if record.owner is not None:
        raise Conflict(
            N_("{ref} {name} is not in the pool: it is {owner}'s"), hint="crm pool list", ref=record.ref, name=record.name,
            owner=crm.name_of("user", record.owner),
        )  # fmt: skip
    if isinstance(record, Lead) and record.type not in OPEN:
        raise Conflict(
            N_("{ref} {name} is not in the pool: it is {status}"), hint="crm pool list", ref=record.ref, name=record.name,
            status=Word(TYPES[record.type]),
        )  # fmt: skip


def _must_have_room(crm: Workspace, noun: str, me: str) -> None:
    share = shares(crm, me)[0]
    if not share.room[noun]:
        full = N_("you hold {held} of at most {most} clients, so none can be taken")
        if noun == "lead":
            full = N_("you hold {held} of at most {most} open leads, so none can be taken")
        raise Denied(full, hint="crm pool release REF --reason TEXT", held=share.of(noun), most=share.most)


def _must_not_be_too_many(crm: Workspace, me: str, hint: str | None) -> None:
    most = policy.most(crm, "pool.daily_take")
    if most is not None and (taken := takes(crm, me)) >= most:
        raise Denied(
            N_("you took {taken} from the pool today, and {most} a day are the most: the next from {until} on"), taken=taken, most=most,
            until=(crm.clock.today() + timedelta(1)).isoformat(), hint=hint,
        )  # fmt: skip


def takes(crm: Workspace, user: str) -> int:
    """How many clients and leads came out of the pool to that user today."""
    rows = crm.report("pool_takes", morning=morning(crm, crm.clock.today()), owner=user)
    return int(rows[0][0])


def _must_not_be_too_soon(crm: Workspace, record: Pooled, me: str, hint: str) -> None:
    here = crm.clock.today()
    until = _rested(crm, "pool.cooldown", _lost(crm, record, me)) if policy.most(crm, "pool.cooldown") else None
    if until and here < until:
        raise Denied(
            N_("{ref} {name} was yours not long ago: you may take it again from {until} on"), hint=hint, ref=record.ref,
            name=record.name, until=until.isoformat(),
        )  # fmt: skip
    until = _rested(crm, "pool.cooldown_new", record.created)
    if until and here < until:
        raise Denied(
            N_("{ref} {name} is new: it may be taken from {until} on"), hint=hint, ref=record.ref, name=record.name,
            until=until.isoformat(),
        )  # fmt: skip


def _rested(crm: Workspace, name: str, since: str | None) -> date | None:
    """From which day on it may be taken, if that was said."""
    days = policy.most(crm, name)
    return crm.clock.local(since).date() + timedelta(days) if days is not None and since else None


def _lost(crm: Workspace, record: Pooled, user: str) -> str | None:
    """When that user last ceased to be its owner."""
    return next((one.until for one in reversed(owners(crm, record)) if one.owner == user), None)


def there(crm: Workspace, noun: str, tokens: Sequence[str] = ()) -> list[There]:
    """What is in the pool among what a filter finds, the longest there first; and from when on I may take it."""
    rows = crm.report("pool_there", crm.query(noun, tokens), me=crm.me, **given(noun))
    return [
        There(identity, ref, name, noun, since, before, last, _free(crm, came, lost))
        for identity, ref, name, since, before, last, came, lost in rows
    ]


def _free(crm: Workspace, came: str | None, lost: str | None) -> date | None:
    """The day from which on I may take what came and what I lost then, if that is not yet so."""
    days = (_rested(crm, "pool.cooldown_new", came), _rested(crm, "pool.cooldown", lost))
    return max((day for day in days if day and day > crm.clock.today()), default=None)


def owners(crm: Workspace, record: Pooled) -> list[Tenure]:
    """Whose it was, one after the other, and what was noted when somebody lost it; what was undone never was."""
    told: dict[int, str] = dict(crm.report("pool_notes", id=record.id))  # type: ignore[arg-type]  # rows of two
    came = crm.history(record)[0][0]
    changes = [
        (step, op.body["owner"][1])
        for step, op in crm.history(record, "owner")
        if step.undone is None and step.kind not in TAKEN_BACK and op.kind != "D"
    ]
    if not changes or changes[0][0].step != came.step:
        changes.insert(0, (came, None))
    found = []
    for place, (step, owner) in enumerate(changes):
        after = changes[place + 1][0] if place + 1 < len(changes) else None
        since = record.created if place == 0 and record.created else step.at
        until, why = (after.at, told.get(after.step)) if after else (None, None)
        found.append(Tenure(owner, since, until, step.step, step.actor, why))
    return found


def shares(crm: Workspace, user: str | None = None) -> list[Share]:
    """What each holds, or that user."""
    most = policy.most(crm, "pool.capacity")
    return [Share(*row) for row in crm.report("pool_held", user=user, most=most, open=json.dumps(OPEN))]

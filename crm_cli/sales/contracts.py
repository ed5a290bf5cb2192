"""Contracts: their terms, how they renew or end, and which ask for something to be done."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Invalid, Word, of_field
from crm_cli.i18n import N_
from crm_cli.records.filters import Filter
from crm_cli.records.kinds import packed
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contracts import STATUSES, Contract
from crm_cli.records.nouns.pricebooks import Pricebook
from crm_cli.records.registry import concerns
from crm_cli.sales import documents, pricebooks
from crm_cli.workspace import Workspace

YEAR = 12
AHEAD = 30
"""How many days before its end, or before notice must be given, a contract is thought of; and for how long after it has lapsed."""
CARRIED = (
    "name",
    "client",
    "contact",
    "kind",
    "value",
    "currency",
    "renewal",
    "months",
    "notice",
    "pricebook",
    "opportunity",
    "owner",
)
"""What the next term has of the last."""
GRANTING = ("client", "signed", "start", "end", "renewal", "months")
"""By these a contract that grants a price book says to whom, and for how long."""
_COUNTS = {"value": N_("Value"), "notice": N_("Notice in days")}


class Ending(NamedTuple):
    """A contract whose term ends on ``until``; by ``act`` somebody has to see to it: give notice, or renew it."""

    contract: Contract
    until: date
    act: date


# --- the rule that holds whoever writes


@concerns("client", "value", "currency", "signed", "start", "end", "renewal", "months", "notice", "pricebook")
def complete(crm: Workspace, contract: Contract | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """It ends after it begins and was signed before today; a new one has a number, an owner and a currency."""
    _check(
        crm,
        {
            name: values.get(name, getattr(contract, name, None))
            for name in ("signed", "start", "end", "value", "notice", "months")
        },
    )
    if values.get("pricebook") and not values.get("renewed"):
        start, end = (values.get(name, getattr(contract, name, None)) for name in ("start", "end"))
        if not end or end >= crm.clock.today().isoformat():
            pricebooks.must_hold(crm, crm.by_id(Pricebook, values["pricebook"]), start)
    if contract is not None:
        _check_granting(crm, contract, values)
        return {}
    return {
        "owner": values.get("owner") or crm.me,
        "number": values.get("number") or documents.number(crm, "contract"),
        "currency": values.get("currency") or _currency_of(crm, values.get("client")),
    }


def _currency_of(crm: Workspace, client: str | None) -> str:
    """That of the client; a contract without one is refused as whatever lacks what it must have."""
    return (crm.by_id(Client, client).currency if client else None) or crm.currency


def _check_granting(crm: Workspace, contract: Contract, values: Mapping[str, Any]) -> None:
    """Whom a price book is granted by contract, and for how long, says who may grant one; a term that renews itself goes on by itself."""
    changed = {name for name in GRANTING if name in values and values[name] != getattr(contract, name)}
    goes_on = changed == {"end"} and values["end"] == str(until(contract, crm.clock.today()))
    if contract.pricebook and changed and not goes_on:
        crm.must_be_allowed("contract", ["pricebook"])


def _check(crm: Workspace, now: Mapping[str, Any]) -> None:
    with of_field("end"):
        if now["start"] and now["end"] and now["end"] < now["start"]:
            raise Invalid(N_("it would end on {end}, before it begins on {start}"), end=now["end"], start=now["start"])
    with of_field("signed"):
        if now["signed"] and now["signed"] > crm.clock.today().isoformat():
            raise Invalid(N_("{at} is still to come"), at=now["signed"])
    for name, label in _COUNTS.items():
        with of_field(name):
            if (now[name] or 0) < 0:
                raise Invalid(N_("{field} is not below zero"), field=Word(label))
    with of_field("months"):
        if now["months"] is not None and now["months"] < 1:
            raise Invalid(N_("a term has one month or more"), hint="--months 12")


# --- terms


def until(contract: Contract, today: date) -> date | None:
    """The last day of the term it is in; None of one that runs without an end."""
    if contract.end is None:
        return date.fromisoformat(contract.terminated) if contract.terminated else None
    first = last = date.fromisoformat(contract.end)
    terms = 0
    while contract.renewal == "automatic" and last < today:
        terms += 1
        last = _months_on(first, terms * (contract.months or YEAR))
    return min(last, date.fromisoformat(contract.terminated)) if contract.terminated else last


def status(crm: Workspace, contract: Contract) -> str:
    """What it is today, as lists say it."""
    today = crm.clock.today().isoformat()
    if contract.terminated and contract.terminated <= today:
        return "terminated"
    if contract.signed is None:
        return "draft"
    if contract.start and contract.start > today:
        return "coming"
    over = contract.end is not None and contract.end < today
    return "ended" if over and (contract.renewal != "automatic" or successor(crm, contract)) else "active"


def earliest(contract: Contract, today: date) -> date:
    """The first day on which it may end if notice is given today."""
    soonest = today + timedelta(contract.notice or 0)
    return until(contract, soonest) or soonest


def successor(crm: Workspace, contract: Contract) -> Contract | None:
    """The contract that renews it."""
    return next(iter(crm.where(Contract, renewed=contract.id)), None)


def renew(
    crm: Workspace, contract: Contract, *, months: int | None = None, end: str | None = None, value: int | None = None, signed: str | None = None
) -> Contract:  # fmt: skip
    """The next term, as a contract of its own: in force if that renews itself or was signed, else a draft."""
    last = _renewable(crm, contract)
    start = last + timedelta(1)
    given: dict[str, Any] = {name: getattr(contract, name) for name in CARRIED}
    if value is not None:
        given["value"] = value
    term = months or contract.months or YEAR
    with crm.step():
        made = crm.add(
            Contract(
                **given, renewed=contract.id, start=start.isoformat(), end=end or _months_on(last, term).isoformat(),
                signed=signed or (crm.clock.today().isoformat() if contract.renewal == "automatic" else None),
                parties=packed(crm.elements(contract, "parties")),
            )
        )  # fmt: skip
        crm.change(contract, end=last.isoformat())  # of one that renewed itself, the end of its last term
    return made


def _renewable(crm: Workspace, contract: Contract) -> date:
    """The last day of a contract that can be renewed."""
    now = "terminated" if contract.terminated else status(crm, contract)
    if now in ("draft", "terminated"):
        raise Conflict(
            N_("{ref} is {status}: it can't be renewed"), hint="crm contract edit {ref} --signed …" if now == "draft" else "crm contract add …",
            ref=contract.ref, status=Word(STATUSES[now]),
        )  # fmt: skip
    if other := successor(crm, contract):
        raise Conflict(
            N_("{ref} was renewed already, by {other}"),
            hint="crm contract show {other}",
            ref=contract.ref,
            other=other.ref,
        )
    last = until(contract, crm.clock.today())
    if last is None:
        raise Conflict(
            N_("{ref} has no end: it needs no renewal"), hint="crm contract edit {ref} --end …", ref=contract.ref
        )
    return last


def roll(crm: Workspace) -> list[Contract]:
    """Write down of those that renew themselves and whose term is over until when they are now."""
    today = crm.clock.today()
    over = [
        one
        for one in crm.find(Contract, ["status=active", "renewal=automatic", f"end<{today}"])
        if not successor(crm, one)
    ]
    with crm.step():
        return [crm.change(one, end=str(until(one, today))) for one in over]


def terminate(crm: Workspace, contract: Contract, on: str | None = None, reason: str | None = None) -> Contract:
    """It ends on a day; unless one is said, as soon as its notice lets it."""
    now = "terminated" if contract.terminated else status(crm, contract)
    if now in ("draft", "ended", "terminated"):
        raise Conflict(
            N_("{ref} is {status}: there is nothing to terminate"), hint="crm contract show {ref}", ref=contract.ref, status=Word(STATUSES[now])
        )  # fmt: skip
    day = on or earliest(contract, crm.clock.today()).isoformat()
    if contract.start and day < contract.start:
        raise Invalid(
            N_("it would end on {end}, before it begins on {start}"), hint="crm contract terminate {ref} --on …", ref=contract.ref, end=day, start=contract.start
        )  # fmt: skip
    return crm.change(contract, terminated=day, reason=reason)


def _months_on(last: date, months: int) -> date:
    """The last day of so many months after a last day."""
    from crm_cli.records.near import add_months  # only where a term is reckoned

    return add_months(last + timedelta(1), months) - timedelta(1)


# --- what is to be seen to


def ending(crm: Workspace, *, days: int = AHEAD, owner: str | None = None) -> list[Ending]:
    """The contracts of a user, or of all, that ask for something in so many days, the most pressing first."""
    if crm.is_empty("contract"):
        return []
    words = [
        "status=active,ended",
        "end=any",
        "terminated=none",
        *([f"owner={crm.by_id(_user(), owner).ref}"] if owner else []),
    ]
    return _pressing(crm, crm.find(Contract, words), days)


def _user() -> Any:
    from crm_cli.records.nouns.users import User  # only where one is asked for

    return User


def _pressing(crm: Workspace, contracts: Sequence[Contract], days: int) -> list[Ending]:
    today = crm.clock.today()
    renewed = {one.renewed for one in crm.find(Contract, ["renewed=any"])}
    found = []
    for one in contracts:
        last = until(one, today) if one.id not in renewed else None
        if last is None:
            continue
        act = last - timedelta(one.notice or 0) if one.renewal == "automatic" else last
        if act <= today + timedelta(days) and (
            today <= act or (one.renewal != "automatic" and (today - act).days <= AHEAD)
        ):
            found.append(Ending(one, last, act))
    return sorted(found, key=lambda one: (one.act, one.contract.n))


def check_ending(crm: Workspace, wanted: Filter) -> dict[str, Mapping[str, Any]]:
    """Those of the contracts that end soon or have lapsed, or of which notice must be given soon."""
    known = [
        one
        for one in crm.matching(Contract, wanted)
        if one.end and not one.terminated and status(crm, one) in ("active", "ended")
    ]
    found = _pressing(crm, known, AHEAD)
    return {one.contract.ref: {"until": one.until.isoformat(), "act": one.act.isoformat()} for one in found}

"""Quotas: what somebody, a team or the firm is to sell in a month, a quarter or a year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm_cli.errors import Duplicate, Invalid, NotFound, of_field
from crm_cli.i18n import N_
from crm_cli.people import members
from crm_cli.records.fold import fold
from crm_cli.records.near import first_day, last_day
from crm_cli.records.nouns.quotas import Quota
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User
from crm_cli.records.periods import Period, parse_period
from crm_cli.workspace import Workspace

UNITS = ("month", "quarter", "year")
SHOWN = 20
FIRM = ("firm", "company", "公司", "全公司", "全部")


@dataclass(frozen=True, slots=True)
class Who:
    """Whose quota: a user's, a team's, that of some people (``people``), or (``noun`` empty) the firm's. ``users`` are the ids of those whose
    deals count; None is everybody's, nobody's too."""

    noun: str
    id: str
    name: str
    users: frozenset[str] | None


def complete(crm: Workspace, quota: Quota | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """There is one quota of each person, team or the firm for a period and a family of products."""
    found = shaped(crm, quota, values)
    now = {name: values.get(name, getattr(quota, name, None)) for name in ("user", "team", "family")}
    for other in crm.where(Quota, **now, period=found["period"]) if found else ():
        if quota is None or other.id != quota.id:
            raise Duplicate(
                N_("there is a quota for {period} already: {ref}"), hint="crm quota edit {ref} --amount …", ref=other.ref, period=other.period
            )  # fmt: skip
    return found


def shaped(crm: Workspace, quota: Quota | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A quota is of a user, a team or the firm, for a month, a quarter or a year, and its period is written in one way."""
    now = {name: values.get(name, getattr(quota, name, None)) for name in ("user", "team", "period", "amount")}
    if now["user"] and now["team"]:
        raise Invalid(N_("a quota is of a user or of a team"), hint=N_("leave one of them out"))
    if now["amount"] is not None and now["amount"] < 0:
        with of_field("amount"):
            raise Invalid(N_("a quota is not below zero"))
    if not now["period"]:
        return {}
    with of_field("period"):
        period = read_period(crm, str(now["period"]))
    return {"period": period.label, "start": period.start.isoformat(), "end": period.end.isoformat()}


def read_period(crm: Workspace, text: str) -> Period:
    """A month, a quarter or a year, however it is said."""
    period = parse_period(text, crm.clock, crm.country, crm.workdays)
    if unit_of(period) is None:
        raise Invalid(N_("“{text}” is no month, quarter or year"), hint="2026-11, 2026Q4, 2026", text=text)
    return period


def unit_of(period: Period) -> str | None:
    """Whether these days are a month, a quarter or a year."""
    ends = (period.start, period.end)
    return next((unit for unit in UNITS if ends == (first_day(ends[0], unit), last_day(ends[0], unit))), None)


def put(
    crm: Workspace, who: Who, period: Period, amount: int, currency: str | None = None, family: str | None = None
) -> Quota:
    """Set a quota, anew or in place of the one that was."""
    if found := there(crm, who, period, family):
        return crm.change(found, amount=amount, currency=currency)
    return crm.add(Quota(**_of_whom(who), period=period.label, amount=amount, currency=currency, family=family))


def there(crm: Workspace, who: Who, period: Period, family: str | None = None) -> Quota | None:
    """The quota that is set, which another would replace."""
    return next(iter(crm.where(Quota, **_of_whom(who), period=period.label, family=family)), None)


def _of_whom(who: Who) -> dict[str, Any]:
    return {"user": who.id if who.noun == "user" else None, "team": who.id if who.noun == "team" else None}


def family_of(crm: Workspace, text: str) -> str:
    """A family of products as the products spell it."""
    known = [str(name) for name, *_rest in crm.table("product", ["family"], ["family!=none"]).rows]
    found = sorted(dict.fromkeys(known))
    if same := next((name for name in found if fold(name) == fold(text)), None):
        return same
    raise NotFound(
        N_("no product is of a family “{name}”"), name=text,
        hint=N_("one of {known}") if found else "crm product edit … --family …", known=", ".join(found[:SHOWN]),
    )  # fmt: skip


def families(crm: Workspace, period: Period) -> list[str | None]:
    """The families for which there are quotas in the period; first what is of no family."""
    low, high = period.start.isoformat(), period.end.isoformat()
    rows = [] if crm.is_empty("quota") else crm.where(Quota)
    return [
        None,
        *sorted({row.family for row in rows if row.family and str(row.start) >= low and str(row.end) <= high}),
    ]


def whom(crm: Workspace, text: str) -> Who:
    """Whose quota is meant: a user, a team, or the firm (``公司``, ``company``)."""
    if text.strip().casefold() in FIRM:
        return firm()
    noun, identity = crm.finder.one(["user", "team"], text, me=True)
    return of_user(crm.by_id(User, identity)) if noun.name == "user" else of_team(crm, crm.by_id(Team, identity))


def firm() -> Who:
    """Everybody, and what is nobody's."""
    return Who("", "", "", None)


def of_user(user: User) -> Who:
    """One person."""
    return Who("user", user.id, user.name, frozenset({user.id}))


def of_team(crm: Workspace, team: Team) -> Who:
    """A team: whoever is in it, or in a team under it, now."""
    teams = members.under(crm, [team.id])
    return Who("team", team.id, team.name, frozenset(user.id for user in crm.where(User) if user.team in teams))


def of_people(name: str, users: Iterable[User]) -> Who:
    """Some people together, who are no team."""
    return Who("people", "", name, frozenset(user.id for user in users))

"""Summaries: records of any noun grouped by any of their fields, counted and summed; of deals also what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.insight.keys import Key, read_keys
from crm_cli.insight.scope import asked, rate
from crm_cli.records.filters import find_path
from crm_cli.records.periods import Period
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

OF_A_DEAL = ("count", "value", "won", "won_value", "lost", "days", "dated")


@dataclass
class Group:
    """A group in one currency; ``sum`` is of the field that was named. For deals: value of all, what was won and lost."""

    keys: tuple[Any, ...]
    currency: str
    count: int = 0
    sum: int | None = None
    value: int = 0
    won: int = 0
    won_value: int = 0
    lost: int = 0
    days: int = 0
    dated: int = 0

    @property
    def win_rate(self) -> int | None:
        """Won of closed, in basis points."""
        return rate(self.won, self.won + self.lost)

    @property
    def mean_days(self) -> float | None:
        """From the day it began to the day it was won."""
        return self.days / self.dated if self.dated else None


@dataclass(frozen=True, slots=True)
class Summary:
    """The groups, the greatest first or in the order of time, and a total for each currency."""

    keys: list[Key]
    total: tuple[Field, ...] | None
    groups: list[Group]
    totals: list[Group]


def summary(
    crm: Workspace, noun: str, by: str, tokens: Sequence[str] = (), *, total: str = "", period: Period | None = None,
    as_of: str | None = None, machine: bool = False,
) -> Summary:  # fmt: skip
    """Count, and sum where a field is named, for each group; money of two currencies is never added."""
    keys = read_keys(crm, noun, by)
    path = _summed(crm, noun, total)
    query = asked(crm, noun, tokens, period=period, as_of=as_of)
    measures = ["sum", *(OF_A_DEAL if noun == "opp" else ("count",))]
    rows = crm.grouped(query, [(key.path, key.unit) for key in keys], measures, total=path, machine=machine)
    groups = [_group(row, len(keys), measures) for row in rows]
    dated = keys[0].path[-1].kind in ("date", "time")
    groups.sort(key=lambda one: (0 if dated else -_weight(one), *(str(key or "") for key in one.keys), one.currency))
    return Summary(keys, path, groups, _totals(groups, len(keys)))


def _summed(crm: Workspace, noun: str, name: str) -> tuple[Field, ...] | None:
    if not name:
        return None
    path = find_path(noun, name, crm)
    if path[-1].kind not in ("money", "number", "decimal"):
        raise Invalid(N_("{field} can't be summed"), field=name)
    return path


def _group(row: Sequence[Any], width: int, measures: Sequence[str]) -> Group:
    values = dict(zip(measures, row[width + 1 :], strict=True))
    counted = {name: value or 0 for name, value in values.items() if name != "sum"}
    return Group(tuple(row[:width]), row[width], sum=values["sum"], **counted)


def _weight(one: Group) -> int:
    """What groups are ordered by: what was summed, else what was won, else the value, else how many."""
    return int(one.sum if one.sum is not None else one.won_value or one.value or one.count)


def _totals(groups: Sequence[Group], width: int) -> list[Group]:
    found: dict[str, Group] = {}
    for one in groups:
        into = found.setdefault(one.currency, Group((None,) * width, one.currency))
        into.sum = into.sum if one.sum is None else (into.sum or 0) + one.sum
        for name in OF_A_DEAL:
            setattr(into, name, getattr(into, name) + getattr(one, name))
    return [found[currency] for currency in sorted(found)]

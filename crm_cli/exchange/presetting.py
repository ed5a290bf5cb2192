"""Lays what a plan says of a preset, where the base still lacks just that."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.agenda.presets import laying
from crm_cli.agenda.presets.declared import Preset
from crm_cli.exchange.foreseeing import Row
from crm_cli.exchange.plans import Planned
from crm_cli.exchange.standing import THERE, Differs, Standing
from crm_cli.i18n import N_
from crm_cli.workspace import Workspace

OTHERWISE = N_("the preset says it otherwise now")
LACKED = N_("is missing now, and was not planned")


def rows(preset: Preset, missing: Sequence[laying.Standing]) -> list[Row]:
    """What a preset would add, as a plan keeps it."""
    return [
        {"do": "create", "noun": one.noun, "id": laying.identity(preset, one.piece), "name": one.name, "values": dict(one.values or {})}
        for one in missing
        if one.piece
    ]  # fmt: skip


def lay(crm: Workspace, plan: Planned) -> Mapping[str, int]:
    """Add it in the step that is open; how many of each noun."""
    preset = laying.read(crm, plan.head.source)
    lacking = rows(preset, [one for one in laying.compare(crm, preset) if one.state == "missing"])
    _check(Standing(crm, plan.head), list(plan.rows()), lacking)
    return Counter(record.noun for record in laying.apply(crm, preset).added)


def _check(check: Standing, planned: Sequence[Row], lacking: Sequence[Row]) -> None:
    now: dict[str, Any] = {row["id"]: row for row in lacking}
    for row in planned:
        if row["id"] not in now:
            check.differ(_differs(row, THERE))
        elif row["values"] != now[row["id"]]["values"]:
            check.differ(_differs(row, OTHERWISE))
    then = {row["id"] for row in planned}
    for row in lacking:
        if row["id"] not in then:
            check.differ(_differs(row, LACKED))
    check.finish()


def _differs(row: Row, why: str) -> Differs:
    return Differs(row["noun"], row["name"], 0, why)

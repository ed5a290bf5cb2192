"""S6: ``crm report day``, of one person and of the team, the whole process, over a million activities of twenty people, against ``python -c "import sqlite3"``."""

import random
import sys
from functools import partial
from pathlib import Path

from benchmarks import made
from benchmarks.side_by_side import CRM, Cost, child, folder, header, line, pairs, wanted
from crm_cli.workspace import Workspace

LIMIT = 5.0
TIMES = 20
CLIENTS = 20_000
PEOPLE = 20
NOW = "2026-11-23T18:00"
SINCE = 33  # hours from the day the base was filled until then


def main() -> None:
    header("S6: crm report day, the whole process, against python -c 'import sqlite3'")
    count = wanted(100_000, 1_000_000)
    with folder() as place:
        base = place / "crm.db"
        crm = made.base(base)
        _fill(crm, count)
        crm.store.close()
        for more in ([], ["--team"]):
            argv = ["report", "day", *more]
            name = " ".join(["crm", *argv])
            line(f"{name}, {count} activities", pairs(partial(_ours, base, argv), _python, TIMES, warm=2), LIMIT)


def _fill(crm: Workspace, count: int) -> None:
    """Twenty people, their clients, deals, and what they did in three years."""
    with crm.step():
        for number in range(PEOPLE - 1):
            made._add(crm, "user", name=f"销售{number + 1}")
    crm.user = "王芳"
    made.clients(crm, CLIENTS)
    made.deals(crm, count // 5, count // 100)
    chance = random.Random(13)
    owners, whom = made.ids(crm, "users"), made.ids(crm, "clients")
    about: list[str | None] = [*made.ids(crm, "opportunities")]
    acts = (made._activity(chance, chance.choice(owners), whom, CLIENTS // 5, about) for _ in range(count))
    made.fill(crm, "activity", (one | {"at": made._stamp(chance.randrange(-SINCE, 24 * 3 * 365))} for one in acts))


def _ours(base: Path, argv: list[str]) -> Cost:
    env = {
        "CRM_DB": str(base),
        "CRM_CONFIG": str(base.with_name("none.toml")),
        "CRM_USER": "王芳",
        "CRM_NOW": NOW,
    }
    return child([*CRM, *argv], env=env)


def _python() -> Cost:
    return child([sys.executable, "-c", "import sqlite3"])


if __name__ == "__main__":
    main()

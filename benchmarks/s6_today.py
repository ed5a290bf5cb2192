"""S6: ``crm today`` of a rep, and ``--team``, the whole process, over a million activities of twenty people, against ``python -c "import sqlite3"``."""

import random
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import made
from benchmarks.side_by_side import CRM, Cost, child, folder, header, line, pairs, wanted
from crm_cli.workspace import Workspace

LIMIT = 5.0
TIMES = 20
CLIENTS = 20_000
PEOPLE = 20
TASKS = 300  # open ones of each
NOW = "2026-11-23T09:00"


def main() -> None:
    header("S6: crm today, the whole process, against python -c 'import sqlite3'")
    count = wanted(100_000, 1_000_000)
    with folder() as place:
        base = place / "crm.db"
        crm = made.base(base)
        _fill(crm, count)
        crm.store.close()
        for argv in (["today"], ["today", "--team"], ["me"]):
            name = " ".join(["crm", *argv])
            line(f"{name}, {count} activities", pairs(partial(_ours, base, argv), _python, TIMES, warm=2), LIMIT)


def _fill(crm: Workspace, count: int) -> None:
    """Twenty people, each with a thousand clients, their contacts with birthdays and gifts, deals, tasks, and what they did in three years."""
    with crm.step():
        for number in range(PEOPLE - 1):
            made._add(crm, "user", name=f"销售{number + 1}")
    crm.user = "王芳"
    chance = random.Random(13)
    owners = made.ids(crm, "users")
    buyers = ({**made._client(chance, i, owners[i % PEOPLE])} for i in range(CLIENTS))
    made.fill(crm, "client", buyers)
    whom = made.ids(crm, "clients")
    made.fill(crm, "contact", _contacts(chance, whom))
    made.deals(crm, count // 50, count // 500)
    about: list[str | None] = [*made.ids(crm, "opportunities")]
    made.fill(crm, "activity", (_done(chance, owners, whom, about) for _ in range(count)))
    made.fill(crm, "task", (_task(chance, owners[i % PEOPLE], whom) for i in range(TASKS * PEOPLE)))


def _contacts(chance: random.Random, whom: list[str]) -> Iterator[dict[str, Any]]:
    for client in whom:
        lunar = "lunar " if chance.random() < 0.3 else ""
        birthday = f"{lunar}{chance.randrange(1950, 2000)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
        name = chance.choice(made.SURNAMES) + chance.choice(made.GIVEN)
        yield {"name": name, "client": client, "birthday": birthday, "gift": chance.choice(("A", "B", None, None))}


def _done(chance: random.Random, owners: list[str], whom: list[str], about: list[str | None]) -> dict[str, Any]:
    """An activity with whoever owns the client."""
    at = chance.randrange(len(whom))
    return {**made._activity(chance, owners[at % PEOPLE], whom, len(whom), about), "client": whom[at]}


def _task(chance: random.Random, owner: str, whom: list[str]) -> dict[str, Any]:
    due = made._stamp(chance.randrange(-24 * 60, 24 * 2))
    return {"text": "回电", "due": due, "client": chance.choice(whom), "status": "open", "owner": owner}


def _ours(base: Path, argv: list[str]) -> Cost:
    env = {"CRM_DB": str(base), "CRM_CONFIG": str(base.with_name("none.toml")), "CRM_USER": "王芳", "CRM_NOW": NOW}
    return child([*CRM, *argv], env=env)


def _python() -> Cost:
    return child([sys.executable, "-c", "import sqlite3"])


if __name__ == "__main__":
    main()

"""S6: the 360 of a client (``crm client show REF``), the whole process, in a file of many activities, against ``python -c "import sqlite3"``; the same page on the screen."""

import sys
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path

from benchmarks import made
from benchmarks.s11_board import EMPTY, seen
from benchmarks.side_by_side import CRM, Cost, child, folder, header, line, pairs, wanted
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.tasks import Task
from crm_cli.workspace import Workspace

LIMIT = 5.0
TIMES = 25
CLIENTS, DEALS = 20_000, 20_000
SHOWN = 40  # clients whose page is asked for in turn, all of them among those with the most activities
PEOPLE, TASKS = 5, 3
ON_SCREEN = 5
SAID = "与客户沟通".encode()  # what every made activity begins with


def main() -> None:
    header("S6: the page of a client, the whole process, against python -c 'import sqlite3'")
    count = wanted(100_000, 1_000_000)
    with folder() as place:
        base = place / "crm.db"
        crm = made.base(base)
        made.clients(crm, CLIENTS)
        made.deals(crm, DEALS, DEALS // 10)
        made.activities(crm, count)
        people(crm)
        crm.store.close()
        print(
            f"  {count} activities, {CLIENTS} clients, {DEALS} deals; {count * 4 // CLIENTS} activities on each page's client",
            flush=True,
        )
        for name, words in (
            ("crm client show REF", ()),
            ("crm client show REF --json", ("--json",)),
            ("crm prep REF", None),
        ):
            shows = runs(base, words)
            line(f"{name}", pairs(partial(next, shows), _python, TIMES, warm=3), LIMIT)
        on_screen(base)


def on_screen(base: Path) -> None:
    """The same page on the screen, until its timeline stands there, against an empty app."""
    nothing = partial(seen, (sys.executable, "-c", EMPTY), b"ready", {})
    opened = (seen((*CRM, "tui", f"C{n}"), SAID, env_of(base)) for n in cycle(range(1, SHOWN + 1)))
    found = pairs(partial(next, opened), nothing, ON_SCREEN)
    print(
        f"  crm tui REF, until its timeline stands: {found.wall:.3g}x an empty app (cpu {found.cpu:.3g}x)", flush=True
    )


def people(crm: Workspace) -> None:
    """People who report to one another, and tasks, at the clients that are shown."""
    owner = made.ids(crm, "users")[0]
    with crm.step():
        for client in made.ids(crm, "clients")[:SHOWN]:
            boss = None
            for n in range(PEOPLE):
                boss = crm.add(Contact(name=f"联系人{n}", client=client, reports_to=boss, owner=owner)).id
            for n in range(TASKS):
                crm.add(Task(text=f"回访{n}", client=client, due="2026-12-01T02:00:00Z", owner=owner))


def env_of(base: Path) -> dict[str, str]:
    """Where the base is, and no settings."""
    return {"CRM_DB": str(base), "CRM_CONFIG": str(base.with_name("none.toml"))}


def runs(base: Path, words: tuple[str, ...] | None) -> Iterator[Cost]:
    """The page of one client after the other."""
    env = env_of(base)
    for n in cycle(range(1, SHOWN + 1)):
        argv = ["prep", f"C{n}"] if words is None else ["client", "show", f"C{n}", *words]
        yield child([*CRM, *argv], env=env)


def _python() -> Cost:
    return child([sys.executable, "-c", "import sqlite3"])


if __name__ == "__main__":
    main()

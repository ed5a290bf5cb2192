"""Programs that the tests of faults start and kill: each works on a base in a process of its own and says what it has done."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crm_cli.clock import Clock
from crm_cli.people import pool
from crm_cli.records.numbering import STANDARD
from crm_cli.records.registry import load
from crm_cli.store import bulk
from crm_cli.workspace import Workspace, open_workspace


def say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def record(noun: str, **values: Any) -> Any:
    make: Any = load(noun)
    return make(**values)


def capture(crm: Workspace, text: str) -> None:
    """What logging a call does: an activity, the next step and a change of the client, in one step."""
    with crm.step("log call"):
        client: Any = crm.get(load("client"), "C1")
        crm.add(record("activity", kind="call", at=crm.clock.stamp(), client=client.id, text=text))
        crm.add(record("task", text=text, client=client.id, due=crm.clock.stamp()))
        crm.change(client, employees=(client.employees or 0) + 1)


def write(path: Path, tag: str, count: str) -> None:
    """Log that many calls; each is acknowledged when it is written."""
    crm = open_workspace(path, clock=Clock(), command="test")
    say("ready")
    for number in range(int(count)):
        capture(crm, f"{tag}-{number}")
        say(f"{tag}-{number}")


def bring_in(path: Path, tag: str, count: str) -> None:
    """Import that many clients as one step."""
    crm = open_workspace(path, clock=Clock(), command="import")
    say("ready")
    with crm.step("import", kind="import") as step:
        rows = ((f"{tag}-{number}", "13800138000") for number in range(int(count)))
        bulk.load(crm.store, load("client"), ["name", "phone"], rows, step=step, author=crm.me)
    say("done")


def let_go(path: Path, _tag: str, _count: str) -> None:
    """Let go to the pool what is due."""
    crm = open_workspace(path, clock=Clock(), command="pool apply")
    say("ready")
    say(len(pool.apply(crm, lambda move: f"{move.rule.name}: {move.days}")))


def number(path: Path, tag: str, _count: str) -> None:
    """Write a paper whenever a line comes, one kind after the other, each with the number that it gets; acknowledged when it is written."""
    crm = open_workspace(path, clock=Clock(), command="test")
    client, order = crm.get(load("client"), "C1").id, crm.get(load("order"), "R1").id
    said: dict[str, dict[str, Any]] = {"delivery": {"order": order}, "contract": {"name": "框架", "client": client}}
    say("ready")
    for turn, _line in enumerate(sys.stdin, int(tag)):
        noun = list(STANDARD)[turn % len(STANDARD)]
        made = crm.add(record(noun, **said.get(noun, {"client": client})))
        say(f"{noun} {made.number}")


PROGRAMS: dict[str, Callable[[Path, str, str], None]] = {
    "write": write,
    "import": bring_in,
    "pool": let_go,
    "number": number,
}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3], sys.argv[4])

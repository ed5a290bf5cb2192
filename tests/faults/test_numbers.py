"""Numbers printed on papers while many write at once, and some are killed in the middle: none is ever used twice."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from crm_cli.records.numbering import STANDARD
from crm_cli.records.registry import load
from tests.faults.conftest import opened, share, sound, start
from tests.faults.programs import record

KILLED = 5
"""Every fifth of the programs is killed while it writes."""


def test_numbers_never_repeat_under_fifty_processes_some_of_which_are_killed(base: Path) -> None:
    processes, rounds = share(50, 10), share(30, 18)
    crm = opened(base)
    crm.add(record("order", client=crm.get(load("client"), "C1").id))
    crm.store.close()
    running = [
        start("tests.faults.programs", "number", base, turn, rounds, stdin=subprocess.PIPE) for turn in range(processes)
    ]
    assert {heard(one) for one in running} == {"ready"}
    told = [line for number in range(rounds) for line in all_at_once(running, killed=number == rounds // 2)]
    ended = [one.communicate(timeout=60)[1] for one in running]
    assert not any(ended), ended
    crm = opened(base)
    kept = [(noun, one.number) for noun in STANDARD for one in crm.where(load(noun)) if one.ref != "R1"]
    numbers = [*kept, ("order", crm.get(load("order"), "R1").number)]
    assert len(numbers) == len(set(numbers))
    assert set(told) <= set(kept)
    assert len(kept) - len(told) <= processes // KILLED  # what a killed one wrote and did not say
    sound(crm)


def all_at_once(running: "Sequence[subprocess.Popen[str]]", *, killed: bool) -> list[tuple[str, ...]]:
    """Each of the programs that live writes a paper, all at the same time; what each of them says that it wrote."""
    living = [one for one in running if one.poll() is None]
    for one in living:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    if killed:
        for one in running[::KILLED]:
            one.kill()
            one.wait()
    return [tuple(heard(one).split()) for one in living if not (killed and one in running[::KILLED])]


def heard(one: "subprocess.Popen[str]") -> str:
    assert one.stdout
    return one.stdout.readline().strip()

"""Numbers printed on papers while many write at once, and some are killed in the middle: none is ever used twice."""

from pathlib import Path

from crm_cli.records.numbering import STANDARD
from crm_cli.records.registry import load
from tests.faults.conftest import opened, share, sound, start
from tests.faults.programs import record

KILLED = 5
"""Every fifth of the programs is killed when it has written a few."""


def test_numbers_never_repeat_under_fifty_processes_some_of_which_are_killed(base: Path) -> None:
    processes, each = share(50, 10), share(30, 12)
    crm = opened(base)
    crm.add(record("order", client=crm.get(load("client"), "C1").id))
    crm.store.close()
    running = [start("tests.faults.programs", "number", base, number, each) for number in range(processes)]
    told = list[str]()
    for one in running[::KILLED]:
        assert one.stdout
        told += [one.stdout.readline().strip() for _line in range(3)]
        one.kill()
    said = [process.communicate(timeout=580) for process in running]
    assert [err for _out, err in said if err] == []
    told += [line for out, _err in said for line in out.split("\n") if line.count(" ") == 1]
    crm = opened(base)
    kept = {noun: [one.number for one in crm.where(load(noun))] for noun in STANDARD}
    for noun, numbers in kept.items():
        assert len(numbers) == len(set(numbers)) >= (processes - len(running[::KILLED])) * each // len(STANDARD), noun
    assert {tuple(line.split()) for line in told if line != "ready"} <= {
        (noun, number) for noun, numbers in kept.items() for number in numbers
    }
    sound(crm)

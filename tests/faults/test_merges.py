"""Records become one from several sides at once: nothing of any of them is lost, and whoever comes late is told."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from crm_cli.records.kinds import items
from crm_cli.records.registry import load
from tests.faults.conftest import ROOT, opened, sound
from tests.faults.programs import record


def _at_once(base: Path, *lines: list[str]) -> list[tuple[int, str]]:
    """Each line in a process of its own, all begun together; their exit codes and what they said."""
    environment = {name: value for name, value in os.environ.items() if name != "CRM_NOW"}
    environment |= {"CRM_DB": str(base), "PYTHONPATH": str(ROOT), "CRM_LANG": "en"}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "crm_cli", *line], env=environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for line in lines
    ]  # fmt: skip
    said = [process.communicate(timeout=120)[1] for process in running]
    return [(process.returncode, err) for process, err in zip(running, said, strict=True)]


def test_merges_into_one_from_several_sides_keep_what_all_of_them_had(base: Path) -> None:
    crm = opened(base)
    with crm.step():
        for number in range(2, 7):
            crm.add(record("client", name=f"甲{number}", phone=f"1390000000{number}"))
    crm.store.close()
    done = _at_once(base, *(["merge", "C1", f"C{number}", "--yes"] for number in range(2, 7)))
    assert [code for code, _err in done] == [0] * 5, done
    crm = opened(base)
    client: Any = crm.get(load("client"), "C1")
    assert sorted([client.phone, *items(client.other_phones)]) == [
        "13800138000", *(f"1390000000{number}" for number in range(2, 7))
    ]  # fmt: skip
    sound(crm)
    ((code, err),) = _at_once(base, ["doctor"])
    assert code == 0, err


def test_of_two_that_are_merged_into_each_other_one_stays_and_the_late_one_is_told(base: Path) -> None:
    crm = opened(base)
    crm.add(record("client", name="甲"))
    crm.store.close()
    first, second = _at_once(base, ["merge", "C1", "C2"], ["merge", "C2", "C1", "--into", "C2"])
    assert sorted([first[0], second[0]]) == [0, 4], (first, second)
    late, gone, stays = (first[1], "C1", "C2 甲") if first[0] else (second[1], "C2", "C1 科锐")
    assert late.startswith(f"crm: {gone} was merged into {stays} already. Try: crm show "), late
    sound(opened(base))

"""Many write at once: none fails, none is lost."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from crm_cli.records.registry import load
from tests.faults.conftest import ROOT, opened, share, sound, start
from tests.faults.programs import record

SHELL = 'for i in $(seq "$EACH"); do "$PYTHON" -m crm_cli log call 科锐 "$TAG-$i" || echo "failed $?"; done'


def test_many_processes_write_at_once_and_none_fails_or_is_lost(base: Path) -> None:
    processes, each = share(50, 8), share(200, 20)
    running = [start("tests.faults.programs", "write", base, f"w{number}", each) for number in range(processes)]
    said = [process.communicate(timeout=550) for process in running]
    assert [err for _out, err in said if err] == []
    crm = opened(base)
    written = {text for (text,) in crm.store.rows("SELECT text FROM activities")}
    assert written == {line for out, _err in said for line in out.split() if line != "ready"}
    client: Any = crm.get(load("client"), "C1")
    assert len(written) == processes * each == client.employees
    refs = [ref for (ref,) in crm.store.rows("SELECT ref FROM activities UNION ALL SELECT ref FROM tasks")]
    assert len(set(refs)) == len(refs) == 2 * processes * each
    sound(crm)


def test_many_shells_log_calls_at_once_and_none_fails_or_is_lost(base: Path) -> None:
    shells, each = share(50, 6), share(10, 3)
    environment = {name: value for name, value in os.environ.items() if name != "CRM_NOW"}
    environment |= {"CRM_DB": str(base), "PYTHON": sys.executable, "EACH": str(each), "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(
            ["bash", "-c", SHELL], env=environment | {"TAG": f"s{number}"}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for number in range(shells)
    ]  # fmt: skip
    said = [process.communicate(timeout=580) for process in running]
    assert [out + err for out, err in said if "failed" in out or "Traceback" in err] == []
    crm = opened(base)
    written = sorted(text for (text,) in crm.store.rows("SELECT text FROM activities"))
    assert written == sorted(f"s{number}-{i}" for number in range(shells) for i in range(1, each + 1))
    sound(crm)


def test_a_series_that_two_shells_close_at_once_goes_on_once(base: Path) -> None:
    crm = opened(base)
    task = crm.add(record("task", text="周报", every="FREQ=WEEKLY;BYDAY=FR"))
    crm.store.close()
    running = [start("crm_cli", "--db", base, "--no-input", "done", task.ref, f"s{number}") for number in range(4)]
    ended = [(process.communicate(timeout=550), process.returncode) for process in running]
    assert sorted(code for _said, code in ended) == [0, 4, 4, 4], ended
    crm = opened(base)
    assert [(found.status, found.text) for found in crm.where(load("task"))] == [("done", "周报"), ("open", "周报")]
    assert len(crm.where(load("activity"))) == 1
    sound(crm)


def test_a_task_that_several_shells_close_at_once_has_one_next_step(base: Path) -> None:
    crm = opened(base)
    task = crm.add(record("task", text="回电"))
    crm.store.close()
    line = ("--no-input", "done", task.ref)
    running = [
        start("crm_cli", "--db", base, *line, f"s{number}", "--next", f"+3d 报价{number}") for number in range(4)
    ]
    ended = [(process.communicate(timeout=550), process.returncode) for process in running]
    assert sorted(code for _said, code in ended) == [0, 4, 4, 4], ended
    crm = opened(base)
    assert sorted(found.status for found in crm.where(load("task"))) == ["done", "open"]
    assert len(crm.where(load("activity"))) == 1
    sound(crm)

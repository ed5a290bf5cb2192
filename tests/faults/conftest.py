"""What the tests of faults share: a base with one client, programs to start and kill, and how hard to try."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_cli.clock import Clock
from crm_cli.workspace import Workspace, open_workspace
from tests.faults.programs import record

ROOT = Path(__file__).parents[2]
HARD = os.environ.get("CRM_FAULTS") == "1"


def share(all_of_it: int, of_it: int) -> int:
    """How many: all of them by ``make faults``, some in an ordinary run."""
    return all_of_it if HARD else of_it


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "crm.db"
    crm = open_workspace(path, clock=Clock(), create=True)
    crm.add(record("user", name="王芳"))
    crm.add(record("client", name="科锐", phone="13800138000"))
    crm.store.close()
    return path


def opened(path: Path) -> Workspace:
    return open_workspace(path, clock=Clock(), command="test")


def start(module: str, *arguments: object, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[str]":
    """A program of ours in a process of its own, with the real clock."""
    environment = {name: value for name, value in os.environ.items() if name != "CRM_NOW"}
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT, env=environment, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def sound(crm: Workspace) -> None:
    """The base is whole: its pages, its links, its search index, its log."""
    db = crm.store.db
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.execute("INSERT INTO search(search) VALUES('integrity-check')")
    assert crm.store.one("SELECT count(*) FROM op LEFT JOIN step USING(step) WHERE step.step IS NULL") == (0,)
    assert crm.store.one("SELECT step, applying FROM ctx") == (None, 0)

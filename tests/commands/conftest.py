"""Bases to type commands at, made once and copied for each test."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_cli.clock import Clock
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.users import User
from crm_cli.workspace import Workspace, open_workspace
from tests.conftest import Runner
from tests.founding import NOW, ZONE

Opened = Callable[[], Workspace]


def founded_file(path: Path, *, stock: bool) -> Path:
    """A base with the user 王芳; stocked, with C1 科锐配电 (A), C2 清华同方 and P1 李建国 of C1."""
    base = open_workspace(path, clock=Clock(NOW, ZONE), command="crm client add", create=True)
    owner = base.add(User(name="王芳")).id
    if stock:
        first = base.add(Client(name="科锐配电", level="A", owner=owner))
        base.add(Client(name="清华同方", owner=owner))
        base.add(Contact(name="李建国", client=first.id, phone="13801234567", owner=owner))
    base.store.close()
    return path


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    folder = tmp_path_factory.mktemp("templates")
    return {stock: founded_file(folder / f"{stock}.db", stock=stock) for stock in (False, True)}


@pytest.fixture
def opened(home: Path) -> Opened:
    """The base of the test, opened beside the commands."""
    return lambda: open_workspace(home / "base.db", clock=Clock(NOW, ZONE), user="王芳")


def placed(crm: Runner, template: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """The runner, with a copy of that base as its own."""
    shutil.copy(template, home / "base.db")
    monkeypatch.setenv("CRM_DB", str(home / "base.db"))
    monkeypatch.setenv("CRM_USER", "王芳")
    return crm


@pytest.fixture
def firm(crm: Runner, templates: dict[bool, Path], home: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs a line at a base with a user and nothing else."""
    return placed(crm, templates[False], home, monkeypatch)


@pytest.fixture
def stocked(crm: Runner, templates: dict[bool, Path], home: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs a line at a base with two clients and a contact."""
    return placed(crm, templates[True], home, monkeypatch)

"""A base that was begun, files written on the spot, and where the real test data is, if it is there."""

import os
from pathlib import Path
from typing import Protocol

import pytest

from crm_cli.clock import Clock
from crm_cli.workspace import Workspace, open_workspace
from tests.conftest import Answer, Begun, Runner

BESIDE = Path(__file__).parents[3] / "shared" / "data"


class Written(Protocol):
    def __call__(self, text: str | bytes, name: str = "file.csv") -> Path: ...


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """``written("name\\nAcme\\n")`` → the path of a file that says so."""

    def write(text: str | bytes, name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crm: Runner, begun: Begun) -> Path:
    """A Chinese base with its user, team and pipeline."""
    path = tmp_path / "base.db"
    monkeypatch.setenv("CRM_DB", str(path))

    def lay() -> None:
        assert crm("init", "--yes", "--me", "Ann", "--country", "CN", "--language", "en").code == 0

    begun(lay)
    return path


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crm: Runner, begun: Begun) -> Path:
    """A German base."""
    path = tmp_path / "german.db"
    monkeypatch.setenv("CRM_DB", str(path))

    def lay() -> None:
        assert crm("init", "--yes", "--me", "Anna", "--country", "DE", "--language", "en").code == 0

    begun(lay)
    return path


@pytest.fixture
def workspace(base: Path) -> Workspace:
    """The base as rules see it."""
    return open_workspace(base, clock=Clock())


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the real data; a test that asks for it is skipped where it is not."""
    found = Path(os.environ.get("CRM_TEST_DATA") or BESIDE)
    if not found.is_dir():
        pytest.skip("the real test data is not here: set CRM_TEST_DATA")
    return found


def counts(done: Answer) -> str:
    """The line of what an import said that has the counts."""
    return next(line for line in done.err.splitlines() if " created, " in line)

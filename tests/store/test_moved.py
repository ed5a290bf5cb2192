"""A base that is open while its file is moved, replaced or brought to a newer schema by somebody else."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Busy, Failure, Newer
from crm_cli.records.nouns.clients import Client
from crm_cli.store.engine import sqlite3
from crm_cli.workspace import Workspace, open_workspace
from tests.founding import added


@pytest.fixture
def crm(tmp_path: Path) -> Workspace:
    """A base with one client."""
    made = open_workspace(tmp_path / "crm.db", clock=Clock(), create=True)
    added(made, "user", name="王芳")
    added(made, "client", name="科锐")
    return made


def test_nothing_is_written_into_a_file_that_is_no_longer_there_and_all_is_well_when_it_is_back(crm: Workspace) -> None:
    path = crm.store.path
    away = path.rename(path.with_name("away.db"))
    with pytest.raises(Failure, match="no longer there"):
        added(crm, "client", name="Lost")
    with pytest.raises(Failure, match="no longer there"):
        crm.look()
    away.rename(path)
    added(crm, "client", name="Found")
    assert crm.look() == crm.mark()
    assert [client.name for client in crm.where(Client)] == ["科锐", "Found"]


def test_nothing_is_written_beside_a_base_that_was_put_in_its_place_and_its_journal_stays(
    crm: Workspace, tmp_path: Path
) -> None:
    path = crm.store.path
    shutil.copyfile(path, tmp_path / "copy.db")
    for side in ("", "-wal", "-shm"):
        if path.with_name(path.name + side).exists():
            path.with_name(path.name + side).rename(tmp_path / f"old.db{side}")
    (tmp_path / "copy.db").rename(path)
    other = open_workspace(path, clock=Clock())
    added(other, "client", name="Other")
    with pytest.raises(Failure, match="replaced"):
        added(crm, "client", name="Lost")
    journal = path.with_name(path.name + "-wal")
    before = journal.exists()
    crm.store.close()
    assert journal.exists() == before
    assert "Other" in [client.name for client in other.where(Client)]
    other.store.close()


def test_a_base_of_a_newer_program_is_refused_though_it_is_open(crm: Workspace) -> None:
    with closing(sqlite3.connect(str(crm.store.path))) as other:
        other.execute("PRAGMA user_version=99")
    for work in (crm.look, lambda: added(crm, "client", name="Lost")):
        with pytest.raises(Newer):
            work()


def test_before_a_screen_one_waits_for_a_moment_only(crm: Workspace) -> None:
    crm.store.hurry(20)
    with closing(sqlite3.connect(str(crm.store.path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            added(crm, "client", name="Lost")
        other.execute("ROLLBACK")
    added(crm, "client", name="Found")

"""``crm backup``: made, listed, looked through, put back; what is lost is said, and nothing is replaced unasked."""

import json
import os
import stat
from contextlib import closing
from pathlib import Path

import pytest

from crm_cli.store.engine import sqlite3
from tests.commands.conftest import Opened, founded_file
from tests.conftest import Runner


def made(stocked: Runner, *line: str) -> Path:
    return Path(json.loads(stocked("backup", "add", "--json", *line).out)["file"])


def names(stocked: Runner) -> list[str]:
    return stocked("client", "list", "--fields", "name", "--format", "csv").out.splitlines()[1:]


def test_a_backup_stands_beside_the_base_and_is_private(stocked: Runner, home: Path) -> None:
    answer = stocked("backup")
    path = home / "backups" / "base-20261122T010000Z.db"
    assert (answer.code, answer.out) == (0, "") and f"backed up and verified: {path} (4 records, " in answer.err
    if os.name != "nt":
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, path.name + ".sha256"]


def test_a_second_one_of_the_same_second_has_a_name_of_its_own(stocked: Runner) -> None:
    assert [made(stocked).name for _ in range(3)] == [f"base-20261122T010000Z{n}.db" for n in ("", "-2", "-3")]


def test_a_backup_goes_where_it_is_told_and_writes_over_nothing(stocked: Runner, home: Path) -> None:
    (home / "stick").mkdir()
    assert made(stocked, "--to", "stick").parent.name == "stick"
    assert made(stocked, "--to", str(home / "mine.db")) == home / "mine.db"
    answer = stocked("backup", "--to", "mine.db")
    assert answer.code == 4 and "writes over nothing" in answer.err
    assert stocked("backup", "--to", "nowhere/mine.db").code == 3


def test_keep_removes_the_older_ones_of_this_base_only(stocked: Runner, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    other = founded_file(tmp_path / "base.db", stock=False)
    stocked("backup", "--to", str(folder), CRM_NOW="2026-01-01T09:00", CRM_DB=str(other))
    for day in ("02", "03", "04"):
        stocked("backup", "--to", str(folder), CRM_NOW=f"2026-01-{day}T09:00")
    (folder / "base-notes.db").write_text("mine")
    answer = stocked("backup", "--to", str(folder), "--keep", "2", CRM_NOW="2026-01-05T09:00")
    assert answer.err.count("removed: ") == 2
    left = sorted(path.name for path in folder.iterdir() if path.suffix == ".db")
    assert left == ["base-20260101T010000Z.db", "base-20260104T010000Z.db", "base-20260105T010000Z.db", "base-notes.db"]


def test_the_list_says_when_how_much_and_whether_it_was_verified(stocked: Runner) -> None:
    made(stocked)
    stocked("client", "add", "新客户")
    stocked("backup", CRM_NOW="2026-11-23T09:00")
    newest, oldest = json.loads(stocked("backup", "list", "--json").out)
    assert [newest["at"], oldest["at"]] == ["2026-11-23T01:00:00Z", "2026-11-22T01:00:00Z"]
    assert newest["records"] == oldest["records"] + 1 and newest["steps"] == oldest["steps"] + 1
    assert newest["verified"] == newest["at"] and newest["size"] > 100_000
    assert "nothing found" in stocked("backup", "list", CRM_DB=str(Path(newest["file"]))).err


def test_verify_finds_a_byte_that_changed(stocked: Runner) -> None:
    path = made(stocked)
    assert stocked("backup", "verify").code == 0 and "is whole" in stocked("backup", "verify", path.name).err
    content = bytearray(path.read_bytes())
    content[-7] ^= 1  # unused, or not
    path.write_bytes(content)
    answer = stocked("backup", "verify")
    assert answer.code == 8 and "SHA-256" in answer.out
    assert json.loads(stocked("backup", "verify", "--json").out)["ok"] is False
    refused = stocked("backup", "restore", path, "--yes")
    assert refused.code == 1 and "damaged; nothing was changed" in refused.err


def test_without_its_sum_a_backup_is_still_looked_through(stocked: Runner) -> None:
    path = made(stocked)
    path.with_name(path.name + ".sha256").unlink()
    assert stocked("backup", "verify").code == 0


def test_restore_says_what_is_lost_and_by_whom_and_does_nothing_unasked(stocked: Runner) -> None:
    path = made(stocked)
    stocked("client", "add", "后来的")
    stocked("client", "edit", "C1", "--city", "上海")
    answer = stocked("backup", "restore", path)
    assert (
        answer.code == 2
        and "lost: 2 steps by 王芳, 2026-11-22 09:00 to 2026-11-22 09:00" in answer.err
        and "--yes" in answer.err
    )
    assert "后来的" in names(stocked)


def test_restore_brings_the_backup_back_and_keeps_what_was(stocked: Runner, opened: Opened) -> None:
    path = made(stocked)
    crm = opened()
    before = crm.store.one("SELECT dev, base, site FROM ctx")
    crm.store.close()
    stocked("client", "add", "后来的")
    answer = stocked("backup", "restore", path.name, "--yes", "--json")
    assert answer.code == 0, answer
    assert names(stocked) == ["科锐配电", "清华同方"]
    crm = opened()
    after = crm.store.one("SELECT dev, base, site FROM ctx")
    crm.store.close()
    assert before and after and after[0] != before[0] and after[1:] == before[1:]
    kept = json.loads(answer.out)["before"]
    assert kept.endswith("-before-restore.db") and f"back again: crm backup restore {kept}" in answer.err
    assert stocked("doctor").code == 0
    assert stocked("backup", "restore", kept, "--yes").code == 0
    assert "后来的" in names(stocked) and stocked("doctor").code == 0


def test_a_ref_that_was_given_since_is_not_given_again(stocked: Runner) -> None:
    path = made(stocked)
    assert "C3" in stocked("client", "add", "后来的").err
    stocked("backup", "restore", path, "--yes")
    assert "C4" in stocked("client", "add", "再后来的").err


def test_restore_without_a_base_makes_one(stocked: Runner, home: Path) -> None:
    path = made(stocked)
    for file in home.glob("base.db*"):
        file.unlink()
    answer = stocked("backup", "restore", path, "--yes")
    assert answer.code == 0 and names(stocked) == ["科锐配电", "清华同方"]


@pytest.mark.parametrize("what", ["other", "newer", "text", "itself", "missing"])
def test_what_is_no_backup_of_this_base_is_refused(stocked: Runner, home: Path, tmp_path: Path, what: str) -> None:
    path = tmp_path / "file.db"
    code, said = {
        "other": (4, "is a backup of another base"), "newer": (6, "newer program"), "text": (1, "not a base, or it is damaged"),
        "itself": (2, "is the base itself"), "missing": (3, "there is no"),
    }[what]  # fmt: skip
    if what == "other":
        founded_file(path, stock=True)
    elif what == "newer":
        path = made(stocked)
        path.with_name(path.name + ".sha256").unlink()
        with sqlite3.connect(str(path)) as db:
            db.execute("PRAGMA user_version=99")
        db.close()
    elif what == "text":
        path.write_text("text " * 1000)
    elif what == "itself":
        path = home / "base.db"
    before = names(stocked)
    answer = stocked("backup", "restore", path, "--yes")
    assert answer.code == code and said in answer.err and answer.err.count("\n") == 1, answer
    assert names(stocked) == before


def test_another_programs_file_is_not_replaced_nor_backed_up(stocked: Runner, tmp_path: Path) -> None:
    path, made_ = tmp_path / "other.sqlite", made(stocked)
    with closing(sqlite3.connect(str(path))) as db:
        db.execute("CREATE TABLE theirs(a)")
    for line in (("restore", made_, "--yes"), ("add",)):
        answer = stocked("backup", *line, CRM_DB=str(path))
        assert answer.code == 2 and "is not a base of this program" in answer.err


def test_there_is_no_backup_of_no_base(crm: Runner, home: Path) -> None:
    answer = crm("backup", CRM_DB=str(home / "none.db"))
    assert answer.code == 3 and "crm init" in answer.err and not (home / "backups").exists()


def test_a_backup_and_its_return_may_be_quiet(stocked: Runner) -> None:
    answer = stocked("backup", "add", "-q")
    assert (answer.code, answer.err) == (0, "")
    stocked("client", "add", "后来的")
    assert stocked("backup", "restore", answer.out.strip(), "-y", "-q") == (0, "", "")
    assert "后来的" not in names(stocked)

"""A base that cannot be read or written: one line, the right exit code, nothing half-written."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crm_cli.store.engine import sqlite3
from tests.conftest import Answer, Runner
from tests.faults.conftest import ROOT, opened, sound

ADD = ("client", "add", "新客户")
NOBODY = 65534


def one_line(answer: Answer, code: int, *said: str) -> None:
    """That exit code, nothing on stdout, one error and at most one hint on stderr."""
    lines = answer.err.splitlines()
    assert answer.code == code and answer.out == "", answer
    assert 1 <= len(lines) <= 2 and "Traceback" not in answer.err and "internal error" not in answer.err, answer.err
    for word in said:
        assert word in answer.err


def names(path: Path) -> list[str]:
    with closing(opened(path).store) as store:
        return [name for (name,) in store.rows("SELECT name FROM clients ORDER BY n")]


def test_a_missing_base_is_not_made(crm: Runner, tmp_path: Path) -> None:
    one_line(crm("client", "list", CRM_DB=str(tmp_path / "none.db")), 3, "crm init")
    assert not (tmp_path / "none.db").exists()


def test_a_folder_is_no_base(crm: Runner, tmp_path: Path) -> None:
    one_line(crm("client", "list", CRM_DB=str(tmp_path)), 1, "is a folder")


@pytest.mark.parametrize("content", [b"name,phone\n" * 2000, os.urandom(20_000), b"SQLite format 3\0" + b"\xff" * 5000])
def test_another_file_is_no_base_and_stays_as_it_is(crm: Runner, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    for line in (("client", "list"), ADD):
        one_line(crm(*line, CRM_DB=str(path)), 1, "not a base, or it is damaged")
    assert path.read_bytes() == content


def test_a_newer_base_is_refused(crm: Runner, base: Path) -> None:
    with closing(sqlite3.connect(str(base))) as db:
        db.execute("PRAGMA user_version=99")
    for line in (("client", "list"), ADD):
        one_line(crm(*line, CRM_DB=str(base)), 6, "newer program", "upgrade")


def test_a_locked_base_is_busy_and_nothing_is_written(crm: Runner, base: Path) -> None:
    with closing(sqlite3.connect(str(base), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        one_line(crm(*ADD, CRM_DB=str(base), CRM_BUSY_MS="30"), 6, "held by another process")
        other.execute("ROLLBACK")
    assert names(base) == ["科锐"]


def test_damaged_pages_are_one_line_or_not_noticed_but_never_a_traceback(crm: Runner, base: Path) -> None:
    whole = base.read_bytes()
    noticed = 0
    for page in range(1, len(whole) // 4096, 7):
        base.write_bytes(whole[: page * 4096] + b"\xa5" * 4096 + whole[(page + 1) * 4096 :])
        for line in (("client", "list"), ADD):
            answer = crm(*line, CRM_DB=str(base))
            if answer.code:
                one_line(answer, 1)
                noticed += 1
            for side in ("-wal", "-shm"):
                base.with_name(base.name + side).unlink(missing_ok=True)
    assert noticed


def test_a_base_cut_short_is_one_line(crm: Runner, base: Path) -> None:
    base.write_bytes(base.read_bytes()[:50_000])
    for line in (("client", "list"), ADD):
        one_line(crm(*line, CRM_DB=str(base)), 1, "damaged")


def run(path: Path, *line: str, before: Callable[[], None] | None = None) -> Answer:
    """One line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "crm_cli", *line], cwd=ROOT, env=os.environ | {"CRM_DB": str(path)}, capture_output=True, text=True,
        timeout=60, stdin=subprocess.DEVNULL, preexec_fn=before,
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


def powerless(crm: Runner, path: Path, *line: str, home: Path | None = None) -> Answer:
    """One line as a user without special rights: root is let in everywhere."""
    home = home or path.parent
    homes = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    there = {"CRM_DB": str(path), "HOME": str(home)} | homes
    if os.getuid():
        return crm(*line, **there)
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.chdir(home)
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.write(write, json.dumps(crm(*line, **there)).encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read, "rb") as pipe:
        return Answer(*json.loads(pipe.read()))


@pytest.fixture
def theirs(base: Path) -> Iterator[Path]:
    """The base in a folder of a user without special rights."""
    if os.name == "nt":
        pytest.skip("Windows keeps rights otherwise")
    folder = Path(tempfile.mkdtemp())
    path = folder / "crm.db"
    shutil.copy(base, path)
    if os.getuid() == 0:
        for file in (folder, path):
            os.chown(file, NOBODY, NOBODY)
    yield path
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_what_is_read_only_is_one_line_and_stays(crm: Runner, base: Path, theirs: Path, what: str) -> None:
    crm(*ADD, CRM_DB=str(base))
    before = theirs.read_bytes()
    if what in ("file", "both"):
        theirs.chmod(0o400)
    if what in ("folder", "both"):
        theirs.parent.chmod(0o500)
    one_line(powerless(crm, theirs, *ADD), 5, "check the rights")
    assert theirs.read_bytes() == before


def test_a_folder_that_may_not_be_entered_is_one_line(crm: Runner, base: Path, theirs: Path) -> None:
    crm("client", "list", CRM_DB=str(base))
    inner = theirs.parent / "closed"
    inner.mkdir(mode=0)
    answer = powerless(crm, inner / "crm.db", "client", "list", home=theirs.parent)
    inner.rmdir()
    one_line(answer, 5, "cannot be opened")


def test_a_file_that_may_not_be_read_is_one_line(crm: Runner, base: Path, theirs: Path) -> None:
    crm("client", "list", CRM_DB=str(base))
    theirs.chmod(0)
    one_line(powerless(crm, theirs, "client", "list"), 5, "cannot be opened")


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no right to make a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_is_one_line_and_writing_goes_on_once_there_is_room(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with small_disk(folder):
        path, ballast = folder / "crm.db", folder / "ballast"
        shutil.copy(base, path)
        text = "长" * 20_000
        written = 0
        with ballast.open("wb") as file:
            file.write(b"x" * 1_500_000)
        for _ in range(60):
            answer = run(path, "client", "add", f"新{written}", "--note", text)
            if answer.code:
                break
            written += 1
        one_line(answer, 1, "the disk is full")
        ballast.unlink()
        assert run(path, "client", "add", "又有地方了").code == 0
        assert names(path) == ["科锐", *(f"新{number}" for number in range(written)), "又有地方了"]
        crm = opened(path)
        sound(crm)
        crm.store.close()


def limited(size: int) -> Callable[[], None]:
    def limit() -> None:
        import resource  # not there on Windows

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_file_that_may_not_grow_is_one_line_and_nothing_is_half_written(base: Path) -> None:
    answer = run(base, "client", "add", "大", "--note", "长" * 40_000, before=limited(65_536))
    one_line(answer, 1, "disk")
    assert names(base) == ["科锐"]
    sound(opened(base))

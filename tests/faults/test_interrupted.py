"""Ctrl+C in the middle of an import, on a real terminal: nothing is left behind, it is said, and the exit code is 130."""

import errno
import os
import select
import signal
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.conftest import ROOT, opened, share, sound

if os.name != "nt":
    import pty

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminal")
ROWS = 40_000
WAIT = 60


def on_a_terminal(base: Path, *words: str) -> tuple[int, int]:
    """A run of the program whose terminal is ours: its process and our end."""
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a run in the background hands down that it is ignored
        environment = {name: value for name, value in os.environ.items() if name != "CRM_NOW"}
        environment |= {"CRM_DB": str(base), "PYTHONPATH": str(ROOT), "CRM_LANG": "en", "TERM": "xterm"}
        os.execve(sys.executable, [sys.executable, "-m", "crm_cli", *words], environment)
    return child, terminal


def read_until(terminal: int, wanted: str, said: str = "") -> str:
    """What is said until this is, or until the program ends."""
    until = time.monotonic() + WAIT
    while (not wanted or wanted not in said) and time.monotonic() < until:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if ready:
            try:
                more = os.read(terminal, 4096)
            except OSError as error:
                if error.errno == errno.EIO:  # the program has gone, and its terminal with it
                    break
                raise
            if not more:
                break
            said += more.decode("utf-8", "replace")
    return said


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    path = tmp_path / "clients.csv"
    path.write_text("name,phone\n" + "".join(f"客户{n},138{n:08}\n" for n in range(ROWS)), encoding="utf-8")
    return path


@pytest.mark.parametrize("moment", range(share(20, 2)))
def test_an_interrupted_import_leaves_nothing_behind_and_says_so(base: Path, clients: Path, moment: int) -> None:
    child, terminal = on_a_terminal(base, "import", "client", str(clients))
    said = read_until(terminal, " a second")
    assert " rows · " in said
    time.sleep(moment * 0.1)
    os.kill(child, signal.SIGINT)
    said = read_until(terminal, "", said)
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 130, said
    assert "interrupted; nothing was written" in said
    with closing(opened(base).store) as store:
        assert store.one("SELECT count(*) FROM clients") == (1,)
        assert store.one("SELECT count(*) FROM step WHERE kind = 'import'") == (0,)
    sound(opened(base))
    assert [path.name for path in clients.parent.glob("*rejects*")] == []


def test_the_time_that_is_left_is_told_and_wiped_away(base: Path, clients: Path) -> None:
    child, terminal = on_a_terminal(base, "import", "client", str(clients))
    said = read_until(terminal, "")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, said
    told = [part for part in said.split("\r") if " a second" in part]
    assert told and "\x1b[K" in said.rsplit("a second", 1)[1]
    assert len(told) < 200
    assert f"{ROWS} created, 0 updated, 0 unchanged" in said

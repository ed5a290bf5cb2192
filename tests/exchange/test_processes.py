"""A program of the user's, run with a limit: whatever it does, it ends, and nothing of it is left."""

import os
import select
from pathlib import Path

import pytest

from crm_cli.exchange.processes import MOST, Ran, run

pytestmark = pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="only Linux tells when somebody else's child ends"
)


def ran(folder: Path, script: str, given: bytes = b"", seconds: float = 10) -> Ran:
    path = folder / "program"
    path.write_text(script, encoding="utf-8")
    path.chmod(0o700)
    return run(path, given, environment={"PATH": os.environ["PATH"]}, folder=folder, seconds=seconds)


def ends(pid: int) -> bool:
    """The process is gone, or goes now that it was killed."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 10)[0])
    finally:
        os.close(handle)


def test_what_it_says_and_how_it_ended_is_told(tmp_path: Path) -> None:
    assert ran(tmp_path, "#!/bin/sh\ncat; echo 错 >&2; exit 3\n", "读到".encode()) == Ran(
        3, "读到".encode(), "错\n".encode()
    )


def test_one_that_reads_nothing_is_no_trouble(tmp_path: Path) -> None:
    assert ran(tmp_path, "#!/bin/sh\nexec <&-; exit 0\n", b"x" * 3_000_000).code == 0


def test_one_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    found = ran(tmp_path, "#!/bin/sh\nsleep 600 &\necho $! > child\nsleep 600\n", seconds=0.3)
    assert found == Ran(None, b"", b"")
    assert ends(int((tmp_path / "child").read_text()))


def test_one_that_leaves_a_child_with_its_pipe_is_not_waited_for(tmp_path: Path) -> None:
    found = ran(tmp_path, "#!/bin/sh\nsleep 600 &\necho $! > child\necho done\n")
    assert (found.code, found.out) == (0, b"done\n")
    assert ends(int((tmp_path / "child").read_text()))


def test_one_that_is_deaf_to_signals_is_ended_all_the_same(tmp_path: Path) -> None:
    assert ran(tmp_path, "#!/bin/sh\ntrap '' TERM INT HUP\nwhile :; do sleep 1; done\n", seconds=0.3).code is None


def test_one_that_crashes_tells_by_which_signal(tmp_path: Path) -> None:
    assert ran(tmp_path, "#!/bin/sh\nkill -SEGV $$\n").code == -11


def test_of_one_that_never_stops_talking_the_beginning_is_kept(tmp_path: Path) -> None:
    found = ran(tmp_path, "#!/bin/sh\nhead -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2; exit 1\n")
    assert (found.code, len(found.out), len(found.err)) == (1, MOST, MOST)


def test_one_that_cannot_be_started_says_so(tmp_path: Path) -> None:
    for script in ("no script", "#!/no/such/interpreter\n"):
        with pytest.raises(OSError):
            ran(tmp_path, script)

"""A server of the screens in a process of its own, for tests that come to it from outside."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SECONDS = 60


class Serving(NamedTuple):
    """The process, and where it is reached."""

    process: "subprocess.Popen[str]"
    address: str

    @property
    def host(self) -> str:
        """``127.0.0.1:41234``."""
        return self.address.removeprefix("http://").rstrip("/")

    def end(self) -> tuple[int, str]:
        """Ctrl+C, and what came of it."""
        self.process.send_signal(signal.SIGINT)
        said = self.process.communicate(timeout=SECONDS)[1]
        return self.process.returncode, said


@contextmanager
def serving(*words: str, given: Mapping[str, str] | None = None) -> Iterator[Serving]:
    """``crm serve`` on a free port, on the base of the environment; ended however the test ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "crm_cli", "--quiet", "serve", "--port", "0", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(given or {})},
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            address = process.stdout.readline().strip()
            assert address, process.communicate()[1]
            yield Serving(process, address)
        finally:
            if process.poll() is None:
                process.terminate()

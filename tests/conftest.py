"""What every test may ask for: ``crm`` runs one line in this process, far from the developer's own files."""

import gc
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from crm_cli import i18n
from crm_cli.__main__ import main
from tests import founding, keeping
from tests.examples import PROFILE

NOW = "2026-11-22T09:00"
ZONE = "Asia/Shanghai"

settings.load_profile(PROFILE)

LONG = os.environ.get("CRM_LONG") == "1"


def roomy(folder: str) -> bool:
    """Files may be written and scripts run there, and a run's bases fit in."""
    if os.name != "posix" or not os.access(folder, os.W_OK):
        return False
    disk = os.statvfs(folder)
    return not disk.f_flag & getattr(os, "ST_NOEXEC", 0) and disk.f_bavail * disk.f_frsize > 2 << 30


# Thousands of bases are written, copied and thrown away: in memory where the system has such a disk.
if roomy("/dev/shm"):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")
    os.environ.setdefault("TMPDIR", "/dev/shm")

# Who wants no compiled files beside the sources has them with the other things that pytest keeps: else all tests would be compiled
# for every run, and the program for each of the hundreds of processes that tests start.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(Path(__file__).parents[1] / ".pytest_cache" / "compiled")


def pytest_collection_finish() -> None:
    """What was loaded and collected stays to the end, and need not be gone through whenever garbage is looked for."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests have a run of their own."""
    for item in items:
        if not LONG and item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes a minute or so: make long, or CRM_LONG=1"))


class Answer(NamedTuple):
    """What a line came to."""

    code: int
    out: str
    err: str


class Screen(io.TextIOWrapper):
    """A stream of UTF-8 in memory, a terminal if wanted."""

    def __init__(self, terminal: bool = False, text: str | bytes = "") -> None:
        super().__init__(io.BytesIO(text if isinstance(text, bytes) else text.encode()), encoding="utf-8", newline="")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


Runner = Callable[..., Answer]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of the test's own, a fixed clock, English; the environment and the language are put back afterwards."""
    before = dict(os.environ)
    folder = tmp_path / "home"
    folder.mkdir()
    for name in [n for n in os.environ if n.startswith(("CRM_", "XDG_", "LC_"))]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PAGER", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    if sys.pycache_prefix:
        monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        monkeypatch.setenv("PYTHONPYCACHEPREFIX", sys.pycache_prefix)
    places = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    fixed = {"CRM_NOW": NOW, "CRM_TZ": ZONE, "CRM_LANG": "en", "LANG": "C.UTF-8", "LOGNAME": "王芳"}
    for name, value in ({"HOME": str(folder), "USERPROFILE": str(folder)} | places | fixed).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    yield folder
    keeping.end()
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update({name: value for name, value in before.items() if os.environ.get(name) != value})
    i18n.bind("en")


@pytest.fixture(autouse=True)
def tables_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """New bases of this process get tables that were made before; tests of how they are made leave this out."""
    monkeypatch.setattr("crm_cli.store.store.bring_up_to_date", founding.bring_up_to_date)


@pytest.fixture(autouse=True)
def no_wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No base of this process need outlive a power cut; the processes that tests start and kill keep their promise."""
    monkeypatch.setattr("crm_cli.store.store.connect", founding.connect_at_once)


Begun = Callable[..., None]
LAID: dict[tuple[str, ...], Path] = {}
"""By what laid it out, the folder of a test as it was then."""


@pytest.fixture
def begun(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """``begun(lay)``: the folder of the test as ``lay()`` leaves it, which runs for the first test that asks; the others get copies."""

    def begin(lay: Callable[[], object], *which: str) -> None:
        key = (lay.__module__, lay.__qualname__, *which)
        if key in LAID:
            shutil.copytree(LAID[key], tmp_path, dirs_exist_ok=True)
            return
        lay()
        keeping.end()
        kept = tmp_path_factory.mktemp("laid")
        LAID[key] = shutil.copytree(tmp_path, kept, dirs_exist_ok=True)

    return begin


@pytest.fixture
def crm(monkeypatch: pytest.MonkeyPatch) -> Runner:
    """``crm("client", "add", "科锐")`` → code, out, err; ``terminal``, ``stdin`` and the environment set the scene."""

    def run(*argv: object, terminal: bool = False, stdin: str | bytes = "", **environment: str) -> Answer:
        out, err = Screen(terminal), Screen(terminal)
        with monkeypatch.context() as scene:
            for name, value in environment.items():
                scene.setenv(name, value)
            scene.setattr("sys.stdout", out)
            scene.setattr("sys.stderr", err)
            scene.setattr("sys.stdin", Screen(terminal, stdin))
            keeping.keep(scene)
            code = main([str(word) for word in argv])
        return Answer(code, out.text(), err.text())

    return run

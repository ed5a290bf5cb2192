"""What every test may ask for: ``crm`` runs one line in this process, far from the developer's own files."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from crm_cli import i18n
from crm_cli.__main__ import main
from tests import founding

NOW = "2026-11-22T09:00"
ZONE = "Asia/Shanghai"

# A machine that is busy is no failure; ``make fuzz`` looks longer.
settings.register_profile("ordinary", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ordinary"))


LONG = os.environ.get("CRM_LONG") == "1"


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
    places = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    fixed = {"CRM_NOW": NOW, "CRM_TZ": ZONE, "CRM_LANG": "en", "LANG": "C.UTF-8", "LOGNAME": "王芳"}
    for name, value in ({"HOME": str(folder), "USERPROFILE": str(folder)} | places | fixed).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    yield folder
    os.environ.clear()
    os.environ.update(before)
    i18n.bind("en")


@pytest.fixture(autouse=True)
def tables_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """New bases of this process get tables that were made before; tests of how they are made leave this out."""
    monkeypatch.setattr("crm_cli.store.store.bring_up_to_date", founding.bring_up_to_date)


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
            code = main([str(word) for word in argv])
        return Answer(code, out.text(), err.text())

    return run

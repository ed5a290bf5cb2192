"""The board that stands on the terminal before the program is loaded."""

import gc
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from crm_cli import context, i18n
from crm_cli.__main__ import main
from crm_cli.render.style import cells
from crm_cli.tui.ahead import begin, frame
from crm_cli.tui.opening import open_screen
from crm_cli.tui.picture import ENTER, LEAVE
from crm_cli.tui.screens.board import Board
from tests.tui.conftest import LANGUAGES, SIZES, Play

Company = Callable[[str], Path]
STYLE = re.compile("\x1b\\[[0-9;]*m")
PROGRAM = [sys.executable, "-c", "from crm_cli.__main__ import main; main()", "tui", "board"]


@pytest.fixture
def run(company: Company, request: pytest.FixtureRequest) -> context.Run:
    company(request.param)
    found = context.begin(context.Run([]))
    i18n.bind(found.language)
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("run", LANGUAGES, indirect=True)
def test_it_is_the_board_that_the_program_draws_then(
    run: context.Run, size: str, request: pytest.FixtureRequest
) -> None:
    begun = begin(run.workspace)
    assert begun is not None
    lines = [STYLE.sub("", line) for line in frame(run.workspace, begun, *SIZES[size])]
    language = request.node.callspec.params["run"]
    golden = (Path(__file__).parent / "goldens" / f"board_{language}_{size}.txt").read_text("utf-8").splitlines()
    assert [line.rstrip() for line in lines[1:]] == golden[1:-1]  # the head says less, and there are no keys yet
    assert golden[0].startswith(lines[0])
    assert max(map(cells, lines)) <= SIZES[size][0]
    run.close()


@pytest.mark.parametrize("run", ["en"], indirect=True)
def test_hostile_names_and_a_narrow_terminal_do_it_no_harm(run: context.Run) -> None:
    assert main(["--quiet", "opp", "edit", "D143", "--name", "[b]x[/b] \x1b[31m 王\u202eabc"]) == 0
    context.begin(run)
    begun = begin(run.workspace)
    assert begun is not None
    lines = [STYLE.sub("", line) for line in frame(run.workspace, begun, 20, 10)]
    assert len(lines) == 9
    assert max(map(cells, lines)) <= 20
    assert not any(char in line for line in lines for char in "\x1b\u202e")
    run.close()


def test_what_was_read_ahead_is_not_read_again(company: Company, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    company("en")

    def opened() -> Board:
        begun = begin(context.current().workspace)
        assert begun is not None
        made = Board((), begun.pipeline, begun)
        assert begun.taken
        monkeypatch.setattr(Board, "find", lambda _board: pytest.fail("it is read again"))
        return made

    assert "Multi-site monitoring D143" in play(opened).text


@pytest.mark.skipif(os.name == "nt", reason="there are no such terminals")
def test_stopped_before_the_program_is_there_it_leaves_the_terminal_as_it_was(company: Company) -> None:
    import pty  # see above
    import termios

    company("en")
    child, screen = pty.fork()
    if not child:
        os.environ["TERM"] = "xterm-256color"
        os.execv(PROGRAM[0], PROGRAM)
    termios.tcsetwinsize(screen, (24, 80))
    before, said = termios.tcgetattr(screen)[3], b""
    while b"Axleroy" not in said:
        said += os.read(screen, 65536)
    assert said.index(ENTER.encode()) < said.index(b"Axleroy")
    os.kill(child, signal.SIGINT)
    with suppress(OSError):  # which is what says that nobody is there any more
        while more := os.read(screen, 65536):
            said += more
    _pid, status = os.waitpid(child, 0)
    assert LEAVE.encode() in said
    assert b"Traceback" not in said
    assert os.waitstatus_to_exitcode(status) == 130
    assert termios.tcgetattr(screen)[3] == before
    os.close(screen)


def test_it_loads_nothing_of_the_program() -> None:
    code = (
        "import sys, crm_cli.tui.opening, crm_cli.tui.ahead; print({'textual', 'rich', 'asyncio'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_screen_that_stays_open_clears_its_garbage_away(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[object, ...]] = []
    monkeypatch.setattr("crm_cli.tui.app.open_screen", lambda *given: opened.append((*given, gc.isenabled())))
    gc.disable()
    try:
        open_screen("board", ["owner=me"])
        assert opened == [("board", ["owner=me"], True)]
    finally:
        gc.enable()
        gc.unfreeze()

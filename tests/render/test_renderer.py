"""Talk, errors, files, pipes and pagers."""

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Ambiguous, Candidate, Conflict, CrmError, Failure, NotFound, Word
from crm_cli.render.listing import Column, Listing
from crm_cli.render.output import opened, pager, refusal
from crm_cli.render.renderer import Renderer

SENT = Conflict("quote {ref} was sent; it can't be edited", hint="crm quote revise {ref}", ref="Q7")


@pytest.fixture
def screen(clock: Clock) -> Renderer:
    return Renderer(io.StringIO(), io.StringIO(), language="en", clock=clock)


def told(screen: Renderer) -> str:
    assert isinstance(screen.err, io.StringIO)
    return screen.err.getvalue()


def test_an_error_is_one_line_with_what_to_try(screen: Renderer) -> None:
    screen.error(SENT)
    assert told(screen) == "crm: quote Q7 was sent; it can't be edited. Try: crm quote revise Q7\n"


def test_an_error_speaks_chinese(screen: Renderer, chinese: Callable[[], None]) -> None:
    chinese()
    screen.error(SENT)
    assert told(screen) == "crm: 报价 Q7 已发出，不能再改。可试：crm quote revise Q7\n"


def test_a_value_that_is_a_word_of_ours_is_translated(screen: Renderer, chinese: Callable[[], None]) -> None:
    chinese()
    screen.error(CrmError("{label} {text}", label=Word("Stage"), text="Stage"))
    assert told(screen) == "crm: 阶段 Stage\n"


def test_an_error_cannot_be_used_to_draw_on_the_screen(screen: Renderer, hostile: str) -> None:
    screen.error(Ambiguous("{text}", text=hostile, candidates=[hostile]))
    assert told(screen).count("\n") == 2
    assert not set("\x1b\x9b\u202e\x00\x07") & set(told(screen))


def test_at_most_five_candidates_are_listed(screen: Renderer) -> None:
    screen.error(Ambiguous("which", candidates=[f"C{number}" for number in range(7)]))
    assert told(screen).splitlines()[1:] == ["  C0", "  C1", "  C2", "  C3", "  C4", "  and 2 more"]


def test_an_error_as_json_is_one_object(screen: Renderer) -> None:
    screen.error(
        Ambiguous("which “{text}”", text="\x9b", candidates=[Candidate("C1  甲", ref="C1"), "C2"]), as_json=True
    )
    assert "\x9b" not in told(screen)
    found = {"code": "ambiguous", "message": "which “\x9b”", "candidates": [{"ref": "C1"}, "C2"], "try": None}
    assert json.loads(told(screen)) == found


def test_quiet_silences_talk_but_not_errors(clock: Clock) -> None:
    screen = Renderer(io.StringIO(), io.StringIO(), language="en", clock=clock, quiet=True)
    screen.say("hello")
    screen.error(SENT)
    assert told(screen).startswith("crm: quote")


def test_talk_and_data_are_cleaned_unless_painted(clock: Clock) -> None:
    out, err = io.StringIO(), io.StringIO()
    screen = Renderer(out, err, language="en", clock=clock, colour=True)
    screen.data("\x1b[2J", screen.paint.accent("C3"))
    screen.say("\x1b[2J", screen.talk.warn("late"))
    assert out.getvalue() == "␛[2J\x1b[36mC3\x1b[0m\n"
    assert err.getvalue() == "␛[2J\x1b[33mlate\x1b[0m\n"


def test_a_limit_is_announced(screen: Renderer) -> None:
    screen.listing(Listing([Column("ref", "Ref")], [["C1"], ["C2"]], total=812), "ids")
    assert told(screen) == "2 of 812\n"


def test_an_empty_list_is_told_to_people_only(screen: Renderer) -> None:
    screen.listing(Listing([Column("ref", "Ref")], []), "json")
    assert told(screen) == ""
    screen.listing(Listing([Column("ref", "Ref")], []))
    assert told(screen) == "nothing found\n"


def test_a_list_goes_into_a_file(screen: Renderer, tmp_path: Path) -> None:
    screen.listing(Listing([Column("ref", "Ref")], [["清\r\n"]]), "csv", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == 'ref\n"清\r\n"\n'.encode()


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "mine" / "out.csv"
    path.parent.mkdir()
    path.write_text("before")
    path.chmod(0o640)
    with pytest.raises(NotFound), opened(path) as file:
        file.write("half")
        raise NotFound("gone")
    assert path.read_text() == "before"
    with opened(path) as file:
        file.write("after")
    assert path.read_text() == "after" and path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["out.csv"]


def test_a_missing_folder_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound), opened(tmp_path / "none" / "out.csv"):
        pytest.fail("nothing should be opened")


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(Failure), opened(tmp_path):
        pytest.fail("nothing should be opened")
    assert not list(tmp_path.parent.glob(".*.part"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_a_failure() -> None:
    with pytest.raises(Failure, match="disk is full"), opened(Path("/dev/full")) as file:
        file.write("x")


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.EACCES, Failure, "may not"),
        (errno.ENOSPC, Failure, "full"),
        (errno.EIO, Failure, "can't be"),
        (errno.ENOENT, NotFound, "folder"),
    ],
)
def test_what_the_system_says_becomes_an_error_of_ours(number: int, kind: type[CrmError], words: str) -> None:
    error = refusal(OSError(number, os.strerror(number)), "x/y")
    assert type(error) is kind and words in str(error)


PROGRAM = """
import sys
from datetime import UTC, datetime
from crm_cli.clock import Clock
from crm_cli.errors import Ambiguous
from crm_cli.render.listing import Column, FORMATS, Listing
from crm_cli.render.page import Section
from crm_cli.render.renderer import Renderer

hostile = {hostile!r}
screen = Renderer(sys.stdout, sys.stderr, language="en", clock=Clock(datetime(2026, 11, 22, tzinfo=UTC)))
columns = [Column("ref", hostile), Column("note", hostile, "longtext"), Column("m", "M", "money", currency_key="c"),
           Column("c", "C"), Column("w", "W", "choice", choices={{"a": hostile}}), Column("p", "P", "phones")]
for name in FORMATS:
    human = name in ("table", "plain", "md", "html")
    row = [hostile, hostile, 1 if human else "0.01", hostile, "a", [hostile]]
    screen.listing(Listing(columns, [row] * {rows}, title=hostile), name)
    screen.page(hostile, [Section(hostile, columns, row, Listing(columns, [row]), "k", [hostile])], name)
screen.data(hostile, screen.paint.bold(hostile))
screen.say(hostile)
screen.error(Ambiguous("{{x}}", x=hostile, candidates=[hostile], hint="{{x}}"))
screen.finish()
"""


def terminal_output(program: str, environ: dict[str, str]) -> bytes:
    """What a program writes, stdout and stderr, to a terminal it is started in."""
    ours, theirs = pytest.importorskip("pty", reason="no terminals of this sort here").openpty()
    command = [sys.executable, "-c", program]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ)
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    assert process.wait() == 0, b"".join(parts)[-2000:]
    return b"".join(parts)


@pytest.mark.parametrize(("pages", "rows"), [("", 1), ("cat", 60)])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_nothing_hostile_reaches_a_terminal(
    pages: str, rows: int, encoding: str, hostile: str, own_path: dict[str, str]
) -> None:
    program = PROGRAM.format(hostile=hostile, rows=rows)
    wishes = {"NO_COLOR": "1", "CRM_PAGER": pages, "PYTHONIOENCODING": encoding}
    found = terminal_output(program, own_path | wishes)
    text = found.decode(encoding)
    assert "evil" in text
    assert not {char for char in text if not char.isprintable()} - {"\n", "\r", "\t"}


def test_a_reader_who_leaves_ends_the_program_quietly(own_path: dict[str, str]) -> None:
    program = PROGRAM.format(hostile="x", rows=5000)
    command = [sys.executable, "-c", program]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=own_path)
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, ["less", "-FIRX"]),
        ({"PAGER": "more -s"}, ["more", "-s"]),
        ({"PAGER": "more", "CRM_PAGER": "cat"}, ["cat"]),
        ({"PAGER": "more", "CRM_PAGER": ""}, []),
    ],
)
def test_the_pager_is_the_users(environ: dict[str, str], words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRM_PAGER")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert pager() == words


@pytest.mark.parametrize(("rows", "paged"), [(3, False), (200, True)])
def test_only_what_fills_the_screen_is_paged(rows: int, paged: bool, own_path: dict[str, str]) -> None:
    program = PROGRAM.format(hostile="x", rows=rows)
    found = terminal_output(program, own_path | {"CRM_PAGER": "sed s/^/paged:/", "NO_COLOR": "1"})
    assert (b"paged:" in found.splitlines()[0]) is paged


def test_a_missing_pager_is_done_without(own_path: dict[str, str]) -> None:
    program = PROGRAM.format(hostile="x", rows=200)
    found = terminal_output(program, own_path | {"CRM_PAGER": "no-such-pager-here", "NO_COLOR": "1"})
    assert found.count(b"x") > 200

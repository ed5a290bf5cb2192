"""``crm demo``: shows a made-up company and leaves nothing behind but what was asked for."""

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import Answer, Runner

FILE = "demo.db"
LATIN = re.compile(r"[A-Za-z]+")
# What may be Latin in Chinese output: refs, numbers of papers, levels, what is typed, and money.
TYPED = re.compile(
    r"^ *\$ .*$|^  (?:crm|export|set) .*$|\b[A-Z]{2}-\d{4}-\d{4}\b|\b[A-Z]{1,2}\d+\b|\b[ABC]\b|P\d0|--\w+|\bcrm \w+",
    re.MULTILINE,
)


@pytest.fixture
def shown(crm: Runner) -> Answer:
    return crm("demo")


def tried(answer: Answer) -> list[str]:
    """The lines it says to try."""
    lines = answer.out.splitlines()
    return [line.strip() for line in lines[lines.index("Try next:") + 1 :]]


def test_the_day_the_board_the_funnel_and_the_forecast_stand_under_their_commands(shown: Answer) -> None:
    assert shown.code == 0, shown.err
    assert re.findall(r"^\$ (.*)$", shown.out, re.MULTILINE) == ["crm today", "crm board", "crm funnel", "crm forecast"]
    assert "Negotiation" in shown.out
    assert "Stuck deals" in shown.out


def test_it_is_what_the_commands_print_on_that_morning(crm: Runner, shown: Answer) -> None:
    crm("demo", "--keep", FILE)
    for command in ("today", "board", "funnel", "forecast"):
        printed = crm(command, CRM_DB=FILE, CRM_USER="nora", CRM_NOW="2026-11-22T08:30")
        assert f"$ crm {command}\n{printed.out}\n" in shown.out


def test_the_same_day_and_language_print_the_same_bytes(crm: Runner, shown: Answer) -> None:
    assert crm("demo", CRM_NOW="2026-11-22T17:45") == shown
    assert crm("demo", CRM_NOW="2026-11-23T09:00").out != shown.out


def test_in_chinese_everything_is_chinese(crm: Runner) -> None:
    answer = crm("demo", "--lang", "zh")
    assert answer.code == 0, answer.err
    assert LATIN.findall(TYPED.sub("", answer.out + answer.err)) == []
    assert crm("demo", CRM_LANG="zh_CN") == answer


def test_a_language_of_one_demo_is_over_with_it(crm: Runner) -> None:
    crm("demo", "--lang", "zh")
    assert "Show the version" in crm("--help").out


def test_an_unknown_language_is_refused(crm: Runner) -> None:
    answer = crm("demo", "--lang", "klingon")
    assert (answer.code, answer.out) == (2, "")
    assert "klingon" in answer.err


def test_nothing_is_left_and_nothing_of_the_user_is_touched(crm: Runner, home: Path) -> None:
    mine = home / "mine.db"
    answer = crm("demo", CRM_DB=str(mine), CRM_USER="somebody else")
    assert answer.code == 0, answer.err
    assert list(home.rglob("*")) == []


def test_what_is_kept_can_be_worked_with(crm: Runner, home: Path) -> None:
    answer = crm("demo", "--keep", FILE)
    assert answer.code == 0, answer.err
    assert sorted(path.name for path in home.iterdir()) == [FILE]
    clients = crm("client", "list", "--format", "ids", CRM_DB=FILE)
    assert clients.code == 0
    assert len(clients.out.split()) >= 60


def test_every_line_it_says_to_try_works_as_it_stands(crm: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = tried(crm("demo"))
    assert len(lines) <= 10
    for line in lines:
        words = shlex.split(line)
        if words[0] in ("export", "set"):
            for name, _, value in (word.partition("=") for word in words[1:]):
                monkeypatch.setenv(name, value)
        else:
            assert words[0] == "crm"
            answer = crm(*words[1:])
            assert answer.code == 0, f"{line}: {answer.err}"
            assert answer.out or answer.err


def test_a_file_that_is_there_is_left_alone(crm: Runner, home: Path) -> None:
    (home / FILE).write_text("mine", "utf-8")
    answer = crm("demo", "--keep", FILE)
    assert (answer.code, answer.out) == (4, "")
    assert (
        answer.err == "crm: demo.db is there already: the demo only makes a new file. Try: crm demo --keep demo-2.db\n"
    )
    assert (home / FILE).read_text("utf-8") == "mine"


def test_what_could_not_be_made_is_not_left_behind(crm: Runner, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_cli.agenda.demo.talks.plan", lambda *_: 1 / 0)
    assert crm("demo", "--keep", FILE).code == 1
    assert not list(home.glob(f"{FILE}*"))

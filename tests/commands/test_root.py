"""The root: help in both languages, one-line errors, aliases, exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crm_cli import __version__
from crm_cli.context import Run
from crm_cli.render.listing import Listing
from tests.conftest import Runner, Screen

ROOT = Path(__file__).parents[2]


def settings(home: Path, text: str) -> None:
    path = home / "config" / "crm" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_the_version_is_one_line(crm: Runner) -> None:
    assert crm("--version") == (0, f"crm {__version__} (guanxi)\n", "")


@pytest.mark.parametrize("line", [["--help"], ["-h"], ["help"], []])
def test_help_names_every_command_with_one_line_about_it(crm: Runner, line: list[str]) -> None:
    answer = crm(*line)
    assert (answer.code, answer.err) == (0, "")
    assert re.search(r"^  config +Settings of the program, each with its origin$", answer.out, re.MULTILINE)
    assert "Clients: organisations and persons" in answer.out


def test_the_help_of_a_verb_keeps_its_example_as_written(crm: Runner) -> None:
    out = crm("help", "config", "set").out
    assert out == crm("config", "set", "--help").out
    assert '  crm config set alias.hot "opp list amount=100000.. close=..30d"\n' in out
    assert "Usage: crm config set [OPTIONS] NAME [VALUE]\n" in out


def test_help_speaks_chinese(crm: Runner) -> None:
    out = crm("config", "set", "--help", CRM_LANG="zh_CN").out
    assert out.startswith("用法：")
    for word in ("选项", "参数", "示例：", "显示本帮助并退出。", "[必填]"):
        assert word in out
    for word in ("Usage", "Options", "Arguments", "Show this", "[required]"):
        assert word not in out


def test_the_language_is_the_option_then_the_environment_then_the_setting_then_the_locale(
    crm: Runner, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRM_LANG")
    assert crm("--help").out.startswith("Usage:")
    assert crm("--help", LANG="zh_CN.UTF-8").out.startswith("用法：")
    settings(home, 'language = "zh"\n')
    assert crm("--help").out.startswith("用法：")
    assert crm("--help", CRM_LANG="en").out.startswith("Usage:")
    assert crm("--lang", "zh", "--help", CRM_LANG="en").out.startswith("用法：")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("clinet", "crm: there is no command “clinet”. Try: crm client\n"),
        ("xyzzy", "crm: there is no command “xyzzy”. Try: crm --help\n"),
        ("config ets", "crm: there is no command “ets”. Try: crm config set\n"),
        ("config list --jsn", "crm: there is no option --jsn. Try: crm config list --json\n"),
        ("config get", "crm: NAME is missing. Try: crm config get --help\n"),
        ("config list too", "crm: “too” is one word too many. Try: crm config list --help\n"),
        ("init --lang zh --yes", "crm: there is no option --lang. Try: crm --lang zh init --yes\n"),
        (
            "quota set --user nora 50k 2026Q4",
            "crm: there is no option --user. Try: crm quota set USER|TEAM PERIOD AMOUNT\n",
        ),
        ("done T1 --user nora", "crm: there is no option --user. Try: crm done --help\n"),
        ("config list --db=x.db", "crm: there is no option --db. Try: crm --db=x.db config list\n"),
        ("config list --no-color", "crm: there is no option --no-color. Try: crm --no-color config list\n"),
        ("--db", "crm: --db needs a value. Try: crm --help\n"),
        ("config list --json=1", "crm: --json takes no value. Try: crm --help\n"),
    ],
)
def test_a_line_that_cannot_be_understood_says_in_one_line_what_to_try(crm: Runner, line: str, said: str) -> None:
    assert crm(*line.split()) == (2, "", said)


def test_mistakes_are_told_in_chinese_too(crm: Runner) -> None:
    answer = crm("clinet", CRM_LANG="zh_CN")
    assert answer.err == "crm: 没有“clinet”这个命令。可试：crm client\n"
    assert crm("config", "get", CRM_LANG="zh_CN").err == "crm: 缺少 名称。可试：crm config get --help\n"


def test_with_json_a_mistake_is_one_object(crm: Runner) -> None:
    answer = crm("config", "ets", "--json")
    assert json.loads(answer.err) == {
        "code": "usage",
        "message": "there is no command “ets”",
        "candidates": ["set", "get"],
        "try": "crm config set",
    }
    assert (answer.code, answer.out) == (2, "")


def test_an_alias_stands_for_its_words_and_takes_more(crm: Runner, home: Path) -> None:
    settings(home, '[alias]\nc = "config"\nlang = "c get"\n')
    assert crm("lang", "language") == (0, "en\n", "")


def test_an_alias_that_leads_back_to_itself_is_refused(crm: Runner, home: Path) -> None:
    settings(home, '[alias]\na = "b"\nb = "a"\n')
    answer = crm("a")
    assert (answer.code, answer.err) == (2, "crm: the alias “a” leads back to itself. Try: crm config get alias.a\n")


def test_an_alias_runs_no_shell_command(crm: Runner, home: Path) -> None:
    settings(home, '[alias]\nevil = "!touch evil"\n')
    answer = crm("evil")
    assert answer.code == 2
    assert "an alias runs crm, not the shell" in answer.err
    assert not Path("evil").exists()


def test_a_setting_file_with_a_mistake_is_one_line_and_help_works_all_the_same(crm: Runner, home: Path) -> None:
    settings(home, "language = \n")
    assert crm("--help").code == 0
    answer = crm("config", "list")
    assert answer.code == 2
    assert answer.err.startswith(f"crm: {home / 'config' / 'crm' / 'config.toml'} cannot be read: ")


def test_a_moment_that_is_none_is_refused(crm: Runner) -> None:
    assert "CRM_NOW is not a moment" in crm("config", "list", CRM_NOW="yesterday").err


def test_the_letters_of_the_nouns_are_listed(crm: Runner) -> None:
    assert "  C   client " in crm("help", "refs").out


def test_what_nobody_foresaw_is_one_line_and_leaves_no_value_in_the_log(
    crm: Runner, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = "李国强 13801234567"

    def broken(*_words: object) -> None:
        raise RuntimeError(f"no place for {value}")

    monkeypatch.setattr(Listing, "printed", broken)
    answer = crm("config", "list")
    log = home / "state" / "crm" / "crm.log"
    assert answer.code == 1
    assert answer.err == f"crm: internal error: RuntimeError; details in {log}\n"
    written = log.read_text("utf-8")
    assert "in list_settings" in written
    assert "13801234567" not in written
    assert "Traceback" in crm("config", "list", CRM_DEBUG="1").err


def test_an_interrupted_run_ends_with_130(crm: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Listing, "printed", interrupted)
    assert crm("config", "list") == (130, "", "")


def loaded_by(*line: str) -> set[str]:
    """The modules a process has loaded when it has run that line."""
    script = "import sys; from crm_cli.__main__ import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script, *line], capture_output=True, text=True, env=os.environ, cwd=ROOT, check=True
    )
    return set(done.stderr.split())


def test_help_and_mistakes_load_no_noun_no_store_and_no_heavy_library() -> None:
    for line in (["--help"], ["clinet"], ["config", "get", "language"]):
        loaded = loaded_by(*line)
        heavy = (
            "rich",
            "pydantic",
            "sqlite_utils",
            "sqlite3",
            "pysqlite3",
            "click",
            "tomlkit",
            "tomllib",
            "phonenumbers",
        )
        assert not loaded & {*heavy, "crm_cli.workspace", "typer.rich_utils"}
        assert not [name for name in loaded if name.startswith(("crm_cli.records.nouns.", "crm_cli.store"))]


def test_a_reader_who_leaves_early_is_no_failure() -> None:
    script = f"{sys.executable} -m crm_cli --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=os.environ, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_is_one_line_and_exit_1() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w") as full:
        line = [sys.executable, "-m", "crm_cli", "config", "list"]
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, env=os.environ, cwd=ROOT)
    assert (done.returncode, done.stderr) == (1, "crm: the disk is full; stdout was not written\n")


def test_nobody_is_asked_off_a_terminal_or_with_no_input(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Run(out=Screen(), err=Screen(), stdin=Screen(text="y\n")).ask("sure?") is None
    monkeypatch.setenv("CRM_NO_INPUT", "1")
    assert Run(err=Screen(True), stdin=Screen(True, "y\n")).ask("sure?") is None


def test_a_question_stands_on_stderr_and_its_answer_comes_back() -> None:
    err = Screen(True)
    assert Run(err=err, stdin=Screen(True, " y \n")).ask("sure?") == "y"
    assert err.text() == "sure? "


@pytest.mark.parametrize(
    ("line", "there"),
    [
        (["hand"], "crm call hand"),
        (["转交"], "crm call hand"),
        (["convert"], "crm lead convert"),
        (["client", "find"], "crm find"),
        (["client", "report"], "crm report"),
        (["client", "ad"], "crm client add"),
    ],
)
def test_a_verb_that_stands_elsewhere_is_what_is_hinted_at(stocked: Runner, line: list[str], there: str) -> None:
    ran = stocked(*line)
    assert ran.code == 2
    assert ran.err.strip().endswith(f"Try: {there}")


def test_a_verb_that_most_nouns_have_is_hinted_at_for_none(stocked: Runner) -> None:
    assert "Try: crm --help" in stocked("rm").err


def test_help_begins_with_what_is_typed_most(crm: Runner) -> None:
    shown = crm("--help").out.partition("Every day\n")[2].splitlines()
    assert [line.split()[0] for line in shown[:4]] == ["today", "log", "done", "find"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("日期", "dates"), ("筛选", "filters"), ("格式", "formats"), ("退出码", "exit-codes"), ("编号", "refs"), ("用词", "words"), ("规则", "rules"), ("钩子", "hooks")],
)  # fmt: skip
def test_topics_have_chinese_names_and_rules_and_hooks_are_explained(crm: Runner, said: str, meant: str) -> None:
    told = crm("help", said)
    assert told == crm("help", meant)
    assert told.code == 0

"""Settings: which source wins, what a project file may name, how the user's file is written."""

from pathlib import Path

import platformdirs
import pytest

from crm_cli import paths
from crm_cli.config import Config, spoken
from crm_cli.errors import Invalid
from tests.conftest import Runner


@pytest.fixture
def file(home: Path) -> Path:
    path = home / "config" / "crm" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_each_source_wins_over_the_next(home: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Config().get("base") == (str(home / "data" / "crm" / "crm.db"), "default")
    file.write_text('base = "own.db"\n')
    assert Config().get("base") == (str(file.parent / "own.db"), str(file))
    project = home / ".crm.toml"
    project.write_text('base = "shared.db"\n')
    assert Config().get("base") == (str(home / "shared.db"), str(project))
    monkeypatch.setenv("CRM_DB", "env.db")
    assert Config().get("base") == (str(home / "env.db"), "environment")
    assert Config({"base": "/flag.db"}).get("base") == ("/flag.db", "option")


def test_a_project_file_is_found_from_a_folder_below(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".crm.toml").write_text('user = "王芳"\n')
    (home / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(home / "a" / "b")
    assert Config().get("user").value == "王芳"


@pytest.mark.parametrize(
    "line", ['[alias]\nx = "client list"', 'pager = "evil"', '[hooks]\nsaved = "evil"', 'command = "evil"']
)
def test_a_project_file_may_not_run_anything(home: Path, line: str) -> None:
    (home / ".crm.toml").write_text(line)
    with pytest.raises(Invalid, match="may not set"):
        Config().get("user")


def test_an_unknown_setting_names_its_nearest() -> None:
    with pytest.raises(Invalid) as caught:
        Config().get("langauge")
    assert caught.value.candidates == ("language",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "klingon"),
        ("timezone", "Mars/Olympus"),
        ("colour", "pink"),
        ("alias.x", "!rm -r /"),
        ("nothing", "x"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_written(file: Path, name: str, value: str) -> None:
    with pytest.raises(Invalid):
        Config().set(name, value)
    assert not file.exists()


def test_writing_keeps_the_comments_and_the_order(file: Path) -> None:
    file.write_text('# mine\nuser = "ann" # that is me\n\n[alias]\nhot = "opp list" # daily\n')
    config = Config()
    config.set("alias.cold", "client list")
    config.set("user", "bea")
    assert file.read_text("utf-8") == (
        '# mine\nuser = "bea" # that is me\n\n[alias]\nhot = "opp list" # daily\ncold = "client list"\n'
    )
    config.set("alias.hot", None)
    assert config.group("alias") == {"cold": "client list"}


def test_a_top_setting_written_after_an_alias_stays_outside_the_aliases(file: Path) -> None:
    config = Config()
    config.set("alias.hot", "opp list")
    config.set("colour", "never")
    assert config.get("colour").value == "never"
    assert config.group("alias") == {"hot": "opp list"}
    assert file.exists()


def test_the_folder_of_the_settings_is_private(home: Path) -> None:
    path = Config().set("colour", "never")
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh_CN"),
        ("zh_TW.UTF-8", "zh_CN"),
        ("zh-Hans", "zh_CN"),
        ("en_GB", "en"),
        ("C.UTF-8", "en"),
        ("de_DE", None),
    ],
)
def test_a_locale_asks_for_a_language(tag: str, language: str | None) -> None:
    assert spoken(tag) == language


@pytest.mark.parametrize("named", ["", "/elsewhere"])
def test_the_places_are_those_of_the_system(named: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", named)
    assert paths.config_file().parent == platformdirs.user_config_path("crm", appauthor=False)
    assert paths.data_folder() == platformdirs.user_data_path("crm", appauthor=False)
    assert paths.state_folder() == platformdirs.user_state_path("crm", appauthor=False)


def test_set_says_what_is_in_force_and_get_prints_the_bare_value(crm: Runner) -> None:
    said = crm("config", "set", "colour", "never")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("colour is never (")
    assert crm("config", "get", "colour") == (0, "never\n", "")


def test_list_shows_each_value_with_its_origin(crm: Runner) -> None:
    lines = crm("config", "list").out.splitlines()
    assert lines[0].split() == ["Setting", "Set", "to", "Origin", "What", "it", "is", "for"]
    assert ["language", "en", "environment"] in [line.split()[:3] for line in lines]


def test_an_alias_may_not_hide_a_command(crm: Runner) -> None:
    assert crm("config", "set", "alias.client", "opp list").code == 4


def test_use_chooses_the_base_from_now_on(crm: Runner, home: Path) -> None:
    assert crm("use", "missing.db").code == 3
    (home / "mine.db").touch()
    assert crm("use", "mine.db").code == 0
    assert crm("config", "get", "base").out == f"{home / 'mine.db'}\n"


def test_what_the_team_agreed_on_is_kept_in_the_base_and_checked(crm: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DB", "team.db")
    crm("init", "--yes")
    assert crm("config", "get", "lead.response").out == "4h\n"
    assert crm("config", "set", "lead.response", "2 天").code == 0
    assert crm("config", "get", "lead.response").out == "2天\n"
    assert crm("config", "set", "lead.required", "公司,phone").err.startswith("lead.required is company,phone (")
    assert crm("config", "set", "work.days", "mon-sat").code == 0
    assert crm("config", "set", "lead.required", "shoe size").code == 2
    assert crm("config", "set", "work.hours", "always").code == 2
    assert crm("undo").code == 0
    assert crm("config", "get", "work.days").out == "mon,tue,wed,thu,fri\n"
    listed = crm("config", "list", "--json").out
    assert '"lead.stale"' in listed and "open lead is stale" in listed

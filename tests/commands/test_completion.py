"""What ``crm __complete`` answers, and where: nouns, verbs, options, values, refs, names, filters, words of one's own."""

import os
from pathlib import Path

import pytest

from crm_cli import paths
from crm_cli.completion.line import after_program, taken_apart
from crm_cli.completion.place import Place
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.users import User
from tests.commands.conftest import Opened
from tests.conftest import Runner

HOSTILE = "$(touch x) * ;|&`'\"\x1b[2J\n\t恶意"


def asked(crm: Runner, *words: str, **environment: str) -> dict[str, str]:
    """The values and their descriptions; the last word is the one being typed."""
    answer = crm("__complete", "words", *words[:-1], ":" + words[-1], **environment)
    assert (answer.code, answer.err) == (0, "")
    return {value: said for value, _tab, said in (line.partition("\t") for line in answer.out.splitlines())}


def test_nouns_verbs_and_options_come_with_what_they_are(stocked: Runner) -> None:
    assert asked(stocked, "cli") == {"client": "Clients: organisations and persons"}
    assert set(asked(stocked, "client", "")) >= {"add", "list", "show", "edit", "rm"}
    assert list(asked(stocked, "client", "list", "--form")) == ["--format"]
    assert "--json" not in asked(stocked, "client", "list", "--json", "--")


def test_in_chinese_all_of_it_is_chinese(stocked: Runner) -> None:
    assert asked(stocked, "cli", CRM_LANG="zh_CN") == {"client": "客户 · 客户：单位和个人"}
    assert list(asked(stocked, "客")) == ["客户"]
    assert list(asked(stocked, "客户", "查")) == ["查看"]
    assert list(asked(stocked, "客户", "列表", "--格")) == ["--格式"]
    assert list(asked(stocked, "client", "list", "级别=")) == ["级别=A", "级别=B", "级别=C", "级别=none"]
    assert list(asked(stocked, "电话", "C1")) == ["C1"]


def test_a_value_follows_its_option_in_either_form(stocked: Runner) -> None:
    assert list(asked(stocked, "client", "list", "--format", "js")) == ["json", "jsonl"]
    assert list(asked(stocked, "client", "list", "--format=js")) == ["--format=json", "--format=jsonl"]
    assert list(asked(stocked, "client", "add", "--level", "")) == ["A", "B", "C"]
    assert list(asked(stocked, "client", "edit", "C1", "--owner", "王")) == ["王芳"]
    assert list(asked(stocked, "client", "list", "-o", "")) == [":files"]
    assert list(asked(stocked, "--db", "")) == [":files"]


def test_every_period_and_day_that_is_offered_is_understood(crm: Runner) -> None:
    assert crm("init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN").code == 0
    periods = list(asked(crm, "funnel", "--period", ""))
    days = list(asked(crm, "log", "note", "C1", "x", "--next", ""))
    assert len(periods) > 5 and len(days) > 5
    assert {period: crm("funnel", "--period", period).code for period in periods} == dict.fromkeys(periods, 0)
    assert {day: crm("opp", "list", f"close={day}").code for day in days} == dict.fromkeys(days, 0)


def test_refs_are_found_by_their_beginning_by_name_by_pinyin_and_by_initials(stocked: Runner) -> None:
    for typed in ("C1", "c1", "kerui", "krpd", "科锐", "科"):
        assert asked(stocked, "client", "show", typed) == {"C1": "科锐配电"}, typed
    assert asked(stocked, "contact", "show", "138") == {"P1": "李建国 · 科锐配电"}
    assert asked(stocked, "log", "call", "lijg") == {}
    assert asked(stocked, "log", "call", "lijianguo") == {"P1": "李建国 · 科锐配电"}
    assert list(asked(stocked, "client", "show", "")) == ["C2", "C1"]


def test_one_s_own_records_come_first(stocked: Runner, opened: Opened) -> None:
    crm = opened()
    with crm.step():
        crm.add(Client(name="别人的"))
    crm.store.close()
    assert list(asked(stocked, "client", "show", "")) == ["C2", "C1", "C3"]
    assert list(asked(stocked, "client", "show", "", CRM_USER="李四")) == ["C3", "C2", "C1"]


def test_one_s_own_records_come_first_where_a_ref_or_a_name_is_begun(stocked: Runner, opened: Opened) -> None:
    crm = opened()
    with crm.step():
        crm.add(User(name="李四"))
        crm.change(crm.get(Client, "C1"), owner=crm.get(User, "李四").id)
        crm.add(Client(name="科锐别处"))
    crm.store.close()
    stocked("client", "edit", "C3", "--owner", "王芳")
    assert list(asked(stocked, "client", "show", "C")) == ["C2", "C3", "C1"]
    assert list(asked(stocked, "client", "show", "科锐")) == ["C3", "C1"]
    assert list(asked(stocked, "client", "show", "科锐", CRM_USER="李四")) == ["C1", "C3"]


def test_a_filter_is_completed_on_both_sides_of_its_sign(stocked: Runner) -> None:
    assert asked(stocked, "client", "list", "lev") == {"level=": "Level"}
    assert list(asked(stocked, "client", "list", "level=A,")) == ["level=A,A", "level=A,B", "level=A,C"]
    assert list(asked(stocked, "client", "list", "owner!=王")) == ["owner!=王芳"]
    assert list(asked(stocked, "summary", "client", "lev")) == ["level="]
    assert stocked("client", "list", *list(asked(stocked, "client", "list", "owner=王"))).code == 0


def test_views_groups_and_fields_of_one_s_own_are_known(stocked: Runner) -> None:
    stocked("view", "add", "重点", "client", "level=A")
    stocked("group", "add", "老客户", "client", "--filter", "level=A")
    stocked("field", "add", "client", "细分行业")
    assert list(asked(stocked, "client", "list", "--view", "")) == ["重点"]
    assert list(asked(stocked, "client", "list", "@")) == ["@重点", "@老客户"]
    assert "细分行业=" in asked(stocked, "client", "list", "")
    assert list(asked(stocked, "client", "add", "x", "--细")) == ["--细分行业"]


def test_words_of_one_s_own_stand_for_their_line(stocked: Runner, home: Path) -> None:
    path = paths.config_file()
    path.parent.mkdir(parents=True)
    path.write_text('[alias]\nhot = "client list level=A"\n', encoding="utf-8")
    assert asked(stocked, "hot") == {"hot": "client list level=A"}
    assert list(asked(stocked, "hot", "own")) == ["owner="]


def test_a_value_is_a_plain_word_whatever_a_record_is_called(stocked: Runner, opened: Opened) -> None:
    crm = opened()
    with crm.step():
        crm.add(Client(name=HOSTILE))
    crm.store.close()
    assert stocked("tag", "add", "a $(touch x) b").code == 0
    stocked("view", "add", "$(touch x)", "client", "level=A")
    found = asked(stocked, "client", "show", "") | asked(stocked, "client", "show", "touch")
    assert set(found) == {"C1", "C2", "C3"}
    assert found["C3"].startswith("$(touch x) *") and found["C3"].isprintable()
    assert list(asked(stocked, "client", "add", "--tags", "")) == ["TG1"]
    assert list(asked(stocked, "client", "list", "--view", "")) == ["VW1"]
    assert stocked("client", "list", "tags=TG1").code == 0


def test_what_was_typed_comes_back_only_where_it_is_plain(stocked: Runner) -> None:
    assert asked(stocked, "client", "list", "level=$(touch x),") == {}
    assert asked(stocked, "client", "add", "--level=;,") == {}


def test_what_was_merged_away_is_not_offered(stocked: Runner) -> None:
    assert stocked("merge", "C1", "C2", "--into", "C1", "--yes").code == 0
    assert set(asked(stocked, "client", "show", "C")) == {"C1"}


def test_nothing_is_said_where_there_is_nothing_to_ask(crm: Runner, home: Path) -> None:
    assert asked(crm, "client", "show", "C", CRM_DB=str(home / "none.db")) == {}
    assert not (home / "none.db").exists()
    (home / "broken.db").write_text("this is no base at all, only a text")
    assert asked(crm, "client", "show", "C", CRM_DB=str(home / "broken.db")) == {}
    assert asked(crm, "nothing", "show", "C") == {}
    assert crm("__complete").code == 0


@pytest.mark.parametrize(
    ("line", "words", "start"),
    [
        ("crm client sh", ["crm", "client", "sh"], 0),
        ("crm client list owner=王", ["crm", "client", "list", "owner=王"], 6),
        ("crm client show '科锐 李", ["crm", "client", "show", "科锐 李"], 0),
        ('crm log call "a\\"b" ', ["crm", "log", "call", 'a"b', ""], 0),
        ("crm client list owner='王", ["crm", "client", "list", "owner=王"], 6),
        ("crm a\\ b c", ["crm", "a b", "c"], 0),
        ("crm $(touch x)", ["crm", "$(touch", "x)"], 0),
        ("", [""], 0),
    ],
)
def test_a_line_is_taken_apart_as_a_shell_does_and_nothing_is_expanded(line: str, words: list[str], start: int) -> None:
    assert taken_apart(line, "=:") == (words, start)


def test_variables_may_be_set_before_the_program() -> None:
    assert after_program(["CRM_LANG=en", "crm", "cl"]) == ["cl"]


def test_the_base_lies_where_the_program_itself_looks(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Place({}).base() == str(paths.default_base())
    monkeypatch.delenv("XDG_DATA_HOME")
    assert Place({}).base() == str(paths.default_base())
    monkeypatch.setenv("CRM_DB", "~/x.db")
    assert Place({}).base() == os.path.expanduser("~/x.db")  # noqa: PTH111 - what the code does
    assert Place({"--db": "y.db"}).base() == "y.db"
    (home / ".crm.toml").write_text('base = "z.db"\n')
    monkeypatch.delenv("CRM_DB")
    assert Place({}).base() == str(home / "z.db")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_file_for_a_shell_is_printed(crm: Runner, shell: str) -> None:
    answer = crm("completion", shell)
    assert (answer.code, answer.err) == (0, "")
    assert "__complete" in answer.out


def test_another_shell_is_refused_with_those_there_are(crm: Runner) -> None:
    answer = crm("completion", "tcsh")
    assert answer.code == 2
    assert "bash, zsh, fish, powershell" in answer.err


def test_a_base_is_read_whatever_its_path_is_called(stocked: Runner, home: Path) -> None:
    odd = home / "50%20 ?mode=rw#1.db"
    odd.write_bytes(Path(os.environ["CRM_DB"]).read_bytes())
    assert list(asked(stocked, "client", "show", "C1", CRM_DB=str(odd))) == ["C1"]
    assert not list(home.glob("50"))

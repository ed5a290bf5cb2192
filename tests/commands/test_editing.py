"""Editing: by options over one or many, and in the editor as TOML."""

import json
import sys
from pathlib import Path

import pytest

from crm_cli.commands import sheets
from tests.conftest import Runner


def level(run: Runner, ref: str) -> object:
    return json.loads(run("client", "show", ref, "--json").out)["level"]


def test_an_edit_says_what_changed_from_what_to_what(stocked: Runner) -> None:
    answer = stocked("client", "edit", "C1", "--level", "B", "--credit-limit", "10万")
    assert answer.code == 0
    assert answer.err.startswith("changed: C1 科锐配电  Level: A → B · Credit limit: – → ¥100,000 · Currency: – → CNY")
    assert stocked("client", "edit", "C1", "--level", "B") == (0, "", "nothing to change\n")


def test_a_value_in_another_language_and_an_empty_one(stocked: Runner) -> None:
    stocked("client", "edit", "C1", "--relation", "客户", "--since", "2020年1月5日")
    row = json.loads(stocked("client", "show", "C1", "--json").out)
    assert (row["relation"], row["since"]) == ("customer", "2020-01-05")
    stocked("client", "edit", "C1", "--relation", "", "--since", "")
    row = json.loads(stocked("client", "show", "C1", "--json").out)
    assert (row["relation"], row["since"]) == (None, None)
    assert stocked("client", "edit", "C1", "--name", "") == (2, "", "crm: a client needs its Name. Try: --name\n")


@pytest.mark.parametrize(
    ("given", "then"),
    [("+c,-a", ["b", "c"]), ("x", ["x"]), ("", []), ("+a", ["a", "b"]), ("-none", ["a", "b"])],
)
def test_a_plus_adds_and_a_minus_takes_and_neither_replaces(stocked: Runner, given: str, then: list[str]) -> None:
    stocked("client", "edit", "C1", "--tags", "a,b", "--needs", "a,b")
    assert stocked("client", "edit", "C1", "--tags", given, "--needs", given).code == 0
    row = json.loads(stocked("client", "show", "C1", "--json").out)
    assert (sorted(row["tags"]), sorted(row["needs"])) == (then, then)


def test_a_tag_is_only_what_is_called_so(stocked: Runner) -> None:
    stocked("client", "edit", "C1", "--tags", "vip2024")
    stocked("client", "edit", "C2", "--tags", "vip")
    assert json.loads(stocked("client", "show", "C2", "--json").out)["tags"] == ["vip"]


def test_many_are_edited_by_a_filter_and_more_than_three_are_asked_about(firm: Runner) -> None:
    firm("client", "add", "-", stdin="甲\n乙\n丙\n丁\n")
    assert firm("client", "edit", "name~甲", "--level", "A").code == 0
    assert firm("client", "edit", "level=none", "--level", "B").err.startswith(
        "3 clients changed: C2 C3 C4\n  C2 乙  Level"
    )
    assert firm("client", "edit", "level=any", "--level", "C").code == 2
    dry = firm("client", "edit", "level=any", "--level", "C", "--dry-run")
    assert dry.err.startswith("dry run, nothing was written: 4 clients changed: C1–C4\n")
    assert level(firm, "C1") == "A"
    rows = json.loads(firm("client", "edit", "level=any", "--level", "C", "--yes", "--json").out)
    assert [row["level"] for row in rows] == ["C"] * 4
    assert firm("undo").code == 0
    assert level(firm, "C1") == "A"


def test_refs_come_by_stdin_and_names_are_understood(stocked: Runner) -> None:
    assert stocked("client", "edit", "-", "--level", "C", stdin="C1\nC2\n").code == 0
    assert (level(stocked, "C1"), level(stocked, "C2")) == ("C", "C")
    assert stocked("client", "edit", "科锐", "C2", "--level", "B").code == 0
    assert (level(stocked, "C1"), level(stocked, "C2")) == ("B", "B")
    assert stocked("client", "edit", "C1", "C99", "--level", "A").code == 3
    assert level(stocked, "C1") == "B"


def test_an_edit_under_a_key_is_done_once(stocked: Runner) -> None:
    assert stocked("client", "edit", "C1", "--tags", "+a", "--once", "k", "--json").code == 0
    stocked("client", "edit", "C1", "--tags", "-a")
    again = stocked("client", "edit", "C1", "--tags", "+a", "--once", "k", "--json")
    assert json.loads(again.out)["tags"] == []


def test_an_error_for_a_program_is_one_object(stocked: Runner) -> None:
    answer = stocked("client", "edit", "C1", "--sex", "x", "--json")
    assert (answer.code, answer.out) == (2, "")
    told = json.loads(answer.err)
    assert (told["code"], told["try"]) == ("invalid", "one of male, female, other")


# --- in the editor


def editor(home: Path, *changes: tuple[str, str]) -> str:
    """An editor that puts the second text for the first, one pair each time it is opened; it keeps what it saw."""
    script = home / "editor.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\n"
        f"changes = {list(changes)!r}\n"
        "seen = sorted(Path.home().glob('seen*'))\n"
        "path = Path(sys.argv[1])\n"
        "text = path.read_text('utf-8')\n"
        "Path.home().joinpath(f'seen{len(seen)}').write_text(text, 'utf-8')\n"
        "if len(seen) < len(changes):\n"
        "    old, new = changes[len(seen)]\n"
        "    assert old in text, text\n"
        "    path.write_text(text.replace(old, new), 'utf-8')\n",
        "utf-8",
    )
    return f"{sys.executable} {script}"


def test_the_editor_shows_the_record_and_what_is_changed_there_is_written(stocked: Runner, home: Path) -> None:
    answer = stocked("client", "edit", "C1", terminal=True, EDITOR=editor(home, ('level = "A"', 'level = "B"')))
    assert answer.code == 0
    assert level(stocked, "C1") == "B"
    seen = (home / "seen0").read_text("utf-8")
    assert 'name = "科锐配电" # Name' in seen
    assert "tags = []" in seen
    assert "last_contact" not in seen


def test_yes_and_no_have_their_remark_too(stocked: Runner, home: Path) -> None:
    stocked("product", "add", "交换机")
    answer = stocked("product", "edit", "交换机", terminal=True, EDITOR=editor(home, ('unit = ""', 'unit = "台"')))
    assert answer.code == 0, answer
    assert "active = true # " in (home / "seen0").read_text("utf-8")


def test_a_sheet_that_comes_back_unchanged_does_nothing(stocked: Runner, home: Path) -> None:
    before = stocked("steps", "--json").out
    answer = stocked("client", "edit", "C1", terminal=True, EDITOR=editor(home))
    assert (answer.code, answer.err) == (0, "nothing to change\n")
    assert stocked("steps", "--json").out == before


def test_mistakes_come_back_as_comments_at_their_place(stocked: Runner, home: Path) -> None:
    steps = editor(
        home,
        ('credit_days = ""', 'credit_days = "soon"'),
        ('credit_days = "soon"', "credit_days = 30"),
    )
    answer = stocked("client", "edit", "C1", terminal=True, EDITOR=steps)
    assert answer.code == 0
    assert '# ! number “soon” is not understood\ncredit_days = "soon"' in (home / "seen1").read_text("utf-8")
    assert json.loads(stocked("client", "show", "C1", "--json").out)["credit_days"] == 30


def test_a_sheet_that_is_no_toml_says_so_on_top(stocked: Runner, home: Path) -> None:
    steps = editor(home, ('level = "A"', "level = A"), ("level = A", 'level = "C"'))
    assert stocked("client", "edit", "C1", terminal=True, EDITOR=steps).code == 0
    assert (home / "seen1").read_text("utf-8").startswith("# ! ")
    assert level(stocked, "C1") == "C"


def test_who_gives_up_on_a_mistake_changes_nothing_and_loses_nothing(stocked: Runner, home: Path) -> None:
    answer = stocked(
        "client", "edit", "C1", terminal=True, NO_COLOR="1", EDITOR=editor(home, ('level = "A"', 'colour = "red"'))
    )
    assert answer.code == 2
    assert answer.err.startswith("crm: nothing was changed: client has no field “colour”. Try: what you typed is in ")
    assert 'colour = "red"' in (home / "state" / "crm" / "edit.toml").read_text("utf-8")
    assert level(stocked, "C1") == "A"


def test_many_are_edited_in_one_sheet_with_all_their_kinds(stocked: Runner, home: Path) -> None:
    stocked("field", "add", "client", "预算", "--kind", "money")
    stocked(
        "client", "edit", "C1", "--note", 'one\n"two"\n', "--预算", "5000", "--tags", "a", "--partner-share", "12.5%"
    )
    steps = editor(home, ('tags = ["a"]', 'tags = ["a", "b"]'))
    assert stocked("client", "edit", "C1", "C2", terminal=True, EDITOR=steps).code == 0
    seen = (home / "seen0").read_text("utf-8")
    for line in ("[C1]", "[C2]", '"预算" = "5000.00"', 'partner_share = "12.5%"', 'owner = "王芳"', 'note = """'):
        assert line in seen
    assert sorted(json.loads(stocked("client", "show", "C1", "--json").out)["tags"]) == ["a", "b"]
    assert json.loads(stocked("client", "show", "C1", "--json").out)["note"] == 'one\n"two"\n'


def test_a_mistake_stands_above_its_line_or_on_top() -> None:
    assert sheets.marked('[C1]\nname = "x"\n', [("C1", "name", "wrong")]) == '[C1]\n# ! wrong\nname = "x"\n'
    assert sheets.marked('# ! old\n["C1"]\n', [("C2", "", "unknown")]) == '# ! unknown\n["C1"]\n'


def test_off_a_terminal_no_editor_opens(stocked: Runner, home: Path) -> None:
    answer = stocked("client", "edit", "C1", EDITOR=editor(home))
    assert answer == (2, "", "crm: an editor needs a terminal. Try: give the values as options\n")
    assert not (home / "seen0").exists()


def test_an_editor_that_fails_or_is_not_there_changes_nothing(stocked: Runner) -> None:
    answer = stocked("client", "edit", "C1", terminal=True, NO_COLOR="1", EDITOR="false")
    assert (answer.code, answer.err) == (1, "crm: the editor ended with 1; nothing was changed\n")
    answer = stocked("client", "edit", "C1", terminal=True, NO_COLOR="1", EDITOR="no-such-editor")
    assert (answer.code, answer.err) == (3, "crm: there is no editor “no-such-editor”. Try: set EDITOR to yours\n")


def test_a_condition_after_the_name_of_one_record_is_read_as_the_wish_to_change_it(stocked: Runner) -> None:
    stocked("opp", "add", "产线改造", "--client", "C1", "--amount", "2万")
    for named in ("D1", "产线改造"):
        ran = stocked("opp", "edit", named, "金额=1万")
        assert ran.code == 2
        assert ran.err.strip().endswith("finds records that are so already. Try: crm opp edit D1 --amount 1万")
    assert stocked("opp", "edit", "amount=1万", "--note", "x").err.startswith("nothing found")


def test_an_amount_that_was_changed_is_told_once(stocked: Runner) -> None:
    stocked("opp", "add", "产线改造", "--client", "C1", "--amount", "2万")
    assert stocked("opp", "edit", "D1", "--amount", "1万").err.count("10,000") == 1

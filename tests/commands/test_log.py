"""The rep's line: what it says, what it asks on a terminal, what programs get, and the day it fills."""

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Opened
from tests.conftest import Runner


@pytest.fixture
def rep(stocked: Runner, opened: Opened) -> Runner:
    """The stocked base with the standard pipeline and a deal of C1."""
    from crm_cli.records.nouns.opportunities import Opportunity
    from crm_cli.sales import pipelines

    base = opened()
    pipelines.install(base, "zh_CN")
    base.add(Opportunity(name="一期改造", client=base.where(type(base.get_any(["client"], "C1")), ref="C1")[0].id))
    base.store.close()
    return stocked


def test_a_call_by_phone_says_all_that_follows_from_it(rep: Runner) -> None:
    answer = rep(
        "log", "call", "138 0123 4567", "要九五折", "--outcome", "connected", "--min", "12", "--next", "下周三下午3点 回电", "--stage", "谈判"
    )  # fmt: skip
    assert answer == (
        0,
        "",
        "李建国 · 科锐配电 C1 · 一期改造 D1\n"
        "  call logged, 12 min                          A1\n"
        "  next: Wed 25 Nov 15:00 回电                  T1\n"
        "  D1 线索跟进 → 谈判 (75 %), 0 days in 线索跟进\n"
        "undo: crm undo\n",
    )
    assert rep("undo").code == 0
    assert json.loads(rep("activity", "list", "--json").out) == json.loads(rep("task", "list", "--json").out) == []
    assert json.loads(rep("opp", "list", "--json", "--fields", "stage").out)[0]["stage"] == "线索跟进"


def test_off_a_terminal_the_open_task_is_named_and_done_closes_it(rep: Runner) -> None:
    rep("log", "call", "李总", "a", "--next", "周五 回电")
    said = rep("log", "call", "李总", "b")
    assert "  T1 回电 is still open: crm done T1\n" in said.err
    said = rep("log", "call", "李总", "c", "--done")
    assert "  settles: 回电                                T1\n" in said.err
    assert "still open" not in said.err
    assert json.loads(rep("task", "list", "--json", "--fields", "status,result").out) == [
        {"status": "done", "result": "c"}
    ]


def test_done_takes_a_ref_wherever_it_stands_and_leaves_who_alone(rep: Runner) -> None:
    rep("log", "call", "李总", "a", "--next", "周五 回电")
    rep("log", "call", "李总", "a", "--next", "周三 寄样品")
    assert rep("log", "call", "--done", "李总", "b").err.count("T2") == 1
    assert rep("log", "call", "李总", "b", "--done", "t1").code == 0
    assert rep("log", "call", "李总", "b", "--done", "T1") == (
        4, "", "crm: T1 is done already. Try: crm task show T1\n",
    )  # fmt: skip


def offered(rep: Runner, due: str, typed: str, kind: str = "call") -> tuple[str, str]:
    """What is asked after an open task to ring back, and what has become of it then."""
    rep("log", "call", "李总", "a", "--next", due)
    answer = rep("log", kind, "李总", "b", terminal=True, stdin=typed, NO_COLOR="1")
    return answer.err, json.loads(rep("task", "list", "--json", "--fields", "status").out)[0]["status"]


@pytest.mark.parametrize(
    ("typed", "status"), [("\n", "done"), ("n\n", "open"), ("y\n", "done"), ("was?\n\n", "done"), ("?\nn\n", "open")]
)
def test_on_a_terminal_enter_closes_the_offered_task_that_was_due(rep: Runner, typed: str, status: str) -> None:
    asked, now = offered(rep, "今天 回电", typed)
    assert asked.count("settles T1 回电? [Y/n]") == len(typed.splitlines())
    assert now == status


@pytest.mark.parametrize(("typed", "status"), [("\n", "open"), ("y\n", "done"), ("nö\ny\n", "done")])
def test_enter_leaves_a_task_open_that_is_to_come(rep: Runner, typed: str, status: str) -> None:
    asked, now = offered(rep, "周五 回电", typed)
    assert "settles T1 回电 · Fri 27 Nov? [y/N]" in asked
    assert now == status


@pytest.mark.parametrize(("kind", "status"), [("email", "open"), ("call", "done")])
def test_enter_leaves_a_task_of_another_kind_open(rep: Runner, kind: str, status: str) -> None:
    rep("task", "add", "回电", "--client", "科锐", "--kind", "call", "--due", "today")
    rep("log", kind, "李总", "b", terminal=True, stdin="\n")
    assert json.loads(rep("task", "list", "--json", "--fields", "status").out) == [{"status": status}]


@pytest.mark.parametrize("more", [("--outcome", "no_answer"), ("--json",), ("-q",)])
def test_nothing_is_offered_to_a_program_or_when_nobody_was_spoken_to(rep: Runner, more: tuple[str, ...]) -> None:
    rep("log", "call", "李总", "a", "--next", "周五 回电")
    assert "settles" not in rep("log", "call", "李总", "b", *more, terminal=True, stdin="\n").err
    assert json.loads(rep("task", "list", "--json", "--fields", "status").out) == [{"status": "open"}]


def test_of_several_open_tasks_the_one_that_fits_is_offered(rep: Runner) -> None:
    rep("task", "add", "发报价", "--client", "科锐", "--kind", "email", "--due", "today")
    rep("task", "add", "回电", "--client", "科锐", "--kind", "call", "--due", "today")
    assert "settles T2 回电? [Y/n]" in rep("log", "call", "李总", "b", terminal=True, stdin="n\n").err


def test_who_said_no_is_not_told_again_what_is_open(rep: Runner) -> None:
    rep("log", "call", "李总", "a", "--next", "周五 回电")
    assert "still open" not in rep("log", "call", "李总", "b", terminal=True, stdin="n\n").err
    assert "still open" in rep("log", "call", "李总", "b").err


def test_the_end_of_input_is_no_enter(rep: Runner) -> None:
    rep("log", "call", "李总", "a", "--next", "周五 回电")
    rep("log", "call", "李总", "b", terminal=True, stdin="")
    assert json.loads(rep("task", "list", "--json", "--fields", "status").out) == [{"status": "open"}]


def test_done_means_an_open_task_before_a_closed_one(rep: Runner) -> None:
    rep("log", "call", "李总", "a", "--next", "周五 回电")
    rep("done", "T1")
    rep("log", "call", "李总", "b", "--next", "周六 回电")
    assert rep("done", "回电").err.startswith("T2 done: 回电")


def test_a_program_gets_what_was_written_and_a_quiet_line_the_refs(rep: Runner) -> None:
    found = json.loads(rep("log", "email", "李总", "offer sent", "--next", "周五 回电", "--json").out)
    assert [record["ref"] for record in found] == ["A1", "T1"]
    assert json.loads(rep("log", "sms", "李总", "hi", "--json").out)["kind"] == "sms"
    assert rep("log", "sms", "李总", "hi", "--next", "明天 回电", "--quiet") == (0, "A3\nT2\n", "")


def test_the_same_key_again_writes_nothing(rep: Runner) -> None:
    first = rep("log", "call", "李总", "a", "--once", "k1", "-q")
    again = rep("log", "call", "李总", "a", "--once", "k1", "-q")
    assert first == again == (0, "A1\n", "")
    assert len(json.loads(rep("activity", "list", "--json").out)) == 1


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(rep: Runner) -> None:
    answer = rep("log", "call", "李总", "a", "--next", "周五 回电", "--stage", "谈判", "--dry-run")
    assert (
        answer.out
        == "李建国 · 科锐配电 C1 · 一期改造 D1\n  call logged\n  next: Fri 27 Nov 回电\n  D1 线索跟进 → 谈判\n"
    )
    assert json.loads(rep("activity", "list", "--json").out) == []


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["call", "赵总", "x"], 3, "there is no client, contact or lead “赵总”. Try: the same line with --create lead, or --create client"),
        (
            ["call", "13900000000", "x"], 3,
            "there is no client, contact or lead “13900000000”. Try: the same line with --create lead, or --create client",
        ),
        (["call", "李总", "x", "--next", "回电"], 2, "“回电” does not begin with a date"),
        (["call", "李总", "x", "--at", "明天"], 2, "2026-11-23 00:00 is still to come"),
        (["call", "李总"], 2, "there is nothing to log: no text and no outcome"),
        (["dinner", "李总", "x"], 2, "“dinner” is not something to log"),
        (["call"], 2, "WHO is missing"),
        (["call", "李总", "x", "-F", "y"], 2, "the text is given twice"),
        (["call", "李总", "-F", "none.txt"], 3, "none.txt cannot be read"),
        (["call", "李总", "x", "--min", "-5"], 2, "nothing takes -5 minutes"),
        (["call", "清华同方", "x", "--stage", "谈判"], 3, "清华同方 has no open opportunity to move"),
        (["call", "清华同方", "x", "--done"], 3, "清华同方 has no open task to close"),
    ],
)  # fmt: skip
def test_what_cannot_be_logged_is_refused_and_nothing_is_written(
    rep: Runner, line: list[str], code: int, said: str
) -> None:
    answer = rep("log", *line)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith(f"crm: {said}")
    assert json.loads(rep("activity", "list", "--json").out) == []


def test_several_that_may_be_meant_are_asked_for_on_a_terminal_and_refused_elsewhere(rep: Runner) -> None:
    rep("contact", "add", "李明", "--client", "C2", "--title", "副总")
    rep("contact", "edit", "P1", "--title", "总经理")
    answer = rep("log", "call", "李总", "x")
    assert (answer.code, answer.err.count("\n")) == (4, 3)
    chosen = rep("log", "call", "李总", "x", terminal=True, stdin="1\n")
    assert (chosen.code, "李明 · 清华同方 C2" in chosen.err) == (0, True)


def test_the_text_comes_from_stdin_a_file_or_the_editor(
    rep: Runner, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "note.md").write_text("from a file\n", "utf-8")
    rep("log", "note", "李总", "-", stdin="from stdin\nsecond line\n")
    rep("log", "note", "李总", "-F", "note.md")
    editor = home / "editor"
    editor.write_text('#!/bin/sh\nprintf "from the editor\\n# not this\\n" > "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    rep("log", "note", "李总", terminal=True)
    texts = [row["text"] for row in json.loads(rep("activity", "list", "--json", "--sort", "ref").out)]
    assert texts == ["from stdin\nsecond line", "from a file", "from the editor"]


def test_log_alone_shows_my_latest_ten(rep: Runner) -> None:
    for number in range(11):
        rep("log", "call", "李总", f"call {number}", "--at", f"2026-11-{number + 1:02} 10:00")
    answer = rep("log", "--json")
    assert [row["text"] for row in json.loads(answer.out)] == [f"call {number}" for number in range(10, 0, -1)]
    assert answer.err == "10 of 11\n"


def test_the_words_are_chinese_too(rep: Runner) -> None:
    answer = rep(
        "--lang", "zh_CN", "log", "拜访", "科锐李总", "看样品", "--at", "昨天 15:00", "--next", "周五10:00 发报价"
    )
    assert answer.code == 0
    assert "11月21日 周六 15:00" in answer.err
    assert "11月27日 周五 10:00 发报价" in answer.err


def test_the_day_shows_what_is_due_and_how_to_close_it(rep: Runner) -> None:
    rep("log", "call", "李总", "a", "--next", "今天 10:00 发报价")
    rep("task", "add", "回电", "--client", "C1", "--due", "明天", CRM_NOW="2026-11-19T09:00")
    answer = rep("today")
    assert answer.out == (
        "Overdue\n  T2  2 days ago  回电  科锐配电  C1\n\nToday\n  T1  10:00  发报价  科锐配电  C1 D1\n"
    )
    assert answer.err == '2 to do, 1 overdue · crm done T2 "…" --next …\n'
    day = json.loads(rep("today", "--json").out)
    assert [one["ref"] for one in day["overdue"]] == ["T2"]
    assert (day["coming"], day["today"][0]["timed"]) == ([], True)
    assert rep("today", "--format", "ids").out == "T2\nT1\n"


def test_a_day_without_anything_says_so(firm: Runner) -> None:
    assert firm("today") == (0, "", "nothing is due\n")
    assert json.loads(firm("today", "--json").out) == {
        "overdue": [],
        "today": [],
        "coming": [],
        "leads": [],
        "cold": [],
        "stuck": [],
        "pool": [],
        "courtesies": [],
        "away": [],
        "matters": [],
    }


def test_done_closes_logs_and_opens_the_next_in_one_step(rep: Runner) -> None:
    rep("log", "call", "李总", "a", "--next", "周五 回电")
    assert rep("done", "T1", "谈好了", "--kind", "call", "--next", "下周三下午3点 签合同").err == (
        "T1 done: 回电\n  call logged A2\n  next: Wed 25 Nov 15:00 签合同 T2\nundo: crm undo\n"
    )
    assert rep("done", "T1").code == 4
    rep("undo")
    assert [row["status"] for row in json.loads(rep("task", "list", "--json").out)] == ["open"]
    assert rep("done", "T1", "-q") == (0, "T1\n", "")


def test_a_task_is_put_off_and_dropped(rep: Runner) -> None:
    rep("log", "call", "李总", "a", "--next", "周五10:00 回电")
    assert rep("task", "snooze", "T1", "下周一").err == "T1 回电: put off until Mon 23 Nov 10:00 · undo: crm undo\n"
    assert rep("task", "drop", "T1", "不要了").err == "T1 dropped: 回电 · undo: crm undo\n"
    assert rep("task", "snooze", "T1", "明天").code == 4


@pytest.mark.parametrize("said", ["接通", "已接通", "Connected", "connected", "通了"])
def test_what_came_of_a_call_is_kept_as_its_key_however_it_is_said(rep: Runner, said: str) -> None:
    rep("log", "call", "C1", "谈价格", "--outcome", said, "--direction", "去电")
    assert json.loads(rep("activity", "list", f"outcome={said}", "--fields", "outcome,direction", "--json").out) == [
        {"outcome": "connected", "direction": "out"}
    ]


def test_a_call_that_was_declined_is_none_that_came_through_and_a_word_of_ones_own_is_kept(rep: Runner) -> None:
    for said in ("接通", "拒接", "没接", "要再想想"):
        rep("log", "call", "C1", "…", "--outcome", said)
    rows = json.loads(rep("activity", "list", "--fields", "outcome", "--sort", "ref", "--json").out)
    assert [row["outcome"] for row in rows] == ["connected", "refused", "no_answer", "要再想想"]
    (total,) = json.loads(rep("call", "stats", "--json").out)["total"]
    assert (total["calls"], total["connected"]) == (4, 2)


def test_a_client_after_done_is_the_client_and_no_task(rep: Runner) -> None:
    rep("log", "call", "C1", "a", "--next", "周五 回电")
    assert "  settles: 回电                                T1\n" in rep("log", "call", "--done", "C1", "b").err


def test_an_order_is_taken_in_a_call_with_its_lines_and_one_undo_takes_all_back(rep: Runner) -> None:
    rep("product", "add", "GTX Pro", "--price", "4500", "--unit", "台")
    taken = ("log", "call", "138 0123 4567", "再要三台", "--order", "GTX Pro x3 -5%", "--order", "+运费 300")
    foreseen = rep(*taken, "--dry-run")
    assert foreseen.code == 0 and "¥14,831.25" in foreseen.out
    assert json.loads(rep("order", "list", "--json").out) == json.loads(rep("activity", "list", "--json").out) == []
    answer = rep(*taken, "--at", "yesterday 15:00")
    assert answer.code == 0
    assert "order added: R1 SO-2026-0001 科锐配电: ¥14,831.25" in answer.err
    assert "RX1 GTX Pro × 3 台 @ ¥4,500 −5 % = ¥12,825" in answer.err
    [order] = json.loads(rep("order", "list", "--json", "--fields", "client,contact,opportunity,date,total").out)
    assert order == {"client": "C1", "contact": "P1", "opportunity": "D1", "date": "2026-11-21", "total": "14831.25", "currency": "CNY"}  # fmt: skip
    assert rep("undo").code == 0
    assert json.loads(rep("order", "list", "--json").out) == json.loads(rep("activity", "list", "--json").out) == []


@pytest.mark.parametrize(
    ("who", "line", "said"),
    [
        (["C1"], "Nothing x3", "there is no product “Nothing”"),
        (["C1"], "GTX Pro x0", "must be more than nothing"),
        (["13900000000", "--create", "lead"], "GTX Pro x1", "is no client yet, who could order"),
    ],
)
def test_what_cannot_be_ordered_is_refused_and_nothing_is_logged(
    rep: Runner, who: list[str], line: str, said: str
) -> None:
    rep("product", "add", "GTX Pro", "--price", "4500")
    answer = rep("log", "call", *who, "要货", "--order", line)
    assert answer.code != 0 and said in answer.err
    for noun in ("order", "activity", "lead"):
        assert json.loads(rep(noun, "list", "--json").out) == []


def test_a_new_client_may_order_in_the_first_call(rep: Runner) -> None:
    rep("product", "add", "GTX Pro", "--price", "4500")
    assert rep("log", "call", "Acme", "要货", "--create", "client", "--order", "GTX Pro x1").code == 0
    [order] = json.loads(rep("order", "list", "--json", "--fields", "client,total").out)
    assert order["total"] == "5085.00"

"""Rules as a user meets them: what is said of them, the log, the history, trying one, in both languages."""

import json
from pathlib import Path

import pytest

from tests.conftest import Answer, Runner


def test_what_a_rule_did_is_said_logged_and_in_the_history(stocked: Runner) -> None:
    assert stocked("user", "add", "陈明").code == 0
    added = stocked(
        "rule",
        "add",
        "降级",
        "--when",
        "client changed level",
        "--filter",
        "level=C",
        "--then",
        "assign 陈明; task 回访 due +3d; notify 王芳 降级了",
    )
    assert (added.code, added.err) == (0, "rule added: RL1 降级 · undo: crm undo\n")
    answer = stocked("client", "edit", "C1", "--level", "C")
    assert (answer.code, answer.out) == (0, "")
    assert (
        answer.err.splitlines()[0]
        == "rule 降级: C1 科锐配电: assign 陈明; task 回访 due +3d → T1; notify 王芳 降级了 → T2"
    )
    assert "降级了" in stocked("today").out
    (row,) = json.loads(stocked("rule", "log", "--json").out)
    assert (row["rule"], row["ref"], row["name"], row["by"], row["problem"]) == ("降级", "C1", "科锐配电", "王芳", None)
    for about in ("降级", "RL1", "C1", "科锐"):
        assert len(json.loads(stocked("rule", "log", about, "--json").out)) == 1
    assert json.loads(stocked("rule", "log", "C2", "--json").out) == []
    assert stocked("rule", "log", "没有").code == 3
    history = json.loads(stocked("history", "C1", "--json").out)
    assert [(one["change"], one["field"], one["to"]) for one in history[-3:]] == [
        ("changed", "level", "C"),
        ("changed", "owner", "陈明"),
        ("rule", "降级", "assign 陈明; task 回访 due +3d → T1; notify 王芳 降级了 → T2"),
    ]
    assert stocked("undo").code == 0
    assert json.loads(stocked("client", "show", "C1", "--json").out)["owner"] == "王芳"
    assert json.loads(stocked("task", "list", "--json").out) == []
    stocked("client", "rm", "C1", "--yes")
    (undone,) = json.loads(stocked("rule", "log", "C1", "--json").out)
    assert (undone["undone"], undone["ref"], undone["name"]) == (undone["step"] + 1, "C1", "科锐配电")


def test_json_of_a_write_shows_what_the_rules_made_of_it(stocked: Runner) -> None:
    stocked("rule", "add", "新客", "--when", "client added", "--then", "tag 新; set level=B")
    answer = stocked("client", "add", "新公司", "--json")
    assert (json.loads(answer.out)["level"], json.loads(answer.out)["tags"]) == ("B", ["新"])


def test_quiet_says_nothing_of_rules_and_a_dry_run_fires_none(stocked: Runner) -> None:
    stocked("rule", "add", "新客", "--when", "client added", "--then", "task 回访")
    assert stocked("client", "add", "甲公司", "--quiet") == Answer(0, "C3\n", "")
    assert "rule" not in stocked("client", "add", "乙公司", "--dry-run").err
    assert len(json.loads(stocked("rule", "log", "--json").out)) == 1


def test_a_rule_is_tried_on_what_is_so_now(stocked: Runner) -> None:
    stocked(
        "rule",
        "add",
        "重点",
        "--when",
        "client changed level",
        "--filter",
        "level=A",
        "--then",
        "tag 重点",
        "--active",
        "no",
    )
    dry = stocked("rule", "run", "重点", "--dry-run")
    assert (dry.code, dry.err.splitlines()) == (
        0,
        ["dry run, nothing was written: the rule 重点 worked on 1 client", "  rule 重点: C1 科锐配电: tag 重点"],
    )
    assert json.loads(stocked("client", "show", "C1", "--json").out)["tags"] == []
    assert stocked("rule", "run", "重点", "name~清华").err == "nothing found\n"
    assert stocked("rule", "run", "重点").code == 0
    assert json.loads(stocked("client", "show", "C1", "--json").out)["tags"] == ["重点"]
    steps = stocked("steps", "--json").out
    assert stocked("rule", "run", "重点").err == "nothing to change\n"
    assert stocked("steps", "--json").out == steps


def test_what_a_rule_does_when_it_is_run_fires_no_rule(stocked: Runner) -> None:
    stocked("rule", "add", "甲", "--when", "client changed level", "--then", "set level=B")
    stocked("rule", "add", "乙", "--when", "client changed level", "--then", "task 回访")
    assert stocked("rule", "run", "甲", "ref=C1").code == 0
    assert json.loads(stocked("task", "list", "--json").out) == []


def test_many_are_confirmed_and_told_in_short(stocked: Runner) -> None:
    stocked("client", "add", "-", stdin="".join(f"第{n}公司\n" for n in range(7)))
    stocked("rule", "add", "全部", "--when", "client changed", "--then", "tag 全部")
    assert (stocked("rule", "run", "全部").code, stocked("rule", "run", "全部", "--yes").code) == (2, 0)
    stocked("rule", "edit", "全部", "--then", "tag 又")
    answer = stocked("client", "edit", "level=none", "--level", "B", "--yes")
    assert [line for line in answer.err.splitlines() if "rule" in line][5:] == ["and 3 more · crm rule log"]


@pytest.mark.parametrize("imports", ["no", "yes"])
def test_rows_of_an_import_are_passed_by_unless_the_rule_says_otherwise(stocked: Runner, imports: str) -> None:
    Path("rows.csv").write_text("名称,级别\n甲公司,A\n乙公司,B\n", "utf-8")
    stocked(
        "rule",
        "add",
        "新客",
        "--when",
        "client added",
        "--filter",
        "level=A",
        "--then",
        "task 回访",
        "--imports",
        imports,
    )
    assert stocked("import", "client", "rows.csv").code == 0
    assert [one["client"] for one in json.loads(stocked("task", "list", "--json").out)] == (
        ["C3"] if imports == "yes" else []
    )
    stocked("undo")
    assert json.loads(stocked("task", "list", "--json").out) == []


def test_what_cannot_be_done_is_said_and_doctor_names_a_rule_that_cannot_be_read(stocked: Runner) -> None:
    stocked("user", "add", "陈明")
    stocked("rule", "add", "转交", "--when", "client changed level", "--then", "assign 陈明; tag 转交")
    stocked("user", "edit", "陈明", "--active", "no")
    answer = stocked("client", "edit", "C1", "--level", "B")
    assert (
        answer.err.splitlines()[0]
        == "rule 转交: C1 科锐配电: tag 转交; not done: assign 陈明: there is nobody to give it to"
    )
    assert stocked("user", "rm", "陈明", "--yes").code == 0
    assert stocked("client", "edit", "C1", "--level", "C").code == 0
    doctor = stocked("doctor", "--quick")
    assert doctor.code == 8
    assert "RL1 转交: " in doctor.out
    assert "Try: crm rule edit RL1" in doctor.out


def test_in_chinese_a_rule_is_written_said_and_seen_in_chinese(stocked: Runner) -> None:
    chinese = {"CRM_LANG": "zh_CN"}
    answer = stocked(
        "规则",
        "新增",
        "降级",
        "--当",
        "客户 变更 级别",
        "--若",
        "级别=C",
        "--则",
        "打标签 降级；任务 回访 到期 明天",
        **chinese,
    )
    assert (answer.code, answer.err) == (0, "已新增规则：RL1 降级 · 撤销：crm undo\n"), answer
    answer = stocked("客户", "修改", "C1", "--级别", "C", **chinese)
    assert answer.err.splitlines()[0] == "规则“降级”：C1 科锐配电：打标签 降级; 任务 回访 到期 明天 → T1"
    assert "规则" in stocked("历史", "C1", **chinese).out
    wrong = stocked("规则", "新增", "x", "--当", "客户", "--则", "打标签 a", **chinese)
    assert (wrong.code, wrong.err) == (
        2,
        "crm: “客户”没有说清哪种记录发生了什么。可试：“商机 新增”、“客户 变更 级别”、“商机 阶段=赢单”\n",
    )


def test_rules_of_a_file_are_held_against_what_they_say_as_typed_ones_are(stocked: Runner, home: Path) -> None:
    (home / "r.csv").write_text(
        "name,when,filter,then\n大单,opp added,amount>50万,tag 大单\nb,opp added,amout>50万,tag x\n"
        "c,opp added,,assign 没有人\nd,opp flew,,tag x\n接着,opp added,,tag y\n",
        encoding="utf-8",
    )
    answer = stocked("import", "rule", "r.csv")
    assert (answer.code, [line.strip().split(":")[:2] for line in answer.err.splitlines() if "line" in line]) == (
        7, [["line 3", " filter"], ["line 4", " then"], ["line 5", " when"]],
    )  # fmt: skip
    found = json.loads(stocked("rule", "list", "--json", "--fields", "name,position").out)
    assert [(one["name"], one["position"]) for one in found] == [("大单", 1), ("接着", 1)]
    (home / "u.csv").write_text("name,filter\n大单,amout>1\n接着,amount>1\n", encoding="utf-8")
    answer = stocked("import", "rule", "u.csv", "--mode", "update")
    assert (answer.code, "line 2: filter:" in answer.err, "1 updated" in answer.err) == (7, True, True)


def test_stage_tasks_of_a_file_are_held_against_what_they_say(crm: Runner, home: Path) -> None:
    assert crm("init", "--yes", "--me", "王芳", "--country", "DE").code == 0
    (home / "s.csv").write_text(
        "name,stage,due,filter,user\n报方案,Proposal,+3d,,\n2,Proposl,+3d,,\n3,Proposal,2026-12-24,,\n4,Proposal,,foo=1,\n5,Proposal,,,没有人\n",
        encoding="utf-8",
    )
    answer = crm("import", "stagetask", "s.csv")
    assert (answer.code, [line.strip().split(":")[:2] for line in answer.err.splitlines() if "line" in line]) == (
        7, [["line 3", " stage"], ["line 4", " due"], ["line 5", " filter"], ["line 6", " user"]],
    )  # fmt: skip
    assert [one["name"] for one in json.loads(crm("stagetask", "list", "--json").out)] == ["报方案"]
    assert "1 unchanged" in crm("import", "stagetask", "s.csv").err

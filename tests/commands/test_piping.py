"""What comes by stdin: every write takes it, in any of our formats, and is one step."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from crm_cli.commands.root import ROOT, settle
from crm_cli.commands.tree import Branch, top
from crm_cli.commands.verbs import COMMON, OWN_VERBS
from crm_cli.context import Run, begin
from crm_cli.sales import pipelines
from tests.commands.conftest import Opened
from tests.conftest import Begun, Runner

# Commands that write and whose first word is no record: they have nothing to read refs for.
# What stands before the records.
FIRST = {("log",): ["note"], ("group", "join"): ["vip"], ("group", "leave"): ["vip"]}
NOT_OF_RECORDS = {
    "init": "makes a base", "import": "its “-” is the file itself", "undo": "its number is a step's", "redo": "takes no word",
    "apply": "its file is a plan",
    "field add": "its first word is a noun", "field edit": "the shape of the base, one at a time", "field rm": "the same",
    "duplicates different": "its words are records that belong together", "assign": "its first word is a noun",
    "hook allow": "one at a time, on purpose", "rule run": "its word is a rule", "quota set": "whose, when and how much; many come by quota add",
    "absence add": "its words are days; many come by import", "holiday add": "the same", "report day": "its word is a day", "report week": "the same", "report month": "the same",
    "preset apply": "its word is a preset",
    **dict.fromkeys(("quote line", "order line", "invoice line"), "its “-” reads the lines of one paper"),
    "demo": "makes a base", "config set": "a setting", "config unset": "a setting", "use": "a base",
}  # fmt: skip


@pytest.fixture
def base(stocked: Runner, opened: Opened, begun: Begun) -> Runner:
    """Three clients, two deals, two tasks."""

    def lay() -> None:
        beside = opened()
        pipelines.install(beside, "zh_CN")
        beside.store.close()
        for line in (
            ("client", "add", "蓝海贸易", "--level", "A"),
            ("opp", "add", "一期改造", "--client", "C1"),
            ("opp", "add", "二期", "--client", "C2"),
            ("task", "add", "C1", "回电"),
            ("task", "add", "C2", "报价"),
        ):
            assert stocked(*line).code == 0

    begun(lay)
    return stocked


def read(run: Runner, *line: str) -> Any:
    answer = run(*line, "--json")
    assert answer.code == 0, answer
    return json.loads(answer.out)


REFS = "C1\nC3\n"
IN_EVERY_FORMAT = [
    REFS, "C1  科锐配电\nC3 蓝海贸易\n", "ref,name\nC1,科锐配电\nC3,蓝海贸易\n", "编号\t名称\nC1\t科锐配电\nC3\t蓝海贸易\n",
    '{"ref": "C1", "name": "科锐"}\n{"ref": "C3"}\n', '[{"ref":"C1"},\n {"ref":"C3"}]', '["C1", "C3"]', "\ufeffref\r\nC1\r\nC3\r\nC1\r\n",
]  # fmt: skip


@pytest.mark.parametrize("stdin", IN_EVERY_FORMAT)
def test_refs_come_in_every_format_of_ours(base: Runner, stdin: str) -> None:
    assert base("client", "edit", "-", "--industry", "电力", stdin=stdin).code == 0
    assert [row["industry"] for row in read(base, "client", "list", "--fields", "industry")] == ["电力", None, "电力"]


@pytest.mark.parametrize("form", ["ids", "csv", "tsv", "json", "jsonl"])
def test_what_a_list_writes_another_command_reads(base: Runner, form: str) -> None:
    found = base("client", "list", "level=A", "--format", form).out
    answer = base("log", "note", "-", "回访", stdin=found)
    assert (answer.code, answer.err) == (0, "2 activities added: A1 A2\n  C1 科锐配电\n  C3 蓝海贸易\nundo: crm undo\n")
    assert [row["client"] for row in read(base, "activity", "list", "--fields", "client", "--sort", "ref")] == [
        "C1",
        "C3",
    ]
    assert base("undo").code == 0
    assert read(base, "activity", "list") == []


@pytest.mark.parametrize(
    ("line", "stdin", "said"),
    [
        (("task", "add", "-", "回访", "--due", "周三"), REFS, "2 tasks added: T3 T4"),
        (("log", "call", "-", "问候", "--next", "周五 发资料"), REFS, "2 activities added: A1 A2"),
        (("opp", "move", "-", "方案"), "D1\nD2\n", "2 opportunities changed: D1 D2\n  D1 线索跟进 → 方案"),
        (("opp", "win", "-", "--reason", "交期"), "D1\nD2\n", "2 opportunities changed: D1 D2"),
        (("opp", "lose", "-", "--reason", "价格"), "D1\nD2\n", "2 opportunities changed: D1 D2"),
        (("done", "-"), "T1\nT2\n", "2 tasks done: T1 T2"),
        (("done", "-", "打过了"), "T1\nT2\n", "2 tasks done: T1 T2"),
        (("task", "snooze", "-", "明天"), "T1\nT2\n", "T1 回电: put off until"),
        (("task", "drop", "-", "不做了"), "T1\nT2\n", "T1 dropped: 回电\nT2 dropped: 报价"),
        (("client", "rm", "-"), "C2\n", "removed: C2 清华同方"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else None,
)
def test_it_is_done_with_each_in_one_step(base: Runner, line: tuple[str, ...], stdin: str, said: str) -> None:
    before = base("export", "all", "-o", "-").out
    answer = base(*line, stdin=stdin)
    assert answer.code == 0, answer
    assert answer.err.startswith(said)
    assert base("undo").code == 0
    assert json.loads(base("steps", "--json", "--limit", "2").out)[1]["command"].startswith("crm " + line[0])
    assert len(base("export", "all", "-o", "-").out.splitlines()) >= len(before.splitlines())


def test_a_name_among_them_that_nobody_has_stops_all_of_it(base: Runner) -> None:
    answer = base("log", "note", "-", "回访", stdin="C1\nC99\n")
    assert answer.code == 3
    assert "C99" in answer.err
    assert read(base, "activity", "list") == []


def test_rows_say_what_each_record_becomes(base: Runner) -> None:
    rows = "ref,name,level,last_contact,industry\nC1,科锐配电,B,,\nC2,清华同方,C,2026-01-01T00:00:00Z,电子\n"
    answer = base("client", "edit", "-", stdin=rows)
    assert answer.code == 0, answer
    found = read(base, "client", "list", "--fields", "level,industry")
    assert found == [
        {"level": "B", "industry": None},
        {"level": "C", "industry": "电子"},
        {"level": "A", "industry": None},
    ]
    lines = '{"ref": "C1", "level": "A"}\n{"ref": "C2", "credit_limit": "1000.50"}\n'
    assert base("client", "edit", "-", stdin=lines).code == 0
    assert read(base, "client", "show", "C2")["credit_limit"] == "1000.50"


def test_a_list_that_comes_back_as_it_was_changes_nothing(base: Runner) -> None:
    for form in ("csv", "jsonl", "json"):
        answer = base("client", "edit", "-", stdin=base("client", "list", "--format", form).out)
        assert answer == (0, "", "nothing to change\n"), form


def test_a_wrong_row_is_named_and_nothing_is_changed(base: Runner) -> None:
    answer = base("client", "edit", "-", stdin="ref,level,phone\nC1,B,\nC2,,abc\n")
    assert answer == (2, "", "crm: line 3: “abc” is not a phone number\n")
    assert base("client", "edit", "-", stdin="ref,colour\nC1,red\n").code == 2
    assert base("client", "edit", "-", stdin="ref,level\nC1,B,C\n").err.startswith("crm: line 2: it has 3 cells")
    assert read(base, "client", "show", "C1")["level"] == "A"


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("name,level\n甲,A\n乙,\n", ["甲", "乙"]),
        ("名称;级别\n甲;A\n乙;B\n", ["甲", "乙"]),
        ('[{"name": "甲", "level": "A"}, {"name": "乙"}]', ["甲", "乙"]),
        ("Acme, Inc.\nname of it\n", ["Acme, Inc.", "name of it"]),
    ],
)
def test_new_ones_come_as_rows_or_as_names(firm: Runner, rows: str, names: list[str]) -> None:
    assert firm("client", "add", "-", stdin=rows).code == 0
    assert [row["name"] for row in read(firm, "client", "list", "--fields", "name", "--sort", "ref")] == names


@pytest.mark.parametrize(
    "line", [("client", "rm", "-"), ("log", "note", "-", "x"), ("client", "add", "-"), ("done", "-")]
)
def test_on_a_terminal_without_a_pipe_it_says_so_and_does_not_wait(base: Runner, line: tuple[str, ...]) -> None:
    answer = base(*line, terminal=True)
    assert answer.code == 2
    assert "“-” reads what comes through a pipe" in answer.err


def writes(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that can be told ``--once``: those that write."""
    for name in group.table:
        if path and path[0] != "client" and name in COMMON and name not in OWN_VERBS.get(path[0], {}):
            continue  # one code for all nouns
        _name, command, _rest = group.resolve_command(typer.Context(group), [name])
        if isinstance(command, Branch):
            yield from writes(command, (*path, name))
        elif any("--once" in param.opts for param in command.params):
            yield (*path, name), command


def test_every_command_that_writes_takes_what_comes_by_stdin(base: Runner) -> None:
    base("group", "add", "vip", "client", "C1")
    forgotten = []
    begin(Run(["--help"]))  # commands are built for their fields, for which help needs no base
    for path, command in list(writes(top(ROOT, settle))):
        if " ".join(path) in NOT_OF_RECORDS:
            continue
        words = [param for param in command.params if param.param_type_name == "argument"]
        kind = FIRST.get(path, [])
        line = [*path, *kind, "-", *("x" for param in words[1 + len(kind) :] if param.required)]
        answer = base(*line, stdin="nobody99\n")
        if "“-”" in answer.err or answer.code == 1:
            forgotten.append((line, answer))
    assert [" ".join(line) + " | " + answer.err for line, answer in forgotten] == []

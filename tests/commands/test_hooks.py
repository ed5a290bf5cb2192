"""Hooks as a user meets them: real programs that are told of records, refuse, hang, crash and lie."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Answer, Begun, Runner

pytestmark = pytest.mark.skipif(os.name != "posix", reason="scripts with a first line are a thing of Unix")
ROOT = Path(__file__).parents[2]
Program = Callable[..., Path]
REFUSES = '#!/bin/sh\ncat > "$0.told"\necho "金额超过一百万，要经理同意"\nexit 1\n'
TELLS = '#!/bin/sh\ncat >> "$0.told"\necho >> "$0.told"\n'


@pytest.fixture
def program(home: Path) -> Program:
    """Puts a script into the folder of hooks."""
    folder = home / "data" / "crm" / "hooks"

    def put(name: str, script: str) -> Path:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / name
        path.write_text(script, encoding="utf-8")
        path.chmod(0o700)
        return path

    return put


def told(path: Path) -> list[dict[str, Any]]:
    """Every document the program was given."""
    found = Path(f"{path}.told")
    return [json.loads(line) for line in found.read_text("utf-8").splitlines() if line] if found.exists() else []


def hooked(crm: Runner, path: Path, *options: object) -> None:
    answer = crm("hook", "add", path.name, "--file", path.name, *options)
    assert answer.code == 0, answer.err


def test_a_veto_takes_the_step_back_with_one_line_and_exit_5(stocked: Runner, program: Program) -> None:
    path = program("审批", REFUSES)
    hooked(stocked, path, "--noun-name", "client", "--event", "change", "--fields", "级别")
    assert stocked("client", "edit", "C1", "--level", "B") == Answer(
        5, "", "crm: the hook 审批 refused: 金额超过一百万，要经理同意\n"
    )
    assert json.loads(stocked("client", "show", "C1", "--json").out)["level"] == "A"
    chinese = stocked("client", "edit", "C1", "--level", "B", CRM_LANG="zh_CN")
    assert chinese.err == "crm: 钩子“审批”拒绝：金额超过一百万，要经理同意\n"
    assert stocked("client", "edit", "C1", "--city", "苏州").code == 0
    assert stocked("client", "add", "新公司").code == 0


def test_it_is_told_the_record_as_it_was_and_as_it_is(stocked: Runner, program: Program) -> None:
    path = program("tell", TELLS)
    hooked(stocked, path)
    stocked("client", "edit", "C1", "--level", "B", "--tags", "大客户")
    stocked("client", "rm", "C2", "--yes")
    stocked("contact", "add", "张蕾", "--client", "C1")
    changed, _tag, removed, added = told(path)
    (record,) = changed["records"]
    assert (changed["event"], changed["hook"], changed["part"]) == ("before", "tell", 1)
    assert (changed["step"]["command"], changed["step"]["kind"], changed["step"]["actor"]) == (
        "crm client edit",
        "do",
        "王芳",
    )
    assert (record["noun"], record["ref"], record["event"], record["changed"]) == (
        "client",
        "C1",
        "change",
        ["level", "tags"],
    )
    assert [(one["level"], one["tags"], one["name"]) for one in (record["before"], record["after"])] == [
        ("A", [], "科锐配电"),
        ("B", ["大客户"], "科锐配电"),
    ]
    assert [
        (one["ref"], one["event"], one["after"], one["before"]["name"], one["before"]["owner"])
        for one in removed["records"]
    ] == [("C2", "remove", None, "清华同方", "王芳")]
    assert [(one["event"], one["before"], one["after"]["client"]) for one in added["records"]] == [("add", None, "C1")]


WRITES: list[tuple[object, ...]] = [
    ("client", "add", "新公司"),
    ("client", "add", "-"),
    ("client", "edit", "C1", "--level", "C"),
    ("client", "edit", "ref=C1,C2", "--level", "C", "--yes"),
    ("client", "tag", "C1", "--add", "vip"),
    ("client", "assign", "C1", "--to", "none"),
    ("client", "rm", "C2", "--yes"),
    ("log", "call", "C1", "谈了", "--next", "明天 回电"),
    ("task", "add", "C1", "回访"),
    ("opp", "add", "二期", "--client", "C1"),
    ("opp", "move", "D1", "谈判"),
    ("opp", "win", "D1", "--force"),
    ("done", "T1"),
    ("lead", "convert", "L1", "--address", "苏州路1号", "--contact-name", "赵一", "--email", "z@example.com"),
    ("contact", "edit", "P1", "--title", "总监"),
    ("merge", "C1", "C2", "--yes"),
    ("import", "client", "rows.csv"),
    ("undo",),
]


STANDS = "SELECT 'client', count(*) FROM client UNION ALL SELECT 'contact', count(*) FROM contact UNION ALL SELECT 'opp', count(*) FROM opp"


def standing(crm: Runner) -> list[str]:
    """What there is, and every step there was."""
    return [crm("sql", STANDS).out, crm("steps", "--json").out, crm("opp", "list", "--json").out]


@pytest.fixture
def selling(stocked: Runner, monkeypatch: pytest.MonkeyPatch, begun: Begun) -> Runner:
    """Runs a line at a base that was begun, with clients, a deal, a task and a lead."""
    monkeypatch.setenv("CRM_DB", "selling.db")

    def lay() -> None:
        for line in (
            ("init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN", "--pipeline", "标准销售"),
            ("client", "add", "科锐配电", "--level", "A"),
            ("client", "add", "清华同方"),
            ("contact", "add", "李建国", "--client", "C1"),
            ("opp", "add", "一期", "--client", "C1"),
            ("task", "add", "C1", "报价"),
            ("lead", "add", "13900000000", "--company", "新线索公司"),
            ("client", "edit", "C2", "--city", "苏州"),
        ):
            assert stocked(*line).code == 0, line

    begun(lay)
    return stocked


@pytest.mark.parametrize("line", WRITES, ids=lambda line: " ".join(map(str, line[:2])))
def test_every_write_is_asked_about_and_wholly_taken_back(
    selling: Runner, program: Program, line: tuple[object, ...]
) -> None:
    Path("rows.csv").write_text("名称,级别\n甲公司,A\n乙公司,B\n", "utf-8")
    last = json.loads(selling("steps", "--json").out)[0]["step"]
    hooked(selling, program("never", "#!/bin/sh\necho 不行\nexit 1\n"))
    before = standing(selling)
    answer = selling(*line, *([last] if line == ("undo",) else []), stdin="北方重工\n")
    assert (answer.code, answer.err.splitlines()[-1:]) == (5, ["crm: the hook never refused: 不行"])
    assert standing(selling) == before


def test_of_two_that_become_one_the_other_is_told_as_removed(selling: Runner, program: Program) -> None:
    path = program("tell", TELLS)
    hooked(selling, path, "--noun-name", "client")
    assert selling("merge", "C1", "C2", "--yes").code == 0
    (document,) = told(path)
    found = {one["ref"]: one for one in document["records"]}
    assert (found["C2"]["event"], found["C2"]["before"]["name"], found["C2"]["after"]) == ("remove", "清华同方", None)
    assert selling("undo").code == 0
    assert [(one["ref"], one["event"]) for one in told(path)[1]["records"] if one["ref"] == "C2"] == [("C2", "add")]


def test_a_hook_that_is_in_everybodys_way_can_be_put_out_of_it(stocked: Runner, program: Program) -> None:
    hooked(stocked, program("never", "#!/bin/sh\nexit 1\n"))
    assert stocked("client", "add", "新").err == "crm: the hook never refused and did not say why (exit code 1)\n"
    assert stocked("hook", "edit", "never", "--active", "no").code == 0
    assert stocked("client", "add", "新").code == 0


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("#!/bin/sh\nsleep 600\n", "did not end within 0.3 s. Try: crm hook edit HK1 --seconds 10"),
        ("#!/bin/sh\nkill -SEGV $$\n", "was ended by signal 11. Try: crm hook run HK1"),
        (f"#!{sys.executable}\nraise ValueError('坏了')\n", "refused: ValueError: 坏了"),
        ("#!/bin/sh\nprintf '\\377\\376\\033[31m 红'; exit 2\n", "refused: \\xff\\xfe␛[31m 红"),
        ("#!/bin/sh\nhead -c 300000 /dev/urandom >&2; exit 2\n", "refused"),
        ("#!/bin/sh\necho 一; echo 二; exit 2\n", "refused: 一"),
    ],
    ids=["hangs", "crashes", "breaks", "binary", "noise", "lines"],
)
def test_what_goes_wrong_in_a_hook_is_one_line_and_the_step_is_taken_back(
    stocked: Runner, program: Program, script: str, said: str
) -> None:
    hooked(stocked, program("钩", script), "--seconds", "0.3" if "600" in script else "10")
    answer = stocked("client", "edit", "C1", "--level", "B")
    assert (answer.code, answer.out, answer.err.count("\n")) == (5, "", 1)
    assert answer.err.startswith(f"crm: the hook 钩 {said}")
    assert json.loads(stocked("client", "show", "C1", "--json").out)["level"] == "A"


def test_a_child_that_keeps_the_pipe_open_does_not_hold_the_step_up(stocked: Runner, program: Program) -> None:
    hooked(stocked, program("fork", "#!/bin/sh\nsleep 600 &\nexit 0\n"))
    assert stocked("client", "edit", "C1", "--level", "B").code == 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.chmod(0o600), "is not executable. Try: chmod u+x"),
        (lambda path: path.chmod(0o720), "others can write to"),
        (lambda path: path.chmod(0o702), "others can write to"),
        (lambda path: path.parent.chmod(0o777), "others can write to"),
        (lambda path: path.parent.chmod(0o770), "others can write to"),
        (lambda path: path.unlink(), "there is no program"),
        (lambda path: (path.rename(path.parent / "real"), path.symlink_to("real")), "there is no program"),
        (lambda path: path.write_text("no script"), "cannot be run: Exec format error"),
    ],
    ids=["not executable", "group", "world", "world folder", "group folder", "gone", "link", "no script"],
)
def test_a_program_that_is_not_safe_is_looked_at_each_time_and_refused(
    stocked: Runner, program: Program, spoil: Callable[[Path], object], said: str
) -> None:
    path = program("check", "#!/bin/sh\nexit 0\n")
    hooked(stocked, path)
    assert stocked("client", "edit", "C1", "--level", "B").code == 0
    spoil(path)
    answer = stocked("client", "edit", "C1", "--level", "C")
    assert (answer.code, answer.err.count("\n")) == (5, 1)
    assert said in answer.err
    if "Exec" not in said:
        doctor = stocked("doctor", "--quick")
        assert doctor.code == 8
        assert "HK1 check: " in doctor.out
        assert said.partition(".")[0] in doctor.out
        assert stocked("hook", "add", "again", "--file", "check").code == 5


def test_a_program_of_somebody_else_is_refused(
    stocked: Runner, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked(stocked, program("check", "#!/bin/sh\nexit 0\n"))
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert "belongs to somebody else" in stocked("client", "edit", "C1", "--level", "C").err


@pytest.mark.parametrize("file", ["../evil", "/bin/true", "a/b", "..", "", "check "])
def test_a_hook_names_a_file_of_the_folder_and_nothing_else(stocked: Runner, program: Program, file: str) -> None:
    program("check", "#!/bin/sh\nexit 0\n")
    assert stocked("hook", "add", "x", "--file", file).code in (2, 5)
    assert stocked("hook", "list", "--format", "ids").out == ""


@pytest.mark.parametrize(
    "options",
    [("--noun-name", "planet"), ("--noun-name", "hook"), ("--fields", "level"), ("--noun-name", "client", "--fields", "colour"), ("--seconds", "0"), ("--seconds", "600")],
    ids=" ".join,
)  # fmt: skip
def test_a_hook_that_makes_no_sense_is_refused(stocked: Runner, program: Program, options: tuple[str, ...]) -> None:
    program("check", "#!/bin/sh\nexit 0\n")
    assert stocked("hook", "add", "x", "--file", "check", *options).code == 2


def test_an_after_hook_is_told_and_cannot_refuse(stocked: Runner, program: Program, home: Path) -> None:
    path = program("通知", TELLS + "echo 服务器不通\nexit 1\n")
    hooked(stocked, path, "--moment", "after", "--noun-name", "client")
    answer = stocked("client", "edit", "C1", "--level", "B")
    assert (answer.code, answer.err.splitlines()[0]) == (
        0,
        "after the step, which stands: the hook 通知 refused: 服务器不通",
    )
    assert json.loads(stocked("client", "show", "C1", "--json").out)["level"] == "B"
    assert [(one["event"], one["records"][0]["after"]["level"]) for one in told(path)] == [("after", "B")]
    log = home / "state" / "crm" / "crm.log"
    assert "hook 通知 step" in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0
    path.unlink()
    assert stocked("client", "edit", "C1", "--level", "C").code == 0


def test_a_dry_run_asks_nobody_and_undo_and_redo_are_told(stocked: Runner, program: Program) -> None:
    path = program("tell", TELLS)
    hooked(stocked, path, "--noun-name", "client")
    stocked("client", "edit", "C1", "--level", "B", "--dry-run")
    assert told(path) == []
    for line in (("client", "edit", "C1", "--level", "B"), ("undo", "--dry-run"), ("undo",), ("redo",)):
        assert stocked(*line).code == 0
    assert [(one["step"]["kind"], one["records"][0]["after"]["level"]) for one in told(path)] == [
        ("do", "B"),
        ("undo", "A"),
        ("redo", "B"),
    ]


def test_rows_of_an_import_come_some_at_a_time_and_one_refusal_takes_all_back(
    stocked: Runner, program: Program
) -> None:
    Path("many.csv").write_text("名称\n" + "".join(f"第{n}公司\n" for n in range(1201)), "utf-8")
    path = program(
        "tell",
        TELLS
        + f"""{sys.executable} -c '
import json, sys
told = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8") if line.strip()][-1]
sys.exit(any(one["after"]["name"] == "第1200公司" for one in told["records"]))' "$0.told" || {{ echo 最后一家不行; exit 1; }}
""",
    )
    hooked(stocked, path, "--noun-name", "client", "--event", "add")
    answer = stocked("import", "client", "many.csv")
    assert (answer.code, answer.err.splitlines()[-1]) == (5, "crm: the hook tell refused: 最后一家不行")
    assert [(one["part"], len(one["records"]), one["step"]["kind"]) for one in told(path)] == [
        (1, 500, "import"),
        (2, 500, "import"),
        (3, 201, "import"),
    ]
    assert stocked("client", "list", "--format", "ids").out.split() == ["C1", "C2"]


def test_a_bundle_is_told_to_no_hook_and_brings_none_that_runs(stocked: Runner, program: Program, home: Path) -> None:
    path = program("tell", TELLS)
    hooked(stocked, path)
    assert stocked("export", "all", "-o", "all.jsonl").code == 0
    other = {"CRM_DB": str(home / "other.db")}
    answer = stocked("import", "all", "all.jsonl", **other)
    assert answer.code == 0, answer.err
    assert stocked("client", "add", "新公司", **other).code == 0
    assert told(path) == []
    doctor = stocked("doctor", "--quick", **other)
    assert "it was set up in another copy of the base and does not run in this one" in doctor.out
    assert stocked("hook", "allow", "tell", **other).code == 0
    assert stocked("hook", "allow", "tell", **other).err == "it runs here already\n"
    assert stocked("client", "add", "再一家", **other).code == 0
    assert [one["records"][0]["after"]["name"] for one in told(path)] == ["再一家"]


def inner(*words: str) -> str:
    return f"PYTHONPATH={ROOT} {sys.executable} -m crm_cli {' '.join(words)}"


def test_crm_in_a_hook_reads_but_cannot_write_before_and_writes_after_without_going_round(
    stocked: Runner, program: Program
) -> None:
    before = program(
        "before",
        f'#!/bin/sh\n{inner("client", "list", "--format", "ids")} > "$0.read" && {inner("client", "add", "里面")} 2>&1\n',
    )
    hooked(stocked, before, "--noun-name", "client", "--seconds", 30)
    answer = stocked("client", "edit", "C1", "--level", "B")
    assert answer.err == (
        "crm: the hook before refused: crm: the step that asks this hook holds the base: until it is done nothing else can be written."
        " Try: write in a hook that runs after\n"
    )
    assert Path(f"{before}.read").read_text().split() == ["C1", "C2"]
    stocked("hook", "edit", "before", "--active", "no")
    after = program("after", f'#!/bin/sh\n{inner("client", "add", "里面")} && echo x >> "$0.ran"\n')
    hooked(stocked, after, "--noun-name", "client", "--moment", "after", "--seconds", 30)
    answer = stocked("client", "edit", "C1", "--level", "B")
    assert (answer.code, Path(f"{after}.ran").read_text()) == (0, "x\n")
    assert "里面" in stocked("client", "list").out


def test_a_hook_is_given_little_of_the_environment(stocked: Runner, program: Program, home: Path) -> None:
    path = program("env", '#!/bin/sh\nenv > "$0.env"\n')
    hooked(stocked, path)
    stocked("client", "edit", "C1", "--level", "B", SECRET_TOKEN="x", LD_PRELOAD="")
    found = dict(line.split("=", 1) for line in Path(f"{path}.env").read_text("utf-8").splitlines() if "=" in line)
    assert {"SECRET_TOKEN", "LD_PRELOAD", "PYTHONPATH", "CRM_NO_INPUT"} & set(found) == set()
    assert (found["CRM_DB"], found["CRM_HOOK"], found["CRM_USER"]) == (str(home / "base.db"), "before", "王芳")


def test_a_hook_is_tried_on_a_record_and_shows_what_it_says(stocked: Runner, program: Program) -> None:
    path = program("审批", TELLS + "echo 看过了\n")
    hooked(stocked, path, "--noun-name", "client", "--fields", "level")
    shown = json.loads(stocked("hook", "run", "审批", "C1", "--dry-run").out)
    assert (shown["trial"], shown["records"][0]["after"]["name"], told(path)) == (True, "科锐配电", [])
    assert stocked("hook", "run", "审批", "C1") == Answer(0, "看过了\n", "the hook 审批 let it pass\n")
    assert [one["trial"] for one in told(path)] == [True]
    path.write_text("#!/bin/sh\necho 不行\nexit 4\n")
    answer = stocked("hook", "run", "HK1", "科锐", "--json")
    assert (answer.code, json.loads(answer.out)) == (
        5,
        {"hook": "审批", "ref": "C1", "exit_code": 4, "stdout": "不行\n", "stderr": ""},
    )
    assert json.loads(stocked("client", "show", "C1", "--json").out)["level"] == "A"


def test_in_chinese_a_hook_is_set_up_and_seen_in_chinese(stocked: Runner, program: Program) -> None:
    program("check", "#!/bin/sh\nexit 0\n")
    chinese = {"CRM_LANG": "zh_CN"}
    answer = stocked(
        "钩子", "新增", "审批", "--程序", "check", "--对象", "客户", "--时机", "写入之后", "--事件", "修改", **chinese
    )
    assert (answer.code, answer.err) == (0, "已新增钩子：HK1 审批 · 撤销：crm undo\n"), answer
    assert "写入之后" in stocked("钩子", "列表", **chinese).out


def test_without_hooks_and_rules_nothing_of_theirs_is_loaded(stocked: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = (
        "crm_cli.commands.hooking",
        "crm_cli.commands.ruling",
        "crm_cli.exchange.hooks",
        "crm_cli.agenda.rules",
        "crm_cli.store.happened",
    )
    for name in ours:
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert stocked("client", "edit", "C1", "--level", "B").code == 0
    assert [name for name in ours if name in sys.modules] == []

"""Plans: written, read by a person, applied once and exactly, refused where the base has changed."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from tests.commands.conftest import Opened
from tests.conftest import Runner


@pytest.fixture
def plan(home: Path) -> Path:
    return home / "plan.json"


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def field(crm: Runner, ref: str, name: str) -> Any:
    return json.loads(crm("show", ref, "--json").out)[name]


def imported(crm: Runner, home: Path, text: str, *words: object) -> Path:
    """A plan of that file, whose source is gone."""
    (home / "new.csv").write_text(text, encoding="utf-8")
    done = crm("import", "client", "new.csv", "--plan", "plan.json", *words)
    assert done.code in (0, 7), done.err
    (home / "new.csv").unlink()
    return home / "plan.json"


def test_a_plan_says_what_where_when_who_and_a_line_for_each_row(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name,level,owner\n科锐配电,B,王芳\n新公司,A,王芳\n", "--key", "name")
    plan = told(path)
    assert plan["command"] == "crm import client new.csv --plan plan.json --key name"
    assert (plan["by"], plan["made"], plan["do"]) == ("王芳", "2026-11-22T01:00:00Z", "import")
    assert plan["counts"] == {"created": 1, "updated": 1, "unchanged": 0, "skipped": 0, "refused": 0}
    update, create = plan["rows"]
    assert (update["ref"], update["reads"]) == ("C1", {"level": "A → B"})
    assert create["reads"] == {"owner": "王芳"}
    assert len(path.read_text().splitlines()) == 4, "head, two rows, sum"


def test_a_plan_is_done_as_one_step_and_taken_back_as_one(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name,level,tags\n科锐配电,B,new;vip\n新公司,A,new\n", "--key", "name")
    before = stocked("client", "list", "--json", "--fields", "ref,name,level,tags").out
    done = stocked("apply", path)
    assert (done.code, done.err) == (
        0,
        "plan of 王芳, 2026-11-22 09:00: 1 client added, 1 client changed\nundo: crm undo\n",
    )
    rows = json.loads(stocked("client", "list", "--json", "--fields", "name,level,tags", "--sort", "ref").out)
    assert rows[0] == {"name": "科锐配电", "level": "B", "tags": ["new", "vip"]}
    assert rows[2] == {"name": "新公司", "level": "A", "tags": ["new"]}
    assert json.loads(stocked("steps", "kind=import", "--json").out)[0]["command"] == "crm apply"
    assert stocked("undo").code == 0
    assert stocked("client", "list", "--json", "--fields", "ref,name,level,tags").out == before


def test_a_plan_is_applied_once(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name\n新公司\n")
    stocked("apply", path)
    again = stocked("apply", path)
    assert again.code == 0
    assert again.err.startswith("applied before, by step ") and again.err.endswith("; nothing was done\n")
    assert len(stocked("client", "list", "--format", "ids").out.split()) == 3
    stocked("undo")
    refused = stocked("apply", path)
    assert refused.code == 4
    assert "took back" in refused.err and "crm redo" in refused.err


def test_a_field_that_changed_since_refuses_the_plan_and_is_named(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name,level\n新公司,A\n科锐配电,B\n", "--key", "name")
    stocked("client", "edit", "C1", "--level", "C")
    stocked("client", "edit", "C2", "--level", "C")  # which the plan does not touch
    done = stocked("apply", path)
    assert (done.code, done.err) == (
        4,
        "crm: the base has changed since the plan was made: 1; nothing was written. Try: make the plan anew with --plan\n"
        "  C1 (line 3)  Level: planned from A, is now C\n",
    )
    assert field(stocked, "C1", "level") == "C"
    assert len(stocked("client", "list", "--format", "ids").out.split()) == 2
    machine = json.loads(stocked("apply", path, "--json").err)
    assert machine["candidates"] == [
        {"ref": "C1", "line": 3, "field": "level", "why": "level: planned from A, is now C"}
    ]


def test_another_field_that_changed_since_does_not_matter(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name,level\n科锐配电,B\n", "--key", "name")
    stocked("client", "edit", "C1", "--industry", "IT")
    assert stocked("apply", path).code == 0
    assert (field(stocked, "C1", "level"), field(stocked, "C1", "industry")) == ("B", "IT")


def test_a_record_that_has_gone_refuses_the_plan_with_3(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name,level\n科锐配电,B\n新公司,A\n", "--key", "name")
    stocked("client", "rm", "C1", "-y")
    done = stocked("apply", path)
    assert (done.code, done.err.splitlines()[1:]) == (3, ["  C1 (line 2)  has gone"])


@pytest.mark.parametrize("words", [("--key", "name"), ()])
def test_a_record_that_came_since_refuses_the_plan(stocked: Runner, home: Path, words: tuple[str, ...]) -> None:
    path = imported(stocked, home, "name,level\n新公司,A\n", *words)
    stocked("client", "add", "新公司", "--level", "A", "--owner", "")
    done = stocked("apply", path)
    assert (done.code, done.err.splitlines()[1:]) == (4, ["  C3 (line 2)  was planned as new and is there now"])


def test_what_was_there_twice_already_is_not_taken_for_what_came_since(stocked: Runner, home: Path) -> None:
    stocked("client", "add", "新公司")
    path = imported(stocked, home, "name\n新公司\n新公司\n")
    assert told(path)["counts"]["created"] == 1
    stocked("client", "edit", "C2", "--level", "B")
    assert stocked("apply", path).code == 0
    assert len(stocked("client", "list", "--format", "ids").out.split()) == 4


def test_a_number_given_since_refuses_the_plan(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "client id,name\n7,新公司\n")
    (home / "other.csv").write_text("client id,name\n7,别的公司\n", encoding="utf-8")
    stocked("import", "client", "other.csv")
    done = stocked("apply", path)
    assert (done.code, done.err.splitlines()[1:]) == (4, ["  C3 (line 2)  was planned as new and is there now"])


def test_what_rows_name_is_made_with_them_unless_it_came_since(stocked: Runner, home: Path) -> None:
    (home / "people.csv").write_text("name,client\n张三,全新公司\n李四,科锐配电\n", encoding="utf-8")
    stocked("import", "contact", "people.csv", "--create-missing", "client", "--plan", "plan.json")
    path = home / "plan.json"
    assert told(path)["rows"][0]["reads"]["client"] == "全新公司"
    stocked("apply", path)
    assert field(stocked, "P2", "client") == field(stocked, "C3", "ref")
    stocked("undo")
    stocked("import", "contact", "people.csv", "--create-missing", "client", "--plan", "plan.json")
    stocked("client", "add", "全新公司")
    assert stocked("apply", path).err.splitlines()[1:] == ["  C4  was planned as new and is there now"]


def test_what_rows_link_to_and_has_gone_is_named(stocked: Runner, home: Path) -> None:
    (home / "people.csv").write_text("name,client\n张三,清华同方\n", encoding="utf-8")
    stocked("import", "contact", "people.csv", "--plan", "plan.json")
    stocked("client", "rm", "C2", "-y")
    done = stocked("apply", home / "plan.json")
    assert (done.code, done.err.splitlines()[1:]) == (3, ["  line 2  Client: what it names has gone"])


def test_fields_of_ones_own_are_made_with_the_plan(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name,鞋码\n新公司,44\n", "--create-fields")
    assert stocked("field", "list", "--format", "ids").out == ""
    stocked("apply", path)
    assert field(stocked, "C3", "鞋码") == 44
    stocked("undo")
    assert stocked("field", "list", "--format", "ids").out == ""


def test_a_dry_run_of_a_plan_says_the_same_and_writes_nothing(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name\n新公司\n")
    dry = stocked("apply", path, "--dry-run")
    assert dry.err == "dry run, nothing was written: plan of 王芳, 2026-11-22 09:00: 1 client added\n"
    assert len(stocked("client", "list", "--format", "ids").out.split()) == 2
    assert stocked("apply", path).code == 0


def test_a_plan_of_nothing_does_nothing_and_leaves_no_step(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name,level\n科锐配电,A\n", "--key", "name")
    steps = stocked("steps", "--json").out
    assert stocked("apply", path).err == "plan of 王芳, 2026-11-22 09:00: nothing\n"
    assert stocked("steps", "--json").out == steps


def test_a_plan_comes_by_stdin_too(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name\n新公司\n")
    assert stocked("apply", "-", stdin=path.read_text(encoding="utf-8")).code == 0


# --- edit and rm


def test_the_edit_of_a_selection_is_planned_and_applied(stocked: Runner, plan: Path) -> None:
    done = stocked("client", "edit", "level=A", "or", "level=none", "--level", "B", "--tags", "+vip", "--plan", plan)
    assert (done.code, done.err) == (0, f"the plan is in {plan}: crm apply {plan}; nothing was changed\n")
    assert field(stocked, "C1", "level") == "A"
    assert [row["ref"] for row in told(plan)["rows"]] == ["C1", "C2"]
    assert told(plan)["rows"][0]["reads"] == ["Level: A → B", "Tags: – → vip"]
    assert stocked("apply", plan).err.startswith("plan of 王芳, 2026-11-22 09:00: 2 clients changed\n")
    assert (field(stocked, "C1", "level"), field(stocked, "C2", "tags")) == ("B", ["vip"])


def test_a_planned_edit_is_refused_where_the_field_moved(stocked: Runner, plan: Path) -> None:
    stocked("client", "edit", "C1", "C2", "--level", "B", "--plan", plan)
    stocked("client", "edit", "C2", "--level", "C")
    done = stocked("apply", plan)
    assert (done.code, done.err.splitlines()[1:]) == (4, ["  C2  Level: planned from –, is now C"])
    assert field(stocked, "C1", "level") == "A"


def test_a_removal_is_planned_with_all_that_goes_with_it(stocked: Runner, plan: Path) -> None:
    stocked("client", "rm", "C1", "--plan", plan)
    assert [(row["ref"], row.get("with")) for row in told(plan)["rows"]] == [("C1", None), ("P1", "C1")]
    assert stocked("apply", plan).err.startswith("plan of 王芳, 2026-11-22 09:00: 2 removed\n")
    assert stocked("show", "P1").code == 3
    stocked("undo")
    assert stocked("show", "P1").code == 0


def test_a_planned_removal_is_refused_where_something_changed_or_came(stocked: Runner, plan: Path) -> None:
    stocked("client", "rm", "C1", "--plan", plan)
    stocked("contact", "edit", "P1", "--phone", "13900000000")
    stocked("task", "add", "C1", "回访")
    done = stocked("apply", plan)
    assert done.code == 4
    assert done.err.splitlines()[1:] == [
        "  T1  came since and would go with C1",
        "  P1  Phone: planned from 13801234567, is now 13900000000",
    ]
    stocked("client", "rm", "C1", "-y")
    assert stocked("apply", plan).code == 3


def test_a_removal_of_many_asks_before_it_is_applied(stocked: Runner, plan: Path) -> None:
    for name in ("甲", "乙", "丙"):
        stocked("contact", "add", name, "--client", "C1")
    stocked("client", "rm", "C1", "--plan", plan)
    assert stocked("apply", plan).code == 2
    assert stocked("apply", plan, "--yes").code == 0


# --- what is no plan


def test_a_plan_of_another_base_is_refused(stocked: Runner, home: Path, opened: Opened) -> None:
    path = imported(stocked, home, "name\n新公司\n")
    stocked("init", "--yes", "--me", "Ann", CRM_DB=str(home / "other.db"))
    done = stocked("apply", path, CRM_DB=str(home / "other.db"), CRM_USER="Ann")
    assert (done.code, done.err) == (
        2,
        "crm: this plan was made for another base. Try: crm --db FILE apply PLAN\n",
    )


def test_a_plan_made_after_a_backup_is_refused_by_the_restored_base(stocked: Runner, home: Path) -> None:
    before = (home / "base.db").read_bytes()
    stocked("client", "edit", "C1", "--level", "B")
    path = imported(stocked, home, "name\n新公司\n")
    for file in home.glob("base.db*"):
        file.unlink()
    (home / "base.db").write_bytes(before)
    stocked("client", "edit", "C1", "--level", "C")
    done = stocked("apply", path)
    assert done.code == 2
    assert "was it restored?" in done.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("新公司", "旧公司"), "the plan is not as it was written"),
        (lambda text: text[:-90], "the plan is not as it was written"),
        (lambda text: "\n".join(text.splitlines()[:-1]), "the plan is not as it was written"),
        (lambda text: text.replace('"crm_plan": 1', '"crm_plan": 9'), "this plan has format 9; this program knows 1"),
        (lambda _text: '{"rows": [\n], "sha256": ""}', "this is no plan"),
        (lambda _text: "name,level\nA,B\n", "this is no plan"),
        (lambda _text: "", "this is no plan"),
        (lambda text: json.dumps(json.loads(text)), "this is no plan"),
    ],
)
def test_what_is_no_plan_or_was_changed_is_one_line(stocked: Runner, home: Path, change: Any, said: str) -> None:
    path = imported(stocked, home, "name\n新公司\n又一家\n")
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    done = stocked("apply", path)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert said in done.err
    assert len(stocked("client", "list", "--format", "ids").out.split()) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"do": "create"', '"do": "make"'),
        ('"id": ', '"ident": '),
        ('"values": ', '"noun": "setting", "values": '),
        ('"columns": ["id", ', '"columns": ["id", "n", '),
        ('"noun": "client"', '"noun": "setting"'),
        ('"values": {', '"values": ["'),
    ],
)
def test_a_forged_plan_is_one_line_and_writes_nothing(stocked: Runner, home: Path, old: str, new: str) -> None:
    """The sum of a plan is no signature: what is in it is still looked at."""
    path = imported(stocked, home, "name\n新公司\n")
    lines = path.read_text(encoding="utf-8").replace(old, new).splitlines()[:-1]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    path.write_text("\n".join([*lines, f'], "sha256": "{digest}"}}']) + "\n", encoding="utf-8")
    before = stocked("client", "list", "--json").out
    done = stocked("apply", path)
    assert (done.code, done.err.count("\n")) == (2, 1), done.err
    assert stocked("client", "list", "--json").out == before


def test_the_rows_of_several_sheets_are_named_by_their_sheet(stocked: Runner, home: Path) -> None:
    with Workbook(home / "two.xlsx") as book:
        for sheet, name in (("一", "甲公司"), ("二", "乙公司")):
            page = book.add_worksheet(sheet)
            for number, row in enumerate((["name", "phone"], [name, "13800000001"], ["坏", "12"])):
                page.write_row(number, 0, row)
    assert stocked("import", "client", "two.xlsx", "--plan", "plan.json").code == 7
    plan = told(home / "plan.json")
    assert all(isinstance(row["line"], str) and row["line"].strip() for row in [*plan["rows"], *plan["refused"]])
    assert stocked("apply", "plan.json").code == 0


def test_other_ends_of_lines_are_no_change(stocked: Runner, home: Path) -> None:
    path = imported(stocked, home, "name\n新公司\n")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert stocked("apply", path).code == 0

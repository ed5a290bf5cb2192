"""A workbook goes out, is edited, and comes back: only what was changed by hand changes, and what both sides changed is refused by field."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Begun, Runner

Edit = Callable[..., Path]
pytestmark = pytest.mark.usefixtures("stocked")


@pytest.fixture
def stocked(base: Path, crm: Runner, begun: Begun) -> None:
    """Three clients, a contact and a deal."""

    def lay() -> None:
        crm(
            "client",
            "add",
            "科锐配电",
            "--level",
            "A",
            "--phone",
            "13801234567",
            "--revenue",
            "48万",
            "--tags",
            "vip,new",
            "--partner-share",
            "12.5%",
        )
        crm(
            "client",
            "add",
            "Mei Li",
            "--type",
            "person",
            "--birthday",
            "农历八月十五",
            "--note",
            "a;b,c\nd",
            "--tax-id",
            "913100007178505366",
        )
        crm("client", "add", "=1+1", "--website", "https://example.com", "--bank-account", "6222020200112233445")
        crm("contact", "add", "李建国", "--client", "C1", "--festivals", "spring,autumn")
        crm("opp", "add", "Relays", "--client", "C1", "--amount", "10万", "--close", "2026-12-24")

    begun(lay)


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """``edited(file, {"C1": {"Level": "B"}}, add=[…], drop=[…])`` → the file as a spreadsheet saved it again."""

    def edit(
        file: Path, changes: dict[str, dict[str, Any]], add: Any = (), header: dict[str, str] | None = None
    ) -> Path:
        book = openpyxl.load_workbook(file)
        sheet = book.worksheets[0]
        places = {cell.value: cell.column for cell in sheet[1]}
        rows = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=2)}
        for ref, cells in changes.items():
            for label, value in cells.items():
                sheet.cell(rows[ref], places[label]).value = value
        for cells in add:
            at = sheet.max_row + 1
            for label, value in cells.items():
                sheet.cell(at, places[label]).value = value
        for old, new in (header or {}).items():
            sheet.cell(1, places[old]).value = new
        book.save(tmp_path / "edited.xlsx")
        return tmp_path / "edited.xlsx"

    return edit


def sent(crm: Runner, tmp_path: Path, noun: str = "client", *words: str, **environment: str) -> Path:
    file = tmp_path / f"{noun}.xlsx"
    done = crm("export", noun, *words, "-o", file, **environment)
    assert done.code == 0, done.err
    return file


def shown(crm: Runner, ref: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(crm("client", "show", ref, "--json").out)
    return found


def told(done: Any) -> tuple[int, str]:
    """The exit code, and what was counted."""
    return done.code, next(line for line in done.err.splitlines() if "created," in line)


@pytest.mark.parametrize("noun", ["client", "contact", "opp", "user", "team", "pipeline", "stage", "tag"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_workbook_that_nobody_edited_changes_nothing(
    crm: Runner, tmp_path: Path, edited: Edit, noun: str, language: str
) -> None:
    file = sent(crm, tmp_path, noun, CRM_LANG=language)
    for one in (file, edited(file, {})):
        done = crm("import", noun, one)
        code, counted = told(done)
        assert (code, counted.startswith("0 created, 0 updated, ")) == (0, True), done.err
        assert "not taken" not in done.err
    assert "kind" not in crm("steps", "kind=import", "--format", "jsonl").out


def test_only_what_was_edited_changes(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = sent(crm, tmp_path)
    crm("client", "edit", "C1", "--phone", "13900000000")
    new = {"Level": "B", "Annual revenue": 500000.5, "Partner's share": 0.6, "Note": "new\nlines", "Tags": "vip, 旧"}
    done = crm("import", "client", edited(file, {"C1": new}))
    assert told(done) == (0, "0 created, 1 updated, 2 unchanged")
    now = shown(crm, "C1")
    assert [now[name] for name in ("level", "revenue", "partner_share", "note", "phone")] == [
        "B",
        "500000.50",
        60,
        "new\nlines",
        "13900000000",
    ]
    assert set(now["tags"]) == {"vip", "旧"}
    crm("undo")
    assert shown(crm, "C1")["level"] == "A"


def test_choices_and_headings_are_taken_in_either_language(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = sent(crm, tmp_path, "client", "--fields", "name,type,relation", CRM_LANG="zh_CN")
    crm("import", "client", edited(file, {"C1": {"关系": "客户", "类别": "person"}}, header={"关系": "Relation"}))
    assert [shown(crm, "C1")[name] for name in ("relation", "type")] == ["customer", "person"]


def test_a_day_and_a_time_are_edited_as_a_spreadsheet_does(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = sent(crm, tmp_path, "opp")
    done = crm("import", "opp", edited(file, {"D1": {"Expected close": date(2027, 1, 31), "Amount": 12.5}}))
    assert told(done) == (0, "0 created, 1 updated, 0 unchanged"), done.err
    found = json.loads(crm("opp", "show", "D1", "--json").out)
    assert (found["close"], found["amount"], found["stage"]) == ("2027-01-31", "12.50", found["stage"])


def test_a_field_that_both_sides_changed_is_refused_with_both_values(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = sent(crm, tmp_path)
    crm("client", "edit", "C1", "--level", "C", "--industry", "power")
    done = crm("import", "client", edited(file, {"C1": {"Level": "B", "Short name": "Keru"}, "C2": {"Level": "B"}}))
    assert told(done) == (7, "0 created, 2 updated, 1 unchanged, 1 refused")
    assert "Level “B” ≠ “C”" in done.err
    assert [shown(crm, "C1")[name] for name in ("level", "short_name", "industry")] == ["C", "Keru", "power"]
    assert shown(crm, "C2")["level"] == "B"


def test_it_can_be_said_whose_change_stands(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = edited(sent(crm, tmp_path), {"C1": {"Level": "B"}})
    crm("client", "edit", "C1", "--level", "C")
    assert crm("import", "client", file, "--mine", "--theirs").code == 2
    done = crm("import", "client", file, "--theirs")
    assert (done.code, "left as the base has them: 1" in done.err, shown(crm, "C1")["level"]) == (0, True, "C")
    assert told(crm("import", "client", file, "--mine")) == (0, "0 created, 1 updated, 2 unchanged")
    assert shown(crm, "C1")["level"] == "B"


def test_the_same_change_on_both_sides_is_no_conflict(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = edited(sent(crm, tmp_path), {"C1": {"Level": "B", "Relation": "customer", "Annual revenue": 7}})
    crm("client", "edit", "C1", "--level", "B", "--relation", "customer", "--revenue", "7")
    assert told(crm("import", "client", file)) == (0, "0 created, 0 updated, 3 unchanged")


def test_the_refused_cells_can_be_mended_and_imported(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = edited(sent(crm, tmp_path), {"C1": {"Level": "B", "Phone": "13911111111"}})
    crm("client", "edit", "C1", "--level", "C")
    rejects = tmp_path / "rejects.csv"
    assert crm("import", "client", file, "--rejects", rejects).code == 7
    crm("client", "edit", "C1", "--phone", "13922222222")
    assert told(crm("import", "client", rejects)) == (0, "0 created, 1 updated, 0 unchanged")
    assert [shown(crm, "C1")[name] for name in ("level", "phone")] == ["B", "13922222222"]


def test_an_emptied_cell_empties_only_when_told(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = edited(sent(crm, tmp_path), {"C1": {"Phone": None}})
    done = crm("import", "client", file)
    assert (told(done), "left as they are: 1" in done.err) == ((0, "0 created, 0 updated, 3 unchanged"), True)
    assert told(crm("import", "client", file, "--clear-empty")) == (0, "0 created, 1 updated, 2 unchanged")
    assert (shown(crm, "C1")["phone"], shown(crm, "C1")["level"]) == (None, "A")


def test_rows_are_added_moved_and_left_out(crm: Runner, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sent(crm, tmp_path, "client", "--fields", "ref,name,level"))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    sheet.delete_rows(2, 5)
    for row in (rows[2], [None, "New one", "B"], [rows[0][0], rows[0][1], "C"]):
        sheet.append(row)
    book.save(tmp_path / "moved.xlsx")
    assert told(crm("import", "client", tmp_path / "moved.xlsx")) == (0, "1 created, 1 updated, 1 unchanged")
    assert (shown(crm, "C1")["level"], shown(crm, "C4")["name"]) == ("C", "New one")
    assert told(crm("import", "client", tmp_path / "moved.xlsx"))[1] == "0 created, 0 updated, 3 unchanged"


def test_what_was_removed_since_does_not_come_back_unasked(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = edited(sent(crm, tmp_path), {"C3": {"Level": "B"}})
    crm("client", "rm", "C3", "-y")
    done = crm("import", "client", file)
    assert told(done) == (7, "0 created, 0 updated, 2 unchanged, 1 refused")
    assert "C3 was removed since the export" in done.err


def test_the_record_of_another_base_is_not_taken_for_ours(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = edited(sent(crm, tmp_path), {"C1": {"Level": "B"}})
    new = {"CRM_DB": str(tmp_path / "other.db")}
    crm("init", "--yes", "--me", "Ann", "--country", "CN", "--language", "en", **new)
    crm("client", "add", "Somebody else", **new)
    done = crm("import", "client", file, **new)
    assert told(done) == (7, "2 created, 0 updated, 0 unchanged, 1 refused"), done.err
    assert "C1 is another client in this base" in done.err


def test_a_workbook_of_another_noun_or_without_refs_is_refused(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = sent(crm, tmp_path)
    assert "another kind of record: client" in crm("import", "contact", file).err
    gone = crm("import", "client", edited(file, {}, header={"Ref": "Number"}))
    assert (gone.code, "the column of the refs is gone" in gone.err) == (2, True)


def test_a_column_of_ones_own_is_offered_as_a_field(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    file = sent(crm, tmp_path, "client", "--fields", "ref,name,last_contact,owner.email,level")
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["F1"], book.worksheets[0]["F2"] = "Shoe", 44
    book.save(file)
    done = crm("import", "client", file)
    assert "not taken: Shoe" in done.err
    assert told(crm("import", "client", file, "--create-fields"))[0] == 0
    assert shown(crm, "C1")["Shoe"] == 44


def test_a_text_longer_than_a_cell_comes_back_whole(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    crm("import", "client", "-", stdin=json.dumps({"name": "Long", "note": "长" * 40_000 + "\x1b"}))
    file = edited(sent(crm, tmp_path), {"C4": {"Level": "B"}})
    assert told(crm("import", "client", file)) == (0, "0 created, 1 updated, 3 unchanged")
    new = {"CRM_DB": str(tmp_path / "other.db")}
    crm("init", "--yes", "--me", "Ann", "--country", "CN", "--language", "en", **new)
    assert told(crm("import", "client", file, **new))[1].startswith("4 created")
    assert json.loads(crm("client", "show", "C4", "--json", **new).out)["note"] == "长" * 40_000 + "\x1b"


def test_a_german_base_reads_its_own_numbers(crm: Runner, tmp_path: Path, german: Path, edited: Edit) -> None:
    crm("client", "add", "Acme", "--revenue", "1234,5", "--employees", "1200", "--partner-share", "12,5 %")
    file = sent(crm, tmp_path)
    assert told(crm("import", "client", file)) == (0, "0 created, 0 updated, 1 unchanged")
    done = crm(
        "import",
        "client",
        edited(file, {"C1": {"Annual revenue": 1234.57, "Partner's share": 0.055, "Employees": 1300}}),
    )
    assert done.code in (0, 7), done.err
    now = shown(crm, "C1")
    assert (now["partner_share"], now["employees"]) == (5.5, 1300)


def test_the_plan_of_an_edited_workbook_names_its_changes(crm: Runner, tmp_path: Path, edited: Edit) -> None:
    done = crm("import", "client", edited(sent(crm, tmp_path), {"C1": {"Level": "B"}}), "--dry-run")
    assert "0 to create, 1 to update, 2 unchanged" in done.out
    assert shown(crm, "C1")["level"] == "A"

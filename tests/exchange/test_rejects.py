"""Refused rows come back in the format they came in, each with its line, column and reason, to be mended and imported again."""

import io
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tests.conftest import Runner
from tests.exchange.conftest import Written

pytestmark = pytest.mark.usefixtures("base")
ROWS = [["name", "phone", "note"], ["甲", "12", "=1+1"], ["乙", "13800000002", "好"], ["", "", "无名"]]


def as_csv(delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\n" for row in ROWS)


@pytest.mark.parametrize(
    ("delimiter", "coding"), [(";", "gb18030"), (",", "utf-8-sig"), ("|", "utf-16"), (",", "utf-8")]
)
def test_a_table_keeps_its_delimiter_and_encoding(crm: Runner, written: Written, delimiter: str, coding: str) -> None:
    done = crm("import", "client", written(as_csv(delimiter).encode(coding)))
    assert (done.code, done.err.splitlines()[0]) == (7, "1 created, 0 updated, 0 unchanged, 2 refused")
    path = written("", "other").with_name("file.csv.rejects.csv")
    lines = [line.split(delimiter) for line in path.read_text(encoding=coding).splitlines()]
    assert lines[0] == ["line", "column", "reason", *ROWS[0]]
    assert lines[1] == ["2", "phone", "“12” is not a whole phone number", *ROWS[1]]
    assert lines[2][:3] == ["4", "", "a client needs its Name"]


def test_a_reason_that_the_encoding_lacks_makes_the_file_utf_8(crm: Runner, written: Written) -> None:
    file = written("name,phone\nMüller,12\n".encode("cp1252"))
    assert crm("import", "client", file, "--encoding", "cp1252", CRM_LANG="zh_CN").code == 7
    raw = file.with_name("file.csv.rejects.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and "Müller" in raw.decode("utf-8-sig")


@pytest.mark.parametrize("whole", [True, False])
def test_json_comes_back_as_json(crm: Runner, written: Written, whole: bool) -> None:
    items = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
    text = json.dumps(items) if whole else "".join(json.dumps(item) + "\n" for item in items)
    file = written(text, "file.json" if whole else "file.jsonl")
    assert crm("import", "client", file).code == 7
    found = file.with_name(file.name + (".rejects.json" if whole else ".rejects.jsonl")).read_text(encoding="utf-8")
    refused = json.loads(found) if whole else [json.loads(line) for line in found.splitlines()]
    assert [(one["column"], one.get("name")) for one in refused] == [("phone", "甲"), ("", None)]


def workbook(path: Path) -> Path:
    with Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("客户")
        for number, row in enumerate(ROWS):
            page.write_row(number, 0, row)
    return path


def test_a_workbook_comes_back_as_a_workbook_with_the_reason_first(crm: Runner, tmp_path: Path) -> None:
    file = workbook(tmp_path / "clients.xlsx")
    assert crm("import", "client", file).code == 7
    path = tmp_path / "clients.xlsx.rejects.xlsx"
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["line", "column", "reason", *ROWS[0]]
    assert rows[1] == ["2", "phone", "“12” is not a whole phone number", "甲", "12", "=1+1"], "a text stays a text"


def test_broken_cards_come_back_as_they_were(crm: Runner, written: Written) -> None:
    cards = [
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:甲\r\nTEL:13800000001\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:乙\r\nTEL:12\r\nX-OWN:kept\r\nEND:VCARD\r\n",
    ]
    file = written("".join(cards), "people.vcf")
    done = crm("import", "contact", file)
    assert (done.code, "1 created" in done.err) == (7, True)
    path = file.with_name("people.vcf.rejects.vcf")
    text = path.read_bytes().decode()
    lines = text.split("\r\n")
    assert lines[1] == "X-CRM-REASON:“12” is not a whole phone number"
    assert "\r\n".join([lines[0], *lines[2:]]) == cards[1]
    path.write_text(text.replace("TEL:12", "TEL:13800000002"), encoding="utf-8", newline="")
    assert crm("import", "contact", path).err.splitlines()[-1] == "1 created, 0 updated, 0 unchanged"


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_a_mended_file_is_imported_again_and_its_own_columns_say_nothing(
    crm: Runner, written: Written, tmp_path: Path, kind: str
) -> None:
    """For leads a column called reason would mean why one was given up."""
    rows = [["name", "phone"], ["甲", "12"], ["乙", "13"]]
    if kind == "csv":
        file = written("".join(",".join(row) + "\n" for row in rows))
    elif kind == "jsonl":
        file = written(
            "".join(json.dumps(dict(zip(rows[0], row, strict=True))) + "\n" for row in rows[1:]), "file.jsonl"
        )
    else:
        file = tmp_path / "file.xlsx"
        with Workbook(file) as book:
            page = book.add_worksheet()
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    assert crm("import", "lead", file).code == 7
    path = file.with_name(f"{file.name}.rejects.{kind}")
    if kind == "xlsx":
        with Workbook(path) as book:
            page = book.add_worksheet()
            for number, row in enumerate(
                [["line", "column", "reason", *rows[0]], ["2", "phone", "x", "甲", "13800000001"]]
            ):
                page.write_row(number, 0, row)
    else:
        path.write_text(path.read_text(encoding="utf-8").replace("12", "13800000001"), encoding="utf-8")
    done = crm("import", "lead", path)
    assert "not taken" not in done.err and "1 created" in done.err
    (lead,) = json.loads(crm("lead", "list", "--json", "--fields", "name,phone,reason").out)
    assert lead == {"name": "甲", "phone": "13800000001", "reason": None}
    if kind != "xlsx":
        again = path.with_name(path.name + f".rejects.{kind}").read_text(encoding="utf-8")
        assert again.count("reason") <= 2, "what is ours stands there once"


def test_columns_of_ours_stand_apart_from_the_files_own(crm: Runner, written: Written) -> None:
    file = written("name,phone,reason\n甲,12,没预算\n")
    crm("import", "lead", file)
    path = file.with_name("file.csv.rejects.csv")
    assert path.read_text(encoding="utf-8").splitlines()[0] == "crm line,crm column,crm reason,name,phone,reason"
    path.write_text(path.read_text(encoding="utf-8").replace(",12,", ",13800000001,"), encoding="utf-8")
    assert crm("import", "lead", path).code == 0
    assert json.loads(crm("lead", "list", "--json", "--fields", "reason").out) == [{"reason": "没预算"}]


def test_an_earlier_file_of_refused_rows_is_not_overwritten(crm: Runner, written: Written) -> None:
    file = written(as_csv())
    for number in ("", "-2", "-3"):
        done = crm("import", "client", file)
        path = file.with_name(f"file.csv.rejects{number}.csv")
        assert path.exists() and f"refused rows are in {path}" in done.err
    told = file.with_name("mine.csv")
    for _time in range(2):
        crm("import", "client", file, "--rejects", told)
    assert told.exists() and not file.with_name("mine-2.csv").exists()


def test_refused_rows_go_to_stdout_when_that_is_said(crm: Runner, written: Written) -> None:
    file = written(as_csv())
    done = crm("import", "client", file, "--rejects", "-")
    assert done.out.splitlines()[1] == "2,phone,“12” is not a whole phone number,甲,12,=1+1"
    assert not file.with_name("file.csv.rejects.csv").exists()


def test_all_or_nothing_names_the_first_rows_and_leaves_no_file(crm: Runner, written: Written) -> None:
    file = written("name,phone\n" + "".join(f"甲{number},12\n" for number in range(7)))
    done = crm("import", "client", file, "--all-or-nothing")
    assert (done.code, done.err) == (
        2,
        "crm: refused: 7, the first on line 2, 3, 4, 5, 6 …; nothing was written. Try: --dry-run says why\n",
    )
    assert not file.with_name("file.csv.rejects.csv").exists()


# --- what is said


def test_reasons_come_in_groups(crm: Runner, written: Written) -> None:
    lines = [f"甲{n},X,13800000001" for n in range(17)] + ["乙,,12"] + [f"丙{n},,1{n}" for n in range(3, 9)]
    crm("pipeline", "list")
    file = written("name,owner,phone\n" + "\n".join(lines) + "\n")
    dry = crm("import", "client", file, "--dry-run")
    assert dry.code == 7
    assert "  17 rows: owner: there is no user “X”; lines 2, 3, 4, 5, 6 …\n" in dry.out
    assert "  7 rows, such as: phone: “12” is not a whole phone number; lines 19, 20, 21, 22, 23 …\n" in dry.out
    done = crm("import", "client", file)
    assert "  17 rows: owner: there is no user “X”; lines 2, 3, 4, 5, 6 …\n" in done.err


def test_a_dry_run_shows_the_mapping_with_examples_and_the_first_changes(crm: Runner, written: Written) -> None:
    crm("client", "add", "A", "--level", "A")
    file = written("客户名称,等级,尺码\nA,B,\nB,A,44\n")
    dry = crm("import", "client", file, "--key", "name", "--dry-run").out.splitlines()
    assert dry[0] == f"{file}: CSV (utf-8), 3 columns"
    assert "  客户名称 → name  (A)" in dry and "  等级 → level  (B)" in dry
    assert "1 to create, 1 to update, 0 unchanged" in dry
    assert "  line 2: C1  Level: A → B" in dry


def test_a_dry_run_with_new_fields_makes_none(crm: Runner, written: Written) -> None:
    file = written("name,鞋码\n甲,44\n")
    dry = crm("import", "client", file, "--create-fields", "--dry-run")
    assert (dry.code, "new fields: 鞋码" in dry.out) == (0, True)
    assert crm("field", "list", "--format", "ids").out == ""
    assert crm("steps", "kind=import", "--json").out == "[]\n"
    assert io.StringIO(dry.out).readline().endswith("2 columns\n")

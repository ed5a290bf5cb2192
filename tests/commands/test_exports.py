"""``crm export`` in its formats, ``-o`` of any list, and the log of both."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm_cli.clock import Clock
from crm_cli.workspace import open_workspace
from tests.commands.conftest import founded_file
from tests.conftest import Begun, Runner


@pytest.fixture(autouse=True)
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crm: Runner, begun: Begun) -> Path:
    """A base with two clients, one of them hostile to spreadsheets."""
    path = founded_file(tmp_path / "crm.db", stock=False)
    monkeypatch.setenv("CRM_DB", str(path))

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
        )
        crm("client", "add", "=1+1", "--level", "B", "--note", "-x", "--employees", "7")

    begun(lay)
    return path


def logged(crm: Runner, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in crm("exports", *words, "--format", "jsonl").out.splitlines()]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "md", "html", "vcf"])
def test_the_ending_says_the_format(crm: Runner, tmp_path: Path, form: str) -> None:
    for line in (("export", "client"), ("client", "list")):
        file = tmp_path / f"out.{form}"
        assert crm(*line, "-o", file).code == 0
        text = file.read_text("utf-8")
        begins = {
            "csv": "ref,name",
            "tsv": "ref\tname",
            "json": "[\n{",
            "jsonl": "{",
            "md": "",
            "html": "<!doctype",
            "vcf": "BEGIN:VCARD",
        }
        assert text.startswith(begins[form]) and "科锐配电" in text
        file.unlink()


def test_a_list_as_a_workbook_has_the_columns_of_the_list(crm: Runner, tmp_path: Path) -> None:
    crm("client", "list", "-o", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]][:4] == ["Ref", "Name", "Level", "Industry"]
    assert {sheet["B2"].value, sheet["B3"].value} == {"科锐配电", "=1+1"}


def test_a_workbook_speaks_the_readers_language(crm: Runner, tmp_path: Path) -> None:
    crm("export", "client", "--fields", "name,level,type,revenue", "-o", tmp_path / "a.xlsx", CRM_LANG="zh_CN")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book.worksheets[0]
    assert sheet.title == "客户"
    assert [cell.value for cell in sheet[1]] == ["编号", "名称", "级别", "类别", "年营业额"]
    assert [cell.value for cell in sheet[2]] == ["C1", "科锐配电", "A", "单位", 480000]
    assert sheet.column_dimensions["A"].hidden and not sheet.column_dimensions["B"].hidden


def test_a_workbook_goes_into_a_pipe_and_not_onto_a_screen(crm: Runner, base: Path) -> None:
    assert crm("export", "client", "--format", "xlsx", terminal=True).code == 2


def test_a_guarded_file_runs_nothing_and_says_its_encoding(crm: Runner, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    crm("export", "client", "--fields", "ref,name,note,employees", "--sheet", "--bom", "-o", file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfref,")
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert rows[2] == ["C2", "'=1+1", "'-x", "7"]
    assert crm("export", "client", "--sheet", "--format", "tsv", "--fields", "name").out == "name\n科锐配电\n'=1+1\n"


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_what_was_guarded_comes_back_as_it_was(crm: Runner, tmp_path: Path, form: str) -> None:
    crm("field", "add", "client", "=own")
    crm("client", "edit", "C1", "--=own", "'q", "--note", " +86 138\n=x")
    file = tmp_path / f"a.{form}"
    crm("export", "client", "--sheet", "-o", file)
    assert crm("import", "client", file, "--guarded").err.splitlines()[-1] == "0 created, 0 updated, 2 unchanged"
    crm("client", "edit", "C2", "--name", "changed")
    assert crm("import", "client", file, "--guarded").err.splitlines()[-1] == "0 created, 1 updated, 1 unchanged"
    assert json.loads(crm("client", "show", "C2", "--json").out)["name"] == "=1+1"


@pytest.mark.parametrize("form", ["json", "jsonl", "xlsx", "vcf", "md", "html"])
def test_other_formats_need_no_guard(crm: Runner, form: str) -> None:
    assert crm("export", "client", "--format", form, "--sheet").code == 2
    assert logged(crm) == []


def test_only_people_and_firms_have_cards(crm: Runner) -> None:
    assert crm("export", "opp", "--format", "vcf").code == 2
    assert crm("opp", "list", "--format", "vcf").code == 2
    assert crm("export", "client", "--format", "vcf", "--fields", "name").code == 2
    assert crm("client", "list", "--format", "vcf", "--fields", "name").code == 2
    assert logged(crm) == []


def test_a_page_of_html_stands_alone_and_escapes_everything(crm: Runner, tmp_path: Path) -> None:
    crm("client", "add", "<script>alert(1)</script>&\"'")
    crm("client", "show", "C3", "-o", tmp_path / "one.html")
    crm("client", "list", "-o", tmp_path / "all.html")
    for name in ("one", "all"):
        page = (tmp_path / f"{name}.html").read_text("utf-8")
        assert "<script" not in page and "&lt;script&gt;" in page
        assert not re.findall(r"(?:src|href|url)\s*[=(]", page)


def test_every_export_is_in_the_log(crm: Runner, tmp_path: Path) -> None:
    crm("export", "client", "level=A", "--fields", "name,phone", "-o", tmp_path / "a.csv")
    crm("export", "client", "--format", "jsonl")
    crm("client", "list", "name~=", "-o", tmp_path / "l.xlsx")
    crm("export", "all", "-o", tmp_path / "all.jsonl")
    found = {(row["noun_name"], row["filter"], row["fields"], row["format"], row["target"]): row for row in logged(crm)}
    assert found.keys() == {
        ("client", "level=A", "name,phone", "csv", str(tmp_path / "a.csv")), ("client", None, None, "jsonl", "-"),
        ("client", "name~=", None, "xlsx", str(tmp_path / "l.xlsx")), ("all", None, None, "jsonl", str(tmp_path / "all.jsonl")),
    }  # fmt: skip
    assert [row["count"] for key, row in found.items() if key[0] == "client"] == [1, 2, 1]
    assert {row["author"] for row in found.values()} == {"王芳"}


def test_a_list_on_the_screen_is_no_export(crm: Runner) -> None:
    for line in (("client", "list"), ("client", "list", "--format", "csv"), ("client", "list", "-o", "-")):
        crm(*line)
    assert logged(crm) == []


def test_a_refused_export_is_not_in_the_log(crm: Runner, tmp_path: Path) -> None:
    assert crm("export", "client", "colour=red").code == 2
    assert crm("export", "client", "-o", tmp_path / "none" / "a.csv").code != 0
    assert logged(crm) == []


def test_an_export_is_a_step_that_nothing_takes_back(crm: Runner, tmp_path: Path) -> None:
    crm("export", "client", "level=A", "-o", tmp_path / "a.csv")
    step = json.loads(crm("steps", "kind=export", "--format", "jsonl").out)
    assert (step["kind"], step["what"]) == ("export", f"1 client taken out as csv: level=A → {tmp_path / 'a.csv'}")
    assert crm("undo", step["step"]).code == 2
    assert "client" in crm("undo").err  # the last of mine that is no export
    assert len(logged(crm)) == 1
    assert crm("redo").code == 0


def test_an_export_that_cannot_be_written_down_is_made_and_said(crm: Runner, base: Path) -> None:
    holding = open_workspace(base, clock=Clock())
    holding.store.begin()
    try:
        done = crm("export", "client", "--fields", "name", CRM_BUSY_MS="50")
    finally:
        holding.store.close()
    assert (done.code, done.out) == (0, "name\n科锐配电\n=1+1\n")
    assert "not in the log" in done.err


def test_exports_are_found_by_their_author_and_noun(crm: Runner) -> None:
    crm("export", "client")
    crm("export", "contact")
    assert [row["noun_name"] for row in logged(crm, "noun_name=contact")] == ["contact"]
    assert len(logged(crm, "author=me")) == 2

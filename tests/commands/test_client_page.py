"""The page of a client as people and programs get it; its story; documents linked to it."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture
def known(firm: Runner, begun: Begun) -> Runner:
    """A client with a boss, a deal, a promise of theirs, and a call."""

    def lay() -> None:
        for line in (
            ["client", "add", "科锐配电", "--level", "A", "--phone", "13800138000"],
            ["contact", "add", "王总", "--client", "C1", "--role", "decides", "--title", "总经理"],
            ["contact", "add", "李明", "--client", "C1", "--reports-to", "王总"],
            ["opp", "add", "一期改造", "--client", "C1", "--amount", "48.2万", "--close", "2026-12-30"],
            ["log", "call", "李明", "要九五折", "--opp", "D1", "--next", "周五10:00 回电"],
            ["task", "add", "C1", "寄图纸过来", "--theirs", "yes", "--due", "周四"],
        ):
            assert firm(*line).code == 0, line

    begun(lay)
    return firm


def test_a_page_says_what_matters_first_and_draws_who_reports_to_whom(known: Runner) -> None:
    page = known("client", "show", "C1").out
    assert page.startswith(
        "科锐配电  C1\n\nA\n王芳 · 13800138000\nlast contact 2026-11-22 09:00 call 李明 · next 2026-11-26 寄图纸过来\n"
    )
    order = [
        page.index(f"\n{title}\n")
        for title in ("People", "Open opportunities", "To do", "Promised by them", "Timeline", "Archive")
    ]
    assert order == sorted(order)
    assert re.search(r"^王总 +P1 +总经理 +decides$", page, re.MULTILINE)
    assert re.search(r"^└ 李明 +P2 ", page, re.MULTILINE)
    assert re.search(r"^D1 +一期改造 .*¥482,000 .* 2026-11-27 10:00 +回电 +王芳$", page, re.MULTILINE)


def test_of_a_task_for_a_whole_day_no_hour_is_told(known: Runner) -> None:
    page = known("client", "show", "C1").out
    assert re.search(r"^T2 +2026-11-26  寄图纸过来", page, re.MULTILINE)
    assert re.search(r"^T1 +2026-11-27 10:00  回电", page, re.MULTILINE)


def test_a_program_gets_the_fields_and_every_list_under_its_key(known: Runner) -> None:
    page = json.loads(known("client", "show", "C1", "--json").out)
    assert page["name"] == "科锐配电"
    assert {"ref": "P2", "reports_to": "P1"}.items() <= page["people"][
        0 if page["people"][0]["ref"] == "P2" else 1
    ].items()
    assert (page["deals"][0]["value"], page["deals"][0]["currency"]) == ("482000.00", "CNY")
    assert [task["text"] for task in page["tasks"]] == ["回电"]
    assert [task["text"] for task in page["promised"]] == ["寄图纸过来"]
    assert "call" in {event["kind"] for event in page["timeline"]}
    assert page["files"] == page["groups"] == page["merged"] == []
    assert "people" not in json.loads(known("client", "show", "C1", "--format", "jsonl").out)


def test_a_field_of_ones_own_keeps_its_name_beside_the_lists(known: Runner) -> None:
    assert known("field", "add", "client", "people", "--kind", "number").code == 0
    known("client", "edit", "C1", "--people", "7")
    page = json.loads(known("client", "show", "C1", "--json").out)
    assert (page["people"], len(page["people_list"])) == (7, 2)


def test_nobody_who_decides_is_said(firm: Runner) -> None:
    firm("client", "add", "科锐配电")
    firm("contact", "add", "李明", "--client", "C1")
    assert "Nobody is known to decide" in firm("client", "show", "C1").out


def test_the_story_is_a_list_by_kinds_in_either_language(known: Runner) -> None:
    story = json.loads(known("client", "timeline", "C1", "--json").out)
    assert {event["kind"] for event in story} == {"call", "created"}
    assert [e["kind"] for e in json.loads(known("client", "timeline", "C1", "--kind", "电话", "--json").out)] == [
        "call"
    ]
    assert known("client", "timeline", "C1", "--kind", "nonsense").code == 2


def test_a_page_in_markup_is_text_whatever_the_client_is_called(firm: Runner) -> None:
    firm("client", "add", "<script>alert(1)</script>\u202e")
    html = firm("client", "show", "C1", "--format", "html").out
    assert "<script" not in html and "&lt;script&gt;" in html and "\u202e" not in html


def test_a_document_is_linked_by_its_whole_path_and_its_size_is_told(known: Runner, home: Path) -> None:
    (home / "Vertrag.pdf").write_bytes(b"x" * 12_345)
    answer = known("file", "add", "D1", "Vertrag.pdf", "Vertrag 2026")
    assert answer.err.startswith("FL1 Vertrag 2026 linked to D1 一期改造")
    file = json.loads(known("client", "show", "C1", "--json").out)["files"][0]
    assert (file["link"], file["size"], file["about"]) == (str(home / "Vertrag.pdf"), 12_345, "D1")
    assert re.search(r"^FL1 +Vertrag 2026 .* 12 KB ", known("client", "show", "C1").out, re.MULTILINE)


def test_a_document_that_is_not_there_is_linked_and_said_so_and_is_called_as_its_link(known: Runner) -> None:
    assert "there is no such file on this machine" in known("file", "add", "C1", "gone.pdf").err
    assert known("file", "add", "C1", "https://x.example/a/offer.pdf?v=2#p").code == 0
    assert [f["name"] for f in json.loads(known("file", "list", "--json").out)] == ["gone.pdf", "offer.pdf"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "a\x1b[2J.pdf", " "])
def test_what_is_neither_a_path_nor_an_address_is_refused_as_a_link(known: Runner, link: str) -> None:
    assert known("file", "add", "C1", "x.pdf").code == 0
    assert known("file", "edit", "FL1", "--link", link).code == 2


def opener(home: Path, code: int = 0) -> str:
    """A program that writes down what it was to open, and where it lies."""
    folder = home / "bin"
    folder.mkdir()
    program = folder / "xdg-open"
    program.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{home}/opened"\nexit {code}\n')
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_a_document_is_opened_as_one_argument_whatever_it_is_called(known: Runner, home: Path) -> None:
    name = "-a $(touch x) *.pdf"
    (home / name).write_text("x")
    known("file", "add", "C1", str(home / name))
    assert known("file", "open", "FL1", PATH=opener(home)).code == 0
    assert (home / "opened").read_text() == str(home / name)
    assert not (home / "x").exists()


@pytest.mark.parametrize("name", ["a.desktop", "run.SH", "setup.exe", "tool"])
def test_what_would_run_is_never_opened(known: Runner, home: Path, name: str) -> None:
    (home / name).write_text("x")
    (home / name).chmod(0o755)
    known("file", "add", "C1", str(home / name))
    assert known("file", "open", "FL1", PATH=opener(home)).code == 2
    assert not (home / "opened").exists()


def test_an_opener_that_fails_and_a_document_that_is_gone_are_told(known: Runner, home: Path) -> None:
    (home / "a.pdf").write_text("x")
    known("file", "add", "C1", "a.pdf")
    assert known("file", "open", "FL1", PATH=opener(home, 4)).code == 1
    (home / "a.pdf").unlink()
    assert known("file", "open", "FL1").code == 3


def test_a_merge_and_an_undo_take_the_documents_along(known: Runner) -> None:
    known("client", "add", "科锐自动化")
    known("file", "add", "C2", "https://x.example/offer.pdf")
    assert known("merge", "C1", "C2", "--yes").code == 0
    page = json.loads(known("client", "show", "C1", "--json").out)
    assert ([file["ref"] for file in page["files"]], [one["ref"] for one in page["merged"]]) == (["FL1"], ["C2"])
    known("undo")
    assert [file["ref"] for file in json.loads(known("client", "show", "C2", "--json").out)["files"]] == ["FL1"]
    known("client", "rm", "C2", "--yes")
    assert known("file", "show", "FL1").code == 3


def test_nothing_hidden_in_a_documents_name_reaches_the_screen(known: Runner) -> None:
    known("file", "add", "C1", "https://x.example/\u202efdp.exe", "a\x1b[2Jb")
    page = known("client", "show", "C1").out
    assert "\x1b" not in page and "\u202e" not in page and "a␛[2Jb" in page


def test_documents_leave_and_come_back_as_a_file(known: Runner, home: Path) -> None:
    known("file", "add", "D1", "https://x.example/offer.pdf", "报价")
    assert known("export", "file", "-o", "files.csv").code == 0
    known("file", "rm", "FL1", "--yes")
    assert known("import", "file", "files.csv").code == 0
    (file,) = json.loads(known("file", "list", "--json", "--fields", "name,link,client,opportunity").out)
    assert file == {"name": "报价", "link": "https://x.example/offer.pdf", "client": "C1", "opportunity": "D1"}


def test_one_document_is_linked_to_all_that_come_by_stdin(known: Runner) -> None:
    answer = known("file", "add", "-", "https://x.example/terms.pdf", stdin="C1\nD1\n")
    assert (answer.code, answer.err) == (0, "2 files added: FL1 FL2 · undo: crm undo\n")


def test_a_person_has_birthday_gift_and_festivals_in_lists_files_and_on_the_page(firm: Runner, home: Path) -> None:
    (home / "p.csv").write_text(
        "名称,type,生日,礼品等级,节日\n王五,个人,农历八月十五,A,春节；中秋节\n赵六,个人,11-25,,圣诞节\n",
        encoding="utf-8",
    )
    assert firm("--lang", "zh_CN", "import", "client", "p.csv", "--set", "owner=王芳").code == 0
    found = json.loads(firm("client", "list", "gift=A", "--json", "--fields", "name,birthday,gift,festivals").out)
    assert found == [{"name": "王五", "birthday": "lunar 08-15", "gift": "A", "festivals": ["spring", "autumn"]}]
    for wanted, name in (("festivals=圣诞节", "赵六"), ("birthday=..+14d", "赵六"), ("festivals=spring", "王五")):
        assert [one["name"] for one in json.loads(firm("client", "list", wanted, "--json").out)] == [name], wanted
    page = firm("client", "show", "王五").out
    assert ("lunar 08-15" in page, "Gift tier" in page, "Spring Festival" in page) == (True, True, True)
    assert firm("export", "client", "-o", "out.csv").code == 0
    assert firm("client", "rm", "C1", "C2", "--yes").code == 0
    assert firm("import", "client", "out.csv").code == 0
    again = json.loads(firm("client", "list", "gift=A", "--json", "--fields", "name,birthday,gift,festivals").out)
    assert again == found
    assert "赵六" in firm("today").out


def test_a_document_is_linked_by_the_noun_of_its_record_too(known: Runner, home: Path) -> None:
    (home / "v.pdf").write_text("x", encoding="utf-8")
    for line in (
        ("client", "file", "add", "C1", "v.pdf", "合同"),
        ("opp", "file", "D1", "https://files.example.com/offer.pdf"),
        ("contact", "file", "add", "王总", "v.pdf"),
        ("客户", "文件", "新增", "C1", "v.pdf", "附件"),
    ):
        answer = known(*line)
        assert (answer.code, "linked to" in answer.err) == (0, True), (line, answer.err)
    for asked, names in (
        (("opp", "file", "list", "D1"), ["offer.pdf"]),
        (("client", "file", "C1"), ["offer.pdf", "v.pdf", "合同", "附件"]),
    ):
        found = json.loads(known(*asked, "--json").out)
        assert sorted(one["name"] for one in found) == names, asked
    page = json.loads(known("client", "show", "C1", "--json").out)
    assert len(page["files"]) == 4
    assert len(json.loads(known("client", "file", "-", "--json", stdin="C1\n").out)) == 4
    assert json.loads(known("client", "file", "-", "--json", stdin="").out) == []
    assert known("opp", "file", "add", "-", "v.pdf", "两份", stdin="D1\n").code == 0
    assert known("undo").code == 0
    assert known("undo").code == 0
    assert len(json.loads(known("client", "file", "C1", "--json").out)) == 3
    for wrong, said in (
        (("client", "file", "add", "C1"), "say which, and where the document lies"),
        (("client", "file", "add"), "say which, and where the document lies"),
        (("client", "file", "list", "C1", "x"), "one word too many"),
        (("client", "file", "C1", "a", "b", "c"), "one word too many"),
    ):
        answer = known(*wrong)
        assert (answer.code, said in answer.err) == (2, True), (wrong, answer.err)


def test_a_document_that_came_to_a_deal_is_among_the_changes(known: Runner, home: Path) -> None:
    assert known("opp", "file", "D1", "https://files.example.com/offer.pdf", "报价").code == 0
    found = json.loads(known("changes", "--json").out)["changes"]
    assert [(one["kind"], one["ref"], one["new"]) for one in found if one["kind"] == "filed"] == [
        ("filed", "D1", "报价")
    ]
    assert "new document 1" in known("changes").err
    assert known("file", "rm", "FL1", "--yes").code == 0
    (home / "f.csv").write_text(
        "name,link,opportunity\n报价,https://files.example.com/offer.pdf,D1\n", encoding="utf-8"
    )
    assert known("import", "file", "f.csv").code == 0
    found = json.loads(known("changes", "--json").out)["changes"]
    assert "filed" not in [one["kind"] for one in found]

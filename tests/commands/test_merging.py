"""``crm merge``: pairs, some, whole files; what it says, what it refuses, and that one undo takes it back."""

import json
from pathlib import Path
from time import perf_counter

import pytest
from openpyxl import Workbook

from tests.commands.conftest import Opened
from tests.conftest import Begun, Runner


@pytest.fixture
def twins(stocked: Runner, begun: Begun) -> Runner:
    """C1 科锐配电 and C3 科锐, to which a deal, a contact, a call and a task belong."""

    def lay() -> None:
        stocked("client", "add", "科锐", "--phone", "13901234567", "--city", "上海")
        stocked("contact", "add", "王芳", "--client", "C3")
        stocked("opp", "add", "大单", "--client", "C3")
        stocked("log", "call", "C3", "wants a quote", "--next", "fri send it")

    begun(lay)
    return stocked


def test_a_merge_says_what_changed_what_moved_and_what_was_left_out(twins: Runner) -> None:
    answer = twins("merge", "C1", "C3")
    assert answer.code == 0
    lines = answer.err.splitlines()
    assert lines[0] == "merged: C3 科锐 into C1 科锐配电, with 1 contact, 1 opportunity, 1 activity, 1 task"
    assert "  Phone: – → 139 0123 4567" in lines or "  Phone: – → 13901234567" in lines
    assert "  left out, of C3: Name: 科锐" in lines
    assert lines[-1] == "undo: crm undo"


def test_the_ref_of_a_merged_record_leads_to_the_one_that_stays_everywhere(twins: Runner) -> None:
    twins("merge", "C1", "C3")
    assert json.loads(twins("client", "show", "C3", "--json").out)["ref"] == "C1"
    assert twins("contact", "list", "client=C3", "--format", "ids").out.split() == ["P1", "P2"]
    assert twins("find", "C3", "client", "--format", "ids").out.split() == ["C1"]
    assert twins("find", "13901234567", "client", "--format", "ids").out.split() == ["C1"]
    assert "A2" in twins("log", "note", "C3", "回访").err
    assert json.loads(twins("activity", "show", "A2", "--json").out)["client"] == "C1"
    assert twins("client", "edit", "C3", "--level", "C").err.startswith("changed: C1")
    Path("rows.csv").write_text("ref,industry\nC3,电力\n", encoding="utf-8")
    assert twins("import", "client", "rows.csv", "--key", "ref").code == 0
    assert json.loads(twins("client", "show", "C1", "--json").out)["industry"] == "电力"
    Path("people.csv").write_text("name,client\n赵六,C3\n", encoding="utf-8")
    assert twins("import", "contact", "people.csv").code == 0
    assert "P3" in twins("contact", "list", "client=C1", "--format", "ids").out


def test_a_filter_by_ref_follows_what_was_merged(twins: Runner) -> None:
    twins("merge", "C1", "C3")
    for words, found in ((["ref=C3"], "C1"), (["ref=c2,C3"], "C1 C2"), (["ref!=C3"], "C2"), (["ref=C99"], "")):
        assert twins("client", "list", *words, "--format", "ids").out.split() == found.split(), words
    assert twins("contact", "list", "client.ref=C3", "--format", "ids").out.split() == ["P1", "P2"]
    assert twins("export", "client", "ref=C3", "--fields", "ref").out == "ref\nC1\n"
    assert twins("client", "edit", "ref=C3", "--level", "C").err.startswith("changed: C1")


def test_the_history_of_the_one_that_stays_has_that_of_the_others(twins: Runner) -> None:
    twins("client", "tag", "C3", "--add", "展会")
    twins("client", "edit", "C2", "--city", "北京")
    twins("merge", "C2", "C3")
    twins("merge", "C1", "C2")
    told = json.loads(twins("history", "C3", "--json").out)
    assert told == json.loads(twins("client", "history", "C1", "--json").out)
    said = [(row["ref"], row["change"], row["field"], row["to"]) for row in told]
    assert ("C3", "added", "phone", "13901234567") in said
    assert ("C3", "added", "tags", ["展会"]) in said and ("C1", "added", "tags", ["展会"]) in said
    assert ("C2", "changed", "city", "北京") in said
    assert [row["ref"] for row in told if row["field"] == "merged_into"] == ["C3", "C2"]
    assert [row["at"] for row in told] == sorted(row["at"] for row in told)
    table = twins("history", "C1").out
    assert table.splitlines()[0].endswith("Step  Ref") and "展会" in table
    assert not twins("history", "P1").out.splitlines()[0].endswith("Ref")
    twins("undo")
    assert {row["ref"] for row in json.loads(twins("history", "C1", "--json").out)} == {"C1"}


def test_tags_that_came_with_an_import_are_in_the_history_after_a_merge(firm: Runner) -> None:
    Path("c.csv").write_text("name,tags\n甲,展会\n乙,老客户\n", encoding="utf-8")
    assert firm("import", "client", "c.csv").code == 0
    assert firm("merge", "C1", "C2").code == 0
    told = json.loads(firm("history", "C1", "--field", "tags", "--json").out)
    assert [(row["ref"], row["change"], (row["to"] or row["from"])[0]) for row in told] == [
        ("C1", "added", "展会"), ("C2", "added", "老客户"), ("C1", "added", "老客户"), ("C2", "removed", "老客户"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["C1", "P1"], 2, "crm: C1 (client) and P1 (contact) are of two kinds: only records of one kind can be one\n"),
        (["D1", "D2"], 2, "crm: D1 can't be merged (opportunity): only clients, contacts and leads can\n"),
        (
            ["C1", "D1"],
            2,
            "crm: C1 (client) and D1 (opportunity) are of two kinds: only records of one kind can be one\n",
        ),
        (["C1", "C9"], 3, "crm: there is no client “C9”. Try: crm find C9, or crm client list\n"),
        (["C1"], 2, "crm: C1 is one record: name two. Try: crm merge C1 C2\n"),
        (["C1", "C1"], 2, "crm: C1 is one record: name two. Try: crm merge C1 C2\n"),
        ([], 2, "crm: say which are one. Try: crm merge C1 C2\n"),
        (["C1", "C2", "--keep", "level"], 2, "crm: “level” does not say whose field. Try: --keep phone=C2\n"),
        (["C1", "C2", "--keep", "level=C2"], 2, "crm: C2 has no Level to keep\n"),
        (["C1", "C2", "--keep", "level=C3"], 2, "crm: C3 is none of those that are merged\n"),
        (["C1", "C2", "--into", "C3"], 2, "crm: C3 is none of those that are merged\n"),
        (["C1", "--into", "C3"], 2, "crm: C1 is one record: name two. Try: crm merge C1 C2\n"),
        (["C1", "C3", "--keep", "name=C3", "--keep", "Name=C1"], 2, "crm: Name is kept of C3 or of C1: say it once\n"),
        (["C1", "--pairs", "x.csv"], 2, "crm: --pairs takes its records from the file. Try: crm merge --pairs FILE\n"),
        (["--pairs", "none.csv"], 3, "crm: there is no file none.csv\n"),
    ],
)
def test_what_cannot_be_is_refused(twins: Runner, line: list[str], code: int, said: str) -> None:
    twins("opp", "add", "又一单", "--client", "C1")
    assert twins("merge", *line) == (code, "", said)


@pytest.fixture
def unlike(twins: Runner, begun: Begun) -> Runner:
    """C4 李建国 is a person."""

    def lay() -> None:
        twins("client", "add", "李建国", "--type", "person", "--sex", "male", "--occupation", "designer")

    begun(lay)
    return twins


def test_a_person_does_not_become_an_organisation(unlike: Runner) -> None:
    answer = unlike("merge", "C1", "C4")
    assert answer.code == 2
    assert answer.err == (
        "crm: C4 is a person and C1 an organisation. "
        "Try: crm contact add 李建国 --client C1, or if they are one all the same: --keep type=C1\n"
    )
    assert unlike("merge", "C1", "C4", "--keep", "type=C4").code == 0
    assert json.loads(unlike("client", "show", "C1", "--json").out)["type"] == "person"


def test_a_person_and_an_organisation_of_a_file_are_left_out_and_told(unlike: Runner) -> None:
    answer = unlike("merge", "--pairs", "-", "--yes", stdin="a,b\nC1,C3\nC1,C4\n")
    assert answer.code == 0 and answer.err.startswith("merged: C3 科锐 into C1 科锐配电")
    assert "  left out, for C4 is a person and C1 is not\n" in answer.err


def test_of_a_merge_a_few_values_are_told_and_where_the_rest_is(twins: Runner) -> None:
    words = ("industry", "source", "campaign", "region", "city", "district", "address", "postcode")
    for ref in ("C1", "C3"):
        values = [word for name in words for word in (f"--{name}", f"{ref} {name}")]
        assert twins("client", "edit", ref, *values).code == 0
    said = twins("merge", "C1", "C3").err
    assert said.count("left out, of C3") == 6
    assert "  3 more left out: crm history C1\n" in said
    twins("undo")
    assert twins("merge", "C1", "C3", "--dry-run").err.count("left out, of C3") > 6


def test_one_that_was_merged_already_is_told_with_what_it_was_merged_into(twins: Runner) -> None:
    twins("merge", "C1", "C3")
    said = "crm: C3 was merged into C1 科锐配电 already. Try: crm show C1\n"
    assert twins("merge", "C2", "c3") == (4, "", said)
    assert twins("merge", "C1", "C3") == (4, "", said)


def test_more_than_three_are_asked_about_and_a_dry_run_writes_nothing(twins: Runner) -> None:
    twins("client", "add", "又一")
    assert twins("merge", "C1", "C2", "C3", "C4").code == 2
    dry = twins("merge", "C1", "C2", "C3", "C4", "--dry-run")
    assert dry.err.startswith("dry run, nothing was written: merged: C2 清华同方, C3 科锐, C4 又一 into C1 科锐配电")
    assert len(twins("client", "list", "--format", "ids").out.split()) == 4
    assert twins("merge", "C1", "C2", "C3", "C4", "--yes", "--into", "C2", "--json").code == 0
    assert twins("client", "list", "--format", "ids").out.split() == ["C2"]


def test_a_key_is_used_once(twins: Runner) -> None:
    assert twins("merge", "C1", "C3", "--once", "k").code == 0
    again = twins("merge", "C1", "C3", "--once", "k")
    assert again.code == 0 and again.err.startswith("done before, by step")


def test_what_came_since_the_plan_moves_along(twins: Runner) -> None:
    twins("merge", "C1", "C3", "--plan", "plan.json")
    assert twins("log", "call", "C3", "once more").code == 0
    assert twins("apply", "plan.json").code == 0
    assert twins("activity", "list", "client=C1", "--format", "ids").out.split() == ["A1", "A2"]


def test_steps_and_undo_say_that_it_was_a_merge(twins: Runner) -> None:
    twins("merge", "C1", "C3")
    assert "1 client merged" in twins("steps", "--limit", "1").out
    answer = twins("undo")
    assert answer.err.startswith("undone: 1 client changed, 1 client merged, ") and "C3" in answer.err


def test_a_plan_is_done_later_and_refused_where_something_changed(twins: Runner) -> None:
    assert twins("merge", "C1", "C3", "--plan", "plan.json").code == 0
    assert len(twins("client", "list", "--format", "ids").out.split()) == 3
    twins("client", "edit", "C3", "--level", "C")
    assert twins("apply", "plan.json").code == 4
    twins("undo")
    twins("merge", "C1", "C3", "--plan", "new.json")
    answer = twins("apply", "new.json", "--json")
    assert json.loads(answer.out)["merged"] == 1
    assert "1 merged into others\n  C1 科锐配电  ← C3 科锐\nundo: crm undo\n" in answer.err
    assert twins("client", "list", "--format", "ids").out.split() == ["C1", "C2"]
    twins("merge", "C1", "C2", "--plan", "gone.json")
    twins("client", "rm", "C2")
    assert twins("apply", "gone.json").code == 3


@pytest.mark.parametrize(
    "text",
    [
        "noun,ref,name,other\nclient,C1,科锐配电,C3\nclient,C2,清华同方,C3\n",
        "a;b\nC1;C3\nC3;C2\n",
        '[{"ref": "C1", "other": "C3"}, {"ref": "C3", "other": "C2"}]',
        '{"ref": "C1", "other": "C3"}\n{"ref": "C3", "other": "C2"}\n',
    ],
)
def test_pairs_of_a_file_are_merged_as_they_hang_together(twins: Runner, text: str) -> None:
    answer = twins("merge", "--pairs", "-", "--yes", stdin=text)
    assert answer.code == 0
    assert twins("client", "list", "--format", "ids").out.split() == ["C1"]
    again = twins("merge", "--pairs", "-", "--yes", stdin=text)
    assert again.code == 0 and again.err.startswith("nothing to merge\n  pairs that were one already: ")


def test_a_file_in_any_encoding_and_as_a_workbook_is_read_like_an_import(twins: Runner) -> None:
    text = "Ref,名称,其他\nC1,科锐配电,C3\n".replace("其他", "Other")
    for encoding in ("gb18030", "utf-16", "utf-8-sig"):
        Path("pairs.csv").write_bytes(text.encode(encoding))
        answer = twins("merge", "--pairs", "pairs.csv", "--dry-run")
        assert (answer.code, "merged: C3 科锐 into C1 科锐配电" in answer.err) == (0, True), answer.err
    made = Workbook()
    for row in (["甲", "", ""], ["ref", "name", "other"], ["C1", "科锐配电", "C3"]):
        made.active.append(row)
    made.save("pairs.xlsx")
    assert "merged: C3 科锐 into C1" in twins("merge", "--pairs", "pairs.xlsx", "--dry-run").err
    Path("pairs.jsonl").write_text('{"ref": "C1", "others": ["C3", "C2", "P1"]}\n', encoding="utf-8")
    assert "merged: C2 清华同方, C3 科锐 into C1" in twins("merge", "--pairs", "pairs.jsonl", "--dry-run").err


def test_what_is_no_file_is_told_in_our_words(twins: Runner) -> None:
    Path("folder").mkdir()
    assert twins("merge", "--pairs", "folder") == (2, "", "crm: folder is a folder\n")


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("x,y\nC1,C3\n", 2, "there are no columns"),
        ("ref,other\nC1,\n", 2, "line 2: a ref is missing"),
        ("ref,other\nC1,C99\n", 3, "line 2: there is no client"),
        ("ref,other\nC1,P1\n", 2, "line 2: C1 (client) and P1 (contact) are of two kinds"),
        ("", 2, "the file is empty"),
        ("ref,others\n,C1;C3\n", 2, "line 2: a ref is missing"),
        ("[1]", 2, "this is not a JSON object"),
        ("{", 2, "the JSON breaks off or is broken at line 1"),
    ],
)
def test_a_file_that_has_no_pairs_is_refused_with_its_line(twins: Runner, text: str, code: int, part: str) -> None:
    answer = twins("merge", "--pairs", "-", "--yes", stdin=text)
    assert (answer.code, part in answer.err) == (code, True), answer.err


def test_a_file_without_a_pair_is_no_failure(twins: Runner) -> None:
    for text in ("ref,other\n", "[]"):
        assert twins("merge", "--pairs", "-", stdin=text) == (0, "", "nothing to merge\n")


def test_a_file_does_not_merge_what_somebody_called_different(twins: Runner) -> None:
    assert twins("duplicates", "different", "C1", "C2").code == 0
    answer = twins("merge", "--pairs", "-", "--yes", stdin="a,b\nC1,C3\nC2,C1\n")
    assert answer.code == 0 and "  left out, for they are different: C2 and C1\n" in answer.err
    assert twins("client", "list", "--format", "ids").out.split() == ["C1", "C2"]
    twins("undo")
    only = twins("merge", "--pairs", "-", stdin="a,b\nC1,C2\n").err
    assert only == "nothing to merge\n  left out, for they are different: C1 and C2\n"
    answer = twins("merge", "--pairs", "-", "--yes", stdin="a,b\nC1,C3\nC3,C2\n")
    assert answer == (4, "", "crm: C1 and C2 are different, somebody said. Try: crm merge C1 C2\n")
    answer = twins("merge", "C1", "C2")
    assert answer.code == 0 and "  C1 and C2 were called different\n" in answer.err


def test_a_thousand_pairs_are_merged_and_one_undo_gives_the_same_export(firm: Runner, opened: Opened) -> None:
    names = "".join(f"公司{i},138{i:08}\n某公司{i},138{i:08}\n" for i in range(1000))
    Path("clients.csv").write_text("name,phone\n" + names, encoding="utf-8")
    assert firm("import", "client", "clients.csv", "--duplicates", "allow").code == 0
    people = "".join(f"联系人{i},C{2 * i + 2}\n" for i in range(1000))
    Path("contacts.csv").write_text("name,client\n" + people, encoding="utf-8")
    assert firm("import", "contact", "contacts.csv", "--duplicates", "allow").code == 0
    before = rows(opened)
    Path("pairs.csv").write_text(
        "a,b\n" + "".join(f"C{2 * i + 1},C{2 * i + 2}\n" for i in range(1000)), encoding="utf-8"
    )
    start = perf_counter()
    answer = firm("merge", "--pairs", "pairs.csv", "--yes")
    assert answer.code == 0 and answer.err.startswith("merged: 2000 clients into 1000, with 1000 contacts\n"), (
        answer.err
    )
    assert len(firm("client", "list", "--format", "ids").out.split()) == 1000
    assert firm("undo", "--yes").code == 0
    assert perf_counter() - start < 60
    assert rows(opened) == before


def rows(opened: Opened) -> list[str]:
    """Everything as the export of the whole base has it."""
    base = opened()
    found = list(base.everything())
    base.store.close()
    return found


def test_a_review_needs_a_terminal(twins: Runner) -> None:
    said = "crm: a review needs a terminal. Try: crm duplicates scan --format csv -o pairs.csv\n"
    assert twins("duplicates", "review") == (2, "", said)


def test_a_review_shows_pairs_side_by_side_and_merges_parts_undoes_and_skips(firm: Runner) -> None:
    for at in range(3):
        for city in ("上海", "北京"):
            name, phone = f"新方电子{at}有限公司", f"1380013800{at}"
            assert firm("client", "add", name, "--phone", phone, "--city", city, "--allow-duplicate").code == 0
    answer = firm("duplicates", "review", "client", "--min", "0", terminal=True, stdin="u\nm\nu\nd\ns\nm\nq\n")
    assert answer.code == 0, answer.err
    assert "nothing was decided yet" in answer.err and "≠" in answer.out and "上海" in answer.out
    assert "2 of them decided" in answer.err
    assert len(firm("client", "list", "--format", "ids").out.split()) == 5

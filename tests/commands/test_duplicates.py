"""The check at entry: asked on a terminal, refused off it, noted where it is weak; ``crm duplicates of``."""

import json

import pytest

from tests.conftest import Runner


def test_what_is_there_already_is_refused_with_ref_reason_and_owner(stocked: Runner) -> None:
    answer = stocked("lead", "add", "李总", "--phone", "+86 138 0123 4567")
    assert answer.code == 4
    assert answer.err == (
        "crm: it looks like a record that is there already. Try: crm show P1, or --allow-duplicate\n"
        "  P1  李建国 · same phone · 王芳\n"
    )
    assert stocked("lead", "list", "--format", "ids").out == ""


def test_a_program_reads_the_candidates_as_objects(stocked: Runner) -> None:
    answer = stocked("client", "add", "北京科銳配電有限公司", "--json")
    told = json.loads(answer.err)
    assert (answer.code, answer.out, told["code"]) == (4, "", "duplicate")
    assert told["candidates"] == [
        {"noun": "client", "ref": "C1", "name": "科锐配电", "owner": "王芳", "reasons": ["firm"], "strength": "likely", "hidden": False}
    ]  # fmt: skip


def test_it_is_added_all_the_same_where_that_is_wanted(stocked: Runner) -> None:
    answer = stocked("client", "add", "科锐配电有限公司", "--allow-duplicate")
    assert (answer.code, answer.err.split("\n")[0]) == (0, "client added: C3 科锐配电有限公司 · undo: crm undo")


@pytest.mark.parametrize(("typed", "code", "count"), [("y\n", 0, 3), ("n\n", 130, 2), ("\n", 130, 2)])
def test_on_a_terminal_it_is_asked_about(stocked: Runner, typed: str, code: int, count: int) -> None:
    answer = stocked("client", "add", "科锐配电有限公司", terminal=True, stdin=typed)
    assert "C1  科锐配电 · same company name · 王芳" in answer.err
    assert "add it all the same? [y/N]" in answer.err
    assert (answer.code, len(stocked("client", "list", "--format", "ids").out.split())) == (code, count)


def test_where_nobody_is_to_be_asked_nothing_is_asked(stocked: Runner) -> None:
    answer = stocked("--no-input", "client", "add", "科锐配电有限公司", terminal=True, stdin="y\n")
    assert answer.code == 4


def test_what_only_sounds_alike_is_added_and_noted(stocked: Runner) -> None:
    answer = stocked("client", "add", "科瑞配电")
    assert answer.code == 0
    assert "see also C1  科锐配电 · sounds the same · 王芳" in answer.err


def test_a_rehearsal_refuses_it_too(stocked: Runner) -> None:
    assert stocked("client", "add", "科锐配电公司", "--dry-run").code == 4


def test_of_many_those_that_are_there_are_left_out_and_told_by_line(stocked: Runner) -> None:
    rows = 'name,phone\n甲公司,13800000001\n科锐配电有限公司,\n乙公司,138 0000 0001\n"丙, 公司",\n'
    answer = stocked("client", "add", "-", stdin=rows)
    assert answer.code == 7
    assert answer.err == (
        "2 clients added: C3 C4 · undo: crm undo\n"
        "crm: 2 of 4 look like records that are there already and were left out. Try: --allow-duplicate\n"
        "  line 3: C1  科锐配电 · same company name · 王芳\n"
        "  line 4: C3  甲公司 · same phone · 王芳\n"
    )
    again = stocked("client", "add", "-", "--json", stdin=rows)
    assert again.code == 4
    assert [one["line"] for one in json.loads(again.err)["candidates"]] == [2, 3, 4, 5]
    assert stocked("client", "add", "-", "--allow-duplicate", stdin=rows).code == 0


def test_the_same_key_is_answered_before_anything_is_compared(stocked: Runner) -> None:
    assert stocked("client", "add", "蓝海贸易", "--once", "k").code == 0
    assert stocked("client", "add", "蓝海贸易", "--once", "k").code == 0
    assert stocked("client", "add", "蓝海贸易", "--once", "other").code == 4


def test_only_who_can_be_somebody_twice_has_the_option(stocked: Runner) -> None:
    assert "--allow-duplicate" in stocked("contact", "add", "--help").out
    assert "--allow-duplicate" not in stocked("product", "add", "--help").out


@pytest.mark.parametrize("line", [("duplicates", "of"), ("check-dup",)])
def test_whoever_is_on_the_phone_is_told_at_once(stocked: Runner, line: tuple[str, ...]) -> None:
    answer = stocked(*line, "138-0123-4567", "--json")
    assert (answer.code, json.loads(answer.out)) == (
        0,
        [{"ref": "P1", "name": "李建国", "noun": "contact", "reasons": ["phone"], "strength": "sure", "owner": "王芳"}],
    )


def test_people_read_the_reasons_in_words(stocked: Runner) -> None:
    assert "same company name" in stocked("duplicates", "of", "科锐配电有限公司").out
    assert "同一公司名" in stocked("--lang", "zh_CN", "duplicates", "of", "科锐配电有限公司").out
    nobody = stocked("duplicates", "of", "火星")
    assert (nobody.code, nobody.err) == (0, "nothing found\n")


def test_who_is_logged_as_new_is_compared_too(stocked: Runner) -> None:
    answer = stocked("log", "call", "北京科锐配电有限公司", "问价", "--create", "client")
    assert (answer.code, answer.err.splitlines()[1]) == (4, "  C1  科锐配电 · same company name · 王芳")
    assert stocked("log", "call", "13912345678", "问价", "--create", "lead").code == 0

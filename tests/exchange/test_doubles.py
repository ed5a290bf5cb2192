"""Rows that nothing matches and that are somebody already: told, refused or left out."""

import json
from pathlib import Path

import pytest

from tests.conftest import Begun, Runner
from tests.exchange.conftest import Written

ROWS = "name,phone,email\n新来的,+86 138 0123 4567,\n甲公司,13700000001,a@jia.cn\n乙公司,137-0000-0001,\n丙公司,010-82345678,\n丁公司,010-82345678,\n"


@pytest.fixture
def known(base: Path, crm: Runner, begun: Begun) -> Runner:

    def lay() -> None:
        assert crm("contact", "add", "李建国", "--phone", "13801234567").code == 0

    begun(lay)
    return crm


def names(crm: Runner) -> list[str]:
    return [row["name"] for row in json.loads(crm("client", "list", "--json", "--fields", "name", "--sort", "ref").out)]


def test_they_are_taken_and_told_with_their_lines(known: Runner, written: Written) -> None:
    file = written(ROWS)
    foreseen = known("import", "client", file, "--dry-run")
    told = "2 new rows are like somebody who is there (lines 2, 4); --duplicates refuse or skip keeps such out"
    assert told in foreseen.out
    done = known("import", "client", file)
    assert (done.code, told in done.err) == (0, True)
    assert names(known) == ["新来的", "甲公司", "乙公司", "丙公司", "丁公司"]


def test_they_are_refused_with_line_and_reason_where_that_is_wanted(
    known: Runner, written: Written, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    done = known("import", "client", written(ROWS), "--duplicates", "refuse", "--rejects", rejects)
    assert done.code == 7
    assert "line 2: somebody who is there has the same phone" in done.err
    assert "line 4: line 3 has the same phone" in done.err
    assert names(known) == ["甲公司", "丙公司", "丁公司"]
    assert len(rejects.read_text("utf-8-sig").splitlines()) == 3


def test_they_are_left_out_where_that_is_wanted(known: Runner, written: Written) -> None:
    done = known("import", "client", written(ROWS), "--duplicates", "skip", "--json")
    assert done.code == 0
    told = json.loads(done.out)
    assert (told["created"], told["skipped"]) == (3, 2)
    assert "2 rows were left out, as somebody like them is there (lines 2, 4)" in told["notes"]
    assert names(known) == ["甲公司", "丙公司", "丁公司"]


def test_what_the_key_settles_is_no_duplicate_and_a_name_alone_never_is(known: Runner, written: Written) -> None:
    assert (
        known("import", "client", written(ROWS), "--key", "phone", "--duplicates", "refuse").code == 7
    )  # the key's own word
    again = written("name,email\n甲公司,\n甲公司,\n", "again.csv")
    done = known("import", "client", again, "--duplicates", "refuse")
    assert done.code == 0, done


def test_a_way_that_there_is_not_is_refused(known: Runner, written: Written) -> None:
    answer = known("import", "client", written(ROWS), "--duplicates", "merge")
    assert (answer.code, answer.err) == (2, "crm: “merge” is no way with duplicates. Try: one of allow, refuse, skip\n")


def test_a_company_under_another_form_of_its_name_is_told_and_never_kept_out(known: Runner, written: Written) -> None:
    known("client", "add", "北京科锐配电自动化股份有限公司")
    file = written("name,type\n科銳配電自動化,\n星辰科技,\n上海星辰科技有限公司,\n星辰科技,person\n")
    told = "2 new rows have a company name that is there, place and legal form aside (lines 2, 4)"
    assert told in known("import", "client", file, "--dry-run").out
    done = known("import", "client", file, "--duplicates", "refuse")
    assert (done.code, told in done.err) == (0, True)


TWICE = "name,phone,contact,contact phone\n大华,010-66668888,李四,13900139000\n大华,010 6666 8888,李四,13900139000\n小华,010-66668888,,\n"


def test_a_client_that_the_file_has_twice_is_one(base: Path, crm: Runner, written: Written) -> None:
    found = crm("import", "client", written(TWICE))
    assert found.code == 7
    assert "line 3: the same client as line 2, by name and phone: --duplicates skip leaves it out" in found.err
    assert sorted(names(crm)) == ["大华", "小华"]
    assert len(json.loads(crm("contact", "list", "--json").out)) == 1


def test_it_is_left_out_or_taken_where_that_is_wanted(base: Path, crm: Runner, written: Written) -> None:
    assert crm("import", "client", written(TWICE), "--duplicates", "skip").code == 0
    assert sorted(names(crm)) == ["大华", "小华"]
    crm("undo")
    assert crm("import", "client", written(TWICE), "--duplicates", "allow").code == 0
    assert len(names(crm)) == 3

"""``crm sql``: the question from the line, a file or a pipe; the answer in any format; refusals in one line."""

import json
from pathlib import Path

import pytest

from tests.conftest import Runner


def test_the_answer_is_a_list_like_any_other(stocked: Runner) -> None:
    question = "SELECT ref, name, level FROM clients ORDER BY ref"
    assert stocked("sql", question).out.splitlines() == ["ref  name      level", "C1   科锐配电  A", "C2   清华同方"]
    assert stocked("sql", question, "--format", "csv").out == "ref,name,level\nC1,科锐配电,A\nC2,清华同方,\n"
    assert json.loads(stocked("sql", question, "--json").out)[0] == {"ref": "C1", "name": "科锐配电", "level": "A"}
    assert stocked("sql", question, "--format", "ids").out == "C1\nC2\n"


def test_two_columns_of_one_name_are_both_there(stocked: Runner) -> None:
    assert json.loads(stocked("sql", "SELECT 1 a, 2 a", "--json").out) == [{"a": 1, "a_2": 2}]


def test_numbers_stand_right_and_have_no_more_digits_than_they_need(stocked: Runner) -> None:
    assert stocked("sql", "SELECT 0.1 + 0.2 x, 5.0 y, NULL z").out.splitlines() == ["  x  y  z", "0.3  5"]


def test_the_question_comes_from_a_file_or_a_pipe(stocked: Runner, home: Path) -> None:
    (home / "q.sql").write_text("SELECT count(*) n FROM clients", encoding="utf-8")
    for line in (("-F", "q.sql"), ("-",), ("-F", "-")):
        assert stocked("sql", *line, stdin="SELECT count(*) n FROM clients").out == "n\n2\n"


def test_alone_it_lists_the_views(stocked: Runner) -> None:
    found = json.loads(stocked("sql", "--json").out)
    names = {item["view"] for item in found}
    assert {"clients", "opportunities", "activities", "tasks", "leads", "stage_history"} <= names and "op" not in names
    assert {"view": "activities", "column": "client_name", "type": "text", "what": "Client (name)"} in found
    assert "ethnicity" not in {item["column"] for item in found}
    assert stocked("sql", CRM_LANG="zh_CN").out.splitlines()[0].split() == ["视图", "列", "类别", "含义"]


def test_a_limit_says_that_there_is_more(stocked: Runner) -> None:
    answer = stocked("sql", "SELECT ref FROM clients", "--limit", "1")
    assert (answer.out, answer.code) == ("ref\nC1\n", 0) and "the first 1 rows; there are more: --limit" in answer.err


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["DELETE FROM clients"], 2, "only the views can be read, and nothing can be written"),
        (["SELECT * FROM op"], 2, "only the views can be read"),
        (["SELECT nosuch FROM clients"], 2, "SQLite says: no such column: nosuch"),
        (["selct"], 2, 'SQLite says: near "selct": syntax error'),
        (
            [
                "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t) SELECT max(n) FROM t",
                "--limit-seconds",
                "0.2",
            ],
            2,
            "took longer than 0.2 s",
        ),
        (["-F", "none.sql"], 3, "there is no file none.sql"),
        (["SELECT 1", "-F", "none.sql"], 2, "given twice"),
        ([""], 2, "that is no question"),
    ],
)
def test_what_is_wrong_is_one_line(stocked: Runner, line: list[str], code: int, said: str) -> None:
    answer = stocked("sql", *line)
    assert (answer.code, answer.out) == (code, "") and said in answer.err and answer.err.count("\n") == 1

"""Questions in SQL read the views and nothing else, write nothing, and end."""

import json
import secrets
import shutil
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from crm_cli.errors import Invalid
from crm_cli.records.registry import load
from crm_cli.store import asked, asking
from crm_cli.workspace import Workspace
from tests.founding import added
from tests.store.conftest import working

SHADOWS = [
    "WITH clients AS (SELECT * FROM op) SELECT * FROM clients",
    "WITH clients AS (SELECT body FROM main.body) SELECT * FROM clients",
    "WITH RECURSIVE clients(n) AS (SELECT seq FROM main.op) SELECT * FROM clients",
    "WITH visible_clients AS (SELECT * FROM op) SELECT * FROM visible_clients",
    "SELECT * FROM (WITH opportunities AS (SELECT body FROM main.body) SELECT * FROM opportunities)",
    "WITH clients AS (SELECT * FROM main.clients) SELECT email FROM clients",
]
READS = [
    "SELECT * FROM op", "SELECT * FROM main.body", "SELECT 1 FROM ctx", "SELECT * FROM step", "SELECT * FROM main.clients", "SELECT * FROM settings",
    "SELECT count(*) FROM op", "SELECT count(*) FROM OP", "SELECT count(*) FROM main.op", "SELECT count(*) FROM main.clients",
    "SELECT * FROM sqlite_master", "SELECT * FROM sqlite_schema", "SELECT * FROM sqlite_temp_master", "SELECT count(*) FROM sqlite_temp_schema",
    "SELECT * FROM pragma_database_list", "SELECT * FROM search", "SELECT t FROM search_data",
    "SELECT (SELECT body FROM body LIMIT 1)", "SELECT name FROM clients WHERE 1 IN (SELECT seq FROM op)",
]  # fmt: skip
WRITES = [
    "UPDATE clients SET name = 'x'", "DELETE FROM clients", "INSERT INTO op VALUES(1, 1, 'C', 1, 'I')", "UPDATE main.clients SET name = 'x'",
    "DROP TABLE main.clients", "CREATE TEMP TABLE x(a)", "ATTACH '/etc/passwd' AS x", "PRAGMA journal_mode=delete", "PRAGMA query_only=OFF",
    "PRAGMA user_version", "VACUUM INTO 'x'", "BEGIN", "SAVEPOINT x", "REINDEX", "ANALYZE",
]  # fmt: skip
CALLS = [
    "SELECT load_extension('x')", "SELECT randomblob(1000000000)", "SELECT hex(zeroblob(500000000))", "SELECT fts3_tokenizer('simple')",
    "SELECT writefile('x', 'y')", "SELECT readfile('/etc/passwd')",
]  # fmt: skip
ENDLESS = [
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(length(json_array(n))) FROM t",
    "SELECT instr(printf('%.*c', 20000000, 'a'), printf('%.*c', 1000000, 'a') || 'b')",
]
HUGE = [
    "SELECT printf('%.*c', 1000000000, 'x')",
    "SELECT replace(printf('%.*c', 100000000, 'a'), 'a', 'bbbbbbbbb')",
    "WITH RECURSIVE t(n, s) AS (SELECT 1, 'x' UNION ALL SELECT n + 1, s || s FROM t) SELECT length(s) FROM t",
]
BOMBS = [
    "SELECT json_extract(printf('%.*c', 3000000, '['), '$')",
    "SELECT * FROM json_each(printf('%.*c', 3000000, '['))",
]


@pytest.fixture
def full(base: Path) -> Workspace:
    crm = working(base)
    user = added(crm, "user", name="王芳")
    client = added(crm, "client", name="科锐", credit_limit=123456, revenue=5, ethnicity="汉", owner=user.id)
    added(crm, "activity", kind="call", at="2026-11-21T17:00:00Z", client=client.id, text="谈价", owner=user.id)
    return crm


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process of its own would answer is answered in this one: for the many questions of one kind, of which others have a process."""

    def answered(request: bytes, _seconds: float) -> list[bytes]:
        said: list[bytes] = []
        asked.answer(json.loads(request), lambda what: said.append(json.dumps(what).encode()))
        return said

    monkeypatch.setattr(asking, "_answered", answered)


def ask(crm: Workspace, question: str, **more: Any) -> asking.Answer:
    return crm.ask(question, **{"seconds": 2.0, "limit": 100, **more})


def test_views_say_what_people_say(full: Workspace) -> None:
    found = ask(full, "SELECT ref, name, credit_limit, revenue, owner, tags, currency FROM clients")
    assert found.rows == [["C1", "科锐", 1234.56, 0.05, "王芳", None, "CNY"]]
    told = ask(full, "SELECT client, client_name, local_day(at), kind FROM activities")
    assert told.rows == [["C1", "科锐", "2026-11-22", "call"]]
    assert ask(full, "SELECT count(*) FROM CLIENTS c JOIN activities a ON a.client = c.ref").rows == [[1]]
    assert ask(full, "SELECT name FROM clients WHERE folded(name) = folded('科銳')").rows == [["科锐"]]


def test_a_field_of_the_team_is_a_column_and_a_hidden_one_is_not(full: Workspace) -> None:
    with pytest.raises(Invalid, match="no such column"):
        ask(full, "SELECT ethnicity FROM clients")
    full.put_setting("archive.sensitive", "yes")
    assert ask(full, "SELECT ethnicity FROM clients").rows == [["汉"]]
    added(full, "field", noun_name="client", name="门店 数", kind="number")
    full.forget_fields()
    client = full.get(load("client"), "C1")
    full.change(client, **{"门店 数": 7})
    assert ask(full, 'SELECT "门店 数" + 1 FROM clients').rows == [[8]]


def test_every_view_can_be_read_whole(full: Workspace, near: None) -> None:
    for view in full.views():
        assert ask(full, f"SELECT * FROM {view.name}").columns == [column.name for column in view.columns]


@pytest.mark.parametrize("question", [*SHADOWS, *READS, *WRITES])
def test_nothing_but_the_views_can_be_read_and_nothing_written(full: Workspace, near: None, question: str) -> None:
    refused(full, question)


@pytest.mark.parametrize("question", [SHADOWS[0], READS[0], WRITES[0], *CALLS])
def test_nor_is_it_by_the_process_that_answers(full: Workspace, question: str) -> None:
    refused(full, question)


def refused(full: Workspace, question: str) -> None:
    before = full.store.rows("SELECT count(*), max(seq) FROM op")
    with pytest.raises(Invalid, match=r"only the views|no such function|no such table|no such column"):
        ask(full, question)
    assert full.store.rows("SELECT count(*), max(seq) FROM op") == before and names(full) == ["科锐"]
    assert [path.name for path in Path.cwd().iterdir() if path.name in ("x", "y")] == []


def names(crm: Workspace) -> list[str]:
    return [name for (name,) in crm.store.rows("SELECT name FROM clients")]


@pytest.mark.parametrize("question", ENDLESS)
def test_what_does_not_end_is_stopped_and_says_so(full: Workspace, question: str) -> None:
    begun = monotonic()
    with pytest.raises(Invalid, match=r"took longer than 0\.3 s"):
        ask(full, question, seconds=0.3)
    assert monotonic() - begun < 10


@pytest.mark.skipif(
    not shutil.which("bash") or not Path("/proc").exists(), reason="memory is bounded where there are limits"
)
@pytest.mark.parametrize("question", HUGE)
def test_what_asks_for_too_much_is_stopped(full: Workspace, question: str) -> None:
    with pytest.raises(Invalid, match=r"too much|took longer"):
        ask(full, question)


@pytest.mark.parametrize("question", BOMBS)
def test_a_bomb_of_json_is_one_line(full: Workspace, question: str) -> None:
    with pytest.raises(Invalid, match="SQLite says: malformed JSON"):
        ask(full, question)


def test_a_table_made_by_the_question_may_have_any_name_but_a_hidden_one(full: Workspace) -> None:
    assert ask(full, "WITH x AS (SELECT 1 UNION ALL SELECT 2) SELECT count(*) FROM x").rows == [[2]]
    assert ask(full, "WITH clients AS (SELECT 7 n) SELECT n FROM clients").rows == [[7]]
    assert ask(full, "SELECT value FROM json_each('[1,2]')").rows == [[1], [2]]


def test_the_secret_names_are_new_for_every_question(full: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    real = secrets.token_hex

    def noted(size: int) -> str:
        said.append(real(size))
        return said[-1]

    monkeypatch.setattr(secrets, "token_hex", noted)
    ask(full, "SELECT 1")
    ask(full, "SELECT 1")
    assert len(set(said)) == 2 and all(len(word) == 24 for word in said)
    with pytest.raises(Invalid, match="no such table"):
        ask(full, f"SELECT * FROM r{said[0]}__clients")


def test_even_who_knew_the_secret_reads_no_table(full: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The locks stand alone: behind the secret names are views of what may be seen."""
    monkeypatch.setattr(secrets, "token_hex", lambda _n: "known")
    with pytest.raises(Invalid, match="only the views"):
        ask(full, "SELECT * FROM rknown__clients")


def test_of_many_rows_the_first_are_given_and_it_is_said(full: Workspace) -> None:
    many = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t LIMIT 50) SELECT n FROM t"
    found = ask(full, many, limit=10)
    assert (len(found.rows), found.more) == (10, True)
    assert ask(full, many, limit=50).more is False


def test_odd_values_arrive(full: Workspace) -> None:
    found = ask(full, "SELECT x'ff00', 1e999, 9223372036854775807, NULL, 1.5")
    assert found.rows == [["x'ff00'", "inf", 9223372036854775807, None, 1.5]]


@pytest.mark.parametrize("question", ["", "   ", "-- only a remark", ";"])
def test_no_question_is_no_question(full: Workspace, question: str) -> None:
    with pytest.raises(Invalid, match="no question"):
        ask(full, question)


def test_two_questions_are_refused(full: Workspace) -> None:
    with pytest.raises(Invalid, match="one question at a time"):
        ask(full, "SELECT 1; SELECT 2")

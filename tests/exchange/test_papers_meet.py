"""Two copies of a base that both wrote papers meet: no number is there twice, and what a document comes to holds again."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.trade import trade
from tests.conftest import Begun, Runner

LINES = "ref,quote,quantity,price,discount,net"


@pytest.fixture
def second(crm: Runner, begun: Begun, tmp_path: Path) -> dict[str, str]:
    """The environment of another machine that has a copy of the base."""

    def lay() -> None:
        trade(crm)
        assert crm("export", "all", "-o", tmp_path / "all.jsonl").code == 0
        assert crm("import", "all", tmp_path / "all.jsonl", CRM_DB=str(tmp_path / "second.db")).code == 0

    begun(lay)
    return {"CRM_DB": str(tmp_path / "second.db")}


def done(run: Runner, *line: object, **environment: str) -> str:
    answer = run(*line, **environment)
    assert answer.code == 0, (line, answer)
    return answer.err


def meet(run: Runner, second: dict[str, str], tmp_path: Path) -> list[dict[str, Any]]:
    """Both take in what the other did; what gave way, as both tell it."""
    mine, theirs = tmp_path / "mine.jsonl", tmp_path / "theirs.jsonl"
    done(run, "export", "all", "-o", mine)
    done(run, "export", "all", "-o", theirs, **second)
    answer = run("import", "all", theirs, "--json", CRM_NOW="2026-11-24T09:00")
    assert answer.code in (0, 8), answer
    first = json.loads(answer.out)["lost"]
    other = json.loads(run("import", "all", mine, "--json", CRM_NOW="2026-11-24T09:30", **second).out)["lost"]
    assert first == other
    found: list[dict[str, Any]] = first
    return found


def same(run: Runner, second: dict[str, str], *line: str) -> list[Any]:
    mine, theirs = run(*line, "--json").out, run(*line, "--json", **second).out
    found: list[Any] = [{key: value for key, value in row.items() if key != "currency"} for row in json.loads(mine)]
    assert sorted(map(json.dumps, json.loads(mine))) == sorted(map(json.dumps, json.loads(theirs)))
    return found


def test_both_numbered_a_quote_and_an_order_and_no_number_is_there_twice(
    crm: Runner, second: dict[str, str], tmp_path: Path
) -> None:
    for environment in ({}, second):
        for line in (
            ("quote", "add", "C1", "--line", "GTX-100 x1"),
            ("order", "add", "C2", "--line", "GTX Plus x1"),
            ("contract", "add", "维保", "--client", "C2"),
        ):
            done(crm, *line, **environment)
    meet(crm, second, tmp_path)
    for noun, count in (("quote", 5), ("order", 3), ("contract", 3)):
        rows = same(crm, second, noun, "list", "--fields", "ref,number" + ",version" * (noun == "quote"))
        assert len(rows) == count
        assert len({(row["number"], row.get("version")) for row in rows}) == count


def test_both_changed_the_lines_of_a_quote_and_its_total_is_that_of_all_of_them(
    crm: Runner, second: dict[str, str], tmp_path: Path
) -> None:
    done(crm, "quote", "line", "edit", "QL6", "x5", CRM_NOW="2026-11-23T09:00")
    done(crm, "quote", "line", "add", "Q3", "+运费 20", CRM_NOW="2026-11-23T09:30")
    done(crm, "quote", "line", "edit", "QL6", "@5000", CRM_NOW="2026-11-23T10:00", **second)
    done(crm, "quote", "edit", "Q3", "--discount", "10%", CRM_NOW="2026-11-23T11:00", **second)
    lost = meet(crm, second, tmp_path)
    assert lost == [], "nothing that anybody typed gave way, and what follows is worked out again"
    lines = [
        row
        for row in same(crm, second, "quoteline", "list", "--fields", LINES)
        if row["quote"] in ("Q3", "QT-2026-0002")
    ]
    assert [(row["quantity"], row["price"], row["net"]) for row in lines] == [
        (5, "5000.00", "25000.00"),
        (1, "20.00", "20.00"),
    ]
    assert same(crm, second, "quote", "list", "ref=Q3", "--fields", "net,vat,total") == [
        {"net": "22520.00", "vat": "2927.60", "total": "25447.60"}
    ]
    for answer in (crm("doctor"), crm("doctor", **second)):
        assert answer.code == 0, answer.out


def test_a_quote_that_one_sent_stays_what_was_sent_and_what_the_other_wrote_meanwhile_is_told(
    crm: Runner, second: dict[str, str], tmp_path: Path
) -> None:
    before = same(crm, second, "quoteline", "list", "quote=Q3", "--fields", LINES)
    done(crm, "quote", "send", "Q3", CRM_NOW="2026-11-23T09:00")
    sent = json.loads(crm("quote", "list", "ref=Q3", "--fields", "status,total,discount,note", "--json").out)
    done(crm, "quote", "line", "edit", "QL6", "x5", CRM_NOW="2026-11-23T10:00", **second)
    done(crm, "quote", "line", "add", "Q3", "+运费 20", CRM_NOW="2026-11-23T10:10", **second)
    done(crm, "quote", "edit", "Q3", "--discount", "10%", CRM_NOW="2026-11-23T10:20", **second)
    lost = meet(crm, second, tmp_path)
    told = [(one["noun"], one["field"], one["kept"], one["lost"]) for one in lost]
    assert ("quoteline", "quantity", 2, 5) in told
    assert ("quote", "discount", None, 10) in told
    assert ("quoteline", "", "removed", "added") in told
    assert len(told) == 3
    after = same(crm, second, "quote", "list", "ref=Q3", "--fields", "status,total,discount,note")
    assert [{**one, "currency": "CNY"} for one in after] == [{**one, "currency": "CNY"} for one in sent]
    assert same(crm, second, "quoteline", "list", "quote=Q3", "--fields", LINES) == before
    for answer in (crm("doctor"), crm("doctor", **second)):
        assert answer.code == 0, answer.out
    assert meet(crm, second, tmp_path) == [], "what was brought back once is not told again"
    assert same(crm, second, "quoteline", "list", "quote=Q3", "--fields", LINES) == before


def test_a_line_that_the_other_took_out_of_a_quote_that_was_sent_is_in_it(
    crm: Runner, second: dict[str, str], tmp_path: Path
) -> None:
    done(crm, "quote", "line", "add", "Q3", "+运费 20", CRM_NOW="2026-11-23T08:00")
    meet(crm, second, tmp_path)
    before = same(crm, second, "quoteline", "list", "quote=Q3", "--fields", LINES)
    done(crm, "quote", "line", "rm", before[-1]["ref"], CRM_NOW="2026-11-24T10:00", **second)
    done(crm, "quote", "send", "Q3", CRM_NOW="2026-11-24T11:00")
    assert [(one["field"], one["kept"], one["lost"]) for one in meet(crm, second, tmp_path)] == [
        ("", "kept", "removed")
    ]
    assert same(crm, second, "quoteline", "list", "quote=Q3", "--fields", LINES) == before
    for answer in (crm("doctor"), crm("doctor", **second)):
        assert answer.code == 0, answer.out


def test_payments_of_both_pay_the_same_invoice_and_are_counted_once_each(
    crm: Runner, second: dict[str, str], tmp_path: Path
) -> None:
    done(crm, "payment", "add", "C1", "1000")
    done(crm, "payment", "add", "C1", "2000", **second)
    meet(crm, second, tmp_path)
    assert same(crm, second, "invoice", "list", "ref=V1", "--fields", "paid,left,status") == [
        {"paid": "8000.00", "left": "13470.00", "status": "part"}
    ]


def test_what_came_as_history_alone_is_told_among_the_steps(
    crm: Runner, second: dict[str, str], tmp_path: Path
) -> None:
    meet(crm, second, tmp_path)
    meet(crm, second, tmp_path)
    answer = crm("steps", "--limit", "3")
    assert answer.code == 0
    assert "nothing but history" in answer.out

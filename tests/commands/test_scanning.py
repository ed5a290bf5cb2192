"""``crm duplicates scan`` and ``different``: what a person and a program read of it."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Begun, Runner

ROWS = "name,phone\n北京科锐配电自动化股份有限公司,13911112222\n科锐配电自动化,139 1111 2222\n" + "".join(
    f"{brand}{trade}有限公司,1370000{number:04}\n"
    for number, (brand, trade) in enumerate(
        (brand, trade)
        for brand in ("蓝海", "星辰", "远航", "华信", "金石")
        for trade in ("贸易", "软件", "物流", "化工")
    )
)


@pytest.fixture
def twice(crm: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: Begun) -> Runner:
    """A base in which one client is there twice."""
    monkeypatch.setenv("CRM_DB", str(tmp_path / "base.db"))

    def lay() -> None:
        assert crm("init", "--yes", "--me", "Ann", "--country", "CN", "--language", "en").code == 0
        file = tmp_path / "clients.csv"
        file.write_text(ROWS, encoding="utf-8")
        assert crm("import", "client", file, "--duplicates", "allow").code == 0

    begun(lay)
    return crm


def test_a_scan_lists_the_pair_with_its_reasons_and_says_how_many(twice: Runner) -> None:
    answer = twice("duplicates", "scan")
    assert answer.code == 0
    assert "C1 " in answer.out and "C2 " in answer.out and "same Phone" in answer.out
    assert "1 pair: 1 certain, 0 to be looked at" in answer.err


def test_a_program_gets_refs_probability_reasons_and_the_merge(twice: Runner) -> None:
    (row,) = json.loads(twice("duplicates", "scan", "client", "--json").out)
    assert (row["noun"], row["ref"], row["other"], row["verdict"]) == ("client", "C1", "C2", "certain")
    assert row["merge"] == "crm merge C1 C2"
    assert "same phone" in row["reasons"]
    assert float(row["probability"]) > 0.9


def test_csv_has_the_same(twice: Runner) -> None:
    (row,) = csv.DictReader(io.StringIO(twice("duplicates", "scan", "client", "--format", "csv").out.lstrip("\ufeff")))
    assert row["merge"] == "crm merge C1 C2"


def test_those_that_are_different_are_left_out_until_that_is_undone(twice: Runner) -> None:
    answer = twice("duplicates", "different", "C2", "C1")
    assert answer.code == 0 and "no scan shows them again" in answer.err
    assert json.loads(twice("duplicates", "scan", "client", "--json").out) == []
    assert "as was known" in twice("duplicates", "different", "C1", "C2").err
    assert twice("undo").code == 0
    assert len(json.loads(twice("duplicates", "scan", "client", "--json").out)) == 1


def test_a_rehearsal_remembers_nothing(twice: Runner) -> None:
    assert twice("duplicates", "different", "C1", "C2", "--dry-run").code == 0
    assert len(json.loads(twice("duplicates", "scan", "client", "--json").out)) == 1


def test_only_people_and_companies_are_compared(twice: Runner) -> None:
    answer = twice("duplicates", "scan", "task")
    assert answer.code == 2 and "client, contact, lead" in answer.err


def test_nothing_twice_is_said(twice: Runner) -> None:
    answer = twice("duplicates", "scan", "lead")
    assert answer.code == 0 and "nobody is there twice" in answer.err


def test_groups_that_are_too_large_are_told(twice: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "too large" not in twice("duplicates", "scan", "client").err
    monkeypatch.setattr("crm_cli.people.blocking.MOST_EACH", 0)  # no pair may be compared but neighbours
    answer = twice("duplicates", "scan", "client")
    assert answer.code == 0 and "too large to compare each with each: each was compared with its nearest" in answer.err

"""Another CRM's real export: brought in by the example, its figures to the cent, brought in again without adding anything."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Runner
from tests.exchange.conftest import BESIDE

EXAMPLE = Path(__file__).parents[2] / "examples" / "zoho.sh"
FOLDER = Path(os.environ.get("CRM_TEST_DATA") or BESIDE) / "zoho"
NAMELESS = ("1093", "1948", "2100")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the Zoho files are not here: set CRM_TEST_DATA"),
    pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash"),
]


def rows(name: str, beside: Path = FOLDER) -> list[dict[str, str]]:
    """A file of the export, or one that stands elsewhere."""
    with (beside / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The base that the example makes, run twice, and what each run said."""
    path = tmp_path_factory.mktemp("zoho") / "zoho.db"
    home = {f"XDG_{kind}_HOME": str(path.parent / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    set_ = {
        "CRM_DB": str(path),
        "CRM": f"{sys.executable} -m crm_cli",
        "CRM_TZ": "UTC",
        "CRM_LANG": "en",
        "CRM_NOW": "2026-11-22T09:00",
        **home,
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    said = []
    for _time in range(2):
        done = subprocess.run(
            ["bash", str(EXAMPLE), str(FOLDER)],
            env=clean | set_, cwd=EXAMPLE.parents[1], capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 7, done.stderr
        said.append(done.stderr)
    return path, said


@pytest.fixture
def zoho(told: tuple[Path, list[str]], crm: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A line about that base."""
    for name, value in (("CRM_DB", str(told[0])), ("CRM_USER", "Zoho"), ("CRM_TZ", "UTC")):
        monkeypatch.setenv(name, value)
    return crm


def summed(crm: Runner, noun: str, by: str, *words: str) -> list[dict[str, Any]]:
    """A summary as its rows."""
    done = crm("summary", noun, *words, "--by", by, "--format", "csv")
    assert done.code == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out)))


def test_the_nameless_accounts_and_the_contact_of_one_are_named_by_line(told: tuple[Path, list[str]]) -> None:
    lines = [str(at) for at, row in enumerate(rows("Accounts.csv"), 2) if row["ACCOUNTID"] in NAMELESS]
    contact = next(str(at) for at, row in enumerate(rows("Contacts.csv"), 2) if row["CONTACTID"] == "3292")
    for said in told[1]:
        for reason, refused in (("a client needs its Name", lines), ("there is no client “1093”", [contact])):
            line = next(one for one in said.splitlines() if reason in one)
            assert all(number in line for number in refused), line
    kept = [(row["line"], row["ACCOUNTID"], row["reason"]) for row in rows("zoho.db.Accounts.csv", told[0].parent)]
    assert kept == [(line, number, "a client needs its Name") for line, number in zip(lines, NAMELESS, strict=True)]
    (person,) = rows("zoho.db.Contacts.csv", told[0].parent)
    assert (person["line"], person["CONTACTID"]) == (contact, "3292")


def test_the_second_run_adds_nothing(told: tuple[Path, list[str]]) -> None:
    counts = [line for line in told[1][1].splitlines() if " created, " in line]
    assert len(counts) == 7
    assert all(line.startswith("0 created, 0 updated, ") for line in counts), counts


def test_each_file_was_known_by_its_headers(told: tuple[Path, list[str]]) -> None:
    for noun in ("user", "client", "contact", "product", "lead", "opportunity"):
        assert f"looks like an export of {noun} from Zoho" in told[1][0]


def test_nothing_is_dropped(zoho: Runner) -> None:
    counts = {
        noun: len(json.loads(zoho(noun, "list", "--json", "--fields", "ref").out)) for noun in ("client", "contact", "lead", "opp", "user")
    }  # fmt: skip
    assert counts == {"client": 2226, "contact": 1264, "lead": 3900, "opp": 3632, "user": 11 + 1}


def test_products_are_taken_also_those_of_one_name_for_their_numbers_tell_them_apart(zoho: Runner) -> None:
    assert len(json.loads(zoho("product", "list", "--json").out)) == 2000
    product = json.loads(zoho("product", "list", "code=P1", "--json", "--fields", "name,price,active").out)
    assert product == [{"name": "A/C COOLER", "price": "1773.85", "currency": "USD", "active": False}]


def test_what_became_of_the_leads_by_source(zoho: Runner) -> None:
    wanted: dict[str, list[int]] = {}
    for row in rows("Leads.csv"):
        counted = wanted.setdefault(row["Lead Source"], [0, 0])
        counted[0] += row["CONVERTED"] == "Yes"
        counted[1] += 1
    converted = {row["source"]: int(row["count"]) for row in summed(zoho, "lead", "source", "type=converted")}
    every = {row["source"]: int(row["count"]) for row in summed(zoho, "lead", "source")}
    assert {source: [converted[source], every[source]] for source in every} == wanted
    assert sum(converted.values()) == 3632
    assert (converted["Advertisement"], every["Advertisement"]) == (384, 412)


def test_every_converted_lead_knows_its_deal_and_day(zoho: Runner) -> None:
    fields = ("--json", "--fields", "ref")
    assert len(json.loads(zoho("lead", "list", "opportunity=any", *fields).out)) == 3632
    assert (
        len(json.loads(zoho("lead", "list", "opportunity=any", "type=converted", "converted=any", *fields).out)) == 3632
    )
    assert json.loads(zoho("lead", "list", "opportunity=any", "type!=converted", *fields).out) == []


def test_open_won_and_lost(zoho: Runner) -> None:
    found = {row["status"]: (int(row["count"]), row["value"]) for row in summed(zoho, "opp", "status")}
    assert found["open"] == (1722, "110255300.00")
    assert found["won"] == (1425, "89066200.00")
    assert found["lost"] == (485, "32059400.00")


def test_open_by_probability(zoho: Runner) -> None:
    done = zoho("forecast", "--format", "csv")
    assert "64386765.00" in done.out, done.out

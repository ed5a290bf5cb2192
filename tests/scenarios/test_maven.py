"""A company's real pipeline: brought in by the example, its figures to the unit, brought in again, taken back."""

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
from tests.exchange.test_importing import tables

EXAMPLE = Path(__file__).parents[2] / "examples" / "maven.sh"
FOLDER = Path(os.environ.get("CRM_TEST_DATA") or BESIDE) / "maven"
pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the Maven files are not here: set CRM_TEST_DATA"),
    pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash"),
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base that the example makes, run twice."""
    path = tmp_path_factory.mktemp("maven") / "maven.db"
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
    for said in ("8800 created, 0 updated, 0 unchanged", "0 created, 0 updated, 8800 unchanged"):
        done = subprocess.run(
            ["bash", str(EXAMPLE), str(FOLDER)],
            env=clean | set_,
            cwd=EXAMPLE.parents[1],
            capture_output=True,
            text=True,
            check=True,
        )
        assert said in done.stderr
        assert "“GTXPro” was taken for “GTX Pro”, 1480 times" in done.stderr
    return path


@pytest.fixture
def maven(base: Path, crm: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A line about that base."""
    for name, value in (("CRM_DB", str(base)), ("CRM_USER", "Maven"), ("CRM_TZ", "UTC")):
        monkeypatch.setenv(name, value)
    return crm


def summed(crm: Runner, by: str, *words: str) -> dict[str, tuple[int, str]]:
    """A summary as group → (count, value)."""
    done = crm("summary", "opp", *words, "--by", by, "--format", "csv")
    assert done.code == 0, done.err
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(done.out)))
    group = next(iter(rows[0]))
    return {row[group]: (int(row["count"]), row["value"].removesuffix(".00")) for row in rows}


def test_nothing_is_dropped(maven: Runner) -> None:
    counts = {noun: len(json.loads(maven(noun, "list", "--json").out)) for noun in ("client", "product", "user", "opp")}
    assert counts == {"client": 85, "product": 7, "user": 35 + 6 + 1, "opp": 8800}
    assert len(json.loads(maven("opp", "list", "client=none", "--json", "--fields", "ref").out)) == 1425


def test_won_lost_and_open(maven: Runner) -> None:
    found = summed(maven, "status")
    assert found["won"] == (4238, "10005534")
    assert found["lost"] == (2473, "0")
    stages = summed(maven, "stage")
    assert (stages["Engaging"][0], stages["Prospecting"][0]) == (1589, 500)
    assert "63.15" in maven("summary", "opp", "--by", "status").out


def test_won_by_quarter(maven: Runner) -> None:
    found = summed(maven, "closed:quarter", "status=won")
    wanted = {
        "2017Q1": (531, "1134672"),
        "2017Q2": (1254, "3086111"),
        "2017Q3": (1257, "2982255"),
        "2017Q4": (1196, "2802496"),
    }
    assert {name: found[name] for name in wanted} == wanted


def test_won_by_manager_agent_product_and_client(maven: Runner) -> None:
    managers = summed(maven, "owner.manager", "status=won")
    assert {name: value for name, (_count, value) in managers.items() if name in MANAGERS} == MANAGERS
    assert summed(maven, "owner", "status=won")["Darcel Schlecht"] == (349, "1153214")
    products = summed(maven, "product", "status=won")
    assert (products["GTX Pro"], products["GTK 500"]) == ((729, "3510578"), (15, "400612"))
    clients = summed(maven, "client.name", "status=won")
    assert {name: clients[name][1] for name in ("Kan-code", "Konex", "Condax")} == {
        "Kan-code": "341455", "Konex": "269245", "Condax": "206410",
    }  # fmt: skip


def test_a_won_deal_took_so_many_days(maven: Runner) -> None:
    done = maven("summary", "opp", "--by", "status", "--json")
    won = next(row for row in json.loads(done.out)["groups"] if row["status"] == "won")
    assert float(won["mean_days"]) == pytest.approx(51.7820, abs=5e-5)


MANAGERS = {
    "Melvin Marxen": "2251930", "Summer Sewald": "1964750", "Rocco Neubert": "1960545",
    "Celia Rouche": "1603897", "Cara Losch": "1130049", "Dustin Brinkmann": "1094363",
}  # fmt: skip


def test_the_board_as_it_stood(maven: Runner) -> None:
    done = maven("board", "--as-of", "2017-09-30", "--json")
    assert done.code == 0, done.err
    text = done.out + done.err
    for number in ("2409", "3042", "1684", "5763490", "7203038"):
        assert number in text, number
    told = maven("board", "--as-of", "2017-09-30")
    assert "1165 deals had not begun" in told.out + told.err
    assert "500 deals have no date" in told.out + told.err


@pytest.mark.long
def test_undo_takes_the_import_back_row_for_row(
    base: Path, maven: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(base, copy)
    monkeypatch.setenv("CRM_DB", str(copy))
    assert maven("undo", "-y").code == 0
    before = tables(copy)
    assert before["opportunities"] == before["stage_history"] == before["externals"] == []
    words = (
        "--map",
        "opportunity_id=external,name",
        "--map",
        "engage_date=stage:Engaging",
        "--map",
        "close_date=closed",
        "--map",
        "close_value=closed_amount",
    )
    assert maven("import", "opp", FOLDER / "sales_pipeline.csv", *words).code == 0
    assert maven("undo", "-y").code == 0
    assert tables(copy) == before
    for _file in ("clients", "products", "users"):
        assert maven("undo", "-y").code == 0
    rest = tables(copy)
    assert rest["clients"] == rest["products"] == rest["more_keys"] == rest["elements"] == []
    assert (len(rest["users"]), len(rest["teams"]), len(rest["stages"])) == (1, 1, 4)


@pytest.mark.long
def test_the_base_moves_to_another_machine_whole(maven: Runner, tmp_path: Path) -> None:
    taken = tmp_path / "maven.jsonl.gz"
    new = {"CRM_DB": str(tmp_path / "moved.db")}
    questions = (
        ("opp", "list", "--as-of", "2017-06-30", "--format", "csv"), ("funnel", "--format", "csv"), ("steps", "kind=import", "--format", "csv"),
        ("board", "--as-of", "2017-06-30", "--format", "csv"), ("history", "D17"), ("history", "C3"),
    )  # fmt: skip
    answers = [maven(*question).out for question in questions]
    assert maven("export", "all", "-o", taken).code == 0
    assert maven("import", "all", taken, **new).code == 0
    assert [maven(*question, **new).out for question in questions] == answers
    assert all(answers)
    step = maven("steps", "kind=import", "--limit", "1", "--format", "jsonl", **new).out
    assert maven("undo", json.loads(step)["step"], "-y", **new).code == 0
    assert maven("import", "all", taken, **new).err.startswith("nothing is new")

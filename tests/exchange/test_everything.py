"""``crm export all`` and ``crm import all``: the same base again, in an empty file or one that was only begun."""

import json
from pathlib import Path

import pytest

from crm_cli.clock import Clock
from crm_cli.exchange import everything
from crm_cli.workspace import open_workspace
from tests.conftest import Runner
from tests.exchange.conftest import Written


@pytest.fixture
def taken(crm: Runner, base: Path, tmp_path: Path) -> Path:
    """The export of a base with something of everything."""
    crm("field", "add", "client", "shoe", "--kind", "number")
    crm("client", "add", "科锐", "--level", "A", "--tags", "vip,new", "--shoe", "44", "--phone", "13801234567")
    crm("opp", "add", "One", "--client", "C1", "--amount", "48万")
    crm("log", "call", "C1", "wants a quote", "--next", "fri 10:00 send it")
    assert crm("import", "client", "-", "--source", "sap", stdin='{"id": "K7", "name": "Acme"}').code == 0
    file = tmp_path / "all.jsonl"
    assert crm("export", "all", "-o", file).code == 0
    return file


def told(text: str) -> str:
    """An export without the log of exports: to take a base out is to write into that."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith('{"noun":"export",'))


def held(path: Path) -> str:
    """What a base holds, read without a word in its log."""
    crm = open_workspace(path, clock=Clock())
    try:
        return "".join(line + "\n" for line in everything.take_out(crm))
    finally:
        crm.store.close()


def test_into_no_file_at_all(crm: Runner, taken: Path, tmp_path: Path) -> None:
    new = {"CRM_DB": str(tmp_path / "new.db")}
    assert crm("import", "all", taken, **new).code == 0
    assert told(crm("export", "all", **new).out) == taken.read_text("utf-8")
    assert crm("client", "list", "--format", "ids", **new).out == "C1\nC2\n"
    assert (
        crm("import", "client", "-", "--source", "sap", stdin='{"id": "K7", "name": "Acme"}', **new).err
        == "0 created, 0 updated, 1 unchanged\n"
    )
    assert crm("client", "add", "Next", "-q", **new).out == "C3\n"


def test_into_a_base_that_was_only_begun_and_back(crm: Runner, taken: Path, tmp_path: Path) -> None:
    new = {"CRM_DB": str(tmp_path / "new.db")}
    crm("init", "--yes", "--me", "Eva", "--country", "DE", **new)
    begun = held(tmp_path / "new.db")
    assert "removed" in crm("import", "all", taken, **new).err
    assert held(tmp_path / "new.db") == taken.read_text("utf-8")
    step = crm("steps", "kind=import", "--format", "jsonl", **new).out
    assert crm("undo", json.loads(step)["step"], "-y", **new).code == 0
    assert sorted(held(tmp_path / "new.db").splitlines()) == sorted(begun.splitlines())


def test_a_base_in_use_is_not_overwritten_and_the_same_one_stays(crm: Runner, taken: Path) -> None:
    assert crm("import", "all", taken).err.startswith("0 created, 0 updated, ")
    crm("client", "edit", "C1", "--level", "B")
    done = crm("import", "all", taken)
    assert (done.code, "the base is in use" in done.err) == (4, True)


def test_the_log_of_exports_goes_along(crm: Runner, taken: Path, tmp_path: Path) -> None:
    crm("export", "client", "level=A", "-o", tmp_path / "a.csv")
    crm("export", "all", "-o", taken)
    new = {"CRM_DB": str(tmp_path / "new.db")}
    assert crm("import", "all", taken, **new).code == 0
    logged = crm("exports", "--format", "jsonl", **new).out.splitlines()
    assert {json.loads(line)["filter"] for line in logged} == {None, "level=A"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nA\n", "this is not the export of a whole base"),
        ('{"noun": "base", "format": 9}\n', "this export has format 9"),
        ('{"noun": "base", "format": 1, "currency": "CNY"}\n{"noun": "client"\n', "line 2 is broken"),
        ('{"noun": "base", "format": 1, "currency": "CNY"}\n{"noun": "spaceship", "id": "1"}\n', "line 2 is no record"),
        (
            '{"noun": "base", "format": 1, "currency": "CNY"}\n{"noun": "client", "id": "1", "name": "A", "wings": 2}\n',
            "line 2: a client has no wings",
        ),
    ],
)
def test_what_is_no_export_is_refused_and_nothing_is_written(
    crm: Runner, written: Written, tmp_path: Path, text: str, said: str
) -> None:
    new = {"CRM_DB": str(tmp_path / "new.db")}
    crm("init", "--yes", "--me", "Eva", **new)
    before = crm("export", "all", **new).out
    done = crm("import", "all", written(text), **new)
    assert (done.code, said in done.err) == (2, True), done.err
    assert told(crm("export", "all", **new).out) == before

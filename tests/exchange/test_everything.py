"""``crm export all`` and ``crm import all``: the same base on another machine, its history included, and two copies that meet."""

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from crm_cli.clock import Clock
from crm_cli.exchange import everything
from crm_cli.workspace import open_workspace
from tests.conftest import Begun, Runner


@pytest.fixture
def taken(crm: Runner, base: Path, tmp_path: Path, begun: Begun) -> Path:
    """The export of a base with something of everything."""
    file = tmp_path / "all.jsonl"

    def lay() -> None:
        crm("field", "add", "client", "shoe", "--kind", "number")
        crm("client", "add", "科锐", "--level", "A", "--tags", "vip,new", "--shoe", "44", "--phone", "13801234567")
        crm("opp", "add", "One", "--client", "C1", "--amount", "48万", CRM_NOW="2026-11-01T09:00")
        crm("opp", "move", "D1", "Needs", CRM_NOW="2026-11-10T09:00")
        crm("log", "call", "C1", "wants a quote", "--next", "fri 10:00 send it")
        assert crm("import", "client", "-", "--source", "sap", stdin='{"id": "K7", "name": "Acme"}').code == 0
        crm("client", "add", "Gone", "--once", "k-1")
        crm("client", "rm", "C3", "-y")
        crm("client", "edit", "C1", "--level", "B")
        assert crm("export", "all", "-o", file).code == 0

    begun(lay)
    return file


@pytest.fixture
def second(crm: Runner, taken: Path, tmp_path: Path, begun: Begun) -> dict[str, str]:
    """Another machine to which the base was moved; the same clock, a device of its own."""
    new = {"CRM_DB": str(tmp_path / "second.db")}

    def lay() -> None:
        done = crm("import", "all", taken, **new)
        assert done.code == 0, done.err

    begun(lay)
    return new


def held(path: Path | str) -> str:
    """What a base holds, read without a word in its log of exports."""
    crm = open_workspace(Path(path), clock=Clock())
    try:
        return "".join(line + "\n" for line in everything.take_out(crm))
    finally:
        crm.store.close()


def test_into_no_file_at_all_it_is_the_same_base(crm: Runner, taken: Path, second: dict[str, str]) -> None:
    assert held(second["CRM_DB"]) == taken.read_text("utf-8")
    assert crm("client", "list", "--format", "ids", **second).out == "C1\nC2\n"
    again = crm("import", "client", "-", "--source", "sap", stdin='{"id": "K7", "name": "Acme"}', **second)
    assert again.err.startswith("0 created, 0 updated, 1 unchanged")
    assert crm("find", "kerui", **second).out == crm("find", "kerui").out != ""


def test_its_history_goes_along(crm: Runner, taken: Path, base: Path, second: dict[str, str]) -> None:
    for question in (
        ("history", "C1"),
        ("history", "D1"),
        ("opp", "list", "--as-of", "2026-11-05"),
        ("board", "--as-of", "2026-11-05"),
    ):
        assert crm(*question, **second).out == crm(*question).out != ""
    first = crm("steps", "--format", "csv").out.splitlines()
    assert crm("steps", "--format", "csv", **second).out.splitlines() == [
        first[0],
        *first[2:],
    ]  # the export is logged after
    assert crm("client", "add", "Again", "--once", "k-1", **second).err.startswith("done before, by step")


def test_what_was_done_on_the_first_machine_is_undone_on_the_second(crm: Runner, second: dict[str, str]) -> None:
    assert crm("undo", **second).err.startswith("undone: 1 client changed")
    assert json.loads(crm("client", "show", "C1", "--json", **second).out)["level"] == "A"
    assert crm("client", "restore", "C3", **second).code == 0
    loaded = json.loads(crm("steps", "kind=import", "--format", "jsonl", **second).out)["step"]
    assert crm("undo", loaded, "-y", **second).code == 0
    assert crm("client", "list", "--format", "ids", **second).out == "C1\nC3\n"
    assert crm("redo", **second).code == 0


def test_what_is_made_on_the_second_machine_has_letters_of_its_own(crm: Runner, second: dict[str, str]) -> None:
    ref = crm("client", "add", "Next", "-q", **second).out.strip()
    assert ref[:-2] == "C3" and ref[-2:].isalpha()
    assert crm("client", "add", "Other", "-q").out == "C4\n"
    assert crm("opp", "add", "Two", "--client", "C1", "-q", **second).out.strip() == "D2" + ref[-2:]


def test_a_base_that_was_only_begun_makes_way(crm: Runner, taken: Path, tmp_path: Path) -> None:
    new = {"CRM_DB": str(tmp_path / "new.db")}
    crm("init", "--yes", "--me", "Eva", "--country", "DE", **new)
    done = crm("import", "all", taken, **new)
    assert done.code == 0 and "only begun" in done.err
    assert held(new["CRM_DB"]) == taken.read_text("utf-8")
    assert crm("find", "13801234567", **new).out == crm("find", "13801234567").out != "", (
        "keys are made by the country that came"
    )


def test_another_base_in_use_is_not_touched(crm: Runner, taken: Path, tmp_path: Path) -> None:
    new = {"CRM_DB": str(tmp_path / "new.db")}
    crm("init", "--yes", "--me", "Eva", **new)
    crm("tag", "add", "mine", **new)
    before = held(new["CRM_DB"])
    done = crm("import", "all", taken, **new)
    assert (done.code, "is another base" in done.err, "crm import client" in done.err) == (4, True, True)
    assert held(new["CRM_DB"]) == before


def test_packed_and_through_a_pipe(crm: Runner, taken: Path, base: Path, tmp_path: Path) -> None:
    packed = tmp_path / "all.jsonl.gz"
    assert crm("export", "all", "-o", packed).code == 0
    assert gzip.decompress(packed.read_bytes())[:14] == b'{"noun":"base"'
    assert crm("import", "all", packed, CRM_DB=str(tmp_path / "a.db")).code == 0
    piped = crm("import", "all", "-", stdin=taken.read_text("utf-8"), CRM_DB=str(tmp_path / "b.db"))
    assert piped.code == 0 and held(tmp_path / "b.db") == taken.read_text("utf-8")
    damaged = tmp_path / "cut.gz"
    damaged.write_bytes(packed.read_bytes()[:-40])
    done = crm("import", "all", damaged, CRM_DB=str(tmp_path / "c.db"))
    assert (done.code, "cannot be unpacked" in done.err) == (2, True)
    assert not (tmp_path / "c.db").exists()


def test_a_dry_run_says_what_would_come_and_makes_nothing(crm: Runner, taken: Path, tmp_path: Path) -> None:
    new = {"CRM_DB": str(tmp_path / "new.db")}
    done = crm("import", "all", taken, "--dry-run", "--json", **new)
    assert (done.code, json.loads(done.out)["created"]["client"]) == (0, 2)
    assert "2 clients" in done.err and not (tmp_path / "new.db").exists()
    crm("init", "--yes", "--me", "Eva", **new)
    before = held(new["CRM_DB"])
    assert "2 clients" in crm("import", "all", taken, "--dry-run", **new).err
    assert held(new["CRM_DB"]) == before
    assert crm("import", "all", taken, "--plan", tmp_path / "p", **new).code == 2


def test_the_log_of_exports_goes_along(crm: Runner, taken: Path, tmp_path: Path) -> None:
    crm("export", "client", "level=B", "-o", tmp_path / "a.csv")
    crm("export", "all", "-o", taken)
    new = {"CRM_DB": str(tmp_path / "new.db")}
    assert crm("import", "all", taken, **new).code == 0
    logged = crm("exports", "--format", "jsonl", **new).out.splitlines()
    assert {json.loads(line)["filter"] for line in logged} == {None, "level=B"}


# --- two copies


def sent(crm: Runner, tmp_path: Path, **environment: str) -> Path:
    file = tmp_path / f"sent{len(list(tmp_path.glob('sent*')))}.jsonl"
    assert crm("export", "all", "-o", file, **environment).code == 0
    return file


def test_two_copies_that_both_went_on_become_one(
    crm: Runner, base: Path, second: dict[str, str], tmp_path: Path
) -> None:
    edited = crm("client", "edit", "C1", "--phone", "13800138001", "--level", "C", CRM_NOW="2026-11-23T09:00")
    assert edited.code == 0, edited.err
    crm("client", "edit", "C1", "--phone", "13900139002", "--website", "b.cn", CRM_NOW="2026-11-23T10:00", **second)
    crm("client", "rm", "C2", "-y", CRM_NOW="2026-11-23T09:00")
    crm("client", "edit", "C2", "--note", "seen", CRM_NOW="2026-11-23T08:00", **second)
    crm("client", "add", "Mine", CRM_NOW="2026-11-23T09:00")
    crm("client", "add", "Theirs", "--tags", "vip,far", CRM_NOW="2026-11-23T09:00", **second)
    mine, theirs = sent(crm, tmp_path), sent(crm, tmp_path, **second)
    dry = crm("import", "all", theirs, "--dry-run", "--json", CRM_NOW="2026-11-24T09:00")
    done = crm("import", "all", theirs, "--json", CRM_NOW="2026-11-24T09:00")
    other = crm("import", "all", mine, "--json", CRM_NOW="2026-11-24T09:30", **second)
    assert json.loads(dry.out) | {"dry_run": False} == json.loads(done.out)
    lost = json.loads(done.out)["lost"]
    assert lost == json.loads(other.out)["lost"]
    told = [(one["ref"], one["field"], one["kept"], one["lost"], one["by"]) for one in lost]
    assert sorted(told) == [("C1", "phone", "13900139002", "13800138001", "Ann"), ("C2", "", "kept", "removed", "Ann")]
    fields = "name,phone,level,website,note,tags"
    assert crm("client", "list", "--fields", fields, "--sort", "name", "--format", "csv").out == (
        crm("client", "list", "--fields", fields, "--sort", "name", "--format", "csv", **second).out
    )
    row = json.loads(crm("client", "show", "C1", "--json").out)
    assert (row["phone"], row["level"], row["website"]) == ("13900139002", "C", "b.cn")
    assert all(value in crm("history", "C1").out for value in ("13800138001", "13900139002"))
    assert "2 clients added" in crm("steps", "--limit", "1").out


def test_the_same_file_again_changes_nothing_and_says_so(
    crm: Runner, base: Path, second: dict[str, str], tmp_path: Path
) -> None:
    crm("client", "add", "Theirs", **second)
    theirs = sent(crm, tmp_path, **second)
    assert crm("import", "all", theirs).code == 0
    before = held(base)
    again = crm("import", "all", theirs)
    assert (again.code, again.err) == (0, f"nothing is new in {theirs}: nothing was changed\n")
    assert crm("import", "all", sent(crm, tmp_path)).err.startswith("nothing is new")
    assert held(base).count('{"step"') == before.count('{"step"') + 1, "only the export was logged"


def test_a_meeting_is_one_step_that_undo_takes_back(
    crm: Runner, base: Path, second: dict[str, str], tmp_path: Path
) -> None:
    before = crm("client", "list", "--format", "csv").out
    crm("client", "add", "Theirs", "--tags", "far", **second)
    crm("client", "rm", "C1", "-y", **second)
    theirs = sent(crm, tmp_path, **second)
    assert crm("import", "all", theirs).code == 0
    after = crm("client", "list", "--format", "csv").out
    assert after != before
    assert crm("undo").code == 0
    assert crm("client", "list", "--format", "csv").out == before
    assert crm("redo").code == 0
    assert crm("client", "list", "--format", "csv").out == after
    assert crm("opp", "list", "--as-of", "2026-11-05", "--format", "ids").out == ""


def test_a_copied_file_that_went_on_under_the_same_device_is_a_fork(crm: Runner, base: Path, tmp_path: Path) -> None:
    crm("client", "add", "Before")
    copy = tmp_path / "copy.db"
    copy.write_bytes(base.read_bytes())
    crm("client", "add", "Here")
    crm("client", "add", "There", CRM_DB=str(copy))
    theirs = sent(crm, tmp_path, CRM_DB=str(copy))
    before = held(base)
    done = crm("import", "all", theirs)
    assert (done.code, "went on as the same device" in done.err) == (4, True)
    assert held(base) == before


def test_a_backup_takes_in_what_it_missed(crm: Runner, base: Path, tmp_path: Path) -> None:
    crm("client", "add", "Before")
    copy = tmp_path / "copy.db"
    copy.write_bytes(base.read_bytes())
    crm("client", "add", "After")
    new = sent(crm, tmp_path)
    assert crm("import", "all", new, CRM_DB=str(copy)).code == 0
    assert crm("client", "list", "--format", "ids", CRM_DB=str(copy)).out == "C1\nC2\n"


def test_what_both_set_and_what_both_numbered_stands_once(
    crm: Runner, base: Path, second: dict[str, str], tmp_path: Path
) -> None:
    for value, name, where in (("yes", "Q1", {}), ("no", "Q2", second)):
        crm("config", "set", "archive.sensitive", value, CRM_NOW=f"2026-11-23T0{len(name + value)}:00", **where)
        row = json.dumps({"id": "K9", "name": name})
        crm(
            "import",
            "client",
            "-",
            "--source",
            "sap",
            stdin=row,
            CRM_NOW=f"2026-11-23T0{len(name + value)}:00",
            **where,
        )
    mine, theirs = sent(crm, tmp_path), sent(crm, tmp_path, **second)
    one = json.loads(crm("import", "all", theirs, "--json").out)["lost"]
    other = json.loads(crm("import", "all", mine, "--json", **second).out)["lost"]
    assert one == other and [(lost["noun"], lost["kept"]) for lost in one if lost["noun"] == "setting"] == [
        ("setting", "yes")
    ]
    assert (
        crm("client", "show", "K9", "--format", "json").out
        == crm("client", "show", "K9", "--format", "json", **second).out
    )
    assert crm("undo").code == 0


def test_a_deal_that_both_moved_has_one_history(
    crm: Runner, base: Path, second: dict[str, str], tmp_path: Path
) -> None:
    crm("opp", "win", "D1", "--reason", "price", CRM_NOW="2026-11-23T09:00")
    crm("opp", "edit", "D1", "--amount", "50万", CRM_NOW="2026-11-23T09:30", **second)
    crm("opp", "move", "D1", "Proposal", CRM_NOW="2026-11-23T10:00", **second)
    mine, theirs = sent(crm, tmp_path), sent(crm, tmp_path, **second)
    assert crm("import", "all", theirs).code == crm("import", "all", mine, **second).code == 0
    for day in ("2026-11-22", "2026-11-23", "2026-11-24"):
        here, there = (crm("opp", "list", "--as-of", day, "--format", "csv", **where).out for where in ({}, second))
        assert here == there and here.count("\n") == 2, day
    deal = json.loads(crm("opp", "show", "D1", "--json").out)
    assert (deal["status"], deal["closed"], deal["win_reason"], deal["amount"]) == ("open", None, None, "500000.00")


def test_a_series_that_both_went_on_with_goes_on_once(
    crm: Runner, base: Path, second: dict[str, str], tmp_path: Path
) -> None:
    assert crm("task", "add", "weekly report", "--every", "every friday", CRM_NOW="2026-11-22T09:00").code == 0
    assert crm("import", "all", sent(crm, tmp_path), **second).code == 0
    for hour, where in (("09:00", {}), ("10:00", second)):
        assert crm("done", "T2", "sent", CRM_NOW=f"2026-11-23T{hour}", **where).code == 0
    mine, theirs = sent(crm, tmp_path), sent(crm, tmp_path, **second)
    assert crm("import", "all", theirs).code == crm("import", "all", mine, **second).code == 0
    wanted = ("task", "list", "every~FREQ", "--fields", "ref,text,status,due", "--sort", "due", "--format", "csv")
    here, there = crm(*wanted).out, crm(*wanted, **second).out
    assert here == there
    assert [line.split(",")[2] for line in here.splitlines()[1:]] == ["done", "open"]
    assert (crm("backup").code, crm("doctor").code) == (0, 0)


def test_a_ref_that_two_records_have_is_a_question(
    crm: Runner, base: Path, second: dict[str, str], tmp_path: Path
) -> None:
    crm("client", "add", "Mine")
    ref = json.loads(crm("client", "add", "Theirs", "--json", **second).out)["ref"]
    store = open_workspace(Path(second["CRM_DB"]), clock=Clock()).store
    store.db.execute("UPDATE clients SET ref = 'C4' WHERE ref = ?", (ref,))
    store.close()
    assert crm("import", "all", sent(crm, tmp_path, **second)).code == 0
    asked = crm("client", "show", "C4")
    assert asked.code == 4 and "Mine" in asked.err and "Theirs" in asked.err and "by its ref" not in asked.err
    assert crm("client", "show", "Theirs").code == 0


# --- damage


def sealed(lines: list[str]) -> str:
    """Lines with the last line that goes with them."""
    body = "".join(line + "\n" for line in lines)
    digest = hashlib.sha256(body.encode()).hexdigest()
    return body + json.dumps({"end": True, "lines": len(lines), "sha256": digest}) + "\n"


def refused(crm: Runner, text: str, new: dict[str, str], tmp_path: Path) -> tuple[int, str]:
    """How a base in which somebody works answers to a file; it must stay as it is."""
    file = tmp_path / "damaged.jsonl"
    file.write_text(text, "utf-8", newline="\n")
    before = held(new["CRM_DB"])
    done = crm("import", "all", file, **new)
    assert held(new["CRM_DB"]) == before and done.err.count("\n") == 1, done.err
    return done.code, done.err


Change = Callable[[list[str]], Any]


@pytest.mark.parametrize(
    ("damage", "code", "said"),
    [
        (lambda lines: sealed(lines)[:-2], 2, "cut off"),
        (lambda lines: "\n".join(lines) + "\n", 2, "cut off after line"),
        (lambda lines: sealed(lines).replace("Acme", "Akme"), 2, "its checksum does not fit"),
        (lambda lines: sealed(lines).replace('"format":2', '"format":3'), 6, "newer program"),
        (lambda lines: sealed([lines[0].replace('"schema":1', '"schema":99'), *lines[1:]]), 6, "newer program (schema 99"),
        (lambda lines: sealed([lines[0].replace('"format":2', '"format":1'), *lines[1:]]), 2, "has format 1"),
        (lambda lines: sealed(lines[1:]), 2, "not the export of a whole base"),
        (lambda lines: "name\nA\n", 2, "not the export of a whole base"),
        (lambda lines: sealed([*lines[:-1], "{"]), 2, "is broken"),
        (lambda lines: sealed([*lines, '{"noun":"spaceship","id":"1"}']), 2, "is no record that this program knows"),
        (lambda lines: sealed([*lines, '{"noun":"client","id":"1","name":"A","wings":2}']), 2, "a client has no wings"),
        (lambda lines: sealed(lines[:-1]), 2, "does not hold what its first line says"),
        (lambda lines: sealed([*lines, '{"noun":"setting","id":"1","name":"\\ud800"}']), 2, "is broken"),
        (lambda lines: sealed([*lines, '{"noun":"setting","id":"1","name":' + "[" * 9999 + "]" * 9999 + "}"]), 2, "is broken"),
    ],
)  # fmt: skip
def test_what_is_no_whole_export_is_refused_in_one_line(
    crm: Runner, taken: Path, tmp_path: Path, damage: Change, code: int, said: str
) -> None:
    new = {"CRM_DB": str(tmp_path / "new.db")}
    crm("init", "--yes", "--me", "Eva", **new)
    lines = taken.read_text("utf-8").splitlines()[:-1]
    assert refused(crm, damage(lines), new, tmp_path)[0] == code
    assert said in refused(crm, damage(lines), new, tmp_path)[1]


def test_a_file_with_a_hole_in_its_log_is_refused(
    crm: Runner, taken: Path, second: dict[str, str], tmp_path: Path
) -> None:
    crm("client", "add", "One", CRM_NOW="2026-11-23T09:00")
    crm("client", "add", "Two", CRM_NOW="2026-11-23T09:00")
    lines = sent(crm, tmp_path).read_text("utf-8").splitlines()[:-1]
    steps = [place for place, line in enumerate(lines) if line.startswith('{"step"')]
    hole = lines[: steps[-2]] + lines[steps[-1] :]
    code, said = refused(crm, sealed(hole), second, tmp_path)
    assert (code, "lacks changes" in said) == (2, True)


def test_no_damaged_file_whatever_it_is_leaves_half_of_it_behind(
    crm: Runner, taken: Path, second: dict[str, str], tmp_path: Path
) -> None:
    crm("client", "add", "One", CRM_NOW="2026-11-23T09:00")
    lines = sent(crm, tmp_path).read_text("utf-8").splitlines()[:-1]
    chance, before = Random(3), held(second["CRM_DB"])
    for _ in range(60):
        damaged = list(lines)
        place = chance.randrange(len(lines))
        text = damaged[place]
        at = chance.randrange(len(text))
        damaged[place] = (
            text[:at]
            + chance.choice(("", '"', "null", "{", "9" * 30, "-1", "[]", "\\u0000"))
            + text[at + chance.randrange(4) :]
        )
        file = tmp_path / "damaged.jsonl"
        file.write_text(sealed(damaged), "utf-8", newline="\n")
        done = crm("import", "all", file, **second)
        assert "Traceback" not in done.err and done.code in (0, 1, 2, 4, 6), done.err
        if done.code:
            assert held(second["CRM_DB"]) == before, damaged[place]
        elif held(second["CRM_DB"]) != before:
            crm("undo", **second)
            before = held(second["CRM_DB"])

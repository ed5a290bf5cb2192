"""``crm import``: created, updated, unchanged or refused; one step; the same file again changes nothing."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crm_cli.clock import Clock
from crm_cli.workspace import open_workspace
from tests.conftest import Runner
from tests.exchange.conftest import Written, counts

CLIENTS = "名称,电话,级别,年收入,备注\n科锐配电,13801234567,A,48万,老客户\n阿里,,B,,\n"


def listed(crm: Runner, noun: str, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(crm(noun, "list", *words, "--json").out)
    return found


def steps(crm: Runner) -> int:
    return len(json.loads(crm("steps", "--json").out))


def tables(base: Path) -> dict[str, list[Any]]:
    """All that undo must put back: every row of every table but the log, its steps and the counters."""
    crm = open_workspace(base, clock=Clock())
    names = [n for (n,) in crm.store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    left_out = ("op", "step", "body", "counter", "ctx", "sqlite_sequence", "sqlite_stat1")
    found = {
        n: crm.store.rows(f"SELECT * FROM {n}")
        for n in sorted(names)
        if n not in left_out and not n.startswith("search")
    }
    found["search"] = [
        (word, crm.store.rows("SELECT rowid FROM search WHERE search MATCH ?", (word,)))
        for word in ("科锐", "ac*", "gtx*")
    ]
    crm.store.close()
    return found


@pytest.mark.usefixtures("base")
def test_columns_are_known_in_both_languages(crm: Runner, written: Written) -> None:
    done = crm("import", "client", written(CLIENTS))
    assert (done.code, counts(done)) == (0, "2 created, 0 updated, 0 unchanged")
    first, second = listed(crm, "client", "--fields", "name,phone,level,revenue,note")
    assert first == {
        "name": "科锐配电",
        "phone": "13801234567",
        "level": "A",
        "revenue": "480000.00",
        "currency": "CNY",
        "note": "老客户",
    }
    assert second["phone"] is None
    english = written("Account Name,Telephone,Level\nAcme Ltd,+44 20 7946 0958,C\n")
    assert crm("import", "client", english).code == 0
    assert crm("client", "show", "Acme").code == 0


def test_the_same_file_again_changes_nothing_and_leaves_no_step(base: Path, crm: Runner, written: Written) -> None:
    path = written(CLIENTS)
    crm("import", "client", path)
    before, count = tables(base), steps(crm)
    again = crm("import", "client", path)
    assert counts(again) == "0 created, 0 updated, 2 unchanged"
    assert (tables(base), steps(crm)) == (before, count)


def test_undo_takes_the_whole_import_back(base: Path, crm: Runner, written: Written) -> None:
    crm("client", "add", "Acme", "--tags", "old")
    before = tables(base)
    rows = "".join(f"Acme {n},GTX {n},new;big\n" for n in range(1500))
    file = written("name,short name,tags,client_id\n" + rows.replace("\n", ",7\n").replace(",7\n", ",{}\n"))
    text = file.read_text()
    file.write_text("".join(line.replace("{}", str(n)) + "\n" for n, line in enumerate(text.splitlines())))
    assert counts(crm("import", "client", file)) == "1500 created, 0 updated, 0 unchanged"
    assert crm("client", "list", "tags=big", "--format", "ids").out.count("C") == 1500
    assert crm("undo", "-y").code == 0
    assert tables(base) == before


@pytest.mark.usefixtures("base")
def test_a_key_says_what_is_created_and_what_is_updated(crm: Runner, written: Written) -> None:
    crm("client", "add", "Acme", "--phone", "13800000001", "--level", "A")
    file = written("name,phone,level,city\nACME Co,138-0000-0001,B,\nNew,13800000002,C,Bonn\n")
    for mode, said in (
        ("create", "1 created, 0 updated, 0 unchanged, 1 there already"),
        ("update", "0 created, 2 updated, 0 unchanged"),
    ):
        done = crm("import", "client", file, "--key", "phone", "--mode", mode)
        assert counts(done) == said if mode == "create" else done.code == 0
    first, _second = listed(crm, "client", "--fields", "ref,name,level,city")
    assert first == {"ref": "C1", "name": "ACME Co", "level": "B", "city": None}


@pytest.mark.usefixtures("base")
def test_an_absent_column_and_an_empty_cell_change_nothing_unless_told(crm: Runner, written: Written) -> None:
    crm("client", "add", "Acme", "--level", "A", "--city", "Bonn", "--industry", "steel")
    file = written("name,level,city\nAcme,B,\n")
    crm("import", "client", file, "--key", "name")
    assert listed(crm, "client", "--fields", "level,city,industry") == [
        {"level": "B", "city": "Bonn", "industry": "steel"}
    ]
    crm("import", "client", file, "--key", "name", "--clear-empty")
    assert listed(crm, "client", "--fields", "level,city,industry") == [
        {"level": "B", "city": None, "industry": "steel"}
    ]


@pytest.mark.usefixtures("base")
def test_refused_rows_go_to_a_file_that_is_mended_and_imported(crm: Runner, written: Written) -> None:
    file = written("name,phone,since\nA,13800000001,2026-01-01\nB,12,2026-01-01\nC,13800000003,2026-02-30\nD\n")
    done = crm("import", "client", file)
    assert done.code == 7
    assert done.err.splitlines()[0] == "1 created, 0 updated, 0 unchanged, 3 refused"
    rejects = file.with_name("file.csv.rejects.csv")
    assert rejects.read_text().splitlines() == [
        "line,column,reason,name,phone,since",
        "3,phone,“12” is not a whole phone number,B,12,2026-01-01",
        "4,since,there is no 2026-02-30,C,13800000003,2026-02-30",
        "5,,1 cells where there are 3 columns,D",
    ]
    mended = (
        rejects.read_text()
        .replace(",12,", ",13800000002,")
        .replace("02-30", "02-28")
        .replace(",D\n", ",D,,\n")
        .replace(",D\r\n", ",D,,\r\n")
    )
    rejects.write_text(mended)
    again = crm("import", "client", rejects)
    assert (again.code, counts(again)) == (0, "3 created, 0 updated, 0 unchanged")


@pytest.mark.usefixtures("base")
def test_all_or_nothing_writes_nothing_when_a_row_is_refused(crm: Runner, written: Written) -> None:
    file = written("name,since\nA,2026-01-01\nB,2026-02-30\n")
    count = steps(crm)
    done = crm("import", "client", file, "--all-or-nothing")
    assert done.code == 2
    assert "refused: 1, the first on line 3; nothing was written" in done.err
    assert (listed(crm, "client"), steps(crm)) == ([], count)


@pytest.mark.usefixtures("base")
def test_a_dry_run_says_what_the_run_then_does_and_changes_nothing(
    crm: Runner, written: Written, tmp_path: Path
) -> None:
    crm("client", "add", "A", "--level", "A")
    file = written("name,level,shoe size\nA,B,44\nB,A,45\n,C,46\n")
    plan = tmp_path / "plan.json"
    before = (listed(crm, "client"), steps(crm))
    dry = crm("import", "client", file, "--key", "name", "--dry-run", "--json")
    planned = crm("import", "client", file, "--key", "name", "--plan", plan)
    told, written_ = json.loads(dry.out), json.loads(plan.read_text())
    assert dry.code == planned.code == 7
    assert (told["created"], told["updated"], told["unchanged"]) == (1, 1, 0)
    assert told["unknown"] == ["shoe size"]
    assert [reject["line"] for reject in told["rejected"]] == [4]
    update, create = written_["rows"]
    assert (update["line"], update["do"], update["ref"]) == (2, "update", "C1")
    assert (update["changes"], update["reads"]) == ({"level": {"from": "A", "to": "B"}}, {"level": "A → B"})
    assert (create["line"], create["do"], create["values"]) == (3, "create", {"name": "B", "level": "A"})
    assert written_["counts"] == {"created": 1, "updated": 1, "unchanged": 0, "skipped": 0, "refused": 1}
    assert written_["refused"] == [{"line": 4, "column": "", "reason": "its key name is empty"}]
    assert (listed(crm, "client"), steps(crm)) == before
    done = json.loads(crm("import", "client", file, "--key", "name", "--json").out)
    assert {name: done[name] for name in ("created", "updated", "unchanged", "rejected")} == {
        name: told[name] for name in ("created", "updated", "unchanged", "rejected")
    }


@pytest.mark.usefixtures("base")
def test_two_rows_of_one_key_are_one_and_a_reject_that_says_so(crm: Runner, written: Written) -> None:
    done = crm("import", "client", written("client_id,name\n7,A\n8,B\n7,C\n"))
    assert done.code == 7
    assert "line 4: line 2 has the same external" in done.err


@pytest.mark.usefixtures("base")
def test_two_clients_of_one_name_stay_two(crm: Runner, written: Written) -> None:
    file = written("name,city\n任婵娟,北京\n任婵娟,上海\n")
    assert counts(crm("import", "client", file)) == "2 created, 0 updated, 0 unchanged"
    assert counts(crm("import", "client", file)) == "0 created, 0 updated, 2 unchanged"


@pytest.mark.usefixtures("base")
def test_links_are_found_by_name_however_it_is_spaced_and_that_is_said(crm: Runner, written: Written) -> None:
    crm("product", "add", "GTX Pro", "--price", "4821")
    done = crm("import", "opp", written("name,product\nOne,GTXPro\nTwo,GTX Pro\nThree,gtx-pro\nFour,GTX\n"))
    assert "“GTXPro” was taken for “GTX Pro”, 1 time" in done.err
    assert "“gtx-pro” was taken for “GTX Pro”, 1 time" in done.err
    assert "line 5: product: there is no product “GTX”" in done.err
    assert done.code == 7


@pytest.mark.usefixtures("base")
def test_what_rows_name_and_nobody_knows_is_made_when_that_is_asked(crm: Runner, written: Written) -> None:
    file = written("name,client,client.phone,owner\nOne,Acme,13800000001,Bob\nTwo,ACME,,Bob\nThree,,,\n")
    assert crm("import", "opp", file).code == 7
    crm("undo")
    done = crm("import", "opp", file, "--create-missing", "client,user")
    assert done.code == 0
    assert "made because rows name them: 1 client (Acme)" in done.err
    assert listed(crm, "client", "--fields", "name,phone") == [{"name": "Acme", "phone": "13800000001"}]
    assert crm("import", "opp", file, "--create-missing", "stage").code == 2


@pytest.mark.usefixtures("base")
def test_a_row_may_name_a_row_that_comes_later_and_falls_with_it(crm: Runner, written: Written) -> None:
    file = written("name,parent,phone\nSon,Father,\nFather,,\nOrphan,Wrong,\nWrong,,12\n")
    done = crm("import", "client", file)
    assert done.err.splitlines()[0] == "2 created, 0 updated, 0 unchanged, 2 refused"
    assert listed(crm, "client", "parent=Father", "--fields", "name") == [{"name": "Son"}]


@pytest.mark.usefixtures("base")
def test_a_row_that_leaves_its_day_empty_is_known_again(crm: Runner, written: Written) -> None:
    file = written("客户名称,联系电话,创建日期\n甲,13801234567,2025/3/4\n乙,,\n乙,,\n")
    assert counts(crm("import", "client", file)) == "3 created, 0 updated, 0 unchanged"
    assert counts(crm("import", "client", file)) == "0 created, 0 updated, 3 unchanged"


@pytest.mark.usefixtures("base")
def test_first_days_and_authors_are_kept(crm: Runner, written: Written) -> None:
    file = written("name,created,author,owner\nA,2019-04-01T08:00:00Z,Bob,Eve\n")
    assert crm("import", "client", file, "--create-missing", "user").code == 0
    assert listed(crm, "client", "--fields", "created,author,owner") == [
        {"created": "2019-04-01T08:00:00Z", "author": "Bob", "owner": "Eve"}
    ]


@pytest.mark.usefixtures("base")
def test_unknown_columns_become_fields_of_ones_own_when_that_is_asked(crm: Runner, written: Written) -> None:
    file = written("name,shoe_size,born,weight,motto\nA,44,1990-01-02,71.5,go\nB,45,,70,\n")
    done = crm("import", "client", file, "--create-fields")
    assert "new fields: shoe_size, born, weight, motto" in done.err
    assert [(f["name"], f["kind"]) for f in listed(crm, "field")] == [
        ("shoe_size", "number"),
        ("born", "date"),
        ("weight", "decimal"),
        ("motto", "text"),
    ]
    assert listed(crm, "client", "shoe_size=45..", "--fields", "name,weight") == [{"name": "B", "weight": 70}]
    crm("undo")
    assert (listed(crm, "field"), listed(crm, "client")) == ([], [])


@pytest.mark.usefixtures("base")
def test_a_deal_gets_status_history_and_amount_from_what_the_file_says(crm: Runner, written: Written) -> None:
    crm("product", "add", "GTX", "--price", "550")
    file = written(
        "opportunity_id,deal name,product,deal stage,began,close date,close value\n"
        "a,One,GTX,Won,2017-01-01,2017-03-01,500\nb,Two,GTX,Negotiation,2017-02-01,,\nc,Three,GTX,Lost,2017-01-01,2017-02-01,0\nd,Four,GTX,Qualification,,,\n"
    )
    assert crm("import", "opp", file).code == 0
    fields = "name,status,stage,amount,value,began,closed"
    found = {row["name"]: row for row in listed(crm, "opp", "--fields", fields)}
    assert (found["One"]["status"], found["One"]["amount"], found["One"]["closed"]) == ("won", "500.00", "2017-03-01")
    assert (found["Two"]["status"], found["Two"]["amount"], found["Two"]["value"]) == ("open", None, "550.00")
    assert (found["Three"]["status"], found["Three"]["amount"]) == ("lost", "0.00")
    assert found["Four"]["began"] is None
    assert counts(crm("import", "opp", file)) == "0 created, 0 updated, 4 unchanged"
    moved = written(file.read_text().replace("Negotiation,2017-02-01,,", "Won,2017-02-01,2017-05-01,520"), "later.csv")
    assert counts(crm("import", "opp", moved)) == "0 created, 1 updated, 3 unchanged"
    assert listed(crm, "opp", "name=Two", "--fields", "status,amount,closed") == [
        {"status": "won", "amount": "520.00", "currency": "CNY", "closed": "2017-05-01"}
    ]


@pytest.mark.usefixtures("base")
def test_stdin_and_once(crm: Runner) -> None:
    text = '{"name": "A", "level": "A"}\n{"name": "B"}\n'
    assert crm("import", "client", "-", "--once", "k", stdin=text).code == 0
    again = crm("import", "client", "-", "--once", "k", stdin=text)
    assert (again.code, "done before, by step" in again.err) == (0, True)
    assert len(listed(crm, "client")) == 2


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("client", "none.csv"), 3, "there is no file none.csv"),
        (("client", "."), 2, ". is a folder"),
        (("clients", "-"), 2, "there is no record called “clients”"),
        (("opp", "-"), 2, "no column is for Name"),
        (("client", "-", "--map", "x=name"), 2, "the file has no column “x”"),
        (("client", "-", "--map", "name"), 2, "“name” is no mapping"),
        (("client", "-", "--map", "a=phne"), 2, "client has no field “phne”"),
        (("client", "-", "--map", "a=last_contact"), 2, "Last contact cannot be imported"),
        (("client", "-", "--key", "email"), 2, "no column is for the key email"),
        (("client", "-", "--mode", "merge"), 2, "there is no mode merge"),
        (("client", "-", "--date", "since=dym"), 2, "“since=dym” is not NAME=VALUE"),
    ],
)
def test_what_is_wrong_with_the_line_is_said_and_nothing_is_done(
    crm: Runner, words: tuple[str, ...], code: int, said: str
) -> None:
    done = crm("import", *words, stdin="a,since\nx,2026-01-01\n")
    assert (done.code, said in done.err) == (code, True), done.err


@pytest.mark.usefixtures("base")
def test_broken_csv_is_refused_with_its_line(crm: Runner, data: Path, tmp_path: Path) -> None:
    broken = sorted((data / "csv/csv-test-data/csv").glob("bad-*.csv"))
    assert len(broken) == 7
    for path in broken:
        maps = [word for pair in ("foo=name", "bar=short_name", "baz=note") for word in ("--map", pair)]
        done = crm("import", "client", path, *maps, "--rejects", tmp_path / "rejects.csv")
        assert done.code in (2, 7), path.name
        assert "line 2" in done.err or "header" in path.name, done.err
    assert listed(crm, "client") == []


@pytest.mark.usefixtures("base")
def test_a_broken_row_among_deals_is_refused_alone(crm: Runner, written: Written) -> None:
    file = written(
        "name,stage,began,close value,first meeting\nA,Won,2017-01-01,5,2017-01-02\nB,Won\nC,Lost,2017-01-01,0,\n"
    )
    done = crm("import", "opp", file, "--map", "first meeting=stage:Needs")
    assert done.err.splitlines()[0] == "2 created, 0 updated, 0 unchanged, 1 refused"


@pytest.mark.usefixtures("base")
def test_a_long_import_says_how_far_it_is_on_a_terminal_only(
    crm: Runner, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written("name\n" + "".join(f"T{number}\n" for number in range(10_001)))
    monkeypatch.setattr("crm_cli.commands.progress.FIRST", 0)
    seen = crm("import", "tag", file, terminal=True).err
    assert re.search("\r5,000 rows · [0-9,]+ a second", seen) and "10,001 rows" not in seen.splitlines()[-1]
    crm("undo", "-y")
    assert crm("import", "tag", file).err == "10001 created, 0 updated, 0 unchanged\n"


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("words", [(), ("--map", "民族=ethnicity"), ("--create-fields",)])
def test_a_column_that_the_base_hides_is_not_taken_and_named(
    crm: Runner, written: Written, words: tuple[str, ...]
) -> None:
    file = written("名称,民族\nAcme,汉族\n")
    done = crm("import", "client", file, *words)
    assert done.code == 0
    assert "not taken, hidden in this base: 民族 (crm config set archive.sensitive yes)\n" in done.err
    assert crm("config", "set", "archive.sensitive", "yes").code == 0
    assert listed(crm, "client", "--fields", "ethnicity") == [{"ethnicity": None}]
    assert listed(crm, "field") == []
    assert "not taken" not in crm("import", "client", file, *words, "--key", "name").err
    assert listed(crm, "client", "--fields", "ethnicity") == [{"ethnicity": "汉族"}]


@pytest.mark.usefixtures("base")
def test_a_contacts_client_is_not_made_with_what_the_base_hides(crm: Runner, written: Written) -> None:
    file = written("name,client,client.ethnicity\nAnn Lee,Acme,Han\n")
    done = crm("import", "contact", file, "--create-missing", "client")
    assert "not taken, hidden in this base: client.ethnicity" in done.err
    crm("config", "set", "archive.sensitive", "yes")
    assert listed(crm, "client", "--fields", "name,ethnicity") == [{"name": "Acme", "ethnicity": None}]


@pytest.mark.usefixtures("base")
def test_what_the_base_hides_is_not_set_for_all_rows(crm: Runner, written: Written) -> None:
    done = crm("import", "client", written("name\nAcme\n"), "--set", "ethnicity=Han")
    assert (done.code, done.err) == (2, "crm: this base does not show Ethnicity\n")

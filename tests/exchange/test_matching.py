"""Which row is which record: by any key or keys, by another system's number first, never by what is merely alike."""

import json
from typing import Any

import pytest

from tests.conftest import Runner
from tests.exchange import conftest
from tests.exchange.conftest import Written


def listed(crm: Runner, fields: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(crm("client", "list", "--json", "--fields", fields).out)
    return found


def counts(crm: Runner, file: object, *words: str) -> str:
    return conftest.counts(crm("import", "client", file, *words))


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("key", "first", "again"),
    [
        ("name", "Acme GmbH", "ＡＣＭＥ gmbh"),
        ("phone", "13800138000", "+86 138 0013 8000"),
        ("email", "Anna@X.de", "anna@x.DE"),
        ("tax_id", "91110108551385082Q", "91110108551385082q"),
        ("website", "https://www.acme.de/", "Acme.de"),
        ("wechat", "Anna 1", "anna1"),
        ("kdnr", "A 17", "ａ17"),
    ],
)
def test_case_width_and_spaces_make_no_new_record(
    crm: Runner, written: Written, key: str, first: str, again: str
) -> None:
    crm("config", "set", "country", "DE")
    crm("field", "add", "client", "kdnr")
    head = "name" if key == "name" else f"name,{key}"
    row = "{}" if key == "name" else "Acme,{}"
    words = ("--key", key)
    assert counts(crm, written(f"{head}\n{row.format(first)}\n"), *words) == "1 created, 0 updated, 0 unchanged"
    done = crm("import", "client", written(f"{head},level\n{row.format(again)},A\n"), *words)
    assert done.code == 0, done.err
    assert [one["level"] for one in listed(crm, "level")] == ["A"]


@pytest.mark.usefixtures("base")
def test_several_fields_together_are_a_key(crm: Runner, written: Written) -> None:
    file = written("name,city,level\nAcme,Bonn,A\nAcme,Köln,B\n")
    assert counts(crm, file, "--key", "name,city") == "2 created, 0 updated, 0 unchanged"
    changed = written("name,city,level\nacme,bonn,C\nAcme,Berlin,A\n")
    assert counts(crm, changed, "--key", "name,city") == "1 created, 1 updated, 0 unchanged"


@pytest.mark.usefixtures("base")
def test_a_row_that_fits_two_records_is_refused_naming_both(crm: Runner, written: Written) -> None:
    crm("client", "add", "A", "--phone", "13800138000")
    crm("client", "add", "B", "--phone", "+8613800138000", "--allow-duplicate")
    done = crm("import", "client", written("name,phone\nC,138 0013 8000\n"), "--key", "phone")
    assert done.code == 7
    assert "it may be C1, C2: they have the same phone" in done.err


@pytest.mark.usefixtures("base")
def test_a_further_phone_is_a_key_too(crm: Runner, written: Written) -> None:
    crm("client", "add", "A", "--phone", "13800138000", "--other-phones", "13900139000")
    assert counts(crm, written("phone,level\n13900139000,A\n"), "--key", "phone", "--map", "phone=phone") in (
        "0 created, 1 updated, 0 unchanged",
    )
    assert listed(crm, "name,level") == [{"name": "A", "level": "A"}]


@pytest.mark.usefixtures("base")
def test_a_number_of_another_system_goes_before_the_key_and_is_kept(crm: Runner, written: Written) -> None:
    crm("client", "add", "A", "--phone", "13800138000")
    file = written("client id,name,phone\n17,A,13800138000\n18,B,13800138001\n")
    assert counts(crm, file, "--key", "phone") == "1 created, 0 updated, 1 unchanged"
    moved = written("client id,name,phone\n17,A,13700137000\n")
    assert counts(crm, moved, "--key", "phone") == "0 created, 1 updated, 0 unchanged"
    assert [row["phone"] for row in listed(crm, "phone")] == ["13700137000", "13800138001"]
    assert counts(crm, moved) == "0 created, 0 updated, 1 unchanged"


@pytest.mark.usefixtures("base")
def test_two_rows_of_one_key_are_refused_by_line(crm: Runner, written: Written) -> None:
    done = crm("import", "client", written("name,phone\nA,13800138000\nB,+86 13800138000\n"), "--key", "phone")
    assert (done.code, "line 2 has the same phone" in done.err) == (7, True)


@pytest.mark.usefixtures("base")
def test_names_are_no_key_unless_that_is_said(crm: Runner, written: Written) -> None:
    assert counts(crm, written("name,city\nA,Bonn\n")) == "1 created, 0 updated, 0 unchanged"
    assert counts(crm, written("name,city\nA,Köln\n")) == "1 created, 0 updated, 0 unchanged"


@pytest.mark.usefixtures("base")
def test_a_row_that_is_refused_is_no_record_by_what_is_left_of_it(crm: Runner, written: Written) -> None:
    file = written("name,owner,level\nAcme,nobody,A\nAcme,,A\n")
    for said in ("1 created, 0 updated, 0 unchanged", "0 created, 0 updated, 1 unchanged"):
        done = crm("import", "client", file)
        assert done.code == 7 and said in done.err and "nobody" in done.err
    assert len(listed(crm, "name")) == 1

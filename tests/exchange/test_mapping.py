"""Which column is which field, and the rules of columns: joined, cut, replaced, filled, left out."""

import json
from typing import Any

import pytest

from crm_cli.exchange import mapping
from crm_cli.workspace import Workspace
from tests.conftest import Runner
from tests.exchange.conftest import Written


def listed(crm: Runner, noun: str, fields: str, *words: str) -> list[dict[str, Any]]:
    done = crm(noun, "list", *words, "--json", "--fields", fields)
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


def fields(crm: Workspace, noun: str, *headers: str) -> dict[str, str]:
    """What each header is taken for."""
    return {column.header: column.target.name for column in mapping.settle(crm, noun, headers).columns}


@pytest.mark.parametrize(
    ("noun", "headers"),
    [
        ("client", {"Firma": "name", "Straße": "address", "PLZ": "postcode", "Ort": "city", "Telefon": "phone", "Branche": "industry", "Kundennummer": "external"}),
        ("client", {"客户 ID": "external", "客户名称": "name", "省": "region", "税号": "tax_id", "开户行": "bank", "客户经理": "owner", "备注": "note"}),
        ("client", {"Company Name": "name", "ZIP Code": "postcode", "Number of Employees": "employees", "E-Mail Address": "email", "Account Owner": "owner"}),
        ("contact", {"Nachname": "family", "Vorname": "given", "Anrede": "salutation", "Mobil": "phone", "Firma": "client", "Geburtstag": "birthday"}),
        ("lead", {"姓名": "name", "公司名称": "company", "线索状态": "status", "线索来源": "source", "手机": "phone", "Lead Owner": "owner", "Is Converted": "converted"}),
        ("opp", {"商机名称": "name", "阶段": "stage", "预计金额": "amount", "Verkaufschance": "name", "Expected close date": "close"}),
        ("activity", {"跟进时间": "at", "跟进方式": "kind", "跟进内容": "text", "Created By": "author", "负责人": "owner"}),
        ("product", {"Artikelnummer": "code", "Einheit": "unit", "单价": "price"}),
    ],
)  # fmt: skip
def test_headers_are_known_in_three_languages(workspace: Workspace, noun: str, headers: dict[str, str]) -> None:
    for header, field in headers.items():
        assert fields(workspace, noun, header) == {header: field}


def test_what_stands_in_brackets_does_not_hide_the_field(workspace: Workspace) -> None:
    assert fields(workspace, "client", "公司名称（必填）", "电话*", "行业：") == {
        "公司名称（必填）": "name", "电话*": "phone", "行业：": "industry",
    }  # fmt: skip


@pytest.mark.usefixtures("base")
def test_two_columns_to_one_text_are_joined(crm: Runner, written: Written) -> None:
    file = written("name,Street,Street 2,备注一,备注二\nAcme,Main St 5,Floor 2,a,b\nBob,Side St 1,,c,\n")
    words = ("--map", "Street=address", "--map", "Street 2=address", "--map", "备注一=note", "--map", "备注二=note")
    assert crm("import", "client", file, *words).code == 0
    assert listed(crm, "client", "address,note") == [
        {"address": "Main St 5, Floor 2", "note": "a\nb"}, {"address": "Side St 1", "note": "c"},
    ]  # fmt: skip


@pytest.mark.usefixtures("base")
def test_a_second_phone_column_gives_further_phones(crm: Runner, written: Written) -> None:
    assert (
        crm("import", "client", written("客户名称,电话,手机\n科锐,010-82345678,13800138000\n蓝天,,13900139000\n")).code
        == 0
    )
    assert listed(crm, "client", "phone,other_phones") == [
        {"phone": "010-82345678", "other_phones": ["13800138000"]}, {"phone": "13900139000", "other_phones": []},
    ]  # fmt: skip


@pytest.mark.usefixtures("base")
def test_a_column_is_cut_in_parts(crm: Runner, written: Written) -> None:
    file = written('Name,Place\n"Kirk, Rebecca","Bonn / NRW"\n王小明,北京\n')
    assert crm("import", "contact", file, "--split", "Name=family,given", "--map", "Place=").code == 0
    assert listed(crm, "contact", "name,family,given") == [
        {"name": "Rebecca Kirk", "family": "Kirk", "given": "Rebecca"}, {"name": "王小明", "family": "王", "given": "小明"},
    ]  # fmt: skip
    assert crm("import", "client", written("Name,Place\nAcme,Bonn / NRW\n"), "--split", "Place=city,region").code == 0
    assert listed(crm, "client", "city,region") == [{"city": "Bonn", "region": "NRW"}]


@pytest.mark.usefixtures("base")
def test_values_are_read_as_others_and_empty_cells_filled(crm: Runner, written: Written) -> None:
    file = written("name,level,country\nA,gold,\nB,Silber,DE\n")
    words = (
        "--value",
        "level:gold=A",
        "--value",
        "level:silber=B",
        "--default",
        "country=CN",
        "--set",
        "industry=steel",
    )
    assert crm("import", "client", file, *words).code == 0
    assert listed(crm, "client", "level,country,industry") == [
        {"level": "A", "country": "CN", "industry": "steel"}, {"level": "B", "country": "DE", "industry": "steel"},
    ]  # fmt: skip


@pytest.mark.usefixtures("base")
def test_a_default_does_not_change_a_record_that_has_a_value(crm: Runner, written: Written) -> None:
    crm("client", "add", "A", "--country", "FR")
    crm("client", "add", "B")
    assert (
        crm("import", "client", written("name,country\nA,\nB,\n"), "--key", "name", "--default", "country=CN").code == 0
    )
    assert [row["country"] for row in listed(crm, "client", "country")] == ["FR", "CN"]


@pytest.mark.usefixtures("base")
def test_all_other_columns_are_left_out_with_a_star(crm: Runner, written: Written) -> None:
    done = crm("import", "client", written("name,level,zzz\nA,B,1\n"), "--map", "name=name", "--map", "*=", "--dry-run")
    assert (done.code, "level" in done.out, "zzz" in done.out) == (0, False, False)


@pytest.mark.usefixtures("base")
def test_an_update_without_a_name_renames_nobody(crm: Runner, written: Written) -> None:
    crm("client", "add", "Acme", "--phone", "13800000001")
    assert crm("import", "client", written("phone,level\n13800000001,A\n"), "--key", "phone").code == 0
    assert listed(crm, "client", "name,level") == [{"name": "Acme", "level": "A"}]


@pytest.mark.usefixtures("base")
def test_an_update_without_a_stage_moves_no_deal(crm: Runner, written: Written) -> None:
    crm("client", "add", "Acme")
    crm("opp", "add", "Big", "--client", "Acme", "--amount", "100")
    crm("opp", "move", "D1", "2")
    before = listed(crm, "opp", "stage,status")
    file = written("ref,amount\nD1,200\n")
    assert crm("import", "opp", file, "--mode", "update").code == 0
    assert listed(crm, "opp", "stage,status") == before
    assert [row["amount"] for row in listed(crm, "opp", "amount")] == ["200.00"]


@pytest.mark.usefixtures("base")
def test_an_activity_keeps_its_author_day_and_owner(crm: Runner, written: Written) -> None:
    crm("user", "add", "Bo")
    crm("client", "add", "Acme")
    text = "客户,跟进方式,跟进时间,跟进内容,跟进人,记录人,创建时间\nAcme,call,2024-05-03 10:00,谈价格,Bo,Bo,2024-05-03 11:00\n"
    done = crm("import", "activity", written(text))
    assert done.code == 0, done.err
    (row,) = listed(crm, "activity", "at,text,owner,author,created")
    assert (row["text"], row["owner"], row["author"]) == ("谈价格", "Bo", "Bo")
    assert row["at"].startswith("2024-05-03") and row["created"].startswith("2024-05-03")
    assert crm("import", "activity", written(text)).err.splitlines()[-1] == "0 created, 0 updated, 1 unchanged"


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--split", "nix=city,region"), "the file has no column “nix”"),
        (("--value", "level"), "“level” is not HEADER:OLD=NEW"),
        (("--value", "level:a"), "“level:a” is not HEADER:OLD=NEW"),
        (("--default", "level"), "“level” is not NAME=VALUE"),
        (("--default", "nix=1"), "client has no field “nix”"),
        (("--preset", "sap"), "there is no preset sap"),
        (("--using", "nix"), "there is no mapping “nix”"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(crm: Runner, written: Written, words: tuple[str, ...], said: str) -> None:
    done = crm("import", "client", written("name,level\nA,B\n"), *words)
    assert done.code in (2, 3)
    assert said in done.err
    assert listed(crm, "client", "name") == []


@pytest.mark.usefixtures("base")
def test_the_chinese_customers_are_all_there_and_none_is_merged_on_a_name(crm: Runner, data: Any) -> None:
    file = data / "cn" / "superstore-customers.utf8bom.csv"
    assert crm("field", "add", "client", "销售额", "--kind", "money").code == 0
    assert crm("import", "client", file, "--create-fields").code == 0
    rows = listed(crm, "client", "name,销售额")
    assert (len(rows), len({row["name"] for row in rows})) == (790, 771)
    summary = crm("summary", "client", "--by", "type", "--sum", "销售额", "--format", "csv")
    assert "16117548.37" in summary.out, summary.err
    assert crm("import", "client", file).err.splitlines()[-1] == "0 created, 0 updated, 790 unchanged"

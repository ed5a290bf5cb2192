"""Cells as offices keep them, and what spreadsheets do to them."""

import json
from typing import Any

import pytest

from crm_cli.errors import Invalid
from crm_cli.exchange import cells
from crm_cli.records.countries import country
from crm_cli.records.phones import parse_phone
from tests.conftest import Runner
from tests.exchange.conftest import Written


def listed(crm: Runner, noun: str, fields: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(crm(noun, "list", "--json", "--fields", fields).out)
    return found


@pytest.mark.parametrize(
    ("text", "code", "name", "numbers"),
    [
        ("13800138000 / 010-82345678转801", "CN", "", ("13800138000", "010-82345678转801")),
        ("13800138000、13900139000", "CN", "", ("13800138000", "13900139000")),
        ("13800138000 13900139000", "CN", "", ("13800138000", "13900139000")),
        ("李总13901234567 / 010-82345678转801", "CN", "李总", ("13901234567", "010-82345678转801")),
        ("李总：13901234567", "CN", "李总", ("13901234567",)),
        ("13901234567（李总）", "CN", "李总", ("13901234567",)),
        ("手机：13901234567；办公：010-82345678", "CN", "", ("13901234567", "010-82345678")),
        ("王工/13800138000", "CN", "王工", ("13800138000",)),
        ("0203/1234567; 0171/2345678", "DE", "", ("0203/1234567", "0171/2345678")),
        ("Frau Weber 030 12345678", "DE", "Frau Weber", ("030 12345678",)),
        ("+49 30 12345678 ::: +49 171 2345678", "DE", "", ("+49 30 12345678", "+49 171 2345678")),
    ],
)
def test_a_cell_for_phones_says_who_and_which(text: str, code: str, name: str, numbers: tuple[str, ...]) -> None:
    assert cells.spoken(text, lambda part: parse_phone(part, country(code))) == cells.Spoken(name, numbers)


@pytest.mark.parametrize("text", ["12", "nach Absprache", "13800138000 / 79", ""])
def test_a_cell_of_which_a_part_is_no_phone_is_not_cut(text: str) -> None:
    assert cells.spoken(text, lambda part: parse_phone(part, country("CN"))) is None


def test_two_names_in_a_cell_are_refused() -> None:
    with pytest.raises(Invalid, match="names several people"):
        cells.spoken("李总13901234567、王工13800138000", lambda part: parse_phone(part, country("CN")))


@pytest.mark.parametrize(
    ("header", "stem", "factor", "currency"),
    [
        ("金额(万元)", "金额", 10**4, ""), ("Amount (k€)", "Amount", 1000, "EUR"), ("Umsatz in TEUR", "Umsatz", 1000, "EUR"), ("Value [USD]", "Value", 1, "USD"),
        ("营业额（亿元）", "营业额", 10**8, ""), ("Revenue (in thousands)", "Revenue", 1000, ""), ("Umsatz (Mio. €)", "Umsatz", 10**6, "EUR"),
        ("金额（百万元）", "金额", 10**6, ""),
    ],
)  # fmt: skip
def test_a_header_says_the_unit(header: str, stem: str, factor: int, currency: str) -> None:
    found = cells.unit(header)
    assert found is not None
    assert (found[0], found[1].factor, found[1].currency) == (stem, factor, currency)


@pytest.mark.parametrize("header", ["电话(手机)", "Name (required)", "Amount", "Date in"])
def test_what_is_no_unit_is_none(header: str) -> None:
    assert cells.unit(header) is None


@pytest.mark.usefixtures("base")
def test_several_phones_and_mails_are_kept_and_said(crm: Runner, written: Written) -> None:
    file = written("name,电话,邮箱\nA,13800138000、13900139000,a@x.cn; b@x.cn\nB,13700137000,c@x.cn\n")
    done = crm("import", "client", file)
    assert done.code == 0, done.err
    assert "column “电话”: cells with several phones: 1" in done.err
    assert "column “邮箱”: cells with several e-mails: 1" in done.err
    assert listed(crm, "client", "phone,other_phones,email,other_emails")[0] == {
        "phone": "13800138000", "other_phones": ["13900139000"], "email": "a@x.cn", "other_emails": ["b@x.cn"],
    }  # fmt: skip
    assert crm("import", "client", file).err.splitlines()[-1] == "0 created, 0 updated, 2 unchanged"


@pytest.mark.usefixtures("base")
def test_a_name_and_a_phone_in_one_cell_are_the_contact(crm: Runner, written: Written) -> None:
    file = written("客户名称,联系人\n科锐,李总13901234567 / 010-82345678转801\n")
    done = crm("import", "client", file, "--key", "name")
    assert "column “联系人”: cells with a name and a phone: 1" in done.err
    fields = "name,client,phone,other_phones"
    wanted = [{"name": "李总", "client": "C1", "phone": "13901234567", "other_phones": ["010-82345678转801"]}]
    found = listed(crm, "contact", fields)
    assert [{**row, "client": "C1"} for row in found] == wanted
    again = crm("import", "client", file, "--key", "name")
    assert again.err.splitlines()[-1] == "0 created, 0 updated, 1 unchanged"
    assert len(listed(crm, "contact", fields)) == 1


@pytest.mark.usefixtures("base")
def test_the_columns_of_a_contact_make_one_and_find_it_again(crm: Runner, written: Written) -> None:
    text = "客户名称,电话,联系人,联系电话,联系邮箱,职务\n科锐,010-82345678,王芳,13800138000,w@k.cn,采购\n蓝天,010-82345679,,13800138001,,\n"
    assert crm("import", "client", written(text), "--key", "name").code == 0
    (contact,) = listed(crm, "contact", "name,phone,email,title,family")
    assert contact == {"name": "王芳", "phone": "13800138000", "email": "w@k.cn", "title": "采购", "family": "王"}
    assert [row["phone"] for row in listed(crm, "client", "phone")] == ["010-82345678", "010-82345679"]
    assert listed(crm, "client", "other_phones")[1] == {"other_phones": ["13800138001"]}
    assert crm("import", "client", written(text.replace("采购", "采购总监")), "--key", "name").code == 0
    assert [row["title"] for row in listed(crm, "contact", "title")] == ["采购总监"]
    assert crm("undo", "-y").code == 0
    assert [row["title"] for row in listed(crm, "contact", "title")] == ["采购"]


@pytest.mark.usefixtures("base")
def test_a_name_in_a_phone_cell_of_a_contact_is_their_name(crm: Runner, written: Written) -> None:
    assert crm("import", "contact", written("姓名,电话\n,李总13901234567\n王芳,张三13800138000\n")).code == 7
    assert [row["name"] for row in listed(crm, "contact", "name")] == ["李总"]


@pytest.mark.usefixtures("base")
def test_what_a_spreadsheet_damaged_is_named(crm: Runner, written: Written) -> None:
    rows = [
        "A,13800138000.0,,", "B,1.38001E+10,,", "C,,911101080828513000,", "D,,9.11101E+17,", "E,#N/A,,", "F,,########,",
        "G,,,6222021234567890000", "H,,,6222 0212 3456 7890 123", "I,#REF!,,",
    ]  # fmt: skip
    file = written("name,phone,税号,银行账号\n" + "\n".join(rows) + "\n")
    done = crm("import", "client", file, "--dry-run", "--json")
    assert done.code == 7
    told = json.loads(done.out)
    refused = {row["line"]: row["reason"] for row in told["rejected"]}
    assert list(refused) == [3, 4, 5, 6, 7, 8, 10]
    assert all("rounded by a spreadsheet" in refused[line] for line in (3, 4, 5, 8))
    assert "an error of the spreadsheet" in refused[6]
    assert "too narrow" in refused[7]
    assert "column “phone”: phones that a spreadsheet had made fractions, repaired: 1" in told["notes"]


@pytest.mark.usefixtures("base")
def test_an_export_of_ours_may_say_what_a_spreadsheet_says(crm: Runner, written: Written) -> None:
    assert crm("import", "client", written("ref,name\nC1,#N/A\n")).code == 0
    assert listed(crm, "client", "name") == [{"name": "#N/A"}]

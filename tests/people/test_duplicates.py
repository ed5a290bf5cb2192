"""Who is there already: every reason, how sure it is, and what is no duplicate at all."""

from typing import Any

import pytest

from crm_cli.people import duplicates
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture(scope="module")
def crm() -> Workspace:
    crm = founded()
    kerui = added(
        crm, "client", name="北京科锐配电自动化股份有限公司", phone="010-82345678", website="https://www.kerui.example.cn", owner=crm.me,
        tax_id="91110108MA01ABCD12",
    )  # fmt: skip
    added(crm, "client", name="清华同方股份有限公司", other_phones='["13811112222"]', email="info@thtf.example")
    added(crm, "client", name="王伟", type="person", phone="13755556666")
    added(
        crm, "contact", name="李建国", client=kerui.id, phone="13801234567", email="li+crm@kerui.example.cn",
        other_emails='["jianguo@163.com"]', owner=crm.me,
    )  # fmt: skip
    added(crm, "contact", name="赵工", client=kerui.id, phone="010-82345678转801")
    added(crm, "lead", name="陈晨", company="上海蓝海贸易有限公司", phone="13900001111", website="lanhai.example.com")
    added(crm, "client", name="Müller & Söhne GmbH")
    return crm


def told(crm: Workspace, noun: str, **values: Any) -> list[tuple[str, str, str]]:
    return [(hit.ref, "+".join(hit.reasons), hit.strength) for hit in duplicates.of(crm, noun, values)]


@pytest.mark.parametrize(
    ("noun", "values", "hits"),
    [
        ("lead", {"name": "新人", "phone": "+86 138-0123-4567"}, [("P1", "phone", "sure")]),
        ("client", {"name": "甲", "phone": "１３８１１１１２２２２"}, [("C2", "phone", "sure")]),
        ("client", {"name": "甲", "other_phones": '["139 0000 1111"]'}, [("L1", "phone", "sure")]),
        ("client", {"name": "甲", "phone": "(010) 8234 5678"}, [("C1", "phone", "likely"), ("P2", "switchboard", "weak")]),
        ("lead", {"name": "乙", "phone": "010-82345678转801"}, [("P2", "phone", "sure"), ("C1", "switchboard", "weak")]),
        ("lead", {"name": "乙", "phone": "010-82345678转9"}, [("C1", "switchboard", "weak"), ("P2", "switchboard", "weak")]),
        ("lead", {"name": "乙", "email": "LI@kerui.example.cn"}, [("P1", "email", "sure"), ("C1", "domain", "likely")]),
        ("contact", {"name": "乙", "email": "li+x@kerui.example.cn"}, [("P1", "email", "sure")]),
        ("contact", {"name": "乙", "email": "jianguo+news@163.com"}, [("P1", "email", "sure")]),
        ("lead", {"name": "乙", "email": "somebody@163.com"}, []),
        ("client", {"name": "丙", "tax_id": "9111 0108 ma01 abcd12"}, [("C1", "tax", "sure")]),
        ("client", {"name": "丙", "website": "http://shop.lanhai.example.com/cn"}, [("L1", "domain", "likely")]),
        ("client", {"name": "科銳配電自動化（集團）"}, [("C1", "firm", "likely")]),
        ("lead", {"name": "张三", "company": "科锐配电自动化"}, [("C1", "firm", "likely")]),
        ("client", {"name": "科瑞配电自动化有限公司"}, [("C1", "sound", "weak")]),
        ("client", {"name": "Kerui Peidian Zidonghua Ltd."}, [("C1", "sound", "weak")]),
        ("client", {"name": "Mueller & Soehne"}, [("C4", "firm", "likely")]),
        ("lead", {"name": "张三", "company": "蓝海贸易"}, [("L1", "colleague", "weak")]),
        ("lead", {"name": "陈晨", "company": "蓝海贸易"}, [("L1", "colleague+name", "likely")]),
        ("contact", {"name": "李建国"}, [("P1", "name", "weak")]),
        ("client", {"name": "王伟", "type": "person"}, [("C3", "name", "weak")]),
        ("client", {"name": "王伟"}, []),
        ("product", {"name": "王伟"}, []),
        ("lead", {"name": "13955555555", "phone": "13955555555"}, []),
    ],
)  # fmt: skip
def test_what_is_there_already_is_named_with_its_reasons(
    crm: Workspace, noun: str, values: dict[str, Any], hits: list[tuple[str, str, str]]
) -> None:
    assert told(crm, noun, **values) == hits


def test_a_contact_may_share_what_belongs_to_its_client(crm: Workspace) -> None:
    kerui = crm.where(type(crm.get_any(["client"], "C1")), ref="C1")[0].id
    assert told(crm, "contact", name="孙", client=kerui, phone="010-82345678") == []
    assert told(crm, "contact", name="李建国", client=kerui) == [("P1", "name", "likely")]


def test_what_is_being_made_into_something_else_is_no_duplicate_of_it(crm: Workspace) -> None:
    lead = crm.get_any(["lead"], "L1")
    assert duplicates.of(crm, "client", {"name": "蓝海贸易", "phone": "13900001111"}, ignoring=[lead.id]) == []


def test_a_converted_lead_stands_behind_the_client_it_became() -> None:
    crm = founded()
    client = added(crm, "client", name="蓝海贸易", phone="13900001111")
    added(crm, "lead", name="陈晨", company="蓝海贸易", phone="13900001111", client=client.id)
    assert [ref for ref, _why, _how in told(crm, "lead", name="新", phone="13900001111")] == ["C1"]


def test_a_hidden_record_is_told_by_name_and_owner_only() -> None:
    crm = founded()
    added(crm, "client", name="蓝海贸易", phone="13900001111", owner=crm.me)
    crm.store.db.execute("DROP VIEW visible_clients")
    crm.store.db.execute("CREATE TEMP VIEW visible_clients AS SELECT * FROM main.clients WHERE 0")
    (hit,) = duplicates.of(crm, "lead", {"name": "新", "phone": "13900001111"})
    assert not hit.shown
    assert hit.told == {
        "noun": "client", "ref": None, "name": "蓝海贸易", "owner": "王芳", "reasons": ["phone"], "strength": "sure", "hidden": True
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("138 0123 4567", ("P1", "phone")),
        ("4567", ("P1", "words")),
        ("82345678", ("P2", "words")),
        ("li@kerui.example.cn", ("P1", "email")),
        ("other＠kerui.example.cn", ("C1", "domain")),
        ("kerui.example.cn", ("C1", "domain")),
        ("91110108MA01ABCD12", ("C1", "tax")),
        ("科锐配电自动化", ("C1", "firm")),
        ("科锐", ("C1", "words")),
        ("李建国", ("P1", "name")),
        ("krpd", ("C1", "words")),
        ("火星", None),
    ],
)
def test_whoever_is_on_the_phone_is_known_by_whatever_they_say(
    crm: Workspace, text: str, first: tuple[str, str] | None
) -> None:
    found = [(hit.ref, hit.reasons[0]) for hit in duplicates.at(crm, text)]
    assert found[:1] == ([first] if first else [])

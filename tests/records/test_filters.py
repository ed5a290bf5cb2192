"""The filter grammar: what is typed, in both languages and both widths, and the rows it finds."""

import pytest

from crm_cli.errors import Invalid, NotFound
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture(scope="module")
def crm() -> Workspace:
    """A base that is only read."""
    crm = founded()
    fang = crm.me
    ming = added(crm, "user", name="李明")
    a = added(crm, "client", name="甲公司", level="A", owner=fang, revenue=10_000_00, founded=1996)
    b = added(crm, "client", name="乙公司", level="B", owner=ming.id, revenue=48_000_000_00, founded=2003)
    c = added(crm, "client", name="Müller GmbH, Straße", level="C", revenue=120_000_00)
    added(crm, "client", name="丁公司", phone="138 0123 4567", email="Ding@Example.com")
    crm.change(a, tags='["+vip"]')
    crm.change(b, tags='["+vip","+老客户"]')
    added(crm, "contact", name="赵工", client=b.id)
    added(crm, "activity", kind="call", at="2026-11-20T02:00:00Z", client=a.id, text="谈合同")
    added(crm, "activity", kind="call", at="2026-09-01T02:00:00Z", client=b.id)
    added(crm, "opp", name="一期", client=a.id, close="2026-11-30", amount=500_000_00)
    added(crm, "opp", name="二期", client=c.id, close="2026-12-18", amount=90_000_00)
    return crm


def names(crm: Workspace, noun: str, *tokens: str) -> str:
    return " ".join(str(row[0]).split("公司")[0].split(" ")[0] for row in crm.table(noun, ["name"], tokens).rows)


@pytest.mark.parametrize(
    ("tokens", "found"),
    [
        (["level=A"], "甲"),
        (["级别=A"], "甲"),
        (["level＝A"], "甲"),
        (["level=A,B"], "甲 乙"),
        (["level=A，B"], "甲 乙"),
        (["level!=A"], "乙 Müller 丁"),
        (["level!=A", "level=any"], "乙 Müller"),
        (["level=none"], "丁"),
        (["level=无"], "丁"),
        (["owner=me"], "甲"),
        (["owner=我"], "甲"),
        (["owner=李明"], "乙"),
        (["负责人=李明"], "乙"),
        (["owner=none"], "Müller 丁"),
        (["owner.name=李明"], "乙"),
        (["revenue=10万..50万"], "Müller"),
        (["revenue=100000..500000"], "Müller"),
        (["revenue=100,000"], ""),
        (["revenue=120,000"], "Müller"),
        (["revenue=100000.."], "乙 Müller"),
        (["revenue>100000"], "乙 Müller"),
        (["revenue＞10万"], "乙 Müller"),
        (["revenue>=120000"], "乙 Müller"),
        (["revenue>120000"], "乙"),
        (["revenue≤120000"], "甲 Müller"),
        (["revenue<=1万"], "甲"),
        (["revenue<1万"], ""),
        (["founded=1990..2000"], "甲"),
        (["tags=vip"], "甲 乙"),
        (["tags=老客户"], "乙"),
        (["tags!=vip"], "Müller 丁"),
        (["tags=none"], "Müller 丁"),
        (["name~muller"], "Müller"),
        (["name～公司"], "甲 乙 丁"),
        (["name!~公司"], "Müller"),
        (["last_contact=..-30d"], "乙 Müller 丁"),
        (["last_contact=-30d.."], "甲"),
        (["last_contact=none"], "Müller 丁"),
        (["上次联系=..-30d"], "乙 Müller 丁"),
        (["level=A", "or", "level=C"], "甲 Müller"),
        (["level=A", "或", "level=C"], "甲 Müller"),
        (["text~muller"], "Müller"),
        (["text~mueller strasse"], "Müller"),
        (["甲"], "甲"),
        (['name="Müller GmbH, Straße"'], "Müller"),
        (["name=muellergmbhstrasse"], "Müller"),
        (["phone=+86-138-0123-4567"], "丁"),
        (["phone=１３８０１２３４５６７"], "丁"),
        (["phone!=13801234567", "phone=any"], ""),
        (["phone=none"], "甲 乙 Müller"),
        (["email=ding@example.com"], "丁"),
    ],
)
def test_a_filter_finds_its_rows(crm: Workspace, tokens: list[str], found: str) -> None:
    assert names(crm, "client", *tokens) == found


@pytest.mark.parametrize(
    ("tokens", "found"),
    [
        (["close=..月底"], "一期"),
        (["close=2026-12"], "二期"),
        (["close=2026-12-18"], "二期"),
        (["close>2026-12-18"], ""),
        (["close>=2026-12-18"], "二期"),
        (["close<月底"], ""),
        (["close=本月"], "一期"),
        (["client.level=A"], "一期"),
        (["client.tags=vip"], "一期"),
        (["client.owner=me"], "一期"),
        (["client=甲公司"], "一期"),
        (["金额=..10万"], "二期"),
        (["value=100000.."], "一期"),
    ],
)
def test_a_filter_follows_links_and_dates(crm: Workspace, tokens: list[str], found: str) -> None:
    assert names(crm, "opp", *tokens) == found


def test_activities_are_found_by_day_and_words(crm: Workspace) -> None:
    assert [row[0] for row in crm.table("activity", ["ref"], ["at=2026-11-20"]).rows] == ["A1"]
    assert [row[0] for row in crm.table("activity", ["ref"], ["at=..2026-10-01"]).rows] == ["A2"]
    assert [row[0] for row in crm.table("activity", ["ref"], ["text~合同"]).rows] == ["A1"]


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("revenue", "“revenue” is a field without a condition; the shell may have taken the < or >"),
        ("年营业额", "“年营业额” is a field without a condition; the shell may have taken the < or >"),
        ("revenu=5", "client has no field “revenu”"),
        ("level=", "“level=” has no value"),
        ("level>A", "level has no order; only = and ~ go with it"),
        ("name.x=5", "“name” is not a link, so nothing can follow it"),
        ("last_contact=2026-02-30", None),
        ("revenue=viel", None),
        ("type=firma", "“firma” is not a choice of Type"),
    ],
)
def test_what_is_no_filter_is_refused(crm: Workspace, token: str, message: str | None) -> None:
    with pytest.raises(Invalid) as caught:
        names(crm, "client", token)
    assert message is None or str(caught.value) == message


def test_a_link_to_nobody_is_an_error_not_an_empty_list(crm: Workspace) -> None:
    with pytest.raises(NotFound, match="there is no user “赵六”"):
        names(crm, "client", "owner=赵六")


def test_a_quote_in_a_value_stays_a_value(crm: Workspace) -> None:
    assert names(crm, "client", "name~'; DROP TABLE clients; --") == ""
    assert crm.count("client") == 4


def test_a_field_with_several_keys_is_compared_by_its_first(crm: Workspace) -> None:
    assert names(crm, "client", "name=丁 公司") == "丁"


@pytest.mark.parametrize("ref", ["U2", "C2", "c2", "P1", "A1", "a2", "D2"])
def test_a_ref_as_a_word_finds_whom_it_means(ref: str, crm: Workspace) -> None:
    noun = {"U": "user", "C": "client", "P": "contact", "A": "activity", "D": "opp"}[ref[0].upper()]
    assert [row[0] for row in crm.table(noun, ["ref"], [ref]).rows] == [ref.upper()]


def test_a_ref_as_a_word_goes_with_other_conditions(crm: Workspace) -> None:
    assert names(crm, "client", "C1", "level=A") == "甲"
    assert names(crm, "client", "C1", "level=B") == ""
    assert names(crm, "client", "C1", "or", "C2") == "甲 乙"

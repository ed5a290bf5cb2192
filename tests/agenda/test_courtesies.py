"""Whose birthday it is and who is thought of on a festival, with the gift and the form of address; what was done drops out."""

from datetime import datetime
from typing import Any

import pytest

from crm_cli.agenda import capture, courtesies, today
from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.people import absences
from crm_cli.workspace import Workspace
from tests.founding import ZONE, added, founded


@pytest.fixture
def crm() -> Workspace:
    crm = founded()
    added(crm, "client", name="科锐配电", owner=crm.me)
    return crm


def contact(crm: Workspace, name: str, **values: Any) -> Any:
    return added(crm, "contact", name=name, client=crm.where(type(crm.get_any(["client"], "C1")))[0].id, **values)


def told(crm: Workspace, days: int = 7, owner: str | None = None) -> list[tuple[str, str, int]]:
    return [(one.name, one.what, one.days) for one in courtesies.coming(crm, days, owner)]


def test_birthdays_come_with_or_without_the_year_solar_and_lunar(crm: Workspace) -> None:
    for name, birthday in (
        ("甲", "1980-11-25"), ("乙", "11-22"), ("丙", "lunar 10-15"), ("丁", "lunar 1970-10-20"), ("戊", "11-30"), ("己", "11-21"),
    ):  # fmt: skip
        contact(crm, name, birthday=birthday)
    assert told(crm) == [("乙", "birthday", 0), ("丙", "birthday", 1), ("甲", "birthday", 3), ("丁", "birthday", 6)]
    assert told(crm, 0) == [("乙", "birthday", 0)]
    years = {one.name: one.years for one in courtesies.coming(crm, 7, None)}
    assert years == {"乙": None, "丙": None, "甲": 46, "丁": 56}


def test_a_client_who_is_a_person_has_a_birthday_and_a_company_has_none(crm: Workspace) -> None:
    added(crm, "client", name="王五", type="person", birthday="11-23")
    added(crm, "client", name="王五公司", type="organisation", birthday="11-23")
    assert told(crm) == [("王五", "birthday", 1)]


def test_they_are_told_to_who_owns_the_client_else_the_contact(crm: Workspace) -> None:
    other = added(crm, "user", name="李强")
    contact(crm, "甲", birthday="11-23", owner=other.id, salutation="李总", gift="A", channel="wechat")
    (one,) = courtesies.coming(crm, 7, crm.me)
    assert (one.address, one.gift, one.channel, one.client, one.client_ref, one.owner) == (
        "李总", "A", "wechat", "科锐配电", "C1", "王芳",
    )  # fmt: skip
    assert told(crm, owner=other.id) == []


def test_a_festival_is_told_to_who_names_it_or_has_a_gift_where_it_is_usual(crm: Workspace) -> None:
    contact(crm, "甲", festivals='["christmas","newyear"]')
    contact(crm, "乙", gift="B")
    contact(crm, "丙", festivals='["spring"]', gift="none")
    contact(crm, "丁")
    assert told(crm, 35) == [("甲", "christmas", 33)]
    assert told(crm, 80) == [("甲", "christmas", 33), ("甲", "newyear", 40), ("乙", "spring", 76)]


def test_clients_who_are_persons_are_thought_of_as_contacts_are(crm: Workspace) -> None:
    added(crm, "client", name="王五", type="person", gift="A", owner=crm.me)
    added(crm, "client", name="赵六", type="person", festivals='["christmas"]', owner=crm.me)
    added(crm, "client", name="钱七", type="person", gift="none", festivals='["christmas"]')
    added(crm, "client", name="王五公司", gift="A")
    assert told(crm, 80) == [("赵六", "christmas", 33), ("王五", "spring", 76)]
    (_christmas, spring) = courtesies.coming(crm, 80, crm.me)
    assert (spring.gift, spring.ref, spring.client, spring.client_ref) == ("A", "C2", None, "C2")
    capture.log(crm, "gift", "C2", "茶叶")
    assert told(crm, 80) == [("赵六", "christmas", 33), ("王五", "spring", 76)]  # too early to be for it
    assert told(crm, 80, owner=added(crm, "user", name="李强").id) == []


def test_a_gift_in_the_weeks_before_a_festival_is_for_it(crm: Workspace) -> None:
    added(crm, "client", name="赵六", type="person", gift="B", festivals='["christmas"]')
    added(crm, "client", name="王五", type="person", gift="B", festivals='["christmas"]')
    crm.clock = Clock(datetime(2026, 12, 10, 9, 0, tzinfo=ZONE), ZONE)
    capture.log(crm, "gift", "C2", "茶叶")
    assert told(crm, 35) == [("王五", "christmas", 15)]


def test_elsewhere_the_usual_festival_is_christmas() -> None:
    crm = founded("Ann", "DE")
    added(crm, "client", name="Muster GmbH")
    contact(crm, "Bob", gift="A")
    assert told(crm, 40) == [("Bob", "christmas", 33)]


def test_a_gift_drops_it_and_a_call_only_on_the_day(crm: Workspace) -> None:
    contact(crm, "李建国", birthday="11-22")
    contact(crm, "张三", birthday="11-25")
    contact(crm, "赵六", birthday="11-25")
    capture.log(crm, "call", "P1", "祝生日快乐")
    capture.log(crm, "call", "P2", "谈价格")
    capture.log(crm, "gift", "P3", "茶叶")
    assert told(crm) == [("张三", "birthday", 3)]


def test_the_day_has_them_and_who_is_away(crm: Workspace) -> None:
    contact(crm, "李建国", birthday="11-22")
    absences.put(crm, str(crm.me), "2026-11-20..2026-11-23", "sick", None, None)
    absences.put(crm, str(crm.me), "2026-12-20", None, None, None)
    day = today.read(crm, owner=crm.me)
    assert not day.empty
    assert [one.name for one in day.courtesies] == ["李建国"]
    assert [(one.user, one.kind, one.end, one.days) for one in day.away] == [("王芳", "sick", "2026-11-23", 0)]


def test_a_team_has_the_day_of_each(crm: Workspace) -> None:
    other = added(crm, "user", name="李强")
    added(crm, "task", text="mine", due="2026-11-22T02:00:00Z")
    added(crm, "task", text="his", due="2026-11-22T02:00:00Z", owner=other.id)
    users = [crm.by_id(type(other), str(crm.me)), other]
    assert [(user.name, [one.text for one in day.today]) for user, day in today.team(crm, users)] == [
        ("王芳", ["mine"]), ("李强", ["his"]),
    ]  # fmt: skip


@pytest.mark.parametrize("noun", ["contact", "client"])
@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("中秋", "autumn"), ("中秋节", "autumn"), ("新年", "spring"), ("过年", "spring"), ("春节", "spring"), ("端午", "dragon"),
        ("Christmas", "christmas"), ("圣诞", "christmas"), ("Xmas", "christmas"), ("元旦", "newyear"), ("元宵", "lantern"), ("国庆", "national"),
    ],
)  # fmt: skip
def test_a_festival_is_known_by_the_words_people_write_for_it(crm: Workspace, noun: str, said: str, key: str) -> None:
    assert crm.parse_one(crm.fields(noun)["festivals"], f"{said}、女神节") == f'["{key}", "women"]'


def test_who_was_given_a_festival_in_other_words_is_told_of_it(crm: Workspace) -> None:
    contact(crm, "甲", festivals=crm.parse_one(crm.fields("contact")["festivals"], "圣诞"))
    assert told(crm, 60) == [("甲", "christmas", 33)]


def test_what_is_no_festival_and_no_gift_tier_is_refused_and_none_empties(crm: Workspace) -> None:
    fields = crm.fields("contact")
    with pytest.raises(Invalid):
        crm.parse_one(fields["festivals"], "店庆")
    with pytest.raises(Invalid):
        crm.parse_one(fields["gift"], "金卡")
    assert crm.parse_one(fields["festivals"], "none") is crm.parse_one(fields["festivals"], "无") is None
    assert [crm.parse_one(fields["gift"], said) for said in ("高", "a", "中", "不送")] == ["A", "A", "B", "none"]

"""A lead becomes a client: into new records or those that are there, all or nothing, and nothing of it lost."""

from typing import Any

import pytest

from crm_cli.agenda import conversion
from crm_cli.agenda.conversion import Converted, Wanted
from crm_cli.agenda.recognising import Unsure
from crm_cli.errors import Conflict, Invalid
from crm_cli.people import leads
from crm_cli.records.kinds import items, packed
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.attributes import Attribute
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.registry import load
from crm_cli.sales import opportunities, pipelines
from crm_cli.workspace import Workspace
from tests.founding import added, founded

FULL = {
    "name": "李建国", "company": "北京科锐配电自动化股份有限公司", "phone": "13801234567", "email": "li@kr.example",
    "address": "西二旗大街39号", "city": "北京", "source": "展会", "campaign": "秋季展", "title": "采购总监",
}  # fmt: skip
TABLES = ("lead", "client", "contact", "opp", "snapshot", "activity", "task", "element", "tag", "status")


@pytest.fixture
def crm() -> Workspace:
    base = founded()
    pipelines.install(base, "zh_CN")
    return base


def lead_of(crm: Workspace, **values: Any) -> Lead:
    found: Lead = added(crm, "lead", **{**FULL, "owner": crm.me, **values})
    return found


def converted(crm: Workspace, lead: Lead, **wanted: Any) -> Converted:
    return conversion.convert(crm, conversion.plan(crm, lead, Wanted(**wanted)))


def everything(crm: Workspace) -> dict[str, list[dict[str, Any]]]:
    return {noun: [crm._values(one) for one in crm.where(load(noun))] for noun in TABLES}


def test_a_lead_becomes_a_client_and_a_contact_with_all_that_is_known(crm: Workspace) -> None:
    tag = added(crm, "tag", name="大客户").id
    lead = lead_of(crm, other_phones=packed(["010-82345678"]), tags=packed([tag]))
    made = converted(crm, lead)
    client, contact = made.client, made.contact
    assert made.made == ("client", "contact")
    assert made.opp is None
    assert (client.name, client.city, client.address) == (FULL["company"], "北京", FULL["address"])
    assert (client.source, client.campaign, client.owner) == ("展会", "秋季展", crm.me)
    assert contact is not None
    assert (contact.name, contact.client, contact.title) == ("李建国", client.id, "采购总监")
    assert (contact.phone, items(contact.other_phones), contact.email) == (
        "13801234567", ["010-82345678"], "li@kr.example",
    )  # fmt: skip
    assert crm.elements(client, "tags") == crm.elements(contact, "tags") == [tag]
    assert (made.lead.type, made.lead.client, made.lead.contact) == ("converted", client.id, contact.id)
    assert made.lead.converted == crm.clock.stamp()


def test_an_opportunity_is_made_when_it_is_wanted(crm: Workspace) -> None:
    made = converted(crm, lead_of(crm, interest="配电房监测", amount=5000000), opp="new")
    deal = made.opp
    assert deal is not None
    assert (deal.name, deal.amount, deal.source, deal.campaign) == ("配电房监测", 5000000, "展会", "秋季展")
    assert (deal.client, deal.stage is not None, made.lead.opportunity) == (made.client.id, True, deal.id)
    other = converted(
        crm,
        lead_of(crm, name="王五", company="乙公司", phone="1", email="w@b.example"),
        opp="new",
        name="二期",
        amount=100,
    )
    assert other.opp is not None
    assert (other.opp.name, other.opp.amount) == ("二期", 100)


def test_activities_and_tasks_go_along_and_stay_with_the_lead(crm: Workspace) -> None:
    lead = lead_of(crm)
    crm.add(Activity(kind="call", at="2026-11-20T02:00:00Z", text="问价", lead=lead.id, owner=crm.me))
    crm.add(Task(text="回电", lead=lead.id))
    made = converted(crm, lead, opp="new")
    assert made.moved == 2
    assert made.contact and made.opp
    along: list[Activity | Task] = [*crm.where(Activity), *crm.where(Task)]
    for one in along:
        assert (one.lead, one.client, one.contact) == (lead.id, made.client.id, made.contact.id)
        assert one.opportunity == made.opp.id
    assert crm.where(Activity)[0].at == "2026-11-20T02:00:00Z"


def test_it_is_one_step_and_one_undo_takes_all_of_it_back(crm: Workspace) -> None:
    lead = lead_of(crm)
    there = added(crm, "client", name="科锐配电")
    crm.add(Activity(kind="call", at="2026-11-20T02:00:00Z", text="问价", lead=lead.id))
    before, steps = everything(crm), len(crm.steps())
    converted(crm, lead, client=there, opp="new")
    assert len(crm.steps()) == steps + 1
    assert everything(crm) != before
    crm.undo()
    assert everything(crm) == before


def test_nothing_is_half_created_when_it_fails_at_the_end(crm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = lead_of(crm)
    before = everything(crm)

    def fail(*_args: object, **_named: object) -> None:
        raise Conflict("no")

    monkeypatch.setattr(opportunities, "open_deal", fail)
    with pytest.raises(Conflict):
        converted(crm, lead, opp="new")
    assert everything(crm) == before


def test_what_is_missing_is_refused_whole_with_the_flags_that_give_it(crm: Workspace) -> None:
    lead = added(crm, "lead", name=None, phone="13801234567")
    plan = conversion.plan(crm, lead, Wanted())
    assert plan.missing == ("company", "address", "contact", "email")
    with pytest.raises(Invalid) as refused:
        conversion.convert(crm, plan)
    assert refused.value.values["flags"] == "--company … --address … --contact-name … --email …"
    assert not crm.where(Client)


def test_what_is_said_with_it_fills_the_gaps(crm: Workspace) -> None:
    lead = added(crm, "lead", name=None, phone="13801234567")
    details = {"company": "科锐配电", "address": "西二旗39号", "contact": "李建国", "email": "li@kr.example"}
    made = converted(crm, lead, details=details)
    assert made.contact is not None
    assert (made.client.name, made.contact.name, made.contact.family) == ("科锐配电", "李建国", "李")


def test_another_phone_said_with_it_stands_first_and_the_old_one_is_kept(crm: Workspace) -> None:
    made = converted(crm, lead_of(crm), details={"phone": "13900001111"})
    assert made.contact is not None
    assert (made.contact.phone, items(made.contact.other_phones)) == ("13900001111", ["13801234567"])


def test_the_team_may_ask_for_less(crm: Workspace) -> None:
    crm.put_setting("lead.required", "company,phone")
    made = converted(crm, added(crm, "lead", name="李建国", company="科锐配电", phone="13801234567"))
    assert made.client.address is None
    crm.put_setting("lead.required", "none")
    bare = converted(crm, added(crm, "lead", name=None, phone="13900001111"))
    assert (bare.client.type, bare.client.name, bare.client.phone, bare.contact) == (
        "person", "13900001111", "13900001111", None,
    )  # fmt: skip


def test_a_private_person_needs_no_company_and_is_a_client_without_a_contact(crm: Workspace) -> None:
    lead = lead_of(crm, company=None)
    made = converted(crm, lead, person=True)
    assert (made.client.type, made.client.name, made.client.family, made.client.phone) == (
        "person", "李建国", "李", "13801234567",
    )  # fmt: skip
    assert made.contact is None


def test_into_a_client_that_is_there_only_empty_fields_are_filled(crm: Workspace) -> None:
    there = added(crm, "client", name="科锐配电", industry="电气", source="老客户", address="上地十街1号", city="北京")
    made = converted(crm, lead_of(crm, industry="能源", website="kr.example"), client=there)
    client = made.client
    assert (client.id, client.name, client.industry, client.source) == (there.id, "科锐配电", "电气", "老客户")
    assert (client.address, client.website, client.campaign) == ("上地十街1号", "kr.example", "秋季展")
    assert made.made == ("contact",)


def test_two_halves_of_different_addresses_are_not_mixed(crm: Workspace) -> None:
    there = added(crm, "client", name="科锐配电", city="上海")
    assert converted(crm, lead_of(crm), client=there, details={"address": "西二旗39号"}).client.address is None


def test_a_phone_that_differs_stands_beside_the_contacts_own(crm: Workspace) -> None:
    there = added(crm, "client", name="北京科锐配电自动化股份有限公司")
    person = added(crm, "contact", name="李建国", client=there.id, phone="13900001111", email="LI@kr.example")
    made = converted(crm, lead_of(crm))
    assert made.contact is not None
    assert (made.client.id, made.contact.id) == (there.id, person.id)
    assert (made.contact.phone, items(made.contact.other_phones)) == ("13900001111", ["13801234567"])
    assert (made.contact.email, made.contact.other_emails) == ("LI@kr.example", None)


@pytest.mark.parametrize(
    "there",
    [
        {"name": "科锐配电自动化"},
        {"name": "科銳配電自動化有限公司"},
        {"name": "北京市科锐配电自动化有限责任公司", "website": "https://kr.example"},
    ],
)
def test_one_sure_hit_is_taken_and_no_second_client_is_made(crm: Workspace, there: dict[str, Any]) -> None:
    one = added(crm, "client", **there)
    assert converted(crm, lead_of(crm)).client.id == one.id
    assert crm.count("client") == 1


def test_two_clients_of_that_name_are_a_question_and_nothing_is_made(crm: Workspace) -> None:
    first, second = (added(crm, "client", name=name) for name in ("科锐配电自动化", "科锐配电自动化有限公司"))
    lead = lead_of(crm)
    before = everything(crm)
    with pytest.raises(Unsure) as asked:
        converted(crm, lead)
    assert (asked.value.exit, asked.value.noun) == (4, "client")
    assert {hit.id for hit in asked.value.hits} == {first.id, second.id}
    assert everything(crm) == before
    assert converted(crm, lead, client=second).client.id == second.id


def test_the_same_name_in_another_place_is_a_question(crm: Workspace) -> None:
    added(crm, "client", name="上海科锐配电自动化有限公司")
    with pytest.raises(Unsure):
        converted(crm, lead_of(crm))


def test_another_company_behind_the_same_phone_is_a_question(crm: Workspace) -> None:
    other = added(crm, "client", name="中康光缆")
    added(crm, "contact", name="李建国", client=other.id, phone="138 0123 4567")
    lead = lead_of(crm)
    with pytest.raises(Unsure) as asked:
        converted(crm, lead)
    assert [hit.id for hit in asked.value.hits] == [other.id]
    with pytest.raises(Unsure) as again:
        converted(crm, lead, client="new")
    assert again.value.noun == "contact"
    assert converted(crm, lead, client="new", contact="new").made == ("client", "contact")


def test_the_same_web_domain_alone_is_a_question_and_a_free_one_is_nothing(crm: Workspace) -> None:
    added(crm, "client", name="科锐集团", website="www.kr.example")
    with pytest.raises(Unsure):
        converted(crm, lead_of(crm, company="锐新能源"))
    added(crm, "client", name="别家", email="a@163.com")
    assert converted(crm, lead_of(crm, company="锐新能源", email="b@163.com")).made == ("client", "contact")


def test_without_a_company_the_phone_finds_the_client(crm: Workspace) -> None:
    there = added(crm, "client", name="科锐配电", address="西二旗39号")
    person = added(crm, "contact", name="李建国", client=there.id, phone="13801234567", email="li@kr.example")
    lead = added(crm, "lead", name=None, phone="+86 138 0123 4567", source="电话")
    made = converted(crm, lead)
    assert made.contact is not None
    assert (made.client.id, made.contact.id, made.made) == (there.id, person.id, ())
    assert made.client.source == "电话"


def test_two_people_at_one_phone_are_a_question(crm: Workspace) -> None:
    there = added(crm, "client", name="北京科锐配电自动化股份有限公司")
    added(crm, "contact", name="王芳芳", client=there.id, phone="13801234567")
    with pytest.raises(Unsure) as asked:
        converted(crm, lead_of(crm))
    assert asked.value.noun == "contact"


def test_a_contact_without_a_client_comes_to_the_new_one(crm: Workspace) -> None:
    person = added(crm, "contact", name="李建国", phone="13801234567")
    made = converted(crm, lead_of(crm))
    assert made.contact is not None
    assert (made.contact.id, made.contact.client, made.made) == (person.id, made.client.id, ("client",))


def test_records_that_do_not_belong_together_are_refused(crm: Workspace) -> None:
    one, other = added(crm, "client", name="甲"), added(crm, "client", name="乙")
    person = added(crm, "contact", name="李四", client=other.id)
    deal = added(crm, "opp", name="一期", client=other.id)
    lead = lead_of(crm)
    for wanted in ({"client": one, "contact": person}, {"client": one, "opp": deal}, {"client": "new", "opp": deal}):
        with pytest.raises(Conflict):
            converted(crm, lead, **wanted)
    assert converted(crm, lead, contact=person).client.id == other.id


def test_an_opportunity_that_is_there_keeps_its_amount_and_source(crm: Workspace) -> None:
    there = added(crm, "client", name="科锐配电自动化")
    deal = added(crm, "opp", name="一期", client=there.id, amount=100, currency="CNY", source="老客户")
    made = converted(crm, lead_of(crm, amount=999), opp=deal, client=there)
    kept = crm.by_id(Opportunity, deal.id)
    assert (kept.amount, kept.source, kept.campaign) == (100, "老客户", "秋季展")
    assert made.contact is not None
    assert kept.contact == made.contact.id


def test_fields_of_your_own_that_both_have_go_along(crm: Workspace) -> None:
    for noun in ("lead", "client"):
        crm.add(Attribute(noun_name=noun, name="行业细分", kind="text"))
    crm.forget_fields()
    lead = crm.change(lead_of(crm), 行业细分="配网")
    assert converted(crm, lead).client.extra == {"行业细分": "配网"}


def test_what_is_converted_or_given_up_is_not_converted_again(crm: Workspace) -> None:
    lead = lead_of(crm)
    made = converted(crm, lead)
    with pytest.raises(Conflict, match="already"):
        converted(crm, made.lead)
    other = leads.discard(crm, lead_of(crm, name="王五", company="乙", phone=None, email=None), "没有需求")
    with pytest.raises(Conflict, match="given up"):
        converted(crm, other)


def test_two_leads_of_one_company_become_one_client_with_two_contacts(crm: Workspace) -> None:
    first = converted(crm, lead_of(crm))
    second = converted(crm, lead_of(crm, name="张蕾", phone="13900001111", email="zhang@kr.example"))
    assert (second.client.id, second.made) == (first.client.id, ("contact",))
    assert crm.count("client") == 1
    assert len(crm.where(Contact)) == 2

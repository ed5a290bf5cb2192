"""The checks of the business: what they find, what they leave alone, what is put right, and that they are data of the base."""

import pytest

from crm_cli.errors import Invalid, NotFound
from crm_cli.insight import checks, linting
from crm_cli.insight.builtin import BUILT_IN
from crm_cli.people import pool
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.checks import Check
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.poolrules import PoolRule
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.nouns.users import User
from tests.sales.conftest import Firm


def refs(firm: Firm, *words: str) -> list[str]:
    return [one.ref for one in linting.run(firm.crm, words).findings]


def client(firm: Firm, name: str = "科锐配电", **values: object) -> Client:
    return firm.crm.add(Client(**({"name": name, "owner": firm.me.id} | values)))  # type: ignore[arg-type]


def check(firm: Firm, **values: object) -> Check:
    return firm.crm.add(Check(**({"name": "大单", "noun_name": "opp", "filter": "amount>=50万"} | values)))  # type: ignore[arg-type]


def test_every_base_gets_the_built_in_checks_once_in_its_own_language(firm: Firm) -> None:
    checks.install(firm.crm, "en")
    checks.install(firm.crm, "zh_CN")
    found = firm.crm.where(Check)
    assert [one.name for one in found] == [preset.names["en"] for preset in BUILT_IN.values()]


def test_a_built_in_check_that_was_taken_out_stays_out(firm: Firm) -> None:
    gone = next(one for one in checks.ordered(firm.crm) if one.built_in == "rotten")
    firm.crm.remove(gone)
    assert "rotten" not in [one.built_in for one in checks.ordered(firm.crm)]


def test_a_check_has_the_same_id_in_every_base() -> None:
    ids = [[one.id for one in checks.ordered(Firm().crm)] for _time in range(2)]
    assert ids[0] == ids[1]


def test_a_team_s_own_check_of_that_name_is_left_as_it_is(firm: Firm) -> None:
    own = check(firm, name="商机无下一步")
    checks.install(firm.crm, "zh_CN")
    assert firm.crm.by_id(Check, own.id).filter == "amount>=50万"
    assert "商机无下一步 (no-next-step)" in [one.name for one in firm.crm.where(Check)]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_built_in_check_can_be_run_in_both_languages(firm: Firm, language: str) -> None:
    checks.install(firm.crm, language)
    deal = firm.deal(client=client(firm, phone=None).id, close="2026-11-01", probability=9500)
    found = linting.run(firm.crm)
    assert found.broken == []
    assert {one.check.built_in for one in found.findings if one.ref == deal.ref} == {
        "past-close",
        "no-next-step",
        "unlike-stage",
    }


def test_a_clean_base_has_no_findings(firm: Firm) -> None:
    whose = client(firm, phone="13801234567").id
    deal = firm.deal(client=whose, close="2026-12-24")
    firm.crm.add(Task(text="回电", due=firm.stamp("2026-11-24T10:00"), client=whose, opportunity=deal.id))
    assert refs(firm) == []


def test_a_close_date_is_past_on_the_next_day(firm: Firm) -> None:
    late = firm.deal(close="2026-11-21")
    firm.deal(close="2026-11-22")
    won = firm.deal(close="2026-11-01", stage=firm.stage("赢单"))
    assert won.status == "won"
    assert refs(firm, "past-close") == [late.ref]


def test_a_deal_whose_owner_has_left_goes_to_the_owner_of_its_client(firm: Firm) -> None:
    left = firm.crm.add(User(name="老陈"))
    whose = client(firm).id
    deal = firm.deal(client=whose, owner=left.id)
    firm.crm.change(left, active=0)
    found = linting.run(firm.crm, ["ownerless-opp"]).findings
    assert [one.ref for one in found] == [deal.ref]
    ((record, values),) = linting.fixes(firm.crm, found)["opp"]
    assert (record.id, values) == (deal.id, {"owner": firm.me.id})


def test_a_deal_is_given_to_nobody_who_has_left(firm: Firm) -> None:
    left = firm.crm.add(User(name="老陈"))
    deal = firm.deal(client=client(firm, owner=left.id).id)
    firm.crm.change(deal, owner=None)
    firm.crm.change(left, active=0)
    found = linting.run(firm.crm, ["ownerless-opp"]).findings
    assert [one.ref for one in found] == [deal.ref]
    assert linting.fixes(firm.crm, found) == {}


def test_the_deal_of_a_merged_client_goes_to_the_survivor_of_the_survivor(firm: Firm) -> None:
    first, second, third = (client(firm, name) for name in ("科锐配电", "科锐", "科锐电气"))
    deal = firm.deal(client=first.id)
    firm.crm.change(first, merged_into=second.id)
    firm.crm.change(second, merged_into=third.id)
    found = linting.run(firm.crm, ["client-gone"]).findings
    ((record, values),) = linting.fixes(firm.crm, found)["opp"]
    assert (record.id, values) == (deal.id, {"client": third.id})
    firm.crm.change(record, **values)
    assert refs(firm, "client-gone") == []


def test_a_lead_waits_working_hours_before_it_is_late(firm: Firm) -> None:
    firm.crm.add(Lead(name="张三", phone="13801234567", created=firm.stamp("2026-11-20T16:00")))
    firm.go("2026-11-23")
    assert refs(firm, "late-lead") == []
    firm.clock._fixed = firm.clock.local(firm.stamp("2026-11-23T12:00"))
    (found,) = linting.run(firm.crm, ["late-lead"]).findings
    assert (found.name, found.extra) == ("张三", {"hours": 5})


def test_one_phone_in_two_clients_is_found_however_and_wherever_it_is_written(firm: Firm) -> None:
    first = client(firm, phone="010-62345678")
    second = client(firm, "清华同方", phone="13800000001", other_phones='["+86 10 6234 5678"]')
    client(firm, "中康光缆", phone="13800000002")
    found = linting.run(firm.crm, ["same-phone"]).findings
    assert [(one.ref, one.extra["others"]) for one in found] == [(first.ref, second.ref), (second.ref, first.ref)]
    assert refs(firm, "same-phone", "name=清华同方") == [second.ref]


def test_a_phone_of_very_many_clients_names_the_first_few(firm: Firm) -> None:
    made = [client(firm, f"客户{n}", phone="13800000000") for n in range(9)]
    last = linting.run(firm.crm, ["same-phone"]).findings[-1]
    assert (last.ref, last.extra["others"]) == (made[-1].ref, "C1 C2 C3")


def test_a_probability_is_unlike_its_stage_when_another_stage_is_nearer(firm: Firm) -> None:
    stage = firm.deal()
    own = firm.crm.report("check_chance", firm.crm.query("opp", ((),)))
    assert own == []
    firm.crm.change(stage, probability=9900)
    assert refs(firm, "unlike-stage") == [stage.ref]
    firm.crm.change(stage, probability=1100)
    assert refs(firm, "unlike-stage") == []


def test_a_client_and_an_open_lead_of_nobody_or_of_somebody_who_left_are_found(firm: Firm) -> None:
    left = firm.crm.add(User(name="老陈"))
    nobodys, leavers = client(firm, "甲", owner=None), client(firm, "乙", owner=left.id)
    client(firm, "丙")
    leads = [firm.crm.add(Lead(name=name, owner=owner)) for name, owner in (("丁", None), ("戊", left.id))]
    firm.crm.add(Lead(name="己", owner=firm.me.id))
    firm.crm.add(Lead(name="庚", type="discarded", reason="x"))
    firm.crm.change(left, active=0)
    assert refs(firm, "ownerless-client") == [nobodys.ref, leavers.ref]
    assert refs(firm, "ownerless-lead") == [one.ref for one in leads]
    assert refs(firm, "ownerless-client", "name=乙", "or", "name=丙") == [leavers.ref]


def test_what_is_in_the_pool_is_nobodys_rightly(firm: Firm) -> None:
    firm.crm.add(PoolRule(name="客户", days=30))
    left = firm.crm.add(User(name="老陈"))
    client(firm, "甲", owner=None)
    leavers = client(firm, "乙", owner=left.id)
    lead = firm.crm.add(Lead(name="丁"))
    firm.crm.change(left, active=0)
    assert refs(firm, "ownerless-client") == [leavers.ref]
    assert refs(firm, "ownerless-lead") == [lead.ref]  # no rule of the pool is for leads
    firm.crm.add(PoolRule(name="线索", noun_name="lead", days=30))
    assert refs(firm, "ownerless-lead") == []


def test_who_keeps_what_a_rule_gives_to_the_pool_is_found_until_it_goes(firm: Firm) -> None:
    firm.crm.add(PoolRule(name="客户", days=30))
    firm.crm.add(PoolRule(name="线索", noun_name="lead", days=14))
    firm.go("2026-10-01")
    late, spoken = client(firm, "甲"), client(firm, "乙")
    client(firm, "丙", locked=1)
    lead = firm.crm.add(Lead(name="丁", owner=firm.me.id))
    firm.go("2026-11-22")
    firm.crm.add(Activity(text="x", kind="call", client=spoken.id, at=firm.stamp("2026-11-20T10:00")))
    found = linting.run(firm.crm, ["pool-client", "pool-lead"]).findings
    assert [(one.ref, one.extra) for one in found] == [
        (late.ref, {"days": 52, "rule": "客户", "limit": 30}),
        (lead.ref, {"days": 52, "rule": "线索", "limit": 14}),
    ]
    assert refs(firm, "pool-client", "name=乙") == []
    pool.apply(firm.crm, lambda _move: "x")
    assert refs(firm, "pool-client", "pool-lead") == []


def test_who_holds_more_than_the_pool_allows_is_found(firm: Firm) -> None:
    client(firm, "甲")
    client(firm, "乙")
    assert refs(firm, "over-capacity") == []
    firm.crm.put_setting("pool.capacity", "1")
    (found,) = linting.run(firm.crm, ["over-capacity"]).findings
    assert (found.name, found.extra) == ("王芳", {"clients": 2, "leads": 0, "most": 1})
    firm.crm.put_setting("pool.capacity", "2")
    assert refs(firm, "over-capacity") == []


def test_a_client_is_reached_through_its_contacts_too(firm: Firm) -> None:
    silent, known = client(firm, "甲"), client(firm, "乙")
    firm.crm.add(Contact(name="李建国", client=known.id, wechat="ljg"))
    assert refs(firm, "unreachable") == [silent.ref]


def test_a_task_is_long_overdue_after_fourteen_days(firm: Firm) -> None:
    old = firm.crm.add(Task(text="回电", due=firm.stamp("2026-11-07T10:00")))
    firm.crm.add(Task(text="回信", due=firm.stamp("2026-11-08T10:00")))
    assert refs(firm, "overdue-task") == [old.ref]


def test_a_deal_rots_from_its_last_move_or_activity_the_longest_first(firm: Firm) -> None:
    firm.go("2026-08-01")
    first = firm.deal()
    firm.go("2026-08-11")
    second = firm.deal()
    firm.go("2026-11-22")
    found = linting.run(firm.crm, ["rotten"]).findings
    assert [(one.ref, one.extra["still"]) for one in found] == [(first.ref, 113), (second.ref, 103)]


def test_a_note_does_not_stop_a_deal_from_rotting_and_a_call_does(firm: Firm) -> None:
    firm.go("2026-08-01")
    noted, called = firm.deal("甲"), firm.deal("乙")
    firm.go("2026-11-22")
    for deal, kind in ((noted, "note"), (called, "call")):
        firm.crm.add(Activity(text="还在等", kind=kind, opportunity=deal.id, at=firm.stamp("2026-11-20T10:00")))
    assert refs(firm, "rotten") == [noted.ref]


def test_an_own_check_says_what_its_message_names(firm: Firm) -> None:
    check(firm, message="{client} {amount} {owner.name}", severity="error")
    firm.deal(client=client(firm).id, amount=60000000)
    firm.deal(amount=1000)
    (found,) = linting.run(firm.crm, ["大单"]).findings
    assert [value.value for value in found.values.values()] == ["科锐配电", 60000000, "王芳"]


def test_severer_checks_come_first_and_inactive_ones_run_only_by_name(firm: Firm) -> None:
    check(firm, name="甲", severity="hint")
    check(firm, name="乙", severity="error")
    check(firm, name="丙", active=0)
    firm.deal(amount=60000000, close="2026-12-01")
    names = [one.check.name for one in linting.run(firm.crm, ["opp"]).findings]
    assert names[0] == "乙"
    assert names[-1] == "甲"
    assert refs(firm, "丙") == ["D1"]


def test_a_condition_narrows_what_is_checked_also_where_the_check_has_alternatives(firm: Firm) -> None:
    deals = [firm.deal(name) for name in ("甲", "乙")]
    for deal in deals:
        firm.crm.change(deal, owner=None)
    assert refs(firm, "ownerless-opp", "name=乙") == [deals[1].ref]
    assert refs(firm, "ownerless-opp", "name=乙", "or", "name=甲") == [deal.ref for deal in deals]


def test_checks_that_a_condition_does_not_fit_are_named_not_run(firm: Firm) -> None:
    client(firm, level="A")
    found = linting.run(firm.crm, ["level=A"])
    assert {one.check.noun_name for one in found.findings} == {"client"}
    assert {one.noun_name for one in found.left} == {
        one.noun for one in BUILT_IN.values() if "level" not in firm.crm.fields(one.noun)
    }


def test_a_condition_that_fits_nothing_is_refused(firm: Firm) -> None:
    with pytest.raises(Invalid, match="has no field"):
        linting.run(firm.crm, ["levle=A"])


def test_a_word_that_names_no_check_is_no_search(firm: Firm) -> None:
    with pytest.raises(NotFound):
        linting.run(firm.crm, ["no-nxt-step"])


def test_a_check_whose_words_no_longer_mean_anything_is_told_and_the_others_run(firm: Firm) -> None:
    chen = firm.crm.add(User(name="老陈"))
    check(firm, filter="owner=老陈")
    firm.crm.remove(chen)
    firm.deal(close="2026-11-01")
    found = linting.run(firm.crm)
    assert [one.name for one, _problem in found.broken] == ["大单"]
    assert [one.check.built_in for one in found.findings] == ["past-close", "no-next-step"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"filter": None}, {"filter": "stauts=open"}, {"filter": 'name="科锐'}, {"noun_name": "element"}, {"noun_name": "nothing"},
        {"message": "{nothing}"}, {"fix": "owner"}, {"fix": "nothing=1"}, {"fix": "stage=赢单"}, {"fix": "close=someday"}, {"fix": "owner={client.nobody}"},
    ],
)  # fmt: skip
def test_a_check_that_could_not_be_run_is_not_written(firm: Firm, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        check(firm, **wrong)
    assert firm.crm.where(Check) == []


def test_a_noun_is_kept_under_its_one_name(firm: Firm) -> None:
    assert check(firm, noun_name="deal").noun_name == "opp"


def test_a_filter_narrows_a_check_that_looks_for_itself(firm: Firm) -> None:
    client(firm, "甲", phone="13800000000")
    second = client(firm, "乙", phone="13800000000", level="A")
    found = next(one for one in checks.ordered(firm.crm) if one.built_in == "same-phone")
    firm.crm.change(found, filter="level=A")
    assert refs(firm, "same-phone") == [second.ref]


def test_of_two_fixes_for_one_field_the_severer_check_decides(firm: Firm) -> None:
    check(firm, name="甲", fix="category=best", severity="hint")
    check(firm, name="乙", fix="category=commit", severity="error")
    check(firm, name="丙", fix="source={client.name}")
    firm.deal(amount=60000000, client=client(firm).id)
    ((_deal, values),) = linting.fixes(firm.crm, linting.run(firm.crm).findings)["opp"]
    assert values == {"category": "commit", "source": "科锐配电"}


def test_what_is_so_already_is_no_fix(firm: Firm) -> None:
    check(firm, fix="category=commit")
    firm.deal(amount=60000000, category="commit")
    assert linting.fixes(firm.crm, linting.run(firm.crm, ["大单"]).findings) == {}

"""``crm lead``: from an unknown phone to a client, one by one and many at once."""

import json
import re
from typing import Any

import pytest

from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.tasks import Task
from tests.commands.conftest import Opened
from tests.conftest import Begun, Runner

FULL = (
    "李建国",
    "--company",
    "科锐新能源",
    "--phone",
    "13900001111",
    "--email",
    "li@kr.example",
    "--address",
    "西二旗39号",
)


def read(crm: Runner, *words: object) -> Any:
    answer = crm(*words)
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def leads_of(crm: Runner, *conditions: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(
        crm, "lead", "list", *conditions, "--json", "--fields", "ref,name,status,type,reason"
    )
    return found


@pytest.fixture
def lead(stocked: Runner, begun: Begun) -> Runner:
    """L1: everything is known of it."""

    def lay() -> None:
        assert stocked("lead", "add", *FULL, "--source", "展会").code == 0

    begun(lay)
    return stocked


def test_a_lead_that_is_only_a_number_has_that_number(firm: Runner) -> None:
    made = read(firm, "lead", "add", "13800138000", "--json")
    assert (made["name"], made["phone"], made["status"]) == ("13800138000", "13800138000", "新线索")
    made = read(firm, "lead", "add", "a@b.example", "--json")
    assert (made["name"], made["email"]) == ("a@b.example", "a@b.example")


def test_a_base_without_statuses_gets_them_when_one_is_named(firm: Runner) -> None:
    assert read(firm, "lead", "add", "张三", "--status", "跟进中", "--json")["type"] == "working"
    assert firm("undo").code == 0
    assert firm("status", "list").out == ""


def test_moving_through_the_statuses_by_name_start_or_type(lead: Runner) -> None:
    assert lead("lead", "move", "L1", "跟进").err.startswith("L1 李建国  新线索 → 跟进中 · undo")
    assert "next: crm lead convert L1" in lead("lead", "move", "李建国", "qualified").err
    assert lead("lead", "move", "L1", "已确认").err == "L1 李建国 is 已确认 already\n"
    assert lead("lead", "move", "L1").code == 2
    assert lead("lead", "move", "L1", "没有这个").code == 3


def test_edit_follows_the_same_rules(lead: Runner) -> None:
    assert lead("lead", "edit", "L1", "--status", "已转化").code == 4
    assert lead("lead", "edit", "L1", "--status", "已放弃").code == 2
    assert lead("lead", "edit", "L1", "--status", "已放弃", "--reason", "没有需求").code == 0
    assert lead("lead", "edit", "L1", "--status", "培育中").code == 0
    assert [(one["type"], one["reason"]) for one in leads_of(lead)] == [("nurturing", None)]


def test_giving_up_needs_a_reason_and_says_which_are_known(lead: Runner) -> None:
    answer = lead("lead", "discard", "L1")
    assert (answer.code, answer.out) == (2, "")
    assert "--reason TEXT, such as 空号错号, 没有需求, 没有预算" in answer.err
    assert lead("lead", "discard", "L1", "--reason", "太远").err.startswith("L1 李建国  新线索 → 已放弃 (太远)")
    assert lead("lead", "reopen", "L1").err.startswith("L1 李建国  已放弃 → 新线索")


def test_on_a_terminal_a_reason_is_chosen_by_its_number(lead: Runner) -> None:
    answer = lead("lead", "discard", "L1", terminal=True, stdin="2\n")
    assert "2  没有需求" in answer.err
    assert leads_of(lead)[0]["reason"] == "没有需求"


def test_many_are_moved_at_once_and_asked_about_first(lead: Runner) -> None:
    for name in "甲乙丙丁":
        lead("lead", "add", name)
    assert lead("lead", "move", "type=new", "培育中").code == 2
    assert lead("lead", "move", "type=new", "培育中", "--dry-run").err.startswith(
        "dry run, nothing was written: 5 leads changed"
    )
    assert lead("lead", "move", "type=new", "培育中", "--yes").err.startswith("5 leads changed: L1–L5")
    refs = lead("lead", "list", "type=nurturing", "--format", "ids").out
    assert lead("lead", "discard", "-", "--reason", "联系不上", "--yes", stdin=refs).code == 0
    assert lead("undo").code == 0
    assert len(leads_of(lead, "type=nurturing")) == 5


def test_a_status_with_braces_is_a_name_and_no_template(lead: Runner) -> None:
    for name in "甲乙丙丁":
        lead("lead", "add", name)
    lead("status", "add", "{what} {0}", "--type", "working")
    answer = lead("lead", "move", "type=new", "{what} {0}", terminal=True, stdin="y\n")
    assert (answer.code, "to {what} {0}?" in answer.err) == (0, True)


def test_a_list_is_filtered_and_sorted_by_score(firm: Runner) -> None:
    for name, answer in (("甲", "yes"), ("乙", "partly"), ("丙", "no")):
        firm("lead", "add", name, "--need", answer, "--authority", "yes")
    assert firm("lead", "list", "score=50%..", "--sort", "-score", "--format", "ids").out == "L1\nL2\n"


def test_converting_says_what_was_made(lead: Runner) -> None:
    answer = lead("lead", "convert", "L1", "--amount", "48万", "--name", "一期")
    assert answer.err.splitlines()[:4] == [
        "L1 李建国 is a client now", "  client added: C3 科锐新能源", "  contact added: P2 李建国", "  opportunity added: D1 一期",
    ]  # fmt: skip
    assert read(lead, "opp", "show", "D1", "--json")["amount"] == "480000.00"
    assert "Came from leads" in lead("client", "show", "C3").out
    assert lead("lead", "convert", "L1").code == 4


def test_a_dry_run_shows_it_and_makes_nothing(lead: Runner) -> None:
    answer = lead("lead", "convert", "L1", "--opp", "new", "--dry-run")
    assert answer.err.startswith(
        "dry run, nothing was written: L1 李建国 is a client now\n  client added: C3 科锐新能源"
    )
    assert len(read(lead, "client", "list", "--json")) == 2
    assert leads_of(lead)[0]["type"] == "new"


def test_once_and_json(lead: Runner) -> None:
    made = read(lead, "lead", "convert", "L1", "--json", "--once", "k")
    assert [one["ref"] for one in made] == ["L1", "C3", "P2"]
    lead("lead", "convert", "L1", "--json", "--once", "k")
    assert len(read(lead, "client", "list", "--json")) == 3


def test_what_is_missing_is_named_whole_and_given_by_flags(stocked: Runner) -> None:
    stocked("lead", "add", "13900001111")
    answer = stocked("lead", "convert", "L1")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "crm: L1 13900001111 can't become a client yet, these are missing: Company, Address, Contact, E-mail."
        " Try: crm lead convert L1 --company … --address … --contact-name … --email …\n"
    )
    flags = ("--company", "甲公司", "--address", "路1号", "--contact-name", "李四", "--email", "l@a.example")
    assert stocked("lead", "convert", "L1", *flags).code == 0
    assert read(stocked, "contact", "show", "P2", "--json")["name"] == "李四"


def test_on_a_terminal_what_is_missing_is_asked_for(stocked: Runner) -> None:
    stocked("lead", "add", "13900001111", "--company", "甲公司")
    answer = stocked("lead", "convert", "L1", terminal=True, stdin="路1号\n李四\nl@a.example\n")
    assert answer.code == 0, answer.err
    assert "Address of L1 13900001111:" in answer.err
    assert read(stocked, "client", "show", "C3", "--json")["address"] == "路1号"


def test_an_ambiguous_match_makes_nothing_and_names_who_it_may_be(lead: Runner) -> None:
    lead("contact", "add", "李建国", "--client", "C2", "--phone", "13900001111", "--allow-duplicate")
    answer = lead("lead", "convert", "L1", "--json")
    error = json.loads(answer.err)
    assert (answer.code, error["code"]) == (4, "ambiguous")
    assert [one["ref"] for one in error["candidates"]] == ["C2"]
    assert len(read(lead, "client", "list", "--json")) == 2
    assert leads_of(lead)[0]["type"] == "new"


def test_on_a_terminal_the_question_is_answered_by_a_number(lead: Runner) -> None:
    lead("contact", "add", "李建国", "--client", "C2", "--phone", "13900001111", "--allow-duplicate")
    answer = lead("lead", "convert", "L1", terminal=True, stdin="1\n")
    assert answer.code == 0, answer.err
    assert read(lead, "lead", "show", "L1", "--json")["client"] == "C2"
    assert len(read(lead, "client", "list", "--json")) == 2


def test_a_selection_is_converted_and_what_cannot_be_is_told(lead: Runner) -> None:
    lead(
        "lead",
        "add",
        "王五",
        "--company",
        "科锐新能源",
        "--phone",
        "13900002222",
        "--email",
        "w@kr.example",
        "--allow-duplicate",
    )
    lead("lead", "add", "13900003333")
    assert lead("lead", "convert", "type=new", "--phone", "1").code == 2
    answer = lead("lead", "convert", "type=new")
    assert answer.code == 7
    assert "2 leads converted" in answer.err
    assert "not converted: L3 13900003333 can't become a client yet" in answer.err
    assert {one["type"] for one in leads_of(lead)} == {"converted", "new"}
    assert len(read(lead, "client", "list", "--json")) == 3
    assert lead("undo").code == 0
    assert {one["type"] for one in leads_of(lead)} == {"new"}


def test_more_than_three_are_converted_only_with_a_yes(lead: Runner) -> None:
    for number in range(2, 6):
        lead("lead", "add", f"人{number}", "--company", f"公司{number}", "--phone", f"1390000000{number}")
    assert lead("config", "set", "lead.required", "company,phone").code == 0
    assert lead("lead", "convert", "type=new").code == 2
    refs = lead("lead", "list", "--format", "ids").out
    assert lead("lead", "convert", "-", "--yes", stdin=refs).err.startswith("5 leads converted")


def test_an_unknown_phone_becomes_a_lead_in_the_step_that_logs_the_call(stocked: Runner, opened: Opened) -> None:
    answer = stocked(
        "log", "call", "13912345678", "问了价格", "--create", "lead", "--source", "展会", "--next", "周五10:00 回电"
    )
    assert answer.code == 0, answer.err
    base = opened()
    lead, activity, task = base.where(Lead)[0], base.where(Activity)[0], base.where(Task)[0]
    assert (lead.phone, lead.source, lead.owner, lead.responded) == ("13912345678", "展会", base.me, base.clock.stamp())
    assert activity.lead == task.lead == lead.id
    base.store.close()
    assert stocked("undo").code == 0
    assert leads_of(stocked) == []


@pytest.mark.parametrize(("who", "field"), [("王先生", "name"), ("w@b.example", "email"), ("010-82345678", "phone")])
def test_whoever_is_unknown_may_be_made_a_client_too(stocked: Runner, who: str, field: str) -> None:
    assert stocked("log", "note", who, "来过展台", "--create", "client").code == 0
    assert read(stocked, "client", "show", "C3", "--json")[field] == who


def test_a_known_one_is_not_made_again(stocked: Runner) -> None:
    assert "new" not in stocked("log", "call", "13801234567", "又打来", "--create", "lead").err
    assert leads_of(stocked) == []


def test_a_dry_run_of_somebody_new_writes_nobody(stocked: Runner) -> None:
    assert "new lead" in stocked("log", "call", "13912345678", "问价", "--create", "lead", "--dry-run").out
    assert leads_of(stocked) == []


def test_on_a_terminal_a_new_lead_is_offered(stocked: Runner) -> None:
    assert "write down a new lead?" in stocked("log", "call", "13912345678", "问价", terminal=True, stdin="y\n").err
    assert len(leads_of(stocked)) == 1
    assert stocked("log", "call", "13912340000", "问价", terminal=True, stdin="\n").code == 3


def test_what_cannot_be_made_is_refused(stocked: Runner) -> None:
    assert stocked("log", "call", "13912345678", "x", "--create", "deal").code == 2
    assert stocked("log", "call", "13912345678", "x", "--source", "展会").code == 2
    assert stocked("log", "call", "13912345678", "", "--create", "lead").code == 2
    assert leads_of(stocked) == []


def test_a_lead_is_logged_with_after_clients_and_a_converted_one_is_what_it_became(
    lead: Runner, opened: Opened
) -> None:
    assert "李建国 L1" in lead("log", "call", "13900001111", "问价").err
    assert "P1" not in lead("log", "call", "L1", "再问").err
    assert lead("task", "add", "L1", "发资料", "--due", "周三").code == 0
    assert lead("lead", "convert", "L1").code == 0
    assert "李建国 · 科锐新能源 C3" in lead("log", "call", "13900001111", "谈好了", "--done").err
    assert "李建国 · 科锐新能源 C3" in lead("log", "call", "L1", "再谈").err
    base = opened()
    assert all(one.client for one in base.where(Activity))
    assert base.where(Task)[0].status == "done"
    base.store.close()


def test_a_contact_of_that_name_comes_before_a_lead(lead: Runner) -> None:
    assert "科锐配电 C1" in lead("log", "call", "李建国", "问价").err
    assert "L1" in lead("log", "call", "13900001111", "问价").err


def test_what_is_to_be_cleaned_up_is_listed_with_its_reasons(lead: Runner) -> None:
    lead("lead", "add", "王五", "--phone", "13801234567", "--allow-duplicate")
    lead("lead", "add", "赵六", "--phone", "13900009999", CRM_NOW="2026-09-01T10:00")
    found = read(lead, "lead", "clean", "--json")
    assert {(one["ref"], one["problem"]) for one in found} == {
        ("L2", "incomplete"), ("L3", "incomplete"), ("L2", "duplicate"), ("L3", "stale"), ("L3", "late"),
    }  # fmt: skip
    by = {(one["ref"], one["problem"]): one for one in found}
    assert by["L2", "duplicate"]["others"] == ["P1"]
    assert by["L2", "incomplete"]["missing"] == ["company", "address", "email"]
    assert by["L3", "stale"]["days"] == 81
    text = lead("lead", "clean", "ref=L3", "--problem", "stale")
    assert "81 days without a contact" in text.out
    assert "1 lead to see to" in text.err


def test_cleaning_is_a_filter_for_other_commands_and_has_an_exit_code(lead: Runner) -> None:
    assert lead("lead", "clean", "--exit-code").code == 0
    lead("lead", "add", "13900009999")
    assert lead("lead", "clean", "--exit-code").code == 8
    refs = lead("lead", "clean", "--format", "ids").out
    assert refs == "L2\n"
    assert lead("lead", "edit", "-", "--source", "网站", stdin=refs).code == 0
    assert lead("lead", "clean", "--problem", "nonsense").code == 2


def test_what_is_planned_or_was_said_lately_is_not_stale(stocked: Runner) -> None:
    for name in ("甲", "乙", "丙"):
        stocked("lead", "add", name, CRM_NOW="2026-08-01T10:00")
    stocked("log", "call", "甲", "问价", "--at", "2026-11-20 10:00")
    stocked("task", "add", "乙", "回电", "--due", "周五")
    assert [one["ref"] for one in read(stocked, "lead", "clean", "--problem", "stale", "--json")] == ["L3"]


def test_today_names_new_leads_with_how_long_they_wait(stocked: Runner) -> None:
    stocked("lead", "add", "张三", "--source", "展会", CRM_NOW="2026-11-20T10:00")
    stocked("lead", "add", "李四", CRM_NOW="2026-11-20T17:00")
    answer = stocked("today")
    assert "New leads" in answer.out
    assert "waits for 8 working hours, over its time" in answer.out
    assert "waits for 1 working hour\n" in answer.out
    assert "2 new leads to answer" in answer.err
    assert [one["over"] for one in read(stocked, "today", "--json")["leads"]] == [True, False]
    stocked("log", "call", "L1", "答复了")
    assert len(read(stocked, "today", "--json")["leads"]) == 1


def test_leads_that_are_there_twice_are_merged_as_the_cleaning_lists_them(lead: Runner) -> None:
    for name, phone in (("甲", "13811110000"), ("乙", "13811110000"), ("丙", "13811112222"), ("丁", "13811112222")):
        lead("lead", "add", name, "--phone", phone, "--allow-duplicate")
    lead("client", "add", "老客户", "--phone", "13811110000", "--allow-duplicate")
    names = ("clean", "name=甲,乙,丙,丁")
    assert "those that are there twice: crm lead clean --format csv | crm merge --pairs -" in lead("lead", *names).err
    for form in ("csv", "json"):
        listed = lead("lead", *names, "--format", form).out
        answer = lead("merge", "--pairs", "-", "--yes", stdin=listed)
        assert answer.code == 0 and answer.err.startswith("merged: 4 leads into 2\n"), answer.err
        lead("undo")
    lead("redo")
    said = lead("lead", *names)
    assert "like C3" in said.out and "there twice:" not in said.err


def test_find_history_and_summary_know_leads(lead: Runner) -> None:
    assert "L1" in lead("find", "科锐新能源").out
    assert "新线索" in lead("history", "L1").out
    lead("lead", "convert", "L1")
    assert (
        lead("summary", "lead", "--by", "source,type", "--format", "csv").out.splitlines()[1] == "展会,converted,CNY,1"
    )


def test_who_a_lead_may_be_is_shown_with_it(lead: Runner) -> None:
    lead("lead", "add", "王五", "--phone", "13801234567", "--allow-duplicate")
    out = lead("lead", "show", "L2").out
    assert "May be there already" in out
    assert "P1  李建国 · same phone" in out


def test_in_chinese_nothing_of_it_is_english(lead: Runner) -> None:
    said = [lead(*line, CRM_LANG="zh_CN").err for line in (
        ("lead", "move", "L1", "跟进中"), ("lead", "discard", "L1"), ("lead", "convert", "L1", "--opp", "new"), ("lead", "convert", "L1"),
        ("lead", "clean"), ("log", "call", "13700000000", "x"),
    )]  # fmt: skip
    for text in said:
        assert not re.search(r"(?<!crm )\b(?:[a-z]+ ){2}[a-z]+", re.sub(r"crm [a-z -]+", "", text)), text


def test_the_words_of_the_options_may_be_chinese(lead: Runner) -> None:
    assert (
        lead("lead", "convert", "L1", "--client", "新建", "--contact", "不要", "--opp", "新建", CRM_LANG="zh_CN").code
        == 0
    )
    assert lead("log", "note", "王先生", "来过", "--create", "线索").code == 0
    assert lead("lead", "clean", "--problem", "不全").code == 0

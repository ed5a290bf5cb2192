"""The verbs that every noun has: adding, listing, showing, removing, restoring, history, find."""

import csv
import io
import json
from pathlib import Path

import pytest

from crm_cli.commands.verbs import COMMON
from crm_cli.records.registry import visible
from tests.commands.conftest import Opened
from tests.conftest import Runner


@pytest.mark.parametrize("noun", visible())
@pytest.mark.parametrize("verb", COMMON)
def test_every_noun_has_every_verb_with_help_and_an_example(crm: Runner, noun: str, verb: str) -> None:
    answer = crm(noun, verb, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert f"Usage: crm {noun} {verb}" in answer.out
    assert "Example:" in answer.out


def test_the_flags_of_add_stand_under_the_groups_of_their_fields(crm: Runner) -> None:
    out = crm("client", "add", "--help").out
    assert "\nInvoice\n" in out
    assert "--other-phones A,B" in out
    assert "--last-contact" not in out and "--merged-into" not in out


def test_what_is_nobodys_business_has_no_flag_and_no_column_unless_the_base_asks_for_it(
    stocked: Runner, opened: Opened
) -> None:
    assert "--ethnicity" not in stocked("client", "add", "--help").out
    assert stocked("client", "list", "--fields", "ethnicity") == (2, "", "crm: this base does not show ethnicity\n")
    assert "ethnicity" not in stocked("client", "show", "C1", "--json").out
    base = opened()
    base.put_setting("archive.sensitive", "yes")
    base.store.close()
    assert "--ethnicity" in stocked("client", "add", "--help").out
    assert "ethnicity" in json.loads(stocked("client", "show", "C1", "--json").out)


def test_a_client_is_added_and_said(firm: Runner) -> None:
    answer = firm("client", "add", "科锐配电", "--level", "A", "--credit-limit", "10万", "--tags", "vip,老客户")
    assert answer == (0, "", "client added: C1 科锐配电\n  Credit limit: ¥100,000\nundo: crm undo\n")
    row = json.loads(firm("client", "list", "--json", "--fields", "ref,name,level,credit_limit,tags,owner").out)
    assert row == [
        {"ref": "C1", "name": "科锐配电", "level": "A", "credit_limit": "100000.00", "currency": "CNY", "tags": ["vip", "老客户"], "owner": "王芳"}
    ]  # fmt: skip


def test_a_client_with_only_a_phone_is_called_by_it_and_that_is_said(firm: Runner) -> None:
    answer = firm("client", "add", "--phone", "13801234567")
    assert answer.code == 0
    assert "client added: C1 13801234567\n" in answer.err
    assert "it is called 13801234567 until it has a name" in answer.err


def test_a_persons_name_is_split_and_a_firms_is_not(firm: Runner) -> None:
    firm("client", "add", "李建国", "--type", "person")
    firm("client", "add", "李建国配电")
    firm("contact", "add", "Anna von Müller")
    firm("contact", "add", "李总")
    firm("contact", "add", "--family", "王", "--given", "芳")
    clients = json.loads(firm("client", "list", "--json", "--fields", "family,given", "--sort", "ref").out)
    assert clients == [{"family": "李", "given": "建国"}, {"family": None, "given": None}]
    people = json.loads(firm("contact", "list", "--json", "--fields", "name,family,given", "--sort", "created").out)
    assert [(p["name"], p["family"], p["given"]) for p in people] == [
        ("Anna von Müller", "von Müller", "Anna"),
        ("李总", "李", None),
        ("王芳", "王", "芳"),
    ]
    firm("contact", "edit", "P1", "--name", "Anna Schmidt")
    assert json.loads(firm("contact", "show", "P1", "--json").out)["family"] == "Schmidt"


def test_many_come_by_stdin_as_names_or_as_json_and_are_one_step(firm: Runner) -> None:
    lines = '甲公司\n{"name": "乙公司", "level": "B", "credit_limit": "4500.50", "tags": ["a", "b"]}\n\n丙公司\n'
    answer = firm("client", "add", "-", "--industry", "IT", stdin=lines)
    assert answer == (0, "", "3 clients added: C1 C2 C3 · undo: crm undo\n")
    row = json.loads(firm("client", "show", "C2", "--json").out)
    assert (row["level"], row["credit_limit"], row["tags"], row["industry"]) == ("B", "4500.50", ["a", "b"], "IT")
    assert firm("undo").code == 0
    assert firm("client", "list", "--format", "ids") == (0, "", "")


def test_a_wrong_line_of_stdin_is_named_and_nothing_is_added(firm: Runner) -> None:
    answer = firm("client", "add", "-", stdin='甲\n{"name": "乙", "phone": "abc"}\n')
    assert answer == (2, "", "crm: line 2: “abc” is not a phone number\n")
    assert firm("client", "add", "-", stdin='{"name": 1\n').err.startswith("crm: line 1: this is not JSON")
    assert firm("client", "add", "-", stdin='{"colour": "red"}\n').err.startswith(
        "crm: line 1: client has no field “colour”"
    )
    assert firm("client", "add", "-", stdin='{"created": "2026-01-01"}\n').code == 2
    assert json.loads(firm("client", "list", "--json").out) == []


def test_json_numbers_have_a_point_whatever_the_country_writes(firm: Runner, opened: Opened) -> None:
    base = opened()
    base.put_setting("country", "DE")
    base.store.close()
    firm("product", "add", "-", stdin='{"name": "a", "price": 4.5}\n{"name": "b", "price": "4500.00"}\n')
    assert firm("product", "add", "c", "--price", "4.500,00").code == 0
    rows = json.loads(firm("product", "list", "--json", "--fields", "price", "--sort", "price").out)
    assert [row["price"] for row in rows] == ["4.50", "4500.00", "4500.00"]


def test_tasks_for_refs_that_come_by_stdin(stocked: Runner) -> None:
    refs = stocked("client", "list", "--format", "ids").out
    answer = stocked("task", "add", "-", "回访", "--due", "周三", stdin=refs)
    assert answer == (0, "", "2 tasks added: T1 T2 · undo: crm undo\n")
    rows = json.loads(stocked("task", "list", "--json", "--fields", "client,text,timed,owner").out)
    assert rows[0] == {"client": "C1", "text": "回访", "timed": False, "owner": "王芳"}
    assert stocked("task", "add", "李建国", "call back", "--due", "fri 10:00").err.startswith("task added: T3 call back\n  Due: Fri 27 Nov 10:00\n")  # fmt: skip
    row = json.loads(stocked("task", "show", "T3", "--json").out)
    assert (row["client"], row["contact"], row["due"], row["timed"]) == ("C1", "P1", "2026-11-27T02:00:00Z", True)


def test_an_activity_is_a_note_of_now_unless_it_says_otherwise(stocked: Runner) -> None:
    assert stocked("activity", "add", "C1", "wants a quote", "--kind", "call").code == 0
    stocked("activity", "add", "C2", "hm")
    rows = json.loads(stocked("activity", "list", "--json", "--fields", "kind,at,client,owner", "--sort", "kind").out)
    assert [(row["kind"], row["client"]) for row in rows] == [("call", "C1"), ("note", "C2")]
    assert rows[0]["at"] == "2026-11-22T01:00:00Z"


def test_a_stage_goes_to_the_end_of_the_only_pipeline(firm: Runner) -> None:
    firm("pipeline", "add", "标准")
    firm("stage", "add", "谈判")
    firm("stage", "add", "签约", "--probability", "90%")
    rows = json.loads(firm("stage", "list", "--json", "--fields", "pipeline,name,position,probability").out)
    assert rows == [
        {"pipeline": "标准", "name": "谈判", "position": 1, "probability": 0},
        {"pipeline": "标准", "name": "签约", "position": 2, "probability": 90},
    ]


@pytest.mark.parametrize("noun", ["user", "team", "tag", "product", "pipeline", "opp", "client", "contact"])
def test_a_name_is_enough_to_add_and_to_remove(firm: Runner, noun: str) -> None:
    firm("pipeline", "add", "标准")
    firm("stage", "add", "线索")
    assert firm(noun, "add", "新的").code == 0
    ref = firm(noun, "list", "name=新的", "--format", "ids").out.strip()
    assert firm(noun, "show", ref).out.startswith(f"新的  {ref}\n")
    assert firm(noun, "edit", ref, "--name", "更新").code == 0
    assert firm(noun, "rm", ref).code == 0
    assert firm(noun, "restore", ref).code == 0
    assert firm(noun, "list", "name=更新", "--format", "ids").out == f"{ref}\n"


def test_once_writes_once_and_answers_the_same(firm: Runner) -> None:
    first = firm("client", "add", "甲", "--once", "k1", "--tags", "vip", "--json")
    again = firm("client", "add", "甲", "--once", "k1", "--tags", "vip", "--json")
    assert first.code == again.code == 0
    assert json.loads(first.out) == json.loads(again.out)
    assert again.err == "done before, by step 2: C1\n"
    assert firm("client", "add", "甲", "--once", "k1", "--quiet") == (0, "C1\n", "")
    assert firm("client", "list", "--format", "ids").out == "C1\n"


def test_a_dry_run_says_what_would_be_and_writes_nothing(firm: Runner) -> None:
    assert firm("client", "add", "甲", "--dry-run") == (0, "", "dry run, nothing was written: client added: C1 甲\n")
    assert firm("client", "list", "--json").out == "[]\n"
    assert len(json.loads(firm("steps", "--json").out)) == 1


def test_quiet_prints_the_ref_only(firm: Runner) -> None:
    assert firm("client", "add", "甲", "--quiet") == (0, "C1\n", "")
    assert firm("--quiet", "client", "edit", "C1", "--level", "A") == (0, "C1\n", "")


def test_a_tag_that_is_taken_away_is_not_made_for_that(stocked: Runner) -> None:
    stocked("client", "edit", "C1", "--tags", "重点,旧")
    assert stocked("client", "edit", "C1", "--tags", "+新,-旧,-没有").code == 0
    assert json.loads(stocked("client", "show", "C1", "--json").out)["tags"] == ["重点", "新"]
    assert len(json.loads(stocked("tag", "list", "--json").out)) == 3


def test_a_quiet_list_is_its_refs(stocked: Runner) -> None:
    assert stocked("client", "list", "-q") == (0, "C1\nC2\n", "")
    assert stocked("client", "list", "-q", "--format", "csv", "--fields", "name").out == "name\n科锐配电\n清华同方\n"


def test_an_edit_of_what_a_filter_does_not_find_says_that_nothing_was_found(stocked: Runner) -> None:
    assert stocked("client", "edit", "level=C", "--level", "A") == (0, "", "nothing found\n")


def test_a_list_is_the_same_in_every_format(stocked: Runner) -> None:
    line = ["client", "list", "--fields", "ref,name,level,tags,open_deals", "--sort", "ref"]
    rows = json.loads(stocked(*line, "--json").out)
    assert rows[0] == {"ref": "C1", "name": "科锐配电", "level": "A", "tags": [], "open_deals": 0}
    assert [json.loads(text) for text in stocked(*line, "--format", "jsonl").out.splitlines()] == rows
    table = list(csv.DictReader(io.StringIO(stocked(*line, "--format", "csv").out)))
    assert [row["name"] for row in table] == [row["name"] for row in rows]
    assert stocked(*line, "--format", "ids").out == "C1\nC2\n"
    assert "| C1 |" in stocked(*line, "--format", "md").out


def test_a_list_through_links_brings_the_currency_of_what_it_shows(stocked: Runner) -> None:
    stocked("client", "edit", "C1", "--credit-limit", "500", "--currency", "JPY")
    row = json.loads(stocked("contact", "list", "--json", "--fields", "name,client.credit_limit,client.name").out)
    assert row == [
        {"name": "李建国", "client.credit_limit": "500", "client.currency": "JPY", "client.name": "科锐配电"}
    ]
    assert stocked("contact", "list", "--fields", "client.credit_limit").out.split()[-1].endswith("500")


def test_a_limit_says_how_many_there_are(stocked: Runner, tmp_path: object) -> None:
    answer = stocked("client", "list", "--limit", "1", "--format", "ids")
    assert answer == (0, "C1\n", "1 of 2\n")
    assert stocked("client", "list", "--limit", "1", "-o", "a.csv", "--format", "csv").out == ""


def test_fields_help_names_fields_kinds_and_choices(stocked: Runner) -> None:
    rows = json.loads(stocked("client", "list", "--fields", "help", "--json").out)
    level = next(row for row in rows if row["field"] == "level")
    assert (level["label"], level["kind"], level["choices"]) == ("Level", "choice", "A, B, C")
    assert "级别" in stocked("client", "list", "--fields", "help", CRM_LANG="zh_CN").out


def test_an_empty_list_is_no_failure(firm: Runner) -> None:
    assert firm("client", "list").code == 0
    assert firm("client", "list").err == "nothing found · crm client add …\n"
    assert firm("client", "list", "level=A").err == "nothing found\n"
    assert firm("client", "list", "level=A", "--json") == (0, "[]\n", "")


@pytest.mark.parametrize("verb", ["list", "rm", "edit"])
def test_what_the_shell_left_of_a_comparison_is_refused(stocked: Runner, verb: str) -> None:
    flags = ["--note", "x"] if verb == "edit" else []
    answer = stocked("opp", verb, "amount", *flags)
    assert answer.code == 2
    assert answer.err.startswith("crm: “amount” is a field without a condition; the shell may have taken the < or >")


def test_a_page_shows_people_deals_tasks_and_the_latest_activities(stocked: Runner) -> None:
    stocked("task", "add", "C1", "回访", "--due", "周三")
    for at in range(12):
        stocked("activity", "add", "C1", f"memo {at}")
    out = stocked("client", "show", "C1").out
    assert out.startswith("科锐配电  C1\n")
    for word in ("People", "李建国", "To do", "回访", "Timeline", "crm client timeline C1"):
        assert word in out
    assert out.count("memo ") == 10
    assert "People" not in stocked("client", "show", "C2").out


def test_a_removal_says_what_goes_with_it_and_comes_back_whole(stocked: Runner) -> None:
    answer = stocked("client", "rm", "C1")
    assert answer == (0, "", "removed: C1 科锐配电, and with it 1 contact · undo: crm undo\n")
    assert stocked("contact", "list", "--format", "ids").out == ""
    assert stocked("client", "restore", "c1") == (0, "", "restored: 1 client, 1 contact: C1 P1 · undo: crm undo\n")
    assert stocked("client", "restore", "C1").code == 4
    assert stocked("client", "restore", "C9").code == 3


def test_removing_more_than_three_asks_and_off_a_terminal_needs_yes(firm: Runner) -> None:
    firm("client", "add", "-", stdin="甲\n乙\n丙\n丁\n")
    refused = firm("client", "rm", "name=any")
    assert refused == (2, "", "crm: 4 records are too many to do it unasked. Try: --yes\n")
    declined = firm("client", "rm", "name=any", terminal=True, stdin="n\n", NO_COLOR="1")
    assert (declined.code, declined.err) == (130, "remove 4 clients? [y/N] nothing was changed\n")
    assert firm("client", "rm", "name=any", "--dry-run").code == 0
    assert len(firm("client", "list", "--format", "ids").out.split()) == 4
    assert firm("client", "rm", "name=any", terminal=True, stdin="y\n").code == 0
    assert firm("client", "list", "--format", "ids").out == ""
    assert firm("client", "rm", "name=any") == (0, "", "nothing found, nothing was removed\n")


def test_removing_takes_refs_from_stdin(stocked: Runner) -> None:
    assert stocked("client", "rm", "-", stdin="C1\nC2 清华同方\n").code == 0
    assert stocked("client", "list", "--format", "ids").out == ""


def test_an_unknown_and_an_ambiguous_name_have_their_codes(stocked: Runner) -> None:
    assert stocked("client", "show", "不存在").code == 3
    stocked("client", "add", "清华紫光")
    answer = stocked("client", "show", "清华", "--json")
    assert answer.code == 4
    error = json.loads(answer.err)
    assert (error["code"], len(error["candidates"])) == ("ambiguous", 2)
    chosen = stocked("client", "show", "清华", terminal=True, stdin="2\n", NO_COLOR="1", PAGER="cat")
    assert chosen.code == 0
    assert "1  C3  清华紫光" in chosen.err


def test_history_says_who_changed_what_from_what_to_what(stocked: Runner) -> None:
    stocked("client", "edit", "C1", "--level", "B", "--tags", "vip", "--parent", "C2")
    stocked("client", "edit", "C1", "--tags", "-vip")
    rows = json.loads(stocked("client", "history", "C1", "--json", "--field", "level").out)
    assert [(row["by"], row["change"], row["from"], row["to"]) for row in rows] == [
        ("王芳", "added", None, "A"),
        ("王芳", "changed", "A", "B"),
    ]
    everything = json.loads(stocked("history", "C1", "--json").out)
    assert {"field": "parent", "to": "C2"}.items() <= next(r for r in everything if r["field"] == "parent").items()
    assert [(r["change"], r["from"], r["to"]) for r in everything if r["field"] == "tags"] == [
        ("added", None, ["vip"]),
        ("removed", ["vip"], None),
    ]
    words = stocked("client", "history", "C1").out
    assert "清华同方" in words and "Parent company" in words and "…" not in words
    assert stocked("client", "history", "C1", "--field", "colour").code == 2


def test_find_looks_everywhere_and_tells_each_by_one_line(stocked: Runner) -> None:
    stocked("activity", "add", "C1", "科锐要报价")
    out = stocked("find", "科锐").out
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["C1", "A1"]
    assert stocked("find", "qhtf", "--format", "ids").out == "C2\n"
    assert json.loads(stocked("find", "科锐", "activity", "--json").out)[0]["noun"] == "activity"
    assert stocked("find", "李建国").out.splitlines()[1].split()[:3] == ["P1", "李建国", "contact"]
    assert stocked("find", "x", "nonsense").code == 2


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("client add", 2, "crm: a client needs its Name. Try: --name"),
        ("client add 甲 乙", 2, "crm: “乙” is one word too many. Try: put a name of several words in quotes"),
        ("client add 甲 --name 乙", 4, "crm: “甲” and --name say the same. Try: give one of them"),
        ("client add 甲 --owner 无名", 3, "crm: there is no user “无名”. Try: crm find 无名, or crm user list"),
        ("client add 甲 --credit-days x", 2, "crm: number “x” is not understood"),
        ("client add 甲 --currency XYZ", 2, "crm: “XYZ” is not a currency"),
        ("client add 甲 --sex none", 2, "crm: “none” is not a choice of Sex. Try: one of male, female, other"),
        ("client add 甲 --leve A", 2, "crm: there is no option --leve. Try: crm client add --level"),
        ("contact add 甲 --roles 决策", 2, "crm: there is no option --roles. Try: crm contact add --role"),
        ("contact add 甲 --position 总监", 2, "crm: there is no option --position. Try: crm contact add --help"),
        ("client list --no-input", 2, "crm: there is no option --no-input. Try: crm --no-input client list"),
        (
            "client add 甲 --credit-limit $5 --currency CNY",
            2,
            "crm: Credit limit is in USD, the record in CNY. Try: --currency USD",
        ),
        ("client list colour=red", 2, "crm: client has no field “colour”"),
        ("client list --sort colour", 2, "crm: client has no field “colour”"),
        ("client list --fields colour", 2, "crm: client has no field “colour”"),
        ("client list --format xml", 2, "crm: there is no format xml"),
        ("client list --limit -1", 2, "crm: --limit"),
        ("client show", 2, "crm: WHICH is missing. Try: crm client show --help"),
        ("client edit", 2, "crm: say which: a ref, a name, a filter, or - for refs from stdin. Try: crm client list"),
        ("client rm", 2, "crm: say which"),
        ("task add 回访 --due 昨天", 2, "crm: “昨天” is over"),
        ("user add 王芳", 4, "crm: there is already a user called “王芳”: U1"),
        ("contact add 李 --client 不存在", 3, "crm: there is no client “不存在”"),
    ],
)
def test_a_wrong_line_is_one_line_with_its_code(stocked: Runner, line: str, code: int, said: str) -> None:
    answer = stocked(*line.split())
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith(said)
    assert all(line.startswith("  ") for line in answer.err.splitlines()[1:])


def test_with_no_base_help_works_and_the_rest_says_how_to_begin(crm: Runner) -> None:
    assert crm("client", "add", "--help").code == 0
    assert crm("help", "client", "add").code == 0
    for line in ("client add 甲", "client add 甲 --行业细分 硬件", "client list", "undo", "find 甲"):
        answer = crm(*line.split())
        assert answer.code == 3
        assert answer.err.startswith("crm: there is no base at ")
        assert answer.err.endswith(" yet. Try: crm init\n")


def test_the_team_asks_for_the_sensitive_fields_and_undo_hides_them_again(firm: Runner, home: Path) -> None:
    said = firm("config", "set", "archive.sensitive", "是")
    assert said == (0, "", f"archive.sensitive is yes ({home / 'base.db'})\nundo: crm undo\n")
    assert firm("config", "get", "archive.sensitive").out == "yes\n"
    assert firm("client", "add", "王芳", "--type", "person", "--ethnicity", "汉族").code == 0
    assert json.loads(firm("client", "show", "C1", "--json").out)["ethnicity"] == "汉族"
    assert firm("undo").code == 0
    assert firm("undo").code == 0
    assert firm("config", "get", "archive.sensitive").out == "no\n"
    assert firm("client", "add", "王芳", "--ethnicity", "汉族").code == 2


def test_a_setting_of_the_team_is_yes_or_no_and_listed_with_the_base(firm: Runner, home: Path) -> None:
    refused = firm("config", "set", "archive.sensitive", "perhaps")
    assert (refused.code, refused.err) == (2, "crm: “perhaps” is neither yes nor no\n")
    assert "archive.sensitive,no,default" in firm("config", "list", "--format", "csv").out
    firm("config", "set", "archive.sensitive", "no")
    assert f"archive.sensitive,no,{home / 'base.db'}" in firm("config", "list", "--format", "csv").out
    firm("config", "set", "archive.sensitive")
    assert "archive.sensitive,no,default" in firm("config", "list", "--format", "csv").out


def test_a_setting_of_the_team_needs_a_base_and_the_list_does_not(crm: Runner) -> None:
    assert crm("config", "set", "archive.sensitive", "yes").code == 3
    assert crm("config", "get", "archive.sensitive").code == 3
    listed = crm("config", "list")
    assert (listed.code, listed.err) == (0, "")
    assert "archive.sensitive" not in listed.out


def test_a_country_is_shown_by_its_name_and_kept_by_its_code(stocked: Runner) -> None:
    for typed in ("cn", "China", "中国"):
        assert stocked("client", "edit", "C1", "--country", typed).code == 0
        assert '"country": "CN"' in stocked("client", "list", "country=中国", "--fields", "country", "--json").out
        stocked("client", "edit", "C1", "--country", "none")
    stocked("client", "edit", "C1", "--country", "CN")
    assert "国家  中国" in stocked("client", "show", "C1", CRM_LANG="zh_CN").out
    stocked("client", "edit", "C1", "--country", "西班牙")
    assert '"country": "西班牙"' in stocked("client", "list", "country=西班牙", "--fields", "country", "--json").out


def test_who_leaves_out_the_task_or_the_user_is_told_where_they_are_listed(stocked: Runner) -> None:
    assert stocked("snooze").err == "crm: TASK is missing. Try: crm task list owner=me\n"
    assert stocked("--user").err == "crm: --user needs a value. Try: crm user list\n"

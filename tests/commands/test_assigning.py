"""What nobody has goes out by rules, to who can; others follow it."""

import json

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture
def office(firm: Runner, begun: Begun) -> Runner:

    def lay() -> None:
        firm("user", "add", "李强")
        firm("user", "add", "赵敏")
        for number in range(1, 5):
            firm("lead", "add", f"线索{number}", "--owner", "", "--city", "上海" if number < 4 else "北京")
        firm("lead", "edit", "L1", "L2", "L3", "L4", "--owner", "", "--yes")

    begun(lay)
    return firm


def owners(run: Runner) -> list[str | None]:
    return [row["owner"] for row in json.loads(run("lead", "list", "--fields", "owner", "--sort", "ref", "--json").out)]


def test_turns_go_on_where_they_stopped(office: Runner) -> None:
    assert (
        office("assignment", "add", "华东", "--noun-name", "lead", "--filter", "city=上海", "--users", "李强,赵敏").code
        == 0
    )
    tried = office("assign", "--dry-run")
    assert "L1 线索1 → 李强  (华东: in turn)" in tried.err
    assert "L4 线索4: no rule fits" in tried.err
    assert owners(office) == [None] * 4
    assert office("assign", "lead", "name=线索1").err.startswith("1 lead given out of 1 that nobody has")
    office("assign", "--yes")
    assert owners(office) == ["李强", "赵敏", "李强", None]
    office("undo")
    assert owners(office) == ["李强", None, None, None]
    office("assign", "lead", "name=线索2")
    assert owners(office)[1] == "赵敏"


@pytest.mark.parametrize("noun", ["foo", "product"])
def test_what_no_rule_gives_out_is_refused_with_what_they_do(office: Runner, noun: str) -> None:
    answer = office("assign", noun)
    assert (answer.code, answer.err.strip().endswith("Try: one of lead, client, opp, task")) == (2, True)


def test_the_first_rule_that_fits_holds_and_the_least_busy_is_chosen(office: Runner) -> None:
    office("task", "add", "打电话", "--owner", "李强", "--due", "tomorrow")
    office("assignment", "add", "其余", "--noun-name", "lead", "--way", "to", "--users", "王芳", "--position", "9")
    office(
        "assignment",
        "add",
        "华东",
        "--noun-name",
        "lead",
        "--filter",
        "city=上海",
        "--way",
        "least",
        "--users",
        "李强,赵敏",
        "--position",
        "1",
    )
    said = office("assign", "--yes").err
    assert "L1 线索1 → 赵敏  (华东: who has the least to do, 0 in hand)" in said
    assert owners(office) == ["赵敏", "李强", "赵敏", "王芳"]


def test_a_rule_without_anybody_is_refused_and_one_whose_people_left_says_so(office: Runner) -> None:
    assert office("assignment", "add", "x", "--noun-name", "lead").code == 2
    office("assignment", "add", "x", "--noun-name", "lead", "--users", "李强")
    office("user", "edit", "李强", "--active", "no")
    assert "“x” names nobody who is active" in office("assign", "--dry-run").err
    assert office("assign", "product").code == 2


def rule(run: Runner, name: str, *more: str) -> None:
    assert run("assignment", "add", name, "--noun-name", "lead", *more).code == 0


def test_skills_have_levels_are_raised_taken_off_and_found(office: Runner) -> None:
    office("user", "edit", "李强", "--skills", "德语：5、SMT")
    office("user", "edit", "赵敏", "--skills", "德语:2")
    office("user", "edit", "李强", "--skills", "+德语:7")
    assert json.loads(office("user", "show", "李强", "--json").out)["skills"] == ["德语:7", "SMT"]
    assert office("user", "list", "skills=德语", "--format", "ids").out.split() == ["U2", "U3"]
    assert office("user", "list", "skills=德语:3", "--format", "ids").out.split() == ["U2"]
    assert office("user", "list", "skills!=德语:3", "--format", "ids").out.split() == ["U1", "U3"]
    office("user", "edit", "李强", "--skills=-德语")
    assert json.loads(office("user", "show", "李强", "--json").out)["skills"] == ["SMT"]
    refused = office("user", "edit", "李强", "--skills", "德语:11")
    assert (refused.code, "“德语:11” is no skill: its level is a number from 1 to 10" in refused.err) == (2, True)


def test_who_lacks_a_skill_does_not_get_what_asks_for_it(office: Runner) -> None:
    office("user", "edit", "李强", "--skills", "德语:5")
    office("user", "edit", "赵敏", "--skills", "德语:2,法语")
    rule(office, "德语客户", "--filter", "city=上海", "--skills", "德语:3", "--users", "赵敏,李强")
    rule(office, "其余", "--way", "to", "--users", "王芳", "--position", "9")
    said = office("assign", "--yes").err
    assert "L1 线索1 → 李强  (德语客户: in turn, has 德语:3)" in said
    assert owners(office) == ["李强", "李强", "李强", "王芳"]
    office("undo")
    office("user", "edit", "李强", "--active", "no")
    tried = office("assign", "--dry-run").err
    assert "L1 线索1 → 王芳  (其余: always the first) · nobody of “德语客户” has 德语:3" in tried


def test_a_field_of_the_record_names_the_skill(office: Runner) -> None:
    office("user", "edit", "李强", "--skills", "上海市")
    office("user", "edit", "赵敏", "--skills", "上海,北京")
    rule(office, "按城市", "--match", "city", "--users", "李强,赵敏")
    office("lead", "edit", "L3", "--city", "")
    assert "L3 线索3: no rule fits" in office("assign", "--yes").err
    assert owners(office) == ["李强", "赵敏", None, "赵敏"]
    assert office("assignment", "edit", "按城市", "--match", "created").code == 2
    assert office("assignment", "edit", "按城市", "--match", "nonsense").code == 2


def test_a_choice_and_a_link_name_skills_in_any_of_their_words(office: Runner) -> None:
    office("user", "edit", "赵敏", "--skills", "部分")
    rule(office, "按需求", "--match", "need", "--users", "李强,赵敏")
    rule(office, "按状态", "--match", "status", "--users", "李强,赵敏", "--position", "2")
    office("lead", "edit", "L1", "--need", "partly")
    said = office("assign", "lead", "L1", "--dry-run").err
    assert "L1 线索1 → 赵敏  (按需求: in turn, has partly)" in said
    status = json.loads(office("lead", "show", "L2", "--json").out)["status"]
    office("user", "edit", "李强", "--skills", status)
    assert f"L2 线索2 → 李强  (按状态: in turn, has {status})" in office("assign", "--dry-run").err


def test_what_a_record_is_linked_to_and_its_tags_name_skills_all_of_which_are_needed(office: Runner) -> None:
    office("user", "edit", "李强", "--skills", "化工,焊接")
    office("user", "edit", "赵敏", "--skills", "化工,焊接,激光切割")
    office("client", "add", "甲", "--industry", "化工", "--tags", "焊接,激光切割", "--owner", "")
    office("client", "edit", "C1", "--owner", "")
    office("pipeline", "add", "线")
    office("stage", "add", "洽谈", "--pipeline", "线")
    office("opp", "add", "一期", "--client", "C1")
    office("opp", "edit", "D1", "--owner", "")
    office("assignment", "add", "行业", "--noun-name", "opp", "--match", "client.industry", "--users", "李强,赵敏")
    office("assignment", "add", "工艺", "--noun-name", "client", "--match", "tags", "--users", "李强,赵敏")
    assert "D1 一期 → 李强  (行业: in turn, has 化工)" in office("assign", "opp").err
    assert "C1 甲 → 赵敏  (工艺: in turn, has 焊接, 激光切割)" in office("assign", "client").err


def test_a_rule_that_can_no_longer_be_read_is_passed_over_and_named(office: Runner) -> None:
    office("field", "add", "lead", "行业细分")
    rule(office, "细分", "--filter", "行业细分=x", "--users", "李强")
    rule(office, "其余", "--users", "赵敏", "--position", "2")
    assert office("field", "rm", "行业细分", "--yes").code == 0
    said = office("assign", "--dry-run").err
    assert "L1 线索1 → 赵敏  (其余: in turn) · “细分” cannot be used: lead has no field “行业细分”" in said


def test_turns_skip_whom_a_record_is_not_for_and_go_on_after_the_last(office: Runner) -> None:
    for name in ("王芳", "李强", "赵敏"):
        office("user", "edit", name, "--skills", "北京" if name == "李强" else "北京,上海")
    rule(office, "按城市", "--match", "city", "--users", "王芳,李强,赵敏")
    office("assign", "--yes")
    assert owners(office) == ["王芳", "赵敏", "王芳", "李强"]


def test_nobody_gets_more_than_the_capacity_of_the_pool(office: Runner) -> None:
    office("config", "set", "pool.capacity", "1")
    rule(office, "华东", "--users", "李强,赵敏")
    said = office("assign", "--yes").err
    assert said.startswith("2 leads given out of 4 that nobody has")
    assert "L3 线索3: everybody of “华东” who could holds as many as allowed" in said
    assert owners(office) == ["李强", "赵敏", None, None]


def test_the_least_busy_is_who_holds_the_fewest_leads_also_in_the_next_run(office: Runner) -> None:
    rule(office, "其余", "--way", "least", "--users", "李强,赵敏")
    office("assign", "lead", "L1")
    office("assign", "lead", "L2")
    assert owners(office) == ["李强", "赵敏", None, None]


def test_a_team_has_the_people_of_the_teams_below_it(office: Runner) -> None:
    office("team", "add", "销售部")
    office("team", "add", "华东组", "--parent", "销售部")
    office("user", "edit", "赵敏", "--team", "华东组")
    rule(office, "全部", "--team", "销售部")
    office("assign", "--yes")
    assert owners(office) == ["赵敏"] * 4


def test_a_plan_of_assignments_keeps_the_turns_and_is_done_once(office: Runner) -> None:
    rule(office, "华东", "--users", "李强,赵敏")
    assert "nothing was changed" in office("assign", "lead", "L1", "--plan", "a.json").err
    assert owners(office) == [None] * 4
    assert office("apply", "a.json").err.startswith("plan of 王芳, 2026-11-22 09:00: 1 lead changed")
    office("assign", "lead", "L2")
    assert owners(office) == ["李强", "赵敏", None, None]
    office("assign", "lead", "L3", "L4", "--plan", "b.json")
    office("lead", "edit", "L3", "--owner", "王芳")
    assert office("apply", "b.json").code == 4
    assert owners(office) == ["李强", "赵敏", "王芳", None]


def test_a_dry_run_tells_a_program_who_would_get_what_and_why(office: Runner) -> None:
    rule(office, "华东", "--filter", "city=上海", "--skills", "德语", "--users", "李强")
    rule(office, "其余", "--way", "least", "--users", "李强", "--position", "2")
    told = json.loads(office("assign", "lead", "L1", "--dry-run", "--json").out)
    assert told == {
        "ref": "L1", "name": "线索1", "owner": "李强", "rule": "其余", "way": "least", "in_hand": 0, "skills": [],
        "passed": ["nobody of “华东” has 德语"],
    }  # fmt: skip


def test_rules_and_skills_go_out_and_come_back(office: Runner) -> None:
    office("user", "edit", "李强", "--skills", "上海,德语:5")
    rule(office, "按城市", "--match", "city", "--skills", "德语:3", "--users", "李强,赵敏")
    shown = [office(noun, "list", "--json").out for noun in ("user", "assignment")]
    for noun in ("user", "assignment"):
        assert office("export", noun, "-o", f"{noun}.csv").code == 0
    office("user", "edit", "李强", "--skills", "")
    office("assignment", "rm", "按城市", "--yes")
    for noun in ("user", "assignment"):
        assert office("import", noun, f"{noun}.csv").code == 0
    office("assign", "--dry-run")
    again = [json.loads(office(noun, "list", "--json").out) for noun in ("user", "assignment")]
    before = [json.loads(text) for text in shown]
    assert again[0] == before[0]
    assert {**again[1][0], "ref": ""} == {**before[1][0], "ref": ""}


def test_what_another_owns_is_followed(office: Runner) -> None:
    office("client", "add", "甲")
    office("client", "add", "乙")
    assert office("client", "follow", "C1").err.startswith("changed: C1 甲  Followers: – → 王芳")
    office("client", "follow", "C1", "C2", "--for", "李强,赵敏")
    assert office("client", "list", "followers=me", "--format", "ids").out.split() == ["C1"]
    office("client", "unfollow", "C1", "C2", "--for", "赵敏")
    assert json.loads(office("client", "show", "C1", "--json").out)["followers"] == ["王芳", "李强"]
    office("client", "unfollow", "C1")
    office("client", "assign", "C1", "C2", "--to", "赵敏", "--follow")
    rows = json.loads(office("client", "list", "--fields", "owner,followers", "--sort", "ref", "--json").out)
    assert [(row["owner"], sorted(row["followers"])) for row in rows] == [("赵敏", sorted(["李强", "王芳"]))] * 2
    office("undo")
    assert json.loads(office("client", "show", "C1", "--json").out)["followers"] == ["李强"]
    assert office("task", "assign", "T1", "--to", "me", "--follow").code == 2
    office("client", "edit", "C2", "--coowner", "李强")
    assert office("client", "list", "coowner=李强", "--format", "ids").out.split() == ["C2"]

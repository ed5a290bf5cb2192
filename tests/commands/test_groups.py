"""Groups, living and fixed, and views: lists under a name."""

import json

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture
def six(firm: Runner, begun: Begun) -> Runner:

    def lay() -> None:
        firm(
            "client",
            "add",
            "-",
            stdin='{"name":"甲","level":"A"}\n{"name":"乙","level":"A"}\n{"name":"丙","level":"B"}\n',
        )
        firm("client", "add", "-", stdin='{"name":"丁","level":"B","city":"上海"}\n{"name":"戊"}\n{"name":"己"}\n')
        firm("contact", "add", "李明", "--client", "C1")

    begun(lay)
    return firm


def ids(run: Runner, *words: str) -> list[str]:
    answer = run(*words, "--format", "ids")
    assert answer.code == 0, answer.err
    return answer.out.split()


def test_a_living_group_is_what_its_filter_finds_when_somebody_asks(six: Runner) -> None:
    answer = six("group", "add", "重点", "client", "--filter", "level=A owner=me")
    assert answer.err == "group added: GP1 重点, 2 clients · crm client list group=重点\n"
    assert ids(six, "client", "list", "group=重点") == ["C1", "C2"]
    six("client", "edit", "C3", "--level", "A")
    assert ids(six, "client", "list", "组=重点") == ["C1", "C2", "C3"]
    assert ids(six, "client", "list", "group!=重点") == ["C4", "C5", "C6"]
    assert six("export", "client", "group=重点", "--fields", "ref").out == "ref\nC1\nC2\nC3\n"


def test_a_fixed_group_has_whom_one_puts_in_and_takes_out(six: Runner) -> None:
    assert six("group", "add", "展会", "client", "C1", "丙").err.startswith("group added: GP1 展会, 2 clients")
    assert six("group", "join", "展会", "-", stdin="C1\nC4\n").err.startswith("1 client put into 展会: C4 ·")
    assert six("group", "join", "展会", "C4").err == "nothing to change\n"
    assert ids(six, "client", "list", "group=展会") == ["C1", "C3", "C4"]
    assert six("group", "leave", "展会", "level=B").err.startswith("2 clients taken out of 展会: C3 C4")
    assert ids(six, "client", "list", "group=展会") == ["C1"]
    six("undo")
    assert json.loads(six("group", "show", "展会", "--json").out)["members"] == ["C1", "C3", "C4"]
    assert "Members\nRef" in six("group", "show", "展会").out


def test_whoever_is_removed_is_in_no_group_and_is_again_when_restored(six: Runner) -> None:
    six("group", "add", "展会", "client", "C2", "C3")
    six("client", "rm", "C2")
    assert ids(six, "client", "list", "group=展会") == ["C3"]
    six("undo")
    assert ids(six, "client", "list", "group=展会") == ["C2", "C3"]


def test_groups_are_conditions_like_any_other(six: Runner) -> None:
    six("group", "add", "展会", "client", "C1", "C4")
    six("group", "add", "二", "client", "--filter", "level=B or group=展会")
    assert ids(six, "client", "list", "group=二", "level=A") == ["C1"]
    assert ids(six, "client", "list", "group=展会,二") == ["C1", "C3", "C4"]
    assert ids(six, "client", "list", "group=none") == ["C2", "C5", "C6"]
    assert ids(six, "contact", "list", "client.group=二") == ["P1"]
    assert six("client", "edit", "group=展会", "--level", "C").code == 0
    assert ids(six, "client", "list", "level=C") == ["C1", "C4"]


@pytest.mark.parametrize("noun", ["client", "contact", "lead", "opp", "activity", "task", "product", "user"])
def test_every_kind_of_record_has_groups(six: Runner, noun: str) -> None:
    assert six("group", "add", "g", noun, "--filter", "created=any").code == 0
    assert six("group", "add", "h", noun).code == 0
    assert ids(six, noun, "list", "group=g") == ids(six, noun, "list")
    assert ids(six, noun, "list", "group=h") == []
    if found := ids(six, noun, "list"):
        assert six("group", "join", "h", found[0]).code == 0
        assert ids(six, noun, "list", "group=h") == found[:1]
        assert six("group", "list", "--fields", "name,members").code == 0


def test_what_a_group_cannot_be_is_refused(six: Runner) -> None:
    six("group", "add", "a", "client", "--filter", "level=A")
    six("group", "add", "b", "client", "--filter", "group=a")
    assert six("group", "edit", "a", "--filter", "group=b").err == "crm: “a” leads back to itself: a → b → a\n"
    assert six("group", "add", "x", "client", "C1", "--filter", "level=A").code == 2
    assert six("group", "join", "a", "C1").err.startswith(
        "crm: who is in “a” is said by its filter: level=A. Try: crm group"
    )
    assert six("group", "edit", "a", "--members", "C1").code == 4
    assert six("group", "add", "x", "client", "--filter", "lvl=A").code == 2
    assert six("group", "add", "x", "client", "--filter", 'name="甲').code == 2
    assert six("group", "add", "x", "stage").code == 2
    assert six("group", "add", "A", "client").code == 4
    six("group", "add", "c", "contact", "P1")
    assert six("group", "edit", "c", "--members", "+C1").err == "crm: this group is of another kind: contact\n"
    assert six("client", "list", "group=c").err.startswith("crm: “c” is a group of another kind: contact")
    assert six("client", "list", "group=zz").code == 3


def test_a_field_of_ones_own_called_group_is_what_it_was(six: Runner) -> None:
    six("field", "add", "client", "group")
    six("client", "edit", "C1", "--group", "x")
    assert ids(six, "client", "list", "group=x") == ["C1"]


def test_a_view_keeps_filter_columns_and_order(six: Runner) -> None:
    made = six("view", "add", "周报", "client", "--filter", "level=any", "--fields", "ref,level", "--sort", "-ref")
    assert made.err == "view added: VW1 周报 · crm client list @周报\n"
    assert six("client", "list", "@周报", "--format", "csv").out == "ref,level\nC4,B\nC3,B\nC2,A\nC1,A\n"
    assert six("client", "list", "--view", "周报", "level=A", "--format", "csv").out == "ref,level\nC2,A\nC1,A\n"
    assert (
        six("client", "list", "@周报", "--fields", "ref", "--sort", "ref", "--format", "csv").out
        == "ref\nC1\nC2\nC3\nC4\n"
    )
    assert ids(six, "client", "list", "@周报", "or", "city=none") == ["C6", "C5", "C4", "C3", "C2", "C1"]
    assert six("client", "edit", "@周报", "city=上海", "--level", "C").err.startswith("changed: C4 丁")


def test_a_view_may_be_given_as_on_the_line_of_a_list(six: Runner) -> None:
    six("view", "add", "二", "client", "level=B", "or", "name~己")
    assert ids(six, "client", "list", "@二") == ["C3", "C4", "C6"]


def test_a_view_of_ones_own_settings_is_a_filter_too(six: Runner) -> None:
    six("config", "set", "view.mine", "level=A owner=me")
    assert ids(six, "client", "list", "@mine", "or", "level=B") == ["C1", "C2", "C3", "C4"]


def test_what_a_view_cannot_be_is_refused(six: Runner) -> None:
    six("view", "add", "v", "client", "--fields", "ref")
    assert six("client", "list", "@nix").err.startswith("crm: there is no view “nix”. Try: crm view list")
    assert six("contact", "list", "@v").err.startswith("crm: “v” is a view of another kind: client")
    assert six("view", "add", "w", "client", "--fields", "lvl").code == 2
    assert six("view", "edit", "v", "--sort", "-lvl").code == 2
    assert six("view", "edit", "v", "--filter", "@v").code == 4


def test_groups_speak_chinese(six: Runner) -> None:
    said = six("group", "add", "重点", "client", "--filter", "level=A", CRM_LANG="zh_CN")
    assert said.err == "已添加分组：GP1 重点，2 个客户 · crm client list group=重点\n"


@pytest.fixture
def three(six: Runner, begun: Begun) -> Runner:

    def lay() -> None:
        six("group", "add", "l1", "client", "--filter", "level=A")
        six("group", "add", "l2", "client", "--filter", "group=l1")
        six("group", "add", "l3", "client", "--filter", "group=l2")

    begun(lay)
    return six


@pytest.mark.parametrize(
    ("line", "keeper"),
    [
        ("group add l2 client --filter group=l1", "GP3 l2"),
        ("group add l2 client --filter group=GP1", "GP3 l2"),
        ("view add v client group=x,l1", "VW1 v"),
        ("check add 谁 --noun-name client --filter group=l1", "谁"),
        ("poolrule add 都 --filter group!=l1 --days 30", "GH1 都"),
    ],
)
def test_a_group_that_a_filter_names_stays_and_whoever_keeps_the_filter_is_named(
    six: Runner, line: str, keeper: str
) -> None:
    six("group", "add", "l1", "client", "--filter", "level=A")
    six("group", "add", "x", "client")
    assert six(*line.split()).code == 0
    answer = six("group", "rm", "l1")
    assert answer.code == 4
    assert f"{keeper} filters by it" in answer.err
    renamed = six("group", "edit", "l1", "--name", "other")
    assert renamed.code == (0 if "GP1" in line else 4)
    assert six("group", "rm", "x").code == (4 if "x,l1" in line else 0)


def test_groups_that_name_each_other_go_together(three: Runner) -> None:
    assert three("group", "rm", "l1", "l2").code == 4
    assert three("group", "rm", "l1", "l2", "l3").err.startswith("removed: 3 groups: GP1 GP2 GP3")
    three("undo")
    three("group", "rm", "l1", "l2", "l3", "--plan", "going.jsonl")
    assert three("apply", "going.jsonl", "--yes").code == 0
    assert three("group", "list", "--format", "ids").out == ""


def test_a_view_that_a_filter_names_stays(six: Runner) -> None:
    six("view", "add", "周报", "client", "level=A")
    six("group", "add", "g", "client", "--filter", "@周报")
    assert "GP1 g filters by it" in six("view", "rm", "周报").err


def test_who_leads_back_to_itself_is_told_by_the_way_there(three: Runner) -> None:
    answer = three("group", "edit", "l1", "--filter", "group=l3")
    assert answer.err == "crm: “l1” leads back to itself: l1 → l3 → l2 → l1\n"
    assert answer.code == 4


def test_what_a_filter_inside_a_filter_names_and_is_not_there_is_told_with_both(three: Runner) -> None:
    added = json.loads(three("steps", "--json").out)[2]["step"]
    three("undo", added)  # as when another copy of the base has none
    answer = three("client", "list", "group=l3")
    assert answer.err == "crm: there is no group “l1” (so says the filter of “l2”). Try: crm group list\n"
    assert answer.code == 3


def test_a_group_with_members_does_not_become_one_of_another_kind(six: Runner) -> None:
    six("group", "add", "展会", "client", "C1", "C2")
    answer = six("group", "edit", "展会", "--noun-name", "contact")
    assert answer.err == "crm: “展会” has 2 members that are of another kind than contact. Try: a new group for these\n"


def test_whose_records_a_group_is_about_is_said_as_each_language_does_and_by_the_key_to_programs(six: Runner) -> None:
    six("group", "add", "重点", "deal")
    assert six("group", "list", CRM_LANG="zh_CN").out.splitlines()[1].split()[:3] == ["GP1", "重点", "商机"]
    assert json.loads(six("group", "list", "--json").out)[0]["noun_name"] == "opp"
    assert six("group", "list", "noun_name=opp", "--format", "ids").out == "GP1\n"
    assert six("group", "edit", "重点", "--noun-name", "线索").code == 0
    assert json.loads(six("group", "show", "重点", "--json").out)["noun_name"] == "lead"

"""Names of tags, groups and views: what goes by one can be named in a filter, and in the hints that say so."""

import shlex

import pytest

from tests.conftest import Begun, Runner

OTHERWISE = ("none", "无", "Any", "me", "我", "last")
SEVERAL = ("x,y", "甲，乙", "甲、乙", "a;b", '"a"', "a\nb", '["a"]')


@pytest.fixture
def six(firm: Runner, begun: Begun) -> Runner:

    def lay() -> None:
        firm("client", "add", "-", stdin="甲\n乙\n丙\n")

    begun(lay)
    return firm


@pytest.mark.parametrize("name", [*OTHERWISE, *SEVERAL])
@pytest.mark.parametrize("noun", ["tag", "group", "view"])
def test_a_name_that_a_filter_reads_otherwise_is_refused(six: Runner, noun: str, name: str) -> None:
    about = [] if noun == "tag" else ["client"]
    answer = six(noun, "add", name, *about)
    assert answer.code == 2
    assert "can't be a name" in answer.err
    six(noun, "add", "good", *about)
    assert six(noun, "edit", "good", "--name", name).code == 2
    assert six(noun, "edit", "good", "--name", "better").code == 0


def test_a_word_in_brackets_is_a_tag_like_any_other(six: Runner) -> None:
    assert six("client", "tag", "C1", "--add", "[vip]").code == 0
    assert six("client", "edit", "C2", "--tags", "[vip]").code == 0
    assert six("tag", "add", "[x]").code == 0
    assert six("client", "tag", "C1", "--add", "[x]").code == 0
    assert six("client", "list", "tags=[vip]", "--format", "ids").out.split() == ["C1", "C2"]
    six("client", "tag", "C1", "--remove", "[vip]")
    assert six("client", "list", "tags=[vip]", "--format", "ids").out.split() == ["C2"]
    assert six("client", "edit", "C2", "--tags", '["a","b"]').code == 0
    assert six("client", "list", "tags=a", "tags=b", "--format", "ids").out.split() == ["C2"]


def test_an_array_that_does_not_end_is_refused(six: Runner) -> None:
    assert "is not a list" in six("client", "edit", "C1", "--tags", '["a", "b"').err


@pytest.mark.parametrize("name", ["a b", "[bold]", "(二)期", "甲'乙", "$HOME", "5*"])
@pytest.mark.parametrize("noun", ["group", "view"])
def test_what_a_hint_says_can_be_pasted(six: Runner, noun: str, name: str) -> None:
    added = six(noun, "add", name, "client").err
    words = shlex.split(added.rpartition(" · ")[2])
    assert words[-1] == ("group=" if noun == "group" else "@") + name
    assert six(*words[1:]).code == 0
    missing = six("client", "show", name).err
    assert shlex.split(missing.partition("Try: ")[2].partition(", or")[0]) == ["crm", "find", name]

"""What an error says, in both languages: its words are translated, and a noun has its article where there is one."""

from collections.abc import Iterator

import pytest

from crm_cli.errors import Conflict, Invalid, One, Word, told
from crm_cli.i18n import bind
from crm_cli.records.registry import NOUNS


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    bind("en")


def test_every_noun_has_the_article_that_english_wants() -> None:
    said = {name: str(One(noun.title)) for name, noun in NOUNS.items()}
    vowels = {name for name, noun in NOUNS.items() if noun.title[0] in "aeio"}
    assert {name for name, text in said.items() if text.startswith("an ")} == vowels
    assert (said["opp"], said["user"], said["client"]) == ("an opportunity", "a user", "a client")


def test_one_of_a_noun_is_said_with_its_article_in_english_and_alone_in_chinese() -> None:
    error = Conflict("there is already {one} called “{name}”", one=One("opportunity"), name="x")
    assert told(error) == str(error) == "there is already an opportunity called “x”"
    bind("zh_CN")
    assert told(error) == "已有叫“x”的商机"


def test_what_went_wrong_inside_is_said_inside() -> None:
    inner = Invalid("{one} has no {field}", one=One("activity"), field="x")
    outer = Invalid("line {line}: {problem}", line=3, problem=inner)
    assert told(outer) == "line 3: an activity has no x"


def test_a_word_is_translated_and_a_value_is_not() -> None:
    bind("zh_CN")
    assert told(Invalid("{a} {b}", a=Word("client"), b="client")) == "客户 client"

"""What people say in other words than ours: understood, or answered with what they meant."""

import json

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture(autouse=True)
def shop(crm: Runner, begun: Begun) -> None:
    """One client, two products and a quote."""

    def lay() -> None:
        for line in (
            ("init", "--yes", "--me", "王芳", "--country", "CN"),
            ("client", "add", "科锐配电"),
            ("product", "add", "Kit", "--price", "4500"),
            ("product", "add", "Switch", "--price", "800"),
            ("quote", "add", "C1", "--line", "Kit x1"),
        ):
            assert crm(*line).code == 0

    begun(lay)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (("quote", "refuse", "Q1"), "crm quote reject"),
        (("limit", "set", "LM1"), "crm limit edit"),
        (("contract", "add", "Frame", "--client", "C1", "--amount", "3"), "--value"),
        (("quote", "edit", "Q1", "--tax", "exempt"), "crm quote line edit QL3 exempt"),
    ],
)
def test_the_word_that_was_meant_is_said(crm: Runner, line: tuple[str, ...], meant: str) -> None:
    found = crm(*line)
    assert found.code != 0
    assert meant in found.err


@pytest.mark.parametrize("word", ["bundle", "组合", "component"])
def test_a_bundle_is_made_under_either_name_and_tells_what_is_in_it(crm: Runner, word: str) -> None:
    found = crm(word, "add", "--product", "Kit", "--part", "Switch", "--quantity", "2")
    assert found.code == 0, found.err
    assert "Kit: 2 × Switch" in found.err
    assert "crm bundle add" in crm("product", "--help").out


@pytest.mark.parametrize(
    ("said", "kept"), [("转账", "transfer"), ("汇款", "transfer"), ("电汇", "transfer"), ("微信", "wechat")]
)
def test_how_it_was_paid_is_understood_as_it_is_said(crm: Runner, said: str, kept: str) -> None:
    assert crm("payment", "add", "C1", "300", "--method", said).code == 0
    assert json.loads(crm("payment", "show", "M1", "--json").out)["method"] == kept


def test_choices_are_listed_in_the_language_of_the_interface(crm: Runner) -> None:
    line = ("payment", "add", "C1", "300", "--method", "magic")
    assert "one of transfer, cash" in crm("--lang", "en", *line).err
    assert "银行转账, 现金" in crm("--lang", "zh", *line).err


def test_the_last_administrator_is_not_told_to_become_one(crm: Runner) -> None:
    crm("user", "add", "李明", "--role", "rep")
    found = crm("user", "edit", "U1", "--role", "rep")
    assert found.code != 0
    assert "crm user edit U2 --role admin" in found.err

"""A product's own unit in a line, whatever it is called."""

import json

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture(autouse=True)
def shop(crm: Runner, begun: Begun) -> None:
    """A product counted in 面, one by the day, and one that nobody counts."""

    def lay() -> None:
        for line in (
            ("init", "--yes", "--me", "王芳", "--country", "CN"),
            ("client", "add", "科锐配电"),
            ("product", "add", "KYN28", "--price", "4500", "--unit", "面"),
            ("product", "add", "training", "--price", "800", "--unit", "day"),
            ("product", "add", "widget", "--price", "8", "--unit", "chest"),
        ):
            assert crm(*line).code == 0

    begun(lay)


def line_of(crm: Runner, quote: str, place: int = 0) -> tuple[object, object]:
    line = json.loads(crm("quote", "show", quote, "--json").out)["lines"][place]
    return line["quantity"], line["unit"]


@pytest.mark.parametrize(
    ("said", "quantity", "unit"),
    [
        ("KYN28 12面", "12", "面"), ("KYN28 12 面 @4300", "12", "面"), ("12面 KYN28", "12", "面"), ("KYN28 x12面", "12", "面"),
        ("training 3 day(s)", "3", "day"), ("training 3 days -5%", "3", "day"), ("training x3 days", "3", "day"), ("widget 2 chests", "2", "chest"),
        ("KYN28 十二面", "12", "面"), ("KYN28 12pcs", "12", "面"),
    ],
)  # fmt: skip
def test_the_unit_of_the_product_is_understood(crm: Runner, said: str, quantity: str, unit: str) -> None:
    found = crm("quote", "add", "C1", "--line", said)
    assert found.code == 0, found.err
    assert "! " not in found.err
    assert line_of(crm, "Q1") == (quantity, unit)


def test_another_unit_is_told_and_the_product_keeps_its_own(crm: Runner) -> None:
    found = crm("quote", "add", "C1", "--line", "KYN28 12台")
    assert "! QL1: its unit is 面, not 台" in found.err
    assert line_of(crm, "Q1") == ("12", "面")
    assert "计量单位" in crm("--语言", "zh", "quote", "line", "edit", "QL1", "5台").err
    assert line_of(crm, "Q1") == ("5", "面")


def test_a_unit_that_is_none_is_refused_with_what_would_do(crm: Runner) -> None:
    found = crm("quote", "add", "C1", "--line", "KYN28 12 chests")
    assert found.code != 0
    assert "PR1 is counted in 面" in found.err
    assert "KYN28 x12" in found.err


def test_a_line_is_changed_in_the_unit_of_its_product(crm: Runner) -> None:
    crm("quote", "add", "C1", "--line", "widget x2")
    found = crm("quote", "line", "edit", "QL1", "7 chests")
    assert found.code == 0, found.err
    assert line_of(crm, "Q1") == ("7", "chest")

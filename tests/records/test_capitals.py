"""Amounts in capitals: by a table of all that zeros do, and read back by the reader of Chinese numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.records.capitals import capitals
from crm_cli.records.numerals import integer

WRITTEN = {
    # nothing, and less than a yuan
    "0": "零元整", "0.01": "壹分", "0.05": "伍分", "0.10": "壹角整", "0.50": "伍角整", "0.11": "壹角壹分", "0.32": "叁角贰分", "0.99": "玖角玖分",
    # every digit
    "1": "壹元整", "2": "贰元整", "3": "叁元整", "4": "肆元整", "5": "伍元整", "6": "陆元整", "7": "柒元整", "8": "捌元整", "9": "玖元整",
    # steps within a group
    "10": "壹拾元整", "11": "壹拾壹元整", "20": "贰拾元整", "99": "玖拾玖元整", "100": "壹佰元整", "101": "壹佰零壹元整", "110": "壹佰壹拾元整",
    "111": "壹佰壹拾壹元整", "1000": "壹仟元整", "1001": "壹仟零壹元整", "1010": "壹仟零壹拾元整", "1011": "壹仟零壹拾壹元整", "1100": "壹仟壹佰元整",
    "1101": "壹仟壹佰零壹元整", "1110": "壹仟壹佰壹拾元整", "1111": "壹仟壹佰壹拾壹元整", "6007": "陆仟零柒元整", "9999": "玖仟玖佰玖拾玖元整",
    # 万: gaps below it, at it, above it
    "10000": "壹万元整", "10001": "壹万零壹元整", "10010": "壹万零壹拾元整", "10100": "壹万零壹佰元整", "11000": "壹万壹仟元整", "12345": "壹万贰仟叁佰肆拾伍元整",
    "100000": "壹拾万元整", "100001": "壹拾万零壹元整", "107000": "壹拾万柒仟元整", "100700": "壹拾万零柒佰元整", "110000": "壹拾壹万元整",
    "1000000": "壹佰万元整", "1010000": "壹佰零壹万元整", "1001000": "壹佰万壹仟元整", "1000100": "壹佰万零壹佰元整", "10000000": "壹仟万元整",
    "10010001": "壹仟零壹万零壹元整", "10101010": "壹仟零壹拾万壹仟零壹拾元整", "20304050": "贰仟零叁拾万肆仟零伍拾元整", "99999999": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整",
    # 亿: a whole empty group of 万, one that begins or ends with zeros
    "100000000": "壹亿元整", "100000001": "壹亿零壹元整", "100010000": "壹亿零壹万元整", "100100000": "壹亿零壹拾万元整", "101000000": "壹亿零壹佰万元整",
    "110000000": "壹亿壹仟万元整", "100001000": "壹亿零壹仟元整", "100001001": "壹亿零壹仟零壹元整", "120003000": "壹亿贰仟万叁仟元整", "100020003": "壹亿零贰万零叁元整",
    "1000000000": "壹拾亿元整", "1000000010": "壹拾亿零壹拾元整", "1020304050": "壹拾亿贰仟零叁拾万肆仟零伍拾元整", "10000000000": "壹佰亿元整",
    "100000000000": "壹仟亿元整", "123456789012": "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元整",
    # 万亿, the largest that can be
    "1000000000000": "壹万亿元整", "1000000000001": "壹万亿零壹元整", "1000100000000": "壹万零壹亿元整", "1000010000000": "壹万亿壹仟万元整",
    # 角 and 分 after yuan that end in zero or do not
    "1409.50": "壹仟肆佰零玖元伍角整", "6007.14": "陆仟零柒元壹角肆分", "1680.32": "壹仟陆佰捌拾元零叁角贰分", "107000.53": "壹拾万柒仟元零伍角叁分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分", "325.04": "叁佰贰拾伍元零肆分", "10.05": "壹拾元零伍分", "10.50": "壹拾元零伍角整", "1.10": "壹元壹角整",
    "1.01": "壹元零壹分", "1.11": "壹元壹角壹分", "100000000.01": "壹亿元零壹分", "12000.70": "壹万贰仟元零柒角整", "4500.00": "肆仟伍佰元整",
    # what is taken back
    "-0.01": "负壹分", "-0.50": "负伍角整", "-1": "负壹元整", "-1409.50": "负壹仟肆佰零玖元伍角整", "-100000000": "负壹亿元整", "-10.05": "负壹拾元零伍分",
}  # fmt: skip


def fen(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    yuan, _point, cents = text.lstrip("-").partition(".")
    return sign * (int(yuan) * 100 + int(cents or 0))


def read(said: str) -> int:
    """What is written, by the reader that knows nothing of the writer."""
    sign, said = (-1, said[1:]) if said.startswith("负") else (1, said)
    yuan, has_yuan, rest = said.rpartition("元")
    total = 0
    if has_yuan:
        number = integer(yuan)
        assert number is not None, yuan
        total = number * 100
    for unit, size in (("角", 10), ("分", 1)):
        if unit in rest:
            digit, _unit, rest = rest.removeprefix("零").partition(unit)
            total += (integer(digit) or 0) * size
    assert rest in ("", "整")
    return sign * total


@pytest.mark.parametrize("amount", WRITTEN)
def test_an_amount_is_written_in_capitals(amount: str) -> None:
    assert capitals(fen(amount)) == WRITTEN[amount]


def test_the_table_is_long_enough_to_hold_every_case() -> None:
    assert len(WRITTEN) >= 80


@given(st.integers(-(10**14), 10**14))
def test_what_is_written_reads_as_the_amount_it_was(amount: int) -> None:
    assert read(capitals(amount)) == amount


@given(st.integers(0, 99_999), st.integers(0, 10), st.integers(0, 999))
def test_amounts_full_of_zeros_read_as_they_were(head: int, zeros: int, tail: int) -> None:
    amount = min(head * 10 ** (zeros + 3) + tail, 10**14)
    assert read(capitals(amount)) == amount


@given(st.integers(-(10**14), 10**14))
def test_zeros_never_stand_side_by_side_and_nothing_but_the_last_is_even(amount: int) -> None:
    said = capitals(amount)
    assert "零零" not in said and said.count("整") == (amount % 10 == 0) and "零整" not in said

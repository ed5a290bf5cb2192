"""Telephone numbers: keys, whole numbers, extensions."""

import subprocess
import sys
from pathlib import Path

import pytest

from crm_cli.errors import Invalid
from crm_cli.records.countries import country
from crm_cli.records.phones import digits, looks_like_phone, parse_phone, phone_key, split_extension

MOBILE = "+8613801234567"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("13801234567", MOBILE),
        ("138 0123 4567", MOBILE),
        ("138-0123-4567", MOBILE),
        ("138.0123.4567", MOBILE),
        ("+86 138 0123 4567", MOBILE),
        ("+86-13801234567", MOBILE),
        ("0086 13801234567", MOBILE),
        ("8613801234567", MOBILE),
        ("013801234567", MOBILE),
        ("１３８０１２３４５６７", MOBILE),
        ("13801234567转801", MOBILE),
        ("13801234567 ext 12", MOBILE),
        ("13801234567-8012", MOBILE),
        ("010-62770088", "+861062770088"),
        ("(010) 6277 0088", "+861062770088"),
        ("+86 (0)10 6277 0088", "+861062770088"),
        ("010-62770088-8012", "+861062770088"),
        ("0571-8888-8012", "+8657188888012"),
        ("0571-88888012 分机 12", "+8657188888012"),
        ("021 6277 0088 x12", "+862162770088"),
        ("400-820-8820", "+864008208820"),
        ("400-820-8820-801", "+864008208820"),
        ("+852 2345 6789", "+85223456789"),
        ("+1 650 253 0000", "+16502530000"),
        ("0049 151 23456789", "+4915123456789"),
    ],
)
def test_one_number_has_one_key_in_a_chinese_base(text: str, key: str) -> None:
    assert phone_key(text, country("CN")) == key
    assert parse_phone(text, country("CN"))


@pytest.mark.parametrize(
    ("code", "text", "key"),
    [
        ("DE", "0151 23456789", "+4915123456789"),
        ("DE", "0151/23456789", "+4915123456789"),
        ("DE", "+49 (0)151 23456789", "+4915123456789"),
        ("DE", "030 123456-12", "+493012345612"),
        ("DE", "+86 138 0123 4567", MOBILE),
        ("US", "(650) 253-0000 ext. 12", "+16502530000"),
        ("GB", "020 7946 0018", "+442079460018"),
        ("HK", "2345 6789", "+85223456789"),
        ("HK", "2345-6789-12", "+85223456789"),
        ("TW", "02-2712-3456", "+886227123456"),
        ("JP", "03-3210-7000", "+81332107000"),
        ("FR", "01 42 68 53 00", "+33142685300"),
    ],
)
def test_a_number_without_its_country_is_one_of_the_base(code: str, text: str, key: str) -> None:
    assert phone_key(text, country(code)) == key


@pytest.mark.parametrize("code", ["DE", "US", "GB", "HK"])
def test_a_mainland_mobile_is_not_assumed_elsewhere(code: str) -> None:
    assert phone_key("13801234567", country(code)) != MOBILE


@pytest.mark.parametrize("text", ["95588", "12345", "110", "10086", "62770088", "62770088-12"])
def test_a_service_number_or_local_line_is_kept_without_a_key(text: str) -> None:
    assert parse_phone(text, country("CN")) == text
    assert phone_key(text, country("CN")) is None


@pytest.mark.parametrize(
    "text",
    [
        "1380123",
        "13801",
        "138012345678",
        "+861380123",
        "12801234567",
        "010-62770",
        "13801234567/13901234567",
        "0000000",
    ],
)
def test_half_a_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is not a whole phone number"):
        parse_phone(text, country("CN"))
    assert phone_key(text, country("CN")) is None


@pytest.mark.parametrize("text", ["", "+", "垃圾", "abc13801234567", "转801"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is not a phone number"):
        parse_phone(text, country("CN"))
    assert phone_key(text, country("CN")) is None


def test_a_number_is_kept_as_it_was_written() -> None:
    assert parse_phone(" ０10-62770088 转 801 ", country("CN")) == "010-62770088 转 801"


def test_an_extension_is_split_off() -> None:
    assert split_extension("010-62770088-8012", country("CN")) == ("010-62770088", "8012")
    assert split_extension("010-62770088转8012", country("CN")) == ("010-62770088", "8012")
    assert split_extension("138-0123-4567", country("CN")) == ("138-0123-4567", "")
    assert split_extension("030 123456-12", country("DE")) == ("030 123456-12", "")


@pytest.mark.parametrize(
    ("text", "number"),
    [("13801234567", True), ("4567", True), ("+49 151", True), ("456", False), ("李总", False), ("D21", False)],
)
def test_someone_can_be_looked_for_by_number(text: str, number: bool) -> None:
    assert looks_like_phone(text) is number


@pytest.mark.parametrize(
    ("text", "found"),
    [("0088", "0088"), ("0151 2345678", "1512345678"), ("0086 138 0123", "861380123"), ("138-0123 转 8", "1380123"),
     ("+49 (0)151", "49151"), ("0000000", "0000000")],
)  # fmt: skip
def test_the_digits_to_look_for_are_those_of_keys(text: str, found: str) -> None:
    assert digits(text) == found


def test_mainland_numbers_do_not_wait_for_the_library() -> None:
    program = (
        "import sys; from crm_cli.records.countries import country; from crm_cli.records.phones import parse_phone;"
        "[parse_phone(text, country('CN')) for text in ('13801234567', '010-62770088-8012', '95588')];"
        "parse_phone('+86 138 0123 4567', country('DE')); sys.exit('phonenumbers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[2]).returncode == 0

"""Numbers and money as people write them."""

import pytest

from crm_cli.errors import Invalid
from crm_cli.records.countries import country
from crm_cli.records.numbers import (
    ambiguous_number,
    format_money,
    parse_decimal,
    parse_money,
    parse_number,
    parse_percent,
    plain_money,
)

CN, DE, US, CH, HK, JP, FR = (country(code) for code in ("CN", "DE", "US", "CH", "HK", "JP", "FR"))


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("48万", 48000000, None),
        ("1.2亿", 12000000000, None),
        ("1亿2000万", 12000000000, None),
        ("3万5千", 3500000, None),
        ("30k", 3000000, None),
        ("30w", 30000000, None),
        ("1.5m", 150000000, None),
        ("十万", 10000000, None),
        ("一百二十万元", 120000000, "CNY"),
        ("三万零五百", 3050000, None),
        ("4.500,00", 450000, None),
        ("4,500.00", 450000, None),
        ("4,500", 450000, None),
        ("4 500.5", 450050, None),
        ("¥4500", 450000, "CNY"),
        ("￥４，５００．００", 450000, "CNY"),
        ("$1,046.9", 104690, "USD"),
        ("4500 EUR", 450000, "EUR"),
        ("eur 4500", 450000, "EUR"),
        ("HK$500", 50000, "HKD"),
        ("48万美元", 48000000, "USD"),
        ("(1,200)", -120000, None),
        ("(¥1,200)", -120000, "CNY"),
        ("-5", -500, None),
        ("−¥5", -500, "CNY"),
        ("¥-5", -500, "CNY"),
        ("1200 JPY", 1200, "JPY"),
    ],
)
def test_money_is_read_as_people_write_it(text: str, minor: int, currency: str | None) -> None:
    assert parse_money(text, CN) == (minor, currency)


@pytest.mark.parametrize(
    ("text", "in_china", "in_germany", "in_america"),
    [
        ("4.500", 450, 450000, 450),
        ("4,500", 450000, 450, 450000),
        ("1.234.567", 123456700, 123456700, 123456700),
        ("0.500", 50, 50, 50),
        ("4500.50", 450050, 450050, 450050),
    ],
)
def test_a_number_read_two_ways_goes_by_the_country(text: str, in_china: int, in_germany: int, in_america: int) -> None:
    assert [parse_money(text, where)[0] for where in (CN, DE, US)] == [in_china, in_germany, in_america]


@pytest.mark.parametrize(
    ("text", "where", "minor"),
    [("4.500,-", DE, 450000), ("4’500.50", CH, 450050), ("4'500.-", CH, 450000), ("4 500,50", FR, 450050)],
)
def test_local_habits_are_read(text: str, where: object, minor: int) -> None:
    assert parse_money(text, where) == (minor, None)  # type: ignore[arg-type]


def test_a_shared_sign_goes_by_the_record_then_the_country() -> None:
    assert parse_money("$5", HK) == (500, "HKD")
    assert parse_money("$5", HK, "USD") == (500, "USD")
    assert parse_money("$5", CN) == (500, "USD")
    assert parse_money("¥500", JP) == (500, "JPY")
    assert parse_money("¥500", DE) == (50000, "CNY")


def test_the_currency_of_the_record_decides_the_decimals() -> None:
    assert parse_money("500", CN, "JPY") == (500, None)
    with pytest.raises(Invalid, match="more than 0 decimals"):
        parse_money("500.5", CN, "JPY")


REFUSED = ["", " ", "1,23,4", "12,34", "1,2345", "1,234,56", "垃圾", "--5", "-¥-5", "5 5", "1e5", "5.", "3万5", "3万12千",
           "20 XYZ", "$", "48万/年", "五十百", "0x10", "NaN", "inf", "9" * 50]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_money(text, CN)


def test_thirty_watts_are_no_money_in_germany() -> None:
    with pytest.raises(Invalid, match="not understood"):
        parse_money("30w", DE)


def test_too_many_decimals_are_refused_not_rounded() -> None:
    with pytest.raises(Invalid, match="more than 2 decimals"):
        parse_money("1.005", CN)
    assert parse_money("1.500", CN) == (150, None)


def test_what_the_store_cannot_hold_is_refused() -> None:
    assert parse_number(str(2**62), CN) == 2**62
    for text in (str(2**62 + 1), "-" + str(2**62 + 1), "99999999999亿"):
        with pytest.raises(Invalid, match="too large"):
            parse_number(text, CN)
    with pytest.raises(Invalid, match="too large"):
        parse_money(str(2**62), CN)


def test_a_whole_number_has_no_decimals() -> None:
    assert parse_number("1.2万", CN) == 12000
    assert parse_number("１２", CN) == 12
    with pytest.raises(Invalid, match="not a whole number"):
        parse_number("1.5", CN)


@pytest.mark.parametrize(
    ("text", "where", "stored"),
    [
        ("3.50", CN, "3.5"),
        ("3,50", DE, "3.5"),
        ("-0.0", CN, "0"),
        ("1,000", CN, "1000"),
        (".5", CN, "0.5"),
        ("1.2万", CN, "12000"),
    ],
)
def test_a_decimal_is_stored_in_its_shortest_form(text: str, where: object, stored: str) -> None:
    assert parse_decimal(text, where) == stored  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "points"),
    [("60", 6000), ("60%", 6000), ("12.5％", 1250), ("百分之六十", 6000), ("0.01 %", 1), ("-5%", -500)],
)
def test_a_percentage_is_in_basis_points(text: str, points: int) -> None:
    assert parse_percent(text, CN) == points


def test_a_percentage_finer_than_a_basis_point_is_refused() -> None:
    with pytest.raises(Invalid, match="more than 2 decimals"):
        parse_percent("0.001%", CN)


@pytest.mark.parametrize(
    ("text", "two_ways"),
    [("4.500", True), ("€ 4,500", True), ("-1.234 EUR", True), ("4500", False), ("4,500.00", False), ("1,234,567", False),
     ("4.50", False), ("48万", False), ("垃圾", False), ("", False), ("0.500", False)],
)  # fmt: skip
def test_a_number_that_is_two_numbers_is_known(text: str, two_ways: bool) -> None:
    assert ambiguous_number(text) is two_ways


@pytest.mark.parametrize(
    ("minor", "currency", "exact", "chinese", "english"),
    [
        (48200000, "CNY", "¥482,000", "¥48.2万", "¥482k"),
        (12000000000, "CNY", "¥120,000,000", "¥1.2亿", "¥120m"),
        (120000000, "CNY", "¥1,200,000", "¥120万", "¥1.2m"),
        (850050, "CNY", "¥8,500.50", "¥8,500.50", "¥8.5k"),
        (999999999999, "CNY", "¥9,999,999,999.99", "¥100亿", "¥10bn"),
        (9999999900, "CNY", "¥99,999,999", "¥1亿", "¥100m"),
        (-5, "EUR", "-€0.05", "-€0.05", "-€0.05"),
        (1200, "JPY", "JP¥1,200", "JP¥1,200", "JP¥1.2k"),
        (120050, "CHF", "CHF 1,200.50", "CHF 1,200.50", "CHF 1.2k"),
        (0, "CNY", "¥0", "¥0", "¥0"),
    ],
)
def test_money_is_shown_exactly_or_short(minor: int, currency: str, exact: str, chinese: str, english: str) -> None:
    assert format_money(minor, currency, "zh_CN") == format_money(minor, currency, "en") == exact
    assert format_money(minor, currency, "zh_CN", short=True) == chinese
    assert format_money(minor, currency, "en", short=True) == english


@pytest.mark.parametrize("minor", [0, 5, -5, 99, 48200000, 2**62, -(2**62)])
@pytest.mark.parametrize("currency", ["CNY", "JPY", "CHF"])
def test_money_reads_back_from_what_is_written(minor: int, currency: str) -> None:
    for where in (CN, DE, US):
        assert parse_money(plain_money(minor, currency), where, currency)[0] == minor
    assert parse_money(format_money(minor, currency, "en"), CN) == (minor, currency)


def test_money_for_machines_has_the_decimals_of_its_currency() -> None:
    assert plain_money(48200000, "CNY") == "482000.00"
    assert plain_money(-5, "EUR") == "-0.05"
    assert plain_money(1200, "JPY") == "1200"

"""When festivals and birthdays fall: fixed, lunar, Easter, the 29th of February and the 30th of a short month."""

from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays
from dateutil.easter import easter

from crm_cli.records import festivals, lunar
from crm_cli.records.birthdays import days_of, year_of, yearly
from crm_cli.records.nouns.clients import FESTIVALS


@pytest.mark.parametrize("year", range(2004, 2027))
def test_the_lunar_calendar_agrees_with_the_public_holidays(year: int) -> None:
    assert holidays[festivals.falls("spring", year)] == "Spring Festival"
    for key, name in (("dragon", "Dragon Boat Festival"), ("autumn", "Mid-autumn Festival")):
        days = [day for day, called in holidays.items() if day.year == year and called == name]
        fell = festivals.falls(key, year)
        assert fell
        assert not days or min(days) <= fell <= max(days)


def test_a_day_and_its_lunar_day_lead_to_each_other() -> None:
    day = date(2000, 2, 5)
    for _number in range(99 * 365):
        moon = lunar.lunar(day)
        assert moon
        if not moon.leap:
            assert lunar.solar(moon.year, moon.month, moon.day) == day
        day += timedelta(1)


def test_what_the_table_does_not_reach_is_not_guessed() -> None:
    assert lunar.lunar(date(1999, 12, 31)) is lunar.lunar(date(2101, 1, 1)) is None
    assert festivals.falls("spring", 2150) is None
    assert festivals.falls("christmas", 2150) == date(2150, 12, 25)


def test_easter_is_where_the_churches_have_it() -> None:
    assert all(festivals.easter(year) == easter(year) for year in range(1900, 2300))


def test_every_festival_of_a_contact_has_a_day_and_the_next_comes_first() -> None:
    assert all(festivals.falls(key, 2027) for key in FESTIVALS)
    found = list(festivals.coming(date(2026, 12, 20), date(2027, 2, 28)))
    assert [(one.key, str(one.day)) for one in found] == [
        ("christmas", "2026-12-25"), ("newyear", "2027-01-01"), ("spring", "2027-02-06"), ("lantern", "2027-02-20"),
    ]  # fmt: skip
    assert festivals.falls("thanksgiving", 2026) == date(2026, 11, 26)


def test_who_was_born_on_29_february_has_the_28th_in_a_shorter_year() -> None:
    assert dict(days_of(date(2027, 2, 27), date(2027, 3, 1)))["02-29"] == date(2027, 2, 28)
    assert dict(days_of(date(2028, 2, 27), date(2028, 3, 1)))["02-29"] == date(2028, 2, 29)


def test_a_lunar_birthday_falls_on_another_day_each_year_and_not_in_the_leap_month() -> None:
    whole = dict(days_of(date(2026, 1, 1), date(2026, 12, 31)))
    assert whole["lunar 08-15"] == date(2026, 9, 25)
    assert dict(days_of(date(2025, 6, 1), date(2025, 12, 31)))["lunar 08-15"] == date(2025, 10, 6)
    doubled = [day for key, day in days_of(date(2025, 6, 25), date(2025, 8, 30)) if key == "lunar 06-10"]
    assert doubled == [date(2025, 7, 4)]


def test_who_was_born_on_the_30th_of_a_lunar_month_has_the_last_of_a_shorter_one() -> None:
    eve = festivals.falls("spring", 2026)
    assert eve
    assert dict(days_of(eve - timedelta(2), eve))["lunar 12-30"] == eve - timedelta(1)


def test_the_year_of_birth_is_known_or_not() -> None:
    assert [year_of(said) for said in ("1980-05-14", "lunar 1980-05-14", "05-14", "lunar 05-14")] == [
        1980,
        1980,
        None,
        None,
    ]


def test_a_birthday_in_a_leap_month_is_kept_as_that_and_comes_each_year_in_the_month_of_its_number() -> None:
    born = "lunar leap 1974-04-01"
    assert (year_of(born), yearly(born)) == (1974, "lunar 04-01")
    falls = dict(days_of(date(2026, 1, 1), date(2026, 12, 31)))
    assert falls[yearly(born)] == lunar.solar(2026, 4, 1)

"""The table of countries."""

import pytest

from crm_cli.errors import Invalid
from crm_cli.records.countries import COUNTRIES, CURRENCIES, country


def test_every_country_is_complete() -> None:
    for code, one in COUNTRIES.items():
        assert one.code == code and len(code) == 2
        assert one.currency in CURRENCIES and one.calling.isdigit()
        assert one.decimal != one.thousands
        assert one.tax_rates and all(0 <= rate < 10000 for rate in one.tax_rates)


def test_a_longer_legal_form_is_found_before_the_shorter_it_ends_with() -> None:
    for one in COUNTRIES.values():
        for place, form in enumerate(one.legal_forms):
            assert not any(later.endswith(form) for later in one.legal_forms[place + 1 :]), (one.code, form)


@pytest.mark.parametrize(
    ("code", "order", "weekday", "paper", "first"),
    [
        ("CN", "ymd", 0, "A4", "family"),
        ("de", "dmy", 0, "A4", "given"),
        (" GB ", "dmy", 0, "A4", "given"),
        ("US", "mdy", 6, "Letter", "given"),
    ],
)
def test_a_country_has_its_habits(code: str, order: str, weekday: int, paper: str, first: str) -> None:
    one = country(code)
    assert (one.date_order, one.first_weekday, one.paper, one.first_name_part) == (order, weekday, paper, first)


def test_an_unknown_country_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match="country “XX” is not known") as caught:
        country("XX")
    assert "CN, TW, HK, DE" in str(caught.value.values["known"])

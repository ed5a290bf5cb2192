"""Tax ids and currencies carry their own proof."""

import pytest

from crm_cli.errors import Invalid
from crm_cli.records.checks import currency, tax_id
from crm_cli.records.countries import country


def test_a_right_check_character_passes() -> None:
    assert tax_id("91110000600037341l", country("CN")) == "91110000600037341L"


def test_a_wrong_check_character_is_refused_in_china_only() -> None:
    with pytest.raises(Invalid, match="check character"):
        tax_id("91110000600037341K", country("CN"))
    assert tax_id("91110000600037341k", country("DE")) == "91110000600037341K"


def test_an_old_tax_id_of_fifteen_digits_passes() -> None:
    assert tax_id("110108123456789", country("CN")) == "110108123456789"


def test_a_currency_is_one_we_know() -> None:
    assert currency(" cny ") == "CNY"
    with pytest.raises(Invalid):
        currency("XYZ")

"""Lines as people write them, in both languages."""

import pytest

from crm_cli.errors import CrmError
from crm_cli.records.countries import country
from crm_cli.sales.linetext import read

CHINA, GERMANY = country("CN"), country("DE")
SAID = [
    ("GTX Pro x3 @4500 -5%", {"product": "GTX Pro", "quantity": "3", "price": 450000, "discount": 500}),
    ("GTX Pro x3 95折", {"product": "GTX Pro", "quantity": "3", "discount": 500}),
    ("GTX Pro 3台 八五折 税13%", {"quantity": "3", "unit": "台", "discount": 1500, "tax": "standard", "rate": 1300}),
    ("GTX Pro ×3 @ ¥4,500 -¥200", {"quantity": "3", "price": 450000, "off": 20000}),
    ("GTX Pro 3x @4500 +¥50", {"quantity": "3", "price": 450000, "extra_charge": 5000}),
    ("线缆 200米 @45/100米", {"product": "线缆", "quantity": "200", "unit": "米", "price": 4500, "per": 100}),
    ("服务器 两台 单价1.2万 可选", {"quantity": "2", "unit": "台", "price": 1200000, "optional": 1}),
    ("GTX 3000 x1", {"product": "GTX 3000", "quantity": "1"}),
    ("GTX-15 x3", {"product": "GTX-15", "quantity": "3"}),
    ("Cable x2.5 @3 VAT 19%", {"quantity": "2.5", "price": 300, "tax": "standard", "rate": 1900}),
    ("培训 9折 免税", {"discount": 1000, "tax": "exempt"}),
    ("培训 9.5折 不征税", {"discount": 500, "tax": "untaxed"}),
    ("Training x2 reverse charge", {"product": "Training", "quantity": "2", "tax": "reverse"}),
    ("+运费 300", {"product": "运费", "kind": "charge", "price": 30000}),
    ("+运费300 13%", {"product": "运费", "kind": "charge", "price": 30000, "tax": "standard", "rate": 1300}),
    ("-返利 ¥500 免税", {"product": "返利", "kind": "discount", "price": 50000, "tax": "exempt"}),
    ("＋運費　３００", {"kind": "charge", "price": 30000}),
]
REFUSED = [
    "", "x3", "@4500", "GTX -200%", "GTX x2 x3", "GTX @4500 @4600", "GTX @abc", "GTX @$4500 -¥200", "GTX +5%", "GTX 10折", "GTX 0折", "+运费",
    "GTX @45/x", "GTX 税200%", "GTX -¥0.001",
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SAID)
def test_what_a_line_says_is_understood(text: str, said: dict[str, object]) -> None:
    found = read(text, CHINA, "CNY")
    assert {name: getattr(found, name) for name in said} == said
    assert found.values().keys() <= {*said, "kind", "per"}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_understood_is_refused(text: str) -> None:
    with pytest.raises(CrmError):
        read(text, CHINA, "CNY")


def test_amounts_are_read_as_the_country_writes_them() -> None:
    assert read("Montage x1,5 @1.250,50 -3,5% MwSt 19%", GERMANY, "EUR").values() == {
        "kind": "item", "quantity": "1.5", "price": 125050, "per": 1, "discount": 350, "tax": "standard", "rate": 1900,
    }  # fmt: skip


def test_an_amount_with_a_sign_names_the_currency_of_the_line() -> None:
    assert read("GTX @$4500", CHINA, "CNY").currency == "USD"
    assert read("GTX @4500", CHINA, "CNY").currency is None

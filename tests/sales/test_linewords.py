"""The many ways in which lines are written, in both languages: each is right, or refused; none is guessed."""

from fractions import Fraction

import pytest

from crm_cli.errors import CrmError
from crm_cli.records.countries import country
from crm_cli.sales.linetext import Said, read

CHINA = country("CN")
SAID = """
GTX Pro 95折 | discount 500
GTX Pro 9.5折 | discount 500
GTX Pro 85 折 | discount 1500
GTX Pro 打8折 | discount 2000
GTX Pro 八五折 | discount 1500
GTX Pro 打九五折 | discount 500
GTX Pro 九点五折 | discount 500
GTX Pro 九折 | discount 1000
GTX Pro 9折 | discount 1000
GTX Pro 1.5折 | discount 8500
GTX Pro 一五折 | discount 8500
GTX Pro 0.5折 | discount 9500
GTX Pro 9.55折 | discount 450
GTX Pro 对折 | discount 5000
GTX Pro 半价 | discount 5000
GTX Pro half price | discount 5000
GTX Pro x2 免费 | discount 10000, quantity 2
GTX Pro x2 free of charge | discount 10000, quantity 2
GTX Pro gratis | discount 10000
GTX Pro 优惠5% | discount 500
GTX Pro 折扣：5% | discount 500
GTX Pro 折扣：9.5折 | discount 500
GTX Pro 5% off | discount 500
GTX Pro 5 % off | discount 500
GTX Pro discount 5% | discount 500
GTX Pro Rabatt 5% | discount 500
GTX Pro x3 - 5% | discount 500, quantity 3
GTX Pro x3 −5 % | discount 500, quantity 3
GTX Pro －５％ | discount 500
GTX Pro -100% | discount 10000
GTX Pro 减200 | off 20000
GTX Pro 便宜¥200 | off 20000
GTX Pro less 200 | off 20000
GTX Pro x3 - 200 | off 20000, quantity 3
GTX Pro 200 off | off 20000
GTX Pro　×３　＠４５００ | quantity 3, price 450000
GTX Pro ×十 | quantity 10
GTX Pro x三 | quantity 3
GTX Pro 3 台 | quantity 3
GTX Pro 3 pcs | quantity 3
GTX Pro 十二台 | quantity 12
GTX Pro 一百零五台 | quantity 105
GTX Pro 两万台 | quantity 20000
GTX Pro 半天 | quantity 0.5
三台GTX Pro | quantity 3
GTX Pro三台 | quantity 3
GTX Pro 数量：3 单价：4500 税率：13% | quantity 3, price 450000, rate 1300
GTX Pro 单价 4500 | price 450000
GTX Pro qty 3 price 4500 | quantity 3, price 450000
GTX Pro, x3, @4500, 95折 | quantity 3, price 450000, discount 500
GTX Pro x3，@4500，95折 | quantity 3, price 450000, discount 500
GTX Pro x3,@4,500,95折 | quantity 3, price 450000, discount 500
GTX Pro @4500 元 | price 450000
GTX Pro @4500 CNY | price 450000
GTX Pro @四千五百元 | price 450000
GTX Pro @1.2万 | price 1200000
GTX Pro @12.5/1000 | price 1250, per 1000
GTX Pro @12.5/1000个 | price 1250, per 1000
GTX Pro @0.0125 | price 125, per 100
GTX Pro @¥0.0125 | price 125, per 100
GTX Pro @0.0125/10 | price 125, per 1000
GTX Pro @4500.125 | price 4500125, per 10
GTX Pro @4500/台 | price 450000, per 1
GTX Pro 反向征税 x2 | quantity 2
"""
REFUSED = """
GTX Pro 11折
GTX Pro 15折
GTX Pro 10折
GTX Pro 十折
GTX Pro 十一折
GTX Pro 0折
GTX Pro 零折
GTX Pro 05折
GTX Pro 90折
GTX Pro 100折
GTX Pro 955折
GTX Pro 九五五折
GTX Pro 9,5折
GTX Pro 打11折
GTX Pro 9折 8折
GTX Pro 9折 免费
GTX Pro 20000 % off
GTX Pro -20000%
GTX Pro -100.01%
GTX Pro +5%
-5%
GTX Pro 两三台
GTX Pro x两三
GTX Pro x2 x3
GTX Pro @-4500
GTX Pro @四千五
GTX Pro @4500/0
GTX Pro @4500/1.5
GTX Pro @0.0000000001
GTX Pro @10^15
GTX Pro @$4500 -¥200
-折扣 -5
+运费 -300
"""


def rows(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("row", rows(SAID))
def test_a_line_says_the_same_however_it_is_written(row: str) -> None:
    text, told = (part.strip() for part in row.split("|"))
    found = read(text, CHINA, "CNY")
    wanted = dict(one.split() for one in told.split(", "))
    assert {name: str(getattr(found, name)) for name in wanted} == wanted
    said = {name for name, value in found._asdict().items() if value is not None}
    assert said <= {*wanted, "product", "kind", "unit", "per", "currency", "tax"}
    assert found.product == "GTX Pro"


@pytest.mark.parametrize("text", rows(REFUSED))
def test_what_may_mean_two_things_or_none_is_refused(text: str) -> None:
    with pytest.raises(CrmError):
        read(text, CHINA, "CNY")


def test_a_number_in_the_name_of_a_product_stays_there_where_x_says_how_many() -> None:
    assert read("线缆 200米 x3", CHINA, "CNY") == Said("线缆 200米", quantity="3")
    assert read("A4纸500张 x3", CHINA, "CNY") == Said("A4纸500张", quantity="3")


@pytest.mark.parametrize("written", ["0.0125", "0.5", "12.345678", "4500.1", "0.000001", "3"])
def test_no_decimal_of_a_price_is_lost(written: str) -> None:
    found = read(f"GTX @{written}", CHINA, "CNY")
    assert found.price is not None and found.per is not None
    assert Fraction(found.price, found.per) == Fraction(written) * 100


def test_an_amount_of_the_whole_document_may_be_a_word() -> None:
    assert read("+运费 三百", CHINA, "CNY") == Said("运费", "charge", price=30000)
    assert read("+运费 ＠３００", CHINA, "CNY").price == 30000

"""Lines that come by stdin as rows, under Chinese, English and German names of columns; and prices finer than the coin, wherever they are shown."""

import json

import pytest

from tests.conftest import Begun, Runner

CHINESE = "产品,数量,单价,折扣,说明\nGTX Pro,3台,4500,5%,\n螺丝,5000,0.0125,9.5折,加急\n,1,300,,运费\n"
ENGLISH = (
    "Item,Qty,Unit price,Discount,Description\nGTX Pro,3,4500,-5%,\n螺丝,5000,12.5/1000,5% off,加急\n,1,300,,运费\n"
)
GERMAN = "Artikel;Menge;Einzelpreis;Rabatt;Bezeichnung\nGTX Pro;3;4500;5%;\n螺丝;5000;0.0125;5%;加急\n;1;300;;运费\n"
ROWS = [
    {"产品": "GTX Pro", "数量": 3, "单价": 4500, "折扣": "95折"}, {"product": "螺丝", "quantity": 5000, "price": "0.0125", "discount": 5, "text": "加急"},
    {"text": "运费", "price": 300},
]  # fmt: skip


@pytest.fixture
def shop(crm: Runner, begun: Begun) -> Runner:

    def lay() -> None:
        for line in (
            ("init", "--country", "CN", "--me", "王芳"),
            ("client", "add", "科锐"),
            ("product", "add", "GTX Pro", "--price", "5000", "--unit", "台"),
            ("product", "add", "螺丝", "--price", "15", "--per", "1000", "--unit", "个"),
        ):
            answer = crm(*line)
            assert answer.code == 0, answer.err

    begun(lay)
    return crm


def lines(shop: Runner, quote: str) -> list[list[str]]:
    found = json.loads(shop("quote", "show", quote, "--json").out)["lines"]
    return [[str(one[name]) for name in ("what", "quantity", "each", "discount", "net")] for one in found]


WANTED = [
    ["GTX Pro", "3", "4500", "5", "12825.00"],
    ["加急", "5000", "0.0125", "5", "59.38"],
    ["运费", "1", "300", "None", "300.00"],
]


@pytest.mark.parametrize(
    "text", [CHINESE, ENGLISH, GERMAN, CHINESE.replace(",", "\t"), json.dumps(ROWS), "\n".join(map(json.dumps, ROWS))]
)
def test_rows_under_the_words_of_a_trade_are_lines(shop: Runner, text: str) -> None:
    answer = shop("quote", "add", "科锐", "--line", "-", stdin=text)
    assert answer.code == 0, answer.err
    assert lines(shop, "Q1") == WANTED


def test_lines_of_one_quote_are_piped_into_another(shop: Runner) -> None:
    shop("quote", "add", "科锐", "--line", "-", stdin=CHINESE)
    answer = shop("quote", "add", "科锐", "--line", "-", stdin=shop("quote", "line", "Q1", "--json").out)
    assert answer.code == 0, answer.err
    assert lines(shop, "Q2") == WANTED


@pytest.mark.parametrize(
    ("row", "said"), [("GTX Pro,3,4500,11折,", "“11折”不是折扣"), ("GTX Pro,3,-5,,", "小于零"), ("没有的,3,5,,", "没有的"), ("GTX Pro,两三台,5,,", "两三")]
)  # fmt: skip
def test_a_row_that_says_nothing_sure_is_refused_by_its_line_and_nothing_is_written(
    shop: Runner, row: str, said: str
) -> None:
    text = CHINESE.splitlines()[0] + f"\nGTX Pro,1,4500,,\n{row}\n"
    answer = shop("quote", "add", "科锐", "--line", "-", stdin=text, CRM_LANG="zh_CN")
    assert answer.code in (2, 3)
    assert "第 3 行" in answer.err and said in answer.err
    assert shop("quote", "list", "--json").out.strip() == "[]"


def test_a_price_finer_than_the_coin_is_exact_wherever_it_is_shown(shop: Runner) -> None:
    added = shop("quote", "add", "科锐", "--line", "螺丝 x5000 @0.0125", "--line", "GTX Pro x2 @4500.125")
    assert "@ ¥0.0125 (¥12.50/1000) = ¥62.50" in added.err
    assert "¥4,500.125" in added.err and "= ¥9,000.25" in added.err
    assert "5000 × ¥0.0125 (¥12.50/1000) = ¥62.50" in shop("quote", "show", "Q1", "--explain").out
    paper = shop("quote", "print", "Q1", "-o", "-", "--format", "md").out
    assert "0.0125<br>12.50/1000 个" in paper and "| 4,500.125 |" in paper
    found = json.loads(shop("price", "show", "螺丝", "--json").out)
    assert (found["price"][0]["each"], found["candidates"][0]["each"]) == ("0.015", "0.015")
    shop("log", "call", "科锐", "谈价", "--price", "螺丝 @0.0123")
    assert json.loads(shop("price", "history", "螺丝", "--json").out)["prices"][0]["each"] == "0.0123"


def test_a_changed_price_keeps_the_list_price_beside_it_counted_alike(shop: Runner) -> None:
    shop("quote", "add", "科锐", "--line", "螺丝 x5000")
    assert shop("quote", "line", "edit", "QL1", "@0.012").code == 0
    found = json.loads(shop("quoteline", "show", "QL1", "--json").out)
    assert (found["price"], found["list_price"], found["per"]) == ("12.00", "15.00", 1000)

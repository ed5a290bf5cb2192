"""crm price show and history, crm quote advise: what a product costs, what was said before, what could be quoted."""

import json
from pathlib import Path

import pytest

from tests.conftest import Runner


@pytest.fixture
def shop(crm: Runner) -> Runner:
    """Two clients of one group, a product, a book for level A, and a price that was said."""
    for line in (
        ("init", "--country", "CN", "--me", "王芳"),
        ("client", "add", "科锐", "--level", "A", "--industry", "配电", "--needs", "节能"),
        ("product", "add", "GTX Pro", "--code", "GTX-1", "--price", "5000", "--floor", "3000", "--arguments", "节能 30 %"),
        ("pricebook", "add", "A级", "--level", "A"),
        ("price", "add", "--pricebook", "A级", "--product", "GTX Pro", "--price", "4800"),
        ("price", "add", "--pricebook", "A级", "--product", "GTX Pro", "--price", "4500", "--quantity", "50"),
        ("pricetalk", "add", "--client", "科锐", "--product", "GTX Pro", "--price", "4600", "--at", "2026-11-01 10:00"),
    ):  # fmt: skip
        answer = crm(*line)
        assert answer.code == 0, answer.err
    return crm


def test_show_says_what_it_costs_by_which_rule_and_why_not_the_others(shop: Runner) -> None:
    answer = shop("price", "show", "GTX Pro", "--client", "科锐", "--qty", "50", "--on", "2027-01-01", "--json")
    found = json.loads(answer.out)
    assert found["price"][0] | {"floor": "3000.00"} == found["price"][0]
    assert (found["price"][0]["price"], found["price"][0]["rule"], found["price"][0]["why"]) == (
        "4500.00",
        "PX2 A级 ≥50",
        "for the level",
    )
    assert {one["ref"]: one["why"] for one in found["candidates"]} == {
        "PX2": "for the level", "PX1": "PX2 is for a larger quantity", "PR1": "PX2 is more particular",
    }  # fmt: skip


def test_show_tells_it_to_people_in_their_language(shop: Runner) -> None:
    answer = shop("price", "show", "GTX Pro", CRM_LANG="zh_CN", COLUMNS="160")
    assert "标价" in answer.out
    assert "仅限 A 级" in answer.out
    assert "¥5,000" in answer.out


def test_show_of_a_ref_of_a_price_is_that_price(shop: Runner) -> None:
    assert "4500.00" in shop("price", "show", "PX2", "--json").out


def test_the_code_of_a_product_may_look_like_the_ref_of_a_price(shop: Runner) -> None:
    shop("product", "add", "Press", "--code", "PX200", "--price", "480")
    assert "Press" in shop("price", "show", "PX200").out
    assert shop("price", "history", "PX200").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--qty", "0"), "more than zero"), (("--currency", "XXX"), "XXX"), (("--on", "nie"), "nie"), (("--client", "谁"), "谁")],
)  # fmt: skip
def test_show_refuses_what_it_cannot_understand(shop: Runner, words: tuple[str, ...], said: str) -> None:
    answer = shop("price", "show", "GTX Pro", *words)
    assert answer.code in (2, 3)
    assert said in answer.err


def test_history_tells_every_price_with_who_said_it_and_when(shop: Runner) -> None:
    found = json.loads(shop("price", "history", "GTX Pro", "--client", "科锐", "--json").out)
    assert [(one["day"], one["how"], one["ref"], one["price"], one["by"]) for one in found["prices"]] == [
        ("2026-11-01", "spoken", "SP1", "4600.00", "王芳")
    ]
    assert [(one["scope"], one["count"], one["usual"]) for one in found["summary"]] == [
        ("client", 1, "4600.00"),
        ("level", 1, "4600.00"),
    ]
    assert "SP1" in shop("price", "history", "--client", "科锐", "--group").out
    assert "4600" in shop("price", "history", "GTX Pro", "--format", "csv").out
    assert "added" in shop("price", "history", "PX1").out


@pytest.mark.parametrize(
    "words", [(), ("GTX Pro", "--product", "PR1"), ("GTX Pro", "--group"), ("--client", "C1", "--level")], ids=" ".join
)
def test_history_asks_for_what_is_missing(shop: Runner, words: tuple[str, ...]) -> None:
    answer = shop("price", "history", *words)
    assert (answer.code, answer.out) == (2, "")


def test_advise_says_what_answers_the_need_what_it_costs_and_what_speaks_for_it(shop: Runner) -> None:
    answer = shop("quote", "advise", "科锐")
    assert "GTX Pro  PR1" in answer.out
    for said in (
        "¥4,800 · PX1 A级 · for the level",
        "answers: 节能",
        "this client: last ¥4,600 (2026-11-01, 王芳)",
        "· 节能 30 %",
    ):
        assert said in answer.out
    assert "similar" not in answer.out
    row = json.loads(shop("quote", "advise", "科锐", "--need", "节能，变频", "--json").out)["advice"][0]
    assert (row["fits"], row["price"], row["last"]) == ("节能", "4800.00", "4600.00")
    assert "stand in no name" in shop("quote", "advise", "科锐", "--need", "飞机").err


def test_a_price_said_on_the_phone_is_kept_and_every_check_reads_it(shop: Runner) -> None:
    answer = shop("log", "call", "科锐", "问价", "--price", "GTX-1 @4500", "--price", "GTX Pro x50 @3000 -5%")
    assert answer.code == 0, answer.err
    for said in (
        "said: GTX Pro ¥4,500",
        "SP2",
        "is below the last price of this client, ¥4,600: SP1",
        "said: 50 × GTX Pro ¥2,850",
        "below the floor of ¥3,000",
    ):
        assert said in answer.err
    found = json.loads(
        shop("pricetalk", "list", "activity=A1", "--json", "--fields", "ref,price,quantity,owner,client").out
    )
    assert sorted((one["ref"], one["price"], one["quantity"]) for one in found) == [
        ("SP2", "4500.00", None),
        ("SP3", "2850.00", 50),
    ]
    assert json.loads(shop("price", "history", "GTX Pro", "--client", "科锐", "--json").out)["summary"][0]["count"] == 3
    shop("undo")
    assert json.loads(shop("price", "history", "GTX Pro", "--client", "科锐", "--json").out)["summary"][0]["count"] == 1


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("GTX Pro", "says no price"),
        ("天马 @10", "no product"),
        ("+运费 300", "says no price"),
        ("GTX Pro @x", "not understood"),
    ],
)
def test_a_price_that_cannot_be_read_writes_nothing(shop: Runner, price: str, said: str) -> None:
    answer = shop("log", "call", "科锐", "问价", "--price", price)
    assert answer.code in (2, 3)
    assert said in answer.err
    assert shop("activity", "list", "--format", "ids").out == ""


def test_who_is_new_can_be_told_a_price_and_a_lead_cannot(shop: Runner) -> None:
    answer = shop("log", "call", "13812345678", "问价", "--create", "client", "--price", "GTX Pro @4500")
    assert answer.code == 0, answer.err
    assert json.loads(shop("price", "history", "--client", "C2", "--json").out)["prices"][0]["price"] == "4500.00"
    shop("lead", "add", "张三")
    assert "no client yet" in shop("log", "call", "L1", "问价", "--price", "GTX Pro @4500").err
    assert shop("log", "call", "科锐", "问价", "--price", "GTX Pro @4500", "--dry-run").code == 0


def test_the_page_of_a_client_and_what_is_read_before_a_meeting_tell_what_it_was_told(shop: Runner) -> None:
    shop("log", "call", "科锐", "问价", "--price", "GTX Pro @4400")
    for words in (("client", "show", "科锐"), ("prep", "科锐")):
        given = json.loads(shop(*words, "--json").out)["prices_given"]
        assert [(one["product"], one["last"], one["ref"], one["usual"], one["by"], one["count"]) for one in given] == [
            ("GTX Pro PR1", "4400.00", "SP2", "4500.00", "王芳", 2)
        ]
        assert "Prices given" in shop(*words).out


HEAD = "price book,product,min qty,unit price,valid from,valid to\n"


def prices(shop: Runner) -> list[tuple[str, ...]]:
    found = json.loads(shop("price", "list", "--json").out)
    return sorted((str(one["quantity"]), one["price"], one["start"] or "", one["end"] or "") for one in found)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "another row of the file holds already"), ("zh_CN", "文件中另一行")]
)
def test_of_two_prices_of_a_file_that_hold_on_the_same_day_the_second_is_refused_by_its_line(
    shop: Runner, tmp_path: Path, language: str, said: str
) -> None:
    rows = "A级,GTX Pro,200,4000,2026-01-01,2026-12-31\nA级,GTX Pro,200.0,3900,2026-06-01,\nA级,GTX Pro,200,3800,2027-01-01,\n"
    file = tmp_path / "prices.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    before = prices(shop)
    answer = shop("import", "price", file, CRM_LANG=language)
    assert said in answer.err and "3" in answer.err.partition(said)[0].splitlines()[-1]
    kept = {("200", "4000.00", "2026-01-01", "2026-12-31"), ("200", "3800.00", "2027-01-01", "")}
    assert set(prices(shop)) == {*before, *kept}


def test_a_file_may_end_a_price_and_bring_the_next_one_in_any_order_of_rows(shop: Runner, tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    new, old = ",A级,GTX Pro,1,4700,2027-01-01,", "PX1,A级,GTX Pro,1,4800,,2026-12-31"
    file.write_text("ref," + HEAD + f"{new}\n{old}\n", encoding="utf-8")
    answer = shop("import", "price", file)
    assert answer.code == 0, answer.err
    assert {("1", "4800.00", "", "2026-12-31"), ("1", "4700.00", "2027-01-01", "")} <= set(prices(shop))


@pytest.fixture
def group(shop: Runner) -> Runner:
    """A group of a parent and two firms; each was quoted another product of one family."""
    for line in (
        ("client", "add", "正泰集团"), ("client", "add", "正泰电器", "--parent", "正泰集团"), ("client", "add", "正泰安能", "--parent", "正泰集团"),
        ("product", "edit", "GTX Pro", "--family", "变频器"), ("product", "add", "GTX Mini", "--family", "变频器", "--price", "2000"),
        ("product", "add", "Cable", "--price", "9"), ("quote", "add", "正泰电器", "--line", "GTX Pro @4500"),
        ("quote", "add", "正泰安能", "--line", "GTX Mini @1800", "--line", "Cable @8"), ("quote", "send", "Q1", "Q2"),
    ):  # fmt: skip
        answer = shop(*line)
        assert answer.code == 0, answer.err
    return shop


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--client", "正泰电器"), ["4500.00"]),
        (("--client", "正泰电器", "--group"), ["1800.00", "4500.00", "8.00"]),
        (("--group", "正泰电器"), ["1800.00", "4500.00", "8.00"]),
        (("正泰集团", "--group"), ["1800.00", "4500.00", "8.00"]),
        (("--集团", "正泰安能", "--产品", "GTX Pro"), ["4500.00"]),
        (("--product", "GTX Pro"), ["4500.00", "4600.00"]),
        (("--family", "变频器"), ["1800.00", "4500.00", "4600.00"]),
        (("--group", "正泰集团", "--family", "变频器"), ["1800.00", "4500.00"]),
        (("--client", "正泰电器", "--family", "变频器"), ["4500.00"]),
    ],
)
def test_history_is_of_a_client_its_group_a_product_or_a_family_alone_and_together(
    group: Runner, words: tuple[str, ...], said: list[str]
) -> None:
    answer = group("price", "history", *words, "--json")
    assert answer.code == 0, answer.err
    assert sorted(one["price"] for one in json.loads(answer.out)["prices"]) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["below the last price of this client", "李强 (has left)", "usual"]),
        ("zh_CN", ["低于", "李强（已离职）", "GTX Pro"]),
    ],
)
def test_of_a_rep_who_left_every_earlier_price_is_known_to_whoever_quotes_next(
    shop: Runner, language: str, said: list[str]
) -> None:
    shop("user", "add", "李强", "--role", "rep")
    shop("user", "add", "陈静", "--role", "rep")
    earlier = (
        ("quote", "add", "科锐", "--line", "GTX Pro x2 @4900"),
        ("quote", "send", "Q1"),
        ("order", "add", "科锐", "--line", "GTX Pro x3 @4750"),
        ("log", "call", "科锐", "谈价", "--price", "GTX Pro @4800"),
    )
    for minute, line in enumerate(earlier, 1):
        answer = shop(*line, CRM_USER="李强", CRM_NOW=f"2026-11-22T09:0{minute}")
        assert answer.code == 0, answer.err
    shop("user", "edit", "李强", "--active", "no")
    answer = shop(
        "quote",
        "add",
        "科锐",
        "--line",
        "GTX Pro x2 @4700",
        CRM_USER="陈静",
        CRM_LANG=language,
        CRM_NOW="2026-11-22T10:00",
    )
    assert all(one in answer.err for one in said), answer.err
    assert "¥4,800" in answer.err and "¥4,600" in answer.err
    told = json.loads(shop("price", "history", "--client", "科锐", "--json", CRM_USER="陈静").out)["prices"]
    assert [(one["price"], one["by"], one["left"]) for one in told] == [
        ("4800.00", "李强", True), ("4750.00", "李强", True), ("4900.00", "李强", True), ("4600.00", "王芳", False),
    ]  # fmt: skip

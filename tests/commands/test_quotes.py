"""``crm quote``: from its first line to its end, as it is typed."""

import json
from pathlib import Path

import pytest

from tests.conftest import Begun, Runner

PLAIN = ("quote", "add", "C1", "--line")


@pytest.fixture(autouse=True)
def shop(crm: Runner, begun: Begun) -> None:
    """One client with a deal, two products and a bundle with a choice and an option."""
    lines = (
        ("init", "--yes", "--me", "王芳", "--country", "CN"),
        ("client", "add", "科锐配电"),
        ("opp", "add", "一期改造", "--client", "C1", "--amount", "10万"),
        ("product", "add", "GTX Pro", "--price", "4500", "--unit", "台", "--cost", "3000", "--floor", "3500"),
        ("product", "add", "GTX Plus Pro", "--price", "5500", "--code", "GP-1"),
        ("product", "add", "套装", "--price", "9000", "--unit", "套"),
        ("component", "add", "--product", "套装", "--part", "PR1", "--quantity", "2"),
        ("component", "add", "--product", "套装", "--part", "PR2", "--optional", "yes"),
    )

    def lay() -> None:
        for line in lines:
            assert crm(*line).code == 0

    begun(lay)


def lines_of(crm: Runner, ref: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(crm("quote", "show", ref, "--json").out)["lines"]
    return found


def test_a_quote_is_added_with_its_lines_in_one_command(crm: Runner) -> None:
    found = crm(*PLAIN, "GTX Pro x3 @4500 -5%", "--line", "GTX Pro x3 95折", "--line", "+运费 300")
    assert found.code == 0
    assert "QL1 GTX Pro × 3 台 @ ¥4,500 −5 % = ¥12,825" in found.err
    assert "total ¥29,323.50" in found.err
    assert [line["net"] for line in lines_of(crm, "Q1")] == ["12825.00", "12825.00", "300.00"]


def test_it_is_the_same_in_chinese(crm: Runner) -> None:
    found = crm("--语言", "zh", "报价", "新增", "科锐", "--明细", "GTX Pro 3台 95折 税13%")
    assert found.code == 0, found.err
    assert "已新增报价" in found.err


def test_a_deal_brings_its_client_and_its_amount_follows_where_wanted(crm: Runner) -> None:
    found = crm("quote", "add", "D1", "--line", "GP-1 2台", "--deal")
    assert "D1 一期改造: ¥100,000 → ¥12,430" in found.err
    assert json.loads(crm("show", "Q1", "--json").out)["client"] == "C1"


def test_without_being_asked_for_the_amount_of_the_deal_stays(crm: Runner) -> None:
    crm("quote", "add", "D1", "--line", "GP-1 2台")
    assert json.loads(crm("show", "D1", "--json").out)["amount"] == "100000.00"


def test_a_bundle_brings_its_parts_within_its_price_and_its_options_beside_it(crm: Runner) -> None:
    crm(*PLAIN, "套装 x2")
    found = [(line["what"], line["quantity"], line["net"], line["optional"]) for line in lines_of(crm, "Q1")]
    assert found == [
        ("套装", "2", "18000.00", False),
        ("GTX Pro", "4", "0.00", False),
        ("GTX Plus Pro", "2", "11000.00", True),
    ]
    assert json.loads(crm("show", "Q1", "--json").out)["net"] == "18000.00"


def test_lines_come_by_stdin_as_text_csv_and_json(crm: Runner) -> None:
    crm(*PLAIN, "-", stdin="GTX Pro x2\n+运费 300\n")
    crm("quote", "line", "add", "Q1", "-", stdin="product,quantity,price,discount\nGTX Pro,2,4400,5\nGP-1,1,,\n")
    crm("quote", "line", "add", "Q1", "-", stdin='[{"product": "GTX Pro", "quantity": "1.5", "price": "4000.00"}]')
    nets = ["9000.00", "300.00", "8360.00", "5500.00", "6000.00"]
    assert [line["net"] for line in lines_of(crm, "Q1")] == nets


def test_a_line_that_is_wrong_on_stdin_is_named_and_nothing_is_written(crm: Runner) -> None:
    crm(*PLAIN, "GTX Pro x1")
    found = crm("quote", "line", "add", "Q1", "-", stdin="GTX Pro x2\nGTX Pro x0\n")
    assert (found.code, "line 2" in found.err) == (2, True)
    assert len(lines_of(crm, "Q1")) == 1


def test_lines_are_changed_moved_and_taken_out(crm: Runner) -> None:
    crm(*PLAIN, "GTX Pro x1", "--line", "GP-1 x1", "--line", "= 安装 x1 @500 免税")
    assert crm("quote", "line", "edit", "QL1", "x5 9折 -¥100").code == 0
    assert crm("quote", "line", "move", "QL3", "1").code == 0
    assert crm("quote", "line", "rm", "QL2").code == 0
    assert [(line["ref"], line["net"]) for line in lines_of(crm, "Q1")] == [("QL3", "500.00"), ("QL1", "20150.00")]
    assert "¥23,269.50" in crm("quote", "list").out  # 20,150 with 13 %, 500 without
    assert crm("undo").code == 0
    assert len(lines_of(crm, "Q1")) == 3


def test_the_page_explains_each_figure(crm: Runner) -> None:
    crm(*PLAIN, "GTX Pro x3 @33.33 -5%", "--discount", "10%")
    found = crm("quote", "show", "Q1", "--explain").out
    assert "3 × ¥33.33 × (100 % − 5 %) = 94.9905 → ¥94.99" in found
    assert "discount of 10 % takes off ¥9.50" in found
    assert "net ¥85.49 + tax ¥11.11 = ¥96.60" in found


def test_a_sent_quote_is_revised_and_compared(crm: Runner) -> None:
    crm(*PLAIN, "GTX Pro x3", "--line", "GP-1 x1")
    assert "does not call back" in crm("quote", "send", "Q1").err
    refused = crm("quote", "line", "edit", "QL1", "x7")
    assert (refused.code, "crm quote revise Q1" in refused.err) == (4, True)
    assert crm("quote", "revise", "Q1", "--line", "+运费 300").code == 0
    crm("quote", "line", "edit", "QL3", "x4")
    crm("quote", "line", "rm", "QL4")
    found = crm("quote", "diff", "Q2", "--exit-code")
    assert found.code == 8
    for told in ("Quantity    3", "whole line  ¥5,500", "whole line  new"):
        assert told in found.out
    assert crm("quote", "send", "Q2").code == 0
    shown = json.loads(crm("quote", "list", "--json").out)
    assert {one["ref"]: (one["number"], one["version"], one["status"]) for one in shown} == {
        "Q1": ("QT-2026-0001", 1, "superseded"), "Q2": ("QT-2026-0001", 2, "sent"),
    }  # fmt: skip
    assert crm("quote", "accept", "Q2", "--reason", "交期").code == 0


def test_undo_of_sending_says_what_cannot_be_called_back(crm: Runner) -> None:
    crm(*PLAIN, "GTX Pro x3")
    crm("quote", "send", "Q1")
    found = crm("undo")
    assert (found.code, "Q1 may be with the client already; that is not called back" in found.err) == (0, True)
    assert json.loads(crm("show", "Q1", "--json").out)["status"] == "draft"


def test_a_number_is_never_given_twice(crm: Runner) -> None:
    crm(*PLAIN, "GTX Pro x1")
    crm("undo")
    crm(*PLAIN, "GTX Pro x1")
    crm("quote", "rm", "Q2", "--yes")
    crm(*PLAIN, "GTX Pro x1")
    assert "QT-2026-0003" in crm("quote", "list").out


def test_a_price_below_the_floor_is_told_and_not_sent_by_who_may_not(crm: Runner) -> None:
    crm("user", "add", "李强", "--role", "rep")
    found = crm("--user", "李强", *PLAIN, "GTX Pro x1 @3000")
    assert "below the floor" in found.err
    assert crm("--user", "李强", "quote", "send", "Q1").code == 5
    assert crm("quote", "send", "Q1").code == 0


def test_a_copy_has_its_own_number_and_knows_where_its_lines_came_from(crm: Runner) -> None:
    crm(*PLAIN, "GTX Pro x3 @4400", "--valid", "2026-12-01")
    assert crm("quote", "add", "--from", "Q1").code == 0
    copied = json.loads(crm("show", "Q2", "--json").out)
    assert (copied["number"], copied["copied"], copied["total"]) == ("QT-2026-0002", "Q1", "14916.00")
    assert crm("quoteline", "list", "quote=Q2", "--fields", "came_from", "--format", "csv").out.splitlines()[1] == "QL1"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("GTX Pro x0", 2), ("GTX Pro x-1", 2), ("GTX Pro -200%", 2), ("GTX Pro @1000000000000000", 2), ("GTX Pro @$4500", 4), ("Nix x1", 3),
        ("= 说明", 2), ("GTX x1", 4), ("GTX Pro x1 x2", 4), ("GTX Pro @XYZ5", 2),
    ],
)  # fmt: skip
def test_bad_input_is_refused_and_nothing_is_saved(crm: Runner, line: str, code: int) -> None:
    found = crm(*PLAIN, line)
    assert found.code == code, found.err
    assert crm("quote", "list", "--format", "csv").out.count("\n") == 1


def test_an_unknown_currency_is_refused(crm: Runner) -> None:
    assert crm(*PLAIN, "GTX Pro x1", "--currency", "XYZ").code == 2


def test_amounts_in_csv_are_in_the_currency_of_the_quote(crm: Runner) -> None:
    crm("quote", "add", "C1", "--currency", "USD")
    crm("quote", "line", "add", "Q1", "-", stdin="text,quantity,price\nTraining,2,100\n")
    assert json.loads(crm("show", "Q1", "--json").out)["total"] == "226.00"


def test_a_quote_goes_out_as_a_file_and_its_page_as_html(crm: Runner, home: Path) -> None:
    crm(*PLAIN, "GTX Pro x3")
    assert crm("quote", "show", "Q1", "-o", "q.html").code == 0
    assert "GTX Pro" in (home / "q.html").read_text()


def test_a_quote_about_to_expire_is_in_the_day_and_quotes_are_on_the_page_and_in_the_story_of_the_client(
    crm: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm("quote", "add", "D1", "--line", "GTX Pro x3", "--valid", "2026-12-20")
    crm("quote", "send", "Q1")
    assert "quote expires" not in crm("today").out
    monkeypatch.setenv("CRM_NOW", "2026-12-18T09:00")
    assert "Q1  quote expires  QT-2026-0001" in crm("today").out
    assert "about to expire" in crm("check", "quote").out
    assert "QT-2026-0001" in crm("client", "show", "C1").out
    assert "QT-2026-0001" in crm("opp", "show", "D1").out
    crm("quote", "reject", "Q1", "--reason", "价格")
    story = crm("client", "timeline", "C1", "--format", "csv").out
    assert "declined,Q1" in story
    assert "quoted,Q1" in story


def test_how_quotes_are_numbered_and_how_long_they_hold_is_the_teams_to_say(crm: Runner) -> None:
    assert crm("config", "set", "numbers.quote", "BJ{year}{month}-{n:3}").code == 0
    assert crm("config", "set", "quotes.days", "14").code == 0
    crm(*PLAIN, "GTX Pro x1")
    shown = json.loads(crm("show", "Q1", "--json").out)
    assert (shown["number"], shown["valid"]) == ("BJ202611-001", "2026-12-06")
    assert crm("config", "set", "numbers.quote", "BJ{year}").code == 2


def test_that_sending_needs_an_approval_is_told_when_the_line_is_written(crm: Runner) -> None:
    crm("user", "add", "李强", "--role", "rep")
    crm("config", "set", "user", "李强")
    found = crm(*PLAIN, "GTX Pro x1 @1000")
    assert "! sending it needs an approval: 77.8 % off" in found.err
    assert found.err.count("below the floor of ¥3,500") == 1
    assert "next: crm quote submit Q1" in found.err
    assert "发送前须审批" in crm("quote", "line", "edit", "QL1", "x2", CRM_LANG="zh").err
    assert "approval" not in crm("quote", "line", "edit", "QL1", "@4500").err


def test_what_a_bundle_brought_is_told_when_it_grows_and_when_it_goes(crm: Runner) -> None:
    crm(*PLAIN, "套装 x2")
    assert "QL2 GTX Pro × 10" in crm("quote", "line", "edit", "QL1", "x5").err
    assert "QL2 stands with its bundle QL1" in crm("quote", "line", "move", "QL2", "1").err
    assert "3 quote lines removed: QL1 QL2 QL3" in crm("quote", "line", "rm", "QL1", "QL3").err
    assert lines_of(crm, "Q1") == []


def test_lines_are_copied_from_another_quote_at_the_prices_of_the_client(crm: Runner) -> None:
    crm(
        *PLAIN,
        "GTX Pro x3 @4400 -5%",
        "--line",
        "GTX Pro x2",
        "--line",
        "+freight 300",
        "--line",
        "= Installation x1 @800",
    )
    crm("client", "add", "Other", "--level", "A")
    crm("pricebook", "add", "Level A", "--level", "A")
    crm("price", "add", "--pricebook", "Level A", "--product", "GTX Pro", "--price", "4000")
    crm("quote", "add", "Other")
    answer = crm("quote", "line", "copy", "Q2", "Q1")
    assert answer.code == 0 and answer.err.startswith("4 quote lines added to Q2"), answer.err
    assert [line["net"] for line in json.loads(crm("quote", "line", "Q2", "--json").out)] == [
        "12540.00",
        "8000.00",
        "300.00",
        "800.00",
    ]
    crm("quote", "line", "copy", "Q2", "QL2", "QL3")
    assert [line["net"] for line in json.loads(crm("quote", "line", "Q2", "--json").out)][4:] == ["8000.00", "300.00"]
    crm("quote", "add", "Other", "--currency", "EUR")
    refused = crm("quote", "line", "copy", "Q3", "Q1")
    assert (refused.code, "in CNY, Q3 in EUR" in refused.err) == (4, True), refused.err


def test_an_option_is_added_once_the_line_says_so(crm: Runner) -> None:
    crm(*PLAIN, "optional GTX Pro x3")
    assert json.loads(crm("show", "Q1", "--json").out)["total"] in (None, "0.00")
    assert crm("quote", "line", "edit", "QL1", "included").code == 0
    assert float(json.loads(crm("show", "Q1", "--json").out)["net"]) > 0

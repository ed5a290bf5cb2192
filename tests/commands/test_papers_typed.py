"""What is typed every day of quotes, orders, invoices and payments, and what is told of a slip."""

import pytest

from tests.commands.trade import trade
from tests.conftest import Begun, Runner


@pytest.fixture(autouse=True)
def shop(crm: Runner, begun: Begun) -> None:
    begun(lambda: trade(crm))


@pytest.mark.parametrize(
    ("text", "told"),
    [("-14%", "−14 %"), ("-¥200", "−¥200"), ("-2%", "−2 %")],
)
def test_a_line_is_made_cheaper_as_lines_are_written(crm: Runner, text: str, told: str) -> None:
    found = crm("quote", "line", "edit", "QL6", text)
    assert found.code == 0, found.err
    assert told in found.err


def test_a_discount_of_the_whole_is_a_line_too(crm: Runner) -> None:
    for text in ("-bonus 100", "-返利 100"):
        found = crm("quote", "line", "add", "Q3", text)
        assert found.code == 0, found.err
        assert "= -¥100" in found.err


def test_what_is_no_option_is_still_refused(crm: Runner) -> None:
    assert "there is no option --fo" in crm("quote", "line", "edit", "QL6", "-14%", "--fo").err
    assert "there is no option -x" in crm("quote", "line", "edit", "QL6", "-x").err


@pytest.mark.parametrize(("language", "said"), [("en", "“-5” is below zero"), ("zh_CN", "“-5”小于零")])
def test_a_payment_below_zero_is_refused_as_an_amount(crm: Runner, language: str, said: str) -> None:
    for line in (("C1", "-5"), ("C1", "--amount", "-5")):
        found = crm("payment", "add", *line, CRM_LANG=language)
        assert found.code == 2
        assert said in found.err
        assert "crm payment refund" in found.err


@pytest.mark.parametrize(
    ("text", "taxed"),
    [("GTX Plus x1 @50 gross", "yes"), ("GTX Plus x1 @50 含税", "yes"), ("GTX Plus x1 @50含税", "yes"), ("GTX Plus x1 @50 incl. VAT", "yes"),
     ("GTX Plus x1 @50 net", "no"), ("GTX Plus x1 @50 不含税", "no"), ("GTX Plus x1 @50 未税", "no")],
)  # fmt: skip
@pytest.mark.parametrize(("language", "said"), [("en", "once for all lines"), ("zh_CN", "整单只说一次")])
def test_whether_prices_include_the_tax_is_said_of_the_whole(
    crm: Runner, text: str, taxed: str, language: str, said: str
) -> None:
    found = crm("quote", "line", "add", "Q3", text, CRM_LANG=language)
    assert found.code == 2
    assert said in found.err
    assert f"--taxed {taxed}" in found.err


def test_a_product_may_be_called_so(crm: Runner) -> None:
    crm("product", "add", "Net cable", "--price", "10")
    assert crm("quote", "line", "add", "Q3", "Net cable x2").code == 0


@pytest.mark.parametrize(
    ("noun", "word"),
    [("quote", "Q1"), ("quote", "q3"), ("quote", "QT-2026-0002"), ("order", "R1"), ("order", "SO-2026-0001"), ("invoice", "V1"),
     ("invoice", "IN-2026-0001"), ("invoice", "25112000000123456789"), ("payment", "M1"), ("delivery", "DN1"), ("contract", "K1"), ("membership", "MB1"),
     ("quoteline", "QL2"), ("product", "PR2"), ("client", "C2"), ("opp", "D1")],
)  # fmt: skip
def test_a_ref_or_a_number_as_a_word_finds_it(crm: Runner, noun: str, word: str) -> None:
    found = crm(noun, "list", word, "--format", "ids").out.split()
    assert len(found) == 1
    assert not word[-1].isdigit() or "-" in word or len(word) > 9 or found == [word.upper()]


@pytest.mark.parametrize(("language", "said"), [("en", "more than double of the"), ("zh_CN", "的两倍")])
def test_far_more_than_is_open_may_be_a_slip(crm: Runner, language: str, said: str) -> None:
    found = crm("payment", "add", "C1", "999999", CRM_LANG=language)
    assert found.code == 0
    assert said in next(line for line in found.err.splitlines() if line.strip().startswith("!"))


def test_what_is_open_or_said_of_each_is_no_slip(crm: Runner) -> None:
    assert "!" not in crm("payment", "add", "C1", "12000", "--to", "V1=1000").err
    assert "!" not in crm("payment", "add", "C1", "1000").err


@pytest.mark.parametrize(
    ("language", "verb", "said"), [("en", "print", "made elsewhere"), ("zh_CN", "打印", "在别处开具")]
)
def test_the_legal_invoice_is_not_printed_here(crm: Runner, language: str, verb: str, said: str) -> None:
    found = crm("invoice", verb, "V1", CRM_LANG=language)
    assert found.code == 2
    assert said in found.err
    assert "crm invoice show V4 --format html" in found.err
    assert crm("invoice", "show", "V1", "--format", "html").out.startswith("<!doctype html>")


def test_orders_are_accepted_in_the_word_for_goods(crm: Runner) -> None:
    assert "accept 验收" in crm("order", "--help", CRM_LANG="zh_CN").out
    assert "accept 接受" in crm("quote", "--help", CRM_LANG="zh_CN").out
    assert crm("order", "验收", "R1", "--help").code == 0
    assert "--会员号" in crm("membership", "add", "--help", CRM_LANG="zh_CN").out

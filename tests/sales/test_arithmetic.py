"""What a document comes to: against real invoices, against fractions, and by hand."""

import csv
import json
import os
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.sales.arithmetic import WHOLE, Line, half_up, share, totals

BESIDE = Path(__file__).parents[3] / "shared" / "data"
TAXES = {"S": "standard", "Z": "zero", "E": "exempt", "O": "untaxed", "AE": "reverse"}


def data(folder: str) -> Path:
    found = Path(os.environ.get("CRM_TEST_DATA") or BESIDE) / folder
    if not found.is_dir():
        pytest.skip("the real test data is not here: set CRM_TEST_DATA")
    return found


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def points(text: str) -> int:
    return int(Decimal(text or "0") * 100)


def line_of(case: dict[str, Any]) -> Line:
    off = sum(minor(amount) for kind, amount, _rate in case["allowance_charge"] if kind == "allowance")
    charge = sum(minor(amount) for kind, amount, _rate in case["allowance_charge"] if kind == "charge")
    category, rate = case["tax"]
    return Line(
        Decimal(case["qty"]), minor(case["price"]), per=int(case["base_qty"]), off=off, charge=charge, tax=TAXES[category], rate=points(rate),
    )  # fmt: skip


def of_document(kind: str, amount: str, rate: str) -> Line:
    """A charge or an allowance of the whole document, which has a tax rate of its own."""
    sign = 1 if kind == "charge" else -1
    return Line(
        Decimal(1), sign * minor(amount), tax="standard" if points(rate) else "exempt", rate=points(rate), whole=True
    )


def test_real_invoices_come_to_what_they_say_to_the_cent() -> None:
    for case in json.loads((data("invoices") / "peppol_cases.json").read_text()):
        lines = [line_of(one) for one in case["lines"]]
        assert [line.net for line in lines] == [minor(one["net"]) for one in case["lines"]], case["file"]
        found = totals([*lines, *(of_document(*one) for one in case["doc_allowance_charge"])])
        stated = case["totals"]
        assert found.vat == minor(case["tax_total"]), case["file"]
        assert (found.net, found.total) == (minor(stated["TaxExclusiveAmount"]), minor(stated["TaxInclusiveAmount"]))
        payable = (
            found.total - minor(stated.get("PrepaidAmount", "0")) + minor(stated.get("PayableRoundingAmount", "0"))
        )
        assert payable == minor(stated["PayableAmount"]), case["file"]
        by_rate = sorted((minor(base), minor(tax)) for base, _rate, _given, tax in case["tax_subtotals"])
        assert sorted((group.net, group.vat) for group in found.groups) == by_rate, case["file"]


def test_the_order_lines_of_a_trader_sum_to_what_is_known() -> None:
    with (data("northwind") / "order-details.csv").open(encoding="utf-8") as file:
        lines = [
            Line(Decimal(row["quantity"]), minor(row["unitPrice"]), discount=int(Decimal(row["discount"]) * WHOLE))
            for row in csv.DictReader(file)
        ]
    assert (len(lines), totals(lines).net) == (2155, 126579329)


def test_a_half_goes_away_from_zero_and_not_to_the_even_one() -> None:
    assert [half_up(n, 2) for n in (1, 3, 5, -1, -3, -5)] == [1, 2, 3, -1, -2, -3]
    assert share(250, 500) == 13  # 12.5; to the even one it would be 12
    assert Line(Decimal("0.5"), 25).net == 13


def test_tax_once_per_rate_and_tax_on_every_line_differ_by_what_was_rounded() -> None:
    lines = [Line(Decimal(1), 10, rate=1300), Line(Decimal(1), 10, rate=1300), Line(Decimal(1), 10, rate=1300)]
    assert (totals(lines).vat, totals(lines, rounding="line").vat) == (4, 3)


def test_prices_that_include_tax_keep_their_total() -> None:
    found = totals([Line(Decimal(3), 11300, rate=1300), Line(Decimal(1), 999, rate=600)], taxed=True)
    assert (found.total, found.net, found.vat) == (34899, 30942, 3957)
    assert [(group.rate, group.net, group.vat) for group in found.groups] == [(1300, 30000, 3900), (600, 942, 57)]


def test_only_what_is_taxed_pays_tax() -> None:
    lines = [
        Line(Decimal(1), 10000, tax=tax, rate=1300) for tax in ("standard", "zero", "exempt", "untaxed", "reverse")
    ]
    assert next((group.tax, group.vat) for group in totals(lines).groups) == ("standard", 1300)
    assert totals(lines).vat == 1300


def test_the_discount_of_the_document_is_taken_off_each_rate_and_not_off_charges() -> None:
    lines = [
        Line(Decimal(1), 10000, rate=1300),
        Line(Decimal(1), 5000, rate=600),
        Line(Decimal(1), 800, rate=1300, whole=True),
    ]
    found = totals(lines, discount=1000)
    assert (found.lines, found.discount, found.net) == (15800, 1500, 14300)
    assert [(group.rate, group.net, group.vat) for group in found.groups] == [(1300, 9800, 1274), (600, 4500, 270)]


def nearest(value: Fraction) -> int:
    """Half-up, reckoned another way: the whole part of the doubled and shifted size, with its sign."""
    size = int(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


AMOUNTS = st.integers(0, 10**9)
LINES = st.builds(
    Line,
    quantity=st.decimals("-1000", "1000", places=3, allow_nan=False),
    price=AMOUNTS, per=st.sampled_from([1, 10, 100, 1000]), discount=st.integers(0, WHOLE), off=st.integers(0, 1000), charge=st.integers(0, 1000),
    tax=st.sampled_from(["standard", "standard", "zero", "exempt", "reverse"]), rate=st.sampled_from([0, 100, 300, 600, 900, 1300, 1900]),
    whole=st.booleans(),
)  # fmt: skip


@given(st.lists(LINES, max_size=12), st.integers(0, WHOLE), st.booleans(), st.sampled_from(["document", "line"]))
def test_any_document_comes_to_what_fractions_say(lines: list[Line], discount: int, taxed: bool, rounding: str) -> None:
    nets = [
        nearest(Fraction(line.quantity) * line.price * (WHOLE - line.discount) / (line.per * WHOLE))
        - line.off
        + line.charge
        for line in lines
    ]
    assert [line.net for line in lines] == nets
    net = vat = cuts = 0
    for key in {(line.tax, line.rate if line.tax == "standard" else 0) for line in lines}:
        mine = [
            (line, amount) for line, amount in zip(lines, nets, strict=True)
            if (line.tax, line.rate if line.tax == "standard" else 0) == key
        ]  # fmt: skip
        cut = nearest(Fraction(sum(amount for line, amount in mine if not line.whole) * discount, WHOLE))
        base = sum(amount for _line, amount in mine) - cut
        rate = Fraction(key[1], WHOLE)
        part = rate / (1 + rate) if taxed else rate
        parts = [*(amount for _line, amount in mine), -cut] if rounding == "line" else [base]
        tax = sum(nearest(amount * part) for amount in parts)
        net, vat, cuts = net + (base - tax if taxed else base), vat + tax, cuts + cut
    found = totals(lines, discount=discount, taxed=taxed, rounding=rounding)
    assert (found.net, found.vat, found.total, found.discount) == (net, vat, net + vat, cuts)

"""A line is known before it is written, and stands in the words that write it when it is changed."""

from typing import Any

import pytest

from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.sales import documents, linesaid, linewriting, proposed
from crm_cli.workspace import Workspace
from tests.founding import added, founded

LINES = (
    "GTX Pro x3", "GTX Pro x3 @4500 -5%", "GTX Pro x2.5 -200 exempt", "GTX Pro x3 +50 optional", "screws x2000 @0.0125", "12.5% Sale x2", "P3 x1",
    "= Installation x2 @800", "= Installation x1h @800 6%", "+freight 300", "-bonus 500 6%", "Kit x2",
)  # fmt: skip
SAME = ("kind", "product", "text", "quantity", "unit", "price", "per", "discount", "off", "extra_charge", "tax", "rate", "optional", "net", "cost", "rule")  # fmt: skip


@pytest.fixture
def shop() -> tuple[Workspace, Any]:
    crm = founded()
    pro = added(crm, "product", name="GTX Pro", code="GP", price=450_000, floor=390_000, cost=260_000, unit="台")
    others: dict[str, dict[str, Any]] = {
        "screws": {"price": 1250, "per": 1000},
        "12.5% Sale": {"price": 100, "code": "SALE"},
        "P3": {"price": 700},
        "Kit": {"price": 800_000},
    }
    for name, more in others.items():
        added(crm, "product", name=name, **more)
    kit = crm.find(type(pro), ["name=Kit"])[0]
    added(crm, "component", product=kit.id, part=pro.id, quantity="2")
    client = added(crm, "client", name="Weber", level="A")
    book = added(crm, "pricebook", name="Level A", level="A")
    added(crm, "price", pricebook=book.id, product=pro.id, price=430_000, quantity="3")
    quote = added(crm, "quote", client=client.id)
    linewriting.write(crm, quote, ["= fee @9000"])
    return crm, quote


def told(line: Any) -> dict[str, Any]:
    return {name: getattr(line, name) for name in SAME}


@pytest.mark.parametrize("text", LINES)
def test_a_line_is_proposed_as_it_is_written_then(shop: tuple[Workspace, Any], text: str) -> None:
    crm, quote = shop
    if text.startswith(("12", "P3")):
        text = text.replace("12.5% Sale", "SALE")
    found = proposed.line(crm, quote, text)
    assert len(crm.where(QuoteLine)) == 1
    written = linewriting.write(crm, quote, [text])
    assert told(found.line) == told(written[0])
    assert found.totals.total == crm.by_id(type(quote), quote.id).total


@pytest.mark.parametrize("text", LINES)
def test_the_words_of_a_line_change_nothing_of_it(shop: tuple[Workspace, Any], text: str) -> None:
    crm, quote = shop
    if text.startswith(("12", "P3")):
        text = text.replace("12.5% Sale", "SALE")
    line = linewriting.write(crm, quote, [text])[0]
    words = linesaid.written(crm, quote, line)
    assert linesaid.change(crm, quote, line, words) == words
    assert told(proposed.line(crm, quote, words, line).line) == told(line), words
    assert told(crm.change(line, **linewriting.changes(crm, quote, words, line.product))) == told(line), words
    again = linewriting.write(crm, quote, [linesaid.written(crm, quote, line, new=True)])[0]
    assert told(again) == told(line), words


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("GTX Pro x3 @4500 -5%", "GTX Pro x3", {"price": 430_000, "discount": 0}),
        ("GTX Pro x3 -200 +50", "GTX Pro x2", {"price": 450_000, "off": 0, "extra_charge": 0, "quantity": "2"}),
        ("GTX Pro x3 exempt optional", "GTX Pro", {"tax": "standard", "optional": 0, "quantity": "1"}),
        ("= Installation x2 @800 6%", "= Montage @900", {"text": "Montage", "price": 90_000, "quantity": "1", "rate": 1300}),
        ("GTX Pro x3 -5%", "x4", {"quantity": "4", "discount": 500, "price": 430_000}),
        ("GTX Pro x3 -5%", "P3 x2", {"quantity": "2", "discount": 0, "price": 700}),
        ("+freight 300", "= Fracht @250", {"kind": "charge", "text": "Fracht", "net": 25_000}),
    ],
)  # fmt: skip
def test_what_is_taken_out_of_the_words_is_taken_back(
    shop: tuple[Workspace, Any], before: str, words: str, after: dict[str, Any]
) -> None:
    crm, quote = shop
    line = linewriting.write(crm, quote, [before])[0]
    said = linesaid.change(crm, quote, line, words)
    seen = proposed.line(crm, quote, said, line).line
    changed = crm.change(line, **linewriting.changes(crm, quote, said, line.product))
    assert told(changed) == told(changed) | after
    assert told(seen) == told(changed)


def test_the_whole_is_as_it_would_be_and_the_price_is_explained(shop: tuple[Workspace, Any]) -> None:
    crm, quote = shop
    first = linewriting.write(crm, quote, ["GTX Pro x3", "+freight 300"])[0]
    found = proposed.line(crm, quote, "GTX Pro x4", first)
    assert [one.quantity for one in found.whole] == ["1", "4", "1"]
    assert found.totals.net == 4 * 430_000 + 930_000
    resolved = proposed.resolved(crm, quote, found.line)
    assert resolved is not None
    assert (resolved.price, resolved.rule) == (430_000, "PX1 Level A ≥3")
    assert proposed.resolved(crm, quote, documents.lines_of(crm, quote)[0]) is None

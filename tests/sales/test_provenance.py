"""From the first version of a quote to the invoice: of every figure it is known from which line, version and price rule it came."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.records.nouns.invoicelines import InvoiceLine
from crm_cli.records.nouns.orderlines import OrderLine
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import billing, documents, linewriting, orders, quotes, versions
from tests.sales.test_orders import Shop

FIGURES = ("product", "quantity", "unit", "price", "per", "discount", "off", "extra_charge", "tax", "rate", "net")
TEXTS = (
    "GTX Pro x3",
    "GTX Plus x7 -5%",
    "GTX Pro x2 @4400 13%",
    "GTX Plus 2.5台 @99 -¥8",
    "= 安装 x1 @800 6%",
    "+运费 300 9%",
)
CHANGES = st.lists(
    st.tuples(st.sampled_from(["edit", "add", "remove"]), st.integers(0, 5), st.sampled_from(TEXTS)), max_size=3
)


def figures(line: Any) -> dict[str, Any]:
    return {name: getattr(line, name) for name in FIGURES}


def written(shop: Shop, quote: Quote, changes: list[tuple[str, int, str]]) -> None:
    """Some lines of a draft are other than before, some new, some gone."""
    for what, place, text in changes:
        found = documents.lines_of(shop.crm, quote)
        line = found[place % len(found)]
        if what == "add":
            linewriting.write(shop.crm, quote, [text])
        elif what == "edit" and line.kind == "item":
            shop.crm.change(line, quantity=str(place + 1))
        elif what == "remove" and sum(one.kind == "item" for one in found) > 1 and line.kind == "item":
            shop.crm.remove(line)
        shop.crm.settle()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(TEXTS[:5]), min_size=1, max_size=4), st.lists(CHANGES, max_size=3))
def test_every_figure_of_an_order_and_its_invoice_leads_back_to_its_line_version_and_price_rule(
    texts: list[str], rounds: list[list[tuple[str, int, str]]]
) -> None:
    shop = Shop()
    quote = shop.quote()
    linewriting.write(shop.crm, quote, [*texts, "+运费 100"])
    shop.crm.settle()
    quote = quotes.send(shop.crm, shop.crm.by_id(Quote, quote.id))
    for changes in rounds:
        before = {line.id: line for line in documents.lines_of(shop.crm, quote)}
        after = versions.revise(shop.crm, quote)
        copies = [(line, before.pop(line.came_from)) for line in documents.lines_of(shop.crm, after)]
        assert before == {}
        for line, source in copies:
            assert (figures(line), line.rule, line.list_price) == (figures(source), source.rule, source.list_price)
        written(shop, after, changes)
        quote = quotes.send(shop.crm, shop.crm.by_id(Quote, after.id))

    order = orders.from_quote(shop.crm, quotes.accept(shop.crm, quote))
    sold = documents.lines_of(shop.crm, order)
    offered = {line.id: line for line in documents.lines_of(shop.crm, quote)}
    assert [line.quoteline for line in sold] == list(offered)
    assert [figures(line) for line in sold] == [figures(line) for line in offered.values()]
    for line in offered.values():
        assert line.rule if line.product else line.rule is None
        story = origins(shop, line)
        assert [one.version for one in story] == list(range(quote.version, quote.version - len(story), -1))
        assert len({one.number for one in story}) == 1
    invoice = billing.bill(shop.crm, order)
    billed = shop.crm.where(InvoiceLine, invoice=invoice.id)
    assert {line.orderline for line in billed} == {line.id for line in sold}
    for line in billed:
        assert figures(line) == figures(shop.crm.by_id(OrderLine, str(line.orderline)))
    assert {quote.total, shop.again(order).total, documents.totals(invoice, billed).total} == {quote.total}


def origins(shop: Shop, line: QuoteLine) -> list[Quote]:
    """The versions that a line went through, the latest first."""
    found = [shop.crm.by_id(Quote, line.quote)]
    while line.came_from:
        line = shop.crm.by_id(QuoteLine, line.came_from)
        found.append(shop.crm.by_id(Quote, line.quote))
    return found

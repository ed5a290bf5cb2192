"""Versions of a quote: two papers of one number that say different things never have the same version."""

import pytest

from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import documents, quotes, versions
from crm_cli.workspace import Workspace
from tests.sales.conftest import Firm


@pytest.fixture
def crm(firm: Firm) -> Workspace:
    return firm.crm


@pytest.fixture
def quote(crm: Workspace) -> Quote:
    """One that was sent, and whose sending was taken back."""
    product = crm.add(Product(name="GTX Pro", price=450000))
    with crm.step():
        made = crm.add(Quote(client=crm.add(Client(name="科锐")).id))
        crm.add(QuoteLine(quote=made.id, product=product.id))
    quotes.send(crm, again(crm, made))
    crm.undo()
    return again(crm, made)


def again(crm: Workspace, quote: Quote) -> Quote:
    return crm.by_id(Quote, quote.id)


def test_what_was_sent_taken_back_and_not_changed_is_the_same_version_again(crm: Workspace, quote: Quote) -> None:
    assert (quote.status, quote.version) == ("draft", 1)
    assert quotes.send(crm, quote).version == 1


def test_a_line_that_is_written_after_the_sending_was_taken_back_makes_the_next_version(
    crm: Workspace, quote: Quote
) -> None:
    line = documents.lines_of(crm, quote)[0]
    crm.change(line, text="words that cost nothing")
    assert again(crm, quote).version == 2
    crm.change(line, price=400000)
    assert again(crm, quote).version == 2, "the next version is counted once, not at every word"


def test_a_head_that_is_written_and_a_line_that_goes_make_it_too(crm: Workspace, quote: Quote) -> None:
    crm.change(quote, note="下周到货")
    assert again(crm, quote).version == 2
    crm.undo()
    assert again(crm, quote).version == 1
    crm.remove(documents.lines_of(crm, quote)[0])
    assert again(crm, quote).version == 2


def test_what_no_client_sees_leaves_the_version(crm: Workspace, quote: Quote) -> None:
    crm.change(quote, tags=None, owner=crm.me, team=None)
    assert again(crm, quote).version == 1


def test_a_sending_that_is_done_again_after_a_change_counts_too(crm: Workspace, quote: Quote) -> None:
    sending = next(step.step for step in crm.steps() if step.undone)
    crm.change(quote, note="下周到货")
    crm.redo(sending)
    assert (again(crm, quote).status, again(crm, quote).version) == ("sent", 2)
    crm.undo(sending)
    crm.change(again(crm, quote), note="下月到货")
    assert again(crm, quote).version == 3


def test_a_revision_that_was_sent_taken_back_and_removed_leaves_its_version_used(crm: Workspace, quote: Quote) -> None:
    quotes.send(crm, quote)
    second = versions.revise(crm, again(crm, quote))
    quotes.send(crm, second)
    crm.undo()
    crm.remove(again(crm, second))
    assert versions.revise(crm, again(crm, quote)).version == 3

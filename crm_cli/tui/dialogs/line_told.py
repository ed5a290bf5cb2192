"""What is told of a line of a quote while it is typed: what it would be, by which price, and what the client was told before."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from crm_cli.context import current
from crm_cli.records.nouns.clients import Client
from crm_cli.render.style import shown
from crm_cli.sales.pricing import Resolved
from crm_cli.sales.proposed import Proposed
from crm_cli.telling import doclines, prices

BOOKS = 2  # prices of the books that are told beside the one that holds


def told(quote: Any, found: Proposed, by_books: Resolved | None, said: Sequence[str]) -> Text:
    """The line, what the quote comes to with it, by which price, and what is to be said of it."""
    lines = [(doclines.brief(found.line), "bold"), (doclines.total_of(quote, found.totals), "")]
    if by_books:
        lines += [(one, "dim") for one in prices.in_a_line(list(prices.by_books(by_books))[: BOOKS + 1])]
    lines += [(one, "") for one in said]
    return Text("\n").join(Text(shown(one), style) for one, style in lines)


def before(quote: Any, by_books: Resolved | None) -> Text:
    """Last, lowest, usual, and each price that the client was told."""
    if by_books is None:
        return Text()
    client = current().workspace.by_id(Client, quote.client)
    given = prices.before(by_books.product, client, quote.currency, quote.id)
    return Text("\n".join(shown(one) for one in prices.in_a_line(list(given))), no_wrap=True, overflow="ellipsis")

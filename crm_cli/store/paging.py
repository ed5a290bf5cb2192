"""Lists of any length: the numbers of their rows in their order, read once, and the rows of some of these numbers."""

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_cli.store.store import Store
    from crm_cli.store.where import Query


def order(store: "Store", query: "Query") -> "array[int]":
    """The numbers of the rows that a query finds, in its order. They come as one text, for which the thread that reads it holds nobody up."""
    text = query.select(["t.n n"])  # collects the parameters
    found = store.one(f"SELECT group_concat(n) FROM ({text})", query.given)
    return array("q", map(int, found[0].split(",")) if found and found[0] else ())


def rows(store: "Store", query: "Query", selected: Sequence[str], numbers: Sequence[int]) -> dict[int, Sequence[Any]]:
    """These expressions of the rows of these numbers, by number; who is gone is not among them."""
    wanted = ", ".join(str(int(number)) for number in numbers)
    text = f"SELECT t.n, {', '.join(selected)} FROM {query.source} WHERE t.n IN ({wanted})"
    return {row[0]: row[1:] for row in store.rows(text, query.given)}

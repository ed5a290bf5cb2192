"""Lists of any length: the numbers of their rows in their order, read once, and the rows of some of these numbers."""

from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

from crm_cli.store.engine import sqlite3

if TYPE_CHECKING:
    from crm_cli.store.store import Store
    from crm_cli.store.where import Query

OFTEN = 2000  # instructions of SQLite between two looks at the clock


class Late(Exception):
    """It takes longer than somebody wants to wait."""


def order(store: "Store", query: "Query", seconds: float | None = None) -> "array[int]":
    """The numbers of the rows that a query finds, in its order; :class:`Late` where that takes longer than so many seconds.

    They come as one text, for which the thread that reads it holds nobody up.
    """
    text = query.select(["t.n n"])  # collects the parameters
    with _at_most(store, seconds):
        found = store.one(f"SELECT group_concat(n) FROM ({text})", query.given)
    return array("q", map(int, found[0].split(",")) if found and found[0] else ())


@contextmanager
def _at_most(store: "Store", seconds: float | None) -> Iterator[None]:
    if seconds is None:
        yield
        return
    end = perf_counter() + seconds
    store.db.set_progress_handler(lambda: perf_counter() > end, OFTEN)
    try:
        yield
    except Exception as error:
        if isinstance(error.__cause__, sqlite3.OperationalError) and "interrupted" in str(error.__cause__):
            raise Late from error
        raise
    finally:
        store.db.set_progress_handler(None, 0)


def rows(store: "Store", query: "Query", selected: Sequence[str], numbers: Sequence[int]) -> dict[int, Sequence[Any]]:
    """These expressions of the rows of these numbers, by number; who is gone is not among them."""
    wanted = ", ".join(str(int(number)) for number in numbers)
    text = f"SELECT t.n, {', '.join(selected)} FROM {query.source} WHERE t.n IN ({wanted})"
    return {row[0]: row[1:] for row in store.rows(text, query.given)}

"""Counts the numbers that are printed on documents: what was given once is never given again."""

from crm_cli.records.registry import Noun
from crm_cli.store.store import Store


def count_on(store: Store, noun: Noun, period: str) -> tuple[int, str]:
    """The next number of a noun in a period, and the letters of this copy of the base. Neither an undo nor a removal gives one back.

    It is counted inside the step that writes the document: who is refused uses none up.
    """
    counted, site = store.db.execute(
        "INSERT INTO counter(code, n) VALUES(?, 1) ON CONFLICT DO UPDATE SET n = n + 1 RETURNING n, (SELECT site FROM ctx)",
        (f"{noun.code}#{period}",),
    ).fetchone()
    return int(counted), str(site)


def reach(store: Store, noun: Noun, period: str, n: int) -> None:
    """Let a count stand at ``n`` at least; it never goes back, whatever is undone."""
    store.db.execute(
        "INSERT INTO counter(code, n) VALUES(?, ?) ON CONFLICT DO UPDATE SET n = max(n, excluded.n)",
        (f"{noun.code}#{period}", n),
    )


def reached(store: Store, noun: Noun, period: str) -> int:
    """Where a count stands; 0 of one that nobody began."""
    found = store.db.execute("SELECT n FROM counter WHERE code = ?", (f"{noun.code}#{period}",)).fetchone()
    return int(found[0]) if found else 0

"""What a shell completes is read here: a few rows by an index, through the same views as everything else, and nothing is written."""

from crm_cli.store.engine import sqlite3
from crm_cli.store.seen import view

TYPE_CHECKING = False  # importing typing would take longer than all of this
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 50
SLOTS = 128  # as the search index numbers its documents
WAIT = 0.2  # seconds for a base that another process holds: nobody waits for a completion
CLIENT = "(SELECT name FROM main.clients WHERE id = t.client)"
PRODUCT = "(SELECT name FROM main.products WHERE id = t.product)"
# What tells records of a table apart, beside their name.
TOLD = {
    "contacts": CLIENT, "opportunities": CLIENT, "activities": CLIENT, "tasks": "t.due", "leads": "t.company",
    **dict.fromkeys(("quotelines", "orderlines", "invoicelines", "prices", "components", "pricetalks"), PRODUCT),
    **dict.fromkeys(("quotes", "orders", "deliveries", "invoices", "payments", "contracts", "memberships"), CLIENT),
    "stages": "(SELECT name FROM main.pipelines WHERE id = t.pipeline)",
}  # fmt: skip
# What a record is called, of what its table has: papers by their number and their subject.
CALLED = ("number", "name", "text", "reference", "reason", "role")
OWNED = (
    "clients",
    "contacts",
    "leads",
    "opportunities",
    "activities",
    "tasks",
    "quotes",
    "orders",
    "invoices",
    "contracts",
    "memberships",
)
Row = tuple[str, str, str]


class Reader:
    """A base opened to read; each answer is (ref, name, what tells it apart)."""

    def __init__(self, path: str) -> None:
        self.db = sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True, isolation_level=None, timeout=WAIT)
        self.viewed: dict[str, str] = {}

    def by_ref(self, table: str, start: str, me: str | None) -> list[Row]:
        """The records whose ref begins so, this user's before the others', the shortest ref first."""
        begins = "t.ref >= ? AND t.ref < ? ORDER BY length(t.ref), t.ref"
        mine = self._rows(table, f"t.owner = ? AND {begins}", (me, start, start + "~")) if self._has(table, me) else []
        return list(dict.fromkeys([*mine, *self._rows(table, begins, (start, start + "~"))]))[:MOST]

    def latest(self, table: str, me: str | None) -> list[Row]:
        """The latest records, this user's before the others'."""
        mine = self._rows(table, "t.owner = ? ORDER BY t.n DESC", (me,)) if self._has(table, me) else []
        return list(dict.fromkeys([*mine, *self._rows(table, "1 ORDER BY t.n DESC")]))[:MOST]

    def by_words(self, tables: "dict[int, str]", match: str, me: str | None) -> "Iterator[Row]":
        """The records that the search index has for an expression, this user's first; they are named by their place in the index."""
        numbers = ", ".join(map(str, tables))
        found = self.db.execute(
            f"SELECT rowid FROM search WHERE search MATCH ? AND rowid % {SLOTS} IN ({numbers}) ORDER BY rowid DESC LIMIT {MOST}",
            (match,),
        )
        places = [(tables[number % SLOTS], number // SLOTS) for (number,) in found.fetchall()]
        for table, n in sorted(places, key=lambda place: not self._is_own(place[0], place[1], me)):
            yield from self._rows(table, "t.n = ?", (n,))

    def all(self, table: str) -> list[Row]:
        """The records of a table that has few: users, stages, tags."""
        return self._rows(table, "1 ORDER BY t.n", most=500)

    def user(self, name: str) -> str | None:
        """The id of the user of this login, ref or name."""
        self._see("users")
        found = self.db.execute(
            "SELECT id FROM visible_users WHERE ? IN (login, ref, name) LIMIT 1", (name,)
        ).fetchone()
        return found[0] if found else None

    def fields(self, noun: str) -> list[str]:
        """The names of the team's own fields of a noun."""
        self._see("attributes")
        found = self.db.execute("SELECT name FROM visible_attributes WHERE noun_name = ? ORDER BY position", (noun,))
        return [name for (name,) in found.fetchall()]

    def _has(self, table: str, me: str | None) -> bool:
        """There may be records of this user in a table."""
        return me is not None and table in OWNED

    def _is_own(self, table: str, n: int, me: str | None) -> bool:
        return self._has(table, me) and bool(self._rows(table, "t.n = ? AND t.owner = ?", (n, me)))

    def _rows(self, table: str, which: str, given: "Sequence[object]" = (), most: int = MOST) -> list[Row]:
        self._see(table)
        return self.db.execute(
            f"SELECT t.ref, {self.viewed[table]}, coalesce({TOLD.get(table, 'NULL')}, '') FROM visible_{table} t WHERE {which} LIMIT {most}",
            given,
        ).fetchall()

    def _see(self, table: str) -> None:
        if table not in self.viewed:
            self.db.execute(view("visible_", table))
            self.viewed[table] = self._called(table)

    def _called(self, table: str) -> str:
        """What gives the name of a record: two of its columns at the most, the first that are there."""
        there = {name for (name,) in self.db.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        parts = [f"coalesce(t.{name}, '')" for name in CALLED if name in there]
        if "number" in there:
            return f"trim({' || char(32) || '.join(parts[:2])})"
        return parts[0] if parts else "''"


def _quoted(path: str) -> str:
    """A path inside an address: what would end it, or stand for another character; urllib takes longer to import than a row to read."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")

"""Where the rows of another copy stand in this file: their numbers by noun and id, found again or newly given."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from crm_cli.records.registry import NOUNS, Noun
from crm_cli.records.told import Change
from crm_cli.store.store import Store

TABLES = (
    # ``born``: new to this base; ``met``: it was changed by what comes in
    "CREATE TEMP TABLE place(noun TEXT, id TEXT, n INTEGER, born INTEGER, met INTEGER, PRIMARY KEY(noun, id)) WITHOUT ROWID",
    "CREATE TEMP TABLE removed(noun TEXT, id TEXT, n INTEGER, PRIMARY KEY(noun, id)) WITHOUT ROWID",
)


class Place(NamedTuple):
    """A row: its noun, its id, its number here."""

    noun: Noun
    id: str
    n: int


class Places:
    """Lives in the temporary tables ``place`` and ``removed`` of one transaction; an ``empty`` base has no rows to look for."""

    def __init__(self, store: Store, *, empty: bool) -> None:
        self.db = store.db
        self.empty = empty
        self.listed = empty
        self.next = {noun.code: self._last(noun) + 1 for noun in NOUNS.values()}
        for sql in TABLES:
            self.db.execute(sql)

    def close(self) -> None:
        """Let numbers go on behind those that were given, and forget the rest."""
        for noun in NOUNS.values():
            if self.next[noun.code] > self._last(noun) + 1:
                self.db.execute("DELETE FROM sqlite_sequence WHERE name = ?", (noun.table,))
                self.db.execute("INSERT INTO sqlite_sequence VALUES(?, ?)", (noun.table, self.next[noun.code] - 1))
        for name in ("place", "removed"):
            self.db.execute(f"DROP TABLE temp.{name}")

    def of(self, noun: Noun, ids: Sequence[str], *, met: bool = True) -> dict[str, int]:
        """The numbers of these rows; one that nobody knows yet gets the next."""
        wanted = list(dict.fromkeys(ids))
        found = self._placed(noun, wanted, met)
        missing = [identity for identity in wanted if identity not in found]
        if not missing:
            return found
        known = {} if self.empty else self._known(noun, missing)
        rows = [
            (noun.code, identity, known.get(identity) or self._new(noun), identity not in known, met)
            for identity in missing
        ]
        self.db.executemany("INSERT INTO place VALUES(?, ?, ?, ?, ?)", rows)
        return found | {identity: n for _code, identity, n, _born, _met in rows}

    def in_order(self, changes: Sequence[Change]) -> list[int]:
        """In an empty base: the numbers of the rows that these changes are about, given in the order in which they were made."""
        current: dict[tuple[Noun, str], int] = {}
        for noun, ids in _by_noun(changes).items():
            current |= {(noun, identity): n for identity, n in self._placed(noun, ids, met=False).items()}
        placed = dict(current)
        found = []
        for change in changes:
            key = change.noun, change.id
            if change.kind == "I" or key not in current:
                current[key] = self._new(change.noun)
            found.append(current[key])
        new = ((noun.code, identity, n) for (noun, identity), n in current.items() if placed.get((noun, identity)) != n)
        self.db.executemany("INSERT OR REPLACE INTO place VALUES(?, ?, ?, 1, 1)", new)
        return found

    def of_changes(self, changes: Sequence[Change], *, met: bool) -> list[int]:
        """The numbers of the rows that these changes are about, in their order."""
        if self.empty:
            return self.in_order(changes)
        found = {noun: self.of(noun, ids, met=met) for noun, ids in _by_noun(changes).items()}
        return [found[change.noun][change.id] for change in changes]

    def find(self, noun: Noun, identity: str) -> int | None:
        """The number of a row that the log knows, be it removed."""
        found = self._placed(noun, [identity], met=False) or self._known(noun, [identity])
        return found.get(identity)

    def _placed(self, noun: Noun, ids: Sequence[str], met: bool) -> dict[str, int]:
        given = (noun.code, json.dumps(ids))
        if met:
            self.db.execute(
                "UPDATE place SET met = 1 WHERE met = 0 AND noun = ? AND id IN (SELECT value FROM json_each(?))", given
            )
        return dict(
            self.db.execute(
                "SELECT id, n FROM place WHERE noun = ? AND id IN (SELECT value FROM json_each(?))", given
            ).fetchall()
        )

    def _known(self, noun: Noun, ids: Sequence[str]) -> dict[str, int]:
        """Rows that this base has or had."""
        if not self.listed:
            self._list_removed()
        gone = "SELECT id, n FROM removed WHERE noun = ? AND id IN (SELECT value FROM json_each(?))"
        live = f"SELECT id, n FROM main.{noun.table} WHERE id IN (SELECT value FROM json_each(?))"
        packed = json.dumps(ids)
        return dict(self.db.execute(gone, (noun.code, packed)).fetchall()) | dict(
            self.db.execute(live, (packed,)).fetchall()
        )

    def _list_removed(self) -> None:
        self.listed = True
        self.db.execute(
            "INSERT OR REPLACE INTO removed SELECT op.noun, body.body ->> '$.id[0]', op.n FROM op JOIN body USING(seq)"
            " WHERE op.kind = 'D' AND body.body ->> '$.id[0]' IS NOT NULL ORDER BY op.seq"
        )

    def _new(self, noun: Noun) -> int:
        self.next[noun.code] += 1
        return self.next[noun.code] - 1

    def _last(self, noun: Noun) -> int:
        row = self.db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (noun.table,)).fetchone()
        return row[0] if row else 0


def _by_noun(changes: Sequence[Change]) -> dict[Noun, list[str]]:
    ids: dict[Noun, list[str]] = {}
    for change in changes:
        ids.setdefault(change.noun, []).append(change.id)
    return ids

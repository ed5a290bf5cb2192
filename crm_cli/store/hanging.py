"""Rows that are gone though something that is there points to them; a meeting brings them back."""

from collections.abc import Iterator

from crm_cli.records.record import declared
from crm_cli.records.registry import NOUNS, TABLES, Noun, load
from crm_cli.store.places import Place, Places
from crm_cli.store.store import Store


class Hanging:
    """The links, tags and members of a base whose other end is gone."""

    def __init__(self, store: Store, places: Places) -> None:
        self.db, self.places = store.db, places

    def wanted(self) -> list[Place]:
        """Rows that are gone but that a row which is there points to, by a link, as what it is a tag of, or as a member of a set."""
        found = [
            place for row in self.db.execute("PRAGMA foreign_key_check").fetchall() if (place := self._target(*row))
        ]
        return list(dict.fromkeys([*found, *self._owners(), *self._members()]))

    def _target(self, table: str, n: int, parent: str, key: int) -> Place | None:
        listed = self.db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        column = next(row[3] for row in listed if row[0] == key)
        identity = self.db.execute(f'SELECT "{column}" FROM {table} WHERE n = ?', (n,)).fetchone()[0]
        return self._gone(TABLES[parent], identity)

    def _owners(self) -> Iterator[Place]:
        """The records that elements, external ids and differences of rows that came are of."""
        holders = (("element", "record"), ("external", "record"), ("difference", "record"), ("difference", "other"))
        for holder, column in holders:
            table = NOUNS[holder].table
            for noun in NOUNS.values():
                found = self.db.execute(
                    f"SELECT DISTINCT h.{column} FROM {table} h WHERE h.noun_name = ? AND NOT EXISTS (SELECT 1 FROM main.{noun.table} t WHERE t.id = h.{column})",
                    (noun.name,),
                ).fetchall()
                yield from filter(None, (self._gone(noun, identity) for (identity,) in found))

    def _members(self) -> Iterator[Place]:
        """What is in a set of a record."""
        for noun in NOUNS.values():
            for field in declared(load(noun.name)):
                if field.kind in ("tags", "links"):
                    nouns = [NOUNS[name] for name in (field.to or "tag").split(",")]
                    there = " AND ".join(
                        f"NOT EXISTS (SELECT 1 FROM main.{target.table} t WHERE t.id = e.value)" for target in nouns
                    )
                    found = self.db.execute(
                        f"SELECT DISTINCT e.value FROM elements e WHERE e.noun_name = ? AND e.field = ? AND {there}",
                        (noun.name, field.name),
                    ).fetchall()
                    for (identity,) in found:
                        yield from list(filter(None, (self._gone(target, identity) for target in nouns)))[:1]

    def _gone(self, noun: Noun, identity: str) -> Place | None:
        """A removed row that the log knows."""
        n = self.places.find(noun, identity)
        return None if n is None else Place(noun, identity, n)

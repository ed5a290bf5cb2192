"""Records that are one: hidden behind the one that stays, which takes over whatever points to them."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_cli.records import later
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import noun as named
from crm_cli.store import lookup, rows
from crm_cli.workspace.many import Many

if TYPE_CHECKING:
    from crm_cli.store import uniting
    from crm_cli.store.uniting import United as United
else:  # only where records are united
    uniting = later.module("crm_cli.store.uniting")


class Uniting(Many):
    """What a merge asks."""

    def unite(self, noun: str, into: Mapping[str, str]) -> "United":
        """Hide these records (ids) behind those they are merged into; all that points to them points there."""
        with self.step():
            self.permit_union(noun, into)
            return uniting.unite(self.store, named(noun), into, self._own_links())

    def fill(self, record: Record, values: Mapping[str, Any]) -> None:
        """Write these values as they are: the rules of the room held where they come from."""
        cls, before = type(record), self._values(record)
        with self.step():
            self.permit_change(cls, before, values)
            plain, sets = self._split(cls, before, values)
            if plain:
                rows.update(self.store, cls, before, plain)
            for field, wanted in sets.items():
                self._put_set(record.noun, record.id, field, self._elements_of(wanted))

    def _elements_of(self, wanted: str | None) -> list[str]:
        from crm_cli.records.kinds import items  # only where a set is chosen

        return items(wanted)

    def gone_into(self, noun: str, ref: str) -> str | None:
        """The id of what the record of this ref was merged into; None where it was not."""
        return lookup.gone_into(self.store, named(noun), ref)

    def went_into(self, record: Record) -> list[Record]:
        """The records that were merged into this one, be it through others, as they were then; the oldest first."""
        ids = json.dumps(lookup.went_into(self.store, named(record.noun), record.id))
        wanted = "id IN (SELECT value FROM json_each(?)) ORDER BY n"
        cls = type(record)
        return [self._record(cls, row) for row in rows.read(self.store, cls, wanted, (ids,), hidden=True)]

    def follow_merged(self, step: int | None = None) -> None:
        """Let nothing point to a merged record: nothing that this step wrote, or nothing at all."""
        uniting.follow(self.store, self._own_links(), step)

    def _own_links(self) -> dict[str, list[Field]]:
        own = {noun: [f for f in fields.values() if f.kind == "link"] for noun, fields in self._attributes.items()}
        return {noun: links for noun, links in own.items() if links}

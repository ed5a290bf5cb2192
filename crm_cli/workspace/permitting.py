"""Asks whether somebody may write what is guarded; where nothing guarded is written nothing is read and nothing loaded."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from crm_cli.records.fold import fold
from crm_cli.records.record import Record, by_itself, guarded, priced
from crm_cli.records.registry import load, rule
from crm_cli.records.registry import noun as named
from crm_cli.store import rows
from crm_cli.workspace.finding import Finding

RIGHTS, MAY = "crm_cli.team.rights:check", "crm_cli.team.rights:may"


class Permitting(Finding):
    """The one question of every way to write: a role is looked up only where a noun or a field has a right of its own."""

    def must_be_allowed(self, noun: str, fields: Iterable[str], gone: str = "") -> None:
        """Refuse to write these fields of a noun; ``gone`` is the ref of one that would be taken out with them."""
        rule(RIGHTS)(self, noun, list(fields), gone)

    def may(self, role: str) -> bool:
        """Whether whoever works may what somebody of that role may."""
        return bool(rule(MAY)(self, role))

    def permit_new(self, cls: type[Record], values: Mapping[str, Any]) -> None:
        """A new record: what it says in guarded fields, where that is not what it would be anyway."""
        fields = [name for name, (_right, usual) in guarded(cls).items() if self._says(name, values.get(name), usual)]
        fields += self._priced(cls, {}, values)
        if fields or named(cls.noun).right:
            self.must_be_allowed(cls.noun, fields)

    def permit_change(self, cls: type[Record], before: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
        """What would differ."""
        known = guarded(cls)
        if not known and not named(cls.noun).right and not priced(cls):
            return
        fields = [name for name in changed if changed[name] != before.get(name)]
        guards = [name for name in fields if name in known] + self._priced(
            cls, before, {name: changed[name] for name in fields}
        )
        if guards or (fields and named(cls.noun).right):
            self.must_be_allowed(cls.noun, guards)

    def permit_removal(self, record: Record) -> None:
        """One that says something in guarded fields takes it along."""
        known = guarded(type(record))
        fields = [name for name, (_right, usual) in known.items() if self._says(name, getattr(record, name), usual)]
        if fields or named(record.noun).right:
            self.must_be_allowed(record.noun, fields, record.ref)

    def permitted(self, noun: str, names: Sequence[str], values: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        """The rows of new records as they come; the first that says something guarded is asked about."""
        cls = load(noun)
        places = [(name, names.index(name), usual) for name, (_, usual) in guarded(cls).items() if name in names]
        fitting = [(name, names.index(name), said) for name, said in self._books(cls).items() if name in names]
        return self._asked(noun, places, fitting, values) if places or fitting or named(noun).right else values

    def _asked(
        self,
        noun: str,
        places: Sequence[tuple[str, int, Any]],
        fitting: Sequence[tuple[str, int, Collection[str]]],
        values: Iterable[Sequence[Any]],
    ) -> Iterator[Sequence[Any]]:
        asked = set[str]()
        for row in values:
            fields = [name for name, place, usual in places if self._says(name, row[place], usual)]
            fields += [name for name, place, said in fitting if fold(row[place] or "") in said]
            if (fields or named(noun).right) and (not asked or not asked.issuperset(fields)):
                self.must_be_allowed(noun, fields)
                asked |= {*fields, ""}
            yield row

    def _priced(self, cls: type[Record], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
        """The fields of these that said, or are to say, for what a price book is."""
        if not any(after.get(name) or name in before for name in priced(cls) if name in after):
            return []
        books = self._books(cls)
        told = {
            name: {fold(str(one[name] or "")) for one in (before, after) if name in one}
            for name in books
            if name in after
        }
        return [name for name, words in told.items() if not words.isdisjoint(books[name])]

    def _books(self, cls: type[Record]) -> Mapping[str, set[str]]:
        """For what the price books in force or to come are, by the field that says it."""
        if not priced(cls):
            return {}
        today = self.clock.today().isoformat()
        books = [one for one in self.where(load("pricebook"), active=1, granted=0) if not one.end or one.end >= today]
        return {name: {fold(said) for one in books if (said := getattr(one, name))} for name in priced(cls)}

    def _says(self, name: str, value: Any, usual: Any) -> bool:
        """Whether a guarded field says what it would not say by itself."""
        return value not in (None, by_itself(name, usual, self.country, self.currency))

    def permit_union(self, noun: str, into: Mapping[str, str]) -> None:
        """Records that become one (ids): what one of them says in guarded fields is not lost in another."""
        cls = load(noun)
        if not guarded(cls):
            return
        read = {
            row["id"]: row for one in {*into, *into.values()} for row in rows.read(self.store, cls, "id = ?", (one,))
        }
        for other, survivor in into.items():
            if other in read and survivor in read:
                kept = {name: read[other][name] for name in guarded(cls) if read[other][name] is not None}
                self.permit_change(cls, read[survivor], kept)

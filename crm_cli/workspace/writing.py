"""Writes records, one by one: checked, completed by their room's rules, in one step."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from crm_cli.errors import Conflict, Invalid, One, Word
from crm_cli.i18n import N_
from crm_cli.records import kinds, later
from crm_cli.records.keys import normal_key
from crm_cli.records.record import Field, Record, columns, declared
from crm_cli.records.registry import NOUNS, load, rule
from crm_cli.records.registry import noun as named
from crm_cli.store import rows
from crm_cli.store.rows import Values
from crm_cli.workspace.permitting import Permitting

if TYPE_CHECKING:
    from crm_cli.records import filters
    from crm_cli.store import uniting
else:  # only where fields are typed by name, or records removed
    filters = later.module("crm_cli.records.filters")
    uniting = later.module("crm_cli.store.uniting")

R = TypeVar("R", bound=Record)


class Writing(Permitting):
    """Everything that is written by hand."""

    def add(self, record: R) -> R:
        """Write a new record: it gets its id, ref, time and author, unless it brings them."""
        values = self._values(record)
        with self.step():  # what a rule has to make first (the statuses, for the first lead) is of the same step
            self.permit_new(type(record), values)
            values |= self._completed(record.noun, None, values)
            self._check_required(type(record), values)
            sets = self._sets(type(record), values)
            values["created"] = values["created"] or self.clock.stamp()
            values["author"] = values["author"] or self.me
            self._check_unique(type(record), values)
            row = rows.insert(self.store, type(record), values)
            for field, wanted in sets.items():
                self._put_set(record.noun, row["id"], field, kinds.items(wanted))
            self._recalled.pop(("empty", record.noun), None)
            written, so_far = self._again(type(record), row["id"]), self.store.db.total_changes
            self._follow(written)
            untouched = self.store.db.total_changes == so_far
        return written if untouched and self._step is not None else self._again(type(record), row["id"])

    def change(self, record: R, **changed: Any) -> R:
        """Change fields of a record; custom attributes by their name. What is equal stays untouched."""
        cls = type(record)
        before = self._values(record)
        with self.step():
            self._recalled.clear()
            self.permit_change(cls, before, changed)
            changed |= self._completed(record.noun, record, changed)
            plain, sets = self._split(cls, before, changed)
            if plain:
                after = {**before, **plain}
                self._check_required(cls, after)
                self._check_unique(cls, after, set(plain))
                rows.update(self.store, cls, before, plain)
            for field, wanted in sets.items():
                self._put_set(record.noun, record.id, field, kinds.items(wanted))
            if plain:
                self._follow(self._again(cls, record.id))
        return self._again(cls, record.id)

    def _completed(self, noun: str, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the noun's rule adds to the values that are to be written."""
        target = named(noun).before
        found: dict[str, Any] = rule(target)(self, record, values) if target else {}
        return found

    def _follow(self, record: Record) -> None:
        """What the noun's rule lets follow from a record that was written."""
        if target := named(record.noun).after:
            rule(target)(self, record)

    def _again(self, cls: type[R], identity: str) -> R:
        """What was just written, as it is now; also where it is no longer visible."""
        return self._record(cls, rows.read(self.store, cls, "id = ?", (identity,), hidden=True)[0])

    def remove(self, record: Record, others: Collection[str] = ()) -> list[Record]:
        """Take a record out with all that hangs under it; what only points to it is unlinked. Gives what was removed.

        ``others`` are the ids of those that are taken out next, so that they hold nothing back.
        """
        with self.step():
            self._recalled.clear()
            gone = self.under(record)
            going = {item.id for item in gone}
            for item in gone:
                self.permit_removal(item)
                if target := named(item.noun).leaving:
                    rule(target)(self, item, {*going, *others})
                self._unlink(item, going)
            uniting.remove_hidden(self.store, going)
            for item in reversed(gone):
                self._clear_sets(item)
                rows.delete(self.store, type(item), self._values(item))
        return gone

    def under(self, record: Record) -> list[Record]:
        """The record and everything that goes with it when it is removed; parents first."""
        found: dict[str, Record] = {record.id: record}
        waiting = [record]
        while waiting:
            item = waiting.pop(0)
            for noun, field in _pointing(item.noun, "cascade"):
                for child in self.where(load(noun), **{field: item.id}):
                    if child.id not in found:
                        found[child.id] = child
                        waiting.append(child)
        return list(found.values())

    def parse(self, noun: str, given: Mapping[str, str]) -> dict[str, Any]:
        """Typed values as stored ones, by field name; links are resolved to ids."""
        return {name: self.parse_one(filters.find_field(noun, name, self), text) for name, text in given.items()}

    def parse_one(self, field: Field, text: str) -> Any:
        """One typed value as it is stored; of what points to records, “none” is none."""
        if text == "" or (field.kind in ("link", "links", "tags") and text.strip().casefold() in filters.EMPTY):
            return None
        if field.kind == "link":
            return self.finder.one(field.to.split(","), text, me=True)[1]
        if field.kind in ("links", "tags"):
            return kinds.packed([self._element(field, part) for part in kinds.parts(text)])
        value = kinds.parse(field.kind, text, self.reading, field.facets)
        return self._checked(field, value)

    def elements(self, record: Record, field: str) -> list[str]:
        """The ids in a set field of a record."""
        found = rows.read(self.store, load("element"), "record = ? AND field = ? ORDER BY n", (record.id, field))
        return [row["value"] for row in found]

    def tags_called(self, text: str) -> list[str]:
        """The id of the tag of that name, if there is one."""
        return [tag.id for tag in self.where(load("tag"), name_key=normal_key("name", text, self.country))][:1]

    def tag(self, text: str) -> str:
        """The id of a tag; a new word makes a new tag in the step that uses it."""
        if found := self.tags_called(text):
            return found[0]
        if self._step is None:
            return "+" + text
        return str(self.add(load("tag")(name=text)).id)

    def next_number(self, noun: str, period: str) -> tuple[int, str]:
        """The next printed number of a noun in a period, and the letters of this copy of the base."""
        from crm_cli.store.numbers import count_on  # only documents are numbered

        with self.step():
            return count_on(self.store, named(noun), period)

    def count_to(self, noun: str, period: str, n: int) -> None:
        """Let the count of a noun in a period stand at ``n`` at least, whatever is undone later."""
        from crm_cli.store.numbers import reach, reached  # see above

        if reached(self.store, named(noun), period) < n:
            with self.step():
                reach(self.store, named(noun), period, n)

    def counted(self, noun: str, period: str) -> int:
        """Where the count of a noun in a period stands."""
        from crm_cli.store.numbers import reached  # see above

        return reached(self.store, named(noun), period)

    def name_external(self, record: Record, source: str, key: str) -> None:
        """Remember what another system calls this record."""
        with self.step():
            rows.insert(
                self.store,
                load("external"),
                {"source": source, "key": key, "noun_name": record.noun, "record": record.id},
            )

    def _values(self, record: Record) -> Values:
        kept = (f.name for f in declared(type(record)) if not f.facets.get("computed"))
        values = {name: getattr(record, name) for name in ("n", "id", *kept, "extra")}
        return values if record.n else {name: value for name, value in values.items() if name != "n"}

    def _sets(self, cls: type[Record], values: Values) -> dict[str, str]:
        return {f.name: values.pop(f.name) for f in declared(cls) if f.kind in ("tags", "links") and values.get(f.name)}

    def _split(self, cls: type[Record], before: Values, changed: Mapping[str, Any]) -> tuple[Values, dict[str, Any]]:
        known = self.fields(cls.noun)
        plain, sets, extra = Values(), {}, dict(before["extra"])
        for name, value in changed.items():
            field = known[name]
            if field.custom:
                extra[name] = value
            elif field.kind in ("tags", "links"):
                sets[name] = value
            elif before.get(name) != value:
                plain[name] = value
        extra = {name: value for name, value in extra.items() if value is not None}
        if extra != before["extra"]:
            plain["extra"] = extra
        return plain, sets

    def _check_required(self, cls: type[Record], values: Values) -> None:
        for field in self.fields(cls.noun).values():
            value = values["extra"].get(field.name) if field.custom else values.get(field.name)
            if field.required and (value is None or (isinstance(value, str) and not value.strip())):
                raise Invalid(
                    N_("{one} needs its {field}"),
                    one=One(named(cls.noun).title),
                    field=Word(field.label),
                    hint=f"--{field.name}",
                )

    def _check_unique(self, cls: type[Record], values: Values, changed: set[str] | None = None) -> None:
        for field in declared(cls):
            if field.facets.get("unique") and values.get(field.name) and (changed is None or field.name in changed):
                rows.check_unique(self.store, cls, values, field.name)

    def _checked(self, field: Field, value: Any) -> Any:
        check = field.facets.get("check")
        if check == "currency" and value is not None:
            from crm_cli.records.checks import currency  # only where a currency is typed

            return currency(str(value))
        if check == "tax_id" and value is not None:
            from crm_cli.records.checks import tax_id  # only where a tax id is typed

            return tax_id(str(value), self.country)
        if check == "skill" and value is not None:
            from crm_cli.records.skills import canonical  # only where a skill is typed

            return canonical(str(value))
        return value

    def _element(self, field: Field, text: str) -> str:
        if field.kind == "tags":
            return self.tag(text)
        return self.finder.one(field.to.split(","), text, me=True)[1]

    def _put_set(self, noun: str, record: str, field: str, wanted: Iterable[str]) -> None:
        """Make a set field hold exactly these elements; each is a row whose id follows from what it says."""
        from crm_cli.records.nouns.elements import element_id  # only where a set is written

        cls = load("element")
        values = [self.tag(value[1:]) if value.startswith("+") else value for value in wanted]
        present = {row["value"]: row for row in rows.read(self.store, cls, "record = ? AND field = ?", (record, field))}
        for value in values:
            if value not in present:
                identity = element_id(record, field, value)
                rows.insert(
                    self.store,
                    cls,
                    {"id": identity, "noun_name": noun, "record": record, "field": field, "value": value},
                )
        kept = set(values)
        for value, row in present.items():
            if value not in kept:
                rows.delete(self.store, cls, row)

    def _clear_sets(self, record: Record) -> None:
        for name, column in rows.HELD:
            cls = load(name)
            for row in rows.read(self.store, cls, f"{column} = ?", (record.id,)):
                rows.delete(self.store, cls, row)

    def _unlink(self, record: Record, going: set[str]) -> None:
        for noun, field in _pointing(record.noun, "clear"):
            for other in self.where(load(noun), **{field: record.id}):
                if other.id not in going:
                    self.change(other, **{field: None})
        for noun, field in _pointing(record.noun, "refuse"):
            others = [other for other in self.where(load(noun), **{field: record.id}) if other.id not in going]
            if others:
                raise Conflict(
                    N_("{ref} can't be removed: {count} {noun} records name it, such as {other}"), ref=record.ref, count=len(others),
                    noun=Word(named(noun).title), other=others[0].ref or noun, hint=N_("give those to another first, or set active to no"),
                )  # fmt: skip


def _pointing(noun: str, on_remove: str) -> list[tuple[str, str]]:
    """The (noun, field) links to a noun that behave so when it is removed."""
    return [
        (other.name, f.name)
        for other in NOUNS.values()
        for f in columns(load(other.name))
        if f.kind == "link" and f.to == noun and f.facets.get("on_remove") == on_remove
    ]

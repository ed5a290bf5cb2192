"""Which values a record has after others were merged into it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crm_cli.errors import Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records.fold import fold
from crm_cli.records.keys import normal_key
from crm_cli.records.kinds import items, packed
from crm_cli.records.record import Field, Record
from crm_cli.workspace import Workspace

Values = dict[str, Any]
NOT_CHOSEN = ("ref", "created", "author", "merged_into", "currency")
# What says something only together: taken from another only where nothing in it contradicts. The first may be chosen for all of them.
NAME = ("name", "family", "given")
OUTCOME = ("status", "type", "reason", "converted", "client", "contact", "opportunity")
TOGETHER = (
    ("address", "country", "region", "city", "district", "postcode"),
    ("partner", "partner_tier", "partner_share"),
    ("bank", "bank_account"),
    ("uses", "uses_from"),
)
FURTHEST = ("discarded", "new", "nurturing", "working", "qualified", "converted")
LISTS = ("choices", "phones", "emails")
SETS = ("tags", "links")
KEYED = ("phone", "email")


class Left(NamedTuple):
    """What another said and the one that stays does not."""

    ref: str
    field: str
    value: Any


class Choosing:
    """The values of ``survivor`` when ``others`` are merged into it; ``keep`` says whose value of a field is wanted."""

    def __init__(self, crm: Workspace, survivor: Record, others: Sequence[Record], keep: Mapping[str, Record]) -> None:
        self.crm, self.survivor, self.others, self.keep = crm, survivor, others, keep
        self.ids = {survivor.id, *(other.id for other in others)}
        known = crm.fields(survivor.noun).values()
        self.fields = {f.name: f for f in known if not f.facets.get("computed")}
        self.before = {name: self._value(survivor, name) for name in self.fields if not self._is(name, SETS)}
        self.after = dict(self.before)
        self.settled: set[str] = {*NOT_CHOSEN}
        self._choose()

    def values(self) -> Values:
        """What changes."""
        return {
            name: value for name, value in self.after.items() if name not in self.before or value != self.before[name]
        }

    def left(self) -> Iterator[Left]:
        """What the others said differently, united lists and joined texts left out."""
        for other in self.others:
            for name in self.before:
                value = self._value(other, name)
                told = value is not None and name not in NOT_CHOSEN and not self._is(name, (*LISTS, "longtext"))
                if told and not self._same(name, value, self.after[name]) and not self._is_listed(name, value):
                    yield Left(other.ref, name, value)

    def _choose(self) -> None:
        """What is wanted first, then what goes by a rule of its own, then what is still empty."""
        for name, record in self.keep.items():
            self._take(name, record)
        if "status" in self.fields and "type" in self.fields:
            self._outcome()
        self._name()
        self._money()
        for names in self._bundles():
            for other in self.others:
                self._fill(names, other)
        for name in self.fields:
            if self._is(name, LISTS) and name not in self.settled:
                self._unite(name)
            elif self._is(name, ("longtext",)) and name not in self.settled:
                self._join(name)

    # --- what is said

    def _take(self, name: str, record: Record) -> None:
        field = self.fields.get(name)
        if field is None or not field.settable or name in NOT_CHOSEN:
            raise Invalid(N_("{field} can't be chosen: it follows from the rest"), field=name)
        if self._is(name, SETS):
            self.after[name] = packed(self.crm.elements(record, name))
            return
        value = self._value(record, name)
        if value is None:
            raise Invalid(N_("{ref} has no {field} to keep"), ref=record.ref, field=Word(field.label))
        if field.kind == "money":
            self._take_money(record)
        for one in self._with(name):
            if one == name or one not in self.keep:
                self.after[one] = self._value(record, one)
                self.settled.add(one)

    def _with(self, name: str) -> Iterable[str]:
        """What goes along with a field that is chosen."""
        of_lead = OUTCOME if "type" in self.fields and "status" in self.fields else ()
        found: Iterable[str] = next(
            (names for names in (NAME, of_lead, *TOGETHER) if names and names[0] == name), (name,)
        )
        return [one for one in found if one in self.fields]

    def _take_money(self, record: Record) -> None:
        """An amount comes with its currency, which must then be that of the other amounts."""
        others = [n for n in self._amounts() if n not in self.keep and self.after[n] is not None]
        if self._currency(record) != self._after_currency and others:
            raise Invalid(
                N_("{ref} counts in {theirs}, the others in {ours}: choose all amounts of one record"), ref=record.ref,
                theirs=self._currency(record), ours=self._after_currency,
            )  # fmt: skip
        if "currency" in self.fields:
            self.after["currency"] = self._value(record, "currency")

    # --- what goes by rules of its own

    def _outcome(self) -> None:
        """A lead stands where the furthest of them came; it was answered when the first of them was."""
        if "status" not in self.settled:
            furthest = max((self.survivor, *self.others), key=lambda lead: FURTHEST.index(self._value(lead, "type")))
            if self._value(furthest, "type") != self.before["type"]:
                for name in self._with("status"):
                    self.after[name] = self._value(furthest, name)
        self.settled.update(self._with("status"))
        answered = [self._value(lead, "responded") for lead in (self.survivor, *self.others)]
        self.after["responded"] = min(filter(None, answered), default=None)

    def _name(self) -> None:
        """One that is only called by a phone, an e-mail or its company gets the name of one that has one."""
        named = next(filter(self._is_named, (self.survivor, *self.others)), self.survivor)
        if "name" not in self.settled and named is not self.survivor:
            for name in self._with("name"):
                self.after[name] = self._value(named, name)
        for other in self.others:
            self._fill(self._with("name"), other)
        self.settled.update(self._with("name"))

    def _is_named(self, record: Record) -> bool:
        name = str(self._value(record, "name"))
        company = self._value(record, "company") if "company" in self.fields else None
        return name != company and "@" not in name and any(char.isalpha() for char in name)

    def _money(self) -> None:
        """Amounts are taken from one that counts in the same currency, or all of them with it."""
        names = self._amounts()
        for other in self.others:
            has = any(self.after[name] is not None for name in names)
            theirs = any(self._value(other, name) is not None for name in names)
            if theirs and not has and "currency" in self.fields:
                self.after["currency"] = self._value(other, "currency")
            if theirs and self._currency(other) == self._after_currency:
                for name in names:
                    self._fill([name], other)
        self.settled.update(names)
        if "currency" in self.fields and not any(self.after[name] is not None for name in names):
            said = (self._value(record, "currency") for record in (self.survivor, *self.others))
            self.after["currency"] = next(filter(None, said), None)

    def _amounts(self) -> list[str]:
        return [name for name in self.fields if self._is(name, ("money",))]

    def _currency(self, record: Record) -> str:
        return str(getattr(record, "currency", None) or self.crm.currency)

    @property
    def _after_currency(self) -> str:
        return str(self.after.get("currency") or self.crm.currency)

    # --- what is empty, and what holds several values

    def _bundles(self) -> Iterator[Sequence[str]]:
        """What is filled together, then every other field by itself."""
        bundles = [[name for name in names if name in self.fields] for names in TOGETHER]
        yield from bundles
        bound = {name for names in bundles for name in names}
        for name in self.fields:
            if name not in bound and not self._is(name, (*LISTS, *SETS, "longtext")):
                yield [name]

    def _fill(self, names: Iterable[str], other: Record) -> None:
        wanted = {name: self._value(other, name) for name in names if name not in self.settled}
        told = {name: value for name, value in wanted.items() if value is not None}
        if all(self.after[name] is None or self._same(name, value, self.after[name]) for name, value in told.items()):
            self.after |= {name: value for name, value in told.items() if self.after[name] is None}

    def _unite(self, name: str) -> None:
        """The members of all lists; of phones and e-mails the main ones of the others too."""
        main = str(self.fields[name].facets.get("also") or "")
        found: dict[str, str] = {}
        for record in (self.survivor, *self.others):
            first = [self._value(record, main)] if main in self.fields else []
            for value in filter(None, [*first, *items(self._value(record, name))]):
                found.setdefault(self._key(main, value), value)
        found.pop(self._key(main, str(self.after.get(main) or "")) if main else "", None)
        if list(found.values()) != items(self.before[name]):
            self.after[name] = packed(list(found.values()))

    def _join(self, name: str) -> None:
        """The texts of all, one under the other, what is said twice once."""
        found: list[str] = []
        for text in filter(None, (self._value(record, name) for record in (self.survivor, *self.others))):
            if not any(text.strip() in one for one in found):
                found.append(text)
        self.after[name] = "\n\n".join(found) or None

    def _is_listed(self, name: str, value: Any) -> bool:
        """A main phone or e-mail is among the others."""
        if f"other_{name}s" not in self.fields:
            return False
        return self._key(name, value) in [self._key(name, one) for one in items(self.after[f"other_{name}s"])]

    # --- values

    def _is(self, name: str, kinds: Sequence[str]) -> bool:
        return self.fields[name].kind in kinds

    def _value(self, record: Record, name: str) -> Any:
        """What a record says; a link to one of those that are merged leads nowhere any more."""
        field: Field = self.fields[name]
        value = record.extra.get(name) if field.custom else getattr(record, name)
        if field.kind == "link" and value in self.ids:
            return None
        unsaid = "" if field.kind != "flag" else field.default  # nobody says of a new client that it is no key account
        return value if value != unsaid else None

    def _same(self, name: str, one: Any, other: Any) -> bool:
        return same(self.crm, self.fields[name], one, other)

    def _key(self, kind: str, value: str) -> str:
        return _key(self.crm, kind, value)


def same(crm: Workspace, field: Field, one: Any, other: Any) -> bool:
    """Whether two values say the same, however they are written."""
    if one is None or other is None or field.kind not in ("text", "url", *KEYED):
        return bool(one == other)
    return _key(crm, field.kind, one) == _key(crm, field.kind, other)


def _key(crm: Workspace, kind: str, value: str) -> str:
    return (normal_key(kind, value, crm.country) if kind in KEYED else None) or fold(value).strip()

"""The people that rows tell of beside their own fields: a name in a cell for phones, and the contact that a client's row brings along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_cli.errors import Invalid
from crm_cli.exchange.batches import Batch, Reading
from crm_cli.exchange.deciding import Update
from crm_cli.exchange.layout import COMPANION
from crm_cli.exchange.parsing import More
from crm_cli.exchange.references import Stub
from crm_cli.i18n import N_
from crm_cli.people import clients
from crm_cli.records.keys import keying
from crm_cli.records.kinds import items, packed
from crm_cli.records.names import name_key

REACH = {"phone": "other_phones", "email": "other_emails"}


def fill(reading: Reading, batch: Batch) -> None:
    """Bring what cells said beyond their value to where it belongs; a file without such cells costs nothing."""
    columns = reading.layout.of(COMPANION)
    for column in columns:
        reader = reading.reader(column)
        values = reader.read(batch.cells(column), batch.refusing(column))
        for place, value in enumerate(values):
            if value is not None:
                batch.people.setdefault(place, {})[column.target.field.name] = value
        _extend_people(batch, column.target.field.name, reader.more)
    for name, more in batch.more.items():
        for place, said in more.items():
            _bring(reading, batch, name, place, said)
    if columns:
        _keep_the_nameless(reading, batch)


def _extend_people(batch: Batch, name: str, more: Mapping[int, More]) -> None:
    for place, said in more.items():
        values = batch.people.setdefault(place, {})
        _add(values, "phone" if name == "name" else name, said.others)
        if said.name:
            values["name"] = values.get("name") or said.name


def _bring(reading: Reading, batch: Batch, name: str, place: int, said: More) -> None:
    """A name goes to the client's contact, with its numbers, or is the record's own; further numbers go to their list."""
    reach = "phone" if name == "name" else name
    own = {one: _held(reading, batch, one)[place] for one in (reach, REACH[reach])}
    if said.name and reading.noun == "client":
        values = batch.people.setdefault(place, {})
        values["name"] = values.get("name") or said.name
        _add(values, reach, [own[reach], *said.others])
        own[reach] = None
    else:
        _add(own, reach, said.others)
    for one, value in own.items():
        _held(reading, batch, one)[place] = value
    if said.name and reading.noun != "client":
        _name(reading, batch, place, said.name)


def _name(reading: Reading, batch: Batch, place: int, name: str) -> None:
    held = _held(reading, batch, "name")
    if held[place] and held[place][:1] != name[:1]:
        batch.refuse(
            place,
            Invalid(N_("the row is about “{name}”, its phone cell about “{other}”"), name=held[place], other=name),
        )
    held[place] = held[place] or name


def _held(reading: Reading, batch: Batch, name: str) -> list[Any]:
    """A column of the batch that may be written to; thrown away where the noun has no such field."""
    found = batch.columns.get(name)
    if not isinstance(found, list):
        found = list(found or [None] * len(batch.rows))
        if name in reading.crm.fields(reading.noun):
            batch.columns[name] = found
    return found


def _add(values: dict[str, Any], reach: str, more: Sequence[Any]) -> None:
    """Numbers behind those that are there already: the first is the main one."""
    every = [one for one in (values.get(reach), *items(values.get(REACH[reach])), *more) if one]
    every = list(dict.fromkeys(every))
    values[reach] = every[0] if every else None
    values[REACH[reach]] = packed(every[1:])


def _keep_the_nameless(reading: Reading, batch: Batch) -> None:
    """Where no person is named, what stands in the person's columns is the client's own."""
    for place, values in list(batch.people.items()):
        if not values.get("name"):
            del batch.people[place]
            for reach, others in REACH.items():
                if values.get(reach):
                    own = {one: _held(reading, batch, one)[place] for one in (reach, others)}
                    _add(own, reach, [values[reach], *items(values.get(others))])
                    for one, value in own.items():
                        _held(reading, batch, one)[place] = value


@dataclass
class Companions:
    """The contacts of the clients of a file: which are new, which change; found by name or number among the client's own."""

    reading: Reading
    stubs: list[Stub] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)

    def decide(self, batch: Batch, clients_: Mapping[int, str], new: Sequence[int]) -> None:
        """The people of these rows, by the place of the row the client that it is; ``new`` are the places of new ones."""
        places = [place for place in batch.people if place in clients_ and place not in batch.refused]
        if not places:
            return
        fresh = set(new)
        known = self._known([clients_[place] for place in places if place not in fresh])
        for place in places:
            values = {name: value for name, value in batch.people[place].items() if value is not None}
            found = self._found(known.get(clients_[place], []), values)
            if found is None:
                self._add(clients_[place], values)
            else:
                self._change(batch.rows[place].line, found, values)

    def _known(self, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        crm = self.reading.crm
        fields = [f for f in crm.fields(COMPANION).values() if f.stored or f.custom]
        found: dict[str, list[dict[str, Any]]] = {}
        for client, identity, *stored in crm.having(COMPANION, "client", ids, fields):
            record = {"id": identity, **dict(zip([f.name for f in fields], stored, strict=True))}
            found.setdefault(client, []).append(record)
        return found

    def _found(self, known: Sequence[dict[str, Any]], values: Mapping[str, Any]) -> dict[str, Any] | None:
        key = name_key(values["name"])
        named = [one for one in known if name_key(one["name"]) == key]
        if named:
            return named[0]
        phone = keying("phone", self.reading.crm.country)
        number = values.get("phone") and phone(values["phone"])
        return next((one for one in known if number and one["phone"] and phone(one["phone"]) == number), None)

    def _add(self, client: str, values: dict[str, Any]) -> None:
        if self.reading.options.mode == "update":
            return
        crm = self.reading.crm
        whole = {**values, "client": client}
        whole |= clients.complete(crm, None, whole)
        self.stubs.append(Stub(COMPANION, crm.new_ids(1)[0], whole))

    def _change(self, line: int, held: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """What the row says otherwise; the name under which somebody was found by number stays."""
        differs = {
            name: (held[name], value) for name, value in values.items() if name != "name" and held[name] != value
        }
        if differs:
            self.updates.append(Update(line, str(held["id"]), differs))

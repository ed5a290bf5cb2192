"""Takes in what another copy of this base did since: its steps, its new rows, and what the merge made of the rows that both know."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import N_
from crm_cli.records.record import columns, declared
from crm_cli.records.registry import CODES, NOUNS, TABLES, Noun, load
from crm_cli.records.told import Change, Told
from crm_cli.store import bulk, oplog, outgoing, rows
from crm_cli.store.arriving import Row, check_links, load_rows
from crm_cli.store.devices import SPANS, Vector
from crm_cli.store.incoming import Incoming
from crm_cli.store.oplog import Logged
from crm_cli.store.places import Places
from crm_cli.store.rows import Values
from crm_cli.store.store import Store

BATCH = 200
NOUN_KEYS = {"setting": ("name",), "external": ("source", "key", "noun_name")}
"""What the database itself allows once: where two copies each made one, the newer stays."""
SAME = ("device", "seq", "ms", "c", "at", "actor", "command", "kind", "target", "ops")


class Place(NamedTuple):
    """A row: its noun, its id, its number here."""

    noun: Noun
    id: str
    n: int


class Clash(NamedTuple):
    """Two rows that may be there once only: what stayed, what went, and who had written that, and when."""

    noun: Noun
    kept: Values
    lost: Values
    lost_id: str
    by: str | None
    at: str


class Meeting:
    """Another copy's changes under way into this one, in the transaction of the step that takes them in."""

    def __init__(self, store: Store, there: Vector) -> None:
        self.store, self.db = store, store.db
        self._list_unseen(there)
        self.places = Places(store, empty=False)
        self.incoming = Incoming(store, self.places)
        self.before = dict(self.incoming.vector)
        self.step = 0
        self.clashes: list[Clash] = []

    def _list_unseen(self, there: Vector) -> None:
        """The rows that were changed here, by whatever device, and of which the other copy does not know."""
        self.db.execute("CREATE TEMP TABLE unseen(noun TEXT, n INTEGER, PRIMARY KEY(noun, n)) WITHOUT ROWID")
        for _step, device, shift, first, after in self.db.execute(SPANS).fetchall():
            low = max(first, there.get(device, 0) + 1 + shift)
            if low < after:
                self.db.execute(
                    "INSERT OR IGNORE INTO unseen SELECT noun, n FROM op WHERE seq BETWEEN ? AND ?", (low, after - 1)
                )

    def close(self) -> None:
        """Look at the links, and forget what only the meeting needed."""
        check_links(self.store)
        self.db.execute("DROP TABLE temp.unseen")
        self.places.close()

    # --- the log

    def take(self, told: Told, changes: Iterable[Change]) -> None:
        """One step of the other's log: compared with ours, or put behind it."""
        number = self.incoming.known(told.id)
        if number is not None:
            self._compare(number, told, changes)
            return
        expected = self.incoming.vector.get(told.device, 0) + 1
        if told.seq < expected:
            raise forked()
        if told.seq > expected:
            raise Invalid(N_("the file lacks changes of the device {device}; nothing was changed"), device=told.device)
        self.incoming.take(told, changes)

    def _compare(self, number: int, told: Told, changes: Iterable[Change]) -> None:
        """The same step must say the same on both sides."""
        values, lines = outgoing.of_step(self.store, number)
        if any((values[name] or 0) != (getattr(told, name) or 0) for name in SAME):
            raise forked()
        theirs = (change for change in changes if change.kind.isupper())
        for line, change in zip(lines, theirs, strict=True):
            kind, noun, identity, *body = json.loads(line)
            if (_did(kind), noun, identity) != (_did(change.kind), change.noun.name, change.id):
                raise forked()
            if body and change.body is not None and body[0] != change.body:
                raise forked()

    def begin(self, step: int) -> None:
        """All steps are in: from now on the rows are written, and what is ours to add is of this step."""
        self.step = step

    # --- rows that both copies know

    def known(self) -> Iterator[list[tuple[Place, list[Logged]]]]:
        """The rows that both know and the other changed, some at a time, each with all its changes, ours and theirs."""
        for noun in NOUNS.values():
            found = self.db.execute(
                "SELECT n, id FROM place WHERE noun = ? AND met = 1 AND born = 0 ORDER BY n", (noun.code,)
            ).fetchall()
            for start in range(0, len(found), BATCH):
                yield self._logged(noun, found[start : start + BATCH])

    def place(self, noun: Noun, identity: str) -> Place:
        """A row by its id, be it removed."""
        return Place(noun, identity, self.places.of(noun, [identity], met=False)[identity])

    def log_of(self, place: Place) -> list[Logged]:
        """All changes of one row."""
        return self._logged(place.noun, [(place.n, place.id)])[0][1]

    def _logged(self, noun: Noun, some: Sequence[tuple[int, str]]) -> list[tuple[Place, list[Logged]]]:
        found: dict[str, list[Logged]] = {identity: [] for _n, identity in some}
        for logged in oplog.of_rows(self.store, noun, some):
            found[logged.row].append(logged)
        return [(Place(noun, identity, n), found[identity]) for n, identity in some]

    def put(self, place: Place, values: Mapping[str, Any] | None) -> None:
        """Bring a row to these values, or out; what that changed is written down for undo."""
        cls = load(place.noun.name)
        present = rows.read(self.store, cls, "n = ?", (place.n,), hidden=True)
        wanted = None if values is None else _row(place, values)
        if wanted is not None and not self._admitted(place, wanted):
            wanted = None
        self._applying(True)
        if wanted is None:
            if present:
                rows.delete(self.store, cls, present[0])
                self._journal(place, "D", {name: [value, None] for name, value in flat(present[0]).items()})
        elif not present:
            rows.insert(self.store, cls, wanted)
            self._journal(place, "I", {name: [None, value] for name, value in flat(wanted).items()})
        else:
            self._update(place, cls, present[0], wanted)
        self._applying(False)

    def _update(self, place: Place, cls: type[Any], present: Values, wanted: Values) -> None:
        old, new = flat(present), flat(wanted)
        changed = {name: [old.get(name), new.get(name)] for name in {**old, **new} if old.get(name) != new.get(name)}
        if changed:
            names = {"extra" if name.startswith("x.") else name for name in changed}
            rows.update(self.store, cls, present, {name: wanted.get(name) for name in names})
            self._journal(place, "U", changed)

    def _journal(self, place: Place, kind: str, body: Mapping[str, list[Any]]) -> None:
        self.db.execute(
            "INSERT INTO merged(step, noun, n, kind, body) VALUES(?, ?, ?, ?, ?)",
            (self.step, place.noun.code, place.n, kind, json.dumps(body, ensure_ascii=False)),
        )

    def _applying(self, on: bool) -> None:
        """Rows that follow from the log are not logged again."""
        self.db.execute("UPDATE ctx SET applying = ?", (int(on),))

    # --- rows that only the other copy knows

    def load(self, noun: Noun, names: Sequence[str], all_rows: Iterable[Row]) -> None:
        """Of all rows of a noun, as the other has them, write those that are new here."""
        load_rows(self.store, noun, names, self._born(noun, names, all_rows))
        self.db.execute(
            f"INSERT INTO merged(step, noun, n, kind) SELECT ?, p.noun, p.n, 'I' FROM place p JOIN main.{noun.table} t ON t.n = p.n"
            " WHERE p.noun = ? AND p.born = 1 ORDER BY p.n",
            (self.step, noun.code),
        )

    def has_new(self) -> bool:
        """Whether there are rows that only the other knows."""
        return self.db.execute("SELECT 1 FROM place WHERE born = 1 LIMIT 1").fetchone() is not None

    def _born(self, noun: Noun, names: Sequence[str], all_rows: Iterable[Row]) -> Iterator[list[Row]]:
        stream = iter(all_rows)
        waiting: list[Row] = []
        while chunk := list(islice(stream, bulk.CHUNK)):
            found = dict(
                self.db.execute(
                    "SELECT id, n FROM place WHERE noun = ? AND born = 1 AND id IN (SELECT value FROM json_each(?))",
                    (noun.code, json.dumps([row[0] for row in chunk])),
                ).fetchall()
            )
            waiting += [[found[row[0]], *row] for row in chunk if row[0] in found]
            if noun.name in NOUN_KEYS:
                waiting = [
                    row
                    for row in waiting
                    if self._admitted(Place(noun, row[1], row[0]), dict(zip(["n", *names], row, strict=True)))
                ]
            if len(waiting) >= bulk.CHUNK:
                yield waiting[: bulk.CHUNK]
                waiting = waiting[bulk.CHUNK :]
        yield waiting

    def _admitted(self, place: Place, wanted: Values) -> bool:
        """Where the database allows one row only, the newer of two stays; the other is removed, in this step."""
        keys = NOUN_KEYS.get(place.noun.name)
        if keys is None:
            return True
        condition = " AND ".join(f"{name} = ?" for name in keys)
        given = [*(wanted[name] for name in keys), place.id]
        cls = load(place.noun.name)
        for other in rows.read(self.store, cls, f"{condition} AND id <> ?", given, hidden=True):
            rival = Place(place.noun, other["id"], other["n"])
            if self._latest(rival) > self._latest(place):
                self._give_way(place, wanted, other)
                return False
            self._give_way(rival, other, wanted)
            self.put(rival, None)
        return True

    def _give_way(self, place: Place, values: Values, kept: Values) -> None:
        """Remove a row for good, be it here yet or not."""
        *_stamp, by, at = self._latest(place)
        self.clashes.append(Clash(place.noun, kept, values, place.id, by, at))
        self._log(place, "D", {name: [value, None] for name, value in flat(values).items()})

    def _latest(self, place: Place) -> tuple[Any, ...]:
        """The stamp of a row's last change, who made it and when."""
        found: tuple[Any, ...] = self.db.execute(
            f"SELECT ms + c / {oplog.FULL}, c % {oplog.FULL}, dev, actor, at FROM (SELECT s.ms ms, s.c + op.seq - s.first c, s.dev dev, s.actor actor, s.at at FROM op JOIN step s USING(step)"
            " WHERE op.noun = ? AND op.n = ?) ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT 1",
            (place.noun.code, place.n),
        ).fetchone()
        return found

    # --- what must be there, since something that lives points to it

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

    def revive(self, place: Place, values: Mapping[str, Any]) -> None:
        """Put a removed row in again, and say in the log that it lives."""
        self.put(place, values)
        self._log(place, "U", {})

    def _log(self, place: Place, kind: str, body: Mapping[str, list[Any]]) -> None:
        """A change of our own that the triggers do not see."""
        seq = self.db.execute(
            "INSERT INTO op(step, noun, n, kind) VALUES(?, ?, ?, ?) RETURNING seq",
            (self.step, place.noun.code, place.n, kind),
        ).fetchone()[0]
        self.db.execute("INSERT INTO body(seq, body) VALUES(?, ?)", (seq, json.dumps(body, ensure_ascii=False)))

    # --- what was done

    def both(self, noun: str) -> list[str]:
        """Ids of the rows of a noun that both sides changed without knowing of it."""
        code = NOUNS[noun].code
        return [
            identity
            for (identity,) in self.db.execute(
                "SELECT p.id FROM place p JOIN unseen u USING(noun, n) WHERE p.noun = ? AND p.met = 1 ORDER BY p.n",
                (code,),
            )
        ]

    def both_told(self, noun: str, link: str, child: str) -> list[str]:
        """Ids of the rows of a noun about which both sides wrote: the row itself, or one of the children that ``link`` to it."""
        parent, rows_ = NOUNS[noun], NOUNS[child]
        touched = (
            "SELECT t.id FROM {set} s JOIN main.{table} t ON t.n = s.n WHERE s.noun = '{code}' {met}"
            " UNION SELECT c.{link} FROM {set} s JOIN main.{children} c ON c.n = s.n WHERE s.noun = '{child}' {met}"
        )
        names = {"table": parent.table, "code": parent.code, "link": link, "children": rows_.table, "child": rows_.code}
        theirs = touched.format(set="place", met="AND s.met = 1", **names)
        ours = touched.format(set="unseen", met="", **names)
        return [
            identity
            for (identity,) in self.db.execute(f"SELECT * FROM ({theirs}) INTERSECT SELECT * FROM ({ours})").fetchall()
        ]

    def tally(self) -> dict[str, dict[str, int]]:
        """How many rows of each noun came, were changed and went, by the kind of change."""
        self._net()
        found: dict[str, dict[str, int]] = {"I": {}, "U": {}, "D": {}}
        for code, kind, count in self.db.execute(
            "SELECT noun, kind, count(*) FROM merged WHERE step = ? GROUP BY noun, kind ORDER BY min(seq)", (self.step,)
        ):
            found[kind][CODES[code].name] = count
        return found

    def _net(self) -> None:
        """A row that was written several times was changed once: from what it held at first to what it holds now."""
        several = self.db.execute(
            "SELECT noun, n FROM merged WHERE step = ? AND body IS NOT NULL GROUP BY noun, n HAVING count(*) > 1",
            (self.step,),
        ).fetchall()
        for code, n in several:
            of_row = (self.step, code, n)
            found = self.db.execute(
                "SELECT kind, body FROM merged WHERE step = ? AND noun = ? AND n = ? ORDER BY seq", of_row
            ).fetchall()
            self.db.execute("DELETE FROM merged WHERE step = ? AND noun = ? AND n = ?", of_row)
            kind, body = _netted([(kind, json.loads(body)) for kind, body in found])
            if kind:
                self._journal(Place(CODES[code], "", n), kind, body)


def _netted(written: Sequence[tuple[str, dict[str, list[Any]]]]) -> tuple[str, dict[str, list[Any]]]:
    """Several changes of one row as one; no kind where they came to nothing."""
    body: dict[str, list[Any]] = {}
    for _kind, fields in written:
        for name, (old, new) in fields.items():
            body[name] = [body[name][0] if name in body else old, new]
    body = {name: pair for name, pair in body.items() if pair[0] != pair[1]}
    was, there = written[0][0] != "I", written[-1][0] != "D"
    return {(True, True): "U" if body else "", (True, False): "D", (False, True): "I"}.get((was, there), ""), body


def _did(kind: str) -> str:
    """Under which number a row was put in, each file knows by itself."""
    return "I" if kind == "R" else kind


def forked() -> Conflict:
    """Two copies wrote under the name of one device."""
    return Conflict(
        N_("this base and the file went on as the same device: one is a copied file or a backup that was restored; nothing was changed"),
        hint=N_("bring in what you need noun by noun: crm export client -o FILE, crm import client FILE"),
    )  # fmt: skip


def flat(row: Mapping[str, Any]) -> Values:
    """A row as the log names its values."""
    plain = {name: value for name, value in row.items() if name not in ("n", "extra")}
    extra = row.get("extra") or {}
    found = plain | {f"x.{name}": value for name, value in extra.items()}
    return {name: value for name, value in found.items() if value is not None}


def _row(place: Place, values: Mapping[str, Any]) -> Values:
    """The values of the log as a row."""
    row: Values = {f.name: f.default for f in columns(load(place.noun.name))}
    row |= {name: value for name, value in values.items() if name in row and value is not None}
    row["extra"] = {name[2:]: value for name, value in values.items() if name.startswith("x.") and value is not None}
    return row | {"id": place.id, "n": place.n, "ref": row.get("ref") or ""}

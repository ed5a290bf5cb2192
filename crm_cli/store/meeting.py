"""Takes in what another copy of this base did since: its steps, its new rows, and what the merge made of the rows that both know."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import N_
from crm_cli.records.record import columns
from crm_cli.records.registry import NOUNS, Noun, load
from crm_cli.records.told import Change, Told
from crm_cli.store import bulk, oplog, outgoing, rows
from crm_cli.store.arriving import Row, check_links, load_rows
from crm_cli.store.devices import SPANS, Vector
from crm_cli.store.hanging import Hanging
from crm_cli.store.incoming import Incoming
from crm_cli.store.merged import Merged
from crm_cli.store.oplog import Logged
from crm_cli.store.places import Place, Places
from crm_cli.store.rows import Values
from crm_cli.store.store import Store

BATCH = 200
NOUN_KEYS = {"setting": ("name",), "external": ("source", "key", "noun_name")}
"""What the database itself allows once: where two copies each made one, the newer stays."""
SAME = ("device", "seq", "ms", "c", "at", "actor", "command", "kind", "target", "ops")


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
        self.hanging = Hanging(store, self.places)
        self.incoming = Incoming(store, self.places)
        self.before = dict(self.incoming.vector)
        self.step, self.merged = 0, Merged(store, 0)
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
        self.step, self.merged = step, Merged(self.store, step)

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
                self.merged.put(place, "D", {name: [value, None] for name, value in flat(present[0]).items()})
        elif not present:
            rows.insert(self.store, cls, wanted)
            self.merged.put(place, "I", {name: [None, value] for name, value in flat(wanted).items()})
        else:
            self._update(place, cls, present[0], wanted)
        self._applying(False)

    def _update(self, place: Place, cls: type[Any], present: Values, wanted: Values) -> None:
        old, new = flat(present), flat(wanted)
        changed = {name: [old.get(name), new.get(name)] for name in {**old, **new} if old.get(name) != new.get(name)}
        if changed:
            names = {"extra" if name.startswith("x.") else name for name in changed}
            rows.update(self.store, cls, present, {name: wanted.get(name) for name in names})
            self.merged.put(place, "U", changed)

    def _applying(self, on: bool) -> None:
        """Rows that follow from the log are not logged again."""
        self.db.execute("UPDATE ctx SET applying = ?", (int(on),))

    # --- rows that only the other copy knows

    def load(self, noun: Noun, names: Sequence[str], all_rows: Iterable[Row]) -> None:
        """Of all rows of a noun, as the other has them, write those that are new here."""
        load_rows(self.store, noun, names, self._born(noun, names, all_rows))
        self.merged.loaded(noun)

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
        """Rows that are gone but that a row which is there points to."""
        return self.hanging.wanted()

    def revive(self, place: Place, values: Mapping[str, Any]) -> None:
        """Put a removed row in again, and say in the log that it lives."""
        self.put(place, values)
        self._log(place, "U", {})

    def write(self, place: Place, values: Mapping[str, Any] | None, before: Mapping[str, Any]) -> None:
        """Bring a row from what it held to these values, or out, and say so in the log."""
        self.put(place, values)
        had = {"id": place.id, **before}
        has = {} if values is None else {"id": place.id, **values}
        pairs = {name: [had.get(name), has.get(name)] for name in {**had, **has}}
        changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        self._log(place, "D" if values is None else "U", changed)

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
            " UNION SELECT c.\"{link}\" FROM {set} s JOIN main.{children} c ON c.n = s.n WHERE s.noun = '{child}' {met}"
        )
        names = {"table": parent.table, "code": parent.code, "link": link, "children": rows_.table, "child": rows_.code}
        theirs = touched.format(set="place", met="AND s.met = 1", **names)
        ours = touched.format(set="unseen", met="", **names)
        return [
            identity
            for (identity,) in self.db.execute(f"SELECT * FROM ({theirs}) INTERSECT SELECT * FROM ({ours})").fetchall()
        ]

    def written(self, noun: Noun) -> list[Place]:
        """The rows of a noun that either side wrote without the other knowing, be they removed."""
        found = self.db.execute(
            "SELECT id, n FROM place WHERE noun = :noun AND (met = 1 OR born = 1)"
            f" UNION SELECT t.id, t.n FROM unseen u JOIN main.{noun.table} t ON t.n = u.n WHERE u.noun = :noun"
            " UNION SELECT b.body ->> '$.id[0]', u.n FROM unseen u JOIN op o ON o.noun = u.noun AND o.n = u.n AND o.kind = 'D' JOIN body b USING(seq)"
            " WHERE u.noun = :noun AND b.body ->> '$.id[0]' IS NOT NULL",
            {"noun": noun.code},
        )
        return [Place(noun, identity, n) for identity, n in found.fetchall()]

    def tally(self) -> dict[str, dict[str, int]]:
        """How many rows of each noun came, were changed and went, by the kind of change."""
        return self.merged.tally()


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

"""Takes many added rows out and puts many removed ones back, set by set: the same log, keys and search index as one by one."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from crm_cli.i18n import N_
from crm_cli.records.kinds import items
from crm_cli.records.record import Record, columns
from crm_cli.records.registry import NOUNS, Noun, load
from crm_cli.records.tokens import indexed
from crm_cli.store import bulk, changes, search
from crm_cli.store.columns import quoted
from crm_cli.store.store import Store


class Kept(NamedTuple):
    """A value that undo left alone: somebody changed it since, or (``failed``) it could not be put back, since ``by`` needs it."""

    noun: Noun
    ref: str
    field: str
    why: str
    failed: bool = False
    by: str = ""


@contextmanager
def sorted_out(store: Store, low: int, high: int, wanted: bool) -> Iterator[list[changes.Op]]:
    """The rows that these changes only added (``gone``) or only removed (``back``), as sets if so wanted; given are the other changes."""
    db = store.db
    db.execute("CREATE TEMP TABLE gone(noun TEXT, n INTEGER, PRIMARY KEY(noun, n)) WITHOUT ROWID")
    db.execute("CREATE TEMP TABLE back(noun TEXT, n INTEGER, seq INTEGER, PRIMARY KEY(noun, n)) WITHOUT ROWID")
    try:
        if not wanted:
            yield list(changes.chosen(db, "", low, high))
            return
        once = "SELECT noun, n, max(seq) seq, max(kind) kind FROM op WHERE seq BETWEEN ? AND ? GROUP BY noun, n HAVING count(*) = 1"
        db.execute(f"INSERT INTO gone SELECT noun, n FROM ({once}) WHERE kind = 'I'", (low, high))
        db.execute(f"INSERT INTO back SELECT noun, n, seq FROM ({once}) WHERE kind = 'D'", (low, high))
        yield changes.others(db, low, high)
    finally:
        db.execute("DROP TABLE gone")
        db.execute("DROP TABLE back")


@contextmanager
def merged(store: Store, step: int) -> Iterator[None]:
    """The rows that a step added by taking in another copy's changes, and that nobody touched since, as a set (``gone``)."""
    store.db.execute("CREATE TEMP TABLE gone(noun TEXT, n INTEGER, PRIMARY KEY(noun, n)) WITHOUT ROWID")
    try:
        store.db.execute(
            "INSERT INTO gone SELECT noun, n FROM merged m WHERE step = ?1 AND kind = 'I' AND body IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM op WHERE op.noun = m.noun AND op.n = m.n AND op.seq >= (SELECT first FROM step WHERE step = ?1))",
            (step,),
        )
        yield
    finally:
        store.db.execute("DROP TABLE gone")


def changed_since(store: Store, op: changes.Op) -> list[Kept]:
    """The values of an inserted row that are not its first ones."""
    now = changes.current(store.db, op.noun, op.n)
    first = {name: new for name, (_old, new) in op.body.items()}
    names = dict.fromkeys([*now, *first])
    changed = [name for name in names if now.get(name) != first.get(name)]
    return [Kept(op.noun, now.get("ref") or "", name.removeprefix("x."), N_("changed since")) for name in changed]


# --- taking out


def remove_added(store: Store, low: int, high: int, mine: int) -> list[Kept]:
    """Take the rows of ``gone`` out: those that are as they were added, unless a row that stays hangs on them."""
    return _keep_changed(store, low, high) + remove(store, mine)


def remove(store: Store, mine: int) -> list[Kept]:
    """Take the rows of ``gone`` out, unless a row that stays hangs on them."""
    kept: list[Kept] = []
    while used := [entry for noun in _nouns(store, "gone") for entry in _keep_used(store, noun)]:
        kept += used
    store.db.execute("UPDATE ctx SET applying = 1")
    for noun in _nouns(store, "gone"):
        _remove(store, noun, mine)
    store.db.execute("UPDATE ctx SET applying = 0")
    return kept


def _nouns(store: Store, table: str) -> list[Noun]:
    """The nouns that a set has rows of."""
    found = {code for (code,) in store.db.execute(f"SELECT DISTINCT noun FROM {table}")}
    return [noun for noun in NOUNS.values() if noun.code in found]


def _keep_changed(store: Store, low: int, high: int) -> list[Kept]:
    """Rows that somebody changed since, and did not put back as they were, stay; a row that is gone already needs nothing.

    One that was only taken out and put back by sets (an insert without a body) is as it was.
    """
    for noun in _nouns(store, "gone"):
        there = f"SELECT n FROM {noun.table}"
        store.db.execute("DELETE FROM gone WHERE noun = ? AND n NOT IN (" + there + ")", (noun.code,))
    written = "o.kind = 'U' OR o.kind = 'I' AND EXISTS (SELECT 1 FROM body WHERE body.seq = o.seq)"
    later = f"EXISTS (SELECT 1 FROM op o WHERE o.noun = g.noun AND o.n = g.n AND o.seq > :high AND ({written}))"
    kept = []
    for op in changes.chosen(store.db, f"JOIN gone g ON g.noun = op.noun AND g.n = op.n AND {later}", low, high):
        if changed := changed_since(store, op):
            store.db.execute("DELETE FROM gone WHERE noun = ? AND n = ?", (op.noun.code, op.n))
            kept += changed
    return kept


def _keep_used(store: Store, target: Noun) -> list[Kept]:
    """Rows of a noun to which a row that stays points must stay too."""
    kept = _keep_named(store, target)
    for noun in NOUNS.values():
        for f in columns(load(noun.name)):
            if f.kind == "link" and f.to == target.name:
                kept += _keep_linked(store, target, noun, f.name)
    return kept


def _keep_named(store: Store, target: Noun) -> list[Kept]:
    """Rows that a tag, another member of a set or an external id was given since must stay too."""
    kept = []
    for noun, column, field in (
        ("element", "record", "c.field"),
        ("element", "value", "''"),
        ("external", "record", "''"),
        ("difference", "record", "''"),
        ("difference", "other", "''"),
    ):
        found = store.db.execute(
            f"SELECT g.n, p.ref, max({field}) FROM gone g JOIN {target.table} p ON p.n = g.n JOIN {NOUNS[noun].table} c ON c.{column} = p.id"
            f" WHERE g.noun = '{target.code}' AND NOT EXISTS (SELECT 1 FROM gone o WHERE o.noun = '{NOUNS[noun].code}' AND o.n = c.n) GROUP BY g.n, p.ref"
        ).fetchall()
        store.db.executemany("DELETE FROM gone WHERE noun = ? AND n = ?", [(target.code, n) for n, *_rest in found])
        why = N_("used since") if column == "value" else N_("changed since")
        kept += [Kept(target, ref, name, why, failed=column == "value") for _n, ref, name in found]
    return kept


def _keep_linked(store: Store, target: Noun, noun: Noun, link: str) -> list[Kept]:
    found = store.db.execute(
        f"SELECT g.n, p.ref, min(c.ref) FROM gone g JOIN {target.table} p ON p.n = g.n JOIN {noun.table} c ON c.{quoted(link)} = p.id"
        f" WHERE g.noun = '{target.code}' AND NOT EXISTS (SELECT 1 FROM gone o WHERE o.noun = '{noun.code}' AND o.n = c.n) GROUP BY g.n, p.ref"
    ).fetchall()
    store.db.executemany("DELETE FROM gone WHERE noun = ? AND n = ?", [(target.code, n) for n, _ref, _by in found])
    return [Kept(target, ref, "", N_("used since"), failed=True, by=by or "") for _n, ref, by in found]


def _remove(store: Store, noun: Noun, mine: int) -> None:
    """Log the deletes with all the rows held, unindex, delete; that no link is left hanging is checked at the end."""
    db, cls = store.db, load(noun.name)
    names = changes.logged(cls)
    searched = search.searched(cls)
    wanted = f"n IN (SELECT n FROM gone WHERE noun = '{noun.code}')"
    rows = f"SELECT n, {', '.join(map(quoted, names))}, extra FROM {noun.table} WHERE {wanted}"
    for chunk in _chunks(store, rows):
        _log(store, noun, mine, [(row[0], _body(names, row[1:-1], row[-1])) for row in chunk])
        given = dict(zip(["n", *names], zip(*(row[:-1] for row in chunk), strict=True), strict=True))
        texts = _documents([(how, many, given[name]) for name, how, many in searched])
        search.unload(db, zip((n * search.SLOTS + noun.number for n in given["n"]), texts, strict=False))
    db.execute(f"DELETE FROM more_keys WHERE noun = '{noun.code}' AND {wanted}")
    aside = bulk.set_aside(store, noun, ("trigger",))
    db.execute(f"DELETE FROM {noun.table} WHERE {wanted}")
    for sql in aside:
        db.execute(sql)


def _chunks(store: Store, query: str) -> Iterator[list[Any]]:
    """The rows of a query by their numbers, in portions each read to its end, since what is open holds its table."""
    after = 0
    while chunk := store.db.execute(f"{query} AND n > ? ORDER BY n LIMIT {bulk.CHUNK}", (after,)).fetchall():
        yield chunk
        after = chunk[-1][0]


def _body(names: Sequence[str], values: Sequence[Any], extra: str | None) -> str:
    held = {name: [value, None] for name, value in zip(names, values, strict=True) if value is not None}
    custom = {f"x.{name}": [value, None] for name, value in json.loads(extra).items()} if extra else {}
    return json.dumps(held | custom, ensure_ascii=False)


def _documents(searched: Sequence[tuple[str, bool, Sequence[str | None]]]) -> list[str]:
    """The index text of each row; a value that comes again is not worked out again."""
    parts = []
    for how, many, values in searched:
        one = indexed(how)
        known: dict[str | None, str] = {None: "", "": ""}
        for value in {value for value in values if value}:
            known[value] = " ".join(one(item) for item in items(value) if item) if many else one(value)
        parts.append([known[value] for value in values])
    return [" ".join(filter(None, row)) for row in zip(*parts, strict=True)]


def _log(store: Store, noun: Noun, mine: int, bodies: Sequence[tuple[int, str]]) -> None:
    (last,) = store.db.execute("SELECT coalesce(max(seq), 0) FROM op").fetchone()
    numbered = list(enumerate(bodies, last + 1))
    ops = ((seq, mine, noun.code, n) for seq, (n, _body) in numbered)
    store.db.executemany("INSERT INTO op(seq, step, noun, n, kind) VALUES(?, ?, ?, ?, 'D')", ops)
    texts = ((seq, body) for seq, (_n, body) in numbered)
    store.db.executemany("INSERT INTO body(seq, body) VALUES(?, ?)", texts)


# --- putting back


def bring_back_removed(store: Store, mine: int) -> list[Kept]:
    """Put the rows of ``back`` in again as they were; one whose place is taken is left out and named."""
    kept = []
    for noun in _nouns(store, "back"):
        kept += _taken(store, noun)
        _load(store, noun)
        store.db.execute(
            "INSERT INTO op(step, noun, n, kind) SELECT ?, noun, n, 'I' FROM back WHERE noun = ? ORDER BY n",
            (mine, noun.code),
        )
    return kept


def _load(store: Store, noun: Noun) -> None:
    cls = load(noun.name)
    loading = bulk.Loading(store, cls, None, as_is=True)
    for chunk in _chunks(store, f"SELECT n, body.body FROM back JOIN body USING(seq) WHERE noun = '{noun.code}'"):
        loading.write(_held(cls, chunk), len(chunk))
    loading.build()


def _held(cls: type[Record], chunk: Sequence[tuple[int, str]]) -> bulk.Columns:
    """What removed rows held, as columns; what none of them has is left out."""
    rows = [{name: old for name, (old, _new) in json.loads(body).items()} for _n, body in chunk]
    present = dict.fromkeys(name for row in rows for name in row)
    known = [name for name in changes.logged(cls) if name in present]
    found: bulk.Columns = {"n": [n for n, _body in chunk]}
    found |= {name: [row.get(name) for row in rows] for name in known}
    custom = [name for name in present if name.startswith("x.")]
    if custom:
        found["extra"] = [{name[2:]: row[name] for name in custom if name in row} for row in rows]
    return found


def _taken(store: Store, noun: Noun) -> list[Kept]:
    """Rows of which one with their number or id is there again."""
    found = store.db.execute(
        "SELECT b.n, body.body ->> '$.ref[0]' FROM back b JOIN body USING(seq) WHERE b.noun = ?1 AND (EXISTS (SELECT 1 FROM"
        f" {noun.table} t WHERE t.n = b.n) OR EXISTS (SELECT 1 FROM {noun.table} t WHERE t.id = body.body ->> '$.id[0]'))",
        (noun.code,),
    ).fetchall()
    store.db.executemany("DELETE FROM back WHERE noun = ? AND n = ?", [(noun.code, n) for n, _ref in found])
    return [Kept(noun, ref or "", "", N_("is there again"), failed=True) for _n, ref in found]

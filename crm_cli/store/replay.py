"""Does the log again, row by row, and says where the tables hold something else."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import Any

from crm_cli.i18n import N_
from crm_cli.records.registry import CODES, NOUNS, Noun, load
from crm_cli.store import changes, sums
from crm_cli.store.columns import quoted
from crm_cli.store.engine import sqlite3
from crm_cli.store.wrong import Wrong, brief

Values = dict[str, Any]
Written = tuple[int, str, changes.Body | None]
AT_ONCE = 500
GONE: Values = {}
LOST = N_("{row} is there no more, and the log does not say that it was removed")
UNKNOWN = N_("{row} is there, and the log does not know it (written from outside?)")
DIFFERS = N_("{row}: {field} is “{found}”, the log says “{said}” (written from outside, or damaged)")
BROKEN = N_("{row}: before change {seq} {field} was “{found}”, the log before it says “{said}”")
OVER = N_("{row} was written anew by change {seq} while it was there (INSERT OR REPLACE?)")
UNREADABLE = N_("change {seq} cannot be read")


def compare(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """Every row that is not as its changes say."""
    for noun in NOUNS.values():
        yield from _unknown(db, noun)
        yield from _lost(db, noun)
        yield from _told(db, noun)


def called(noun: Noun, values: Mapping[str, Any], n: int) -> str:
    """A row for people: its ref, or where it is."""
    return str(values.get("ref") or f"{noun.table} {n}")


def _unknown(db: "sqlite3.Connection", noun: Noun) -> Iterator[Wrong]:
    last = "(SELECT kind FROM op WHERE op.noun = ? AND op.n = t.n ORDER BY seq DESC LIMIT 1)"
    for n, ref in db.execute(f"SELECT n, ref FROM main.{noun.table} t WHERE coalesce({last}, 'D') = 'D'", (noun.code,)):
        if not _lives(db, noun, n):
            yield Wrong(UNKNOWN, {"row": called(noun, {"ref": ref}, n)})


def _lives(db: "sqlite3.Connection", noun: Noun, n: int) -> bool:
    """Somebody wrote to the row unseen by all who removed it, whichever stands last here."""
    found = db.execute(
        "SELECT op.seq, s.dev, op.seq - s.shift, op.kind, s.knew FROM op JOIN step s USING(step) WHERE op.noun = ? AND op.n = ?",
        (noun.code, n),
    ).fetchall()
    removals = [op for op in found if op[3] == "D"]
    return any(op[3] in "IU" and not any(_saw(removal, op) for removal in removals) for op in found)


def _saw(later: Sequence[Any], op: Sequence[Any]) -> bool:
    """Whoever made this change had seen that one; where that is damaged, as it stands here."""
    seq, dev, number, _kind, knew = later[:5]
    try:
        if op[1] == dev:
            return bool(op[2] < number)
        return bool(op[0] < seq if knew is None else json.loads(knew).get(op[1], 0) >= op[2])
    except (TypeError, ValueError, AttributeError):
        return bool(op[0] < seq)


def _lost(db: "sqlite3.Connection", noun: Noun) -> Iterator[Wrong]:
    found = db.execute(
        f"SELECT o.n FROM (SELECT n, max(seq) seq FROM op WHERE noun = ? GROUP BY n) o JOIN op ON op.seq = o.seq"
        f" WHERE op.kind NOT IN ('D', 'E') AND NOT EXISTS (SELECT 1 FROM main.{noun.table} t WHERE t.n = o.n)",
        (noun.code,),
    ).fetchall()
    for (n,) in found:
        said = (
            "SELECT body FROM body JOIN op USING(seq) WHERE noun = ? AND n = ? AND kind = 'I' ORDER BY seq DESC LIMIT 1"
        )
        body = db.execute(said, (noun.code, n)).fetchone()
        ref = ((_read(body[0]) if body else None) or {}).get("ref", [None, None])[1]
        yield Wrong(LOST, {"row": called(noun, {"ref": ref}, n)})


def _mixed(db: "sqlite3.Connection") -> bool:
    """Changes of other copies were taken in: what a row holds is then no more the last that was written here."""
    return db.execute("SELECT 1 FROM step WHERE knew <> '{}' LIMIT 1").fetchone() is not None


def _told(db: "sqlite3.Connection", noun: Noun) -> Iterator[Wrong]:
    """Rows of which the log says more than that they were loaded."""
    found = db.execute(
        "SELECT op.n, op.seq, step.dev, op.seq - step.shift, op.kind, step.knew, body.body FROM op LEFT JOIN body USING(seq) LEFT JOIN step USING(step) WHERE op.noun = ?1"
        " AND op.n IN (SELECT b.n FROM op b JOIN body USING(seq) WHERE b.noun = ?1) ORDER BY op.n, op.seq",
        (noun.code,),
    )
    rows = ((n, list(ops)) for n, ops in groupby(found, itemgetter(0)))
    while chunk := list(islice(rows, AT_ONCE)):
        held = _held(db, noun, [n for n, _ops in chunk])
        for n, ops in chunk:
            yield from _row(noun, n, ops, held.get(n, GONE))


def _held(db: "sqlite3.Connection", noun: Noun, numbers: Sequence[int]) -> dict[int, Values]:
    """What rows hold, as the log names it; what is empty is left out."""
    names = changes.logged(load(noun.name))
    listed = ", ".join(map(quoted, names))
    rows = db.execute(
        f"SELECT n, extra, {listed} FROM main.{noun.table} WHERE n IN (SELECT value FROM json_each(?))",
        (json.dumps(list(numbers)),),
    )
    return {n: _filled(dict(zip(names, values, strict=True)) | _custom(extra)) for n, extra, *values in rows}


def _custom(extra: str | None) -> Values:
    if not extra:
        return {}
    try:
        return {f"x.{name}": value for name, value in json.loads(extra).items()}
    except (ValueError, AttributeError):
        return {"x.": extra}


def _filled(values: Mapping[str, Any]) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _row(noun: Noun, n: int, found: Sequence[tuple[Any, ...]], held: Values) -> Iterator[Wrong]:
    ops: list[Written] = []
    for _n, seq, _dev, _number, kind, _knew, text in found:
        body = _read(text)
        if text is not None and body is None:
            yield Wrong(UNREADABLE, {"seq": seq})
            return
        ops.append((seq, kind, body))
    if not all(before[2] == after[2] or _saw(after[1:], before[1:]) for before, after in pairwise(found)):
        yield from _among(noun, n, ops, held)
    else:
        yield from _in_order(noun, n, ops, held)


def _read(text: str | None) -> changes.Body | None:
    """What a change says; None where it makes no sense."""
    try:
        found = json.loads(text or "")
    except ValueError:
        return None
    sound = isinstance(found, dict) and all(isinstance(pair, list) and len(pair) == 2 for pair in found.values())
    return found if sound else None


def _in_order(noun: Noun, n: int, ops: Sequence[Written], held: Values) -> Iterator[Wrong]:
    """Each change must have found what the one before it left, and the row must hold what the last one left."""
    state, removed = None if ops[0][2] is not None else _loaded(ops, held), GONE
    loaded = state is not None
    for seq, kind, body in ops:
        row = called(noun, state or removed or held, n)
        if kind == "I":
            if state is not None and not loaded:
                yield Wrong(OVER, {"row": row, "seq": seq})
            state = (
                state
                if loaded
                else dict(removed)
                if body is None
                else _filled({k: new for k, (_old, new) in body.items()})
            )
            loaded = False
            continue
        if kind == "U" and body == {} and state is None:
            state = dict(removed)  # a copy that needed the row said so
            continue
        yield from _fits(row, seq, body or {}, state or GONE, whole=kind == "D")
        removed = _filled({k: old for k, (old, _new) in (body or {}).items()})
        state = (
            None if kind in "DE" else _filled({**(state or {}), **{k: new for k, (_old, new) in (body or {}).items()}})
        )
    if state is not None and held:
        yield from _same(called(noun, held, n), held, state)


def _loaded(ops: Sequence[Written], held: Values) -> Values:
    """What a row held when it was loaded: every later change taken back."""
    values = dict(held)
    for _seq, kind, body in reversed(ops[1:]):
        if body is not None:
            values = ({} if kind == "I" else values) | {name: old for name, (old, _new) in body.items()}
    return _filled(values)


def _fits(row: str, seq: int, body: changes.Body, state: Values, *, whole: bool) -> Iterator[Wrong]:
    names = {**body, **state} if whole else body
    for name in names:
        old, said = body.get(name, [None])[0], state.get(name)
        if old != said:
            yield Wrong(BROKEN, {"row": row, "seq": seq, "field": name, "found": brief(old), "said": brief(said)})


def _same(row: str, held: Values, state: Values) -> Iterator[Wrong]:
    for name in dict.fromkeys([*held, *state]):
        if held.get(name) != state.get(name):
            values = {"found": brief(held.get(name)), "said": brief(state.get(name))}
            yield Wrong(DIFFERS, {"row": row, "field": name.removeprefix("x."), **values})


def _among(noun: Noun, n: int, ops: Sequence[Written], held: Values) -> Iterator[Wrong]:
    """Of a row on which copies wrote that did not know of each other every value must be one that somebody wrote."""
    if any(kind == "I" and body is None for _seq, kind, body in ops):
        return
    for name, value in held.items():
        said = [pair[1] for _seq, _kind, body in ops if (pair := (body or {}).get(name))]
        if value not in said:
            yield Wrong(
                DIFFERS,
                {
                    "row": called(noun, held, n),
                    "field": name,
                    "found": brief(value),
                    "said": brief(said[-1] if said else None),
                },
            )


# --- the log itself


STEP = N_("step {step} is not what it was when it was written: its record or its changes were altered or damaged")
LOAD = N_("{table}: a row loaded by step {step} is not what it was, among the {count} from {row} on")
GAP = N_("{table}: {missing} of {count} entries are missing")
STRAY = N_("{table}: {count} entries belong to nothing")
UNDONE = N_("step {step}: what took it back is {found}, the log says {said}")
TWICE = N_("{table}: an entry differs from its copy")
OPEN = N_("a step was left open")


def log(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """What is wrong with the log itself."""
    for table, key in (("step", "step"), ("op", "seq")):
        count, last = db.execute(f"SELECT count(*), coalesce(max({key}), 0) FROM {table}").fetchone()
        if count != last:
            yield Wrong(GAP, {"table": table, "missing": last - count, "count": last})
    for table, sql in STRAYS.items():
        if count := db.execute(sql).fetchone()[0]:
            yield Wrong(STRAY, {"table": table, "count": count})
    yield from _small(db)
    yield from _undone(db)
    yield from _sums(db)


STRAYS = {
    "op": "SELECT count(*) FROM op LEFT JOIN step USING(step) WHERE step.step IS NULL",
    "body": "SELECT count(*) FROM body LEFT JOIN op USING(seq) WHERE op.seq IS NULL",
    "merged": "SELECT count(*) FROM merged LEFT JOIN step USING(step) WHERE step.step IS NULL",
}


OF_NOUN = "substr(code, 1, instr(code || '#', '#') - 1)"
"""What a counter counts, of refs (``Q``) and of printed numbers (``Q#2026``)."""


def _small(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """The clock, the counters, and what SQLite counts for itself."""
    if db.execute(
        "SELECT count(*) FROM ctx WHERE twice = dev || ' ' || base || ' ' || site || ' ' || ms || ' ' || c"
    ).fetchone() != (1,):
        yield Wrong(TWICE, {"table": "ctx"})
    if db.execute("SELECT 1 FROM ctx WHERE step IS NOT NULL OR applying <> 0").fetchone():
        yield Wrong(OPEN, {})
    codes = ", ".join(f"'{code}'" for code in CODES)
    if db.execute(f"SELECT 1 FROM counter WHERE twice IS NOT code || n OR {OF_NOUN} NOT IN ({codes})").fetchone():
        yield Wrong(TWICE, {"table": "counter"})
    counted = dict(db.execute("SELECT name, seq FROM sqlite_sequence"))
    for table, last in (
        ("step", "SELECT max(step) FROM step"),
        *((noun.table, f"SELECT max(n) FROM main.{noun.table}") for noun in NOUNS.values()),
    ):
        highest = db.execute(last).fetchone()[0] or 0
        made = highest if table == "step" else _highest(db, table)
        if counted.get(table, 0) not in (highest, made):
            yield Wrong(TWICE, {"table": f"sqlite_sequence ({table})"})


def _highest(db: "sqlite3.Connection", table: str) -> int:
    code = next(noun.code for noun in NOUNS.values() if noun.table == table)
    found: int = db.execute("SELECT coalesce(max(n), 0) FROM op WHERE noun = ?", (code,)).fetchone()[0]
    return found


def _undone(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """Which step took which back follows from the order of the steps."""
    said: dict[int, int | None] = {}
    targets: dict[int, int | None] = {}
    kinds: dict[int, str] = {}
    found = dict(db.execute("SELECT step, undone FROM step"))
    for step, kind, target in db.execute(
        "SELECT step, kind, target FROM step WHERE kind IN ('undo', 'redo') OR target IS NOT NULL ORDER BY step"
    ):
        targets[step], kinds[step] = target, kind
        said[target] = step
        if kinds.get(target) == "undo" and (first := targets.get(target)) is not None:
            said[first] = None
    for step, undone in found.items():
        if undone != said.get(step):
            yield Wrong(UNDONE, {"step": step, "found": undone or "-", "said": said.get(step) or "-"})


def _sums(db: "sqlite3.Connection") -> Iterator[Wrong]:
    mixed = _mixed(db)
    spans = db.execute(
        "SELECT step, crc, loaded, first, lead(first, 1, (SELECT coalesce(max(seq), 0) + 1 FROM op)) OVER (ORDER BY step) - 1 FROM step WHERE first > 0"
    ).fetchall()
    last = max((step for step, crc, *_rest in spans if crc is not None), default=0)
    for step, crc, loaded, low, high in spans:
        if (crc is not None and sums.crc(db, step, low, high) != crc) or (crc is None and step < last):
            yield Wrong(STEP, {"step": step})
        elif loaded and not mixed:
            yield from _loads(db, step, loaded, low, high)


def _loads(db: "sqlite3.Connection", step: int, text: str, low: int, high: int) -> Iterator[Wrong]:
    for code, (names, said) in json.loads(text).items():
        _names, found = sums.loaded(db, CODES[code], low, high, names)
        for block, (one, other) in enumerate(zip(said, found, strict=False)):
            if one != other:
                (first,) = db.execute(
                    f"SELECT n FROM op WHERE {sums.BARE} AND noun = ? ORDER BY seq LIMIT 1 OFFSET ?",
                    (low, high, code, block * sums.BLOCK),
                ).fetchone()
                ref = db.execute(f"SELECT ref FROM main.{CODES[code].table} WHERE n = ?", (first,)).fetchone()
                values = {"table": CODES[code].table, "step": step, "row": ref[0] if ref and ref[0] else first}
                yield Wrong(LOAD, {**values, "count": sums.BLOCK})

"""What is worked out from the rows and kept beside them: keys, the search index, the schema itself; whether it fits, and made anew."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import Any

from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.records.countries import Country, country
from crm_cli.records.nouns.stage_history import OPEN_END
from crm_cli.records.record import Record, columns, key_columns
from crm_cli.records.registry import NOUNS, Noun, load
from crm_cli.store import changes, migrate, rows, search
from crm_cli.store.columns import custom_value, quoted
from crm_cli.store.engine import sqlite3
from crm_cli.store.wrong import Wrong, brief

AT_ONCE = 5000
KEY = N_("{row}: {field} is “{found}” where “{said}” follows from the record")
UNREADABLE = N_("{row} cannot be read: {field}")
FURTHER = N_("{row}: a further key is missing or too many ({kind} {key})")
DOCUMENT = N_("{row} is not found by what it says: the search index differs")
STRANGE = N_("the search index has entries of records that are not there: {count}")
SCHEMA_GONE = N_("{kind} {name} is missing")
SCHEMA_OTHER = N_("{kind} {name} is not as this program makes it")
SCHEMA_STRANGE = N_("{kind} {name} is not of this program")
Row = dict[str, Any]


def reading(db: "sqlite3.Connection") -> Country:
    """The country by which keys are made."""
    found = db.execute("SELECT value FROM settings WHERE name = 'country'").fetchone()
    return country((found and found[0]) or "CN")


def keys(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """Key columns that do not follow from their record."""
    place = reading(db)
    for noun in NOUNS.values():
        cls = load(noun.name)
        if key_columns(cls):
            for row in _rows(db, noun, _keyed(cls)):
                yield from _key_of(noun, cls, row, place)


def _keyed(cls: type[Record]) -> list[str]:
    """The key columns and the fields that they are made from."""
    return [name for column, made_from in key_columns(cls).items() for name in (column, *(f.name for f in made_from))]


def _key_of(noun: Noun, cls: type[Record], row: Row, place: Country) -> Iterator[Wrong]:
    try:
        wanted = rows.derived(cls, row, place)
    except (CrmError, ValueError) as problem:
        yield Wrong(UNREADABLE, {"row": _called(noun, row), "field": brief(problem)})
        return
    for name, said in wanted.items():
        if row[name] != said:
            yield Wrong(KEY, {"row": _called(noun, row), "field": name, "found": brief(row[name]), "said": brief(said)})


def more_keys(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """Keys of further phones and addresses that are missing, or of which there are too many."""
    found = set(db.execute("SELECT kind, key, noun, n FROM more_keys"))
    for kind, key, code, n in sorted(found ^ set(_more_keys(db)), key=repr):
        yield Wrong(FURTHER, {"row": f"{code} {n}", "kind": kind, "key": brief(key)})


def _more_keys(db: "sqlite3.Connection") -> Iterator[tuple[str, str, str, int]]:
    place = reading(db)
    for noun in NOUNS.values():
        cls = load(noun.name)
        if any(map(rows.keyed, columns(cls))):
            for row in _rows(db, noun, [f.name for f in columns(cls) if rows.keyed(f)]):
                yield from ((kind, key, noun.code, row["n"]) for kind, key in _also(cls, row, place))


def _also(cls: type[Record], row: Row, place: Country) -> list[tuple[str, str]]:
    return rows.also_keys(cls, row, place)


def _rows(db: "sqlite3.Connection", noun: Noun, wanted: Iterable[str]) -> Iterator[Row]:
    """The rows of a noun with these columns, their number and their ref."""
    names = list(dict.fromkeys(["n", "ref", *wanted]))
    for values in db.execute(f"SELECT {', '.join(map(quoted, names))} FROM main.{noun.table} ORDER BY n"):
        yield dict(zip(names, values, strict=True))


def _called(noun: Noun, row: Row) -> str:
    return str(row.get("ref") or f"{noun.table} {row['n']}")


# --- the search index


def searching(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """Records whose entries in the search index are not those that follow from them: the words of each, as a sum."""
    held = _held(db)
    for chunk in _chunks(_documents(db)):
        said = _sums_of([(number, text) for number, text, _row in chunk])
        for number, _text, row in chunk:
            if held.pop(number, 0) != said.get(number, 0):
                yield Wrong(DOCUMENT, {"row": row})
    if held:
        yield Wrong(STRANGE, {"count": len(held)})


def _chunks(documents: Iterator[tuple[int, str, str]]) -> Iterator[list[tuple[int, str, str]]]:
    while chunk := list(islice(documents, AT_ONCE)):
        yield chunk


def _documents(db: "sqlite3.Connection") -> Iterator[tuple[int, str, str]]:
    """The text by which each record should be found, under its number there."""
    for noun in NOUNS.values():
        cls = load(noun.name)
        if searched := search.searched(cls):
            for row in _rows(db, noun, [name for name, *_how in searched]):
                yield row["n"] * search.SLOTS + noun.number, search.document(cls, row), _called(noun, row)


def _held(db: "sqlite3.Connection") -> dict[int, int]:
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.held USING fts5vocab(main, search, instance)")
    return _summed(db.execute("SELECT term, doc FROM temp.held"))


def _sums_of(documents: Iterable[tuple[int, str]]) -> dict[int, int]:
    """What the index would hold of these documents."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.execute(_made("search"))
        db.execute("BEGIN")
        search.load(db, documents)
        db.execute("COMMIT")
        return _held(db)


def _made(name: str) -> str:
    return next(sql for sql in migrate.statements(1) if f"VIRTUAL TABLE {name} " in sql)


def _summed(found: Iterable[tuple[str, int]]) -> dict[int, int]:
    """For each document the sum over its words; words come sorted, so that each is worked out once."""
    sums: dict[int, int] = {}
    last, value = "", hash("")
    for term, document in found:
        if term != last:
            last, value = term, hash(term)
        sums[document] = sums.get(document, 0) + value
    return sums


# --- the schema


def schema(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """Tables, indexes, triggers that are missing, or are not as this program makes them."""
    said, found = _schema_made() | _attribute_indexes(db), _objects(db)
    for key in sorted(said.keys() | found.keys()):
        kind, name = key
        if key not in found:
            yield Wrong(SCHEMA_GONE, {"kind": kind, "name": name})
        elif key not in said:
            yield Wrong(SCHEMA_STRANGE, {"kind": kind, "name": brief(name)})
        elif said[key] != found[key]:
            yield Wrong(SCHEMA_OTHER, {"kind": kind, "name": name})


Objects = dict[tuple[str, str], tuple[str, str]]


def _objects(db: "sqlite3.Connection") -> Objects:
    found = db.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM main.sqlite_master")
    return {
        (str(kind), str(name)): (table, sql)
        for kind, name, table, sql in found
        if not str(name).startswith("sqlite_stat")
    }


def _schema_made() -> Objects:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for number in range(1, migrate.VERSION + 1):
            for statement in migrate.statements(number):
                db.execute(statement)
        for sql in changes.triggers():
            db.execute(sql)
        return _objects(db)


def _attribute_indexes(db: "sqlite3.Connection") -> Objects:
    """The indexes of listed attributes of the team's own, which are there since they were listed."""
    found: Objects = {}
    for noun, name in db.execute("SELECT noun_name, name FROM attributes WHERE listed = 1"):
        if noun in NOUNS:
            table = NOUNS[noun].table
            index = f"attribute_{table}_{name.encode('utf-8', 'surrogateescape').hex()}"
            found["index", index] = (table, f"CREATE INDEX {index} ON {table}({custom_value(name, '')})")
    return found


# --- what hangs together


POINTING = N_("{table}: {count} entries are of records that are not there")
DOUBLE = N_("{ref} is the ref of {count} records")
HISTORY = N_("{row}: its stage history has a gap or an overlap")
NO_HISTORY = N_("{row}: its stage history has not one open end")


def linked(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """Elements and external ids of nothing, refs that are not one record's."""
    for holder in ("elements", "externals"):
        for noun in NOUNS.values():
            sql = f"SELECT count(*) FROM {holder} h WHERE h.noun_name = ? AND NOT EXISTS (SELECT 1 FROM main.{noun.table} t WHERE t.id = h.record)"
            if count := db.execute(sql, (noun.name,)).fetchone()[0]:
                yield Wrong(POINTING, {"table": holder, "count": count})
        if count := db.execute(f"SELECT count(*) FROM {holder} WHERE noun_name NOT IN ({_names()})").fetchone()[0]:
            yield Wrong(POINTING, {"table": holder, "count": count})
    for noun in NOUNS.values():
        if not noun.internal:
            for ref, count in db.execute(
                f"SELECT ref, count(*) FROM main.{noun.table} GROUP BY ref HAVING count(*) > 1"
            ):
                yield Wrong(DOUBLE, {"ref": ref, "count": count})


def _names() -> str:
    return ", ".join(f"'{name}'" for name in NOUNS)


def history(db: "sqlite3.Connection") -> Iterator[Wrong]:
    """The stage history of every opportunity is one line without gaps, whose last snapshot is open."""
    said = "SELECT o.ref FROM stage_history h JOIN main.opportunities o ON o.id = h.opportunity GROUP BY o.id, o.ref HAVING sum(h.until = ?) <> 1"
    for (ref,) in db.execute(said, (OPEN_END,)):
        yield Wrong(NO_HISTORY, {"row": ref})
    gaps = (
        "SELECT DISTINCT ref FROM (SELECT o.ref ref, h.until <> lead(h.effective, 1, h.until) OVER (PARTITION BY h.opportunity"
        " ORDER BY h.effective, h.until <> h.effective, h.n) gap FROM stage_history h JOIN main.opportunities o ON o.id = h.opportunity) WHERE gap"
    )
    for (ref,) in db.execute(gaps):
        yield Wrong(HISTORY, {"row": ref})


# --- made anew


def repair(db: "sqlite3.Connection") -> None:
    """Make again all that follows from the rows: triggers, keys, the search index. Inside a transaction; the rows stay as they are."""
    changes.drop_triggers(db)
    place = reading(db)
    for noun in NOUNS.values():
        cls = load(noun.name)
        if key_columns(cls):
            _put_keys(db, noun, cls, place)
    db.execute("DELETE FROM more_keys")
    db.executemany("INSERT OR IGNORE INTO more_keys(kind, key, noun, n) VALUES(?, ?, ?, ?)", list(_more_keys(db)))
    db.execute("DROP TABLE IF EXISTS main.search")
    db.execute(_made("search"))
    search.load(db, ((number, text) for number, text, _row in _documents(db)))
    for sql in changes.triggers():
        db.execute(sql)


def _put_keys(db: "sqlite3.Connection", noun: Noun, cls: type[Record], place: Country) -> None:
    for row in list(_rows(db, noun, _keyed(cls))):
        wanted = rows.derived(cls, row, place)
        if any(row[name] != value for name, value in wanted.items()):
            assignments = ", ".join(f"{quoted(name)} = ?" for name in wanted)
            db.execute(f"UPDATE main.{noun.table} SET {assignments} WHERE n = ?", [*wanted.values(), row["n"]])

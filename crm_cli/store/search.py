"""Full-text search over the searched fields of every noun: one contentless FTS5 table, fed by whoever writes a row."""

from collections.abc import Iterable, Mapping
from typing import Any

from crm_cli.records.kinds import KINDS, items
from crm_cli.records.record import Record, columns
from crm_cli.records.registry import NOUNS, Noun
from crm_cli.records.registry import load as load_class
from crm_cli.store.engine import sqlite3

SLOTS = 128  # a document's number is the row's times this, plus the noun's


_searched: dict[str, tuple[tuple[str, str, bool], ...]] = {}


def searched(cls: type[Record]) -> tuple[tuple[str, str, bool], ...]:
    """The searched fields of a noun as (name, how, holds a list)."""
    if cls.noun not in _searched:
        _searched[cls.noun] = tuple(
            (f.name, str(f.facets["searched"]), KINDS[f.kind].many) for f in columns(cls) if f.facets.get("searched")
        )
    return _searched[cls.noun]


def document(cls: type[Record], row: Mapping[str, Any]) -> str:
    """The index text of a row; empty when there is nothing to find it by."""
    parts = [
        (value, how)
        for name, how, many in searched(cls)
        if row.get(name)
        for value in (items(row[name]) if many else (str(row[name]),))
    ]
    if not parts:
        return ""
    from crm_cli.records.tokens import document as tokens  # only where something searched is written

    return tokens(parts)


def replace(db: "sqlite3.Connection", noun: Noun, n: int, before: str, after: str) -> None:
    """Take the old text of a row out of the index and put the new one in."""
    if before == after:
        return
    number = n * SLOTS + noun.number
    if before:
        db.execute("INSERT INTO search(search, rowid, t) VALUES('delete', ?, ?)", (number, before))
    if after:
        db.execute("INSERT INTO search(rowid, t) VALUES(?, ?)", (number, after))


def load(db: "sqlite3.Connection", documents: Iterable[tuple[int, str]]) -> None:
    """Index many rows, given as (number, text)."""
    db.executemany("INSERT INTO search(rowid, t) VALUES(?, ?)", ((number, text) for number, text in documents if text))


def unload(db: "sqlite3.Connection", documents: Iterable[tuple[int, str]]) -> None:
    """Take many rows out of the index, given as they were put in."""
    db.executemany(
        "INSERT INTO search(search, rowid, t) VALUES('delete', ?, ?)",
        ((number, text) for number, text in documents if text),
    )


def find(
    db: "sqlite3.Connection", text: str, nouns: Iterable[str], limit: int, *, whole: bool = False
) -> list[tuple[Noun, int]]:
    """The rows that match a text, newest first, as (noun, n); ``whole`` words only, not their beginnings."""
    from crm_cli.records.tokens import query  # only where something is searched

    wanted = {NOUNS[name].number: NOUNS[name] for name in nouns}
    match = query(text, whole=whole)
    if not match:
        return []
    numbers = ", ".join(str(number) for number in wanted)
    found = db.execute(
        f"SELECT rowid FROM search WHERE search MATCH ? AND rowid % {SLOTS} IN ({numbers}) ORDER BY rowid DESC LIMIT ?",
        (match, limit),
    )
    return [(wanted[number % SLOTS], number // SLOTS) for (number,) in found]


def count(db: "sqlite3.Connection", text: str, nouns: Iterable[str]) -> int:
    """How many rows match a text, merged ones left out."""
    from crm_cli.records.tokens import query  # only where something is searched

    numbers = ", ".join(str(NOUNS[name].number) for name in nouns)
    match = query(text)
    shown = "".join(
        f" AND NOT (rowid % {SLOTS} = {NOUNS[name].number} AND rowid / {SLOTS} IN (SELECT n FROM main.{NOUNS[name].table} WHERE merged_into IS NOT NULL))"
        for name in nouns
        if any(f.name == "merged_into" for f in columns(load_class(name)))
    )
    sql = f"SELECT count(*) FROM search WHERE search MATCH ? AND rowid % {SLOTS} IN ({numbers}){shown}"
    return int(db.execute(sql, (match,)).fetchone()[0]) if match else 0

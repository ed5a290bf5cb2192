"""Writes rows, and keeps with each what is derived from it: its normalised keys and its place in the search index."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from crm_cli.errors import Conflict, Failure, One
from crm_cli.i18n import N_
from crm_cli.records.countries import Country
from crm_cli.records.keys import inbox_key, normal_key
from crm_cli.records.kinds import items
from crm_cli.records.record import Field, Record, columns, key_columns
from crm_cli.records.registry import Noun
from crm_cli.records.registry import noun as named
from crm_cli.store import search
from crm_cli.store.columns import quoted
from crm_cli.store.store import Store

Values = dict[str, Any]
EMAILS = ("email", "emails")
# The rows about a record that go with it, and where they name it.
HELD = (
    ("element", "record"), ("element", "value"), ("external", "record"), ("difference", "record"), ("difference", "other"),
)  # fmt: skip


def new_ids(count: int, ms: int) -> Iterator[str]:
    """UUIDv7 texts that sort in the order they were made (RFC 9562, 6.2 method 1: a counter in the 12 bits after the time)."""
    while count > 0:
        batch = min(count, 4096)
        noise = os.urandom(8 * batch).hex()
        start = f"{ms >> 16:08x}-{ms & 0xFFFF:04x}-7"
        for i in range(batch):
            part = noise[i * 16 : i * 16 + 15]
            yield f"{start}{i:03x}-a{part[:3]}-{part[3:]}"
        count -= batch
        ms += 1


def new_id(ms: int) -> str:
    """One UUIDv7."""
    return next(new_ids(1, ms))


def mint_ref(store: Store, noun: Noun) -> str:
    """The next ref of a noun: its letter, a counter, the letters of this site; one that is taken is passed over."""
    while True:
        site = store.db.execute("SELECT site FROM ctx").fetchone()[0]
        counted = store.db.execute(
            "INSERT INTO counter(code, n) VALUES(?, 1) ON CONFLICT DO UPDATE SET n = n + 1 RETURNING n", (noun.code,)
        ).fetchone()[0]
        ref = f"{noun.code}{counted}{site}"
        if not store.db.execute(f"SELECT 1 FROM {noun.table} WHERE ref = ?", (ref,)).fetchone():
            return ref


def insert(store: Store, cls: type[Record], values: Mapping[str, Any]) -> Values:
    """Write a new row; the values with its id, n and ref."""
    noun = named(cls.noun)
    row = {**values, "id": values.get("id") or new_id(store.clock.ms())}
    if not row.get("ref"):
        row["ref"] = mint_ref(store, noun) if not noun.internal else ""
    full = {**_plain(cls, row), **derived(cls, row, store.country)}
    names = [name for name, value in full.items() if value is not None]
    sql = f"INSERT INTO {noun.table}({', '.join(map(quoted, names))}) VALUES({', '.join('?' * len(names))}) RETURNING n"
    row["n"] = store.db.execute(sql, [full[name] for name in names]).fetchone()[0]
    _index_again(store, cls, {}, row)
    return row


def update(store: Store, cls: type[Record], row: Values, changes: Mapping[str, Any]) -> None:
    """Write the changed fields of a row; ``row`` is what it holds until now."""
    noun = named(cls.noun)
    after = {**row, **changes}
    full = {**_plain(cls, changes), **_changed_keys(cls, row, after, store.country)}
    assignments = ", ".join(f"{quoted(name)} = ?" for name in full)
    store.db.execute(f"UPDATE {noun.table} SET {assignments} WHERE n = ?", [*full.values(), row["n"]])
    _index_again(store, cls, row, after)


def delete(store: Store, cls: type[Record], row: Values) -> None:
    """Take a row out."""
    noun = named(cls.noun)
    _index_again(store, cls, row, {})
    store.db.execute(f"DELETE FROM {noun.table} WHERE n = ?", (row["n"],))


def read(
    store: Store, cls: type[Record], condition: str, given: Sequence[Any] = (), *, hidden: bool = False
) -> list[Values]:
    """The rows that a condition of ours (never a user's text) names, whole; ``hidden`` reads past the policy."""
    names, shown = _whole(cls)
    source = f"main.{named(cls.noun).table}" if hidden else f"visible_{named(cls.noun).table}"
    found = store.rows(f"SELECT {shown} FROM {source} t WHERE {condition}", given)
    return [_row(names, values) for values in found]


_shown: dict[str, tuple[list[str], str]] = {}


def _whole(cls: type[Record]) -> tuple[list[str], str]:
    """The names of all that a row holds, and the same as SQL."""
    if cls.noun not in _shown:
        names = ["n", "id", *(f.name for f in columns(cls)), "extra"]
        _shown[cls.noun] = names, ", ".join(map(quoted, names))
    return _shown[cls.noun]


def _row(names: Sequence[str], values: Sequence[Any]) -> Values:
    row = dict(zip(names, values, strict=True))
    row["extra"] = _unpacked(row["extra"])
    return row


def _unpacked(extra: str | None) -> Values:
    try:
        found: Values = json.loads(extra or "{}")
    except ValueError:
        raise Failure(N_("a record cannot be read: it is damaged"), hint="crm doctor") from None
    return found


def _plain(cls: type[Record], values: Mapping[str, Any]) -> Values:
    """What goes into the columns: the custom attributes as one JSON object, everything else as it is."""
    known = {"id", "n", *(f.name for f in columns(cls))}
    plain = {name: value for name, value in values.items() if name in known}
    if "extra" in values:
        filled = {name: value for name, value in values["extra"].items() if value is not None}
        plain["extra"] = json.dumps(filled, ensure_ascii=False, sort_keys=True) if filled else None
    return plain


def derived(cls: type[Record], row: Mapping[str, Any], country: Country) -> Values:
    """The normalised keys of a row."""
    return {
        column: _key(column, [row.get(f.name) for f in made_from], country)
        for column, made_from in key_columns(cls).items()
    }


def _changed_keys(cls: type[Record], before: Values, after: Values, country: Country) -> Values:
    return {
        column: _key(column, [after.get(f.name) for f in made_from], country)
        for column, made_from in key_columns(cls).items()
        if any(before.get(f.name) != after.get(f.name) for f in made_from)
    }


def _key(column: str, values: Iterable[Any], country: Country) -> str | None:
    kind = column.removesuffix("_key")
    return next((key for value in values if value and (key := normal_key(kind, str(value), country))), None)


def also_keys(cls: type[Record], row: Mapping[str, Any], country: Country) -> list[tuple[str, str]]:
    """The keys of the further phones and e-mails of a row, and the inboxes behind tagged addresses, as (kind, key)."""
    found = []
    for f in columns(cls):
        if (kind := f.facets.get("also")) and row.get(f.name):
            found += [(kind, key) for value in items(row[f.name]) if (key := normal_key(kind, value, country))]
        if f.kind in EMAILS and "+" in str(row.get(f.name) or "") and keyed(f):
            addresses = items(row[f.name]) if f.kind == "emails" else [str(row[f.name])]
            found += [("inbox", key) for value in addresses if (key := inbox_key(value))]
    return found


def keyed(field: Field) -> bool:
    """A record can be found by the key of this field."""
    return bool(field.facets.get("key") or field.facets.get("also"))


def _index_again(store: Store, cls: type[Record], before: Values, after: Values) -> None:
    """Bring the further keys and the search index from what the row held to what it holds."""
    noun = named(cls.noun)
    old, new = also_keys(cls, before, store.country), also_keys(cls, after, store.country)
    n = before.get("n") or after.get("n")
    if old != new:
        store.db.executemany(
            "DELETE FROM more_keys WHERE kind = ? AND key = ? AND noun = ? AND n = ?",
            [(*key, noun.code, n) for key in old],
        )
        store.db.executemany(
            "INSERT OR IGNORE INTO more_keys(kind, key, noun, n) VALUES(?, ?, ?, ?)",
            [(*key, noun.code, n) for key in new],
        )
    search.replace(store.db, noun, int(n or 0), search.document(cls, before), search.document(cls, after))


def check_unique(store: Store, cls: type[Record], row: Mapping[str, Any], name: str) -> None:
    """Refuse a second record under a name that must be unique."""
    noun = named(cls.noun)
    key = normal_key("name", str(row[name]), store.country)
    found = store.db.execute(
        f"SELECT ref FROM {noun.table} WHERE name_key = ? AND id IS NOT ?", (key, row.get("id"))
    ).fetchone()
    if found:
        raise Conflict(
            N_("there is already {one} called “{name}”: {ref}"),
            one=One(noun.title),
            name=row[name],
            ref=found[0],
            candidates=[found[0]],
        )

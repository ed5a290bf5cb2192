"""Finds the records a person may mean: by key, by the start of a name, by words, sound or initials."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crm_cli.records.keys import normal_key
from crm_cli.records.kinds import items
from crm_cli.records.patterns import pattern
from crm_cli.records.record import columns, key_columns
from crm_cli.records.registry import CODES, NOUNS, Noun, load
from crm_cli.store import search
from crm_cli.store.columns import quoted
from crm_cli.store.seen import MERGEABLE
from crm_cli.store.store import Store

Hit = tuple[Noun, int]
DIGITS = pattern("[0-9]+")
ENDINGS = 1000  # rows with the same last four digits that are looked at


def holidays(store: Store) -> list[tuple[str, str, str]]:
    """The firm's own days off and days worked instead: the first, the last, and which they are."""
    return store.rows('SELECT start, coalesce("end", start), kind FROM main.holidays')


def by_ref(store: Store, noun: Noun, ref: str) -> list[str]:
    """Ids of the live records that a ref means: what was merged is followed to what it was merged into, also around a circle."""
    found = store.rows(f"SELECT id FROM main.{noun.table} WHERE ref = ?", (ref,))
    return sorted({_survivor(store, noun, identity) for (identity,) in found})


def _survivor(store: Store, noun: Noun, identity: str) -> str:
    if noun.table not in MERGEABLE:
        return identity
    chain = store.rows(
        f"WITH RECURSIVE way(id) AS (SELECT ? UNION SELECT t.merged_into FROM way JOIN main.{noun.table} t ON t.id = way.id WHERE t.merged_into IS NOT NULL)"
        f" SELECT way.id, t.merged_into FROM way JOIN main.{noun.table} t ON t.id = way.id", (identity,)
    )  # fmt: skip
    ends = [end for end, into in chain if into is None]
    return str(ends[0] if ends else min(end for end, _into in chain))


def went_into(store: Store, noun: Noun, identity: str) -> list[str]:
    """The ids of all that was merged into a record, be it through others."""
    if noun.table not in MERGEABLE:
        return []
    found = store.rows(
        f"WITH RECURSIVE way(id) AS (SELECT id FROM main.{noun.table} WHERE merged_into = ?1"
        f" UNION SELECT t.id FROM way JOIN main.{noun.table} t ON t.merged_into = way.id) SELECT id FROM way WHERE id <> ?1", (identity,)
    )  # fmt: skip
    return [one for (one,) in found]


def gone_into(store: Store, noun: Noun, ref: str) -> str | None:
    """The id of what the record of this ref was merged into; None for one that is there, or that never was."""
    if noun.table not in MERGEABLE:
        return None
    found = store.rows(f"SELECT id, merged_into FROM main.{noun.table} WHERE ref = ?", (ref,))
    return _survivor(store, noun, found[0][0]) if found and all(into for _id, into in found) else None


def by_key(store: Store, nouns: Iterable[str], kind: str, key: str, *, prefix: bool = False) -> list[Hit]:
    """The rows whose normalised phone, e-mail or name is this, or begins so."""
    hits: list[Hit] = []
    for noun in (NOUNS[name] for name in nouns):
        if f"{kind}_key" not in key_columns(load(noun.name)):
            continue
        condition, given = (
            (f"{kind}_key >= ? AND {kind}_key < ?", (key, key + "\U0010ffff"))
            if prefix
            else (f"{kind}_key = ?", (key,))
        )
        # What was merged is found by what it was called, where nobody else is called so.
        for source in ("visible_", "main."):
            found = store.rows(f"SELECT n FROM {source}{noun.table} WHERE {condition} ORDER BY n DESC LIMIT 50", given)
            if found:
                break
        hits += [(noun, n) for (n,) in found]
    if not prefix:
        hits += [
            (CODES[code], n)
            for code, n in store.rows("SELECT noun, n FROM more_keys WHERE kind = ? AND key = ?", (kind, key))
            if CODES[code].name in set(nouns)
        ]
    return list(dict.fromkeys(hits))


def by_number(store: Store, noun: Noun, number: str) -> list[str]:
    """Ids of the visible documents with this printed number; of several versions of one the latest."""
    found = store.rows(f"SELECT id FROM visible_{noun.table} WHERE number = ? ORDER BY n DESC", (number,))
    return [identity for (identity,) in found]


def by_counter(store: Store, nouns: Sequence[str], digits: str) -> list[Hit]:
    """The rows whose printed number was counted so, its zeros left out or not, or ends with these digits."""
    return [hit for hit in by_words(store, nouns, digits, ENDINGS, whole=True) if _counted(store, *hit, digits)]


def _counted(store: Store, noun: Noun, n: int, digits: str) -> bool:
    found = store.one(f"SELECT number FROM main.{noun.table} WHERE n = ?", (n,))
    counter = (DIGITS.findall(found[0]) or [""])[-1] if found and found[0] else ""
    return bool(counter) and (int(counter) == int(digits) or counter.endswith(digits))


def by_words(store: Store, nouns: Sequence[str], text: str, limit: int = 50, *, whole: bool = False) -> list[Hit]:
    """The rows whose search index has the words, or words that begin so; newest first."""
    with store.errors():
        return search.find(store.db, text, nouns, limit, whole=whole)


def count_words(store: Store, nouns: Sequence[str], text: str) -> int:
    """How many rows the search index has for the words."""
    with store.errors():
        return search.count(store.db, text, nouns)


def by_ending(store: Store, nouns: Sequence[str], digits: str) -> list[Hit]:
    """The rows whose phone or printed number ends with these digits, more of them than the index keeps apart: those of the last four, looked at."""
    return [
        (noun, n)
        for noun, n in by_words(store, nouns, digits[-4:], ENDINGS, whole=True)
        if _ends(store, noun, n, digits)
    ]


def _ends(store: Store, noun: Noun, n: int, digits: str) -> bool:
    names = [f.name for f in columns(load(noun.name)) if f.facets.get("searched") in ("phone", "number")]
    found = (
        store.one(f"SELECT {', '.join(map(quoted, names))} FROM visible_{noun.table} WHERE n = ?", (n,))
        if names
        else None
    )
    phones = [phone for name, value in zip(names, found or (), strict=False) if value for phone in _phones(name, value)]
    return any("".join(char for char in phone if char.isdigit()).endswith(digits) for phone in phones)


def _phones(name: str, value: str) -> list[str]:
    return items(value) if name == "other_phones" else [value]


def by_external(store: Store, noun: Noun, key: str, source: str | None = None) -> list[str]:
    """Ids of the records that another system calls so."""
    if source is None:
        found = store.rows("SELECT record FROM externals WHERE key = ? AND noun_name = ?", (key, noun.name))
    else:
        found = store.rows(
            "SELECT record FROM externals WHERE source = ? AND key = ? AND noun_name = ?", (source, key, noun.name)
        )
    return [identity for (identity,) in found]


def ids_of(store: Store, hits: Iterable[Hit]) -> list[tuple[Noun, str]]:
    """The visible records behind row numbers, as (noun, id); where there is none, what those were merged into."""
    found, hidden = [], []
    for noun, n in hits:
        row = store.one(f"SELECT id FROM visible_{noun.table} WHERE n = ?", (n,))
        if row:
            found.append((noun, str(row[0])))
        elif noun.table in MERGEABLE:
            hidden.append((noun, n))
    return found or list(dict.fromkeys(_behind(store, hidden)))


def _behind(store: Store, hits: Iterable[Hit]) -> Iterator[tuple[Noun, str]]:
    for noun, n in hits:
        for (identity,) in store.rows(f"SELECT id FROM main.{noun.table} WHERE n = ?", (n,)):
            goal = _survivor(store, noun, identity)
            if store.one(f"SELECT 1 FROM visible_{noun.table} WHERE id = ?", (goal,)):
                yield noun, goal


def last_written(store: Store, nouns: Sequence[str], actor: str | None) -> tuple[Noun, str] | None:
    """The record this person touched last."""
    wanted = {NOUNS[name].code for name in nouns}
    found = store.rows(
        "SELECT op.noun, op.n FROM op JOIN step USING(step) WHERE step.actor IS ? ORDER BY op.seq DESC LIMIT 200",
        (actor,),
    )
    for noun, identity in ids_of(store, ((CODES[code], n) for code, n in found if code in wanted)):
        return noun, identity
    return None


def users(store: Store) -> list[str]:
    """Ids of the users who still work here."""
    return [identity for (identity,) in store.rows("SELECT id FROM visible_users WHERE active = 1")]


def users_called(store: Store, text: str) -> list[str]:
    """Ids of the users with this login, name or ref."""
    found = store.rows("SELECT id FROM visible_users WHERE login = ? OR ref = ?", (text, text))
    if not found:  # reading a name takes more than a login does
        found = store.rows(
            "SELECT id FROM visible_users WHERE name_key = ?", (normal_key("name", text, store.country),)
        )
    return [identity for (identity,) in found]


def values(store: Store, noun: Noun, identity: str, names: Sequence[str]) -> dict[str, Any]:
    """Those of the named fields that the noun has, of one visible record."""
    known = [name for name in names if name in {f.name for f in columns(load(noun.name))} | {"n"}]
    if not known:
        return {}
    found = store.one(f"SELECT {', '.join(map(quoted, known))} FROM visible_{noun.table} WHERE id = ?", (identity,))
    return dict(zip(known, found, strict=True)) if found else {}


def last_contact(store: Store, noun: Noun, identity: str) -> str | None:
    """When somebody last spoke to a visible record; None for never, or where nobody can."""
    from crm_cli.store.computed import COMPUTED, computed  # only where several records may be meant

    if (noun.name, "last_contact") not in COMPUTED:
        return None
    found = store.one(
        f"SELECT {computed(noun.name, 'last_contact', 't')} FROM visible_{noun.table} t WHERE t.id = ?", (identity,)
    )
    return found[0] if found else None


def name_of(store: Store, table: str, identity: str) -> str | None:
    """The name of a record, also of one that is not visible to the user."""
    found = store.one(f"SELECT name FROM main.{table} WHERE id = ?", (identity,))
    return str(found[0]) if found else None


def ref_of(store: Store, table: str, n: int) -> str | None:
    """The ref of the row of that number, also of one that is not visible to the user."""
    found = store.one(f"SELECT ref FROM main.{table} WHERE n = ?", (n,))
    return str(found[0]) if found else None


def stages_of_type(store: Store, kind: str) -> list[str]:
    """Ids of the stages of a type: open, won, lost."""
    return [identity for (identity,) in store.rows("SELECT id FROM visible_stages WHERE type = ?", (kind,))]


def limits_of_role(store: Store, role: str) -> list[str]:
    """Ids of the limits of a role."""
    return [identity for (identity,) in store.rows("SELECT id FROM visible_limits WHERE role = ?", (role,))]


def removal(store: Store, noun: Noun, ref: str) -> tuple[int, int] | None:
    """The step and the change that last removed the record of this ref."""
    found = store.one(
        "SELECT op.step, op.seq FROM op JOIN body USING(seq) WHERE op.noun = ? AND op.kind = 'D'"
        " AND body.body ->> '$.ref[0]' = ? ORDER BY op.seq DESC LIMIT 1",
        (noun.code, ref),
    )
    return (found[0], found[1]) if found else None


def removed(store: Store, noun: Noun) -> set[str]:
    """The refs of the records that were removed, be it that some are there again."""
    found = store.rows(
        "SELECT body.body ->> '$.ref[0]' FROM op JOIN body USING(seq) WHERE op.noun = ? AND op.kind = 'D'", (noun.code,)
    )
    return {str(ref) for (ref,) in found if ref}


def automation(store: Store) -> tuple[bool, bool]:
    """Whether the base has hooks and rules that are active."""
    found = store.one(
        "SELECT EXISTS(SELECT 1 FROM main.hooks WHERE active = 1), EXISTS(SELECT 1 FROM main.rules WHERE active = 1)"
    )
    return (bool(found[0]), bool(found[1])) if found else (False, False)


def device(store: Store) -> str:
    """This copy of the base, among its copies."""
    found = store.one("SELECT dev FROM ctx")
    return str(found[0]) if found else ""

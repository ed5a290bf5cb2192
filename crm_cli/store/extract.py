"""Takes records out as text that SQLite itself builds: rows for CSV, lines of JSON, and everything for a copy of the base."""

from collections.abc import Iterator, Sequence
from typing import Any

from crm_cli.records.kinds import KINDS
from crm_cli.records.record import Field, columns
from crm_cli.records.registry import NOUNS, Noun, load
from crm_cli.store.columns import HAS_CURRENCY, literal, machine, quoted
from crm_cli.store.store import Store
from crm_cli.store.where import Query

PAIRS = 60  # an SQL function takes at most 127 arguments
AT_ONCE = 500
LISTS = ("choices", "phones", "emails", "tags", "links")
SEPARATORS = ",，、;；\n"
SPACES = ", ".join(
    str(code) for code in range(0x3001) if chr(code).isspace()
)  # what is taken off the ends when a list is read


def rows(store: Store, query: Query, fields: Sequence[Field]) -> Iterator[tuple[Any, ...]]:
    """The records as cells of text: yes and no as words, several values with semicolons where none has a separator."""
    selected = [_cell(query.noun, field) for field in fields]
    return store.stream(query.select(selected), query.given)


def lines(store: Store, query: Query, fields: Sequence[Field]) -> Iterator[str]:
    """The records as lines of JSON, several at once; the last line ends without a line end."""
    record = _object([(field.name, _value(query.noun, field)) for field in fields])
    condition = query.condition()
    table = NOUNS[query.noun].table
    for low, high in _ranges(store, NOUNS[query.noun]):
        found = store.one(
            f"SELECT group_concat(x, char(10)) FROM (SELECT {record} x FROM visible_{table} t"
            f" WHERE t.n BETWEEN :low AND :high AND ({condition}) ORDER BY t.n)",
            query.given | {"low": low, "high": high},
        )
        if found and found[0] is not None:
            yield found[0]


def everything(store: Store) -> Iterator[str]:
    """Every row of every noun as a line of JSON, as it is stored but for money and percentages, which are decimals; what is empty is left out."""
    given = {"currency": store.currency}
    for noun in NOUNS.values():
        known = columns(load(noun.name))
        pairs = [("id", "t.id"), *((f.name, _kept(noun.name, f)) for f in known)]
        filled = "".join(
            f" || CASE WHEN {sql} IS NULL THEN '' ELSE {literal(f',{_json(name)}:')} || json_quote({sql}) END"
            for name, sql in pairs
        )
        extra = " || CASE WHEN t.extra IS NULL THEN '' ELSE ',\"extra\":' || json(t.extra) END"
        head = literal('{"noun":' + _json(noun.name))
        for low, high in _ranges(store, noun):
            sql = f"SELECT {head}{filled}{extra} || '}}' FROM main.{noun.table} t WHERE t.n BETWEEN :low AND :high ORDER BY t.n"
            yield from (line for (line,) in store.rows(sql, given | {"low": low, "high": high}))


def _ranges(store: Store, noun: Noun) -> Iterator[tuple[int, int]]:
    """Where the rows are, in portions that fit into memory."""
    ends = store.one(f"SELECT min(n), max(n) FROM main.{noun.table}")
    if ends and ends[0] is not None:
        for low in range(ends[0], ends[1] + 1, AT_ONCE):
            yield low, low + AT_ONCE - 1


def _json(text: str) -> str:
    return '"' + text + '"'


def _kept(noun: str, field: Field) -> str:
    sql = f"t.{quoted(field.name)}"
    if field.kind in ("money", "percent"):
        return machine(noun, (field,), "t")
    return f"json({sql})" if KINDS[field.kind].many else sql


def _shown(noun: str, field: Field) -> str:
    """The value as machine formats show it; a currency that is not written is the base's."""
    if field.name == "currency" and noun in HAS_CURRENCY:
        return "coalesce(t.currency, :currency)"
    return machine(noun, (field,), "t")


def _cell(noun: str, field: Field) -> str:
    sql = _shown(noun, field)
    if field.kind == "flag":
        return f"CASE {sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
    if field.kind in LISTS:
        split = " OR ".join(f"instr(v.value, {_sql_char(mark)})" for mark in SEPARATORS)
        split += f" OR substr(v.value, 1, 1) = '[' OR v.value = '' OR trim(v.value, char({SPACES})) <> v.value"
        joined = "(SELECT group_concat(v.value, ';') FROM json_each(x.x) v)"
        whole = f"EXISTS (SELECT 1 FROM json_each(x.x) v WHERE {split})"
        return (
            f"(SELECT CASE WHEN x.x IS NULL THEN NULL WHEN {whole} THEN x.x ELSE {joined} END FROM (SELECT {sql} x) x)"
        )
    return sql


def _value(noun: str, field: Field) -> str:
    sql = _shown(noun, field)
    if field.kind == "flag":
        return f"json(CASE {sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)"
    if field.kind in LISTS:
        return f"json(coalesce({sql}, '[]'))"
    if field.kind in ("percent", "decimal"):
        return f"json(coalesce(CASE WHEN length({sql}) < 16 THEN {sql} ELSE json_quote({sql}) END, 'null'))"
    return sql


def _sql_char(mark: str) -> str:
    return "char(10)" if mark == "\n" else literal(mark)


def _object(pairs: Sequence[tuple[str, str]]) -> str:
    """One JSON object of any number of pairs."""
    parts = []
    for start in range(0, len(pairs), PAIRS):
        parts.append(
            "json_object(" + ", ".join(f"{literal(name)}, {sql}" for name, sql in pairs[start : start + PAIRS]) + ")"
        )
    if len(parts) == 1:
        return parts[0]
    inner = " || ',' || ".join(f"substr({part}, 2, length({part}) - 2)" for part in parts)
    return f"'{{' || {inner} || '}}'"

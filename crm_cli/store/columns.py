"""The SQL of a field: its stored value, what a machine format shows of it, and the name behind a link."""

from crm_cli.records.countries import CURRENCIES
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS
from crm_cli.store.computed import computed, seen

WHOLE = ", ".join(f"'{code}'" for code, (_symbol, exponent) in sorted(CURRENCIES.items()) if exponent == 0)
HAS_CURRENCY = (
    "client", "lead", "opp", "product", "quota", "snapshot", "pricebook", "price", "pricetalk", "quote", "quoteline", "order", "orderline",
    "instalment", "invoice", "invoiceline", "payment", "allocation", "contract",
)  # fmt: skip
NUMBERED = ("quote", "order", "delivery", "invoice", "membership")
"""Nouns whose records people call by the number that is printed on them."""
NAMELESS = ("activity", "task", "quoteline", "orderline", "invoiceline", "payment", "allocation", "point")
"""Nouns whose records people call by their ref."""
CURRENCY = Field("currency", "text", "", {})
TIMED, NEXT_TIMED = Field("timed", "flag", "", {}), Field("next_timed", "flag", "", {"computed": True})
# Moments that are whole days unless this says that their hour is known.
HOUR_KNOWN = {
    ("task", "due"): TIMED, ("client", "next_step"): NEXT_TIMED, ("lead", "next_step"): NEXT_TIMED, ("opp", "next_step"): NEXT_TIMED,
}  # fmt: skip


def quoted(name: str) -> str:
    """A declared name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A declared text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def custom_value(name: str, alias: str) -> str:
    """The SQL of a custom attribute; the one spelling that its expression index has."""
    path = literal('$."' + name.replace('"', '\\"') + '"')
    return f"{alias}.extra ->> {path}" if alias else f"extra ->> {path}"


def stored(noun: str, field: Field, alias: str) -> str:
    """The SQL of a field's stored value."""
    if field.custom:
        return f"({custom_value(field.name, alias)})"
    if field.kind in ("tags", "links"):
        return f"(SELECT json_group_array(e.value) FROM visible_elements e WHERE e.record = {alias}.id AND e.field = {literal(field.name)} HAVING count(*) > 0)"
    if field.facets.get("computed"):
        return computed(noun, field.name, alias)
    if field.facets.get("seen"):
        return seen(noun, field.name, alias)
    return f"{alias}.{quoted(field.name)}"


def birthday(sql: str) -> str:
    """The SQL of a birthday without the year: ``05-14``, ``lunar 08-15``."""
    return f"iif({sql} LIKE 'lunar%', 'lunar ', '') || substr({sql}, -5)"


def along(noun: str, path: tuple[Field, ...], alias: str, depth: int = 0) -> str:
    """The SQL of a field reached through links."""
    first, *rest = path
    if not rest:
        return stored(noun, first, alias)
    inner = f"j{depth}"
    table = NOUNS[first.to].table
    return f"(SELECT {along(first.to, tuple(rest), inner, depth + 1)} FROM visible_{table} {inner} WHERE {inner}.id = {stored(noun, first, alias)})"


def named(field: Field, sql: str, *, human: bool) -> str:
    """What a link shows: the name to people, the handle (a ref, or a unique name) to machines."""
    if field.kind == "link":
        return f"(SELECT {called(field.to, human=human)} FROM main.{NOUNS[field.to].table} l WHERE l.id = {sql})"
    sources = " UNION ALL ".join(
        f"SELECT l.id, {called(noun, human=human)} shown FROM main.{NOUNS[noun].table} l"
        for noun in field.to.split(",")
    )
    return f"(SELECT json_group_array(x.shown) FROM json_each({sql}) v JOIN ({sources}) x ON x.id = v.value HAVING count(*) > 0)"


def called(noun: str, *, human: bool) -> str:
    """The SQL of what a record of the row ``l`` is called, by people or by machines."""
    if human and noun in NUMBERED:
        return "coalesce(l.number, l.ref)"
    return f"l.{quoted('name' if human and noun not in NAMELESS else NOUNS[noun].handle)}"


def machine(noun: str, path: tuple[Field, ...], alias: str) -> str:
    """What csv, tsv, json, jsonl and ids show of a field: ISO dates (a moment of which only the day is known is one too), money as a decimal string, names of choices as keys."""
    field, sql = path[-1], along(noun, path, alias)
    if field.kind in ("link", "links", "tags"):
        return named(field, sql, human=False)
    whose = noun if len(path) == 1 else path[-2].to
    if timed := HOUR_KNOWN.get((whose, field.name)):
        return f"CASE WHEN {along(noun, (*path[:-1], timed), alias)} = 0 THEN local_day({sql}) ELSE {sql} END"
    return MACHINE[field.kind].format(x=sql, currency=_currency(noun, path, alias))


def _currency(noun: str, path: tuple[Field, ...], alias: str) -> str:
    """The SQL of the currency that the money at the end of a path is counted in."""
    if (noun if len(path) == 1 else path[-2].to) not in HAS_CURRENCY:
        return ":currency"
    return f"coalesce({along(noun, (*path[:-1], CURRENCY), alias)}, :currency)"


_TWO = (
    "CASE WHEN {x} IS NULL THEN NULL WHEN {currency} IN ("
    + WHOLE
    + ") THEN CAST({x} AS TEXT) ELSE printf('%s%d.%02d', CASE WHEN {x} < 0 THEN '-' ELSE '' END, abs({x}) / 100, abs({x}) % 100) END"
)
_PERCENT = "CASE WHEN {x} IS NULL THEN NULL WHEN {x} % 100 = 0 THEN CAST({x} / 100 AS TEXT) ELSE rtrim(printf('%s%d.%02d', CASE WHEN {x} < 0 THEN '-' ELSE '' END, abs({x}) / 100, abs({x}) % 100), '0') END"
MACHINE = {
    "text": "{x}", "longtext": "{x}", "number": "{x}", "decimal": "{x}", "money": _TWO, "percent": _PERCENT, "date": "{x}", "time": "{x}", "flag": "{x}",
    "choice": "{x}", "choices": "{x}", "phone": "{x}", "phones": "{x}", "email": "{x}", "emails": "{x}", "url": "{x}", "birthday": "{x}", "repeat": "{x}",
    "link": "{x}", "links": "{x}", "tags": "{x}",
}  # fmt: skip

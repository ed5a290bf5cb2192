"""The views that ``crm sql`` reads: one for each noun, with its values as people count them, and no way past what may be seen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crm_cli.i18n import N_
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS, Noun
from crm_cli.store.columns import CURRENCY, HAS_CURRENCY, NAMELESS, NUMBERED, WHOLE, literal, named, quoted, stored

TYPES = {
    "number": "integer", "flag": "0 or 1", "money": "number", "percent": "number", "decimal": "number", "date": "date", "time": "time in UTC",
    "choices": "JSON array", "phones": "JSON array", "emails": "JSON array", "tags": "JSON array", "links": "JSON array",
}  # fmt: skip
EXTRA = {"snapshot": "stage_history"}
"""Internal nouns that have a view too."""
Fields = Mapping[str, Sequence[Field]]


class Column(NamedTuple):
    """A column of a view; ``label`` is a catalogue key, ``of`` names what a link's column shows of what it points to."""

    name: str
    type: str
    label: str
    of: str
    sql: str


class View(NamedTuple):
    """A view: its name, the noun it shows, its columns."""

    name: str
    noun: Noun
    columns: list[Column]


def views(fields: Fields, moments: Mapping[str, str]) -> list[View]:
    """The views over these fields of each noun; ``moments`` are the parameters of computed fields: ``now``, ``today``, ``morning``, ``currency``."""
    given = {f":{name}": literal(value) for name, value in moments.items()}
    return [
        View(
            EXTRA.get(name, NOUNS[name].table),
            NOUNS[name],
            [column for field in some for column in _columns(name, field, given)],
        )
        for name, some in fields.items()
    ]


def _columns(noun: str, field: Field, given: Mapping[str, str]) -> Iterator[Column]:
    sql = stored(noun, field, "t")
    kind = TYPES.get(field.kind, "text")
    if field.kind == "link":
        handle = NOUNS[field.to].handle
        yield Column(field.name, kind, field.label, handle, named(field, sql, human=False))
        if handle == "ref" and field.to not in NAMELESS:
            of = "number" if field.to in NUMBERED else "name"
            yield Column(f"{field.name}_{of}", kind, field.label, of, named(field, sql, human=True))
        return
    if field.kind in ("tags", "links"):
        sql = named(field, sql, human=False)
    elif field.name == CURRENCY.name and noun in HAS_CURRENCY:
        sql = "coalesce(t.currency, :currency)"
    elif field.kind in COUNTED:
        currency = "coalesce(t.currency, :currency)" if noun in HAS_CURRENCY else ":currency"
        sql = COUNTED[field.kind].format(x=sql, currency=currency)
    for name, value in given.items():
        sql = sql.replace(name, value)
    yield Column(field.name, kind, field.label, "", sql)


COUNTED = {
    "money": f"(({{x}}) / CASE WHEN {{currency}} IN ({WHOLE}) THEN 1.0 ELSE 100.0 END)",
    "percent": "(({x}) / 100.0)",
    "decimal": "CAST({x} AS REAL)",
}


def statements(found: Sequence[View], visible: Sequence[str], secret: str) -> Iterator[str]:
    """The SQL that makes the views; those that read the base have names that nobody can guess.

    A common table expression may have the name of a view, and is then the source that an authorizer is told: so whoever reads
    the base has a name of this connection only.
    """
    yield from visible
    for view in found:
        selected = ", ".join(f"{column.sql} AS {quoted(column.name)}" for column in view.columns)
        inner = f"SELECT {selected} FROM visible_{view.noun.table} t".replace("visible_", f"{secret}_")
        yield f"CREATE TEMP VIEW {secret}__{view.name} AS {inner}"
        yield f"CREATE TEMP VIEW {view.name} AS SELECT * FROM {secret}__{view.name}"


HUMAN_TYPES = {
    "text": N_("text"), "integer": N_("integer"), "0 or 1": N_("0 or 1"), "number": N_("number"), "date": N_("date"),
    "time in UTC": N_("time in UTC"), "JSON array": N_("JSON array"),
}  # fmt: skip

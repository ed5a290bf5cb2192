"""What is declared once arrives everywhere: every kind on every surface, every field in the schema, every noun with its parts."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pytest

from crm_cli.commands import flags, verbs
from crm_cli.commands.adding import EXAMPLES
from crm_cli.commands.root import COMMANDS
from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.kinds import CUSTOM_KINDS, KINDS
from crm_cli.records.nouns import attributes
from crm_cli.records.record import SPECIFIERS, columns, declared, key_columns
from crm_cli.records.registry import CODES, NOUNS, TABLES, Noun, load, visible
from crm_cli.render.values import HUMAN_VALUES
from crm_cli.store.columns import HAS_CURRENCY, MACHINE, NAMELESS, NUMBERED
from crm_cli.store.computed import COMPUTED
from crm_cli.store.search import SLOTS
from crm_cli.telling import given, words
from crm_cli.workspace import Workspace
from tests.commands.test_fields import VALUES
from tests.founding import founded

# Every surface with the kinds it knows. A surface that may leave kinds to a default names none of these.
SURFACES: dict[str, Collection[str]] = {
    "records.record: the form of a declaration": [specify.__name__ for specify in SPECIFIERS],
    "render.values: how it reads to a person": HUMAN_VALUES,
    "store.columns: what a machine format shows": MACHINE,
}
CUSTOM_SURFACES: dict[str, Collection[str]] = {
    "records.nouns.attributes: its name in crm field add": attributes.KINDS,
    "tests.commands.test_fields: its round through every surface": VALUES,
}
PLUMBING = {"n", "id", "extra"}


def gaps(kinds: Collection[str], surfaces: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Kinds that a surface has forgotten, or knows and nobody else does."""
    for surface, known in surfaces.items():
        yield from (f"{surface} lacks {kind}" for kind in sorted(set(kinds) - set(known)))
        yield from (f"{surface} has {kind}, which is no kind" for kind in sorted(set(known) - set(kinds)))


def schema_gaps(noun: Noun, cls: type[Any], table: Mapping[str, str]) -> Iterator[str]:
    """Fields without their column, with one of another type, and columns that no field has."""
    wanted = {field.name: KINDS[field.kind].sql for field in columns(cls)} | dict.fromkeys(key_columns(cls), "TEXT")
    for name, type_ in wanted.items():
        if table.get(name) != type_:
            yield f"{noun.table}.{name} is {table.get(name, 'missing')}, not {type_}"
    yield from (f"{noun.table}.{name} is no field" for name in sorted(set(table) - set(wanted) - PLUMBING))


@pytest.fixture(scope="module")
def crm() -> Workspace:
    return founded()


def table_of(crm: Workspace, noun: Noun) -> dict[str, str]:
    return {name: type_ for _at, name, type_, *_rest in crm.store.rows(f"PRAGMA table_info({noun.table})")}


def test_every_kind_is_on_every_surface() -> None:
    assert list(gaps(KINDS, SURFACES)) == []
    assert list(gaps(CUSTOM_KINDS, CUSTOM_SURFACES)) == []


def test_a_kind_that_a_surface_forgot_is_found() -> None:
    assert list(gaps([*KINDS, "colour"], SURFACES)) == [f"{surface} lacks colour" for surface in SURFACES]
    assert list(gaps([k for k in KINDS if k != "url"], {"here": KINDS})) == ["here has url, which is no kind"]


def test_a_flag_has_a_metavar_of_its_kind_or_is_text() -> None:
    assert set(KINDS) - set(flags.METAVARS) == {"text", "longtext"}
    assert set(flags.METAVARS) <= set(KINDS)
    assert set(given.UNDERSTOOD) | set(given.NUMBERS) <= set(KINDS)


@pytest.mark.parametrize("noun", NOUNS.values(), ids=list(NOUNS))
def test_every_stored_field_has_its_column_and_every_column_its_field(crm: Workspace, noun: Noun) -> None:
    assert list(schema_gaps(noun, load(noun.name), table_of(crm, noun))) == []


def test_a_field_without_a_migration_is_found(crm: Workspace) -> None:
    @of.record("planted")
    class Planted(of.Record):
        name: str = of.text(N_("Name"), required=True, key="name")
        meaning: int | None = of.number(N_("Number"))
        code: str | None = of.text(N_("Code"))

    assert list(schema_gaps(NOUNS["tag"], Planted, table_of(crm, NOUNS["tag"]))) == [
        "tags.meaning is TEXT, not INTEGER",
        "tags.code is missing, not TEXT",
    ]

    @of.record("forgotten")
    class Forgotten(of.Record):
        name: str = of.text(N_("Name"), required=True, key="name")

    assert list(schema_gaps(NOUNS["tag"], Forgotten, table_of(crm, NOUNS["tag"]))) == ["tags.meaning is no field"]


@pytest.mark.parametrize("noun", NOUNS.values(), ids=list(NOUNS))
def test_every_field_is_of_a_kind_and_says_what_its_kind_needs(noun: Noun) -> None:
    for field in declared(load(noun.name)):
        assert field.kind in KINDS, field.name
        assert field.label, field.name
        if field.kind in ("link", "links", "tags"):
            assert field.to, field.name
            assert all(target in NOUNS for target in field.to.split(",")), field.name
        if field.kind == "link" and not noun.internal:
            assert field.facets.get("on_remove") in ("cascade", "clear", "refuse"), field.name
        if field.kind in ("choice", "choices"):
            assert "choices" in field.facets, field.name
        assert bool(field.facets.get("computed")) == ((noun.name, field.name) in COMPUTED), field.name


def test_nouns_have_letters_tables_and_places_of_their_own() -> None:
    assert len(CODES) == len(TABLES) == len({noun.number for noun in NOUNS.values()}) == len(NOUNS)
    assert all(0 < noun.number < SLOTS for noun in NOUNS.values())
    assert not any(letter in noun.code for noun in NOUNS.values() for letter in "IO")


@pytest.mark.parametrize("noun", NOUNS.values(), ids=list(NOUNS))
def test_every_noun_has_its_class_and_what_it_points_to_is_there(noun: Noun) -> None:
    cls = load(noun.name)
    assert (cls.noun, cls.__name__) == (noun.name, noun.cls)
    assert noun.handle == "ref" or any(f.name == noun.handle for f in declared(cls))
    assert ("currency" in {f.name for f in declared(cls)}) == (noun.name in HAS_CURRENCY)
    assert bool(noun.summary) == (not noun.internal)


@pytest.mark.parametrize("noun", visible())
def test_every_noun_is_a_command_is_counted_in_words_and_has_the_common_verbs(noun: str) -> None:
    assert noun in COMMANDS
    assert noun in words.COUNTED
    assert set(verbs.COMMON) <= set(verbs.group(noun).table)
    fields = {field.name for field in declared(load(noun))}
    assert ("owner" in fields, "tags" in fields) == (noun in verbs.OWNED, noun in verbs.TAGGED)


LINKED = sorted(
    {one for noun in NOUNS for f in declared(load(noun)) if f.kind in ("link", "links") for one in f.to.split(",")}
)


@pytest.mark.parametrize("noun", LINKED)
def test_what_a_link_shows_is_a_name_a_number_or_a_ref(noun: str) -> None:
    fields = {field.name for field in declared(load(noun))}
    assert (noun in NAMELESS) == ("name" not in fields and "number" not in fields)
    assert (noun in NUMBERED) == ("number" in fields and noun != "contract")


def test_own_verbs_are_of_nouns_that_there_are() -> None:
    assert set(verbs.OWN_VERBS) <= set(visible())


@pytest.mark.parametrize("noun", [noun for noun in visible() if "add" not in verbs.OWN_VERBS.get(noun, {})])
def test_the_example_of_add_is_one_that_works(noun: str) -> None:
    needed = {f.name for f in declared(load(noun)) if f.required and f.addable} - {"name", "text"}
    if needed:
        assert noun in EXAMPLES, f"{noun} needs {needed}: crm {noun} add NAME alone is refused"

"""Conditions by name: ``group=重点`` and ``@周报``, which stand for a filter of their own or for members put in by hand; ``ref=C2``."""

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from crm_cli.errors import Conflict, Invalid, NotFound
from crm_cli.i18n import N_
from crm_cli.records.filters import EMPTY, FILLED, Span, Within, find_path, is_group, is_view, read, said
from crm_cli.records.record import Field

if TYPE_CHECKING:
    from crm_cli.records.filters import Filter, Schema


def words(text: str) -> list[str]:
    """A filter that is kept as one text, as the words of a command line."""
    try:
        return shlex.split(text)
    except ValueError:
        raise Invalid(N_("“{text}” has a quote that does not end"), text=text) from None


def belongs(
    noun: str, name: str, value: str, schema: "Schema", inside: tuple[str, ...], *, negated: bool
) -> Within | None:
    """``client.group=重点``; none where that noun has a field of this name."""
    links, _dot, last = name.rpartition(".")
    path = find_path(noun, links, schema) if links else ()
    if path and (path[-1].kind != "link" or "," in path[-1].to):
        return None
    target = path[-1].to if path else noun
    if last in schema.fields(target):
        return None
    if value.casefold() in (*EMPTY, *FILLED):
        negated ^= value.casefold() in EMPTY
        found = schema.groups(target, "")
    else:
        found = [group for part in _names(value) for group in schema.groups(target, part)]
    living = tuple(_inner(target, text, schema, name, inside) for _identity, name, text in found if text is not None)
    return Within(path, target, living, tuple(identity for identity, _name, text in found if text is None), negated)


def behind_refs(
    noun: str, path: tuple[Field, ...], spans: Sequence[Span], schema: "Schema"
) -> tuple[tuple[Field, ...], str, tuple[Span, ...]]:
    """``ref=C2`` means whom a person means by C2: what was merged is found as what it was merged into."""
    *way, field = path
    target = way[-1].to if way else noun
    found = [one for span in spans for one in schema.behind_ref(target, str(span.low))]
    return (*way, Field("id", "text", field.label, {})), "in", tuple(Span(one, one) for one in found)


def shown_in(noun: str, name: str, schema: "Schema", inside: tuple[str, ...]) -> Within:
    """``@周报``: what the view of that name shows."""
    text = schema.view(noun, name)
    return Within((), noun, (_inner(noun, text, schema, f"@{name.casefold()}", inside),))


def mentions(text: str) -> Iterator[tuple[str, str]]:
    """The groups and views that a kept filter names: ``group`` or ``view``, and the name as it is written."""
    for word in words(text):
        found = said(word)
        if is_view(word):
            yield "view", word[1:].strip()
        elif found and is_group(found[0]):
            yield from (("group", name) for name in _names(found[2]))


def _names(value: str) -> list[str]:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return [value[1:-1]]
    return [part for part in value.replace("，", ",").split(",") if part]


def _inner(noun: str, text: str, schema: "Schema", name: str, inside: tuple[str, ...]) -> "Filter":
    if name in inside:
        chain = " → ".join([*inside[inside.index(name) :], name])
        raise Conflict(N_("“{name}” leads back to itself: {chain}"), name=name, chain=chain)
    try:
        return read(noun, words(text), schema, (*inside, name))
    except (NotFound, Invalid) as error:
        if "within" in error.values:  # told where it is by the filter that says it
            raise
        raise type(error)(
            N_("{problem} (so says the filter of “{within}”)"), hint=error.hint, candidates=error.candidates,
            **(error.values | {"problem": error, "within": name}),
        ) from error  # fmt: skip

"""A whole base as lines of JSON, and back: ids, refs, days, authors, what other systems call the records, all as it was."""

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import chain, filterfalse, groupby
from typing import Any, NamedTuple

from crm_cli.errors import Conflict, Invalid, Word
from crm_cli.i18n import N_
from crm_cli.records.countries import CURRENCIES
from crm_cli.records.kinds import KINDS
from crm_cli.records.record import columns
from crm_cli.records.registry import NOUNS, load
from crm_cli.workspace import Workspace

FORMAT = 1
KEPT = ("client", "contact", "opp", "activity", "task", "product")
Line = tuple[int, str, dict[str, Any]]


class Done(NamedTuple):
    """What bringing a base back did; ``removed`` is what stood in the base that was only begun."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


def take_out(crm: Workspace) -> Iterator[str]:
    """The lines of the whole base, a line about it first."""
    yield json.dumps({"noun": "base", "format": FORMAT, "country": crm.country.code, "currency": crm.currency})
    yield from crm.everything()


def bring_back(crm: Workspace, lines: Iterable[str], *, once: str | None = None) -> Done:
    """Make an empty base, be it begun or not, the one that the lines tell; the base that is that already stays as it is."""
    source = iter(lines)
    currency = _begin(next(source, ""))
    if any(crm.count(noun) for noun in KEPT):
        return _compare(crm, _parsed(source))
    same, rest = _same(crm, source)
    if same:
        return Done(unchanged=len(rest))
    created = 0
    with crm.step(kind="import", once=once):
        removed = crm.clear()
        for noun, group in groupby(_parsed(chain(rest, source)), key=lambda line: line[1]):
            created += crm.load(noun, _names(noun), _rows(noun, group, currency), as_is=True).loaded
    crm.store.read_settings()
    crm.forget_fields()
    return Done(created, removed=removed)


def _same(crm: Workspace, lines: Iterator[str]) -> tuple[bool, list[str]]:
    """Whether the base is what the lines tell, and the lines that were read to know; what was taken out of either since does not count."""
    read: list[str] = []
    told = filterfalse(_is_of_the_log, _remembered(lines, read))
    for own in filterfalse(_is_of_the_log, crm.everything()):
        if next(told, "").rstrip("\n") != own:
            return False, read
    return next(told, None) is None, read


def _remembered(lines: Iterable[str], read: list[str]) -> Iterator[str]:
    for line in lines:
        read.append(line)
        yield line


def _is_of_the_log(line: str) -> bool:
    """An entry in the log of exports: to take a base out is to write one."""
    return line.startswith('{"noun":"export",')


def _begin(line: str) -> str:
    """The currency of the base that the first line tells of."""
    try:
        told = json.loads(line)
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.get("noun") != "base":
        raise Invalid(N_("this is not the export of a whole base"), hint="crm export all -o FILE")
    if told.get("format") != FORMAT:
        raise Invalid(
            N_("this export has format {found}; this program knows {known}"),
            found=str(told.get("format")),
            known=FORMAT,
        )
    return str(told.get("currency"))


def _parsed(lines: Iterable[str]) -> Iterator[Line]:
    for number, line in enumerate(lines, 2):
        try:
            row = json.loads(line)
            noun = row.pop("noun")
        except (ValueError, KeyError, AttributeError, TypeError):
            raise Invalid(N_("line {line} is broken"), line=number) from None
        if noun not in NOUNS or not row.get("id"):
            raise Invalid(N_("line {line} is no record that this program knows"), line=number)
        yield number, noun, row


def _names(noun: str) -> list[str]:
    return ["id", *(f.name for f in columns(load(noun))), "extra"]


def _rows(noun: str, lines: Iterable[Line], currency: str) -> Iterator[list[Any]]:
    names, turned = _names(noun), _turned(noun)
    known = set(names)
    for number, _noun, row in lines:
        if unknown := row.keys() - known:
            raise Invalid(
                N_("line {line}: a {noun} has no {field}"),
                line=number,
                noun=Word(NOUNS[noun].title),
                field=min(unknown),
            )
        exponent = CURRENCIES.get(str(row.get("currency") or currency), ("", 2))[1]
        for name, turn in turned.items():
            if name in row:
                row[name] = turn(row[name], exponent)
        row.setdefault("ref", "")
        yield [row.get(name) for name in names]


def _turned(noun: str) -> dict[str, Callable[[Any, int], Any]]:
    """How values that are told otherwise than they are stored come back."""
    found: dict[str, Callable[[Any, int], Any]] = {}
    for f in columns(load(noun)):
        if f.kind == "money":
            found[f.name] = lambda text, exponent: int(Decimal(text).scaleb(exponent))
        elif f.kind == "percent":
            found[f.name] = lambda text, _exponent: int(Decimal(text).scaleb(2))
        elif KINDS[f.kind].many:
            found[f.name] = lambda items, _exponent: json.dumps(items, ensure_ascii=False)
    return found


def _compare(crm: Workspace, lines: Iterator[Line]) -> Done:
    """A base in use is not overwritten; the same one is left alone."""
    present = filterfalse(_is_of_the_log, crm.everything())
    count = 0
    for number, noun, row in lines:
        if noun == "export":
            continue
        held = json.loads(next(present, "{}"))
        if held != {"noun": noun, **row}:
            raise Conflict(
                N_("the base is in use, and line {line} is not in it as it is told"), line=number,
                hint=N_("name a new file: crm --db FILE import all …"),
            )  # fmt: skip
        count += 1
    return Done(unchanged=count)

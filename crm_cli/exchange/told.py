"""Reads the lines of a moved base: its steps with what they changed, and its records as rows."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from crm_cli.errors import Invalid, One
from crm_cli.exchange.parcel import Parcel, broken
from crm_cli.i18n import N_
from crm_cli.records.countries import CURRENCIES
from crm_cli.records.kinds import KINDS
from crm_cli.records.record import columns
from crm_cli.records.registry import NOUNS, Noun, load
from crm_cli.records.told import Change, Told

LARGEST = 1 << 63
Line = tuple[int, Any]
# What a step's line must and may say, with the kind of each value.
MUST = {"step": str, "device": str, "seq": int, "at": str, "command": str, "kind": str}
MAY: dict[str, tuple[type, Any]] = {
    "ms": (int, 0), "c": (int, 0), "actor": (str, None), "target": (str, None), "once": (str, None), "knew": (dict, {}),
    "ops": (int, 0), "merged": (int, 0),
}  # fmt: skip


class Reading:
    """The lines of a parcel from the first to the last, once: all steps, then all records."""

    def __init__(self, parcel: Parcel) -> None:
        self.head = parcel.head
        self.lines = parcel.lines()
        self.ahead: Line | None = next(self.lines, None)
        self.counted: dict[str, int] = {}
        self.steps = self.ops = 0

    def take(self) -> Line:
        """The next line."""
        line = self.ahead
        if line is None:
            raise broken(self.head.steps)
        self.ahead = next(self.lines, None)
        return line

    def log(self) -> Iterator[tuple[Told, Iterator[Change]]]:
        """The steps, each with its changes, which must be read before the next step."""
        while self.ahead is not None and isinstance(self.ahead[1], dict) and "step" in self.ahead[1]:
            number, line = self.take()
            told = _step(number, line)
            self.steps, self.ops = self.steps + 1, self.ops + told.ops
            yield told, (self._change(place < told.ops) for place in range(told.ops + told.merged))

    def _change(self, own: bool) -> Change:
        number, line = self.take()
        if not isinstance(line, list) or not 3 <= len(line) <= 4:
            raise broken(number)
        kind, noun, identity, *body = line
        known = NOUNS.get(noun) if isinstance(noun, str) else None
        if (
            kind not in (("I", "R", "U", "D", "E") if own else ("i", "u", "d"))
            or not isinstance(identity, str)
            or not identity
        ):
            raise broken(number)
        if known is None or (body and not _is_body(body[0])):
            raise broken(number)
        return Change(kind, known, identity, body[0] if body else None)

    def records(self) -> Iterator[tuple[Noun, list[str], Iterator[list[Any]]]]:
        """The records noun by noun: the names of the values and the rows, which must be read before the next noun."""
        while self.ahead is not None:
            number, line = self.ahead
            noun = NOUNS.get(str(line.get("noun"))) if isinstance(line, dict) else None
            if noun is None:
                raise Invalid(N_("line {line} is no record that this program knows"), line=number)
            names = ["id", *(f.name for f in columns(load(noun.name))), "extra"]
            yield noun, names, self._rows(noun, names)

    def _rows(self, noun: Noun, names: list[str]) -> Iterator[list[Any]]:
        turned, known = _turned(noun.name), set(names)
        while self.ahead is not None and isinstance(self.ahead[1], dict) and self.ahead[1].get("noun") == noun.name:
            number, row = self.take()
            del row["noun"]
            self.counted[noun.name] = self.counted.get(noun.name, 0) + 1
            yield _row(number, noun, row, names, known, turned, self.head.currency)

    def check_counts(self) -> None:
        """As many as the first line says, of everything."""
        if (self.counted, self.steps, self.ops) != (self.head.records, self.head.steps, self.head.ops):
            raise Invalid(N_("the file does not hold what its first line says; nothing was changed"))


def _step(number: int, line: dict[str, Any]) -> Told:
    kinds = {**MUST, **{name: kind for name, (kind, _default) in MAY.items()}}
    values = {name: default for name, (_kind, default) in MAY.items()} | line
    if values.keys() != kinds.keys():
        raise broken(number)
    if any(
        not isinstance(value, kinds[name]) and value is not MAY.get(name, (0, ""))[1] for name, value in values.items()
    ):
        raise broken(number)
    counts = [values["seq"], values["ms"], values["c"], values["ops"], values["merged"], *values["knew"].values()]
    if any(not isinstance(count, int) or not 0 <= count < LARGEST >> 8 for count in counts):
        raise broken(number)
    return Told(values.pop("step"), **values)


def _is_body(body: Any) -> bool:
    """Names with their values before and after, which the database can hold."""
    return isinstance(body, dict) and all(
        isinstance(pair, list) and len(pair) == 2 and all(map(_is_value, pair)) for pair in body.values()
    )


def _is_value(value: Any) -> bool:
    if isinstance(value, int):
        return -LARGEST <= value < LARGEST
    return value is None or isinstance(value, str | float)


def _row(
    number: int, noun: Noun, row: dict[str, Any], names: list[str], known: set[str], turned: dict[str, Any], currency: str
) -> list[Any]:  # fmt: skip
    if unknown := row.keys() - known:
        raise Invalid(N_("line {line}: {one} has no {field}"), line=number, one=One(noun.title), field=min(unknown))
    exponent = CURRENCIES.get(str(row.get("currency") or currency), ("", 2))[1]
    try:
        for name, turn in turned.items():
            if name in row:
                row[name] = turn(row[name], exponent)
    except (InvalidOperation, ValueError, TypeError, OverflowError):
        raise broken(number) from None
    row.setdefault("ref", "")
    extra = row.pop("extra", None)
    if not isinstance(row.get("id"), str) or not all(map(_is_value, row.values())) or not _is_extra(extra):
        raise broken(number)
    return [*map(row.get, names[:-1]), extra]


def _is_extra(extra: Any) -> bool:
    return extra is None or (isinstance(extra, dict) and all(map(_is_value, extra.values())))


def _turned(noun: str) -> dict[str, Callable[[Any, int], Any]]:
    """How values that are told otherwise than they are stored come back."""
    found: dict[str, Callable[[Any, int], Any]] = {}
    for f in columns(load(noun)):
        if f.kind == "money":
            found[f.name] = lambda text, exponent: int(Decimal(text).scaleb(exponent))
        elif f.kind == "percent":
            found[f.name] = lambda text, _exponent: int(Decimal(text).scaleb(2))
        elif KINDS[f.kind].many:
            found[f.name] = lambda items, _exponent: json.dumps(cast(list[Any], items), ensure_ascii=False)
    return found

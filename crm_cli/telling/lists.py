"""Records of a noun as a list: columns from the declared fields, rows for people or for programs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from crm_cli.context import current
from crm_cli.i18n import _
from crm_cli.records.filters import Filter, find_path
from crm_cli.records.kinds import items
from crm_cli.records.record import Field
from crm_cli.render.listing import Column, Listing

Path_ = tuple[Field, ...]


def listing(
    noun: str,
    names: Sequence[str] = (),
    tokens: Sequence[str] | Filter = (),
    *,
    sort: str = "",
    limit: int | None = None,
    machine: bool = False,
    title: str = "",
    as_of: str | None = None,
) -> Listing:
    """The records that a filter finds, as columns and rows, now or on a day; a money column brings its currency."""
    crm = current().workspace
    wanted = [find_path(noun, name, crm) for name in names or crm.listed(noun)]
    paths = with_currencies(noun, wanted)
    keys, moment = [key_of(path) for path in paths], crm.moment(as_of)
    table = crm.table(noun, keys, tokens, sort=sort, limit=limit, machine=machine, as_of=moment)
    columns = [column_of(path, hidden=not machine and path not in wanted) for path in paths]
    rows = converted(table.rows, [path[-1] for path in paths], crm.currency) if machine else table.rows
    return Listing(columns, rows, table.total, title)


def key_of(path: Path_) -> str:
    """The key of a column: ``amount``, ``client.owner``."""
    return ".".join(field.name for field in path)


def is_hidden(field: Field) -> bool:
    """A field about what is nobody's business, in a base that did not ask for such."""
    return current().workspace.hides(field)


def shown_fields(noun: str) -> list[Field]:
    """All fields of a noun that this base shows."""
    return [field for field in current().workspace.fields(noun).values() if not is_hidden(field)]


def with_currencies(noun: str, paths: Sequence[Path_]) -> list[Path_]:
    """The columns, and after the first money of a record that has a currency of its own that currency."""
    crm = current().workspace
    keys, found = {key_of(path) for path in paths}, []
    for path in paths:
        found.append(path)
        owner = path[-2].to if len(path) > 1 else noun
        currency = crm.fields(owner).get("currency") if path[-1].kind == "money" else None
        if currency and (key := key_of((*path[:-1], currency))) not in keys:
            keys.add(key)
            found.append((*path[:-1], currency))
    return found


def column_of(path: Path_, *, hidden: bool = False) -> Column:
    """The column of a field, however far it is."""
    field = path[-1]
    currency = key_of(path).removesuffix(field.name) + "currency" if field.kind == "money" else None
    label = field.label if len(path) == 1 else " · ".join(_(part.label) for part in path)
    kind = "text" if field.facets.get("plain") else field.kind
    if sentences := field.facets.get("sentences"):
        return Column(key_of(path), label, "sentences", sentences, hidden=hidden)
    whole, yields = bool(field.facets.get("whole")), int(field.facets.get("yields", 0))
    return Column(key_of(path), label, kind, field.choices, currency, hidden, whole=whole, yields=yields)


def converted(rows: Iterable[Sequence[Any]], fields: Sequence[Field], currency: str) -> Iterable[Sequence[Any]]:
    """Rows as a program reads them: yes and no, numbers, lists; untouched where no column needs it."""
    money = any(field.kind == "money" for field in fields)
    turn: dict[int, Callable[[Any], Any]] = {
        place: TURNED[field.kind] for place, field in enumerate(fields) if field.kind in TURNED
    }
    if money:
        turn |= {
            place: lambda value: value or currency for place, field in enumerate(fields) if field.name == "currency"
        }
    return _turned(rows, turn) if turn else rows


def _turned(rows: Iterable[Sequence[Any]], turn: dict[int, Callable[[Any], Any]]) -> Iterator[list[Any]]:
    for row in rows:
        values = list(row)
        for place, how in turn.items():
            values[place] = how(values[place])
        yield values


def _flag(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _list(value: Any) -> list[str]:
    return items(value)


def _number(value: Any) -> Any:
    """A number of JSON, where it says the same."""
    if value is None:
        return None
    text = str(value)
    if text.lstrip("-").isdecimal():
        return int(text)
    return float(text) if repr(float(text)) == text else text


TURNED: dict[str, Callable[[Any], Any]] = {
    "flag": _flag,
    "percent": _number,
    "decimal": _number,
    **dict.fromkeys(("choices", "phones", "emails", "tags", "links"), _list),
}

"""Documents that come with their lines in one table: each row is a line, and what is said of its document stands on it again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange import importing, mapping
from crm_cli.exchange.batches import Options, Reject
from crm_cli.exchange.importing import Outcome
from crm_cli.exchange.reading import Row, Sheet
from crm_cli.exchange.saved import Rules
from crm_cli.i18n import N_
from crm_cli.records.registry import load
from crm_cli.sales import documents
from crm_cli.workspace import Workspace

PREFIX = "line."
NAMED, COUNTED = {"product", "text"}, {"quantity", "price"}
LINES = N_("lines: {created} created, {updated} updated, {unchanged} unchanged")


@dataclass
class Table:
    """The two that are in one: by its place in a row each column of the lines, under the name it has there; ``key`` is where the document is named."""

    crm: Workspace
    noun: str
    sheet: Sheet
    lines: Mapping[int, str]
    key: int
    refused: set[str] = field(default_factory=set)

    @property
    def line_noun(self) -> str:
        return documents.LINES[self.noun]

    def keyed(self) -> Iterator[tuple[str, Row]]:
        """Each row with its document; one that does not say it goes on with the document above."""
        key = ""
        for row in self.sheet.rows():
            if not row.error:
                key = row.cells[self.key].strip() or key
            yield key, row

    def heads(self) -> Sheet:
        """Each document once, as its first row says it."""
        places = [place for place in range(len(self.sheet.headers)) if place not in self.lines]

        def rows() -> Iterator[Row]:
            seen = set(self.refused)
            for key, row in self.keyed():
                if row.error:
                    yield row
                elif key not in seen or not key:
                    seen.add(key)
                    yield row._replace(cells=[row.cells[place] for place in places])

        return replace(self.sheet, headers=tuple(self.sheet.headers[place] for place in places), rows=rows)

    @property
    def has_refs(self) -> bool:
        """Whether the file says which line each is."""
        return "ref" in self.lines.values()

    def under(self, *, known: bool = False) -> Sheet:
        """The lines, each with its document; without refs in the file those of one that is there are ``known`` by their order."""
        own = self.has_refs
        head = (self.noun, "Ref") if known else (self.noun,)

        def rows() -> Iterator[Row]:
            there: dict[str, Iterator[str]] = {}
            for key, row in self.keyed():
                said = [] if row.error else [row.cells[place] for place in self.lines]
                if not row.error and key not in self.refused and any(cell.strip() for cell in said):
                    if not own and key not in there:
                        there[key] = iter(self._refs(key))
                    ref = "" if own else next(there[key], "")
                    if bool(ref) == known:
                        yield row._replace(cells=[key, *([ref] if known else []), *said])

        return replace(self.sheet, headers=(*head, *self.lines.values()), rows=rows, remembers=None)

    def _refs(self, key: str) -> list[str]:
        cls = load(self.noun)
        found = self.crm.where(cls, ref=key) or self.crm.where(cls, number=key)
        return [line.ref for line in documents.lines_of(self.crm, found[-1])] if found else []


def read(crm: Workspace, noun: str, sheet: Sheet, maps: Sequence[str]) -> Table | None:
    """The table as documents with lines; None where it has no columns of lines."""
    if noun not in documents.LINES:
        return None
    told = {header: name for header, _equals, name in (text.rpartition("=") for text in maps)}
    lines = _line_columns(crm, noun, sheet, told)
    own = {PREFIX.rstrip(".")} if any(_is_said(header, told) for header in sheet.headers) else set()
    known = set(mapping.settle(crm, documents.LINES[noun], list(lines.values())).fields()) if lines else set()
    if not own and not (known & NAMED and known & COUNTED):
        return None
    key = _key(crm, noun, sheet, lines, told)
    table = Table(crm, noun, sheet, lines, key)
    return replace(table, lines={**lines, **_varying(crm, table, told)})


def _is_said(header: str, told: Mapping[str, str]) -> bool:
    return told.get(header, header).casefold().startswith(PREFIX)


def _line_columns(crm: Workspace, noun: str, sheet: Sheet, told: Mapping[str, str]) -> dict[int, str]:
    of_head, of_line = mapping.knows(crm, noun), mapping.knows(crm, documents.LINES[noun])
    found = {}
    for place, header in enumerate(sheet.headers):
        if _is_said(header, told):
            found[place] = told.get(header, header)[len(PREFIX) :]
        elif header not in told and of_line(header) and not of_head(header):
            found[place] = header
    return found


def _varying(crm: Workspace, table: Table, told: Mapping[str, str]) -> dict[int, str]:
    """Columns that both could have, and that differ between the rows of a document, are of its lines."""
    of_line = mapping.knows(crm, table.line_noun)
    both = [
        place
        for place, header in enumerate(table.sheet.headers)
        if place not in table.lines
        and place != table.key
        and header not in told
        and header != "ref"
        and of_line(header)
    ]
    first: dict[str, Sequence[str]] = {}
    differ = set[int]()
    for key, row in table.keyed() if both else ():
        if not row.error:
            before = first.setdefault(key, row.cells)
            says = bool(
                row.cells[table.key].strip()
            )  # an empty cell under a document that is not named again says nothing
            differ |= {place for place in both if (says or row.cells[place]) and row.cells[place] != before[place]}
    return {place: table.sheet.headers[place] for place in sorted(differ)}


def _key(crm: Workspace, noun: str, sheet: Sheet, lines: Mapping[int, str], told: Mapping[str, str]) -> int:
    """Where the document is named: by its ref, else its number, else the number of another system."""
    heads = [header for place, header in enumerate(sheet.headers) if place not in lines]
    layout = mapping.settle(crm, noun, heads, [f"{header}={name}" for header, name in told.items() if header in heads])
    named = {column.target.name: column.header for column in layout.columns}
    for name in ("ref", "number", "external"):
        if name in named:
            return sheet.headers.index(named[name])
    raise Invalid(N_("no column says which rows are of the same document"), hint="--map HEADER=number")


class _AgainError(Exception):
    """Lines or heads were refused: their documents are left out whole."""


class _SeenError(Exception):
    """It was only to be seen, or changes nothing."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def bring_in(
    crm: Workspace, table: Table, rules: Rules, *, dry_run: bool = False, once: str | None = None, all_or_nothing: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Outcome:  # fmt: skip
    """Documents and lines in one step; a document of which a row is refused is refused with all its rows."""
    wrong: dict[int, Reject] = {}
    while True:
        try:
            with crm.step(kind="import", once=once):
                outcome = _once(crm, table, rules, wrong, progress)
                if all_or_nothing and outcome.rejects:
                    raise importing.all_or_nothing_of(outcome.rejects)
                if dry_run or not outcome.changes:
                    raise _SeenError(outcome)
                return outcome
        except _AgainError:
            continue
        except _SeenError as seen:
            return seen.outcome


def _once(
    crm: Workspace, table: Table, rules: Rules, wrong: dict[int, Reject], progress: Callable[[int], None] | None
) -> Outcome:
    heads = table.heads()
    maps = [text for text in rules.maps if text.rpartition("=")[0] in heads.headers]
    head = importing.bring_in(crm, table.noun, heads, maps, _options(rules.options, heads), progress=progress)
    sheets = [table.under(known=known) for known in ((False,) if table.has_refs else (True, False))]
    lines = [
        importing.bring_in(crm, table.line_noun, sheet, (), _options(rules.options, sheet, lines=True))
        for sheet in sheets
    ]
    found = {int(one.line): one for one in (*(reject for one in lines for reject in one.rejects), *head.rejects)}
    if found.keys() - wrong.keys():
        wrong |= found
        table.refused |= {key for key, row in table.keyed() if row.line in found and key and not row.error}
        raise _AgainError
    head.rejects = list(_rejects(table, wrong))
    said = {name: sum(getattr(one.counts, name) for one in lines) for name in ("created", "updated", "unchanged")}
    head.notes = [*head.notes, *(note for one in lines for note in one.notes), (LINES, said)]
    for noun, names in (pair for one in lines for pair in one.made.items()):
        head.made[noun] = [*head.made.get(noun, ()), *names]
    head.changes = any((said["created"], said["updated"], head.counts.created, head.counts.updated))
    return head


def _rejects(table: Table, wrong: Mapping[int, Reject]) -> Iterator[Reject]:
    """The rows of every document that was refused, as they came."""
    first: dict[str, int] = {}
    for key, row in table.keyed():
        if row.line in wrong:
            first.setdefault(key, row.line)
    for key, row in table.keyed():
        if row.line in wrong:
            one = wrong[row.line]
            yield Reject(row.line, row.cells, one.error, one.column)
        elif key in table.refused:
            error: CrmError = Invalid(N_("line {line} of the same document was refused"), line=first[key])
            yield Reject(row.line, row.cells, error)


def _options(options: Options, sheet: Sheet, *, lines: bool = False) -> Options:
    """What was asked for, as far as it is of these columns."""

    def mine(said: Mapping[str, Any]) -> dict[str, Any]:
        return {header: value for header, value in said.items() if header in sheet.headers}

    found = replace(
        options, splits=mine(options.splits), values=mine(options.values), orders=mine(options.orders), marks=mine(options.marks)
    )  # fmt: skip
    return replace(found, keys=(), constants={}, defaults={}, offered={}, duplicates="allow") if lines else found

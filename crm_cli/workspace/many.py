"""Many records at once: loaded from a file, found by what a file calls them, taken out whole."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from crm_cli.records.record import MISSING, Field, Record
from crm_cli.records.registry import concerned, load
from crm_cli.records.registry import noun as named
from crm_cli.store import rows
from crm_cli.store.connection import MEMORY
from crm_cli.workspace.finding import R
from crm_cli.workspace.writing import Writing

if TYPE_CHECKING:
    from array import array

    from crm_cli.store.bulk import Loaded
    from crm_cli.store.where import Query


class Numbered(Protocol):
    """What has the number of a row: a record, or what stands for one."""

    @property
    def n(self) -> int: ...


class Many(Writing):
    """What imports and exports ask; each imports its part of the store when it is first used."""

    def load(
        self, noun: str, names: Sequence[str], values: Iterable[Sequence[Any]], *, as_is: bool = False
    ) -> "Loaded":
        """Write many new records, given as stored values in the order of ``names``; the noun's rules are left to the caller."""
        from crm_cli.store import bulk  # only where many records come at once

        with self.step(kind="import") as number:
            self._recalled.clear()
            return bulk.load(
                self.store, load(noun), names, self.permitted(noun, names, values), step=number, author=None if as_is else self.me, as_is=as_is
            )  # fmt: skip

    def new_ids(self, count: int) -> list[str]:
        """Ids for records that are about to be written."""
        return list(rows.new_ids(count, self.clock.ms()))

    def by_ids(self, cls: type[R], ids: Iterable[str]) -> dict[str, R]:
        """The records of these ids that can be seen, by id."""
        found = rows.read(self.store, cls, "id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
        return {row["id"]: self._record(cls, row) for row in found}

    def having(
        self, noun: str, column: str, values: Iterable[Any], fields: Sequence[Field] = ()
    ) -> list[tuple[Any, ...]]:
        """The value, the id and these stored fields of the records whose column (a normalised key too) has one of the values."""
        from crm_cli.store import keys  # only where many records come at once

        return keys.having(self.store, named(noun), column, values, fields)

    def taken(self, noun: str, kind: str, keys: Iterable[str]) -> set[str]:
        """Which of these normalised keys some record of the noun has, be it one that is hidden."""
        from crm_cli.store import alike  # only where many records come at once

        return alike.keys_there(self.store, named(noun), kind, keys)

    def having_further(self, noun: str, kind: str, values: Iterable[str]) -> list[tuple[str, str]]:
        """The key and the id of the records that have one of these as a further phone or e-mail."""
        from crm_cli.store import keys  # only where many records come at once

        return keys.further(self.store, named(noun), kind, values)

    def is_empty(self, noun: str) -> bool:
        """There is no record of a noun, not even one that is hidden; inside a step that only adds, looked up once."""
        from crm_cli.store import keys  # only where many records come at once

        if self._step is None:
            return keys.is_empty(self.store, named(noun))
        if ("empty", noun) not in self._recalled:
            self._recalled["empty", noun] = keys.is_empty(self.store, named(noun))
        return bool(self._recalled["empty", noun])

    def called(self, noun: str, source: str, values: Iterable[str]) -> dict[str, str]:
        """The ids of the records that another system calls so, by what it calls them."""
        from crm_cli.store import keys  # only where many records come at once

        return keys.called(self.store, named(noun), source, values)

    def every(self, noun: str, fields: Sequence[Field]) -> Iterator[tuple[Any, ...]]:
        """The id and these stored fields of every record."""
        from crm_cli.store import keys  # only where many records come at once

        return keys.every(self.store, named(noun), fields)

    @property
    def file(self) -> Path | None:
        """Where the base is kept, so that another process can read it; None for one in memory."""
        return None if self.store.path == MEMORY else self.store.path.absolute()

    def only_read(self) -> None:
        """Nothing can be written from now on."""
        from crm_cli.store import blocks  # only a scan pays for it

        blocks.only_read(self.store)

    def order(
        self,
        noun: str,
        tokens: Sequence[str] = (),
        *,
        sort: str = "",
        limit: int | None = None,
        seconds: float | None = None,
    ) -> "array[int] | None":
        """The numbers of the rows that a filter finds, in the order of the list: by them a list of any length is paged through. None
        where that takes more than so many seconds."""
        from crm_cli.store import paging  # only where a list is looked at row by row

        try:
            return paging.order(self.store, self.query(noun, tokens, sort=sort, limit=limit), seconds)
        except paging.Late:
            return None

    def rows(self, noun: str, names: Sequence[str], numbers: Sequence[int]) -> dict[int, Sequence[Any]]:
        """What a list shows of the rows of these numbers, by number; who is gone is not among them."""
        from crm_cli.records.filters import find_path  # see above
        from crm_cli.store import paging

        paths = [find_path(noun, name, self) for name in names]
        selected = [self._selected(noun, path, False) for path in paths]
        return paging.rows(self.store, self.query(noun), selected, numbers)

    def numbers(self, noun: str) -> "array[int]":
        """The number of every record, in order."""
        from crm_cli.store import blocks  # only a scan pays for it

        return blocks.numbers(self.store, named(noun))

    def numbered(self, noun: str, first: int, last: int, fields: Sequence[Field]) -> list[tuple[Any, ...]]:
        """The number and these stored fields of the records from one number to another."""
        from crm_cli.store import blocks  # only a scan pays for it

        return blocks.numbered(self.store, named(noun), first, last, fields)

    def crowded(self, noun: str, kind: str, names: int) -> set[str]:
        """The phones or e-mails that so many records of different names share: a switchboard's, an agent's."""
        from crm_cli.store import blocks  # only a scan pays for it

        return blocks.crowded(self.store, named(noun), kind, names)

    def sharing(self, noun: str, kind: str, most: int) -> Iterator[Sequence[int]]:
        """The numbers of the records that share a normalised key, one group after the other, none larger than ``most``."""
        from crm_cli.store import blocks  # only a scan pays for it

        return blocks.sharing(self.store, named(noun), kind, most)

    def called_by_number(self, noun: str, numbers: Iterable[int]) -> dict[int, tuple[str, str, str]]:
        """The id, the ref and the name of records, by their numbers."""
        fields = self.fields(noun)
        found = self.having(noun, "n", numbers, [fields["ref"], fields["name"]])
        return {number: (identity, ref, name) for number, identity, ref, name in found}

    def told_apart(self, noun: str) -> Iterator[tuple[int, int]]:
        """The numbers of every two records of which somebody said that they are different, the smaller first."""
        from crm_cli.store import blocks  # only a scan pays for it

        return blocks.told_apart(self.store, named(noun))

    def extract(self, query: "Query", fields: Sequence[Field]) -> Iterator[tuple[Any, ...]]:
        """The records a query finds as rows of text cells, as machine formats show them."""
        from crm_cli.store import extract  # only an export pays for it

        return extract.rows(self.store, query, fields)

    def extract_json(self, query: "Query", fields: Sequence[Field]) -> Iterator[str]:
        """The records a query finds as lines of JSON, oldest first, several lines at once."""
        from crm_cli.store import extract  # only an export pays for it

        return extract.lines(self.store, query, fields)

    def everything(self) -> Iterator[str]:
        """Every row of the base as a line of JSON."""
        from crm_cli.store import extract  # only an export pays for it

        return extract.everything(self.store)

    def sweeps(self, noun: str, values: Mapping[str, Any]) -> bool:
        """Whether these values can be given to many records at once: no rule of the noun has to look at each."""
        from crm_cli.store.sweeping import is_plain  # only where many are changed

        fields = [self.fields(noun)[name] for name in values]
        stored = {field.name: value for field, value in zip(fields, values.values(), strict=True)}
        return all(map(is_plain, fields)) and not concerned(self, noun, stored)

    def sweep(self, noun: str, records: "Sequence[Numbered]", values: Mapping[str, Any]) -> None:
        """Give many records the same values in fields that :meth:`sweeps`; what is equal stays untouched."""
        from crm_cli.store import sweeping  # only where many are changed

        with self.step():
            self._recalled.clear()
            self.permit_change(load(noun), dict.fromkeys(values, MISSING), values)
            sweeping.put(self.store, named(noun), [record.n for record in records], values)

    def tag_moves(
        self, records: Sequence[Record], field: str, add: Sequence[str], take: Sequence[str]
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Which values are to be put into a set field of which records (by their ids), and which to be taken out."""
        from crm_cli.store import sweeping  # only where many are changed

        held = sweeping.holders(self.store, field, [*add, *take])
        new = [(record.id, value) for record in records for value in add if (record.id, value) not in held]
        return new, [(record.id, value) for record in records for value in take if (record.id, value) in held]

    def move_tags(self, noun: str, field: str, new: Iterable[tuple[str, str]], old: Iterable[tuple[str, str]]) -> None:
        """Put values into a set field of many records and take others out, as :meth:`tag_moves` found."""
        from crm_cli.store import sweeping  # only where many are changed

        with self.step():
            sweeping.put_in(self.store, named(noun), field, new)
            sweeping.take_out(self.store, field, old)

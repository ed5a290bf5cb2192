"""The rows that a filter finds, in their order: a few at once, all of them in a thread, so that nobody waits for a long list."""

from array import array
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from textual.message import Message
from textual.timer import Timer

from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.records.filters import find_path
from crm_cli.records.registry import noun as named
from crm_cli.render.listing import Column
from crm_cli.render.values import Look, dressed
from crm_cli.telling.lists import column_of, key_of, with_currencies
from crm_cli.tui.apart import apart
from crm_cli.tui.app import Page
from crm_cli.tui.widgets.table import Row
from crm_cli.workspace import Workspace

PATIENCE = 0.02  # seconds for which one waits for the first rows, or for all where they are to be sorted
PAUSE = 0.05  # seconds without a key after which all are looked for
FEW = 500  # refs that are read while one waits
FIRST = 100  # rows that are shown before the others are known
PAGE = 50  # rows that are read at once
AT_ONCE = 2000  # of refs alone


class Wanted(NamedTuple):
    """What is asked for: by which words, in which order, which fields."""

    tokens: Sequence[str] = ()
    sort: str = ""
    fields: Sequence[str] = ()


class Found:
    """The rows of what was found by their places; those that are looked at are read page by page."""

    def __init__(
        self, crm: Workspace, noun: str, wanted: Wanted, columns: Sequence[Column], selected: Sequence[str]
    ) -> None:
        self.crm, self.noun, self.wanted, self.columns, self.selected = crm, noun, wanted, columns, selected
        self.numbers: array[int] = array("q")
        self.whole = False
        self.known: dict[int, Sequence[Row | None]] = {}
        language = current().language
        self.dress = [self._dresser(column, language) for column in columns]
        self.ref = selected.index("ref")

    def _dresser(self, column: Column, language: str) -> Callable[[Sequence[Any]], str]:
        """How a cell of a row is shown; an amount in the currency that its row says."""
        at, crm = self.selected.index(column.key), self.crm
        money = self.selected.index(column.currency_key) if column.currency_key in self.selected else None

        def dress(values: Sequence[Any]) -> str:
            currency = (money is not None and values[money]) or crm.currency
            return dressed(column.kind, values[at], Look(currency, language, crm.clock, False, True, column.choices))

        return dress

    def take(self, numbers: "array[int]", *, whole: bool) -> None:
        """These are the rows now; ``whole`` says that there are no more. Pages that are full and the same stay read."""
        same = len(self.numbers) and numbers[: len(self.numbers)] == self.numbers
        full = len(self.numbers) // PAGE
        self.known = {page: rows for page, rows in self.known.items() if same and page < full}
        self.numbers, self.whole = numbers, whole

    def row(self, at: int) -> Row | None:
        """The row at a place; none where it is gone meanwhile."""
        page, place = divmod(at, PAGE)
        if page not in self.known:
            numbers = self.numbers[page * PAGE : (page + 1) * PAGE]
            found = self.crm.rows(self.noun, self.selected, numbers)
            self.known[page] = [self._shown(found[n]) if n in found else None for n in numbers]
        return self.known[page][place] if place < len(self.known[page]) else None

    def _shown(self, values: Sequence[Any]) -> Row:
        return [str(values[self.ref]), *(dress(values) for dress in self.dress)]

    def place(self, number: int | None) -> int | None:
        """Where the row of that number is."""
        try:
            return self.numbers.index(number) if number is not None else None
        except ValueError:
            return None

    def refs(self, crm: Workspace) -> list[str]:
        """The refs of all, in their order."""
        found: list[str] = []
        for start in range(0, len(self.numbers), AT_ONCE):
            some = self.numbers[start : start + AT_ONCE]
            known = crm.rows(self.noun, ["ref"], some)
            found += [str(known[number][0]) for number in some if number in known]
        return found

    def number(self, at: int) -> int | None:
        """The number of the row at a place."""
        return self.numbers[at] if 0 <= at < len(self.numbers) else None


class Listed(Page):
    """A screen with a list that is read so."""

    noun: str
    wanted = Wanted()
    found: Found | None = None
    asked = 0
    finding = False
    """All of it is being looked for; what is shown may be less, or what was asked for before."""

    class Came(Message):
        """Rows were found in the thread, or a refusal."""

        def __init__(
            self, asked: int, found: Found, numbers: "array[int]", whole: bool, error: CrmError | None
        ) -> None:
            super().__init__()
            self.asked, self.found, self.numbers, self.whole, self.error = asked, found, numbers, whole, error

    class Refs(Message):
        """The refs of all that are found."""

        def __init__(self, asked: int, refs: Sequence[str]) -> None:
            super().__init__()
            self.asked, self.refs = asked, refs

    def __init__(self) -> None:
        super().__init__()
        self.bases: list[Workspace] = []
        self.waiting: Timer | None = None

    def here(self) -> int:
        """The place of the cursor."""
        raise NotImplementedError

    def show_found(self, found: Found, at: int) -> None:
        """Show these rows, the cursor on the one at that place."""
        raise NotImplementedError

    def extend_found(self, found: Found) -> None:
        """There are more of the rows that are shown."""
        raise NotImplementedError

    def title_line(self) -> None:
        """Say what is listed, and how many are chosen."""
        raise NotImplementedError

    def find(self, wanted: Wanted) -> None:
        """Read another list, or the same again; what was asked for before is let go of. What cannot be asked is refused, and all stays."""
        crm = self.crm
        names = list(dict.fromkeys(["ref", *(wanted.fields or crm.listed(self.noun))]))
        paths = [find_path(self.noun, name, crm) for name in names]
        selected = [key_of(path) for path in with_currencies(self.noun, paths)]
        crm.query(self.noun, wanted.tokens, sort=wanted.sort)
        found = Found(crm, self.noun, wanted, [column_of(path) for path in paths], selected)
        again, self.wanted = wanted == self.wanted and self.found is not None, wanted
        self.asked += 1
        for base in list(self.bases):
            base.store.interrupt()
        first, long = (
            FIRST if self.natural else None,
            again and self.found is not None and len(self.found.numbers) > FIRST,
        )
        numbers = None if long else crm.order(self.noun, wanted.tokens, sort=wanted.sort, limit=first, seconds=PATIENCE)
        self.finding = numbers is None or len(numbers) == first
        if numbers is not None:
            self.take(found, numbers, whole=not self.finding)
        if self.finding:
            limits = (FIRST, None) if numbers is None and first and not long else (None,)
            self.look_on(partial(self.look_for, self.asked, found, wanted, limits))

    def look_on(self, work: Callable[[], object]) -> None:
        """Begin it in a thread, once what is known is drawn, and unless somebody types on."""
        if self.waiting:
            self.waiting.stop()
        start = partial(self.run_worker, work, thread=True, exclusive=True, group="list")
        self.waiting = self.set_timer(PAUSE, lambda: self.call_after_refresh(start))

    @property
    def natural(self) -> bool:
        """The rows come in the order in which they were written, so that the first of them are found before all are."""
        return not self.wanted.sort and not named(self.noun).order

    def look_for(self, asked: int, found: Found, wanted: Wanted, limits: Sequence[int | None]) -> None:
        """In the thread: the first rows, then all; where something else is asked for meanwhile, no more."""
        none: array[int] = array("q")
        try:
            with apart(self.desk.run_of) as crm:
                self.bases.append(crm)
                try:
                    for limit in limits:
                        if asked == self.asked:
                            numbers = crm.order(self.noun, wanted.tokens, sort=wanted.sort, limit=limit) or none
                            self.post_message(self.Came(asked, found, numbers, limit is None, None))
                finally:
                    self.bases.remove(crm)
        except CrmError as error:
            self.post_message(self.Came(asked, found, none, True, error))

    def on_listed_came(self, event: Came) -> None:
        """Show what the thread has found, unless something else is asked for by now."""
        if event.asked != self.asked:
            return
        self.finding = not event.whole
        if event.error:
            self.desk.refuse(event.error)
        else:
            self.take(event.found, event.numbers, whole=event.whole)

    def take(self, found: Found, numbers: "array[int]", *, whole: bool) -> None:
        """Show these rows; the cursor stays on its row, else at its place of the same list, else it goes to the first."""
        before, at = self.found, self.here()
        number = before.number(at) if before else None
        shown = len(found.numbers)
        found.take(numbers, whole=whole)
        self.found = found
        if before is found and shown and found.known:  # the first of them are up
            self.extend_found(found)
            return
        place = found.place(number)
        same = before is not None and before.wanted == found.wanted
        self.show_found(found, place if place is not None else at if same else 0)

    # -- all of them

    def read_refs(self, found: Found) -> None:
        """Read the refs of all that are found: at once, or in a thread where there are many."""
        if len(found.numbers) <= FEW:
            self.take_refs(found.refs(self.crm))
        else:
            self.run_worker(lambda: self.refs_apart(self.asked, found), thread=True, exclusive=True, group="refs")

    def refs_apart(self, asked: int, found: Found) -> None:
        """In the thread: read them."""
        try:
            with apart(self.desk.run_of) as crm:
                self.post_message(self.Refs(asked, found.refs(crm)))
        except CrmError as error:
            self.post_message(self.Came(asked, found, array("q"), True, error))

    def on_listed_refs(self, event: Refs) -> None:
        """They are known, unless something else is listed by now."""
        if event.asked == self.asked:
            self.take_refs(event.refs)

    def take_refs(self, refs: Sequence[str]) -> None:
        """These are all of them."""
        raise NotImplementedError

"""The rows that a filter finds, in their order: a few at once, all of them in a thread, so that nobody waits for a long list."""

from array import array
from collections.abc import Callable, Sequence
from functools import partial

from textual.message import Message
from textual.timer import Timer

from crm_cli.errors import CrmError
from crm_cli.tui.apart import apart
from crm_cli.tui.app import Page
from crm_cli.tui.rows import FIRST, PATIENCE, Found, Wanted, natural, rows_of
from crm_cli.workspace import Workspace

PAUSE = 0.05  # seconds without a key after which all are looked for
FEW = 500  # refs that are read while one waits


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
        found = rows_of(crm, self.noun, wanted)
        again, self.wanted = wanted == self.wanted and self.found is not None, wanted
        self.asked += 1
        for base in list(self.bases):
            base.store.interrupt()
        first, long = (
            FIRST if natural(self.noun, wanted) else None,
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

"""The page of one record: panels with all that belongs to it."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual.binding import BindingType

from crm_cli.errors import NotFound
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS
from crm_cli.tui import keys
from crm_cli.tui.among import Among
from crm_cli.tui.places import REF, page
from crm_cli.tui.screens.panels import Panels, Place

FIRST = 2  # screens that are open when one is seen: the one below all, and the first
R = TypeVar("R", bound=Record)


class OfRecord(Panels, Generic[R]):
    """A record, and what belongs to it."""

    where = "record"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("record")

    def __init__(self, ref: str, among: Among | None = None) -> None:
        super().__init__()
        self.ref, self.among = ref, among
        self.gone = False

    # -- what a kind of page says; Textual has a metaclass of its own, thus mypy alone sees to it that each says all of it

    @abstractmethod
    def look_up(self) -> R:
        """The record, as it is now."""

    @abstractmethod
    def parts(self, record: R) -> Sequence[Place]:
        """Its panels, in their order."""

    @abstractmethod
    def heading(self, record: R) -> str:
        """What stands at the top."""

    @abstractmethod
    def about(self, record: R) -> Sequence[str]:
        """The lines under that."""

    # -- what is shown

    def stands(self) -> bool:
        """The record is still there; where not, nothing can be shown: that is said, and one goes back."""
        try:
            self.look_up()
        except NotFound:
            if not self.gone:
                self.gone = True
                self.desk.refuse(NotFound(N_("{ref} is no longer there"), ref=self.ref))
                self.leave(self.noun)
            return False
        return True

    def leave(self, noun: str) -> None:
        """Go back; from the first screen to the list of its kind."""
        if len(self.app.screen_stack) > FIRST:
            self.app.pop_screen()
        else:
            self.app.switch_screen(page(noun))

    def read(self) -> None:
        """Read the record and fill its panels; those with nothing in them are not there."""
        if not self.wide:
            return
        record = self.look_up()
        self.ref = record.ref
        places = self.parts(record)
        beside = _("{n} of {count}").format(n=self.among.at + 1, count=self.among.total) if self.among else ""
        self.write_top(self.heading(record), f"{beside}  [ ]" if beside else "", self.about(record))
        self.lay_out(places)

    @property
    def noun(self) -> str:
        """What kind of record it is."""
        found = REF.fullmatch(self.ref)
        return next(one.name for one in NOUNS.values() if found and one.code == found[1].upper())

    def action_beside(self, by: int) -> None:
        """The next record of the list one came from, or the one before."""
        there = self.among.beside(by) if self.among else None
        if there is None:
            self.desk.tell(
                _("there is no further one in the list") if self.among else _("it was not opened from a list")
            )
            return
        self.among, self.ref = there, there.ref(there.at)
        for panel in self.panels:
            panel.at = 0
        self.tried(self.read)

"""A list of any noun: filtered, sorted, shaped, chosen from, and edited cell by cell."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from crm_cli.i18n import _
from crm_cli.records.registry import noun as named
from crm_cli.telling.words import counted
from crm_cli.tui import keys
from crm_cli.tui.among import Among
from crm_cli.tui.rows import Found, Wanted, heads_of, remembered
from crm_cli.tui.screens.barred import Barred
from crm_cli.tui.screens.bulk import Bulk
from crm_cli.tui.screens.shaped import Shaped
from crm_cli.tui.widgets.bars import Foot
from crm_cli.tui.widgets.bars import Head as Title
from crm_cli.tui.widgets.grid import Grid

if TYPE_CHECKING:
    from crm_cli.tui.ahead_list import Begun

LOOKING = "…"


class Records(Barred, Bulk, Shaped):
    """The records of a noun that a filter finds."""

    where = "list"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("list")

    def __init__(
        self,
        noun: str,
        tokens: Sequence[str] = (),
        sort: str = "",
        fields: Sequence[str] = (),
        begun: "Begun | None" = None,
    ) -> None:
        super().__init__()
        self.noun = noun
        self.wanted = Wanted(tuple(tokens), sort, tuple(fields) or remembered(noun))
        if begun:
            begun.taken = True

    def compose(self) -> ComposeResult:
        """Head, rows, keys."""
        yield Title()
        yield Grid()
        yield Foot("list")

    def on_mount(self) -> None:
        """Read the list."""
        self.grid.focus()
        self.tried(self.read)

    # -- what is shown

    def read(self) -> None:
        """Read it again; what is there stays until that is done."""
        self.find(self.wanted)
        self.title_line()

    def here(self) -> int:
        """The place of the cursor."""
        return self.grid.at

    def show_found(self, found: Found, at: int) -> None:
        """Show these rows, the cursor on the one at that place."""
        heads = heads_of(found)
        self.grid.show(heads, found.row, len(found.numbers), at, self.nothing())
        self.title_line()

    def extend_found(self, found: Found) -> None:
        """There are more of the rows that are shown."""
        self.grid.extend(len(found.numbers))
        self.title_line()

    def nothing(self) -> str:
        """What is said where there is no record."""
        return _("nothing is found: f changes the filter") if self.wanted.tokens else _("none yet: a adds the first one")  # fmt: skip

    def title_line(self) -> None:
        """What is listed, by which filter, how many there are, and how many are chosen; a sign while they are looked for."""
        chosen, whole = len(self.grid.chosen), self.found is not None and self.found.whole
        many = counted(self.noun, self.grid.count) if whole else ""
        told = [
            many + (_(", {n} chosen").format(n=chosen) if chosen else ""),
            LOOKING if self.finding or self.under_way else "",
        ]
        said = [_(named(self.noun).title), " ".join(self.wanted.tokens), self.sorted_by()]
        self.query_one(Title).say(" · ".join(filter(None, said)), " ".join(filter(None, told)))

    def sorted_by(self) -> str:
        """By what it is sorted, where no head of a column says it."""
        sort = self.wanted.sort
        keys_ = [column.key for column in self.found.columns] if self.found else []
        return _("by {field}").format(field=sort) if sort and sort.lstrip("-") not in keys_ else ""

    # -- moving about

    def action_row(self, by: int) -> None:
        """Look at a row below or above."""
        self.grid.began = None
        self.grid.look(self.grid.at + by)

    def action_cell(self, by: int) -> None:
        """Look at a cell beside."""
        self.grid.look(self.grid.at, self.grid.column + by)

    def action_page(self, by: int) -> None:
        """Look a screen further."""
        self.action_row(by * max(self.grid.room.height - 2, 1))

    def action_end(self, by: int) -> None:
        """Look at the first or the last row."""
        self.grid.look(by * self.grid.count)

    # -- which rows

    def action_sort(self) -> None:
        """Sort by the column that is looked at, then the other way round, then as usual."""
        if self.found:
            key = self.found.columns[self.grid.column].key
            sort = {key: f"-{key}", f"-{key}": ""}.get(self.wanted.sort, key)
            self.tried(lambda: self.find(self.wanted._replace(sort=sort)))
            self.title_line()

    def on_grid_headed(self, event: Grid.Headed) -> None:
        """The same with the mouse."""
        self.grid.column = event.column
        self.action_sort()

    @property
    def narrowed(self) -> tuple[str, Sequence[str]]:
        """These records, by these words."""
        return self.noun, self.wanted.tokens

    def narrow(self, tokens: Sequence[str]) -> None:
        """Show only what these words find."""
        if tuple(tokens) != self.wanted.tokens:
            self.find(self.wanted._replace(tokens=tuple(tokens)))
            self.title_line()

    # -- what is opened

    def on_grid_opened(self) -> None:
        """The same with the mouse."""
        self.action_open()

    def action_open(self) -> None:
        """Open the record; from there one can go on along the list."""
        if key := self.grid.key:
            self.desk.enter("record", key, Among(self.grid.at, self.grid.count, self.ref_at))

    def ref_at(self, at: int) -> str:
        """The ref of the record at a place of the list."""
        row = self.grid.row(at) if 0 <= at < self.grid.count else None
        return row[0] if row else ""

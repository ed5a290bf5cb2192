"""A list of any noun: filtered, sorted, chosen from, and edited cell by cell."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.filters import find_path
from crm_cli.records.record import Field
from crm_cli.records.registry import load
from crm_cli.records.registry import noun as named
from crm_cli.render.listing import Column
from crm_cli.render.values import Look, dressed
from crm_cli.telling.lists import column_of, key_of, with_currencies
from crm_cli.telling.typed import typed
from crm_cli.telling.words import counted
from crm_cli.tui import keys
from crm_cli.tui.among import Among
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs.ask import Answers, Ask, Blank
from crm_cli.tui.lines import options
from crm_cli.tui.widgets.bars import Foot, Head
from crm_cli.tui.widgets.grid import Grid, Row

RIGHT = ("number", "money", "percent", "decimal")


class Records(Page):
    """The records of a noun that a filter finds."""

    where = "list"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("list")

    def __init__(self, noun: str, tokens: Sequence[str] = (), sort: str = "", fields: Sequence[str] = ()) -> None:
        super().__init__()
        self.noun, self.tokens, self.sort, self.fields = noun, list(tokens), sort, list(fields)
        self.columns: list[Column] = []

    def compose(self) -> ComposeResult:
        """Head, rows, keys."""
        yield Head()
        yield Grid()
        yield Foot("list")

    def on_mount(self) -> None:
        """Read the list."""
        self.grid.focus()
        self.tried(self.read)

    @property
    def grid(self) -> Grid:
        """The rows."""
        return self.query_one(Grid)

    def read(self) -> None:
        """Read the first rows again; the others are read when they are looked at."""
        crm = self.crm
        names = list(dict.fromkeys(["ref", *(self.fields or crm.listed(self.noun))]))
        wanted = [find_path(self.noun, name, crm) for name in names]
        paths = with_currencies(self.noun, wanted)
        self.columns = [column_of(path) for path in wanted]
        count = crm.count(self.noun, self.tokens)
        self.grid.show(
            [_(column.label) + self.arrow(column) for column in self.columns],
            [column.kind in RIGHT for column in self.columns],
            self.reader([key_of(path) for path in paths]),
            count,
        )
        self.title_line(count)

    def reader(self, selected: Sequence[str]) -> Callable[[int, int], Sequence[Row]]:
        """What reads a page of rows as they are shown."""
        crm, columns, language = self.crm, self.columns, current().language
        places = [selected.index(column.key) for column in columns]
        money = [selected.index(column.currency_key) if column.currency_key else None for column in columns]
        tokens, sort = list(self.tokens), self.sort

        def shown(values: Sequence[Any]) -> Row:
            looks = (
                Look((at is not None and values[at]) or crm.currency, language, crm.clock, False, True, column.choices)
                for column, at in zip(columns, money, strict=True)
            )
            told = zip(columns, places, looks, strict=True)
            return [
                str(values[selected.index("ref")]),
                *(dressed(column.kind, values[at], look) for column, at, look in told),
            ]

        def read(start: int, count: int) -> Sequence[Row]:
            table = crm.table(self.noun, selected, tokens, sort=sort, limit=count, start=start)
            return [shown(values) for values in table.rows]

        return read

    def arrow(self, column: Column) -> str:
        """By which column they are sorted, and which way."""
        return {column.key: " ^", f"-{column.key}": " v"}.get(self.sort, "") if self.sort else ""

    def title_line(self, count: int) -> None:
        """What is listed, by which filter, how many there are, and how many are chosen."""
        chosen = len(self.grid.chosen)
        told = counted(self.noun, count) + (_(", {n} chosen").format(n=chosen) if chosen else "")
        self.query_one(Head).say(" · ".join(filter(None, [_(named(self.noun).title), " ".join(self.tokens)])), told)

    # -- moving about

    def action_row(self, by: int) -> None:
        """Look at a row below or above."""
        self.grid.look(self.grid.at + by)

    def action_cell(self, by: int) -> None:
        """Look at a cell beside."""
        self.grid.look(self.grid.at, self.grid.column + by)

    def action_page(self, by: int) -> None:
        """Look a screen further."""
        self.grid.look(self.grid.at + by * max(self.grid.size.height - 2, 1))

    def action_end(self, by: int) -> None:
        """Look at the first or the last row."""
        self.grid.look(by * self.grid.count)

    def action_choose(self) -> None:
        """Choose the row, or not after all."""
        self.grid.choose()
        self.title_line(self.grid.count)

    def action_choose_none(self) -> None:
        """Choose none."""
        self.grid.clear()
        self.title_line(self.grid.count)

    # -- which rows

    def action_sort(self) -> None:
        """Sort by the column that is looked at, then the other way round, then as usual."""
        if self.columns:
            key = self.columns[self.grid.column].key
            self.sort = {key: f"-{key}", f"-{key}": ""}.get(self.sort, key)
            self.tried(self.read)

    def on_grid_headed(self, event: Grid.Headed) -> None:
        """The same with the mouse."""
        self.grid.column = event.column
        self.action_sort()

    def action_filter(self) -> None:
        """Show only some, by the words a list understands."""

        def said(answers: Answers | None) -> None:
            if answers is not None:
                before, self.tokens = self.tokens, answers["filter"].split()
                if not self.tried(self.read):
                    self.tokens = before

        blank = Blank("filter", N_("Filter"), " ".join(self.tokens), "owner=me tags=fair")
        self.app.push_screen(Ask(_("Only these"), [blank]), said)

    # -- what is done

    def on_grid_opened(self) -> None:
        """The same with the mouse."""
        self.action_open()

    def action_open(self) -> None:
        """Open the record; from there one can go on along the list."""
        grid = self.grid
        if grid.key:
            self.desk.enter("record", grid.key, Among(grid.at, grid.count, self.ref_at))

    def ref_at(self, at: int) -> str:
        """The ref of the record at a place of the list."""
        row = self.grid.row(at)
        return row[0] if row else ""

    @property
    def field(self) -> Field | None:
        """The field of the cell that is looked at, where it is one of the record's own."""
        return self.crm.fields(self.noun).get(self.columns[self.grid.column].key) if self.columns else None

    def action_edit(self) -> None:
        """Change the cell that is looked at, of all that are chosen."""
        refs, field = self.grid.keys, self.field
        if not refs or field is None:
            return
        record = self.crm.get(load(self.noun), refs[0])
        before = typed(
            record, field, getattr(record, field.name, None) if not field.custom else record.extra.get(field.name)
        )
        whom = refs[0] if len(refs) == 1 else counted(self.noun, len(refs))
        flag = "--" + field.name.replace("_", "-")
        self.ask(
            whom,
            [Blank("value", field.label, before)],
            lambda said: [self.noun, "edit", "-", flag, said["value"], "--yes"] if said["value"] != before else [],
            refs,
        )

    def action_form(self) -> None:
        """Change any field of the row that is looked at."""
        if self.grid.key:
            self.fill(self.noun, self.grid.key)

    def action_add(self) -> None:
        """A new one, in a form."""
        self.fill(self.noun)

    def action_tag(self) -> None:
        """Tag all that are chosen."""
        self.ask(
            self.whom,
            [Blank("tag", N_("Tag"))],
            lambda said: ["tag", "put", said["tag"], "-", "--yes"] if said["tag"] else [],
            self.grid.keys,
        )

    def action_assign(self) -> None:
        """Give all that are chosen to somebody."""
        self.ask(
            self.whom,
            [Blank("owner", N_("Owner"))],
            lambda said: [self.noun, "edit", "-", "--owner", said["owner"], "--yes"] if said["owner"] else [],
            self.grid.keys,
        )

    def action_task(self) -> None:
        """A task for each that is chosen."""
        self.ask(
            self.whom,
            [Blank("text", N_("What is to be done?")), Blank("due", N_("Due"), like=N_("fri 10:00"))],
            lambda said: ["task", "add", "-", said.pop("text"), *options(said)] if said["text"] else [],
            self.grid.keys,
        )

    def action_remove(self) -> None:
        """Remove all that are chosen; undo brings them back."""
        if refs := self.grid.keys:
            self.act(self.noun, "rm", "-", "--yes", refs=refs)
            self.grid.clear()

    @property
    def whom(self) -> str:
        """Of whom something is asked."""
        refs = self.grid.keys
        return refs[0] if len(refs) == 1 else counted(self.noun, len(refs))

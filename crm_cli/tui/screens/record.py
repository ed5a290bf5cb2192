"""Any record field by field, what hangs on it, and what was done to it."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from crm_cli.context import current
from crm_cli.errors import NotFound
from crm_cli.i18n import N_, _
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import NOUNS, load
from crm_cli.render.listing import Listing
from crm_cli.render.page import Section
from crm_cli.render.style import cells, cut, shown, wrapped
from crm_cli.render.values import Look, dressed
from crm_cli.telling.histories import CHANGES, happened
from crm_cli.telling.pages import fields_of, hanging
from crm_cli.telling.words import title_of
from crm_cli.tui import keys
from crm_cli.tui.screens.doing import Doing
from crm_cli.tui.screens.panels import Filled, Place
from crm_cli.tui.screens.story import moment
from crm_cli.tui.widgets.panel import GAP, LEAST, Fit, Line

FIELDS = (Fit(most=18), Fit(grows=True))
HISTORY = (Fit(most=11), Fit(rank=1, most=10), Fit(grows=True))
WIDEST = 24
SIDES = 2 * GAP + 3  # between the cells of a change, and beside them
MOST = 4  # lines of a change
WHOM = ("client", "contact", "lead")  # the links that lead to whom it is about
SAYING = ("text", "name", "product", "part", "why", "carrier")


class RecordPage(Doing[Record]):
    """A record of any kind."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("record")
    left_cells = 0.5

    def look_up(self) -> Record:
        """The record."""
        return self.crm.get_any([self.noun], self.ref)

    def heading(self, record: Record) -> str:
        """``二期扩容 D21 · 商机``."""
        return f"{title_of(record)}  {record.ref} · {_(NOUNS[record.noun].title)}"

    def about(self, record: Record) -> Sequence[str]:  # noqa: ARG002 - the fields say it
        """Nothing above the fields."""
        return ()

    def parts(self, record: Record) -> Sequence[Place]:
        """The fields by group, what hangs on the record, its history."""
        found = [
            Place(f"fields{at}", FIELDS, 0, partial(self.fields, record, section))
            for at, section in enumerate(fields_of(record, machine=False))
        ]
        right = self.wide - round(self.wide * self.left_cells)
        for at, section in enumerate(hanging(record)):
            assert section.listing is not None  # noqa: S101 - that is what hangs there
            found.append(
                Place(f"{section.key}{at}", _fits(section.listing), 1, partial(_listed, section, section.listing))
            )
        return [*found, Place("history", HISTORY, 1, partial(_history, record, right), True)]

    def fields(self, record: Record, section: Section) -> Filled:
        """The fields of a group that hold something; a link leads to its record."""
        known = self.crm.fields(record.noun)
        lines: list[Line] = []
        for column, value in zip(section.columns, section.values, strict=True):
            if value in (None, "", "[]") or column.hidden:
                continue
            currency = getattr(record, "currency", None) or self.crm.currency
            look = Look(currency, current().language, self.crm.clock, False, False, column.choices)
            told = dressed(column.kind, value, look, lines=True)
            ref, link = self.leads_to(record, known[column.key]) if column.key in known else ("", "")
            label = _(column.label)
            for at, text in enumerate(self.within(told)):
                lines.append(Line((label if not at else "", text), ref, "", link))
        return Filled(section.title or N_("Fields"), lines)

    def within(self, text: str) -> Sequence[str]:
        """A value in lines that there is room for."""
        room = max(round(self.wide * self.left_cells) - WIDEST, WIDEST)
        return [
            piece for line in text.splitlines() for piece in (wrapped(line, room) if cells(line) > room else [line])
        ]

    def leads_to(self, record: Record, field: Field) -> tuple[str, str]:
        """The ref of what a field points to, or the address that it is."""
        value = getattr(record, field.name, None) if not field.custom else record.extra.get(field.name)
        if field.kind == "url" and value:
            return "", str(value)
        for noun in field.to.split(",") if field.kind == "link" and value else ():
            try:
                return self.crm.by_id(load(noun), str(value)).ref, ""
            except NotFound:
                continue
        return "", ""

    def applies(self, action: str) -> bool:
        """One speaks only with people, only a task is done, and only what is about somebody leads to whom."""
        if action in ("log", "task"):
            return self.speaks
        if action == "client":
            return bool(self.client)
        return action not in ("done", "snooze") or self.task_here is not None

    @property
    def client(self) -> str:
        """The ref of the client that it is about, else of the person or the lead; empty where it is about nobody."""
        record = self.of_ref(self.ref)
        found = (self.linked(record, name) for name in WHOM) if record else ()
        return next((one.ref for one in found if one), "")

    def action_client(self) -> None:
        """Open whom it is about."""
        if ref := self.client:
            self.desk.enter("record", ref)
        else:
            self.desk.tell(_("{ref} is about no client").format(ref=self.ref), bad=True)

    def action_edit(self) -> None:
        """Change what is said of it."""
        self.fill(self.noun, self.ref)

    def action_open(self) -> None:
        """Open what the line leads to; a field that leads nowhere is changed."""
        if self.line and not self.line.ref and not self.line.link:
            self.change()
        else:
            super().action_open()

    def change(self) -> None:
        """Change the field under the cursor, in a form that begins there."""
        panel = self.panel
        if panel is None or not str(panel.id).startswith("fields") or panel.line is None:
            return
        field = self.field_at(str(panel.line.cells[0]), panel.at)
        if field is None or field.facets.get("computed"):
            return
        self.fill(self.noun, self.ref, at=field.name)

    def field_at(self, label: str, at: int) -> Field | None:
        """The field of a line: of that label, or of the one above where a value has several lines."""
        panel = self.panel
        while panel and not label and at:
            at -= 1
            label = panel.lines[at].cells[0]
        known = self.crm.fields(self.noun).values()
        return next((field for field in known if shown(_(field.label)) == label), None)


def _fits(listing: Listing) -> list[Fit]:
    """The first cell stays, what has most to say grows, the others give way from the last one on."""
    columns = [column for _place, column in listing.printed()]
    grows = next(
        (at for at, one in enumerate(columns) if one.key.rpartition(".")[2] in SAYING), min(1, len(columns) - 1)
    )
    return [Fit(one.align == "right", at == grows, 0 if at in (0, grows) else at, 18) for at, one in enumerate(columns)]


def _listed(section: Section, listing: Listing) -> Filled:
    """A list as lines; each leads to its record."""
    run, printed, place = current(), listing.printed(), listing.place("ref")
    lines = []
    for row in listing.rows:
        told = []
        for at, column in printed:
            money = listing.place(column.currency_key)
            currency = (row[money] if money is not None else None) or run.workspace.currency
            told.append(
                dressed(column.kind, row[at], Look(currency, run.language, run.clock, False, False, column.choices))
            )
        lines.append(Line(told, str(row[place]) if place is not None else ""))
    return Filled(section.title, lines)


def _history(record: Record, wide: int) -> Filled:
    """What was done to it, the latest first; what it began with in one line, any other change in a few lines so ``wide``."""
    changes: list[tuple[str, str, str, int | None]] = []
    for at, by, kind, field, before, after, step, _ref in happened([record], None, False):
        if kind != "I":
            text = _("{label}: {said}").format(label=field, said=f"{before or '–'} → {after or '–'}").replace("\n", " ")
            changes.append((moment(at), by or "", text, None))
        elif not changes or changes[-1][3] != step:
            changes.append((moment(at), by or "", _(CHANGES[kind]), step))
    room = wide - SIDES - max((cells(at) for at, *_rest in changes), default=0)
    room -= max((cells(by) for _at, by, *_rest in changes), default=0)
    lines = [
        Line((at, by, piece) if not n else ("", "", piece))
        for at, by, text, _step in reversed(changes)
        for n, piece in enumerate(_pieces(shown(text), max(room, LEAST)))
    ]
    return Filled(N_("History"), lines)


def _pieces(text: str, room: int) -> Sequence[str]:
    """A text in lines, the last of which is cut where there would be too many."""
    found = wrapped(text, room) or [""]
    return [*found[: MOST - 1], cut(" ".join(found[MOST - 1 :]), room)] if len(found) > MOST else found

"""A form for any noun, made of its fields: what is new in it is written as a line of crm."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Label

from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.i18n import _, ngettext
from crm_cli.people import duplicates
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import NOUNS
from crm_cli.render.style import shown
from crm_cli.telling import given as reading
from crm_cli.telling.lists import is_hidden
from crm_cli.telling.typed import written
from crm_cli.telling.words import called, listed, value_words
from crm_cli.tui import keys
from crm_cli.tui.dialogs.beside import Beside
from crm_cli.tui.dialogs.lines_of import line_of
from crm_cli.tui.dialogs.parts import SHORT, WIDE, Fields, Part, lines_of, parted
from crm_cli.tui.widgets.bars import Foot
from crm_cli.tui.widgets.fields import Entry
from crm_cli.tui.widgets.filled import refusal
from crm_cli.tui.widgets.ways import WAYS

FRAME = 6  # lines that are no fields


class Form(Beside):
    """The fields of a new record, or of one that is there; whether something was written."""

    CSS = """
    Form { align: center middle; }
    Form > Vertical { width: 100%; max-width: 150; height: 100%; border: round $primary; padding: 0 1; background: $surface; }
    Form .form--title { text-style: bold; width: 1fr; height: 1; }
    Form VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    Form .form--known { color: $text-warning; width: 1fr; height: auto; display: none; }
    Form .form--wrong { color: $text-error; width: 1fr; height: auto; display: none; }
    Form .-said { display: block; }
    """
    where = "form"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("form")

    def __init__(
        self, noun: str, record: Record | None = None, given: Mapping[str, str] | None = None, at: str = ""
    ) -> None:
        super().__init__()
        self.at = at
        self.noun, self.record, self.given = noun, record, dict(given or {})
        self.typed = dict(self.given)  # by field, also of those whose lines are not seen
        self.fields = {field.name: field for field in self.askable()}
        self.before = {name: written(record, field) if record else "" for name, field in self.fields.items()}
        self.leaving = self.all_the_same = False
        self.hits: Sequence[duplicates.Hit] = ()
        self.mark = current().workspace.mark()

    # -- what it is made of

    def askable(self) -> list[Field]:
        """The fields that a person sets, those hidden in this base left out."""
        every = current().workspace.fields(self.noun).values()
        return [one for one in every if (one.settable if self.record else one.addable) and not is_hidden(one)]

    def parts(self) -> dict[str, list[Field]]:
        """The fields by part."""
        return parted(list(self.fields.values()), self.given)

    def compose(self) -> ComposeResult:
        """The title, the lines, who may be the same, what is wrong, and the keys."""
        first, *others = self.parts().items()
        two = self.app.size.width >= WIDE
        with Vertical():
            yield Label(shown(self.title_of()), classes="form--title", markup=False)
            scroll = VerticalScroll(can_focus=False)
            with scroll:
                yield Fields([self.entry(field) for field in first[1]], two=two)
                room = self.app.size.height - FRAME - len(others) - lines_of(first[1], two=two)
                for title, fields in others:
                    room -= lines_of(fields, two=two)
                    filled = sum(bool(self.before[field.name]) for field in fields)
                    yield Part(_(title), fields, self.entry, filled, room=room >= 0, two=two)
            yield Label("", classes="form--known", markup=False)
            yield Label("", classes="form--wrong", markup=False)
            yield Foot("form")

    def title_of(self) -> str:
        """Which record it is, or that it is a new one."""
        noun = _(NOUNS[self.noun].title)
        return f"{noun} {called(self.record)}" if self.record else _("New {noun}").format(noun=noun)

    def entry(self, field: Field) -> Entry:
        """The line of a field; what is given stands in it."""
        default = value_words(field, field.default) if field.default is not None and self.record is None else ""
        like = default or listed(_(label) for label in list(field.choices.values())[:SHORT]) or _(WAYS[field.kind].like)
        made = Entry(field, self.before[field.name], self.understood, self.text, like)
        made.start = self.typed.get(field.name, made.before)
        return made

    def on_resize(self) -> None:
        """Two columns where there is room."""
        for fields in self.query(Fields):
            fields.set_class(self.app.size.width >= WIDE, "-two")

    def text(self, name: str) -> str:
        """What stands in a field; empty where there is none of that name."""
        self.gather()
        return self.typed.get(name, self.before.get(name, ""))

    def gather(self) -> None:
        """Keep what is typed: a line goes when the screen is drawn anew."""
        self.typed |= {one.field.name: one.text for one in self.entries}

    @property
    def answers(self) -> dict[str, str]:
        """The fields that are others now than they are stored."""
        self.gather()
        return {name: text for name, text in self.typed.items() if text != self.before.get(name, "")}

    async def on_mount(self) -> None:
        """Begin at the line that is wanted, else at the first, or the first empty one where something is given."""
        for part in self.query(Part):
            if self.at in [field.name for field in part.fields]:
                await part.make()
                part.begun = part.collapsed
                part.collapsed = False
        lines = self.entries
        wanted = next((one for one in lines if one.field.name == self.at), None)
        empty = next((one for one in lines if not one.text), lines[0]) if self.record is None else lines[0]
        (wanted or empty).input.focus()
        pace = self.desk.pace
        if pace:
            self.set_interval(pace, self.look)
        self.call_after_refresh(self.look_for_known)

    # -- what is typed

    def understood(self, field: Field, text: str) -> str:
        """How a text is understood, in the currency that is typed with it; what only its room can read, as it stands."""
        if field.facets.get("on_add"):
            return text
        also = {"currency": currency} if field.kind == "money" and (currency := self.text("currency")) else {}
        values = reading.stored(self.noun, {**also, field.name: text}, self.record)
        return (
            reading.understood(self.noun, field, values[field.name], values) if values[field.name] is not None else ""
        )

    def on_filled_changed(self) -> None:
        """Leaving loses something again; who is there already may be another one."""
        self.leaving = self.all_the_same = False
        self.call_later(self.look_for_known, dict(self.answers))

    def say(self, which: str, text: str) -> None:
        """Say something below the lines."""
        label = self.query_one(f".form--{which}", Label)
        label.update(shown(text, lines=True))
        label.set_class(bool(text), "-said")

    # -- the end

    def action_save(self) -> None:
        """Write it, unless something in it is wrong or somebody else wrote meanwhile."""
        if not self.look():
            return
        answers = self.answers
        bad = [one for one in self.entries if one.changed and not one.check()]
        if bad:
            bad[0].input.focus()
            n = len(bad)
            self.say("wrong", ngettext("{n} line cannot be read", "{n} lines cannot be read", n).format(n=n))
        elif not answers:
            self.dismiss(False)
        else:
            self.write(answers)

    def write(self, answers: Mapping[str, str]) -> None:
        """Run the line; where it is refused, say so at the field it is about, and keep what was typed."""
        done = self.desk.perform(line_of(self.noun, self.record, answers, known=self.all_the_same), loud=False)
        if done.done:
            self.desk.tell(done.text)
            self.dismiss(True)
            return
        self.say("wrong", done.text)
        refused = done.refused
        if refused and refused.code == "duplicate":
            self.all_the_same = True
            self.say("wrong", _("it looks like one that is there already; save again to add it all the same"))
        elif refused and refused.field:
            self.point_at(refused.field, refused)

    def point_at(self, name: str, error: CrmError) -> None:
        """Say at its line what is wrong with a field."""
        for one in self.entries:
            if one.field.name == name:
                one.remark(refusal(error), wrong=True)
                one.input.focus()

    def unsaved(self) -> dict[str, Any]:
        """What would be written."""
        typed = self.answers
        return {"noun": self.noun, "ref": self.record.ref if self.record else "", "typed": typed} if typed else {}

    def action_leave(self) -> None:
        """Close what is offered; else leave, and throw away what was typed only when it is said twice."""
        if offering := [one for one in self.entries if one.offering]:
            offering[0].hide()
        elif self.answers != {name: text for name, text in self.given.items() if text} and not self.leaving:
            self.leaving = True
            self.say("wrong", _("Esc again throws away what was typed"))
        else:
            self.dismiss(False)

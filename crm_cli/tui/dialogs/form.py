"""A form for any noun, made of its fields: what is new in it is written as a line of crm."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Collapsible, Label

from crm_cli.context import current
from crm_cli.errors import CrmError, NotFound
from crm_cli.i18n import N_, _, ngettext
from crm_cli.people import duplicates
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import NOUNS, load
from crm_cli.render.style import shown
from crm_cli.telling import given as reading
from crm_cli.telling.lists import is_hidden
from crm_cli.telling.typed import written
from crm_cli.telling.words import called, listed, value_words
from crm_cli.tui import keys
from crm_cli.tui.app import Desk, desk_of
from crm_cli.tui.dialogs.lines_of import line_of
from crm_cli.tui.widgets.bars import Foot
from crm_cli.tui.widgets.fields import Entry

SHORT = 12  # fields that are all shown at once
WIDE = 110  # cells from which on there are two columns
FRAME = 6  # lines that are no fields
KNOWN = 3  # of those who may be the same, so many are shown
MORE, OWN = N_("More"), N_("Fields of your own")
SAID = ("name", "type", "company", "phone", "other_phones", "email", "other_emails", "website", "tax_id", "client")


class Part(Collapsible):
    """Fields that belong together; they are made when somebody looks, or at once where there is room."""

    def __init__(self, title: str, fields: Sequence[Field], form: "Form", *, room: bool = False) -> None:
        made = [form.entry(field) for field in fields] if room else []
        self.entries = Grid(*made, classes="form--fields")
        filled = sum(bool(form.before[field.name]) for field in fields)
        super().__init__(
            self.entries, title=f"{title} ({filled}/{len(fields)})", collapsed=not room, collapsed_symbol=">", expanded_symbol="v"
        )  # fmt: skip
        self.fields, self.form = fields, form

    async def on_collapsible_expanded(self) -> None:
        """Make the lines, and begin at the first."""
        await self.make()
        self.query(Entry).first().input.focus()

    async def make(self) -> None:
        """Make the lines that are not there yet."""
        if not self.entries.children:
            await self.entries.mount_all([self.form.entry(field) for field in self.fields])


class Form(ModalScreen[bool]):
    """The fields of a new record, or of one that is there; whether something was written."""

    CSS = """
    Form { align: center middle; }
    Form > Vertical { width: 100%; max-width: 150; height: 100%; border: round $primary; padding: 0 1; background: $surface; }
    Form .form--title { text-style: bold; width: 1fr; height: 1; }
    Form VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    Form .form--fields { grid-size: 1; grid-rows: auto; height: auto; }
    Form.-wide .form--fields { grid-size: 2; grid-gutter: 0 2; }
    Form Collapsible { border-top: none; padding: 0; }
    Form Collapsible > Contents { padding: 0; width: 1fr; }
    Form CollapsibleTitle { padding: 0; }
    Form .form--known { color: $text-warning; width: 1fr; height: auto; display: none; }
    Form .form--wrong { color: $text-error; width: 1fr; height: auto; display: none; }
    Form .-said { display: block; }
    """
    where = "form"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - the screen declares it
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
        """The fields by part; those of the first, which has no title, are seen at once: what must be said, what lists show, what is given."""
        plain = [one for one in self.fields.values() if not one.facets.get("group") and not one.custom]
        parts: dict[str, list[Field]] = {"": []}
        for field in self.fields.values():
            first = field.required or field.facets.get("listed") or field.name in self.given
            group = OWN if field.custom else field.facets.get("group") or ("" if len(plain) <= SHORT else MORE)
            parts.setdefault("" if first else group, []).append(field)
        parts[""].sort(key=lambda one: not one.required)
        return parts

    def compose(self) -> ComposeResult:
        """The title, the lines, who may be the same, what is wrong, and the keys."""
        first, *others = self.parts().items()
        with Vertical():
            yield Label(shown(self.title_of()), classes="form--title", markup=False)
            scroll = VerticalScroll(can_focus=False)
            with scroll:
                yield Grid(*(self.entry(field) for field in first[1]), classes="form--fields")
                room = self.app.size.height - FRAME - len(others) - self.lines_of(first[1])
                for title, fields in others:
                    room -= self.lines_of(fields)
                    yield Part(_(title), fields, self, room=room >= 0)
            yield Label("", classes="form--known", markup=False)
            yield Label("", classes="form--wrong", markup=False)
            yield Foot("form")

    def lines_of(self, fields: Sequence[Field]) -> int:
        """How many lines of the screen they take: a long text has two, a link tells its name below."""
        tall = sum(2 if field.kind in ("longtext", "link") else 1 for field in fields)
        return -(-tall // 2) if self.app.size.width >= WIDE else tall

    def title_of(self) -> str:
        """Which record it is, or that it is a new one."""
        noun = _(NOUNS[self.noun].title)
        return f"{noun} {called(self.record)}" if self.record else _("A new one: {noun}").format(noun=noun)

    def entry(self, field: Field) -> Entry:
        """The line of a field; what is given stands in it."""
        default = value_words(field, field.default) if field.default is not None and self.record is None else ""
        like = default or listed(_(label) for label in list(field.choices.values())[:SHORT])
        made = Entry(field, self.before[field.name], self.understood, self.text, like)
        made.start = self.typed.get(field.name, made.before)
        return made

    @property
    def entries(self) -> Sequence[Entry]:
        """The lines that were made."""
        return list(self.query(Entry))

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
                part.collapsed = False
        lines = self.entries
        wanted = next((one for one in lines if one.field.name == self.at), None)
        empty = next((one for one in lines if not one.text), lines[0]) if self.record is None else lines[0]
        (wanted or empty).input.focus()
        pace = self.desk.pace
        if pace:
            self.set_interval(pace, self.look)
        self.call_after_refresh(self.look_for_known)

    @property
    def desk(self) -> Desk:
        """The program."""
        return desk_of(self)

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

    def look_for_known(self, answers: Mapping[str, str] | None = None) -> None:
        """Show who is there already, unless something else was typed since."""
        if self.record is not None or self.noun not in duplicates.NOUNS or answers not in (None, self.answers):
            return
        values: dict[str, Any] = {}
        for name, text in self.answers.items():
            if name in SAID and text:
                try:
                    values |= reading.stored(self.noun, {name: text})
                except CrmError:  # half of a number is none
                    continue
        self.show_known(duplicates.of(current().workspace, self.noun, values) if values else ())

    def show_known(self, hits: Sequence[duplicates.Hit]) -> None:
        """Say who it may be, why, and whose they are."""
        self.hits = hits
        lines = [_("see also {record}").format(record=reading.said_alike(hit)) for hit in hits[:KNOWN]]
        lines += [_("ctrl+g goes there")] if any(hit.shown for hit in hits) else []
        more = len(hits) - KNOWN
        self.say("known", "\n".join([*lines, *([_("and {n} more").format(n=more)] if more > 0 else [])]))

    def say(self, which: str, text: str) -> None:
        """Say something below the lines."""
        label = self.query_one(f".form--{which}", Label)
        label.update(shown(text, lines=True))
        label.set_class(bool(text), "-said")

    def action_known(self) -> None:
        """Go to who is there already; the form waits below."""
        if hit := next((one for one in self.hits if one.shown), None):
            self.desk.enter(hit.ref)

    # -- what others do meanwhile

    def look(self) -> bool:
        """Whether the record is as it was read; what somebody else wrote comes into the lines that were not touched, and is told."""
        crm = current().workspace
        try:
            mark = crm.mark()
            if self.record is None or mark == self.mark:
                return True
            self.mark = mark
            self.record = crm.by_id(load(self.noun), self.record.id)
        except NotFound:
            self.say("wrong", _("it was removed meanwhile; what you typed is still here"))
            return False
        except CrmError as error:
            self.desk.refuse(error)
            return False
        return self.take_over({name: written(self.record, field) for name, field in self.fields.items()})

    def take_over(self, now: Mapping[str, str]) -> bool:
        """Show what is stored now; what is typed stays."""
        new = [name for name, text in now.items() if text != self.before[name]]
        typed = self.answers
        self.before = dict(now)
        for one in self.entries:
            name = one.field.name
            one.before = now[name]
            if name in new and name not in typed:
                one.text = now[name]
            elif name in new:
                one.remark(_("somebody wrote {text} meanwhile").format(text=now[name] or "–"), wrong=True)
        if new:
            labels = listed(_(self.fields[name].label) for name in new)
            self.say("wrong", _("changed by somebody else meanwhile: {fields}").format(fields=labels))
        return not (set(new) & set(typed))

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
                one.remark(one.refusal(error), wrong=True)
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

"""What is done to the rows of a list: to the one under the cursor, or to all that are chosen."""

from collections.abc import Callable
from pathlib import Path

from crm_cli.errors import CrmError
from crm_cli.i18n import N_, _
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS, load
from crm_cli.telling.words import counted
from crm_cli.tui import unsaved
from crm_cli.tui.dialogs import blanks
from crm_cli.tui.dialogs.ask import Answers, Ask, Blank
from crm_cli.tui.lines import Said, options
from crm_cli.tui.screens.carrying import Carrying, Made

WITH = ("client", "contact", "opp", "lead")  # with these one speaks, and of them there are tasks


class Bulk(Carrying):
    """A list with which something is done."""

    @property
    def field(self) -> Field | None:
        """The field of the cell that is looked at, where it is one of the record's own."""
        return self.crm.fields(self.noun).get(self.found.columns[self.grid.column].key) if self.found else None

    def field_named(self, name: str) -> Field | None:
        """A field that is set by hand; where this noun has none of that name, it is said."""
        field = self.crm.fields(self.noun).get(name)
        if field is None or not field.settable:
            label = {"owner": N_("Owner"), "tags": N_("Tags")}[name]
            self.say_no(_("{noun} has no {field}").format(noun=_(NOUNS[self.noun].title), field=_(label)))
            return None
        return field

    def action_edit(self) -> None:
        """Change the cell that is looked at, of all that are chosen."""
        field = self.field
        if not self.grid.keys or self.found is None:
            return
        if not self.grid.column and len(self.grid.keys) == 1:
            self.action_form()
        elif field is None or not field.settable:
            column = self.found.columns[self.grid.column]
            self.say_no(_("{field} is not set by hand: Enter opens the record").format(field=_(column.label)))
        else:
            self.fill_in(field)

    def fill_in(self, field: Field, text: str | None = None, wrong: str = "", like: str = "", taken: Callable[[str], str] = str) -> None:  # fmt: skip
        """Ask for a field of the chosen rows as a form does, and set it."""
        from crm_cli.telling import given, typed  # only where a cell is changed
        from crm_cli.tui.dialogs.value import Value

        refs = self.grid.keys
        try:
            record = self.crm.get(load(self.noun), refs[0])
            before = typed.written(record, field) if taken is str else ""
        except CrmError as error:
            self.desk.refuse(error)
            return
        several = len(refs) > 1
        before = "" if several else before

        def understood(one: Field, words: str) -> str:
            values = given.stored(self.noun, {one.name: taken(words)}, record)
            if several and taken is not str:  # each has others before
                return ""
            return given.understood(self.noun, one, values[one.name], values) if values[one.name] is not None else ""

        def filled(words: str | None) -> None:
            if words is None or (words == before and (not several or not words)):
                return
            self.carry_out(line(words), "", lambda text: self.fill_in(field, words, text, like, taken))

        def line(words: str) -> list[str]:
            return [self.noun, "edit", "-", f"--{field.name.replace('_', '-')}={taken(words)}"]

        dialog = Value(self.whom, field, before if text is None else text, understood, before=before, wrong=wrong, like=like)  # fmt: skip
        dialog.unsaved = lambda: unsaved.line([*line(dialog.entry.text), "--yes"], refs) if dialog.entry.changed else {}
        self.app.push_screen(dialog, filled)

    def action_tag(self) -> None:
        """Tag all that are chosen, or take tags from them."""
        if (field := self.field_named("tags")) and self.grid.keys:
            self.fill_in(field, like=_("fair, -old: what has a minus goes"), taken=_added)

    def action_assign(self) -> None:
        """Give all that are chosen to somebody."""
        if (field := self.field_named("owner")) and self.grid.keys:
            self.fill_in(field, "")

    def action_form(self) -> None:
        """Change any field of the row that is looked at."""
        if self.grid.key:
            self.fill(self.noun, self.grid.key)

    def action_add(self) -> None:
        """A new one, in a form."""
        self.fill(self.noun)

    def speaks(self) -> bool:
        """Whether one speaks with these; where not, it is said."""
        if self.noun not in WITH:
            self.say_no(_("calls and tasks are of clients, contacts, leads and deals: Enter opens the record"))
            return False
        return bool(self.grid.keys)

    def action_log(self) -> None:
        """Log what was said to those that are chosen, and what comes next."""
        if self.speaks():
            refs = self.grid.keys
            whom = refs[0] if len(refs) == 1 else "-"
            self.ask_many(
                self.whom,
                blanks.log(self.crm),
                lambda said: blanks.log_line(said, whom),
                N_("log it with {what}?"),
            )

    def action_task(self) -> None:
        """A task for each that is chosen."""
        if self.speaks():
            self.ask_many(
                self.whom,
                blanks.task(self.crm),
                lambda said: ["task", "add", "-", said.pop("text"), *options(said)] if said["text"] else [],
                N_("add a task for {what}?"),
            )

    def action_remove(self) -> None:
        """Remove all that are chosen; undo brings them back."""
        if self.grid.keys:
            self.carry_out([self.noun, "rm", "-"], _("remove {what}?"), self.say_no)

    def action_export(self) -> None:
        """Write the chosen rows, else all that are found, to a file: with these columns, in this order."""
        found = self.found
        if found is None:
            return
        chosen = list(self.grid.chosen)
        which = [f"ref={','.join(chosen)}"] if chosen and not self.every else list(self.wanted.tokens)
        fields = ["--fields", ",".join(column.key for column in found.columns)]
        order = ["--sort", self.wanted.sort] if self.wanted.sort else []

        def line(answers: Answers) -> list[str]:
            path = answers["file"]
            return (
                [self.noun, "list", *which, *fields, *order, "--output", str(Path(path).expanduser())] if path else []
            )

        what = counted(self.noun, len(chosen) or len(found.numbers))
        blank = Blank("file", N_("File: csv, xlsx, json, md, html …"), f"{NOUNS[self.noun].table}.xlsx")
        self.ask_file(_("Write {what} to a file").format(what=what), blank, line, what)

    def ask_file(self, title: str, blank: Blank, line: Made, what: str, wrong: str = "") -> None:
        """Ask for the file; one that is there is written over only when that is wanted."""
        from crm_cli.tui.dialogs.plan import Plan  # see above

        def answered(answers: Answers | None) -> None:
            argv = line(answers) if answers else []
            if not argv:
                return
            typed = blank._replace(value=(answers or {})["file"])
            path = Path(argv[-1])

            def written(done: Said) -> None:
                if done.done:
                    self.desk.tell(done.plain or _("{what} written to {path}").format(what=what, path=path))
                else:
                    self.ask_file(title, typed, line, what, done.plain)

            def write(yes: bool | None) -> None:
                if yes and self.under_way:
                    self.say_no(_("what was begun before is still under way"))
                elif yes:
                    self.line_beside(argv, (), written)

            if path.exists():
                self.app.push_screen(Plan(_("{path} is there already: write over it?").format(path=path), ""), write)
            else:
                write(True)

        self.app.push_screen(Ask(title, [blank], wrong), answered)


def _added(text: str) -> str:
    """Tags as they are put on, or taken off where a minus stands before them."""
    words = [word.strip() for word in text.replace("，", ",").replace("、", ",").split(",")]
    return ",".join(word if word[0] in "+-" else f"+{word}" for word in words if word)

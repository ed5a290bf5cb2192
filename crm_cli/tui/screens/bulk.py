"""What is done to the rows of a list: to the one under the cursor, or to all that are chosen, which is shown before it is done."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from textual.message import Message

from crm_cli.errors import CrmError
from crm_cli.i18n import N_, _
from crm_cli.records.filters import is_view, said
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS, load
from crm_cli.records.shell import as_line
from crm_cli.telling.words import called, counted
from crm_cli.tui import lines
from crm_cli.tui.apart import answered
from crm_cli.tui.dialogs.ask import Answers, Ask, Blank
from crm_cli.tui.lines import Said, options
from crm_cli.tui.screens.found import Listed
from crm_cli.tui.widgets.grid import Grid

FEW = 3  # so many are changed unasked, as the shell does it
AT_ONCE = 50  # so many are changed while one waits
LOOKED_AT = 300  # of more only the number and the line are told before
BY_WORDS = 500  # more are not named one by one where a filter names them
WITH = ("client", "contact", "opp", "lead")  # with these one speaks, and of them there are tasks
OR = ("or", "或")
Made = Callable[[Answers], Sequence[str]]


class Bulk(Listed):
    """A list with which something is done."""

    every = False
    """All that are found are chosen."""
    under_way = False
    """Something is done to many in a thread."""

    class Did(Message):
        """A line was run in a thread; ``then`` goes on with what it said."""

        def __init__(self, said: Said, then: Callable[[Said], object]) -> None:
            super().__init__()
            self.said, self.then = said, then

    @property
    def grid(self) -> Grid:
        """The rows."""
        return self.query_one(Grid)

    # -- which

    def action_choose(self) -> None:
        """Choose the row, or not after all."""
        self.every = False
        self.grid.choose()
        self.title_line()

    def action_stretch(self, by: int) -> None:
        """Choose as far as the row above or below."""
        self.every = False
        self.grid.stretch(by)
        self.title_line()

    def action_choose_none(self) -> None:
        """Choose none."""
        self.every = False
        self.grid.choose_all(())
        self.title_line()

    def action_choose_all(self) -> None:
        """Choose all that are found, also those that nobody looked at."""
        if self.finding or self.found is None:
            self.say_no(_("they are still being looked for"))
        else:
            self.read_refs(self.found)

    def take_refs(self, refs: Sequence[str]) -> None:
        """All are chosen."""
        self.every = True
        self.grid.choose_all(refs)
        self.title_line()

    @property
    def whom(self) -> str:
        """Of whom something is asked."""
        refs = self.grid.keys
        return self.called(refs[0]) if len(refs) == 1 else counted(self.noun, len(refs))

    def called(self, ref: str) -> str:
        """What a record is called."""
        try:
            return called(self.crm.get(load(self.noun), ref))
        except CrmError:  # gone just now
            return ref

    def say_no(self, text: str) -> None:
        """Say why not."""
        self.desk.tell(text, bad=True)

    # -- how

    def ask_many(
        self, title: str, blanks: Sequence[Blank], line: Made, question: str = "", *, wrong: str = "", before: Sequence[str] | None = None
    ) -> None:  # fmt: skip
        """Ask for some words, show what the line that is made of them would do to the rows, and do it; no line, nothing to do."""

        def answered(answers: Answers | None) -> None:
            argv = line(dict(answers)) if answers is not None else ()
            if argv:
                typed = [blank._replace(value=(answers or {})[blank.name]) for blank in blanks]
                old = before or [blank.value for blank in blanks]
                self.carry_out(
                    argv, question, lambda text: self.ask_many(title, typed, line, question, wrong=text, before=old)
                )

        self.app.push_screen(Ask(title, blanks, wrong, before), answered)

    def carry_out(self, argv: Sequence[str], question: str, refused: Callable[[str], object]) -> None:
        """Do it to the chosen rows; to more than a few only when what would be is seen and wanted. Where it is refused, say so there."""
        refs = self.grid.keys
        asked = (question or _("change {what}?")).format(what=counted(self.noun, len(refs)))
        if self.under_way:
            self.say_no(_("what was begun before is still under way"))
        elif len(refs) <= FEW:
            self.do(argv, refs, refused)
        elif len(refs) <= LOOKED_AT:
            self.line([*argv, "--dry-run"], refs, lambda tried: self.show_plan(argv, refs, asked, tried, refused))
        else:
            self.show_plan(argv, refs, asked, None, refused)

    def show_plan(
        self, argv: Sequence[str], refs: Sequence[str], asked: str, tried: Said | None, refused: Callable[[str], object]
    ) -> None:
        """Show what would be, and do it where that is wanted."""
        from crm_cli.tui.dialogs.plan import Plan  # only where many are changed

        if tried is not None and not tried.done:
            refused(tried.plain)
            return
        dry = _("dry run, nothing was written: {said}").format(said="")
        told = tried.plain.removeprefix(dry) if tried else "crm " + as_line(self.whole(argv, refs))

        def wanted(yes: bool | None) -> None:
            if yes:
                self.do(argv, refs, refused)

        self.app.push_screen(Plan(asked, told), wanted)

    def do(self, argv: Sequence[str], refs: Sequence[str], refused: Callable[[str], object]) -> None:
        """Do it as one step, and say what was done."""

        def done(said: Said) -> None:
            if not said.done:
                refused(said.plain)
                return
            self.desk.tell(
                said.plain if len(refs) <= FEW else said.plain.partition("\n")[0]
            )  # the others were seen before
            if argv[1] == "rm":
                self.action_choose_none()

        yes = ["--yes"] if argv[1] in ("edit", "rm") else []
        self.line([*self.whole(argv, refs), *yes], refs, done)

    def whole(self, argv: Sequence[str], refs: Sequence[str]) -> list[str]:
        """The line with the words that name the rows."""
        words = self.words(refs) if argv[1] in ("edit", "rm") else ["-"]
        return [part for word in argv for part in (words if word == "-" else [word])]

    def line(self, argv: Sequence[str], refs: Sequence[str], then: Callable[[Said], object]) -> None:
        """Run a line about these rows: while one waits, or in a thread where they are many; a sign in the head says so."""
        given = refs if "-" in argv else ()
        if len(refs) > AT_ONCE:
            self.under_way = True
            self.title_line()
            self.run_worker(partial(self.line_apart, argv, given, then), thread=True, group="line")
        elif "--dry-run" in argv:
            then(lines.run(argv, given))
        else:
            then(self.desk.perform(argv, given, loud=False))

    def line_apart(self, argv: Sequence[str], refs: Sequence[str], then: Callable[[Said], object]) -> None:
        """In the thread: run it."""
        self.post_message(self.Did(answered(self.desk.run_of, argv, self.size.width, refs), then))

    def on_bulk_did(self, event: "Bulk.Did") -> None:
        """Go on with what it said, and show what is now."""
        self.under_way = False
        self.title_line()
        self.desk.look()
        event.then(event.said)

    def words(self, refs: Sequence[str]) -> list[str]:
        """What names the chosen rows on a line: their refs, which come by stdin, or the filter where it finds just these."""
        tokens = list(self.wanted.tokens)
        plain = all(said(one) or is_view(one) or one in OR for one in tokens)
        return (tokens or ["ref=any"]) if self.every and len(refs) > BY_WORDS and plain else ["-"]

    # -- what

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
            return given.understood(self.noun, one, values[one.name], values) if values[one.name] is not None else ""

        def filled(words: str | None) -> None:
            if words is None or (words == before and (not several or not words)):
                return
            argv = [self.noun, "edit", "-", f"--{field.name.replace('_', '-')}={taken(words)}"]
            self.carry_out(argv, "", lambda text: self.fill_in(field, words, text, like, taken))

        self.app.push_screen(
            Value(self.whom, field, before if text is None else text, understood, before=before, wrong=wrong, like=like), filled
        )  # fmt: skip

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
                [
                    Blank("text", N_("What was said?")),
                    Blank("next", N_("Next step"), like=N_("fri 10:00 send the quote")),
                    Blank("kind", N_("Kind"), "call", N_("call, visit, e-mail …")),
                ],
                lambda said: (
                    ["log", said.pop("kind") or "call", whom, said.pop("text"), *options(said)] if said["text"] else []
                ),
                N_("log it with {what}?"),
            )

    def action_task(self) -> None:
        """A task for each that is chosen."""
        if self.speaks():
            self.ask_many(
                self.whom,
                [Blank("text", N_("What is to be done?")), Blank("due", N_("Due"), like=N_("fri 10:00"))],
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

            def write(yes: bool | None) -> None:
                if yes:
                    done = self.desk.perform(argv, loud=False)
                    if done.done:
                        self.desk.tell(done.text or _("{what} written to {path}").format(what=what, path=path))
                    else:
                        self.ask_file(title, typed, line, what, done.text)

            if path.exists():
                self.app.push_screen(Plan(_("{path} is there already: write over it?").format(path=path), ""), write)
            else:
                write(True)

        self.app.push_screen(Ask(title, [blank], wrong), answered)


def _added(text: str) -> str:
    """Tags as they are put on, or taken off where a minus stands before them."""
    words = [word.strip() for word in text.replace("，", ",").replace("、", ",").split(",")]
    return ",".join(word if word[0] in "+-" else f"+{word}" for word in words if word)

"""Which rows of a list are meant, and how something is done to them: at once to a few, to many when it was seen what would be."""

from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from crm_cli.errors import CrmError
from crm_cli.i18n import _
from crm_cli.records.registry import load
from crm_cli.telling.words import called, counted
from crm_cli.tui import lines, unsaved
from crm_cli.tui.apart import answered
from crm_cli.tui.dialogs.ask import Answers, Ask, Blank
from crm_cli.tui.lines import Said
from crm_cli.tui.rows import Found, Wanted
from crm_cli.tui.screens.found import Listed
from crm_cli.tui.widgets.grid import Grid

if TYPE_CHECKING:
    from crm_cli.tui.app import Desk

FEW = 3  # so many are changed unasked, as the shell does it
AT_ONCE = 50  # so many are changed while one waits
Made = Callable[[Answers], Sequence[str]]


class Carrying(Listed):
    """A list of which rows are chosen, to which lines of crm are done."""

    every = False
    """All that are found are chosen."""
    under_way = False
    """Something is done to many in a thread."""

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

    def find(self, wanted: Wanted) -> None:
        """Read another list; those that are chosen are not all of that one."""
        self.every = self.every and wanted.tokens == self.wanted.tokens
        super().find(wanted)

    def take(self, found: Found, numbers: "array[int]", *, whole: bool) -> None:
        """Show these rows; where there are more or fewer by now, not just they are chosen."""
        self.every = self.every and len(numbers) == len(self.grid.chosen)
        super().take(found, numbers, whole=whole)

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

        dialog, refs = Ask(title, blanks, wrong, before), self.grid.keys
        dialog.unsaved = lambda: unsaved.line(line(dialog.answers), refs) if dialog.typed else {}
        self.app.push_screen(dialog, answered)

    def carry_out(self, argv: Sequence[str], question: str, refused: Callable[[str], object]) -> None:
        """Do it to the chosen rows; to more than a few, or to remove them, only when what would be is seen and wanted. Where it is refused, say so there."""
        refs = self.grid.keys
        asked = (question or _("change {what}?")).format(what=counted(self.noun, len(refs)))
        if self.under_way:
            self.say_no(_("what was begun before is still under way"))
        elif len(refs) <= FEW and argv[1] != "rm":  # one key, and much may hang under a record
            self.do(argv, refs, refused)
        else:
            self.line([*argv, "--dry-run"], refs, lambda tried: self.show_plan(argv, refs, asked, tried, refused))

    def show_plan(
        self, argv: Sequence[str], refs: Sequence[str], asked: str, tried: Said, refused: Callable[[str], object]
    ) -> None:
        """Show what would be, and do it where that is wanted."""
        from crm_cli.tui.dialogs.plan import Plan  # only where many are changed

        if not tried.done:
            refused(tried.plain)
            return
        dry = _("dry run, nothing was written: {said}").format(said="")

        def wanted(yes: bool | None) -> None:
            if yes:
                self.do(argv, refs, refused)

        self.app.push_screen(Plan(asked, tried.plain.removeprefix(dry)), wanted)

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
        self.line([*argv, *yes], refs, done)

    def line(self, argv: Sequence[str], refs: Sequence[str], then: Callable[[Said], object]) -> None:
        """Run a line about these rows: while one waits, or in a thread where they are many; a sign in the head says so."""
        given = refs if "-" in argv else ()
        if len(refs) > AT_ONCE:
            self.line_beside(argv, given, then)
        elif "--dry-run" in argv:
            then(lines.run(argv, given))
        else:
            then(self.desk.perform(argv, given, loud=False))

    def line_beside(self, argv: Sequence[str], refs: Sequence[str], then: Callable[[Said], object]) -> None:
        """Run it in a thread."""
        self.under_way = True
        self.title_line()
        self.desk.run_worker(partial(self.line_apart, argv, refs, then), thread=True, group="line")

    def line_apart(self, argv: Sequence[str], refs: Sequence[str], then: Callable[[Said], object]) -> None:
        """In the thread: run it."""
        desk = self.desk
        said = answered(desk.run_of, argv, self.size.width, refs)
        with suppress(RuntimeError):  # the program was left meanwhile
            desk.call_from_thread(self.was_done, desk, said, then)

    def was_done(self, desk: "Desk", said: Said, then: Callable[[Said], object]) -> None:
        """Show what is now, and go on with what was said, where somebody still looks at this list."""
        self.under_way = False
        desk.look()
        if self.is_attached:
            self.title_line()
        if self.is_current:
            then(said)
        else:
            desk.tell(said.plain, bad=not said.done)

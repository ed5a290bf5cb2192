"""The program on the screen: which base it shows, what it says, what every screen can do."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.screen import Screen

from crm_cli.context import Run, begin, current
from crm_cli.errors import CrmError
from crm_cli.i18n import _
from crm_cli.records import registry
from crm_cli.render.style import take_apart
from crm_cli.tui import ending, keys, lines, looks, places, taken_back, unsaved, watching
from crm_cli.tui.commanding import Commanding
from crm_cli.tui.dialogs.ask import Answers, Ask, Blank, Choose
from crm_cli.tui.keytable.key import EVERYWHERE
from crm_cli.tui.lines import Said
from crm_cli.tui.speaking import BELOW, Steady
from crm_cli.workspace import Workspace

FIRST = BELOW
LOOK = 0.5  # seconds between two looks whether another process wrote


class Page(Steady[None]):
    """A screen that shows something of the base. ``where`` is its name in the table of keys."""

    where = ""
    left: watching.Seen | None = None

    def on_screen_suspend(self) -> None:
        """Remember how the base was when another screen came on top."""
        self.left = self.desk.mark

    def on_screen_resume(self) -> None:
        """Read again where something was written meanwhile, or time passed."""
        if self.left is not None and (self.left != self.desk.mark or self.over):
            self.tried(self.read)

    @property
    def over(self) -> bool:
        """What is shown is no longer so, by the clock alone."""
        return False

    def read(self) -> None:
        """Read again what is shown."""

    @property
    def crm(self) -> Workspace:
        """The base."""
        return current().workspace

    @property
    def desk(self) -> "Desk":
        """The program this is a screen of."""
        return desk_of(self)

    def tried(self, work: Callable[[], object]) -> bool:
        """Read, or say in one line why it cannot be read."""
        try:
            work()
        except CrmError as error:
            if self.stands():
                self.desk.refuse(error)
            return False
        return True

    def act(self, *argv: str, refs: Sequence[str] = ()) -> bool:
        """Do something as a line of crm would, say what it says, and show what is now."""
        return self.desk.perform(argv, refs).done

    def ask(
        self,
        title: str,
        blanks: Sequence[Blank],
        line: Callable[[Answers], Sequence[str]],
        refs: Sequence[str] = (),
        then: Callable[[Said], object] | None = None,
    ) -> None:
        """Ask for some words and run the line that is made of them, ``then`` go on; where it is refused, ask again with what was typed. No line, nothing to do."""

        def said(answers: Answers | None) -> None:
            argv = line(dict(answers)) if answers is not None else ()
            if not argv:
                return
            done = self.desk.perform(argv, refs, loud=False)
            if done.done:
                self.desk.tell(done.text)
                if then:
                    then(done)
            else:
                typed = [blank._replace(value=(answers or {})[blank.name]) for blank in blanks]
                put(Ask(title, typed, done.wrong, [blank.value for blank in blanks], done.refused))

        def put(dialog: Ask) -> None:
            dialog.unsaved = lambda: unsaved.line(line(dialog.answers), refs) if dialog.typed else {}
            self.app.push_screen(dialog, said)

        put(Ask(title, blanks))

    def fill(self, noun: str, ref: str = "", given: Mapping[str, str] | None = None, at: str = "") -> None:
        """A form for the record of that ref, or for a new one in which something is given; begun ``at`` a field."""
        from crm_cli.tui.dialogs.filling import form  # only when one is filled in

        def opened() -> None:
            record = self.crm.get(registry.load(noun), ref) if ref else None
            self.app.push_screen(form(noun, record, given, at))

        self.tried(opened)

    def choose(self, title: str, options: Mapping[str, str], then: Callable[[str], object]) -> None:
        """Ask for one of several, and go on with its key."""

        def chosen(key: str | None) -> None:
            if key is not None:
                then(key)

        self.app.push_screen(Choose(title, options), chosen)


def desk_of(screen: Screen[Any]) -> "Desk":
    """The program that a screen, or a dialog on it, is of."""
    assert isinstance(screen.app, Desk)  # noqa: S101 - there is no other
    return screen.app


class Desk(Commanding):
    """The program."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(EVERYWHERE)
    ENABLE_COMMAND_PALETTE = False
    TITLE = "crm"

    def __init__(self, run: Run, first: Callable[[], Page], pace: float = LOOK) -> None:
        super().__init__()
        self.run_of, self.first, self.pace = run, first, pace
        run.workspace.store.hurry(watching.PATIENCE)
        self.mark, self.trouble = watching.seen(run.workspace), ""
        self.mine = whose(run)

    def on_mount(self) -> None:
        """Show the first screen, and look from time to time whether somebody else wrote."""
        take_apart(True)
        looks.dress(self, self.run_of)
        wanted = self.run_of.config.group("key")
        self.set_keymap(keys.settle(wanted))
        self.push_screen(self.first())
        if wrong := keys.wrong(wanted):
            self.tell("\n".join(wrong), bad=True)
        if self.pace:
            self.set_interval(self.pace, self.look)
        if not self.is_headless:
            ending.watch(self)
            self.call_after_refresh(unsaved.bring_back, self)

    def on_unmount(self) -> None:
        """What is printed from now on is no screen."""
        take_apart(False)

    def look(self) -> None:
        """Whether the terminal is still there, and the base; show what another process wrote since."""
        ending.look(self)
        watching.look(self)

    def panic(self, *told: Any) -> None:
        """Where the terminal is gone that is all there is to tell."""
        ending.look(self)
        super().panic(*told)

    def read_again(self) -> None:
        """Every open screen reads again what it shows, the one on top at once."""
        if isinstance(self.screen, Page) and self.screen.is_mounted:
            self.screen.tried(self.screen.read)

    def perform(self, argv: Sequence[str], refs: Sequence[str] = (), *, loud: bool = True) -> Said:
        """Run a line of crm, say (where ``loud``) what it said, and show what is now."""
        done = lines.run(argv, refs)
        if done.text and loud:
            self.tell(done.text, bad=not done.done)
        with suppress(CrmError):  # what is wrong with the base is told when it is looked at next
            self.mark = watching.seen(current().workspace)
        self.read_again()
        return done

    def action_undo(self) -> None:
        """Take my last step back."""
        self.take_back("undo")

    def action_redo(self) -> None:
        """Take my last undo back."""
        self.take_back("redo")

    def take_back(self, *argv: str) -> None:
        """Run an undo or a redo, and say what it was that is taken back."""
        done = self.perform([*argv, "--json"], loud=False)
        self.tell(taken_back.told(done), bad=not done.done)

    def action_again(self) -> None:
        """Read again what is shown."""
        self.read_again()

    async def speak_anew(self, screen: Screen[Any]) -> None:
        """Draw a screen in the language that is spoken now. One of the base reads its words anew where it stands: what is looked at, chosen and typed stays."""
        if not isinstance(screen, Page):
            await super().speak_anew(screen)
            return
        for one in (screen, *screen.query("*")):
            one.refresh()
            if translated := getattr(one, "translated", None):
                translated()
        screen.tried(screen.read)

    async def action_back(self) -> None:
        """Leave the screen; the first one stays, since Esc is easily pressed once too often."""
        if len(self.screen_stack) > FIRST:
            await self.pop_screen()
        else:
            self.tell(_("q leaves crm"))

    async def action_leave(self) -> None:
        """Leave the screen; from the first one, the program."""
        if len(self.screen_stack) > FIRST:
            await self.pop_screen()
        else:
            self.exit()

    async def leave_broken(self, screen: Screen[Any]) -> None:
        """Leave it, and ask what shall become of what was typed there."""
        stack = self.screen_stack
        typed = [found for one in stack[stack.index(screen) :] if (found := unsaved.on(one))] if screen in stack else []
        await super().leave_broken(screen)
        unsaved.offer(self, typed)

    async def action_quit(self) -> None:
        """Leave the program from wherever one is; what was typed is kept."""
        ending.by_key(self)

    def action_help_quit(self) -> None:
        """Who presses ctrl+c, as in a shell, is told what leaves."""
        key = next(key.first for key in keys.NOW if key.action == "quit")
        self.tell(_("{key} leaves crm; what is typed is kept").format(key=key))

    def action_help(self) -> None:
        """What the keys do here."""
        from crm_cli.tui.screens.help import Help  # only when it is asked for

        where = getattr(self.screen, "where", EVERYWHERE)
        self.push_screen(Help(where))


def whose(run: Run) -> str:
    """Who looks at which base: ``林晓棠 · crm.db``."""
    me = run.workspace.me
    name = run.workspace.name_of("user", me) if me else None
    return " · ".join(filter(None, [name, run.base.name]))


def open_screen(name: str, *given: Any) -> None:
    """Open the program on one of its screens and stay until it is left; where a signal ended it, the exit code tells."""
    run = current()
    places.check(name)
    looks.without_colour(run)
    desk = Desk(run, lambda: places.page(name, *given))
    try:
        desk.run()
    finally:
        begin(run)
    if desk.return_code:
        raise SystemExit(desk.return_code)

"""A line of crm typed on the screen: its usage, completed as a shell would, run where it stands."""

import os
import shlex
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual.binding import BindingType
from textual.widgets import Input
from textual.worker import get_current_worker

from crm_cli.completion.answering import FILES, Asked
from crm_cli.completion.line import taken_apart
from crm_cli.context import current
from crm_cli.errors import Alone, CrmError
from crm_cli.i18n import _, language
from crm_cli.records.shell import quoted
from crm_cli.render.style import cells, cut, pad, shown
from crm_cli.tui import keys
from crm_cli.tui.apart import answered
from crm_cli.tui.dialogs.sought import Sought
from crm_cli.tui.lines import Said
from crm_cli.tui.widgets.sheet import Read

MOST = 60  # that are offered
VALUE = 28  # cells
PACE = 0.02  # seconds in which nothing is typed, before it is asked
GOES_ON = ("=", ",", "/")  # after these the word is not over


class Offers(NamedTuple):
    """What may stand where the cursor is, each with what it is, and how the line is used."""

    values: Sequence[tuple[str, str]]
    usage: str


class Command(Sought):
    """The line."""

    where = "command"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("command")

    def placeholder(self) -> str:
        """What may be typed."""
        return _("crm …: a command, as in a shell")

    # -- what is offered

    def offer(self) -> None:
        """Ask what a shell would be told, beside the screen; the last letter counts."""
        text = self.text[: self.query_one(Input).cursor_position] if self.is_mounted else self.begun
        run = self.desk.run_of
        before = ["--db", str(run.base), "--lang", language()]
        if user := run.config.get("user").value:
            before += ["--user", user]
        typed = list(self.desk.typed)

        def work() -> None:
            worker = get_current_worker()
            time.sleep(PACE)
            found = None if worker.is_cancelled else offers(text, before, typed)
            if found is not None and not worker.is_cancelled:
                self.app.call_from_thread(self.offered, text, found)

        self.run_worker(work, thread=True, exclusive=True, group="offers")

    def offered(self, text: str, found: Offers) -> None:
        """Show it, unless something else was typed since."""
        if self.is_mounted and text == self.text[: self.query_one(Input).cursor_position]:
            width = min(self.app.size.width, 110) - 5
            wide = min(max((cells(value) for value, _said in found.values), default=0), max(VALUE, width // 2))
            lines = [
                Read(f"{pad(cut(shown(value), wide), wide)}  {cut(shown(said), width - wide - 2)}", "", value)
                for value, said in found.values
            ]
            self.show(lines, found.usage)

    def action_take(self) -> None:
        """Put what is offered into the line."""
        line, field = self.sheet.line, self.query_one(Input)
        if line is None or not line.leads:
            return
        text, rest = field.value[: field.cursor_position], field.value[field.cursor_position :]
        begun = f"{text[: last(text)]}{line.leads}"
        begun += "" if line.leads.endswith(GOES_ON) or rest.startswith(" ") else " "
        field.value = begun + rest
        field.cursor_position = len(begun)

    def on_sheet_opened(self) -> None:
        """The same with the mouse."""
        self.action_take()

    # -- what is run

    def unsaved(self) -> dict[str, str]:
        """The line, where the program is ended."""
        return {"command": self.text} if self.text.strip() else {}

    @property
    def argv(self) -> list[str]:
        """The words of the line, without ``crm`` before them."""
        words = shlex.split(self.text)
        return words[1:] if words[:1] == ["crm"] else words

    def on_input_submitted(self) -> None:
        """Enter runs the line."""
        self.action_run()

    def action_run(self) -> None:
        """Run it; where one has gone to something that is offered, take that first."""
        if self.gone:
            self.action_take()
            return
        try:
            argv = self.argv
        except ValueError:
            self.say_wrong(_("a quotation mark is not closed"))
            return
        if argv:
            self.desk.typed[:] = [self.text.strip(), *(one for one in self.desk.typed if one != self.text.strip())]
            self.do(argv)

    def do(self, argv: list[str]) -> None:
        """Run the line beside the screen."""
        if self.desk.wants_terminal(argv):
            self.dismiss()
            self.app.call_later(self.desk.aside, argv)
        else:
            self.query_one(Input).disabled = True
            self.show([], _("at work; Esc leaves it alone"))
            run, width, mark = self.desk.run_of, max(self.app.size.width - 2, 20), current().workspace.mark()

            def work() -> None:
                said = answered(run, argv, width)
                if not get_current_worker().is_cancelled:
                    self.app.call_from_thread(self.came, argv, said, mark)

            self.run_worker(work, thread=True, exclusive=True, group="line")

    def came(self, argv: list[str], said: Said, mark: object) -> None:
        """What it printed stands on a page of its own, what it said alone floats by; a line that is refused stays."""
        if not self.is_mounted:
            return
        try:
            wrote = current().workspace.mark() != mark
        except CrmError as error:
            self.desk.refuse(error)
            wrote = True
        self.desk.look()
        if not said.done and not said.out and not isinstance(said.refused, Alone):
            field = self.query_one(Input)
            field.disabled = False
            field.focus()
            self.offer()
            self.say_wrong(shown(said.plain, lines=True))
            return
        self.dismiss()
        if said.leads:
            self.app.call_later(self.desk.enter, *said.leads)
        else:
            self.app.call_later(self.desk.printed, argv, said, wrote)

    def action_explain(self) -> None:
        """The help of the command that is typed."""
        words = taken_apart(self.text)[0]
        asked = Asked([*words, ""]).command
        self.dismiss()
        self.app.call_later(self.desk.show_output, [*(asked.path.split() if asked else ()), "--help"])


def offers(text: str, before: Sequence[str], typed: Sequence[str]) -> Offers:
    """What a shell would be told there; on an empty line first what was typed before."""
    words, _start = taken_apart(text)
    if words[:1] == ["crm"] and len(words) > 1:
        words = words[1:]
    asked = Asked([*before, *words])
    found: dict[str, str] = {} if text.strip() else dict.fromkeys(typed[:5], _("typed before"))
    for value, said in asked.candidates():
        if value == FILES:
            found |= dict.fromkeys(files(words[-1]), "")
        else:
            found.setdefault(value, said)
    command = asked.command
    usage = ""
    if command is not None and command.path:
        chinese = language() == "zh_CN"
        names = command.usage[chinese] if len(command.usage) > 1 else ""
        usage = " · ".join(
            filter(None, [f"crm {command.path} {names}".strip(), command.says[chinese] or command.says[0]])
        )
    return Offers(list(found.items())[:MOST], usage)


def files(typed: str) -> list[str]:
    """The files that begin so, those in a folder behind its name."""
    folder, name = os.path.split(typed)
    try:
        found = sorted(Path(folder or ".").expanduser().iterdir())[: MOST * 10]
    except OSError:
        return []
    near = [one for one in found if one.name.startswith(name) and (name or not one.name.startswith("."))]
    return [quoted(os.path.join(folder, one.name) + ("/" if one.is_dir() else "")) for one in near][:MOST]  # noqa: PTH118 - the folder stays as it is typed


def last(text: str) -> int:
    """Where the word that is being typed begins."""
    quote, begins, at = "", 0, 0
    while at < len(text):
        char = text[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "\\":
            at += 1
        elif char.isspace():
            begins = at + 1
        at += 1
    return begins

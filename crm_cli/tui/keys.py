"""Every key of every screen, in one table: bindings, footer and help are made of it."""

from collections.abc import Iterator
from typing import NamedTuple

from textual.binding import Binding, BindingType

from crm_cli.i18n import N_
from crm_cli.tui.places import PLACES

EVERYWHERE = "everywhere"
ALONE = frozenset({"form"})
"""What stands on top of a screen: the keys that are everywhere do nothing there, since one writes."""
# What a Chinese input method writes where the key stands, beside the full-width character.
TWINS = {"<": "《", ">": "》", "?": "？", "/": "、", "[": "【", "]": "】", ":": "："}
FULL_WIDTH = 0xFEE0


class Key(NamedTuple):
    """What a key does: the action (also its name in the settings), the keys, what it is told as, on which screen, and what the footer
    says of it; where that is nothing, only help names it. ``drawn`` are the keys as the footer draws them, where it is not the first alone.

    ``keys`` are parted by blanks. A key of one character answers also to its twins, those that a Chinese input method writes.
    """

    action: str
    keys: str
    label: str
    where: str = EVERYWHERE
    footer: str = ""
    drawn: str = ""

    @property
    def name(self) -> str:
        """By which the settings know it: ``board.move_on``."""
        return f"{self.where}.{self.action}"

    @property
    def shown(self) -> str:
        """Its key as the footer draws it."""
        return self.drawn or DRAWN.get(first := self.keys.split()[0], first)

    def all(self) -> Iterator[str]:
        """Every key that does it."""
        for key in self.keys.split():
            yield key
            yield from twins(key)


DRAWN = {"left": "←", "right": "→", "up": "↑", "down": "↓", "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab"}  # fmt: skip


def twins(key: str) -> Iterator[str]:
    """The characters that stand for a key while a Chinese input method is on."""
    if len(key) == 1:
        yield chr(ord(key) + FULL_WIDTH)
        if key in TWINS and TWINS[key] != chr(ord(key) + FULL_WIDTH):
            yield TWINS[key]


KEYS: tuple[Key, ...] = (
    Key("help", "? f1", N_("help"), footer=N_("help")),
    Key("undo", "u f9", N_("undo"), footer=N_("undo")),
    Key("redo", "U", N_("redo")),
    Key("command_palette", "ctrl+p", N_("all commands"), footer=N_("all")),
    Key("again", "f5", N_("read again")),
    Key("language", "f12", N_("Chinese or English")),
    Key("back", "escape q", N_("back")),
    Key("column(-1)", "left h", N_("column to the left"), "board"),
    Key("column(1)", "right l", N_("column to the right"), "board"),
    Key("card(1)", "down j", N_("next card"), "board"),
    Key("card(-1)", "up k", N_("card before"), "board"),
    Key("page(1)", "pagedown", N_("a page on"), "board"),
    Key("page(-1)", "pageup", N_("a page back"), "board"),
    Key("end(-1)", "home g", N_("first card"), "board"),
    Key("end(1)", "end G", N_("last card"), "board"),
    Key("move(-1)", "< H", N_("move the card back"), "board", footer=N_("move"), drawn="< >"),
    Key("move(1)", "> L", N_("move the card on"), "board"),
    Key("log", "c f2", N_("log a call"), "board", footer=N_("log")),
    Key("task", "t f6", N_("add a task"), "board", footer=N_("task")),
    Key("edit", "e f4", N_("edit"), "board", footer=N_("edit")),
    Key("open", "enter", N_("open the deal"), "board"),
    Key("add", "a f7", N_("add a deal"), "board", footer=N_("add")),
    Key("finish", "x f8", N_("won or lost"), "board", footer=N_("end")),
    Key("ended", "o", N_("what was won and lost this month"), "board"),
    Key("filter", "f f3", N_("filter"), "board", footer=N_("filter")),
    Key("whose", "w", N_("mine, my team's, all"), "board"),
    Key("pipeline", "p", N_("next pipeline"), "board"),
    Key("months", "m", N_("by month"), "board", footer=N_("months")),
    Key("open", "enter", N_("open what the line is about"), "client", footer=N_("look")),
    Key("line(1)", "down j", N_("next line"), "client"),
    Key("line(-1)", "up k", N_("line above"), "client"),
    Key("panel(1)", "tab", N_("next panel"), "client", footer=N_("panel")),
    Key("panel(-1)", "shift+tab", N_("panel before"), "client"),
    Key("column(-1)", "left h", N_("column to the left"), "client"),
    Key("column(1)", "right l", N_("column to the right"), "client"),
    Key("page(1)", "pagedown", N_("a page on"), "client"),
    Key("page(-1)", "pageup", N_("a page back"), "client"),
    Key("end(0)", "home g", N_("first line"), "client"),
    Key("end(1)", "end G", N_("last line"), "client"),
    Key("log", "c f2", N_("log a call"), "client", footer=N_("log")),
    Key("task", "t f6", N_("add a task"), "client", footer=N_("task")),
    Key("deal", "o f7", N_("add a deal"), "client", footer=N_("deal")),
    Key("quote", "Q", N_("add a quote"), "client", footer=N_("quote")),
    Key("edit", "e f4", N_("edit"), "client", footer=N_("edit")),
    Key("person", "a", N_("add a person"), "client", footer=N_("contact")),
    Key("kinds", "f f3", N_("only some kinds in the timeline"), "client", footer=N_("kinds")),
    Key("web", "W", N_("its web page"), "client"),
    Key("fields", "v", N_("all its fields"), "client", footer=N_("fields")),
    Key("done", "d f8", N_("the task is done"), "client", footer=N_("tick off")),
    Key("snooze", "s", N_("put the task off"), "client"),
    Key("beside(-1)", "[", N_("the one before in the list"), "client"),
    Key("beside(1)", "]", N_("the next one in the list"), "client"),
    Key("open", "enter", N_("open what the line is about, or change the field"), "record", footer=N_("look")),
    Key("line(1)", "down j", N_("next line"), "record"),
    Key("line(-1)", "up k", N_("line above"), "record"),
    Key("panel(1)", "tab", N_("next panel"), "record", footer=N_("panel")),
    Key("panel(-1)", "shift+tab", N_("panel before"), "record"),
    Key("column(-1)", "left h", N_("column to the left"), "record"),
    Key("column(1)", "right l", N_("column to the right"), "record"),
    Key("page(1)", "pagedown", N_("a page on"), "record"),
    Key("page(-1)", "pageup", N_("a page back"), "record"),
    Key("end(0)", "home g", N_("first line"), "record"),
    Key("end(1)", "end G", N_("last line"), "record"),
    Key("log", "c f2", N_("log a call"), "record", footer=N_("log")),
    Key("task", "t f6", N_("add a task"), "record", footer=N_("task")),
    Key("edit", "e f4", N_("edit"), "record", footer=N_("edit")),
    Key("done", "d f8", N_("the task is done"), "record"),
    Key("snooze", "s", N_("put the task off"), "record"),
    Key("beside(-1)", "[", N_("the one before in the list"), "record"),
    Key("beside(1)", "]", N_("the next one in the list"), "record"),
    Key("bar(1)", "down j", N_("next bar"), "chart"),
    Key("bar(-1)", "up k", N_("bar above"), "chart"),
    Key("end(0)", "home g", N_("first bar"), "chart"),
    Key("end(1)", "end G", N_("last bar"), "chart"),
    Key("open", "enter", N_("its deals"), "chart", footer=N_("deals")),
    Key("chart", "v tab", N_("funnel, forecast, over time"), "chart", footer=N_("next chart")),
    Key("span(-1)", "[", N_("the time before"), "chart", footer=N_("time"), drawn="[ ]"),
    Key("span(1)", "]", N_("the time after"), "chart"),
    Key("unit", "m", N_("all, by month, quarter, year"), "chart", footer=N_("span")),
    Key("pipeline", "p", N_("next pipeline"), "chart", footer=N_("pipeline")),
    Key("filter", "f f3", N_("filter"), "chart", footer=N_("filter")),
    Key("whose", "w", N_("mine, my team's, all"), "chart", footer=N_("whose")),
    Key("row(1)", "down j", N_("next row"), "list"),
    Key("row(-1)", "up k", N_("row above"), "list"),
    Key("cell(-1)", "left h", N_("cell to the left"), "list"),
    Key("cell(1)", "right l", N_("cell to the right"), "list"),
    Key("page(1)", "pagedown", N_("a page on"), "list"),
    Key("page(-1)", "pageup", N_("a page back"), "list"),
    Key("end(0)", "home g", N_("first row"), "list"),
    Key("end(1)", "end G", N_("last row"), "list"),
    Key("open", "enter", N_("open the record"), "list", footer=N_("look")),
    Key("choose", "space", N_("choose"), "list", footer=N_("choose")),
    Key("choose_none", "X", N_("choose none"), "list"),
    Key("edit", "e f4", N_("edit the cell"), "list", footer=N_("edit")),
    Key("form", "E", N_("edit all fields of the row"), "list"),
    Key("add", "a f7", N_("add one"), "list", footer=N_("add")),
    Key("filter", "f f3", N_("filter"), "list", footer=N_("filter")),
    Key("sort", "s", N_("sort by the column"), "list", footer=N_("sort")),
    Key("task", "t f6", N_("add a task"), "list", footer=N_("task")),
    Key("tag", "T", N_("tag"), "list"),
    Key("assign", "o", N_("give to somebody"), "list"),
    Key("remove", "d delete", N_("remove"), "list"),
    Key("save", "ctrl+s f2", N_("save"), "form", footer=N_("save"), drawn="ctrl+s"),
    Key("leave", "escape", N_("leave without saving"), "form", footer=N_("leave")),
    Key("known", "ctrl+g f8", N_("go to who is there already"), "form"),
    Key("app.help", "f1", N_("help"), "form", footer=N_("help")),
)


KEYS += tuple(Key(f"go('{name}')", place.key, place.label) for name, place in PLACES.items() if place.key)


def of(where: str) -> list[Key]:
    """The keys of a screen."""
    return [key for key in KEYS if key.where == where]


def seen(where: str) -> list[Key]:
    """The keys that do something on a screen, its own first."""
    return of(where) if where in ALONE else [*of(where), *of(EVERYWHERE)]


def bindings(where: str) -> list[BindingType]:
    """The keys of a screen as Textual binds them; each may be set otherwise by its name."""
    return [Binding(",".join(key.all()), key.action, key.label, show=False, id=key.name) for key in of(where)]

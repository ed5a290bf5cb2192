"""Keys of the board."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key

KEYS = (
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
    Key("quote", "Q", N_("add a quote"), "board"),
    Key("edit", "e f4", N_("edit"), "board", footer=N_("edit")),
    Key("open", "enter", N_("open the deal"), "board"),
    Key("add", "a f7", N_("add a deal"), "board", footer=N_("add")),
    Key("finish", "x f8", N_("won or lost"), "board", footer=N_("end")),
    Key("ended", "o", N_("what was won and lost this month"), "board"),
    Key("filter", "f f3", N_("filter"), "board", footer=N_("filter")),
    Key("whose", "w", N_("mine, my team's, all"), "board"),
    Key("pipeline", "p", N_("next pipeline"), "board"),
    Key("months", "m", N_("by month"), "board", footer=N_("months")),
)

"""Keys of the page of a quote."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key
from crm_cli.tui.keytable.moving import beside, panels

KEYS = (
    Key("open", "enter", N_("change the line, or open what it is about"), "quote"),
    *panels("quote"),
    *beside("quote"),
    Key("add", "a f7", N_("add lines"), "quote", footer=N_("add")),
    Key("edit", "e f4", N_("change the line, or the head where no line is looked at"), "quote", footer=N_("edit")),
    Key("head", "E", N_("change the head: subject, days, terms, discount"), "quote"),
    Key("remove", "d delete", N_("take the line out"), "quote", footer=N_("remove")),
    Key("move(-1)", "< H", N_("move the line up"), "quote", footer=N_("move"), drawn="< >"),
    Key("move(1)", "> L", N_("move the line down"), "quote"),
    Key("borrow", "b f3", N_("lines of another quote"), "quote"),
    Key("send", "s f8", N_("mark it as sent to the client"), "quote", footer=N_("send")),
    Key("submit", "S", N_("ask for approval"), "quote", footer=N_("ask approval")),
    Key("approve", "A", N_("approve it"), "quote", footer=N_("approve")),
    Key("refuse", "R", N_("refuse it"), "quote", footer=N_("refuse")),
    Key("accept", "y", N_("the client says yes"), "quote", footer=N_("accepted")),
    Key("reject", "n", N_("the client says no"), "quote", footer=N_("rejected")),
    Key("revise", "r", N_("make the next version"), "quote", footer=N_("revise")),
    Key("order", "o", N_("order what was accepted"), "quote", footer=N_("order it")),
    Key("print", "p", N_("put it on paper"), "quote", footer=N_("print")),
    Key("compare", "D", N_("compare with the version that is looked at"), "quote"),
    Key("log", "c f2", N_("log a call"), "quote"),
    Key("task", "t f6", N_("add a task"), "quote"),
    Key("fields", "v", N_("all its fields"), "quote"),
)

"""Keys of the 360."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key
from crm_cli.tui.keytable.moving import beside, panels

KEYS = (
    Key("open", "enter", N_("open what the line is about"), "client", footer=N_("look")),
    *panels("client"),
    *beside("client"),
    Key("log", "c f2", N_("log a call"), "client", footer=N_("log")),
    Key("task", "t f6", N_("add a task"), "client", footer=N_("task")),
    Key("deal", "o f7", N_("add a deal"), "client", footer=N_("deal")),
    Key("quote", "Q", N_("add a quote"), "client", footer=N_("quote")),
    Key("edit", "e f4", N_("edit"), "client", footer=N_("edit")),
    Key("person", "a", N_("add a person"), "client", footer=N_("contact")),
    Key("kinds", "f f3", N_("only some kinds in the timeline"), "client", footer=N_("kinds")),
    Key("web", "W", N_("its web page"), "client"),
    Key("owed", "m", N_("what it owes"), "client"),
    Key("fields", "v", N_("all its fields"), "client", footer=N_("fields")),
    Key("done", "d f8", N_("the task is done"), "client", footer=N_("tick off")),
    Key("snooze", "s", N_("put the task off"), "client"),
)

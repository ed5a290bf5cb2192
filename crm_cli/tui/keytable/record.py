"""Keys of the page of a record."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key
from crm_cli.tui.keytable.moving import beside, panels

KEYS = (
    Key("open", "enter", N_("open what the line is about, or change the field"), "record", footer=N_("look")),
    Key("client", "o", N_("open the client it is about"), "record", footer=N_("client")),
    Key("done", "d f8", N_("the task is done"), "record", footer=N_("tick off")),
    Key("snooze", "s", N_("put the task off"), "record", footer=N_("put off")),
    *panels("record"),
    *beside("record"),
    Key("log", "c f2", N_("log a call"), "record", footer=N_("log")),
    Key("task", "t f6", N_("add a task"), "record", footer=N_("task")),
    Key("quote", "Q", N_("add a quote"), "record"),
    Key("edit", "e f4", N_("edit"), "record", footer=N_("edit")),
)

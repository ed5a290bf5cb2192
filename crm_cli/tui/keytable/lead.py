"""Keys of the page of a lead."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key
from crm_cli.tui.keytable.moving import beside, panels

KEYS = (
    Key("open", "enter", N_("open what the line is about, or change the field"), "lead", footer=N_("look")),
    *panels("lead"),
    *beside("lead"),
    Key("log", "c f2", N_("log a call"), "lead", footer=N_("log")),
    Key("task", "t f6", N_("add a task"), "lead", footer=N_("task")),
    Key("convert", "v f7", N_("make it a client, with a contact and a deal"), "lead", footer=N_("convert")),
    Key("status", "m f11", N_("bring it into another status"), "lead", footer=N_("status")),
    Key("take", "a", N_("take it: nobody has it"), "lead", footer=N_("take it")),
    Key("assign", "o", N_("give to somebody"), "lead", footer=N_("give")),
    Key("edit", "e f4", N_("edit"), "lead", footer=N_("edit")),
    Key("done", "d f8", N_("the task is done"), "lead"),
    Key("snooze", "s", N_("put the task off"), "lead"),
)

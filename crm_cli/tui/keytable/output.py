"""Keys of what a line printed, of what was done step by step, and of help."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable import moving
from crm_cli.tui.keytable.key import Key

KEYS = (
    *moving.lines("output"),
    Key("aside(-1)", "left h", N_("to the left"), "output"),
    Key("aside(1)", "right l", N_("to the right"), "output"),
    Key("open", "enter", N_("open the record that the line names"), "output", footer=N_("open it")),
    Key("repeat", "r", N_("run it again, where nothing was written"), "output", footer=N_("run again")),
    Key("change", "e f4", N_("change the line and run it"), "output", footer=N_("change it")),
    *moving.lines("steps"),
    Key("open", "enter", N_("open what the step is about"), "steps", footer=N_("look")),
    Key("reverse", "d delete", N_("take the step back"), "steps", footer=N_("take back")),
    Key("whose", "w", N_("mine, everybody's"), "steps", footer=N_("whose")),
    *moving.lines("help"),
    Key("open", "enter", N_("read the page of help"), "help", footer=N_("read")),
    Key("leave", "escape q ? f1", N_("leave"), "help", footer=N_("leave")),
)

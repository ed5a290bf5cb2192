"""Keys of a slip."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key

KEYS = (
    Key("walk(1)", "down", N_("next line"), "slip", footer=N_("next"), drawn="Enter"),
    Key("save", "ctrl+s f2", N_("do it"), "slip", footer=N_("do it"), drawn="ctrl+s (f2)"),
    Key("walk(-1)", "up", N_("line above"), "slip"),
    Key("leave", "escape", N_("leave without doing it"), "slip", footer=N_("leave")),
    Key("app.help", "f1", N_("help"), "slip", footer=N_("help")),
)

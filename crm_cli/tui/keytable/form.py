"""Keys of a form."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key

KEYS = (
    Key("save", "ctrl+s f2", N_("save"), "form", footer=N_("save"), drawn="ctrl+s"),
    Key("leave", "escape", N_("leave without saving"), "form", footer=N_("leave")),
    Key("known", "ctrl+g f8", N_("go to who is there already"), "form"),
    Key("app.help", "f1", N_("help"), "form", footer=N_("help")),
)

"""Keys that do the same on every screen."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key
from crm_cli.tui.places import PLACES

KEYS = (
    Key("help", "? f1", N_("help"), footer=N_("help")),
    Key("undo", "u f9", N_("undo"), footer=N_("undo")),
    Key("redo", "U", N_("redo")),
    Key("search", "/", N_("search everything"), footer=N_("search")),
    Key("palette", "ctrl+p f10", N_("all commands"), footer=N_("all")),
    Key("places", "0", N_("all screens"), footer=N_("screens")),
    Key("command", ":", N_("a line of crm")),
    Key("steps", "ctrl+o", N_("what was done, step by step")),
    Key("again", "f5", N_("read again")),
    Key("language", "f12", N_("Chinese or English")),
    Key("back", "escape", N_("back")),
    Key("leave", "q", N_("back, and from the first screen out of crm")),
    Key("quit", "ctrl+q", N_("out of crm at once; what is typed is kept")),
    *(Key(f"go('{name}')", place.key, place.label) for name, place in PLACES.items() if place.key),
)

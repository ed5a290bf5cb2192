"""The keys that move about on screens of lines: the same everywhere."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key


def lines(where: str) -> tuple[Key, ...]:
    """From line to line, and to the ends."""
    return (
        Key("line(1)", "down j", N_("next line"), where),
        Key("line(-1)", "up k", N_("line above"), where),
        Key("page(1)", "pagedown", N_("a page on"), where),
        Key("page(-1)", "pageup", N_("a page back"), where),
        Key("end(0)", "home g", N_("first line"), where),
        Key("end(1)", "end G", N_("last line"), where),
    )


def panels(where: str) -> tuple[Key, ...]:
    """From line to line, and from panel to panel."""
    return (
        *lines(where),
        Key("panel(1)", "tab", N_("next panel"), where, footer=N_("panel")),
        Key("panel(-1)", "shift+tab", N_("panel before"), where),
        Key("column(-1)", "left h", N_("column to the left"), where),
        Key("column(1)", "right l", N_("column to the right"), where),
    )


def beside(where: str) -> tuple[Key, ...]:
    """Along the list from which one came."""
    return (
        Key("beside(-1)", "[", N_("the one before in the list"), where),
        Key("beside(1)", "]", N_("the next one in the list"), where),
    )

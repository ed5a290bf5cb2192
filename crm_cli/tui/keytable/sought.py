"""Keys of what is typed into to find something: the palette, a line of crm, the search."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key


def offered(where: str) -> tuple[Key, ...]:
    """Along what is offered, while one goes on typing."""
    return (
        Key("offer(1)", "down", N_("next line"), where),
        Key("offer(-1)", "up", N_("line above"), where),
        Key("offers(1)", "pagedown", N_("a page on"), where),
        Key("offers(-1)", "pageup", N_("a page back"), where),
    )


KEYS = (
    *offered("palette"),
    Key("take", "enter tab", N_("do it, or begin the line"), "palette", footer=N_("do it")),
    Key("leave", "escape ctrl+p f10", N_("leave"), "palette", footer=N_("leave")),
    *offered("command"),
    Key("run", "enter", N_("run the line; take what is offered where one has gone to it"), "command", footer=N_("run")),
    Key("take", "tab", N_("take what is offered"), "command", footer=N_("take")),
    Key("explain", "f1", N_("the help of the command"), "command", footer=N_("explain")),
    Key("leave", "escape", N_("leave"), "command", footer=N_("leave")),
    *offered("search"),
    Key("open", "enter", N_("open the record"), "search", footer=N_("open it")),
    Key("back", "escape", N_("back"), "search", footer=N_("back")),
)

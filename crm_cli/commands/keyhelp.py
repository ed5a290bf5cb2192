"""``crm help screens``: where one can go on the screen, and what every key does there."""

from collections.abc import Iterator

from crm_cli.commands.helping import row_lines, screen
from crm_cli.commands.loading import imported
from crm_cli.i18n import _
from crm_cli.render.style import wrapped


def screens() -> str:
    """The screens, and all keys of each, as they are set."""
    width = screen()
    above = wrapped(
        _(
            "crm tui opens the screens, crm serve shows them in a browser. Whatever a key does a command does too; docs/screens.md says more."
        ),
        width,
    )
    return "\n".join([*above, "", *row_lines(_places(), width), *_keys(width)])


def _places() -> list[tuple[str, str]]:
    """What stands after ``crm tui``."""
    named = [(f"crm tui {name}", _(place.label)) for name, place in imported("crm_cli.tui.places:PLACES").items()]
    return [*named, ("crm tui product", _("the list of any noun")), ("crm tui D31", _("the page of a record"))]


def _keys(width: int) -> Iterator[str]:
    """Each part of the table under its title."""
    of = imported("crm_cli.tui.keys:of")
    for where, title in imported("crm_cli.tui.keytable.titles:TITLES").items():
        if rows := [(key.keys, _(key.label)) for key in of(where)]:
            yield from ("", _(title), *row_lines(rows, width))

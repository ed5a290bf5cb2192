"""The line at the top and the one at the bottom of every screen."""

from rich.text import Text
from textual.widget import Widget

from crm_cli.i18n import _
from crm_cli.render.style import cells, cut, shown
from crm_cli.tui import keys
from crm_cli.tui.keytable.key import Key

GAP = 2
APART = 4  # cells between what the screen says and who looks at it


class Head(Widget):
    """What screen it is and of whom, on the left; the day or how many, on the right; who I am and in which base, where there is room."""

    DEFAULT_CSS = "Head { height: 1; dock: top; background: $panel; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = "", ""

    def say(self, left: str, right: str = "") -> None:
        """Show other words."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    def render(self) -> Text:
        """The line."""
        width = max(self.size.width, 1)
        right = cut(shown(self.right), width)
        left = cut(shown(self.left), max(width - cells(right) - GAP, 0))
        mine = shown(getattr(self.app, "mine", ""))
        if cells(left) + cells(right) + cells(mine) + 2 * APART > width:
            mine = ""
        middle = cells(mine) + APART * bool(mine and right)
        space = max(width - cells(left) - middle - cells(right), 0)
        between = " " * (APART if mine and right else 0)
        return Text.assemble((left, "bold"), " " * space, (mine, "dim"), between, right, no_wrap=True, end="")


class Foot(Widget):
    """The few keys that matter here and can act now; the others are told by help."""

    DEFAULT_CSS = "Foot { height: 1; dock: bottom; background: $panel; padding: 0 1; }"

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def render(self) -> Text:
        """As many of them as there is room for, help always."""
        told = [(key.shown, _(key.footer)) for key in keys.seen(self.where) if key.footer and self.acts(key)]
        room = self.size.width
        text = Text(no_wrap=True, end="")
        for key, label in sorted(told, key=lambda one: one[1] != _("help")):
            taken = cells(key) + 1 + cells(label) + GAP
            if taken - GAP > room:
                break
            text.append(key, "bold")
            text.append(f" {label}{' ' * GAP}")
            room -= taken
        return text

    def acts(self, key: Key) -> bool:
        """Whether it can do something now; of its own keys the screen says so."""
        applies = getattr(self.screen, "applies", None)
        return applies is None or key.where != self.where or applies(key.action)

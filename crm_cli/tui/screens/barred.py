"""A screen whose list or board is narrowed in a bar while one types."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from crm_cli.errors import CrmError, filled, told
from crm_cli.tui.app import Page
from crm_cli.tui.widgets.bars import Foot

if TYPE_CHECKING:
    from crm_cli.tui.widgets.filterbar import FilterBar


class Barred(Page):
    """A screen that can be narrowed."""

    opened: "FilterBar | None" = None
    before: Sequence[str] = ()
    behind: Widget | None = None
    pace = 0.0
    """Seconds without a key after which what is typed counts: a list is narrowed at each, what takes longer to draw waits."""

    @property
    def narrowed(self) -> tuple[str, Sequence[str]]:
        """What is listed, and by which words it is narrowed now."""
        raise NotImplementedError

    def narrow(self, tokens: Sequence[str]) -> None:
        """Show what these words find; what they cannot mean is refused, and all stays as it was."""
        raise NotImplementedError

    @property
    def bar(self) -> "FilterBar | None":
        """The bar, while somebody types."""
        return self.opened if self.opened and self.opened.is_attached else None

    async def action_filter(self) -> None:
        """Show only some, by the words a list understands."""
        from crm_cli.tui.widgets.filterbar import FilterBar  # only where somebody filters

        bar = self.bar
        if bar is None:
            noun, self.before = self.narrowed
            self.behind = self.focused
            self.opened = bar = FilterBar(noun, self.before, self.pace)
            await self.mount(bar, before=self.query_one(Foot))
        bar.input.focus()

    def try_narrow(self, tokens: Sequence[str]) -> bool:
        """Narrow it, or say in the bar what is wrong."""
        bar = self.bar
        try:
            self.narrow(tokens)
        except CrmError as error:
            if bar:
                hint = filled(error.hint, error.values) if error.hint else ""
                bar.wrong(" · ".join(filter(None, [told(error), hint])))
            return False
        if bar:
            bar.wrong()
        return True

    def on_filter_bar_typed(self, event: "FilterBar.Typed") -> None:
        """Narrow it while one types."""
        self.try_narrow(event.tokens)

    async def on_filter_bar_kept(self, event: "FilterBar.Kept") -> None:
        """Go back to what was found; a filter that is wrong stays to be put right."""
        if self.try_narrow(event.tokens):
            await self.close_bar()

    async def on_filter_bar_left(self) -> None:
        """As it was before."""
        if self.try_narrow(self.before):
            await self.close_bar()

    async def close_bar(self) -> None:
        """The bar goes; what was looked at before it came is looked at again."""
        if self.opened:
            await self.opened.remove()
        self.opened = None
        self.set_focus(self.behind if self.behind and self.behind.is_attached else None)
        if self.focused is None:
            self.focus_next()

"""The fields of a form in parts: those that matter are seen at once, the others when somebody looks."""

from collections.abc import Callable, Container, Sequence

from textual.containers import Grid
from textual.widgets import Collapsible

from crm_cli.i18n import N_
from crm_cli.records.record import Field
from crm_cli.tui.widgets.fields import Entry

SHORT = 12  # fields that are all shown at once
WIDE = 110  # cells from which on there are two columns
MORE, OWN = N_("More"), N_("Fields of your own")


def parted(fields: Sequence[Field], given: Container[str]) -> dict[str, list[Field]]:
    """The fields by part; those of the first, which has no title, are seen at once: what must be said, what lists show, what is given."""
    plain = [one for one in fields if not one.facets.get("group") and not one.custom]
    parts: dict[str, list[Field]] = {"": []}
    for field in fields:
        first = field.required or field.facets.get("listed") or field.name in given
        group = OWN if field.custom else field.facets.get("group") or ("" if len(plain) <= SHORT else MORE)
        parts.setdefault("" if first else group, []).append(field)
    parts[""].sort(key=lambda one: not one.required)
    return parts


def lines_of(fields: Sequence[Field], *, two: bool) -> int:
    """How many lines of the screen they take: a long text has two, a link tells its name below."""
    tall = sum(2 if field.kind in ("longtext", "link") else 1 for field in fields)
    return -(-tall // 2) if two else tall


class Fields(Grid):
    """Lines of a form, in one column or in ``two``."""

    DEFAULT_CSS = """
    Fields { grid-size: 1; grid-rows: auto; height: auto; }
    Fields.-two { grid-size: 2; grid-gutter: 0 2; }
    """

    def __init__(self, entries: Sequence[Entry], *, two: bool) -> None:
        super().__init__(*entries, classes="-two" if two else "")


class Part(Collapsible):
    """Fields that belong together; they are made when somebody looks, or at once where there is room."""

    DEFAULT_CSS = """
    Part { border-top: none; padding: 0; }
    Part > Contents { padding: 0; width: 1fr; }
    Part CollapsibleTitle { padding: 0; }
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        entry: Callable[[Field], Entry],
        filled: int,
        *,
        room: bool,
        two: bool,
    ) -> None:
        self.entries = Fields([entry(field) for field in fields] if room else [], two=two)
        super().__init__(
            self.entries, title=f"{title} ({filled}/{len(fields)})", collapsed=not room, collapsed_symbol=">", expanded_symbol="v"
        )  # fmt: skip
        self.fields, self.entry, self.begun = fields, entry, False

    async def on_collapsible_expanded(self) -> None:
        """Make the lines, and begin at the first, unless the form began at one of them."""
        await self.make()
        if self.begun:
            self.begun = False
        else:
            self.query(Entry).first().input.focus()

    async def make(self) -> None:
        """Make the lines that are not there yet."""
        if not self.entries.children:
            await self.entries.mount_all([self.entry(field) for field in self.fields])

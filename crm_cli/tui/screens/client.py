"""One client on one page, its 360: who they are, what happened, what is open, what was paid, and what was promised."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from crm_cli.agenda import full_view
from crm_cli.agenda.full_view import FullView
from crm_cli.i18n import _
from crm_cli.records.nouns.clients import Client
from crm_cli.tui import keys
from crm_cli.tui.screens import client_parts as parts
from crm_cli.tui.screens.doing import Doing
from crm_cli.tui.screens.panels import Filled, Place
from crm_cli.tui.screens.story import FILTERS, Story
from crm_cli.tui.widgets.panel import Fit

PAGE = 50  # events that are read at first
PLAIN, GROWS, RIGHT = Fit(), Fit(grows=True), Fit(right=True)
# The panels: the name, its cells, the column, what fills it; and whether it is there when it is empty.
PANELS: Sequence[tuple[str, Sequence[Fit], int, Callable[[Client, FullView], Filled], bool]] = (
    ("people", (GROWS, Fit(rank=2), Fit(rank=1, most=10), Fit(rank=4), Fit(rank=3)), 0, parts.people, True),
    ("deals", (PLAIN, GROWS, Fit(rank=2, most=10), RIGHT, Fit(rank=3)), 0, parts.deals, True),
    ("tasks", (Fit(most=1), Fit(most=11), GROWS, Fit(rank=2), Fit(rank=1)), 0, parts.tasks, True),
    ("promised", (Fit(most=1), Fit(most=11), GROWS, Fit(rank=2), Fit(rank=1)), 0, parts.promised, False),
    ("money", (GROWS, Fit(right=True, most=24), Fit(rank=1, most=24)), 0, parts.money, False),
    ("related", (PLAIN, GROWS, Fit(rank=2), Fit(rank=1)), 0, parts.related, False),
    ("groups", (PLAIN, GROWS), 0, parts.groups, False),
    ("prices", (GROWS, Fit(right=True, most=14), Fit(rank=1), Fit(rank=2), Fit(rank=3, most=24)), 2, parts.prices, False),
    ("quotes", (Fit(most=18), GROWS, Fit(rank=1), Fit(right=True, most=14), Fit(rank=2)), 2, parts.quotes, False),
    ("orders", (Fit(most=18), GROWS, Fit(rank=1), Fit(right=True, most=14), Fit(rank=2, most=20)), 2, parts.orders, False),
    ("contracts", (Fit(most=18), GROWS, Fit(rank=1), Fit(right=True, most=14), Fit(rank=2, most=24)), 2, parts.contracts, False),
    ("memberships", (Fit(most=18), GROWS, Fit(rank=1), Fit(right=True, most=14), Fit(rank=2, most=24)), 2, parts.memberships, False),
    ("files", (PLAIN, GROWS, Fit(rank=1, most=40)), 2, parts.files, False),
)  # fmt: skip
STORY = (Fit(most=11), Fit(most=12), Fit(rank=1, most=20), GROWS)


class ClientPage(Doing[Client]):
    """A client with all there is about it."""

    where = "client"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("client")
    story: Story | None = None
    kinds = "all"

    def look_up(self) -> Client:
        """The client."""
        return self.crm.get(Client, self.ref)

    def heading(self, record: Client) -> str:
        """``清华同方 C3``."""
        return f"{record.name}  {record.ref}"

    def about(self, record: Client) -> Sequence[str]:
        """Who that is, whose, and when somebody last spoke to them."""
        return parts.head(record, self.found)

    def parts(self, record: Client) -> Sequence[Place]:
        """What is known of the client, read once for all panels."""
        self.found = full_view.read(self.crm, record, 0)
        self.story = Story(self.crm, record, self.kinds, PAGE)
        made = [
            Place(name, fits, side, partial(fill, record, self.found), stays)
            for name, fits, side, fill, stays in PANELS
        ]
        at = next(at for at, one in enumerate(made) if one.side)
        return [*made[:at], Place("story", STORY, 1, self.story.filled, True), *made[at:]]

    # -- what is done

    def action_kinds(self) -> None:
        """Only calls, only visits, … in the timeline; then all of it again."""
        names = list(FILTERS)
        self.kinds = names[(names.index(self.kinds) + 1) % len(names)]
        self.tried(self.read)

    def action_web(self) -> None:
        """Its web page, in the browser."""
        record = self.look_up()
        if record.website:
            self.go_to(record.website)
        else:
            self.desk.tell(_("no website is known of it"))

    def action_fields(self) -> None:
        """All that its archive says, field by field, and what was done to it."""
        from crm_cli.tui.screens.record import RecordPage  # only when it is asked for

        self.app.push_screen(RecordPage(self.ref))

    def action_owed(self) -> None:
        """Its invoices and what it has to its credit."""
        from crm_cli.tui.screens.owed import Owed  # only when it is asked for

        self.app.push_screen(Owed(self.ref))

    def action_deal(self) -> None:
        """A new deal with the client."""
        self.fill("opp", given={"client": self.ref})

    def action_person(self) -> None:
        """Somebody else who works there."""
        self.fill("contact", given={"client": self.ref})

    def action_edit(self) -> None:
        """Change what is said of the client."""
        self.fill("client", self.ref)

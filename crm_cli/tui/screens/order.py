"""One order on one page: how far each line is, its plan, its invoices with what came for them, its deliveries; and all that is done with it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from crm_cli.i18n import N_, _
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import plans
from crm_cli.telling.planwords import part_name
from crm_cli.tui import keys
from crm_cli.tui.dialogs.ask import Blank
from crm_cli.tui.dialogs.paper import ask_paper
from crm_cli.tui.screens import order_parts as parts
from crm_cli.tui.screens.billing import Billing
from crm_cli.tui.screens.panels import Filled, Place
from crm_cli.tui.widgets.panel import Fit

NARROW = 110  # cells up to which all stands in one column
PLAIN, GROWS, RIGHT = Fit(), Fit(grows=True), Fit(right=True)
NUMBER = Fit(most=18)
# The panels: the name, its cells, the column, what fills it; and whether it is there when it is empty.
PANELS: Sequence[tuple[str, Sequence[Fit], int, Callable[[parts.Found], Filled], bool]] = (
    ("lines", (PLAIN, GROWS, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, Fit(right=True, rank=1)), 0, parts.lines, True),
    ("plan", (GROWS, RIGHT, Fit(rank=1, most=30), RIGHT, Fit(rank=2)), 0, parts.plan, False),
    ("invoices", (NUMBER, GROWS, Fit(rank=1), PLAIN, RIGHT, RIGHT), 1, parts.invoices, False),
    ("deliveries", (NUMBER, PLAIN, PLAIN, GROWS, Fit(rank=1, most=30)), 1, parts.sent, False),
    ("days", (GROWS, RIGHT, RIGHT), 1, parts.days, False),
    ("links", (PLAIN, GROWS), 0, parts.links, False),
)  # fmt: skip


class OrderPage(Billing[Order]):
    """An order with all there is about it."""

    where = "order"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("order")
    left_cells = 0.5
    narrow = NARROW

    def look_up(self) -> Order:
        """The order."""
        return self.crm.get(Order, self.ref)

    def heading(self, record: Order) -> str:
        """``科锐配电  SO-2026-0041  R7``."""
        client = self.crm.name_of("client", record.client)
        return "  ".join(filter(None, (client, record.number, record.ref)))

    def about(self, record: Order) -> Sequence[str]:  # noqa: ARG002 - it was read with its parts
        """What it is, and how far."""
        return parts.about(self.found, self.wide)

    def parts(self, record: Order) -> Sequence[Place]:
        """What is known of the order, read once for all panels."""
        self.found = parts.read(self.crm, record)
        return [Place(name, fits, side, partial(fill, self.found), stays) for name, fits, side, fill, stays in PANELS]

    def applies(self, action: str) -> bool:
        """What is done already, or forbidden since nothing comes of it, is not in the footer."""
        if action in ("open", "panel(1)", "print", "edit") or not self.places:
            return True
        order, far, sums = self.found.order, self.found.far, self.found.sums
        left = {
            "deliver": any(one.open for one in far),
            "invoice": any(one.unbilled > 0 for one in far),
            "pay": sums is None or sums.left > 0,
            "give_back": any(one.there for one in far),
            "accept": not order.accepted,
        }
        return not order.cancelled and left.get(action, True)

    # -- its lines

    def action_open(self) -> None:
        """Change the line of the order under the cursor; open what any other line is about."""
        if (line := self.line) and self.is_a("orderline", line.ref):
            title = f"{self.ref} · {line.cells[0]} {line.cells[1]}"
            like = "x5 @4500 -5%"
            self.ask(
                title,
                [Blank("said", N_("What is different?"), like=like)],
                lambda said: ["order", "line", "edit", line.ref, said["said"]] if said["said"] else [],
            )
        else:
            super().action_open()

    def action_line_more(self) -> None:
        """Add a line."""
        self.ask(
            _("A line more for {record}").format(record=self.ref),
            [Blank("said", N_("What is ordered?"), like="GTX Pro x3 @4500 -5%")],
            lambda said: ["order", "line", "add", self.ref, said["said"]] if said["said"] else [],
        )

    def action_line_less(self) -> None:
        """Take the line out."""
        if (line := self.line) and self.is_a("orderline", line.ref):
            self.act("order", "line", "rm", line.ref)
        else:
            self.desk.tell(_("put the cursor on a line of the order first"), bad=True)

    # -- its way

    def action_deliver(self) -> None:
        """Goods go out: all that is open, or as much of each line as is said."""
        if self.possible("order", "deliver", self.ref):
            rest = [(one, one.open) for one in self.found.far if one.open]
            title = _("{record}: goods go out").format(record=self.ref)
            self.move("deliver", title, rest, {"carrier": N_("Carrier"), "tracking": N_("Tracking number")})

    def action_give_back(self) -> None:
        """Goods come back; an invoice or a payment under the cursor is taken back."""
        if self.invoice_here or self.payment_here:
            super().action_give_back()
        elif self.possible("order", "return", self.ref):
            rest = [(one, one.there) for one in self.found.far if one.there]
            title = _("{record}: goods come back").format(record=self.ref)
            self.move("return", title, rest, {"reason": N_("Why?")})

    def action_accept(self) -> None:
        """The client accepts what was delivered."""
        if self.possible("order", "accept", self.ref):
            day = self.crm.clock.today().isoformat()
            self.ask(
                _("{record}: the client accepts").format(record=self.ref),
                [Blank("date", N_("On which day?"), day)],
                lambda said: ["order", "accept", self.ref, *self.options(said)],
            )

    def action_cancel(self) -> None:
        """Nothing comes of it, and why."""
        if self.possible("order", "cancel", self.ref, "--reason", "-"):
            self.ask(
                _("{record}: nothing comes of it").format(record=self.ref),
                [Blank("reason", N_("Why?"))],
                lambda said: ["order", "cancel", self.ref, *self.options(said)] if said["reason"] else [],
            )

    def action_plan(self) -> None:
        """In which parts it is paid."""
        now = ", ".join(part_name(one) for one in plans.of(self.crm, self.found.order))
        self.ask(
            _("{record}: in which parts is it paid?").format(record=self.ref),
            [Blank("plan", N_("Payment plan"), now, N_("30% signed, rest 30 days after invoice"))],
            lambda said: ["order", "plan", self.ref, said["plan"]] if said["plan"] not in ("", now) else [],
        )

    def action_print(self) -> None:
        """The order on paper, or the delivery under the cursor."""
        line = self.line
        here = line.ref if line and self.is_a("delivery", line.ref) else self.ref
        self.tried(lambda: ask_paper(self, self.crm.get_any(["order", "delivery"], here)))

    def action_edit(self) -> None:
        """Change what is said of the order as a whole."""
        self.fill("order", self.ref)

    def action_fields(self) -> None:
        """All its fields, and what was done to it."""
        from crm_cli.tui.screens.record import RecordPage  # only when it is asked for

        self.app.push_screen(RecordPage(self.ref))

    # -- with whom one speaks

    @property
    def speaks(self) -> bool:
        """With its client one does."""
        return True

    def whom(self, nouns: Sequence[str]) -> str:
        """A call or a task is about the client, or about the contact under the cursor."""
        found = super().whom(nouns)
        return self.crm.by_id(Client, self.found.order.client).ref if found == self.ref else found

    @property
    def task_here(self) -> str | None:
        """There is none on the page."""
        return None

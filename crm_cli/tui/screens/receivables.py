"""What is owed: by how late it is, client by client; what is late, what is retained, whose limit is used; each line leads to its invoices."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual.binding import BindingType

from crm_cli.i18n import N_, _, language
from crm_cli.insight import receivables
from crm_cli.insight.receivables import Aged, Open
from crm_cli.records.numbers import format_money
from crm_cli.sales import credit
from crm_cli.sales.credit import Exposure
from crm_cli.tui import keys
from crm_cli.tui.among import Among
from crm_cli.tui.screens.of_invoices import OfInvoices
from crm_cli.tui.screens.panels import Filled, Panels, Place
from crm_cli.tui.screens.taking import Taking
from crm_cli.tui.widgets.panel import Fit, Line
from crm_cli.workspace import Workspace

NARROW = 150  # cells up to which all stands in one column
PLAIN, GROWS, RIGHT = Fit(), Fit(grows=True), Fit(right=True)
AGES = (
    Fit(most=6),
    GROWS,
    RIGHT,
    Fit(right=True, rank=3),
    Fit(right=True, rank=4),
    Fit(right=True, rank=1),
    RIGHT,
    RIGHT,
    RIGHT,
    RIGHT,
)
LATE = (Fit(most=18), GROWS, PLAIN, RIGHT, RIGHT, Fit(rank=1, most=12))
HELD = (Fit(most=18), GROWS, PLAIN, RIGHT)
CREDIT = (Fit(most=6), GROWS, RIGHT, RIGHT, Fit(right=True, rank=1), Fit(right=True, rank=2), RIGHT)
WHO = {"client": N_("Who owes what"), "owner": N_("Whose clients owe what")}


class Found(NamedTuple):
    """What is owed, by whom; the open invoices that are late, those of which something is retained; and the credit."""

    aged: Sequence[Aged]
    late: Sequence[Open]
    held: Sequence[Open]
    credit: Sequence[Exposure]


class Receivables(OfInvoices, Panels, Taking):
    """All that is owed, on one page."""

    where = "receivables"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("receivables")
    narrow = NARROW
    left_cells = 0.6

    def __init__(self) -> None:
        super().__init__()
        self.by = "client"

    def read(self) -> None:
        """Have it read once there is room for it."""
        if self.wide:
            if not self.places:
                self.write_top(_("Receivables"), "", (_("reading"),))
            super().read()

    def look_up(self, crm: Workspace) -> Found:
        """All of it."""
        tokens = self.asked()
        every = receivables.open_invoices(crm, tokens)
        used = [one for one in credit.exposures(crm) if one.limit is not None or one.ahead] if not tokens else []
        return Found(
            receivables.ages(crm, tokens, self.by), [one for one in every if one.late], [one for one in every if one.held], used
        )  # fmt: skip

    def show(self, found: Found) -> None:
        """Each part in its panel, the sums at the top."""
        self.found = found
        places = [
            Place("ages", AGES, 0, partial(ages, found, self.by), True),
            Place("late", LATE, 1, partial(late, found)),
            Place("held", HELD, 1, partial(held, found)),
            Place("credit", CREDIT, 1, partial(used, found)),
        ]
        self.write_top(" · ".join((_("Receivables"), self.told())), "", [" · ".join(filter(None, map(_sum, receivables.totals(found.aged))))])  # fmt: skip
        self.lay_out(places)

    # -- what is done

    def on_panel_opened(self) -> None:
        """The same with the mouse."""
        self.action_open()

    def action_open(self) -> None:
        """What the client owes, or the invoice; of a rep the clients."""
        line = self.line
        if line is None or not line.ref:
            return
        if self.is_a("client", line.ref):
            refs = [one.ref for one in (self.panel.lines if self.panel else ()) if one.ref]
            among = Among(refs.index(line.ref), len(refs), refs.__getitem__)
            from crm_cli.tui.screens.owed import Owed  # only when it is looked at

            self.app.push_screen(Owed(line.ref, among))
        elif self.is_a("user", line.ref):
            self.tokens, self.by = [f"owner={line.ref}"], "client"
            self.tried(self.read)
        else:
            self.desk.enter("record", line.ref)

    def action_pay(self) -> None:
        """Money came."""
        line = self.line
        if line and self.is_a("invoice", line.ref):
            self.pay_invoice(line.ref)
        elif line and self.is_a("client", line.ref):
            self.pay(line.ref, _("{record}: money came").format(record=f"{line.ref} {line.cells[1]}"), 0, None, None)
        else:
            self.desk.tell(_("put the cursor on a client or an invoice first"), bad=True)

    def action_months(self) -> None:
        """When it will come."""
        from crm_cli.tui.screens.receipts import Receipts  # only when it is looked at

        months = Receipts()
        months.tokens, months.whose = self.tokens, self.whose
        self.app.push_screen(months)

    def action_by(self) -> None:
        """By client, or by rep."""
        self.by = "owner" if self.by == "client" else "client"
        self.tried(self.read)


def _sum(one: Aged) -> str:
    """``¥201,644 to pay, ¥23,570 of it late``."""
    said = _("{amount} to pay").format(amount=_money(one.left, one.currency))
    return _("{said}, {late} of it late").format(said=said, late=_money(one.late, one.currency)) if one.late else said


def ages(found: Found, by: str) -> Filled:
    """What each owes, and below them all together, by currency."""
    heads = (
        "",
        "",
        N_("to pay"),
        N_("drafts"),
        N_("retained"),
        N_("not due"),
        N_("to 30 d"),
        N_("to 60 d"),
        N_("to 90 d"),
        N_("later"),
    )
    shown = [
        _aged(one, one.name or "-", "bad" if one.to90 or one.over90 else "warn" if one.late else "")
        for one in found.aged
    ]
    if len(found.aged) > 1:
        shown += [_aged(one, _("together"), "strong") for one in receivables.totals(found.aged)]
    return Filled(WHO[by], shown, (), None, heads if shown else ())


def _aged(one: Aged, name: str, look: str) -> Line:
    amounts = (one.left, one.covered, one.held, one.now, one.to30, one.to60, one.to90, one.over90)
    return Line((one.ref or "", name, *(_money(amount, one.currency) for amount in amounts)), one.ref or "", look)


def late(found: Found) -> Filled:
    """What should have come, the longest ago first."""
    heads = ("", "", N_("Due"), N_("days"), N_("to pay"), N_("Owner"))
    shown = [
        Line((one.number or one.ref, one.client or "", one.due or "", str(one.days or ""), _money(one.left, one.currency), one.owner or ""), one.ref, "bad")
        for one in found.late
    ]  # fmt: skip
    return Filled(N_("Late"), shown, (), None, heads)


def held(found: Found) -> Filled:
    """What is retained, and until when."""
    shown = [
        Line((one.number or one.ref, one.client or "", one.held_until or "", _money(one.held, one.currency)), one.ref)
        for one in sorted(found.held, key=lambda one: one.held_until or "9999")
    ]
    return Filled(N_("Retained"), shown, (), None, ("", "", N_("until"), N_("retained")))


def used(found: Found) -> Filled:
    """How far the limits are used, and who has paid in advance."""
    heads = ("", "", N_("limit used"), N_("limit"), N_("owes"), N_("in advance"), N_("over it"))
    shown = [
        Line(
            (
                one.ref, one.client, "" if one.used is None else f"{one.used // 100} %", _money(one.limit, one.currency),
                _money(one.total, one.currency), _money(one.ahead, one.currency), _money(max(one.over, 0), one.currency),
            ),
            one.ref,
            "bad" if one.over > 0 else "",
        )
        for one in found.credit
    ]  # fmt: skip
    return Filled(N_("Credit"), shown, (), None, heads)


def _money(amount: int | None, currency: str) -> str:
    return format_money(amount, currency, language()) if amount else ""

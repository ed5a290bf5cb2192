"""What is done with orders and invoices, on whichever page: billed, paid, taken back, delivered, printed; first it is asked whether it can be."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from crm_cli.i18n import N_, _
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.records.nouns.payments import Payment
from crm_cli.records.numbers import plain_money
from crm_cli.sales import invoices, paying, payments, plans, progress
from crm_cli.sales.documents import shown
from crm_cli.sales.fulfilment import plain
from crm_cli.sales.progress import Far
from crm_cli.telling.planwords import part_name
from crm_cli.telling.words import what
from crm_cli.tui.dialogs.ask import Answers, Blank
from crm_cli.tui.dialogs.slip import Row, hand_in
from crm_cli.tui.screens.doing import Doing
from crm_cli.tui.screens.of_record import R
from crm_cli.tui.screens.taking import Taking

BILL = {
    "official": N_("Official number"), "date": N_("Date"), "due": N_("Due"), "skonto": N_("Off for early payment"), "note": N_("Note"),
}  # fmt: skip
LIKE = {"due": N_("by plan or terms"), "skonto": N_("2% 10 days")}


class Billing(Doing[R], Taking):
    """A page of papers and money."""

    # -- goods

    def move(self, verb: str, title: str, rest: Sequence[tuple[Far, Decimal | None]], more: Mapping[str, str]) -> None:
        """Have goods go out or come back: all there is of each line stands in it; what is emptied stays."""
        rows = [self.much(one, much or Decimal(0)) for one, much in rest]
        rows += [Row("date", _("Date"), "", self.crm.clock.today().isoformat())]
        rows += [Row(name, _(label)) for name, label in more.items()]

        def line(said: Answers) -> list[str]:
            some = self.some(rows, said)
            return ["order", verb, self.ref, *some, *self.options(said)] if some else []

        hand_in(self, title, rows, line)

    def much(self, one: Far, much: Decimal) -> Row:
        """A line of an order, and how much of it can be moved or billed."""
        unit = f" {one.line.unit}" if one.line.unit else ""
        told = _("of {much}").format(much=f"{plain(much)}{unit}")
        return Row(one.line.ref, f"{one.line.ref}  {what(one.line)}", plain(much), "0", told)

    def some(self, rows: Sequence[Row], said: Answers) -> list[str]:
        """``--line=RX3=2`` of each line of which something is said; taken out of the answers."""
        names = [row.name for row in rows if row.told is not None]
        said_of = {name: said.pop(name) for name in names}
        return [f"--line={name}={much}" for name, much in said_of.items() if much not in ("", "0")]

    # -- invoices

    def action_invoice(self) -> None:
        """Bill the next part of its plan, some lines, or all that is open."""
        order = self.order
        if order is None:
            self.desk.tell(_("put the cursor on an order first"), bad=True)
        elif self.possible("order", "invoice", order.ref, "--all"):
            self.ask_what(order)

    def ask_what(self, order: Order) -> None:
        """Which part of it is billed."""
        parts = {
            f"part {one.ref}": _("{part}: {amount}").format(part=part_name(one), amount=shown(left, order.currency))
            for one, left in plans.to_bill(self.crm, order)
            if left > 0
        }
        ways = {**parts, "all": _("all that is open: {amount}").format(amount=shown(plans.unbilled(self.crm, order), order.currency)), "lines": _("some of its lines")}  # fmt: skip
        self.choose(_("{record}: what is billed?").format(record=order.ref), ways, lambda how: self.bill(order, how))

    def bill(self, order: Order, how: str) -> None:
        """Ask for what stands on the invoice, and write it down."""
        by_lines = [one for one in progress.lines(self.crm, order) if one.unbilled > 0] if how == "lines" else []
        rows = [self.much(one, one.unbilled) for one in by_lines]
        rows += [Row(name, _(label), "", _(LIKE.get(name, "")) if name in LIKE else "") for name, label in BILL.items()]
        chosen = {"all": ["--all"], "lines": []}.get(how, [f"--part={how.removeprefix('part ')}"])

        def line(said: Answers) -> list[str]:
            some = self.some(rows, said)
            if how == "lines" and not some:
                return []
            return ["order", "invoice", order.ref, *chosen, *some, *self.options(said)]

        hand_in(self, _("{record}: an invoice").format(record=order.ref), rows, line)

    def reverse(self, ref: str) -> None:
        """Take an invoice back by a red one, whole or some of its lines."""
        if not self.possible("invoice", "reverse", ref):
            return
        invoice = self.crm.get(Invoice, ref)
        rest = progress.not_taken_back(self.crm, invoice)
        rows = [Row(one.ref, f"{one.ref}  {what(one)}", plain(much), "0", _("of {much}").format(much=plain(much))) for one, much in rest]  # fmt: skip
        rows += [Row("reason", _("Why?")), Row("official", _("Official number"))]
        whole = {one.ref: plain(much) for one, much in rest}

        def line(said: Answers) -> list[str]:
            every = {name: said[name] for name in whole} == whole
            some = self.some(rows, said)
            if whole and not some:
                return []
            return ["invoice", "reverse", ref, *([] if every else some), *self.options(said)]

        hand_in(self, _("{record} is taken back").format(record=ref), rows, line)

    # -- money

    @property
    def order(self) -> Order | None:
        """The order that is billed and paid from here."""
        return self.crm.get(Order, self.ref) if self.is_a("order", self.ref) else None

    @property
    def invoice_here(self) -> str | None:
        """The invoice under the cursor, or that of the payment under it."""
        panel = self.panel
        for at in range(panel.at, -1, -1) if panel and self.line else ():
            ref = panel.lines[at].ref if panel else ""
            if self.is_a("invoice", ref):
                return ref
            if not self.is_a("payment", ref):
                return None
        return None

    def action_pay(self) -> None:
        """Money came: for the invoice under the cursor, else in advance for the order."""
        if ref := self.invoice_here:
            self.pay_invoice(ref)
        elif order := self.order:
            left = self.wanted(order)
            self.pay(order.ref, _("{record}: money came").format(record=order.ref), left, order.currency, None)

    def wanted(self, order: Order) -> int:
        """What an order waits for: the next part of its plan, else all that is left."""
        parts = plans.standing(self.crm, order)
        sums = progress.money(self.crm, order)
        return next((one.left for one in parts if one.left > 0), sums.left if sums else 0)

    @property
    def payment_here(self) -> str | None:
        """The payment under the cursor."""
        line = self.line
        return line.ref if line and self.is_a("payment", line.ref) else None

    def action_allocate(self) -> None:
        """Give what is spare of the payment to its client's open invoices, the first due first, or to those that are said."""
        ref = self.payment_here
        if ref is None:
            self.desk.tell(_("put the cursor on a payment first"), bad=True)
        elif self.possible("payment", "allocate", ref):
            self.ask_whither(ref)

    def ask_whither(self, ref: str) -> None:
        """How much of a payment goes to which invoice."""
        payment = self.crm.get(Payment, ref)
        rows = [
            Row(one.ref, f"{one.ref}  {one.official or one.number or ''}", "", "", _("of {much}").format(much=shown(asked, one.currency)))
            for one in paying.due(self.crm, payment)
            if (asked := invoices.fate(self.crm, one).asked)
        ]  # fmt: skip
        spare = shown(payments.spare(self.crm, payment), payment.currency)
        title = _("{record}: {spare} goes to …").format(record=ref, spare=spare)
        if rows:
            hand_in(self, title, rows, lambda said: ["payment", "allocate", ref, *(f"--to={name}={much}" for name, much in said.items() if much)])  # fmt: skip
        else:
            self.act("payment", "allocate", ref)

    def action_refund(self) -> None:
        """Pay back what is spare of the payment, or a part of it."""
        ref = self.payment_here
        if ref is None or not self.possible("payment", "refund", ref):
            return
        payment = self.crm.get(Payment, ref)
        money = plain_money(payments.spare(self.crm, payment), payment.currency or self.crm.currency)
        rows = [Row("amount", _("Amount"), money), Row("date", _("Date"), "", self.crm.clock.today().isoformat()), Row("note", _("Note"))]  # fmt: skip

        def line(said: Answers) -> list[str]:
            amount = said.pop("amount")
            return ["payment", "refund", ref, *self.options(said), "--", amount] if amount else []

        hand_in(self, _("{record}: money goes back").format(record=ref), rows, line)

    def action_give_back(self) -> None:
        """Take the invoice or the payment back that is under the cursor."""
        payment = self.payment_here
        if payment is None:
            if invoice := self.invoice_here:
                self.reverse(invoice)
            else:
                self.desk.tell(_("put the cursor on an invoice or a payment first"), bad=True)
        elif self.possible("payment", "reverse", payment):
            self.ask(
                _("{record} is taken back").format(record=payment),
                [Blank("reason", N_("Why?"))],
                lambda said: ["payment", "reverse", payment, *self.options(said)] if said["reason"] else [],
            )

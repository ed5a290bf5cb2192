"""Money that comes, and what is asked before a line is typed: whether it can be done at all."""

from collections.abc import Mapping

from crm_cli.i18n import _
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.payments import METHODS
from crm_cli.records.registry import NOUNS
from crm_cli.sales import progress
from crm_cli.telling.typed import money_typed
from crm_cli.telling.words import listed
from crm_cli.tui import lines
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs.ask import Answers
from crm_cli.tui.dialogs.slip import Row, hand_in
from crm_cli.tui.places import REF


class Taking(Page):
    """A page on which payments are entered."""

    def possible(self, *argv: str) -> bool:
        """Whether a line can be done now; if not, it is said why, in the words of the line itself."""
        tried = lines.run([*argv, "--dry-run"])
        if not tried.done:
            self.desk.tell(tried.text, bad=True)
        return tried.done

    def options(self, said: Mapping[str, str]) -> list[str]:
        """``--date=…`` of each that was said: a value may begin with a dash."""
        return [f"--{name}={value}" for name, value in said.items() if value]

    def pay_invoice(self, ref: str) -> None:
        """Money came for an invoice."""
        invoice = self.crm.get(Invoice, ref)
        title = " ".join(filter(None, (ref, invoice.official or invoice.number, self.crm.name_of("client", invoice.client))))  # fmt: skip
        self.pay(ref, _("{record}: money came").format(record=title), progress.asked_today(self.crm, invoice), invoice.currency, ref)  # fmt: skip

    def pay(self, who: str, title: str, amount: int, currency: str | None, invoice: str | None) -> None:
        """Ask how much came, when and how; of an invoice also how much of it that is to pay, where it is not as much as it asks for."""
        if not self.possible("payment", "add", who, "--amount=1"):
            return
        money = money_typed(amount, currency or self.crm.currency) if amount > 0 else ""
        rows = [Row("amount", _("Amount"), money)]
        rows += (
            [Row("to", _("of it for {ref}").format(ref=invoice), "", _("as much as it asks for"))] if invoice else []
        )
        rows += [
            Row("date", _("Date"), "", self.crm.clock.today().isoformat()),
            Row("method", _("Method"), "", listed(_(label) for label in METHODS.values())),
            Row("matures", _("Matures"), "", _("of an acceptance draft")),
            Row("reference", _("Bank reference")),
        ]

        def line(said: Answers) -> list[str]:
            amount, to = said.pop("amount"), said.pop("to", "")
            words = [f"--to={invoice}={to}"] if to else []
            return ["payment", "add", who, f"--amount={amount}", *words, *self.options(said)] if amount else []

        hand_in(self, title, rows, line)

    def is_a(self, noun: str, ref: str) -> bool:
        """The ref is one of that noun."""
        return (found := REF.fullmatch(ref)) is not None and found[1].upper() == NOUNS[noun].code

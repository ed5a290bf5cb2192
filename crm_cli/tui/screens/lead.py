"""A lead: what is known of it, and what brings it on: another status, another owner, a client of it."""

from typing import ClassVar

from textual.binding import BindingType

from crm_cli.i18n import N_, _
from crm_cli.people import statuses
from crm_cli.people.policy import NEEDED
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.statuses import Status
from crm_cli.records.nouns.users import User
from crm_cli.telling.typed import money_typed
from crm_cli.tui import keys, lines
from crm_cli.tui.dialogs.ask import Answers, Blank
from crm_cli.tui.screens.record import RecordPage

WHICH = N_("empty: who it surely is, else a new one")
MISSING = ("company", "address", "phone", "email")
"""What a client of it wants, by the options that say it, which are also the fields of the lead."""


class LeadPage(RecordPage):
    """A lead."""

    where = "lead"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("lead")

    def applies(self, action: str) -> bool:
        """What nobody has can be taken; one that became a client goes no further."""
        lead = self.of_ref(self.ref)
        if not isinstance(lead, Lead):
            return False
        if action in ("convert", "status"):
            return lead.type != "converted"
        return super().applies(action) and (action != "take" or not lead.owner)

    # -- a client of it

    def action_convert(self) -> None:
        """Make a client of it, a contact, and a deal where it has a name or an amount."""
        lead = self.of_ref(self.ref)
        if isinstance(lead, Lead) and self.applies("convert"):
            self.ask(
                _("{lead}: make it a client").format(lead=self.called(self.ref)),
                self.convert_blanks(lead),
                self.convert_line,
            )

    def convert_blanks(self, lead: Lead) -> list[Blank]:
        """What the deal is, what is not known yet, and who of those that are there it is."""
        missing = [Blank(name, NEEDED[name]) for name in MISSING if not getattr(lead, name)]
        if not any(map(str.isalpha, lead.name)):  # no more than a phone number
            missing.append(Blank("contact-name", N_("Who is it?")))
        alone = [Blank("person", N_("A private person"), like=N_("yes; no"))] if not lead.company else []
        amount = money_typed(lead.amount, lead.currency or self.crm.currency) if lead.amount else ""
        deal = [
            Blank("name", N_("What the deal is called"), like=N_("without a name and an amount: no deal")),
            Blank("amount", N_("What it may come to"), amount),
        ]
        there = [Blank("client", N_("Client"), like=WHICH), Blank("contact", N_("Contact"), like=WHICH)]
        return [*deal, *missing, *alone, *there]

    def convert_line(self, said: Answers) -> list[str]:
        """``crm lead convert L3 --amount=480k``."""
        person = lines.flag("person", said.pop("person", ""))
        return ["lead", "convert", self.ref, *person, *_options(said)]

    # -- its status

    def action_status(self) -> None:
        """Bring it into another status; where it is given up, it is asked why."""
        lead = self.of_ref(self.ref)
        if not isinstance(lead, Lead) or not self.applies("status"):
            return
        others = {
            one.ref: one for one in statuses.ordered(self.crm) if one.id != lead.status and one.type != "converted"
        }
        self.choose(
            self.called(self.ref), {ref: one.name for ref, one in others.items()}, lambda ref: self.bring(others[ref])
        )

    def bring(self, status: Status) -> None:
        """Into that one."""
        argv = ["lead", "move", self.ref, status.name]
        if status.type != "discarded":
            self.act(*argv)
            return
        why = Blank("reason", N_("Why?"), choices=statuses.reasons(self.crm, status))
        self.ask(f"{self.called(self.ref)} → {status.name}", [why], lambda said: [*argv, *_options(said)])

    # -- whose it is

    def action_take(self) -> None:
        """It is mine from now on."""
        if self.applies("take"):
            self.act("pool", "take", self.ref)

    def action_assign(self) -> None:
        """Give it to somebody."""
        names = [user.name for user in self.crm.where(User, active=True)]
        self.ask(
            self.called(self.ref),
            [Blank("to", N_("To whom?"), choices=names)],
            lambda said: ["lead", "assign", self.ref, *_options(said)] if said["to"] else [],
        )


def _options(said: Answers) -> list[str]:
    return [f"--{name}={value}" for name, value in said.items() if value]

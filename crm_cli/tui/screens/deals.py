"""What is done with a deal that is looked at, on whichever screen: logged, moved, closed, edited."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from crm_cli.errors import CrmError
from crm_cli.i18n import N_, _
from crm_cli.insight.board import Card
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.numbers import plain_money
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs.ask import Blank
from crm_cli.tui.lines import changed, options

if TYPE_CHECKING:
    from crm_cli.tui.dialogs.ticks import Ticked
from crm_cli.tui.whom import for_whom


class Deals(Page):
    """A screen on which a deal is looked at."""

    @property
    @abstractmethod
    def card(self) -> Card | None:
        """The deal that is looked at; that every such screen says it mypy sees to, as Textual has a metaclass of its own."""

    def action_open(self) -> None:
        """Open the deal."""
        if card := self.card:
            self.desk.enter(card.ref)

    def action_log(self) -> None:
        """Log a call with the contact of the deal, else its client, and what comes next."""
        card, whom = self.card, ""
        if card is None:
            return
        try:
            deal = self.crm.get(Opportunity, card.ref)
            if deal.contact or deal.client:
                noun, one = (Contact, deal.contact) if deal.contact else (Client, deal.client)
                whom = self.crm.by_id(noun, str(one)).ref
        except CrmError as error:
            self.desk.refuse(error)
            return
        if not whom:
            self.desk.tell(_("{ref} has no client to log a call with; e sets one").format(ref=card.ref), bad=True)
            return
        self.ask(
            f"{card.client or card.name} {card.ref}",
            [Blank("text", N_("What was said?")), Blank("next", N_("Next step"), like=N_("fri 10:00 send the quote"))],
            lambda said: (
                ["log", "call", whom, said.pop("text"), "--opp", card.ref, *options(said)] if said["text"] else []
            ),
        )

    def action_task(self) -> None:
        """Add a task to the deal."""
        if card := self.card:
            self.ask(
                f"{card.client or card.name} {card.ref}",
                [Blank("text", N_("What is to be done?")), Blank("due", N_("Due"), like=N_("fri 10:00"))],
                lambda said: ["task", "add", card.ref, said.pop("text"), *options(said)] if said["text"] else [],
            )

    def action_quote(self) -> None:
        """A new quote for the deal."""
        if card := self.card:
            self.tried(lambda: self.fill("quote", given=for_whom(self.crm, card.ref)))

    def action_edit(self) -> None:
        """Change what the card says."""
        if card := self.card:
            self.fill("opp", card.ref)

    def action_finish(self) -> None:
        """The deal is over: won or lost."""
        if card := self.card:
            title = _("{ref} {name}: how did it end?").format(ref=card.ref, name=card.name)
            self.choose(title, {"won": _("won"), "lost": _("lost")}, lambda how: self.end(card, how))

    def end(self, card: Card, how: str) -> None:
        """Ask what its stage asks for before it is won, then why it ended, and write it down."""
        if how == "lost":
            self._ask_end(card, "lose", [Blank("reason", N_("Why?")), Blank("note", N_("Note"))], [])
        else:
            blanks = [Blank("reason", N_("Why?")), Blank("amount", N_("Amount"), _amount(card))]
            self.pass_checklist(card, lambda how: self._ask_end(card, "win", blanks, how))

    def _ask_end(self, card: Card, verb: str, blanks: Sequence[Blank], how: Sequence[str]) -> None:
        self.ask(f"{card.ref} {card.name}", blanks, lambda said: ["opp", verb, card.ref, *how, *changed(blanks, said)])

    def pass_checklist(self, card: Card, then: Callable[[Sequence[str]], object]) -> None:
        """Go on where nothing is open on the checklist of the deal's stage; else ask what of it is done, and go on with that in the same step. Where some
        of it is done and some is not, that is written down, and it goes no further."""
        from crm_cli.sales import opportunities  # only where a card is moved
        from crm_cli.tui.dialogs.ticks import Ticks

        left: list[str] = []
        if not self.tried(lambda: left.extend(opportunities.open_items(self.crm, self.crm.get(Opportunity, card.ref)))):
            return

        def ticked(found: "Ticked | None") -> None:
            if found is None:
                return
            if found.items and not found.anyway and len(found.items) < len(left):
                self.act("opp", "tick", card.ref, "--", *found.items)
            else:
                then([*(f"--tick={item}" for item in found.items), *(["--force"] if found.anyway else [])])

        if left:
            title = _("{ref} {name}: what is done of the checklist?").format(ref=card.ref, name=card.name)
            self.app.push_screen(Ticks(title, left), ticked)
        else:
            then([])


def _amount(card: Card) -> str:
    return "" if card.value is None else plain_money(card.value, card.currency)

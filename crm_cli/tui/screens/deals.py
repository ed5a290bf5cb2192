"""What is done with a deal that is looked at, on whichever screen: logged, moved, closed, edited."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from crm_cli.i18n import N_, _, language
from crm_cli.insight.board import Card
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.numbers import format_money, parse_money
from crm_cli.telling.typed import money_typed
from crm_cli.tui.dialogs import blanks
from crm_cli.tui.dialogs.ask import Blank
from crm_cli.tui.lines import changed
from crm_cli.tui.screens.asking import Asking

if TYPE_CHECKING:
    from crm_cli.tui.dialogs.ticks import Ticked
from crm_cli.tui.whom import for_whom


class Deals(Asking):
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
        """Log what was said with the contact of the deal, else with its client, and what comes next."""
        if card := self.card:
            self.ask_log(card.ref)

    def action_task(self) -> None:
        """Add a task to the deal."""
        if card := self.card:
            self.ask_task(card.ref)

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
        why: list[Blank] = []
        if not self.tried(lambda: why.append((blanks.lost if how == "lost" else blanks.won)(self.crm))):
            return
        if how == "lost":
            self._ask_end(card, "lose", [*why, Blank("note", N_("Note"))], [])
        else:
            asked = [*why, Blank("amount", N_("Amount"), _amount(card), echo=partial(self.sum_meant, card))]
            self.pass_checklist(card, lambda how: self._ask_end(card, "win", asked, how))

    def sum_meant(self, card: Card, text: str) -> str:
        """The amount that is meant, as it is shown."""
        amount, currency = parse_money(text, self.crm.country, card.currency)
        return format_money(amount, currency or card.currency or self.crm.currency, language())

    def _ask_end(self, card: Card, verb: str, asked: Sequence[Blank], how: Sequence[str]) -> None:
        self.ask(f"{card.ref} {card.name}", asked, lambda said: ["opp", verb, card.ref, *how, *changed(asked, said)])

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
    return "" if card.value is None else money_typed(card.value, card.currency)

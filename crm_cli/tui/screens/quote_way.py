"""What is done with a quote: its lines are written, it is asked about, sent, answered, revised, ordered and put on paper."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from crm_cli.i18n import N_, _
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import approvals, documents, orders, quotes
from crm_cli.telling import doclines
from crm_cli.telling.quotes import titled
from crm_cli.tui.dialogs import blanks
from crm_cli.tui.dialogs.ask import Answers, Blank
from crm_cli.tui.dialogs.line import AskLine
from crm_cli.tui.dialogs.slip import Row, hand_in
from crm_cli.tui.dialogs.ticks import Ticked, Ticks
from crm_cli.tui.lines import Said, flag, made, options
from crm_cli.tui.screens.doing import Doing

WHEN = Blank("at", N_("When?"), like=N_("now; yesterday, fri 10:00"))
DEAL = N_("Set the amount of its deal to this total")


class Way(Doing[Quote]):
    """A quote on its way."""

    speaks = True

    @property
    @abstractmethod
    def here(self) -> QuoteLine | None:
        """The line that is looked at; that each such page says it mypy sees to, as Textual has a metaclass of its own."""

    # -- whether it may be

    def open(self) -> Quote | None:
        """The quote where it may still be written; else it is said what can be done instead."""
        return self.allowed(lambda quote: quotes.must_be_open(self.crm, quote))

    def next(self, status: str) -> Quote | None:
        """The quote where it may become that; else it is said what can be done instead."""
        return self.allowed(lambda quote: quotes.must_become(quote, status))

    def asked_about(self, *, refusing: bool = False) -> Quote | None:
        """The quote where it waits for an answer that I may give; else it is said why I do not."""
        return self.allowed(lambda quote: approvals.must_answer(self.crm, quote, refusing=refusing))

    def allowed(self, rule: Callable[[Quote], object]) -> Quote | None:
        found: list[Quote] = []

        def look() -> None:
            quote = self.look_up()
            rule(quote)
            found.append(quote)

        self.tried(look)
        return found[0] if found else None

    # -- its lines

    def action_open(self) -> None:
        """Change the line that is looked at; else open what it is about."""
        if self.panel and self.panel.id == "lines":
            self.action_edit()
        elif self.line and self.line.ref != self.ref:
            super().action_open()

    def action_add(self) -> None:
        """Add lines, one after the other."""
        if quote := self.open():
            self.app.push_screen(AskLine(quote, None, self.written))

    def action_edit(self) -> None:
        """Change the line that is looked at; elsewhere the head."""
        if self.panel is None or self.panel.id != "lines" or self.here is None:
            self.action_head()
        elif quote := self.open():
            self.app.push_screen(AskLine(quote, self.here, self.written))

    def written(self, argv: Sequence[str]) -> Said:
        """Write a line, and show what is now below the dialog."""
        done = self.desk.perform(argv, loud=False)
        self.tried(self.read)
        return done

    def action_head(self) -> None:
        """Change the head."""
        if self.open():
            self.fill("quote", self.ref)

    def action_remove(self) -> None:
        """Take the line out, with what its bundle brought."""
        if self.here and self.open():
            self.act("quote", "line", "rm", self.here.ref)

    def action_move(self, by: int) -> None:
        """Bring the line up or down; with a bundle goes what it brought, past a bundle one comes past all of that."""
        if self.here is None or not self.open():
            return
        lines = documents.lines_of(self.crm, self.look_up())
        known = {one.id for one in lines}
        tops = [one for one in lines if one.bundle not in known]
        mine = next(at for at, one in enumerate(tops) if one.id in (self.here.id, self.here.bundle))
        if not 0 <= mine + by < len(tops):
            return
        past = tops[mine + by]
        there = past if by < 0 else [one for one in lines if past.id in (one.id, one.bundle)][-1]
        self.act("quote", "line", "move", tops[mine].ref, str(lines.index(there) + 1))

    def action_borrow(self) -> None:
        """Take the lines of another quote over, at this client's prices where nobody typed one."""
        if self.open():
            self.ask(
                _("Lines of another quote"),
                [Blank("source", N_("Which quote, or which of its lines?"), like=N_("Q7, or QL12 QL13"))],
                lambda said: ["quote", "line", "copy", self.ref, *said["source"].split()] if said["source"] else [],
            )

    # -- its way

    def action_send(self) -> None:
        """It went out; what needs an approval is asked about first."""
        quote = self.next("sent")
        if quote is None:
            return
        if doclines.needs(quote):
            self.action_submit()
            return
        asked = [WHEN, *([blanks.flag("deal", DEAL)] if quote.opportunity else [])]
        self.ask(
            _("{quote}: sent to the client").format(quote=titled(quote)),
            asked,
            lambda said: ["quote", "send", self.ref, *_with_deal(said)],
        )

    def action_submit(self) -> None:
        """Ask for it to be let pass."""
        quote = self.next("submitted")
        if quote is None:
            return
        why = doclines.to_be_said(quote, [])[:1] if doclines.needs(quote) else []
        self.ask(
            " · ".join([titled(quote), *(one.removeprefix("! ") for one in why)]),
            [Blank("note", N_("Message to the approver"))],
            lambda said: ["quote", "submit", self.ref, *options(said)],
        )

    def action_approve(self) -> None:
        """Let it pass."""
        if quote := self.asked_about():
            self.ask(titled(quote), [Blank("note", N_("Note"))], lambda said: ["approve", self.ref, *options(said)])

    def action_refuse(self) -> None:
        """Do not let it pass, and say why."""
        if quote := self.asked_about(refusing=True):
            self.ask(titled(quote), [Blank("note", N_("Why?"))], lambda said: ["refuse", self.ref, *options(said)])

    def action_accept(self) -> None:
        """The client says yes."""
        quote = self.next("accepted")
        if quote is None:
            return
        asked = [
            blanks.answered(self.crm, "accepted"),
            WHEN,
            *([blanks.flag("deal", DEAL)] if quote.opportunity else []),
        ]
        self.ask(
            _("{quote} is accepted").format(quote=titled(quote)),
            asked,
            lambda said: ["quote", "accept", self.ref, *_with_deal(said)],
        )

    def action_reject(self) -> None:
        """The client says no, and why."""
        if quote := self.next("rejected"):
            self.ask(
                _("{quote} is rejected").format(quote=titled(quote)),
                [blanks.answered(self.crm, "rejected"), WHEN],
                lambda said: ["quote", "reject", self.ref, *options(said)],
            )

    def action_revise(self) -> None:
        """Make the next version, and go to it."""
        self.go_on("quote", "revise", self.ref)

    def action_order(self) -> None:
        """Order what was accepted: which of its options too, when it is promised, and how it is paid."""
        quote = self.allowed(lambda one: orders.must_be_orderable(self.crm, one))
        if quote is None:
            return
        extra = {doclines.brief(one): one.ref for one in documents.lines_of(self.crm, quote) if one.optional}

        def ticked(found: Ticked | None) -> None:
            if found is not None:
                self.ask_order(quote, [extra[item] for item in found.items])

        if extra:
            self.app.push_screen(Ticks(_("{quote}: which options are ordered too?").format(quote=titled(quote)), list(extra)), ticked)  # fmt: skip
        else:
            self.ask_order(quote, [])

    def ask_order(self, quote: Quote, extra: Sequence[str]) -> None:
        """Ask what is to be said of the order."""
        rows = [
            Row("due", _("Delivery promised"), "", "+14d"),
            Row("their-number", _("Client's order number")),
            Row("plan", _("Payment plan"), "", quote.payment or _("30% signed, 70% before delivery")),
            *([Row("won", _("Its deal is won"), "", _("yes; no"))] if quote.opportunity else []),
        ]

        def line(said: Answers) -> list[str]:
            chosen = [word for ref in extra for word in ("--option", ref)]
            yes = flag("won", said.pop("won", ""))
            return ["order", "from", self.ref, *chosen, *options(said), *yes, "--json"]

        hand_in(self, _("Order from {quote}").format(quote=titled(quote)), rows, line, self.go_to_made)

    def go_on(self, *argv: str) -> None:
        """Do it, and go to the record that was made."""
        done = self.desk.perform([*argv, "--json"])
        if done.done:
            self.go_to_made(done)

    def go_to_made(self, done: Said) -> None:
        """Go to the record that a line made."""
        if ref := made(done):
            self.desk.enter(ref)

    # -- on paper, and by word

    def action_print(self) -> None:
        """Put it on paper: in which form, into which file, and whether to look at it."""
        from crm_cli.tui.dialogs.paper import ask_paper  # only when it is asked for

        if quote := self.allowed(lambda _quote: None):
            ask_paper(self, quote)

    def whom(self, nouns: Sequence[str]) -> str:
        """One speaks with the contact of the quote, else with its client."""
        quote = self.look_up()
        record: Any = self.crm.by_id(Contact, quote.contact) if quote.contact else self.crm.by_id(Client, quote.client)
        return str(record.ref) if record.noun in nouns or record.noun == "client" else self.ref


def _with_deal(said: dict[str, str]) -> list[str]:
    deal = flag("deal", said.pop("deal", ""))
    return [*options(said), *deal]

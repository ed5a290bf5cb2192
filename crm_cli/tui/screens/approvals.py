"""What waits for approval: which quote, of whom, why, how much it gives away and leaves; let pass or not from here."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from textual.binding import BindingType

from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.users import User
from crm_cli.sales import allowed, approvals, documents
from crm_cli.sales.approvals import Waiting
from crm_cli.telling.quotes import titled
from crm_cli.telling.words import counted, value_words
from crm_cli.tui import keys
from crm_cli.tui.dialogs.ask import Blank
from crm_cli.tui.lines import options
from crm_cli.tui.screens import quote_parts
from crm_cli.tui.screens.panels import Filled, Panels, Place
from crm_cli.tui.screens.quote import LINES
from crm_cli.tui.screens.quote_judged import in_thread
from crm_cli.tui.screens.story import moment
from crm_cli.tui.widgets.panel import Fit, Line, Panel
from crm_cli.workspace import Workspace

RIGHT = Fit(right=True)
QUEUE = (Fit(grows=True), Fit(right=True, most=18), RIGHT, RIGHT, Fit(rank=1), Fit(rank=2))
HEADS = ("", N_("Total"), N_("Off"), N_("Margin"), N_("Asked by"), N_("Since"))
LABELS = (Fit(most=24), Fit(grows=True))


class Asked(NamedTuple):
    """A quote that waits, and its cells in the queue."""

    waiting: Waiting
    cells: Sequence[str]


def found() -> list[Asked]:
    """All that waits, each with how it stands to the limits: every line of every quote is looked at."""
    crm = current().workspace
    return [Asked(one, _cells(crm, one)) for one in approvals.waiting(crm, crm.me)]


def _cells(crm: Workspace, one: Waiting) -> Sequence[str]:
    """A quote that waits in a line."""
    quote, stands = one.quote, allowed.standing(crm, one.quote)
    client = crm.name_of("client", quote.client) or ""
    asked = crm.name_of("user", one.approval.asked) if one.approval.asked else ""
    total = value_words(crm.fields("quote")["total"], quote.total, quote.currency)
    return f"{quote.ref} {client}", total, stands.given, stands.margin, asked or "", moment(one.approval.created)


class Approvals(Panels):
    """The quotes that wait for somebody to let them pass."""

    where = "approvals"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("approvals")
    left_cells = 0.58
    narrow = 110

    def __init__(self) -> None:
        super().__init__()
        self.everybody = False
        self.waiting: Sequence[Asked] = ()

    def read(self) -> None:
        """Read what waits, for me or for anybody."""
        if not self.wide:
            return
        in_thread(self, self.desk.run_of, found, self.found)

    def found(self, every: Sequence[Asked]) -> None:
        """Show what was found."""
        self.waiting = [one for one in every if self.everybody or one.waiting.hat]
        others = len(every) - len(self.waiting)
        more = _("{n} more for others: w").format(n=others) if others else ""
        title = _("What waits for approval") if self.everybody else _("What waits for my approval")
        self.write_top(title, counted("approval", len(self.waiting)), [more] if more else [])
        self.lay_out(
            [
                Place("queue", QUEUE, 0, self.queue, True),
                Place("why", LABELS, 1, self.why),
                Place("lines", LINES, 1, self.lines),
            ]
        )

    # -- what is shown

    def queue(self) -> Filled:
        """Each with what it comes to, and what of it is given away and left."""
        lines = [Line(one.cells, one.waiting.approval.ref, "" if one.waiting.hat else "quiet") for one in self.waiting]
        return Filled(N_("Quotes"), lines or [Line((_("nothing waits"), *[""] * 5))], heads=HEADS if lines else ())

    @property
    def here(self) -> Waiting | None:
        """What is looked at in the queue."""
        line = next((panel.line for panel in self.query("#queue").results(Panel)), None)
        return next((one.waiting for one in self.waiting if line and one.waiting.approval.ref == line.ref), None)

    def why(self) -> Filled:
        """Why it waits, what whoever asked said, and who may answer."""
        one = self.here
        return Filled(N_("Why"), list(self.told(one)) if one else [])

    def told(self, one: Waiting) -> Iterator[Line]:
        """What there is to say of one that waits."""
        yield Line((_("Quote"), titled(one.quote)), one.quote.ref)
        client = self.crm.by_id(Client, one.quote.client)
        yield Line((_("Client"), f"{client.name} {client.ref}"), client.ref)
        yield from self.wrapped(_("Why it needs approval"), approvals.why(one.approval), one.approval.ref)
        yield from self.wrapped(_("Note"), one.approval.note or "", one.approval.ref)
        if one.hat and one.hat.user:
            yield Line((_("In place of"), self.crm.by_id(User, one.hat.user).name), one.quote.ref)
        if not one.hat:
            names = ", ".join(user.name for user in approvals.able(self.crm, one.approval)) or _("nobody")
            yield Line((_("Who may answer"), names))

    def wrapped(self, label: str, text: str, ref: str) -> Iterator[Line]:
        """A text in as many lines as it needs, its label before the first."""
        wide = self.wide if self.wide <= self.narrow else round(self.wide * (1 - self.left_cells))
        for at, piece in enumerate(quote_parts.in_lines(text, max(wide - 30, 20))):
            yield Line(("" if at else label, piece), ref)

    def lines(self) -> Filled:
        """The lines of the quote."""
        one = self.here
        if one is None:
            return Filled(N_("Lines"), [])
        found = documents.lines_of(self.crm, one.quote)
        return quote_parts.lines(one.quote, found, {})

    def on_panel_looked(self, event: Panel.Looked) -> None:
        """Another one is looked at."""
        if event.panel.id == "queue":
            self.call_later(self.tried, self.put)

    # -- what is done

    def applies(self, action: str) -> bool:
        """What waits for somebody else is not answered."""
        if action in ("approve", "refuse"):
            return bool(self.here and self.here.hat)
        return action != "open" or self.here is not None

    def mine(self, *, refusing: bool = False) -> Waiting | None:
        """What is looked at, where I may answer it; else it is said why I may not."""
        one = self.here
        if one and self.tried(lambda: approvals.must_answer(self.crm, one.quote, refusing=refusing)):
            return one
        return None

    def on_panel_opened(self) -> None:
        """The same with the mouse."""
        self.action_open()

    def action_open(self) -> None:
        """Open the quote; elsewhere what the line is about."""
        line, one = self.line, self.here
        if self.panel and self.panel.id == "queue":
            self.desk.enter(one.quote.ref) if one else None
        elif line and line.ref:
            self.desk.enter(line.ref)

    def action_approve(self) -> None:
        """Let it pass."""
        if one := self.mine():
            self.ask(
                _("{quote}: approve").format(quote=titled(one.quote)),
                [Blank("note", N_("Note"))],
                lambda said: ["approve", one.approval.ref, *options(said)],
            )

    def action_refuse(self) -> None:
        """Do not let it pass, and say why."""
        if one := self.mine(refusing=True):
            self.ask(
                _("{quote}: refuse").format(quote=titled(one.quote)),
                [Blank("note", N_("Why?"))],
                lambda said: ["refuse", one.approval.ref, *options(said)],
            )

    def action_whose(self) -> None:
        """What waits for me, or for anybody."""
        self.everybody = not self.everybody
        self.tried(self.read)

    def action_instead(self) -> None:
        """Who stands in for me while I am away."""
        me = self.crm.me
        self.fill("absence", given={"user": self.crm.by_id(User, me).name} if me else {}, at="start")

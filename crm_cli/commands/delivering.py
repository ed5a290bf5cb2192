"""``--mail`` and ``--notify``: what a report prints, to each whom it is for, once for each slot and each way."""

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NamedTuple, Protocol

from crm_cli import i18n
from crm_cli.commands.declaring import Option
from crm_cli.commands.loading import imported
from crm_cli.commands.options import OUTPUT
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid, told
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.users import User
from crm_cli.telling.words import listed

if TYPE_CHECKING:
    from crm_cli.exchange.letters import Letter
    from crm_cli.exchange.outbox import Carrier, Outcome

SLOT = "CRM_SLOT"  # the hour of the job that runs this line
PRINTED = ("json", "format", "output")
WRITTEN = ("mail", "notify", "to", "format", "output")  # what a remark, which is written down, is not
TEAM = ("team", "团队")  # whom a chat has too
Mail = Annotated[
    bool, Option("--mail", help=N_("Send it by mail, once for each day it is about"), rich_help_panel=OUTPUT)
]
Notify = Annotated[
    bool,
    Option("--notify", help=N_("Send it to the chat, once for each day it is about"), rich_help_panel=OUTPUT),
]
To = Annotated[
    list[str] | None,
    Option(
        "--to",
        metavar="USER",
        help=N_("Who gets it, more than once for several, team for the chat of the team; else you"),
        rich_help_panel=OUTPUT,
    ),
]


class Report(NamedTuple):
    """What one person gets, or the team where it is nobody's. ``what`` and ``when`` name the slot; ``subject`` and ``show`` are asked for
    in the person's language.

    ``show`` prints it in a format, ``calendar`` makes the file beside it.
    """

    user: User | None
    what: str
    when: str
    subject: Callable[[], str]
    show: Callable[[str], None]
    calendar: Callable[[], str] = str

    @property
    def slot(self) -> str:
        """``remind 2026-11-22 王芳``; of a job its own hour instead of the day."""
        return f"{self.what} {os.environ.get(SLOT) or self.when} {self.user.name if self.user else TEAM[0]}"


class Way(Protocol):
    """By mail, or to chats. ``mark`` is what its slots begin with; ``plain`` says that it takes text alone."""

    mark: str
    plain: bool

    def address(self, user: User | None) -> str | None:
        """Where somebody gets it, in words that may be kept; None where that is not set."""

    def carrier(self) -> "Carrier":
        """What takes it there; what is missing is named."""

    def sent(self, n: int, names: str) -> str:
        """That so many went out, and to whom."""

    def before(self, n: int) -> str:
        """That so many went out at an earlier run."""

    def nowhere(self, user: User | None) -> CrmError:
        """That it is not set where somebody gets it."""


def ways(mail: bool, notify: bool) -> list[Way]:
    """Those that were asked for; one that is not loads nothing."""
    asked = {"crm_cli.commands.mailing:Mails": mail, "crm_cli.commands.notifying:Chats": notify}
    return [imported(way)() for way, wanted in asked.items() if wanted]


def apart(**said: object) -> None:
    """What goes out by mail or to the chat is not printed, nor is a remark: of such options the line has one."""
    given = [name for name, value in said.items() if value not in (None, False, [])]
    goes = next((name for name in given if name in ("remark", "mail", "notify", "to")), None)
    others = [name for name in given if name in (WRITTEN if goes == "remark" else PRINTED)]
    if goes and others:
        raise Invalid(
            N_("{one} and {other} contradict each other"),
            hint=N_("leave one of them out"),
            one=f"--{goes}",
            other=f"--{others[0]}",
        )


def send(found: Iterable[Report], by: Iterable[Way]) -> None:
    """Send each report each way; one way that fails holds up no other, and what is tried again goes before what is not."""
    reports = list(found)
    problems: list[CrmError] = []
    for way in by:
        try:
            _send(reports, way)
        except CrmError as problem:
            problems.append(problem)
    problems.sort(key=lambda one: one.code != "later")
    for other in problems[1:]:
        current().renderer.say(told(other))
    if problems:
        raise problems[0]


def _send(reports: Sequence[Report], way: Way) -> None:
    """Send each report that was not sent yet in its slot; say how many, and what could not go. One that cannot go holds up no other."""
    from crm_cli.exchange import locking, outbox  # only where something is sent

    run = current()
    addresses = [way.address(one.user) for one in reports]
    reached = [(one, address) for one, address in zip(reports, addresses, strict=True) if address]
    outcomes: list[Outcome] = []
    if reached:
        carrier = way.carrier()
        with locking.alone(run.base, "sending"):
            due = [(one, to) for one, to in reached if not outbox.is_settled(run.workspace, way.mark + one.slot)]
            outcomes = outbox.send(run.workspace, carrier, (letter(one, to, way) for one, to in due))
    _say(outcomes, len(reached) - len(outcomes), way)
    if problem := outbox.undelivered(outcomes):
        raise problem
    if len(reached) < len(reports):
        raise way.nowhere(reports[addresses.index(None)].user)


def _say(outcomes: "Sequence[Outcome]", before: int, way: Way) -> None:
    """What went out and what did before; of several that did not go each, of one the error speaks. A name is one line, whatever is in it."""
    from crm_cli.render.style import shown  # only where something is sent

    say = current().renderer.say
    lost = [(shown(one.letter.name), shown(told(one.problem))) for one in outcomes if one.problem]
    for name, why in lost if len(lost) > 1 else ():
        say(_("not sent to {name}: {why}").format(name=name, why=why))
    if names := [shown(one.letter.name) for one in outcomes if one.sent]:
        say(way.sent(len(names), listed(names)))
    if before:
        say(way.before(before))


def day_of_slot() -> str:
    """The day of the job that runs this line, which may come to it later; empty where no job does."""
    return os.environ.get(SLOT, "").partition("T")[0]


def recipients(names: Iterable[str] | None, mail: bool) -> list[User | None]:
    """Those who are named, else whoever runs it; None is the team, which has a chat and no mail."""
    from crm_cli.commands.answering import choose  # only where something is sent

    crm = current().workspace
    said = list(names or ())
    if mail and set(said) & set(TEAM):
        raise Invalid(N_("the team has a chat, but no mail"), hint="--notify --to team")
    if not said and crm.me is None:
        raise Invalid(N_("it is not said who gets it"), hint=N_("--to USER"))
    wanted = [None if name in TEAM else choose(["user"], name).id for name in said] or [crm.me]
    return [crm.by_id(User, one) if one else None for one in dict.fromkeys(wanted)]


def letter(report: Report, address: str, way: Way) -> "Letter":
    """The report as it goes out, in the language of whoever gets it."""
    from crm_cli.exchange.letters import Letter  # only where something is sent

    user = report.user
    language = (user and user.language) or current().language
    with speaking(language):
        text, html = printed(report.show, "table"), "" if way.plain else printed(report.show, "html")
        return Letter(
            way.mark + report.slot, user.name if user else _("the team"), address, report.subject(), text, html, language,
            "" if way.plain else report.calendar(),
        )  # fmt: skip


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything inside is said in that language."""
    run, before = current(), current().language
    renderer = run.renderer
    said = renderer.language
    run.__dict__["language"], renderer.language = language, language
    i18n.bind(language)
    try:
        yield
    finally:
        run.__dict__["language"], renderer.language = before, said
        i18n.bind(before)


def printed(show: Callable[[str], None], chosen: str) -> str:
    """What ``show`` prints in a format, as a text."""
    from crm_cli.render.renderer import Renderer  # only where something is sent

    run, out = current(), io.StringIO()
    before, stream = run.renderer, run.out
    made = Renderer(
        out,
        io.StringIO(),
        language=run.language,
        clock=run.clock,
        terminal=False,
        width=100,
        colour=False,
        currency=before.currency,
    )
    made.paper = before.paper
    run.__dict__["renderer"], run.out = made, out
    try:
        show(chosen)
    finally:
        run.__dict__["renderer"], run.out = before, stream
    return out.getvalue()

"""``--mail``: what a report prints, as a mail to each whom it is for, once for each slot."""

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from crm_cli import i18n
from crm_cli.commands.options import OUTPUT
from crm_cli.commands.words import listed
from crm_cli.context import current
from crm_cli.errors import Invalid, Partial, told
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.nouns.users import User

if TYPE_CHECKING:
    from crm_cli.config import Config
    from crm_cli.exchange.letters import Letter
    from crm_cli.exchange.outbox import Outcome
    from crm_cli.exchange.smtp import Account

SLOT = "CRM_SLOT"  # the hour of the job that runs this line
PASSWORD = "CRM_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
PASSWORD_COMMAND = "mail.password_cmd"  # noqa: S105 - the name of a setting
Mail = Annotated[
    bool, typer.Option("--mail", help=N_("Send it by mail, once for each day it is about"), rich_help_panel=OUTPUT)
]
To = Annotated[
    list[str] | None,
    typer.Option(
        "--to",
        metavar="USER",
        help=N_("Who gets the mail, more than once for several; else you"),
        rich_help_panel=OUTPUT,
    ),
]


class Report(NamedTuple):
    """What one person gets. ``what`` and ``when`` name the slot; ``subject`` and ``show`` are asked for in the person's language.

    ``show`` prints it in a format, ``calendar`` makes the file beside it.
    """

    user: User
    what: str
    when: str
    subject: Callable[[], str]
    show: Callable[[str], None]
    calendar: Callable[[], str] = str

    @property
    def slot(self) -> str:
        """``remind 2026-11-22 王芳``; of a job its own hour instead of the day."""
        return f"{self.what} {os.environ.get(SLOT) or self.when} {self.user.name}"


def send(found: Iterable[Report]) -> None:
    """Send each report that was not sent yet in its slot; say how many, and what could not go. One that cannot go holds up no other."""
    from crm_cli.exchange import locking, outbox, smtp  # only where mail is sent

    run = current()
    reports = list(found)
    reached = [one for one in reports if one.user.email]
    account = account_of(run.config) if reached else None
    outcomes: list[Outcome] = []
    if account:
        with locking.alone(run.base, "sending"):
            due = [one for one in reached if not outbox.is_settled(run.workspace, one.slot)]
            outcomes = outbox.send(run.workspace, smtp.Post(account), (letter(one) for one in due))
    _say(outcomes, len(reached) - len(outcomes))
    if problem := outbox.undelivered(outcomes):
        raise problem
    if nowhere := next((one.user for one in reports if not one.user.email), None):
        raise Partial(
            N_("{name} has no e-mail address"), hint="crm user edit {ref} --email …", name=nowhere.name, ref=nowhere.ref
        )


def _say(outcomes: "Sequence[Outcome]", before: int) -> None:
    say = current().renderer.say
    for one in outcomes:
        if one.problem:
            say(_("not sent to {name}: {why}").format(name=one.letter.name, why=told(one.problem)))
    if names := [one.letter.name for one in outcomes if one.sent]:
        say(
            ngettext("{n} mail sent: {names}", "{n} mails sent: {names}", len(names)).format(
                n=len(names), names=listed(names)
            )
        )
    if before:
        say(ngettext("{n} mail was sent before", "{n} mails were sent before", before).format(n=before))


def account_of(config: "Config") -> "Account":
    """The account that the settings name; what is missing is named."""
    from email.utils import parseaddr  # only where mail is sent

    from crm_cli.exchange import letters, secrets, smtp

    said = {
        name: config.get(f"mail.{name}").value or ""
        for name in ("host", "port", "security", "user", "password_cmd", "from")
    }
    if not said["host"]:
        raise Invalid(N_("it is not set where mail is handed over"), hint="crm config set mail.host smtp.example.com")
    sender = said["from"] or said["user"]
    if "@" not in sender:
        raise Invalid(N_("it is not set from whom mail comes"), hint='crm config set mail.from "CRM <crm@example.com>"')
    letters.address(*parseaddr(sender))  # a sender that is none is refused before anything is sent
    security = said["security"] or "starttls"

    def password() -> str:
        if found := os.environ.get(PASSWORD):
            return found
        if said["password_cmd"]:
            return secrets.told_by(said["password_cmd"], PASSWORD_COMMAND)
        raise Invalid(
            N_("there is no password for {user}"),
            hint='crm config set mail.password_cmd "pass show mail"',
            user=said["user"],
        )

    return smtp.Account(
        said["host"], int(said["port"] or smtp.PORTS[security]), security, sender, said["user"], password
    )


def day_of_slot() -> str:
    """The day of the job that runs this line, which may come to it later; empty where no job does."""
    return os.environ.get(SLOT, "").partition("T")[0]


def recipients(names: Iterable[str] | None) -> list[User]:
    """Those who are named, else whoever runs it."""
    from crm_cli.commands.answering import choose  # only where mail is sent

    crm = current().workspace
    wanted = [choose(["user"], name).id for name in names or ()] or [str(crm.me)]
    if not names and crm.me is None:
        raise Invalid(N_("it is not said who gets the mail"), hint="--to USER")
    return [crm.by_id(User, one) for one in dict.fromkeys(wanted)]


def letter(report: Report) -> "Letter":
    """The report as a mail, in the language of whoever gets it."""
    from crm_cli.exchange.letters import Letter  # only where mail is sent

    language = report.user.language or current().language
    with speaking(language):
        text, html = printed(report.show, "table"), printed(report.show, "html")
        return Letter(
            report.slot, report.user.name, str(report.user.email), report.subject(), text, html, language, report.calendar()
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
    from crm_cli.render.renderer import Renderer  # only where mail is sent

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

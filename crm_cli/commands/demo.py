"""``crm demo``: a company that is made on the spot, its day, board, funnel and forecast, and what to try with it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

from crm_cli import config, context, i18n
from crm_cli.agenda.demo import company
from crm_cli.clock import Clock
from crm_cli.commands import root
from crm_cli.commands.declaring import Option
from crm_cli.context import Run, current
from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import LANGUAGES, N_, _
from crm_cli.insight import checks
from crm_cli.records.nouns.clients import Client
from crm_cli.records.shell import quoted
from crm_cli.render.renderer import Renderer

NOWHERE = Path(":memory:")
MORNING = time(8, 30)  # of the day that is shown, whatever the hour
SHOWN = (("today",), ("board",), ("funnel",), ("forecast",))
SUGGESTED = "demo.db"
NOTE, STEP = N_("wants 5 % off, will talk to purchasing"), N_("fri 10:00 call back")


def demo(
    keep: Annotated[
        str | None, Option("--keep", metavar="FILE", help=N_("Keep the company in a new file, to go on with"))
    ] = None,
    lang: Annotated[str | None, Option("--lang", metavar="LANGUAGE", help=N_("en or zh_CN"))] = None,
) -> int:
    """Show the program at work on a made-up company that is gone afterwards.

    It has clients, contacts, deals in every stage and eighteen months of calls and visits, in your language. Your own base and
    settings are not touched.

    Example:
      crm demo
      crm demo --keep demo.db
    """
    with speaking(lang) as language, founded(new(keep), language) as show:
        code = next((code for words in SHOWN if (code := display(show, words))), 0)
        if not code:
            advise(show, keep)
        return code


@contextmanager
def speaking(lang: str | None) -> Iterator[str]:
    """The language that is said here, else that of the program."""
    before = i18n.language()
    wanted = before if lang is None else config.spoken(lang)
    if wanted is None:
        raise Invalid(N_("“{text}” is not a language: {choices}"), text=lang, choices=", ".join(LANGUAGES))
    i18n.bind(wanted)
    try:
        yield wanted
    finally:
        i18n.bind(before)


def new(keep: str | None) -> Path:
    """Where the company will be; a file that is there already is refused."""
    path = Path(keep) if keep else NOWHERE
    if keep and os.path.lexists(path):
        raise Conflict(
            N_("{path} is there already: the demo only makes a new file"), hint="crm demo --keep {other}", path=keep,
            other=path.with_stem(path.stem + "-2"),
        )  # fmt: skip
    return path


class Show(Run):
    """A run on the company: its own base, user and morning, the streams and colours of the run it stands in for."""

    def __init__(self, user: Run, path: Path, language: str) -> None:
        super().__init__(out=user.out, err=user.err, stdin=user.stdin)
        self.path = path
        self.command, self.create, self.quiet, self.no_input = "crm demo", True, user.quiet, True
        self.config.flags |= {"user": company.worker(language), "language": language}
        clock = Clock(datetime.combine(user.clock.today(), MORNING), user.clock.zone)
        renderer = Renderer(
            user.out, user.err, language=language, clock=clock, colour=user.colour, quiet=user.quiet, pager=False
        )
        vars(self).update(clock=clock, language=language, colour=user.colour, renderer=renderer)

    @property
    def base(self) -> Path:
        """The file of the company."""
        return self.path


@contextmanager
def founded(path: Path, language: str) -> Iterator[Show]:
    """The company, made, for as long as it is shown; what could not be made is not left behind."""
    user = current()
    show = Show(user, path, language)
    context.begin(show)
    made = False
    try:
        with show.workspace.step("crm demo"):
            company.build(show.workspace, language)
            checks.install(show.workspace, language)
        show.renderer.currency = show.workspace.currency
        made = True
        yield show
    finally:
        context.begin(user)
        show.close()
        if not made and path != NOWHERE:
            path.unlink(missing_ok=True)


def display(show: Show, words: Sequence[str]) -> int:
    """One command under the line that shows it; its exit code."""
    show.argv = tuple(words)
    show.renderer.data(show.renderer.paint.accent("$ crm " + " ".join(words)))
    code = root.answer(show, words)
    show.renderer.data("")
    return code


def advise(show: Show, keep: str | None) -> None:
    """What to try next; every line can be typed as it stands."""
    crm, data = show.workspace, show.renderer.data
    contact = company.somebody(crm)
    client = crm.by_id(Client, str(contact.client))
    data(_("Try next:"))
    for line in (
        *([] if keep else [f"crm demo --keep {SUGGESTED}"]),
        *settings({"CRM_DB": keep or SUGGESTED, "CRM_USER": company.worker(show.language)}),
        f"crm log call {quoted(str(contact.phone))} {quoted(_(NOTE))} --next {quoted(_(STEP))}",
        "crm undo",
        f"crm client show {client.ref}",
        "crm opp list status=open --sort -amount --limit 5",
        "crm board owner=me",
    ):
        data(f"  {line}")


def settings(values: dict[str, str]) -> list[str]:
    """Lines of the shell that make every command after them use this base as this user."""
    if os.name == "nt":
        return [f"set {name}={value}" for name, value in values.items()]
    return ["export " + " ".join(f"{name}={quoted(value)}" for name, value in values.items())]

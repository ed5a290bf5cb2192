"""Mails and messages of a slot, each sent once: what is under way is kept in the base before the server has it, what is sent afterwards.

A process that dies in between leaves one as *sending*. Nobody can say then whether the server took it, so it is sent once
more, a mail with the same Message-ID: a reminder that comes twice does less harm than one that never comes.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from crm_cli.agenda import schedule
from crm_cli.errors import CrmError, Partial, told
from crm_cli.exchange.letters import Letter, NoAddress
from crm_cli.i18n import N_
from crm_cli.records.nouns.runs import Run
from crm_cli.workspace import Workspace

SETTLED = ("sent", "refused")


class Later(CrmError):
    """The server is not there, or says to come back: it is tried again."""

    exit = 6
    code = "later"


class Refused(CrmError):
    """The server does not take this one, and never will."""

    exit = 7
    code = "refused"


class Unusable(Partial):
    """Where it is to go is set wrongly: told at every run until it is put right."""


class Carrier(Protocol):
    """What takes letters to where they go: a mail server, chats."""

    def identity(self, base: str, slot: str) -> str:
        """What makes a letter known as the same when it comes twice; empty where nothing does."""

    def carry(self, letter: Letter, identity: str, moment: datetime, before: Callable[[], None]) -> None:
        """Hand over one letter. ``before`` is called when all is agreed and nothing was handed over yet."""

    def close(self) -> None:
        """No more letters come."""


class Outcome(NamedTuple):
    """What became of a letter: sent now, before (``sent`` False and no problem), or not, and why."""

    letter: Letter
    sent: bool
    problem: CrmError | None = None


def is_settled(crm: Workspace, slot: str) -> bool:
    """What is sent in this slot needs nothing more: it was sent, or will never be taken."""
    found = schedule.last(crm, slot)
    return found is not None and found.status in SETTLED


def send(crm: Workspace, carrier: Carrier, found: Iterable[Letter]) -> list[Outcome]:
    """Send each letter that was not sent yet; one that cannot go does not hold up the others. To be called by one process at a time."""
    try:
        return [_sent(crm, carrier, letter) for letter in found]
    finally:
        carrier.close()


def _sent(crm: Workspace, carrier: Carrier, letter: Letter) -> Outcome:
    if is_settled(crm, letter.slot):
        return Outcome(letter, False)
    identity = carrier.identity(crm.mark().base, letter.slot)
    try:
        carrier.carry(letter, identity, crm.clock.here(), lambda: _keep(crm, letter, "sending", identity))
    except Unusable as problem:
        return Outcome(letter, False, problem)
    except (Later, Refused, NoAddress) as problem:
        _keep(crm, letter, "later" if isinstance(problem, Later) else "refused", identity, problem)
        return Outcome(letter, False, problem)
    _keep(crm, letter, "sent", identity)
    return Outcome(letter, True)


def _keep(crm: Workspace, letter: Letter, status: str, identity: str, problem: CrmError | None = None) -> None:
    """Write down how it stands, in a step of its own that is on the disk before anything else is done."""
    now, before = crm.clock.stamp(), schedule.last(crm, letter.slot)
    why = told(problem) if problem else None
    with crm.step(kind=schedule.KIND):
        if before is None:
            before = crm.add(
                Run(slot=letter.slot, status=status, started=now, address=letter.address, message=identity or None)
            )
        crm.change(before, status=status, ended=None if status == "sending" else now, error=why, address=letter.address)


def undelivered(outcomes: Iterable[Outcome]) -> CrmError | None:
    """What is to be said, if any could not go: that it is tried again, else that it never will."""
    problems = [one for one in outcomes if one.problem]
    if not problems:
        return None
    worst = next((one for one in problems if isinstance(one.problem, Later)), problems[0])
    text = N_("{n} not sent, to {name}: {why}")
    later = isinstance(worst.problem, Later)
    wrong = (worst.problem and worst.problem.hint) or N_("put the address right: crm user list")
    hint = N_("it is tried again at the next run") if later else wrong
    return (Later if later else Refused)(text, hint=hint, n=len(problems), name=worst.letter.name, why=worst.problem)

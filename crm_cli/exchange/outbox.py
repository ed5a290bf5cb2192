"""Mails of a slot, each sent once: what is under way is kept in the base before the server has it, what is sent afterwards.

A process that dies in between leaves a mail as *sending*. Nobody can say then whether the server took it, so it is sent once
more, with the same Message-ID: a reminder that comes twice does less harm than one that never comes.
"""

from collections.abc import Iterable
from typing import NamedTuple

from crm_cli.agenda import schedule
from crm_cli.errors import CrmError
from crm_cli.exchange import letters
from crm_cli.exchange.letters import Letter, NoAddress
from crm_cli.exchange.smtp import Later, Post, Refused
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.runs import Run
from crm_cli.workspace import Workspace

SETTLED = ("sent", "refused")


class Outcome(NamedTuple):
    """What became of a letter: sent now, before (``sent`` False and no problem), or not, and why."""

    letter: Letter
    sent: bool
    problem: CrmError | None = None


def is_settled(crm: Workspace, slot: str) -> bool:
    """The mail of this slot needs nothing more: it was sent, or will never be taken."""
    found = schedule.last(crm, slot)
    return found is not None and found.status in SETTLED


def send(crm: Workspace, post: Post, found: Iterable[Letter]) -> list[Outcome]:
    """Send each letter that was not sent yet; one that cannot go does not hold up the others. To be called by one process at a time."""
    try:
        return [_sent(crm, post, letter) for letter in found]
    finally:
        post.close()


def _sent(crm: Workspace, post: Post, letter: Letter) -> Outcome:
    if is_settled(crm, letter.slot):
        return Outcome(letter, False)
    identity = letters.message_id(crm.mark().base, letter.slot, post.account.sender)
    try:
        message = letters.composed(letter, post.account.sender, identity, crm.clock.here())
        post.hand_over(message, lambda: _keep(crm, letter, "sending", identity))
    except (Later, Refused, NoAddress) as problem:
        _keep(crm, letter, "later" if isinstance(problem, Later) else "refused", identity, problem)
        return Outcome(letter, False, problem)
    _keep(crm, letter, "sent", identity)
    return Outcome(letter, True)


def _keep(crm: Workspace, letter: Letter, status: str, identity: str, problem: CrmError | None = None) -> None:
    """Write down how it stands, in a step of its own that is on the disk before anything else is done."""
    now, before = crm.clock.stamp(), schedule.last(crm, letter.slot)
    why = _(problem.message).format_map(problem.values) if problem else None
    with crm.step(kind=schedule.KIND):
        if before is None:
            before = crm.add(
                Run(slot=letter.slot, status=status, started=now, address=letter.address, message=identity)
            )
        crm.change(before, status=status, ended=None if status == "sending" else now, error=why, address=letter.address)


def undelivered(outcomes: Iterable[Outcome]) -> CrmError | None:
    """What is to be said, if any could not go: that it is tried again, else that it never will."""
    problems = [one for one in outcomes if one.problem]
    if not problems:
        return None
    worst = next((one for one in problems if isinstance(one.problem, Later)), problems[0])
    text = N_("{n} not sent, to {name}: {why}")
    hint = (
        N_("it is tried again at the next run")
        if isinstance(worst.problem, Later)
        else N_("put the address right: crm user list")
    )
    kind = Later if isinstance(worst.problem, Later) else Refused
    return kind(text, hint=hint, n=len(problems), name=worst.letter.name, why=worst.problem)

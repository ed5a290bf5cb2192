"""``crm lead move``, ``discard``, ``reopen``: through the statuses, one lead or many."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated

from crm_cli.commands.answering import confirm
from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import DryRun, Json, Once, Quiet, Reason, Which, Yes
from crm_cli.commands.selection import selected
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.people import leads as rules
from crm_cli.people import statuses
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.statuses import Status
from crm_cli.telling.words import called, counted, refs_line


def move(
    which: Annotated[
        list[str],
        Argument(metavar="WHICH STATUS", help=N_("Refs, names, a filter or “-”; the status comes last")),
    ],
    reason: Reason = None,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Bring leads into another status: its name, the start of it, or its type.

    Given up they need a reason; converted they become by crm lead convert only.

    Example:
      crm lead move L3 working
      crm lead list status=New --format ids | crm lead move - Nurturing --yes
    """
    if len(which) < 2:
        raise Invalid(N_("say which leads, and the status they come into"), hint="crm lead move L3 STATUS")

    def moved(lead: Lead) -> Lead:
        status = statuses.find(current().workspace, which[-1])
        return rules.move(current().workspace, lead, status, reason=_reason(lead, status, reason))

    question = partial(_("move {what} to {status}?").format, status=which[-1])
    _each(which[:-1], moved, question, yes=yes, json=json, once=once, dry_run=dry_run)


def discard(
    which: Which,
    reason: Reason = None,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Give leads up, for a reason: one of the status's, one that was used before, or another.

    Example:
      crm lead discard L3 --reason "wrong number"
      crm lead discard status=Nurturing last_contact=..-1y --reason unreachable --yes
    """

    def given_up(lead: Lead) -> Lead:
        crm = current().workspace
        return rules.discard(crm, lead, _reason(lead, statuses.of_type(crm, "discarded"), reason))

    _each(which, given_up, _("give up {what}?").format, yes=yes, json=json, once=once, dry_run=dry_run)


def reopen(
    which: Which,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Leads that were given up go on where they were before.

    Example:
      crm lead reopen L3
    """
    reopened = partial(rules.reopen, current().workspace)
    _each(which, reopened, _("reopen {what}?").format, yes=yes, json=json, once=once, dry_run=dry_run)


def _each(
    which: Sequence[str], rule: Callable[[Lead], Lead], question: Callable[..., str], *,
    yes: bool, json: bool, once: str | None, dry_run: bool,
) -> None:  # fmt: skip
    """The rule for each of them, all or none; ``question`` says ``what`` it is about."""
    crm = current().workspace
    found = selected("lead", which)
    confirm(question(what=counted("lead", len(found))), len(found), yes or dry_run)

    def work() -> Answer:
        before = [crm.by_id(Lead, one.id) for one in found]
        after = [rule(lead) for lead in before]
        told = [said_move(*pair) for pair in zip(before, after, strict=True)]
        changed = any(one.status != other.status for one, other in zip(before, after, strict=True))
        if not after:
            return Answer(_("nothing found"), wrote=False)
        if len(after) == 1:
            return Answer(told[0], after, hint=_hint(after[0]) if changed else "", wrote=changed)
        refs = refs_line([lead.ref for lead in after])
        said = _("{what} changed: {refs}").format(what=counted("lead", len(after)), refs=refs)
        return Answer(said, after, told[:20], _(UNDO), changed)

    write(work, json=json, once=once, dry_run=dry_run, nouns=["lead"], about=found)


def _hint(lead: Lead) -> str:
    if lead.type == "qualified":
        return _("next: {command}").format(command=f"crm lead convert {lead.ref}")
    return _(UNDO)


def said_move(before: Lead, after: Lead) -> str:
    """``L3 张三  新线索 → 跟进中``."""
    if before.status == after.status and before.reason == after.reason:
        return _("{lead} is {status} already").format(lead=called(after), status=_name(after.status))
    said = f"{called(after)}  {_name(before.status)} → {_name(after.status)}"
    return f"{said} ({after.reason})" if after.reason else said


def _name(status: str | None) -> str:
    return current().workspace.by_id(Status, status).name if status else "-"


def _reason(lead: Lead, status: Status, said: str | None) -> str | None:
    """Why it is given up: as said, else chosen from the known reasons by their number on a terminal."""
    if said is not None or status.type != "discarded" or lead.type == "discarded" or not current().interactive:
        return said
    run, known = current(), statuses.reasons(current().workspace, status)
    for number, reason in enumerate(known, 1):
        run.renderer.say(f"{number}  {reason}")
    answer = run.ask(_("why is {lead} given up? (a number, or another reason)").format(lead=called(lead)))
    if answer and answer.isdecimal() and 0 < int(answer) <= len(known):
        return known[int(answer) - 1]
    return answer or None

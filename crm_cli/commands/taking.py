"""``crm pool take`` and ``release``, ``lock`` and ``unlock``: what somebody does with one of the pool, or keeps out of it."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import DryRun, Json, Once, Quiet, Reason
from crm_cli.commands.piping import refs
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _, ngettext
from crm_cli.people import policy, pool, taking
from crm_cli.records.nouns.poolrules import POOLED
from crm_cli.records.record import Record
from crm_cli.telling.words import called, listed, refs_line

Which = Annotated[
    list[str], Argument(metavar="WHICH", help=N_("Clients and leads: refs or names, or “-” for refs from stdin"))
]
SHOWN = 20


def take(
    which: Which,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Take clients or leads out of the pool: they are yours then; all of them or none.

    What the team set is kept to: pool.capacity (of one person: user edit --capacity), pool.daily_take, pool.cooldown, pool.cooldown_new.

    Example:
      crm pool take C12
      crm pool take C12 L3
    """
    crm = current().workspace

    def work() -> Answer:
        taken = [taking.take(crm, one) for one in _chosen(which)]
        left = policy.most(crm, "pool.daily_take")
        said = _("yours now: {records}").format(records=_names(taken))
        if left is not None and crm.me:
            more = max(left - taking.takes(crm, crm.me), 0)
            said += " · " + ngettext("{n} more today", "{n} more today", more).format(n=more)
        return Answer(said, taken, hint=_(UNDO), wrote=bool(taken))

    write(work, json=json, once=once, dry_run=dry_run)


def release(
    which: Which,
    reason: Reason = None,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Give clients or leads back to the pool, and say why; the reason stays with each as a note.

    Example:
      crm pool release C12 --reason "moved away"
    """
    if not (reason or "").strip():
        raise Invalid(N_("it is given back only for a reason"), hint="--reason TEXT")
    note = _("given back to the pool: {reason}").format(reason=reason)

    def work() -> Answer:
        crm = current().workspace
        gone = [pool.release(crm, one, note) for one in _chosen(which)]
        return Answer(
            _("in the pool now: {records}").format(records=_names(gone)), gone, hint=_(UNDO), wrote=bool(gone)
        )

    write(work, json=json, once=once, dry_run=dry_run)


def _chosen(which: Sequence[str]) -> list[Any]:
    found = [choose(list(POOLED), word) for word in refs(which)]
    return list({record.id: record for record in found}.values())


def _names(records: Sequence[Record]) -> str:
    return listed(map(called, records)) if len(records) < SHOWN else refs_line([one.ref for one in records])


def lock(
    which: Which,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Keep clients or leads out of the pool, however long nobody speaks to them: the same as edit --locked yes.

    Example:
      crm pool lock C12
      crm client list locked=yes
    """
    write(
        partial(_locked, which, 1, N_("locked, they stay out of the pool: {records}")),
        json=json,
        once=once,
        dry_run=dry_run,
    )


def unlock(
    which: Which,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Let the rules of the pool hold again for clients or leads that are locked.

    Example:
      crm pool unlock C12
      crm client list locked=yes --format ids | crm pool unlock -
    """
    write(
        partial(_locked, which, 0, N_("no longer locked, the pool's rules hold for them: {records}")),
        json=json,
        once=once,
        dry_run=dry_run,
    )


def _locked(which: Sequence[str], locked: int, said: str) -> Answer:
    records = _chosen(which)
    wanted = [one for one in records if one.locked != locked]
    done = [current().workspace.change(one, locked=locked) for one in wanted]
    if not done:
        return Answer(_("nothing to change"), records, wrote=False)
    return Answer(_(said).format(records=_names(done)), done, hint=_(UNDO))

"""``crm log KIND - TEXT``: the same was done with each of those that come by stdin, in one step."""

from collections.abc import Mapping
from typing import Any

from crm_cli.agenda import capture
from crm_cli.commands.answering import done
from crm_cli.commands.log import whom
from crm_cli.commands.log_told import foreseen
from crm_cli.commands.piping import refs
from crm_cli.commands.writing import UNDO, shortened
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.telling.words import called, counted, refs_line

ALONE = ("opp", "done")  # one deal, one task: of one client only


def log_each(
    kind: str, text: str | None, words: Mapping[str, Any], *, once: str | None, dry_run: bool, json: bool
) -> None:
    """Write it down with each of them; ``words`` are those of :func:`capture.draft`. All are read before one is written."""
    for name in ALONE:
        if words.get(name) is not None:
            raise Invalid(N_("--{name} names one record, and many come by stdin"), name=name)
    run = current()
    people = [whom(ref) for ref in refs(["-"])]
    drafts = [capture.draft(run.workspace, kind, person, text, **words) for person in people]
    if dry_run:
        for draft in drafts:
            for line in (called(draft.who), *foreseen(draft)):
                run.renderer.data(line)
        return
    with run.workspace.step(once=once):
        every = [capture.write(run.workspace, draft) for draft in drafts]
    if not every:
        done(_("nothing came by stdin, nothing was added"), json=json)
        return
    records = [record for logged in every for record in logged.records]
    activities = [logged.activity.ref for logged in every if logged.activity]
    said = _("{what} added: {refs}").format(what=counted("activity", len(activities)), refs=refs_line(activities))
    lines = shortened([called(draft.who) for draft in drafts])
    done("\n  ".join([said, *lines]), records, json=json, hint=_(UNDO))

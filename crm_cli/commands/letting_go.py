"""``crm pool preview`` and ``apply``: who loses what and why, and that it is so."""

from collections.abc import Sequence
from typing import Annotated, Any

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import DryRun, Format, Json, Limit, Output, Plan, Quiet, chosen_format
from crm_cli.commands.pool import show, user
from crm_cli.commands.writing import UNDO, Answer, shortened, write
from crm_cli.context import current
from crm_cli.exchange.plans import POOL as POOL_PLAN
from crm_cli.i18n import N_, _
from crm_cli.people import pool
from crm_cli.people.pool import Move
from crm_cli.records.nouns.poolrules import POOLED
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.telling.losing import POOL, pool_values, why
from crm_cli.telling.words import called, counted, listed

LOSSES = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("owner", N_("Owner")), Column("day", N_("Goes on"), "date"), Column("why", N_("Why")),
)  # fmt: skip


def preview(
    days: Annotated[
        int | None, Option("--days", min=0, metavar="N", help=N_("Look so far ahead, not as each rule warns"))
    ] = None,
    whose: Annotated[
        str | None, Option("--for", "--user", metavar="USER", help=N_("Only what this user loses"))
    ] = None,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """Who loses what to the pool, on which day and by which rule: what is due, and what will be within the days of warning.

    A real contact (a call, a visit, a mail; no note) puts it off; an open deal, where the rule spares those, or crm pool lock keeps it out.

    Example:
      crm pool preview
      crm pool preview --for Nora --days 30
    """
    crm = current().workspace
    found = pool.preview(crm, ahead=days, owner=choose(["user"], whose).id if whose else None)
    chosen = chosen_format(format, json, output)
    if not found and chosen == "table":
        current().renderer.say(_foreseen(found))
        return
    machine = chosen in MACHINE
    rows = [pool_values(one) if machine else _loss(one) for one in found[:limit]]
    shown = Listing(POOL if machine else LOSSES, rows, len(found) if limit is not None else None)
    if show(shown, format, json, output) == "table":
        current().renderer.say(_foreseen(found))


def _loss(one: Move) -> list[Any]:
    return [one.record.ref, one.record.name, user(one.owner), one.day.isoformat(), why(one)]


def _foreseen(found: Sequence[Move]) -> str:
    if not found:
        rules = pool.ordered(current().workspace)
        return _("nothing goes to the pool") if rules else _("the pool has no rules · crm poolrule add")
    due = sum(one.day <= current().clock.today() for one in found)
    said = _("{due} due, {soon} soon").format(due=due, soon=len(found) - due)
    return f"{said} · crm pool apply" if due else said


def apply(
    json: Json = False,
    dry_run: DryRun = False,
    plan: Plan = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Let go to the pool what is due today, each with a note that says why. Made for cron: says nothing where nothing is due.

    It is one step and one undo; run again, it finds nothing left to do. A plan is done by crm apply, if all of it is due still.

    Example:
      crm pool apply
      crm pool apply --plan plan.json
      0 6 * * *  crm pool apply --quiet
    """
    if plan:
        _plan(plan)
        return
    if not pool.due(current().workspace):
        if json:
            current().renderer.data("[]")
        return
    write(_applied, json=json, dry_run=dry_run)


def _plan(plan: str) -> None:
    from crm_cli.commands.drafting import plan_several  # only where a plan is wanted

    crm = current().workspace
    found = pool.due(crm)
    wanted = [(record, {"owner": None}) for record in pool.whole(crm, found)]
    noun = found[0].record.noun if found else "client"
    plan_several(plan, POOL_PLAN, noun, wanted, {one.record.id: _note(one) for one in found})


def _note(one: Move) -> str:
    return _("to the pool, from {owner}: {why}").format(owner=user(one.owner), why=why(one))


def _applied() -> Answer:
    crm = current().workspace
    found = pool.apply(crm, _note)
    if not found:  # another was quicker, and told it
        return Answer("", wrote=False)
    records = pool.whole(crm, found)
    lines = [f"{called(record)}  {user(one.owner)}  {why(one)}" for record, one in zip(records, found, strict=True)]
    counts = listed(counted(noun, n) for noun in POOLED if (n := sum(one.record.noun == noun for one in found)))
    return Answer(_("{what} went to the pool").format(what=counts), records, shortened(lines), _(UNDO))

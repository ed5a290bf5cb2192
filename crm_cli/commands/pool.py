"""``crm pool``: what is nobody's, who loses what and why, who takes and who gives back."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.commands import owning
from crm_cli.commands.answering import choose, refs_line
from crm_cli.commands.loading import Entry, lazy_group
from crm_cli.commands.losing import POOL, pool_values, until, why
from crm_cli.commands.options import DryRun, Format, Json, Limit, Once, Output, Plan, Quiet, chosen_format
from crm_cli.commands.piping import refs
from crm_cli.commands.words import called, counted, listed
from crm_cli.commands.writing import UNDO, Answer, shortened, write
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.exchange.plans import POOL as POOL_PLAN
from crm_cli.i18n import N_, _, ngettext
from crm_cli.people import policy, pool, taking
from crm_cli.people.pool import Move
from crm_cli.records.nouns.poolrules import POOLED
from crm_cli.records.record import Record
from crm_cli.render.listing import MACHINE, Column, Listing

Which = Annotated[
    list[str], typer.Argument(metavar="WHICH", help=N_("Clients and leads: refs or names, or “-” for refs from stdin"))
]
LOSSES = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("owner", N_("Owner")), Column("day", N_("Goes on"), "date"), Column("why", N_("Why")),
)  # fmt: skip
THERE = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("since", N_("In the pool since"), "time"), Column("before", N_("Was whose")),
    Column("last", N_("Last contact"), "time"), Column("free", N_("Free for you from"), "date"), Column("noun", N_("Noun"), hidden=True),
)  # fmt: skip
RULES = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("noun", N_("Noun"), "choice", POOLED), Column("filter", N_("For those that match")),
    Column("days", N_("Days"), "number"), Column("warn_days", N_("Days of warning"), "number"), Column("due", N_("Due now"), "number"),
    Column("soon", N_("Soon"), "number"), Column("spare_open", N_("Spared with an open deal"), "flag", hidden=True),
    Column("spare_won", N_("Days spared after a won deal"), "number", hidden=True),
)  # fmt: skip
SHOWN = 20


def list_pool(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[client|lead] [FILTER]", help=N_("Only these; a filter alone is of clients")),
    ] = None,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """Clients and open leads that nobody owns, the longest there first, and from when on you may take each.

    Example:
      crm pool list
      crm pool list client level=A city=苏州
      crm pool list lead --format ids | head -3 | crm pool take -
    """
    crm = current().workspace
    nouns, tokens = _what(words or [])
    found = [one for noun in nouns for one in taking.there(crm, noun, tokens)]
    rows = [
        (
            one.ref,
            one.name,
            one.since,
            _user(one.before),
            one.last,
            one.free.isoformat() if one.free else None,
            one.noun,
        )
        for one in found[:limit]
    ]
    _show(Listing(THERE, rows, len(found) if limit is not None else None), format, json, output)


def _what(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The nouns that are meant, and the filter."""
    known = {word: noun for noun, title in POOLED.items() for word in (noun, f"{noun}s", _(title))}
    if words and words[0] in known:
        return [known[words[0]]], list(words[1:])
    return (["client"], list(words)) if words else (list(POOLED), [])


def _user(identity: str | None) -> str | None:
    return current().workspace.name_of("user", identity) if identity else None


def _show(listing: Listing, format: str | None, json: bool, output: str | None) -> str:  # noqa: A002
    chosen = chosen_format(format, json, output)
    current().renderer.listing(listing, chosen, Path(output) if output else None)
    return chosen


def preview(
    days: Annotated[
        int | None, typer.Option("--days", min=0, metavar="N", help=N_("Look so far ahead, not as each rule warns"))
    ] = None,
    whose: Annotated[str | None, typer.Option("--for", metavar="USER", help=N_("Only what this user loses"))] = None,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """Who loses what to the pool, on which day and by which rule: what is due, and what will be within the days of warning.

    A real contact (a call, a visit, a mail; no note) puts it off; an open deal, where the rule spares those, or crm pool lock keeps it out.

    Example:
      crm pool preview
      crm pool preview --for 王芳 --days 30
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
    if _show(shown, format, json, output) == "table":
        current().renderer.say(_foreseen(found))


def _loss(one: Move) -> list[Any]:
    said = _("{when}: {why}").format(when=until(one), why=why(one))
    return [one.record.ref, one.record.name, _user(one.owner), one.day.isoformat(), said]


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
    return _("to the pool, from {owner}: {why}").format(owner=_user(one.owner), why=why(one))


def _applied() -> Answer:
    crm = current().workspace
    found = pool.apply(crm, _note)
    records = pool.whole(crm, found)
    lines = [f"{called(record)}  {_user(one.owner)}  {why(one)}" for record, one in zip(records, found, strict=True)]
    counts = listed(counted(noun, n) for noun in POOLED if (n := sum(one.record.noun == noun for one in found)))
    return Answer(_("{what} went to the pool").format(what=counts), records, shortened(lines), _(UNDO), bool(found))


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
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why"))] = None,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Give clients or leads back to the pool, and say why; the reason stays with each as a note.

    Example:
      crm pool release C12 --reason "moved out of my region"
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


def rules(
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """The rules in the order in which they decide (the first that fits), and how many each concerns now and soon.

    They are made and changed as any record: crm poolrule add, edit, rm. What one may take is set by crm config set.

    Example:
      crm pool rules
      crm poolrule add 重点客户 --filter "level=A" --days 30
      crm config set pool.capacity 50
    """
    crm = current().workspace
    found, here = pool.preview(crm), current().clock.today()
    rows = []
    for rule in pool.ordered(crm):
        days = [one.day <= here for one in found if one.rule.id == rule.id]
        told = (rule.ref, rule.name, rule.noun_name, rule.filter, rule.days, rule.warn_days)
        rows.append((*told, sum(days), len(days) - sum(days), bool(rule.spare_open), rule.spare_won))
    if _show(Listing(RULES, rows), format, json, output) == "table":
        for line in _limits():
            current().renderer.say(line)


def _limits() -> Iterator[str]:
    """What the team set for taking, and who holds more than it allows."""
    crm = current().workspace
    names = [name for name in policy.SETTINGS if name.startswith("pool.")]
    yield " · ".join(f"{name} {policy.agreed(crm, name)}" for name in names)
    for share in taking.shares(crm):
        if share.over:
            holds = listed([counted("client", share.clients), counted("lead", share.leads)])
            yield _("{user} holds more than that: {holds}").format(user=share.name, holds=holds)


def owners(
    which: Annotated[str, typer.Argument(metavar="WHICH", help=N_("A client or lead: its ref or name"))],
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """Whose a client or lead was, from when until when, and why that ended; what was undone is left out.

    Example:
      crm pool owners C12
    """
    machine = chosen_format(format, json, output) in MACHINE
    _show(owning.owners(choose(list(POOLED), which), machine=machine), format, json, output)


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


VERBS: dict[str, Entry] = {
    "list": Entry("crm_cli.commands.pool:list_pool", N_("What is nobody's, and from when on you may take it")),
    "preview": Entry("crm_cli.commands.pool:preview", N_("Who loses what, when and why")),
    "apply": Entry("crm_cli.commands.pool:apply", N_("Let go to the pool what is due today")),
    "take": Entry("crm_cli.commands.pool:take", N_("Take some out of the pool")),
    "release": Entry("crm_cli.commands.pool:release", N_("Give some back, and say why")),
    "lock": Entry("crm_cli.commands.pool:lock", N_("Keep some out of the pool")),
    "unlock": Entry("crm_cli.commands.pool:unlock", N_("Let the rules hold for them again")),
    "rules": Entry("crm_cli.commands.pool:rules", N_("The rules, and how many each concerns")),
    "owners": Entry("crm_cli.commands.pool:owners", N_("Whose one was, one after the other")),
}
group: Any = lazy_group("pool", VERBS, N_("The pool: what is nobody's, who takes it, who loses what and why"))

"""``crm opp move``, ``win``, ``lose``, ``reopen``, ``tick``: what happens to a deal."""

from collections.abc import Callable, Sequence
from typing import Annotated

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.handing import handed_lines
from crm_cli.commands.options import DryRun, Json, Once, Quiet, Reason
from crm_cli.commands.piping import refs
from crm_cli.commands.writing import UNDO, Answer, many, shortened, write
from crm_cli.context import current
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.kinds import items
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.stages import Stage
from crm_cli.render.values import human
from crm_cli.sales import opportunities as rules
from crm_cli.telling.words import called, listed

Deal = Annotated[
    str,
    Argument(metavar="DEAL", help=N_("Which opportunity: D8, a part of its name, or “-” for refs from stdin")),
]
At = Annotated[str | None, Option("--at", metavar="TIME", help=N_("When it really happened, if not now"))]
Force = Annotated[bool, Option("--force", help=N_("Pass the exit checklist"))]
Tick = Annotated[
    list[str] | None, Option("--tick", metavar="ITEM", help=N_("What of the exit checklist is done with it"))
]
Note = Annotated[str | None, Option("--note", metavar="TEXT", help=N_("What else is to be known of it"))]


def move(
    deal: Deal,
    stage: Annotated[str, Argument(metavar="STAGE", help=N_("Its name, the start of it, or won, lost"))],
    at: At = None,
    reason: Reason = None,
    note: Note = None,
    ticked: Tick = None,
    force: Force = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Bring an opportunity into another stage.

    A move that came before others is put in its place in the history; the stage it is in stays.

    Example:
      crm opp move D8 Negotiation
      crm opp move D8 Proposal --at "mon 10:00"
      crm opp move D8 Negotiation --tick "contract signed"
      crm opp list stage=Proposal owner=me --format ids | crm opp move - Negotiation
    """
    _write(
        deal,
        lambda one: rules.move(
            current().workspace, _with(one, ticked), stage, at=moment(at), force=force, reason=reason, note=note
        ),
        json=json, once=once, dry_run=dry_run, wrote=at is not None,
    )  # fmt: skip


def win(
    deal: Deal,
    reason: Reason = None,
    amount: Annotated[str | None, Option("--amount", metavar="AMOUNT", help=N_("What it came to"))] = None,
    at: At = None,
    ticked: Tick = None,
    force: Force = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """An opportunity is won.

    Example:
      crm opp win D8 --amount 450k --reason delivery
    """
    run = current()

    def won(deal: Opportunity) -> Opportunity:
        one = _with(deal, ticked)
        rules.may_be_won(run.workspace, one, force=force)
        said = reason or (None if dry_run else run.ask(_("why was {ref} won? (Enter: not said)").format(ref=one.ref)))
        return rules.win(
            run.workspace, one, reason=said or None, amount=_money(one, amount), at=moment(at), force=force
        )

    _write(deal, won, json=json, once=once, dry_run=dry_run)


def lose(
    deal: Deal,
    reason: Reason = None,
    note: Note = None,
    at: At = None,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """An opportunity is lost; it needs a reason, and “other” needs a note.

    Example:
      crm opp lose D8 --reason price
      crm opp lose D8 --reason other --note "the client is bankrupt"
    """
    run = current()

    def lost(one: Opportunity) -> Opportunity:
        rules.not_yet(one, "lost")
        said = reason or run.ask(_("why was {ref} lost?").format(ref=one.ref))
        more = note
        if said and said.casefold() in rules.OTHER and not more:
            more = run.ask(_("what was it?"))
        return rules.lose(current().workspace, one, said, note=more, at=moment(at))

    _write(deal, lost, json=json, once=once, dry_run=dry_run)


def reopen(
    deal: Deal,
    stage: Annotated[
        str | None, Argument(metavar="STAGE", help=N_("Where it goes on; without it, where it was"))
    ] = None,
    at: At = None,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """A closed opportunity goes on.

    Example:
      crm opp reopen D8
    """
    _write(
        deal,
        lambda one: rules.reopen(current().workspace, one, stage, at=moment(at)),
        json=json,
        once=once,
        dry_run=dry_run,
    )


def tick(
    deal: Deal,
    wanted: Annotated[
        list[str] | None, Argument(metavar="ITEM", help=N_("What is done; without it, what there is to do"))
    ] = None,
    off: Annotated[bool, Option("--off", help=N_("It is not done after all"))] = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Tick items of the checklist that a stage asks for before the opportunity goes on.

    Example:
      crm opp tick D8 "contract signed"
    """
    if not wanted:
        for one in _chosen(deal):
            _show_checklist(one, json)
        return

    def done() -> Answer:
        ticked = [rules.tick(current().workspace, one, wanted, off=off) for one in _chosen(deal)]
        left = [_left(one) for one in ticked]
        if len(ticked) == 1:
            return Answer(left[0], ticked, hint=_(UNDO))
        return Answer(many("opp", ticked), ticked, shortened(left), _(UNDO), wrote=bool(ticked))

    write(done, json=json, once=once, dry_run=dry_run, nouns=["opp"])


def _with(one: Opportunity, ticked: Sequence[str] | None) -> Opportunity:
    """The deal with that ticked of its checklist."""
    return rules.tick(current().workspace, one, ticked) if ticked else one


def _left(one: Opportunity) -> str:
    """What is still open on the checklist of a deal."""
    left = rules.open_items(current().workspace, one)
    said = _("{left} still open").format(left=listed(left)) if left else _("nothing left on the checklist")
    return _("{label}: {said}").format(label=called(one), said=said)


def _show_checklist(one: Opportunity, json: bool) -> None:
    from crm_cli.render.listing import Column, Listing  # only to show it

    known = items(current().workspace.by_id(Stage, one.stage).checklist) if one.stage else []
    done = items(one.checked)
    columns = [Column("item", N_("Exit checklist")), Column("done", N_("Done"), "flag")]
    rows = [(item, item in done if json else int(item in done)) for item in known]
    current().renderer.listing(Listing(columns, rows), "json" if json else "table")


def _write(
    deal: str, rule: Callable[[Opportunity], Opportunity], *, json: bool, once: str | None, dry_run: bool, wrote: bool = True
) -> None:  # fmt: skip
    """``wrote``: the history learns something even where the deal stays in its stage."""

    def work() -> Answer:
        every = _chosen(deal)
        after = [rule(one) for one in every]
        moves = [said_move(*pair) for pair in zip(every, after, strict=True)]
        written = wrote or any(old.stage != new.stage for old, new in zip(every, after, strict=True))
        if len(after) == 1:
            return Answer(moves[0], after, handed_lines(), _hint(after[0]), written)
        return Answer(many("opp", after), after, shortened([*moves, *handed_lines()]), _(UNDO), written)

    write(work, json=json, once=once, dry_run=dry_run, nouns=["opp"])


def _hint(after: Opportunity) -> str:
    if rules.open_items(current().workspace, after):
        return " · ".join([_("next: {command}").format(command=f"crm opp tick {after.ref}"), _(UNDO)])
    return _(UNDO)


def said_move(before: Opportunity, after: Opportunity) -> str:
    """``D8 报价 → 谈判 (60 %), 9 days in 报价``."""
    crm = current().workspace
    if before.stage == after.stage:
        return _("{deal} stays in {stage}; its history is kept").format(deal=called(after), stage=_name(after.stage))
    last = rules.last_move(crm, after)
    chance = f" ({human('percent', last.chance, currency='', language='', clock=crm.clock)})" if last else ""
    said = f"{after.ref} {_name(before.stage)} → {_name(after.stage)}{chance if after.status == 'open' else ''}"
    if last is None or last.days is None or last.left is None:
        return said
    days = ngettext(", {n} day in {stage}", ", {n} days in {stage}", last.days)
    return said + days.format(n=last.days, stage=last.left.name)


def _name(stage: str | None) -> str:
    return current().workspace.by_id(Stage, stage).name if stage else "-"


def _chosen(text: str) -> list[Opportunity]:
    """The deal that is meant, or with ``-`` those that come by stdin."""
    crm = current().workspace
    return [crm.by_id(Opportunity, choose(["opp"], ref).id) for ref in refs([text])]


def moment(text: str | None) -> str | None:
    """When it happened, as it is stored; of a day alone its first minute."""
    if text is None:
        return None
    from crm_cli.records.when import parse_time  # only where a time is typed

    crm = current().workspace
    return parse_time(text, crm.clock, crm.country, "past", crm.workdays)


def _money(one: Opportunity, text: str | None) -> int | None:
    if text is None:
        return None
    from crm_cli.records.numbers import parse_money  # only where money is typed

    crm = current().workspace
    return parse_money(text, crm.country, one.currency or crm.currency)[0]

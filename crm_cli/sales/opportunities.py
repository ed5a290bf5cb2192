"""Opportunities: opened, moved, won, lost, reopened; what a stage asks before a deal leaves it, and hands out when one comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm_cli.errors import Conflict, Invalid, NotFound, Several, Typed, of_field
from crm_cli.i18n import N_
from crm_cli.records.fold import fold
from crm_cli.records.kinds import items, packed
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.shell import as_line
from crm_cli.sales import history, pipelines
from crm_cli.workspace import Workspace

OTHER = ("other", "其他", "其它", "另外")


@dataclass(frozen=True, slots=True)
class Move:
    """The last move of a deal: from where, after how many days, to where, and the probability there in basis points."""

    left: Stage | None
    days: int | None
    entered: Stage
    chance: int


def open_deal(crm: Workspace, deal: Opportunity, stage: str | None = None, *, at: str | None = None) -> Opportunity:
    """Write a new deal in a stage of its pipeline (named as people name it), else in the first; ``at`` is when it began."""
    with crm.step(), crm.since(past(crm, at)):
        if stage is not None and deal.stage is None:
            if deal.pipeline is None:
                chosen = pipelines.choose(crm, deal.client, deal.team, deal.business)
                deal.pipeline = chosen.id if chosen else None
            deal.stage = named_stage(crm, deal, stage).id
        return _entered(crm, crm.add(deal), at)


def add(crm: Workspace, deal: Opportunity) -> Opportunity:
    """Write a new deal as it was typed: its stage is a name still."""
    stage, deal.stage = deal.stage, None
    return open_deal(crm, deal, stage)


def named_stage(crm: Workspace, deal: Opportunity, text: str) -> Stage:
    """The stage of the deal's pipeline that is meant."""
    if deal.pipeline is None:
        raise Conflict(N_("{ref} is in no pipeline"), hint="crm opp edit {ref} --pipeline NAME", ref=deal.ref)
    return pipelines.find_stage(crm, deal.pipeline, text)


def move(
    crm: Workspace, deal: Opportunity, stage: Stage | str, *,
    at: str | None = None, force: bool = False, reason: str | None = None, note: str | None = None,
) -> Opportunity:  # fmt: skip
    """Bring a deal into another stage of its pipeline; ``at`` (a stored moment) is when that really happened.

    Into a won or lost stage it is :func:`win` or :func:`lose`. ``force`` passes the exit checklist.
    """
    wanted = named_stage(crm, deal, stage) if isinstance(stage, str) else stage
    if wanted.type == "won":
        return win(crm, deal, reason=reason, at=at, force=force, stage=wanted)
    if wanted.type == "lost":
        return lose(crm, deal, reason, note=note, at=at, stage=wanted)
    moment = _moment(crm, deal, at)
    if moment is not None and history.moved_after(history.of(crm, deal), moment):
        return _insert(crm, deal, wanted, moment)
    if wanted.id == deal.stage:
        return deal
    if deal.status != "open":
        not_yet(deal, deal.status)  # what is closed goes on by being reopened, so that nobody moves it by mistake
    _check_exit(crm, deal, wanted, force)
    return _put(crm, deal, moment, stage=wanted.id)


def may_be_won(crm: Workspace, deal: Opportunity, *, force: bool = False) -> None:
    """Refuse what cannot be won, before anybody is asked why it was."""
    not_yet(deal, "won")
    _check_exit(crm, deal, _end(crm, deal, "won"), force)


def win(
    crm: Workspace, deal: Opportunity, *, reason: str | None = None, amount: int | None = None,
    at: str | None = None, force: bool = False, stage: Stage | None = None,
) -> Opportunity:  # fmt: skip
    """The deal is won, for that amount where it is said."""
    wanted = stage or _end(crm, deal, "won")
    moment = _last_moment(crm, deal, at)
    _check_exit(crm, deal, wanted, force)
    said = {name: value for name, value in (("win_reason", reason), ("amount", amount)) if value is not None}
    return _put(crm, deal, moment, stage=wanted.id, **said)


def lose(
    crm: Workspace, deal: Opportunity, reason: str | None, *,
    note: str | None = None, at: str | None = None, stage: Stage | None = None,
) -> Opportunity:  # fmt: skip
    """The deal is lost, for a reason; “other” is one only with a note."""
    if not (reason or "").strip():
        with of_field("loss_reason"):
            raise Invalid(
                N_("{ref} is lost only for a reason"), hint=N_("crm opp lose {ref} --reason price"), ref=deal.ref,
            )  # fmt: skip
    if str(reason).strip().casefold() in OTHER and not (note or "").strip():
        with of_field("note"):
            raise Invalid(N_("“other” needs a note that says what it was"), hint=N_("--note TEXT"))
    wanted = stage or _end(crm, deal, "lost")
    moment = _last_moment(crm, deal, at)
    said: dict[str, Any] = {"loss_reason": str(reason).strip()}
    if note:
        said["note"] = f"{deal.note}\n{note}" if deal.note else note
    return _put(crm, deal, moment, stage=wanted.id, **said)


def reopen(crm: Workspace, deal: Opportunity, stage: str | None = None, *, at: str | None = None) -> Opportunity:
    """A closed deal goes on, in that stage or where it was before it closed."""
    if deal.status == "open":
        raise Conflict(N_("{ref} is open already"), hint="crm opp move {ref} STAGE", ref=deal.ref)
    moment = _last_moment(crm, deal, at)
    if stage is not None:
        wanted = named_stage(crm, deal, stage)
        if wanted.type != "open":
            raise Invalid(N_("{stage} is not an open stage"), stage=wanted.name)
        return _put(crm, deal, moment, stage=wanted.id)
    back = history.last_open(crm, deal) or deal.lost_stage or pipelines.of_type(crm, str(deal.pipeline), "open").id
    return _put(crm, deal, moment, stage=back)


def tick(crm: Workspace, deal: Opportunity, wanted: Sequence[str], *, off: bool = False) -> Opportunity:
    """Mark items of the stage's checklist as done, or as open again."""
    known = items(crm.by_id(Stage, deal.stage).checklist) if deal.stage else []
    if not known:
        raise NotFound(N_("the stage of {ref} has no checklist"), hint="crm stage edit", ref=deal.ref)
    chosen = [_item(deal, known, text) for text in wanted]
    done = items(deal.checked)
    after = [item for item in done if item not in chosen] if off else [*done, *chosen]
    return crm.change(deal, checked=packed(after))


def _item(deal: Opportunity, known: Sequence[str], text: str) -> str:
    for found in (
        [item for item in known if fold(item) == fold(text)],
        [item for item in known if fold(text) in fold(item)],
    ):
        if len(found) == 1:
            return found[0]
    raise NotFound(
        N_("“{text}” is not on the checklist of {ref}"), hint=N_("one of {known}"), text=text, ref=deal.ref,
        known=Several(known), candidates=list(known),
    )  # fmt: skip


def open_items(crm: Workspace, deal: Opportunity) -> list[str]:
    """What is still open on the checklist of the deal's stage."""
    known = items(crm.by_id(Stage, deal.stage).checklist) if deal.stage else []
    return [item for item in known if item not in items(deal.checked)]


def last_move(crm: Workspace, deal: Opportunity) -> Move | None:
    """How the deal came into the stage it is in."""
    found = history.stays(crm, deal)
    rows = history.of(crm, deal)
    if not rows or deal.stage is None:
        return None
    now = crm.by_id(Stage, deal.stage)
    left = found[-2] if len(found) > 1 else None
    if left is None and (earlier := [row for row in rows if row.stage != deal.stage]):
        return Move(crm.by_id(Stage, earlier[-1].stage), 0, now, rows[-1].probability or 0)
    return Move(
        crm.by_id(Stage, left.stage) if left else None, left.days if left else None, now, rows[-1].probability or 0
    )


def past(crm: Workspace, at: str | None) -> str | None:
    """A moment that has come already."""
    if at is not None and at > crm.clock.stamp():
        raise Invalid(N_("{at} is still to come"), at=crm.clock.local(at).strftime("%Y-%m-%d %H:%M"))
    return at


def not_yet(deal: Opportunity, status: str) -> None:
    """Refuse what is won or lost already."""
    if deal.status == status:
        known = {"won": N_("{ref} is won already"), "lost": N_("{ref} is lost already")}
        raise Conflict(known[status], hint="crm opp reopen {ref}", ref=deal.ref)


def _end(crm: Workspace, deal: Opportunity, status: str) -> Stage:
    not_yet(deal, status)
    if deal.pipeline is None:
        raise Conflict(N_("{ref} is in no pipeline"), hint="crm opp edit {ref} --pipeline NAME", ref=deal.ref)
    return pipelines.of_type(crm, deal.pipeline, status)


def _moment(crm: Workspace, deal: Opportunity, at: str | None) -> str | None:
    """When it happened: not in the future, and not before the deal began."""
    moment = past(crm, at)
    if moment is not None and deal.began and moment < history.midnight(crm.clock, deal.began):
        raise Conflict(
            N_("{ref} began on {day}; it can't have moved before"), hint="crm opp edit {ref} --began DATE",
            ref=deal.ref, day=deal.began,
        )  # fmt: skip
    return moment


def _last_moment(crm: Workspace, deal: Opportunity, at: str | None) -> str | None:
    """When it ended or went on again: no move can be later."""
    moment = _moment(crm, deal, at)
    if moment is not None and history.moved_after(history.of(crm, deal), moment):
        raise Conflict(N_("{ref} moved after that day"), hint="crm opp show {ref}", ref=deal.ref)
    return moment


def _check_exit(crm: Workspace, deal: Opportunity, wanted: Stage, force: bool) -> None:
    """A deal that goes forward leaves nothing open on the checklist."""
    if force or deal.status != "open" or deal.stage is None:
        return
    here = crm.by_id(Stage, deal.stage)
    left = open_items(crm, deal)
    if not left or (wanted.type == "open" and wanted.position <= here.position):
        return
    won, moved = (
        N_("{ref} can't be won yet: {items} is open on its checklist"),
        N_("{ref} can't move on yet: {items} is open on its checklist"),
    )
    raise Conflict(
        won if wanted.type == "won" else moved, hint=N_("crm opp tick {ref} {typed}, or --force"),
        ref=deal.ref, items=Several(left), typed=Typed(as_line(left)), candidates=left,
    )  # fmt: skip


def _put(crm: Workspace, deal: Opportunity, moment: str | None, **changed: Any) -> Opportunity:
    with crm.step(), crm.since(moment):
        after = crm.change(deal, **changed)
        return _entered(crm, after, moment) if after.stage != deal.stage else after


def _entered(crm: Workspace, deal: Opportunity, at: str | None) -> Opportunity:
    """The deal came into its stage, which hands out what is to be done there."""
    if not crm.is_empty("stagetask"):
        from crm_cli.sales import stagetasks  # only where stages hand out any

        stagetasks.hand_out(crm, deal, at)
    return deal


def _insert(crm: Workspace, deal: Opportunity, stage: Stage, moment: str) -> Opportunity:
    """A move that came before others: only the history learns of it."""
    changed = {"stage": stage.id, "pipeline": stage.pipeline, **history.outlook(deal, stage)}
    with crm.step():
        history.insert(crm, history.of(crm, deal), moment, changed)
    return deal

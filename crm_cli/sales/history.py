"""Stage history: a snapshot for every change that a day's pipeline depends on, each with the time it held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from crm_cli.clock import Clock
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.stage_history import OPEN_END, Snapshot
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.registry import concerns
from crm_cli.workspace import Workspace

TRACKED = ("stage", "pipeline", "value", "currency", "probability", "category", "close", "owner")
Row = dict[str, Any]
State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stay:
    """A time spent in a stage; ``left`` is None while it lasts."""

    stage: str
    entered: str
    left: str | None
    days: int


def of(crm: Workspace, deal: Opportunity) -> list[Snapshot]:
    """The snapshots of a deal in their order."""
    rows = crm.where(Snapshot, opportunity=deal.id)
    return sorted(rows, key=lambda row: (row.effective, row.until != row.effective, row.n))


def stays(crm: Workspace, deal: Opportunity) -> list[Stay]:
    """The stages a deal was in, with the whole days it spent there; what lasted no time at all is left out."""
    found: list[Stay] = []
    for row in (row for row in of(crm, deal) if row.effective < row.until):
        left = None if row.until == OPEN_END else row.until
        same = bool(found) and found[-1].stage == row.stage and found[-1].entered == row.entered
        stay = Stay(row.stage, row.entered, left, days_between(row.entered, left or crm.clock.stamp()))
        found[len(found) - same :] = [stay]
    return found


def days_between(start: str, end: str) -> int:
    """Whole days from one stored moment to another."""
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).days


def last_open(crm: Workspace, deal: Opportunity) -> str | None:
    """The last open stage it was in."""
    types = {stage.id: stage.type for stage in crm.where(Stage)}
    return next((row.stage for row in reversed(of(crm, deal)) if types[row.stage] == "open"), None)


def state(crm: Workspace, deal: Opportunity) -> State:
    """What a snapshot keeps of a deal as it is."""
    stage = crm.by_id(Stage, str(deal.stage))
    return {
        "stage": stage.id, "pipeline": stage.pipeline, "value": value_of(crm, deal), "currency": deal.currency,
        "close": deal.close, "owner": deal.owner, **outlook(deal, stage),
    }  # fmt: skip


def outlook(deal: Opportunity, stage: Stage) -> State:
    """The probability and forecast category in force in a stage: what was set by hand beats the stage's, and 0 is set."""
    if stage.type != "open":
        return {"probability": 10000 if stage.type == "won" else 0, "category": stage.category}
    own = deal.probability
    return {"probability": stage.probability if own is None else own, "category": deal.category or stage.category}


def value_of(crm: Workspace, deal: Opportunity) -> int | None:
    """The amount, or the list price times the quantity where there is none."""
    if deal.amount is not None or deal.product is None:
        return deal.amount
    price = crm.by_id(Product, deal.product).price
    return None if price is None else price * deal.quantity


@concerns(
    "stage",
    "pipeline",
    "status",
    "amount",
    "product",
    "quantity",
    "currency",
    "close",
    "owner",
    "probability",
    "category",
)
def keep(crm: Workspace, deal: Opportunity) -> None:
    """Bring the history to what the deal is, from the moment in force on; nothing when it says so already."""
    if deal.stage is None:
        return
    now = state(crm, deal)
    if not (rows := of(crm, deal)):
        _begin(crm, deal, now)
        return
    if _reaches_back(crm, deal, rows[0]):
        rows = of(crm, deal)
    for moment in (crm.effective, crm.clock.stamp()):
        changed = {name: value for name, value in now.items() if getattr(rows[-1], name) != value}
        if changed:
            insert(crm, rows, moment, changed)
            rows = of(crm, deal)


def mend(crm: Workspace, deal: Opportunity) -> None:
    """After two copies of the base wrote of a deal: each row holds until the next begins, and the last says what the deal is."""
    rows = sorted(
        crm.where(Snapshot, opportunity=deal.id), key=lambda row: (row.effective, row.until != row.effective, row.id)
    )
    if deal.stage is None or not rows:
        return
    for row, after in pairwise(rows):
        crm.change(row, until=after.effective)
    now = state(crm, deal) | {"until": OPEN_END}
    before = next((row for row in reversed(rows[:-1]) if row.effective < row.until), None)
    same = before is not None and before.stage == now["stage"]
    crm.change(rows[-1], **now, entered=before.entered if before and same else rows[-1].effective)


def _begin(crm: Workspace, deal: Opportunity, now: State) -> None:
    """The first rows: from the day it began, or from now on where that is today or not known."""
    moment = crm.effective
    today = crm.clock.local(moment).date().isoformat()
    stage = crm.by_id(Stage, str(deal.stage))
    first = [s for s in crm.where(Stage, pipeline=stage.pipeline) if s.type == "open"]
    before = min(first, key=lambda s: (s.position, s.n), default=stage)
    dated = deal.began is not None and deal.began < today
    if dated and stage.type != "open" and deal.closed and str(deal.began) < deal.closed:
        value, closed = midnight(crm.clock, str(deal.began)), midnight(crm.clock, deal.closed)
        earlier = now | {"stage": before.id, **outlook(deal, before)}
        _write(crm, deal.id, earlier, entered=value, effective=value, until=closed)
        _write(crm, deal.id, now, entered=closed, effective=closed)
        return
    day = deal.closed if stage.type != "open" and deal.closed else deal.began
    start = midnight(crm.clock, day) if day and day < today else moment
    _write(crm, deal.id, now, entered=start, effective=start)


def _write(crm: Workspace, deal: str, state: State, *, entered: str, effective: str, until: str = OPEN_END) -> None:
    crm.add(Snapshot(opportunity=deal, entered=entered, effective=effective, until=until, **state))


def _reaches_back(crm: Workspace, deal: Opportunity, first: Snapshot) -> bool:
    """Let the history begin earlier, when the deal is now said to have begun then."""
    if deal.began is None or crm.clock.local(first.effective).date().isoformat() <= deal.began:
        return False
    if crm.by_id(Stage, first.stage).type != "open":
        return False
    start = midnight(crm.clock, deal.began)
    _begin_at(crm, deal, start)
    return True


def _begin_at(crm: Workspace, deal: Opportunity, start: str) -> None:
    """The first stay and all its rows so far begin there."""
    rows = of(crm, deal)
    entered = rows[0].entered
    for row in rows:
        if row.entered == entered:
            first = {"effective": start} if row.n == rows[0].n else {}
            crm.change(row, entered=start, **first)


def insert(crm: Workspace, rows: Sequence[Snapshot], moment: str, changed: Mapping[str, Any]) -> None:
    """Let a change hold from a moment on, be it past: the row of that moment is split there, and what came later keeps
    what it changed itself and takes over the rest, until the same thing was changed again.
    """
    if moment < rows[0].effective:
        crm.change(rows[0], effective=moment, entered=moment)
        rows = [crm.by_id(Snapshot, rows[0].id), *rows[1:]]
    at = max(place for place, row in enumerate(rows) if row.effective <= moment)
    split, later = rows[at], rows[at + 1 :]
    moved = "stage" in changed
    crm.change(split, until=moment)
    taken = {name: getattr(split, name) for name in TRACKED} | dict(changed)
    entered = moment if moved else split.entered
    _write(crm, split.opportunity, taken, entered=entered, effective=moment, until=split.until)
    for place, row in enumerate(later):
        own = {name: value for name, value in changed.items() if _unchanged(later[: place + 1], split, name)}
        if own and moved and row.entered == split.entered:
            own["entered"] = moment
        if own:
            crm.change(row, **own)


def _unchanged(later: Sequence[Snapshot], split: Snapshot, name: str) -> bool:
    """Up to the last of these rows nothing else was said of that."""
    if name in ("stage", "pipeline"):
        return all(row.entered == split.entered for row in later)
    return all(getattr(row, name) == getattr(split, name) for row in later)


def moved_after(rows: Sequence[Snapshot], moment: str) -> bool:
    """A later move is known already."""
    return any(row.entered > moment for row in rows if row.effective < row.until)


def midnight(clock: Clock, day: str) -> str:
    """The first moment of a day in the user's zone."""
    return clock.utc(datetime.fromisoformat(day))


@dataclass(frozen=True, slots=True)
class Ladder:
    """The stages of a pipeline as bulk loading needs them: ids in order, and what each says."""

    pipeline: str
    stages: tuple[Stage, ...]

    def stage(self, identity: str) -> Stage:
        """The stage of that id."""
        return next(stage for stage in self.stages if stage.id == identity)

    def first_open(self) -> str:
        """The stage a deal starts in."""
        return next((stage.id for stage in self.stages if stage.type == "open"), self.stages[0].id)


def imported(
    ladder: Ladder, clock: Clock, *, final: str, began: str | None = None, closed: str | None = None,
    stages: Mapping[str, str | None] | None = None, earlier: str | None = None, value: int | None = None, closed_value: int | None = None,
    currency: str | None = None, close: str | None = None, owner: str | None = None, probability: int | None = None, category: str | None = None,
) -> list[Row]:  # fmt: skip
    """The history of a deal as a file tells it, as rows to load; days are local, none of them known gives no rows.

    ``final`` is the stage it is in, ``stages`` the day it came into each, ``earlier`` where it was from ``began`` to ``closed``
    (the first open stage when not said). ``value`` holds until it closed, ``closed_value`` from then on, so that what a deal
    came to is not known before it did.
    """
    over = ladder.stage(final).type != "open"
    entries = _entries(ladder, final, began, closed if over else None, stages or {}, earlier)
    rows: list[Row] = []
    for place, (day, identity) in enumerate(entries):
        stage, start = ladder.stage(identity), midnight(clock, day)
        last = place == len(entries) - 1
        own = last and not over
        hand = probability if own and probability is not None else stage.probability
        rows.append({
            "pipeline": ladder.pipeline, "stage": identity, "entered": start, "effective": start,
            "until": OPEN_END if last else midnight(clock, entries[place + 1][0]),
            "value": closed_value if last and over and closed_value is not None else value, "currency": currency,
            "probability": {"won": 10000, "lost": 0}.get(stage.type, hand),
            "category": (category if own else None) or stage.category, "close": close, "owner": owner,
        })  # fmt: skip
    return rows


def _entries(
    ladder: Ladder, final: str, began: str | None, closed: str | None, stages: Mapping[str, str | None], earlier: str | None
) -> list[tuple[str, str]]:  # fmt: skip
    """The day and stage of each entry, in order; what came after the close was not."""
    order = {stage.id: place for place, stage in enumerate(ladder.stages)}
    found = [(day, identity) for identity, day in stages.items() if day and identity in order]
    found = [(day, identity) for day, identity in found if identity != final or closed is None]
    if closed:
        found = [(min(day, closed), identity) for day, identity in found]
    found.sort(key=lambda entry: (entry[0], order[entry[1]]))
    over = ladder.stage(final).type != "open"
    if began and (not found or began < found[0][0]):
        first = earlier or (ladder.first_open() if over or found else final)
        found[: bool(found) and found[0][1] == first] = [(min(began, closed or began), first)]
    last = closed or (found[-1][0] if found else None)
    if last and (not found or found[-1][1] != final):
        found.append((last, final))
    return found

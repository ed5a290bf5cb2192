"""Does what a plan says, in one step, where what it touches is still as it was planned; else nothing, and says what differs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from crm_cli.errors import Conflict, Invalid
from crm_cli.exchange import importing, presetting, several
from crm_cli.exchange.batches import SIZE, Batch
from crm_cli.exchange.deciding import Counts, Decided, Update
from crm_cli.exchange.foreseeing import Row
from crm_cli.exchange.plans import AGAIN, PRESET, SEVERAL, Head, Planned
from crm_cli.exchange.reading import Row as Line
from crm_cli.exchange.references import STUBS, Stub
from crm_cli.exchange.standing import Standing
from crm_cli.i18n import N_
from crm_cli.people import merging
from crm_cli.records.nouns.attributes import Attribute
from crm_cli.records.registry import load, visible
from crm_cli.workspace import Mark, Workspace

DOES = {"create", "update", "name", "remove"}


@dataclass
class Applied:
    """What was done: the step, and how many records it made, changed, removed and merged into others; ``earlier`` says that this was done before.

    ``several`` counts by noun what was changed, or of a preset added, where the plan may be of several.
    """

    step: int
    counts: Counts = field(default_factory=Counts)
    removed: int = 0
    merged: int = 0
    earlier: bool = False
    several: Mapping[str, int] = field(default_factory=dict)


def apply(
    crm: Workspace, plan: Planned, progress: Callable[[int], None] | None = None, changing: Callable[[int, int], None] | None = None,
    *, dry_run: bool = False,
) -> Applied:  # fmt: skip
    """Do it once; what has changed since refuses the whole. A dry run does it and takes it back."""
    head = plan.head
    key = f"plan {head.id}"
    if earlier := crm.once(key):
        if earlier.undone:
            raise Conflict(
                N_("this plan was applied by step {step}, which step {by} took back"), hint=N_("crm redo, or make the plan anew with --plan"),
                step=earlier.step, by=earlier.undone,
            )  # fmt: skip
        return Applied(earlier.step, earlier=True)
    _check_base(crm, head)
    found: list[Applied] = []
    try:
        with crm.step(kind="import" if head.do == "import" else "do", once=key) as step:
            if head.do == "merge":
                found.append(Applied(step, merged=_merged(crm, plan)))
            elif head.do == PRESET:
                found.append(Applied(step, several=presetting.lay(crm, plan)))
            elif head.do in SEVERAL:
                found.append(Applied(step, several=several.change(crm, plan)))
            else:
                found.append(Applied(step, *_done(crm, plan, progress or (lambda _rows: None), changing)))
            if dry_run or not any(plan.rows()):  # a step that wrote nothing would be what the next undo takes back
                raise _RehearsedError
    except _RehearsedError:
        pass
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _no_plan() from None
    finally:
        crm.forget_fields()
    return found[0]


def _no_plan() -> Invalid:
    """Its sum is right, and yet it is not what we write."""
    return Invalid(N_("this is no plan"), hint=AGAIN)


class _RehearsedError(Exception):
    """What was done is not to be kept; the step is rolled back."""


def _check_base(crm: Workspace, head: Head) -> None:
    then = Mark(head.base, head.step, head.step_id)
    if then.base != crm.mark().base:
        raise Invalid(N_("this plan was made for another base"), hint="crm --db FILE apply PLAN")
    if not crm.came_by(then):
        raise Invalid(N_("this plan was made for a later state of this base than it has: was it restored?"), hint=AGAIN)
    if head.noun not in visible():
        raise _no_plan()


def _done(
    crm: Workspace, plan: Planned, progress: Callable[[int], None], changing: Callable[[int, int], None] | None
) -> tuple[Counts, int]:
    check = Standing(crm, plan.head)
    replay = Replay(crm, plan, check, progress)
    importing.write(crm, replay, changing)
    check.removals(replay.removals)
    check.finish()
    cls, meant = load(plan.head.noun), {str(row["id"]) for row in replay.removals}
    for row in replay.removals:
        if not row.get("with") and (found := crm.where(cls, id=row["id"])):  # one may have gone with another
            crm.remove(found[0], meant)
    return replay.counts, len(replay.removals)


def _merged(crm: Workspace, plan: Planned) -> int:
    """Records that become one, each as it was planned; how many are gone by it."""
    check, rows = Standing(crm, plan.head), list(plan.rows())
    check.merges(rows)
    check.finish()
    merges = []
    for row in rows:
        cls = load(row["noun"])
        survivor, *others = (crm.by_id(cls, one["id"]) for one in (row, *row["others"]))
        merges.append(
            merging.Merge(survivor, tuple(others), {name: new for name, (_old, new) in _changes(row).items()})
        )
    merging.merge(crm, merges)
    return sum(len(one.others) for one in merges)


class Replay:
    """A plan as an import is written: batches of what is new and what changes, each checked against the base as it now is."""

    def __init__(self, crm: Workspace, plan: Planned, check: Standing, progress: Callable[[int], None]) -> None:
        self.crm, self.plan, self.check, self.progress = crm, plan, check, progress
        self.noun, self.source = plan.head.noun, plan.head.source
        self.counts = Counts()
        self.removals: list[Row] = []
        self._stubs: list[Stub] = []
        self._companions: list[Update] = []
        self._make_fields()

    def _make_fields(self) -> None:
        """The new fields stand first, since the rows are told by them."""
        made = False
        for row in self.plan.rows():
            if row.get("noun") != "field" or row["do"] != "create":
                break
            self.crm.add(Attribute(id=row["id"], **row["values"]))
            made = True
        if made:
            self.crm.forget_fields()

    @property
    def names(self) -> list[str]:
        """The columns of new records; a plan can name none but fields."""
        names = list(self.plan.head.columns) or ["id", "extra"]
        if not (names[0], names[-1]) == ("id", "extra") or not set(names[1:-1]) <= self.crm.fields(self.noun).keys():
            raise _no_plan()
        return names

    def stubs(self) -> list[Stub]:
        return self._stubs

    def companions(self) -> Sequence[Update]:
        return self._companions

    def decided(self) -> Iterator[Decided]:
        rows = self.plan.rows()
        while chunk := list(islice(rows, SIZE)):
            if not {row["do"] for row in chunk} <= DOES:
                raise _no_plan()
            own = [row for row in chunk if "noun" not in row and row["do"] != "remove"]
            if len(own) < len(chunk):
                self._put_by(chunk)
            yield self._batch(own)
            self.progress(len(chunk))
        self.check.stubs(self._stubs)

    def _put_by(self, rows: Sequence[Row]) -> None:
        """What is not of the noun itself, or goes."""
        self.removals += [row for row in rows if row["do"] == "remove"]
        others = [row for row in rows if row["do"] != "remove" and row.get("noun", "field") != "field"]
        if not {row["noun"] for row in others} <= {*STUBS, "contact"}:
            raise _no_plan()
        self._stubs += [Stub(row["noun"], row["id"], row["values"]) for row in others if row["do"] == "create"]
        changed = self.check.updates("contact", [row for row in others if row["do"] == "update"])
        self._companions += [Update(row["line"], row["id"], _changes(row)) for row in changed]

    def _batch(self, rows: Sequence[Row]) -> Decided:
        new = self.check.new([row for row in rows if row["do"] == "create"])
        batch = Batch([Line(row.get("line", 0), ()) for row in new], 0)
        names = dict.fromkeys(name for row in new for name in row["values"])
        batch.columns = {name: [row["values"].get(name) for row in new] for name in names}
        batch.externals = [row.get("external", "") for row in new]
        batch.beside = {place: row["history"] for place, row in enumerate(new) if "history" in row}
        changed = self.check.updates(self.noun, [row for row in rows if row["do"] == "update"])
        updates = [Update(row.get("line", 0), row["id"], _changes(row)) for row in changed]
        self.counts.created += len(new)
        self.counts.updated += len(updates)
        named = self.check.named([row for row in rows if row["do"] == "name"])
        return Decided(batch, list(range(len(new))), [row["id"] for row in new], updates, named)


def _changes(row: Row) -> dict[str, tuple[Any, Any]]:
    return {name: (pair["from"], pair["to"]) for name, pair in row["changes"].items()}

"""``crm apply``: does what a plan says, where nothing it touches has changed since."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.answering import confirm
from crm_cli.commands.declaring import Argument
from crm_cli.commands.drafting import reads
from crm_cli.commands.options import DryRun, Json, Quiet, Yes
from crm_cli.commands.progress import progress
from crm_cli.commands.writing import shortened
from crm_cli.context import current
from crm_cli.errors import Candidate, Conflict, CrmError, NotFound
from crm_cli.exchange import applying, plans, reading
from crm_cli.exchange.applying import Applied
from crm_cli.exchange.standing import Differs, MovedError
from crm_cli.i18n import N_, _
from crm_cli.render.data import json_text
from crm_cli.telling.words import counted, listed

SEVERAL = {plans.POOL: N_("{what} went to the pool"), plans.PRESET: N_("{what} added")}


def apply(
    file: Annotated[str, Argument(metavar="PLAN", help=N_("A file that --plan wrote; - is stdin"))],
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Do what a plan says, all of it in one step, and only if what it touches is still as it was planned.

    Else nothing is written, and what differs is named: the exit code is 3 where records have gone, 4 where fields have changed,
    or where records have come that an import would add again or a removal would take along, or where one is not due for the pool
    any more. What came since to records that are merged moves along with them. A plan is applied once.

    Example:
      crm import client clients.csv --plan plan.json
      crm apply plan.json
    """
    run = current()
    opened = reading.kept(run.stdin.buffer) if file == "-" else reading.opened(Path(file))
    plan = plans.read(opened)
    counts = plan.head.counts
    if counts.get("removed"):
        confirm(_("remove {what}?").format(what=counts["removed"]), counts["removed"], yes or dry_run)
    if counts.get("merged"):
        confirm(_("merge {what}?").format(what=counts["merged"]), counts["merged"], yes or dry_run)
    try:
        with progress(run, sum(counts.get(name, 0) for name in ("created", "updated", "removed"))) as more:
            applied = applying.apply(run.workspace, plan, more.rows, more.changes, dry_run=dry_run)
    except MovedError as moved:
        raise _refused(moved) from None
    if json:
        run.renderer.data(json_text(_told(file, plan.head, applied, dry_run)))
    run.renderer.say("\n".join(_said(plan, applied, dry_run)))


def _said(plan: plans.Planned, applied: Applied, dry_run: bool) -> Iterator[str]:
    head = plan.head
    if applied.earlier:
        yield _("applied before, by step {step}; nothing was done").format(step=applied.step)
        return
    counts = applied.counts
    parts = [
        (N_("{what} added"), counts.created),
        (N_("{what} changed"), counts.updated),
        (N_("{what} removed"), applied.removed),
        (N_("{what} merged into others"), applied.merged),
    ]
    own = parts[:2]
    done = [_(text).format(what=counted(head.noun, n) if (text, n) in own else n) for text, n in parts if n]
    if applied.several:
        text = SEVERAL.get(head.do, N_("{what} changed"))
        done = [_(text).format(what=listed(counted(noun, n) for noun, n in applied.several.items()))]
    said = _("plan of {by}, {at}: {what}").format(
        by=head.by or "–", at=_moment(head.made), what=", ".join(done) or _("nothing")
    )
    yield _("dry run, nothing was written: {said}").format(said=said) if dry_run else said
    if head.do == "merge":
        yield from ("  " + line for line in shortened([_merge(row) for row in plan.rows()]))
    if done and not dry_run:
        yield _("undo: crm undo")


def _merge(row: Mapping[str, Any]) -> str:
    """``C1 科锐配电  ← C2 科锐``."""
    names = [f"{one['ref']} {one['name']}" for one in (row, *row["others"])]
    return f"{names[0]}  ← {listed(names[1:])}"


def _moment(stamp: str) -> str:
    return f"{current().clock.local(stamp):%Y-%m-%d %H:%M}"


def _told(file: str, head: plans.Head, applied: Applied, dry_run: bool) -> dict[str, object]:
    several = sum(applied.several.values())
    new = several if head.do == plans.PRESET else 0
    told: dict[str, object] = {
        "plan": file, "step": None if dry_run else applied.step, "created": applied.counts.created + new, "updated": applied.counts.updated + several - new,
        "removed": applied.removed, "merged": applied.merged, "applied_before": applied.earlier,
    }  # fmt: skip
    return told | ({"dry_run": True} if dry_run else {})


def _refused(moved: MovedError) -> CrmError:
    """What differs, each in a line: which record, which line of the file, which field."""
    error: type[CrmError] = NotFound if moved.gone else Conflict
    return error(
        N_("the base has changed since the plan was made: {count}; nothing was written"), hint=plans.AGAIN, count=moved.count,
        candidates=[_line(one) for one in moved.differs],
    )  # fmt: skip


def _line(one: Differs) -> Candidate:
    field = current().workspace.fields(one.noun).get(one.field)
    label = _(field.label) if field else one.field
    before, after = (
        reads(field, value, None) if field and value is not None else "–" for value in (one.planned, one.now)
    )
    said = _(one.why).format(label=label, before=before, after=after, ref=one.by)
    where = _("line {line}").format(line=one.line) if one.line else ""
    what = f"{one.ref} ({where})" if one.ref and where else one.ref or where
    return Candidate(
        f"{what}  {said}", ref=one.ref or None, line=one.line or None, field=one.field or None,
        why=one.why.format(label=one.field, before=one.planned, after=one.now, ref=one.by),
    )  # fmt: skip

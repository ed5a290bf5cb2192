"""``undo``, ``redo`` and ``steps``: what was done, told in human words, and taken back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.commands.answering import ASKED_ABOVE, confirm, refs_line, write_json
from crm_cli.commands.options import Format, Json, Limit, Once, Output, Quiet, Yes
from crm_cli.commands.words import COUNTED, DONE, counted, label_of, listed
from crm_cli.context import current
from crm_cli.errors import Invalid, Partial
from crm_cli.i18n import N_, _
from crm_cli.records.registry import CODES, load
from crm_cli.render.listing import Column, Listing

KINDS = {"do": N_("change"), "import": N_("imported"), "undo": N_("undo"), "redo": N_("redo")}
NAMED = 50
Number = Annotated[
    int | None, typer.Argument(metavar="STEP", help=N_("The number of a step, see crm steps; else my last"))
]


def undo(
    number: Number = None,
    yes: Yes = False,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> int:
    """Take back my last step, or one by its number. What somebody changed since is left as it is, and named.

    Example:
      crm undo
      crm undo 42
    """
    crm = current().workspace
    if _earlier(once, json):
        return 0
    if number is not None:
        step = next((s for s in crm.steps() if s.step == number), None)
        if step and step.actor and step.actor != crm.me:
            question = _("step {step} is somebody else's: {what}; undo it?")
            confirm(question.format(step=number, what=told(step)), ASKED_ABOVE + 1, yes)
    return tell(crm.undo(number, once=once), N_("undone: {what}"), json, "crm redo")


def redo(
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> int:
    """Take my last undo back.

    Example:
      crm redo
    """
    if not _earlier(once, json):
        return tell(current().workspace.redo(once=once), N_("done again: {what}"), json, "crm undo")
    return 0


def _earlier(once: str | None, json: bool) -> bool:
    """Whether this key took something back before: then that is the answer, and nothing more is written."""
    run = current()
    step = run.workspace.once(once) if once else None
    if step is None:
        return False
    if json:
        write_json([{"step": step.target, "by": step.step, "kept": []}], many=False)
    run.renderer.say(
        _("done before, by step {step}: {refs}").format(step=step.step, refs=refs_line(touched(step.step)))
    )
    return True


def tell(undone: Any, saying: str, json: bool, back: str) -> int:
    """Say what was taken back, and what was left alone, why; 7 where it was done in part, or not at all."""
    run = current()
    saying = saying if not undone.kept or run.workspace.ops(undone.mine) else N_("nothing was left to undo of: {what}")
    kept = [{"ref": k.ref, "field": k.field, "why": k.why} for k in undone.kept]
    if json:
        write_json([{"step": undone.step.step, "by": undone.mine, "kept": kept}], many=False)
    run.renderer.say(_(saying).format(what=_with_refs(_original(undone.step))))
    for item in undone.kept:
        field = label_of(item.noun.name, item.field) if item.field else ""
        run.renderer.say("  " + _("kept: {what} – {why}").format(what=f"{item.ref} {field}".strip(), why=_(item.why)))
    run.renderer.say(_("back again: {command}").format(command=back))
    return Partial.exit if undone.kept else 0


def _original(step: Any) -> Any:
    """What an undo had taken back, and so a redo did again."""
    if step.kind != "undo":
        return step
    return next((other for other in current().workspace.steps() if other.step == step.target), step)


def told(step: Any) -> str:
    """``7 tasks added (crm task add, 09:41)``."""
    clock = current().clock
    at = clock.local(step.at)
    when = f"{at:%H:%M}" if at.date() == clock.today() else f"{at:%Y-%m-%d %H:%M}"
    what = summary(step.step) or _("nothing")
    return f"{what} ({step.command}, {when})"


def summary(number: int) -> str:
    """What a step did, counted by kind of record: ``1 client added, 2 tasks changed``."""
    parts = [
        _(DONE[kind]).format(what=counted(CODES[code].name, count))
        for code, kind, count in tally(number)
        if kind in DONE and CODES[code].name in COUNTED
    ]
    if parts:
        return listed(parts)
    others = sum(count for _code, _kind, count in tally(number))
    return _("settings or tags changed") if others else ""


def tally(number: int) -> list[Sequence[Any]]:
    """How many rows of which noun a step added, changed and removed."""
    found: list[Sequence[Any]] = current().workspace.report("step_tally", step=number)
    return found


def _with_refs(step: Any) -> str:
    refs = touched(step.step)
    return f"{told(step)} — {refs_line(refs)}" if refs else told(step)


def touched(number: int) -> list[str]:
    """The refs a step is about, when they are few enough to be named."""
    crm = current().workspace
    if sum(count for _code, _kind, count in tally(number)) > NAMED:
        return []
    found: list[str] = []
    for op in crm.ops(number):
        if not op.noun.internal:
            old, new = op.body.get("ref", (None, None))
            now = [] if old or new else [record.ref for record in crm.where(load(op.noun.name), n=op.n)]
            found += [str(ref) for ref in (old or new, *now) if ref]
    return list(dict.fromkeys(found))


def steps(
    conditions: Annotated[list[str] | None, typer.Argument(metavar="FILTER", help=N_("kind=import, or by=me"))] = None,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """What was done, step by step, the last first: what undo can take back.

    Example:
      crm steps --limit 10
    """
    crm = current().workspace
    kind, mine = _conditions(conditions or [])
    chosen = "json" if json else format or "table"
    columns = [
        Column("step", N_("Step"), "number"), Column("at", N_("When"), "time"), Column("by", N_("Who")), Column("kind", N_("Kind"), "choice", KINDS),
        Column("command", N_("Command")), Column("what", N_("What")), Column("undone", N_("Undone by"), "number"),
    ]  # fmt: skip
    found = crm.steps(mine=mine, kind=kind, limit=limit)
    total = len(crm.steps(mine=mine, kind=kind)) if limit is not None else None
    names = {user.id: user.name for user in crm.where(load("user"))} if found else {}
    rows = (_row(step, names, place < NAMED and chosen == "table") for place, step in enumerate(found))
    current().renderer.listing(Listing(columns, rows, total), chosen, Path(output) if output else None)


def _row(step: Any, names: dict[str, str], with_refs: bool) -> Sequence[Any]:
    refs = touched(step.step) if with_refs else []
    what = " — ".join(filter(None, [summary(step.step), refs_line(refs)]))
    return (step.step, step.at, names.get(step.actor), step.kind, step.command, what, step.undone)


def _conditions(words: Sequence[str]) -> tuple[str | None, bool]:
    """The kind that is wanted, and whether only mine."""
    kind, mine = None, False
    for word in words:
        name, _equals, value = word.translate(str.maketrans("＝", "=")).partition("=")
        if name in ("kind", "种类") and (found := _kind(value)):
            kind = found
        elif name in ("by", "who", "谁") and value in ("me", "我"):
            mine = True
        else:
            raise Invalid(N_("“{text}” is no condition on steps"), hint="kind=import, by=me", text=word)
    return kind, mine


def _kind(text: str) -> str | None:
    from crm_cli.records.kinds import chosen  # only where a kind is named

    return chosen(text, KINDS)

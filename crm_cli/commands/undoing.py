"""``undo``, ``redo`` and ``steps``: what was done, told in human words, and taken back."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.answering import ASKED_ABOVE, confirm, write_json
from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import DryRun, Format, Json, Limit, Once, Output, Quiet, Yes, chosen_format
from crm_cli.context import current
from crm_cli.errors import Invalid, Partial
from crm_cli.i18n import N_, _
from crm_cli.records.registry import load
from crm_cli.render.listing import Column, Listing
from crm_cli.telling.deeds import NAMED, counts, in_words, summary, touched, with_refs
from crm_cli.telling.words import COUNTED, label_of, listed, refs_line

KINDS = {"do": N_("change"), "import": N_("imported"), "undo": N_("undo"), "redo": N_("redo"), "export": N_("export")}
LINES = 20
Number = Annotated[int | None, Argument(metavar="STEP", help=N_("The number of a step, see crm steps; else my last"))]

WasUndone = Annotated[
    int | None, Argument(metavar="STEP", help=N_("A step that was undone, see crm steps; else my last"))
]


def undo(
    number: Number = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> int:
    """Take back my last step, or one by its number. What somebody changed since is left as it is, and named.

    A step by its number is asked for, or needs --yes, where it is not mine or changed more than three records.

    The exit code is 7 where something was kept, or could not be taken back since something later needs it.

    Example:
      crm undo
      crm steps kind=import
      crm undo 42 --dry-run
    """
    crm = current().workspace
    if _earlier(once, json):
        return 0
    if number is not None and not dry_run:
        _ask(number, yes, "crm undo {number} --yes", N_("{step}: {what}; undo it?"))
    return tell(crm.undo(number, once=once, dry_run=dry_run), N_("undone: {what}"), json, "crm redo", dry_run)


def _ask(number: int, yes: bool, hint: str, question: str) -> None:
    """A step that is not mine, or changed many records, is not taken back unasked: its number may be a slip."""
    crm = current().workspace
    step = next(iter(crm.steps(number=number)), None)
    if yes or step is None or (why := _caution(step)) is None:
        return
    whose = _(why).format(number=number)
    what = with_refs(_original(step))
    if not current().interactive:
        raise Invalid(N_("{whose}: {what}"), hint=hint, number=number, whose=whose, what=what)
    confirm(_(question).format(step=whose, what=what), ASKED_ABOVE + 1, yes)


def _caution(step: Any) -> str | None:
    """Why somebody is asked before a step is taken back."""
    if not step.actor:
        return N_("step {number} is nobody's")
    if step.actor != current().workspace.me:
        return N_("step {number} is somebody else's")
    many = sum(count for noun, _kind, count in counts(_original(step).step) if noun.name in COUNTED)
    return N_("step {number} changed many records") if many > ASKED_ABOVE else None


def redo(
    number: WasUndone = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> int:
    """Take my last undo back, or the one that took a step back.

    Example:
      crm redo
      crm redo 42 --dry-run
    """
    crm = current().workspace
    if _earlier(once, json):
        return 0
    if number is not None and not dry_run:
        _ask(crm.undo_of(number).step, yes, "crm redo {number} --yes", N_("{step}: {what}; do it again?"))
    return tell(crm.redo(number, once=once, dry_run=dry_run), N_("done again: {what}"), json, "crm undo", dry_run)


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


def tell(undone: Any, saying: str, json: bool, back: str, dry_run: bool) -> int:
    """Say what was taken back, and what was left alone, why; 7 where it was done in part, or not at all."""
    run = current()
    saying = saying if not undone.kept or undone.tally else N_("nothing was left to undo of: {what}")
    said = _(saying).format(what=with_refs(_original(undone.step)))
    if json:
        write_json([_as_object(undone, dry_run)], many=False)
    run.renderer.say(_("dry run, nothing was written: {said}").format(said=said) if dry_run else said)
    if undone.kept or dry_run:
        what = in_words(undone.tally) or ("" if dry_run else in_words(counts(undone.mine)))
        run.renderer.say("  " + _("reversed: {what}").format(what=what or _("nothing")))
    for line in _left(undone.kept):
        run.renderer.say("  " + line)
    for ref in _gone_out(undone):
        run.renderer.say("  " + _("{ref} may be with the client already; that is not called back").format(ref=ref))
    if not dry_run:
        run.renderer.say(_("back again: {command}").format(command=back))
    return Partial.exit if undone.kept else 0


def _gone_out(undone: Any) -> Iterator[str]:
    """The quotes that were sent in what is taken back: they are drafts again, and the client has them."""
    if undone.step.kind != "do" or not any(noun.name == "quote" for noun, _kind, _count in undone.tally):
        return
    crm = current().workspace
    for op in crm.ops(undone.step.step):
        if op.noun.name == "quote" and op.kind == "U" and op.body.get("sent", (None, None))[1]:
            yield str(crm.ref_of("quote", op.n))


def _as_object(undone: Any, dry_run: bool) -> dict[str, Any]:
    """The same for a program: how many rows were added, changed and removed, what was kept, what failed."""
    words = {"I": "added", "U": "changed", "D": "removed"}
    done: dict[str, dict[str, int]] = {}
    for noun, kind, count in undone.tally:
        if not noun.internal:
            done.setdefault(noun.name, {})[words[kind]] = count
    kept = [{"ref": k.ref, "field": k.field, "why": k.why} for k in undone.kept if not k.failed]
    failed = [{"ref": k.ref, "why": k.why, "by": k.by} for k in undone.kept if k.failed]
    found = {
        "step": undone.step.step,
        "by": None if dry_run else undone.mine,
        "reversed": done,
        "kept": kept,
        "failed": failed,
    }
    return found | ({"dry_run": True} if dry_run else {})


def _left(kept: Sequence[Any]) -> Iterator[str]:
    """What was left alone, a line for each record: kept with the fields that were changed, or failed with what needs it."""
    lines: dict[tuple[str, str, str, bool], list[str]] = {}
    for item in kept:
        field = label_of(item.noun.name, item.field) if item.field else ""
        lines.setdefault((item.ref, item.why, item.by, item.failed), []).append(field)
    for (ref, why, by, failed), fields in list(lines.items())[:LINES]:
        what = f"{ref} {listed(filter(None, fields))}".strip()
        if not failed:
            yield _("kept: {what} – {why}").format(what=what, why=_(why))
        elif by:
            yield _("failed: {what} – {why} by {by}").format(what=what, why=_(why), by=by)
        else:
            yield _("failed: {what} – {why}").format(what=what, why=_(why))
    if len(lines) > LINES:
        yield _("and {n} more").format(n=len(lines) - LINES)


def _original(step: Any) -> Any:
    """What an undo had taken back, and so a redo did again."""
    if step.kind != "undo" or step.target is None:
        return step
    return next(iter(current().workspace.steps(number=step.target)), step)


def steps(
    conditions: Annotated[
        list[str] | None,
        Argument(metavar="FILTER", help=N_("kind=import, by=me, by=NAME, at=mtd, since=2026-11-01")),
    ] = None,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """What was done, step by step, the last first: what undo can take back.

    Example:
      crm steps --limit 10
      crm steps kind=import since=2026-11-01
    """
    crm = current().workspace
    wanted = _conditions(conditions or [])
    chosen = chosen_format(format, json, output)
    columns = [
        Column("step", N_("Step"), "number"), Column("at", N_("When"), "time"), Column("by", N_("Who")), Column("kind", N_("Kind"), "choice", KINDS),
        Column("command", N_("Command")), Column("what", N_("What")), Column("undone", N_("Undone by"), "number"),
    ]  # fmt: skip
    found = crm.steps(**wanted, limit=limit)
    total = len(crm.steps(**wanted)) if limit is not None else None
    names = {user.id: user.name for user in crm.where(load("user"))} if found else {}
    rows = (_row(step, names, place < NAMED and chosen == "table") for place, step in enumerate(found))
    current().renderer.listing(Listing(columns, rows, total), chosen, Path(output) if output else None)


def _row(step: Any, names: dict[str, str], with_refs: bool) -> Sequence[Any]:
    refs = touched(step.step) if with_refs else []
    what = " — ".join(filter(None, [summary(step.step), refs_line(refs)]))
    return (step.step, step.at, names.get(step.actor or ""), step.kind, step.command, what, step.undone)


def _conditions(words: Sequence[str]) -> dict[str, Any]:
    """Which steps are wanted: of a kind, of a person, of a time."""
    found: dict[str, Any] = {}
    for word in words:
        name, _equals, value = word.translate(str.maketrans("＝", "=")).partition("=")
        if name in ("kind", "种类") and (kind := _kind(value)):
            found["kind"] = kind
        elif name in ("by", "who", "谁") and value:
            found["by"] = _user(value)
        elif name in ("at", "when", "period", "时间", "期间") and value:
            found |= _between(value)
        elif name in ("since", "自", "从") and value:
            found |= _between(f"{value}..")
        else:
            raise Invalid(N_("“{text}” is no condition on steps"), hint="kind=import, by=me, at=本月, since=2026-11-01", text=word)  # fmt: skip
    return found


def _kind(text: str) -> str | None:
    from crm_cli.records.kinds import chosen  # only where a kind is named

    return chosen(text, KINDS)


def _user(text: str) -> str | None:
    """Whose steps are wanted; who left is known too."""
    from crm_cli.records.nouns.users import User  # only where a person is named

    crm = current().workspace
    return crm.me if text in ("me", "我") else crm.get(User, text).id


def _between(text: str) -> dict[str, str]:
    """The moments a phrase for days begins and ends with."""
    from datetime import datetime, time, timedelta  # only where a time is named

    from crm_cli.records.periods import parse_range

    crm = current().workspace
    low, high = parse_range(text, crm.clock, crm.country, crm.workdays)
    found = {}
    if low:
        found["since"] = crm.clock.utc(datetime.combine(low, time()))
    if high:
        found["until"] = crm.clock.utc(datetime.combine(high + timedelta(days=1), time()))
    return found

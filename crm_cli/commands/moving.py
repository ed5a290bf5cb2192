"""``crm export all`` and ``crm import all``: a whole base to another machine, and two copies of one base to each other."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm_cli.context import Run
from crm_cli.errors import Invalid
from crm_cli.exchange import everything
from crm_cli.exchange.everything import Done
from crm_cli.exchange.moving import ADDED, Lost
from crm_cli.exchange.parcel import Opened
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.registry import NOUNS, load
from crm_cli.render.data import Sink, json_text
from crm_cli.render.listing import Column, Listing
from crm_cli.render.output import opened_bytes
from crm_cli.telling.histories import value_told
from crm_cli.telling.words import COUNTED, DONE, counted, label_of, listed

PACKED = ".gz"
LOST = [
    Column("ref", N_("Ref")), Column("field", N_("Field")), Column("kept", N_("Stays")), Column("lost", N_("Gave way")), Column("by", N_("Who")),
    Column("at", N_("When"), "time"),
]  # fmt: skip


def take_all(run: Run, output: str | None) -> int:
    """Write the whole base to a file or a pipe; how many records went out."""
    records, steps = everything.counted(run.workspace)
    with _sink(run, output) as out:
        for piece in everything.take_out(run.workspace):
            out.write(piece + "\n")
    if output and output != "-":
        said = ngettext("{n} record and {steps} are in {file}", "{n} records and {steps} are in {file}", records)
        run.renderer.say(said.format(n=records, steps=_steps(steps), file=output))
    return records


@contextmanager
def _sink(run: Run, output: str | None) -> "Iterator[Sink]":
    """Where it goes: packed, if the file is to be called so."""
    if not output or not output.endswith(PACKED):
        with run.renderer.text(Path(output) if output else None) as out:
            yield out
        return
    import gzip  # only where a base is packed
    import io

    with (
        opened_bytes(Path(output)) as file,
        gzip.GzipFile("", "wb", 6, file, 0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as text,
    ):
        yield text


def bring_all(run: Run, source: Opened, file: str, *, json: bool, dry_run: bool, plan: bool, once: str | None) -> int:
    """Bring a whole base in, into an empty file or another copy of it; or only say what that would do."""
    if plan:
        raise Invalid(N_("a whole base has no plan that could be applied later"), hint="--dry-run")
    there = run.base.exists()
    if once and there and (step := run.workspace.once(once)):
        run.renderer.say(_("done before, by step {step}").format(step=step.step))
        return 0
    parcel = everything.opened(source)
    if dry_run and not there:
        done = everything.foreseen(parcel)
    else:
        run.create = True
        done = everything.bring_in(run.workspace, parcel, once=once, dry_run=dry_run)
    if json:
        run.renderer.data(json_text(_object(run, done, file, dry_run)))
    elif done.lost:
        run.renderer.listing(Listing(LOST, [_row(run, lost) for lost in done.lost]))
    for line in _said(done, file, dry_run):
        run.renderer.say(line)
    return 0


def _said(done: Done, file: str, dry_run: bool) -> Iterator[str]:
    if not done.steps and not done.whole:
        yield _("nothing is new in {file}: nothing was changed").format(file=file)
        return
    what = listed(_parts(done)) or _("nothing but history")
    if dry_run:
        yield _("it would be: {what}; {steps}; nothing was changed").format(what=what, steps=_steps(done.steps))
    else:
        yield _("{what}; {steps}").format(what=what, steps=_steps(done.steps))
    if done.removed:
        said = ngettext(
            "{n} record of the base that was only begun makes way",
            "{n} records of the base that was only begun make way",
            done.removed,
        )
        yield said.format(n=done.removed)
    if done.site:
        yield _("refs made here end in {letters}, such as {ref}").format(letters=done.site, ref=f"C1{done.site}")
    if done.lost:
        said = ngettext(
            "{n} value gave way to a newer one; both stay in the history",
            "{n} values gave way to newer ones; both stay in the history",
            len(done.lost),
        )
        yield said.format(n=len(done.lost))
    if not done.whole and not dry_run:
        yield _("back again: {command}").format(command="crm undo")


def _steps(count: int) -> str:
    return ngettext("{n} step of history", "{n} steps of history", count).format(n=count)


def _parts(done: Done) -> Iterator[str]:
    """``3 clients, 1 task added``: what came, was changed and went."""
    for kind, counts in done.counts.items():
        told = [counted(noun, n) for noun, n in counts.items() if noun in COUNTED]
        if told:
            yield _(DONE[kind]).format(what=listed(told))


def _object(run: Run, done: Done, file: str, dry_run: bool) -> dict[str, Any]:
    """What a program reads."""
    names = {"I": "created", "U": "updated", "D": "removed"}
    keys = [column.key for column in LOST]
    lost = [{"noun": item.noun, **dict(zip(keys, _row(run, item, machine=True), strict=True))} for item in done.lost]
    return {
        "noun": "all", "file": file, "dry_run": dry_run, **{name: done.counts.get(kind, {}) for kind, name in names.items()},
        "steps": done.steps, "changes": done.ops, "replaced": done.removed, "letters": done.site, "lost": lost,
    }  # fmt: skip


def _row(run: Run, lost: Lost, *, machine: bool = False) -> Sequence[Any]:
    """One value that gave way, beside the one that stays, and who had written it, and when."""
    crm = run.workspace
    by = next((user.name for user in crm.where(load("user"), id=lost.by)), None) if lost.by else None
    if not lost.field:
        words = ("removed", "added") if lost.lost == ADDED else ("kept", "removed")
        words = words if machine else (_(words[0]), _(words[1]))
        return (lost.ref, "" if machine else _("the record"), *words, by, lost.at)
    if NOUNS[lost.noun].internal:
        kept, gone = (_named(run, lost, value) for value in (lost.kept, lost.lost))
        return (lost.ref, lost.noun if machine else _(NOUNS[lost.noun].title), kept, gone, by, lost.at)
    record = next(iter(crm.where(load(lost.noun), id=lost.id)), None)
    field = crm.fields(lost.noun).get(lost.field)
    kept, gone = (value_told(record, field, value, machine) for value in (lost.kept, lost.lost))
    return (lost.ref, lost.field if machine else label_of(lost.noun, lost.field), kept, gone, by, lost.at)


def _named(run: Run, lost: Lost, value: Any) -> Any:
    """A setting as it is set; a record that another system numbers by its ref."""
    if lost.noun == "setting":
        return value
    found = (
        record.ref
        for noun in NOUNS.values()
        if not noun.internal
        for record in run.workspace.where(load(noun.name), id=value)
    )
    return next(found, value)

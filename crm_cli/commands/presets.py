"""``crm preset``: ways of selling ready made, what they bring, what of it this base has, and how the rest is added."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from crm_cli.agenda.presets import declared, laying
from crm_cli.agenda.presets.declared import Piece, Preset
from crm_cli.agenda.presets.laying import STATES, Standing
from crm_cli.commands.answering import confirm, earlier
from crm_cli.commands.loading import Entry, Group
from crm_cli.commands.options import DryRun, Format, Json, Once, Output, Plan, Quiet, Yes, chosen_format
from crm_cli.commands.preset_page import TITLES, Which
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import CrmError, told
from crm_cli.i18n import N_, _
from crm_cli.records.kinds import items
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.telling.words import counted, listed, value_words

LIST = (
    Column("number", N_("No."), "number"), Column("name", N_("Name")), Column("title", N_("Title")), Column("about", N_("What it is for")),
    Column("here", N_("In this base")),
)  # fmt: skip
APPLY = {"add": N_("adds it"), "leave": N_("leaves it")}
DIFFERS = (
    Column("apply", N_("Apply"), "choice", APPLY), Column("state", N_("State"), "choice", STATES), Column("noun", N_("Noun"), "choice", TITLES), Column("ref", N_("Ref")), Column("name", N_("Name")),
    Column("field", N_("Field")), Column("preset", N_("Preset")), Column("yours", N_("Yours")),
)  # fmt: skip
SHOWN = 8


def list_presets(
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """The ways of selling that come ready made, and which of them this base has.

    Example:
      crm preset list
    """
    run = current()
    crm = run.workspace if run.base.exists() else None
    chosen = chosen_format(format, json, output)
    rows = [
        [at, one.name, one.title, one.about, _here(crm is not None and laying.is_laid(crm, one.name), chosen)]
        for at, one in enumerate(declared.every(run.language), 1)
    ]
    run.renderer.listing(Listing(LIST, rows), chosen, Path(output) if output else None)


def _here(yes: bool, chosen: str) -> Any:
    return yes if chosen in MACHINE else _("laid in") if yes else None


def diff(
    name: Which,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """What this base has other than the preset: what is missing, what your team changed or took out, what it added to the preset's pipelines.

    Example:
      crm preset diff project
    """
    run = current()
    preset = laying.read(run.workspace, name)
    chosen = chosen_format(format, json, output)
    found = [one for one in laying.compare(run.workspace, preset) if one.state != "same"]
    rows = [row for one in found for row in _differs(one, chosen in MACHINE)]
    if not rows and chosen not in MACHINE:
        run.renderer.say(_("all of the preset {preset} is here as it is there").format(preset=preset.title))
        return
    run.renderer.listing(Listing(DIFFERS, rows), chosen, Path(output) if output else None)
    if any(one.state == "missing" for one in found):
        run.renderer.say(_("what is missing is added by crm preset apply {name}").format(name=preset.name))


def _differs(one: Standing, machine: bool) -> Iterator[list[Any]]:
    head = [
        "add" if one.state == "missing" else "leave",
        one.state,
        one.noun,
        one.record.ref if one.record else None,
        one.name,
    ]
    if not one.differs:
        yield [*head, None, None, None]
    for name in one.differs:
        field = current().workspace.fields(one.noun)[name]
        texts = [_told(field, value, machine) for value in ((one.values or {})[name], getattr(one.record, name))]
        yield [*head, name if machine else _(field.label), *texts]


def _told(field: Field, value: Any, machine: bool) -> Any:
    if not machine or value is None:
        return value_words(field, value) or None
    if field.kind == "percent":
        return value / 100
    return items(value) if field.kind == "choices" else value


def apply(
    name: Which,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    plan: Plan = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Add what a preset has and this base lacks: shown first, then done in one step, one undo. Twice is once.

    Nothing of yours is changed, renamed or taken out, and what your team took out of it stays out.

    Example:
      crm preset apply key-account --dry-run
      crm preset apply membership --yes
      crm preset apply project --plan plan.json
    """
    if earlier(once, json):
        return
    crm = current().workspace
    preset = laying.read(crm, name)
    found = laying.compare(crm, preset)
    missing = [one for one in found if one.state == "missing"]
    if plan:
        _plan_file(plan, preset, missing)
        return
    if missing and not (yes or dry_run):
        current().renderer.say(
            "\n".join(
                [
                    _("the preset {preset} would add:").format(preset=preset.title),
                    *("  " + one for one in _plan(missing)),
                ]
            )
        )
    confirm(_("add {what}?").format(what=_tally(missing)), len(missing), yes or dry_run)
    write(lambda: _applied(preset, found), json=json, once=once, dry_run=dry_run)
    crm.forget_fields()


def _plan_file(path: str, preset: Preset, missing: Sequence[Standing]) -> None:
    """The plan as a file, in place of the doing."""
    from crm_cli.commands.drafting import drafted  # only where a plan is wanted
    from crm_cli.exchange import plans, presetting

    with drafted(path, plans.PRESET, "pipeline") as draft:
        if draft:
            for row in presetting.rows(preset, missing):
                draft.put(row)
            draft.told = {"counts": {"created": len(missing)}, "source": preset.name}


def _applied(preset: Preset, found: Sequence[Standing]) -> Answer:
    laid = laying.apply(current().workspace, preset)
    left = [_left(piece, error) for piece, error in laid.left]
    if not laid.added:
        return Answer(_("nothing is added of the preset {preset}").format(preset=preset.title), lines=left, wrote=False)
    without = [piece for piece, _error in laid.left]
    new = [one for one in found if one.state == "missing" and one.piece not in without]
    said = _("the preset {preset} is laid in").format(preset=preset.title)
    return Answer(said, laid.added, [*_plan(new), *left, *_kept(found, preset)], _(UNDO))


def _left(piece: Piece, error: CrmError) -> str:
    """What could not be added, and why."""
    return _("left out: {noun} {name}, for here {reason}").format(
        noun=_(NOUNS[piece.noun].title), name=piece.name, reason=told(error)
    )


def _plan(missing: Sequence[Standing]) -> Iterator[str]:
    """A line for each noun: how many, and what they are called."""
    for noun in dict.fromkeys(one.noun for one in missing):
        names = [one.name for one in missing if one.noun == noun]
        more = [_("and {n} more").format(n=len(names) - SHOWN)] if len(names) > SHOWN else []
        yield _("{what}: {names}").format(what=counted(noun, len(names)), names=listed([*names[:SHOWN], *more]))


def _kept(found: Sequence[Standing], preset: Preset) -> Iterator[str]:
    if any(one.state in ("changed", "gone", "own") for one in found):
        yield _("what your team made of it stays: crm preset diff {name}").format(name=preset.name)


def _tally(missing: Sequence[Standing]) -> str:
    nouns = [one.noun for one in missing]
    return listed(counted(noun, nouns.count(noun)) for noun in dict.fromkeys(nouns))


def offered() -> list[str]:
    """The presets in a numbered list, for whoever is to choose one."""
    return [f"{at}  {one.title}: {one.about}" for at, one in enumerate(declared.every(current().language), 1)]


VERBS: dict[str, Entry] = {
    "list": Entry("crm_cli.commands.presets:list_presets", N_("The ways of selling that come ready made")),
    "show": Entry("crm_cli.commands.preset_page:show", N_("What one brings")),
    "diff": Entry("crm_cli.commands.presets:diff", N_("What this base has other than one")),
    "apply": Entry("crm_cli.commands.presets:apply", N_("Add what this base lacks of one")),
}
group = Group("preset", VERBS, N_("Presets: ways of selling ready made, with stages, tasks, fields, checks and views"))

"""``crm preset show``: what a preset brings, as a page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from crm_cli.agenda.presets import declared
from crm_cli.agenda.presets.declared import Piece, Preset
from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import Format, Json, Output, chosen_format
from crm_cli.commands.reporting import IN_ROWS
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.kinds import items
from crm_cli.records.nouns.attributes import KINDS
from crm_cli.records.nouns.opportunities import STATUSES
from crm_cli.records.registry import NOUNS
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.render.page import Section
from crm_cli.telling.words import listed

Which = Annotated[str, Argument(metavar="PRESET", help=N_("Its name, its number in the list, or how its title begins"))]
TITLES = {name: noun.title for name, noun in NOUNS.items()}
STAGES = (
    Column("stage", N_("Stage")), Column("type", N_("Type"), "choice", STATUSES), Column("probability", N_("Probability"), "percent"),
    Column("rot_days", N_("Days until it rots"), "number"), Column("checklist", N_("Exit checklist")), Column("tasks", N_("Hands out")),
    Column("playbook", N_("Playbook"), hidden=True),
)  # fmt: skip
FIELDS = (
    Column("noun", N_("Noun"), "choice", TITLES), Column("name", N_("Name")), Column("kind", N_("Kind")), Column("choices", N_("Choices")),
)  # fmt: skip
FILTERS = (Column("noun", N_("Noun"), "choice", TITLES), Column("name", N_("Name")), Column("filter", N_("Filter")))
PIECES = (Column("noun", N_("Noun"), "choice", TITLES), Column("under", N_("Part of")), Column("name", N_("Name")))


def show(
    name: Which,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """What a preset brings: its pipelines with stages, checklists and tasks, its fields, checks and views.

    Example:
      crm preset show project
    """
    run = current()
    preset = declared.read(declared.named(name), run.language)
    chosen, to = chosen_format(format, json, output), Path(output) if output else None
    if chosen in IN_ROWS:
        run.renderer.listing(Listing(PIECES, list(_rows(preset))), chosen, to)
        return
    run.renderer.page(f"{preset.title}  {preset.name}", list(_sections(preset, chosen in MACHINE)), chosen, to)


def _rows(preset: Preset) -> Iterator[list[str]]:
    called = {(piece.noun, piece.key): piece.name for piece in preset.pieces}
    for piece in preset.pieces:
        yield [piece.noun, called.get((piece.link, piece.under), ""), piece.name]


def _sections(preset: Preset, machine: bool) -> Iterator[Section]:
    yield Section(lines=[preset.about]) if not machine else Section(
        columns=[Column(name, "") for name in ("name", "title", "about")], values=[preset.name, preset.title, preset.about]
    )  # fmt: skip
    for pipeline in preset.of("pipeline"):
        stages = [one for one in preset.of("stage") if one.under == pipeline.key]
        rows = [_stage(preset, one, machine) for one in stages]
        yield Section(pipeline.name, key=pipeline.key, listing=Listing(STAGES, rows))
        if not machine:
            said = [
                _("{what}: {names}").format(what=one.name, names=one.values["playbook"])
                for one in stages
                if one.values.get("playbook")
            ]
            yield Section(N_("Playbook"), lines=[str(pipeline.values["note"]), *said])
    yield Section(
        N_("Fields of your own"), key="fields", listing=Listing(FIELDS, [_field(one) for one in preset.of("field")])
    )
    for title, noun in ((N_("Checks"), "check"), (N_("Views"), "view")):
        found = [[one.values["noun_name"], one.name, _filter(preset, one)] for one in preset.of(noun)]
        yield Section(title, key=f"{noun}s", listing=Listing(FILTERS, found))


def _stage(preset: Preset, stage: Piece, machine: bool) -> list[Any]:
    values, tasks = stage.values, [one.name for one in preset.of("stagetask") if one.under == stage.key]
    checklist = items(values.get("checklist"))
    texts = (checklist, tasks) if machine else (listed(checklist), listed(tasks))
    chance = values["probability"] // 100 if machine else values["probability"]
    return [stage.name, values.get("type", "open"), chance, values.get("rot_days"), *texts, values.get("playbook")]


def _field(one: Piece) -> list[Any]:
    label = KINDS[one.values["kind"]]
    return [one.values["noun_name"], one.name, _(label), listed(items(one.values.get("choices")))]


def _filter(preset: Preset, one: Piece) -> str:
    """Its filter with the pipelines by their names."""
    text = str(one.values["filter"])
    for pipeline in preset.of("pipeline"):
        text = text.replace(f"${pipeline.key}", f'"{pipeline.name}"' if " " in pipeline.name else pipeline.name)
    return text

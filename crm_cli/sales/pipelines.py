"""Pipelines: the preset one, the one a new deal goes into, and the stage a person means."""

from collections.abc import Sequence
from typing import NamedTuple

from crm_cli.errors import Ambiguous, Candidate, NotFound
from crm_cli.i18n import N_
from crm_cli.records import meant
from crm_cli.records.fold import fold
from crm_cli.records.kinds import chosen, packed
from crm_cli.records.nouns.opportunities import STATUSES
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.nouns.teams import Team
from crm_cli.workspace import Workspace

TYPE_WORDS = {
    **dict.fromkeys(("won", "win", "赢单", "成交", "赢", "赢得"), "won"),
    **dict.fromkeys(("lost", "lose", "输单", "丢单", "失去", "输", "丢失"), "lost"),
}


class Preset(NamedTuple):
    """A stage of the standard pipeline; the probability is in basis points."""

    names: dict[str, str]
    type: str
    probability: int
    category: str
    rot_days: int | None = None
    checklist: dict[str, list[str]] | None = None


STANDARD_NAMES = {"en": "Standard", "zh_CN": "标准销售"}
STANDARD = (
    Preset({"en": "Qualification", "zh_CN": "线索跟进"}, "open", 1000, "pipeline", 14),
    Preset({"en": "Needs", "zh_CN": "需求确认"}, "open", 3000, "pipeline", 14),
    Preset({"en": "Proposal", "zh_CN": "方案"}, "open", 5000, "best", 21),
    Preset(
        {"en": "Negotiation", "zh_CN": "谈判"}, "open", 7500, "commit", 14,
        {"en": ["contract signed"], "zh_CN": ["合同已签"]},
    ),
    Preset({"en": "Won", "zh_CN": "赢单"}, "won", 10000, "closed"),
    Preset({"en": "Lost", "zh_CN": "输单"}, "lost", 0, "omitted"),
)  # fmt: skip


def install(crm: Workspace, language: str, name: str | None = None) -> Pipeline:
    """The standard pipeline with its stages, in that language."""
    with crm.step():
        made = crm.add(Pipeline(name=name or STANDARD_NAMES[language], position=crm.count("pipeline") + 1))
        for position, preset in enumerate(STANDARD, 1):
            crm.add(
                Stage(
                    name=preset.names[language], pipeline=made.id, position=position, type=preset.type,
                    probability=preset.probability, category=preset.category, rot_days=preset.rot_days,
                    checklist=packed(preset.checklist[language]) if preset.checklist else None,
                )
            )  # fmt: skip
    return made


def choose(
    crm: Workspace, client: str | None = None, team: str | None = None, business: str | None = None
) -> Pipeline | None:
    """The first active pipeline whose rules fit client (its id), team (its id) and business type; those without rules come last."""
    active = sorted(crm.where(Pipeline, active=1), key=lambda one: (not _has_rules(one), one.position, one.n))
    fitting = (one for one in active if _fits(crm, one, client, team, business))
    return next(fitting, active[-1] if active else None)


def _has_rules(one: Pipeline) -> bool:
    return bool(one.team or one.business or one.clients)


def _fits(crm: Workspace, one: Pipeline, client: str | None, team: str | None, business: str | None) -> bool:
    if one.team and one.team not in _with_parents(crm, team):
        return False
    if one.business and fold(one.business) != fold(business or ""):
        return False
    return not one.clients or (client is not None and _matches(crm, client, one.clients))


def _with_parents(crm: Workspace, team: str | None) -> list[str]:
    """The team and those it is part of."""
    found: list[str] = []
    while team and team not in found:
        found.append(team)
        team = crm.by_id(Team, team).parent
    return found


def _matches(crm: Workspace, client: str, text: str) -> bool:
    """The client is among those that a filter finds."""
    import shlex  # only where a pipeline has a rule for clients

    query = crm.query("client", shlex.split(text))
    return crm.holds(query, client)


def stages(crm: Workspace, pipeline: str) -> list[Stage]:
    """The stages of a pipeline (its id) in their order."""
    return sorted(crm.where(Stage, pipeline=pipeline), key=lambda stage: (stage.position, stage.n))


def of_type(crm: Workspace, pipeline: str, type: str) -> Stage:  # noqa: A002 - the field's name
    """The first stage of that type."""
    found = [stage for stage in stages(crm, pipeline) if stage.type == type]
    if not found:
        raise NotFound(
            N_("the pipeline {name} has no stage of type {type}"), hint="crm stage add", name=_name(crm, pipeline), type=type,
        )  # fmt: skip
    return found[0]


def find_stage(crm: Workspace, pipeline: str, text: str) -> Stage:
    """The stage of a pipeline that a person means: its name or ref, the type (``won``, 成交), or the start or a part of the name."""
    known = stages(crm, pipeline)
    for found in (meant.by_name(known, text), _typed(known, text), meant.by_part(known, text)):
        if len(found) == 1:
            return found[0]
        if found:
            raise Ambiguous(
                N_("“{name}” can be {count} stages"), hint=N_("name one by its ref"), name=text, count=len(found),
                candidates=[
                    Candidate(f"{stage.ref}  {stage.name}", noun="stage", ref=stage.ref, name=stage.name)
                    for stage in found
                ],
            )  # fmt: skip
    raise NotFound(
        N_("{pipeline} has no stage “{name}”"), hint=N_("one of {known}"), name=text, pipeline=_name(crm, pipeline),
        known=", ".join(stage.name for stage in known),
    )  # fmt: skip


def _typed(known: Sequence[Stage], text: str) -> list[Stage]:
    wanted = TYPE_WORDS.get(text.strip().casefold()) or chosen(text, STATUSES)
    return [stage for stage in known if stage.type == wanted][:1]


def _name(crm: Workspace, pipeline: str) -> str:
    return crm.by_id(Pipeline, pipeline).name

"""What an opportunity's stage says of it: pipeline, status, the day it closed, the stage it was lost at."""

from collections.abc import Mapping
from typing import Any

from crm_cli.records.fold import fold
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.nouns.users import User
from crm_cli.records.registry import concerns
from crm_cli.sales import history, pipelines
from crm_cli.workspace import Workspace

Values = dict[str, Any]


@concerns("stage", "pipeline", "status", "closed", "lost_stage")
def complete(crm: Workspace, deal: Opportunity | None, values: Mapping[str, Any]) -> Values:
    """What goes with the values that are to be written, whoever writes them; ``deal`` is None for a new one."""
    if deal is None:
        return _opened(crm, values)
    stage = _new_stage(crm, deal, values)
    return _standing(crm, deal, stage, values) if stage is not None else {}


def mend(crm: Workspace, deal: Opportunity) -> None:
    """After two copies of the base wrote of a deal: what its stage says of it holds again."""
    if deal.stage is None:
        return
    stage = crm.by_id(Stage, deal.stage)
    wanted: Values = {"pipeline": stage.pipeline, "status": stage.type}
    if stage.type == "open":
        wanted |= {"closed": None, "win_reason": None, "loss_reason": None}
    else:
        last = history.of(crm, deal)[-1:]
        day = crm.clock.local(last[0].entered).date().isoformat() if last else None
        wanted["closed"] = deal.closed or day
        wanted |= {"loss_reason": None} if stage.type == "won" else {"win_reason": None}
    crm.change(deal, **wanted)


def _opened(crm: Workspace, values: Mapping[str, Any]) -> Values:
    """A new deal is mine, began today, and stands in the first open stage of the pipeline that fits it."""
    owner = values.get("owner") or crm.me
    found: Values = {"owner": owner, "team": values.get("team") or (crm.by_id(User, owner).team if owner else None)}
    found["currency"] = values.get("currency") or _product_currency(crm, values)
    stage = _first_stage(crm, values, found["team"])
    if stage is None:
        return found
    found["began"] = values.get("began") or values.get("closed") or _day(crm)
    return found | _standing(crm, None, stage, values)


def _product_currency(crm: Workspace, values: Mapping[str, Any]) -> str | None:
    """A deal valued at the list price is in its currency."""
    if values.get("amount") is not None or not values.get("product"):
        return None
    return crm.by_id(Product, values["product"]).currency


def _first_stage(crm: Workspace, values: Mapping[str, Any], team: str | None) -> Stage | None:
    if values.get("stage"):
        return crm.by_id(Stage, values["stage"])
    pipeline = values.get("pipeline")
    if pipeline is None:
        chosen = pipelines.choose(crm, values.get("client"), team, values.get("business"))
        pipeline = chosen.id if chosen else None
    return pipelines.of_type(crm, pipeline, values.get("status") or "open") if pipeline else None


def _new_stage(crm: Workspace, deal: Opportunity, values: Mapping[str, Any]) -> Stage | None:
    """The stage it comes into, None when it stays; in another pipeline that of the same name, else the first of the same type."""
    if values.get("stage", deal.stage) != deal.stage:
        return crm.by_id(Stage, values["stage"]) if values["stage"] else None
    pipeline = values.get("pipeline", deal.pipeline)
    if pipeline == deal.pipeline or pipeline is None:
        return None
    name = fold(crm.by_id(Stage, deal.stage).name) if deal.stage else ""
    same = [
        stage for stage in pipelines.stages(crm, pipeline) if fold(stage.name) == name and stage.type == deal.status
    ]
    return same[0] if same else pipelines.of_type(crm, pipeline, deal.status)


def _standing(crm: Workspace, deal: Opportunity | None, stage: Stage, values: Mapping[str, Any]) -> Values:
    found: Values = {"stage": stage.id, "pipeline": stage.pipeline, "status": stage.type}
    if stage.type == "open":
        return found | {"closed": None, "win_reason": None, "loss_reason": None}
    found["closed"] = values.get("closed") or _day(crm)
    if stage.type == "won":
        return found | {"loss_reason": None}
    return found | {"win_reason": None, "lost_stage": values.get("lost_stage") or _lost_at(crm, deal, stage)}


def _lost_at(crm: Workspace, deal: Opportunity | None, stage: Stage) -> str:
    """The last open stage it was in; one that came in as lost was lost at the first."""
    if deal is not None and deal.status == "open" and deal.stage:
        return deal.stage
    earlier = history.last_open(crm, deal) if deal is not None else None
    return earlier or pipelines.of_type(crm, stage.pipeline, "open").id


def _day(crm: Workspace) -> str:
    return crm.clock.local(crm.effective).date().isoformat()

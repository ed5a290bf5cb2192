"""A small firm that sells: an empty base with the standard pipeline, in memory, at a clock that can be moved."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from crm_cli.clock import Clock
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.users import User
from crm_cli.sales import pipelines
from crm_cli.store.connection import MEMORY
from crm_cli.store.store import Store
from crm_cli.workspace import Workspace

ZONE = ZoneInfo("Asia/Shanghai")


class Firm:
    """The base with its clock, and short ways to say what a test needs."""

    def __init__(self) -> None:
        self.clock = Clock(datetime.fromisoformat("2026-11-22T09:00"), ZONE)
        self.crm = Workspace(Store(MEMORY, self.clock, create=True), self.clock, "test")
        self.me = self.crm.add(User(name="王芳", role="admin"))
        self.pipeline: Pipeline = pipelines.install(self.crm, "zh_CN")

    def go(self, day: str) -> str:
        """It is nine o'clock on that day; the stored moment."""
        self.clock._fixed = self.clock._aware(datetime.fromisoformat(f"{day}T09:00"))
        return self.clock.stamp()

    def stamp(self, local: str) -> str:
        """A local moment as it is stored."""
        return self.clock.utc(datetime.fromisoformat(local))

    def deal(self, name: str = "一期改造", **values: object) -> Opportunity:
        return self.crm.add(Opportunity(name=name, **values))  # type: ignore[arg-type]

    def stage(self, name: str) -> str:
        return pipelines.find_stage(self.crm, self.pipeline.id, name).id

    def name(self, stage: str | None) -> str:
        return next((s.name for s in pipelines.stages(self.crm, self.pipeline.id) if s.id == stage), "")


@pytest.fixture
def firm() -> Firm:
    return Firm()

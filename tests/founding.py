"""A small base for tests of rules: in memory, a fixed clock, one user."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crm_cli.clock import Clock
from crm_cli.records.registry import load
from crm_cli.store.connection import MEMORY
from crm_cli.store.store import Store
from crm_cli.workspace import Workspace

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)


def founded(me: str = "王芳", country: str = "CN") -> Workspace:
    """An empty base of that country with its first user, who works in it."""
    clock = Clock(NOW, ZONE)
    crm = Workspace(Store(MEMORY, clock, create=True), clock, "test")
    crm.put_setting("country", country)
    added(crm, "user", name=me)
    return crm


def added(crm: Workspace, noun: str, **values: Any) -> Any:
    """A new record of a noun."""
    make: Any = load(noun)
    return crm.add(make(**values))

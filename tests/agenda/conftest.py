"""A small firm for the rules of the day: 王芳 and 陈明, two clients, a contact, a deal; Sunday 22 November 2026, 9:00."""

import pytest

from crm_cli.sales import pipelines
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    base = founded()
    pipelines.install(base, "zh_CN")
    added(base, "user", name="陈明", login="chen")
    base.user = "王芳"
    first = added(base, "client", name="科锐配电", phone="010 8234 5678", level="A", owner=base.me)
    added(base, "client", name="中康光缆", level="B", owner=base.me)
    added(base, "contact", name="李建国", family="李", client=first.id, phone="13801234567", title="总经理")
    added(base, "contact", name="张蕾", family="张", client=first.id)
    added(base, "opp", name="一期改造", client=first.id, close="2026-12-18")
    return base

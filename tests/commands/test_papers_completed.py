"""What is completed of quotes, orders and money: refs with their numbers, numbers, products in lines, derived statuses."""

import pytest

from tests.commands.test_completion import asked
from tests.commands.trade import trade
from tests.conftest import Begun, Runner


@pytest.fixture
def shop(crm: Runner, begun: Begun) -> Runner:
    begun(lambda: trade(crm))
    return crm


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("quote show ", {"Q3": "QT-2026-0002 备件 · 蓝海贸易", "Q2": "QT-2026-0001 一期配电 · 科锐配电", "Q1": "QT-2026-0001 一期配电 · 科锐配电"}),
        ("order deliver SO-2026", {"R1": "SO-2026-0001 一期配电 · 科锐配电"}),
        ("order plan R", {"R1": "SO-2026-0001 一期配电 · 科锐配电"}),
        ("payment reverse M", {"M1": "BOC20261122-7788 · 科锐配电"}),
        ("delivery show ", {"DN1": "DN-2026-0001 · 科锐配电"}),
        ("invoice show IN-", {"V1": "IN-2026-0001 · 科锐配电"}),
        ("membership earn ", {"MB1": "M000001 · 蓝海贸易"}),
        ("membership reverse ", {"PT1": "购买"}),
        ("contract renew HT", {"K1": "HT-2026-0001 框架合同 · 科锐配电"}),
        ("quote add C1 --from QT-2026-0002", {"Q3": "QT-2026-0002 备件 · 蓝海贸易"}),
        ("payment add C1 100 --to ", {"V1": "IN-2026-0001 · 科锐配电"}),
        ("quote add C1 --line GT", {"PR2": "GTX Plus"}),
        ("order add C1 --line 配", {"配电柜": ""}),
        ("show SO-2026", {"R1": "SO-2026-0001 一期配电 · 科锐配电"}),
        ("invoice list status=ov", {"status=overdue": "overdue"}),
    ],
)  # fmt: skip
def test_papers_are_completed_with_their_numbers(shop: Runner, line: str, found: dict[str, str]) -> None:
    assert asked(shop, *line.split(" ")) == found


def test_verbs_of_papers_are_completed_in_either_language(shop: Runner) -> None:
    assert {"send", "accept", "reject", "revise", "diff", "expire", "print"} <= set(asked(shop, "quote", ""))
    assert "发送" in set(asked(shop, "报价", "发", CRM_LANG="zh_CN")) | set(asked(shop, "报价", "", CRM_LANG="zh_CN"))

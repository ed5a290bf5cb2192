"""What became of the deals since a moment: what is told, from what to what, by whom; and what is no news."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from crm_cli.agenda import changes
from crm_cli.clock import Clock
from crm_cli.people import tasks
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.users import User
from crm_cli.sales import opportunities
from crm_cli.workspace import Workspace
from tests.founding import NOW, ZONE, added

SINCE = Clock(NOW, ZONE).utc(NOW + timedelta(hours=1))


@contextmanager
def later(crm: Workspace, days: float = 1) -> Iterator[None]:
    """Some days later, in the base too."""
    before = crm.clock
    crm.clock = crm.store.clock = Clock(before.now() + timedelta(days), ZONE)
    yield


@pytest.fixture
def deal(crm: Workspace) -> Opportunity:
    """一期改造, worth 482,000 and with a next step, before the moment that is asked for."""
    found = crm.get(Opportunity, "D1")
    crm.change(found, amount=48_200_000, owner=crm.me)
    tasks.add(crm, _task(crm, found))
    return crm.get(Opportunity, "D1")


def _task(crm: Workspace, deal: Opportunity) -> Any:
    from crm_cli.records.nouns.tasks import Task

    return Task(text="回电", opportunity=deal.id, due=crm.clock.utc(datetime(2026, 11, 25, tzinfo=ZONE)), owner=crm.me)


def told(crm: Workspace, **asked: Any) -> list[tuple[Any, ...]]:
    return [(one.kind, one.ref, one.old, one.new, one.difference) for one in changes.read(crm, SINCE, **asked)]


def test_nothing_happened(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        assert told(crm) == []


def test_a_deal_slips_from_one_date_to_another_and_shrinks(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        crm.change(deal, close="2027-01-15", amount=40_000_000)
        assert told(crm) == [
            ("slipped", "D1", "2026-12-18", "2027-01-15", 28),
            ("shrank", "D1", 48_200_000, 40_000_000, -8_200_000),
        ]


def test_there_and_back_is_no_change(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        moved = crm.change(deal, close="2027-01-15")
    with later(crm):
        crm.change(moved, close="2026-12-18")
        assert told(crm) == []


def test_what_was_undone_did_not_happen(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        crm.change(deal, close="2027-01-15")
        crm.undo()
        assert told(crm) == []


def test_it_is_told_who_did_it_and_when(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        crm.user, crm._me = "陈明", None
        crm.change(deal, close="2027-01-15")
        (found,) = changes.read(crm, SINCE)
    assert (found.by, found.owner, found.at) == ("陈明", "王芳", crm.clock.stamp())


def test_moved_won_and_lost(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        opportunities.move(crm, deal, _stage(crm, "谈判"))
        assert told(crm) == [("moved", "D1", "线索跟进", "谈判", None)]
    with later(crm):
        opportunities.lose(crm, crm.get(Opportunity, "D1"), reason="价格")
        assert told(crm) == [("lost", "D1", "线索跟进", "输单", None)]


def _stage(crm: Workspace, name: str) -> Any:
    from crm_cli.records.nouns.stages import Stage

    return crm.get(Stage, name)


def test_a_new_deal_that_is_won_at_once_is_both(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        client = crm.get(Opportunity, "D1").client
        added(
            crm,
            "opp",
            name="二期",
            client=client,
            stage=_stage(crm, "赢单").id,
            status="won",
            closed="2026-11-10",
            began="2026-10-01",
        )
        assert told(crm) == [("won", "D2", None, "赢单", None), ("created", "D2", None, "赢单", None)]


def test_a_new_deal_that_slips_and_shrinks_says_so_too(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        new = added(crm, "opp", name="二期", client=deal.client, close="2026-12-15", owner=crm.me)
    with later(crm):
        new = crm.change(new, amount=60_000_000)  # said for the first time
    with later(crm):
        crm.change(new, close="2027-01-10", amount=50_000_000)
        assert told(crm)[1:] == [
            ("slipped", "D2", "2026-12-15", "2027-01-10", 26),
            ("shrank", "D2", 60_000_000, 50_000_000, -10_000_000),
        ]
    with later(crm):
        third = added(crm, "opp", name="三期", client=deal.client, amount=60_000_000, owner=crm.me)
    with later(crm):
        crm.change(third, amount=45_000_000)
        assert ("shrank", "D3", 60_000_000, 45_000_000, -15_000_000) in told(crm)
        assert [one[1] for one in told(crm) if one[0] == "created"] == ["D2", "D3"]


def test_a_deal_that_is_removed_is_told_until_it_is_back(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        crm.remove(deal)
        (gone,) = changes.read(crm, SINCE)
        assert (gone.kind, gone.ref, gone.name, gone.client_ref, gone.value, gone.owner, gone.by) == (
            "removed", "D1", "一期改造", "C1", 48_200_000, "王芳", "王芳",
        )  # fmt: skip
        assert told(crm, users=["nobody"]) == []
        crm.undo()
        assert told(crm) == []
        crm.remove(added(crm, "opp", name="二期", client=deal.client))  # was never there for who asks since before
        assert told(crm) == []


def test_what_is_written_down_today_counts_from_today_whenever_it_was(crm: Workspace, deal: Opportunity) -> None:
    with later(crm), crm.since(Clock(NOW, ZONE).utc(NOW - timedelta(5))):
        crm.change(deal, close="2027-01-15")
        assert [one[0] for one in told(crm)] == ["slipped"]


def test_a_deal_without_its_next_step(crm: Workspace, deal: Opportunity) -> None:
    from crm_cli.records.nouns.tasks import Task

    with later(crm):
        task = crm.get(Task, "T1")
        crm.change(task, status="done", done=crm.clock.stamp())
        assert told(crm) == [("stepless", "D1", "回电", None, None)]
        tasks.add(crm, _task(crm, deal))
        assert told(crm) == []


def test_a_next_step_that_was_removed_is_missed_too(crm: Workspace, deal: Opportunity) -> None:
    from crm_cli.records.nouns.tasks import Task

    with later(crm):
        crm.remove(crm.get(Task, "T1"))
        assert told(crm) == [("stepless", "D1", "回电", None, None)]


def test_a_deal_goes_silent_when_its_stage_bears_it_no_longer(crm: Workspace, deal: Opportunity) -> None:
    bears = _stage(crm, "线索跟进").rot_days or changes.BEARS
    at = Clock(NOW, ZONE).utc(NOW - timedelta(bears - 1))
    added(crm, "activity", kind="call", at=at, client=deal.client, opportunity=deal.id, owner=crm.me)
    with later(crm, 2):
        silent = [one for one in changes.read(crm, SINCE) if one.kind == "silent"]
        assert [(one.ref, one.difference) for one in silent] == [("D1", bears + 1)]
        added(crm, "activity", kind="note", at=crm.clock.stamp(), client=deal.client, opportunity=deal.id, owner=crm.me)
        assert [one[0] for one in told(crm)] == ["silent"]  # a note is no contact
        added(crm, "activity", kind="call", at=crm.clock.stamp(), client=deal.client, opportunity=deal.id, owner=crm.me)
        assert told(crm) == []


def test_only_the_deals_of_those_who_are_asked_for(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        crm.change(deal, close="2027-01-15")
        assert told(crm, users=[crm.get(User, "陈明").id]) == []
        assert len(told(crm, users=[str(crm.me)])) == 1


def test_a_past_span_is_told_as_it_was(crm: Workspace, deal: Opportunity) -> None:
    with later(crm):
        crm.change(deal, close="2027-01-15")
    with later(crm):
        crm.change(crm.get(Opportunity, "D1"), close="2027-03-01")
        high = Clock(NOW, ZONE).utc(NOW + timedelta(1, hours=1))
        assert told(crm, high=high) == [("slipped", "D1", "2026-12-18", "2027-01-15", 28)]

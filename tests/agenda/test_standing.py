"""Where somebody stands: money against the quota, tasks, the week so far, clients, the place among the others."""

from crm_cli.agenda import capture, standing
from crm_cli.records.nouns.users import User
from crm_cli.sales import quotas
from crm_cli.workspace import Workspace
from tests.founding import added


def me(crm: Workspace) -> User:
    return crm.by_id(User, str(crm.me))


def test_tasks_and_what_was_done_this_week_are_counted(crm: Workspace) -> None:
    for due in ("2026-11-20T02:00:00Z", "2026-11-22T02:00:00Z", "2026-11-24T02:00:00Z"):
        added(crm, "task", text="x", due=due)
    added(crm, "task", text="his", due="2026-11-22T02:00:00Z", owner=crm.get(User, "陈明").id)
    capture.log(crm, "call", "C1", "this week", at="2026-11-16 10:00")
    capture.log(crm, "visit", "C1", "this week too", at="2026-11-20 10:00")
    capture.log(crm, "note", "C1", "no contact")
    capture.log(crm, "call", "C1", "last week", at="2026-11-15 23:00")
    found = standing.read(crm, me(crm))
    assert found.tasks == (3, 1, 1, 1)
    assert found.week == (3, 1, 2, 1)


def test_money_stands_against_the_quota_of_month_and_quarter(crm: Workspace) -> None:
    who = quotas.of_user(me(crm))
    quotas.put(crm, who, quotas.read_period(crm, "2026Q4"), 60_000_000)
    found = standing.read(crm, me(crm))
    assert [(one.period.label, one.quota) for one in found.money] == [("2026-11", None), ("2026Q4", 60_000_000)]


def test_clients_that_wait_are_counted_by_how_long(crm: Workspace) -> None:
    client = crm.get_any(["client"], "C1")
    crm.change(client, created="2026-11-01T00:00:00Z")
    assert standing.read(crm, me(crm)).clients[1:3] == (1, 0)
    crm.change(client, created="2026-10-01T00:00:00Z")
    assert standing.read(crm, me(crm)).clients[1:3] == (0, 1)


def test_the_place_is_among_the_reps_and_alone_there_is_none(crm: Workspace) -> None:
    other = crm.get(User, "陈明")
    mine, his = (standing.read(crm, user) for user in (me(crm), other))
    assert (mine.place, mine.of) == (his.place, his.of) == (1, 2)
    added(crm, "opp", name="二期", amount=100, status="won", closed="2026-11-20", owner=other.id)
    assert [standing.read(crm, user).place for user in (me(crm), other)] == [2, 1]
    crm.change(other, active=0)
    assert standing.read(crm, me(crm)).place is None

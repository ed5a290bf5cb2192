"""Following an exchange: who is shown, which calls are written, once, and who is to be rung back until somebody speaks to them."""

import json
from typing import Any

import pytest

from crm_cli.agenda import callers
from crm_cli.errors import Denied
from crm_cli.exchange import listening
from crm_cli.exchange.listening import Listener, Over, Rung, Wrong
from crm_cli.i18n import N_
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.tasks import Task
from crm_cli.workspace import Workspace
from tests.founding import added, founded

MOST_ASKED = 20  # questions to the base, of one pop-up: each by an index


@pytest.fixture
def crm() -> Workspace:
    base = founded()
    added(base, "user", name="李强", extension="801")
    added(base, "user", name="小周", extension="800")
    base.user = "王芳"
    owner = base.ids("user", "李强")[0]
    client = added(base, "client", name="科锐配电", phone="010 8234 5678", level="A", owner=owner)
    added(base, "contact", name="李建国", client=client.id, phone="13801234567")
    return base


def heard(crm: Workspace, *events: dict[str, Any], by: Listener | None = None) -> tuple[list[Rung], list[Over]]:
    """What the events lead to, each a line of its own."""
    listener = by or Listener(crm)
    rung, over = [], []
    for event in events:
        for found in listener.events_of(json.dumps(event).encode() + b"\n"):
            assert not isinstance(found, Wrong)
            rung += [one] if (one := listener.rung(found)) else []
            if call := listener.follow(found):
                over += listening.keep(crm, [(found, call)])
    return rung, over


def call(identity: str, number: str, **said: Any) -> list[dict[str, Any]]:
    """A call that is rung, perhaps answered, and over."""
    answered = [{"event": "answer"}] if said.get("seconds") else []
    events = [{"event": "ring"}, *answered, {"event": "hangup"}]
    return [{"id": identity, "number": number, "at": "2026-11-22T08:50:00", **said, **event} for event in events]


def open_tasks(crm: Workspace) -> list[tuple[str, str | None]]:
    return [(task.text, crm.name_of("user", task.owner or "")) for task in crm.where(Task, status="open")]


def test_a_ring_shows_who_it_is_and_whom_they_ring(crm: Workspace) -> None:
    rung, _over = heard(crm, {"id": "1", "event": "ring", "number": "+8613801234567", "extension": "801"})
    assert rung[0].caller.person is not None
    assert (rung[0].caller.person.name, crm.name_of("user", rung[0].to or "")) == ("李建国", "李强")


def test_a_ring_is_shown_once_for_each_phone_and_never_for_a_call_out(crm: Workspace) -> None:
    ring = {"id": "1", "event": "ring", "number": "13801234567"}
    twice = [ring | {"extension": "801"}, ring | {"extension": "801"}, ring | {"extension": "800"}]
    assert len(heard(crm, *twice)[0]) == 2
    assert heard(crm, ring | {"direction": "out"})[0] == []


def test_a_call_is_written_with_whom_how_long_and_by_whom(crm: Workspace) -> None:
    heard(crm, *call("1", "13801234567", extension="801", seconds=200))
    (found,) = crm.where(Activity)
    assert (found.kind, found.direction, found.outcome, found.seconds, found.minutes) == (
        "call",
        "in",
        "connected",
        200,
        4,
    )
    assert (found.at, found.phone) == ("2026-11-22T00:50:00Z", "13801234567")
    assert (crm.name_of("client", found.client or ""), crm.name_of("contact", found.contact or "")) == (
        "科锐配电",
        "李建国",
    )
    assert crm.name_of("user", found.owner or "") == "李强"


def test_the_same_events_again_write_nothing(crm: Workspace) -> None:
    for _time in range(3):
        heard(crm, *call("1", "13900000000"))
    assert len(crm.where(Activity)) == 1
    assert len(crm.where(Task)) == 1


def test_the_length_is_known_from_answer_to_end_where_it_is_not_said(crm: Workspace) -> None:
    events = [
        {"id": "1", "event": "ring", "number": "13801234567", "at": "2026-11-22T08:50:00"},
        {"id": "1", "event": "answer", "at": "2026-11-22T08:50:10"},
        {"id": "1", "event": "hangup", "at": "2026-11-22T08:53:30"},
    ]
    heard(crm, *events)
    assert crm.where(Activity)[0].seconds == 200


def test_a_call_of_which_only_the_end_is_heard_began_as_long_before(crm: Workspace) -> None:
    end = {"id": "1", "event": "hangup", "number": "13801234567", "seconds": 600, "at": "2026-11-22T08:50:00"}
    heard(crm, end)
    assert (crm.where(Activity)[0].at, crm.where(Activity)[0].outcome) == ("2026-11-22T00:40:00Z", "connected")


def test_a_clock_that_runs_ahead_makes_no_call_of_the_future(crm: Workspace) -> None:
    heard(crm, *call("1", "13801234567", at="2027-01-01T00:00:00Z"))
    assert crm.where(Activity)[0].at == crm.clock.stamp()


def test_who_was_missed_is_rung_back_by_the_owner_once(crm: Workspace) -> None:
    heard(crm, *call("1", "01082345678"), *call("2", "010-8234 5678"))
    assert open_tasks(crm) == [("ring back 科锐配电 01082345678", "李强")]


def test_a_stranger_is_rung_back_by_who_was_rung_else_by_the_reception_else_by_me(crm: Workspace) -> None:
    heard(crm, *call("1", "13900000001", extension="800"), *call("2", "13900000002"))
    crm.put_setting("call.reception", "小周")
    heard(crm, *call("3", "13900000003"))
    assert [owner for _text, owner in open_tasks(crm)] == ["小周", "王芳", "小周"]


def test_who_withholds_the_number_cannot_be_rung_back(crm: Workspace) -> None:
    heard(crm, *call("1", "anonymous"))
    assert (len(crm.where(Activity)), open_tasks(crm)) == (1, [])


@pytest.mark.parametrize("direction", ["out", "in"])
def test_speaking_to_them_closes_what_was_to_be_rung_back(crm: Workspace, direction: str) -> None:
    heard(crm, *call("1", "13900000000", at="2026-11-22T09:00"))
    heard(crm, *call("2", "+86 139 0000 0000", direction=direction, seconds=30, at="2026-11-22T09:00"))
    assert open_tasks(crm) == []
    (task,) = crm.where(Task)
    assert task.activity == crm.where(Activity)[-1].id


def test_trying_in_vain_closes_nothing_and_a_new_miss_after_is_a_new_task(crm: Workspace) -> None:
    heard(crm, *call("1", "13900000000", at="2026-11-22T09:00"), *call("2", "13900000000", direction="out"))
    assert len(open_tasks(crm)) == 1
    heard(crm, *call("3", "13900000000", direction="out", seconds=9, at="2026-11-22T09:00"), *call("4", "13900000000"))
    assert len(open_tasks(crm)) == 1
    assert len(crm.where(Task)) == 2


def test_a_call_that_seemed_missed_is_put_right_when_its_end_comes(crm: Workspace) -> None:
    listener = Listener(crm)
    heard(crm, {"id": "1", "event": "ring", "number": "13900000000", "at": "2026-11-22T08:50:00"}, by=listener)
    listening.keep(crm, listener.left())
    assert len(open_tasks(crm)) == 1
    heard(crm, {"id": "1", "event": "hangup", "number": "13900000000", "seconds": 60, "at": "2026-11-22T08:52:00"})
    assert (crm.where(Activity)[0].outcome, crm.where(Activity)[0].seconds) == ("connected", 60)
    assert open_tasks(crm) == []


def test_colleagues_are_shown_but_their_calls_are_nobodys_business(crm: Workspace) -> None:
    rung, over = heard(crm, *call("1", "801", extension="800", seconds=60))
    assert rung[0].caller.colleague is not None
    assert rung[0].caller.colleague.name == "李强"
    assert over[0].kept is not None
    assert (over[0].kept.activity, crm.where(Activity)) == (None, [])


def test_a_call_that_is_refused_costs_no_other(crm: Workspace) -> None:
    class Picky:
        def before(self, crm: Workspace, step: int, kind: str) -> None:
            if any(one.phone == "13900000013" for one in crm.where(Activity)):
                raise Denied(N_("nobody calls {name}"), name="13")

        def after(self, crm: Workspace, step: int, kind: str) -> None:
            pass

    crm.watch = Picky()
    listener, over = Listener(crm), []
    for number in range(10, 16):
        for event in call(str(number), f"139000000{number}"):
            for found in listener.events_of(json.dumps(event).encode() + b"\n"):
                assert not isinstance(found, Wrong)
                if done := listener.follow(found):
                    over.append((found, done))
    kept = listening.keep(crm, over)
    assert [bool(one.why) for one in kept] == [False, False, False, True, False, False]
    assert len(crm.where(Activity)) == 5


def test_three_thousand_events_lose_none_and_a_pop_up_asks_the_base_little(crm: Workspace) -> None:
    firms = [added(crm, "client", name=f"客户{n}", phone=f"0108{n:03}5678") for n in range(50)]
    for firm in firms:
        added(crm, "contact", name="某人", client=firm.id, phone=f"1360000{firm.n:04}")
    listener, over = Listener(crm), []
    asked: list[str] = []
    most = pops = 0
    for number in range(1000):  # three events each: fifty a second for a minute
        phone = f"0108{number % 50:03}5678" if number % 3 else f"1390000{number:04}"
        for event in call(str(number), phone, seconds=60 if number % 2 else None):
            for found in listener.events_of(json.dumps(event).encode() + b"\n"):
                assert not isinstance(found, Wrong)
                asked.clear()
                crm.store.db.set_trace_callback(asked.append)
                if rung := listener.rung(found):
                    callers.known(crm, rung.caller)
                    most, pops = max(most, len(asked)), pops + 1
                crm.store.db.set_trace_callback(None)
                if done := listener.follow(found):
                    over.append((found, done))
        if len(over) >= 25:  # what waits shares a step
            listening.keep(crm, over)
            over.clear()
    listening.keep(crm, over)
    assert (pops, len(crm.where(Activity))) == (1000, 1000)
    assert most <= MOST_ASKED

"""Which activities count as real contact is said once, and holds for the last contact, the cadence, rot and the first response."""

import json

import pytest

from tests.conftest import Runner


def last(run: Runner, ref: str) -> object:
    return json.loads(run("client", "show", ref, "--json").out)["last_contact"]


def test_what_counts_is_a_setting_of_the_team(stocked: Runner) -> None:
    stocked("log", "wechat", "C1", "问候", "--at", "2026-11-20 10:00")
    assert last(stocked, "C1") == "2026-11-20T02:00:00Z"
    assert stocked("config", "set", "contact.real", "call,visit").err.startswith("contact.real is call,visit (")
    assert last(stocked, "C1") is None
    assert stocked("client", "list", "last_contact=any", "--format", "ids").out == ""
    assert stocked("sql", "select count(last_contact) n from clients", "--format", "csv").out == "n\n0\n"
    stocked("log", "visit", "C1", "拜访", "--at", "2026-11-21 10:00")
    assert last(stocked, "C1") == "2026-11-21T02:00:00Z"
    stocked("config", "set", "contact.real")
    assert json.loads(stocked("config", "get", "contact.real", "--json").out)["value"].startswith(
        "call,visit,return_visit"
    )
    assert "contact.real" in stocked("config", "list").out


@pytest.mark.parametrize("value", ["telepathy", "", ","])
def test_what_is_no_kind_of_activity_is_refused(stocked: Runner, value: str) -> None:
    answer = stocked("config", "set", "contact.real", value)
    assert answer.code == 2
    assert "call" in answer.err


def test_the_cadence_and_the_first_response_go_by_it(stocked: Runner) -> None:
    stocked("log", "wechat", "C1", "问候", "--at", "2026-11-21 10:00")
    stocked("client", "edit", "C1", "--created", "2026-01-01")
    assert "科锐" not in stocked("today").out
    stocked("lead", "add", "张三")
    stocked("config", "set", "contact.real", "call")
    stocked("log", "wechat", "L1", "你好")
    assert json.loads(stocked("lead", "show", "L1", "--json").out)["responded"] is None
    stocked("log", "call", "L1", "通了")
    assert json.loads(stocked("lead", "show", "L1", "--json").out)["responded"] is not None

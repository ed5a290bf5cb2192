"""A call that reached nobody is no contact: one rule for the last contact, the cadence, rot, the pool, greetings and the figures."""

import pytest

from crm_cli.agenda import capture, courtesies, daily, full_view, standing, today
from crm_cli.people import pool
from crm_cli.records.nouns.activities import UNREACHED
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.users import User
from crm_cli.records.registry import load
from crm_cli.records.reports import period_of
from crm_cli.workspace import Workspace
from tests.founding import added

LONG_AGO = "2026-11-01T00:00:00Z"


@pytest.fixture
def crm(crm: Workspace) -> Workspace:
    """C1 with its contact, deal and lead is three weeks old; today is the contact's birthday."""
    for noun, ref in (("client", "C1"), ("opp", "D1")):
        crm.change(crm.get_any([noun], ref), created=LONG_AGO)
    deal = crm.get(Opportunity, "D1")
    crm.change(crm.by_id(load("stage"), str(deal.stage)), rot_days=10)
    crm.change(crm.where(load("snapshot"), opportunity=deal.id)[-1], entered=LONG_AGO, effective=LONG_AGO)
    crm.change(crm.get(Contact, "P1"), birthday="1980-11-22")
    added(crm, "lead", name="刘洋", phone="13900000000", owner=crm.me)
    added(crm, "poolrule", name="all", days=10, filter="level=A", spare_open=0)
    return crm


def called(crm: Workspace, outcome: str) -> None:
    capture.log(crm, "call", "P1", None, outcome=outcome, opp="D1")
    capture.log(crm, "call", "L1", None, outcome=outcome)


def touched(crm: Workspace) -> dict[str, bool]:
    """What says that somebody was spoken to."""
    user = crm.by_id(User, str(crm.me))
    last = {
        noun: next(iter(crm.table(noun, ["last_contact"], []).rows))[0] for noun in ("client", "contact", "opp", "lead")
    }
    report = daily.read(crm, "day", period_of("day", "", crm.clock, crm.country), [user])
    return {noun: stamp is not None for noun, stamp in last.items()} | {
        "cadence": not today.read(crm).cold,
        "rot": not today.read(crm).stuck,
        "pool": not pool.preview(crm),
        "greeting": not list(courtesies.coming(crm, 0, None)),
        "report": report.people[0].spoken > 0,
        "me": standing.read(crm, user).week.spoken > 0,
        "prep": bool(full_view.contacts(crm, crm.get(Client, "C1"), 3)),
    }


@pytest.mark.parametrize("outcome", UNREACHED)
def test_who_was_not_reached_was_not_spoken_to(crm: Workspace, outcome: str) -> None:
    called(crm, outcome)
    assert [name for name, is_so in touched(crm).items() if is_so] == []


@pytest.mark.parametrize("outcome", ["connected", "voicemail", "谈妥了"])
def test_whoever_was_reached_was(crm: Workspace, outcome: str) -> None:
    called(crm, outcome)
    assert [name for name, is_so in touched(crm).items() if not is_so] == []


def test_the_team_says_which_kinds_count(crm: Workspace) -> None:
    crm.put_setting("contact.real", "visit")
    called(crm, "connected")
    assert [name for name, is_so in touched(crm).items() if is_so] == []

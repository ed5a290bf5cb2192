"""What a stage hands out when a deal comes into it: tasks for people, with the day by which they are due."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from crm_cli.clock import Clock
from crm_cli.errors import Invalid, of_field
from crm_cli.i18n import N_
from crm_cli.people import members
from crm_cli.records import filters
from crm_cli.records.belonging import words
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.stagetasks import StageTask
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User
from crm_cli.workspace import Workspace

APART = timedelta(400)  # what is said from the day the deal came is another day then


def complete(crm: Workspace, record: StageTask | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """It goes to a user or to a team; the filter and the day can be read, and the day is one that counts from when the deal came."""
    user, team = (values.get(name, getattr(record, name, None)) for name in ("user", "team"))
    if user and team:
        raise Invalid(
            N_("what a stage hands out goes to a user or to a team in turn, not to both"),
            hint="--user none, --team none",
        )
    if values.get("filter"):
        with of_field("filter"):
            filters.read("opp", words(str(values["filter"])), crm)
    if values.get("due"):
        with of_field("due"):
            _check_due(crm, str(values["due"]))
    return {}


def _check_due(crm: Workspace, said: str) -> None:
    here = crm.clock.now()
    first, second = (_due(crm, said, Clock(here + apart, crm.clock.zone)) for apart in (timedelta(), APART))
    if first == second:
        raise Invalid(
            N_("“{text}” is a day of its own, not one from when the deal comes"), hint="--due +3d", text=said,
        )  # fmt: skip
    if first[0].date() < crm.clock.today():
        raise Invalid(N_("“{when}” is over: what is to be done lies ahead"), when=said)


def hand_out(crm: Workspace, deal: Opportunity, at: str | None = None) -> list[Task]:
    """The tasks of the stage that the deal came into at that moment; one that is still open from an earlier time is not handed out twice."""
    if deal.stage is None or crm.is_empty("stagetask"):
        return []
    found = crm.where(StageTask, stage=deal.stage, active=1)
    wanted = [one for one in sorted(found, key=lambda one: (one.position, one.n)) if _is_for(crm, one, deal)]
    return [_handed(crm, one, deal, at) for one in wanted]


def handed_out(crm: Workspace) -> list[Task]:
    """What stages handed out in the step that is open."""
    if crm.is_empty("stagetask"):
        return []
    with crm.step() as step:
        added = [one.id for one in crm.happened(step, "task") if one.kind == "add"]
    return [task for task in (crm.by_id(Task, identity) for identity in added) if task.planned]


def _is_for(crm: Workspace, one: StageTask, deal: Opportunity) -> bool:
    if crm.where(Task, opportunity=deal.id, status="open", planned=one.id):
        return False
    return not one.filter or crm.holds(crm.query("opp", words(one.filter)), deal.id)


def _handed(crm: Workspace, one: StageTask, deal: Opportunity, at: str | None) -> Task:
    due, timed = _from_entry(crm, one.due, at) if one.due else (None, False)
    return crm.add(
        Task(
            text=one.name, kind=one.kind, due=due, timed=int(timed), client=deal.client, contact=deal.contact, opportunity=deal.id,
            owner=_whose(crm, one, deal), stage=one.stage, planned=one.id,
        )
    )  # fmt: skip


def _from_entry(crm: Workspace, said: str, at: str | None) -> tuple[str, bool]:
    """When it is due, counted from the entry; of an entry long ago, today; in place of a day off, the next that is worked."""
    clock = Clock(datetime.fromisoformat(at), crm.clock.zone) if at else crm.clock
    due, timed = _due(crm, said, clock)
    if due.date() < crm.clock.today():
        due, timed = datetime.combine(crm.clock.today(), time()), False
    day = crm.workdays().nearest(due.date(), 1)
    return crm.clock.utc(datetime.combine(day, due.time())), timed


def _due(crm: Workspace, said: str, clock: Clock) -> tuple[datetime, bool]:
    from crm_cli.records.when import parse_moment  # only where a day is said

    moment = parse_moment(said, clock, crm.country, office=crm.workdays)
    return moment.at if moment.timed else datetime.combine(moment.at, time()), moment.timed


def _whose(crm: Workspace, one: StageTask, deal: Opportunity) -> str | None:
    """Who gets it: whoever is named and still there, else the owner of the deal."""
    found = one.user or (_in_turn(crm, one) if one.team else None)
    if not found and one.who == "manager":
        found = _manager(crm, deal)
    if not found and one.who in ("coowner", "mover"):
        found = deal.coowner if one.who == "coowner" else crm.me
    return found if found and crm.by_id(User, found).active else deal.owner


def _in_turn(crm: Workspace, one: StageTask) -> str | None:
    """The next of the team after whoever got the last one."""
    people = [user.id for user in members.of_team(crm, str(one.team))]
    if not people:
        return None
    before = people.index(one.last) if one.last in people else -1
    chosen = people[(before + 1) % len(people)]
    crm.change(one, last=chosen)
    return chosen


def _manager(crm: Workspace, deal: Opportunity) -> str | None:
    """The owner's manager, else the leader of the team."""
    owner = crm.by_id(User, deal.owner) if deal.owner else None
    team = (owner.team if owner else None) or deal.team
    return (owner.manager if owner else None) or (crm.by_id(Team, team).leader if team else None)

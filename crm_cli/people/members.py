"""Who belongs to a team with the teams under it, and who works for a manager."""

from collections.abc import Iterable, Mapping
from typing import Any

from crm_cli.errors import NotFound
from crm_cli.i18n import N_
from crm_cli.people import clients
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User
from crm_cli.records.registry import concerns
from crm_cli.workspace import Workspace


@concerns("parent")
def complete(crm: Workspace, team: Team | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """No team is a part of itself, be it through others."""
    if team is not None:
        clients.refuse_circle(crm, team, values.get("parent"))
    return {}


def of_team(crm: Workspace, team: str) -> list[User]:
    """The active users of a team (an id) and of all teams under it."""
    teams = under(crm, [team])
    return [user for user in crm.where(User, active=1) if user.team in teams]


def under(crm: Workspace, teams: Iterable[str]) -> set[str]:
    """These teams with all that are part of them, directly or through others."""
    parents = {team.id: team.parent for team in crm.where(Team)}
    found = set(teams)
    while more := {team for team, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def led_by(crm: Workspace, user: str) -> list[User]:
    """The active users who work for somebody: in a team he leads, or with him as their manager, directly or through others."""
    users, found = crm.where(User, active=1), {user}
    teams = under(crm, [team.id for team in crm.where(Team, leader=user)])
    found |= {one.id for one in users if one.team in teams}
    while more := {one.id for one in users if one.manager in found} - found:
        found |= more
    return [one for one in users if one.id in found and one.id != user]


def mine(crm: Workspace) -> list[User]:
    """Those I answer for: who works for me, else all of my team, else everybody where there are no teams."""
    everybody = crm.where(User, active=1)
    if crm.me is None:
        return everybody
    me = crm.by_id(User, crm.me)
    if found := led_by(crm, me.id):
        return found
    if me.team:
        return of_team(crm, me.team)
    if any(one.team or one.manager for one in everybody):
        raise NotFound(N_("nobody works for you, and you are in no team"), hint="--team NAME")
    return everybody

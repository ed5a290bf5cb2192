"""Whose work a report is about: mine, a colleague's (``--user``), or a team's (``--team``, alone those I answer for)."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Option
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.users import User

if TYPE_CHECKING:
    from crm_cli.sales.quotas import Who

OfUser = Annotated[str | None, Option("--user", "--for", metavar="USER", help=N_("Of a colleague"))]
OfTeam = Annotated[
    str | None,
    Option(
        "--team", metavar="[=NAME]", help=N_("Of those who work for you; --team=NAME: of a team with those under it")
    ),
]

OfAll = Annotated[bool, Option("--all", help=N_("Of everybody"))]


class Asked(NamedTuple):
    """Whose it is to be, as it was said on the line."""

    user: str | None
    team: str | None
    everybody: bool = False

    @property
    def words(self) -> list[str]:
        """The same as options."""
        team = [] if self.team is None else [f"--team={self.team}" if self.team else "--team"]
        return [*(["--user", self.user] if self.user else []), *team, *(["--all"] if self.everybody else [])]


class Whose(NamedTuple):
    """These people; None is everybody's work and nobody's. ``name`` says it in a title; ``leader`` is the id of who leads them."""

    users: list[User] | None
    name: str
    team: str = ""
    of_team: bool = False
    leader: str | None = None

    @property
    def ids(self) -> list[str] | None:
        return None if self.users is None else [user.id for user in self.users]

    @property
    def is_only_me(self) -> bool:
        """A team was asked for, and I am all of it, though others are there."""
        crm = current().workspace
        return self.of_team and self.ids == [crm.me] and len(crm.where(User, active=1)) > 1

    def who(self) -> "Who":
        """The same as those whose quota it is."""
        from crm_cli.records.nouns.teams import Team  # only where quotas are asked for
        from crm_cli.sales import quotas

        if self.users is None:
            return quotas.firm()
        if self.team:
            crm = current().workspace
            return quotas.of_team(crm, crm.by_id(Team, self.team))
        return quotas.of_user(self.users[0]) if len(self.users) == 1 else quotas.of_people(self.name, self.users)


def whose(user: str | None, team: str | None, everybody: bool = False, *, alone: bool = True) -> Whose:
    """Whoever is meant; where neither is said, I am (``alone``), else everybody."""
    crm = current().workspace
    if user and team is not None:
        raise Invalid(N_("--user and --team contradict each other"), hint=N_("leave one of them out"))
    if everybody and (user or team is not None):
        other = "--user" if user else "--team"
        raise Invalid(
            N_("{one} and {other} contradict each other"), hint=N_("leave one of them out"), one="--all", other=other
        )
    if everybody:
        return Whose(crm.where(User, active=1), _("everybody"))
    if team is not None:
        return _team(team)
    if user or (alone and crm.me):
        found = crm.by_id(User, choose(["user"], user).id if user else str(crm.me))
        return Whose([found], found.name)
    return Whose(None, _("everybody"))


def _team(name: str) -> Whose:
    from crm_cli.people import members  # only where a team is asked for
    from crm_cli.records.nouns.teams import Team

    crm = current().workspace
    if not name:
        found = members.mine(crm)
        me = [user for user in found if user.id == crm.me]
        return Whose(found, me[0].name if len(found) == len(me) == 1 else _("team"), of_team=True, leader=crm.me)
    team = crm.by_id(Team, choose(["team"], name).id)
    return Whose(members.of_team(crm, team.id), team.name, team.id, leader=team.leader)

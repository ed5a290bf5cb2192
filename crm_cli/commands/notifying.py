"""``--notify``: whose chat is where, and what is said of messages."""

from collections.abc import Iterable

from crm_cli.commands.delivering import TEAM
from crm_cli.config import CHAT, COMMAND, Config
from crm_cli.context import current
from crm_cli.errors import CrmError, Denied, Partial
from crm_cli.exchange import secrets
from crm_cli.exchange.chat import Chat
from crm_cli.exchange.secrets import Secret
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.nouns.users import User


class Chats:
    """The way of chats: text alone."""

    mark = "chat "
    plain = True

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}

    def address(self, user: User | None) -> str | None:
        """The name of the secret that is their address; a store that is locked may be open when it is needed."""
        secret = secret_of(current().config, user)
        self._secrets[secret.name] = secret
        try:
            return secret.name if secrets.source(secret) else None
        except Denied:
            return secret.name

    def carrier(self) -> Chat:
        """What knows all chats; it is an extra."""
        return Chat(self._secrets.__getitem__)

    def sent(self, n: int, names: str) -> str:
        """That so many went out, and to whom."""
        return ngettext("{n} message sent: {names}", "{n} messages sent: {names}", n).format(n=n, names=names)

    def before(self, n: int) -> str:
        """That so many went out at an earlier run."""
        return ngettext("{n} message was sent before", "{n} messages were sent before", n).format(n=n)

    def nowhere(self, user: User | None) -> CrmError:
        """That it is not set where their chat is."""
        name = user.name if user else _("the team")
        return Partial(
            N_("{name} has no chat"), hint='crm config set "{setting}" "pass show …"', name=name,
            setting=secret_of(current().config, user).setting,
        )  # fmt: skip


def check() -> None:
    """Refuse where no message can go out: the extra is missing, or nobody has a chat."""
    ways, people = Chats(), current().workspace.where(User, active=1)
    ways.carrier()
    if not any(ways.address(user) for user in (None, *people)):
        raise ways.nowhere(None)


def secrets_of(config: Config) -> list[Secret]:
    """Where the addresses come from of the team's chat and of everybody's who works here."""
    return [secret_of(config, user) for user in (None, *current().workspace.where(User, active=1))]


def strangers(config: Config, chats: Iterable[Secret]) -> list[str]:
    """Chats that are set and nobody's: a name that was typed wrongly, or somebody who left."""
    known = {secret.setting for secret in chats}
    found = [f"{CHAT}.{key}" for key in config.group(CHAT)]
    return [name.removesuffix(COMMAND) for name in found if name not in known]


def secret_of(config: Config, user: User | None) -> Secret:
    """Where the address of somebody's chat comes from, or of the team's; who is called like the team goes by the ref."""
    if user is None:
        key, variable = TEAM[0], "CRM_NOTIFY_TEAM"
    else:
        key, variable = user.ref if user.name in TEAM else user.name, f"CRM_NOTIFY_{user.ref}"
    name = f"{CHAT}.{key}"
    return Secret(name, variable, config.get(f"{name}{COMMAND}").value or "")

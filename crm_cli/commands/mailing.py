"""``--mail``: the account that the settings name, and what is said of mails."""

from email.utils import parseaddr
from typing import TYPE_CHECKING

from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid, Partial
from crm_cli.exchange import letters, secrets, smtp
from crm_cli.exchange.secrets import Secret
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.nouns.users import User

if TYPE_CHECKING:
    from crm_cli.config import Config

PASSWORD, VARIABLE = "mail.password", "CRM_MAIL_PASSWORD"


class Mails:
    """The way of mail: text and HTML, with a calendar beside them."""

    mark = ""
    plain = False

    def address(self, user: User | None) -> str | None:
        """Their e-mail address."""
        return (user and user.email) or None

    def carrier(self) -> smtp.Post:
        """The post, to which a server is found when the first mail goes out."""
        return smtp.Post(account_of(current().config))

    def sent(self, n: int, names: str) -> str:
        """That so many went out, and to whom."""
        return ngettext("{n} mail sent: {names}", "{n} mails sent: {names}", n).format(n=n, names=names)

    def before(self, n: int) -> str:
        """That so many went out at an earlier run."""
        return ngettext("{n} mail was sent before", "{n} mails were sent before", n).format(n=n)

    def nowhere(self, user: User | None) -> CrmError:
        """That they have no address."""
        name, ref = (user.name, user.ref) if user else (_("the team"), "")
        return Partial(N_("{name} has no e-mail address"), hint="crm user edit {ref} --email …", name=name, ref=ref)


def secrets_of(config: "Config") -> list[Secret]:
    """The password, where a server asks for one."""
    asked = config.get("mail.host").value and config.get("mail.user").value
    return [password_of(config)] if asked else []


def password_of(config: "Config") -> Secret:
    """Where the password comes from."""
    return Secret(PASSWORD, VARIABLE, config.get(f"{PASSWORD}_cmd").value or "")


def account_of(config: "Config") -> smtp.Account:
    """The account that the settings name; what is missing is named."""
    said = {name: config.get(f"mail.{name}").value or "" for name in ("host", "port", "security", "user", "from")}
    if not said["host"]:
        raise Invalid(N_("it is not set where mail is handed over"), hint="crm config set mail.host smtp.example.com")
    sender = said["from"] or said["user"]
    if "@" not in sender:
        raise Invalid(N_("it is not set from whom mail comes"), hint='crm config set mail.from "CRM <crm@example.com>"')
    letters.address(*parseaddr(sender))  # a sender that is none is refused before anything is sent
    security = said["security"] or "starttls"

    def password() -> str:
        if found := secrets.told(password_of(config)):
            return found
        raise Invalid(
            N_("there is no password for {user}"),
            hint='crm config set mail.password_cmd "pass show mail"',
            user=said["user"],
        )

    return smtp.Account(
        said["host"], int(said["port"] or smtp.PORTS[security]), security, sender, said["user"], password
    )

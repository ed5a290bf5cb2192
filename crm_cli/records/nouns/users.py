"""A user: a person who uses this base."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

ROLES = {
    "rep": N_("sales rep"),
    "manager": N_("manager"),
    "steward": N_("data steward"),
    "admin": N_("administrator"),
}
LANGUAGES = {"en": N_("English"), "zh_CN": N_("Chinese")}


@of.record("user")
class User(of.Record):
    """A person who uses this base."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    login: str | None = of.text(N_("Login"), listed=True)
    role: str = of.choice(N_("Role"), choices=ROLES, default="rep", listed=True, right="admin")
    team: str | None = of.link(N_("Team"), to="team", listed=True, on_remove="clear")
    manager: str | None = of.link(N_("Manager"), to="user", listed=True, on_remove="clear")
    skills: str | None = of.choices(N_("Skills"), choices={}, open=True, listed=True, check="skill")
    capacity: int | None = of.number(N_("Most clients, or leads, held"))
    email: str | None = of.email(N_("E-mail"), key="email")
    phone: str | None = of.phone(N_("Phone"), key="phone")
    extension: str | None = of.text(N_("Extension"))
    language: str | None = of.choice(N_("Language"), choices=LANGUAGES)
    active: int = of.flag(N_("Active"), default=1)

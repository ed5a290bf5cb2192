"""Begins a base: its country, language and currency, and its first user."""

from crm_cli.records.checks import currency as known_currency
from crm_cli.records.countries import country as known_country
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User
from crm_cli.workspace import Workspace


def found(crm: Workspace, *, me: str, login: str, country: str, language: str, currency: str, team: str) -> User:
    """Write the settings of the base, one team, and the first user, who may do everything; all in the step that is open."""
    where = known_country(country.upper())
    settings = {
        "country": where.code,
        "language": language,
        "currency": known_currency(currency) if currency else where.currency,
    }
    with crm.step():
        for name, value in settings.items():
            crm.put_setting(name, value)
        group = crm.add(Team(name=team))
        user = crm.add(User(name=me, login=login or None, role="admin", team=group.id))
        crm.change(group, leader=user.id)
    return user

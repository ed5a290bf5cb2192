"""What one wants to know before a meeting: who they are and who decides, what was said and promised, what is stuck, what was paid, what to ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from crm_cli.agenda import full_view
from crm_cli.agenda.full_view import Deal, FullView, Person, Touch
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.clients import Client
from crm_cli.records.patterns import pattern
from crm_cli.workspace import Workspace

CONTACTS = 3
PRICES = 6
BIRTHDAYS = 30  # days ahead in which one is worth a word
ASKED = 3  # people of whom something is missing that are named
# What the archive should say, with the question that fills it; the first two are of organisations.
QUESTIONS = {
    "industry": N_("What business are they in?"),
    "size": N_("How many people work there?"),
    "needs": N_("What do they need?"),
    "uses": N_("What do they use today, and whose is it?"),
    "address": N_("Where are they?"),
    "source": N_("How did they find us?"),
}
OF_ORGANISATIONS = ("industry", "size")
_YEAR = pattern(r"\b\d{4}-")


class Price(NamedTuple):
    """What was offered or paid in a deal; ``on`` is the day it closed, or was opened."""

    ref: str
    name: str
    status: str
    on: str
    product: str | None
    quantity: int
    value: int
    currency: str
    reason: str | None


class Near(NamedTuple):
    """A birthday soon."""

    name: str
    ref: str
    day: date


@dataclass(frozen=True, slots=True)
class Briefing:
    """One page before a meeting; ``stuck`` says for the ref of an open deal what is the matter with it."""

    view: FullView
    contacts: list[Touch]
    stuck: dict[str, list[str]]
    prices: list[Price]
    birthdays: list[Near]
    questions: list[str]


def brief(crm: Workspace, client: Client) -> Briefing:
    """All of it, as it stands now."""
    view = full_view.read(crm, client, 0)
    return Briefing(
        view,
        full_view.contacts(crm, client, CONTACTS),
        {deal.ref: found for deal in view.deals if (found := list(_stuck(deal, crm.clock.today())))},
        [Price(*row) for row in crm.report("client_prices", client=client.id, limit=PRICES)],
        _birthdays(crm, client, view.people),
        list(_questions(client, view)),
    )


def _stuck(deal: Deal, today: date) -> Iterator[str]:
    """What keeps a deal from moving."""
    if deal.close and deal.close < today.isoformat():
        yield _("should have closed on {day}").format(day=deal.close)
    if deal.rot_days is not None and deal.still > deal.rot_days:
        yield _("nothing moved for {n} days, its stage bears {most}").format(n=deal.still, most=deal.rot_days)
    if deal.due is None:
        yield _("has no next step")


def _birthdays(crm: Workspace, client: Client, people: Sequence[Person]) -> list[Near]:
    known = [(one.name, one.ref, one.birthday) for one in people if one.birthday]
    known += [(client.name, client.ref, client.birthday)] if client.birthday and client.type == "person" else []
    if not known:
        return []
    from crm_cli.records.birthdays import days_of  # only where one is known

    today = crm.clock.today()
    soon: dict[str, date] = {}
    for key, day in days_of(today, today + timedelta(BIRTHDAYS)):
        soon.setdefault(key, day)
    found = [Near(name, ref, soon[key]) for name, ref, text in known if (key := _YEAR.sub("", text)) in soon]
    return sorted(found, key=lambda near: near.day)


def _questions(client: Client, view: FullView) -> Iterator[str]:
    """What the base does not know, as one would ask it."""
    if not any(one.role in ("decides", "signs") for one in view.people):
        yield _("Who decides?")
    for one in [one for one in view.people if not one.role][:ASKED]:
        yield _("What part has {name} in the purchase?").format(name=one.name)
    for one in [one for one in view.people if not one.phone][:ASKED]:
        yield _("How is {name} reached by phone?").format(name=one.name)
    for deal in view.deals:
        yield from (text.format(deal=deal.name) for text in _about(deal))
    for name, question in QUESTIONS.items():
        if not getattr(client, name) and (client.type == "organisation" or name not in OF_ORGANISATIONS):
            yield _(question)


def _about(deal: Deal) -> Iterator[str]:
    if deal.value is None:
        yield _("{deal}: what may it cost?")
    if not deal.close:
        yield _("{deal}: when will they decide?")
    if not deal.competitor:
        yield _("{deal}: who else do they talk to?")

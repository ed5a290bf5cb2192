"""The demo company's leads: new ones that wait, those somebody talks to, those that became clients, and those that were given up."""

from random import Random
from typing import Any

from crm_cli.agenda.demo.making import Days, Making
from crm_cli.agenda.demo.people import Registry
from crm_cli.people import statuses
from crm_cli.records.kinds import items
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.nouns.users import User

# Of each type how many there are, and between how many days ago they came.
COUNT = {
    "new": (5, (1, 3)),
    "working": (4, (6, 20)),
    "nurturing": (3, (40, 90)),
    "qualified": (3, (12, 30)),
    "discarded": (3, (30, 120)),
}
CONVERTED = 3
BARE = 2  # of the new ones only a phone is known
ANSWERS = {
    "working": ("yes", "partly", None),
    "nurturing": ("partly", "no", "no"),
    "qualified": ("yes", "yes", "partly"),
}


class Prospects:
    """Who leads are: people at companies nobody sells to yet, by chance of their own, so that the rest of the demo stays as it is."""

    def __init__(self, making: Making, registry: Registry, reps: list[User]) -> None:
        self.making, self.registry, self.reps = making, registry, reps
        self.chance = Random(f"leads {making.words.country} {making.days.today}")  # noqa: S311 - the same chance every time
        self.days = Days(making.crm.clock, self.chance, making.words.holidays)
        self.status = {one.type: one for one in statuses.ordered(making.crm)}
        self.count = 0

    def put(self, type_: str, ago: tuple[int, int], **values: Any) -> Lead:
        """A lead of that type, which came so many days ago."""
        owner = self.reps[self.count % len(self.reps)].id
        came = self.days.hour(self.days.back(self.chance.randint(*ago)))
        given = {"status": self.status[type_].id, "type": type_, "owner": owner, "created": came, "author": owner}
        source = self.chance.choice(self.making.words.sources)
        self.count += 1
        return self.making.put(Lead(**{"source": source, **given, **values}))

    def person(self, at: int) -> dict[str, Any]:
        """Somebody at a company, reached by phone and perhaps by mail."""
        words, chance = self.making.words, self.chance
        brand, word = words.prospects[at % len(words.prospects)]
        place = words.places[at % len(words.places)]
        family, given = self._name()
        phone = self.registry.phone(place)
        digits = "".join(filter(str.isdigit, phone))
        mail = words.mail.format(digits=digits, given=given, family=family, brand=brand).replace(" ", "").lower()
        ware = chance.choice([ware for ware in words.wares if ware.projects])
        return {
            "name": words.person.format(family=family, given=given), "family": family, "given": given, "phone": phone,
            "company": words.company.format(city=place.city, brand=brand, word=word, form=words.forms[0]), "industry": words.trades[word],
            "title": chance.choice(words.posts).title, "interest": chance.choice(ware.projects), "city": place.city, "region": place.region,
            "email": mail if chance.random() < 0.6 else None, "campaign": chance.choice((None, None, *words.campaigns)),
        }  # fmt: skip

    def _name(self) -> tuple[str, str]:
        words = self.making.words
        while True:
            sex = self.chance.choice(("male", "female"))
            family, given = (
                self.chance.choice(words.families),
                self.chance.choice(words.men if sex == "male" else words.women),
            )
            name = words.person.format(family=family, given=given)
            if name not in self.registry.names:
                self.registry.names.add(name)
                return family, given


def gather(making: Making, registry: Registry, clients: list[Client], reps: list[User]) -> Prospects:
    """All of them, without what was said with them."""
    found = Prospects(making, registry, reps)
    reasons = items(found.status["discarded"].reasons)
    for type_, (count, ago) in COUNT.items():
        for place in range(count):
            values = found.person(found.count)
            if type_ == "new" and place < BARE:
                phone = values["phone"]
                values = {"name": phone, "phone": phone, "owner": None} if place else {"name": phone, "phone": phone}
            for name, answer in zip(("need", "authority", "budget"), ANSWERS.get(type_, ()), strict=False):
                values[name] = answer
            if type_ == "discarded":
                values["reason"] = reasons[place % len(reasons)]
            if type_ == "qualified":
                values["amount"] = found.chance.randrange(5, 40) * 10000 * 100
            if type_ == "new" and place == count - 1:
                values["created"] = found.days.at(found.days.back(1), 17, 20)  # nobody is late with that one
            found.put(type_, ago, **values)
    _converted(found, clients)
    return found


def _converted(found: Prospects, clients: list[Client]) -> None:
    """Some clients of today began as leads; their owners, sources and people are the clients'."""
    firms = [client for client in clients if client.type == "organisation"]
    people = {one.client: one for one in reversed(found.making.of(Contact))}
    for client in firms[7 :: len(firms) // CONVERTED][:CONVERTED]:
        contact = people[client.id]
        found.put(
            "converted", (200, 400), name=contact.name, family=contact.family, given=contact.given, company=client.name,
            phone=contact.phone, email=contact.email, title=contact.title, owner=client.owner, source=client.source, city=client.city,
            region=client.region, address=client.address, industry=client.industry, client=client.id, contact=contact.id,
        )  # fmt: skip


def talk(making: Making, found: Prospects) -> None:
    """What was said with those that are no longer new, and what is to be done with them."""
    for lead in making.of(Lead):
        if lead.type in ("working", "nurturing", "qualified"):
            for number in range(1 + found.chance.randrange(3)):
                _said(found, lead, number)
            if lead.type != "nurturing":
                _plan(found, lead)


def _said(found: Prospects, lead: Lead, number: int) -> None:
    words, chance, days = found.making.words, found.chance, found.days
    kind, text = chance.choice(words.talks[0])
    first = days.clock.local(str(lead.created)).date()
    day = days.after(first, 1, 1) if number == 0 else days.after(first, 2, 5)
    if day >= days.today:
        return
    at = days.hour(day)
    ware = next(ware for ware in words.wares if lead.interest in ware.projects)
    who = words.gentleman.format(family=lead.family)
    said = text.format(
        who=who, n=chance.randint(2, 6), post=lead.title, product=ware.name, project=lead.interest, competitor=words.competitors[0]
    )  # fmt: skip
    lead.responded = min(lead.responded or at, at)
    found.making.put(
        Activity(
            kind=kind, at=at, created=at, text=said[:1].upper() + said[1:], lead=lead.id, owner=lead.owner,
            outcome="connected" if kind == "call" else None,
        )
    )  # fmt: skip


def _plan(found: Prospects, lead: Lead) -> None:
    kind, text = found.chance.choice(found.making.words.plans[0])
    due = found.days.at(found.days.ahead(found.chance.randint(1, 9)))
    created = found.days.at(found.days.back(found.chance.randint(1, 4)), 17)
    found.making.put(Task(text=text, kind=kind, due=due, lead=lead.id, owner=lead.owner, created=created))


def settle(making: Making, found: Prospects) -> None:
    """Those that became clients came some days before the client was met, and were converted on that day."""
    met = {client.id: str(client.created) for client in making.of(Client)}
    for lead in making.of(Lead):
        if lead.type == "converted":
            day = found.days.clock.local(met[str(lead.client)]).date()
            lead.converted, came = met[str(lead.client)], found.days.before(day, 2, 9)
            lead.created = found.days.at(came, 10, 15)
            lead.responded = found.days.at(came, 11, 40)

"""The people of the demo company: who sells in it, its clients, and their people."""

from typing import Any
from uuid import UUID, uuid5

from crm_cli.agenda.demo.making import Making
from crm_cli.agenda.demo.material import Place, Post
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.elements import Element
from crm_cli.records.nouns.tags import Tag
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User

SIZES = {"A": "large", "B": "medium", "C": "small"}
EMPLOYEES = {"A": (260, 1800), "B": (60, 240), "C": (12, 48)}
PEOPLE = {"A": 3, "B": 2, "C": 1}
LEVELS = "AABBBBCCCC"


def hire(making: Making) -> tuple[list[Team], list[User]]:
    """Two teams, the manager of both, and the reps; the first rep is who works."""
    words = making.words
    boss = User(
        name=words.manager[0], login=words.manager[1], role="manager", email=_colleague_mail(making, words.manager[1])
    )
    making.put(boss)
    teams = [making.put(Team(name=name, region=region, leader=boss.id)) for name, region in words.teams]
    boss.team = teams[0].id
    reps = [
        making.put(
            User(name=name, login=login, team=teams[place % 2].id, manager=boss.id, email=_colleague_mail(making, login))
        )
        for place, (name, login) in enumerate(words.reps)
    ]  # fmt: skip
    return teams, reps


def _colleague_mail(making: Making, login: str) -> str:
    return making.words.colleague_mail.format(login=login)


class Registry:
    """Names, numbers and addresses that are given out once."""

    def __init__(self, making: Making) -> None:
        self.making = making
        self.names: set[str] = set()
        self.numbers: dict[str, int] = {}
        self.given: dict[str, int] = {}

    def person(self) -> tuple[str, str, str, str]:
        """A name nobody has yet: whole, family, given, and the sex."""
        words, chance = self.making.words, self.making.chance
        while True:
            sex = chance.choice(("male", "female"))
            family, given = chance.choice(words.families), chance.choice(words.men if sex == "male" else words.women)
            name = words.person.format(family=family, given=given)
            if name not in self.names:
                self.names.add(name)
                return name, family, given, sex

    def turn(self, team: str) -> int:
        """How many clients the team has got so far."""
        self.given[team] = self.given.get(team, -1) + 1
        return self.given[team]

    def phone(self, place: Place) -> str:
        """A number of that place which no one in the world has."""
        used = self.numbers[place.area] = self.numbers.get(place.area, 0) + 1
        number = used * 37 % self.making.words.numbers
        return self.making.words.phone.format(area=place.area, number=number)


def gain(making: Making, registry: Registry, teams: list[Team], reps: list[User]) -> list[Client]:
    """The clients with their contacts: every organisation of the words, and some persons."""
    words = making.words
    levels = making.some(LEVELS, len(words.companies))
    found = []
    for at, ((brand, word), level) in enumerate(zip(words.companies, levels, strict=True)):
        place = words.places[at % len(words.places)]
        client = _organisation(making, registry, place, brand, word, level)
        _give(making, registry, client, place, teams, reps)
        _mark(making, client)
        found.append(client)
        for post in making.some(words.posts, PEOPLE[level] + making.chance.randrange(2)):
            _contact(making, registry, client, place, brand, post)
    return found + [_person(making, registry, teams, reps, at) for at in range(len(words.owners))]


def _organisation(making: Making, registry: Registry, place: Place, brand: str, word: str, level: str) -> Client:
    words, chance = making.words, making.chance
    return Client(
        name=words.company.format(city=place.city, brand=brand, word=word, form=chance.choice(words.forms)),
        short_name=words.short.format(brand=brand, word=word), level=level, industry=words.trades[word],
        organisation="company", size=SIZES[level], employees=chance.randrange(*EMPLOYEES[level]),
        founded=making.days.today.year - chance.randrange(4, 30), phone=registry.phone(place), source=chance.choice(words.sources),
        uses_from=chance.choice((None, None, *words.competitors)), **_where(making, place),
    )  # fmt: skip


def _person(making: Making, registry: Registry, teams: list[Team], reps: list[User], at: int) -> Client:
    words, chance = making.words, making.chance
    place = words.places[at * 2 % len(words.places)]
    name, family, given, sex = registry.person()
    client = Client(
        name=name, type="person", family=family, given=given, sex=sex, occupation=words.owners[at], level="C",
        phone=registry.phone(place), source=chance.choice(words.sources), **_where(making, place),
    )  # fmt: skip
    _give(making, registry, client, place, teams, reps)
    return client


def _where(making: Making, place: Place) -> dict[str, Any]:
    road, number = making.chance.choice(making.words.roads), making.chance.randrange(6, 980)
    address = making.words.address.format(road=road, number=number)
    return {"country": making.words.country, "region": place.region, "city": place.city, "address": address}


def _mark(making: Making, client: Client) -> None:
    """Some tags; the first of the words is for the big ones."""
    chance, tags = making.chance, making.of(Tag)
    big, other = client.level == "A" and chance.random() < 0.5, chance.random() < 0.15
    tag = tags[0] if big else chance.choice(tags[1:]) if other else None
    if tag:
        identity = str(uuid5(UUID(client.id), f"tags/{tag.id}"))
        making.put(Element(id=identity, noun_name="client", record=client.id, field="tags", value=tag.id))


def _give(
    making: Making, registry: Registry, client: Client, place: Place, teams: list[Team], reps: list[User]
) -> None:
    """To a rep of the team whose region it is; and write it down on the day it was met."""
    team = next(team for team in teams if place.region in str(team.region))
    its = [rep for rep in reps if rep.team == team.id]
    client.owner, client.team = its[registry.turn(team.id) % len(its)].id, team.id
    making.put(client)


def _contact(making: Making, registry: Registry, client: Client, place: Place, brand: str, post: Post) -> None:
    name, family, given, sex = registry.person()
    words, phone = making.words, registry.phone(place)
    digits = "".join(filter(str.isdigit, phone))
    mail = words.mail.format(digits=digits, given=given, family=family, brand=brand).replace(" ", "").lower()
    making.put(
        Contact(
            name=name, family=family, given=given, sex=sex, client=client.id, title=post.title, department=post.department,
            role=post.role, phone=phone, email=mail, owner=client.owner, channel=making.chance.choice(("phone", "email", "visit")),
            salutation=_called(making, post, family, sex),
        )
    )  # fmt: skip


def _called(making: Making, post: Post, family: str, sex: str) -> str:
    words = making.words
    return (post.called or (words.gentleman if sex == "male" else words.lady)).format(family=family)


def addressed(making: Making, who: Client | Contact) -> str:
    """What the texts call somebody."""
    if isinstance(who, Contact):
        return str(who.salutation)
    words = making.words
    form = words.boss or (words.gentleman if who.sex == "male" else words.lady)
    return form.format(family=who.family)

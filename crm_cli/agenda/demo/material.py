"""What a demo company is made of: the shape that the words of each language fill."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A city; ``area`` is its telephone area code where numbers have one."""

    city: str
    region: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Ware:
    """A product: its list price in whole units of money, how many a deal takes, and what such a deal is called."""

    name: str
    code: str
    family: str
    unit: str
    price: int
    few: int
    many: int
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A contact's place at the client; ``called`` is how who holds it is addressed, where that is by the place."""

    title: str
    department: str
    role: str
    called: str = ""


Said = tuple[tuple[str, str], ...]  # (kind of activity, what was said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The words of one language. ``{places}`` in templates are filled by the company.

    ``talks`` go from the first open stage to the last and then to the signature, ``plans`` likewise; ``care`` is what is said
    to those who have bought. ``heard`` and ``tails`` end what was said, those only where people spoke. A ``phone`` is one of ``numbers`` in its area that are given to nobody; ``holidays`` are days of every year, as 12-25.
    ``prospects`` are companies of which so far there is only a lead, ``campaigns`` what some came from.
    """

    country: str
    company: str
    short: str
    forms: tuple[str, ...]
    address: str
    colleague_mail: str
    mail: str
    phone: str
    numbers: int
    holidays: tuple[str, ...]
    manager: tuple[str, str]
    reps: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    roads: tuple[str, ...]
    trades: dict[str, str]
    companies: tuple[tuple[str, str], ...]
    owners: tuple[str, ...]
    families: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    person: str
    gentleman: str
    lady: str
    boss: str
    posts: tuple[Post, ...]
    wares: tuple[Ware, ...]
    sources: tuple[str, ...]
    competitors: tuple[str, ...]
    tags: tuple[str, ...]
    won: tuple[str, ...]
    lost: tuple[str, ...]
    talks: tuple[Said, ...]
    heard: tuple[str, ...]
    tails: tuple[str, ...]
    glue: str
    care: Said
    missed: Said
    plans: tuple[Said, ...]
    courtesy: Said
    prospects: tuple[tuple[str, str], ...]
    campaigns: tuple[str, ...]

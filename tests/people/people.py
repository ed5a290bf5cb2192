"""People with addresses and without phones, some of them twice, as hurried hands type them."""

import random
import string
from collections.abc import Iterator

FAMILIES = [
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Wilson",
    "Evans",
    "Thomas",
    "Roberts",
    "Walker",
    "Wright",
    "Green",
    "Hall",
    "Wood",
    "Lewis",
    "Young",
    "Clarke",
    "Jackson",
    "Turner",
    "Hill",
    "Scott",
    "Cooper",
    "Morris",
    "Ward",
    "Moore",
    "Baker",
    "Harris",
    "Martin",
    "Davis",
    "Cook",
    "Bell",
    "Murphy",
    "Bailey",
    "Kelly",
    "Adams",
    "Ellis",
    "Marshall",
    "Webb",
    "Palmer",
    "Mason",
    "Gibson",
    "Hunter",
    "Fisher",
    "Grant",
    "Fletcher",
    "Barker",
    "Pearce",
    "Newton",
]
GIVEN = [
    "James",
    "Mary",
    "John",
    "Linda",
    "Robert",
    "Susan",
    "Michael",
    "Karen",
    "David",
    "Lisa",
    "Anna",
    "Peter",
    "Laura",
    "Oliver",
    "Ivan",
    "George",
    "Emma",
    "Harry",
    "Amelia",
    "Jack",
    "Isla",
    "Noah",
    "Ava",
    "Leo",
    "Mia",
    "Arthur",
    "Grace",
    "Freya",
    "Oscar",
    "Ruby",
    "Henry",
    "Alice",
    "Edward",
    "Rose",
    "Walter",
    "Clara",
    "Hugo",
    "Nora",
    "Felix",
    "Ida",
    "Simon",
    "Judith",
    "Martin",
    "Helen",
    "Conrad",
    "Paula",
    "Victor",
    "Irene",
]
STREETS = [
    "Church",
    "Station",
    "High",
    "Mill",
    "Park",
    "Victoria",
    "Green",
    "Chapel",
    "Bridge",
    "Castle",
    "Forest",
    "Garden",
    "Harbour",
    "King",
    "Lake",
    "Market",
    "North",
    "Orchard",
    "Queen",
    "River",
    "School",
    "Tower",
    "Valley",
]
KINDS = ["Street", "Road", "Lane", "Avenue", "Close", "Way"]
TOWNS = [
    "Ashford",
    "Barton",
    "Clifton",
    "Dalton",
    "Easton",
    "Felton",
    "Grafton",
    "Hilton",
    "Kelston",
    "Linton",
    "Marston",
    "Norton",
    "Overton",
    "Preston",
    "Ripley",
    "Sutton",
    "Thornton",
    "Upton",
    "Weston",
    "Yarborough",
]
Row = tuple[str, str, str, str, str]  # given, family, address, town, postcode


def people(chance: random.Random, count: int) -> Iterator[Row]:
    """So many different people; some of them live together."""
    home = _home(chance)
    for _person in range(count):
        if chance.random() > 0.1:
            family, home = _family(chance), _home(chance)
        yield (_given(chance), family, *home)


def _given(chance: random.Random) -> str:
    return chance.choice(GIVEN)


def _family(chance: random.Random) -> str:
    return chance.choice(FAMILIES) + (chance.choice(("", "", "son", "man", "ley")))


def _home(chance: random.Random) -> tuple[str, str, str]:
    street = f"{chance.randint(1, 180)} {chance.choice(STREETS)} {chance.choice(KINDS)}"
    return street, chance.choice(TOWNS), f"{chance.randint(10_000, 99_999)}"


def again(chance: random.Random, row: Row) -> Row:
    """The same person typed once more: one to three mistakes, somewhere."""
    cells = list(row)
    for _mistake in range(chance.choice((1, 1, 2, 3))):
        at = chance.choice((0, 1, 2, 2, 3, 4))
        cells[at] = _mistyped(chance, cells[at]) if chance.random() < 0.9 else ""
    if chance.random() < 0.05:
        cells[0], cells[1] = cells[1], cells[0]
    return cells[0], cells[1], cells[2], cells[3], cells[4]


def _mistyped(chance: random.Random, text: str) -> str:
    if not text:
        return text
    at = chance.randrange(len(text))
    letter = chance.choice(string.digits if text[at].isdigit() else string.ascii_lowercase)
    return chance.choice(
        (
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
        )
    )

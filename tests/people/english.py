"""British companies and the people who work there, and how somebody else types them."""

import random
from collections.abc import Iterator

BRANDS = [
    "Acme",
    "Apex",
    "Atlas",
    "Beacon",
    "Birch",
    "Bridge",
    "Bright",
    "Cedar",
    "Cobalt",
    "Copper",
    "Crown",
    "Delta",
    "Eagle",
    "Elm",
    "Ember",
    "Falcon",
    "Forge",
    "Global",
    "Golden",
    "Granite",
    "Harbor",
    "Horizon",
    "Iron",
    "Keystone",
    "Liberty",
    "Lion",
    "Maple",
    "Meridian",
    "Metro",
    "Noble",
    "Nova",
    "Ocean",
    "Omega",
    "Orion",
    "Pacific",
    "Peak",
    "Pioneer",
    "Prime",
    "Quantum",
    "River",
    "Royal",
    "Sage",
    "Silver",
    "Solar",
    "Spring",
    "Sterling",
    "Summit",
    "Swift",
    "Titan",
    "Trident",
    "Urban",
    "Valley",
    "Vanguard",
    "Vertex",
    "Vista",
    "Willow",
]
TRADES = [
    "Analytics",
    "Bakery",
    "Builders",
    "Catering",
    "Chemicals",
    "Consulting",
    "Controls",
    "Dental",
    "Design",
    "Diagnostics",
    "Energy",
    "Engineering",
    "Foods",
    "Freight",
    "Furniture",
    "Glass",
    "Hardware",
    "Insurance",
    "Interiors",
    "Logistics",
    "Machining",
    "Manufacturing",
    "Marine",
    "Media",
    "Metals",
    "Motors",
    "Networks",
    "Packaging",
    "Plastics",
    "Plumbing",
    "Printing",
    "Properties",
    "Robotics",
    "Security",
    "Software",
    "Staffing",
    "Steel",
    "Systems",
    "Textiles",
    "Tools",
    "Transport",
    "Travel",
]
FORMS = {"Ltd": "Limited", "Inc": "Incorporated", "Corp": "Corporation", "plc": "plc", "LLC": "LLC", "Limited": "Ltd"}
GIVEN = [
    "James",
    "Mary",
    "John",
    "Linda",
    "Robert",
    "Susan",
    "David",
    "Karen",
    "Paul",
    "Laura",
    "Mark",
    "Emma",
    "Peter",
    "Anna",
    "Simon",
    "Julia",
    "Adam",
    "Claire",
    "Owen",
    "Nina",
    "Felix",
    "Greta",
    "Hugo",
    "Ida",
]
FAMILY = [
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
    "Clarke",
    "Turner",
    "Scott",
    "Moore",
    "Cooper",
    "Baker",
    "Harris",
    "Young",
]
Row = list[str | None]


def mistyped(chance: random.Random, text: str) -> str:
    """With one character left out, doubled, wrong, or in the wrong order."""
    at = chance.randrange(1, len(text) - 1)
    before, here, after = text[:at], text[at], text[at + 1 :]
    return chance.choice((before + after, before + here * 2 + after, before + "k" + after, before + after[:1] + here + after[1:]))  # fmt: skip


def companies(chance: random.Random, count: int) -> Iterator[tuple[Row, Row | None]]:
    """Name, phone, website and town of each company; some are there again."""
    seen: set[str] = set()
    while len(seen) < count:
        words = [*chance.sample(BRANDS, chance.choice((1, 1, 2))), chance.choice(TRADES), chance.choice(list(FORMS))]
        host = "".join(words[:-1]).lower()
        if host in seen:
            continue
        seen.add(host)
        row: Row = [" ".join(words), f"0113 {chance.randrange(2000000, 9999999)}", f"{host}.co.uk", chance.choice(("Leeds", "York", "Hull", "Bath"))]  # fmt: skip
        row = [row[0], *(cell if chance.random() < 0.6 else None for cell in row[1:])]
        again = [_called(chance, words), *(cell if chance.random() < 0.6 else None for cell in row[1:])]
        yield row, again if chance.random() < 0.3 else None


def _called(chance: random.Random, words: list[str]) -> str:
    *name, form = words
    ways = (
        [mistyped(chance, name[0]), *name[1:], form],
        [*name, FORMS[form]],
        name,
        [*name[1:], name[0], form],
        ["The", *words],
    )
    return " ".join(chance.choice(ways))


def leads(chance: random.Random, count: int) -> Iterator[tuple[Row, Row | None]]:
    """Name, company, phone and e-mail of people of whom several work at each company; some are there again."""
    firms = [f"{chance.choice(BRANDS)} {chance.choice(TRADES)}" for _firm in range(count // 4)]
    for _lead in range(count):
        given, family, firm = chance.choice(GIVEN), chance.choice(FAMILY), chance.choice(firms)
        host = firm.replace(" ", "").lower() + ".com"
        phone = f"07{chance.randrange(10**8, 10**9)}" if chance.random() < 0.7 else None
        email = f"{given}.{family}{chance.randrange(99)}@{host}".lower() if chance.random() < 0.8 else None
        again: Row = [
            chance.choice((f"{given[0]}. {family}", f"{family} {given}", f"{mistyped(chance, given)} {family}", f"{given} {family}")),
            firm, phone and f"+44 {phone[1:5]} {phone[5:]}", email and chance.choice((email, mistyped(chance, email), None)),
        ]  # fmt: skip
        yield [f"{given} {family}", firm, phone, email], again if chance.random() < 0.25 else None

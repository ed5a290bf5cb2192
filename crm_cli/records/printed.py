"""What is printed of a quote, an order or a delivery: plain facts in no language, which are kept as JSON when they are approved; and whose paper it is."""

from collections.abc import Mapping
from typing import Any, NamedTuple

OWN = (
    "name", "address", "phone", "email", "website", "tax_id", "register", "bank", "account", "iban", "bic", "quote", "order", "delivery", "return",
    "opening.quote", "opening.order", "opening.delivery", "opening.return", "closing", "payment", "delivery_terms", "terms", "footer",
)  # fmt: skip
"""What a firm says of itself, and what it may say in words of its own, in all languages or in one."""


class Place(NamedTuple):
    """An address in its parts."""

    street: str = ""
    district: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


class Person(NamedTuple):
    """Somebody who is written to, or who signs."""

    name: str
    family: str = ""
    sex: str = ""
    salutation: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""


class Billed(NamedTuple):
    """The buyer as invoices name it (抬头, 税号)."""

    title: str = ""
    tax_id: str = ""
    address: str = ""
    phone: str = ""
    bank: str = ""
    account: str = ""


class Buyer(NamedTuple):
    """The client."""

    name: str
    place: Place = Place()
    tax_id: str = ""
    billed: Billed = Billed()
    person: bool = False


class Item(NamedTuple):
    """A line; ``part`` of the bundle above it, ``optional`` beside the total. Amounts are minor units, shares basis points."""

    kind: str
    name: str
    text: str = ""
    code: str = ""
    quantity: str = "1"
    unit: str = ""
    price: int | None = None
    per: int = 1
    discount: int = 0
    off: int = 0
    charge: int = 0
    tax: str = ""
    rate: int = 0
    net: int | None = None
    optional: bool = False
    part: bool = False
    ordered: str = ""


class Rate(NamedTuple):
    """What is taxed alike, and its tax."""

    tax: str
    rate: int
    net: int
    vat: int


class Part(NamedTuple):
    """A part of how it is paid: ``share`` of the total, due so much later than an event, or on the day ``due`` where that is known."""

    amount: int
    event: str
    share: int = 0
    days: int = 0
    months: int = 0
    due: str = ""
    retention: bool = False


class Sums(NamedTuple):
    """What it comes to."""

    lines: int
    discount: int
    net: int
    vat: int
    total: int
    rates: tuple[Rate, ...] = ()


class Paper(NamedTuple):
    """A document. ``until`` is the day a quote holds until, or an order is promised for; ``other`` a number beside its own."""

    noun: str
    ref: str
    number: str
    language: str
    buyer: Buyer
    items: tuple[Item, ...]
    currency: str = ""
    sums: Sums | None = None
    version: int = 1
    status: str = ""
    date: str = ""
    until: str = ""
    subject: str = ""
    contact: Person | None = None
    owner: Person | None = None
    discount: int = 0
    taxed: bool = False
    payment: str = ""
    delivery: str = ""
    note: str = ""
    address: str = ""
    order: str = ""
    theirs: str = ""
    carrier: str = ""
    tracking: str = ""
    back: bool = False
    plan: tuple[Part, ...] = ()


class Firm(NamedTuple):
    """Who sells: what stands on its paper, by word (``name``, ``bank``, ``opening`` …), the same in one language (``texts["de"]``), and its logo."""

    words: Mapping[str, str] = {}
    texts: Mapping[str, Mapping[str, str]] = {}
    logo: bytes = b""
    logo_type: str = ""
    logo_file: str = ""
    fonts: tuple[str, ...] = ()
    font_folder: str = ""

    def word(self, name: str, language: str, default: str = "") -> str:
        """What the firm says in that language, else in all, else the default."""
        return self.texts.get(language, {}).get(name, self.words.get(name, default))


def to_json(paper: Paper) -> str:
    """A document as it is kept."""
    import json  # what is not kept is printed without it

    return json.dumps(_plain(paper), ensure_ascii=False, separators=(",", ":"))


def of_json(text: str) -> Paper:
    """A document that was kept."""
    import json  # see above

    said: dict[str, Any] = json.loads(text)
    buyer = said["buyer"]
    sums, contact, owner = said.get("sums"), said.get("contact"), said.get("owner")
    return Paper(**{
        **said,
        "buyer": Buyer(**{**buyer, "place": Place(**buyer["place"]), "billed": Billed(**buyer["billed"])}),
        "items": tuple(Item(**item) for item in said["items"]),
        "plan": tuple(Part(**part) for part in said.get("plan", ())),
        "sums": sums and Sums(**{**sums, "rates": tuple(Rate(**rate) for rate in sums["rates"])}),
        "contact": contact and Person(**contact), "owner": owner and Person(**owner),
    })  # fmt: skip


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {name: _plain(one) for name, one in value._asdict().items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value

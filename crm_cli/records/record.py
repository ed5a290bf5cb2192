"""A record is a class of slots whose fields carry a kind and facets; from that one line every surface derives its own.

It is declared like a dataclass, which itself would take longer to load and to make than a quick command may take.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, dataclass_transform

from crm_cli.i18n import N_

if TYPE_CHECKING:
    from crm_cli.records.countries import Country

MISSING = object()


class Field(NamedTuple):
    """One field of a record, declared or made by the team (``custom``).

    Facets: ``required``, ``default``; ``listed`` (in the list without --fields); ``searched`` (how it is indexed: name, text, phone,
    email, number); ``key`` (the normalised key columns it feeds, with commas between); ``to`` (a link's noun) and ``on_remove`` (cascade, clear, refuse); ``choices``
    (key to label) and ``open`` (other values are taken as typed); ``by`` (who sets it: user, verb, system); ``on_add`` (a verb sets it,
    but a new record may come with it, as its room reads it); ``computed`` (no column); ``seen`` (stored, and shown as it is today);
    ``merge`` (lww, review, once); ``personal``, ``sensitive``; ``group`` (its section); ``unique`` (``unnumbered``: but where another system's number tells them apart); ``document`` (a printed number); ``whole`` (never cut, nor rounded, where a screen is narrow), ``yields`` (gives way there, the higher the sooner);
    ``right`` (the role from which on somebody may write it; without it everybody may), ``priced`` (the same where a price book is for what it said or is to say); ``flags`` (more flags for it); ``sentences`` (those of ours it holds); ``machine`` (not on the page that people read); ``before`` (the inherited field it stands in front of).
    """

    name: str
    kind: str
    label: str
    facets: Mapping[str, Any]
    default: Any = None
    custom: bool = False

    @property
    def required(self) -> bool:
        return bool(self.facets.get("required"))

    @property
    def stored(self) -> bool:
        """It has a column of its own in the row."""
        return not self.custom and not self.facets.get("computed") and self.kind not in ("tags", "links")

    @property
    def settable(self) -> bool:
        """The user may set it by a flag."""
        return self.facets.get("by", "user") == "user" and not self.facets.get("computed")

    @property
    def addable(self) -> bool:
        """The user may give it to a new record."""
        return self.settable or bool(self.facets.get("on_add"))

    @property
    def choices(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.facets.get("choices") or {}
        return found

    @property
    def key(self) -> str:
        """The kind of key under which its own value is found; empty where it has none."""
        return str(self.facets.get("key", "")).partition(",")[0]

    @property
    def to(self) -> str:
        """The noun a link points to."""
        return str(self.facets.get("to", ""))


class Spec(NamedTuple):
    """What a class says of one of its fields; :data:`MISSING` is the default of what must be given, and of ``extra``, which is each one's own."""

    default: Any
    facets: Mapping[str, Any]


def plumbed(*, default: Any, **facets: Any) -> Any:
    """A field that no user sets."""
    return Spec(default, facets)


def made(kind: str, label: str, *, default: Any = None, required: bool = False, **facets: Any) -> Any:
    """A field of that kind; the functions below are its named forms."""
    return Spec(MISSING if required else default, {"kind": kind, "label": label, "required": required, **facets})


def _specifier(kind: str) -> Callable[..., Any]:
    def specify(label: str, **facets: Any) -> Any:
        return made(kind, label, **facets)

    specify.__name__ = kind
    return specify


text = _specifier("text")
longtext = _specifier("longtext")
number = _specifier("number")
decimal = _specifier("decimal")
money = _specifier("money")
percent = _specifier("percent")
date = _specifier("date")
time = _specifier("time")
flag = _specifier("flag")
choice = _specifier("choice")
choices = _specifier("choices")
link = _specifier("link")
links = _specifier("links")
tags = _specifier("tags")
phone = _specifier("phone")
phones = _specifier("phones")
email = _specifier("email")
emails = _specifier("emails")
url = _specifier("url")
birthday = _specifier("birthday")
repeat = _specifier("repeat")

SPECIFIERS = (
    text, longtext, number, decimal, money, percent, date, time, flag, choice, choices, link, links, tags,
    phone, phones, email, emails, url, birthday, repeat,
)  # fmt: skip


@dataclass_transform(kw_only_default=True, field_specifiers=(made, plumbed))
def record(noun: str) -> Callable[[type[Any]], type[Any]]:
    """Make the class of a noun: slots, keyword-only, known by its name."""

    def make(cls: type[Any]) -> type[Any]:
        own = {name: spec for name in cls.__annotations__ if isinstance(spec := cls.__dict__.get(name), Spec)}
        body = {name: value for name, value in vars(cls).items() if name not in {*own, "__dict__", "__weakref__"}}
        specs = {**getattr(cls, "specs", {}), **own}
        built: type[Any] = type(
            cls.__name__, cls.__bases__, {**body, "__slots__": tuple(own), "specs": specs, "noun": noun}
        )
        return built

    return make


@record("")
class Record:
    """What every record has. ``id`` is the identity, ``ref`` what people type, ``n`` the row's number in this file only."""

    specs: ClassVar[Mapping[str, Spec]]
    noun: ClassVar[str]
    id: str = plumbed(default="", kind="text", label=N_("Id"), by="system", plumbing=True)
    n: int = plumbed(default=0, kind="number", label=N_("Number"), by="system", plumbing=True)
    ref: str = plumbed(default="", kind="text", label=N_("Ref"), by="system", listed=True)
    created: str | None = plumbed(default=None, kind="time", label=N_("Created"), by="system")
    author: str | None = plumbed(
        default=None, kind="link", label=N_("Author"), to="user", by="system", on_remove="refuse"
    )
    extra: dict[str, Any] = plumbed(default=MISSING, plumbing=True)

    def __init__(self, **values: Any) -> None:
        """One for all records: making one for each costs more than a quick command may take."""
        blank = _blank(type(self))
        given = blank | values
        if len(given) != len(blank):
            raise TypeError(f"a {self.noun} has no {', '.join(values.keys() - blank.keys())}")
        for name, value in given.items():
            if value is MISSING:
                if name != "extra":
                    raise TypeError(f"a {self.noun} needs its {name}")
                value = {}
            setattr(self, name, value)

    def __repr__(self) -> str:
        return f"<{self.noun} {self.ref or self.id or 'new'}>"


_declared: dict[str, tuple[Field, ...]] = {}
_columns: dict[str, tuple[Field, ...]] = {}


_blanks: dict[str, dict[str, Any]] = {}


def _blank(cls: type[Record]) -> dict[str, Any]:
    """The values of a new record; MISSING for those it must be given and for ``extra``, which is each one's own."""
    if cls.noun not in _blanks:
        _blanks[cls.noun] = {name: spec.default for name, spec in cls.specs.items()}
    return _blanks[cls.noun]


def declared(cls: type[Record]) -> tuple[Field, ...]:
    """The fields of a noun as its class declares them, plumbing left out."""
    if cls.noun not in _declared:
        _declared[cls.noun] = tuple(
            Field(name, facets["kind"], facets["label"], facets, None if default is MISSING else default)
            for name, (default, facets) in _in_order(cls)
            if not facets.get("plumbing")
        )
    return _declared[cls.noun]


def _in_order(cls: type[Record]) -> list[tuple[str, Spec]]:
    """The ref first, the noun's own fields and those it inherits, then created and author."""
    own: list[str] = []
    for name in cls.specs:
        place = own.index(cls.specs[name].facets["before"]) if "before" in cls.specs[name].facets else len(own)
        own.insert(place, name)
    own = [name for name in own if name not in ("ref", "created", "author")]
    return [(name, cls.specs[name]) for name in ("ref", *own, "created", "author")]


def columns(cls: type[Record]) -> tuple[Field, ...]:
    """The fields that have a column."""
    if cls.noun not in _columns:
        _columns[cls.noun] = tuple(f for f in declared(cls) if f.stored)
    return _columns[cls.noun]


_guarded: dict[str, dict[str, tuple[str, Any]]] = {}


def guarded(cls: type[Record]) -> dict[str, tuple[str, Any]]:
    """The fields that not everybody may write, each with the role from which on somebody may and what it is where nobody wrote it."""
    if cls.noun not in _guarded:
        _guarded[cls.noun] = {
            name: (facets["right"], None if default is MISSING else default)
            for name, (default, facets) in cls.specs.items()
            if "right" in facets
        }
    return _guarded[cls.noun]


def priced(cls: type[Record]) -> dict[str, str]:
    """The fields by whose value a price book may hold, each with the role from which on somebody may write such a value."""
    return {name: facets["priced"] for name, (_default, facets) in cls.specs.items() if "priced" in facets}


def by_itself(name: str, usual: Any, country: "Country", currency: str) -> Any:
    """What a guarded field says where nobody said it: a tax rate is the country's usual one, a currency that of the base."""
    return {"rate": country.tax_rates[0], "currency": currency}.get(name, usual)


_keys: dict[str, dict[str, tuple[Field, ...]]] = {}


def key_columns(cls: type[Record]) -> dict[str, tuple[Field, ...]]:
    """The normalised key columns of a noun (``phone_key`` …), each with the fields it is made from, the first that is filled."""
    if cls.noun in _keys:
        return _keys[cls.noun]
    found: dict[str, tuple[Field, ...]] = {}
    for f in columns(cls):
        for key in filter(None, str(f.facets.get("key", "")).split(",")):
            found[f"{key}_key"] = (*found.get(f"{key}_key", ()), f)
    _keys[cls.noun] = found
    return found

"""Finds the records that the cells of a column name: by ref, by another system's number, by name; a batch of cells is one question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_cli.errors import Ambiguous, CrmError, Invalid, NotFound, Word
from crm_cli.exchange.matching import latest
from crm_cli.i18n import N_
from crm_cli.records.filters import EMPTY
from crm_cli.records.kinds import ME, packed, parts
from crm_cli.records.names import name_key
from crm_cli.records.numbering import STANDARD
from crm_cli.records.record import key_columns
from crm_cli.records.registry import NOUNS, load
from crm_cli.workspace import Workspace

STUBS = ("client", "contact", "user", "team", "product", "tag")
REMEMBERED = 200_000


@dataclass
class Stub:
    """A record that is made because a row names it."""

    noun: str
    id: str
    values: dict[str, Any]


@dataclass
class References:
    """What the file calls the records of one noun.

    ``own`` are names that rows of the file itself bring, by key; ``create`` makes what is missing. Names are equal when spaces,
    case, accents and signs are left out; ``near`` counts where that was needed: (written, name) to how often.
    """

    crm: Workspace
    noun: str
    source: str | None = None
    create: bool = False
    own: dict[str, str] = field(default_factory=dict)
    near: dict[tuple[str, str], int] = field(default_factory=dict)
    stubs: dict[str, Stub] = field(default_factory=dict)
    _known: dict[str, str | CrmError] = field(default_factory=dict)
    _meant: dict[str, str] = field(default_factory=dict)

    def resolve(self, texts: Sequence[str]) -> list[str | CrmError | None]:
        """For each text the id of its record, nothing for an empty one, or why there is none."""
        plain = ["" if _is_nobody(text) else text.strip() for text in texts]
        self._learn([text for text in dict.fromkeys(plain) if text and text not in self._known])
        if self._meant:
            for text in plain:
                if name := self._meant.get(text):
                    self.near[text, name] = self.near.get((text, name), 0) + 1
        return [self._known[text] if text else None for text in plain]

    @property
    def named_by(self) -> str:
        """The field by which rows of the file name each other: the name, or the ref where records have none."""
        return "name" if "name_key" in key_columns(load(self.noun)) else "ref"

    def own_key(self, text: str) -> str:
        """What a row's own name is known by."""
        return name_key(text) if self.named_by == "name" else text.strip()

    def _learn(self, texts: Sequence[str]) -> None:
        if not texts:
            return
        if len(self._known) > REMEMBERED:
            kept = {stub.values["name"] for stub in self.stubs.values()}
            self._known = {text: value for text, value in self._known.items() if text in kept or text in texts}
        found: dict[str, str | CrmError] = {}
        if self.noun == "user" and (me := self.crm.me):
            found |= dict.fromkeys(set(texts) & set(ME), me)
        for way in (self._by_ref, self._by_number, self._by_external, self._by_code, self._by_name):
            found |= way([text for text in texts if text not in found])
        for text in [text for text in texts if text not in found]:
            found[text] = self._missing(text)
        self._known |= found

    def _by_ref(self, texts: Sequence[str]) -> dict[str, str]:
        code = NOUNS[self.noun].code
        refs = [text for text in texts if text.startswith(code) and text[len(code) : len(code) + 1].isdecimal()]
        own = {text: self.own[text] for text in refs if text in self.own} if self.named_by == "ref" else {}
        return own | dict(self.crm.having(self.noun, "ref", refs)) if refs else {}

    def _by_number(self, texts: Sequence[str]) -> dict[str, str]:
        """Documents by their printed number; of the versions of a quote the latest."""
        if self.noun not in STANDARD or not texts:
            return {}
        found: dict[str, list[str]] = {}
        for number, identity in self.crm.having(self.noun, "number", texts):
            found.setdefault(number, []).append(identity)
        if self.noun == "quote":
            return {number: latest(self.crm, ids) for number, ids in found.items()}
        return {number: ids[0] for number, ids in found.items() if len(ids) == 1}

    def _by_external(self, texts: Sequence[str]) -> dict[str, str]:
        return self.crm.called(self.noun, self.source or self.noun, texts) if texts else {}

    def _by_code(self, texts: Sequence[str]) -> dict[str, str | CrmError]:
        """Products by their code, which lists of prices name more often than the product."""
        if self.noun != "product" or not texts:
            return {}
        found = self.crm.having("product", "code", texts)
        return {code: identity for code, identity in found if sum(other == code for other, _id in found) == 1}

    def _by_name(self, texts: Sequence[str]) -> dict[str, str | CrmError]:
        if "name_key" not in key_columns(load(self.noun)):
            return {}
        keyed = {text: name_key(text) for text in texts}
        names = [self.crm.fields(self.noun)["name"]]
        found: dict[str, list[tuple[str, str]]] = {}
        for key, identity, name in self.crm.having(self.noun, "name_key", set(keyed.values()), names):
            found.setdefault(key, []).append((identity, name))
        chosen = {text: self._chosen(text, found[key]) for text, key in keyed.items() if key in found}
        return chosen | {text: self.own[key] for text, key in keyed.items() if key not in found and key in self.own}

    def _chosen(self, text: str, found: list[tuple[str, str]]) -> str | CrmError:
        exactly = [item for item in found if item[1] == text]
        if len(exactly or found) > 1:
            return Ambiguous(
                N_("“{name}” can be {count} records"),
                hint=N_("name one by its ref"),
                name=text,
                count=len(exactly or found),
            )
        identity, name = (exactly or found)[0]
        if name != text:
            self._meant[text] = name
        return identity

    def _missing(self, text: str) -> str | CrmError:
        if not self.create:
            return NotFound(
                N_("there is no {noun} “{name}”"), hint="--create-missing {command}",
                noun=Word(NOUNS[self.noun].title), name=text, command=self.noun,
            )  # fmt: skip
        key = name_key(text)
        if key not in self.stubs:
            self.stubs[key] = Stub(self.noun, self.crm.new_ids(1)[0], {"name": text})
        return self.stubs[key].id


def several(groups: Iterable[References], cells: Sequence[str]) -> list[str | CrmError | None]:
    """Columns that name several records in a cell: the ids as they are stored; found by the first noun that knows the name."""
    wanted = list(groups)
    split = [[text for text in parts(cell) if not _is_nobody(text)] for cell in cells]
    texts = sorted({text for part in split for text in part})
    known: dict[str, str | CrmError | None] = {}
    for group in wanted:
        open_ = [text for text in texts if not isinstance(known.get(text), str)]
        known |= dict(zip(open_, group.resolve(open_), strict=True))
    return [_packed([known[text] for text in part]) for part in split]


def _is_nobody(text: str) -> bool:
    """``none`` and ``无`` name nobody, here as in a filter."""
    return text.strip().casefold() in EMPTY


def _packed(found: Sequence[str | CrmError | None]) -> str | CrmError | None:
    wrong = next((item for item in found if isinstance(item, CrmError)), None)
    return wrong or packed([item for item in found if isinstance(item, str)])


def creatable(nouns: Iterable[str]) -> set[str]:
    """The nouns of --create-missing, checked."""
    wanted = set(nouns)
    if wrong := wanted - set(STUBS):
        raise Invalid(
            N_("“{name}” cannot be made from a name alone"),
            hint=N_("one of {known}"),
            name=min(wrong),
            known=", ".join(STUBS),
        )
    return wanted

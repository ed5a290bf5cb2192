"""Finds the record a person means: by ref, phone, e-mail, name, 李总, pinyin, initials, external id or @last."""

import re
from collections.abc import Callable, Iterable, Sequence

from crm_cli.clock import Clock
from crm_cli.errors import Ambiguous, Candidate, NotFound, Word
from crm_cli.i18n import N_
from crm_cli.records.fold import fold
from crm_cli.records.keys import normal_key
from crm_cli.records.kinds import ME, chosen
from crm_cli.records.patterns import pattern
from crm_cli.records.record import key_columns
from crm_cli.records.registry import CODES, Noun, load
from crm_cli.records.registry import noun as named
from crm_cli.store import lookup
from crm_cli.store.store import Store

REF = pattern(r"([A-Z]{1,2})([0-9]+)([A-Z]{0,2})", re.IGNORECASE)
SHOWN = 5
BY_REF = N_("name one by its ref")
BY_NAME = N_("two copies of the base gave this ref: name one by its name, its phone or its e-mail")
ENDING = 4  # digits, the fewest that tell the end of a number
LINE_DIGITS = 7  # of a line in its own area
GIVEN = (4, 3, 2)  # letters of a Chinese name, family name and all
MOST_NAMES = 4  # words of a Western name
PEOPLE = ("contact", "lead")
UNNAMED = ("activity", "task")  # nobody calls them by a name
LINE = ("ref", "number", "name", "text", "client", "title", "owner", "pipeline")
Found = list[tuple[Noun, str]]


class Finder:
    """Answers who is meant; ``me`` gives the user's own id when it is needed."""

    def __init__(self, store: Store, clock: Clock, me: Callable[[], str | None]) -> None:
        self.store = store
        self.clock = clock
        self.me = me

    def one(self, nouns: Sequence[str], text: str, *, me: bool = False) -> tuple[Noun, str]:
        """The one that is meant, or an error that names at most five candidates."""
        if me and "user" in nouns and text.casefold() in ME and (mine := self.me()):
            return named("user"), mine
        found = self.candidates(nouns, text)
        if len(found) == 1:
            return found[0]
        if not found:
            by_ref = _of_ref(nouns, text)
            if by_ref and lookup.removal(self.store, by_ref, ref := text.upper()):
                raise NotFound(
                    N_("{ref} was removed"), hint="crm {command} restore {ref}", ref=ref, command=by_ref.name
                )
            wanted = by_ref or named(nouns[0])
            raise NotFound(
                N_("there is no {noun} “{name}”"), hint=N_("crm find {name}, or crm {command} list"),
                noun=Word(wanted.title), name=text, command=wanted.name,
            )  # fmt: skip
        raise Ambiguous(
            N_("“{name}” can be {count} records"), hint=BY_NAME if self._by_ref(nouns, text) else BY_REF, name=text, count=len(found),
            candidates=[self.described(*item) for item in found[:SHOWN]],
        )  # fmt: skip

    def exactly(self, noun: Noun, text: str) -> list[str]:
        """Ids of all records that bear this name, ref, phone or external id; for a stage its type will do; failing that, of all it is part of."""
        if noun.name == "user" and text.casefold() in ME and (mine := self.me()):
            return [mine]
        found = [identity for _noun, identity in self._by_ref([noun.name], text)] or lookup.by_external(
            self.store, noun, text
        )
        found = found or self._ids([noun.name], "name", text) or self._typed(noun, text)
        return found or [identity for _noun, identity in self.candidates([noun.name], text)]

    def anywhere(self, nouns: Sequence[str], text: str, limit: int) -> Found:
        """Everything that has the words: noun by noun, what is meant by name first, then the newest; each noun gets its share."""
        found = [self._of_noun(name, text, limit) for name in nouns]
        share = limit // max(sum(map(bool, found)), 1)
        spare = limit - sum(min(len(hits), share) for hits in found)
        shown: Found = []
        for hits in found:
            size = min(len(hits), share + spare)
            spare -= max(size - share, 0)
            shown += hits[:size]
        return shown

    def _of_noun(self, noun: str, text: str, limit: int) -> Found:
        first = self.candidates([noun], text) if noun not in UNNAMED else self._by_ref([noun], text)
        more = self._worded([noun], text, limit, whole=True)
        if len(more) < limit:  # what only begins so
            more += self._worded([noun], text, limit)
        return list(dict.fromkeys([*first, *more]))[:limit]

    def count(self, nouns: Sequence[str], text: str) -> int:
        """How many have the words."""
        return lookup.count_words(self.store, nouns, text)

    def candidates(self, nouns: Sequence[str], text: str) -> Found:
        """What may be meant, from the surest way of naming to the least sure; the first way that finds anything counts."""
        for way in (
            self._last,
            self._by_ref,
            self._by_number,
            self._by_email,
            self._by_phone,
            self._by_external,
            self._by_role,
            self._by_name,
            self._by_address,
            self._by_start,
            self._by_words,
            self._by_client,
        ):
            if found := way(nouns, text):
                return self._ranked(self._leads_behind(nouns, self._latest(self._narrowed(found))))
        return []

    def at_number(self, nouns: Sequence[str], number: str) -> Found:
        """Who has this number, mine and those spoken to last first; a line without its area is found by how it ends."""
        from crm_cli.records.phones import digits  # only where a number is looked for

        found = self._keyed(nouns, "phone", number)
        if not found and normal_key("phone", number, self.store.country) is None and len(digits(number)) >= LINE_DIGITS:
            found = self._by_phone(nouns, number)
        return self._ranked(found)

    def described(self, noun: Noun, identity: str) -> Candidate:
        """A candidate as one line, ref, name, and whose it is; and the same for programs."""
        row = lookup.values(self.store, noun, identity, LINE)
        for field, table in (("client", "clients"), ("owner", "users"), ("pipeline", "pipelines")):
            if row.get(field):
                row[field] = lookup.name_of(self.store, table, row[field])
        said = list(dict.fromkeys(str(row[name]).split("\n")[0] for name in LINE if row.get(name)))
        told = {name: row[name] for name in LINE if name in row and name != "pipeline"}
        return Candidate(said[0] + "  " + " · ".join(said[1:]), noun=noun.name, **told)

    def _last(self, nouns: Sequence[str], text: str) -> Found:
        found = lookup.last_written(self.store, nouns, self.me()) if text == "@last" else None
        return [found] if found else []

    def _by_ref(self, nouns: Sequence[str], text: str) -> Found:
        noun = _of_ref(nouns, text)
        return [(noun, identity) for identity in lookup.by_ref(self.store, noun, text.upper())] if noun else []

    def _by_number(self, nouns: Sequence[str], text: str) -> Found:
        """A document by its printed number; where only documents may be meant, by the counter in it: 0021, or 21."""
        if not any(char.isdigit() for char in text):
            return []
        from crm_cli.records.numbering import STANDARD  # only where a number may be meant

        papers = [name for name in nouns if name in STANDARD]
        number = text.strip().upper()
        found = [(named(name), one) for name in papers for one in lookup.by_number(self.store, named(name), number)]
        if found or len(papers) < len(nouns) or not (number.isascii() and number.isdigit()):
            return found
        return lookup.ids_of(self.store, lookup.by_counter(self.store, papers, number))

    def _by_email(self, nouns: Sequence[str], text: str) -> Found:
        return self._keyed(nouns, "email", text) if "@" in text.replace("＠", "@") and text != "@last" else []

    def _by_phone(self, nouns: Sequence[str], text: str) -> Found:
        from crm_cli.records.phones import digits, looks_like_phone  # only where a record is looked for

        if looks_like_phone(text) and (found := self._keyed(nouns, "phone", text)):
            return found
        number = digits(text)
        if not re.fullmatch(r"[\d\s()+\-.]+", text) or len(number) < ENDING:
            return []
        words = lookup.by_words(self.store, nouns, number)
        return lookup.ids_of(self.store, words or lookup.by_ending(self.store, nouns, number))

    def _by_external(self, nouns: Sequence[str], text: str) -> Found:
        return [
            (named(name), identity) for name in nouns for identity in lookup.by_external(self.store, named(name), text)
        ]

    def _by_role(self, nouns: Sequence[str], text: str) -> Found:
        """A limit is named by its role."""
        if list(nouns) != ["limit"]:
            return []
        from crm_cli.records.nouns.users import ROLES  # only where a limit is named

        role = chosen(text, ROLES)
        return [(named("limit"), one) for one in lookup.limits_of_role(self.store, role)] if role else []

    def _by_name(self, nouns: Sequence[str], text: str) -> Found:
        return self._keyed(nouns, "name", text)

    def _by_start(self, nouns: Sequence[str], text: str) -> Found:
        return self._keyed(nouns, "name", text, prefix=True)

    def _by_words(self, nouns: Sequence[str], text: str) -> Found:
        """Whole words, or a whole name's sound or initials, before what only begins so."""
        if text.isascii() and len(text.strip()) < 2:
            return []
        return self._worded(nouns, text, whole=True) or self._worded(nouns, text)

    def _worded(self, nouns: Sequence[str], text: str, limit: int = 50, *, whole: bool = False) -> Found:
        return lookup.ids_of(self.store, lookup.by_words(self.store, nouns, text, limit, whole=whole))

    def _by_address(self, nouns: Sequence[str], text: str) -> Found:
        """李总, 科锐李总, Frau Müller: the family name, at a client whose name has the words before it."""
        from crm_cli.records.names import address_form  # only where a record is looked for

        form = address_form(text)
        if form is None:
            return []
        found = self._keyed([name for name in nouns if name in ("contact", "client", "lead")], "family", form.family)
        if "user" in nouns and not form.client:
            found += self._colleagues(form.family)
        if form.client:
            at = {identity for _noun, identity in self.candidates(["client"], form.client)}
            found = [item for item in found if self._client_of(*item) in at or self._comes_from(*item, form.client)]
        titled = [
            item for item in found if form.title and self._title_of(*item) and form.title in self._title_of(*item)
        ]
        return titled or found

    def _by_client(self, nouns: Sequence[str], text: str) -> Found:
        """科锐 李建国, 科锐李建国, Kramer Anna Schmidt: a contact or a lead, after the client or the company it is of."""
        people, words = [noun for noun in nouns if noun in PEOPLE], text.split()
        if not people:
            return []
        for size in range(1, min(len(words), MOST_NAMES + 1)):
            name, client = " ".join(words[-size:]), " ".join(words[:-size])
            named_so = self.candidates(people, name) if size == 1 else self._keyed(people, "name", name)
            if found := self._those_of(named_so, client):
                return found
        return self._run_together(people, "".join(words))

    def _run_together(self, nouns: Sequence[str], text: str) -> Found:
        """A full Chinese name that nothing parts from what stands before it: its last letters are the whole of somebody's name."""
        for size in GIVEN if text and not text[-1].isascii() else ():
            people = self._keyed(nouns, "name", text[-size:])
            if len(text) > size and (found := self._those_of(people, text[:-size])):
                return found
        return []

    def _those_of(self, people: Found, client: str) -> Found:
        """Those of these people who are at a client, or come from a company, that has the words."""
        if not people:
            return []
        at = {identity for _noun, identity in self.candidates(["client"], client)}
        return [one for one in people if self._client_of(*one) in at or self._comes_from(*one, client)]

    def _colleagues(self, family: str) -> Found:
        """The users of that family name, which no column of theirs keeps."""
        from crm_cli.records.names import name_key, split_person  # only where somebody is named by form of address

        wanted = name_key(family)
        found = lookup.ids_of(self.store, lookup.by_words(self.store, ["user"], family))
        names = {identity: str(lookup.name_of(self.store, "users", identity)) for _noun, identity in found}
        here = self.store.country.code
        return [item for item in found if name_key(split_person(names[item[1]], here)[0]) == wanted]

    def _client_of(self, noun: Noun, identity: str) -> str | None:
        if noun.name != "contact":
            return identity
        found: str | None = lookup.values(self.store, noun, identity, ("client",)).get("client")
        return found

    def _comes_from(self, noun: Noun, identity: str, words: str) -> bool:
        """A lead whose company has these words."""
        company = (
            lookup.values(self.store, noun, identity, ("company",)).get("company") if noun.name == "lead" else None
        )
        return bool(company) and fold(words) in fold(str(company))

    def _title_of(self, noun: Noun, identity: str) -> str:
        titles = lookup.values(self.store, noun, identity, ("title", "salutation"))
        return " ".join(str(title) for title in titles.values() if title)

    def _typed(self, noun: Noun, text: str) -> list[str]:
        if noun.name != "stage":
            return []
        from crm_cli.records.nouns.opportunities import STATUSES  # only where a stage is named by its type

        kind = chosen(text, STATUSES)
        return lookup.stages_of_type(self.store, kind) if kind else []

    def _ids(self, nouns: Sequence[str], kind: str, text: str) -> list[str]:
        return [identity for _noun, identity in self._keyed(nouns, kind, text)]

    def _keyed(self, nouns: Iterable[str], kind: str, text: str, *, prefix: bool = False) -> Found:
        column = f"{kind}_key"
        wanted = [name for name in nouns if column in key_columns(load(name)) or kind in ("phone", "email")]
        key = normal_key(kind, text, self.store.country)
        return lookup.ids_of(self.store, lookup.by_key(self.store, wanted, kind, key, prefix=prefix)) if key else []

    def _narrowed(self, found: Found) -> Found:
        """A client and the one contact of theirs under the same phone or name are one answer: the contact."""
        people = [item for item in found if item[0].name == "contact"]
        firms = {identity for noun, identity in found if noun.name == "client"}
        if len(people) == 1 and firms and firms == {self._client_of(*people[0])}:
            return people
        return found

    def _latest(self, found: Found) -> Found:
        """Of the versions of a quote, which have one number, the latest is meant; its ref names an earlier one."""
        quotes = [item for item in found if item[0].name == "quote"]
        if len(quotes) < 2:
            return found
        rows = {item: lookup.values(self.store, *item, ("number", "version")) for item in quotes}
        best = {row["number"]: item for item, row in sorted(rows.items(), key=lambda pair: pair[1]["version"])}
        return [
            item
            for item in found
            if item not in rows or rows[item]["number"] is None or best[rows[item]["number"]] == item
        ]

    def _leads_behind(self, nouns: Sequence[str], found: Found) -> Found:
        """Among several nouns a lead is meant only where no client or contact is, and an open one before one that is closed."""
        if len(found) < 2 or not {"client", "contact"}.intersection(nouns):
            return found
        others = [item for item in found if item[0].name != "lead"]
        if others:
            return others
        from crm_cli.records.nouns.statuses import OPEN  # only where several leads may be meant

        open_ = [item for item in found if lookup.values(self.store, *item, ("type",))["type"] in OPEN]
        return open_ or found

    def _ranked(self, found: Found) -> Found:
        """Mine first, then whom somebody spoke to last, then the latest."""
        if len(found) < 2:
            return found
        mine = self.me()

        def rank(item: tuple[Noun, str]) -> tuple[bool, str, int]:
            row = lookup.values(self.store, *item, ("owner", "n"))
            return (row.get("owner") == mine, lookup.last_contact(self.store, *item) or "", int(row.get("n", 0)))

        return sorted(found, key=rank, reverse=True)


def _of_ref(nouns: Sequence[str], text: str) -> Noun | None:
    """The noun of which a text may be a ref, by its letters."""
    match = REF.fullmatch(text)
    noun = CODES.get(match[1].upper()) if match else None
    return noun if noun and noun.name in nouns else None

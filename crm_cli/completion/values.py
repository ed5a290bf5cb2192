"""What may stand as a value: keys of lists, refs, names, fields and filters, from the table and a few rows of the base.

A value is always a word that no shell gives a meaning to; what else a record is called is only ever its description.
"""

import os

from crm_cli.completion.place import Place
from crm_cli.completion.table import Table

TYPE_CHECKING = False  # importing typing would take longer than all of this
if TYPE_CHECKING:
    from crm_cli.store.completing import Reader

Found = list[tuple[str, str]]
SIGNS = "_-=,.@~!＝+"


class Values:
    """Values with what each is, for a place that the table describes."""

    def __init__(self, table: Table, place: Place) -> None:
        self.table = table
        self.place = place
        self.chinese = place.chinese()

    def of(self, kind: str, rest: str, typed: str) -> Found:
        """What begins as typed, of a kind that the table knows."""
        return self._filter(rest, typed) if kind == "?" else self._listed(kind, rest, typed)

    def _listed(self, kind: str, rest: str, typed: str) -> Found:
        """Values, of which several may stand with commas between them."""
        head, comma, tail = typed.rpartition(",")
        if kind == "=":
            found = self._choices(rest, tail)
        elif kind == "^":
            found = [(name, self.said((en, zh))) for name, zh, en, _ in self._fields(rest) if name.startswith(tail)]
        elif kind == "#":
            found = self._named(rest, tail)
        else:
            found = self._records(rest, tail)
        return [(f"{head}{comma}{value}", said) for value, said in found]

    def _choices(self, number: str, typed: str) -> Found:
        """The keys of a list; its Chinese words where Chinese is typed."""
        cells = self.table.having("V", number)
        keys = [(key, self.said((en, zh))) for key, en, zh in cells if key.startswith(typed)]
        return keys or [(zh, key) for key, _en, zh in cells if zh.startswith(typed) and safe(zh)]

    def _fields(self, noun: str) -> "list[list[str]]":
        """The fields of a noun as (name, Chinese label, English label, what may stand there), the team's own last."""
        own = self._reader().fields(noun) if os.path.exists(self.place.base()) else []  # noqa: PTH110 - pathlib takes too long
        return [*self.table.having("F", noun), *([name, name, "", ""] for name in own if safe(name))]

    def _filter(self, noun: str, typed: str) -> Found:
        """``owner=``, and behind it who; ``@`` and the name of a view or group."""
        at = min((typed.find(sign) for sign in "=~＝" if sign in typed), default=-1)
        if at < 0:
            named = (
                [(f"@{value}", said) for value, said in self._named("view,group", typed[1:])]
                if typed[:1] == "@"
                else []
            )
            fields = self._fields(noun) if typed[:1] != "@" else []
            if typed and not typed.isascii():
                return named + [(f"{zh}=", name) for name, zh, _en, _ in fields if zh.startswith(typed) and safe(zh)]
            return named + [(f"{name}=", self.said((en, zh))) for name, zh, en, _ in fields if name.startswith(typed)]
        name, sign, value = typed[:at].rstrip("!"), typed[: at + 1], typed[at + 1 :]
        what = next((what for field, zh, _en, what in self._fields(noun) if name in (field, zh)), "")
        none = [("none", "")] if what and "none".startswith(value) else []
        return [(f"{sign}{found}", said) for found, said in self.any(what, value) + none]

    def _named(self, nouns: str, typed: str) -> Found:
        """Records that go by their names: the name where it is a plain word, else the ref."""
        found: list[tuple[str, str]] = []
        for noun in nouns.split(","):
            rows = self._reader().all(self.table.nouns()[noun][0])
            found += [
                (name, told) if safe(name) else (ref, name) for ref, name, told in rows if _begins(typed, name, ref)
            ]
            if noun == "user" and "me".startswith(typed):
                found.insert(0, ("me", ""))
        if not found and typed and typed.isascii():
            found = self._worded(nouns, typed)
        return found

    def _records(self, nouns: str, typed: str) -> Found:
        """Records by their ref, or by the name, sound or initials that were typed."""
        places = self.table.nouns()
        reader, wanted = self._reader(), nouns.split(",")
        if not typed:
            rows = [row for noun in wanted for row in reader.latest(places[noun][0], self._me())]
        else:
            start = typed.upper() if typed.isascii() and typed.isalnum() else ""
            fitting = (
                [noun for noun in wanted if start.startswith(places[noun][1]) or places[noun][1].startswith(start)]
                if start
                else []
            )
            rows = [row for noun in fitting for row in reader.by_ref(places[noun][0], start, self._me())]
        return [(ref, _called(name, told)) for ref, name, told in rows] or (self._worded(nouns, typed) if typed else [])

    def _worded(self, nouns: str, typed: str) -> Found:
        """The records that a name, a sound or initials find."""
        if typed.isascii() and len(typed) < 2:
            return []
        from crm_cli.records.tokens import query  # only where a name is typed

        places, match = self.table.nouns(), query(typed)
        tables = {int(places[noun][2]): places[noun][0] for noun in nouns.split(",")}
        found = self._reader().by_words(tables, match, self._me()) if match else iter(())
        return [(ref, _called(name, told)) for ref, name, told in found]

    def any(self, what: str, typed: str) -> Found:
        """What may stand as the value of a field."""
        return [
            found for one in what.split("|") if one[:1] in ("=", "#", "@") for found in self.of(one[0], one[1:], typed)
        ]

    def own_fields(self, noun: str) -> list[str]:
        """The team's own fields of a noun, those whose names are plain words."""
        return [name for name in self._reader().fields(noun) if safe(name)]

    def said(self, says: "tuple[str, ...]") -> str:
        return says[self.chinese] or says[0]

    def _me(self) -> "str | None":
        """The id of who asks, where the base knows them."""
        user = self.place.user()
        return self._reader().user(user) if user else None

    def _reader(self) -> "Reader":
        if not hasattr(self, "_opened"):
            from crm_cli.store.completing import Reader  # only where the base is asked

            self._opened = Reader(self.place.base())
        return self._opened


def _called(name: str, told: str) -> str:
    first = name.strip().split("\n")[0]
    return f"{first} · {told}" if first and told else first or told


def safe(name: str) -> bool:
    """A word that means nothing to any shell: letters and digits of any script, and what joins them."""
    return name.replace("_", "a").replace("-", "a").isalnum() and name[0] != "-"


def plain(value: str) -> bool:
    """The same of a whole value, which may have the signs of options, filters and lists in it."""
    return all(char.isalnum() or char in SIGNS for char in value) and value[:1] != "~"


def _begins(typed: str, *names: str) -> bool:
    return any(name.casefold().startswith(typed.casefold()) for name in names)

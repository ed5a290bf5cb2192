"""What may stand where the cursor is: ``crm __complete`` answers a shell, one ``value<TAB>description`` a line.

A value is always a word that no shell gives a meaning to: a ref, a key, a name of letters and digits. What else a record is
called is only ever its description. Whatever goes wrong, the answer is empty: nobody wants a message while typing.
"""

import os
import sys

from crm_cli.completion.line import after_program, taken_apart
from crm_cli.completion.place import Place
from crm_cli.completion.table import Command, Option, Table

TYPE_CHECKING = False  # importing typing would take longer than all of this
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crm_cli.store.completing import Reader

FILES = ":files"
LONGEST = 60  # characters of a description
BEFORE = ("--db", "--user", "--lang", "--库", "--用户", "--语言")
ENGLISH = {"--库": "--db", "--用户": "--user", "--语言": "--lang"}


def answer(argv: "Sequence[str]") -> int:
    """Answer ``line TEXT BREAKS`` (bash), or ``words WORD … :WORD`` (the others; the colon keeps an empty word a word)."""
    try:
        lines = answers(argv)
    except Exception:  # what is wrong with the base or the settings is said by the next command
        if os.environ.get("CRM_DEBUG"):
            raise
        lines = []
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace", newline="\n")
    sys.stdout.write("".join(line + "\n" for line in lines))
    sys.stdout.flush()
    return 0


def answers(argv: "Sequence[str]") -> list[str]:
    """The lines of the answer."""
    if argv[0] == "line":
        words, start = taken_apart(argv[1], argv[2] if len(argv) > 2 else "")
        words = after_program(words)
    else:
        words, start = [*argv[1:-1], argv[-1].removeprefix(":")], 0
    first: dict[str, str] = {}
    for value, said in Asked(words).candidates():
        first.setdefault(value, said)
    head = words[-1][:start]
    return [_line(value, said, head) for value, said in first.items()]


def _line(value: str, said: str, head: str) -> str:
    """A candidate, without what the shell leaves standing before it."""
    value = value.removeprefix(head)
    return f"{value}\t{_seen(said)}" if said else value


def _seen(text: str) -> str:
    text = " ".join(text.split())
    if not text.isprintable():
        from crm_cli.render.style import shown  # only where something hidden is in a name

        text = shown(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


class Asked:
    """One question: the words before the cursor, and the one that is being typed."""

    def __init__(self, words: "Sequence[str]") -> None:
        self.table = Table()
        self.typed = words[-1]
        self.options: dict[str, str] = {}
        self.line = self._before(list(words[:-1]))
        self.place = Place(self.options)
        self.chinese = self.place.chinese()

    def candidates(self) -> "list[tuple[str, str]]":
        """What may stand there, each with what it is."""
        if (waiting := self.waiting) is not None:
            option = next((o for o in self._options_of("") if waiting in o.names), None)
            return self._valued(option.what, self.typed) if option else []
        command, rest = self._command()
        if command is None:
            return []
        known = self._options_of(command.path)
        before = self._arguments(known, rest)
        if isinstance(before, Option):
            return self._valued(before.what, self.typed)
        if self.typed.startswith("-") and "=" in self.typed:
            return self._after_equals(known)
        if self.typed.startswith("-"):
            return self._named_options(known)
        found = self._commands(command.path) if not before else []
        return found + self._argument(command, before)

    def _before(self, words: list[str]) -> list[str]:
        """The words from the command on; what stands before it is taken note of."""
        self.waiting: str | None = None
        while words and words[0].startswith("-"):
            name, equals, value = words.pop(0).partition("=")
            if name in BEFORE:
                if not equals and not words:
                    self.waiting = name
                self.options[ENGLISH.get(name, name)] = value if equals else words.pop(0) if words else ""
        return words

    def _command(self) -> "tuple[Command | None, list[str]]":
        """The command that the line is at, and the words after its name."""
        path, rest = "", self._expanded(list(self.line))
        while rest:
            known = {command.name for command in self.table.below(path)}
            name = rest[0] if rest[0] in known else dict(self.table.words(path)).get(rest[0])
            if name is None:
                break
            words = name.split()
            path = " ".join([path, words[0]]).strip()
            rest = [*words[1:], *rest[1:]]
        return (self.table.command(path) if path or not rest else None), rest

    def _expanded(self, rest: list[str]) -> list[str]:
        """The line with the user's own word replaced."""
        known = {command.name for command in self.table.below("")} | {word for word, _ in self.table.words("")}
        for _ in range(9):
            if not rest or rest[0] in known or rest[0] not in (own := self.place.own("alias")):
                break
            rest = [*taken_apart(own[rest[0]])[0], *rest[1:]]
        return rest

    def _options_of(self, path: str) -> list[Option]:
        command = self.table.command(path)
        numbers = set(command.options) if command else set()
        return [option for cells in self.table.having("O") if (option := Option(*cells)).number in numbers]

    def _arguments(self, known: list[Option], rest: list[str]) -> "list[str] | Option":
        """The arguments before the cursor; or the option whose value is being typed."""
        by_name = {name: option for option in known for name in option.names}
        found: list[str] = []
        at = 0
        while at < len(rest):
            word = rest[at]
            option = by_name.get(word)
            if option and option.takes:
                if at + 1 == len(rest):
                    return option
                at += 1
            elif not word.startswith("-") or word == "-":
                found.append(word)
            at += 1
        return found

    def _named_options(self, known: list[Option]) -> "list[tuple[str, str]]":
        """The options that begin so; the Chinese names where Chinese is typed."""
        left = [option for option in known if not set(option.names) & set(self.line)]
        return [
            (name, self._said(option.says))
            for option in left
            for name in option.names
            if name.startswith(self.typed)
            and (len(name) > 2 or self.typed == name)
            and (name.isascii() or not self.typed.isascii())
        ] + self._own_fields(known)

    def _own_fields(self, known: list[Option]) -> "list[tuple[str, str]]":
        """The options of the team's own fields, where a verb takes the fields of its noun."""
        if not any(option.what == "+" for option in known):
            return []
        noun = self._noun(self._expanded(list(self.line)))
        names = [f"--{name.replace('_', '-')}" for name in self._reader().fields(noun)] if noun else []
        return [(name, "") for name in names if name.startswith(self.typed) and _safe(name[2:])]

    def _after_equals(self, known: list[Option]) -> "list[tuple[str, str]]":
        name, _equals, typed = self.typed.partition("=")
        option = next((option for option in known if name in option.names and option.takes), None)
        found = self._valued(option.what, typed) if option else []
        return [(value if value == FILES else f"{name}={value}", said) for value, said in found]

    def _commands(self, path: str) -> "list[tuple[str, str]]":
        """The commands of a group; Chinese words for them where Chinese is typed, one's own words at the top."""
        below = self.table.below(path)
        if not below:
            return []
        said = {command.name: self._said(command.says) for command in below}
        words = dict(self.table.words(path))
        if self.chinese:
            first = {name: word for word, name in reversed(words.items()) if not word.isascii()}
            said = {name: " · ".join(filter(None, (first.get(name), text))) for name, text in said.items()}
        own = {name: text for name, text in self.place.own("alias").items() if _safe(name)} if not path else {}
        if self.typed and not self.typed.isascii():
            return [(word, said.get(name, name)) for word, name in words.items() if word.startswith(self.typed)]
        return [(name, text) for name, text in (said | own).items() if name.startswith(self.typed)]

    def _argument(self, command: Command, before: list[str]) -> "list[tuple[str, str]]":
        what = command.arguments
        if not what:
            return []
        last = what[-1]
        spec = what[len(before)] if len(before) < len(what) else last if last.endswith("+") else ""
        return self._valued(spec.removesuffix("+"), self.typed)

    def _valued(self, what: str, typed: str) -> "list[tuple[str, str]]":
        """What may stand where this is wanted; each of several things that may."""
        found: list[tuple[str, str]] = []
        for one in what.split("|") if what else []:
            kind, rest = one[0], one[1:]
            if rest == "*":
                rest = self._noun(self.line) or ""
            if kind in "?" and rest:
                found += self._filter(rest, typed)
            elif kind == "/":
                found.append((FILES, ""))
            elif kind == "!":
                found += self._commands(" ".join(self._expanded(list(self.line))[1:]))
                found += [(name, "") for name, *_ in self.table.having("T") if name.startswith(typed)]
            elif kind in "=#@^":
                found += self._listed(kind, rest, typed)
        return found

    def _listed(self, kind: str, rest: str, typed: str) -> "list[tuple[str, str]]":
        """Values, of which several may stand with commas between them."""
        head, comma, tail = typed.rpartition(",")
        if kind == "=":
            found = self._choices(rest, tail)
        elif kind == "^":
            found = [(name, self._said((en, zh))) for name, zh, en, _ in self._fields(rest) if name.startswith(tail)]
        elif kind == "#":
            found = self._named(rest, tail)
        else:
            found = self._records(rest, tail)
        return [(f"{head}{comma}{value}", said) for value, said in found]

    def _choices(self, number: str, typed: str) -> "list[tuple[str, str]]":
        """The keys of a list; its Chinese words where Chinese is typed."""
        cells = self.table.having("V", number)
        keys = [(key, self._said((en, zh))) for key, en, zh in cells if key.startswith(typed)]
        return keys or [(zh, key) for key, _en, zh in cells if zh.startswith(typed) and _safe(zh)]

    def _fields(self, noun: str) -> "list[list[str]]":
        """The fields of a noun as (name, Chinese label, English label, what may stand there), the team's own last."""
        own = self._reader().fields(noun) if os.path.exists(self.place.base()) else []  # noqa: PTH110 - pathlib takes too long
        return [*self.table.having("F", noun), *([name, name, "", ""] for name in own if _safe(name))]

    def _filter(self, noun: str, typed: str) -> "list[tuple[str, str]]":
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
                return named + [(f"{zh}=", name) for name, zh, _en, _ in fields if zh.startswith(typed) and _safe(zh)]
            return named + [(f"{name}=", self._said((en, zh))) for name, zh, en, _ in fields if name.startswith(typed)]
        name, sign, value = typed[:at].rstrip("!"), typed[: at + 1], typed[at + 1 :]
        what = next((what for field, zh, _en, what in self._fields(noun) if name in (field, zh)), "")
        none = [("none", "")] if what and "none".startswith(value) else []
        return [(f"{sign}{found}", said) for found, said in self._valued(what, value) + none]

    def _named(self, nouns: str, typed: str) -> "list[tuple[str, str]]":
        """Records that go by their names: the name where it is a plain word, else the ref."""
        found: list[tuple[str, str]] = []
        for noun in nouns.split(","):
            rows = self._reader().all(self.table.nouns()[noun][0])
            found += [
                (name, told) if _safe(name) else (ref, name) for ref, name, told in rows if _begins(typed, name, ref)
            ]
            if noun == "user" and "me".startswith(typed):
                found.insert(0, ("me", ""))
        if not found and typed and typed.isascii():
            found = self._worded(nouns, typed)
        return found

    def _records(self, nouns: str, typed: str) -> "list[tuple[str, str]]":
        """Records by their ref, or by the name, sound or initials that were typed."""
        places = self.table.nouns()
        reader, wanted = self._reader(), nouns.split(",")
        if not typed:
            user = self.place.user()
            me = reader.user(user) if user else None
            rows = [row for noun in wanted for row in reader.latest(places[noun][0], me)]
        else:
            start = typed.upper() if typed.isascii() and typed.isalnum() else ""
            fitting = (
                [noun for noun in wanted if start.startswith(places[noun][1]) or places[noun][1].startswith(start)]
                if start
                else []
            )
            rows = [row for noun in fitting for row in reader.by_ref(places[noun][0], start)]
        return [(ref, _called(name, told)) for ref, name, told in rows] or (self._worded(nouns, typed) if typed else [])

    def _worded(self, nouns: str, typed: str) -> "list[tuple[str, str]]":
        """The records that a name, a sound or initials find."""
        if typed.isascii() and len(typed) < 2:
            return []
        from crm_cli.records.tokens import query  # only where a name is typed

        places, match = self.table.nouns(), query(typed)
        tables = {int(places[noun][2]): places[noun][0] for noun in nouns.split(",")}
        found = self._reader().by_words(tables, match) if match else iter(())
        return [(ref, _called(name, told)) for _table, (ref, name, told) in found]

    def _noun(self, words: list[str]) -> str | None:
        """The noun that stands on the line."""
        nouns, others = self.table.nouns(), dict(self.table.words(""))
        return next((noun for word in words if (noun := others.get(word, word)) in nouns), None)

    def _said(self, says: "tuple[str, ...]") -> str:
        return says[self.chinese] or says[0]

    def _reader(self) -> "Reader":
        if not hasattr(self, "_opened"):
            from crm_cli.store.completing import Reader  # only where the base is asked

            self._opened = Reader(self.place.base())
        return self._opened


def _called(name: str, told: str) -> str:
    first = name.strip().split("\n")[0]
    return f"{first} · {told}" if told else first


def _safe(name: str) -> bool:
    """A word that means nothing to any shell: letters and digits of any script, and what joins them."""
    return name.replace("_", "a").replace("-", "a").isalnum() and name[0] != "-"


def _begins(typed: str, *names: str) -> bool:
    return any(name.casefold().startswith(typed.casefold()) for name in names)

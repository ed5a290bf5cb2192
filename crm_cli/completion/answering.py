"""What may stand where the cursor is: ``crm __complete`` answers a shell, one ``value<TAB>description`` a line.

A value is always a word that no shell gives a meaning to: a ref, a key, a name of letters and digits. What else a record is
called is only ever its description. Whatever goes wrong, the answer is empty: nobody wants a message while typing.
"""

import os
import sys

from crm_cli.completion.line import after_program, taken_apart
from crm_cli.completion.place import Place
from crm_cli.completion.table import Command, Option, Table
from crm_cli.completion.values import Found, Values, plain, safe

TYPE_CHECKING = False  # importing typing would take longer than all of this
if TYPE_CHECKING:
    from collections.abc import Sequence

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
        if value == FILES or plain(value):  # what was typed comes back in it, and may be anything
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
        self.values = Values(self.table, self.place)

    @property
    def command(self) -> "Command | None":
        """The command that the line is at; None where there is no such."""
        return self._command()[0]

    def candidates(self) -> Found:
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

    def _named_options(self, known: list[Option]) -> Found:
        """The options that begin so; the Chinese names where Chinese is typed."""
        left = [option for option in known if not set(option.names) & set(self.line)]
        return [
            (name, self.values.said(option.says))
            for option in left
            for name in option.names
            if name.startswith(self.typed)
            and (len(name) > 2 or self.typed == name)
            and (name.isascii() or not self.typed.isascii())
        ] + self._own_fields(known)

    def _own_fields(self, known: list[Option]) -> Found:
        """The options of the team's own fields, where a verb takes the fields of its noun."""
        if not any(option.what == "+" for option in known):
            return []
        noun = self._noun(self._expanded(list(self.line)))
        names = [f"--{name.replace('_', '-')}" for name in self.values.own_fields(noun)] if noun else []
        return [(name, "") for name in names if name.startswith(self.typed)]

    def _after_equals(self, known: list[Option]) -> Found:
        name, _equals, typed = self.typed.partition("=")
        option = next((option for option in known if name in option.names and option.joins), None)
        found = self._valued(option.what, typed) if option else []
        return [(value if value == FILES else f"{name}={value}", said) for value, said in found]

    def _commands(self, path: str) -> Found:
        """The commands of a group; Chinese words for them where Chinese is typed, one's own words at the top."""
        below = self.table.below(path)
        if not below:
            return []
        said = {command.name: self.values.said(command.says) for command in below}
        words = dict(self.table.words(path))
        if self.values.chinese:
            first = {name: word for word, name in reversed(words.items()) if not word.isascii()}
            said = {name: " · ".join(filter(None, (first.get(name), text))) for name, text in said.items()}
        own = {name: text for name, text in self.place.own("alias").items() if safe(name)} if not path else {}
        if self.typed and not self.typed.isascii():
            return [(word, said.get(name, name)) for word, name in words.items() if word.startswith(self.typed)]
        return [(name, text) for name, text in (said | own).items() if name.startswith(self.typed)]

    def _argument(self, command: Command, before: list[str]) -> Found:
        what = command.arguments
        if not what:
            return []
        last = what[-1]
        spec = what[len(before)] if len(before) < len(what) else last if last.endswith("+") else ""
        return self._valued(spec.removesuffix("+"), self.typed)

    def _valued(self, what: str, typed: str) -> Found:
        """What may stand where this is wanted; each of several things that may."""
        found: list[tuple[str, str]] = []
        for one in what.split("|") if what else []:
            kind, rest = one[0], one[1:]
            if rest == "*":
                rest = self._noun(self.line) or ""
            if kind == "/":
                found.append((FILES, ""))
            elif kind == "!":
                found += self._commands(" ".join(self._expanded(list(self.line))[1:]))
                found += [(name, "") for name, *_ in self.table.having("T") if name.startswith(typed)]
            elif kind in "=#@^?" and rest:
                found += self.values.of(kind, rest, typed)
        return found

    def _noun(self, words: list[str]) -> str | None:
        """The noun that stands on the line."""
        nouns, others = self.table.nouns(), dict(self.table.words(""))
        return next((noun for word in words if (noun := others.get(word, word)) in nouns), None)

"""Commands that are imported only when they are run: until then a group knows their names and one line about each."""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from crm_cli.commands.usage import Usage
from crm_cli.errors import CrmError, Typed
from crm_cli.i18n import N_
from crm_cli.records.patterns import pattern

REF = pattern(r"[A-Za-z]{1,2}[0-9]+[A-Za-z]{0,2}")
TASK = pattern(r"[Tt][0-9]+[A-Za-z]{0,2}")
HELP = ("--help", "-h")
# Options that may stand alone, by their metavar, and what the next word must be to be their value; after [= it never is.
ALONE: Mapping[str, Callable[[str], object]] = {
    "[TASK]": lambda word: TASK.fullmatch(word),
    "[=NAME]": lambda _word: False,
}
Target = str | Callable[[], Any]


class Entry(NamedTuple):
    """Where a command is (``module:name``, or a function that builds it), its one-line help, and its section there.

    What is found there is a function (a command is made of it) or a group.
    """

    target: Target
    help: str
    panel: str = ""
    hidden: bool = False

    def found(self) -> Any:
        """The function or the :class:`Group`, imported."""
        return imported(self.target) if isinstance(self.target, str) else self.target()


class Group:
    """A word with verbs under it; ``alone`` is the one that a line means which names none, ``top`` says that the verbs are nouns too."""

    def __init__(
        self,
        name: str,
        table: Mapping[str, Entry],
        help: str = "",  # noqa: A002 - Typer's word
        alone: str = "",
        *,
        aliases: Mapping[str, str] | None = None,
        top: bool = False,
    ) -> None:
        self.name, self.table, self.help, self.alone = name, table, help, alone
        self.aliases, self.top = aliases or {}, top

    def whole(self, words: list[str]) -> list[str]:
        """The line with the verb that it leaves out."""
        if self.alone and not (words and (self.named(words[0]) in self.table or words[0] in HELP)):
            return [self.alone, *words]
        return words

    def named(self, word: str) -> str:
        """The command that a word means: by its name, another name of it, or a Chinese word."""
        return self.aliases.get(word) or (not word.isascii() and self._chinese(word)) or word

    def _chinese(self, word: str) -> str | None:
        from crm_cli.commands import chinese  # only where a Chinese word is said

        return chinese.meant(word, self.table, top=self.top)

    def chosen(self, words: list[str], path: str) -> tuple[str, Entry, list[str]]:
        """The command that a line begins with, and what follows it."""
        name = self.named(words[0])
        if name not in self.table:
            raise no_such_command(words[0], [*self.table, *self.aliases], path)
        return name, self.table[name], words[1:]


def no_such_command(name: str, names: list[str], path: str) -> Usage:
    """There is none of that name; what is called so elsewhere is what to try, else the nearest."""
    from difflib import get_close_matches  # only where a word is wrong

    from crm_cli.commands.elsewhere import called_so, left_to_others  # the same

    if told := left_to_others(name, path):
        return Usage(told[0], hint=told[1])
    if there := called_so(name, path):
        message = N_("there is no command “{name}”")
        return Usage(message, hint="{near}", candidates=there[1:] and there, name=name, near=there[0], path=path)
    near = get_close_matches(name, names, 3)
    hint = "{path} {near}" if near else "{path} --help"
    first = near[0] if near else ""
    return Usage(
        N_("there is no command “{name}”"), hint=hint, candidates=near[1:] and near, name=name, near=first, path=path
    )


def imported(target: str) -> Any:
    """What stands at ``module:name``."""
    module, _colon, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


def is_plain(word: str) -> bool:
    """Whether a word is no option: ``-14%``, ``-5``, ``-¥200`` begin with none of their letters, and ``-bonus 500`` is a sentence."""
    if len(word) < 2 or word[0] != "-":
        return True
    return word[1] != "-" and (" " in word or not (word[1].isascii() and word[1].isalpha()))


def with_empty(options: Mapping[str, str | None], words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The line, in which an option that may stand alone (its metavar is in :data:`ALONE`) has an empty value where none follows.

    Options are given with their metavars. The words that follow one and are none of its values come too, with the option.
    """
    alone = {name: ALONE[metavar] for name, metavar in options.items() if metavar and metavar in ALONE}
    found: list[str] = []
    apart: dict[str, str] = {}
    for at, word in enumerate(words):
        found.append(word)
        after = "".join(words[at + 1 : at + 2])
        if word in alone and not (after and alone[word](after)):
            found.append("")
            if after and after[0] != "-":
                apart[after] = word
    return found, apart


@contextmanager
def joining(apart: Mapping[str, str]) -> Iterator[None]:
    """What is wrong with a word that stands after ``--team`` may be that it was meant as its value: then ``=`` is to join them."""
    try:
        yield
    except CrmError as error:
        for word, option in apart.items():
            if word in error.values.values():
                error.hint = "{option}={joined}"
                error.values = {**error.values, "option": Typed(option), "joined": word}
        raise

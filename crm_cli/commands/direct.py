"""Reads a line that is right, without Typer, which costs more than most commands; any other line is Typer's, who says what is wrong or shows help."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from crm_cli.commands.declaring import REQUIRED, Argument, Option, Parameter, parameters
from crm_cli.commands.loading import Group, is_plain, joining, with_empty
from crm_cli.context import current

KINDS = (str, int, float, Path)


class Unclear(Exception):
    """This is not a line to run; ``line`` is what to ask Typer about, where it is not the one that was typed."""

    def __init__(self, line: Sequence[str] = ()) -> None:
        super().__init__()
        self.line = line


def answer(group: Group, settle: Callable[..., None], argv: Sequence[str], alone: str) -> Any:
    """Run a line: the options before the command, which are ``settle``'s, and the command; ``alone`` where it names none."""
    given, words = Taken(settle, argv).read(argv, whole=False)
    words = words or [alone]
    if words[0].startswith("-"):
        raise Unclear([*argv, alone])
    name, entry, rest = group.chosen(words, "crm")
    settle(**given)
    return _run(entry.found(), rest, f"crm {name}")


def read(group: Group, words: list[str], path: str = "crm") -> tuple[str, Callable[..., Any], dict[str, Any]]:
    """What a line without options before the command would run, and with which values; what cannot be run is refused, nothing is."""
    words = group.whole(words)
    if not words or words[0].startswith("-"):
        raise Unclear
    name, entry, rest = group.chosen(words, path)
    found, path = entry.found(), f"{path} {name}"
    if isinstance(found, Group):
        return read(found, rest, path)
    taken = Taken(found, rest)
    rest, apart = with_empty({name: one.declared.metavar for name, one in taken.named.items()}, rest)
    try:
        given, _left = taken.read(rest)
    except Unclear:
        from crm_cli.commands import tree  # see crm_cli.commands.root

        with joining(apart):
            raise tree.refusal(path, found, rest) from None
    return path, found, given


def _run(found: Any, words: list[str], path: str) -> Any:
    if isinstance(found, Group):
        words = found.whole(words)
        if not words or words[0].startswith("-"):
            raise Unclear
        name, entry, rest = found.chosen(words, path)
        return _run(entry.found(), rest, f"{path} {name}")
    taken = Taken(found, words)
    words, apart = with_empty({name: one.declared.metavar for name, one in taken.named.items()}, words)
    with joining(apart):
        given, _rest = taken.read(words)
        current().command = path
        return found(**given)


class Taken:
    """What a command's function takes, with the names by which this line may call its options."""

    def __init__(self, function: Callable[..., Any], words: Sequence[str]) -> None:
        self.takes = parameters(function)
        options = [one for one in self.takes if isinstance(one.declared, Option)]
        names = [list(one.names) for one in options]
        if not all(word.isascii() for word in words if word.startswith("--")):
            from crm_cli.commands import chinese  # only where a Chinese word is said

            chinese.name_options(names)
        self.named = {name: one for one, own in zip(options, names, strict=True) for name in own}

    def read(self, words: Sequence[str], *, whole: bool = True) -> tuple[dict[str, Any], list[str]]:
        """The values, and what is left; all is the command's, else it ends at the first word that is no option."""
        given: dict[str, Any] = {}
        plain: list[str] = []
        left = list(words[::-1])
        while left:
            word = left.pop()
            if is_plain(word):
                if not whole:
                    return self._values(given), [word, *left[::-1]]
                plain.append(word)
            elif word == "--" and whole:
                plain += left[::-1]
                break
            else:
                self._take(word, left, given)
        arguments = [one for one in self.takes if isinstance(one.declared, Argument)]
        return self._values(given | _placed(arguments, plain)), []

    def _take(self, word: str, left: list[str], given: dict[str, Any]) -> None:
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        option = self.named.get(name)
        if option is None or (equals and option.kind is bool):
            raise Unclear
        if option.kind is bool:
            given[option.name] = True
            return
        if not equals and not left:
            raise Unclear
        found = _value(option, value if equals else left.pop())
        given[option.name] = [*given.get(option.name, []), found] if option.many else found

    def _values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        values = {one.name: given.get(one.name, one.default) for one in self.takes}
        if REQUIRED in values.values():
            raise Unclear
        called = {one.name: one.declared.callback for one in self.takes if one.declared.callback}
        return values | {name: callback(values[name]) for name, callback in called.items()}


def _value(parameter: Parameter, text: str) -> Any:
    if parameter.kind is str:
        return text
    if parameter.kind not in KINDS:
        raise Unclear
    try:
        number = parameter.kind(text)
    except ValueError:
        raise Unclear from None
    low, high = parameter.declared.low, parameter.declared.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise Unclear
    return number


def _placed(arguments: Sequence[Parameter], words: list[str]) -> dict[str, Any]:
    """Each argument with its word; the one that takes many has what the others leave."""
    at = next((at for at, one in enumerate(arguments) if one.many), len(arguments))
    after = len(arguments) - at - 1 if at < len(arguments) else 0
    if (after and len(words) < len(arguments)) or (at == len(arguments) and len(words) > at):
        raise Unclear
    end = len(words) - after
    found: dict[str, Any] = {one.name: _value(one, word) for one, word in zip(arguments[:at], words, strict=False)}
    if words[at:end]:
        found[arguments[at].name] = [_value(arguments[at], word) for word in words[at:end]]
    return found | {one.name: _value(one, word) for one, word in zip(arguments[at + 1 :], words[end:], strict=False)}

"""A line that is read directly is read as Typer reads it; every other one is Typer's."""

import random
import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

import pytest
import typer
from typer.exceptions import TyperException

from crm_cli.commands import direct, tree
from crm_cli.commands.declaring import Argument, Option, Parameter, parameters, taking, without
from crm_cli.commands.direct import Taken, Unclear
from crm_cli.commands.loading import Entry, Group
from crm_cli.commands.root import COMMANDS
from crm_cli.context import Run, begin
from crm_cli.errors import CrmError
from tests.conftest import Runner

LINES = 6  # of each command
VALUES = ("科锐", "", "a b", "5", "-", "0.5", "x=y", "--", "-x", "5x", "-14%", "-bonus 5")


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every command with its path."""
    waiting: list[tuple[str, Entry]] = list(COMMANDS.items())
    while waiting:
        path, entry = waiting.pop(0)
        found = entry.found()
        if isinstance(found, Group):
            waiting += [(f"{path} {name}", inner) for name, inner in found.table.items()]
        else:
            yield path, found


@pytest.fixture
def commands(home: object) -> list[tuple[str, Callable[..., Any]]]:
    begin(Run(["--help"]))  # commands are built for their fields, for which help needs no base
    return list(functions())


def recorder(function: Callable[..., Any], seen: list[dict[str, Any]]) -> Callable[..., Any]:
    """Takes what the function takes, and only keeps it."""
    return taking(lambda **values: seen.append(values), parameters(function))


class Typed:
    """A command as Typer has it, which only keeps what it reads."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.seen: list[dict[str, Any]] = []
        self.command = tree.command_of("x", recorder(function, self.seen))

    def read(self, words: Sequence[str]) -> dict[str, Any] | None:
        """The values, or None where it refuses."""
        try:
            with self.command.make_context("x", list(words)) as ctx:
                self.command.invoke(ctx)
        except (TyperException, CrmError, typer.Exit):
            return None
        return self.seen.pop()


def directly(function: Callable[..., Any], words: list[str]) -> dict[str, Any] | None:
    seen: list[dict[str, Any]] = []
    try:
        direct._run(recorder(function, seen), words, "x")
    except (Unclear, CrmError):  # what an option's own check refuses is refused either way
        return None
    return seen[0]


def a_line(chance: random.Random, function: Callable[..., Any]) -> list[str]:
    """Words that may be a line of a command, right or wrong."""
    words: list[str] = []
    for one in parameters(function):
        for _ in range(chance.choice((0, 0, 1, 1, 2)) if one.many or isinstance(one.declared, Option) else 1):
            words = spoken(chance, one) + words if chance.random() < 0.5 else words + spoken(chance, one)
    return words + chance.choice(([], [], [], ["--help"], ["--"], ["zu viel"]))


def spoken(chance: random.Random, one: Parameter) -> list[str]:
    value = chance.choice(VALUES) if chance.random() < 0.3 else {int: "7", float: "0.25"}.get(one.kind, "科锐")
    if isinstance(one.declared, Argument):
        return [value]
    name = chance.choice(list(one.names))
    if one.kind is bool:
        return [name]
    return [f"{name}={value}"] if name.startswith("--") and chance.random() < 0.5 else [name, value]


def test_what_is_read_directly_is_what_typer_reads(commands: list[tuple[str, Callable[..., Any]]]) -> None:
    chance, read, right = random.Random(7), 0, 0
    for path, function in commands:
        typed = Typed(function)
        for line in (a_line(chance, function) for _ in range(LINES)):
            ours, theirs = directly(function, line), typed.read(line)
            assert ours in (None, theirs), (path, line)
            right, read = right + (theirs is not None), read + (ours is not None)
    assert read > 0.99 * right > 200


def test_every_example_is_read_directly(commands: list[tuple[str, Callable[..., Any]]]) -> None:
    read = 0
    for path, function in commands:
        for line in (function.__doc__ or "").splitlines():
            words = shlex.split(line.strip(), comments=True) if line.strip().startswith(f"crm {path} ") else []
            words = words[1 + len(path.split()) :]
            if words and not {"|", "<", ">", "&&"} & {*words} and "help" not in words:
                assert directly(function, words) == Typed(function).read(words) is not None, line
                read += 1
    assert read > 100


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["C1", "--团队"], {"which": ["C1"], "to": None, "team": "", "limit": 1}),
        (["C1", "--团队=华东"], {"which": ["C1"], "to": None, "team": "华东", "limit": 1}),
        (["--team", "C1", "--limit", "3"], {"which": ["C1"], "to": None, "team": "", "limit": 3}),
        (["C1", "C2", "--", "--to"], {"which": ["C1", "C2", "--to"], "to": None, "team": None, "limit": 1}),
        (["-t", "王芳", "-t", "李强"], {"which": None, "to": "李强", "team": None, "limit": 1}),
        (["--limit", "9"], None),
        (["--limit", "x"], None),
        (["--to"], None),
        (["--tea"], None),
        (["-t王芳"], None),
    ],
)
def test_a_line_is_read_by_what_the_function_declares(words: list[str], said: dict[str, Any] | None) -> None:
    def verb(
        which: Annotated[list[str] | None, Argument()] = None,
        to: Annotated[str | None, Option("-t", "--to")] = None,
        team: Annotated[str | None, Option("--team", metavar="[=NAME]")] = None,
        limit: Annotated[int, Option("--limit", max=5)] = 1,
    ) -> None: ...

    assert directly(verb, words) == said


def test_what_is_left_out_of_a_function_is_no_option() -> None:
    def verb(yes: Annotated[bool, Option("--yes")] = False, no: Annotated[bool, Option("--no")] = False) -> None: ...

    assert Taken(without(verb, "no"), []).read(["--yes"]) == ({"yes": True}, [])
    with pytest.raises(Unclear):
        Taken(without(verb, "no"), []).read(["--no"])


def test_what_typer_refuses_is_refused_in_the_same_words(stocked: Runner) -> None:
    assert (
        stocked("client", "list", "--limit", "x").err
        == "crm: --limit: “x” is not a number. Try: crm client list --help\n"
    )
    assert stocked("client", "list", "-q").code == 0

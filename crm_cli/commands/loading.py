"""Commands that are imported only when they are run: until then a group knows their names and one line about each."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info
from typer.models import CommandInfo

from crm_cli.commands import chinese
from crm_cli.commands.usage import Usage
from crm_cli.context import current
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
APART = "crm.apart"  # where a line keeps the words that stand after such an option
Target = str | Callable[[], Any]


class Entry(NamedTuple):
    """Where a command is (``module:name``, or a function that builds it), its one-line help, and its section there.

    What is found there is a function (a command is made of it) or a group.
    """

    target: Target
    help: str
    panel: str = ""
    hidden: bool = False


class Command(TyperCommand):
    """One command, with our help and our words for what is wrong."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The page of this command."""
        formatter.write(_page(self, ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse what is left over in our words."""
        ctx.allow_extra_args = True
        ctx.meta[APART] = {}
        with _joining(ctx):
            left = super().parse_args(ctx, self.with_empty(args, ctx.meta[APART]))
            if left and not ctx.resilient_parsing:
                raise Usage(
                    N_("“{text}” is one word too many"), hint="{path} --help", text=left[0], path=ctx.command_path
                )
        return left

    def with_empty(self, args: list[str], apart: dict[str, str]) -> list[str]:
        """The line, in which an option that may stand alone (its metavar is in :data:`ALONE`) has an empty value where none follows.

        A word that follows it and is none of its values goes into ``apart``, with the option.
        """
        fitting = ((p, ALONE.get(getattr(p, "metavar", None) or "")) for p in self.params)
        alone = {name: fits for p, fits in fitting if fits for name in p.opts}
        apart |= {
            word: name for name, word in pairwise(args) if name in alone and not (word[:1] == "-" or alone[name](word))
        }
        found: list[str] = []
        for at, word in enumerate(args):
            found.append(word)
            if word in alone and not (at + 1 < len(args) and alone[word](args[at + 1])):
                found.append("")
        return found

    def invoke(self, ctx: Any) -> Any:
        """Run it; the log will say which command it was."""
        current().command = ctx.command_path
        with _joining(ctx):
            return super().invoke(ctx)


@contextmanager
def _joining(ctx: Any) -> Iterator[None]:
    """What is wrong with a word that stands after ``--team`` may be that it was meant as its value: then ``=`` is to join them."""
    try:
        yield
    except CrmError as error:
        for word, option in ctx.meta[APART].items():
            if word in error.values.values():
                error.hint = "{option}={joined}"
                error.values = {**error.values, "option": Typed(option), "joined": word}
        raise


class LazyGroup(TyperGroup):
    """A group whose commands are entries of a table."""

    table: Mapping[str, Entry] = {}
    aliases: Mapping[str, str] = {}
    alone = ""  # the command that a line means which names none
    top = False  # its commands are nouns too

    def fill(self, table: Mapping[str, Entry], aliases: Mapping[str, str] | None = None) -> None:
        """Make the table this group's: a stub for every entry, for help and completion."""
        self.table, self.aliases = table, aliases or {}
        self.commands = {
            name: Command(name, short_help=e.help, hidden=e.hidden, rich_help_panel=e.panel or None)
            for name, e in table.items()
        }

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The page of this group."""
        formatter.write(_page(self, ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """A group alone shows its help, or does what it does alone."""
        if self.alone and not (args and (self.named(args[0]) in self.table or args[0] in HELP)):
            args = [self.alone, *args]
        if not args and not self.invoke_without_command and not ctx.resilient_parsing:
            typer.echo(ctx.get_help())
            raise typer.Exit
        return super().parse_args(ctx, args)

    def named(self, word: str) -> str:
        """The command that a word means: by its name, another name of it, or a Chinese word."""
        return self.aliases.get(word) or (chinese.meant(word, self.table, top=self.top) or word)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str, Any, list[str]]:
        """Import the command that was named."""
        name = self.named(args[0])
        if name not in self.table:
            raise no_such_command(args[0], [*self.table, *self.aliases], ctx.command_path)
        return name, built(name, self.table[name]), args[1:]


def _page(command: Any, ctx: Any) -> str:
    from crm_cli.commands.helping import page  # only help pays for wrapping text

    return page(command, ctx)


def no_such_command(name: str, names: list[str], path: str) -> Usage:
    """There is none of that name; the nearest is what to try."""
    near = get_close_matches(name, names, 3)
    hint = "{path} {near}" if near else "{path} --help"
    first = near[0] if near else ""
    return Usage(
        N_("there is no command “{name}”"), hint=hint, candidates=near[1:] and near, name=name, near=first, path=path
    )


def lazy_group(name: str, verbs: Mapping[str, Entry], help: str = "", alone: str = "") -> LazyGroup:  # noqa: A002 - Typer's word
    """A noun with its verbs; ``alone`` is the one that is meant where none is named."""
    group = LazyGroup(name=name, help=help, rich_markup_mode=None)
    group.alone = alone
    group.fill(verbs)
    return group


def built(name: str, entry: Entry) -> Any:
    """The command or group of an entry, imported and made."""
    found = imported(entry.target) if isinstance(entry.target, str) else entry.target()
    command = found if isinstance(found, TyperGroup) else command_of(name, found)
    command.short_help = entry.help
    return command


def imported(target: str) -> Any:
    """What stands at ``module:name``."""
    module, _colon, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


def command_of(name: str, function: Callable[..., Any]) -> Any:
    """A command made of a function: its signature gives the options, its docstring the help."""
    info = CommandInfo(name=name, cls=Command, callback=function)
    command = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    chinese.name_options(command.params)
    return command

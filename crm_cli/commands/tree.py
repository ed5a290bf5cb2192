"""The commands as Typer has them: for help, and to say what is wrong with a line; made of what the functions declare."""

import contextlib
import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command_from_info
from typer.models import CommandInfo

from crm_cli.commands import chinese
from crm_cli.commands.declaring import REQUIRED, Abort, Declared, Option, Parameter, parameters
from crm_cli.commands.loading import Entry, Group, is_plain, joining, with_empty
from crm_cli.commands.usage import Usage, usage_error
from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.i18n import N_

APART = "crm.apart"  # where a line keeps the words that stand after an option that may stand alone
HELPED = {"help_option_names": ["-h", "--help"]}


def answer(group: Group, settle: Callable[..., None], argv: Sequence[str]) -> Any:
    """Run a line as Typer reads it, whose help goes where the run prints; what it says of a wrong one is said in our words."""
    try:
        command = top(group, settle)
        with contextlib.redirect_stdout(current().out), command.make_context("crm", list(argv)) as ctx:
            return command.invoke(ctx)
    except TyperException as error:
        raise usage_error(error) from None
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort:
        raise Abort from None


def refusal(path: str, function: Callable[..., Any], words: Sequence[str]) -> CrmError:
    """What is wrong with the words after a command, in ours; nothing is run."""
    try:
        command_of(path, function).make_context(path, list(words))
    except TyperException as error:
        return usage_error(error)
    except CrmError as error:
        return error
    except typer.Exit:  # it was to be explained, not run
        pass
    return Usage(N_("this line does nothing"), hint="{path} --help", path=path)


class Command(TyperCommand):
    """One command, with our help and our words for what is wrong."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The page of this command."""
        formatter.write(_page(self, ctx))

    def make_parser(self, ctx: Any) -> Any:
        """Takes ``-14%`` for what it says, where Typer would look for options in it."""
        parser: Any = super().make_parser(ctx)
        option = parser._process_opts
        parser._process_opts = lambda word, state: state.largs.append(word) if is_plain(word) else option(word, state)
        return parser

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse what is left over in our words."""
        ctx.allow_extra_args = True
        words, apart = with_empty(
            {name: getattr(one, "metavar", None) for one in self.params for name in one.opts}, args
        )
        ctx.meta[APART] = apart
        with joining(apart):
            left = super().parse_args(ctx, words)
            if left and not ctx.resilient_parsing:
                raise Usage(
                    N_("“{text}” is one word too many"), hint="{path} --help", text=left[0], path=ctx.command_path
                )
        return left

    def invoke(self, ctx: Any) -> Any:
        """Run it; the log will say which command it was."""
        current().command = ctx.command_path
        with joining(ctx.meta[APART]):
            return super().invoke(ctx)


class Branch(TyperGroup):
    """A group, with a stub for every entry of its table."""

    group: Group

    @property
    def table(self) -> Any:
        """The verbs."""
        return self.group.table

    def fill(self, group: Group) -> "Branch":
        """Make the group's table this one's."""
        self.group, self.alone, self.top = group, group.alone, group.top
        self.commands = {
            name: Command(name, short_help=e.help, hidden=e.hidden, rich_help_panel=e.panel or None)
            for name, e in group.table.items()
        }
        return self

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The page of this group."""
        formatter.write(_page(self, ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """A group alone shows its help, or does what it does alone."""
        args = self.group.whole(args)
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help())
            raise typer.Exit
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str, Any, list[str]]:
        """Import the command that was named."""
        name, entry, rest = self.group.chosen(args, ctx.command_path)
        return name, built(name, entry), rest


def _page(command: Any, ctx: Any) -> str:
    from crm_cli.commands.helping import page  # only help pays for wrapping text

    return page(command, ctx)


def top(group: Group, settle: Callable[..., None]) -> Branch:
    """The program itself, with the options that stand before the command."""
    made: Any = command_of(group.name, settle)
    branch = Branch(
        name=group.name, callback=made.callback, params=made.params, help=made.help, context_settings=HELPED,
        rich_markup_mode=None,
    )  # fmt: skip
    return branch.fill(group)


def built(name: str, entry: Entry) -> Any:
    """The command or group of an entry, imported and made."""
    found = entry.found()
    command: Any = branch_of(found) if isinstance(found, Group) else command_of(name, found)
    command.short_help = entry.help
    return command


def branch_of(group: Group) -> Branch:
    """A group as Typer has it."""
    return Branch(name=group.name, help=group.help, rich_markup_mode=None).fill(group)


def command_of(name: str, function: Callable[..., Any]) -> Any:
    """A command made of a function: what it declares gives the options, its docstring the help."""
    info = CommandInfo(name=name, cls=Command, callback=_typed(function))
    command: Any = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    chinese.name_options(one.opts for one in command.params if one.param_type_name == "option")
    return command


def _typed(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with a signature that Typer can read."""

    @functools.wraps(function)
    def run(**values: Any) -> Any:
        return function(**values)

    run.__signature__ = inspect.Signature([_parameter(one) for one in parameters(function)])  # type: ignore[attr-defined]
    return run


def _parameter(one: Parameter) -> inspect.Parameter:
    default = inspect.Parameter.empty if one.default is REQUIRED else one.default
    told = (one.annotation.__origin__, _told(one.declared))
    return inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[told], default=default)


def _told(declared: Declared) -> Any:
    """The same in Typer's words."""
    make: Any = typer.Option if isinstance(declared, Option) else typer.Argument
    return make(*declared.names, **declared.settings)

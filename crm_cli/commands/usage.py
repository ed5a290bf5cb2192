"""What Typer says when a line cannot be understood, in our words: one line that says what to try."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.context import current
from crm_cli.errors import Invalid, Typed, Word
from crm_cli.i18n import N_
from crm_cli.records.shell import as_line

if TYPE_CHECKING:
    from typer.exceptions import TyperException

HELP = "{path} --help"
ROOT = ("--db", "--user", "--lang", "--no-input", "--no-color", "--version")  # they stand before the command
VALUED = ROOT[:3]  # and a value follows these
ACTOR = "--user"
"""Before the command it says who does it; after it somebody means whose it shall be, and is not told to act as another."""
# What shows which values there are: of an option, and of an argument by the command and the name it has in the help.
SHOWN_BY = {
    "--user": "crm user list",
    "crm snooze TASK": "crm task list owner=me",
    "crm task snooze TASK": "crm task list owner=me",
}
# What Typer's types say, as patterns compiled only when something is wrong.
PROBLEMS = [
    (
        r"'?(?P<text>.*?)'? is not a valid (?:int|float|integer|number)\b",
        N_("{name}: “{text}” is not a number"),
    ),
    (
        r"(?P<text>\S+) is not in the range (?P<range>.+?)\.?$",
        N_("{name}: {text} is not in the range {range}"),
    ),
    (
        r"'?(?P<text>.*?)'? is not one of (?P<choices>.+?)\.?$",
        N_("{name}: “{text}” is not one of {choices}"),
    ),
    (r"'?(?P<text>.*?)'? is not a valid boolean", N_("{name}: “{text}” is neither yes nor no")),
]


MEANT = {
    ("crm quota set", ACTOR): "crm quota set USER|TEAM PERIOD AMOUNT",
    ("crm contract add", "--amount"): "--value",
    ("crm contract edit", "--amount"): "--value",
    ("crm contract renew", "--amount"): "--value",
    **{
        (f"crm {noun} edit", option): f"crm {noun} line edit {code} exempt"
        for noun, code in (("quote", "QL3"), ("order", "RX3"))
        for option in ("--tax", "--rate")
    },
}
"""What people say in an option where we say it with another, or elsewhere."""


class Usage(Invalid):
    """The line cannot be understood."""

    code = "usage"


def usage_error(error: "TyperException") -> Usage:
    """The same mistake as an error of ours."""
    path = getattr(getattr(error, "ctx", None), "command_path", "crm")
    say = SAYINGS.get(type(error).__name__, _other)
    return say(error, path)


def _no_such_option(error: Any, path: str) -> Usage:
    if meant := MEANT.get((path, error.option_name)):
        return Usage(N_("there is no option {option}"), hint=meant, option=error.option_name)
    if error.option_name in ROOT and error.option_name != ACTOR and path != "crm":
        line = _before(error.option_name)
        return Usage(N_("there is no option {option}"), hint="{line}", option=error.option_name, line=line)
    near = _near(error.option_name, error.possibilities or ())
    hint = "{path} {near}" if near else HELP
    found = {"option": error.option_name, "near": near[0] if near else "", "path": path}
    return Usage(N_("there is no option {option}"), hint=hint, candidates=near[1:] and near, **found)


def _before(option: str) -> Typed:
    """The line that was typed, with an option of the program where it belongs."""
    words = list(current().argv)
    at = next(at for at, word in enumerate(words) if word.partition("=")[0] == option)
    own = words[at : at + (2 if option in VALUED and "=" not in words[at] else 1)]
    return Typed(as_line(["crm", *own, *words[:at], *words[at + len(own) :]]))


def _near(option: str, known: Sequence[str]) -> list[str]:
    """The options that look like it, the nearest first; dashes, which all have, make nothing alike."""
    import difflib  # only where an option is wrong

    names = {name.lstrip("-"): name for name in known}
    return [names[found] for found in difflib.get_close_matches(option.lstrip("-"), names)]


def _option_usage(error: Any, path: str) -> Usage:
    if "does not take" in error.message:
        return Usage(N_("{option} takes no value"), hint=HELP, option=error.option_name, path=path)
    hint = SHOWN_BY.get(error.option_name, HELP)
    return Usage(N_("{option} needs a value"), hint=hint, option=error.option_name, path=path)


def _missing(error: Any, path: str) -> Usage:
    hint = SHOWN_BY.get(f"{path} {getattr(error.param, 'metavar', '')}", HELP)
    return Usage(N_("{name} is missing"), hint=hint, name=_named(error), path=path)


def _bad_value(error: Any, path: str) -> Usage:
    for pattern, message in PROBLEMS:
        if found := re.match(pattern, error.message):
            return Usage(message, hint=HELP, name=_named(error), path=path, **found.groupdict())
    return Usage(N_("{name}: {problem}"), hint=HELP, name=_named(error), problem=error.message.rstrip("."), path=path)


def _other(error: Any, path: str) -> Usage:
    return Usage("{problem}", hint=HELP, problem=error.format_message().rstrip("."), path=path)


def _named(error: Any) -> str:
    """The parameter as the user writes it: ``--limit``, ``CLIENT``."""
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "")
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return Word(str(parameter.metavar or parameter.name).upper())


SAYINGS = {
    "NoSuchOption": _no_such_option,
    "BadOptionUsage": _option_usage,
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
}

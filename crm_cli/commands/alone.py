"""Which lines may run by themselves, at night and with nobody there: one that can be read, asks nothing, and takes nothing back or away."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from crm_cli.agenda import schedule
from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import parameters
from crm_cli.commands.direct import Unclear, read
from crm_cli.commands.root import ROOT, expand
from crm_cli.commands.whose import whose
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid, Typed
from crm_cli.i18n import N_
from crm_cli.records.periods import parse_period

FREE = ("dry_run", "plan")  # with these nothing is asked


def check(line: str) -> dict[str, Any]:
    """Refuse a line that would fail, ask, or take something back or away; what it says, by the names of its parameters."""
    words = schedule.words(line)
    words = words[1:] if words[:1] == ["crm"] else words
    words = expand(words, current().config.group("alias"), ROOT.table)
    quiet = current().quiet
    try:
        path, function, given = read(ROOT, words)
    except Unclear:
        raise Invalid(N_("this is no line that can run: {text}"), hint="crm --help", text=line) from None
    finally:
        current().quiet = quiet  # what the line says of itself is not of this one
    schedule.check_alone(path.split()[1:])
    if given.get("yes") is False and not any(given.get(name) for name in FREE):
        raise Invalid(N_("{path} asks first, and nobody is there to answer"), hint="--yes", path=Typed(path))
    for text, look in _said(function, given):
        try:
            look(text)
        except CrmError as error:
            error.hint = _joined(words, text) or error.hint
            raise
    return given


def _said(function: Callable[..., Any], given: dict[str, Any]) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """What the line says of people, teams and times, each with how it is looked up."""
    for one in parameters(function):
        look = LOOKS.get(one.declared.metavar or "")
        value = given.get(one.name)
        for text in value if isinstance(value, list) else [value]:
            if look and isinstance(text, str) and text:
                yield text, look


def _joined(words: list[str], text: str) -> str | None:
    """A word that stands after ``--team`` may be meant as its name."""
    option = next((before for before, word in pairwise(words) if word == text and before == "--team"), None)
    return f"--team={text}" if option else None


def _period(text: str) -> None:
    crm = current().workspace
    parse_period(text, crm.clock, crm.country, crm.workdays)


def _user(text: str) -> None:
    if text not in ("team", "团队"):
        choose(["user"], text)


LOOKS: dict[str, Callable[[str], Any]] = {
    "USER": _user, "[=NAME]": lambda text: whose(None, text), "WHEN": _period, "PERIOD": _period,
}  # fmt: skip

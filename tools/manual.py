"""``docs/crm.1``: the manual page, made from the help of the commands and the topics."""

import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from crm_cli import __version__
from crm_cli.commands import chinese
from crm_cli.commands.helping import argument_name, explained, value_name
from crm_cli.commands.root import SHOWN
from crm_cli.commands.topics import WRITTEN, Topic
from crm_cli.records.registry import NOUNS
from tools.completions import commands, in_english

PAGE = Path(__file__).parent.parent / "docs" / "crm.1"
EXAMPLE = "Example:"
TITLES = {
    "filters": "FILTERS",
    "dates": "DATES",
    "formats": "FORMATS",
    "exit-codes": "EXIT STATUS",
    "rules": "RULES",
    "hooks": "HOOKS",
    "quotes": "LINES OF QUOTES",
}
VERBS = "client"  # the noun whose common verbs stand for those of all
VARIABLES = {
    "CRM_DB": "The base to work with.", "CRM_USER": "Who you are in the base.", "CRM_LANG": "en or zh_CN.", "CRM_TZ": "Your time zone.",
    "CRM_CONFIG": "The file of settings.", "CRM_NOW": "The moment it is, for tries and tests.", "CRM_NO_INPUT": "Never ask.",
    "CRM_PAGER": "The program that shows long output.", "NO_COLOR, FORCE_COLOR": "No colour; colour also where nobody looks.",
}  # fmt: skip


def generate(check: bool) -> list[str]:
    """Write the page; or say that it is stale."""
    with in_english():
        text = "\n".join(page()) + "\n"
    if not check:
        PAGE.write_text(text, encoding="utf-8")
        return []
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text
    return [f"{PAGE.name} is stale"] if stale else []


def page() -> Iterator[str]:
    """The lines of the page."""
    known = dict(commands())
    root = known.pop("")
    yield r".\" Made by tools/generate.py."
    yield f'.TH CRM 1 "" "guanxi {__version__}" "User commands"'
    yield from (".SH NAME", r"crm \- clients, contacts, deals and money, in one file of your own")
    yield from (
        ".SH SYNOPSIS",
        r"\fBcrm\fR [\fIOPTIONS\fR] \fINOUN\fR \fIVERB\fR …",
        ".br",
        r"\fBcrm\fR [\fIOPTIONS\fR] \fICOMMAND\fR …",
    )
    yield from (".SH DESCRIPTION", *paragraphs(root.help), ".SH OPTIONS", *options(root))
    nouns = [noun.name for noun in SHOWN]
    yield from (".SH NOUNS", *described((name, NOUNS[name].summary) for name in nouns))
    common = {path.partition(" ")[2] for path in known if path.startswith("tag ")}
    yield from (
        ".SH VERBS OF EVERY NOUN",
        f"As they are of \\fB{VERBS}\\fR; each field of a noun is an option of add and edit.",
    )
    for path, command in known.items():
        if path.startswith(f"{VERBS} ") and path.partition(" ")[2] in common:
            yield from section(path, command)
    yield ".SH COMMANDS"
    for path, command in known.items():
        noun, _space, verb = path.partition(" ")
        if noun not in nouns or (verb and verb not in common):
            yield from section(path, command)
    for name, topic in WRITTEN.items():
        yield from (f".SH {TITLES[name]}", *told(topic))
    yield from (".SH ENVIRONMENT", *described(VARIABLES.items()))
    yield from (".SH SEE ALSO", r"\fBcrm help\fR, \fBcrm help\fR \fICOMMAND\fR, \fBcrm completion\fR")


def section(path: str, command: Any) -> Iterator[str]:
    """One command: how it is typed, what it does, its options but those that are fields."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    said = " ".join(argument_name(p) if p.required else f"[{argument_name(p)}]" for p in arguments)
    yield f".SS crm {roff(path)} {roff(said)}".rstrip()
    yield from paragraphs(command.help or command.short_help or "")
    yield from options(command)


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a help, its example as it was written."""
    for number, paragraph in enumerate(inspect.cleandoc(text).split("\n\n")):
        first, _nl, rest = paragraph.partition("\n")
        if first == EXAMPLE:
            yield from (".PP", ".nf", ".RS", *(roff(line.strip()) for line in rest.splitlines()), ".RE", ".fi")
        elif paragraph:
            yield from ([".PP"] if number else [])
            yield roff(" ".join(paragraph.split()))


def options(command: Any) -> Iterator[str]:
    """The options of a command that are no fields of its noun."""
    shown = [
        p for p in command.params if p.param_type_name == "option" and not p.hidden and not p.name.startswith("field_")
    ]
    for option in shown:
        names = ", ".join(
            sorted((name for name in option.opts if name.isascii() and name not in chinese.alike(option.opts)), key=len)
        )
        value = "" if option.is_flag else value_name(option.metavar or "TEXT")
        yield from (".TP", rf"\fB{roff(names)}\fR{roff(value)}", roff(explained(option)))


def told(topic: Topic) -> Iterator[str]:
    """A topic of ``crm help``."""
    yield roff(topic.says)
    yield from described(topic.examples)
    yield from (".PP", roff(topic.rest)) if topic.rest else ()


def described(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Words, each with what it is."""
    for name, text in rows:
        yield from (".TP", rf"\fB{roff(name)}\fR", roff(text))


def roff(text: str) -> str:
    """Text in which roff sees no commands."""
    safe = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{safe}" if safe[:1] in (".", "'") else safe

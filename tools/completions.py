"""The completion of shells: the table of commands that ``crm __complete`` reads, made from the commands as they are."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm_cli.agenda.presets.declared import ORDER
from crm_cli.commands import chinese
from crm_cli.commands.completion import FILES
from crm_cli.commands.helping import argument_name
from crm_cli.commands.loading import Entry
from crm_cli.commands.options import TAKEN
from crm_cli.commands.root import ALIASES, COMMANDS, ROOT, settle
from crm_cli.commands.topics import TOPICS
from crm_cli.commands.tree import built, top
from crm_cli.config import IN_THE_BASE, SETTINGS
from crm_cli.context import Run, begin
from crm_cli.i18n import N_, bind, every, language
from crm_cli.records.nouns.activities import DIRECTIONS, KINDS, OUTCOMES
from crm_cli.records.record import Field, declared
from crm_cli.records.registry import NOUNS, load, visible
from crm_cli.render.listing import FORMATS, WORKBOOK

TABLE = Path(__file__).parent.parent / "crm_cli" / "completion" / "table.txt"
Cells = tuple[str, ...]

DAYS = ("today", "tomorrow", "yesterday", "+3d", "+7d", "-30d", "mon", "fri")
PERIODS = ("today", "yesterday", "wtd", "mtd", "qtd", "ytd", "本周", "本月", "上月", "本季度", "上季度", "今年", "去年")
# Lists of values with their labels, by the name they have here or in the help.
LISTS: dict[str, dict[str, str]] = {
    "FORMAT": dict.fromkeys((*FORMATS, WORKBOOK, "vcf"), ""), "LANGUAGE": {"en": "English", "zh_CN": "中文"},
    "YES|NO": {"yes": N_("yes"), "no": N_("no")}, "DATE": dict.fromkeys(DAYS, ""), "PERIOD": dict.fromkeys(PERIODS, ""), "KIND": KINDS,
    "OUTCOME": OUTCOMES, "in|out": DIRECTIONS, "NOUN": {name: NOUNS[name].summary for name in visible()},
    "POOLED": {name: NOUNS[name].summary for name in ("client", "lead")},
    "FIRM": {"company": N_("Company")}, "SHELL": dict.fromkeys(FILES, ""), "PRESET": dict.fromkeys(ORDER, ""), "SETTING": {name: setting.help for name, setting in SETTINGS.items()} | IN_THE_BASE,
}  # fmt: skip
PEOPLE = "@client,contact,lead"
ANY = "@client,contact,lead,opp,task,activity,quote,order,delivery,invoice,payment,contract,membership"
# What stands at an argument, by the name it has in the help.
ARGUMENTS = {
    "DEAL": "@opp", "TASK": "@task", "WHO": PEOPLE, "[WHO] TEXT": PEOPLE, "GROUP": "#group", "STAGE": "#stage", "FILE": "/", "PLAN": "/",
    "COMMAND": "!", "RECORD": PEOPLE, "OTHER": PEOPLE, "REF…": PEOPLE, "WHICH STATUS": "@lead|#status", "WHAT": ANY, "KIND": "=KIND",
    "[CHECK] [FILTER]": "#check|=NOUN|?*", "[client|lead] [FILTER]": "=POOLED|?*", "[NOUN]": "=NOUN", "NOUN": "=NOUN",
    "USER|TEAM": "#user,team|=FIRM", "PRODUCT": "#product", "[PRODUCT]": "#product", "CLIENT": "@client", "ORDER": "@order", "QUOTE": "@quote", "[QUOTE]": "@quote",
    "MEMBERSHIP": "@membership", "[CONTRACT]": "@contract", "ENTRY": "@point", "bash|zsh|fish|powershell": "=SHELL", "PRESET": "=PRESET",
}  # fmt: skip
PAPERS = ("QUOTE", "ORDER", "INVOICE")
NOTHING = "."
OWN = "+"  # nothing to choose from, and fields of one's own may follow
KINDS_OF = {"flag": "YES|NO", "date": "DATE", "time": "DATE"}
# What follows an option, by its name; the rest is said by its metavar.
OPTIONS = {
    "--sort": "^{noun}", "--fields": "^{noun}", "--field": "^{noun}", "--by": "^{noun}", "--sum": "^{noun}", "--view": "#view", "--to": "#user",
    "--for": "#user", "--opp": "@opp", "--stage": "#stage", "--with": "#user", "--done": "@task", "--user": "#user", "--team": "#team",
    "--pipeline": "#pipeline", "--into": "@{noun}", "--add": "#tag", "--remove": "#tag", "--about": "@client,contact,opp", "--at": "=DATE",
    "--as-of": "=DATE", "--due": "=DATE", "--next": "=DATE", "--since": "=DATE", "--period": "=PERIOD", "--client": "@client",
    "--contact": "@contact", "--owner": "#user", "--using": "#mapping", "--db": "/", "--lang": "=LANGUAGE", "--noun-name": "=NOUN",
    "--filter": "?*", "--outcome": "=OUTCOME", "--kind": "=KIND", "--product": "#product", "--line": "#product", "--option": "@quoteline", "--on": "=DATE",
}  # fmt: skip
# Commands whose records are of a noun that their name does not say.
ABOUT = {
    "board": "opp", "call": "activity", "funnel": "opp", "forecast": "opp", "done": "task", "log": "activity", "today": "task",
}  # fmt: skip


class Written:
    """The lines as they are gathered: options and lists that are alike get one number."""

    def __init__(self) -> None:
        self.lines: list[Cells] = []
        self.numbers: dict[Cells, str] = {}

    def number(self, kind: str, cells: Cells) -> str:
        """The number of an option."""
        key = (kind, *cells)
        if key not in self.numbers:
            self.numbers[key] = str(len(self.numbers))
            self.lines.append((kind, self.numbers[key], *cells))
        return self.numbers[key]

    def listed(self, choices: dict[str, str]) -> str:
        """``=NUMBER`` of a list of values with their labels."""
        key = ("V", *choices, *choices.values())
        if key not in self.numbers:
            self.numbers[key] = str(len(self.numbers))
            self.lines += [("V", self.numbers[key], name, *both(label)) for name, label in choices.items()]
        return f"={self.numbers[key]}"


def generate(check: bool) -> list[str]:
    """Write the table; or say that it is stale."""
    text = made()
    if not check:
        TABLE.write_text(text, encoding="utf-8")
        return []
    stale = not TABLE.exists() or TABLE.read_text(encoding="utf-8") != text
    return [f"{TABLE.name} is stale"] if stale else []


@contextmanager
def in_english() -> Iterator[None]:
    """Commands are as they are for anybody, in whatever base; then the language is what it was."""
    before = language()
    bind("en")
    begin(nobody())
    yield
    bind(before)


def made() -> str:
    """The whole table; the same whoever makes it."""
    with in_english():
        lines = _lines()
    return "".join("\t".join(map(_cell, line)) + "\n" for line in sorted(lines, key=lambda line: line[0]))


def _lines() -> list[Cells]:
    written = Written()
    for path, command in commands():
        _write(written, path, command)
    written.lines += words()
    for noun in visible():
        entry = NOUNS[noun]
        written.lines.append(("N", noun, entry.table, entry.code, str(entry.number)))
        fields = [field for field in declared(load(noun)) if not field.facets.get("sensitive")]
        written.lines += [("F", noun, f.name, *both(f.label)[::-1], _of_field(written, f)) for f in fields]
    written.lines += [("T", name) for name in TOPICS]
    return written.lines


def nobody() -> Run:
    """A run that asks for help and has no base and no settings."""
    run = Run(["--help"])
    run.config.path = Path(os.devnull) / "none.toml"
    run.config.flags = {"base": str(Path(os.devnull) / "none.db")}
    return run


def commands() -> Iterator[tuple[str, Any]]:
    """Every group and command with the words that name it, the program first."""
    yield "", top(ROOT, settle)
    waiting: list[tuple[str, Entry]] = list(COMMANDS.items())
    while waiting:
        path, entry = waiting.pop(0)
        command = built(path.rpartition(" ")[2], entry)
        if not entry.hidden:
            yield path, command
        waiting += [(f"{path} {name}", inner) for name, inner in getattr(command, "table", {}).items()]


def words() -> Iterator[Cells]:
    """Other words for commands: nouns by another name, Chinese words, kinds of activities."""
    yield from (("W", "", alias, name) for alias, name in ALIASES.items())
    for path, command in commands():
        for name in getattr(command, "table", {}):
            known = chinese.verb_words if path else chinese.words
            yield from (("W", path, word, name) for word in known(name))
    yield from (("W", "", word, f"log {word}") for word in chinese.kinds())


def both(text: str) -> tuple[str, str]:
    """A text in English and in Chinese."""
    return text, every(text)[-1]


def _write(written: Written, path: str, command: Any) -> None:
    alone = getattr(command, "alone", "")
    source = built(alone, command.table[alone]) if alone else command
    noun = _noun(path)
    arguments = [p for p in source.params if p.param_type_name == "argument"]
    said = " ".join(_argument(written, path, noun, p) + ("+" if p.nargs == -1 else "") for p in arguments)
    options = [p for p in source.params if p.param_type_name == "option" and not p.hidden]
    numbers = " ".join(written.number("O", _option(written, noun, p)) for p in options)
    written.lines.append(("C", path, *both(command.short_help or ""), said, numbers, *_usage(arguments)))


def _usage(arguments: list[Any]) -> Iterator[str]:
    """The arguments as help names them, in both languages; what may be left out in brackets."""
    for speaks in ("en", "zh_CN"):
        bind(speaks)
        names = [(argument_name(one), one.required) for one in arguments if not one.hidden]
        yield " ".join(name if required or name.startswith("[") else f"[{name}]" for name, required in names)
    bind("en")


def _noun(path: str) -> str:
    """The noun a command is about; ``*`` where it stands on the line."""
    first = path.split(" ")[0]
    return first if first in visible() else ABOUT.get(first, "*")


def _argument(written: Written, path: str, noun: str, parameter: Any) -> str:
    metavar = str(parameter.metavar or parameter.name).removesuffix("...")
    if metavar == "NAME":
        return _named(written, "=SETTING" if path.startswith("config") else NOTHING)
    if metavar in ("WHICH", "REF"):
        own = _which(noun)
        return f"{own}|?{noun}" if parameter.nargs == -1 and noun in NOUNS else own
    return f"?{noun}" if metavar == "FILTER" else _named(written, ARGUMENTS.get(metavar, NOTHING))


def _which(noun: str) -> str:
    """A record of the noun, by its ref, or by its name where that is what it goes by."""
    return ANY if noun not in NOUNS else f"@{noun}" if NOUNS[noun].handle == "ref" else f"#{noun}"


def _option(written: Written, noun: str, parameter: Any) -> Cells:
    """The cells of an option: its names, whether a value follows, which, and its help in both languages."""
    hidden = chinese.alike(parameter.opts)
    names = ",".join(name for name in parameter.opts if name not in hidden)
    if field := _field_of(noun, parameter):
        return names, "1", _of_field(written, field) or OWN, *both(field.label)
    if parameter.is_flag:
        return names, "0", "", *both(parameter.help or "")
    takes = "=" if str(parameter.metavar).startswith("[=") else "1"
    return names, takes, _value(written, noun, parameter), *both(parameter.help or "")


def _field_of(noun: str, parameter: Any) -> Field | None:
    if noun not in NOUNS or not parameter.name.startswith("field_"):
        return None
    return next((f for f in declared(load(noun)) if f"--{f.name.replace('_', '-')}" == parameter.opts[0]), None)


def _value(written: Written, noun: str, parameter: Any) -> str:
    """What may stand as the value of an option."""
    metavar = str(parameter.metavar or "")
    if metavar in PAPERS:
        return f"@{metavar.lower()}"
    if metavar == "FILE":
        return "/"
    if metavar == "FORMAT" and parameter.help in TAKEN:
        return written.listed(dict.fromkeys(TAKEN[parameter.help], ""))
    if said := next((OPTIONS[name] for name in parameter.opts if name in OPTIONS), ""):
        return PEOPLE if said == "@{noun}" and noun == "*" else _named(written, said.format(noun=noun))
    if metavar in LISTS:
        return written.listed(LISTS[metavar])
    return written.listed(dict.fromkeys(metavar.split("|"), "")) if "|" in metavar else ""


def _named(written: Written, what: str) -> str:
    """What may stand somewhere, with the lists in it by their numbers."""
    return "|".join(written.listed(LISTS[one[1:]]) if one.startswith("=") else one for one in what.split("|"))


def _of_field(written: Written, field: Field) -> str:
    """What may stand as the value of a field."""
    if field.kind in ("choice", "choices"):
        return written.listed(dict(field.choices)) if field.choices else ""
    if field.kind in ("link", "links", "tags"):
        return "|".join(_which(noun) for noun in (field.to or "tag").split(","))
    return written.listed(LISTS[KINDS_OF[field.kind]]) if field.kind in KINDS_OF else ""


def _cell(text: str) -> str:
    return " ".join(text.split("\n")).replace("\t", " ")

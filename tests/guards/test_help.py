"""Every command's help has an example, every example can be typed, and what the topics say is true."""

import re
import shlex
from typing import Any

import pytest

from crm_cli import errors
from crm_cli.agenda.phrases import ACTIONS
from crm_cli.commands import options
from crm_cli.commands.loading import HELP
from crm_cli.commands.root import ROOT, settle
from crm_cli.commands.topics import DATES, EXIT_CODES, FILTERS, FORMATS, HOOKS, RULES, TOPICS
from crm_cli.commands.tree import top
from crm_cli.i18n import every
from crm_cli.records.nouns.hooks import EVENTS, MOMENTS
from crm_cli.render.listing import FORMATS as WRITTEN
from crm_cli.render.listing import WORKBOOK
from tests.conftest import Begun, Runner
from tests.guards.test_words import whole

ALONE = {"backup": "add"}  # a group that takes the options of a verb
WHOLE = ("--when", "--then")  # without these there is no rule
LINE = re.compile(r"(?:^|[|;(]\s*)crm ((?:[^|;#]|\|(?=\S))*)")


@pytest.fixture
def commands(home: object) -> dict[tuple[str, ...], Any]:
    return whole()


def examples(command: Any) -> list[str]:
    """The lines under ``Example:``."""
    _before, _title, after = (command.help or "").partition("Example:\n")
    return [line.strip() for line in after.split("\n\n")[0].splitlines() if line.strip()]


def test_every_command_has_an_example(commands: dict[tuple[str, ...], Any]) -> None:
    lacking = [
        " ".join(path) for path, command in commands.items() if not hasattr(command, "table") and not examples(command)
    ]
    assert lacking == []


def mistakes(line: str, commands: dict[tuple[str, ...], Any], root: set[str]) -> list[str]:
    """Commands and options of an example that there are not."""
    wrong = []
    for typed in LINE.findall(line):
        try:
            words = shlex.split(typed.split(" >")[0].split(" <")[0].replace(")", " "))
        except ValueError:
            continue
        while words and words[0] in root:
            words = words[2:]
        depth = max((d for d in (1, 2, 3) if tuple(words[:d]) in commands), default=0)
        command = commands.get(tuple(words[:depth]))
        if command is None:
            wrong += words[:1] if words and not re.fullmatch(r"[A-Z]+\d+|--\w+|help", words[0]) else []
            continue
        alone = getattr(command, "alone", "") or (ALONE.get(words[0], "") if depth == 1 else "")
        command = commands[(*words[:depth], alone)] if alone else command
        known = {*HELP, *(name for p in command.params for name in p.opts)}
        wrong += [word for word in words[depth:] if re.match(r"--\w", word) and word.partition("=")[0] not in known]
    return wrong


def test_every_example_can_be_typed(commands: dict[tuple[str, ...], Any]) -> None:
    root = {name for p in top(ROOT, settle).params for name in p.opts}
    wrong = {
        f"{' '.join(path)}: {line}": found
        for path, command in commands.items()
        for line in examples(command)
        if (found := mistakes(line, commands, root))
    }
    assert wrong == {}


def test_a_mistake_in_an_example_is_found(commands: dict[tuple[str, ...], Any]) -> None:
    assert mistakes("crm client lst", commands, set()) == []
    assert mistakes("crm clients list", commands, set()) == ["clients"]
    assert mistakes("crm client list --jsn | crm client tag - --ad x", commands, set()) == ["--jsn", "--ad"]


CHINESE = re.compile(r"[　-〿㐀-鿿＀-￯]")
# What says that it is about Chinese: the headings of a file of calls, dates in both languages, the Chinese words themselves.
ABOUT_CHINESE = {("call", "import"), ("help", "dates"), ("help", "words")}


def test_an_english_page_has_no_chinese(crm: Runner, commands: dict[tuple[str, ...], Any]) -> None:
    pages = {(), *commands}
    said = {(*path, "--help"): crm(*path, "--help").out for path in pages - ABOUT_CHINESE}
    said |= {("help", topic): crm("help", topic).out for topic in TOPICS if ("help", topic) not in ABOUT_CHINESE}
    assert {" ".join(path): CHINESE.findall(text) for path, text in said.items() if CHINESE.search(text)} == {}


def test_chinese_on_an_english_page_would_be_found(crm: Runner) -> None:
    assert all(CHINESE.search(crm(*path, *(["--help"] if path[0] != "help" else [])).out) for path in ABOUT_CHINESE)


def test_an_example_is_typed_in_the_language_of_the_reader(crm: Runner) -> None:
    assert "crm client add Acme --level A" in crm("--help").out
    assert "crm client add 科锐配电 --level A" in crm("--help", CRM_LANG="zh_CN").out


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_shown_in_either_language(crm: Runner, topic: str, language: str) -> None:
    answer = crm("help", topic, CRM_LANG=language)
    assert (answer.code, answer.err) == (0, "")
    assert bool(re.search("[一-鿿]{4}", answer.out)) or language == "en"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("example", [example for example, _text in FILTERS.examples])
def test_each_filter_of_the_topic_is_understood(crm: Runner, begun: Begun, example: str, language: str) -> None:
    def lay() -> None:
        crm("init", "--yes", "--me", "王芳", "--country", "CN", "--language", language)

    begun(lay, language)
    answer = crm("opp", "list", every(example)[-1] if language == "zh_CN" else example)
    assert (answer.code, answer.out, answer.err) == (0, "", "nothing found\n")


@pytest.mark.parametrize("example", [example for example, _text in DATES.examples])
def test_each_date_of_the_topic_is_understood(crm: Runner, begun: Begun, example: str) -> None:
    def lay() -> None:
        crm("init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN")
        crm("client", "add", "科锐")

    begun(lay)
    if example.startswith("-"):
        assert crm("log", "note", "C1", "回电", f"--at={example}").code == 0
    else:
        assert crm("task", "add", "C1", "回电", "--due", example).code == 0


def test_the_topic_of_formats_has_them_all() -> None:
    assert {name for name, _text in FORMATS.examples} == {*WRITTEN, WORKBOOK, "vcf", options.ICS}
    assert {name for name, _text in FORMATS.examples} - {"table", "plain", "ids"} == {
        *options.ENDINGS,
        "vcf",
        options.ICS,
    }


@pytest.mark.parametrize("example", [example for example, _text in RULES.examples])
def test_each_part_of_a_rule_of_the_topic_is_understood(crm: Runner, begun: Begun, example: str) -> None:
    bases = {language: {"CRM_DB": f"{language}.db", "CRM_LANG": language} for language in ("en", "zh_CN")}

    def lay() -> None:
        for language, base in bases.items():
            crm("init", "--yes", "--me", "Nora", "--country", "CN", "--language", language, **base)
            crm("user", "add", "王芳", **base)

    begun(lay)
    for at, base in enumerate(bases.values()):
        said = dict(zip(WHOLE, ("client added" if "level" in example else "opp added", "tag x"), strict=True))
        option, value = shlex.split(every(example)[at])
        said[{"--当": "--when", "--若": "--filter", "--则": "--then"}.get(option, option)] = value
        answer = crm("rule", "add", "甲", *(word for pair in said.items() for word in pair), "--dry-run", **base)
        assert answer.code == 0, (example, answer.err)


def test_the_topic_of_rules_has_all_that_they_do() -> None:
    typed = [example.split('"')[1].split()[0] for example, _text in RULES.examples if example.startswith("--then")]
    assert set(typed) == set(ACTIONS)


def test_the_topic_of_hooks_has_every_moment_and_event() -> None:
    typed = {tuple(example.split()) for example, _text in HOOKS.examples}
    assert {*(("--moment", one) for one in MOMENTS), *(("--event", one) for one in EVENTS)} <= typed


def test_the_topic_of_exit_codes_has_those_of_the_errors() -> None:
    used = {
        str(kind.exit) for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CrmError)
    }
    assert used <= {code for code, _text in EXIT_CODES.examples}

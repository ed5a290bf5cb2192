"""Every noun, verb and option has a Chinese word, and no two have the same."""

from collections.abc import Iterator
from functools import cache

import pytest

from crm_cli.commands import chinese
from crm_cli.commands.loading import Entry
from crm_cli.commands.root import COMMANDS, ROOT, settle
from crm_cli.commands.tree import built, top
from crm_cli.context import Run, begin
from tests.conftest import Runner

LETTERS = 2  # -q
# Words that are the same in both languages.
SAME = {"--qq"}


def groups() -> Iterator[tuple[tuple[str, ...], object]]:
    """Every group and command, by the words that name it."""
    begin(Run(["--help"]))
    waiting: list[tuple[tuple[str, ...], Entry]] = [((name,), entry) for name, entry in COMMANDS.items()]
    while waiting:
        path, entry = waiting.pop(0)
        command = built(path[-1], entry)
        yield path, command
        waiting += [((*path, name), inner) for name, inner in getattr(command, "table", {}).items()]


@cache
def whole() -> dict[tuple[str, ...], object]:
    """All of them, made once."""
    return dict(groups())


@pytest.fixture
def commands(home: object) -> dict[tuple[str, ...], object]:
    return whole()


def test_every_command_and_verb_has_a_chinese_word(commands: dict[tuple[str, ...], object]) -> None:
    lacking = [
        " ".join(path) for path in commands if not (chinese.words if len(path) == 1 else chinese.verb_words)(path[-1])
    ]
    assert lacking == [], "crm_cli/commands/chinese.py: COMMANDS"


def test_no_two_commands_of_a_group_have_the_same_word(commands: dict[tuple[str, ...], object]) -> None:
    tables = {"crm": list(COMMANDS)} | {" ".join(path): list(getattr(c, "table", {})) for path, c in commands.items()}
    shared = {}
    for group, names in tables.items():
        known = chinese.words if group == "crm" else chinese.verb_words
        first: dict[str, str] = {}
        for name in names:
            for word in known(name):
                if first.setdefault(word, name) != name:
                    shared[f"{group}: {word}"] = (first[word], name)
    assert shared == {}
    assert not set(chinese.kinds()) & {word for name in COMMANDS for word in chinese.words(name)}


def test_every_option_has_a_chinese_name(commands: dict[tuple[str, ...], object]) -> None:
    parameters = [(path, p) for path, command in commands.items() for p in getattr(command, "params", ())]
    parameters += [((), p) for p in top(ROOT, settle).params]
    lacking = {
        f"{' '.join(path)} {parameter.opts[0]}"
        for path, parameter in parameters
        if parameter.param_type_name == "option" and not SAME.intersection(parameter.opts)
        if all(name.isascii() for name in parameter.opts)
    }
    assert lacking == set(), "crm_cli/commands/chinese.py: OPTIONS"


def test_an_option_is_never_taken_for_another(commands: dict[tuple[str, ...], object]) -> None:
    for path, command in commands.items():
        names = [name for p in getattr(command, "params", ()) for name in (*p.opts, *p.secondary_opts)]
        assert len(names) == len(set(names)), path


def test_what_has_no_word_is_found() -> None:
    assert chinese.words("nothing") == []
    assert chinese.meant("新增", ["rm", "add"]) == "add"
    assert chinese.meant("客户", ["client"]) is None
    assert chinese.meant("客户", ["lead", "client"], top=True) == "client"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_whole_line_may_be_chinese_in_either_language(crm: Runner, language: str) -> None:
    crm("init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN", CRM_LANG=language)
    assert crm("客户", "新增", "科锐配电", "--级别", "A", "--电话=13801234567", CRM_LANG=language).code == 0
    assert crm("联系人", "添加", "李建国", "--客户", "科锐配电", CRM_LANG=language).code == 0
    called = crm("电话", "李总", "要九五折", "--下次", "周五10点", CRM_LANG=language)
    assert (called.code, called.out) == (0, "")
    assert "T1" in called.err
    assert crm("客户", "列表", "级别=A", "--格式", "ids", CRM_LANG=language).out == "C1\n"
    assert "2026-11-27" in crm("任务", "查看", "T1", "--数据", CRM_LANG=language).out


def test_a_kind_of_activity_is_a_command_in_chinese(crm: Runner) -> None:
    crm("init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN")
    crm("client", "add", "科锐配电")
    assert crm("拜访", "科锐配电", "看了样品").code == 0
    assert '"kind": "visit"' in crm("activity", "show", "A1", "--json").out


def test_help_shows_the_words_to_who_reads_chinese(crm: Runner) -> None:
    said = crm("客户", "--help", CRM_LANG="zh_CN").out
    assert "add 新增" in said and "rm 删除" in said
    assert "--级别" in crm("客户", "新增", "-h", CRM_LANG="zh_CN").out
    assert "级别" not in crm("client", "list", "-h", CRM_LANG="en").out


def test_the_base_and_the_language_may_be_named_in_chinese(crm: Runner) -> None:
    assert "用法" in crm("--语言", "zh_CN", "客户", "--help").out
    assert crm("--库", "nowhere.db", "客户", "列表").code == 3

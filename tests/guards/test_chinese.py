"""In Chinese everything is Chinese: no help page and no screen says an English word that is not typed as it stands."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_cli.agenda.presets.declared import ORDER
from crm_cli.commands import calls, pool, presets, receivables, scheduling
from crm_cli.commands import config as settings
from crm_cli.commands.completion import FILES as SHELLS
from crm_cli.commands.doclines import VERBS
from crm_cli.commands.printing import FORMATS as PAPERS
from crm_cli.commands.root import COMMANDS
from crm_cli.commands.topics import TOPICS
from crm_cli.commands.verbs import COMMON, FOLLOWING, OWN_VERBS, group
from crm_cli.config import IN_THE_BASE, SETTINGS
from crm_cli.exchange.doubles import WAYS
from crm_cli.exchange.exporting import CARDS
from crm_cli.exchange.presets import PRESETS
from crm_cli.insight.keys import UNITS
from crm_cli.records.nouns.attributes import KINDS
from crm_cli.records.record import declared
from crm_cli.records.registry import NOUNS, load, visible
from crm_cli.render.listing import FORMATS, WORKBOOK
from crm_cli.sales.papers import SAID
from crm_cli.tui.places import PLACES
from tests.conftest import Runner

PACKAGE = Path(__file__).parents[2] / "crm_cli"
WORD = re.compile(r"[A-Za-z][A-Za-z_]*")
# What is typed as it stands: options, refs, levels, lines for the shell, names of files.
TYPED = re.compile(
    r"--?[A-Za-z][\w-]*|→ [a-z_.]+(?:$|(?=  ))|\b\d+[dq]\d?\b|\b[A-Z]{1,2}\d+\b|\b[A-C]\b|\bcrm(?: [a-z]+)*|[\w~/-]*\.[a-z_]{2,}\b|\butf-8\b",
    re.MULTILINE,
)
EXAMPLE = re.compile(r"^  crm (?:.*\\\n)*.*$", re.MULTILINE)  # with the lines on which it goes on

NAMES = {
    *COMMANDS,
    *COMMON,
    *FOLLOWING,
    *(verb for verbs in OWN_VERBS.values() for verb in verbs),
    *calls.VERBS,
    *pool.VERBS,
    *scheduling.VERBS,
    *presets.VERBS,
    *receivables.VERBS,
    "get",
    "set",
    "of",
    "scan",
    "different",
    "review",
}
FIELDS = {field.name for noun in visible() for field in declared(load(noun))}
CHOICES = {key for noun in visible() for field in declared(load(noun)) for key in field.choices}
# Words of the help that are values or names of their own, and no field, format or command.
CODES = {
    "CSV", "JSON", "JSONL", "ics", "Excel", "vCard", "QQ", "CN", "DE", "US", "en", "zh_CN", "all", "me", "by", "last", "refs", "external", "hot", "alias",
    "Asterisk", "FRITZ", "Box", "dmy", "mdy", "UTF", "create", "update", "both", "in", "out", "SQL", "SQLite", "SELECT", "UTC", "local_day", "folded", "client_name", "verify",
    "scan", "review", "different", "ref", "none", "cron", "crontab", "systemd", "PowerShell", "ssh", "Ctrl", *TOPICS, "exit", "codes", *SHELLS, "shell", "Tab", "compinit", "PROFILE",
}  # fmt: skip
# What a field of one's own or a check is on, the code of a currency, and a filter as it is typed.
ON_SCREENS = (
    {"CNY", "CSV", "survivor", "none", "open"} | set(NOUNS) | {word for name in ORDER for word in name.split("-")}
)
HOLD_FILTERS = {noun for noun in visible() if any(field.name == "filter" for field in declared(load(noun)))}
IN_HELP = (
    NAMES
    | FIELDS
    | CHOICES
    | CODES
    | {*FORMATS, WORKBOOK, *CARDS, *PRESETS, *WAYS, "excel"}
    | set(KINDS)
    | set(UNITS)
    | {*SETTINGS, *IN_THE_BASE}
    | {*PLACES, *PAPERS, *SAID, *VERBS, "PDF", "HTML", "Markdown"}
)
# What is typed in an example as it stands: models, other programs, SQL, and the units of amounts and times.
IN_EXAMPLES = {
    "GTX", "Pro", "Plus", "PO", "Q", "Qs", "x", "h", "y", "ics", "project", "count", "sum", "FROM", "opportunities", "GROUP", "BY", "Out", "Invoke",
    "pbx", "c", "f", "light", "events", "duplicate", "maps", "tell", "https", "daily", "sales", "head", "media", "stick", "QT",
}  # fmt: skip

BEFORE = "2026-11-19T09:00"
BEGUN = (
    "init --yes --me 王芳 --country CN --language zh_CN --team 销售部 --pipeline 标准销售",
    "client add 科锐配电 --level A --phone 13801234567 --owner 王芳 --tags 大客户",
    "client add 北化新技术 --level B",
    "contact add 李建国 --client 科锐配电 --role decides",
    "product add 交换机 --price 1200 --unit 台",
    "opp add 一期改造 --client 科锐配电 --amount 48万 --close 2026-12-20 --owner 王芳",
    "opp add 二期扩容 --client 北化新技术 --amount 12万 --close 2026-11-02 --owner 王芳",
    "opp add 旧项目 --client 北化新技术 --amount 3万",
    'log call 科锐配电 谈了价格 --outcome connected --min 12 --next "周五10:00 回电" --opp D1 --stage 谈判',
    "task add C2 补发资料 --due 2026-11-20",
    "task add C2 演示 --due 明天",
    "field add client 行业细分 --choice 硬件 --choice 软件 --listed",
    "client edit C2 --level C",
    "opp tick D1 合同已签",
    "opp lose D3 --reason 价格",
    "opp win D1 --reason 交期",
    "done T2 已补发",
)
SEEN = (
    "today --all --days 40", "board", "board --as-of 2026-11-21", "funnel", "forecast", "forecast --by owner", "forecast --by product",
    "summary opp --by stage", "summary opp --by status,close:month --sum amount", "summary client --by level", "summary task --by status",
    "summary activity --by kind", "steps", "history D1", "history C2", "find 科锐", "log", "opp tick D2", "opp win D2 --dry-run",
    "log visit C2 看了样品 --dry-run", "task snooze T3 周五 --dry-run", "client rm C2 --dry-run", "client edit C1 --level B --dry-run",
    "preset list", "preset show 复杂项目", "preset diff group", "preset apply membership --dry-run", "preset apply product", "preset apply 标准产品 --yes",
    "import client 新客户.csv --dry-run", "import client 新客户.csv", "export client -o 导出.csv", "undo", "redo", "undo", "client restore C99",
    "client edit C99 --level A", "opp move D2 火星", "done T99", "client add", "client show 科", "client list --limit 某",
)  # fmt: skip


def pages() -> Iterator[tuple[str, ...]]:
    """The words before ``--help``, for every page there is."""
    yield ()
    for name in COMMANDS:
        yield (name,)
        if name in NOUNS and not NOUNS[name].internal:
            yield from ((name, verb) for verb in group(name).table)
    yield from (("config", name) for name in settings.VERBS)
    yield from (("pool", name) for name in pool.VERBS)
    yield from (("receivable", name) for name in receivables.VERBS)
    yield from (("preset", name) for name in presets.VERBS)


def shown(line: str) -> set[str]:
    """What a screen may say as it is typed: records that hold a filter show it."""
    return ON_SCREENS | (
        FIELDS | CHOICES | {"or", "no", "yes", "today", "late"}
        if line.split()[0] in HOLD_FILTERS | {"preset"}
        else set()
    )


def english(text: str, allowed: frozenset[str] | set[str] = frozenset()) -> list[str]:
    """The words of a text that are neither typed as they stand nor allowed."""
    return [word for word in WORD.findall(TYPED.sub(" ", text)) if word not in allowed]


@pytest.mark.parametrize("words", list(pages()), ids=" ".join)
def test_a_help_page_is_chinese(crm: Runner, words: tuple[str, ...]) -> None:
    answer = crm(*words, "--help", CRM_LANG="zh_CN", COLUMNS="100")
    assert (answer.code, answer.err) == (0, "")
    assert english(EXAMPLE.sub("", answer.out), IN_HELP) == []
    assert english("\n".join(EXAMPLE.findall(answer.out)), IN_HELP | IN_EXAMPLES) == []


def test_every_screen_of_a_chinese_base_is_chinese(crm: Runner, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_LANG", "zh_CN")
    monkeypatch.setenv("CRM_DB", "chinese.db")
    Path("新客户.csv").write_text("名称,级别,颜色\n西蒙电气,B,红\n,A,蓝\n", encoding="utf-8")
    for line in BEGUN:
        answer = crm(*shlex.split(line), CRM_NOW=BEFORE)
        assert answer.code == 0, (line, answer.err)
        assert english(answer.out + answer.err) == [], line
    rows = [f"{noun} list" for noun in visible()] + [f"{noun} show {NOUNS[noun].code}1" for noun in visible()]
    said = {line: crm(*shlex.split(line)) for line in (*rows, *SEEN)}
    left = {line: words for line, answer in said.items() if (words := english(answer.out + answer.err, shown(line)))}
    assert left == {}


def test_what_is_not_chinese_is_found() -> None:
    assert english("阶段  数量  Count\nD12 停滞 · crm opp show D12 --json，再 Try again", {"again"}) == ["Count", "Try"]


def test_no_text_is_marked_where_the_catalogue_does_not_look() -> None:
    """Inside an f-string the extraction sees nothing in some versions of Python."""
    found = [
        f"{path.name}:{call.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for outer in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(outer, ast.JoinedStr)
        for call in ast.walk(outer)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "N_", "ngettext")
        if any(isinstance(argument, ast.Constant) for argument in call.args)
    ]
    assert found == []

"""What a command loads: the quick ones start without what they do not use, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import founded_file

ROOT = Path(__file__).parents[2]
NEVER = {
    "pydantic", "textual", "sqlite_utils", "pypinyin", "apprise", "requests", "keyring", "rich", "aiohttp", "jinja2",
}  # fmt: skip
# Only a wrong line and help are read with Typer, and what it loads.
FOR_HELP = {"typer", "subprocess", "traceback", "platform", "difflib", "locale"}
# A tenth of a quick command: what makes dataclasses.
SLOW = {"dataclasses", "inspect"}
QUICK = (("log", "call", "13801234567", "要九五折"), ("client", "show", "C1"), ("today",), ("report", "day"))
RUN = "import sys; from crm_cli.__main__ import main; code = main(sys.argv[1:]); print(*sys.modules, file=open({path!r}, 'w')); sys.exit(code)"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return founded_file(tmp_path_factory.mktemp("modules") / "base.db", stock=True)


def loaded(base: Path, tmp_path: Path, *line: str) -> set[str]:
    """The top-level modules of a run and, with their full names, ours."""
    told = tmp_path / "modules"
    environment = dict(os.environ, CRM_DB=str(base), CRM_USER="王芳", PYTHONPATH=str(ROOT))
    run = subprocess.run(
        [sys.executable, "-c", RUN.format(path=str(told)), *line], env=environment, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    names = told.read_text().split()
    return {name if name.startswith("crm_cli") else name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    "line",
    [
        ("log", "call", "13801234567", "要九五折", "--outcome", "connected", "--min", "12", "--next", "周五10:00 回电"),
        ("client", "list"),
        ("client", "list", "level=A", "--json"),
        ("today",),
        ("client", "show", "C1"),
        ("report", "day"),
        ("report", "day", "--team"),
        ("remind",),
        ("--version",),
    ],
    ids=" ".join,
)
def test_a_quick_command_loads_nothing_heavy(base: Path, tmp_path: Path, line: tuple[str, ...]) -> None:
    found = loaded(base, tmp_path, *line)
    assert found & (NEVER | FOR_HELP) == set()


@pytest.mark.parametrize("line", QUICK, ids=" ".join)
def test_the_commands_of_every_minute_load_no_dataclasses(base: Path, tmp_path: Path, line: tuple[str, ...]) -> None:
    assert loaded(base, tmp_path, *line) & SLOW == set()


def test_help_loads_nothing_heavy_either(base: Path, tmp_path: Path) -> None:
    assert loaded(base, tmp_path, "--help") & NEVER == set()


def test_a_line_that_writes_loads_neither_lists_nor_filters_nor_the_numbers_of_the_world(
    base: Path, tmp_path: Path
) -> None:
    found = loaded(base, tmp_path, "log", "call", "138 0123 4567", "要九五折", "--min", "12")
    assert found & {"phonenumbers", "decimal", "tomllib", "random"} == set()
    ours = {name.removeprefix("crm_cli.") for name in found if name.startswith("crm_cli.")}
    assert (
        ours & {"records.filters", "records.when", "render.page", "render.data", "store.where", "commands.helping"}
        == set()
    )


def test_the_day_loads_neither_filters_nor_what_writes_nor_what_no_part_of_it_needs(base: Path, tmp_path: Path) -> None:
    found = loaded(base, tmp_path, "today")
    assert found & {"phonenumbers", "chinese_calendar", "dateutil", "icalendar", "smtplib", "csv", "html"} == set()
    ours = {name.removeprefix("crm_cli.") for name in found if name.startswith("crm_cli.")}
    assert (
        ours
        & {
            "records.filters",
            "store.where",
            "commands.log",
            "agenda.capture",
            "sales.quotas",
            "sales.attainments",
            "people.pool",
            "people.cleaning",
            "records.periods",
        }
        == set()
    )


def test_the_page_of_a_client_loads_neither_filters_nor_lists_nor_what_it_does_not_show(
    base: Path, tmp_path: Path
) -> None:
    found = loaded(base, tmp_path, "client", "show", "C1")
    assert found & {"phonenumbers", "dateutil", "icalendar", "csv", "html"} == set()
    ours = {name.removeprefix("crm_cli.") for name in found if name.startswith("crm_cli.")}
    assert (
        ours & {"records.filters", "store.where", "commands.listings", "commands.files", "people.pool", "insight.board"}
        == set()
    )


def test_the_report_of_a_day_loads_neither_lists_nor_what_writes(base: Path, tmp_path: Path) -> None:
    found = loaded(base, tmp_path, "report", "day")
    ours = {name.removeprefix("crm_cli.") for name in found if name.startswith("crm_cli.")}
    unused = {
        "records.filters", "store.where", "sales.quotas", "sales.attainments", "agenda.today", "commands.writing", "commands.changes", "people.members",
        "records.nouns.remarks", "records.nouns.quotas", "commands.helping",
    }  # fmt: skip
    assert ours & unused == set()


HEAVY_ON_TAB = {
    "typer",
    "typing",
    "pathlib",
    "gettext",
    "tomllib",
    "json",
    "dataclasses",
    "ipaddress",
    "contextlib",
    "urllib",
}


def test_completing_a_name_loads_how_it_sounds_and_nothing_else(base: Path, tmp_path: Path) -> None:
    found = loaded(base, tmp_path, "__complete", "words", "client", "show", ":krpd")
    assert found & HEAVY_ON_TAB == set()
    assert "crm_cli.records.pinyin" in found


def test_completing_a_ref_loads_next_to_nothing(base: Path, tmp_path: Path) -> None:
    found = loaded(base, tmp_path, "__complete", "words", "client", "show", ":C")
    assert found & HEAVY_ON_TAB == set()
    assert {name for name in found if name.startswith("crm_cli.")} == {
        "crm_cli.__main__", "crm_cli.completion", "crm_cli.completion.answering", "crm_cli.completion.line", "crm_cli.completion.place",
        "crm_cli.completion.table", "crm_cli.completion.values", "crm_cli.store", "crm_cli.store.completing", "crm_cli.store.engine", "crm_cli.store.seen",
    }  # fmt: skip


def test_the_guard_sees_what_a_run_loads(base: Path, tmp_path: Path) -> None:
    assert {"crm_cli.records.filters", "json"} <= loaded(base, tmp_path, "client", "list")
    assert "typer" in loaded(base, tmp_path, "--help")

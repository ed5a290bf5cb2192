"""No list and no report is wider than the screen: the terminal would break its lines in the middle of words."""

import json
import re
import shutil
from pathlib import Path

import pytest

from crm_cli.commands.root import ROOT
from crm_cli.records.registry import NOUNS
from crm_cli.render.style import cells
from tests.conftest import Runner

WHO = {"en": "nora", "zh_CN": "林晓棠"}
REPORTS = (
    "today", "today --team", "today --days 30", "me", "board", "funnel", "forecast", "forecast --by owner", "forecast --by team",
    "changes", "changes --since 2026-09-01", "report day", "report day --team", "report week --team", "report month", "report month --team",
    "call stats", "cadence", "calendar", "check", "doctor", "steps", "quota progress", "schedule status", "remind", "preset list", "preset show product",
    "config list", "pool list", "client timeline C47", "client show C47", "client show C54", "prep C47", "prep C54", "lead show L3", "opp show D117",
    "contact show P1", "task show T1",
)  # fmt: skip
LISTS = tuple(f"{noun.name} list" for noun in NOUNS.values() if not noun.internal)
HELP = tuple(f"help {topic}" for topic in ("refs", "filters", "dates", "formats", "exit-codes", "words"))
LAID = ("quota set {} 2026Q4 60万", "quota set company 2026 500万", "schedule add weekdays 8:00 today --mail")


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where the made-up company of each language is kept; made by the first who asks."""
    folder = tmp_path_factory.mktemp("demos")
    return {language: folder / f"{language}.db" for language in WHO}


@pytest.fixture(params=WHO)
def company(request: pytest.FixtureRequest, demos: dict[str, Path], crm: Runner, home: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:  # fmt: skip
    """Runs a line at the made-up company, in its language."""
    language = request.param
    if not demos[language].exists():
        assert crm("demo", "--keep", demos[language], "--lang", language).code == 0
        for line in LAID:
            words = [word.format(WHO[language]) for word in line.split()]
            crm(*words[:4], " ".join(words[4:]) or "--quiet", CRM_DB=str(demos[language]), CRM_USER=WHO[language])
    shutil.copy(demos[language], home / "base.db")
    for name, value in {"DB": str(home / "base.db"), "USER": WHO[language], "LANG": language, "PAGER": "cat"}.items():
        monkeypatch.setenv(f"CRM_{name}", value)
    return crm


def too_wide(company: Runner, width: int, *words: str) -> list[tuple[str, str]]:
    """The lines of an answer that a terminal of that width would break."""
    found = company(*words, terminal=True, COLUMNS=str(width), NO_COLOR="1")
    assert found.code in (0, 3, 8), (words, found.err)
    return [(" ".join(words), text) for text in found.out.splitlines() if cells(text) > width]


def test_no_line_is_wider_than_the_screen(company: Runner) -> None:
    assert [wide for line in (*REPORTS, *LISTS, *HELP) for wide in too_wide(company, 80, *line.split())] == []


@pytest.mark.parametrize("language", WHO)
def test_no_line_of_help_is_wider_than_the_screen(language: str, crm: Runner) -> None:
    found = [(name, line) for name in ROOT.table for line in crm(name, "--help", COLUMNS="80", NO_COLOR="1", CRM_LANG=language).out.splitlines()]  # fmt: skip
    assert [(name, line) for name, line in found if cells(line) > 80] == []


@pytest.mark.parametrize("width", [80, 120])
def test_what_is_asked_of_the_base_itself_fits_too(width: int, company: Runner) -> None:
    assert too_wide(company, width, "sql", "SELECT * FROM clients") == []


OWED = ("invoice list", "order list", "quote list", "payment list", "delivery list", "receivable list --by invoice")
EXACT = re.compile(r"[$¥][0-9.,]+[k万m]|(IN|SO|QT)-[0-9-]*…")


@pytest.mark.parametrize("width", [80, 110])
@pytest.mark.parametrize("line", OWED)
def test_amounts_and_numbers_of_documents_are_whole_on_every_screen(line: str, width: int, company: Runner) -> None:
    found = company(*line.split(), terminal=True, COLUMNS=str(width), NO_COLOR="1").out
    assert re.search("(IN|SO|QT)-[0-9]{4}-[0-9]{4}|[$¥][0-9]", found)
    assert [one for one in found.splitlines() if EXACT.search(one)] == []


@pytest.mark.parametrize("words", [(), ("--by", "invoice")])
def test_what_is_still_to_be_paid_stands_on_the_narrowest_screen(words: tuple[str, ...], company: Runner) -> None:
    (rows,) = json.loads(company("receivable", "list", *words, "--json").out).values()
    lines = company("receivable", "list", *words, terminal=True, COLUMNS="80", NO_COLOR="1").out.splitlines()
    amounts = {line.split()[0]: line.replace(",", "") for line in lines if line[:1].isalpha()}
    assert [row["ref"] for row in rows if row["left"].removesuffix(".00") not in amounts[row["ref"]]] == []

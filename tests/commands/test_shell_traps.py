"""What a real shell does to a filter before the program sees it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Runner

BASH = shutil.which("bash")


@pytest.fixture
def base(crm: Runner, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CRM_DB", str(home / "crm.db"))
    for line in (
        ["init", "--yes", "--me", "Ann Lee", "--country", "US"],
        ["opp", "add", "small", "--amount", "50000"],
        ["opp", "add", "large", "--amount", "500000"],
    ):
        assert crm(*line).code == 0
    return home


def typed(line: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The line in a real bash, where ``crm`` is this program."""
    assert BASH
    program = f'crm() {{ "{sys.executable}" -m crm_cli "$@"; }}; '
    root = str(Path(__file__).parent.parent.parent)
    return subprocess.run(
        [BASH, "-c", program + line],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": root},
    )


@pytest.mark.skipif(BASH is None, reason="needs bash")
@pytest.mark.parametrize("verb", ["list", "rm"])
def test_a_filter_whose_comparison_the_shell_took_is_refused(base: Path, verb: str) -> None:
    answer = typed(f"crm opp {verb} amount>100000", base)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("crm: “amount” is a field without a condition; the shell may have taken the < or >")
    assert typed("crm opp list --format ids", base).stdout == "D1\nD2\n"


@pytest.mark.skipif(BASH is None, reason="needs bash")
@pytest.mark.parametrize(
    "line",
    [
        "amount=100000..",
        "'amount>100000'",
        "amount＞100000",
        "amount＞10万",
        "金额=10万..",
        "金额＞10万",
        "amount≥10万",
        "'金额>=10万'",
    ],
)
def test_a_filter_in_either_language_and_width_gives_the_same_rows(base: Path, line: str) -> None:
    answer = typed(f"crm opp list {line} --format ids", base)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "D2\n", "")

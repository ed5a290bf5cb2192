"""Output survives a terminal that knows few characters: GBK, cp1252, plain C."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Runner

LINES = [
    ["client", "list"],
    ["client", "show", "C1"],
    ["client", "list", "--json"],
    ["client", "list", "--format", "csv"],
    ["client", "list", "--format", "md"],
    ["board"],
    ["funnel"],
    ["forecast"],
    ["today"],
    ["steps"],
    ["history", "C1"],
    ["find", "Müller"],
    ["client", "show", "火星"],
    ["client", "add", "--help"],
    ["help", "refs"],
    ["log", "call", "C1", "€ 5 ☎ ǆ", "--next", "周五10:00 回电"],
]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    "scene",
    [
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["gbk", "cp1252", "C"],
)
def test_every_output_survives_a_poor_terminal(
    crm: Runner, home: Path, monkeypatch: pytest.MonkeyPatch, scene: dict[str, str], language: str
) -> None:
    monkeypatch.setenv("CRM_DB", str(home / "crm.db"))
    assert crm("init", "--yes", "--me", "王芳", "--country", "CN").code == 0
    assert (
        crm(
            "client", "add", "Müller & 北京科锐 ☎ 堃", "--phone", "13801234567", "--level", "A", "--revenue", "48万"
        ).code
        == 0
    )
    assert crm("opp", "add", "一期 € ½", "--client", "C1", "--amount", "48万", "--close", "月底").code == 0
    script = (
        "import sys; from crm_cli.__main__ import main\n"
        "for line in map(str.split, open(sys.argv[1], encoding='utf-8').read().split('\\n')):\n"
        "    code = main([word.replace('\\u2423', ' ') for word in line]); sys.stdout.flush()\n"
        "    print('exit', code, file=sys.stderr)\n"
    )
    (home / "lines").write_text(
        "\n".join(" ".join(word.replace(" ", "\u2423") for word in line) for line in LINES), encoding="utf-8"
    )
    root = str(Path(__file__).parent.parent.parent)
    env = os.environ | scene | {"PYTHONPATH": root, "CRM_LANG": language}
    done = subprocess.run(
        [sys.executable, "-c", script, str(home / "lines")], capture_output=True, env=env, cwd=home, check=False
    )
    assert (
        b"Traceback" not in done.stderr and b"internal" not in done.stderr and "内部".encode("gbk") not in done.stderr
    )
    codes = [line.split()[1] for line in done.stderr.decode("latin-1").splitlines() if line.startswith("exit ")]
    assert codes == ["0"] * 12 + ["3", "0", "0", "0"]
    assert b"C1" in done.stdout

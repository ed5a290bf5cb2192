"""Bad input: one line in either language, the right exit code, nothing lost or half-written, no traceback.

The table is ``refusals.tsv``: the scene, what is typed, the exit code, the line in English, the line in Chinese. ``REFUSALS=write``
writes what is printed now; read it before you commit it.
"""

import csv
import os
import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Answer, Runner

TABLE = Path(__file__).with_name("refusals.tsv")
COLUMNS = ["scene", "typed", "exit", "en", "zh_CN"]
Scene = Callable[[Path], None]


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _nothing(base: Path) -> None:
    """As it is."""


def _newer(base: Path) -> None:
    with sqlite3.connect(base) as db:
        db.execute("PRAGMA user_version=99")
    db.close()


def _missing(base: Path) -> None:
    base.unlink()


def _folder(base: Path) -> None:
    base.unlink()
    base.mkdir()


def _text_file(base: Path) -> None:
    base.write_text("this is no base, but a long enough text to look at " * 20, encoding="utf-8")


def _damaged(base: Path) -> None:
    content = bytearray(base.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    base.write_bytes(content)


SCENES: dict[str, Scene] = {
    "": _nothing, "newer": _newer, "missing": _missing, "folder": _folder, "text file": _text_file, "damaged": _damaged,
}  # fmt: skip
FILES = {
    "unknown.csv": "name,colour\n甲,red\n",
    "dates.csv": "name,client since\n甲,03/04/2025\n",
    "broken.csv": 'name,note\n"甲,oops\n乙,fine\n',
    "short.csv": "name,level\n甲,A\n乙\n",
    "empty.csv": "",
    "header.csv": "name,level\n",
    "bad.json": '[{"name": "甲"},',
    "list.json": '["甲"]',
    "phone.csv": "name,phone\n甲,1380123\n",
    "note.txt": "just words\n",
}


BEGUN: list[bytes] = []
"""The base as it begins; made once, copied for each line of the table."""


@pytest.fixture
def base(crm: Runner, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = home / "crm.db"
    monkeypatch.setenv("CRM_DB", str(path))
    if BEGUN:
        path.write_bytes(BEGUN[0])
    else:
        _begin(crm)
        BEGUN.append(path.read_bytes())
    for name, text in FILES.items():
        (home / name).write_text(text, encoding="utf-8")
    (home / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)))
    return path


def _begin(crm: Runner) -> None:
    for line in (
        "init --yes --me 王芳 --country CN --language zh_CN",
        "client add 科锐配电 --phone 13801234567 --level A",
        "client add 科锐电气",
        "contact add 李建国 --client C1",
        "opp add 一期改造 --client C1 --amount 48万 --close 2026-12-18",
        "opp add 二期 --client C1",
        "product add 'GTX Pro' --price 4821",
        "field add client 行业细分 --kind choice --choice 硬件 --choice 软件",
    ):
        answer = crm(*shlex.split(line))
        assert answer.code == 0, (line, answer)


def ask(crm: Runner, row: dict[str, str], language: str) -> Answer:
    return crm(*shlex.split(row["typed"]), CRM_LANG=language, COLUMNS="200")


@pytest.mark.parametrize("row", _rows(), ids=[f"{row['scene']} {row['typed']}".strip() for row in _rows()])
def test_bad_input_is_one_line_and_changes_nothing(crm: Runner, base: Path, home: Path, row: dict[str, str]) -> None:
    SCENES[row["scene"]](base)
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    answers = {language: ask(crm, row, language) for language in ("en", "zh_CN")}
    for language, answer in answers.items():
        assert answer.err.rstrip("\n").replace(str(home), "~") == row[language].replace("⏎", "\n")
        assert answer.code == int(row["exit"])
        assert answer.out == ""
        assert "Traceback" not in answer.err and answer.err.startswith("crm: ")
    after = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    assert {name: after.get(name) for name in before if not name.endswith(("-shm", "-wal"))} == {
        name: content for name, content in before.items() if not name.endswith(("-shm", "-wal"))
    }


def test_there_are_forty_and_more() -> None:
    assert len(_rows()) >= 40


@pytest.mark.skipif(os.environ.get("REFUSALS") != "write", reason="only to write the table")
def test_write_the_table(crm: Runner, base: Path, home: Path) -> None:
    rows = _rows()
    good = base.read_bytes()
    for row in rows:
        if base.is_dir():
            base.rmdir()
        for side in home.glob("crm.db-*"):
            side.unlink()
        base.write_bytes(good)
        SCENES[row["scene"]](base)
        for language in ("en", "zh_CN"):
            answer = ask(crm, row, language)
            row[language] = answer.err.rstrip("\n").replace(str(home), "~").replace("\n", "⏎")
            row["exit"] = str(answer.code)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(COLUMNS) + "\n")
        file.writelines("\t".join(row[name] for name in COLUMNS) + "\n" for row in rows)

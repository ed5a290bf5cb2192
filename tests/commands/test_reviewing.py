"""``crm duplicates review`` as a person sits at it: a real terminal, key by key."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from tests.conftest import Runner

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
KEYS = "q quit:"
PATIENCE = 60.0


class Terminal:
    """The review on a terminal of its own: what stands on it, and a person who types."""

    def __init__(self, *line: str) -> None:
        self.master, slave = pty.openpty()
        words = [sys.executable, "-m", "crm_cli", *line]
        self.process = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, "TERM": "xterm", "NO_COLOR": "1"})  # fmt: skip
        os.close(slave)
        self.text = ""

    def until(self, wanted: str) -> str:
        """What is printed up to these words; they must come."""
        since, end = len(self.text), monotonic() + PATIENCE
        while wanted not in self.text[since:]:
            assert select.select([self.master], [], [], max(0.0, end - monotonic()))[0], self.text
            self.text += self._read()
        return self.text[since:]

    def _read(self) -> str:
        try:
            found = os.read(self.master, 65536)
        except OSError:  # the other end is closed
            found = b""
        assert found, f"it ended: {self.text}"
        return found.decode().replace("\r\n", "\n")

    def types(self, text: str, until: str = KEYS) -> str:
        os.write(self.master, text.encode())
        return self.until(until)

    def ends(self) -> int:
        return self.process.wait(PATIENCE)


ROWS = """name,email,phone,city,level
新方电子有限公司,liu@xinfang.example,138 0013 8000,上海,A
新方电子有限公司,liu@xinfang.example,13800138000,北京,B
海天物流有限公司,,13911112222,广州,
海天物流有限公司,,139-1111-2222,成都,
"""
OTHERS = [
    f"{brand}{trade}有限公司"
    for brand in ("蓝海", "星辰", "远航", "华信", "金石")
    for trade in ("贸易", "软件", "化工", "建材")
]


@pytest.fixture
def twins(firm: Runner) -> Runner:
    """C1 and C2 are the same, and, a little less surely, C3 and C4; twenty others are not."""
    others = "".join(f"{name},,1370000{at:04},,\n" for at, name in enumerate(OTHERS))
    Path("clients.csv").write_text(ROWS + others, encoding="utf-8")
    assert firm("import", "client", "clients.csv", "--duplicates", "allow").code == 0
    return firm


@pytest.fixture
def terminal(twins: Runner) -> Iterator[Terminal]:
    found = Terminal("duplicates", "review", "client", "--min", "0.5")
    yield found
    found.process.kill()
    found.process.wait()
    os.close(found.master)


def clients(run: Runner) -> dict[str, dict[str, str]]:
    return {row["ref"]: row for row in json.loads(run("client", "list", "--json", "--fields", "ref,city,level").out)}


def test_f_asks_for_each_field_that_differs_and_takes_what_is_said(terminal: Terminal, twins: Runner) -> None:
    shown = terminal.until(KEYS)
    assert "≠" in shown and "C1" in shown and "C2" in shown
    assert [line for line in shown.splitlines() if "≠" in line and "Phone" in line] == []
    asked = terminal.types("f\n", "Level: 1 A, 2 B:")
    assert "1 or 2 for each that differs" in asked and "Name:" not in asked
    assert "1 or 2" in terminal.types("7\n", "Level: 1 A, 2 B:")
    assert terminal.types("2\n", "City: 1 上海, 2 北京:")
    assert "merged: C2" in terminal.types("\n")
    assert "2 pairs, 1 of them decided\nundo: crm undo" in terminal.types("q\n", "crm undo\n")
    assert terminal.ends() == 0
    assert clients(twins)["C1"] == {"ref": "C1", "city": "上海", "level": "B"}
    assert "C2" not in clients(twins) and len(clients(twins)) == 23


def test_whoever_leaves_in_the_middle_of_picking_merges_nothing(terminal: Terminal, twins: Runner) -> None:
    terminal.until(KEYS)
    terminal.types("f\n", "Level: 1 A, 2 B:")
    terminal.types("2\n", "City:")
    terminal.types("q\n")
    terminal.types("f\n", "Level: 1 A, 2 B:")
    terminal.types("\x04")  # Ctrl-D
    terminal.types("\x04", "0 of them decided")
    assert terminal.ends() == 0
    assert len(clients(twins)) == 24


def test_every_other_key_does_what_it_says_and_a_wrong_one_asks_again(terminal: Terminal, twins: Runner) -> None:
    terminal.until(KEYS)
    assert "nothing was decided yet" in terminal.types("u\n")
    for wrong in ("\n", "x\n"):
        assert "≠" not in terminal.types(wrong)
    assert "merged: C2" in terminal.types("m\n") and "2/2" in terminal.text
    assert "taken back\n\n1/2" in terminal.types("u\n")
    assert "C1 and C2 are different: no scan shows them again" in terminal.types("d\n")
    assert "2 pairs, 1 of them decided" in terminal.types("s\n", "crm undo\n")
    assert terminal.ends() == 0
    assert len(clients(twins)) == 24
    assert len(json.loads(twins("duplicates", "scan", "client", "--min", "0.5", "--json").out)) == 1


def test_of_three_that_are_one_the_third_is_shown_against_the_one_that_stayed(twins: Runner) -> None:
    third = "新方电子有限公司,liu@xinfang.example,138-0013-8000,上海,A\n"
    Path("third.csv").write_text(ROWS.splitlines(keepends=True)[0] + third, encoding="utf-8")
    assert twins("import", "client", "third.csv", "--duplicates", "allow").code == 0
    answer = twins("duplicates", "review", "client", "--min", "0.5", terminal=True, stdin="m\n" * 9)
    assert answer.code == 0, answer.err
    found = clients(twins)
    assert "C1" in found and not {"C2", "C25"} & set(found)
    assert json.loads(twins("client", "show", "C25", "--json").out)["ref"] == "C1"

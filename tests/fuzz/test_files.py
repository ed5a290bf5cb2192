"""A share of the mutated files; the continuous tests read a hundred thousand, ``make fuzz`` two million."""

import subprocess
import sys

import pytest

from tests.fuzz.files import run
from tests.fuzz.mutating import BOOKS, mutated, seeds, workbook

COUNT, TOGETHER = 2000, 1000


@pytest.mark.parametrize("first", range(0, COUNT, TOGETHER))
def test_no_file_does_harm(first: int) -> None:
    """In a process of its own, whose memory is that of the reading."""
    line = [sys.executable, "-m", "tests.fuzz", str(TOGETHER), str(first), "1"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "no harm"), done.stderr[-2000:]


def test_the_files_are_the_same_each_time_and_not_the_good_ones() -> None:
    made = [mutated(number) for number in range(1, BOOKS)]
    assert made == [mutated(number) for number in range(1, BOOKS)]
    assert sum(data in seeds() for data in made) < len(made) // 10
    assert mutated(0) != workbook()


def test_what_does_harm_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> None:
        raise RecursionError(f"{len(data)} bytes")

    monkeypatch.setattr("tests.fuzz.files._read", broken)
    assert run(1, 2)[0].startswith("1: RecursionError")

"""Those that wait for a base take turns."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_cli.store import turns
from tests.founding import added
from tests.store.conftest import working


def test_asking_ends_when_it_is_granted() -> None:
    answers: Iterator[bool] = iter([False, False, True])
    assert turns.wait(lambda: next(answers), 10_000, 2)


def test_asking_ends_when_the_time_is_over() -> None:
    assert not turns.wait(lambda: False, 5, 2)


def test_one_stands_at_the_door_and_the_next_comes_when_it_is_free(tmp_path: Path) -> None:
    inside: list[str] = []

    def second() -> None:
        with turns.door(tmp_path, 10_000):
            inside.append("second")

    waiting = threading.Thread(target=second)
    with turns.door(tmp_path, 10_000):
        waiting.start()
        waiting.join(0.05)
        if turns.fcntl is not None:
            assert inside == []
        inside.append("first")
    waiting.join(10)
    assert inside[-1] == "second" or turns.fcntl is None
    assert [file for file in tmp_path.iterdir() if file.is_file()] == []


def test_a_door_that_does_not_open_or_is_none_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "QUEUE", 1)
    with turns.door(tmp_path, 1000), turns.door(tmp_path, 3):
        pass
    with turns.door(tmp_path / "none", 3):
        pass
    monkeypatch.setattr(turns, "fcntl", None)
    with turns.door(tmp_path, 3), turns.door(tmp_path, 3):
        pass


def test_the_door_is_free_while_somebody_writes(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crm = working(base)
    monkeypatch.setattr(turns, "QUEUE", 0)
    taken: list[bool] = []
    asked = turns._taken

    def noting(place: int) -> bool:
        taken.append(asked(place))
        return taken[-1]

    monkeypatch.setattr(turns, "_taken", noting)
    with crm.step():
        added(crm, "client", name="甲")
        with turns.door(base.parent, 3):
            pass
    assert taken == [True, True]

"""Work that several processes share: nobody can tell how many there were, and none is left behind."""

import os
import random
from functools import partial
from pathlib import Path

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Failure, Invalid
from crm_cli.people import facts, scanning, sharing_out
from crm_cli.records.countries import country
from crm_cli.records.nouns.clients import Client
from crm_cli.workspace import Workspace, open_workspace
from tests.founding import added
from tests.people import firms


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """A base in a file, which other processes can read."""
    return open_workspace(tmp_path / "base.db", clock=Clock(), create=True)


@pytest.fixture
def crm(empty: Workspace) -> Workspace:
    """The base with clients, some of them twice, and one taken away."""
    chance, crm = random.Random(3), empty
    added(crm, "user", name="王芳")
    rows: list[tuple[str | None, ...]] = [
        (firm.whole, f"138{number * 7919 % 10**8:08d}", f"u{number}@firm{number}.example.com", firm.place)
        for number, firm in enumerate(firms.registered(chance, 500))
    ]
    again: list[tuple[str | None, ...]] = [(name, phone, None, place) for name, phone, _email, place in rows[::5]]
    crm.load("client", ["name", "phone", "email", "city"], rows + again)
    crm.remove(crm.get(Client, "C7"))
    return crm


def test_several_processes_find_what_one_finds(crm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = list(scanning.pairs(crm, "client"))
    monkeypatch.setattr(scanning, "LARGE", 100)
    monkeypatch.setattr(scanning, "PIECE", 300)
    monkeypatch.setattr(facts, "BATCH", 70)
    monkeypatch.setattr(sharing_out, "processes", lambda: 3)
    assert list(scanning.pairs(crm, "client")) == alone
    assert len(alone) >= 99


def test_answers_come_in_the_order_of_the_pieces(empty: Workspace) -> None:
    with sharing_out.shared(empty, 2) as processes:
        assert list(processes.each(sharing_out.doing(partial(pow, 2)), range(9))) == [2**piece for piece in range(9)]
        assert list(processes.each(sharing_out.doing(partial(divmod, 7)), [2])) == [(3, 1)]  # and then something else


def test_an_error_of_ours_is_told_as_it_is(empty: Workspace) -> None:
    with sharing_out.shared(empty, 2) as processes, pytest.raises(Invalid) as told:
        list(processes.each(sharing_out.doing(country), ["CN", "nowhere"]))
    with pytest.raises(Invalid) as here:
        country("nowhere")
    assert (str(told.value), told.value.hint) == (str(here.value), here.value.hint)


def test_a_process_that_dies_is_one_clear_line(empty: Workspace) -> None:
    with sharing_out.shared(empty, 2) as processes, pytest.raises(Failure, match="ended from outside"):
        list(processes.each(sharing_out.doing(os._exit), [3, 3, 3, 3]))


@pytest.mark.parametrize("why", [KeyboardInterrupt, Failure("the disk is full")])
def test_no_process_is_left_behind(empty: Workspace, why: BaseException) -> None:
    with pytest.raises(BaseException) as told, sharing_out.shared(empty, 2) as processes:
        assert isinstance(processes, sharing_out.Helpers)
        helpers = processes.helpers
        next(processes.each(sharing_out.doing(abs), range(9)))
        raise why
    assert told.type in (KeyboardInterrupt, Failure)
    assert all(helper.process.poll() is not None for helper in helpers)


def test_where_no_more_processes_are_allowed_this_one_does_it(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_given: object, **_named: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr("subprocess.Popen", refused)
    with sharing_out.shared(empty, 2) as processes:
        assert list(processes.each(sharing_out.doing(abs), [-1, 2])) == [1, 2]

"""Somebody else writes between the moment a command finds its records and the moment it writes."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from crm_cli.clock import Clock
from crm_cli.context import Run
from crm_cli.people import pool
from crm_cli.records.nouns.clients import Client
from crm_cli.workspace import Workspace
from tests.commands.conftest import Opened
from tests.conftest import Runner
from tests.founding import NOW, ZONE

Write = Callable[[Workspace], object]
WRITES = (
    ("client", "edit", "level=B", "--level", "C"),
    ("client", "tag", "level=B", "--add", "新"),
    ("client", "assign", "level=B", "--to", "none"),
    ("client", "rm", "level=B"),
)


@pytest.fixture
def five(stocked: Runner) -> Runner:
    """Five clients of level B."""
    rows = "".join(f"客户{at},B\n" for at in range(5))
    assert stocked("client", "add", "-", stdin="name,level\n" + rows).code == 0
    return stocked


def _other(opened: Opened, write: Write) -> None:
    other = opened()
    write(other)
    other.store.close()


def _while_asked(monkeypatch: pytest.MonkeyPatch, opened: Opened, write: Write) -> None:
    """The other writes while the question stands; then it is answered with yes."""

    def ask(_run: Run, _question: str) -> str:
        _other(opened, write)
        return "y"

    monkeypatch.setattr(Run, "ask", ask)


def _before_the_step(monkeypatch: pytest.MonkeyPatch, opened: Opened, write: Write) -> None:
    """The other is quicker by a moment."""
    monkeypatch.setattr("crm_cli.commands.writing.earlier", lambda *_given: _other(opened, write))


def _first(crm: Workspace) -> Client:
    return crm.find(Client, ["level=B"])[0]


@pytest.mark.parametrize("line", WRITES)
def test_what_others_write_while_one_is_asked_refuses(
    five: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...]
) -> None:
    _while_asked(monkeypatch, opened, lambda crm: crm.change(_first(crm), level="A"))
    answer = five(*line, terminal=True)
    assert (answer.code, "somebody wrote while you were asked; nothing was changed" in answer.err) == (4, True)
    assert five("client", "list", "level=B", "--format", "ids").out.count("C") == 4


@pytest.mark.parametrize("line", WRITES)
def test_a_record_that_is_gone_refuses_all(
    five: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...]
) -> None:
    gone = _first(opened()).ref
    _before_the_step(monkeypatch, opened, lambda crm: crm.remove(_first(crm)))
    answer = five(*line, "--yes")
    assert answer.code == 4
    assert answer.err == f"crm: removed just now: {gone}; nothing was written\n"


def test_what_is_added_to_a_list_is_added_to_what_others_left(
    five: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as scene:
        _before_the_step(scene, opened, lambda crm: crm.change(_first(crm), needs='["甲"]'))
        ref = _first(opened()).ref
        assert five("client", "edit", ref, "--needs", "+乙").code == 0
    (client,) = opened().where(Client, ref=ref)
    assert client.needs == '["甲", "乙"]'


def test_an_edited_sheet_does_not_write_over_what_others_wrote(
    five: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _first(opened()).ref

    def edited(text: str, _suffix: str) -> str:
        _other(opened, lambda crm: crm.change(_first(crm), level="A"))
        return text.replace('level = "B"', 'level = "C"')

    monkeypatch.setattr("crm_cli.commands.sheets.edited", edited)
    answer = five("client", "edit", first, terminal=True)
    assert (answer.code, f"somebody changed {first} meanwhile" in answer.err) == (4, True)


@pytest.mark.parametrize(("asked", "told"), [((), ""), (("--json",), "[]\n"), (("--dry-run",), "")])
def test_what_another_let_go_to_the_pool_meanwhile_is_told_by_that_one_alone(
    stocked: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], told: str
) -> None:
    assert stocked("poolrule", "add", "所有", "--days", 30).code == 0
    later = Clock(NOW + timedelta(40), ZONE)
    _before_the_step(monkeypatch, opened, lambda crm: pool.apply(Workspace(crm.store, later, "crm pool apply"), str))
    assert stocked("pool", "apply", *asked, CRM_NOW="2027-01-01T09:00") == (0, told, "")
    assert [step.command for step in opened().steps() if "pool " in step.command] == ["crm pool apply"]
    assert opened().count("client", ["owner=none"]) == 2


def test_what_another_took_meanwhile_is_not_given_out(
    stocked: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stocked("client", "add", "-", stdin="name\n" + "".join(f"客户{at}\n" for at in range(3))).code == 0
    assert stocked("client", "assign", "客户0", "客户1", "客户2", "--to", "none", "--yes").code == 0
    assert stocked("user", "add", "李强", "--role", "rep").code == 0
    assert stocked("assignment", "add", "全部", "--noun-name", "client", "--users", "李强").code == 0
    mine = opened().me

    def take(crm: Workspace) -> None:
        crm.change(crm.find(Client, ["name=客户1"])[0], owner=mine)

    with monkeypatch.context() as scene:
        _before_the_step(scene, opened, take)
        answer = stocked("assign", "client", "--yes")
    assert answer.code == 0 and "2 clients given out of 2" in answer.err, answer.err
    assert [client.owner == mine for client in opened().find(Client, ["name~客户"], sort="name")] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("more", [(), ("--key", "level=A")])
def test_clients_are_rated_as_they_are_when_it_is_written(
    five: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    def write(crm: Workspace) -> None:
        crm.change(crm.find(Client, ["name=客户1"])[0], revenue=100_000_00, level="B", key_account=0)
        crm.change(crm.find(Client, ["name=客户2"])[0], level="C")

    with monkeypatch.context() as scene:
        _before_the_step(scene, opened, write)
        assert five("client", "rate", "name~客户", "--by", "revenue", "--yes", *more).code == 0
    found = {client.name: (client.level, client.key_account) for client in opened().find(Client, ["name~客户"])}
    assert found["客户1"] == ("A", int(bool(more))) and found["客户2"] == ("C", 0), found
    assert five("undo").code == 0
    assert {client.level for client in opened().find(Client, ["name=客户1"])} == {"B"}

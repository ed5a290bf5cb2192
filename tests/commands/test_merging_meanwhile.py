"""Somebody else writes while a merge is on its way, or while one looks at a pair."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crm_cli.context import Run
from crm_cli.people import merging
from crm_cli.records.nouns.clients import Client
from crm_cli.workspace import Workspace
from tests.commands.conftest import Opened
from tests.conftest import Runner

Write = Callable[[Workspace], object]


@pytest.fixture
def four(stocked: Runner) -> Runner:
    """Two clients more, C3 客户0 and C4 客户1, and C5."""
    assert stocked("client", "add", "-", stdin="客户0\n客户1\n客户2\n").code == 0
    return stocked


def _other(opened: Opened, write: Write) -> None:
    other = opened()
    write(other)
    other.store.close()


def _before_the_step(monkeypatch: pytest.MonkeyPatch, opened: Opened, write: Write) -> None:
    """The other is quicker by a moment, once."""
    to_do = [write]
    monkeypatch.setattr(
        "crm_cli.commands.writing.earlier", lambda *_given: _other(opened, to_do.pop()) if to_do else None
    )


def _merge(crm: Workspace, into: str, other: str) -> None:
    merging.merge(crm, [merging.plan(crm, [crm.get(Client, into), crm.get(Client, other)], into=crm.get(Client, into))])


@pytest.mark.parametrize(("line", "stdin"), [(["C1", "C4"], ""), (["--pairs", "-"], "a,b\nC1,C4\n")])
def test_a_merge_is_made_from_what_others_left(
    four: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch, line: list[str], stdin: str
) -> None:
    four("client", "edit", "C3", "--phone", "13900000003")
    four("client", "edit", "C4", "--phone", "13900000004")
    _before_the_step(monkeypatch, opened, lambda crm: _merge(crm, "C1", "C3"))
    assert four("merge", *line, "--yes", stdin=stdin).code == 0
    (client,) = opened().where(Client, ref="C1")
    assert (client.phone, client.other_phones) == ("13900000003", '["13900000004"]')


def test_of_what_was_merged_or_removed_a_moment_ago_a_merge_tells_it(
    four: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as scene:
        _before_the_step(scene, opened, lambda crm: _merge(crm, "C3", "C4"))
        said = "crm: C4 was merged into C3 客户0 already. Try: crm show C3\n"
        assert four("merge", "C4", "C3", "--into", "C4") == (4, "", said)
    _before_the_step(monkeypatch, opened, lambda crm: crm.remove(crm.get(Client, "C5")))
    said = "crm: removed just now: C5; nothing was written\n"
    assert four("merge", "C5", "C3") == (4, "", said)


def test_pairs_that_somebody_merged_a_moment_ago_are_one_already(
    four: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    _before_the_step(monkeypatch, opened, lambda crm: _merge(crm, "C3", "C4"))
    steps = len(opened().steps()) + 1
    answer = four("merge", "--pairs", "-", "--yes", stdin="a,b\nC4,C3\n")
    assert answer == (0, "", "nothing to merge\n  pairs that were one already: 1\n")
    assert len(opened().steps()) == steps


def test_a_pair_that_somebody_changed_while_it_was_looked_at_is_shown_again(
    four: Runner, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = "新方电子有限公司,liu@xinfang.example,13800138000\n" * 2
    others = "".join(
        f"{brand}{trade}有限公司,,\n" for brand in ("蓝海", "星辰", "远航") for trade in ("贸易", "软件", "化工")
    )
    Path("clients.csv").write_text("name,email,phone\n" + twice + others, encoding="utf-8")
    assert four("import", "client", "clients.csv", "--duplicates", "allow").code == 0
    asked: list[str] = []

    def ask(_run: Run, question: str) -> str:
        if not asked:
            _other(opened, lambda crm: crm.change(crm.get(Client, "C7"), district="浦东"))
        asked.append(question)
        return "m"

    monkeypatch.setattr(Run, "ask", ask)
    answer = four("duplicates", "review", "client", "--min", "0.5", terminal=True)
    assert "somebody changed C7 meanwhile; nothing was written" in answer.err, answer.err
    assert "merged: C7 新方电子有限公司 into C6" in answer.err
    assert [client.district for client in opened().where(Client, ref="C6")] == ["浦东"]

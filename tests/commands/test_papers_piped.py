"""What is done to papers is done to many of them in one step: those that another command lists, or that a sheet names."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.trade import trade
from tests.conftest import Begun, Runner

MORE = (
    ("quote", "add", "C1", "--line", "GTX-100 x1"),
    ("quote", "add", "C2", "--line", "GTX-100 x2"),
    ("order", "add", "C1", "--line", "GTX-100 x1"),
    ("order", "add", "C2", "--line", "GTX Plus x2"),
    ("contract", "add", "维保", "--client", "C2", "--start", "2026-01-01", "--end", "2026-12-31"),
    ("membership", "add", "--client", "C1", "--start", "2026-01-01", "--end", "2026-12-31"),
)
SENT = ("quote", "send", "Q4", "Q5")
ACCEPTED = ("quote", "accept", "Q4", "Q5")
DELIVERED = ("order", "deliver", "R2", "R3")
BILLED = ("order", "invoice", "R2", "R3")
PAID = (("payment", "add", "C1", "90000"), ("payment", "add", "C2", "90000"))
SIGNED = ("contract", "edit", "K1", "K2", "--signed", "2026-01-01")
EARNED = ("membership", "earn", "-", "50")
QUOTES, ORDERS = "Q4\nQ5\n", "number\nSO-2026-0002\nSO-2026-0003\n"


@pytest.fixture
def shop(crm: Runner, begun: Begun) -> Runner:
    def lay() -> None:
        trade(crm)
        for line in MORE:
            assert crm(*line).code == 0, line

    begun(lay)
    return crm


def read(run: Runner, *line: str) -> Any:
    return json.loads(run(*line, "--json").out)


EACH = [
    ((), ("quote", "send", "-"), QUOTES, ("quote", "status=sent", 2)),
    ((SENT,), ("quote", "accept", "-"), '["Q4", "Q5"]', ("quote", "status=accepted", 3)),
    ((SENT,), ("quote", "reject", "-", "--reason", "价格"), "QT-2026-0003\nQT-2026-0004\n", ("quote", "status=rejected", 2)),
    ((SENT,), ("quote", "revise", "-"), QUOTES, ("quote", "version=2", 3)),
    ((SENT, ACCEPTED), ("order", "from", "-"), QUOTES, ("order", "quote=Q4,Q5", 2)),
    ((), ("order", "deliver", "-"), ORDERS, ("delivery", "order=R2,R3", 2)),
    ((DELIVERED,), ("order", "return", "-"), ORDERS, ("delivery", "kind=return", 2)),
    ((DELIVERED,), ("order", "accept", "-"), ORDERS, ("order", "accepted!=none", 2)),
    ((), ("order", "cancel", "-", "--reason", "预算"), ORDERS, ("order", "status=cancelled", 2)),
    ((), ("order", "plan", "-", "50% signed, rest 30 days after invoice"), ORDERS, ("instalment", "order=R2,R3", 4)),
    ((), ("order", "invoice", "-"), '{"ref": "R2"}\n{"ref": "R3"}\n', ("invoice", "order=R2,R3", 2)),
    ((BILLED,), ("invoice", "reverse", "-"), "V2\nV3\n", ("invoice", "status=red", 2)),
    (PAID, ("payment", "refund", "-"), "M2\nM3\n", ("payment", "amount<0", 2)),
    ((*PAID, BILLED), ("payment", "allocate", "-"), "M2\nM3\n", ("allocation", "payment=M2,M3", 3)),
    (PAID, ("payment", "reverse", "-"), "M2\nM3\n", ("payment", "amount<0", 2)),
    ((SIGNED,), ("contract", "renew", "-"), "HT-2026-0001\nHT-2026-0002\n", ("contract", "start=2027-01-01", 2)),
    ((SIGNED,), ("contract", "terminate", "-"), "K1\nK2\n", ("contract", "terminated!=none", 2)),
    ((), EARNED, "MB1\nM000002\n", ("point", "amount=50", 2)),
    ((), ("membership", "spend", "-", "20"), "MB1\n", ("point", "amount=-20", 1)),
    ((), ("membership", "reverse", "-"), "PT1\n", ("point", "amount=-200", 1)),
    ((), ("membership", "renew", "-", "--months", "12"), "MB1\nMB2\n", ("membership", "end=2027", 2)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "line", "stdin", "found"),
    EACH,
    ids=lambda one: " ".join(one[:2]) if one and isinstance(one[0], str) else "",
)
def test_it_is_done_to_each_in_one_step(shop: Runner, before: Any, line: Any, stdin: str, found: Any) -> None:
    for one in before:
        assert shop(*one).code == 0, one
    noun, condition, count = found
    was = len(read(shop, noun, "list", condition))
    steps = len(read(shop, "steps", "--limit", "500"))
    answer = shop(*line, stdin=stdin)
    assert answer.code == 0, answer
    assert len(read(shop, noun, "list", condition)) == count, answer
    assert len(read(shop, "steps", "--limit", "500")) == steps + 1
    assert shop("undo").code == 0
    assert len(read(shop, noun, "list", condition)) == was


def test_what_one_of_them_refuses_none_of_them_does(shop: Runner) -> None:
    assert shop(*SENT).code == shop(*ACCEPTED).code == 0
    answer = shop("order", "from", "-", stdin="Q4\nQ2\n")
    assert answer.code == 4
    assert "Q2 was ordered already" in answer.err
    assert len(read(shop, "order", "list")) == 3


def test_papers_are_chosen_by_a_filter_too_and_told_together(shop: Runner) -> None:
    answer = shop("order", "deliver", "status=open", "--dry-run")
    assert answer.err.startswith("dry run, nothing was written: 2 delivery notes added: DN2 DN3\n  DN2 DN-2026-0002")
    assert shop("order", "deliver", "R2").err.startswith("DN2 DN-2026-0002 科锐配电 goes out\n  RX")


def test_several_are_printed_into_a_folder_each_called_by_its_number(shop: Runner, tmp_path: Path) -> None:
    folder = f"{tmp_path}/papers/"
    answer = shop("quote", "print", "-", "-o", folder, "--format", "html", stdin="Q1\nQ2\nQT-2026-0002\n")
    assert answer.code == 0, answer
    assert sorted(one.name for one in Path(folder).iterdir()) == [
        "QT-2026-0001-v2.html", "QT-2026-0001.html", "QT-2026-0002.html"
    ]  # fmt: skip
    assert answer.err.count("firm.toml") == 1
    refused = shop("quote", "print", "Q1", "Q2", "-o", str(tmp_path / "q.html"))
    assert refused == (2, "", "crm: several go into a folder, each called by its number. Try: -o papers/\n")
    assert not (tmp_path / "q.html").exists()

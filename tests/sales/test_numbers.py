"""Printed numbers: by the firm's pattern, and never twice."""

import multiprocessing
from pathlib import Path

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.records import numbering
from crm_cli.sales import numbers
from crm_cli.workspace import open_workspace
from tests.sales.conftest import Firm

PROCESSES, EACH = 8, 6


def test_documents_are_counted_in_their_year(firm: Firm) -> None:
    year = firm.crm.clock.today().year
    assert [numbers.fresh(firm.crm, "quote") for _ in range(2)] == [f"QT-{year}-0001", f"QT-{year}-0002"]
    assert numbers.fresh(firm.crm, "order") == f"SO-{year}-0001"


def test_the_firm_has_a_pattern_of_its_own(firm: Firm) -> None:
    firm.crm.put_setting("numbers.invoice", numbering.checked("发票{month}{day}/{n:3}"))
    today = firm.crm.clock.today()
    assert numbers.fresh(firm.crm, "invoice") == f"发票{today:%m%d}/001"


@pytest.mark.parametrize("text", ["QT", "QT-{n}-{n:4}", "QT-{m}-{n:4}", "{n:444}", "{n", "QT-{n}}"])
def test_a_pattern_that_cannot_count_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        numbering.checked(text)


def test_an_undo_gives_no_number_back(firm: Firm) -> None:
    with firm.crm.step():
        first = numbers.fresh(firm.crm, "quote")
        firm.crm.put_setting("quotes.last", first)
    firm.crm.undo(None)
    assert numbers.fresh(firm.crm, "quote") != first


def take(path: str, found: "multiprocessing.Queue[list[str]]") -> None:
    crm = open_workspace(Path(path), clock=Clock())
    found.put([numbers.fresh(crm, "quote") for _ in range(EACH)])


def test_many_processes_never_take_the_same_number(tmp_path: Path) -> None:
    path = tmp_path / "firm.db"
    open_workspace(path, clock=Clock(), create=True)
    context = multiprocessing.get_context("spawn")
    found = context.Queue()
    people = [context.Process(target=take, args=(str(path), found)) for _ in range(PROCESSES)]
    for one in people:
        one.start()
    taken = [number for _one in people for number in found.get(timeout=60)]
    for one in people:
        one.join()
    assert len(set(taken)) == len(taken) == PROCESSES * EACH

"""Printed numbers: by the firm's pattern, and never twice."""

import pytest

from crm_cli.errors import Invalid
from crm_cli.records import numbering
from crm_cli.sales import numbers
from tests.sales.conftest import Firm


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

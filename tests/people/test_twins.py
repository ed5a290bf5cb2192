"""Rows of a file that are somebody already, told from those that only share a desk."""

from crm_cli.people.twins import Seen, Twin, Within
from tests.founding import added, founded


def test_a_row_is_somebody_already_by_a_sure_key_of_the_base_or_of_an_earlier_line() -> None:
    crm = founded()
    added(crm, "contact", name="李建国", phone="138 0123 4567", other_emails='["li@b.cn"]')
    within = Within(crm, "lead")
    first: dict[str, list[str | None]] = {
        "phone": ["13801234567", "13700000000", None, "010-82345678"],
        "email": [None, "x@y.cn", "LI@b.cn", None],
    }
    assert within.find(first, range(4), [2, 3, 4, 5]) == {0: Twin("phone", None), 2: Twin("email", None)}
    second: dict[str, list[str | None]] = {
        "phone": ["010-82345678", "+86 137 0000 0000", "13600000000"],
        "email": [None, None, "X@Y.CN"],
    }
    assert within.find(second, range(3), [6, 7, 8]) == {1: Twin("phone", 3), 2: Twin("email", 3)}


def test_what_the_rows_were_matched_by_and_rows_that_are_not_new_are_left_alone() -> None:
    crm = founded()
    added(crm, "client", name="甲", phone="13801234567", tax_id="91110108MA01ABCD12")
    within = Within(crm, "client", known=["phone"])
    rows = {"phone": ["13801234567"] * 2, "tax_id": ["91110108MA01ABCD12"] * 2}
    assert within.find(rows, [1], [2, 3]) == {1: Twin("tax", None)}


def test_the_first_line_of_a_key_is_remembered_among_many() -> None:
    seen = Seen()
    assert [seen.first(f"k{i}", i) for i in range(70_000)] == list(range(70_000))
    assert [seen.first(f"k{i}", 99) for i in (0, 5, 69_999)] == [0, 5, 69_999]

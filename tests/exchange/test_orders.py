"""Orders with their lines, deliveries and plans that come from files, and our own that go out and come back."""

import csv
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Runner

BESIDE = Path(__file__).parents[3] / "shared" / "data"
OURS = ("order", "orderline", "instalment", "delivery", "deliveryline")


@pytest.fixture
def northwind() -> Path:
    found = Path(os.environ.get("CRM_TEST_DATA") or BESIDE) / "northwind"
    if not found.is_dir():
        pytest.skip("the real test data is not here: set CRM_TEST_DATA")
    return found


def took(source: Path, target: Path, columns: dict[str, int]) -> None:
    """These columns of a file, by their new names; of a moment the day."""
    with source.open(encoding="utf-8", newline="") as read, target.open("w", encoding="utf-8", newline="") as wrote:
        out = csv.writer(wrote)
        out.writerow(columns)
        for row in list(csv.reader(read))[1:]:
            out.writerow([row[place].removesuffix(" 00:00:00.000") for place in columns.values()])


def sold(crm: Runner) -> None:
    for line in (
        ("init", "--yes", "--me", "王芳", "--country", "CN"),
        ("client", "add", "科锐配电"),
        ("product", "add", "GTX Pro", "--price", "4500", "--unit", "台"),
        ("order", "add", "C1", "--line", "GTX Pro x5 -5%", "--line", "+运费 300", "--due", "2027-01-01"),
        ("order", "plan", "R1", "30% signed, 60% before delivery, 10% 12 months after acceptance retention"),
        ("order", "deliver", "R1", "--line", "RX1=3"),
        ("order", "return", "R1", "--line", "RX1=1"),
        ("order", "add", "C1", "--line", "GTX Pro x1 @4000"),
        ("order", "cancel", "R2", "--reason", "预算"),
    ):
        assert crm(*line).code == 0, line


def test_orders_with_lines_plans_and_deliveries_go_out_and_come_back_the_same(crm: Runner, home: Path) -> None:
    sold(crm)
    for noun in ("client", "product", *OURS):
        assert crm("export", noun, "-o", f"{noun}.csv").code == 0
    before = {noun: (home / f"{noun}.csv").read_text() for noun in OURS}
    other = ("--db", str(home / "other.db"))
    assert crm(*other, "init", "--yes", "--me", "王芳", "--country", "CN").code == 0
    for noun in ("client", "product", *OURS):
        found = crm(*other, "import", noun, f"{noun}.csv")
        assert (found.code, "refused" in found.err) == (0, False), found.err
    for noun, text in before.items():
        assert crm(*other, "export", noun, "-o", f"{noun}2.csv").code == 0
        assert (home / f"{noun}2.csv").read_text() == text


def test_rows_of_deliveries_that_are_together_too_much_are_refused_and_nothing_is_written(
    crm: Runner, home: Path
) -> None:
    sold(crm)
    (home / "lines.csv").write_text("delivery,orderline,quantity\nDN1,RX1,2\nDN1,RX1,2\n", "utf-8")
    found = crm("import", "deliveryline", "lines.csv")
    assert found.code == 4
    assert "of RX1 5 were ordered, 6 would be out" in found.err
    assert len(json.loads(crm("deliveryline", "list", "--json").out)) == 2


def test_lines_in_a_file_follow_the_rules_of_the_room_and_sum_their_order_up(crm: Runner, home: Path) -> None:
    sold(crm)
    (home / "lines.csv").write_text("order,product,quantity\nR1,GTX Pro,2\nR1,GTX Pro,0\nR2,GTX Pro,3\n", "utf-8")
    found = crm("import", "orderline", "lines.csv")
    assert "1 created, 0 updated, 0 unchanged, 2 refused" in found.err
    assert json.loads(crm("show", "R1", "--json").out)["net"] == "30675.00"


def test_the_orders_of_northwind_come_to_what_is_known_of_them(crm: Runner, home: Path, northwind: Path) -> None:
    """2,155 lines come to 1,265,793.29, each rounded half-up."""
    crm("init", "--yes", "--me", "Ann", "--country", "US")
    rows = list(csv.DictReader((northwind / "order-details.csv").read_text("utf-8").splitlines()))
    with (home / "lines.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["order", "product", "price", "quantity", "discount"])
        for row in rows:
            share = f"{Decimal(row['discount']) * 100:f}"
            out.writerow([row["orderID"], row["productID"], row["unitPrice"], row["quantity"], share])
    told = {
        "client": ("customers", {"id": 0, "name": 1}),
        "product": ("products", {"id": 0, "name": 1, "price": 5}),
        "order": ("orders", {"id": 0, "number": 0, "client": 1, "date": 3, "due": 4}),
    }
    for noun, (file_, columns) in told.items():
        took(northwind / f"{file_}.csv", home / f"{noun}.csv", columns)
        found = crm("import", noun, f"{noun}.csv", "--source", "northwind", "--map", "id=external")
        assert (found.code, " refused" in found.err) == (0, False), found.err
    found = crm("import", "orderline", "lines.csv", "--source", "northwind")
    assert "2155 created" in found.err, found.err
    answer = crm("sql", "SELECT count(*), sum(net) FROM orderlines", "--format", "csv").out.splitlines()[1]
    assert answer == "2155,1265793.29"
    assert crm("sql", "SELECT sum(net) FROM orders", "--format", "csv").out.splitlines()[1] == "1265793.29"

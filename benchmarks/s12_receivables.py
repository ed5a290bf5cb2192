"""S12: what is owed by how late it is, in one pass, against one scan of the invoices for each column of the answer."""

import random
from datetime import date, timedelta
from itertools import pairwise

from benchmarks import made
from benchmarks.side_by_side import Cost, folder, header, inside, line, pairs, wanted
from crm_cli.insight import receivables
from crm_cli.insight.receivables import EDGES
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.store.computed import computed
from crm_cli.workspace import Workspace

CLIENTS = 2_000
LIMIT = 0.5
TIMES = 3


def main() -> None:
    header("S12: receivables by age, against one scan for each column")
    count = wanted(50_000, 1_000_000)
    with folder() as place:
        crm = made.base(place / "crm.db")
        lay(crm, count)
        print(f"  {count} invoices of {CLIENTS} clients, half of them paid", flush=True)
        line(
            "by age, of every client",
            pairs(lambda: inside(lambda: receivables.ages(crm)), lambda: scans(crm), TIMES),
            LIMIT,
        )


def lay(crm: Workspace, count: int) -> None:
    """Invoices due over a year and a half, and a payment that paid half of them, a tenth of these by drafts that have not matured."""
    chance, here = random.Random(12), crm.clock.today()
    with crm.step():
        crm.load("client", ["name"], [(f"客户{n}",) for n in range(CLIENTS)])
        clients = [one.id for one in crm.find(Client)]
        days = [(here + timedelta(chance.randrange(-500, 60))).isoformat() for _n in range(1_000)]
        rows = (
            (chance.choice(clients), chance.randrange(100, 10_000_000), "CNY", "2025-01-01", chance.choice(days))
            for _n in range(count)
        )
        crm.load("invoice", ["client", "total", "currency", "date", "due"], rows)
        crm.load("payment", ["client", "amount", "currency", "date"], [(clients[0], 10**13, "CNY", "2025-01-01")])
        (payment,) = (row[0] for row in crm.store.rows("SELECT id FROM payments"))
        half = crm.store.rows("SELECT id, total, n FROM invoices WHERE n % 2 = 0")
        later = (here + timedelta(90)).isoformat()
        crm.load(
            "allocation",
            ["payment", "invoice", "amount", "currency", "date", "cash"],
            (
                (payment, identity, total, "CNY", "2025-01-01", later if n % 20 == 0 else "2025-01-01")
                for identity, total, n in half
            ),
        )


def scans(crm: Workspace) -> Cost:
    """A sum for each column: of what is not due, of each age, of what is retained."""
    here: date = crm.clock.today()
    days = [here, *(here - timedelta(edge) for edge in EDGES)]
    spans = [
        f"t.due >= '{days[0]}'",
        *(f"t.due < '{a}' AND t.due >= '{b}'" for a, b in pairwise(days)),
        f"t.due < '{days[-1]}'",
        "1",
        "1",
    ]
    left, held, covered = (computed("invoice", name, "t") for name in ("left", "held", "covered"))
    sums = [f"{left} - {held} - {covered}"] * 5 + [held, covered]

    def work() -> None:
        crm.find(Invoice, ["ref=V1"])  # lays the views out
        for span, amount in zip(spans, sums, strict=True):
            text = f"SELECT t.client, sum(v) FROM (SELECT t.client, {amount} AS v FROM visible_invoices t WHERE t.reverses IS NULL AND {span}) t GROUP BY 1"
            list(crm.store.rows(text, {"today": here.isoformat()}))

    return inside(work)


if __name__ == "__main__":
    main()

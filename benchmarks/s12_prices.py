"""S12: which price holds for a client, of a quantity on a day, over products that stand in every price book; against a time, not a work."""

import random
import time
from decimal import Decimal

from benchmarks import made
from benchmarks.side_by_side import folder, header, wanted
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.pricebooks import Pricebook
from crm_cli.records.nouns.products import Product
from crm_cli.sales import pricing
from crm_cli.workspace import Workspace

BOOKS = 20
ASKED = 500
LIMIT = 1.0  # ms
LEVELS, DAY = ("A", "B", "C"), "2026-11-22"


def main() -> None:
    header("S12: the price of a product for a client")
    count = wanted(1_000, 10_000)
    with folder() as place:
        crm = made.base(place / "crm.db")
        lay(crm, count)
        print(f"  {count} products in {BOOKS} price books", flush=True)
        times = sorted(resolved(crm))
        median, worst = times[len(times) // 2], times[len(times) * 95 // 100]
        print(
            f"  one price: {median:.2f} ms, of a hundred the fifth worst {worst:.2f} ms; target {LIMIT} ms: {'reached' if median <= LIMIT else 'missed'}"
        )


def lay(crm: Workspace, count: int) -> None:
    """Products, each with a price in every book; clients of every level."""
    chance = random.Random(12)
    with crm.step():
        crm.load("client", ["name", "level"], [(f"客户{n}", LEVELS[n % 3]) for n in range(30)])
        crm.load(
            "product", ["name", "price", "rate", "floor"], [(f"产品{n}", 500_000, 1300, 300_000) for n in range(count)]
        )
        held = [(f"价格表{n}", "CNY", (*LEVELS, None)[n % 4], n // 4 + 1) for n in range(BOOKS)]
        crm.load("pricebook", ["name", "currency", "level", "position"], held)
        products, books = crm.find(Product), crm.find(Pricebook)
        rows = (
            (book.id, product.id, str(1 + n % 5 * 10), chance.randrange(300_000, 500_000), "CNY")
            for n, book in enumerate(books) for product in products
        )  # fmt: skip
        crm.load("price", ["pricebook", "product", "quantity", "price", "currency"], rows)


def resolved(crm: Workspace) -> list[float]:
    """How many milliseconds each of some prices took, of any product for any client."""
    chance = random.Random(1)
    clients, products = crm.find(Client), crm.find(Product)
    found = []
    for _time in range(ASKED):
        client, product = chance.choice(clients), chance.choice(products)
        began = time.perf_counter()
        pricing.resolve(crm, product, client, Decimal(chance.randrange(1, 60)), DAY)
        found.append((time.perf_counter() - began) * 1000)
    return found


if __name__ == "__main__":
    main()

"""S12: which price holds for a client, of a quantity on a day, over products that stand in every price book; against a time, not a work."""

import random
import time
from decimal import Decimal
from typing import NamedTuple

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
        found = resolved(crm)
        for name, times in (("clock", [one.clock for one in found]), ("processor", [one.processor for one in found])):
            print(f"  one price, by the {name}: {said(times)}")


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


class Took(NamedTuple):
    """How many milliseconds one price took; where others use the machine, the clock tells of them too."""

    clock: float
    processor: float


def said(times: list[float]) -> str:
    """The first, which meets everything cold, apart from the others."""
    first, others = times[0], sorted(times[1:])
    median, ninety_nine = others[len(others) // 2], others[len(others) * 99 // 100]
    judged = "reached" if ninety_nine <= LIMIT else "reached by the median" if median <= LIMIT else "missed"
    return f"median {median:.2f} ms, 99th of a hundred {ninety_nine:.2f} ms (the very first {first:.1f} ms); target {LIMIT} ms: {judged}"


def resolved(crm: Workspace) -> list[Took]:
    """What each of some prices took, of any product for any client."""
    chance = random.Random(1)
    clients, products = crm.find(Client), crm.find(Product)
    found = []
    for _time in range(ASKED):
        client, product = chance.choice(clients), chance.choice(products)
        began, used = time.perf_counter(), time.process_time()
        pricing.resolve(crm, product, client, Decimal(chance.randrange(1, 60)), DAY)
        found.append(Took((time.perf_counter() - began) * 1000, (time.process_time() - used) * 1000))
    return found


if __name__ == "__main__":
    main()

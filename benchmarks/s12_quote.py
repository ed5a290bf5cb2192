"""S12: a quote of 500 lines that take their prices from the books, are reckoned and saved with its sums, against writing the same rows plainly."""

from benchmarks import made
from benchmarks.side_by_side import Cost, folder, header, inside, line, pairs
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import linewriting
from crm_cli.store import rows
from crm_cli.workspace import Workspace

LINES = 500
PRODUCTS = 200
LIMIT = 3.0
TIMES = 5


def main() -> None:
    header(f"S12: a quote of {LINES} lines reckoned and saved, against its plain row writes")
    with folder() as place:
        crm = made.base(place / "crm.db")
        with crm.step():
            crm.load("client", ["name"], [("客户",)])
            crm.load(
                "product",
                ["name", "price", "cost", "rate", "unit"],
                [(f"产品{n}", 500_000 + n, 300_000, 1300, "台") for n in range(PRODUCTS)],
            )
        line("a quote of 500 lines", pairs(lambda: ours(crm), lambda: theirs(crm), TIMES), LIMIT)


def lines(crm: Workspace) -> list[dict[str, object]]:
    """What each line says: a product, how many, and what is taken off."""
    products = crm.find(Product)
    return [
        {"product": products[n % PRODUCTS].id, "quantity": str(n + 1), "discount": n % 50 * 100} for n in range(LINES)
    ]


def ours(crm: Workspace) -> Cost:
    """By the rules of the room, as crm quote line add does it."""
    said = lines(crm)

    def work() -> None:
        with crm.step():
            linewriting.write(crm, crm.add(Quote(client=crm.find(Client)[0].id)), said)

    return inside(work)


def theirs(crm: Workspace) -> Cost:
    """The same rows as they came out, with their log and nothing else."""
    quote = crm.find(Quote, sort="-created", limit=1)[0]
    written = [values(one) for one in crm.where(QuoteLine, quote=quote.id)[:LINES]]

    def work() -> None:
        with crm.step():
            for one in written:
                rows.insert(crm.store, QuoteLine, one)

    return inside(work)


def values(one: QuoteLine) -> dict[str, object]:
    """A row without its identity."""
    return {name: getattr(one, name) for name in one.specs if name not in ("n", "id", "ref")}


if __name__ == "__main__":
    main()

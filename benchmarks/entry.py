"""The duplicate check of a new record over 100k clients, in this process: the middle and the slowest of many, in milliseconds.

``python -m benchmarks.entry [100k]``
"""

import random
from typing import Any

from benchmarks import made
from benchmarks.side_by_side import figure, folder, header, inside, middle, wanted
from crm_cli.people import duplicates
from crm_cli.workspace import Workspace

LIMIT = 5
TIMES = 300


def main() -> None:
    header("The duplicate check at entry, in process")
    count = wanted(100_000, 100_000)
    with folder() as place:
        crm = made.base(place / "crm.db")
        made.clients(crm, count)
        _contacts(crm, count // 2)
        chance = random.Random(3)
        for title, row in (("new", _new), ("known", _known)):
            _measure(crm, f"a {title} client among {count}", [row(chance, i) for i in range(TIMES)])
        crm.store.close()


def _contacts(crm: Workspace, count: int) -> None:
    """People with phones of their own, so that all nouns are looked through."""
    chance = random.Random(5)
    made.fill(
        crm, "contact",
        ({"name": chance.choice(made.SURNAMES) + chance.choice(made.GIVEN), "phone": f"139{i:08d}", "email": f"p{i}@firm{i % 999}.example.cn"} for i in range(count)),
    )  # fmt: skip


def _new(chance: random.Random, i: int) -> dict[str, Any]:
    """Nothing of it is known but, as it comes, the name."""
    return {
        "name": made._firm(chance), "type": "organisation", "phone": f"150{i:08d}", "other_phones": f'["0571-8{i:07d}"]',
        "email": f"new{i}+crm@new{i}.example.cn", "website": f"https://www.new{i}.example.cn", "tax_id": f"91330100MA{i:08d}",
    }  # fmt: skip


def _known(chance: random.Random, i: int) -> dict[str, Any]:
    """A phone and a mail that somebody has."""
    return _new(chance, i) | {"phone": made.phone(chance.randrange(1000)), "email": f"p{i}@firm{i % 999}.example.cn"}


def _measure(crm: Workspace, title: str, rows: list[dict[str, Any]]) -> None:
    costs = [inside(lambda row=row: duplicates.of(crm, "client", row)) for row in rows[:20] + rows][20:]  # type: ignore[misc]
    slow = sorted(cost.wall for cost in costs)[int(len(costs) * 0.99)]
    figure(title, middle(costs).wall * 1000, LIMIT, "ms")
    figure(f"{title}, the slowest of a hundred", slow * 1000, LIMIT, "ms")


if __name__ == "__main__":
    main()

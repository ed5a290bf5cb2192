"""S4: a client inserted, then updated, each a durable commit with its step and change, against the same without the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import made
from benchmarks.side_by_side import Cost, folder, header, inside, line, pairs, wanted
from crm_cli.records.nouns.clients import Client
from crm_cli.store import changes, rows
from crm_cli.store.steps import step
from crm_cli.workspace import Workspace

LIMIT = 1.5
WARM = 50


class Writer:
    """Writes one row after the other into a base of its own, with the log or without."""

    def __init__(self, path: Path, *, logged: bool) -> None:
        self.crm: Workspace = made.base(path)
        self.logged = logged
        self.made = 0
        self.row: dict[str, Any] = {}
        if not logged:
            for name in changes.trigger_names(self.crm.store.db):
                self.crm.store.db.execute(f"DROP TRIGGER {name}")

    def insert(self) -> Cost:
        """A new client."""
        self.made += 1
        return inside(partial(self._insert, self.made))

    def _insert(self, i: int) -> None:
        with self._commit("client add"):
            values = {
                "name": f"某某{i}有限公司",
                "short_name": f"公司{i}",
                "phone": made.phone(i),
                "email": f"u{i}@example.cn",
            }
            self.row = rows.insert(
                self.crm.store, Client, values | {"city": "北京", "source": "web", "owner": self.crm.me}
            )

    def update(self) -> Cost:
        """The client of before moves and gets another phone."""
        return inside(self._update)

    def _update(self) -> None:
        with self._commit("client edit"):
            changed = {"city": "上海", "phone": f"139{self.made:08d}"}
            rows.update(self.crm.store, Client, self.row, changed)

    @contextmanager
    def _commit(self, command: str) -> Iterator[None]:
        if self.logged:
            with step(self.crm.store, self.crm.me, command):
                yield
            return
        self.crm.store.db.execute("BEGIN IMMEDIATE")
        yield
        self.crm.store.db.execute("COMMIT")


def main() -> None:
    header("S4: a one-row write with its log, against the same without")
    times = wanted(600, 3000)
    with folder() as place:
        ours, theirs = Writer(place / "logged.db", logged=True), Writer(place / "bare.db", logged=False)
        line("insert", pairs(ours.insert, theirs.insert, times, warm=WARM), LIMIT)
        line("insert, then update", pairs(partial(_both, ours), partial(_both, theirs), times, warm=WARM), LIMIT)
        line("update", pairs(partial(_second, ours), partial(_second, theirs), times, warm=WARM), LIMIT)


def _both(writer: Writer) -> Cost:
    first, second = writer.insert(), writer.update()
    return Cost(first.wall + second.wall, first.cpu + second.cpu)


def _second(writer: Writer) -> Cost:
    writer.insert()
    return writer.update()


if __name__ == "__main__":
    main()

"""S1: ``crm log call PHONE "text"``, the whole process, warm, on a base of 100k clients, against ``python -c "import sqlite3"``."""

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import made
from benchmarks.side_by_side import CRM, Cost, child, folder, header, line, pairs, wanted

LIMIT = 5.0
TIMES = 40


def main() -> None:
    header("S1: crm log call, the whole process, against python -c 'import sqlite3'")
    count = wanted(100_000, 100_000)
    with folder() as place:
        base = place / "crm.db"
        crm = made.base(base)
        made.clients(crm, count)
        crm.store.close()
        calls = _calls(base, count)
        line(f"crm log call PHONE TEXT, {count} clients", pairs(lambda: next(calls), _python, TIMES, warm=3), LIMIT)


def _calls(base: Path, count: int) -> Iterator[Cost]:
    env = {"CRM_DB": str(base), "CRM_CONFIG": str(base.with_name("none.toml"))}
    for i in range(17, 10**9, 7919):
        yield child([*CRM, "log", "call", made.phone(i % count), "询问了价格，周五前要报价"], env=env)


def _python() -> Cost:
    return child([sys.executable, "-c", "import sqlite3"])


if __name__ == "__main__":
    main()

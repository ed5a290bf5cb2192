"""S2: Tab on a ref, on a base of 100k clients, against ``python -c pass``; the whole process that the shell waits for."""

import sys
from functools import partial
from pathlib import Path

from benchmarks import made
from benchmarks.side_by_side import CRM, Cost, child, folder, header, line, pairs, wanted

LIMIT = 3.0
TIMES = 60
TYPED = {"a ref": "C123", "nothing yet": "", "a name by its initials": "bjxc"}


def main() -> None:
    header("S2: Tab on a ref, against python -c pass")
    count = wanted(100_000, 100_000)
    with folder() as place:
        base = place / "crm.db"
        crm = made.base(base)
        made.clients(crm, count)
        crm.store.close()
        for name, typed in TYPED.items():
            line(f"{name}, {count} clients", pairs(partial(_tab, base, typed), _python, TIMES, warm=3), LIMIT)


def _tab(base: Path, typed: str) -> Cost:
    env = {"CRM_DB": str(base), "CRM_CONFIG": str(base.with_name("none.toml"))}
    return child([*CRM, "__complete", "words", "client", "show", f":{typed}"], env=env)


def _python() -> Cost:
    return child([sys.executable, "-c", "pass"])


if __name__ == "__main__":
    main()

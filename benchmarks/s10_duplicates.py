"""S10: who is there twice, against ``sqlite3 .import`` of the raw file: by the stored keys alone, and by the whole scan.

``python -m benchmarks.s10_duplicates [100k|1M]``
"""

import sys
from functools import partial
from pathlib import Path

from benchmarks import made
from benchmarks.side_by_side import CRM, MB, SHELL, Cost, child, figure, folder, header, line, pairs, wanted

KEYS_LIMIT, SMALL_LIMIT, LARGE_LIMIT, MEMORY_LIMIT = 1, 15, 20, 600
LARGE = 200_000
PARTLY = 7  # some rows of the file are refused, as they should be
# Every group of records that share a stored key: a phone, a mail, a tax id, a domain, a company's name, a name.
KEYS = (
    sys.executable,
    "-c",
    "import sys; from pathlib import Path; from crm_cli.clock import Clock; from crm_cli.people.scanning import KEYS; from crm_cli.people.facts import KEY_BLOCK;"
    " from crm_cli.workspace import open_workspace; crm = open_workspace(Path(sys.argv[1]), clock=Clock());"
    " print(sum(len(list(crm.sharing('client', key, KEY_BLOCK))) for key in KEYS))",
)


def main() -> None:
    header("S10: duplicates in the whole base, against sqlite3 .import of the raw file")
    count = wanted(100_000, 1_000_000)
    with folder() as place:
        made.leads(place / "leads.csv", count)
        _fill(place)
        print(f"  {count} leads, {(place / 'leads.csv').stat().st_size / MB:.0f} MB", flush=True)
        raw = partial(_raw, place)
        times = 1 if count > LARGE else 3
        line("by stored keys", pairs(lambda: child([*KEYS, str(place / "ours.db")]), raw, times), KEYS_LIMIT)
        whole = pairs(partial(_scan, place), raw, times, warm=0 if count > LARGE else 1)
        line("the whole scan", whole, LARGE_LIMIT if count > LARGE else SMALL_LIMIT)
        figure("memory", whole.ours.memory / MB, MEMORY_LIMIT, "MB")
        found = (place / "pairs.csv").read_text(encoding="utf-8").count("\n") - 1
        print(f"  ({found} pairs found)")


def _env(place: Path) -> dict[str, str]:
    return {"CRM_DB": str(place / "ours.db"), "CRM_CONFIG": str(place / "none.toml")}


def _fill(place: Path) -> None:
    """A base that has every row of the file, the repeated ones too."""
    made.base(place / "ours.db").store.close()
    argv = [
        *CRM,
        "import",
        "client",
        str(place / "leads.csv"),
        "--duplicates",
        "allow",
        "--rejects",
        str(place / "rejects.csv"),
    ]
    child(argv, env=_env(place), good=(0, PARTLY))


def _scan(place: Path) -> Cost:
    argv = [*CRM, "duplicates", "scan", "client", "--format", "csv", "--output", str(place / "pairs.csv")]
    return child(argv, env=_env(place))


def _raw(place: Path) -> Cost:
    base = place / "raw.db"
    for path in place.glob(base.name + "*"):
        path.unlink()
    return child([SHELL, str(base), "-cmd", ".mode csv", f".import {place / 'leads.csv'} leads"])


if __name__ == "__main__":
    main()

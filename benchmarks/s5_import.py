"""S5: leads brought in as clients (validated, keyed, duplicates found, logged, indexed) against ``sqlite3 .import`` of the raw file.

``python -m benchmarks.s5_import [100k|1M]``
"""

import shutil
from functools import partial
from pathlib import Path

from benchmarks import made
from benchmarks.side_by_side import (
    CRM,
    MB,
    SHELL,
    UTILS,
    Cost,
    Ratio,
    child,
    figure,
    folder,
    header,
    line,
    pairs,
    wanted,
)

BARE_LIMIT, WHOLE_LIMIT, UTILS_LIMIT, MEMORY_LIMIT, SIZE_LIMIT = 7, 10, 0.4, 300, 2
PARTLY = 7  # some rows were refused, as they should be
# The same program that makes no search index.
BARE = (*CRM[:2], "from crm_cli.store import search; search.searched = lambda cls: (); " + CRM[2])
INDEXES = ("name", "phone", "email")


def main() -> None:
    header("S5: an import, against sqlite3 .import of the raw file")
    count = wanted(100_000, 1_000_000)
    times = 3 if count > 200_000 else 5
    with folder() as place:
        made.leads(place / "leads.csv", count)
        made.base(place / "empty.db").store.close()
        print(f"  {count} leads, {(place / 'leads.csv').stat().st_size / MB:.0f} MB", flush=True)
        raw = partial(_raw, place)
        bare = pairs(partial(_ours, place, BARE), raw, times)
        line("without the search index", bare, BARE_LIMIT)
        size = (place / "ours.db").stat().st_size
        whole = pairs(partial(_ours, place, CRM), raw, times)
        line("with the search index", whole, WHOLE_LIMIT)
        line(
            "against sqlite-utils insert --csv",
            pairs(partial(_ours, place, CRM), partial(_utils, place), 1, warm=0),
            UTILS_LIMIT,
        )
        _weigh(place, whole, size)


def _ours(place: Path, program: tuple[str, ...]) -> Cost:
    """An import into a base that is new each time."""
    base = place / "ours.db"
    _gone(base)
    shutil.copy(place / "empty.db", base)
    env = {"CRM_DB": str(base), "CRM_CONFIG": str(place / "none.toml")}
    argv = [
        *program,
        "import",
        "client",
        str(place / "leads.csv"),
        "--key",
        "phone",
        "--rejects",
        str(place / "rejects.csv"),
    ]
    return child(argv, env=env, good=(0, PARTLY))


def _raw(place: Path) -> Cost:
    base = place / "raw.db"
    _gone(base)
    return child([SHELL, str(base), "-cmd", ".mode csv", f".import {place / 'leads.csv'} leads"])


def _utils(place: Path) -> Cost:
    base = place / "utils.db"
    _gone(base)
    return child([*UTILS, "insert", str(base), "leads", str(place / "leads.csv"), "--csv"])


def _gone(base: Path) -> None:
    for path in base.parent.glob(base.name + "*"):
        path.unlink()


def _weigh(place: Path, whole: Ratio, size: int) -> None:
    """The most memory, and the file beside the raw one with the same indexes; both without the search index."""
    figure("memory", whole.ours.memory / MB, MEMORY_LIMIT, "MB")
    for name in INDEXES:
        child([SHELL, str(place / "raw.db"), f"CREATE INDEX leads_{name} ON leads({name})"])
    raw = (place / "raw.db").stat().st_size
    figure("file without the search index", size / raw, SIZE_LIMIT)
    with_index = (place / "ours.db").stat().st_size
    print(f"  ({size / MB:.0f} MB without, {with_index / MB:.0f} MB with the search index, against {raw / MB:.0f} MB)")


if __name__ == "__main__":
    main()

"""``python -m tests.fuzz COUNT [FIRST [PROCESSES]]``: reads so many mutated files, on all processors; names those that did harm and exits 1."""

import multiprocessing
import os
import sys
from functools import partial

from tests.fuzz.files import PORTION, run


def main(count: int, first: int = 0, processes: int | None = None) -> int:
    """Portions of files, each in a process of its own, so that memory is that of a portion."""
    portion = min(count, PORTION)
    starts = range(first, first + count, portion)
    harm: list[str] = []
    with multiprocessing.get_context("spawn").Pool(processes or os.cpu_count(), maxtasksperchild=4) as pool:
        for done, found in enumerate(pool.imap(partial(run, count=portion), starts), 1):
            harm += found
            print(f"\r{min(done * portion, count):,} of {count:,} files", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print("\n".join(harm) or "no harm")
    return 1 if harm else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""Measures two ways of doing the same thing in turns (A B A B …) and prints their ratio: absolute times drift, ratios hold."""

import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crm_cli.store.engine import VERSION

ROOT = Path(__file__).resolve().parent.parent
# What the installed `crm` does, without the script's own file.
CRM = (sys.executable, "-c", "from crm_cli.__main__ import main; main()")
UTILS = (sys.executable, "-m", "sqlite_utils")
SHELL = shutil.which("sqlite3") or "sqlite3"
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: seconds on the wall, seconds of processor, and the most memory it held, in bytes."""

    wall: float
    cpu: float
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times B's cost A's is: the median over the pairs, and the medians of both sides."""

    wall: float
    cpu: float
    ours: Cost
    theirs: Cost


Run = Callable[[], Cost]


def child(
    argv: Sequence[str], *, env: Mapping[str, str] | None = None, output: Path | None = None, good: Sequence[int] = (0,)
) -> Cost:
    """Run a program to its end and give its cost; it must end well. Memory counts this process's own as the least."""
    whole = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    whole.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once
    with (output or Path(os.devnull)).open("wb") as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=whole)
        _pid, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in good:
            err.seek(0)
            raise SystemExit(f"{' '.join(argv)[:300]}\nended with {process.returncode}: {err.read().decode()[-2000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def inside(work: Callable[[], object]) -> Cost:
    """The cost of doing something in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def pairs(ours: Run, theirs: Run, times: int, *, warm: int = 1) -> Ratio:
    """Run both in turns and compare each pair; the first ``warm`` pairs fill the caches and are not counted."""
    found = [(ours(), theirs()) for _ in range(times + warm)][warm:]
    return Ratio(
        statistics.median(a.wall / b.wall for a, b in found),
        statistics.median(a.cpu / b.cpu if b.cpu else 0.0 for a, b in found),
        middle([a for a, _b in found]),
        middle([b for _a, b in found]),
    )


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each part of these costs, and the most memory."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        max(cost.memory for cost in costs),
    )


def header(title: str) -> None:
    """Say what is measured, and on what."""
    print(f"# {title}")
    print(f"  {platform.node()}: {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}")
    ours = ".".join(map(str, VERSION))
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    print(
        f"  Python {platform.python_version()}, SQLite {ours} (standard library {sqlite3.sqlite_version}), load {load}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def line(name: str, ratio: Ratio, limit: float) -> None:
    """One measure: both sides, the ratio, and whether the target is reached."""
    verdict = "reached" if ratio.wall <= limit else "NOT reached"
    print(
        f"  {name}: {ratio.wall:.3g}x (cpu {ratio.cpu:.3g}x), target {limit:g}x {verdict}"
        f"   [{_time(ratio.ours)} against {_time(ratio.theirs)}]",
        flush=True,
    )


def figure(name: str, value: float, limit: float, unit: str = "x") -> None:
    """A measure that is not a time."""
    print(
        f"  {name}: {value:.3g} {unit}, target {limit:g} {unit} {'reached' if value <= limit else 'NOT reached'}",
        flush=True,
    )


def _time(cost: Cost) -> str:
    return f"{cost.wall:.2f} s" if cost.wall >= 1 else f"{cost.wall * 1000:.3g} ms"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for the data of one measure, gone afterwards; CRM_BENCH names the disk, which must be a real one."""
    with tempfile.TemporaryDirectory(prefix="crm-bench-", dir=os.environ.get("CRM_BENCH")) as name:
        yield Path(name)


def wanted(small: int, large: int) -> int:
    """How many rows: the small size unless the command line says 1M or another number."""
    named = {"100k": 100_000, "1M": 1_000_000, "small": small, "large": large}
    text = sys.argv[1] if len(sys.argv) > 1 else "small"
    return named.get(text) or int(text)

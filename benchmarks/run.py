"""Runs every measure in its small size, each in a process of its own, and goes on where one fails."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """How many measures could not be run."""
    failed = 0
    measures = sorted(HERE.glob("s[0-9]*.py"), key=lambda path: int(path.name[1:].partition("_")[0]))
    for script in (*measures, HERE / "entry.py", HERE / "popup.py"):
        ended = subprocess.run([sys.executable, "-m", f"benchmarks.{script.stem}"], cwd=HERE.parent, check=False)
        failed += ended.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())

"""Writes what is generated from the sources, or with ``--check`` says what is stale; exit 1 when something is.

With ``pictures`` the screens are drawn anew too, which takes half a minute; a test holds that they are as the program draws them.
"""

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tools import catalogue, completions, manual, pictures, screens, shells, sql_views  # noqa: E402 - the tool runs from anywhere

GENERATORS: dict[str, Callable[[bool], list[str]]] = {
    "catalogue": catalogue.generate,
    "sql": sql_views.generate,
    "completion": completions.generate,
    "shells": shells.generate,
    "manual": manual.generate,
    "screens": screens.generate,
}
"""Each writes its files, or when told only to check returns what is wrong with them."""
SLOW = {"pictures": pictures.generate}


def main(argv: list[str]) -> int:
    """Run every generator."""
    check = "--check" in argv
    wanted = GENERATORS | {name: run for name, run in SLOW.items() if name in argv}
    wrong = [f"{name}: {problem}" for name, run in wanted.items() for problem in run(check)]
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong and check:
        print("tools/generate.py writes what can be written; translations are yours", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""S11: ``crm client edit`` of every client, with its log, against the same UPDATE in one step with its log."""

from functools import partial
from itertools import count
from pathlib import Path

from benchmarks import made
from benchmarks.side_by_side import CRM, Cost, child, folder, header, inside, line, pairs, wanted
from crm_cli.store.steps import step
from crm_cli.workspace import Workspace

LIMIT = 2.0
VALUES = count()


def main() -> None:
    header("S11: bulk edit with its log, against the same UPDATE with its log")
    rows = wanted(100_000, 1_000_000)
    with folder() as place:
        bases = place / "ours.db", place / "theirs.db"
        bare, theirs = (made.base(path) for path in bases)
        for crm in (bare, theirs):
            made.clients(crm, rows)
        bare.store.close()
        line(f"{rows} clients edited", pairs(partial(_ours, bases[0]), partial(_theirs, theirs), 3), LIMIT)


def _ours(base: Path) -> Cost:
    env = {"CRM_DB": str(base), "CRM_CONFIG": str(base.with_name("none.toml"))}
    argv = [*CRM, "client", "edit", "created=any", "--source", f"ours {next(VALUES)}", "--yes"]
    return child(argv, env=env)


def _theirs(crm: Workspace) -> Cost:
    return inside(partial(_update, crm, f"theirs {next(VALUES)}"))


def _update(crm: Workspace, value: str) -> None:
    with step(crm.store, crm.me, "update"):
        crm.store.db.execute("UPDATE clients SET source = ?", (value,))


if __name__ == "__main__":
    main()

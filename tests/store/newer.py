"""A program one schema ahead of this one, for tests of migrations: the frozen files, and one more."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from crm_cli.store import migrate

NEXT = ("ALTER TABLE clients ADD COLUMN nickname TEXT;", "UPDATE clients SET nickname = name;")


def grow(patch: pytest.MonkeyPatch, folder: Path, statements: Sequence[str] = NEXT) -> None:
    """Make this process that program."""
    copy = folder / "migrations"
    shutil.copytree(migrate.FOLDER, copy)
    number = migrate.VERSION + 1
    (copy / f"{number:04d}_next.sql").write_text("\n".join(statements), encoding="utf-8")
    patch.setattr(migrate, "FOLDER", copy)
    patch.setattr(migrate, "VERSION", number)


if __name__ == "__main__":  # open a base as that program, in a process of its own
    from tests.store.conftest import opened

    grow(pytest.MonkeyPatch(), Path(sys.argv[2]), sys.argv[3:] or NEXT)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    opened(Path(sys.argv[1])).close()
    sys.stdout.write("done\n")

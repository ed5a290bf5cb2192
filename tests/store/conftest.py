"""What the tests of the store share: a base on disk, one in memory, and what it holds."""

from pathlib import Path

import pytest

from crm_cli.clock import Clock
from crm_cli.store.store import Store
from crm_cli.workspace import Workspace
from tests.founding import NOW, ZONE, founded


@pytest.fixture
def crm() -> Workspace:
    """In memory, with its first user."""
    return founded()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a base may be made; the folder is not there yet."""
    return tmp_path / "data" / "crm.db"


@pytest.fixture
def base(path: Path) -> Path:
    """An empty base on disk."""
    opened(path, create=True).close()
    return path


def opened(path: Path, *, create: bool = False) -> Store:
    return Store(path, Clock(NOW, ZONE), create=create)


def working(path: Path) -> Workspace:
    """Somebody's work on a base on disk."""
    store = opened(path)
    return Workspace(store, store.clock, "test")

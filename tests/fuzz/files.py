"""Reads mutated files as the import does, some of them into a base; says which did what none may do."""

import io
import resource
from collections.abc import Iterator

from crm_cli.errors import CrmError
from crm_cli.exchange import importing
from crm_cli.exchange.options import Options
from crm_cli.exchange.reading import Asked, read
from crm_cli.workspace import Workspace
from tests.founding import founded
from tests.fuzz.mutating import mutated

PORTION = 5_000
IMPORTED = 500  # one in so many goes the whole way
MOST_ROWS = 20_000
MOST_MEMORY = 300 << 20


def run(first: int, count: int = PORTION) -> list[str]:
    """What went wrong with so many files from that number on; nothing, if all is well."""
    found = list(_harm(first, count))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return [*found, *([f"{first}: {memory >> 20} MB of memory"] if memory > MOST_MEMORY else [])]


def _harm(first: int, count: int) -> Iterator[str]:
    for number in range(first, first + count):
        data = mutated(number)
        try:
            if number % IMPORTED == IMPORTED // 4:
                _bring_in(data)
            else:
                _read(data)
        except CrmError:
            continue
        except BaseException as error:
            yield f"{number}: {type(error).__name__}: {error}"


def _read(data: bytes) -> None:
    sheet = read(lambda: io.BytesIO(data), Asked())
    for at, row in enumerate(sheet.rows()):
        assert row.error or len(row.cells) == len(sheet.headers), f"row {row.line} is shifted"
        assert at < MOST_ROWS, "it never ends"


def _bring_in(data: bytes) -> None:
    """What is refused leaves nothing behind, what is said to be created is there."""
    crm = founded()
    created = 0
    try:
        sheet = read(lambda: io.BytesIO(data), Asked())
        created = importing.bring_in(crm, "client", sheet, (), Options()).counts.created
    finally:
        assert crm.count("client") == created, f"{crm.count('client')} are there, {created} were created"
        assert _unbroken(crm), "a link leads nowhere"


def _unbroken(crm: Workspace) -> bool:
    return not crm.store.rows("PRAGMA foreign_key_check")

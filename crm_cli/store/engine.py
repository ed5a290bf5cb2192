"""Which SQLite library this process uses: one only, the newer one where it has wheels."""

import os

TYPE_CHECKING = False  # typing itself is not needed, and completing a ref has no time for it
if TYPE_CHECKING:
    import sqlite3
else:
    try:
        if os.environ.get("CRM_SQLITE") == "standard":
            raise ImportError
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

__all__ = ["FIXED", "VERSION", "busy_ms", "sqlite3"]
VERSION = sqlite3.sqlite_version_info
# Versions 3.7.0 to 3.51.2 can lose a commit when a WAL is reset, but for two repaired lines.
FIXED = (
    VERSION >= (3, 51, 3)
    or (VERSION[:2] == (3, 50) and VERSION >= (3, 50, 7))
    or (VERSION[:2] == (3, 44) and VERSION >= (3, 44, 6))
)


def busy_ms() -> int:
    """How long to wait for a base that another process writes: 30 s, or the milliseconds of CRM_BUSY_MS."""
    wanted = os.environ.get("CRM_BUSY_MS", "")
    return int(wanted) if wanted.isdecimal() else 30_000

"""Answers one question in SQL, in a process of its own: it reads views, writes nothing, and ends by itself when it takes too long.

Four locks, each of which would do: the file is opened read-only, the connection only queries, an authorizer lets nothing through but
reading the views, and a clock stops what does not end. The process has little memory, and whoever started it kills it when it hangs.
"""

import json
import math
import os
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any

from crm_cli.records.rounding import proportion
from crm_cli.store.connection import connect_to_read
from crm_cli.store.engine import sqlite3

MEMORY = 512 << 20
BYTES = 64 << 20
STEPS = 10_000
SPARE = 0.3
TABLES = ("json_each", "json_tree")
REFUSED = (
    "load_extension", "zeroblob", "randomblob", "readfile", "writefile", "edit", "fts3_tokenizer", "fts5", "fts5_source_id", "fts5_locale",
    "fts5_get_locale", "fts5_insttoken", "rtreecheck", "rtreenode", "rtreedepth", "sqlite_compileoption_get", "sqlite_compileoption_used",
    "sqlite_log", "sqlite_source_id",
)  # fmt: skip
Say = Callable[[Any], None]


def authorizer(secret: str, public: Collection[str], hidden: Collection[str]) -> Callable[..., int]:
    """Lets a question read the public views, and only those with secret names the base itself; ``hidden`` are the tables of the base."""

    def reads(table: str, database: str | None, source: str | None) -> bool:
        behind = source is not None and source.startswith(secret)
        if database == "temp":
            return table in public or (table.startswith(secret) and (behind or str(source).lower() in public))
        if (
            database is None
        ):  # nothing of it is read but how many rows there are; it may be a table, a view, or made by the question
            return not table.lower().startswith("sqlite_") and table.lower() not in hidden
        return behind or table in TABLES

    def decide(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
        asked = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)
        called = action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in REFUSED
        read = action == sqlite3.SQLITE_READ and first is not None and reads(first, database, source)
        return sqlite3.SQLITE_OK if asked or called or read else sqlite3.SQLITE_DENY

    return decide


def answer(request: Mapping[str, Any], say: Say) -> None:
    """Say the columns, the rows, and how it ended."""
    with closing(connect_to_read(Path(request["path"]))) as db:
        db.execute("PRAGMA query_only=OFF")  # for the temporary views
        for sql in request["views"]:
            db.execute(sql)
        db.create_function("folded", 1, _folded, deterministic=True)
        db.create_function("local_day", 1, _local_day(request["zone"]), deterministic=True)
        db.create_function("proportion", 3, proportion, deterministic=True)
        hidden = {name.lower() for (name,) in db.execute("SELECT name FROM main.sqlite_master")} | {
            "sqlite_master",
            "sqlite_schema",
        }
        db.execute("PRAGMA query_only=ON")
        until = monotonic() + request["seconds"]
        db.set_authorizer(authorizer(request["secret"], request["public"], hidden - set(request["public"])))
        db.set_progress_handler(lambda: monotonic() > until, STEPS)
        _run(db, request["sql"], request["limit"], say, lambda: monotonic() > until)


def _run(db: "sqlite3.Connection", sql: str, limit: int, say: Say, late: Callable[[], bool]) -> None:
    try:
        cursor = db.execute(sql)
        if cursor.description is None:
            say({"error": "nothing", "text": ""})
            return
        say({"columns": [name for name, *_rest in cursor.description]})
        size = 0
        for count, row in enumerate(cursor):
            if count == limit or size > BYTES:
                say({"more": True})
                return
            values = [_plain(value) for value in row]
            size += sum(len(value) if isinstance(value, str) else 8 for value in values)
            say(values)
        say({"more": False})
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as problem:
        say({"error": "late" if late() and "interrupted" in str(problem) else "sql", "text": str(problem)})
    except (MemoryError, RecursionError):
        say({"error": "memory", "text": ""})


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _folded(text: Any) -> str | None:
    from crm_cli.records.fold import fold  # only where text is compared

    return None if text is None else fold(str(text))


def _local_day(zone: str | None) -> Callable[[Any], str | None]:
    def local_day(stamp: Any) -> str | None:
        if stamp is None:
            return None
        place = None
        if zone:
            from zoneinfo import ZoneInfo  # only where a zone is set

            place = ZoneInfo(zone)
        return datetime.fromisoformat(str(stamp)).astimezone(place).date().isoformat()

    return local_day


def _bound(seconds: float) -> None:
    """Little memory, and an end even where SQLite does not come back to ask the time."""
    try:
        import resource  # not there on Windows
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, math.ceil(seconds) + 2)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end(said: Mapping[str, str]) -> None:
    """Say only this, and be gone: SQLite may be busy with one long step."""
    os.write(1, json.dumps(said).encode() + b"\n")
    os._exit(0)


def main() -> None:
    """Read a question from stdin and answer it on stdout, a line of JSON for each thing to say."""
    request = json.load(sys.stdin)
    _bound(request["seconds"])
    watch = Timer(request["seconds"] + SPARE, _end, [{"error": "late", "text": ""}])
    watch.daemon = True
    watch.start()
    said: list[str] = []
    answer(request, lambda what: said.append(json.dumps(what)))
    watch.cancel()
    sys.stdout.write("\n".join(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

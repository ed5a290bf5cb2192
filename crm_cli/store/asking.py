"""Asks the base a question in SQL, in another process that is killed when it does not end in time."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crm_cli.errors import CrmError, Failure, Invalid
from crm_cli.i18n import N_
from crm_cli.store.connection import MEMORY
from crm_cli.store.store import Store, visible_views
from crm_cli.store.views import View, statements

ROWS, SECONDS = 10_000, 2.0
GRACE = 10.0  # for the process to start; it ends itself when the time is over
MODULE = "crm_cli.store.asked"
FORBIDDEN = (
    "not authorized",
    "prohibited",
    "authorization denied",
    "readonly",
    "read-only",
    "cannot modify",
    "vtable constructor failed",
)
"""What SQLite says of a question that wants more than to read the views."""


class Answer(NamedTuple):
    """The columns and rows of an answer; ``more`` where there were more rows than were wanted."""

    columns: list[str]
    rows: list[list[Any]]
    more: bool


def ask(store: Store, sql: str, found: Sequence[View], *, seconds: float = SECONDS, limit: int = ROWS) -> Answer:
    """The answer to a question over these views; refused in one line where it does anything but read them, or takes too long."""
    if store.path == MEMORY:
        raise Invalid(N_("a base in memory cannot be asked"))
    secret = f"r{secrets.token_hex(12)}"
    request = {
        "path": str(store.path.absolute()), "sql": sql, "seconds": seconds, "limit": limit, "secret": secret, "public": [view.name for view in found],
        "views": list(statements(found, list(visible_views(f"{secret}_")), secret)), "zone": getattr(store.clock.zone, "key", None),
    }  # fmt: skip
    return _read(_answered(json.dumps(request).encode("utf-8", "surrogatepass"), seconds), seconds)


def _answered(request: bytes, seconds: float) -> list[bytes]:
    root = str(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))}
    # -P: what lies in the folder one happens to be in is not imported.
    with subprocess.Popen(
        [sys.executable, "-P", "-m", MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
    ) as process:  # fmt: skip
        try:
            return process.communicate(request, seconds + GRACE)[0].splitlines()
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise late(seconds) from None


def late(seconds: float) -> CrmError:
    """It did not end in time."""
    return Invalid(
        N_("the question took longer than {seconds} s and was stopped"), hint=N_("ask for less, or give it longer: --limit-seconds"), seconds=f"{seconds:g}",
    )  # fmt: skip


def _read(lines: Sequence[bytes], seconds: float) -> Answer:
    said = [json.loads(line) for line in lines]
    columns: list[str] = []
    rows: list[list[Any]] = []
    for item in said:
        if isinstance(item, list):
            rows.append(item)
        elif "columns" in item:
            columns = item["columns"]
        elif "error" in item:
            raise _refused(item["error"], item["text"], seconds)
        else:
            return Answer(columns, rows, item["more"])
    raise _refused("memory", "", seconds)  # it was ended from outside


def _refused(kind: str, text: str, seconds: float) -> CrmError:
    if kind == "late":
        return late(seconds)
    if kind == "memory" or "too big" in text or "out of memory" in text:
        return Invalid(N_("the question asked for too much at once and was stopped"), hint=N_("ask for less"))
    if kind == "nothing":
        return Invalid(N_("that is no question"), hint='crm sql "SELECT …"')
    if "one statement" in text:
        return Invalid(N_("one question at a time"), hint='crm sql "SELECT …"')
    if any(sign in text for sign in FORBIDDEN):
        return Invalid(N_("only the views can be read, and nothing can be written"), hint=N_("crm sql lists the views"))
    if "malformed" in text and "JSON" not in text:
        return Failure(N_("the base is damaged"), hint="crm doctor")
    return Invalid(N_("SQLite says: {text}"), hint=N_("crm sql lists the views"), text=text.rstrip("."))

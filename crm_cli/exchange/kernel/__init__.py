"""The merge of copies: from the set of changes to cells, rows and conflicts, without a database, a file or a clock."""

from crm_cli.exchange.kernel.cells import alive, heads, join, winner, without_gaps
from crm_cli.exchange.kernel.changes import (
    PLAIN,
    Change,
    Clock,
    Conflict,
    ForkError,
    Key,
    Kind,
    Op,
    Rules,
    State,
    Table,
    Value,
)
from crm_cli.exchange.kernel.merged import Merged
from crm_cli.exchange.kernel.rows import conflicts, state

__all__ = [
    "PLAIN", "Change", "Clock", "Conflict", "ForkError", "Key", "Kind", "Merged", "Op", "Rules", "State", "Table", "Value",
    "alive", "conflicts", "heads", "join", "state", "winner", "without_gaps",
]  # fmt: skip

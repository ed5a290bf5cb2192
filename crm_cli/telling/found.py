"""What words find anywhere, told so that one is known from the next: for lists of any kind of record."""

from collections.abc import Sequence
from typing import Any

from crm_cli.context import current
from crm_cli.i18n import _
from crm_cli.records.record import Record
from crm_cli.render.listing import Column
from crm_cli.render.values import human
from crm_cli.telling.lists import listing

SEARCHED = (
    "client", "contact", "lead", "opp", "product", "quote", "order", "delivery", "invoice", "payment", "contract", "membership", "activity",
    "task",
)  # fmt: skip
AT_MOST = 50
ABOUT = {
    "client": ["owner", "last_contact"], "contact": ["client", "title", "role"], "lead": ["company", "status", "owner"], "opp": ["client", "stage", "amount"],
    "activity": ["kind", "at", "client"], "task": ["due", "status", "client"], "product": ["code", "price"],
    "quote": ["number", "client", "status", "total"], "order": ["number", "client", "status", "total"], "delivery": ["client", "order", "date"],
    "invoice": ["official", "client", "status", "total"], "payment": ["client", "amount", "date", "reference"],
    "contract": ["number", "client", "status", "value"], "membership": ["client", "level"],
}  # fmt: skip


def told_of(records: Sequence[Record]) -> dict[str, str]:
    """What tells one record from the next, by ref."""
    found: dict[str, str] = {}
    for name, fields in ABOUT.items():
        refs = [record.ref for record in records if record.noun == name]
        if refs:
            page = listing(name, ["ref", *fields], ["ref=" + ",".join(refs)])
            found |= {str(row[0]): _words(page.columns[1:], row[1:]) for row in page.rows}
    return found


def _words(columns: Sequence[Column], values: Sequence[Any]) -> str:
    run = current()
    currency = next((v for c, v in zip(columns, values, strict=True) if c.hidden and v), run.workspace.currency)
    told = []
    for column, value in zip(columns, values, strict=True):
        if value is not None and not column.hidden:
            words = human(
                column.kind, value, currency=currency, language=run.language, clock=run.clock, relative=True, choices=column.choices
            )  # fmt: skip
            told.append(f"{_(column.label)} {words}" if column.key in ("owner", "last_contact", "due") else words)
    return " · ".join(told)

"""Quotes in words: what one is called, and what is different between two."""

from collections.abc import Sequence
from typing import Any

from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.quotes import Quote
from crm_cli.render.listing import Column
from crm_cli.sales import versions
from crm_cli.telling.words import label_of, value_words

DIFFERENCES = (
    Column("line", N_("Line")), Column("what", N_("Product")), Column("field", N_("Field")), Column("before", N_("Before")), Column("after", N_("After")),
)  # fmt: skip


def titled(quote: Quote) -> str:
    """``Q7 QT-2026-0041 v2``."""
    version = f" v{quote.version}" if quote.version > 1 else ""
    name = f" {quote.name}" if quote.name else ""
    return f"{quote.ref} {quote.number or ''}{version}{name}"


def difference(one: versions.Difference, old: Quote, new: Quote) -> Sequence[Any]:
    """What is different, in words: the line, what it is of, the field, before and after."""
    line = one.line
    what = (
        (line.text or value_words(current().workspace.fields("quoteline")["product"], line.product)) if line else None
    )
    if one.field is None:
        net = current().workspace.fields("quoteline")["net"]
        before, after = (_("gone") if value is None and one.before is not None else value_words(net, value, new.currency) for value in (one.before, one.after))  # fmt: skip
        return [line and line.ref, what, _("whole line"), before or _("new"), after]
    said = [value_words(one.field, value, quote.currency) for value, quote in ((one.before, old), (one.after, new))]
    return [line and line.ref, what, label_of("quoteline" if line else "quote", one.field.name), *said]

"""Which form a record is filled in with."""

from collections.abc import Mapping

from crm_cli.records.record import Record
from crm_cli.tui.dialogs.form import Form


def form(noun: str, record: Record | None, given: Mapping[str, str] | None, at: str) -> Form:
    """Its fields; a new quote begins with a few of them, since its lines are written on its page."""
    if noun == "quote" and record is None:
        from crm_cli.tui.dialogs.new_quote import NewQuote  # only when one is made

        return NewQuote(given)
    return Form(noun, record, given, at)

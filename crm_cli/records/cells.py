"""The text of a spreadsheet's cell: what was written and what is read again compare by it, whatever type the cell has."""

from datetime import date, datetime, timedelta

EXACT = 15  # digits that a number in a spreadsheet keeps
LONGEST = 32_767  # characters that a cell takes
MOST_ROWS = 1_048_576


def cell_text(value: object) -> str:
    """A value as it is written to or read from a cell; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**EXACT else repr(value)
    if isinstance(value, datetime):
        return _moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _moment(value: datetime) -> str:
    """To the second, as a spreadsheet counts in fractions of a day; a midnight cannot be told from its day."""
    exact = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    text = exact.isoformat(" ")
    return text.removesuffix(" 00:00:00")

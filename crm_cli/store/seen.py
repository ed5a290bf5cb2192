"""What of a table may be seen: the condition under which every row is read; it imports nothing, for completion asks too."""

MERGEABLE = ("clients", "contacts", "leads")


def view(start: str, table: str) -> str:
    """The SQL of the view through which a table is read; with one user it is the table, merged records left out."""
    hidden = " WHERE merged_into IS NULL" if table in MERGEABLE else ""
    return f"CREATE TEMP VIEW IF NOT EXISTS {start}{table} AS SELECT * FROM main.{table}{hidden}"

"""The written tables beside this file (pinyin, surnames, places, simplified forms), read when first needed."""

import os


def lines(name: str) -> list[str]:
    """The lines of one table, without comments (``#``) and blank lines."""
    path = os.path.join(os.path.dirname(__file__), name)
    with open(path, encoding="utf-8") as table:
        return [line for line in table.read().split("\n") if line and not line.startswith("#")]

"""The written tables beside this file (pinyin, surnames, places, simplified forms), read when first needed."""

import os

FOLDER = os.path.dirname(__file__)  # noqa: PTH120 - a shell that completes a name has no time for pathlib


def lines(name: str) -> list[str]:
    """The lines of one table, without comments (``#``) and blank lines."""
    with open(f"{FOLDER}{os.sep}{name}", encoding="utf-8") as file:  # noqa: PTH123 - see above
        text = file.read()
    return [line for line in text.split("\n") if line and not line.startswith("#")]

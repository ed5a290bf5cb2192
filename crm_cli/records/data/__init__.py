"""The written tables beside this file (pinyin, surnames, places, simplified forms), read when first needed."""

from pathlib import Path


def lines(name: str) -> list[str]:
    """The lines of one table, without comments (``#``) and blank lines."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]

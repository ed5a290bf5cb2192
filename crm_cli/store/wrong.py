"""What a check found: a text for people with its values, and how it is mended."""

from collections.abc import Mapping
from typing import Any, NamedTuple

LONGEST = 40


class Wrong(NamedTuple):
    """One thing that is not as it should be; ``text`` is a catalogue key."""

    text: str
    values: Mapping[str, Any]


def brief(value: Any) -> str:
    """A value in a few characters; nothing as a dash."""
    text = "–" if value is None else str(value).replace("\n", " ")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"

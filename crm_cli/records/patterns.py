"""Patterns that are compiled when they are first used: a run uses few of those its modules name, and each costs a start."""

import re

TYPE_CHECKING = False  # a shell that completes a name has no time for typing
if TYPE_CHECKING:
    from typing import Any


class _Pattern:
    """What ``re.compile`` would have made, once something is asked of it."""

    def __init__(self, text: str, flags: int) -> None:
        self._said = (text, flags)

    def __getattr__(self, name: str) -> "Any":
        found = getattr(re.compile(*self._said), name)
        setattr(self, name, found)  # the next time it is as quick as the pattern itself
        return found


def pattern(text: str, flags: int = 0) -> "re.Pattern[str]":
    """As ``re.compile``, later."""
    return _Pattern(text, flags)  # type: ignore[return-value]

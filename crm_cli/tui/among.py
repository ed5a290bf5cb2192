"""The list that a record was opened from, so that one can go on to the next one of it."""

from collections.abc import Callable
from typing import NamedTuple


class Among(NamedTuple):
    """A place in a list: the ``at``-th of ``total``; ``ref`` gives that of any place, and is asked only where somebody goes there."""

    at: int
    total: int
    ref: Callable[[int], str]

    def beside(self, by: int) -> "Among | None":
        """The place so many on; none past the ends."""
        return self._replace(at=self.at + by) if 0 <= self.at + by < self.total else None

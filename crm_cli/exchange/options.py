"""What was asked for besides the file; a saved mapping is these rules under a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Options:
    """``constants``, ``defaults`` and ``splits`` are as typed, ``values`` are tables of old to new by header.

    ``offered`` is what a preset says about the headers; what is told with --map stands above it.
    """

    keys: Sequence[str] = ()
    mode: str = "both"
    source: str | None = None
    clear_empty: bool = False
    create: frozenset[str] = frozenset()
    constants: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    splits: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)
    duplicates: str = ""

"""Which of a few things that are called somehow somebody means: by the whole name, the ref or the id, else by a part of the name."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from crm_cli.records.fold import fold


class Called(Protocol):
    """What has a name, a ref and an id."""

    id: str
    ref: str
    name: str


Thing = TypeVar("Thing", bound=Called)


def by_name(known: Sequence[Thing], text: str) -> list[Thing]:
    """Those of exactly that name, in any case and width, or of that ref or id."""
    wanted = fold(text.strip())
    return [one for one in known if fold(one.name) == wanted or one.ref.casefold() == wanted or one.id == text]


def by_part(known: Sequence[Thing], text: str) -> list[Thing]:
    """Those whose names begin so; where none does, those that have it inside."""
    wanted = fold(text.strip())
    return [one for one in known if fold(one.name).startswith(wanted)] or [
        one for one in known if wanted and wanted in fold(one.name)
    ]

"""Words as a shell takes them: what a hint, a plan or a kept filter says can be pasted as it stands."""

import shlex
from collections.abc import Iterable

from crm_cli.records.patterns import pattern

_OWN_MEANING = pattern(r"[\s'\"\\$`!*?&|;<>(){}\[\]]|^[~#%=]")  # to some shell
_INSIDE = frozenset('"\\$`!')  # even between double quotes


def quoted(word: str) -> str:
    """The word as it is typed: in quotes only where a shell would read it otherwise."""
    if word and not _OWN_MEANING.search(word):
        return word
    return shlex.quote(word) if _INSIDE.intersection(word) or not word else f'"{word}"'


def as_line(words: Iterable[str]) -> str:
    """Several words as one line."""
    return " ".join(map(quoted, words))

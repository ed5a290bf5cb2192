"""Sentences of ours that a record keeps, in English with their values, and that everybody reads in their own language."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from crm_cli.i18n import _, language

BETWEEN = "; "


def kept(told: Iterable[tuple[str, Mapping[str, object]]]) -> str:
    """Sentences with their values as they are stored, and as programs read them."""
    return BETWEEN.join(sentence.format_map(values) for sentence, values in told)


def said(stored: str, sentences: Iterable[str]) -> str:
    """What was kept, in the language of the interface; what is none of these sentences stays as it stands."""
    known = tuple(sentences)
    parts = [_said(part, known) for part in stored.split(BETWEEN)]
    return ("；" if language().startswith("zh") else BETWEEN).join(parts)


def _said(part: str, sentences: tuple[str, ...]) -> str:
    for sentence in sentences:
        if found := _pattern(sentence).fullmatch(part):
            return _(sentence).format_map(found.groupdict())
    return part


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(sentence)), re.DOTALL)

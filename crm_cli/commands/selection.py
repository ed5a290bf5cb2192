"""Which records a command is about: refs and names, a filter, or what comes by stdin."""

from collections.abc import Sequence

from crm_cli.commands.answering import choose
from crm_cli.commands.loading import REF
from crm_cli.commands.piping import refs
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records import filters
from crm_cli.records.record import Record
from crm_cli.records.registry import load

OPERATORS = frozenset("=<>~＝＜＞～≤≥≠")
OR = ("or", "或")


def selected(noun: str, words: Sequence[str]) -> list[Record]:
    """The records that the words name, each once: a filter when a word has a condition, else one record a word."""
    if not words:
        raise Invalid(
            N_("say which: a ref, a name, a filter, or - for refs from stdin"), hint="crm {noun} list", noun=noun
        )
    if "-" not in words and is_filter(words):
        return list(current().workspace.find(load(noun), words))
    found = [one(noun, word) for word in refs(words)]
    return list({record.id: record for record in found}.values())


def is_filter(words: Sequence[str]) -> bool:
    """Some word is a condition, or joins two."""
    return any(OPERATORS.intersection(word) or word in OR or filters.is_view(word) for word in words)


def one(noun: str, word: str) -> Record:
    """The record that a word names. A bare field name is what is left of ``amount>100``, and no name; a ref is one always."""
    if not REF.fullmatch(word) and _is_field(noun, word):
        filters.read(noun, [word], current().workspace)
    return choose([noun], word)


def _is_field(noun: str, word: str) -> bool:
    try:
        filters.find_field(noun, word, current().workspace)
    except Invalid:
        return False
    return True

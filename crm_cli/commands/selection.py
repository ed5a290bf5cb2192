"""Which records a command is about: refs and names, a filter, or what comes by stdin; and whether they still are as they were found."""

from collections.abc import Iterable, Sequence

from crm_cli.commands.answering import choose
from crm_cli.commands.loading import REF
from crm_cli.commands.piping import refs
from crm_cli.context import current
from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import N_
from crm_cli.records import filters
from crm_cli.records.record import Record
from crm_cli.records.registry import load
from crm_cli.telling.words import refs_line

OPERATORS = frozenset("=<>~＝＜＞～≤≥≠")
OR = ("or", "或")


class Chosen(list[Record]):
    """Records as they were found, and where the log of the base stood then."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.mark = current().workspace.mark()
        super().__init__(records)

    def renew(self) -> None:
        """Inside a step: what others wrote since they were found is read again, lest it be written over."""
        crm, touched = current().workspace, self.touched(own=1)
        for place, record in enumerate(self if touched else ()):
            if record.id in touched:
                self[place] = crm.by_id(type(record), record.id)

    def written_since(self, own: int = 1) -> bool:
        """Others wrote something since they were found, whatever it was; ``own`` steps of this command have begun."""
        return current().workspace.mark().step > self.mark.step + own

    def touched(self, own: int = 0) -> set[str]:
        """The ids of those that others wrote since they were found; ``own`` steps of this command have begun. Who is gone is told."""
        crm = current().workspace
        if not self or not self.written_since(own):
            return set()
        noun, ids = self[0].noun, {record.id for record in self}
        there = {identity for identity, _again in crm.having(noun, "id", ids)}
        if gone := [record.ref for record in self if record.id not in there]:
            raise Conflict(N_("removed just now: {refs}; nothing was written"), refs=refs_line(gone))
        return ids & crm.touched_since(self.mark, noun)


def selected(noun: str, words: Sequence[str]) -> Chosen:
    """The records that the words name, each once: a filter when a word has a condition, else one record a word."""
    if not words:
        raise Invalid(
            N_("say which: a ref, a name, a filter, or - for refs from stdin"), hint="crm {noun} list", noun=noun
        )
    chosen = Chosen()
    if "-" not in words and is_filter(words):
        chosen.extend(current().workspace.find(load(noun), words))
        return chosen
    found = [one(noun, word) for word in refs(words)]
    chosen.extend({record.id: record for record in found}.values())
    return chosen


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

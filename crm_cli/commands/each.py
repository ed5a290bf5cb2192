"""One command over several papers: what is done to each, and how it is told together."""

from collections.abc import Callable, Sequence
from typing import Any

from crm_cli.commands.answering import choose
from crm_cli.commands.piping import refs
from crm_cli.commands.selection import selected
from crm_cli.commands.writing import UNDO, Answer, many, shortened
from crm_cli.i18n import _
from crm_cli.records.record import Record
from crm_cli.telling.words import counted, refs_line


def each(noun: str, words: Sequence[str], do: Callable[[Any], Answer], made: str = "") -> Answer:
    """Do it to each record that is named; ``made`` is the noun of what comes of it. One alone is told in full."""
    return _together(noun, [do(one) for one in selected(noun, words)], made)


def each_named(noun: str, word: str, do: Callable[[Any], Answer], made: str = "") -> Answer:
    """The same where other words follow: one word names one record, or ``-`` those that come by stdin."""
    return _together(noun, [do(choose([noun], ref)) for ref in refs([word])], made)


def _together(noun: str, answers: Sequence[Answer], made: str) -> Answer:
    if len(answers) == 1:
        return answers[0]
    records = [record for answer in answers for record in answer.records]
    wrote = any(answer.wrote for answer in answers)
    said = _added(made, records) if made and records else many(noun, records)
    return Answer(said, records, shortened([answer.said for answer in answers]), _(UNDO) if wrote else "", wrote=wrote)


def _added(noun: str, records: Sequence[Record]) -> str:
    return _("{what} added: {refs}").format(
        what=counted(noun, len(records)), refs=refs_line([one.ref for one in records])
    )

"""The line of crm that a form stands for."""

from collections.abc import Mapping

from crm_cli.records.record import Record

# What some nouns take as words before their options, by the names of their fields.
WORDS: dict[str, tuple[str, ...]] = {
    "group": ("name", "noun_name"),
    "view": ("name", "noun_name", "filter"),
    "field": ("noun_name", "name"),
    "file": ("whose", "path", "name"),
    "absence": ("user", "days"),
    "holiday": ("days", "name"),
}
WHOSE = ("opp", "contact", "client")


def line_of(noun: str, record: Record | None, answers: Mapping[str, str], *, known: bool = False) -> list[str]:
    """``crm client add --name=…``, or ``crm client edit C12 --level=A``; ``known`` adds what is there already all the same.

    Each value stands behind its option with a sign between, so that one which begins with a dash is a value too.
    """
    if record is not None:
        return [noun, "edit", record.ref, *_options(answers), "--yes"]
    rest = dict(answers)
    words = [text for name in WORDS.get(noun, ()) if (text := _word(name, rest))]
    same = ["--allow-duplicate"] if known else []
    return [noun, "add", *_options(rest), *same, *(["--", *words] if words else [])]


def _options(answers: Mapping[str, str]) -> list[str]:
    return [f"--{name.replace('_', '-')}={text}" for name, text in answers.items()]


def _word(name: str, rest: dict[str, str]) -> str:
    """The text of a word, which is then no option any more: days by their first and last, whose it is by the nearest it belongs to."""
    if name == "days":
        start, end = rest.pop("start", ""), rest.pop("end", "")
        return f"{start}..{end}" if start and end else start or end
    if name == "whose":
        return next((text for one in WHOSE if (text := rest.pop(one, ""))), "")
    return rest.pop(name, "")

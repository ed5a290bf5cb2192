"""What is offered while one fills in a field: choices by their words, records by name, ref, sound or initials."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from crm_cli.context import current
from crm_cli.i18n import _
from crm_cli.records.fold import fold
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS, load
from crm_cli.render.values import ago

MOST = 8
NEAR = ("client", "pipeline", "product", "order", "quote", "invoice")
COMMAS = re.compile(r"^(.*[,，、;；]\s*)?(.*)$", re.DOTALL)


class Offer(NamedTuple):
    """A text that may be meant, and what is told of it."""

    text: str
    told: str


Offers = Callable[[Field, str, Callable[[str], str]], Sequence[Offer]]


def after_comma(text: str) -> tuple[str, str]:
    """What stands before the last of several, and that one."""
    found = COMMAS.match(text)
    assert found is not None  # noqa: S101 - it matches any text
    return found[1] or "", found[2].strip()


def of_choices(field: Field, word: str, _near: Callable[[str], str]) -> list[Offer]:
    """The choices whose label or key has the word, those that begin so first."""
    known = [(_(label), key) for key, label in field.choices.items()]
    return _fitting(word, ((label, f"{label}  {key}" if label != key else label, key) for label, key in known))


def of_flag(_field: Field, word: str, _near: Callable[[str], str]) -> list[Offer]:
    """Yes and no."""
    return _fitting(word, ((_(answer), _(answer), answer) for answer in ("yes", "no")))


def _fitting(word: str, known: Iterable[tuple[str, str, str]]) -> list[Offer]:
    wanted = fold(word)
    found = [(text, said, [fold(text), fold(key)]) for text, said, key in known]
    first = [Offer(text, said) for text, said, keys in found if any(key.startswith(wanted) for key in keys)]
    more = [Offer(text, said) for text, said, keys in found if any(wanted in key for key in keys)]
    return list(dict.fromkeys([*first, *more]))


def of_records(field: Field, word: str, near: Callable[[str], str]) -> list[Offer]:
    """The records that a name, a ref, a sound or initials find; before anything is typed those that belong to what is named already."""
    nouns = field.to.split(",")
    if not word:
        return [offer for noun in nouns for offer in _latest(noun, near)][:MOST]
    found = current().workspace.finder.anywhere(nouns, word, MOST)
    return [_offered(noun.name, identity) for noun, identity in found[:MOST]]


def _latest(noun: str, near: Callable[[str], str]) -> Iterator[Offer]:
    crm = current().workspace
    about = [f"{name}={text}" for name in NEAR if name in crm.fields(noun) and (text := near(name))]
    for record in crm.find(load(noun), about[:1], limit=MOST):
        yield _offered(noun, record.id)


def _offered(noun: str, identity: str) -> Offer:
    crm = current().workspace
    told = str(crm.finder.described(NOUNS[noun], identity))
    record = crm.by_id(load(noun), identity)
    text = str(getattr(record, NOUNS[noun].handle))
    if text != record.ref and len(crm.finder.exactly(NOUNS[noun], text)) > 1:
        text = record.ref
    return Offer(text, f"{told} · {when}" if (when := last_contact(noun, record.ref)) else told)


def last_contact(noun: str, ref: str) -> str:
    """When somebody last spoke to it, where one can."""
    crm = current().workspace
    if "last_contact" not in crm.fields(noun):
        return ""
    found = next(crm.table(noun, ["last_contact"], [f"ref={ref}"]).rows, (None,))[0]
    return ago(found, crm.clock) if found else ""

"""Whether somebody is there already: who shares a phone, an e-mail, a tax id, a domain, a name or its sound with a new record."""

from collections.abc import Sequence
from typing import NamedTuple

from crm_cli.people import likeness
from crm_cli.people.likeness import FIELDS, LIKELY, NOUNS, REASONS, SURE, WEAK, Values, Way
from crm_cli.workspace import Workspace

__all__ = ["LIKELY", "NOUNS", "REASONS", "SURE", "WEAK", "Hit", "at", "of"]
STRENGTHS = (SURE, LIKELY, WEAK)


class Hit(NamedTuple):
    """A record that may be the same, and why. ``shown`` is False for one the user may not see: only its name and owner are told."""

    noun: str
    id: str
    ref: str
    name: str
    owner: str | None
    reasons: tuple[str, ...]
    strength: str
    shown: bool
    n: int

    @property
    def told(self) -> dict[str, object]:
        """What a program reads of it; of a hidden record neither its id nor its ref."""
        return {
            "noun": self.noun, "ref": self.ref if self.shown else None, "name": self.name, "owner": self.owner,
            "reasons": list(self.reasons), "strength": self.strength, "hidden": not self.shown,
        }  # fmt: skip


def of(crm: Workspace, noun: str, values: Values, *, ignoring: Sequence[str] = ()) -> list[Hit]:
    """Who may be the same as a record of these stored values, the surest first; ``ignoring`` are ids that it may be like."""
    if noun not in NOUNS:
        return []
    left_out = {*ignoring, values.get("id")}
    found = [one for one in likeness.every(crm, noun, values) if one.record.id not in left_out]
    return _hits([one for one in found if not likeness.is_at_home(one, noun, values)])


def at(crm: Workspace, text: str) -> list[Hit]:
    """Whoever answers to a phone, an e-mail, a domain, a tax id or a name, as it is told on the phone; the surest first."""
    found = list(likeness.told(crm, text.strip()))
    ids = {one.record.id for one in found}
    for noun, identity in crm.finder.candidates(NOUNS, text.strip()):
        if identity not in ids:
            found += [Way(record, "words", WEAK) for record in crm.alike([noun.name], "id", [identity], FIELDS)]
    return _hits(found)


def _hits(found: Sequence[Way]) -> list[Hit]:
    """Each record once, with all its reasons; a lead that was converted stands behind the client it became."""
    by_record: dict[str, list[Way]] = {}
    for one in found:
        by_record.setdefault(one.record.id, []).append(one)
    became = {
        one.record.id: {one.record.values.get(name) for name in ("client", "contact")}
        for one in found
        if one.record.noun == "lead"
    }
    hits = [_hit(ways) for identity, ways in by_record.items() if not became.get(identity, set()) & by_record.keys()]
    return sorted(hits, key=lambda hit: (STRENGTHS.index(hit.strength), NOUNS.index(hit.noun), -hit.n))


def _hit(ways: Sequence[Way]) -> Hit:
    record = ways[0].record
    ordered = sorted(ways, key=lambda one: STRENGTHS.index(one.strength))
    reasons = tuple(dict.fromkeys(one.reason for one in ordered))
    return Hit(
        record.noun, record.id, record.ref, record.name, record.owner, reasons, ordered[0].strength, record.shown, record.n
    )  # fmt: skip

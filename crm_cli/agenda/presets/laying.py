"""What of a preset a base has, and how what it lacks is added; what the team changed, renamed or took out stays so.

A piece is known again by its id, which is the same in every base and is made of the preset's name and the piece's key; where it was not laid by the
program, by its name. What was laid is noted in a setting, so that what the team took out does not come back.
"""

import json
import shlex
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from typing import Any

from crm_cli.agenda.presets import declared
from crm_cli.agenda.presets.declared import Piece, Preset
from crm_cli.errors import CrmError, Denied, Invalid
from crm_cli.i18n import N_
from crm_cli.people import statuses
from crm_cli.records.fold import fold
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace

SPACE = uuid.UUID("0c3c8a0a-5a3e-5d0c-9c55-6a1c4f0e2b77")
LAID = "preset.{name}.laid"
STATES = {
    "missing": N_("missing"), "same": N_("as in the preset"), "changed": N_("yours differs"), "gone": N_("taken out"), "own": N_("your own"),
}  # fmt: skip
SILENT = {"position", "pipeline", "stage"}  # where it stands is the team's business
FILTERS = ("filter", "clients")
READ = ("stagetask", "check", "view")  # what names fields


@dataclass(frozen=True, slots=True)
class Standing:
    """How a piece stands in a base: the record that is it, and which of its values are others there."""

    state: str
    noun: str
    name: str
    record: Any = None
    piece: Piece | None = None
    values: Mapping[str, Any] | None = None
    differs: tuple[str, ...] = ()


def read(crm: Workspace, text: str) -> Preset:
    """The preset that is meant, in the language of the base."""
    return declared.read(declared.named(text), statuses.spoken(crm))


def compare(crm: Workspace, preset: Preset) -> list[Standing]:
    """Every piece as it stands here, then what the team has of its own in the preset's pipelines."""
    looking = _Looking(crm, preset)
    found = []
    for piece in preset.pieces:
        standing = looking.at(piece)
        looking.there[piece.key, piece.noun] = standing.record
        found.append(standing)
    return [*found, *looking.own()]


@dataclass
class Laid:
    """What was added, and the pieces that could not be: a field of the team's has the name of one of the preset's, and is another."""

    added: list[Any] = field(default_factory=list)
    left: list[tuple[Piece, CrmError]] = field(default_factory=list)


def apply(crm: Workspace, preset: Preset, *, called: str | None = None) -> Laid:
    """Add what is missing, in the step that is open; ``called`` is the name that its pipeline gets."""
    looking, laid = _Looking(crm, preset), Laid()
    try:
        with crm.step():
            for piece in preset.pieces:
                looking.there[piece.key, piece.noun] = _laid(looking, piece, called, laid)
            if laid.added:
                crm.put_setting(LAID.format(name=preset.name), json.dumps(looking.ours()))
    except BaseException:
        crm.forget_fields()
        raise
    return laid


def _laid(looking: "_Looking", piece: Piece, called: str | None, laid: Laid) -> Any:
    """The record that is the piece, be it a new one; none where it cannot be."""
    standing = looking.at(piece)
    if standing.state != "missing":
        return standing.record
    try:
        record = looking.add(piece, standing.values or {}, called)
    except (Invalid, Denied) as error:
        if piece.noun not in READ and not isinstance(error, Denied):
            raise
        laid.left.append((piece, error))
        return None
    laid.added.append(record)
    return record


def identity(preset: Preset, piece: Piece) -> str:
    """The id of a piece, in every base the same."""
    return str(uuid.uuid5(SPACE, f"{preset.name}/{_named(piece)}"))


def is_laid(crm: Workspace, name: str) -> bool:
    """Whether the preset was laid into this base."""
    return crm.setting(LAID.format(name=name)) is not None


class _Looking:
    """Goes through the pieces of a preset in their order, and remembers what it found for those that hang under it."""

    def __init__(self, crm: Workspace, preset: Preset) -> None:
        self.crm, self.preset = crm, preset
        self.there: dict[tuple[str, str], Any] = {}
        self.known: list[str] = json.loads(crm.setting(LAID.format(name=preset.name)) or "[]")

    def at(self, piece: Piece) -> Standing:
        """How this piece stands."""
        values = self._values(piece)
        record = self._record(piece, values)
        if record is not None:
            differs = tuple(name for name in values if name not in SILENT and getattr(record, name) != values[name])
            state = "changed" if differs else "same"
            return Standing(state, piece.noun, record.name, record, piece, values, differs)
        gone = _named(piece) in self.known or (piece.under and self._parent(piece) is None and self._parent_gone(piece))
        return Standing("gone" if gone else "missing", piece.noun, piece.name, None, piece, values)

    def add(self, piece: Piece, values: Mapping[str, Any], called: str | None) -> Any:
        """Write it."""
        given = dict(values)
        if piece.noun == "pipeline":
            given["position"] = self.crm.count("pipeline") + 1
            given["name"] = called or given["name"]
        if piece.noun == "field":
            same = self.crm.where(load("field"), noun_name=given["noun_name"])
            given["position"] = max((one.position for one in same), default=0) + 1
        made = self.crm.add(load(piece.noun)(id=self._id(piece), **given))
        if piece.noun == "field":
            self.crm.forget_fields()
        return made

    def ours(self) -> list[str]:
        """What the program laid, be it gone since; what the team had under the same name is its own."""
        records = ((piece, self.there[piece.key, piece.noun]) for piece in self.preset.pieces)
        laid = [_named(piece) for piece, record in records if record is not None and record.id == self._id(piece)]
        return list(dict.fromkeys([*self.known, *laid]))

    def own(self) -> list[Standing]:
        """Stages, and what they hand out, that the team added to the preset's pipelines."""
        found = []
        for noun, link in (("stage", "pipeline"), ("stagetask", "stage")):
            ours = {one.id for one in self.there.values() if one is not None}
            parents = [one.id for (_key, of), one in self.there.items() if of == link and one is not None]
            for parent in parents:
                others = self.crm.where(load(noun), **{link: parent})
                found += [Standing("own", noun, one.name, one) for one in others if one.id not in ours]
        return found

    def _id(self, piece: Piece) -> str:
        return identity(self.preset, piece)

    def _parent(self, piece: Piece) -> Any:
        return self.there.get((piece.under, piece.link))

    def _parent_gone(self, piece: Piece) -> bool:
        return f"{piece.link}:{piece.under}" in self.known

    def _values(self, piece: Piece) -> dict[str, Any]:
        """Its values in this base: pipelines in filters by their refs, and what it hangs under."""
        values = dict(piece.values)
        pipelines = {one.key: self._said(one) for one in self.preset.of("pipeline")}
        for name in FILTERS:
            if values.get(name):
                values[name] = Template(values[name]).substitute(pipelines)
        if parent := self._parent(piece):
            values[piece.link] = parent.id
        return values

    def _said(self, pipeline: Piece) -> str:
        there = self.there.get((pipeline.key, "pipeline"))
        return str(there.ref) if there else shlex.quote(pipeline.name)

    def _record(self, piece: Piece, values: Mapping[str, Any]) -> Any:
        """The record that is this piece: by its id, else by its name beside its like; won and lost stages also by their type."""
        cls = load(piece.noun)
        if found := self.crm.where(cls, id=self._id(piece)):
            return found[0]
        if piece.under and self._parent(piece) is None:
            return None
        beside = {piece.link: self._parent(piece).id} if piece.under else {}
        beside |= {"noun_name": values["noun_name"]} if piece.noun == "field" else {}
        others = self.crm.where(cls, **beside)
        same = next((one for one in others if fold(one.name) == fold(piece.name)), None)
        if same is None and values.get("type", "open") != "open":
            same = next((one for one in others if one.type == values["type"]), None)
        return same


def _named(piece: Piece) -> str:
    return f"{piece.noun}:{piece.key}"

"""What a report groups by: fields and dotted paths, dates by ``:month``, ``:quarter`` and the like."""

from dataclasses import dataclass

from crm_cli.errors import Invalid
from crm_cli.i18n import N_, every
from crm_cli.records.filters import find_path
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

UNITS = {"day": N_("day"), "week": N_("week"), "month": N_("month"), "quarter": N_("quarter"), "year": N_("year")}


@dataclass(frozen=True, slots=True)
class Key:
    """A field to group by, reached through links, and for a date the unit of time."""

    name: str
    path: tuple[Field, ...]
    unit: str | None = None


def read_keys(crm: Workspace, noun: str, text: str) -> list[Key]:
    """The fields that ``owner.team,close:month`` names."""
    parts = [part.strip() for part in text.replace("，", ",").replace("：", ":").split(",") if part.strip()]
    if not parts:
        raise Invalid(N_("it is not said by which field"), hint=N_("--by owner, --by close:month"))
    return [_read(crm, noun, part) for part in parts]


def _read(crm: Workspace, noun: str, part: str) -> Key:
    name, colon, word = part.partition(":")
    path = find_path(noun, name, crm)
    unit = _unit(word) if colon else None
    dated = path[-1].kind in ("date", "time")
    if unit and not dated:
        raise Invalid(N_("{field} is no date, so “:{unit}” means nothing"), field=name, unit=word)
    if path[-1].kind == "longtext":
        raise Invalid(N_("{field} is free text; nothing is grouped by it"), field=name)
    return Key(".".join(field.name for field in path), path, unit)


def _unit(word: str) -> str:
    for unit, label in UNITS.items():
        if word in (unit, *every(label)):
            return unit
    raise Invalid(N_("there is no unit “{name}”"), hint=N_("one of {known}"), name=word, known=", ".join(UNITS))

"""Statuses of leads: the preset ones, the one of a type, and the one a person means. What the program does goes by the type."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crm_cli.errors import Ambiguous, Conflict, NotFound, Word
from crm_cli.i18n import N_
from crm_cli.records import meant
from crm_cli.records.kinds import chosen, items, packed
from crm_cli.records.nouns.statuses import TYPES, Status
from crm_cli.records.record import Record
from crm_cli.workspace import Workspace


class Preset(NamedTuple):
    """A standard status in each language, and the reasons offered with it."""

    names: dict[str, str]
    reasons: dict[str, list[str]] | None = None


STANDARD = {
    "new": Preset({"en": "New", "zh_CN": "新线索"}),
    "working": Preset({"en": "Working", "zh_CN": "跟进中"}),
    "nurturing": Preset({"en": "Nurturing", "zh_CN": "培育中"}),
    "qualified": Preset({"en": "Qualified", "zh_CN": "已确认"}),
    "converted": Preset({"en": "Converted", "zh_CN": "已转化"}),
    "discarded": Preset(
        {"en": "Discarded", "zh_CN": "已放弃"},
        {
            "en": ["wrong number", "no need", "no money", "bought elsewhere", "unreachable", "duplicate"],
            "zh_CN": ["空号错号", "没有需求", "没有预算", "选了别家", "联系不上", "重复线索"],
        },
    ),
}


def install(crm: Workspace, language: str | None = None) -> list[Status]:
    """The standard statuses, in that language, else in the base's."""
    with crm.step():
        return [_add(crm, type_, at, language or spoken(crm)) for at, type_ in enumerate(STANDARD, 1)]


def _add(crm: Workspace, type_: str, position: int, language: str) -> Status:
    preset = STANDARD[type_]
    reasons = packed(preset.reasons[language]) if preset.reasons else None
    return crm.add(Status(name=preset.names[language], type=type_, position=position, reasons=reasons))


def spoken(crm: Workspace) -> str:
    """The language of the names that a base brings with it."""
    return crm.setting("language") or ("zh_CN" if crm.country.code == "CN" else "en")


def ordered(crm: Workspace) -> list[Status]:
    """All of them in their order; a base that has none gets the standard ones."""
    found = crm.where(Status) or install(crm)
    return sorted(found, key=lambda one: (one.position, one.n))


def of_type(crm: Workspace, type_: str) -> Status:
    """The first status of that type; where the team took the last one out, it comes back."""
    known = ordered(crm)
    found = next((one for one in known if one.type == type_), None)
    return found or _add(crm, type_, known[-1].position + 1, spoken(crm))


def find(crm: Workspace, text: str) -> Status:
    """The status a person means: its name or ref, its type (``qualified``, 已确认), or the start or a part of the name."""
    known = ordered(crm)
    for found in (meant.by_name(known, text), _typed(known, text), meant.by_part(known, text)):
        if len(found) == 1:
            return found[0]
        if found:
            raise Ambiguous(
                N_("“{name}” can be {count} statuses"), hint=N_("name one by its ref"), name=text, count=len(found),
                candidates=[f"{one.ref}  {one.name}" for one in found],
            )  # fmt: skip
    raise NotFound(
        N_("there is no status “{name}”"), hint=N_("one of {known}"), name=text,
        known=", ".join(one.name for one in known), candidates=[one.name for one in known],
    )  # fmt: skip


def _typed(known: Sequence[Status], text: str) -> list[Status]:
    wanted = chosen(text, TYPES)
    return [one for one in known if one.type == wanted][:1]


def reasons(crm: Workspace, status: Status) -> list[str]:
    """What may be said for going there: the status's own reasons, then those that were used, the most used first."""
    used = crm.report("reasons", status=status.id)
    return list(dict.fromkeys([*items(status.reasons), *(str(reason) for reason, _count in used)]))


def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A status that leads stand in keeps its type, for theirs goes by it."""
    wanted = values.get("type")
    if isinstance(record, Status) and wanted and wanted != record.type:
        standing = crm.count("lead", [f"status={record.ref}"])
        if standing:
            raise Conflict(
                N_("{count} leads are {status}: it stays a status of type {type}"), hint="crm status add NAME --type {wanted}",
                count=standing, status=record.name, type=Word(TYPES[record.type]), wanted=wanted,
            )  # fmt: skip
    return {}

"""The team's checks as data: the built-in ones are laid in, and what is written is understood before it is kept."""

import re
import shlex
import uuid
from collections.abc import Mapping
from typing import Any

from crm_cli.errors import Invalid, Word
from crm_cli.i18n import N_
from crm_cli.insight.builtin import BUILT_IN, BuiltIn
from crm_cli.records import filters
from crm_cli.records.filters import Filter
from crm_cli.records.fold import fold
from crm_cli.records.nouns.checks import SEVERITIES, Check
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import NOUNS, noun
from crm_cli.workspace import Workspace

INSTALLED = "checks.installed"  # the built-in ones that were here, also those taken out since
SPACE = uuid.UUID("6f0b5c0e-9a55-5d0e-8d0e-3f6f0a6f7c11")
NAMED = re.compile(r"\{([^{}]+)\}")


def install(crm: Workspace, language: str | None = None) -> None:
    """Add the built-in checks that this base never had, in that language, else in its own. Their ids are the same in every base."""
    known = (crm.setting(INSTALLED) or "").split(",")
    new = [key for key in BUILT_IN if key not in known]
    if new:
        tongue = language or crm.setting("language") or ("zh_CN" if crm.country.code == "CN" else "en")
        taken = {fold(one.name) for one in crm.where(Check)}
        with crm.step():
            for key in new:
                _add(crm, key, BUILT_IN[key], tongue, taken)
            crm.put_setting(INSTALLED, ",".join([*filter(None, known), *new]))


def _add(crm: Workspace, key: str, preset: BuiltIn, language: str, taken: set[str]) -> None:
    identity = str(uuid.uuid5(SPACE, key))
    if crm.where(Check, id=identity):
        return
    name = preset.names[language]
    crm.add(
        Check(
            id=identity, name=name if fold(name) not in taken else f"{name} ({key})", noun_name=preset.noun, filter=preset.filter,
            message=preset.messages[language], severity=preset.severity, fix=preset.fix, built_in=key,
        )
    )  # fmt: skip


def ordered(crm: Workspace) -> list[Check]:
    """All of them, the severest first."""
    install(crm)
    ranks = list(SEVERITIES)
    return sorted(crm.where(Check), key=lambda one: (ranks.index(one.severity), one.n))


def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A check is written only if it can be run: its noun, filter, fix and message are understood."""
    said = {
        name: values.get(name, getattr(record, name, None))
        for name in ("noun_name", "filter", "fix", "message", "built_in")
    }
    whose = noun(str(said["noun_name"] or "")).name
    if NOUNS[whose].internal:
        raise Invalid(N_("there is no record called “{name}”"), name=whose)
    if not (said["filter"] or said["built_in"]):
        raise Invalid(
            N_("a check needs a filter: what it finds should not be there"),
            hint='--filter "status=open amount>50万 owner=none"',
        )
    read_filter(crm, whose, said["filter"])
    known = BUILT_IN.get(str(said["built_in"]))
    if not (known and known.finder):  # what else a finder tells, only it knows
        for name in NAMED.findall(said["message"] or ""):
            filters.find_path(whose, name, crm)
        if said["fix"]:
            _check_fix(crm, whose, said["fix"])
    return {"noun_name": whose}


def _words(text: str | None) -> list[str]:
    try:
        return shlex.split(text or "")
    except ValueError:
        raise Invalid(N_("“{text}” has a quote that does not end"), text=text) from None


def read_filter(crm: Workspace, whose: str, text: str | None) -> Filter:
    """The filter of a check; an empty one finds all."""
    return filters.read(whose, _words(text), crm) or ((),)


def _check_fix(crm: Workspace, whose: str, text: str) -> None:
    target, value = read_fix(crm, whose, text)
    if not target.settable:
        raise Invalid(N_("{field} is not set by hand"), hint="crm {noun} --help", field=Word(target.label), noun=whose)
    if path := NAMED.fullmatch(value):
        filters.find_path(whose, path[1], crm)
    else:
        crm.parse_one(target, value)


def read_fix(crm: Workspace, whose: str, text: str) -> tuple[Field, str]:
    """The field that a fix sets, and what it says of the value."""
    name, equals, value = text.partition("=")
    if not equals:
        raise Invalid(N_("a fix is FIELD=VALUE, and not “{text}”"), hint="--fix owner={{client.owner}}", text=text)
    return filters.find_field(whose, name.strip(), crm), value.strip()

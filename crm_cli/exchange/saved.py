"""How a file is read by what was said before: a saved mapping with these headers, else the preset of another system; what is typed stands above."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from crm_cli.errors import Invalid, Word
from crm_cli.exchange import presets
from crm_cli.exchange.layout import OWN_COLUMNS
from crm_cli.exchange.mapping import plain
from crm_cli.exchange.options import Options
from crm_cli.i18n import N_
from crm_cli.records.nouns.mappings import Mapping as Saved
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS, noun
from crm_cli.workspace import Workspace

NONE = presets.NONE
KINDS: dict[str, type] = {
    "maps": list, "set": dict, "default": dict, "split": dict, "value": dict, "date": dict, "decimal": dict,
    "key": list, "source": str, "mode": str, "create_missing": list, "clear_empty": bool, "preset": str,
}  # fmt: skip
BY_HEADER = ("split", "value", "date", "decimal")
DEFAULT_MODE = "both"


class Rules(NamedTuple):
    """The rules a file is read by, and what is to be said about where they come from."""

    maps: list[str]
    options: Options
    notes: list[tuple[str, Mapping[str, Any]]]
    preset: str = ""


def settled(
    crm: Workspace, noun_: str, headers: Sequence[str], maps: Iterable[str], options: Options, *, using: str | None, preset: str | None
) -> Rules:  # fmt: skip
    """What was typed, above what the saved mapping says, above the preset."""
    typed = Rules(list(maps), options, [])
    if saved := _mapping(crm, noun_, headers, using):
        rules = _rules(saved)
        preset = preset or rules.get("preset") or NONE
        typed = _over(typed, rules, headers, saved, forced=using is not None)
    return _with_preset(typed, noun_, headers, preset)


def _mapping(crm: Workspace, noun_: str, headers: Sequence[str], using: str | None) -> Saved | None:
    if using == NONE:
        return None
    if using:
        found = crm.get(Saved, using)
        if noun(found.noun_name).name != noun_:
            raise Invalid(
                N_("the mapping “{name}” is for {noun}"), name=found.name, noun=Word(NOUNS[noun(found.noun_name).name].title),
            )  # fmt: skip
        return found
    own = _signature(headers)
    fitting = [one for one in crm.where(Saved, noun_name=noun_) if _signature(_headers(one)) == own]
    return fitting[-1] if fitting else None


def _signature(headers: Iterable[str]) -> frozenset[str]:
    return frozenset(plain(header) or header for header in headers if header.casefold() not in OWN_COLUMNS)


def _headers(saved: Saved) -> list[str]:
    return [str(one) for one in _loaded(saved.headers or "[]", list, "headers")]


def _rules(saved: Saved) -> dict[str, Any]:
    return checked(saved.rules or "{}")


def checked(text: str) -> dict[str, Any]:
    """The rules of a mapping out of their JSON; refused with what is wrong with them."""
    found: dict[str, Any] = _loaded(text, dict, "rules")
    for name, value in found.items():
        if name not in KINDS:
            raise Invalid(
                N_("a mapping has no rule “{name}”"), hint=N_("one of {known}"), name=name, known=", ".join(KINDS)
            )
        if not isinstance(value, KINDS[name]):
            raise Invalid(N_("the rule “{name}” of a mapping is not of the right form"), name=name)
    return found


def _loaded(text: str, kind: type, name: str) -> Any:
    try:
        found = json.loads(text)
    except ValueError:
        raise Invalid(N_("{name} of a mapping is no JSON"), name=name) from None
    if not isinstance(found, kind):
        raise Invalid(N_("the rule “{name}” of a mapping is not of the right form"), name=name)
    return found


def _over(typed: Rules, rules: Mapping[str, Any], headers: Sequence[str], saved: Saved, *, forced: bool) -> Rules:
    """The saved rules with what was typed above them; rules for columns that this file has not are named."""
    known = {plain(header): header for header in headers}
    missing: list[str] = []

    def here(header: str) -> bool:
        if header not in headers and plain(header) not in known:
            missing.append(header)
            return False
        return True

    maps = [text for text in rules.get("maps", []) if here(str(text).rpartition("=")[0])]
    said = {name: {h: v for h, v in rules.get(name, {}).items() if here(h)} for name in BY_HEADER}
    given = typed.options
    options = replace(
        given,
        keys=given.keys or rules.get("key", ()), source=given.source or rules.get("source"),
        mode=given.mode if given.mode != DEFAULT_MODE else rules.get("mode", DEFAULT_MODE),
        clear_empty=given.clear_empty or rules.get("clear_empty", False), create=given.create | set(rules.get("create_missing", ())),
        constants=rules.get("set", {}) | given.constants, defaults=rules.get("default", {}) | given.defaults,
        splits=said["split"] | given.splits, values=said["value"] | given.values, orders=said["date"] | given.orders, marks=said["decimal"] | given.marks,
    )  # fmt: skip
    notes: list[tuple[str, Mapping[str, Any]]] = [
        (N_("read by the mapping “{name}” (--using none reads it without)"), {"name": saved.name})
    ]
    if missing and forced:
        notes.append(
            (N_("the file has not these columns of the mapping: {names}"), {"names": ", ".join(dict.fromkeys(missing))})
        )
    return Rules([*maps, *typed.maps], options, notes)


def _with_preset(typed: Rules, noun_: str, headers: Sequence[str], wanted: str | None) -> Rules:
    system = None if wanted == NONE else wanted or presets.recognised(noun_, headers)
    if not system:
        return typed
    preset = presets.named(noun_, system)
    system = system.casefold()
    options = typed.options
    known = {plain(header): header for header in headers}
    values = {known[plain(header)]: dict(table) for header, table in preset.values.items() if plain(header) in known}
    options = replace(
        options, offered=preset.maps(headers), values=values | options.values, constants={**preset.constants, **options.constants}
    )  # fmt: skip
    note = (
        N_("looks like an export of {noun} from {system} (--preset none reads it without)"),
        {"system": presets.TITLES[system], "noun": Word(NOUNS[noun_].title)},
    )
    return Rules(typed.maps, options, [*typed.notes, note], system)


def keep(crm: Workspace, name: str, noun_: str, headers: Sequence[str], rules: Rules) -> Saved:
    """Save the rules of this file under a name; a mapping of that name is brought to them."""
    options = rules.options
    told: dict[str, Any] = {
        "maps": rules.maps, "set": options.constants, "default": options.defaults, "split": options.splits, "value": options.values,
        "date": options.orders, "decimal": options.marks, "key": list(options.keys), "source": options.source,
        "mode": options.mode if options.mode != DEFAULT_MODE else None, "create_missing": sorted(options.create),
        "clear_empty": options.clear_empty, "preset": rules.preset,
    }  # fmt: skip
    text = json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)
    values = {"noun_name": noun_, "headers": json.dumps(list(headers), ensure_ascii=False), "rules": text}
    with crm.step():
        found = [one for one in crm.where(Saved) if one.name == name]
        if found:
            return crm.change(found[0], **values)
        return crm.add(Saved(name=name, noun_name=noun_, headers=values["headers"], rules=text))


def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - every rule is called so
    """A mapping made or edited by hand is checked before it is written."""
    if values.get("rules"):
        checked(str(values["rules"]))
    if values.get("headers"):
        _loaded(str(values["headers"]), list, "headers")
    return {"noun_name": noun(str(values["noun_name"])).name} if values.get("noun_name") else {}

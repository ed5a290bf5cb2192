"""Records as a sheet of TOML in the user's editor, read back with every mistake as a comment at its place."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_cli import paths
from crm_cli.commands.answering import edited
from crm_cli.commands.editing import Then, changed
from crm_cli.commands.flags import explained, settable
from crm_cli.commands.selection import Chosen
from crm_cli.commands.writing import Answer
from crm_cli.errors import Conflict, CrmError, Invalid, told
from crm_cli.i18n import N_, _
from crm_cli.records.kinds import items
from crm_cli.records.record import Field, Record
from crm_cli.telling.given import stored, value_of
from crm_cli.telling.typed import handle, typed
from crm_cli.telling.words import called, refs_line, value_words

MISTAKE = "# ! "
LONG = 60
HEADER = re.compile(r"\[\s*[\"']?(?P<ref>[^\"'\]]+)[\"']?\s*\]")
Sheet = dict[str, dict[str, Any]]
# A mistake: the ref and the field it is about (empty for the whole sheet), and what is wrong.
Mistake = tuple[str, str, str]


def by_editor(noun: str, records: Chosen, then: Then = changed) -> Callable[[], Answer]:
    """The work of changing these records as they come back from the editor; what cannot be read goes back there."""
    before = sheet(noun, records)
    first = {ref: dict(values) for ref, values in tomllib.loads(before).items()}
    by_ref = {record.ref: record for record in records}
    text, shown = edited(before, ".toml") if records else before, before
    while True:
        wanted, mistakes = read(noun, by_ref, first, text)
        if not mistakes:
            _refuse_changed(records, text)
            return lambda: then(noun, wanted)
        if text == shown:
            raise Invalid(
                N_("nothing was changed: {problem}"),
                hint=N_("what you typed is in {path}"),
                problem=mistakes[0][2],
                path=_kept(text),
            )
        shown = marked(text, mistakes)
        text = edited(shown, ".toml")


def _refuse_changed(records: Chosen, text: str) -> None:
    """What somebody wrote while the editor was open is not written over."""
    if touched := records.touched():
        refs = refs_line([record.ref for record in records if record.id in touched])
        raise Conflict(
            N_("somebody changed {refs} meanwhile; nothing was written"),
            hint=N_("what you typed is in {path}"), refs=refs, path=_kept(text),
        )  # fmt: skip


def _kept(text: str) -> str:
    """What was typed is not lost with the mistake in it."""
    path = paths.log_file().with_name("edit.toml")
    paths.make_private(path.parent)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return str(path)


def sheet(noun: str, records: Sequence[Record]) -> str:
    """The records as TOML, a table for each, empty fields too."""
    import tomlkit  # slow to import, and only this needs it

    document = tomlkit.document()
    document.add(
        tomlkit.comment(_("Change what you like and save; “” clears a field. Save it unchanged, and nothing is done."))
    )
    fields = settable(noun)
    for record in records:
        table = tomlkit.table()
        table.add(tomlkit.comment(called(record).replace("\n", " ")))
        for field in fields:
            table.add(field.name, _item(record, field).comment(_remark(record, field)))
        document.add(record.ref, table)
    return tomlkit.dumps(document)


def _item(record: Record, field: Field) -> Any:
    """A value as TOML: yes and no, whole numbers, lists, else text as it would be typed."""
    import tomlkit  # see above

    value = value_of(record, field)
    if value is None:
        return tomlkit.item([] if _is_many(field) else "")
    if field.kind == "flag":
        return tomlkit.item(bool(value))
    if field.kind == "number":
        return tomlkit.item(int(value))
    if _is_many(field):
        found = [handle(field, item) for item in items(value)] if field.kind in ("tags", "links") else items(value)
        return tomlkit.item(found)
    text = typed(record, field, value)
    return tomlkit.string(text, multiline=True) if _is_long(field, text) else tomlkit.item(text)


def _is_many(field: Field) -> bool:
    return field.kind in ("tags", "links", "choices", "phones", "emails")


def _is_long(field: Field, text: str) -> bool:
    plain = "\r" not in text and all(char in "\n\t" or char.isprintable() for char in text)
    return field.kind == "longtext" and plain and ("\n" in text or len(text) > LONG)


def _remark(record: Record, field: Field) -> str:
    """The label with the choices; for a link the name behind the ref."""
    value = value_of(record, field) if field.kind == "link" else None
    words = f"{explained(field)}: {value_words(field, value)}" if value else explained(field)
    return " ".join(words.split())


def read(
    noun: str, by_ref: Mapping[str, Record], first: Sheet, text: str
) -> tuple[list[tuple[Record, dict[str, Any]]], list[Mistake]]:
    """What was changed in the sheet, as stored values by record, and what is wrong with it."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [], [("", "", str(error))]
    wanted: list[tuple[Record, dict[str, Any]]] = []
    mistakes: list[Mistake] = []
    for ref, table in found.items():
        if ref not in by_ref or not isinstance(table, dict):
            mistakes.append((ref, "", _("{name} is none of the records that were opened").format(name=ref)))
            continue
        differing = {name: value for name, value in table.items() if first[ref].get(name) != value}
        values, wrong = _parsed(noun, by_ref[ref], differing)
        wanted.append((by_ref[ref], values))
        mistakes += wrong
    return wanted, mistakes


def _parsed(noun: str, record: Record, differing: Mapping[str, Any]) -> tuple[dict[str, Any], list[Mistake]]:
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    currency = {"currency": str(differing["currency"])} if "currency" in differing else {}
    for name, value in differing.items():
        try:
            machine = isinstance(value, int | float) and not isinstance(value, bool)
            values |= stored(noun, {**currency, name: _typed(value)}, record, machine=machine)
        except CrmError as error:
            mistakes.append((record.ref, name, told(error)))
    return values, mistakes


def _typed(value: Any) -> str:
    """A value of TOML as it would be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return json.dumps([str(item) for item in value], ensure_ascii=False) if value else ""
    return str(value)


def marked(text: str, mistakes: Sequence[Mistake]) -> str:
    """The sheet with each mistake as a comment above the line it is about; older ones are gone."""
    lines, found, table = [], list(mistakes), ""
    for line in text.splitlines():
        if line.startswith(MISTAKE):
            continue
        header = HEADER.match(line)
        table = header["ref"].strip() if header else table
        key = "" if header else line.partition("=")[0].strip().strip("\"'")
        here = [m for m in found if m[0] == table and m[1] == key and (header or key)]
        lines += [*(MISTAKE + " ".join(m[2].split()) for m in here), line]
        found = [m for m in found if m not in here]
    return "\n".join([*(MISTAKE + " ".join(m[2].split()) for m in found), *lines]) + "\n"

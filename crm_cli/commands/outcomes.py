"""What an import did, or would do, in words: counts, the mapping with examples, notes, changes, and reasons in groups."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crm_cli.context import Run
from crm_cli.errors import filled, told
from crm_cli.exchange import rejects as refused
from crm_cli.exchange.batches import Note, Reject
from crm_cli.exchange.foreseeing import said as said_line
from crm_cli.exchange.importing import Outcome
from crm_cli.exchange.reading import Opened, Sheet
from crm_cli.i18n import _, ngettext
from crm_cli.render.data import json_text
from crm_cli.render.output import opened_bytes
from crm_cli.telling.words import change_words, counted, listed

SHOWN = 5
GROUPS = 12
LINES = 5
LONGEST = 40
Reasons = dict[tuple[str, str], list[Reject]]


def tell(
    run: Run, noun: str, file: str, sheet: Sheet, outcome: Outcome, json: bool, rejects: Path | None
) -> None:  # fmt: skip
    """What was done; ``rejects`` is the file with the refused rows."""
    if json:
        run.renderer.data(
            json_text(as_object(noun, file, sheet, outcome) | ({"rejects_file": str(rejects)} if rejects else {}))
        )
    for line in (
        *seen(sheet),
        *notes(outcome),
        summary(outcome, done=True),
        *reasons(outcome.rejects),
        *afterwards(noun, outcome),
    ):
        run.renderer.say(line)
    if rejects:
        run.renderer.say(_("refused rows are in {file}: mend them and import it").format(file=rejects))


class Taken(NamedTuple):
    """The columns of a file that is read by a way of its own: how many there are, and those that are taken, each with its field."""

    columns: int
    made: Mapping[str, str]


def show(
    run: Run, noun: str, file: str, sheet: Sheet, outcome: Outcome, json: bool, taken: Taken | None = None
) -> None:  # fmt: skip
    """What would be done; ``taken`` says of which columns of the file that is, where the sheet is made of it."""
    if json:
        found = as_object(noun, file, sheet, outcome) | ({"mapping": dict(taken.made)} if taken else {})
        run.renderer.data(json_text(found))
        return
    kind = sheet.format.upper() + (f" ({sheet.encoding})" if sheet.encoding else "")
    head = _("{file}: {kind}, {n} columns").format(
        file=file, kind=kind, n=taken.columns if taken else len(sheet.headers)
    )
    lines = (
        head,
        *seen(sheet),
        *([f"  {header} → {field}" for header, field in taken.made.items()] if taken else _mapping(outcome)),
        *notes(outcome),
        summary(outcome, done=False),
        *_examples(noun, outcome),
    )
    for line in (*lines, *reasons(outcome.rejects), *afterwards(noun, outcome)):
        run.renderer.data(line)


def as_object(noun: str, file: str, sheet: Sheet, outcome: Outcome) -> dict[str, Any]:
    """The same for a program."""
    counts = outcome.counts
    return {
        "noun": noun, "file": file, "created": counts.created, "updated": counts.updated, "unchanged": counts.unchanged, "skipped": counts.skipped,
        "rejected": [{"line": said_line(one.line), "column": one.column or None, "reason": told(one.error)} for one in outcome.rejects],
        "notes": [*seen(sheet), *said(outcome.notes)], "key": list(outcome.keys), "mapping": {column.header: column.target.name for column in outcome.layout.columns},
        "unknown": list(outcome.layout.unknown), "hidden": list(outcome.layout.hidden), "fields": list(outcome.fields), "made": outcome.made,
        "near": [{"written": written, "name": name, "times": n} for (written, name), n in sorted(outcome.near.items())],
    }  # fmt: skip


def summary(outcome: Outcome, *, done: bool) -> str:
    """The counts in one line."""
    counts = outcome.counts
    text = (
        _("{created} created, {updated} updated, {unchanged} unchanged")
        if done
        else _("{created} to create, {updated} to update, {unchanged} unchanged")
    )
    told = text.format(created=counts.created, updated=counts.updated, unchanged=counts.unchanged)
    if counts.skipped:
        told += _(", {n} there already").format(n=counts.skipped)
    return told + (_(", {n} refused").format(n=len(outcome.rejects)) if outcome.rejects else "")


def _mapping(outcome: Outcome) -> Iterator[str]:
    """Each column with the field it is for, and the first cell in it."""
    for column in outcome.layout.columns:
        sample = outcome.samples.get(column.header, "")
        line = f"  {column.headers} → {column.target.name}"
        yield line + (f"  ({_short(sample)})" if sample else "")


def _short(text: str) -> str:
    first = " ⏎ ".join(text.strip().splitlines())
    return first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"


def _examples(noun: str, outcome: Outcome) -> Iterator[str]:
    """The first records that would change, and how."""
    for one in outcome.examples:
        currency = (one.changes.get("currency") or (None, None))[1]
        changes = " · ".join(change_words(noun, name, old, new, currency) for name, (old, new) in one.changes.items())
        yield "  " + _("line {line}: {what}").format(line=one.line, what=f"{one.ref}  {changes}")
    if 0 < len(outcome.examples) < outcome.counts.updated:
        yield "  " + _("and {n} more").format(n=outcome.counts.updated - len(outcome.examples))


def seen(sheet: Sheet) -> Iterator[str]:
    """What was found in the file and left out of it."""
    for note in sheet.notes:
        yield _(note.message).format_map(note.values)


def said(found: Iterable[Note]) -> Iterator[str]:
    """Notes in the reader's language."""
    for message, values in found:
        yield filled(message, values)


def notes(outcome: Outcome) -> Iterator[str]:
    """What is to be known of the columns, and what rows brought with them."""
    yield from said(outcome.notes)
    if outcome.layout.unknown:
        yield _("not taken: {names} (--create-fields makes fields of them, --map says what they are)").format(
            names=listed(outcome.layout.unknown)
        )
    if outcome.layout.hidden:
        yield _("not taken, hidden in this base: {names} (crm config set archive.sensitive yes)").format(
            names=listed(outcome.layout.hidden)
        )
    if outcome.fields:
        yield _("new fields: {names}").format(names=listed(outcome.fields))
    for (written, name), n in sorted(outcome.near.items()):
        yield ngettext(
            "“{written}” was taken for “{name}”, {n} time: spaces, case and signs do not count",
            "“{written}” was taken for “{name}”, {n} times: spaces, case and signs do not count", n,
        ).format(written=written, name=name, n=n)  # fmt: skip
    for noun, names in outcome.made.items():
        some = listed(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
        yield _("made because rows name them: {what} ({names})").format(what=counted(noun, len(names)), names=some)


def afterwards(noun: str, outcome: Outcome) -> Iterator[str]:
    """What is to be done with what came new."""
    if outcome.nobodys:
        yield _(
            "the new ones belong to nobody: --set owner=me gives them to you, crm assign {noun} gives them out by rules"
        ).format(noun=noun)


def reasons(rejects: Sequence[Reject]) -> Iterator[str]:
    """Why rows were refused, what is the same said once: ``17 rows: there is no stage “X”; lines 4, 9, 12 …``."""
    groups = sorted(_grouped(rejects).values(), key=lambda group: group[0].line)
    for group in groups[:GROUPS]:
        yield "  " + _group(group)
    if more := sum(map(len, groups[GROUPS:])):
        yield "  " + _("and {n} more").format(n=more)


def _grouped(rejects: Sequence[Reject]) -> Reasons:
    """Those with the same text together; where a column has many texts of one kind, those of that kind."""
    same: Reasons = {}
    for one in rejects:
        same.setdefault((one.column, told(one.error)), []).append(one)
    if len(same) <= SHOWN:
        return same
    found: Reasons = {}
    for one in rejects:
        group = same[one.column, told(one.error)]
        key = told(one.error) if len(group) > 1 else one.error.message
        found.setdefault((one.column, key), []).append(one)
    return found


def _group(group: Sequence[Reject]) -> str:
    first = group[0]
    why = _("{label}: {said}").format(label=first.column, said=told(first.error)) if first.column else told(first.error)
    if len(group) == 1:
        return _("line {line}: {reason}").format(line=first.line, reason=why)
    alike = all(told(one.error) == told(first.error) for one in group)
    lines = ", ".join(str(one.line) for one in group[:LINES]) + (" …" if len(group) > LINES else "")
    text = _("{n} rows: {reason}; lines {lines}") if alike else _("{n} rows, such as: {reason}; lines {lines}")
    return text.format(n=len(group), reason=why, lines=lines)


# --- refused rows


def write_rejects(
    run: Run, file: str, to: str | None, sheet: Sheet, source: Opened, rejects: Sequence[Reject]
) -> Path | None:
    """Write them beside the file, or where it is said; ``-`` is stdout. What is there already is not overwritten unasked."""
    if to == "-":
        refused.write(run.out.buffer, sheet, rejects, opened=source, reason=told, text=json_text)
        return None
    path = Path(to) if to else _free(("stdin" if file == "-" else file) + ".rejects", refused.ending(sheet))
    with opened_bytes(path) as out:
        refused.write(out, sheet, rejects, opened=source, reason=told, text=json_text)
    return path


def _free(stem: str, ending: str) -> Path:
    """The first name that is not taken: ``clients.csv.rejects.csv``, then ``clients.csv.rejects-2.csv``."""
    path, number = Path(f"{stem}.{ending}"), 2
    while path.exists():
        path, number = Path(f"{stem}-{number}.{ending}"), number + 1
    return path

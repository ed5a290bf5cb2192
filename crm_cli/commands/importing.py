"""``crm import``: a file of records, brought in as one step or shown as a plan."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.commands import columns as columns_
from crm_cli.commands.options import SAFETY, DryRun, Json, Once, Plan, Quiet
from crm_cli.commands.words import counted, listed
from crm_cli.context import Run, current
from crm_cli.errors import CrmError, Invalid, Word
from crm_cli.exchange import everything, importing, mapping, reading, references, saved
from crm_cli.exchange.batches import Note, Options, Reject
from crm_cli.exchange.importing import Outcome
from crm_cli.exchange.reading import Asked, Opened, Sheet
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.registry import noun as named
from crm_cli.records.registry import visible
from crm_cli.render.data import json_text
from crm_cli.render.output import opened

PARTLY = 7
SHOWN = 5
FEW = 10_000
READING, MATCHING = N_("Reading the file"), N_("Which row is which record")


def bring_in(
    noun: Annotated[str, typer.Argument(metavar="NOUN", help=N_("What the rows are: client, opp … or all"))],
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("CSV, Excel, JSON, JSONL or vCard; - is stdin"))],
    map_: columns_.Map = None,
    set_: columns_.Set = None,
    default: columns_.Default = None,
    split: columns_.Split = None,
    value: columns_.Value = None,
    date: columns_.Date = None,
    decimal: columns_.Decimal = None,
    preset: columns_.Preset = None,
    using: columns_.Using = None,
    save: columns_.Save = None,
    encoding: Annotated[str | None, typer.Option("--encoding", metavar="NAME", help=N_("The encoding of the file, if it is not found out"), rich_help_panel=READING)] = None,
    delimiter: Annotated[str | None, typer.Option("--delimiter", metavar="CHAR", help=N_("The delimiter of the file, if it is not found out"), rich_help_panel=READING)] = None,
    sheet_: Annotated[str | None, typer.Option("--sheet", metavar="NAME|N", help=N_("The sheet of a workbook, if it is not the one with the table"), rich_help_panel=READING)] = None,
    header: Annotated[int | None, typer.Option("--header", metavar="ROW", min=1, help=N_("The row of the headings, if it is not found out"), rich_help_panel=READING)] = None,
    columns: Annotated[str | None, typer.Option("--columns", metavar="HEADER,…", help=N_("Columns that the file must have"), rich_help_panel=READING)] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="FIELD,…", help=N_("Rows equal in these fields are the same record; “external” is the other system's number"), rich_help_panel=MATCHING)] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="NAME", help=N_("The other system whose numbers these are"), rich_help_panel=MATCHING)] = None,
    mode: Annotated[str, typer.Option("--mode", metavar="MODE", help=N_("create, update or both"), rich_help_panel=MATCHING)] = "both",
    duplicates: Annotated[str, typer.Option("--duplicates", metavar="WAY", help=N_("New rows that are like somebody who is there: allow, refuse or skip"), rich_help_panel=MATCHING)] = "allow",
    clear_empty: Annotated[bool, typer.Option("--clear-empty", help=N_("An empty cell empties the field"), rich_help_panel=MATCHING)] = False,
    create_missing: Annotated[str | None, typer.Option("--create-missing", metavar="NOUN,…", help=N_("Make the clients, users, teams or products that rows name and nobody knows"), rich_help_panel=MATCHING)] = None,
    create_fields: Annotated[bool, typer.Option("--create-fields", help=N_("Make fields of your own for the columns that nobody knows"), rich_help_panel=MATCHING)] = False,
    rejects: Annotated[str | None, typer.Option("--rejects", metavar="FILE", help=N_("Where refused rows go; else beside the file"), rich_help_panel=SAFETY)] = None,
    all_or_nothing: Annotated[bool, typer.Option("--all-or-nothing", help=N_("Write nothing when a row is refused"), rich_help_panel=SAFETY)] = False,
    dry_run: DryRun = False,
    plan: Plan = None,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> int:  # fmt: skip
    """Bring in a file of records: new ones are made, known ones changed, all of it one step.

    Columns are known by their names in English or Chinese; the same file again changes nothing. Refused rows go to a file of
    their own with line and reason, which can be mended and imported in turn; then the exit code is 7.

    Example:
      crm import client clients.csv --dry-run
      crm import opp deals.csv --map "Deal ID=external" --create-missing client,user
      crm export client --format jsonl | crm import client -
    """
    run = current()
    source_ = _opened(run, file)
    run.create = noun == "all"
    if once and (step := run.workspace.once(once)):
        run.renderer.say(_("done before, by step {step}").format(step=step.step))
        return 0
    if noun == "all":
        return _all(run, source_, file, json, dry_run or plan is not None, once)
    wanted = _importable(noun)
    asked = Asked(
        encoding,
        delimiter,
        sheet_,
        header,
        _split(columns),
        _names(run, wanted),
        run.workspace.country.decimal,
        _told_of(map_),
    )
    sheet = reading.read(source_, asked)
    options = Options(
        keys=_split(key), mode=mode, source=source, clear_empty=clear_empty, create=frozenset(references.creatable(_split(create_missing))),
        constants=columns_.pairs(set_), defaults=columns_.pairs(default), splits=columns_.of_columns(split, sheet), values=columns_.tables(value, sheet),
        orders=columns_.orders(date, sheet), marks=columns_.marks(decimal, sheet), duplicates=duplicates,
    )  # fmt: skip
    rules = saved.settled(run.workspace, wanted, sheet.headers, map_ or (), options, using=using, preset=preset)
    for line in outcomes.said(rules.notes):
        run.renderer.say(line)
    fields = create_fields or columns_.wants_fields(run, wanted, sheet, rules)
    if dry_run or plan:
        outcome = _foreseen(run, wanted, sheet, rules, fields, plan)
        outcomes.show(run, wanted, file, sheet, outcome, json)
        return PARTLY if outcome.rejects else 0
    if save:
        saved.keep(run.workspace, save, wanted, sheet.headers, rules)
    fields = create_fields or columns_.wants_fields(run, wanted, sheet, rules)

    def write(now: saved.Rules) -> Outcome:
        with _progress(run) as progress:
            return importing.bring_in(
                run.workspace, wanted, sheet, now.maps, now.options,
                create_fields=fields, all_or_nothing=all_or_nothing, progress=progress, once=once,
            )  # fmt: skip

    return _tell(run, wanted, file, sheet, columns_.settled(run, rules, write), rejects, json)


def _all(run: Run, source: Opened, file: str, json: bool, dry: bool, once: str | None) -> int:
    if dry:
        raise Invalid(N_("the import of everything has no plan"), hint="crm undo")
    with io.TextIOWrapper(source(), encoding="utf-8-sig", newline="\n") as lines:
        done = everything.bring_back(run.workspace, lines, once=once)
    if json:
        run.renderer.data(json_text({"noun": "all", "file": file, **done._asdict()}))
    run.renderer.say(
        _("{created} created, {updated} updated, {unchanged} unchanged, {removed} removed").format(**done._asdict())
    )
    return 0


def _importable(noun: str) -> str:
    found = named(noun)
    if found.internal:
        raise Invalid(
            N_("there is no record called “{name}”"), hint=N_("one of {known}"), name=noun, known=", ".join(visible())
        )
    return found.name


def _opened(run: Run, file: str) -> Opened:
    """What opens the file again and again; stdin is read once and kept."""
    return reading.kept(run.stdin.buffer) if file == "-" else reading.opened(Path(file))


def _names(run: Run, noun: str) -> Callable[[str], bool]:
    """Whether a word is a name for a field of the noun, in any language or program; each is looked up once."""

    return cache(mapping.knows(run.workspace, noun))


def _told_of(maps: Sequence[str] | None) -> list[str]:
    """The headers that --map speaks of: columns that are not to be left out."""
    return [text.rpartition("=")[0] for text in maps or ()]


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").replace("，", ",").split(",") if part.strip()]


class _progress:  # noqa: N801 - read as the verb it is
    """Says on a terminal how far a long import is; nothing elsewhere."""

    def __init__(self, run: Run) -> None:
        self.run, self.done, self.said = run, 0, False

    def __enter__(self) -> Callable[[int], None]:
        return self.more

    def more(self, rows: int) -> None:
        self.done += rows
        if self.done >= FEW and self.run.err.isatty() and not self.run.quiet:
            self.run.err.write("\r" + ngettext("{n} row", "{n} rows", self.done).format(n=f"{self.done:,}"))
            self.run.err.flush()
            self.said = True

    def __exit__(self, *_args: object) -> None:
        if self.said:
            self.run.err.write("\r\033[K")


# --- telling


def _tell(run: Run, noun: str, file: str, sheet: Sheet, outcome: Outcome, rejects: str | None, json: bool) -> int:
    to = _write_rejects(file, sheet, outcome.rejects, rejects) if outcome.rejects else None
    if json:
        run.renderer.data(json_text(_told(noun, file, sheet, outcome) | ({"rejects_file": str(to)} if to else {})))
    for line in (*_seen(sheet), *_notes(outcome)):
        run.renderer.say(line)
    run.renderer.say(_summary(outcome, done=True))
    for line in _reasons(outcome.rejects):
        run.renderer.say(line)
    if to:
        run.renderer.say(_("refused rows are in {file}: mend them and import it").format(file=to))
    return PARTLY if outcome.rejects else 0


def _show_plan(run: Run, noun: str, file: str, sheet: Sheet, outcome: Outcome, plan: str | None, json: bool) -> None:
    if plan:
        with opened(Path(plan)) as out:
            out.write(_pretty(_told(noun, file, sheet, outcome) | {"rows": outcome.planned}))
    if json:
        run.renderer.data(json_text(_told(noun, file, sheet, outcome)))
        return
    columns = [f"  {column.headers} → {column.target.name}" for column in outcome.layout.columns]
    kind = sheet.format.upper() + (f" ({sheet.encoding})" if sheet.encoding else "")
    head = _("{file}: {kind}, {n} columns").format(file=file, kind=kind, n=len(sheet.headers))
    for line in (
        head,
        *_seen(sheet),
        *columns,
        *_notes(outcome),
        _summary(outcome, done=False),
        *_reasons(outcome.rejects, every=True),
    ):
        run.renderer.data(line)
    if plan:
        run.renderer.say(_("the plan is in {file}; nothing was changed").format(file=plan))


def _pretty(told: dict[str, Any]) -> str:
    """One row a line, so that a plan reads and compares well."""
    rows = told.pop("rows")
    head = json_text(told)[:-1]
    return head + ', "rows": [\n' + ",\n".join(json_text(row) for row in rows) + "\n]}\n"


def _told(noun: str, file: str, sheet: Sheet, outcome: Outcome) -> dict[str, Any]:
    counts = outcome.counts
    return {
        "noun": noun, "file": file, "created": counts.created, "updated": counts.updated, "unchanged": counts.unchanged, "skipped": counts.skipped,
        "rejected": [{"line": reject.line, "reason": reason(reject.error)} for reject in outcome.rejects],
        "notes": [*_seen(sheet), *_said(outcome.notes)], "key": list(outcome.keys), "mapping": {column.header: column.target.name for column in outcome.layout.columns},
        "unknown": list(outcome.layout.unknown), "hidden": list(outcome.layout.hidden), "fields": list(outcome.fields), "made": outcome.made,
        "near": [{"written": written, "name": name, "times": n} for (written, name), n in sorted(outcome.near.items())],
    }  # fmt: skip


def _summary(outcome: Outcome, *, done: bool) -> str:
    counts = outcome.counts
    text = (
        _("{created} created, {updated} updated, {unchanged} unchanged")
        if done
        else _("{created} to create, {updated} to update, {unchanged} unchanged")
    )
    said = text.format(created=counts.created, updated=counts.updated, unchanged=counts.unchanged)
    if counts.skipped:
        said += _(", {n} there already").format(n=counts.skipped)
    return said + (_(", {n} refused").format(n=len(outcome.rejects)) if outcome.rejects else "")


def _seen(sheet: Sheet) -> Iterator[str]:
    """What was found in the file and left out of it."""
    for note in sheet.notes:
        yield _(note.message).format_map(note.values)


def _said(notes: Iterable[Note]) -> Iterator[str]:
    for message, values in notes:
        translated = {name: _(value) if isinstance(value, Word) else value for name, value in values.items()}
        yield _(message).format_map(translated)


def _notes(outcome: Outcome) -> Iterator[str]:
    yield from _said(outcome.notes)
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


def _reasons(rejects: Sequence[Reject], *, every: bool = False) -> Iterator[str]:
    for reject in rejects if every else rejects[:SHOWN]:
        yield "  " + _("line {line}: {reason}").format(line=reject.line, reason=reason(reject.error))
    if not every and len(rejects) > SHOWN:
        yield "  " + _("and {n} more").format(n=len(rejects) - SHOWN)


def reason(error: CrmError) -> str:
    """What is wrong, in the reader's language."""
    values = {name: _(value) if isinstance(value, Word) else value for name, value in error.values.items()}
    return _(error.message).format_map(values)


def _write_rejects(file: str, sheet: Sheet, rejects: Sequence[Reject], to: str | None) -> Path:
    """The refused rows as they came, line and reason before them, in the format of the file."""
    path = Path(to or (("stdin" if file == "-" else file) + (".rejects.jsonl" if sheet.is_json else ".rejects.csv")))
    with opened(path) as out:
        if sheet.is_json:
            out.writelines(_as_json(sheet.headers, rejects))
        else:
            out.write("" if sheet.encoding == "utf-8" else "\ufeff")  # a spreadsheet knows by it that this is UTF-8
            writer = csv.writer(out, delimiter=sheet.delimiter or ",", lineterminator="\r\n")
            writer.writerow(["line", "reason", *sheet.headers])
            writer.writerows([reject.line, reason(reject.error), *reject.cells] for reject in rejects)
    return path


def _as_json(headers: Iterable[str], rejects: Iterable[Reject]) -> Iterator[str]:
    for reject in rejects:
        cells = {header: cell for header, cell in zip(headers, reject.cells, strict=False) if cell}
        yield json_text({"line": reject.line, "reason": reason(reject.error), **cells}) + "\n"

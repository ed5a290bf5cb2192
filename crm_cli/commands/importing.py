"""``crm import``: a file of records, brought in as one step or shown as a plan."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands import columns as columns_
from crm_cli.commands import outcomes
from crm_cli.commands.declaring import Argument
from crm_cli.commands.drafting import drafted, reads
from crm_cli.commands.import_options import (
    AllOrNothing,
    ClearEmpty,
    CreateFields,
    CreateMissing,
    Delimiter,
    Duplicates,
    Encoding,
    Guarded,
    Header,
    Key,
    Mine,
    Mode,
    Needed,
    SheetOf,
    Source,
    Theirs,
)
from crm_cli.commands.options import DryRun, Json, Once, Plan, Quiet, Rejects
from crm_cli.commands.progress import progress
from crm_cli.context import Run, current
from crm_cli.errors import Invalid, told
from crm_cli.exchange import guarding, importing, mapping, reading, references, saved, together, workbooks
from crm_cli.exchange.batches import Options
from crm_cli.exchange.foreseeing import said
from crm_cli.exchange.importing import Outcome
from crm_cli.exchange.reading import Asked, Opened, Sheet
from crm_cli.i18n import N_, _
from crm_cli.records.registry import nameable

PARTLY = 7
MOST_TOLD = 1000  # refused rows above a plan
BLOCK = 1 << 20


def bring_in(
    noun: Annotated[str, Argument(metavar="NOUN", help=N_("What the rows are: client, opp … or all"))],
    file: Annotated[str, Argument(metavar="FILE", help=N_("CSV, Excel, JSON, JSONL or vCard; - is stdin"))],
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
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet_: SheetOf = None,
    header: Header = None,
    columns: Needed = None,
    guarded: Guarded = False,
    key: Key = None,
    source: Source = None,
    mode: Mode = "both",
    duplicates: Duplicates = "",
    clear_empty: ClearEmpty = False,
    create_missing: CreateMissing = None,
    create_fields: CreateFields = False,
    rejects: Rejects = None,
    all_or_nothing: AllOrNothing = False,
    mine: Mine = False,
    theirs: Theirs = False,
    dry_run: DryRun = False,
    plan: Plan = None,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> int:  # fmt: skip
    """Bring in a file of records: new ones are made, known ones changed, all of it one step.

    Columns are known by their names in English or Chinese; the same file again changes nothing. Refused rows go to a file of
    their own with line and reason, which can be mended and imported in turn; then the exit code is 7.

    Quotes, orders and invoices come with their lines from one table with a row for each line: columns such as Product, Quantity and Price
    (or line.price) are of the line, the rest of the document, and rows with the same number are of one document. “all” brings a whole base in:
    into a file of its own, or into another copy of it, where the newer of two values stays and what gave way is listed.

    Example:
      crm import client clients.csv --dry-run
      crm import opp deals.csv --map "Deal ID=external" --create-missing client,user
      crm export client --format jsonl | crm import client -
      crm import all base.jsonl.gz --dry-run
    """
    run = current()
    opened = _opened(run, file)
    if noun == "all":
        from crm_cli.commands import moving  # a list is brought in without it

        return moving.bring_all(run, opened, file, json=json, dry_run=dry_run, plan=plan is not None, once=once)
    if once and (step := run.workspace.once(once)):
        run.renderer.say(_("done before, by step {step}").format(step=step.step))
        return 0
    wanted = nameable(noun).name
    asked = Asked(
        encoding, delimiter, sheet_, header, _split(columns), _names(run, wanted), run.workspace.country.decimal, _told_of(map_)
    )  # fmt: skip
    sheet = reading.read(opened, asked)
    if guarded:
        sheet = guarding.unguarded(sheet)
    if sheet.is_ours or mine or theirs:
        sheet = workbooks.returned(
            run.workspace, wanted, sheet, mark=asked.mark, clears=clear_empty, mine=mine, theirs=theirs
        )
    options = Options(
        keys=_split(key), mode=mode, source=source, clear_empty=clear_empty, create=frozenset(references.creatable(_split(create_missing))),
        constants=columns_.pairs(set_), defaults=columns_.pairs(default), splits=columns_.of_columns(split, sheet), values=columns_.tables(value, sheet),
        orders=columns_.orders(date, sheet), marks=columns_.marks(decimal, sheet), duplicates=duplicates,
    )  # fmt: skip
    rules = saved.settled(run.workspace, wanted, sheet.headers, map_ or (), options, using=using, preset=preset)
    for line in outcomes.said(rules.notes):
        run.renderer.say(line)
    if table := together.read(run.workspace, wanted, sheet, rules.maps):
        if plan:
            raise Invalid(
                N_("documents with their lines are shown by --dry-run, and not kept as a plan"), hint="--dry-run"
            )
        with progress(run, _rows(run, opened, sheet)) as more:
            outcome = together.bring_in(
                run.workspace, table, rules, dry_run=dry_run, once=once, all_or_nothing=all_or_nothing, progress=more.rows
            )  # fmt: skip
        return _answered(run, wanted, file, opened, sheet, outcome, rejects=rejects, json=json, dry_run=dry_run)
    work = _Work(run, wanted, opened, sheet, rules, create_fields or columns_.wants_fields(run, wanted, sheet, rules))
    outcome = work.foreseen(plan) if dry_run or plan else work.written(save, once, all_or_nothing=all_or_nothing)
    return _answered(
        run, wanted, file, opened, sheet, outcome, rejects=rejects, json=json, dry_run=dry_run or plan is not None
    )


def _answered(
    run: Run, noun: str, file: str, opened: Opened, sheet: Sheet, outcome: Outcome, *, rejects: str | None, json: bool, dry_run: bool
) -> int:  # fmt: skip
    """Tell what was done, or would be, and keep the rows that were refused."""
    if dry_run:
        outcomes.show(run, noun, file, sheet, outcome, json)
    else:
        to = outcomes.write_rejects(run, file, rejects, sheet, opened, outcome.rejects) if outcome.rejects else None
        outcomes.tell(run, noun, file, sheet, outcome, json, to)
    return PARTLY if outcome.rejects else 0


@dataclass(frozen=True)
class _Work:
    """A file and all that was said of it; ``fields``: fields of one's own are made for columns that nobody knows."""

    run: Run
    noun: str
    opened: Opened
    sheet: Sheet
    rules: saved.Rules
    fields: bool

    def foreseen(self, plan: str | None) -> Outcome:
        """What the import would do, by the same code; in a file where that is wanted."""
        with drafted(plan, "import", self.noun) as draft:

            def look(now: saved.Rules) -> Outcome:
                if draft:
                    draft.begin_again()
                return importing.foresee(
                    self.run.workspace, self.noun, self.sheet, now.maps, now.options,
                    create_fields=self.fields, put=draft.put if draft else None, reads=reads,
                )  # fmt: skip

            outcome = columns_.settled(self.run, self.rules, look)
            if draft:
                draft.told = _above(outcome)
        return outcome

    def written(self, save: str | None, once: str | None, *, all_or_nothing: bool) -> Outcome:
        """Bring it in; how it was read is saved in the same step, where that is wanted."""
        crm = self.run.workspace

        def write(now: saved.Rules) -> Outcome:
            with (
                crm.step(kind="import", once=once) if save else nullcontext(),
                progress(self.run, _rows(self.run, self.opened, self.sheet)) as more,
            ):
                found = importing.bring_in(
                    crm, self.noun, self.sheet, now.maps, now.options,
                    create_fields=self.fields, all_or_nothing=all_or_nothing, progress=more.rows, changing=more.changes, once=once,
                )  # fmt: skip
                if save:  # with what was answered on the way
                    saved.keep(crm, save, self.noun, self.sheet.headers, now)
                return found

        return columns_.settled(self.run, self.rules, write)


def _above(outcome: Outcome) -> dict[str, Any]:
    """What a plan says above its rows."""
    return {
        "counts": dict(vars(outcome.counts)) | {"refused": len(outcome.rejects)},
        "notes": list(outcomes.notes(outcome)),
        "refused": [{"line": said(one.line), "column": one.column, "reason": told(one.error)} for one in outcome.rejects[:MOST_TOLD]],
        "keys": list(outcome.keys), "source": outcome.source, "said": list(outcome.said), "columns": list(outcome.columns),
    }  # fmt: skip


def _rows(run: Run, opened: Opened, sheet: Sheet) -> int:
    """About how many rows there are, where somebody watches: lines are counted without being read."""
    if not run.err.isatty() or run.quiet:
        return 0
    if sheet.format not in ("csv", "tsv", "jsonl"):
        return sum(1 for _row in sheet.rows())
    with opened() as file:
        return sum(block.count(b"\n") for block in iter(partial(file.read, BLOCK), b""))


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

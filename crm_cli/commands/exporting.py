"""``crm export``: records of a noun, or the whole base, to a file or a pipe; ``crm exports``: what was taken out."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.listings import APART, named_fields, show_list
from crm_cli.commands.options import CARDS, Fields, Json, Limit, Output, Quiet, ending
from crm_cli.commands.options import Format as ListFormat
from crm_cli.commands.sending import Taken, noted, send
from crm_cli.context import Run, current
from crm_cli.errors import Invalid
from crm_cli.exchange import exporting
from crm_cli.exchange.guarding import guard, guarded
from crm_cli.i18n import N_, _, ngettext
from crm_cli.records.record import Field
from crm_cli.records.registry import nameable
from crm_cli.records.registry import noun as named
from crm_cli.render.data import LineFeeds
from crm_cli.telling.lists import is_hidden, listing

Format = Annotated[
    str | None,
    Option(
        "--format", metavar="FORMAT", help=N_("csv, tsv, json, jsonl, xlsx, vcf, vcf3, md or html; else as the file is called")
    ),
]  # fmt: skip
Guard = Annotated[
    bool, Option("--sheet", help=N_("A quote before cells that a spreadsheet takes for a formula; import --guarded takes it off"))
]  # fmt: skip
WithLines = Annotated[
    bool, Option("--lines", help=N_("Quotes, orders and invoices with their lines: a row for each line, in csv or tsv"))
]  # fmt: skip
Bom = Annotated[bool, Option("--bom", help=N_("The mark by which Excel knows that csv or tsv is UTF-8"))]


DELIMITERS = {"csv": ",", "tsv": "\t"}  # in both a cell is quoted as spreadsheets do, so that it comes back
LOGGED = "created,author,noun_name,filter,fields,format,count,target"


def take_out(
    noun: Annotated[str, Argument(metavar="NOUN", help=N_("client, opp … or all"))],
    tokens: Annotated[list[str] | None, Argument(metavar="FILTER", help=N_("Which of them; without it, all"))] = None,
    fields: Fields = None,
    format: Format = None,  # noqa: A002 - its name on the line
    output: Output = None,
    sheet: Guard = False,
    bom: Bom = False,
    lines: WithLines = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Take records out, so that they can be brought in again: refs, dates and authors included.

    A workbook (xlsx) can be edited and brought back: only the cells that were changed are taken from it. Cards (vcf) are for
    address books; md and html are for people, with the columns of the list. “all” is the whole base with its settings, fields
    and all that was ever done, as lines of JSON, packed where the file ends in .gz: brought in on another machine it is the same
    base. Every export stands in crm exports.

    Example:
      crm export client level=A -o a-clients.csv
      crm export client -o clients.xlsx
      crm export contact client=Acme -o people.vcf
      crm export opp --format jsonl | crm --db copy.db import opp -
      crm export quote --lines -o quotes.csv
      crm export all -o base.jsonl.gz
    """
    run, given = current(), tokens or []
    if noun == "all":
        if given or fields or sheet or bom or lines or format not in (None, "jsonl"):
            raise Invalid(N_("“all” takes no filter and is jsonl"), hint="crm export all -o FILE")
        _everything(run, output)
        return
    wanted, chosen = nameable(noun).name, exporting.checked(format or _by_ending(output))
    if (sheet or bom) and chosen not in exporting.CELLS:
        raise Invalid(N_("--sheet and --bom are for csv and tsv"), format=chosen)
    if lines and (chosen not in exporting.CELLS or wanted not in exporting.WITH_LINES):
        raise Invalid(
            N_("--lines is for quotes, orders and invoices in csv and tsv"),
            hint="crm export quote --lines -o quotes.csv",
        )
    names = named_fields(wanted, fields)
    with noted(wanted, given, names, chosen, output) as taken:
        if chosen in exporting.CELLS:
            _cells(run, wanted, given, names, chosen, output, taken, guards=sheet, bom=bom, lines=lines)
        elif chosen in exporting.LINES:
            _lines(run, wanted, given, names, chosen, output, taken)
        elif chosen in APART:
            every = [] if names or chosen in exporting.CARDS else [field.name for field in _fields(run, wanted, names)]
            taken.count = send(wanted, chosen, names or every, given, Path(output) if output else None)
        else:
            page = listing(wanted, names, given, title=_(named(wanted).title))
            taken.count = run.renderer.listing(page, chosen, Path(output) if output else None)
    _say(run, taken.count, output)


def _by_ending(output: str | None) -> str:
    found = ending(output, CARDS)
    return found if found in exporting.FORMATS else "csv"


def _fields(run: Run, noun: str, names: Sequence[str]) -> list[Field]:
    hidden = [field.name for field in run.workspace.fields(noun).values() if is_hidden(field)]
    return exporting.fields_of(run.workspace, noun, names, hidden)


def _everything(run: Run, output: str | None) -> None:
    from crm_cli.commands import moving  # a list goes out without it

    with noted("all", (), (), "jsonl", output) as taken:
        taken.count = moving.take_all(run, output)


def _cells(
    run: Run, noun: str, tokens: Sequence[str], names: Sequence[str], form: str, output: str | None, taken: Taken, *, guards: bool, bom: bool, lines: bool = False
) -> None:  # fmt: skip
    known = _fields(run, noun, names)
    under = _fields(run, exporting.WITH_LINES[noun], ()) if lines else []
    under = [field for field in under if field.name != noun]
    rows: Iterable[Sequence[Any]] = (
        exporting.with_lines(run.workspace, noun, tokens, known, under)
        if lines
        else exporting.cells(run.workspace, noun, tokens, known)
    )
    titles = [*(field.name for field in known), *(f"{exporting.LINE}{field.name}" for field in under)]
    head = [guard(title) if guards else title for title in titles]
    with run.renderer.text(Path(output) if output else None) as out:
        out.write("\ufeff" if bom else "")
        feeds = LineFeeds(out)
        writer = csv.writer(feeds, delimiter=DELIMITERS[form], lineterminator="\r\n")
        writer.writerow(head)
        try:
            writer.writerows(guarded(rows) if guards else rows)
        finally:
            taken.count = exporting.count(run.workspace, noun, tokens) if lines else feeds.rows - 1


def _lines(
    run: Run, noun: str, tokens: Sequence[str], names: Sequence[str], form: str, output: str | None, taken: Taken
) -> None:
    pieces = _Counted(exporting.lines(run.workspace, noun, tokens, _fields(run, noun, names)))
    try:
        _write(run, output, _array(pieces) if form == "json" else (piece + "\n" for piece in pieces))
    finally:
        taken.count = pieces.count


def _array(pieces: Iterable[str]) -> Iterator[str]:
    """Lines of objects as one array, an object a line."""
    before = "[\n"
    for piece in pieces:
        yield before + piece.replace("\n", ",\n")
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _write(run: Run, output: str | None, pieces: Iterable[str]) -> None:
    with run.renderer.text(Path(output) if output else None) as out:
        for piece in pieces:
            out.write(piece)


class _Counted:
    """Pieces of whole lines, whose lines are counted as they pass."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces, self.count = pieces, 0

    def __iter__(self) -> Iterator[str]:
        for piece in self._pieces:
            self.count += piece.count("\n") + 1
            yield piece


def _say(run: Run, count: int, output: str | None) -> None:
    if output and output != "-":
        said = ngettext("{n} record is in {file}", "{n} records are in {file}", count)
        run.renderer.say(said.format(n=count, file=output))


def list_exports(
    conditions: Annotated[
        list[str] | None, Argument(metavar="FILTER", help=N_("author=me, created=this month, noun_name=client"))
    ] = None,
    limit: Limit = None,
    format: ListFormat = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """What was taken out of the base: who, when, by which filter, how many, and where to; the last first.

    Example:
      crm exports --limit 10
    """
    show_list(
        "export",
        conditions or [],
        fields=LOGGED,
        format=format,
        as_json=json,
        sort="-created",
        limit=limit,
        output=output,
    )

"""``crm export``: records of a noun, or the whole base, to a file or a pipe."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import Annotated, TextIO

import typer

from crm_cli.commands.importing import _importable
from crm_cli.commands.listings import is_hidden
from crm_cli.commands.options import Fields, Output, Quiet
from crm_cli.context import Run, current
from crm_cli.errors import Invalid
from crm_cli.exchange import everything, exporting
from crm_cli.i18n import N_, ngettext
from crm_cli.render.encoding import exact
from crm_cli.render.output import opened
from crm_cli.render.style import HIDDEN, shown

Format = Annotated[
    str | None, typer.Option("--format", metavar="FORMAT", help=N_("csv, json or jsonl; else as the file is called"))
]


def take_out(
    noun: Annotated[str, typer.Argument(metavar="NOUN", help=N_("client, opp … or all"))],
    tokens: Annotated[
        list[str] | None, typer.Argument(metavar="FILTER", help=N_("Which of them; without it, all"))
    ] = None,
    fields: Fields = None,
    format: Format = None,  # noqa: A002 - its name on the line
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Take records out, so that they can be brought in again: refs, dates and authors included.

    “all” is the whole base with its settings, fields, tags and stage history, as lines of JSON; brought into an empty base it
    gives the same base.

    Example:
      crm export client level=A -o a-clients.csv
      crm export opp --format jsonl | crm --db copy.db import opp -
      crm export all -o base.jsonl
    """
    run = current()
    ending = Path(output).suffix.removeprefix(".") if output else ""
    if noun == "all":
        if tokens or fields or format not in (None, "jsonl"):
            raise Invalid(N_("“all” takes no filter and is jsonl"), hint="crm export all -o FILE")
        counted = _Counted(everything.take_out(run.workspace))
        _write(run, output, (line + "\n" for line in counted))
        _say(run, counted.count - 1, output)
        return
    wanted, chosen = _importable(noun), exporting.checked(format or (ending if ending in exporting.FORMATS else "csv"))
    names = [name.strip() for name in (fields or "").split(",") if name.strip()]
    hidden = [field.name for field in run.workspace.fields(wanted).values() if is_hidden(field)]
    known = exporting.fields_of(run.workspace, wanted, names, hidden)
    if chosen == "csv":
        numbers = count()
        rows = exporting.cells(run.workspace, wanted, tokens or (), known)
        with _destination(run, output) as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow([field.name for field in known])
            writer.writerows(map(itemgetter(0), zip(rows, numbers, strict=False)))  # counted without a loop of ours
        _say(run, next(numbers), output)
        return
    pieces = _Counted(exporting.lines(run.workspace, wanted, tokens or (), known))
    _write(run, output, _array(pieces) if chosen == "json" else (piece + "\n" for piece in pieces))
    _say(run, pieces.count, output)


def _array(pieces: Iterable[str]) -> Iterator[str]:
    """Lines of objects as one array, an object a line."""
    before = "[\n"
    for piece in pieces:
        yield before + piece.replace("\n", ",\n")
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _write(run: Run, output: str | None, pieces: Iterable[str]) -> None:
    with _destination(run, output) as out:
        for piece in pieces:
            out.write(piece)


@contextmanager
def _destination(run: Run, output: str | None) -> Iterator[TextIO]:
    if output and output != "-":
        with opened(Path(output)) as file:
            yield file
        return
    exact(run.out)
    yield _Screen(run.out) if run.terminal else run.out  # type: ignore[misc]


class _Screen:
    """A terminal, to which no hidden character goes raw."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write(shown(text, lines=True) if HIDDEN.search(text) else text)


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

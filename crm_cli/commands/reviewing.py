"""``crm duplicates review``: pair by pair, side by side, on a terminal: merge, pick fields, different, skip, undo."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from crm_cli.commands.forms import value_of
from crm_cli.commands.scanning import noun_of, why
from crm_cli.commands.words import label_of, value_words
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_, _
from crm_cli.people import apart, merging
from crm_cli.people.likeness import NOUNS
from crm_cli.records import later
from crm_cli.records.record import Record
from crm_cli.records.registry import load
from crm_cli.render.listing import Column, Listing

scanning = later.module("crm_cli.people.scanning")  # only a scan compares
UNSHOWN = ("ref", "author", "merged_into")
KEYS = N_("m merge, f pick fields, d different, s skip, u undo, q quit:")
Two = tuple[Record, Record]


def review(
    noun: Annotated[
        str | None, typer.Argument(metavar="[NOUN]", help=N_("client, contact or lead; without it, all three"))
    ] = None,
    least: Annotated[
        float,
        typer.Option("--min", min=0.0, max=1.0, metavar="P", help=N_("Only pairs that are one with this probability")),
    ] = 0.5,
) -> None:
    """Who may be there twice, pair by pair and side by side, on a terminal; what differs is marked.

    m merges into the older, f asks for each field that differs, d says that they are different, s skips, u takes the last back, q ends.

    Example:
      crm duplicates review client
    """
    run = current()
    if not (run.interactive and run.terminal):
        raise Invalid(N_("a review needs a terminal"), hint="crm duplicates scan --format csv -o pairs.csv")
    nouns = [noun_of(noun)] if noun else list(NOUNS)
    found = [pair for name in nouns for pair in scanning.pairs(run.workspace, name, least=least)]
    done = _Review(found).run()
    run.renderer.say(_("{pairs} pairs, {done} of them decided").format(pairs=len(found), done=done))


class _Review:
    """A review under way: at which pair, and the steps it made, each with its pair."""

    def __init__(self, pairs: Sequence[Any]) -> None:
        self.pairs, self.at = pairs, 0
        self.steps: list[tuple[int, int]] = []

    def run(self) -> int:
        """Pair by pair to the end; how many were decided."""
        while self.at < len(self.pairs):
            two = self._two()
            if two is None:  # one of them went into another meanwhile
                self.at += 1
                continue
            self._show(*two)
            answer = current().ask(_(KEYS))
            if answer is None or answer[:1].casefold() == "q":
                break
            try:
                self._do(answer[:1].casefold(), *two)
            except CrmError as error:
                current().renderer.error(error, as_json=False)
        return len(self.steps)

    def _two(self) -> Two | None:
        pair, crm = self.pairs[self.at], current().workspace
        cls = load(pair.noun)
        found = [record for identity in pair.ids for record in crm.where(cls, id=identity)]
        return (found[0], found[1]) if len(found) == 2 and not apart.are_apart(crm, *pair.ids) else None

    def _do(self, key: str, one: Record, other: Record) -> None:
        crm = current().workspace
        if key == "u":
            self._undo()
        elif key in ("m", "f"):
            keep = dict(_picked(one, other)) if key == "f" else {}
            with crm.step() as step:
                merging.merge(crm, [merging.plan(crm, [one, other], keep=keep)])
            self._next(step)
        elif key == "d":
            with crm.step() as step:
                apart.tell_apart(crm, one, other)
            self._next(step)
        elif key == "s":
            self.at += 1

    def _next(self, step: int) -> None:
        self.steps.append((step, self.at))
        self.at += 1

    def _undo(self) -> None:
        if not self.steps:
            raise Invalid(N_("nothing was decided yet"))
        step, self.at = self.steps.pop()
        current().workspace.undo(step)

    def _show(self, one: Record, other: Record) -> None:
        pair = self.pairs[self.at]
        place = f"{self.at + 1}/{len(self.pairs)}"
        current().renderer.say(f"{place}  {round(pair.probability * 100)} %  {why(pair.reasons)}")
        columns = [Column("field", N_("Field")), Column("one", one.ref), Column("mark", ""), Column("other", other.ref)]
        current().renderer.listing(Listing(columns, list(_rows(one, other))), "table", None)


def _rows(one: Record, other: Record) -> Iterator[Sequence[str]]:
    """Each field that one of them has, marked where both have it and differ."""
    for name, (first, second) in _said(one, other):
        mark = "≠" if first and second and first != second else ""
        yield label_of(one.noun, name), first, mark, second


def _said(one: Record, other: Record) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, field in current().workspace.fields(one.noun).items():
        first, second = (
            value_words(field, value_of(record, field), getattr(record, "currency", None)) for record in (one, other)
        )
        if (first or second) and name not in UNSHOWN:
            yield name, (first, second)


def _picked(one: Record, other: Record) -> Iterator[tuple[str, Record]]:
    """For each field that differs whose value is wanted; what is not answered goes by the rule."""
    fields = current().workspace.fields(one.noun)
    for name, (first, second) in _said(one, other):
        if first and second and first != second and fields[name].settable and name != "currency":
            question = _("{label}: 1 {one}, 2 {other}:").format(label=label_of(one.noun, name), one=first, other=second)
            answer = current().ask(question)
            if answer in ("1", "2"):
                yield name, one if answer == "1" else other

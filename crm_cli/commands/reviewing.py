"""``crm duplicates review``: pair by pair, side by side, on a terminal: merge, pick fields, different, skip, undo."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from crm_cli.commands.merging import merged
from crm_cli.commands.options import DuplicatesOf, Likely
from crm_cli.commands.scanning import NOBODY, noun_of, told_apart, why
from crm_cli.commands.selection import Chosen
from crm_cli.commands.writing import UNDO, Answer
from crm_cli.context import current
from crm_cli.errors import Alone, Conflict, CrmError, Invalid
from crm_cli.i18n import N_, _, ngettext
from crm_cli.people import apart, merging
from crm_cli.people.choosing import same
from crm_cli.people.likeness import NOUNS
from crm_cli.records import later
from crm_cli.records.record import Field, Record
from crm_cli.records.registry import load
from crm_cli.render.listing import Column, Listing
from crm_cli.telling.given import value_of
from crm_cli.telling.words import label_of, listed, value_words

scanning = later.module("crm_cli.people.scanning")  # only a scan compares
UNSHOWN = ("ref", "author", "merged_into")
KEYS = N_("m merge, f pick fields, d different, s skip, u undo, q quit:")
PICKING = N_("1 or 2 for each that differs, Enter for what a merge does by itself, q to leave both as they are")


def review(
    noun: DuplicatesOf = None,
    least: Likely = 0.5,
) -> None:
    """Who may be there twice, pair by pair and side by side, on a terminal; what differs is marked.

    m merges into the older, f asks for each field that differs, d says that they are different, s skips, u takes the last back, q ends.

    Example:
      crm duplicates review client
    """
    run = current()
    if not (run.interactive and run.terminal):
        raise Alone(N_("a review needs a terminal"), hint="crm duplicates scan --format csv -o pairs.csv")
    nouns = [noun_of(noun)] if noun else list(NOUNS)
    found = [pair for name in nouns for pair in scanning.pairs(run.workspace, name, least=least)]
    if not found:
        run.renderer.say(_(NOBODY))
        return
    done = _Review(found).run()
    pairs = ngettext("{n} pair", "{n} pairs", len(found)).format(n=len(found))
    run.renderer.say(_("{pairs}, {done} of them decided").format(pairs=pairs, done=done))
    if done:
        run.renderer.say(_(UNDO))


class _Review:
    """A review under way: at which pair, and the steps it made, each with its pair."""

    def __init__(self, pairs: Sequence[Any]) -> None:
        self.pairs, self.at = pairs, 0
        self.steps: list[tuple[int, int]] = []

    def run(self) -> int:
        """Pair by pair to the end; how many were decided."""
        while self.at < len(self.pairs):
            two = self._two()
            if two is None:  # both went into one meanwhile, or one was removed
                self.at += 1
                continue
            self._show(*two)
            if not self._decide(two):
                break
        return len(self.steps)

    def _two(self) -> Chosen | None:
        """The two as they are now: what was merged into another since is followed."""
        pair, crm, two = self.pairs[self.at], current().workspace, Chosen()
        ends = [identity for ref in pair.refs for identity in crm.behind_ref(pair.noun, ref)]
        found = [record for identity in ends for record in crm.where(load(pair.noun), id=identity)]
        if len(found) != 2 or found[0].id == found[1].id or apart.are_apart(crm, *ends):
            return None
        two.extend(sorted(found, key=merging.age))
        return two

    def _decide(self, two: Chosen) -> bool:
        """Ask until something is done about the pair, or it is to be looked at again; False ends the review."""
        run = current()
        while True:
            answer = run.ask(_(KEYS))
            key = None if answer is None else answer[:1].casefold()
            if key in (None, "q"):
                return False
            try:
                if self._do(key or "", two):
                    run.renderer.say("")
                    return True
            except Conflict as error:  # they are not what was shown any more
                run.renderer.error(error, as_json=False)
                return True
            except CrmError as error:
                run.renderer.error(error, as_json=False)

    def _do(self, key: str, two: Chosen) -> bool:
        """Whether that key did something about the pair."""
        one, other = two
        if key == "s":
            self.at += 1
        elif key == "u":
            self._undo()
        elif key == "d":
            self._step(lambda: told_apart(one, other))
        elif key in ("m", "f"):
            keep = picked(one, other) if key == "f" else {}
            if keep is None:
                return False
            self._step(lambda: _merged(two, keep))
        return key in ("s", "u", "d", "m", "f")

    def _step(self, work: Callable[[], Answer]) -> None:
        """What is done is a step of its own, so that each can be taken back."""
        with current().workspace.step() as step:
            answer = work()
        self.steps.append((step, self.at))
        self.at += 1
        current().renderer.say(answer.said)

    def _undo(self) -> None:
        if not self.steps:
            raise Invalid(N_("nothing was decided yet"))
        step, self.at = self.steps.pop()
        current().workspace.undo(step)
        current().renderer.say(_("taken back"))

    def _show(self, one: Record, other: Record) -> None:
        pair = self.pairs[self.at]
        place = f"{self.at + 1}/{len(self.pairs)}"
        current().renderer.say(f"{place}  {round(pair.probability * 100)} %  {why(pair.reasons)}")
        columns = [Column("field", N_("Field")), Column("one", one.ref), Column("mark", ""), Column("other", other.ref)]
        current().renderer.listing(Listing(columns, list(_rows(one, other))), "table", None)


def _merged(two: Chosen, keep: Mapping[str, Record]) -> Answer:
    """What was looked at becomes one, inside a step; what somebody changed while it was looked at does not."""
    if touched := two.touched(own=1):
        refs = listed(one.ref for one in two if one.id in touched)
        raise Conflict(N_("somebody changed {refs} meanwhile; nothing was written"), refs=refs)
    return merged([merging.plan(current().workspace, two, keep=keep)])


def _rows(one: Record, other: Record) -> Iterator[Sequence[str]]:
    """Each field that one of them has, marked where both have it and differ."""
    for field, first, second, differ in _said(one, other):
        yield label_of(one.noun, field.name), first, "≠" if differ else "", second


def _said(one: Record, other: Record) -> Iterator[tuple[Field, str, str, bool]]:
    """What each of them says in words, and whether that is not the same; what nobody said of either is left out."""
    crm = current().workspace
    for name, field in crm.fields(one.noun).items():
        values = [value_of(record, field) for record in (one, other)]
        first, second = (
            value_words(field, value, getattr(record, "currency", None))
            for value, record in zip(values, (one, other), strict=True)
        )
        unsaid = field.kind == "flag" and not any(values)
        if (first or second) and name not in UNSHOWN and not unsaid:
            yield field, first, second, bool(first and second) and not same(crm, field, *values)


def picked(one: Record, other: Record) -> dict[str, Record] | None:
    """For each field that differs whose value is wanted; what is not answered goes by the rule. None where it was left."""
    found: dict[str, Record] = {}
    current().renderer.say(_(PICKING))
    for field, first, second, differ in _said(one, other):
        if differ and field.settable and field.name != "currency":
            label = label_of(one.noun, field.name)
            question = _("{label}: 1 {one}, 2 {other}:").format(label=label, one=first, other=second)
            answer = _answered(question)
            if answer is None:
                return None
            if answer:
                found[field.name] = one if answer == "1" else other
    return found


def _answered(question: str) -> str | None:
    """1, 2 or nothing; None where picking is left."""
    while True:
        answer = current().ask(question)
        if answer is None or answer[:1].casefold() == "q":
            return None
        if answer in ("", "1", "2"):
            return answer
        current().renderer.say(_(PICKING))

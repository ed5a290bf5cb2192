"""``crm duplicates scan`` and ``different``: who in the whole base may be there twice, and who is not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import (
    DryRun,
    DuplicatesOf,
    Format,
    Json,
    Likely,
    Limit,
    Once,
    Output,
    Quiet,
    chosen_format,
)
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _, ngettext
from crm_cli.people import apart
from crm_cli.people.likeness import NOUNS
from crm_cli.records import later, registry
from crm_cli.records.record import Record
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.telling.words import listed

scanning = later.module("crm_cli.people.scanning")  # only a scan compares
judging = later.module("crm_cli.people.judging")
NEXT = "crm duplicates review"
NOBODY = N_("nobody is there twice, as far as what is filled in tells")


def scan(
    noun: DuplicatesOf = None,
    least: Likely = 0.5,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Who in the whole base may be there twice, how probable that is, and why.

    All that is filled in counts: phones, e-mails, tax ids, web domains, names and their sound, addresses, birthdays, your own fields.
    How much each of them tells is learnt from the base itself. A name alone never makes certain.
    CSV and JSON carry the command that merges each pair.

    Example:
      crm duplicates scan
      crm duplicates scan client --min 0.9 --format csv -o pairs.csv
      crm duplicates different C12 C40
    """
    nouns = [noun_of(noun)] if noun else list(NOUNS)
    chosen = chosen_format(format, json, output)
    cut = Counter[str]()
    crm = current().workspace
    found = _Counted(pair for name in nouns for pair in scanning.pairs(crm, name, least=least, cut=cut))
    columns = _columns(chosen in MACHINE)
    rows = (_row(pair, chosen in MACHINE) for pair in islice(found, limit))
    first = list(islice(rows, 1))
    if first or chosen in MACHINE:
        current().renderer.listing(Listing(columns, chain(first, rows)), chosen, Path(output) if output else None)
    current().renderer.say(found.said() + (f" · {NEXT}" if first and chosen == "table" else ""))
    if groups := cut.total():
        current().renderer.say(_limits(groups))


def _limits(groups: int) -> str:
    return ngettext(
        "{n} group of similar records is too large to compare each with each: each was compared with its nearest in order; nothing is left to do",
        "{n} groups of similar records are too large to compare each with each: each was compared with its nearest in order; nothing is left to do",
        groups,
    ).format(n=groups)


def noun_of(text: str) -> str:
    """The noun that is meant, if there can be duplicates of it."""
    name = registry.noun(text).name
    if name not in NOUNS:
        raise Invalid(N_("duplicates are looked for among {known}"), known=", ".join(NOUNS))
    return name


class _Counted:
    """Pairs as they pass, counted by what they come to."""

    def __init__(self, pairs: Iterator[Any]) -> None:
        self.pairs, self.certain, self.others = pairs, 0, 0

    def __iter__(self) -> Iterator[Any]:
        for pair in self.pairs:
            self.certain += pair.verdict == judging.CERTAIN
            self.others += pair.verdict != judging.CERTAIN
            yield pair

    def said(self) -> str:
        whole = self.certain + self.others
        if not whole:
            return _(NOBODY)
        pairs = ngettext("{n} pair", "{n} pairs", whole).format(n=whole)
        return _("{pairs}: {certain} certain, {others} to be looked at").format(
            pairs=pairs, certain=self.certain, others=self.others
        )


def _columns(machine: bool) -> Sequence[Column]:
    verdicts = Column("verdict", N_("Verdict"), "choice", judging.VERDICTS)
    probability = Column("probability", N_("Probability"), "decimal" if machine else "percent")
    pair = [Column("ref", N_("Ref")), Column("name", N_("Name")), Column("other", N_("Other")), Column("other_name", N_("Its name"))]  # fmt: skip
    if not machine:
        return [*pair, probability, verdicts, Column("reasons", N_("Why"), below=True)]
    return [Column("noun", N_("Noun")), *pair, probability, verdicts, Column("reasons", N_("Why"), "choices"), Column("merge", N_("Merges them"))]  # fmt: skip


def _row(pair: Any, machine: bool) -> Sequence[Any]:
    (ref, other), (name, other_name) = pair.refs, pair.names
    if not machine:
        return ref, name, other, other_name, round(pair.probability * 100) * 100, pair.verdict, why(pair.reasons)
    told = [str(reason) for reason in pair.reasons]
    merge = f"crm merge {ref} {other}"
    return pair.noun, ref, name, other, other_name, f"{pair.probability:.4f}", pair.verdict, told, merge


def why(reasons: Sequence[Any]) -> str:
    """The reasons as a person reads them."""
    return listed(_(judging.SAYINGS[reason.how]).format(field=_(reason.label)) for reason in reasons)


def different(
    one: Annotated[str, Argument(metavar="RECORD", help=N_("One of the two"))],
    other: Annotated[str, Argument(metavar="OTHER", help=N_("The other"))],
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Two that are alike are not the same: no scan shows them again.

    Example:
      crm duplicates different C12 C40
    """

    def told() -> Answer:
        first = choose(NOUNS, one)
        return told_apart(first, choose([first.noun], other))

    write(told, json=json, once=once, dry_run=dry_run)


def told_apart(one: Record, other: Record) -> Answer:
    """Remember that the two are different and tell it; inside a step."""
    new = apart.tell_apart(current().workspace, one, other)
    said = (
        _("{one} and {other} are different: no scan shows them again")
        if new
        else _("{one} and {other} are different, as was known")
    )
    return Answer(said.format(one=one.ref, other=other.ref), [one, other], hint=_(UNDO) if new else "", wrote=new)

"""Records on their way out of the base: as workbooks and as cards, and written down in the log of exports."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid, told
from crm_cli.exchange import exporting, exports, workbooks
from crm_cli.exchange.writing import cards
from crm_cli.i18n import N_, _
from crm_cli.records.registry import noun as named
from crm_cli.render.listing import WORKBOOK, Column, Listing
from crm_cli.render.workbook import Kept
from crm_cli.telling.lists import listing

STDOUT = "-"


@dataclass
class Taken:
    """How many records have gone out."""

    count: int = 0


@contextmanager
def noted(noun: str, tokens: Sequence[str], names: Sequence[str], form: str, output: str | None) -> Iterator[Taken]:
    """Write down what goes out inside; also where its reader went away half-way, since what was read is out."""
    taken = Taken()
    try:
        yield taken
    except (OSError, SystemExit):
        if taken.count:
            _write_down(noun, tokens, names, form, output, taken.count)
        raise
    _write_down(noun, tokens, names, form, output, taken.count)


def _write_down(
    noun: str, tokens: Sequence[str], names: Sequence[str], form: str, output: str | None, count: int
) -> None:
    """A base that cannot be written does not keep its data to itself; it is said that the log does not know of it."""
    run = current()
    target = str(Path(output).absolute()) if output and output != STDOUT else STDOUT
    try:
        exports.write_down(run.workspace, noun, tokens, names, form, count, target)
    except CrmError as error:
        run.renderer.say(_("this export is not in the log: {reason}").format(reason=told(error)))


def send(
    noun: str, form: str, names: Sequence[str], tokens: Sequence[str], to: Path | None, sort: str = "", limit: int | None = None
) -> int:  # fmt: skip
    """Write records in a format that is not made of a listing alone; how many."""
    if form == WORKBOOK:
        return send_workbook(noun, names, tokens, to, sort, limit)
    if names:
        raise Invalid(N_("a card has fields of its own"), hint=N_("leave out --fields"))
    return send_cards(noun, exporting.CARDS[form], tokens, to, sort, limit)


def send_workbook(
    noun: str, names: Sequence[str], tokens: Sequence[str], to: Path | None, sort: str = "", limit: int | None = None
) -> int:
    """A workbook that can be edited and brought back: the ref stands first, seen or not."""
    run = current()
    crm = run.workspace
    wanted = list(names or crm.listed(noun))
    hidden = frozenset[str]() if "ref" in wanted else frozenset(("ref",))
    with crm.store.reading():
        found = listing(
            noun, ["ref", *(name for name in wanted if name != "ref")], tokens, sort=sort, limit=limit, title=_(named(noun).title)
        )  # fmt: skip
        fields = workbooks.comes_back(crm, noun, [column.key for column in found.columns if not column.hidden])
        kept = workbooks.kept(crm, noun, tokens, fields, sort, limit)
        rows = ((*row, own) for row, own in zip(found.rows, kept, strict=True))
        columns = [*found.columns, Column("kept", "", hidden=True)]
        open_ = frozenset(field.name for field in fields if field.facets.get("open"))
        keeping = Kept(workbooks.head(noun), len(found.columns), [field.name for field in fields], hidden, open_)
        count = run.renderer.workbook(Listing(columns, rows, title=found.title), to, keeping)
    if found.total is not None and count < found.total:
        run.renderer.say(_("{n} of {total}").format(n=count, total=found.total))
    return count


def send_cards(
    noun: str, version: str, tokens: Sequence[str], to: Path | None, sort: str = "", limit: int | None = None
) -> int:
    """A vCard for each record."""
    run = current()
    if noun not in cards.NOUNS:
        raise Invalid(N_("only {nouns} have cards"), hint="--format csv", nouns=", ".join(cards.NOUNS))
    crm, count = run.workspace, 0
    with crm.store.reading(), run.renderer.text(to) as out:
        for card in cards.of_records(crm, noun, tokens, version, sort, limit):
            out.write(card)
            count += 1
    return count

"""Versions of a quote: a revision of one that was sent, a copy for another case, and what is different between two."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_cli.errors import Conflict
from crm_cli.i18n import N_
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.record import Field, declared
from crm_cli.sales import linewriting, quotes
from crm_cli.sales.documents import OPEN, lines_of
from crm_cli.workspace import Workspace

CARRIED = (
    "name", "client", "contact", "opportunity", "currency", "discount", "taxed", "rounding", "language", "payment", "delivery", "note",
    "owner", "team",
)  # fmt: skip
"""What a version says as the one before did."""
TOLD = (
    "client", "contact", "name", "total", "net", "vat", "currency", "date", "valid", "discount", "taxed", "rounding", "language", "payment", "delivery",
    "note",
)  # fmt: skip
TOLD_OF_LINES = (
    "kind", "product", "text", "quantity", "unit", "price", "per", "discount", "off", "extra_charge", "tax", "rate", "optional", "net",
)  # fmt: skip


class Difference(NamedTuple):
    """What one version says and the other does not; ``line`` is the later line, or the one that is gone, ``field`` None where all of it is."""

    line: QuoteLine | None
    field: Field | None
    before: Any
    after: Any


def revise(crm: Workspace, quote: Quote) -> Quote:
    """The next version of a quote that the client has: a draft with the same number; the old one holds until the new one is sent."""
    if quote.status in OPEN:
        raise Conflict(N_("{ref} is not sent yet: edit it"), hint="crm quote edit {ref} …", ref=quote.ref)
    if quote.status == "accepted":
        raise Conflict(N_("{ref} was accepted and is not revised"), hint="crm quote add --from {ref}", ref=quote.ref)
    if later := crm.where(Quote, revises=quote.id):
        raise Conflict(
            N_("{ref} was revised: {later}"), hint="crm quote show {later}", ref=quote.ref, later=later[0].ref
        )
    with crm.step():
        made = crm.add(
            Quote(
                **_carried(quote),
                number=quote.number,
                version=quotes.next_version(crm, quote),
                revises=quote.id,
                valid=_valid(crm, quote),
            )
        )
        linewriting.copy(crm, quote, made, "came_from")
    return crm.by_id(Quote, made.id)


def copy(crm: Workspace, quote: Quote, **changed: Any) -> Quote:
    """A quote like another, with a number of its own."""
    with crm.step():
        made = crm.add(Quote(**{**_carried(quote), "owner": crm.me, "team": None, "copied": quote.id} | changed))
        linewriting.copy(crm, quote, made, "came_from")
    return crm.by_id(Quote, made.id)


def before(crm: Workspace, quote: Quote) -> Quote | None:
    """The version that a quote revises."""
    return crm.by_id(Quote, quote.revises) if quote.revises else None


def differences(crm: Workspace, old: Quote, new: Quote) -> list[Difference]:
    """What is different in the later of two quotes: in the head, then line by line."""
    fields = {field.name: field for field in declared(Quote)}
    head = [Difference(None, fields[name], *pair) for name in TOLD if (pair := _pair(old, new, name))]
    return [*head, *_of_lines(lines_of(crm, old), lines_of(crm, new))]


def _of_lines(old: Sequence[QuoteLine], new: Sequence[QuoteLine]) -> Iterator[Difference]:
    left = {line.id: line for line in old}
    fields = {field.name: field for field in declared(QuoteLine)}
    for line in new:
        was = left.pop(line.came_from or "", None) or _alike(left, line)
        if was is None:
            yield Difference(line, None, None, line.net)
            continue
        for name in TOLD_OF_LINES:
            if pair := _pair(was, line, name):
                yield Difference(line, fields[name], *pair)
    for line in left.values():
        yield Difference(line, None, line.net, None)


def _alike(left: dict[str, QuoteLine], line: QuoteLine) -> QuoteLine | None:
    """Of two quotes of which neither came from the other the line of the same product or words."""
    same = (one for one in left.values() if (one.kind, one.product, one.text) == (line.kind, line.product, line.text))
    found = None if line.came_from in left else next(same, None)
    return left.pop(found.id) if found else None


def _pair(old: Any, new: Any, name: str) -> tuple[Any, Any] | None:
    pair = getattr(old, name), getattr(new, name)
    return pair if pair[0] != pair[1] else None


def _carried(quote: Quote) -> dict[str, Any]:
    return {name: getattr(quote, name) for name in CARRIED}


def _valid(crm: Workspace, quote: Quote) -> str | None:
    """The new version holds as long as the old one did."""
    if not (quote.valid and quote.date):
        return None
    return (crm.clock.today() + (date.fromisoformat(quote.valid) - date.fromisoformat(quote.date))).isoformat()

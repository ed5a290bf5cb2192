"""What is to be said of the prices of a quote: of a long one it is found in a thread, since each line is looked at for itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from textual.dom import DOMNode

from crm_cli.context import Beside, Run, beside, current
from crm_cli.errors import CrmError
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.sales import allowed, documents, priceguard
from crm_cli.sales.allowed import Standing
from crm_cli.telling import doclines

T = TypeVar("T")
FEW = 12  # lines that are looked at at once


class Judged(NamedTuple):
    """The signs of the lines (by id) where there is something to mind, what that is in words, and how the whole stands to the limits."""

    signs: Mapping[str, str] = {}
    said: Sequence[str] = ()
    standing: Standing | None = None


WAITING = Judged(said=("…",))


def judged(quote: Quote, lines: Sequence[QuoteLine]) -> Judged:
    """Look at every line; of one that the client has there is nothing to mind any more."""
    crm = current().workspace
    standing = allowed.standing(crm, quote) if lines else None
    if quote.status not in documents.OPEN or not lines:
        return Judged(standing=standing)
    refs = {one.line for one in priceguard.findings(crm, quote, lines) if one.severity != "info"}
    said = [one for one in doclines.to_be_said(quote, lines) if one.startswith("! ")]
    return Judged({line.id: "!" for line in lines if line.ref in refs}, said, standing)


def in_thread(node: DOMNode, run: Run, work: Callable[[], T], then: Callable[[T], object]) -> None:
    """Do some reading in a thread on a base of its own, and go on with what it found; what is asked later wins."""

    def read() -> None:
        try:
            with beside(Beside(run)):
                found = work()
        except CrmError:  # the page itself says what is wrong with the base
            return
        node.app.call_from_thread(_go_on, node, then, found)

    node.run_worker(read, thread=True, exclusive=True, group="judged", exit_on_error=False)


def _go_on(node: DOMNode, then: Callable[[T], object], found: T) -> None:
    if node.is_attached:
        then(found)

"""An approval: somebody was asked whether a quote may go out, and what they said."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

STATUSES = {
    "waiting": N_("waiting"),
    "approved": N_("approved"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
}
OFF = N_("{share} off, the limit is {limit}")
MARGIN = N_("margin {share}, at least {limit} is asked")
FOREIGN = N_("{total} is in another currency than the limit {limit}")
AMOUNT = N_("{total} without tax, the limit is {limit}")
FLOOR = N_("{product}: {price} is below the floor of {against}")
UNKNOWN = N_("{product} has no list price in {currency}, so that no limit holds its price")
REASONS = {sentence: sentence for sentence in (OFF, MARGIN, FOREIGN, AMOUNT, FLOOR, UNKNOWN)}
"""Why a quote may need an approval."""


@of.record("approval")
class Approval(of.Record):
    """``why`` says which limits the quote passes, kept in English and read in any language; ``snapshot`` is the document that was approved, as JSON: that is what gets printed.

    ``instead`` is who is away and for whom ``decider`` stands in; one whose quote was changed is withdrawn.
    """

    quote: str = of.link(N_("Quote"), to="quote", required=True, listed=True, on_remove="cascade")
    status: str = of.choice(N_("Status"), choices=STATUSES, default="waiting", listed=True, by="verb")
    asked: str | None = of.link(N_("Asked by"), to="user", listed=True, on_remove="clear")
    decider: str | None = of.link(N_("Decided by"), to="user", listed=True, by="verb", on_remove="clear")
    instead: str | None = of.link(N_("In place of"), to="user", listed=True, by="verb", on_remove="clear")
    decided: str | None = of.time(N_("Decided"), listed=True, by="verb", prefer="past")
    why: str | None = of.text(N_("Why it needs approval"), listed=True, by="system", sentences=REASONS)
    note: str | None = of.longtext(N_("Note"), listed=True)
    snapshot: str | None = of.longtext(N_("Snapshot"), by="system", machine=True)

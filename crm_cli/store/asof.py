"""Opportunities as they stood at a moment: the rows of today with what their snapshot of that moment says."""

from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.record import columns

# What a snapshot tells; the amount is the value it had then, so that a later one does not leak back.
THEN = {
    "stage": "h.stage", "pipeline": "h.pipeline", "status": "s.type", "amount": "h.value", "currency": "h.currency",
    "probability": "h.probability", "category": "h.category", "close": "h.close", "owner": "h.owner",
    "closed": "CASE WHEN s.type <> 'open' THEN local_day(h.entered) END",
    "win_reason": "CASE WHEN s.type = 'won' THEN o.win_reason END",
    "loss_reason": "CASE WHEN s.type = 'lost' THEN o.loss_reason END",
}  # fmt: skip


def source() -> str:
    """What stands for ``visible_opportunities t`` when a question is about ``:moment``."""
    names = ["n", "id", *(f.name for f in columns(Opportunity)), "extra", "name_key"]
    selected = ", ".join(f'{THEN[name]} AS "{name}"' if name in THEN else f'o."{name}"' for name in names)
    return (
        f"(SELECT {selected} FROM visible_stage_history h JOIN visible_opportunities o ON o.id = h.opportunity"
        " JOIN visible_stages s ON s.id = h.stage WHERE h.effective <= :moment AND h.until > :moment) t"
    )

"""An opportunity: a sale that may come, where it stands, and what became of it."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

STATUSES = {"open": N_("open"), "won": N_("won"), "lost": N_("lost")}
CATEGORIES = {
    "pipeline": N_("in pipeline"),
    "best": N_("best case"),
    "commit": N_("commit"),
    "closed": N_("closed"),
    "omitted": N_("omitted"),
}
OUTCOME = N_("Outcome")


@of.record("opp")
class Opportunity(of.Record):
    """A sale that may come. Its stage is changed by ``opp move``, ``win``, ``lose`` and ``reopen``, which keep the history."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name")
    client: str | None = of.link(N_("Client"), to="client", listed=True, on_remove="cascade")
    contact: str | None = of.link(N_("Contact"), to="contact", on_remove="clear")
    pipeline: str | None = of.link(N_("Pipeline"), to="pipeline", on_remove="refuse")
    stage: str | None = of.link(
        N_("Stage"), to="stage", listed=True, on_remove="refuse", by="verb", on_add=True, merge="review"
    )
    status: str = of.choice(N_("Status"), choices=STATUSES, default="open", by="verb", merge="review")
    amount: int | None = of.money(N_("Amount"), listed=True, merge="review")
    currency: str | None = of.text(N_("Currency"), check="currency")
    product: str | None = of.link(N_("Product"), to="product", on_remove="refuse")
    quantity: int = of.number(N_("Quantity"), default=1)
    probability: int | None = of.percent(N_("Probability"))
    chance: int | None = of.percent(N_("Probability in force"), computed=True)
    category: str | None = of.choice(N_("Forecast category"), choices=CATEGORIES)
    value: int | None = of.money(N_("Deal value"), computed=True)
    weighted: int | None = of.money(N_("Weighted value"), computed=True)
    close: str | None = of.date(N_("Expected close"), listed=True)
    began: str | None = of.date(N_("Began"), prefer="past")
    closed: str | None = of.date(N_("Closed"), by="verb", prefer="past")
    next_step: str | None = of.time(N_("Next step"), computed=True, listed=True)
    last_contact: str | None = of.time(N_("Last contact"), computed=True, prefer="past", never="first")
    days: int | None = of.number(N_("Days in stage"), computed=True)
    owner: str | None = of.link(N_("Owner"), to="user", listed=True, on_remove="refuse", merge="review")
    coowner: str | None = of.link(N_("Co-owner"), to="user", on_remove="clear", merge="review")
    followers: str | None = of.links(N_("Followers"), to="user")
    team: str | None = of.link(N_("Team"), to="team", on_remove="clear")
    tags: str | None = of.tags(N_("Tags"), to="tag")
    business: str | None = of.text(N_("Business type"))
    source: str | None = of.text(N_("Source"))
    campaign: str | None = of.text(N_("Campaign"))
    competitor: str | None = of.text(N_("Competitor"), searched="text")
    checked: str | None = of.choices(N_("Checklist done"), choices={}, open=True, by="verb")
    win_reason: str | None = of.text(N_("Reason won"), group=OUTCOME, by="verb")
    loss_reason: str | None = of.text(N_("Reason lost"), group=OUTCOME, by="verb")
    lost_stage: str | None = of.link(N_("Lost at stage"), to="stage", group=OUTCOME, by="verb", on_remove="clear")
    note: str | None = of.longtext(N_("Note"), searched="text")

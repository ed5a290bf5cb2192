"""A task: something to be done by a day, and what came of it."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.activities import KINDS

STATUSES = {"open": N_("open"), "done": N_("done"), "dropped": N_("dropped")}


@of.record("task")
class Task(of.Record):
    """Something to be done; ``due`` with ``timed`` 0 means some time on that day; ``every`` is how often it comes again."""

    text: str = of.text(N_("Text"), required=True, listed=True, searched="text")
    due: str | None = of.time(N_("Due"), listed=True)
    timed: int = of.flag(N_("At a fixed time"), default=0, by="verb")
    every: str | None = of.repeat(N_("Again"))
    kind: str | None = of.choice(N_("Kind"), choices=KINDS)
    theirs: int = of.flag(N_("Promised by them"), default=0)
    client: str | None = of.link(N_("Client"), to="client", listed=True, on_remove="cascade")
    contact: str | None = of.link(N_("Contact"), to="contact", on_remove="clear")
    opportunity: str | None = of.link(N_("Opportunity"), to="opp", on_remove="clear", listed=True)
    lead: str | None = of.link(N_("Lead"), to="lead", on_remove="cascade")
    phone: str | None = of.phone(N_("Number to call"), key="phone", personal=True)
    tags: str | None = of.tags(N_("Tags"), to="tag")
    status: str = of.choice(N_("Status"), choices=STATUSES, default="open", listed=True, by="verb")
    done: str | None = of.time(N_("Done at"), by="verb", prefer="past")
    result: str | None = of.longtext(N_("Result"), by="verb", searched="text")
    activity: str | None = of.link(N_("Settled by"), to="activity", by="verb", on_remove="clear")
    stage: str | None = of.link(N_("Handed out by the stage"), to="stage", by="verb", on_remove="clear")
    planned: str | None = of.link(N_("Stage task"), to="stagetask", by="system", on_remove="clear")
    owner: str | None = of.link(
        N_("Owner"), to="user", flags=("--for",), listed=True, on_remove="refuse", merge="review"
    )


def following_id(task: str) -> str:
    """The id of what comes after a task of a series follows from the task, so that the same one closed on two machines goes on once."""
    import uuid  # only where something comes again

    return str(uuid.uuid5(uuid.UUID(task), "following"))

"""A stage's task: what is to be done when a deal comes into the stage, by whom and by when."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.activities import KINDS

WHO = {
    "owner": N_("owner of the deal"),
    "coowner": N_("co-owner of the deal"),
    "manager": N_("manager of the owner"),
    "mover": N_("whoever moves it"),
}


@of.record("stagetask")
class StageTask(of.Record):
    """What is handed out when a deal that ``filter`` finds comes into the stage.

    It goes to ``user``, to the people of ``team`` in turn (``last`` got the last one), else to ``who``; ``due`` is said from the day the deal came.
    """

    name: str = of.text(N_("What is to be done"), required=True, listed=True, key="name")
    stage: str = of.link(N_("Stage"), to="stage", required=True, listed=True, on_remove="cascade")
    due: str | None = of.text(N_("Due"), listed=True)
    who: str = of.choice(N_("Handed to"), choices=WHO, default="owner", listed=True)
    user: str | None = of.link(N_("User"), to="user", listed=True, on_remove="clear")
    team: str | None = of.link(N_("Team in turn"), to="team", listed=True, on_remove="clear")
    kind: str | None = of.choice(N_("Kind"), choices=KINDS, listed=True)
    filter: str | None = of.text(N_("For those that match"), listed=True)
    position: int = of.number(N_("Position"), default=1)
    active: int = of.flag(N_("Active"), default=1)
    last: str | None = of.link(N_("Last given to"), to="user", by="verb", on_remove="clear")

"""A file: where a document lies that belongs to a record; the base keeps the link, never the document."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("file")
class File(of.Record):
    """A document at a path or a web address; ``client`` is whose it is, the other links what of theirs it is about."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name")
    link: str = of.text(N_("Path or address"), required=True, listed=True, searched="text")
    client: str | None = of.link(N_("Client"), to="client", listed=True, on_remove="cascade")
    contact: str | None = of.link(N_("Contact"), to="contact", on_remove="clear")
    opportunity: str | None = of.link(N_("Opportunity"), to="opp", listed=True, on_remove="clear")
    lead: str | None = of.link(N_("Lead"), to="lead", on_remove="cascade")
    activity: str | None = of.link(N_("Activity"), to="activity", on_remove="clear")
    task: str | None = of.link(N_("Task"), to="task", on_remove="clear")
    note: str | None = of.longtext(N_("Note"), searched="text")

"""A job: a line of crm that runs by itself, again and again."""

from crm_cli.i18n import N_
from crm_cli.records import record as of


@of.record("job")
class Job(of.Record):
    """``line`` is what stands after ``crm``; it runs when ``every`` says, by the clocks of ``zone``, as ``user``.

    What it prints, and the mails it sends to nobody in particular, are in ``language``. It runs on the machine ``host``, and on none of those
    that have a copy of the base; nothing there is any machine.
    """

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name", unique=True)
    every: str = of.repeat(N_("Again"), required=True, listed=True)
    line: str = of.text(N_("Command"), required=True, listed=True)
    user: str | None = of.link(N_("User"), to="user", listed=True, on_remove="refuse")
    language: str | None = of.text(N_("Language"))
    zone: str | None = of.text(N_("Time zone"), listed=True)
    host: str | None = of.text(N_("Runs on"), listed=True)
    active: int = of.flag(N_("Active"), default=1, listed=True)

"""A run: what became of a job at its hour, or of one mail or message; kept so that none is done twice and none is forgotten."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

STATUSES = {
    "running": N_("running"),
    "done": N_("done"),
    "failed": N_("failed"),
    "sending": N_("sending"),
    "sent": N_("sent"),
    "later": N_("to be tried again"),
    "refused": N_("refused"),
}


@of.record("run")
class Run(of.Record):
    """``slot`` names what there is to do once: ``JB1 2026-11-22T18:00``, ``remind 2026-11-22 王芳``.

    ``job`` is the ref of the job, empty for a mail; ``address`` is where a mail goes, of a chat the name of the secret that says it;
    ``code`` is how a job ended.
    """

    slot: str = of.text(N_("Slot"), required=True)
    job: str | None = of.text(N_("Job"))
    status: str = of.choice(N_("Status"), choices=STATUSES, default="running")
    started: str | None = of.time(N_("Started"))
    ended: str | None = of.time(N_("Ended"))
    code: int | None = of.number(N_("Exit code"))
    address: str | None = of.text(N_("Address"))
    message: str | None = of.text(N_("Message id"))
    error: str | None = of.longtext(N_("Error"))

"""What should have happened by itself and did not: jobs, and backups."""

from crm_cli.commands.reporting import Part
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.render.listing import Column

OVERLOOKED = (
    Column("ref", N_("Ref")), Column("name", N_("Name")), Column("due", N_("Was due"), "time"), Column("why", N_("What is wrong")),
    Column("error", N_("Error")),
)  # fmt: skip


def part(machine: bool) -> Part:
    """For whoever answers for a team: each job that did not run, and the backup that is too old."""
    rows = [*_jobs(machine), *_backup()]
    return Part("overlooked", N_("Did not happen by itself"), OVERLOOKED, rows)


def _jobs(machine: bool) -> list[list[object]]:
    crm = current().workspace
    if crm.is_empty("job"):
        return []
    from crm_cli.agenda import schedule  # only where there are jobs

    return [
        [one.job.ref, one.job.name, one.due, one.why if machine else _(one.why), one.run and one.run.error]
        for one in schedule.missing(crm)
    ]


def _backup() -> list[list[object]]:
    from crm_cli.exchange import backups  # only the report of a team looks for them

    run = current()
    return [
        ["", _("backup"), None, _(one.text).format_map(one.values), None]
        for one in backups.overdue(run.base, run.clock)
    ]

"""Whether the hooks and rules of a base can do their work."""

from collections.abc import Iterable, Iterator

from crm_cli.agenda import rules, schedule
from crm_cli.errors import CrmError
from crm_cli.exchange import hooks
from crm_cli.i18n import N_, _
from crm_cli.records.record import Record
from crm_cli.workspace import Workspace
from crm_cli.workspace.keeping import Finding, Wrong


def examine(crm: Workspace) -> Iterator[Finding]:
    """A finding for each, where there are any."""
    if not crm.is_empty("hook"):
        yield _finding(
            "hooks",
            N_("hooks"),
            hooks.findings(crm),
            N_("put it right, or crm hook edit {ref} --active no; crm hook allow {ref} for one from another copy"),
        )
    if not crm.is_empty("rule"):
        yield _finding("rules", N_("rules"), rules.broken(crm), N_("crm rule edit {ref}"))
    if not crm.is_empty("job"):
        yield _jobs(crm)


def _jobs(crm: Workspace) -> Finding:
    """The jobs that did not run at their hour, or failed: that nothing was heard of them does not mean that all is well."""
    wrong = [
        Wrong(
            N_("{ref} {name}: {why} ({when})"),
            {
                "ref": one.job.ref,
                "name": one.job.name,
                "why": _(one.why),
                "when": schedule.at(crm, one.job, str(one.due)).replace("T", " "),
            },
        )
        for one in schedule.missing(crm)
    ]
    todo = N_("crm schedule status; is the clockwork set up? crm schedule print") if wrong else ""
    return Finding("jobs", N_("jobs"), wrong, len(wrong), todo, _elsewhere(crm))


def _elsewhere(crm: Workspace) -> str:
    """Which jobs other machines run, and which machines those are."""
    by_host: dict[str, list[str]] = {}
    for job in schedule.elsewhere(crm):
        by_host.setdefault(str(job.host), []).append(job.ref)
    said = _("{jobs} on {machine}")
    return ", ".join(said.format(jobs=" ".join(refs), machine=host) for host, refs in by_host.items())


def _finding(check: str, title: str, found: Iterable[tuple[Record, CrmError]], todo: str) -> Finding:
    broken = list(found)
    wrong = [
        Wrong(
            N_("{ref} {name}: {why}"),
            {"ref": one.ref, "name": getattr(one, "name", ""), "why": _(error.message).format_map(error.values)},
        )
        for one, error in broken
    ]
    return Finding(check, title, wrong, len(wrong), _(todo).format(ref=broken[0][0].ref) if broken else "")

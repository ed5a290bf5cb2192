"""``crm lead clean``: what is wrong with the open leads, each with its reason, and what to do with those."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.declaring import Option
from crm_cli.commands.options import Conditions, ExitCode, Format, Json, Limit, Output, Quiet
from crm_cli.commands.reporting import attention
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _, ngettext
from crm_cli.people import cleaning
from crm_cli.people.cleaning import PROBLEMS, Finding
from crm_cli.people.policy import NEEDED
from crm_cli.records.kinds import chosen
from crm_cli.records.registry import NOUNS
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.telling.words import counted, linked, listed

COLUMNS = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("problem", N_("Problem"), "choice", PROBLEMS),
    Column("reason", N_("Reason")),
    Column("owner", N_("Owner")),
)
DETAILS = (Column("missing", N_("Missing"), "choices"), Column("others", N_("Others"), "choices"), Column("days", N_("Days"), "number"), Column("minutes", N_("Minutes"), "number"))  # fmt: skip
WORK = "crm lead clean --problem … --format ids | crm lead assign|tag|discard - …"
UNITE = "crm lead clean --format csv | crm merge --pairs -"


def clean(
    conditions: Conditions = None,
    problem: Annotated[
        list[str] | None,
        Option("--problem", metavar="PROBLEM", help=N_("Only these: late, duplicate, stale, incomplete")),
    ] = None,
    exit_code: ExitCode = False,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Open leads that are incomplete, wait too long for a first answer, are stale, or are there twice; each with the reason.

    What a lead needs, how soon it is answered and when it is stale are settings: lead.required, lead.response, lead.stale.

    Example:
      crm lead clean
      crm lead clean source=fair --problem late --format ids | crm lead edit - --owner Nora
      crm lead clean --problem duplicate --format csv | crm merge --pairs -
    """
    crm = current().workspace
    found = cleaning.read(crm, conditions or [], [_kind(text) for text in problem or []] or PROBLEMS)
    chosen_format = "json" if json else format or "table"
    machine = chosen_format in MACHINE
    if chosen_format == "ids":
        refs = list(dict.fromkeys(finding.lead.ref for finding in found))
        listing = Listing(COLUMNS[:1], [(ref,) for ref in refs][:limit])
    else:
        columns = (*COLUMNS, *DETAILS) if machine else COLUMNS
        listing = Listing(
            columns, [_row(finding, machine) for finding in found][:limit], len(found) if limit is not None else None
        )
    current().renderer.listing(listing, chosen_format, Path(output) if output else None)
    if found and chosen_format == "table":
        for line in _summary(found):
            current().renderer.say(line)
    attention(bool(found), exit_code)


def _kind(text: str) -> str:
    found = chosen(text, PROBLEMS)
    if found is None:
        raise Invalid(
            N_("“{text}” is no problem of leads"), hint=N_("one of {known}"), text=text, known=", ".join(PROBLEMS)
        )
    return found


def _row(finding: Finding, machine: bool) -> list[Any]:
    lead = finding.lead
    owner = linked(current().workspace.fields("lead")["owner"], lead.owner) if lead.owner else None
    row: list[Any] = [lead.ref, lead.name, finding.problem, _reason(finding), owner]
    if machine:
        row += [list(finding.missing), list(finding.others), finding.days or None, finding.minutes or None]
    return row


def _reason(finding: Finding) -> str:
    if finding.problem == "incomplete":
        return _("without {fields}").format(fields=listed(_(NEEDED[name]) for name in finding.missing))
    if finding.problem == "late":
        return _("waits for {hours} working hours").format(hours=finding.minutes // 60)
    if finding.problem == "stale":
        return ngettext("{n} day without a contact", "{n} days without a contact", finding.days).format(n=finding.days)
    return _("like {others}").format(others=listed(finding.others))


def _summary(found: list[Finding]) -> Iterator[str]:
    """How many, and how a selection of them is worked on."""
    leads = len({finding.lead.id for finding in found})
    yield _("{what} to see to: {command}").format(what=counted("lead", leads), command=WORK)
    if any(ref.startswith(NOUNS["lead"].code) for finding in found for ref in finding.others):
        yield _("those that are there twice: {command}").format(command=UNITE)

"""``crm check``: what is not as it should be in the business, grouped by check; and what may be put right."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from crm_cli.commands.answering import confirm
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.editing import changed
from crm_cli.commands.options import DryRun, Format, Json, Limit, Output, Plan, Quiet, Yes, chosen_format
from crm_cli.commands.reporting import attention
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import Invalid, told
from crm_cli.exchange.plans import FIX
from crm_cli.i18n import N_, _, ngettext
from crm_cli.insight import linting
from crm_cli.insight.checks import NAMED
from crm_cli.insight.linting import Finding, Found, Value
from crm_cli.records.nouns.checks import SEVERITIES
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS
from crm_cli.render.listing import MACHINE, Column, Listing
from crm_cli.render.page import Section
from crm_cli.telling.words import counted, listed, value_words

IN_A_PAGE = ("table", "md", "html")
OF_ONE = (
    Column("ref", N_("Ref")),
    Column("name", N_("Name")),
    Column("why", N_("Why")),
    Column("owner", N_("Owner")),
)
ROWS = (
    Column("check", N_("Check")),
    *OF_ONE,
    Column("severity", N_("Severity"), "choice", SEVERITIES),
    Column("noun", N_("Noun")),
)
Wanted = dict[str, list[tuple[Record, dict[str, Any]]]]


def run(
    words: Annotated[
        list[str] | None,
        Argument(
            metavar="[CHECK] [FILTER]", help=N_("Checks by name, ref or noun, and conditions for the records: owner=me")
        ),
    ] = None,
    fix: Annotated[bool, Option("--fix", help=N_("Put right what can be put right in one way only"))] = False,
    dry_run: DryRun = False,
    plan: Plan = None,
    yes: Yes = False,
    limit: Limit = None,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """What is not as it should be, by check, with the reason and the owner; nothing and exit 0 when all is well, else exit 8.

    The checks are records: crm check list shows them, crm check edit changes them, crm check add makes your own. --limit is for each check.

    Example:
      crm check
      crm check opp owner=me
      crm check --quiet
      crm check "Open deal without an owner" --fix
      crm check add big-alone --noun-name opp --filter "status=open amount>500k owner=none" --severity error
      crm check --format csv -o check.csv
    """
    if not fix and (dry_run or plan or yes):
        raise Invalid(N_("--dry-run, --plan and --yes go with --fix"), hint="crm check --fix")
    found = linting.run(current().workspace, words or [])
    if fix:
        wanted = linting.fixes(current().workspace, found.findings)
        if _put_right(wanted, dry_run=dry_run, plan=plan, yes=yes):
            return
        found = linting.run(current().workspace, words or []) if wanted else found
    chosen = chosen_format(format, json, output)
    _show(found, "ids" if quiet and not format and chosen == "table" else chosen, output, limit)
    _say(found, fix)
    attention(bool(found.findings or found.broken))


def _put_right(wanted: Wanted, *, dry_run: bool, plan: str | None, yes: bool) -> bool:
    """Do it, in one step; whether it was only rehearsed or planned."""
    count = sum(map(len, wanted.values()))
    if not count:
        current().renderer.say(_("nothing of this can be put right by itself"))
        return False
    if plan:
        from crm_cli.commands.drafting import plan_several  # only where a plan is wanted

        plan_several(plan, FIX, next(iter(wanted)), [pair for pairs in wanted.values() for pair in pairs])
        return True
    what = listed(counted(noun, len(pairs)) for noun, pairs in wanted.items())
    confirm(_("change {what}?").format(what=what), count, yes or dry_run)
    write(partial(_mended, wanted), dry_run=dry_run, nouns=list(wanted))
    return dry_run


def _mended(wanted: Wanted) -> Answer:
    """The work of a fix; its records are not shown, for what is left is."""
    answers = [changed(noun, pairs) for noun, pairs in wanted.items()]
    lines = [line for answer in answers for line in answer.lines]
    return Answer("\n".join(answer.said for answer in answers), (), lines, _(UNDO))


def _show(found: Found, chosen: str, output: str | None, limit: int | None) -> None:
    """The findings as a page with a part for each check, or as rows; nothing at all for people when there are none."""
    to = Path(output) if output else None
    if chosen not in IN_A_PAGE:
        rows = [_row(one, chosen in MACHINE) for group in _groups(found.findings) for one in group[:limit]]
        current().renderer.listing(Listing(ROWS[1:2] if chosen == "ids" else ROWS, _refs(rows, chosen)), chosen, to)
    elif found.findings or to:
        current().renderer.page(
            _("Checks") if chosen == "md" else "",
            [_section(group, limit) for group in _groups(found.findings)],
            chosen,
            to,
        )


def _refs(rows: list[list[Any]], chosen: str) -> Sequence[Sequence[Any]]:
    """For ids each ref once."""
    return [(ref,) for ref in dict.fromkeys(row[1] for row in rows)] if chosen == "ids" else rows


def _groups(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Those of each check together, in the order of the checks."""
    by_check: dict[str, list[Finding]] = {}
    for one in findings:
        by_check.setdefault(one.check.id, []).append(one)
    return list(by_check.values())


def _section(group: Sequence[Finding], limit: int | None) -> Section:
    title = _("{check}: {count}").format(check=group[0].check.name, count=len(group))
    return Section(title, listing=Listing(OF_ONE, [_row(one, machine=False)[1:5] for one in group[:limit]]))


def _row(one: Finding, machine: bool) -> list[Any]:
    return [
        one.check.name,
        one.ref,
        one.name,
        _why(one),
        one.owner,
        one.check.severity,
        one.check.noun_name if machine else _noun(one),
    ]


def _noun(one: Finding) -> str:
    return _(NOUNS[one.check.noun_name].title)


def _why(one: Finding) -> str:
    """The message with what it names."""

    def said(match: Any) -> str:
        return _words(one.values.get(match[1]))

    return NAMED.sub(said, one.check.message or one.check.name)


def _words(value: Value | None) -> str:
    if value is None or value.value is None:
        return "–"
    if value.field is None or value.field.kind in ("link", "links", "tags"):
        return str(value.value)
    return value_words(value.field, value.value, value.currency)


def _say(found: Found, fixed: bool) -> None:
    """What was not run and why, how much there is, and what to do about it."""
    renderer = current().renderer
    for check, problem in found.broken:
        renderer.say(
            _("the check “{name}” cannot be run: {problem} · crm check edit {ref}").format(
                name=check.name, problem=told(problem), ref=check.ref
            )
        )
    if found.left:
        names = listed(dict.fromkeys(_(NOUNS[check.noun_name].title) for check in found.left))
        renderer.say(_("left out, as the filter does not fit them: checks of {names}").format(names=names))
    if not found.findings:
        return
    said = ngettext("{n} thing to see to", "{n} things to see to", len(found.findings)).format(n=len(found.findings))
    fixable = sum(
        map(len, linting.fixes(current().workspace, [one for one in found.findings if one.check.fix]).values())
    )
    if fixable and not fixed:
        said += " · " + ngettext("{n} can be put right: {command}", "{n} can be put right: {command}", fixable).format(
            n=fixable, command="crm check --fix --dry-run"
        )
    renderer.say(said)

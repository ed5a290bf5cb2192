"""``crm rule run`` and ``log``: a rule works on what is so already, and what rules did."""

from pathlib import Path
from typing import Annotated, Any

from crm_cli.agenda import rules
from crm_cli.commands.answering import choose, confirm
from crm_cli.commands.declaring import Argument
from crm_cli.commands.emptiness import next_step
from crm_cli.commands.options import DryRun, Format, Json, Limit, Once, Output, Quiet, Yes, chosen_format
from crm_cli.commands.ruling import line
from crm_cli.commands.writing import UNDO, Answer, shortened, write
from crm_cli.context import current
from crm_cli.errors import NotFound, told
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.rules import Rule
from crm_cli.records.registry import visible
from crm_cli.render.listing import Column, Listing
from crm_cli.telling.words import counted

LOG = (
    Column("at", N_("When"), "time"), Column("rule", N_("Rule")), Column("noun", N_("Noun"), hidden=True), Column("ref", N_("Ref")),
    Column("name", N_("Name")), Column("did", N_("What it did")), Column("problem", N_("Problem")), Column("by", N_("By")),
    Column("step", N_("Step"), "number"), Column("undone", N_("Undone by"), "number"),
)  # fmt: skip


def run(
    name: Annotated[str, Argument(metavar="RULE", help=N_("The rule: its name or ref"))],
    which: Annotated[list[str] | None, Argument(metavar="FILTER", help=N_("Only those that this finds"))] = None,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Do what a rule says to the records that are already so: its “if”, and where “when” names a value, that too. One step, one undo.

    --dry-run says whom it would hit. A rule that is not active can be tried too.

    Example:
      crm rule run big --dry-run
      crm rule run big owner=none --yes
    """
    crm = current().workspace
    ready = rules.ready(crm, crm.by_id(Rule, choose(["rule"], name).id))
    hit = rules.hit(crm, ready, which or [])
    what = counted(ready.when.noun, len(hit))
    if not hit:
        current().renderer.say(_("nothing found"))
        return
    confirm(_("let the rule {rule} work on {what}?").format(rule=ready.rule.name, what=what), len(hit), yes or dry_run)

    def work() -> Answer:
        fired = rules.run(crm, ready, hit, told)
        if not fired:
            return Answer(_("nothing to change"), wrote=False)
        records = [crm.by_id(type(one.record), one.record.id) for one in fired]
        said = _("the rule {rule} worked on {what}").format(
            rule=ready.rule.name, what=counted(ready.when.noun, len(fired))
        )
        return Answer(said, records, shortened([line(one) for one in fired]), _(UNDO))

    write(work, json=json, once=once, dry_run=dry_run, nouns=[ready.when.noun])


def log(
    which: Annotated[
        str | None, Argument(metavar="[RULE|RECORD]", help=N_("Only of this rule, or on this record"))
    ] = None,
    limit: Limit = None,
    format: Format = None,  # noqa: A002 - its name in --format
    json: Json = False,
    output: Output = None,
) -> None:
    """What rules did: which, on what, when, in whose step, and what of it could not be done. The last first; what was undone stays.

    Example:
      crm rule log
      crm rule log big --limit 20
      crm rule log D3
    """
    rows = [_told(*row) for row in current().workspace.report("rule_log", about=_about(which))]
    shown = Listing(LOG, rows[:limit], len(rows) if limit is not None else None)
    shown.empty = next_step("rule", [which] if which else [])
    current().renderer.listing(shown, chosen_format(format, json, output), Path(output) if output else None)


def _about(which: str | None) -> str | None:
    """The id of a rule or record; one that is gone is known by the log alone, by its name or ref."""
    if which is None:
        return None
    crm = current().workspace
    try:
        return crm.get(Rule, which).id
    except NotFound:
        pass
    try:
        return choose([noun for noun in visible() if noun != "rule"], which).id
    except NotFound:
        if crm.report("rule_log", about=which):
            return which
        raise


def _told(at: str, rule: str, noun: str, about: str, did: str | None, problem: str | None, *rest: Any) -> list[Any]:
    actor, step, undone = rest
    ref, _space, name = about.partition(" ")
    by = current().workspace.name_of("user", actor) if actor else None
    return [at, rule, noun, ref, name or None, did, problem, by, step, undone]

"""``crm assign``: what nobody has goes to whom the rules say."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from crm_cli.commands.answering import confirm
from crm_cli.commands.declaring import Argument
from crm_cli.commands.options import DryRun, Json, Once, Plan, Quiet, Yes
from crm_cli.commands.selection import Chosen, is_filter, selected
from crm_cli.commands.writing import UNDO, Answer, shortened, write
from crm_cli.context import current
from crm_cli.errors import Invalid, Several, told
from crm_cli.exchange.plans import ASSIGN as ASSIGN_PLAN
from crm_cli.i18n import N_, _
from crm_cli.people import assigning as rules
from crm_cli.people.assigning import Given, Passed
from crm_cli.records.nouns.assignments import WAYS
from crm_cli.records.record import Record
from crm_cli.records.registry import noun as named
from crm_cli.telling.words import called, counted, listed

ASSIGNED = ("lead", "client", "opp", "task")


def assign(
    noun: Annotated[str, Argument(metavar="NOUN", help=N_("What is given out: lead, client, opp or task"))] = "lead",
    which: Annotated[
        list[str] | None,
        Argument(
            metavar="WHICH", help=N_("Which of those that nobody has: a filter, refs, or “-” for refs from stdin")
        ),
    ] = None,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    plan: Plan = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Give out what has no owner by the assignment rules (crm assignment): the first that fits says among whom and in which way.

    A rule may ask for skills, and that what a field of the record says (--match city) is among them; where nobody of a rule can, or
    all hold as many as they may (pool.capacity, user edit --capacity), the next rule is tried. In turn goes on where it stopped; the least to do is the fewest
    open deals, tasks and leads (and clients, where clients are given out). A dry run says who would get what, and why.

    Example:
      crm user edit Nora --skills "Shanghai,German:5"
      crm assignment add german --noun-name lead --filter "tags=germany" --skills German:3 --team sales --way least
      crm assignment add by-city --noun-name lead --match city --team sales
      crm assign --dry-run
      crm assign client level=A --yes
    """
    whose = _given_out(noun)
    found = Chosen()
    found.extend(_unowned(whose, which or []))
    confirm(
        _("give out {what}?").format(what=counted(whose, len(found))), len(found), yes or dry_run or plan is not None
    )
    if plan:
        from crm_cli.commands.drafting import plan_several  # only where a plan is wanted

        crm = current().workspace
        plan_several(plan, ASSIGN_PLAN, whose, rules.changes(crm, rules.share_out(crm, whose, found)))
        return

    def work() -> Answer:
        _leave_out(whose, found)
        given = rules.share_out(current().workspace, whose, found)
        moved = rules.assign(current().workspace, given)
        said = _("{what} given out of {count} that nobody has").format(
            what=counted(whose, len(moved)), count=len(given)
        )
        lines = [_line(one) for one in given]
        hint = _(UNDO) if moved else "crm assignment list"
        objects = [_object(one) for one in given] if dry_run else None
        return Answer(said, moved, lines if dry_run else shortened(lines), hint, wrote=bool(moved), objects=objects)

    write(work, json=json, once=once, dry_run=dry_run, nouns=[whose], about=found)


def _given_out(text: str) -> str:
    """The noun that is meant, which must be one that rules give out."""
    try:
        whose = named(text).name
    except Invalid:
        whose = ""
    if whose not in ASSIGNED:
        raise Invalid(
            N_("there are no assignment rules for {noun}"),
            hint=N_("one of {known}"),
            noun=text,
            known=Several(ASSIGNED),
        )
    return whose


def _leave_out(noun: str, found: Chosen) -> None:
    """Inside the step: what others gave to somebody, or closed, since it was found is theirs."""
    if found.written_since():
        free = {record.id for record in rules.unowned(current().workspace, noun)}
        found[:] = [record for record in found if record.id in free]


def _unowned(noun: str, which: Sequence[str]) -> list[Record]:
    """What nobody has, of all, of what a filter finds, or of those named."""
    crm = current().workspace
    if not which or ("-" not in which and is_filter(which)):
        return rules.unowned(crm, noun, which)
    wanted = {record.id for record in selected(noun, which)}
    return [record for record in rules.unowned(crm, noun) if record.id in wanted]


def _line(one: Given) -> str:
    """``L1 张三 → 王芳  (华东: in turn)``, and why the rules before it did not do."""
    who, reasons = called(one.record), [_passed(passed) for passed in one.passed]
    if one.rule is None or one.user is None:
        return _("{record}: {why}").format(record=who, why=listed(reasons) or _("no rule fits"))
    said = _("{record} → {user}  ({rule}: {why})").format(
        record=who, user=one.user.name, rule=one.rule.name, why=listed(_reasons(one))
    )
    return " · ".join([said, *reasons])


def _reasons(one: Given) -> Iterator[str]:
    """Why just that one: the way of the rule, what there is to do already, the skills that were asked for."""
    if one.rule is not None:
        yield _(WAYS[one.rule.way])
        if one.rule.way == "least":
            yield _("{load} in hand").format(load=one.load)
    if one.asked:
        yield _("has {skills}").format(skills=_skills(one))


def _passed(one: Passed) -> str:
    problem = told(one.problem) if one.problem else ""
    return _(one.why.value).format(rule=one.rule.name, skills=_skills(one), problem=problem)


def _skills(one: Given | Passed) -> str:
    return listed(str(asked.skill) for asked in one.asked)


def _object(one: Given) -> dict[str, Any]:
    """What a program reads of a dry run."""
    return {
        "ref": one.record.ref,
        "name": called(one.record).removeprefix(one.record.ref).strip(),
        "owner": one.user.name if one.user else None,
        "rule": one.rule.name if one.rule else None,
        "way": one.rule.way if one.rule else None,
        "in_hand": one.load if one.user else None,
        "skills": [str(asked.skill) for asked in one.asked],
        "passed": [_passed(passed) for passed in one.passed],
    }

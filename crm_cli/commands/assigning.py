"""``crm assign``: what nobody has goes to whom the rules say."""

from typing import Annotated

import typer

from crm_cli.commands.answering import confirm
from crm_cli.commands.options import DryRun, Json, Once, Quiet, Yes
from crm_cli.commands.words import called, counted
from crm_cli.commands.writing import UNDO, Answer, shortened, write
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _
from crm_cli.people import assigning as rules
from crm_cli.records.nouns.assignments import WAYS
from crm_cli.records.registry import noun as named

ASSIGNED = ("lead", "client", "opp", "task")


def assign(
    noun: Annotated[
        str, typer.Argument(metavar="NOUN", help=N_("What is given out: lead, client, opp or task"))
    ] = "lead",
    tokens: Annotated[
        list[str] | None, typer.Argument(metavar="FILTER", help=N_("Which of those that nobody has"))
    ] = None,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Give out what has no owner by the assignment rules (crm assignment): the first that fits says among whom and in which way.

    In turn goes on where it stopped; the least to do is the fewest open deals and tasks. A dry run says who would get what, and why.

    Example:
      crm assignment add 华东 --noun-name lead --filter "city=上海,杭州" --users 王芳,李强
      crm assign --dry-run
      crm assign client level=A --yes
    """
    crm, whose = current().workspace, named(noun).name
    if whose not in ASSIGNED:
        raise Invalid(
            N_("there are no assignment rules for {noun}"),
            hint=N_("one of {known}"),
            noun=noun,
            known=", ".join(ASSIGNED),
        )
    found = rules.unowned(crm, whose, tokens or [])
    confirm(_("give out {what}?").format(what=counted(whose, len(found))), len(found), yes or dry_run)

    def work() -> Answer:
        given = rules.assign(crm, whose, found)
        moved = [one for one in given if one.user]
        said = _("{what} given out of {count} that nobody has").format(
            what=counted(whose, len(moved)), count=len(given)
        )
        hint = _(UNDO) if moved else "crm assignment list"
        return Answer(
            said, [one.record for one in moved], shortened([_line(one) for one in given]), hint, wrote=bool(moved)
        )

    write(work, json=json, once=once, dry_run=dry_run, nouns=[whose])


def _line(one: rules.Given) -> str:
    """``L1 张三 → 王芳  (华东: in turn)``."""
    who = called(one.record)
    if one.rule is None:
        return _("{record}: no rule fits").format(record=who)
    if one.user is None:
        return _("{record}: “{rule}” names nobody who is active").format(record=who, rule=one.rule.name)
    way = _("{way}, {load} open") if one.rule.way == "least" else "{way}"
    why = way.format(way=_(WAYS[one.rule.way]), load=one.load)
    return _("{record} → {user}  ({rule}: {why})").format(record=who, user=one.user.name, rule=one.rule.name, why=why)

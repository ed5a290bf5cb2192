"""``tag`` and ``assign``: what many records carry, and whose they are."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from crm_cli.commands.editing import (
    AT_ONCE,
    Some,
    ask_first,
    by_options,
    changed,
    differences,
    nothing_found,
    planning,
    told_of,
)
from crm_cli.commands.forms import stored
from crm_cli.commands.options import DryRun, Json, Once, Plan, Quiet, Yes
from crm_cli.commands.selection import selected
from crm_cli.commands.words import called
from crm_cli.commands.writing import SHOWN, Answer, write
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.filters import EMPTY
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS

TAG = N_("Put tags on one record, or on all that a filter finds, and take others off; a new word makes a new tag.")
ASSIGN = N_("Give one record, or all that a filter finds, to somebody; “none” leaves them without an owner.")
Tags = Annotated[
    list[str] | None, typer.Option("--add", metavar="TAG", help=N_("A tag to put on; several times for several"))
]
Off = Annotated[
    list[str] | None, typer.Option("--remove", metavar="TAG", help=N_("A tag to take off; several times for several"))
]
To = Annotated[str, typer.Option("--to", metavar="USER", help=N_("Who gets them, or none"))]


def tag_verb(noun: str) -> Callable[..., None]:
    """``tag`` of a noun."""

    def tag(
        which: Some = None,
        add: Tags = None,
        remove: Off = None,
        yes: Yes = False,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        plan: Plan = None,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        put_on = [part for text in add or [] for part in kinds.parts(text)]
        take_off = [part for text in remove or [] for part in kinds.parts(text)]
        if not put_on and not take_off:
            raise Invalid(
                N_("say which tags"), hint="crm {noun} tag {ref} --add TAG", noun=noun, ref=NOUNS[noun].code + "1"
            )
        records = selected(noun, which or [])
        ask_first(noun, records, yes or dry_run or bool(plan))

        def work() -> Answer:
            if len(records) > AT_ONCE and not plan:
                return _tagged(noun, records, put_on, take_off)
            given = ",".join([*("+" + part for part in put_on), *("-" + part for part in take_off)])
            return (
                by_options(noun, records, {"tags": given}, planning(plan) if plan else changed)()
                if records
                else nothing_found()
            )

        _do(work, plan, json=json, once=once, dry_run=dry_run, noun=noun)

    tag.__doc__ = f"{TAG}\n\nExample:\n  crm {noun} tag {NOUNS[noun].code}1 --add 大客户\n  crm {noun} tag tags=旧 --add 新 --remove 旧"
    return tag


def assign_verb(noun: str) -> Callable[..., None]:
    """``assign`` of a noun."""

    def assign(
        to: To,
        which: Some = None,
        yes: Yes = False,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        plan: Plan = None,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        records = selected(noun, which or [])
        ask_first(noun, records, yes or dry_run or bool(plan))
        given = {"owner": "" if to.casefold() in EMPTY else to}
        work = by_options(noun, records, given, planning(plan) if plan else changed) if records else nothing_found
        _do(work, plan, json=json, once=once, dry_run=dry_run, noun=noun)

    assign.__doc__ = f"{ASSIGN}\n\nExample:\n  crm {noun} assign {NOUNS[noun].code}1 --to 王芳\n  crm {noun} assign owner=李强 --to 王芳 --plan handover.jsonl"
    return assign


def _do(
    work: Callable[[], Answer], plan: str | None, *, json: bool, once: str | None, dry_run: bool, noun: str
) -> None:
    if plan:
        work()
        return
    write(work, json=json, once=once, dry_run=dry_run, nouns=[noun])


def _tagged(noun: str, records: Sequence[Record], add: Sequence[str], take: Sequence[str]) -> Answer:
    """Tags of many records, by sets; inside a step."""
    crm = current().workspace
    given = ",".join([*("+" + part for part in add), *("-" + part for part in take)])
    known = [identity for text in take for identity in crm.tags_called(text)]
    moved = crm.tag_moves(records, "tags", [crm.tag(text) for text in add], known)
    ids = {record for pairs in moved for record, _value in pairs}
    touched = [one for one in records if one.id in ids]
    shown = [(one, differences(one, stored(noun, {"tags": given}, one))) for one in touched[:SHOWN]]
    crm.move_tags(noun, "tags", *moved)
    return told_of(noun, records, touched, [f"{called(one)}  {' · '.join(words)}" for one, words in shown])

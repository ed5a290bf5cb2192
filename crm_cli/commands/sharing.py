"""``tag``, ``assign``, ``follow``: what many records carry, whose they are, and who keeps an eye on them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated

from crm_cli.commands.declaring import Option, without
from crm_cli.commands.editing import (
    AT_ONCE,
    Then,
    ask_first,
    by_options,
    changed,
    differences,
    do,
    nothing_found,
    planning,
    told_of,
)
from crm_cli.commands.options import DryRun, Json, Once, Plan, Quiet, Some, Yes
from crm_cli.commands.selection import selected
from crm_cli.commands.writing import SHOWN, Answer
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.filters import EMPTY
from crm_cli.records.record import Record, declared
from crm_cli.records.registry import NOUNS, load
from crm_cli.telling.given import stored
from crm_cli.telling.words import called

TAG = N_("Put tags on one record, or on all that a filter finds, and take others off; a new word makes a new tag.")
ASSIGN = N_("Give one record, or all that a filter finds, to somebody; “none” leaves them without an owner.")
Tags = Annotated[
    list[str] | None, Option("--add", metavar="TAG", help=N_("A tag to put on; several times for several"))
]
Off = Annotated[
    list[str] | None, Option("--remove", metavar="TAG", help=N_("A tag to take off; several times for several"))
]
FOLLOW = N_("Follow one record, or all that a filter finds: yours to keep an eye on, though another is the owner.")
UNFOLLOW = N_("Follow one record, or all that a filter finds, no more.")
For = Annotated[str, Option("--for", "--user", metavar="USER", help=N_("Who follows, or no more; without it, you"))]
Stays = Annotated[bool, Option("--follow", help=N_("Whoever had them follows them from now on"))]
To = Annotated[str, Option("--to", metavar="USER", help=N_("Who gets them, or none"))]


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

        do(work, plan, json=json, once=once, dry_run=dry_run, noun=noun, records=records)

    tag.__doc__ = f"{TAG}\n\nExample:\n  crm {noun} tag {NOUNS[noun].code}1 --add vip\n  crm {noun} tag tags=old --add new --remove old"
    return tag


def assign_verb(noun: str) -> Callable[..., None]:
    """``assign`` of a noun; that the former owner follows is asked only where records have followers."""
    followed = any(field.name == "followers" for field in declared(load(noun)))

    def assign(
        to: To,
        which: Some = None,
        follow: Stays = False,
        yes: Yes = False,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        plan: Plan = None,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        records = selected(noun, which or [])
        ask_first(noun, records, yes or dry_run or bool(plan))
        given, then = {"owner": "" if to.casefold() in EMPTY else to}, planning(plan) if plan else changed
        work = by_options(noun, records, given, then)
        if follow:
            work = partial(_handed_over, noun, records, given, then)
        do(work if records else nothing_found, plan, json=json, once=once, dry_run=dry_run, noun=noun, records=records)

    assign.__doc__ = f"{ASSIGN}\n\nExample:\n  crm {noun} assign {NOUNS[noun].code}1 --to Nora\n  crm {noun} assign owner=Liam --to Nora --plan handover.jsonl"
    return assign if followed else without(assign, "follow")


def _handed_over(noun: str, records: Sequence[Record], given: dict[str, str], then: Then) -> Answer:
    """The work of giving records to somebody, while whoever had each follows it."""
    wanted = []
    for record in records:
        values, former = stored(noun, given, record), str(getattr(record, "owner", None) or "")
        if former and former != values["owner"]:
            values["followers"] = kinds.packed([*current().workspace.elements(record, "followers"), former])
        wanted.append((record, values))
    return then(noun, wanted)


def follow_verb(noun: str) -> Callable[..., None]:
    """``follow`` of a noun."""
    return _following(noun, "follow", "+", FOLLOW)


def unfollow_verb(noun: str) -> Callable[..., None]:
    """``unfollow`` of a noun."""
    return _following(noun, "unfollow", "-", UNFOLLOW)


def _following(noun: str, name: str, sign: str, said: str) -> Callable[..., None]:
    def follow(
        which: Some = None,
        whose: For = kinds.ME[0],
        yes: Yes = False,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        plan: Plan = None,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        records = selected(noun, which or [])
        ask_first(noun, records, yes or dry_run or bool(plan))
        given = {"followers": ",".join(sign + one for one in kinds.parts(whose))}
        work = by_options(noun, records, given, planning(plan) if plan else changed)
        do(work if records else nothing_found, plan, json=json, once=once, dry_run=dry_run, noun=noun, records=records)

    code = NOUNS[noun].code
    follow.__doc__ = f"{said}\n\nExample:\n  crm {noun} {name} {code}1\n  crm {noun} list followers=me"
    return follow


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

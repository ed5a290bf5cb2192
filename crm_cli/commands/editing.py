"""``edit``: fields of one record or of many, by options or in the editor."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from crm_cli.commands.answering import confirm
from crm_cli.commands.flags import settable, with_fields
from crm_cli.commands.options import DryRun, Json, Once, Plan, Quiet, Some, Yes
from crm_cli.commands.piping import Came, came
from crm_cli.commands.selection import Chosen, one, selected
from crm_cli.commands.writing import SHOWN, UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid, Typed
from crm_cli.i18n import N_, _
from crm_cli.records.filters import find_field, said
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS, load
from crm_cli.records.shell import as_line
from crm_cli.telling.given import NUMBERS, echoes, is_delta, stored, value_of
from crm_cli.telling.words import at_line, called, change_words, counted, refs_line

HELP = N_(
    "Change fields of one record, or of all that a filter finds. An empty value clears; “+a,-b” adds and takes; without options your editor opens, or rows of CSV or JSON that come by stdin with a ref say what each becomes."
)
Values = dict[str, Any]
Then = Callable[..., Answer]
AT_ONCE = 50
"""More than so many are written by one statement where no rule has to look at each."""


def verb(noun: str) -> Callable[..., None]:
    """The command for a noun."""

    def edit(
        given: Mapping[str, str],
        which: Some = None,
        yes: Yes = False,
        json: Json = False,
        once: Once = None,
        dry_run: DryRun = False,
        plan: Plan = None,
        quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
    ) -> None:
        rows = came(noun) if which == ["-"] and not given else []
        records = Chosen(one(noun, row.ref) for row in rows) if rows else selected(noun, which or [])
        then = planning(plan) if plan else changed
        if not records:
            refuse_assignment(noun, which or [])
            work = nothing_found
        elif given or any(row.cells for row in rows):
            ask_first(noun, records, yes or dry_run or bool(plan))
            work = by_options(noun, records, given, then) if given else by_rows(noun, records, rows, then)
        else:
            from crm_cli.commands.sheets import by_editor  # only where the editor opens

            work = by_editor(noun, records, then)
        do(work, plan, json=json, once=once, dry_run=dry_run, noun=noun, records=records)

    edit.__doc__ = f"{HELP}\n\nExample:\n  crm {noun} edit {NOUNS[noun].code}1"
    return with_fields(noun, edit)


def do(
    work: Callable[[], Answer], plan: str | None, *, json: bool, once: str | None, dry_run: bool, noun: str, records: Chosen
) -> None:  # fmt: skip
    """Write the work, or put it into a plan."""
    if plan:
        tell_unplanned(work())
        return
    write(work, json=json, once=once, dry_run=dry_run, nouns=[noun], about=records)


def ask_first(noun: str, records: Sequence[Record], yes: bool) -> None:
    """Many are changed only when that is confirmed."""
    confirm(_("change {what}?").format(what=counted(noun, len(records))), len(records), yes)


def planning(plan: str) -> Then:
    """What writes the changes to a plan instead."""
    from crm_cli.commands.drafting import plan_changes  # only where a plan is wanted

    return partial(plan_changes, plan)


def tell_unplanned(answer: Answer) -> None:
    """A plan says itself where it is; where there is none since nothing was found, that is said."""
    if answer.said:
        current().renderer.say(answer.said)


def refuse_assignment(noun: str, words: Sequence[str]) -> None:
    """``D1 amount=1万`` finds nothing: who names one record and says what a field is wants it changed."""
    given = [(found[0], found[2]) for found in map(said, words) if found and found[1] == "="]
    named = [word for word in words if said(word) is None]
    if len(named) != 1 or len(given) + 1 != len(words) or not given:
        return
    record = one(noun, named[0])
    fields = ((find_field(noun, name, current().workspace), value) for name, value in given)
    options = [f"--{field.name.replace('_', '-')} {as_line([value])}" for field, value in fields]
    raise Invalid(
        N_("“{condition}” finds records that are so already"), hint="crm {noun} edit {ref} {options}", noun=noun,
        condition=f"{given[0][0]}={given[0][1]}", ref=record.ref, options=Typed(" ".join(options)),
    )  # fmt: skip


def nothing_found() -> Answer:
    """The work where a filter finds no record."""
    return Answer(_("nothing found"), wrote=False)


def by_options(noun: str, records: Sequence[Record], given: Mapping[str, str], then: Then) -> Callable[[], Answer]:
    """The work of giving all these records the same values; ``then`` does it, or plans it."""

    def work() -> Answer:
        first = stored(noun, given, records[0])
        same = len(records) > 1 and not _depends(noun, given)
        if same and then is changed and len(records) > AT_ONCE and current().workspace.sweeps(noun, first):
            return swept(noun, records, first)
        rest = [first if same else stored(noun, given, record) for record in records[1:]]
        wanted = list(zip(records, [first, *rest], strict=True))
        lines = echoes(noun, given, wanted[0][1], but=NUMBERS) if len(wanted) == 1 else []
        return then(noun, wanted, lines)

    return work


def _depends(noun: str, given: Mapping[str, str]) -> bool:
    """What was typed means another value for each record: money in its currency, what is added to what it has."""
    crm = current().workspace
    fields = [(find_field(noun, name, crm), text) for name, text in given.items()]
    return any(field.kind == "money" or is_delta(field, text) for field, text in fields)


def swept(noun: str, records: Sequence[Record], values: Values) -> Answer:
    """Give many records the same values in one statement, and tell it; inside a step."""
    touched = [one for one in records if any(getattr(one, name) != value for name, value in values.items())]
    told = [f"{called(one)}  {' · '.join(differences(one, values))}" for one in touched[:SHOWN]]
    current().workspace.sweep(noun, touched, values)
    return told_of(noun, records, touched, told)


def told_of(
    noun: str, records: Sequence[Record], touched: Sequence[Record], told: Sequence[str], lines: Sequence[str] = ()
) -> Answer:
    """What was done: those that changed, and the first of them in words."""
    if not touched:
        return Answer(_("nothing to change"), records, wrote=False)
    if len(touched) == 1:
        return Answer(_("changed: {record}").format(record=told[0]), records, lines, _(UNDO))
    refs = refs_line([record.ref for record in touched])
    said = _("{what} changed: {refs}").format(what=counted(noun, len(touched)), refs=refs)
    more = [_("and {n} more").format(n=len(touched) - SHOWN)] if len(touched) > SHOWN else []
    return Answer(said, records, [*told[:SHOWN], *more], _(UNDO))


def by_rows(noun: str, records: Sequence[Record], rows: Sequence[Came], then: Then) -> Callable[[], Answer]:
    """The work of giving each record what its row says; what nobody sets by hand (its ref, what is worked out) only comes along."""

    def work() -> Answer:
        return then(noun, [(record, _of_row(noun, record, row)) for record, row in zip(records, rows, strict=True)])

    return work


def _of_row(noun: str, record: Record, row: Came) -> Values:
    by_hand = {field.name for field in settable(noun)}
    try:
        named = {find_field(noun, name, current().workspace).name: text for name, text in (row.cells or {}).items()}
        return stored(
            noun, {name: text for name, text in named.items() if name in by_hand}, record, machine=row.machine
        )
    except CrmError as error:
        raise at_line(error, row.line) from error


def changed(noun: str, wanted: Sequence[tuple[Record, Values]], lines: Sequence[str] = ()) -> Answer:
    """Change what is not so yet, and tell it; inside a step."""
    crm = current().workspace
    records, told, touched, let = [], [], [], _let_pass(noun, [record for record, _values in wanted])
    for record, values in wanted:
        words = differences(record, values)
        after = crm.change(record, **values) if words else record
        records.append(after)
        if words:
            touched.append(after)
            told.append(f"{called(after)}  {' · '.join(words)}")
    return told_of(noun, records, touched, told, [*lines, *_fallen(let)])


def _let_pass(noun: str, records: Sequence[Any]) -> dict[str, Any]:
    """The quotes that were submitted or approved of these records, themselves or those they are lines of, by their ids."""
    heads = {"quote": "id", "quoteline": "quote"}
    found = {getattr(one, heads[noun]) for one in records} if noun in heads else set()
    quotes = [quote for one in sorted(found) for quote in current().workspace.where(load("quote"), id=one)]
    return {quote.id: quote for quote in quotes if quote.status in ("submitted", "approved")}


def _fallen(let: Mapping[str, Any]) -> list[str]:
    """That an approval, or what was asked for, holds no longer."""
    crm = current().workspace
    if let:
        crm.settle()  # what a line does to its quote comes at the end
    return [
        _("the approval no longer holds: crm quote submit {ref}").format(ref=quote.ref)
        if quote.status == "approved"
        else _("what was submitted no longer holds: crm quote submit {ref}").format(ref=quote.ref)
        for quote in let.values()
        if crm.by_id(type(quote), quote.id).status == "draft"
    ]


def differences(record: Record, values: Mapping[str, Any]) -> list[str]:
    """What would be different, in words."""
    fields = current().workspace.fields(record.noun)
    before = {name: value_of(record, fields[name]) for name in values}
    currency = values.get("currency") or getattr(record, "currency", None)
    return [
        change_words(record.noun, name, before[name], value, currency)
        for name, value in values.items()
        if not _same(before[name], value)
    ]


def _same(before: Any, after: Any) -> bool:
    from crm_cli.records.kinds import items  # only where sets may be told in another order

    if isinstance(before, str) and isinstance(after, str) and before.startswith("[") and after.startswith("["):
        return sorted(items(before)) == sorted(items(after))
    return bool(before == after)

"""``crm client rate``: ABC by what was won, by a field or by rules, and key accounts by a rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from crm_cli.commands.answering import confirm
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import DryRun, Json, Once, PeriodOption, Plan, Quiet, Some, Yes
from crm_cli.commands.selection import Chosen, is_filter, selected
from crm_cli.commands.writing import UNDO, Answer, write
from crm_cli.context import current
from crm_cli.errors import Invalid
from crm_cli.i18n import N_, _, ngettext
from crm_cli.people import policy
from crm_cli.people import rating as rules
from crm_cli.people.rating import Changes, Class, Measure, Rating
from crm_cli.records.filters import EMPTY
from crm_cli.records.nouns.clients import LEVELS
from crm_cli.records.periods import parse_range
from crm_cli.records.record import Field
from crm_cli.render.listing import Column, Listing
from crm_cli.telling.words import called, counted, refs_line, value_words

WON = N_("Value won")
WHO = (Column("ref", N_("Ref")), Column("name", N_("Name")))
CLASSES = (Column("before", N_("Before")), Column("level", N_("Level")))
By = Annotated[
    str | None,
    Option("--by", metavar="FIELD", help=N_("A field to compare them by, such as revenue; none is what was won")),
]
Shares = Annotated[
    str | None, Option("--share", metavar="A,B,C", help=N_("The shares of A, B and C in percent: 80,15,5"))
]
Classes = Annotated[
    list[str] | None,
    Option(
        "--class",
        metavar="CLASS=FILTER",
        help=N_("A rule of your own instead, several times: the first that fits holds; without a filter, the rest"),
    ),
]
Target = Annotated[str, Option("--field", metavar="FIELD", help=N_("Where the class is written"))]
Keys = Annotated[
    str | None,
    Option("--key", metavar="FILTER", help=N_("Then mark as key accounts those that this finds, and no others")),
]
Explain = Annotated[
    bool,
    Option("--explain", help=N_("Show the figures of each client; of those named, why. Alone it changes nothing")),
]


@dataclass
class Wanted:
    """How clients are to be classed, as asked for, else as the team set it."""

    into: Field
    parts: Sequence[int]
    by: Measure
    classes: Sequence[Class]
    key: str | None


def rate(
    which: Some = None,
    by: By = None,
    share: Shares = None,
    period: PeriodOption = None,
    classes: Classes = None,
    field: Target = "level",
    key: Keys = None,
    explain: Explain = False,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    plan: Plan = None,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Class clients by what their won deals brought: those that make the first 80 % are A, the next 15 % B, all others C.

    Or by any number or money they have (--by), or by rules of your own (--class). Clients that are named are classed as they stand among
    all. Only money in the currency of the base counts. What holds without options is set by crm config set rate.share, rate.by,
    rate.period, rate.class, rate.key. By hand: crm client edit C1 --level A --key-account yes.

    Example:
      crm client rate --period 2026 --explain
      crm client rate --share 70,20,10 --key level=A --yes
      crm client rate --by revenue --plan abc.json
      crm client rate --class "A=revenue>1000000 relation=customer" --class B=relation=customer --class C
      crm client rate C12 --explain
    """
    wanted = _wanted(by, share, period, classes, field, key)
    named = which is not None and not ("-" not in which and is_filter(which))
    meant = selected("client", which) if named and which else Chosen()
    tokens = [] if named else which or []
    found = _found(tokens, wanted, meant, named)
    changes = rules.changes(current().workspace, found, wanted.into, wanted.key, named)
    why = explain and named
    dry_run = dry_run or (explain and not (yes or plan or once))
    if explain and not named:
        _show(found, wanted)
    pairs = changes.pairs()
    unasked = yes or dry_run or why or plan is not None
    confirm(_("change {what}?").format(what=counted("client", len(pairs))), len(pairs), unasked)
    if plan:
        from crm_cli.commands.drafting import plan_changes  # only where a plan is wanted

        plan_changes(plan, "client", pairs)
        return

    def work() -> Answer:
        if why:
            told = [line for one in found for line in _why(one, wanted, changes)]
            return Answer("\n".join(told) or _("nothing found"), [one.client for one in found], wrote=False)
        now = _found(tokens, wanted, meant, named) if meant.written_since() else found
        return _done(now, wanted, named)

    write(work, json=json, once=once, dry_run=dry_run, nouns=["client"])


def _wanted(
    by: str | None, share: str | None, period: str | None, classes: Sequence[str] | None, field: str, key: str | None
) -> Wanted:
    """What was asked for, else what the team set; one's own rules and shares exclude each other."""
    crm, deals = current().workspace, bool(by and by.casefold() in EMPTY)
    by = None if deals else by
    if classes and (by or share or period):
        raise Invalid(N_("clients are classed by rules or by shares"), hint=N_("--class alone, or without it"))
    asked = classes or (None if by or share or period or deals else _set_classes())
    into = rules.target(crm, field)
    if not asked:
        by = by or (None if period or deals else policy.said(crm, "rate.by"))
        period = period or (None if by else policy.said(crm, "rate.period"))
    low, high = parse_range(period, crm.clock, crm.country, crm.workdays) if period and not asked else (None, None)
    return Wanted(
        into,
        rules.shares(share or policy.agreed(crm, "rate.share")),
        rules.measure(crm, None if asked else by, low, high),
        rules.classes(crm, asked or [], into),
        policy.said(crm, "rate.key") if key is None else None if key.casefold() in EMPTY else key,
    )


def _set_classes() -> list[str]:
    text = policy.said(current().workspace, "rate.class") or ""
    return [part.strip() for part in text.replace("；", ";").split(";") if part.strip()]


def _found(tokens: Sequence[str], wanted: Wanted, meant: Chosen, named: bool) -> list[Rating]:
    """Those a filter finds, among themselves; or those named, as they stand among all."""
    crm = current().workspace
    if wanted.classes:
        found = rules.ruled(crm, tokens, wanted.classes, wanted.into)
    else:
        found = rules.ranked(crm, tokens, wanted.parts, wanted.by, wanted.into)
    ids = {record.id for record in meant}
    return [one for one in found if not named or one.client.id in ids]


def _done(found: Sequence[Rating], wanted: Wanted, named: bool) -> Answer:
    """The work: write it and tell it; inside a step."""
    changes = rules.put(current().workspace, found, wanted.into, wanted.key, named)
    changed = list(changes.clients.values())
    lines = []
    for name, text in (
        (wanted.into.name, N_("another class: {refs}")),
        ("key_account", N_("key accounts changed: {refs}")),
    ):
        refs = [client.ref for client, values in changes.pairs() if name in values]
        lines += [_(text).format(refs=refs_line(refs))] if refs else []
    if n := 0 if wanted.classes else rules.foreign(current().workspace, found, wanted.by):
        lines.append(
            ngettext(
                "{n} client has its amount in another currency, which counts as nothing",
                "{n} clients have their amounts in another currency, which count as nothing",
                n,
            ).format(n=n)
        )
    told = _("{what} rated: {found}").format(what=counted("client", len(found)), found=_tally(found, wanted))
    return Answer(told, changed, lines, _(UNDO) if changed else "", wrote=bool(changed))


def _tally(found: Sequence[Rating], wanted: Wanted) -> str:
    known = dict.fromkeys([*(LEVELS if not wanted.classes else ()), *(one.value for one in wanted.classes)])
    known |= dict.fromkeys(one.level for one in found if one.level)
    told = [f"{level} {sum(one.level == level for one in found)}" for level in known]
    without = sum(not one.level for one in found)
    return " ".join([*told, *([f"– {without}"] if without else [])])


def _show(found: Sequence[Rating], wanted: Wanted) -> None:
    """The figures of each."""
    rows: list[tuple[Any, ...]]
    if wanted.classes:
        columns = [*WHO, *CLASSES, Column("rule", N_("Filter"))]
        rows = [(*_who(one), one.before, one.level, _filter(one)) for one in found]
    else:
        amount = Column("amount", _label(wanted.by), _kind(wanted.by))
        shares = (Column("share", N_("Share"), "percent"), Column("reached", N_("Together"), "percent"))
        columns = [*WHO, amount, *shares, *CLASSES]
        rows = [(*_who(one), _amount(one, wanted.by), one.share, one.reached, one.before, one.level) for one in found]
    current().renderer.listing(Listing(columns, rows), "table")


def _who(one: Rating) -> tuple[str, str]:
    return one.client.ref, one.client.name


def _filter(one: Rating) -> str | None:
    return one.rule.filter or _("the rest") if one.rule else None


def _label(by: Measure) -> str:
    return by.field.label if by.field else WON


def _kind(by: Measure) -> str:
    return by.field.kind if by.field else "money"


def _amount(one: Rating, by: Measure) -> Any:
    return str(one.amount) if _kind(by) == "decimal" else one.amount


def _why(one: Rating, wanted: Wanted, changes: Changes) -> Iterator[str]:
    """Why a client is what it is to be, in sentences."""
    who, level, before = called(one.client), one.level or "–", one.before or "–"
    if one.rule:
        said = _("{client} is {level}: the first rule that fits is “{rule}”")
        yield said.format(client=who, level=level, rule=f"{one.rule.value}={_filter(one)}")
    elif wanted.classes:
        yield _("{client} stays {level}: no rule fits").format(client=who, level=level)
    elif not one.amount:
        said = _("{client} is {level}, the last class: {label} is nothing")
        yield said.format(client=who, level=level, label=_(_label(wanted.by)))
    else:
        amount = value_words(wanted.by.field or Field("won", "money", WON, {}), _amount(one, wanted.by)) or "0"
        said = _(
            "{client} is {level}: {label} {amount}, place {place}, {share} of all; with those before it {reached}; A is the first {a} %, B up to {b} %"
        )
        a, b = wanted.parts[0], wanted.parts[0] + wanted.parts[1]
        share, reached = (value_words(Field("share", "percent", "", {}), part) for part in (one.share, one.reached))
        yield said.format(
            client=who, level=level, label=_(_label(wanted.by)), amount=amount, place=one.place, share=share, reached=reached, a=a, b=b
        )  # fmt: skip
    if level != before:
        yield "  " + _("its record still says {level}: crm client rate {ref}").format(level=before, ref=one.client.ref)
    if changes.keys is not None:
        finds = one.client.ref in changes.keys
        text = N_("a key account: “{filter}” finds it") if finds else N_("no key account: “{filter}” does not find it")
        yield "  " + _(text).format(filter=wanted.key)

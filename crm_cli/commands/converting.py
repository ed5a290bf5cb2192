"""``crm lead convert``: a lead becomes a client and a contact, and a deal if wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from crm_cli.agenda import conversion
from crm_cli.agenda.conversion import AUTO, FLAGS, NEW, NONE, Converted, Plan, Wanted
from crm_cli.agenda.recognising import Unsure
from crm_cli.commands.answering import choose, confirm
from crm_cli.commands.declaring import Option
from crm_cli.commands.handing import handed_lines
from crm_cli.commands.options import DryRun, Json, Once, Quiet, Which, Yes
from crm_cli.commands.selection import selected
from crm_cli.commands.writing import UNDO, Answer, shortened, write
from crm_cli.context import current
from crm_cli.errors import CrmError, Invalid, Partial, told
from crm_cli.i18n import N_, _, ngettext
from crm_cli.people.policy import NEEDED
from crm_cli.records.kinds import chosen
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS, load
from crm_cli.telling.words import called, counted, label_of, listed, refs_line

DETAILS = N_("What is still missing")
DEAL = N_("Opportunity")
SHOWN = 20
HOW = {AUTO: N_("auto"), NEW: N_("new one"), NONE: N_("without one")}
WORDS = {  # the options that name an existing record, or say how it is found
    "client": N_("A client that is there, “new”, or “auto”: the one it surely is, else a new one"),
    "contact": N_("A contact that is there, “new”, “auto”, or “none”"),
    "opp": N_("An opportunity that is there, or “new”; without it, none"),
}


def convert(
    which: Which,
    client: Annotated[str | None, Option("--client", metavar="WHICH", help=WORDS["client"])] = None,
    contact: Annotated[str | None, Option("--contact", metavar="WHICH", help=WORDS["contact"])] = None,
    opp: Annotated[str | None, Option("--opp", metavar="WHICH", help=WORDS["opp"], rich_help_panel=DEAL)] = None,
    name: Annotated[
        str | None, Option("--name", metavar="NAME", help=N_("What the deal is called"), rich_help_panel=DEAL)
    ] = None,
    amount: Annotated[
        str | None, Option("--amount", metavar="AMOUNT", help=N_("What it may come to"), rich_help_panel=DEAL)
    ] = None,
    company: Annotated[str | None, Option(metavar="NAME", help=N_("Its company"), rich_help_panel=DETAILS)] = None,
    person: Annotated[
        bool, Option("--person", help=N_("It is a private person, without a company"), rich_help_panel=DETAILS)
    ] = False,
    address: Annotated[str | None, Option(metavar="TEXT", help=N_("Its address"), rich_help_panel=DETAILS)] = None,
    city: Annotated[str | None, Option(metavar="TEXT", help=N_("Its city"), rich_help_panel=DETAILS)] = None,
    contact_name: Annotated[str | None, Option(metavar="NAME", help=N_("Who it is"), rich_help_panel=DETAILS)] = None,
    phone: Annotated[str | None, Option(metavar="PHONE", help=N_("A phone"), rich_help_panel=DETAILS)] = None,
    email: Annotated[str | None, Option(metavar="E-MAIL", help=N_("An e-mail"), rich_help_panel=DETAILS)] = None,
    yes: Yes = False,
    json: Json = False,
    once: Once = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """A lead becomes a client and a contact, and with --opp or --amount a deal: new ones, or those that are there.

    Who is there already is found by phone, e-mail and company name; where that leaves a question nothing is made: on a terminal it
    asks, else it fails with the candidates. Of records that are there only empty fields are filled. Activities, tasks, source,
    campaign and tags go along. What must be known is the setting lead.required.

    Example:
      crm lead convert L3 --address "12 High Street" --amount 480k
      crm lead convert L3 --client C12 --contact new --opp new
      crm lead convert status=Qualified source=fair --yes
    """
    details = {
        "company": company,
        "address": address,
        "city": city,
        "contact": contact_name,
        "phone": phone,
        "email": email,
    }
    wanted = _wanted(client, contact, opp, name, amount, person, {k: v for k, v in details.items() if v is not None})
    found = selected("lead", which)
    if len(found) == 1:
        lead = current().workspace.by_id(Lead, found[0].id)
        wanted = lead_asked(lead, wanted)
        write(
            lambda: one_answer(conversion.convert(current().workspace, conversion.plan(current().workspace, lead, wanted))),
            json=json, once=once, dry_run=dry_run, nouns=ALL, about=found,
        )  # fmt: skip
        return
    _refuse_for_many(wanted)
    confirm(_("convert {what}?").format(what=counted("lead", len(found))), len(found), yes or dry_run)
    refused: list[CrmError] = []
    write(lambda: many(found, wanted, refused), json=json, once=once, dry_run=dry_run, nouns=ALL, about=found)
    if refused:
        _end(refused, len(found))


ALL = ("lead", "client", "contact", "opp")


def _wanted(
    client: str | None, contact: str | None, opp: str | None, name: str | None, amount: str | None, person: bool, details: Mapping[str, str]
) -> Wanted:  # fmt: skip
    """What was typed, as stored values and records."""
    crm = current().workspace
    fields = crm.fields("lead")
    stored = {key: crm.parse_one(fields["name" if key == "contact" else key], text) for key, text in details.items()}
    minor, currency = _money(amount)
    deal = opp or (NEW if amount is not None or name is not None else NONE)
    return Wanted(
        _named("client", client or AUTO, (AUTO, NEW)), _named("contact", contact or AUTO, (AUTO, NEW, NONE)), _named("opp", deal, (NEW, NONE)),
        name, minor, currency, person, stored,
    )  # fmt: skip


def _named(noun: str, text: str, words: Sequence[str]) -> Any:
    """One of the words, in either language, or the record."""
    word = chosen(text, HOW)
    return word if word in words else current().workspace.by_id(load(noun), choose([noun], text).id)


def _money(text: str | None) -> tuple[int | None, str | None]:
    if text is None:
        return None, None
    from crm_cli.records.numbers import parse_money  # only where money is typed

    crm = current().workspace
    return parse_money(text, crm.country, crm.currency)


def lead_asked(lead: Lead, wanted: Wanted) -> Wanted:
    """On a terminal the questions that are open are asked: who it is, and what is missing."""
    run = current()
    if not run.interactive:
        return wanted
    for _question in range(3):  # the client, the contact, what is missing
        try:
            plan = conversion.plan(run.workspace, lead, wanted)
        except Unsure as unsure:
            answer = _chosen(unsure)
            if answer is None:
                raise
            wanted = replace(wanted, **{unsure.noun: answer})
            continue
        return _completed(plan) if plan.missing else wanted
    return wanted


def _chosen(unsure: Unsure) -> Any:
    """The record whose number is typed, ``new``, or None."""
    run = current()
    run.renderer.say(told(unsure))
    shown = [hit for hit in unsure.hits if hit.shown]
    for number, candidate in enumerate(unsure.candidates, 1):
        run.renderer.say(f"{number}  {candidate}")
    for _time in range(3):
        answer = run.ask(_("which? (a number, or “new” for a new one)"))
        if not answer:
            return None
        if chosen(answer, HOW) == NEW:
            return NEW
        if answer.isdecimal() and 0 < int(answer) <= len(shown):
            return run.workspace.by_id(load(unsure.noun), shown[int(answer) - 1].id)
    return None


def _completed(plan: Plan) -> Wanted:
    """Ask for each thing that is missing; an empty answer leaves it missing."""
    run = current()
    fields, details = run.workspace.fields("lead"), dict(plan.wanted.details)
    for name in plan.missing:
        answer = run.ask(_("{field} of {lead}:").format(field=_(NEEDED[name]), lead=conversion.label(plan.lead)))
        if answer is None:
            break
        if answer:
            details[name] = run.workspace.parse_one(fields["name" if name == "contact" else name], answer)
    return replace(plan.wanted, details=details)


def one_answer(done: Converted) -> Answer:
    """What became of one lead, line by line."""
    crm = current().workspace
    lines = [_line(record, done) for record in done.records[1:]]
    if done.moved:
        words = ngettext("{n} activity or task went along", "{n} activities and tasks went along", done.moved)
        lines.append(words.format(n=done.moved))
    lines += [*_pooled(done), *handed_lines()]
    if done.opp is None:
        hint = _("next: {command}").format(command=f"crm opp add … --client {done.client.ref}")
    else:
        hint = _("next: {command}").format(command=f"crm client show {done.client.ref}")
    said = _("{lead} is a client now").format(lead=called(crm.by_id(Lead, done.lead.id)))
    return Answer(said, done.records, lines, f"{hint} · {_(UNDO)}")


def _pooled(done: Converted) -> list[str]:
    """That its client goes on standing in the pool, and why."""
    if done.pooled is None:
        return []
    return [_("{client} stays in the pool: {why}").format(client=called(done.client), why=told(done.pooled))]


def _line(record: Record, done: Converted) -> str:
    noun = _(NOUNS[record.noun].title)
    if record.noun in done.made:
        return _("{noun} added: {record}").format(noun=noun, record=called(record))
    filled = next((names for one, names in done.filled if one.id == record.id), ())
    if not filled:
        return _("{noun} that was there: {record}, nothing to fill").format(noun=noun, record=called(record))
    names = listed(label_of(record.noun, name) for name in filled)
    return _("{noun} that was there: {record}, filled: {fields}").format(noun=noun, record=called(record), fields=names)


def many(found: Sequence[Record], wanted: Wanted, refused: list[CrmError]) -> Answer:
    """Convert those that can be; the others are told with what is in the way and stay as they are."""
    crm = current().workspace
    records: list[Record] = []
    lines: list[str] = []
    done = 0
    for one in found:
        try:
            plan = conversion.check(conversion.plan(crm, crm.by_id(Lead, one.id), wanted))
        except CrmError as error:  # nothing of this one is written yet
            refused.append(error)
            lines.append(_("not converted: {problem}").format(problem=told(error)))
            continue
        result = conversion.convert(crm, plan)
        done += 1
        records += result.records
        lines.append(f"{called(result.lead)} → {listed(called(record) for record in result.records[1:])}")
        lines += _pooled(result)
    if not done:
        return Answer(
            _("none of {what} was converted").format(what=counted("lead", len(found))), [], lines, wrote=False
        )
    refs = refs_line([record.ref for record in records if record.noun == "lead"])
    said = _("{what} converted: {refs}").format(what=counted("lead", done), refs=refs)
    more = len(lines) - SHOWN
    shown = [*lines[:SHOWN], *([_("and {n} more").format(n=more)] if more > 0 else []), *shortened(handed_lines())]
    return Answer(said, records, shown, _(UNDO))


def _refuse_for_many(wanted: Wanted) -> None:
    """What can only be true of one lead."""
    given = [FLAGS.get(name, f"--{name}") for name in wanted.details]
    given += [f"--{name}" for name in ("contact", "opp") if not isinstance(getattr(wanted, name), str)]
    if given:
        raise Invalid(N_("{flag} can't be true of several leads"), hint=N_("convert that one by itself"), flag=given[0])


def _end(refused: Sequence[CrmError], count: int) -> None:
    """A part was left undone; where nothing was done, the error of the first."""
    if len(refused) == count:
        raise refused[0]
    raise Partial(
        N_("{count} of {total} leads were not converted"), hint="crm lead clean", count=len(refused), total=count,
    )  # fmt: skip

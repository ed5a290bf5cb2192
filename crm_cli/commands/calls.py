"""``crm call``: who rings, what was said, to whom it is handed on."""

from typing import Annotated

from crm_cli.agenda import callers, calls, capture
from crm_cli.agenda.callers import Caller
from crm_cli.commands import popup
from crm_cli.commands.answering import choose, done, earlier
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.loading import Entry, Group
from crm_cli.commands.log_told import tell
from crm_cli.commands.options import UNKNOWN, Format, Json, Minutes, NextStep, Once, Outcome, Quiet, Source
from crm_cli.commands.writing import UNDO
from crm_cli.context import current
from crm_cli.errors import Invalid, NotFound
from crm_cli.i18n import N_, _
from crm_cli.records.kinds import chosen
from crm_cli.records.nouns.activities import UNREACHED
from crm_cli.records.nouns.users import User
from crm_cli.records.phones import looks_like_phone
from crm_cli.records.registry import NOUNS
from crm_cli.telling.words import called, said_day

NUMBER = N_("The number that rings, as the telephone shows it")
LEAD, HAND, NOTHING = "l", "h", "q"
FEWEST = 2  # letters of a text: one alone is a key

Number = Annotated[str, Argument(metavar="NUMBER", help=NUMBER)]
Name = Annotated[str | None, Option("--name", metavar="TEXT", help=N_("What they are called"), rich_help_panel=UNKNOWN)]  # fmt: skip
Company = Annotated[str | None, Option("--company", metavar="TEXT", help=N_("For whom they call"), rich_help_panel=UNKNOWN)]  # fmt: skip
Create = Annotated[str | None, Option("--create", metavar="lead", help=N_("Who is unknown is written down too"), rich_help_panel=UNKNOWN)]  # fmt: skip


def ring(
    number: Number,
    text: Annotated[str | None, Argument(metavar="TEXT", help=N_("What was said: logs the call at once"))] = None,
    outcome: Outcome = None,
    minutes: Minutes = None,
    next: NextStep = None,  # noqa: A002 - its name on the line
    create: Create = None,
    name: Name = None,
    company: Company = None,
    source: Source = None,
    once: Once = None,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name in --format
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Who is it: the client, contact or lead of this number with owner, level, open deals, tasks and what was last.

    A switchboard shows the client and all its people. On a terminal Enter then opens all there is; what is typed logs the call;
    l makes a new lead, h hands the call to a colleague. With a TEXT, or --outcome, the call is logged at once.

    Example:
      crm call in 13801234567
      crm call in 13801234567 "wants 5% off" --next "fri 10:00 send the quote"
      crm call in 13912345678 "asked for a quote" --create lead --name Zhou --source fair
    """
    if earlier(once, json):
        return
    caller = known(number)
    new = {"name": name, "company": company, "source": source}
    _check(create, new)
    said = {"outcome": outcome, "minutes": minutes, "next": next}
    if text or any(said.values()):
        log(caller, text, said, new, create=bool(create), once=once, json=json)
        return
    if create and caller.person is None:
        made = calls.new_lead(current().workspace, caller, owner=current().workspace.me, **new)
        done(_("added: {what}").format(what=called(made)), [made], json=json, hint=_(UNDO))
        return
    popup.put(popup.screen(caller), "json" if json else format or "table")
    if current().interactive and not json and caller.colleague is None:
        answer(caller)
    elif caller.person is None and not caller.withheld:
        current().renderer.say(
            _('nobody has this number yet: crm call in {number} "…" --create lead').format(number=number)
        )


def known(number: str) -> Caller:
    """Who has the number; what is neither one nor the word for one that is withheld is refused."""
    is_number = looks_like_phone(number) or number.isdigit()
    if not is_number and number.strip().casefold() not in callers.WITHHELD:
        raise Invalid(
            N_("“{text}” is not a phone number"),
            hint=N_("a number; one that is withheld is -, anonymous or 匿名"),
            text=number,
        )
    return callers.at(current().workspace, number)


def _check(create: str | None, new: dict[str, str | None]) -> None:
    if create is not None and chosen(create, {"lead": NOUNS["lead"].title}) is None:
        raise Invalid(N_("“{text}” can't be made here"), hint="--create lead", text=create)
    if create is None and any(new.values()):
        option = next(name for name, value in new.items() if value)
        raise Invalid(N_("--{name} is of somebody new"), hint="--create lead", name=option)


def log(
    caller: Caller, text: str | None, said: dict[str, str | None], new: dict[str, str | None], *,
    create: bool, once: str | None = None, json: bool = False,
) -> None:  # fmt: skip
    """Log a call that came in, with whoever has the number or a lead that is new; what was to be rung back is settled."""
    crm = current().workspace
    if caller.person is None and not create:
        raise NotFound(
            N_("nobody has the number {number}"),
            hint=N_("the same line with --create lead"),
            number=caller.number or "–",
        )
    with crm.step(once=once):
        made = calls.new_lead(crm, caller, owner=crm.me, **new) if caller.person is None else None
        person = caller.person or made
        assert person is not None  # noqa: S101 - one of the two
        draft = capture.draft(
            crm, "call", person, text, **(said | {"direction": "in", "outcome": said["outcome"] or "connected"})
        )
        draft.activity.phone = caller.number or None
        waiting = callers.ring_backs(crm, caller.key, caller.number)
        if waiting and draft.activity.outcome not in UNREACHED:
            draft = draft.settling(waiting[0])
        logged = capture.write(crm, draft)
    tell(draft, logged._replace(made=made), json)


def answer(caller: Caller) -> None:
    """What the person at the telephone does with it."""
    run = current()
    keys = [_("Enter: all of it")] if caller.person else [_("l: new lead")]
    typed = run.ask(_("{keys} · text: log the call · h: hand on · q: nothing >").format(keys=" · ".join(keys)))
    if typed is None or typed.casefold() == NOTHING:
        return
    if typed.casefold() == HAND:
        _hand_on(caller)
        return
    if not typed and caller.person:
        from crm_cli.commands.showing import put_page  # only where all of it is wanted

        put_page(caller.client or caller.person, "table", None)
    text = typed if len(typed) >= FEWEST else run.ask(_("what was said (Enter: nothing to log):"))
    if text:
        _log(caller, text, run.ask(_("their name:")) if caller.person is None else None)


def _log(caller: Caller, text: str, name: str | None) -> None:
    """Asks for the next step until it can be read: what was typed before is not lost."""
    run = current()
    outcome = run.ask(_("outcome (Enter: connected):")) or "connected"
    while True:
        step = run.ask(_("next step, such as 周五10:00 发报价 (Enter: none):"))
        try:
            said = {"outcome": outcome, "minutes": None, "next": step or None}
            log(caller, text, said, {"name": name or None, "company": None, "source": None}, create=True)
            return
        except Invalid as error:
            if not step:
                raise
            run.renderer.error(error)


def _hand_on(caller: Caller) -> None:
    run = current()
    to = run.ask(_("to whom:"))
    if not to:
        return
    text = run.ask(_("what it is about:"))
    name = run.ask(_("their name:")) if caller.person is None else None
    handed(calls.hand(run.workspace, caller, _user(to), text or None, name=name or None), caller, _user(to))


def hand(
    number: Number,
    text: Annotated[str | None, Argument(metavar="TEXT", help=N_("What it is about"))] = None,
    to: Annotated[str | None, Option("--to", metavar="USER", help=N_("Who is to ring back"))] = None,
    due: Annotated[str | None, Option("--due", metavar="WHEN", help=N_("By when; else today"))] = None,
    outcome: Outcome = None,
    name: Name = None,
    company: Company = None,
    source: Source = None,
    once: Once = None,
    json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - its callback hushes
) -> None:
    """Hand a call to a colleague: it is logged, they get a task to ring back, and who is unknown becomes a lead of theirs; one step.

    Example:
      crm call hand 13912345678 "wants a quote" --to Liam --name Zhou --company Fibrecom
      crm call hand 010-82345678 "complaint about delivery" --to Liam --due "today 16:00"
    """
    if earlier(once, json):
        return
    if to is None:
        raise Invalid(N_("say to whom"), hint=N_("--to USER"))
    crm, caller, colleague = current().workspace, known(number), _user(to)
    found = crm.parse_one(crm.fields("activity")["outcome"], outcome) if outcome else "connected"
    wrote = calls.hand(
        crm, caller, colleague, text, name=name, company=company, source=source, due=due, outcome=found, once=once
    )
    handed(wrote, caller, colleague, json=json)


def handed(wrote: calls.Handed, caller: Caller, to: User, *, json: bool = False) -> None:
    """Say who it was, and what the colleague has now."""
    who = wrote.made or caller.person
    lines = [_("new {noun}").format(noun=_(NOUNS["lead"].title)) + f"  {called(wrote.made)}"] if wrote.made else []
    lines.append(_("call logged") + f"  {wrote.activity.ref}")
    day = said_day(current().clock.local(wrote.task.due), bool(wrote.task.timed)) if wrote.task.due else ""
    lines.append(_("{label}: {said}").format(label=to.name, said=f"{wrote.task.text} · {day}  {wrote.task.ref}"))
    title = called(who) if who else caller.number
    done("\n  ".join([title, *lines]), wrote.records, json=json, hint=_(UNDO))


def _user(text: str) -> User:
    found = choose(["user"], text)
    assert isinstance(found, User)  # noqa: S101 - the noun says so
    return found


VERBS: dict[str, Entry] = {
    "in": Entry("crm_cli.commands.calls:ring", N_("Who is it, in one screen; log the call on the way out")),
    "hand": Entry("crm_cli.commands.calls:hand", N_("Hand a call, and who is new, to a colleague")),
    "import": Entry(
        "crm_cli.commands.bills:bring_in", N_("Bring in call records: Asterisk, FRITZ!Box, a telephone bill")
    ),
    "listen": Entry(
        "crm_cli.commands.listening:listen", N_("Follow a telephone exchange: pop-ups, calls, who was missed")
    ),
    "stats": Entry("crm_cli.commands.callstats:stats", N_("Calls by weekday and hour, by length, for each; who waits")),
    "qr": Entry("crm_cli.commands.codes:code", N_("A number, or a whole card, for the camera of a telephone")),
}
group = Group("call", VERBS, N_("The telephone: who rings, what was said, who is to be rung back"))

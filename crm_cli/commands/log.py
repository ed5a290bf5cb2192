"""``crm log``: what was done, the next step, the move of the deal and the task it settles, in one line."""

from collections.abc import Mapping
from typing import Any, cast

from crm_cli.agenda import capture
from crm_cli.commands.answering import NO, YES, choose, earlier, edited, show_list
from crm_cli.commands.loading import REF
from crm_cli.commands.log_options import (
    About,
    Amount,
    At,
    Create,
    Deal,
    Direction,
    Kind,
    Next,
    Ordered,
    Price,
    Settles,
    Stage,
    Text,
    TextFile,
    Video,
    Who,
    With,
)
from crm_cli.commands.log_told import foreseen, lines, tell, title
from crm_cli.commands.options import (
    DryRun,
    Format,
    Json,
    Limit,
    Minutes,
    Once,
    Outcome,
    Quiet,
    Source,
    Yes,
)
from crm_cli.commands.usage import HELP, Usage
from crm_cli.context import current
from crm_cli.errors import Invalid, NotFound
from crm_cli.i18n import N_, _
from crm_cli.records.kinds import chosen
from crm_cli.records.nouns.activities import UNREACHED
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.registry import NOUNS, load
from crm_cli.telling.words import said_day

LATEST = 10
NEW = ("lead", "client")
VISITS = ("visit", "return_visit", "meeting")
NOTES = N_("# What was said and agreed. Lines that begin with # are left out.")


def log(
    kind: Kind = None,
    who: Who = None,
    text: Text = None,
    outcome: Outcome = None,
    direction: Direction = None,
    minutes: Minutes = None,
    at: At = None,
    people: With = None,
    about: About = None,
    video: Video = None,
    file: TextFile = None,
    next: Next = None,  # noqa: A002 - its name on the line
    opp: Deal = None,
    stage: Stage = None,
    amount: Amount = None,
    price: Price = None,
    order: Ordered = None,
    settles: Settles = None,
    create: Create = None,
    source: Source = None,
    limit: Limit = None,
    yes: Yes = False,
    once: Once = None,
    dry_run: DryRun = False,
    json: Json = False,
    format: Format = None,  # noqa: A002 - its name on the line
    quiet: Quiet = False,
) -> None:
    """Write down what was done with a client, contact or lead; alone, show my latest.

    It can open the next step, move the deal and close the task it settles, all in one step that one undo takes back.

    With “-” alone a whole day comes by stdin, one line each: who, kind, text, next step (Acme Lee call wants 5% off fri 10:00 call back), or what came of a
    task (T31 agreed wed sign the contract). It is shown as a table, put right, and kept in one step.

    Example:
      crm log call 13801234567 "wants 5 % off" --outcome connected --min 12 --next "fri 10:00 call back"
      crm log call "Acme Lee" "asked the price" --price "GTX Pro @4500"
      crm log call "Acme Lee" "ordered" --order "GTX Pro x3 -5%" --order "+freight 300"
      crm log visit "Acme Lee" "looked at samples" --at "yesterday 15:00" --with Chen --stage Negotiation
      crm log call 13912345678 "asked the price" --create lead --source fair
      crm client list level=A --format ids | crm log note - "sent a catalogue"
      crm log - < today.txt
    """  # fmt: skip
    if kind is None:
        _latest(limit, format, json)
        return
    if not dry_run and earlier(once, json):
        return
    words = {
        "outcome": outcome, "direction": direction, "minutes": minutes, "at": at, "people": people, "next": next, "opp": opp,
        "stage": stage, "done": settles, "about": about, "video": video, "amount": amount, "price": price, "order": order,
    }  # fmt: skip
    if kind == "-":
        from crm_cli.commands.log_day import log_day  # only where a whole day comes

        log_day(who, file, words, create=create, source=source, yes=yes, once=once, dry_run=dry_run, json=json)
        return
    what = capture.kind_of(kind)
    if who is None:
        raise Usage(N_("{name} is missing"), hint=HELP, name="WHO", path="crm log")
    if who == "-":
        if "-" in (text, file) or create or source:
            raise Invalid(N_("with “-” for whom, only the refs come by stdin"), hint='crm log note - "…"')
        from crm_cli.commands.log_each import log_each  # only where many come

        log_each(what, read(text, file), words, once=once, dry_run=dry_run, json=json)
        return
    person = whom(who, create, source)
    draft = _drafted(what, person, read(text, file), words)
    if dry_run:
        for line in [title(draft), *lines(draft), *foreseen(draft)]:
            current().renderer.data(line)
        return
    nobody = draft.activity.outcome in UNREACHED  # then no task is settled
    if settles is None and not (json or quiet or nobody):
        draft = offered(draft)
    tell(draft, capture.write(current().workspace, draft, once=once), json)


def _latest(limit: int | None, format: str | None, json: bool) -> None:  # noqa: A002 - its name on the line
    """What I did last."""
    mine = ["owner=me"] if current().workspace.me else []
    show_list("activity", mine, sort="-at", limit=LATEST if limit is None else limit, format=format, as_json=json)


def _drafted(what: str, person: capture.Person, said: str | None, words: Mapping[str, Any]) -> capture.Draft:
    """What would be written; on a terminal an editor asks for the text where there is none."""
    asks = said is None and words["outcome"] is None and current().interactive
    draft = capture.draft(current().workspace, what, person, "…" if asks else said, **words)
    if asks:  # everything else is right, so what is written now is not lost
        draft.activity.text = written()
    return draft


def whom(text: str, create: str | None = None, source: str | None = None) -> capture.Person:
    """Who is meant; one who is unknown is made, where that is wanted or the answer on a terminal."""
    titles = {noun: NOUNS[noun].title for noun in NEW}
    if create is not None and (create := chosen(create, titles) or create) not in NEW:
        raise Invalid(N_("“{text}” can't be made here"), hint=N_("one of {known}"), text=create, known=", ".join(NEW))
    if source is not None and create is None:
        raise Invalid(N_("--source is of somebody new"), hint="--create lead --source …")
    crm = current().workspace
    try:
        return cast("capture.Person", choose(capture.nouns(crm), text))  # the nouns say so
    except NotFound:
        if create or _is_offered(text):
            return unknown(text, create or "lead", source)
        if REF.fullmatch(text):  # a ref is nobody's name: what it was is told
            raise
        raise NotFound(
            N_("there is no client, contact or lead “{name}”"),
            hint=N_("the same line with --create lead, or --create client"),
            name=text,
        ) from None


def _is_offered(text: str) -> bool:
    """On a terminal somebody unknown may be written down at once; a ref that is wrong is nobody."""
    if REF.fullmatch(text) or text.startswith("@"):
        return False
    answer = current().ask(_("nobody is called “{name}” yet; write down a new lead? [y/N]").format(name=text))
    return bool(answer) and str(answer).casefold() in YES


def unknown(text: str, noun: str, source: str | None) -> capture.Person:
    """A new lead or client of whom only this is known: a phone, an e-mail or a name; it is not written yet."""
    from crm_cli.commands.checking import refuse_known  # only where somebody is new
    from crm_cli.records.phones import looks_like_phone

    crm = current().workspace
    kind = "email" if "@" in text else "phone" if looks_like_phone(text) else "name"
    value = crm.parse_one(crm.fields(noun)[kind], text)
    refuse_known(noun, {"name": value, kind: value}, hint=N_("name one by its ref"))
    made: capture.Person = load(noun)(**{"name": value, kind: value, "source": source or None, "owner": crm.me})
    return made


def read(text: str | None, file: str | None) -> str | None:
    """The text as given, from stdin or from a file; None where there is none."""
    if text is not None and file is not None:
        raise Invalid(N_("the text is given twice"), hint=N_("either TEXT or -F"))
    if "-" in (text, file):
        from crm_cli.commands.piping import whole  # only where the text is piped

        return whole().strip() or None
    if file is None:
        return text.strip() or None if text else None
    from pathlib import Path  # only where the text is in a file

    try:
        return Path(file).expanduser().read_text(encoding="utf-8-sig").strip() or None
    except UnicodeDecodeError:
        raise Invalid(N_("{path} is not text in UTF-8"), path=file) from None
    except OSError as error:
        raise NotFound(N_("{path} cannot be read: {why}"), path=file, why=error.strerror or "") from None


def written() -> str:
    """The text as it comes from the editor."""
    found = edited("\n\n" + _(NOTES) + "\n", ".md")
    kept = "\n".join(line for line in found.splitlines() if not line.startswith("#")).strip()
    if not kept:
        raise Invalid(N_("nothing was written, so nothing was logged"))
    return kept


def _promised(task: Task) -> str:
    """A task with its day where that is still to come: closing it early is no habit of Enter."""
    clock = current().clock
    if task.due is None or clock.local(task.due).date() <= clock.today():
        return task.text
    return f"{task.text} · {said_day(clock.local(task.due), bool(task.timed))}"


def offered(draft: capture.Draft) -> capture.Draft:
    """On a terminal, the open task it may settle is offered; Enter closes it only where it was due and is of that kind."""
    if not draft.open or not current().interactive:
        return draft
    first = next((task for task in draft.open if _fits(task, draft)), draft.open[0])
    fits = _fits(first, draft)
    question = N_("settles {ref} {text}? [Y/n]") if fits else N_("settles {ref} {text}? [y/N]")
    while (answer := current().ask("  " + _(question).format(ref=first.ref, text=_promised(first)))) is not None:
        said = answer.casefold()
        if said in YES or (fits and not said):
            return draft.settling(first)
        if said in NO or not said:
            return draft._replace(open=())
        current().renderer.say("  " + _("“{text}” is neither yes nor no").format(text=answer))
    return draft


def _fits(task: Task, draft: capture.Draft) -> bool:
    """Whether what was done is what a task asked for: it was due, and is of the kind, or of none."""
    clock = current().clock
    alike = VISITS if draft.activity.kind in VISITS else (draft.activity.kind,)
    due = task.due is None or clock.local(task.due).date() <= clock.today()
    return due and task.kind in (None, "task", *alike)

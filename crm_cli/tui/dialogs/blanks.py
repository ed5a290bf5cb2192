"""Lines to fill in that several dialogs have: what was said, what comes next, of what kind, why, when."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from crm_cli.agenda.capture import kind_of
from crm_cli.errors import CrmError, Invalid, Several
from crm_cli.i18n import N_, _
from crm_cli.people import tasks
from crm_cli.records.nouns.activities import KINDS
from crm_cli.telling.words import said_day
from crm_cli.tui.dialogs.ask import Blank
from crm_cli.workspace import Workspace

CALL = "call"
LOOKED_AT = 200  # of the last ones, for what they were won or lost
WON = (N_("price"), N_("quality"), N_("delivery time"), N_("service"), N_("relationship"))
LOST = (N_("price"), N_("delivery time"), N_("went to a competitor"), N_("no budget"), N_("no answer any more"), N_("project stopped"))  # fmt: skip


def log(crm: Workspace) -> list[Blank]:
    """What was said, what comes next, and how one spoke."""
    labels = [_(label) for label in KINDS.values()]
    kind = Blank("kind", N_("Kind"), _(KINDS[CALL]), "", kind_meant, labels, open=False)
    return [Blank("text", N_("What was said?")), next_step(crm), kind]


def task(crm: Workspace) -> list[Blank]:
    """What is to be done, and by when."""
    return [Blank("text", N_("What is to be done?")), day(crm, "due", N_("Due"))]


def day(crm: Workspace, name: str, label: str) -> Blank:
    """A day, with an hour or without."""
    return Blank(name, label, like=N_("fri 10:00"), echo=partial(day_meant, crm))


def next_step(crm: Workspace) -> Blank:
    """What comes next, and when."""
    return Blank("next", N_("Next step"), like=N_("fri 10:00 send the quote"), echo=partial(step_meant, crm))


def won(crm: Workspace) -> Blank:
    """Why a deal was won."""
    return reason(crm, "opp", "win_reason", ["win_reason=any"], WON)


def lost(crm: Workspace) -> Blank:
    """Why a deal was lost."""
    return reason(crm, "opp", "loss_reason", ["loss_reason=any"], LOST)


def answered(crm: Workspace, status: str) -> Blank:
    """Why a quote was accepted, or rejected."""
    return reason(
        crm, "quote", "reason", [f"status={status}", "reason=any"], LOST if status == "rejected" else WON, "date"
    )


def reason(
    crm: Workspace, noun: str, name: str, those: Sequence[str], usual: Sequence[str], day: str = "closed"
) -> Blank:
    """Why: what was said of the last of those by that day, the most said first, and what is usual."""
    rows = crm.table(noun, [name], those, sort=f"-{day}", limit=LOOKED_AT).rows
    said = [str(text) for text, _times in Counter(row[0] for row in rows).most_common()]
    choices = dict.fromkeys([*said, *(_(text) for text in usual)])
    return Blank("reason", crm.fields(noun)[name].label, choices=list(choices))


def flag(name: str, label: str) -> Blank:
    """Whether something is so."""
    return Blank(name, label, choices=[_("yes"), _("no")], open=False)


def kind_meant(text: str) -> str:
    """The kind that a word means, in the language of the interface."""
    try:
        return _(KINDS[kind_of(text)])
    except CrmError as error:
        known = Several(_(label) for label in KINDS.values())
        raise Invalid(N_("“{text}” is not something to log"), hint=N_("one of {known}"), text=text, known=known.shown()) from error  # fmt: skip


def day_meant(crm: Workspace, text: str) -> str:
    """The day that a phrase means, as it is shown back."""
    due, timed = tasks.due_on(crm, text)
    return said_day(crm.clock.local(due).replace(tzinfo=None), timed)


def step_meant(crm: Workspace, text: str) -> str:
    """The day and the text of a next step."""
    step = tasks.next_step(crm, text)
    return f"{said_day(step.at, step.timed)}  {step.text}"


def log_line(said: dict[str, str], whom: str, about: Sequence[str] = ()) -> list[str]:
    """``crm log 电话 C12 …``; nothing where nothing was said."""
    kind, text, following = said["kind"] or CALL, said["text"], said["next"]
    return ["log", kind, whom, text, *about, *(["--next", following] if following else [])] if text else []

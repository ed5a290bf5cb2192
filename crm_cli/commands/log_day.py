"""``crm log -``: a whole day of jotted lines, shown as a table, put right by number or in the editor, and kept in one step."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.agenda import daylines, pasted
from crm_cli.agenda.pasted import Written
from crm_cli.commands.answering import YES, done, earlier, edited
from crm_cli.commands.log import whom
from crm_cli.commands.log_told import worth
from crm_cli.commands.writing import UNDO, shortened
from crm_cli.context import current
from crm_cli.errors import Ambiguous, CrmError, Invalid, NotFound, told
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.activities import KINDS, OUTCOMES
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.patterns import pattern
from crm_cli.render.data import json_text
from crm_cli.render.listing import Column, Listing
from crm_cli.telling.words import at_line, due_told, listed, said_day, tallied

COLUMNS = [
    Column("line", N_("Line"), "number"), Column("who", N_("Who")), Column("kind", N_("Kind")), Column("text", N_("Text")), Column("next", N_("Next step")),
    Column("also", N_("What follows")), Column("problem", N_("Problem"), below=True),
]  # fmt: skip
Lines = list[tuple[int, str]]
ASKS = N_("Enter keeps it · N TEXT writes line N anew · -N leaves it out · e the editor · q nothing:")
WRONG = N_("N TEXT writes line N anew · -N leaves it out · e the editor · q nothing:")
AGAIN = "crm log - --dry-run"
MOST = 4
_ANEW = pattern(r"(\d+)\s+(\S.*)")
_OUT = pattern(r"[-－]\s?(\d+(?:[\s,，]+[-－]?\d+)*)")
NO = ("q", "n", "no", "否", "算了")


def log_day(
    who: str | None, file: str | None, words: Mapping[str, Any], *,
    create: str | None, source: str | None, yes: bool, once: str | None, dry_run: bool, json: bool,
) -> None:  # fmt: skip
    """Write a day down; ``words`` are the options of the line, of which only ``at``, the day it all happened, is for all."""
    for name, value in words.items():
        if value is not None and name != "at":
            raise Invalid(
                N_("with a whole day each line says its own: --{name} is of one"),
                hint="crm log KIND WHO TEXT …",
                name=name,
            )
    if who is not None:
        raise Invalid(
            N_("“{text}” is one word too many"), hint=N_("crm log - reads the day from stdin, or -F FILE"), text=who
        )
    lines = daylines.lines(_text(file))
    if not lines:
        done(_("no line says anything, nothing was added"), json=json)
        return
    day = _Day(words.get("at"), create, source)
    found = day.rehearsed(lines)
    if dry_run:
        _show(found, json)
        if problem := _problem(found):
            problem.hint = problem.hint if problem.hint != AGAIN else N_("put these lines right")
            raise problem
        return
    if current().interactive and not (json or current().quiet or (yes and not _problem(found))):
        asked = day.corrected(lines, found)
        if asked is None:
            return
        lines = asked
    elif problem := _problem(found):
        for one in problem.candidates if not json and isinstance(problem, Invalid) else ():
            current().renderer.say(one)
        raise problem
    if not earlier(once, json):
        day.keep(lines, once, json)


class _Day:
    """The lines of one day, and how those are known whom nobody knows yet."""

    def __init__(self, day: str | None, create: str | None, source: str | None) -> None:
        self.day, self.create, self.source = day, create, source

    def whom(self, text: str) -> Any:
        """Who is meant. Nothing is asked in the middle of a line: its problem is, when all are shown."""
        from crm_cli.agenda.capture import nouns

        if self.create:
            return whom(text, self.create, self.source)
        try:
            return current().workspace.get_any(nouns(current().workspace), text)
        except NotFound:
            raise NotFound(
                N_("there is no client, contact or lead “{name}”"), hint=N_("the same line with --create lead, or --create client"), name=text
            ) from None  # fmt: skip

    def rehearsed(self, lines: Lines) -> list[Written]:
        return pasted.rehearse(current().workspace, lines, self.whom, self.day)

    def corrected(self, lines: Lines, found: list[Written]) -> Lines | None:
        """The lines as they are to be kept, after as many corrections as it takes; None where nothing is."""
        while True:
            _show(found, False)
            answer = current().ask(_(WRONG if _problem(found) else ASKS))
            if answer is None or answer.casefold() in NO:
                _given_back(lines)
                return None
            if (not answer or answer.casefold() in YES) and not _problem(found):
                return lines
            lines = _changed(lines, found, answer)
            if not lines:
                done(_("no line is left, nothing was added"))
                return None
            found = self.rehearsed(lines)

    def keep(self, lines: Lines, once: str | None, json: bool) -> None:
        """Write them, in one step."""
        run = current()
        with run.workspace.step(once=once):
            written = pasted.write(run.workspace, lines, self.whom, self.day)
        records = list({record.id: record for one in written for record in one.records}.values())
        said = _("the day is kept: {what}").format(what=tallied(records))
        done("\n  ".join([said, *shortened([_line(one) for one in written])]), records, json=json, hint=_(UNDO))


def _text(file: str | None) -> str:
    """The day from a file or stdin; on a terminal it is typed, up to an empty line."""
    from crm_cli.commands.log import read
    from crm_cli.commands.piping import whole

    run = current()
    if file is not None:
        return read(None, file) or ""
    if not run.stdin.isatty():
        return whole()
    if not run.interactive:
        raise Invalid(N_("“-” reads what comes through a pipe, and none is there"), hint="crm log - < FILE")
    run.renderer.say(
        _("the day, one line each, such as {example}; an empty line ends it").format(example=daylines.EXAMPLE)
    )
    typed: list[str] = []
    while (line := run.stdin.readline()) and line.strip():
        typed.append(line)
    return "".join(typed)


def _changed(lines: Lines, found: Sequence[Written], answer: str) -> Lines:
    """The lines after one correction; what is no correction changes nothing."""
    if answer.casefold() in ("e", "编辑"):
        return daylines.lines(edited(_noted(found), ".txt"))
    if match := _OUT.fullmatch(answer):
        gone = {int(number) for number in re.findall(r"\d+", match[1])}
        return [one for one in lines if one[0] not in gone]
    if (match := _ANEW.fullmatch(answer)) and int(match[1]) in dict(lines):
        return [(at, match[2] if at == int(match[1]) else text) for at, text in lines]
    current().renderer.say(_("“{text}” changes no line").format(text=answer))
    return lines


def _noted(found: Sequence[Written]) -> str:
    """The lines with what is wrong above each, as the editor shows them."""
    noted = [line for one in found for line in ([f"# {_wrong(one.problem)}"] if one.problem else []) + [one.text]]
    return "\n".join([*noted, ""])


def _given_back(lines: Lines) -> None:
    """What was typed is not lost."""
    current().renderer.say(_("nothing was added; these were the lines:"))
    for _at, text in lines:
        current().renderer.data(text)


def _wrong(problem: CrmError) -> str:
    """What is wrong with a line; of a name that can be several, those it can be."""
    known = listed(str(one).strip() for one in problem.candidates[:MOST]) if isinstance(problem, Ambiguous) else ""
    return _("{label}: {said}").format(label=told(problem), said=known) if known else told(problem)


def _problem(found: Sequence[Written]) -> CrmError | None:
    """What is wrong with the day: its only problem, or all of them, line by line."""
    wrong = [one for one in found if one.problem]
    if not wrong:
        return None
    if len(wrong) == 1 and wrong[0].problem:
        return at_line(wrong[0].problem, wrong[0].at)
    lines = [_wrong(at_line(one.problem, one.at)) for one in wrong if one.problem]
    message = N_("{n} of {count} lines cannot be read; nothing was added")
    return Invalid(message, hint=AGAIN, n=len(wrong), count=len(found), candidates=lines)


def _show(found: Sequence[Written], json: bool) -> None:
    """The day as a table, or as one object for each line."""
    if json:
        current().renderer.data(json_text([_object(one) for one in found]))
        return
    columns = COLUMNS if any(one.problem for one in found) else COLUMNS[:-1]
    rows = [_row(one)[: len(columns)] for one in found]
    current().renderer.listing(Listing(columns, rows))


def _row(one: Written) -> list[Any]:
    if one.problem:
        return [
            one.at,
            one.line.who or one.line.task if one.line else None,
            None,
            None if one.line else one.text,
            None,
            None,
            _wrong(one.problem),
        ]
    return [one.at, _who(one), _kind(one), one.line.said if one.line else None, _next(one), listed(_also(one)), None]


def _object(one: Written) -> dict[str, Any]:
    """What a program reads of a line."""
    task = one.logged.task if one.logged else None
    due = task or (one.task if one.line and one.line.until else None)
    words = one.line.words if one.line else {}
    activity = one.logged.activity if one.logged else None
    return {
        "line": one.at, "who": one.draft.who.ref or one.draft.who.name if one.draft else one.task.ref if one.task else None,
        "kind": activity.kind if activity else None, "outcome": activity.outcome if activity else None, "text": one.line.said if one.line else one.text,
        "due": due_told(due.due, due.timed) if due else None, "next": task.text if task else None,
        "stage": words.get("stage"), "amount": words.get("amount"), "problem": told(one.problem) if one.problem else None,
    }  # fmt: skip


def _who(one: Written) -> str:
    if one.draft:
        named = [
            one.draft.who.name,
            one.draft.client.name if one.draft.client and one.draft.client is not one.draft.who else "",
        ]
        return " · ".join(filter(None, named))
    return f"{one.task.ref} {one.task.text}" if one.task else ""


def _kind(one: Written) -> str:
    activity = one.logged.activity if one.logged else None
    if activity is None:
        return ""
    outcome = f" · {_(OUTCOMES.get(activity.outcome, activity.outcome))}" if activity.outcome else ""
    return _(KINDS[activity.kind]) + outcome


def _next(one: Written) -> str:
    """The next step with its day resolved."""
    task = one.logged.task if one.logged else None
    return f"{_day(task)} {task.text}" if task else ""


def _day(task: Task) -> str:
    run = current()
    return said_day(run.clock.local(task.due).replace(tzinfo=None), bool(task.timed)) if task.due else ""


def _also(one: Written, *, refs: bool = False) -> list[str]:
    """The move, the amount, what is settled, put off or dropped, what comes again and what the stage hands out."""
    from crm_cli.commands.handing import handed, said_again

    found = []
    deal = one.draft.opportunity if one.draft else None
    if one.draft and deal and one.draft.stage and one.logged and one.logged.moved:
        found.append(f"{deal.ref} → {current().workspace.name_of('stage', str(one.logged.moved.stage))}")
    if one.draft and deal and one.draft.amount is not None:
        found.append(f"{deal.ref} {worth(one.draft)}")
    if one.draft and one.draft.settles:
        found.append(_("settles: {text}").format(text=one.draft.settles.text))
    if one.task and one.line:
        found.append(
            _("put off until {when}").format(when=_day(one.task))
            if one.line.until
            else _("dropped")
            if one.line.drop
            else _("done")
        )
    if one.draft and not one.draft.who.id:
        found.append(_("new"))
    follows = [*said_again(one.logged.again), *handed(one.logged.handed)] if one.logged else []
    return found + [f"{said} {task.ref}" if refs else said for said, task in follows]


def _line(one: Written) -> str:
    """A line of the answer: whom, what with its ref, and what comes next with its own."""
    parts = [_who(one)]
    activity = one.logged.activity if one.logged else None
    if activity:
        parts.append(f"{_kind(one)} {activity.ref}")
    if one.logged and one.logged.task:
        parts.append(f"{_next(one)} {one.logged.task.ref}")
    return " · ".join([*parts, *_also(one, refs=True)])

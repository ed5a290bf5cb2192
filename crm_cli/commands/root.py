"""The root of the command line: the table of commands, the options before them, aliases, the one catcher of errors."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from crm_cli import __version__
from crm_cli.commands.declaring import Abort, Exit, Option
from crm_cli.commands.direct import Unclear
from crm_cli.commands.direct import answer as answer_directly
from crm_cli.commands.loading import REF, Entry, Group, imported
from crm_cli.commands.watching import watch
from crm_cli.context import Run, current
from crm_cli.errors import CrmError, Invalid
from crm_cli.i18n import N_
from crm_cli.records.registry import NOUNS
from crm_cli.render.output import is_closed, refusal

DAILY = N_("Every day")
FIGURES = N_("Figures")
PROGRAM = N_("The program")
ROOMS = {
    "people": N_("Clients and contacts"),
    "sales": N_("Sales"),
    "marketing": N_("Marketing"),
    "support": N_("Support"),
    "team": N_("Team"),
    "agenda": DAILY,
    "exchange": N_("In and out"),
}
ALONE = "today"


def noun_group(name: str) -> Any:
    """The verbs of a noun."""
    return imported("crm_cli.commands.verbs:group")(name)


OWN: dict[str, Entry] = {
    "find": Entry("crm_cli.commands.finding:find", N_("Whatever has these words, their sound or initials"), DAILY),
    "show": Entry("crm_cli.commands.showing:show_any", N_("One record of any kind, by its ref or name"), DAILY),
    "duplicates": Entry("crm_cli.commands.duplicates:group", N_("Who may be there twice"), DAILY),
    "merge": Entry("crm_cli.commands.merging:merge", N_("Make one of records that are the same"), DAILY),
    "check-dup": Entry("crm_cli.commands.duplicates:of", N_("Short for crm duplicates of"), DAILY, hidden=True),
    "assign": Entry("crm_cli.commands.assigning:assign", N_("Give out what nobody has, by rules"), DAILY),
    "undo": Entry("crm_cli.commands.undoing:undo", N_("Take back what was done"), DAILY),
    "redo": Entry("crm_cli.commands.undoing:redo", N_("Take an undo back"), DAILY),
    "steps": Entry("crm_cli.commands.undoing:steps", N_("What was done, step by step"), DAILY),
    "history": Entry("crm_cli.commands.telling:history", N_("All that was done to one record"), DAILY),
    "log": Entry("crm_cli.commands.log:log", N_("Write down what was done, what comes next, what moved"), DAILY),
    "call": Entry(
        "crm_cli.commands.calls:group", N_("The telephone: who rings, what was said, who is to be rung back"), DAILY
    ),
    "done": Entry("crm_cli.commands.done:finish", N_("Close a task, and say what came of it"), DAILY),
    "snooze": Entry("crm_cli.commands.done:snooze", N_("Put a task off"), DAILY),
    "today": Entry("crm_cli.commands.today:today", N_("What is due, who is getting cold, what is stuck"), DAILY),
    "prep": Entry("crm_cli.commands.prep:prep", N_("One page before a meeting"), DAILY),
    "calendar": Entry(
        "crm_cli.commands.calendar:group", N_("The week day by day; tasks and meetings in any calendar program"), DAILY
    ),
    "remind": Entry(
        "crm_cli.commands.remind:remind", N_("What each has to see to, printed or by mail; for cron"), DAILY
    ),
    "schedule": Entry(
        "crm_cli.commands.scheduling:group", N_("Lines of crm that run by themselves, and what became of them"), PROGRAM
    ),
    "approvals": Entry("crm_cli.commands.approving:queue", N_("What waits for my approval"), DAILY),
    "approve": Entry("crm_cli.commands.approving:approve", N_("Let quotes pass that wait"), DAILY),
    "refuse": Entry("crm_cli.commands.approving:refuse", N_("Do not let quotes pass, and say why"), DAILY),
    "me": Entry("crm_cli.commands.me:me", N_("Where I stand: won, likely, quota, tasks, this week"), DAILY),
    "pool": Entry(
        "crm_cli.commands.pool:group", N_("The pool: what is nobody's, who takes it, who loses what and why"), DAILY
    ),
    "board": Entry(
        "crm_cli.commands.board:board", N_("What stands in each stage, and the next step of every deal"), DAILY
    ),
    "tui": Entry("crm_cli.commands.tui:tui", N_("The board, lists, clients and the day on the screen"), DAILY),
    "serve": Entry("crm_cli.commands.serve:serve", N_("The screens in a browser of this machine"), DAILY),
    "report": Entry(
        "crm_cli.commands.reports:group", N_("The report of the day, week or month: done, moved, missing"), DAILY
    ),
    "changes": Entry(
        "crm_cli.commands.changes:changes", N_("What became of the deals since a day: won, moved, slipped"), FIGURES
    ),
    "funnel": Entry("crm_cli.commands.funnel:funnel", N_("How far deals come, and how long it takes"), FIGURES),
    "forecast": Entry(
        "crm_cli.commands.forecast:forecast", N_("What open deals may bring, beside what is won"), FIGURES
    ),
    "receivable": Entry(
        "crm_cli.commands.receivables:group", N_("Receivables: who owes what, how late, and when it will come"), FIGURES
    ),
    "summary": Entry("crm_cli.commands.summary:summary", N_("Records in groups, counted and summed"), FIGURES),
    "import": Entry(
        "crm_cli.commands.importing:bring_in", N_("Bring in a file: CSV, JSON, or a whole base"), ROOMS["exchange"]
    ),
    "apply": Entry(
        "crm_cli.commands.applying:apply", N_("Do what a plan says, if nothing has changed"), ROOMS["exchange"]
    ),
    "export": Entry(
        "crm_cli.commands.exporting:take_out", N_("Take records out, or the whole base"), ROOMS["exchange"]
    ),
    "exports": Entry(
        "crm_cli.commands.exporting:list_exports", N_("What was taken out, by whom, by which filter"), ROOMS["exchange"]
    ),
    "init": Entry("crm_cli.commands.init:init", N_("Begin a base: country, language, you, a pipeline"), PROGRAM),
    "preset": Entry(
        "crm_cli.commands.presets:group",
        N_("Ways of selling ready made: stages, tasks, fields, checks, views"),
        PROGRAM,
    ),
    "demo": Entry("crm_cli.commands.demo:demo", N_("A made-up company to try everything on"), PROGRAM),
    "backup": Entry("crm_cli.commands.backup:group", N_("Copies of the base, made while it is used"), PROGRAM),
    "doctor": Entry("crm_cli.commands.doctor:doctor", N_("Whether the base is whole, and what to do if not"), PROGRAM),
    "sql": Entry("crm_cli.commands.sql:ask", N_("Ask the base in SQL, which can only read"), PROGRAM),
    "config": Entry("crm_cli.commands.config:group", N_("Settings of the program, each with its origin"), PROGRAM),
    "use": Entry("crm_cli.commands.config:use", N_("Choose the base to work with"), PROGRAM),
    "completion": Entry("crm_cli.commands.completion:completion", N_("What a shell needs to complete on Tab"), PROGRAM),
    "help": Entry(
        "crm_cli.commands.help:show_help",
        N_(
            "The help of a command, or of a topic: refs, filters, dates, formats, exit-codes, words, rules, hooks, rights, quotes, screens"
        ),
        PROGRAM,
    ),
}
SHOWN = [noun for noun in NOUNS.values() if not noun.internal]
FIRST = ("today", "log", "done", "find", "show", "snooze", "call", "calendar", "prep", "board", "report", "me")
"""What is typed most, in the order in which help begins with it."""
COMMANDS: dict[str, Entry] = (
    {name: OWN[name] for name in FIRST}
    | {n.name: Entry(partial(noun_group, n.name), n.summary, ROOMS[n.room], hidden=bool(n.part_of)) for n in SHOWN}
    | OWN
)
ALIASES = {alias: noun.name for noun in SHOWN for alias in noun.aliases}


class Root(Group):
    """``crm`` itself."""

    def chosen(self, words: list[str], path: str) -> tuple[str, Entry, list[str]]:
        """A command of the table, or what the user's own word stands for."""
        if self.named(words[0]) not in self.table:
            words = expand(words, current().config.group("alias"), self.table)
            words = words if words[0].isascii() or self.named(words[0]) in self.table else _spoken(words)
            words = ["show", *words] if REF.fullmatch(words[0]) and words[0] not in self.table else words
        return super().chosen(words, path)


def _spoken(words: list[str]) -> list[str]:
    from crm_cli.commands import chinese  # only where a Chinese word is said

    return chinese.spoken(words)


def expand(args: list[str], own: Mapping[str, str], table: Mapping[str, Entry]) -> list[str]:
    """The line with the user's own word replaced, until it starts with a command."""
    seen: list[str] = []
    while args and args[0] in own and args[0] not in table:
        if args[0] in seen:
            raise Invalid(
                N_("the alias “{name}” leads back to itself"), hint="crm config get alias.{name}", name=args[0]
            )
        seen.append(args[0])
        args = [*_words(args[0], own[args[0]]), *args[1:]]
    return args


def _words(name: str, text: str) -> list[str]:
    import shlex  # only where an own word is used

    try:
        words = shlex.split(text)
    except ValueError:
        words = []
    if not words:
        raise Invalid(
            N_("the alias “{name}” cannot be read: {text}"), hint="crm config get alias.{name}", name=name, text=text
        )
    return words


def _version(wanted: bool) -> None:
    if wanted:
        current().out.write(f"crm {__version__} (guanxi)\n")
        raise Exit


def settle(
    db: Annotated[str | None, Option("--db", metavar="FILE", help=N_("The base to work with"))] = None,
    user: Annotated[str | None, Option("--user", metavar="NAME", help=N_("Who you are in the base"))] = None,
    lang: Annotated[str | None, Option("--lang", metavar="LANGUAGE", help=N_("en or zh_CN"))] = None,
    no_input: Annotated[bool, Option("--no-input", help=N_("Never ask"))] = False,
    no_color: Annotated[bool, Option("--no-color", help=N_("No colour"))] = False,
    quiet: Annotated[bool, Option("--quiet", "-q", help=N_("Say nothing but what was asked for"))] = False,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool, Option("--version", callback=_version, is_eager=True, help=N_("Show the version and exit."))
    ] = False,
) -> None:
    """Clients, contacts, deals and money, in one file of your own.

    Example:
      crm client add Acme --level A
      crm log call Acme "wants a quote by Friday" --next "fri 10:00 send it"
      crm today
    """
    run = current()
    run.no_input = run.no_input or no_input
    run.no_colour = run.no_colour or no_color
    run.quiet = run.quiet or quiet
    run.config.flags |= {
        name: value for name, value in (("base", db), ("user", user), ("language", lang)) if value is not None
    }
    run.config.get("language")


ROOT = Root("crm", COMMANDS, aliases=ALIASES, top=True)


def answer(run: Run, argv: Sequence[str]) -> int:
    """Run one line and return its exit code; every mistake and refusal ends here, as one line on stderr."""
    run.opened = watch
    try:
        outcome = _outcome(argv, ALONE if run.terminal else "--help")
    except CrmError as error:
        return refuse(run, error)
    except Exit as end:
        return end.code
    except Abort:
        return 130
    return outcome if type(outcome) is int else 0


def _outcome(argv: Sequence[str], alone: str) -> Any:
    """What the command answers; a line that cannot be run is Typer's, who says why."""
    try:
        return answer_directly(ROOT, settle, argv, alone)
    except Unclear as unclear:
        from crm_cli.commands import tree  # it takes as long to load as a command takes to run

        return tree.answer(ROOT, settle, unclear.line or argv)


def finish(run: Run, code: int) -> int:
    """Let all that was printed arrive; a reader who has gone changes nothing, a full disk does."""
    try:
        run.out.flush()
    except OSError as problem:
        return code if is_closed(problem) else refuse(run, refusal(problem, "stdout"))
    return code


def refuse(run: Run, error: CrmError) -> int:
    """Say what is wrong and what to try; the exit code of the error."""
    try:
        renderer = run.renderer
    except CrmError:
        renderer = run.bare_renderer
    renderer.error(error, as_json=run.json)
    run.refused = error
    return error.exit

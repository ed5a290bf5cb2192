"""The pages of ``crm help`` that belong to no command: what is typed, and what it means; tests try every example."""

from collections.abc import Callable
from typing import NamedTuple

from crm_cli.commands import chinese
from crm_cli.i18n import N_, _
from crm_cli.records.record import guarded
from crm_cli.records.registry import NOUNS, load
from crm_cli.render.style import cells, pad


class Topic(NamedTuple):
    """What stands above, the examples with what each means, and what is left to say."""

    says: str
    examples: tuple[tuple[str, str], ...]
    rest: str = ""


EXIT_CODES = Topic(
    N_(
        "What a command ends with, for scripts; with --json an error is one JSON object on stderr, with a code that is a word."
    ),
    (
        ("0", N_("done, also where nothing was found")),
        ("1", N_("a failure of the program or the disk")),
        ("2", N_("the line cannot be understood, or a value is not valid")),
        ("3", N_("there is no such record, file or base")),
        ("4", N_("it conflicts: several may be meant, or it is there already")),
        ("5", N_("you may not do this")),
        ("6", N_("the base is busy, or newer than the program: try again, or update")),
        ("7", N_("done in part; what was refused was written to a file")),
        ("8", N_("there is something to see: crm check, and reports with --exit-code")),
        ("130", N_("interrupted")),
    ),
)
FILTERS = Topic(
    N_("Which records: all that is said must hold. No quotes are needed, but around < and >."),
    (
        (N_("stage=Negotiation"), N_("a field is this; stages, owners and the like by name or ref")),
        (N_("stage=Negotiation,Proposal"), N_("one of these")),
        ("owner!=me", N_("it is not this; “me” is you")),
        ("owner=none", N_("nothing stands there; “any”: something does")),
        (N_("amount=100k..500k"), N_("from, to; money as people write it")),
        ("amount=100000..", N_("so much or more")),
        (N_("close=..eom"), N_("until a day; see crm help dates")),
        ("close=2026-12", N_("within a month, 2026 a year, 2026q4 a quarter")),
        (N_("name~contract"), N_("a text has this in it")),
        ("client.level=A", N_("a field of what it is linked to")),
        ("client.last_contact=..-30d", N_("longer ago than 30 days, or never")),
        ("amount>100000", N_("more than; in quotes, or the shell takes the >")),
        (N_("Owner=me"), N_("labels do as well as names of fields")),
        (N_("phase"), N_("words to be found anywhere, also by sound or initials")),
    ),
    N_(
        "crm view add keeps a filter under a name: @NAME or --view NAME uses it. --fields help lists the fields of a noun."
    ),
)
DATES = Topic(
    N_(
        "Days and moments as people say them, in both languages; what was understood is always said back, and what is unclear is refused."
    ),
    (
        ("2026-12-18", N_("a day as it is written; 18 dec, 12月18日 too")),
        ("today", N_("also tomorrow, yesterday, 今天, 明天, 昨天")),
        ("fri 10:00", N_("the nearest one, today too")),
        ("周五10点", N_("the same in Chinese")),
        (
            "17:00",
            N_(
                "an hour; 5pm, 下午5点 too. 3点, or 8 o'clock when 8:00 is over, may be either half of the day and is refused"
            ),
        ),
        ("next tue 3pm", N_("of next week")),
        ("下周三下午3点", N_("the same in Chinese")),
        ("+3d", N_("in three days; w, m and y are weeks, months and years")),
        ("-30d", N_("thirty days ago")),
        ("3天后", N_("in three days")),
        ("月底", N_("the last day of the month")),
    ),
    N_(
        "Periods for reports: 2026-11, 2026q4, this month, 2026-01..2026-06. A working day is what work.days and the country say."
    ),
)
FORMATS = Topic(
    N_("How a list or a record is written: --format NAME, or by the ending of -o FILE."),
    (
        ("table", N_("for people, as wide as the screen")),
        ("plain", N_("tabs between the columns, no header")),
        ("csv", N_("for programs: English names, ISO dates, amounts as decimals")),
        ("tsv", N_("the same with tabs")),
        ("json", N_("an array; --json for short")),
        ("jsonl", N_("an object a line")),
        ("md", N_("a table in Markdown")),
        ("html", N_("a page to open or print")),
        ("xlsx", N_("a workbook, with -o FILE")),
        ("vcf", N_("cards, of clients, contacts and leads")),
        ("ics", N_("a calendar: what has a time, of crm report, crm today and crm remind")),
        ("ids", N_("the refs alone, for another command: … | crm client tag -")),
    ),
    N_("csv, tsv, json and jsonl never change with the language or the terminal: scripts can rely on them."),
)


RULES = Topic(
    N_(
        "A rule is data: when this happens, if it is so, then that is done, in the same step. It has a --when, a --filter (its “if”) and a --then; crm rule add writes it down."
    ),
    (
        (N_('--when "opp added"'), N_("a new one was written, of whatever noun")),
        (N_('--when "opp changed amount,close"'), N_("one of these fields is not as it was; without fields: any")),
        (N_('--when "opp stage=Negotiation"'), N_("it comes to be so: changed, or new and so at once")),
        (N_('--filter "amount>500k owner=none"'), N_("if: a filter as on any list; see crm help filters")),
        (
            N_('--then "assign Nora"'),
            N_("the record is theirs; WHO is a user, owner, me, or a link such as client.owner"),
        ),
        (N_('--then "tag +big -old"'), N_("tags are put on and taken off")),
        (N_('--then "task call back due +3d for owner"'), N_("a task about it; “due” and “for” may be left out")),
        (N_('--then "notify Nora look at this"'), N_("a line in the crm today of that one")),
        (N_('--then "set level=A"'), N_("a field gets this value")),
        (N_('--then "tag big; notify Nora"'), N_("several things, with ; between")),
        ("--imports yes", N_("rows of an import too, which are else passed by")),
    ),
    N_(
        "What a rule does fires no rule. crm rule run NAME --dry-run says whom it would hit among what is so now, crm rule log what rules did; crm undo takes it back with the step."
    ),
)
HOOKS = Topic(
    N_(
        "A hook is a program of your own, in a folder that only you can write, that is told of records; crm hook add says which, crm hook run tries it."
    ),
    (
        ("--moment before", N_("asked before the step is kept, and may refuse")),
        ("--moment after", N_("told of what is kept; what goes wrong there is only said")),
        ("--event any", N_("of whatever happens")),
        ("--event add", N_("of new ones")),
        ("--event change", N_("of changed ones; with --fields stage,amount only where one of these changed")),
        ("--event remove", N_("of removed ones")),
        ("stdin", N_("one JSON object: event, hook, step, part, records")),
        ("records", N_("of each: noun, ref, event, changed, before, after, as --json shows a record")),
        ("stdout", N_("its first line is what is said of a refusal")),
        (
            N_("exit code"),
            N_("0 lets it pass; before a step is kept, any other takes it back, and the command ends with 5"),
        ),
        ("--seconds 5", N_("how long it may take; one that hangs or crashes has refused")),
        ("CRM_DB", N_("in its environment: the base; CRM_USER who acts, CRM_HOOK the moment")),
    ),
    N_(
        "A hook runs only in the copy of the base in which it was set up, until crm hook allow NAME says so elsewhere. What crm import all brings in is told to none."
    ),
)


def refs() -> str:
    """How records are named, and the letters of every noun."""
    shown = [noun for noun in NOUNS.values() if not noun.internal]
    width = max(cells(noun.name) for noun in shown)
    rows = [(f"{noun.code:<3} {pad(noun.name, width)}", _(noun.summary)) for noun in shown]
    return _page(_("A ref is the letters of the noun and a number, such as C12; it never changes."), rows)


def words() -> str:
    """The Chinese words for what is typed."""
    names = [noun.name for noun in NOUNS.values() if not noun.internal]
    pairs = {name: chinese.words(name) for name in names} | {
        name: said.split() for name, said in chinese.COMMANDS.items() if name not in names
    }
    options = {name: [f"--{word}"] for name, word in chinese.OPTIONS.items()}
    rows = [(name, " ".join(said)) for name, said in (*pairs.items(), *options.items())]
    says = _("Chinese words for nouns, verbs and options; an option that sets a field is also called as the field is.")
    return _page(says, rows)


def rights() -> str:
    """Which role may write what, as the fields and nouns declare it."""
    from crm_cli.records.nouns.users import ROLES  # only where rights are read

    rows = [(_("everybody"), _("all else; quotes and orders within the limits of their role: crm limit list"))]
    for role in ("manager", "admin"):
        nouns = [_(noun.summary) for noun in NOUNS.values() if noun.right == role]
        fields = [f"{_(NOUNS[noun].title)}: {', '.join(map(_, labels))}" for noun, labels in _guarded(role).items()]
        rows.append((_(ROLES[role]), " · ".join([*fields, *nouns])))
    rows.append(
        (
            "crm approve",
            _("whom the limit of their role lets approve; nobody their own, nor what passes their own limits"),
        )
    )
    rest = _(
        "An administrator may what a manager may. It holds however something is written: typed, imported, piped, merged, restored, undone. A base without users lets everybody do everything. Rights keep honest people from slips: who owns the file owns the data, and whoever can open it can copy it or say --user. Where that is not enough, keep the file on a machine that people reach by SSH."
    )
    return _page(_("What each role may write; crm user edit NAME --role ROLE gives one."), rows, rest)


def _guarded(role: str) -> dict[str, list[str]]:
    """The labels of the fields that are written from this role on, by noun."""
    found: dict[str, list[str]] = {}
    for noun in NOUNS:
        for name, (right, _usual) in guarded(load(noun)).items():
            if right == role:
                found.setdefault(noun, []).append(load(noun).specs[name].facets["label"])
    return found


def screens() -> str:
    """The screens and their keys."""
    from crm_cli.commands import keyhelp  # it loads the table of keys, which no other topic needs

    return keyhelp.screens()


def page(topic: Topic) -> str:
    """A topic as text."""
    return _page(_(topic.says), [(_(example), _(text)) for example, text in topic.examples], _(topic.rest) if topic.rest else "")  # fmt: skip


def _page(says: str, rows: list[tuple[str, str]], rest: str = "") -> str:
    """What stands above, two columns, and what is left to say; as wide as the screen."""
    from crm_cli.commands.helping import row_lines, screen  # only where a topic is read
    from crm_cli.render.style import wrapped

    width = screen()
    below = ["", *wrapped(rest, width)] if rest else []
    return "\n".join([*wrapped(says, width), "", *row_lines(rows, width), *below])


QUOTES = Topic(
    N_("A line of a quote, an order or an invoice as people say it; its parts stand in any order, what is not said comes from the product and the price books."),
    (
        ("GTX Pro x3", N_("the product by name, code or ref, and how many; 3pcs too")),
        ("GTX Pro x3 @4500", N_("a price of your own; @12.5/1000 is for a thousand")),
        ("GTX Pro x3 -5%", N_("five per cent off")),
        ("GTX Pro x3 -$200", N_("so much money off the line; +$50 so much more")),
        ("GTX Pro x3 13%", N_("its tax rate; exempt, untaxed, zero-rated, reverse charge")),
        ("optional Seal kit x2", N_("offered beside the others and not added")),
        ("included", N_("when a line is changed: an option no longer")),
        ("= Installation x1 @800", N_("words of your own, without a product")),
        ("+freight 300", N_("a charge of the whole")),
        ("-bonus 500", N_("a discount of the whole")),
    ),
    N_(
        "Each line is rounded half up, tax once for each rate; crm quote show Q7 --explain shows how each figure came about. What goes beyond your limits waits for crm approve (crm limit list); what was sent is revised, never edited. crm help rights says who may what."
    ),
)  # fmt: skip


WRITTEN = {
    "quotes": QUOTES,
    "filters": FILTERS,
    "dates": DATES,
    "formats": FORMATS,
    "exit-codes": EXIT_CODES,
    "rules": RULES,
    "hooks": HOOKS,
}
TOPICS: dict[str, Callable[[], str]] = {
    "refs": refs,
    "filters": lambda: page(FILTERS),
    "dates": lambda: page(DATES),
    "formats": lambda: page(FORMATS),
    "exit-codes": lambda: page(EXIT_CODES),
    "words": words,
    "rules": lambda: page(RULES),
    "hooks": lambda: page(HOOKS),
    "quotes": lambda: page(QUOTES),
    "rights": rights,
    "screens": screens,
}

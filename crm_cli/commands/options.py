"""Options that many commands share, so that one thing has one name and one help everywhere."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

from crm_cli.commands.declaring import Argument, Option
from crm_cli.context import current
from crm_cli.errors import Invalid, Several
from crm_cli.i18n import N_

OUTPUT = N_("Output")
SAFETY = N_("Safety")
UNKNOWN = N_("Who is not known yet")


ENDINGS = ("csv", "tsv", "json", "jsonl", "md", "html", "xlsx")
CARDED = ("client", "contact", "lead")  # who has a number and a card
CARDS, ICS = ("vcf", "vcf3"), "ics"  # what only people, and only what has a time, can be written as
TEXTS = ("table", "plain", *ENDINGS[:-1], "ids")
# Endings of files that are no text of ours: a table under such a name would be opened by a program that cannot read it.
FOREIGN = frozenset(
    [
        "pdf",
        "doc",
        "docx",
        "odt",
        "rtf",
        "xls",
        "xlsm",
        "ods",
        "numbers",
        "ppt",
        "pptx",
        "odp",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "zip",
        "gz",
        "tar",
        "7z",
        "xml",
        "yaml",
        "yml",
        "toml",
        "db",
        "sqlite",
        "sql",
        "eml",
        "ics",
        "vcf",
        "vcf3",
        "tex",
        "epub",
    ]
)


def ending(output: str | None, also: Sequence[str] = ()) -> str:
    """The format that the name of a file says; empty for none. ``also`` are those that can be written here beside the common ones."""
    said = Path(output or "").suffix.lower().removeprefix(".")
    said = {"htm": "html", "markdown": "md"}.get(said, said)
    known = (*ENDINGS, *also)
    if said in FOREIGN and said not in known:
        raise Invalid(
            N_("{file} cannot be written: there is no format {format} here"), hint=N_("one of {formats}, or --format says which"), file=str(output),
            format=said, formats=Several(f".{one}" for one in known),
        )  # fmt: skip
    return said if said in known else ""


def chosen_format(
    format: str | None,  # noqa: A002 - its name in --format
    as_json: bool,
    output: str | None,
    also: Sequence[str] = (),
) -> str:
    """The format that was asked for: by name, else as the file is called, else a table; ``also`` as for :func:`ending`."""
    return "json" if as_json else format or ending(output, also) or "table"


def _one_of(*formats: str) -> Callable[[str | None], str | None]:
    """Refuse another format before anything else is done."""

    def checked(said: str | None) -> str | None:
        if said is not None and said not in formats:
            raise Invalid(
                N_("there is no format {format} here"),
                hint=N_("one of {formats}"),
                format=said,
                formats=Several(formats),
            )
        return said

    return checked


def _hush(wanted: bool) -> bool:
    run = current()
    run.quiet = run.quiet or wanted
    if "renderer" in run.__dict__:  # made already where the base was opened for its fields
        run.renderer.quiet = run.quiet
    return run.quiet


Json = Annotated[bool, Option("--json", help=N_("As JSON: short for --format json"), rich_help_panel=OUTPUT)]


def _format(help_: str, *formats: str) -> Option:
    TAKEN[help_] = formats
    return Option("--format", metavar="FORMAT", help=help_, rich_help_panel=OUTPUT, callback=_one_of(*formats))


TAKEN: dict[str, Sequence[str]] = {}  # the formats that each help of --format names
Format = Annotated[
    str | None,
    _format(
        N_("table, plain, csv, tsv, json, jsonl, md, html, xlsx or ids; else as the file is called"), *TEXTS, "xlsx"
    ),
]
ListFormat = Annotated[
    str | None,
    _format(
        N_("table, plain, csv, tsv, json, jsonl, md, html, xlsx, vcf or ids; else as the file is called"),
        *TEXTS,
        "xlsx",
        *CARDS,
    ),
]
ReportFormat = Annotated[
    str | None,
    _format(
        N_(
            "table, plain, csv, tsv, json, jsonl, md, html, xlsx, ids, or ics of what has a time; else as the file is called"
        ),
        *TEXTS,
        "xlsx",
        ICS,
    ),
]
DayFormat = Annotated[
    str | None,
    _format(N_("table, plain, csv, tsv, json, jsonl, md, html, ids, or ics of what has a time"), *TEXTS, ICS),
]
Fields = Annotated[
    str | None,
    Option(
        "--fields", metavar="A,B", help=N_("Which fields, in this order; “help” lists them"), rich_help_panel=OUTPUT
    ),
]
Sort = Annotated[
    str | None,
    Option("--sort", metavar="FIELD", help=N_("Sort by a field; “-amount” is largest first"), rich_help_panel=OUTPUT),
]
Limit = Annotated[
    int | None,
    Option("--limit", min=0, metavar="N", help=N_("At most so many; without it, all"), rich_help_panel=OUTPUT),
]
Output = Annotated[
    str | None, Option("--output", "-o", metavar="FILE", help=N_("Write to a file"), rich_help_panel=OUTPUT)
]
Quiet = Annotated[
    bool,
    Option(
        "--quiet",
        "-q",
        callback=_hush,
        help=N_("Print the refs only; on a report, only errors"),
        rich_help_panel=OUTPUT,
    ),
]
DryRun = Annotated[
    bool, Option("--dry-run", help=N_("Show what would be done and change nothing"), rich_help_panel=SAFETY)
]
Plan = Annotated[
    str | None,
    Option(
        "--plan",
        metavar="FILE",
        help=N_("Write what would be done to a file and change nothing"),
        rich_help_panel=SAFETY,
    ),
]
Yes = Annotated[bool, Option("--yes", "-y", help=N_("Do it without asking"), rich_help_panel=SAFETY)]
Once = Annotated[
    str | None,
    Option("--once", metavar="KEY", help=N_("Do it once: the same key again writes nothing"), rich_help_panel=SAFETY),
]
AsOf = Annotated[
    str | None, Option("--as-of", metavar="DATE", help=N_("As it stood on that day"), rich_help_panel=OUTPUT)
]
PeriodOption = Annotated[
    str | None,
    Option("--period", metavar="PERIOD", help=N_("Which time: 2026-11, 2026q4, this month, 2026-01..2026-06")),
]
ExitCode = Annotated[
    bool,
    Option("--exit-code", help=N_("End with 8 when there is something to see"), rich_help_panel=OUTPUT),
]
Outcome = Annotated[str | None, Option("--outcome", metavar="OUTCOME", help=N_("connected, no_answer, busy …"))]
Minutes = Annotated[str | None, Option("--minutes", "--min", metavar="N", help=N_("How long it took"))]
Source = Annotated[
    str | None,
    Option("--source", metavar="TEXT", help=N_("Where the new one comes from"), rich_help_panel=UNKNOWN),
]
NextStep = Annotated[
    str | None, Option("--next", metavar="STEP", help=N_("When and what comes next: fri 10:00 send the quote"))
]
Some = Annotated[
    list[str] | None, Argument(metavar="WHICH", help=N_("Refs or names, a filter, or “-” for refs from stdin"))
]
Which = Annotated[list[str], Argument(metavar="WHICH", help=N_("Refs or names, a filter, or “-” for refs from stdin"))]
Reason = Annotated[str | None, Option("--reason", metavar="TEXT", help=N_("Why"))]
DuplicatesOf = Annotated[
    str | None, Argument(metavar="NOUN", help=N_("client, contact or lead; without it, all three"))
]
Likely = Annotated[
    float,
    Option("--min", min=0.0, max=1.0, metavar="P", help=N_("Only pairs that are one with this probability")),
]
Note = Annotated[str | None, Option("--note", metavar="TEXT", help=N_("Note"))]
One = Annotated[str, Argument(metavar="WHICH", help=N_("A ref, a name, initials, a phone, @last …"))]
Conditions = Annotated[list[str] | None, Argument(metavar="FILTER", help=N_("Conditions, or words to look for"))]
Rejects = Annotated[
    str | None,
    Option(
        "--rejects",
        metavar="FILE",
        help=N_("Where refused rows go, - is stdout; else beside the file"),
        rich_help_panel=SAFETY,
    ),
]
OnScreen = Annotated[bool, Option("--tui", help=N_("On the screen, as crm tui shows it"), rich_help_panel=OUTPUT)]

"""What crm import asks of a file beside its columns: how it is read, and which of its rows is which record."""

from typing import Annotated

from crm_cli.commands.declaring import Option
from crm_cli.commands.options import SAFETY
from crm_cli.i18n import N_

READING, MATCHING = N_("Reading the file"), N_("Which row is which record")

Encoding = Annotated[
    str | None,
    Option(
        "--encoding",
        metavar="NAME",
        help=N_("The encoding of the file, if it is not found out"),
        rich_help_panel=READING,
    ),
]
Delimiter = Annotated[
    str | None,
    Option(
        "--delimiter",
        metavar="CHAR",
        help=N_("The delimiter of the file, if it is not found out"),
        rich_help_panel=READING,
    ),
]
SheetOf = Annotated[
    str | None,
    Option(
        "--sheet",
        metavar="NAME|N",
        help=N_("The sheet of a workbook, if it is not the one with the table"),
        rich_help_panel=READING,
    ),
]
Header = Annotated[
    int | None,
    Option(
        "--header",
        metavar="ROW",
        min=1,
        help=N_("The row of the headings, if it is not found out"),
        rich_help_panel=READING,
    ),
]
Needed = Annotated[
    str | None,
    Option("--columns", metavar="HEADER,…", help=N_("Columns that the file must have"), rich_help_panel=READING),
]
Guarded = Annotated[
    bool,
    Option(
        "--guarded",
        help=N_("Cells begin with the quote that export --sheet puts before formulas: take it off"),
        rich_help_panel=READING,
    ),
]
Key = Annotated[
    str | None,
    Option(
        "--key",
        metavar="FIELD,…",
        help=N_("Rows equal in these fields are the same record; “external” is the other system's number"),
        rich_help_panel=MATCHING,
    ),
]
Source = Annotated[
    str | None,
    Option("--source", metavar="NAME", help=N_("The other system whose numbers these are"), rich_help_panel=MATCHING),
]
Mode = Annotated[str, Option("--mode", metavar="MODE", help=N_("create, update or both"), rich_help_panel=MATCHING)]
Duplicates = Annotated[
    str,
    Option(
        "--duplicates",
        metavar="WAY",
        help=N_(
            "New rows that are like somebody who is there: allow, refuse or skip; unless it is said they are allowed, but a client that the file has twice, by name and phone or e-mail, is refused"
        ),
        rich_help_panel=MATCHING,
    ),
]
ClearEmpty = Annotated[
    bool, Option("--clear-empty", help=N_("An empty cell empties the field"), rich_help_panel=MATCHING)
]
CreateMissing = Annotated[
    str | None,
    Option(
        "--create-missing",
        metavar="NOUN,…",
        help=N_("Make the clients, users, teams or products that rows name and nobody knows"),
        rich_help_panel=MATCHING,
    ),
]
CreateFields = Annotated[
    bool,
    Option(
        "--create-fields",
        help=N_("Make fields of your own for the columns that nobody knows"),
        rich_help_panel=MATCHING,
    ),
]
AllOrNothing = Annotated[
    bool, Option("--all-or-nothing", help=N_("Write nothing when a row is refused"), rich_help_panel=SAFETY)
]
Mine = Annotated[
    bool,
    Option(
        "--mine",
        help=N_("A cell of an edited workbook stands, also where the base changed it since"),
        rich_help_panel=MATCHING,
    ),
]
Theirs = Annotated[
    bool,
    Option(
        "--theirs",
        help=N_("What the base changed since stands, whatever the edited workbook says"),
        rich_help_panel=MATCHING,
    ),
]

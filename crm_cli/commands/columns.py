"""What ``crm import`` is told, and asks, about the columns of a file: the options, their reading, and the questions on a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, TypeVar

from crm_cli.commands.declaring import Option
from crm_cli.context import Run
from crm_cli.errors import Invalid
from crm_cli.exchange import mapping, saved
from crm_cli.exchange.parsing import MARKS, ORDERS, SERIAL, Unsettled
from crm_cli.exchange.reading import Sheet
from crm_cli.i18n import N_, _
from crm_cli.telling.words import listed

READING = N_("Reading the file")
T = TypeVar("T")

Map = Annotated[
    list[str] | None,
    Option("--map", metavar="HEADER=FIELD", help=N_("Which field a column is; HEADER= leaves it out, *= all others, HEADER=external is its number there; two to one field are joined"), rich_help_panel=READING),
]  # fmt: skip
Set = Annotated[
    list[str] | None,
    Option("--set", metavar="FIELD=VALUE", help=N_("The same value for every row"), rich_help_panel=READING),
]
Default = Annotated[
    list[str] | None, Option("--default", metavar="FIELD=VALUE", help=N_("The value where the cell is empty and the record has none"), rich_help_panel=READING)
]  # fmt: skip
Split = Annotated[
    list[str] | None, Option("--split", metavar="HEADER=family,given", help=N_("Cut a column in parts: a name, or at commas and strokes"), rich_help_panel=READING)
]  # fmt: skip
Value = Annotated[
    list[str] | None, Option("--value", metavar="HEADER:OLD=NEW", help=N_("Read a value of a column as another one"), rich_help_panel=READING)
]  # fmt: skip
Date = Annotated[
    list[str] | None, Option("--date", metavar="HEADER=dmy", help=N_("The order of the dates of a column: dmy or mdy; excel for counted days"), rich_help_panel=READING)
]  # fmt: skip
Decimal = Annotated[
    list[str] | None, Option("--decimal", metavar="HEADER=,", help=N_("The decimal mark of a column: a point or a comma"), rich_help_panel=READING)
]  # fmt: skip
Preset = Annotated[
    str | None, Option("--preset", metavar="NAME", help=N_("Read it as an export of salesforce, hubspot, pipedrive, zoho, google or outlook; none: of nobody"), rich_help_panel=READING)
]  # fmt: skip
Using = Annotated[
    str | None,
    Option(
        "--using",
        metavar="NAME",
        help=N_("Read it by this saved mapping; none: by no mapping"),
        rich_help_panel=READING,
    ),
]
Save = Annotated[
    str | None,
    Option(
        "--save",
        metavar="NAME",
        help=N_("Keep these rules as a mapping, for the next file with these columns"),
        rich_help_panel=READING,
    ),
]


def pairs(given: Sequence[str] | None) -> dict[str, str]:
    """``FIELD=VALUE`` options."""
    found = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        if not equals:
            raise Invalid(N_("“{text}” is not NAME=VALUE"), text=text)
        found[name] = value
    return found


def of_columns(given: Sequence[str] | None, sheet: Sheet, allowed: Sequence[str] = ()) -> dict[str, str]:
    """``HEADER=VALUE`` options; the header must be one of the file's."""
    found = {}
    for text in given or ():
        header, equals, value = text.rpartition("=")
        if not equals or (allowed and value not in allowed):
            raise Invalid(
                N_("“{text}” is not NAME=VALUE"), text=text,
                hint=N_("one of {known}") if allowed else None, known=", ".join(allowed),
            )  # fmt: skip
        found[_header(header, sheet)] = value
    return found


def tables(given: Sequence[str] | None, sheet: Sheet) -> dict[str, dict[str, str]]:
    """``HEADER:OLD=NEW`` options; a header may have a colon itself."""
    found: dict[str, dict[str, str]] = {}
    for text in given or ():
        fitting = [header for header in sheet.headers if text.startswith(f"{header}:")]
        header = max(fitting, key=len, default="") or _header(text.partition(":")[0], sheet)
        old, equals, new = text[len(header) + 1 :].partition("=")
        if not equals:
            raise Invalid(N_("“{text}” is not HEADER:OLD=NEW"), text=text)
        found.setdefault(header, {})[old] = new
    return found


def orders(given: Sequence[str] | None, sheet: Sheet) -> dict[str, str]:
    """The orders of dates."""
    return of_columns(given, sheet, (*ORDERS, SERIAL))


def marks(given: Sequence[str] | None, sheet: Sheet) -> dict[str, str]:
    """The decimal marks."""
    return of_columns(given, sheet, MARKS)


def _header(name: str, sheet: Sheet) -> str:
    if name not in sheet.headers:
        raise Invalid(
            N_("the file has no column “{name}”"), hint=N_("one of {known}"), name=name, known=", ".join(sheet.headers)
        )
    return name


def wants_fields(run: Run, noun: str, sheet: Sheet, rules: saved.Rules) -> bool:
    """Whether columns that nobody knows are to become fields: asked once on a terminal; elsewhere no."""
    unknown = mapping.settle(run.workspace, noun, sheet.headers, rules.maps, rules.options).unknown
    if not unknown or not run.interactive:
        return False
    run.renderer.say(_("columns that nobody knows: {names}").format(names=listed(unknown)))
    answer = run.ask(_("Make fields of your own of them? [Y/n]"))
    return answer is not None and answer.casefold() in ("", "y", "yes", "是", "好")


def settled(run: Run, rules: saved.Rules, go: Callable[[saved.Rules], T]) -> T:
    """Do it; where a whole column can be read in two ways, ask on a terminal which it is, and do it so."""
    while True:
        try:
            return go(rules)
        except Unsettled as error:
            said = _answer(run, error)
            if said is None:
                raise
            rules = _with(rules, error, said)


def _answer(run: Run, error: Unsettled) -> str | None:
    if not run.interactive or len(error.readings) < 2:
        return None
    run.renderer.error(error)
    for number, reading in enumerate(error.readings.values(), 1):
        run.renderer.say(f"  {number}  {reading}")
    answer = run.ask(_("Which one? (Enter for none)"))
    chosen = list(error.readings)
    return chosen[int(answer) - 1] if answer and answer.isdecimal() and 0 < int(answer) <= len(chosen) else None


def _with(rules: saved.Rules, error: Unsettled, said: str) -> saved.Rules:
    header, options = str(error.values["name"]), rules.options
    if error.rule == "date":
        options = replace(options, orders=options.orders | {header: said})
    elif error.rule == "decimal":
        options = replace(options, marks=options.marks | {header: said})
    else:
        old, _equals, new = said.partition("=")
        table = options.values.get(header, {}) | {old: new}
        options = replace(options, values=options.values | {header: table})
    return rules._replace(options=options)

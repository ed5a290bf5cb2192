"""A help page as text: our words, in the user's language, measured in cells."""

import inspect
import shutil
from collections.abc import Iterable, Iterator
from typing import Any

from crm_cli.commands import chinese
from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.records.patterns import pattern
from crm_cli.render.style import Paint, cells, pad, wrapped

USAGE = N_("Usage:")
EXAMPLE = N_("Example:")
ARGUMENTS = N_("Arguments")
OPTIONS = N_("Options")
COMMANDS = N_("Commands")
HELP_OPTION = N_("Show this message and exit.")
METAVARS = {"int": N_("N"), "path": N_("FILE")}
TEXT = N_("TEXT")
WIDEST = 100
LEFT = 34
WORDS = pattern(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")  # of a command: what is in quotes stays together
ON = " \\"  # the line goes on

Row = tuple[str, str]


def page(command: Any, ctx: Any) -> str:
    """The whole help of a command or of a group."""
    paint = Paint(current().colour)
    width = screen()
    lines = [f"{paint.bold(_(USAGE))}{gap(_(USAGE))}{usage_line(command, ctx)}", ""]
    lines += text_lines(command.help or "", paint, width)
    for title, rows in sections(command, ctx):
        lines += [paint.bold(title), *row_lines(rows, width), ""]
    return "\n".join(lines).rstrip() + "\n"


def screen() -> int:
    """How wide what explains may be."""
    return min(shutil.get_terminal_size().columns, WIDEST)


def gap(before: str) -> str:
    """What stands between a heading and what follows it: nothing after a sign that is wide itself."""
    return "" if before.endswith("：") else " "


def usage_line(command: Any, ctx: Any) -> str:
    """The command with what may follow it."""
    pieces = [ctx.command_path, _("[OPTIONS]")]
    for parameter in command.get_params(ctx):
        if parameter.param_type_name == "argument" and not parameter.hidden:
            name = argument_name(parameter)
            pieces.append(name if parameter.required or name.startswith("[") else f"[{name}]")
    if hasattr(command, "commands"):
        pieces.append(_("COMMAND …"))
    return " ".join(pieces)


def text_lines(text: str, paint: Paint, width: int) -> Iterator[str]:
    """The paragraphs of a docstring, wrapped; each line of an ``Example:`` is typed as one in the reader's language types it."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        first, _nl, rest = paragraph.partition("\n")
        if first == EXAMPLE:
            yield paint.bold(_(EXAMPLE))
            for line in rest.splitlines():
                yield from example_lines(f"  {_(line.strip())}", width)
        elif paragraph:
            yield from wrapped(_(key(paragraph)), width)
        yield ""


def example_lines(line: str, width: int) -> Iterator[str]:
    """A command as it is typed; where the screen is too narrow it goes on in the next line, as shells read it."""
    indent = line[: len(line) - len(line.lstrip())]
    if cells(line) <= width:
        yield line
        return
    told = ""
    for word in WORDS.findall(line):
        if told and cells(indent + told + word) + len(ON) > width:
            yield indent + told.rstrip() + ON
            told = "  "
        told += word + " "
    yield indent + told.rstrip()


def key(paragraph: str) -> str:
    """A paragraph of a docstring as the catalogue knows it."""
    return " ".join(paragraph.split())


def sections(command: Any, ctx: Any) -> Iterator[tuple[str, list[Row]]]:
    """The titled tables of a page: commands by panel, arguments, options by panel."""
    shown = [command.commands[name] for name in getattr(command, "commands", {})]
    top = getattr(command, "top", False)
    yield from _by_panel(
        (c.rich_help_panel or COMMANDS, (command_names(c.name, top, command.name), _(c.short_help)))
        for c in shown
        if not c.hidden
    )
    parameters = [p for p in command.get_params(ctx) if not p.hidden]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    yield from _by_panel((ARGUMENTS, (argument_name(p), explained(p))) for p in arguments if p.help)
    options = [p for p in parameters if p.param_type_name == "option"]
    yield from _by_panel((p.rich_help_panel or OPTIONS, (option_names(p), explained(p))) for p in options)


def _by_panel(rows: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, list[Row]]]:
    panels: dict[str, list[Row]] = {}
    for panel, row in rows:
        panels.setdefault(panel, []).append(row)
    for panel, found in panels.items():
        yield _(panel), found


def command_names(name: str, top: bool, group: str = "") -> str:
    """``client``, for who reads Chinese with the word that does the same."""
    words = [chinese.FIRST[group, name]] if (group, name) in chinese.FIRST else []
    return " ".join(chinese.shown([name, *(words or (chinese.words if top else chinese.verb_words)(name))[:1]]))


def argument_name(parameter: Any) -> str:
    """``CLIENT``, or ``CLIENT...`` when there may be many; ``[WHO] TEXT`` says by itself what may be left out."""
    name = _(parameter.metavar) if parameter.metavar else str(parameter.name).upper()
    last_is_whole = name.startswith("[") and not name.endswith("]")
    return name if parameter.nargs == 1 or last_is_whole or name.endswith(("...", "…")) else f"{name}..."


def option_names(parameter: Any) -> str:
    """``-o, --output FILE``."""
    hidden = chinese.alike(parameter.opts)
    own = [name for name in (*parameter.opts, *parameter.secondary_opts) if name not in hidden]
    names = sorted(chinese.shown(own) or own, key=_english_first)  # a field of one's own may have a Chinese name only
    joined = ", ".join(names) if len(names[0]) == 2 else "    " + ", ".join(names)
    if parameter.is_flag:
        return joined
    return joined + value_name(_(parameter.metavar or METAVARS.get(parameter.type.name, TEXT)))


def value_name(metavar: str) -> str:
    """What follows the name of an option: `` FILE``, or ``[=NAME]`` where only ``=`` joins them."""
    return metavar if metavar.startswith("[=") else f" {metavar}"


def _english_first(name: str) -> tuple[bool, int]:
    return not name.isascii(), len(name)


def explained(parameter: Any) -> str:
    """What a parameter is for, and whether it must be given."""
    notes = [_(parameter.help)] if parameter.help else []
    if parameter.required:
        notes.append(_("[required]"))
    elif parameter.show_default and parameter.default not in (None, False, "", (), []):
        notes.append(_("[default: {default}]").format(default=parameter.default))
    return " ".join(notes)


def row_lines(rows: list[Row], width: int) -> Iterator[str]:
    """Two columns: names, and what they are for."""
    left = min(max(cells(name) for name, _text in rows), LEFT)
    for name, text in rows:
        lines = wrapped(text, max(width - left - 4, 20)) or [""]
        if cells(name) > left:
            yield f"  {name}"
            name = ""
        yield f"  {pad(name, left)}  {lines[0]}".rstrip()
        yield from (" " * (left + 4) + line for line in lines[1:])

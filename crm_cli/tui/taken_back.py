"""What a key takes back, or does again, in the words of the command that did it: ``undone: T272 send the revised offer – done``."""

import json
from typing import Any

from crm_cli.completion.table import Table
from crm_cli.context import current
from crm_cli.i18n import _, language
from crm_cli.records.registry import load
from crm_cli.telling.deeds import with_refs
from crm_cli.telling.words import COUNTED, called
from crm_cli.tui.lines import Said

ABOUT = {"log": "activity", "done": "task"}
"""What a command is about that does not begin with the name of a noun."""
TITLES = ("name", "text", "number")


def told(done: Said) -> str:
    """What an undo or redo with ``--json`` said, with the deed in place of what it counts; the rest as it was."""
    try:
        number = json.loads(done.out)["step"]
    except (ValueError, LookupError, TypeError):
        return done.plain
    step = next(iter(current().workspace.steps(number=number)))
    if step.kind == "undo" and step.target is not None:  # what it had taken back is done again
        step = next(iter(current().workspace.steps(number=step.target)), step)
    record = about(step)
    if not record:
        return done.plain
    return done.plain.replace(with_refs(step), _("{record} – {command}").format(record=record, command=named(step)), 1)


def named(step: Any) -> str:
    """The command of a step in the language of the screens: ``opp move``, ``商机推进``."""
    parent, found = "", []
    for word in step.command.split()[1:]:
        chinese = next((said for said, name in Table().words(parent) if name == word and not said.isascii()), word)
        found.append(chinese if language() == "zh_CN" else word)
        parent = f"{parent} {word}".strip()
    return "".join(found) if language() == "zh_CN" else " ".join(found)


def about(step: Any) -> str:
    """The one record that a step is about above all, by its ref and what it is called; nothing where it is about several."""
    ops = [op for op in current().workspace.ops(step.step) if op.noun.name in COUNTED and not op.noun.internal]
    first = next(iter(step.command.split()[1:]), "")
    noun = ABOUT.get(first, first)
    wanted = [op for op in ops if op.noun.name == noun]
    changed = [op for op in wanted if op.kind == "U"] or wanted or ops
    if len({(op.noun.name, op.n) for op in changed}) != 1:
        return ""
    [op] = changed[:1]
    found = current().workspace.where(load(op.noun.name), n=op.n)
    if found:
        return called(found[0])
    ref, title = (
        next((value for name in names for value in op.body.get(name, ()) if value), "") for names in (("ref",), TITLES)
    )
    return f"{ref} {title}".strip()

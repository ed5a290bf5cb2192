"""What was typed and not written yet when the program was ended, be it from outside: it is there again at the next start."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from crm_cli import paths
from crm_cli.context import Run
from crm_cli.errors import CrmError
from crm_cli.i18n import _

if TYPE_CHECKING:
    from textual.screen import Screen

    from crm_cli.tui.app import Desk, Page
    from crm_cli.tui.speaking import Speaking

DO, COPY, DROP = "do", "copy", "drop"
TYPED = "ModalScreen Line, ModalScreen Lines, FilterBar Line"  # where one types what is not meant for the moment alone
MINE = f"{uuid4().hex}.json"
Kept = Mapping[str, Any]
"""A form (``noun``, ``ref``, ``typed``), a line of crm (``argv``, ``refs``), one that is being typed (``command``), or words alone (``words``)."""


# -- what is kept


def folder() -> Path:
    """Where it lies until then, for its owner's eyes alone: a file for each program that was ended."""
    return paths.state_folder() / "unsaved"


def file() -> Path:
    """Where this program keeps it."""
    return folder() / MINE


def typed(desk: "Speaking") -> list[Kept]:
    """What was typed on every open screen."""
    return [found for screen in desk.screen_stack if (found := on(screen))]


def on(screen: "Screen[Any]") -> Kept:
    """What a form or a dialog would write; where that is nothing yet, or cannot be told, the words that were typed."""
    with suppress(Exception):  # whatever is wrong with it, the words are there
        if (asked := getattr(screen, "unsaved", None)) and (found := asked()):
            return dict(found)
    words = [one.typed for one in screen.query(TYPED) if one.typed] if getattr(screen, "keeps", True) else []  # type: ignore[attr-defined]
    return {"words": words} if words else {}


def keep(desk: "Speaking") -> None:
    """Keep it, where there is any."""
    if found := typed(desk):
        path = file()
        paths.make_private(path.parent)
        path.touch(mode=0o600)
        path.write_text(json.dumps({"base": str(desk.run_of.base.absolute()), "typed": found}), encoding="utf-8")


def line(argv: Sequence[str], refs: Sequence[str]) -> dict[str, Any]:
    """What a dialog would write, as a line of crm."""
    return {"argv": list(argv), "refs": list(refs)} if argv else {}


# -- how it comes back


def taken(run: Run) -> list[Kept]:
    """What was kept of this base, the first first; it is kept no longer."""
    found: list[Kept] = []
    for path in sorted(folder().glob("*.json"), key=lambda one: one.stat().st_mtime):
        with suppress(
            OSError, ValueError, LookupError, TypeError
        ):  # of another base, half of one, or another program has it
            kept = json.loads(path.read_text("utf-8"))
            if kept["base"] == str(run.base.absolute()):
                path.unlink()
                found += kept["typed"]
    return found


def bring_back(desk: "Desk") -> None:
    """Open the forms again, and ask what shall become of the lines, one after the other: the first lies on top."""
    page: Any = desk.screen  # one of ours: nothing stands on it yet
    found = taken(desk.run_of)
    for one in reversed(found):
        if "noun" in one:
            fill(page, one["noun"], one["ref"], one["typed"])
        elif "command" in one:
            desk.action_command(one["command"])
        else:
            ask(desk, one)
    if found:
        desk.tell(_("what you typed when the program was ended is here again"))


def fill(page: "Page", noun: str, ref: str, typed: Mapping[str, str]) -> None:
    """The form, with what was typed in it; that of a new record where it was one of a record that is gone."""
    with suppress(CrmError):
        if ref:
            page.crm.get_any([noun], ref)
        page.fill(noun, ref, typed)
        return
    page.fill(noun, "", typed)


def ask(desk: "Desk", kept: Kept) -> None:
    """What shall become of a line, or of some words; where the line is refused, again."""
    from crm_cli.tui.dialogs.ask import Choose  # only where there is something

    argv, text = kept.get("argv", ()), said(kept)

    def then(how: str | None) -> None:
        if how == COPY:
            desk.copy_to_clipboard(text)
        elif how == DO and not desk.perform(argv, kept["refs"]).done:
            ask(desk, kept)

    first = {DO: _("write it now")} if argv else {}
    dialog = Choose(
        _("not written yet: {line}").format(line=text), first | {COPY: _("copy it"), DROP: _("throw it away")}
    )
    dialog.unsaved = lambda: kept
    desk.push_screen(dialog, then)


def said(kept: Kept) -> str:
    """It as words: the line with the refs it is about, or what was typed."""
    if "argv" in kept:
        refs = ",".join(kept["refs"])
        return join(["crm", *(refs if word == "-" and refs else word for word in kept["argv"])])
    if "noun" in kept:
        return "\n".join(kept["typed"].values())
    return str(kept["command"]) if "command" in kept else "\n".join(kept["words"])


def offer(desk: "Desk", found: Sequence[Kept]) -> None:
    """Ask about what was typed on screens that broke: a form of it would break again, so its words."""
    for one in reversed(found):
        ask(desk, one if "argv" in one else {"words": [said(one)]})

"""What was typed and not written yet when the program was ended from outside: it is there again at the next start."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Any

from crm_cli import paths
from crm_cli.context import Run
from crm_cli.errors import CrmError
from crm_cli.i18n import N_, _

if TYPE_CHECKING:
    from crm_cli.tui.app import Desk, Page

DO, DROP = "do", "drop"


def file() -> Path:
    """Where it lies until then, for its owner's eyes alone."""
    return paths.state_folder() / "unsaved.json"


def typed(desk: "Desk") -> list[Mapping[str, Any]]:
    """What every open form and dialog would write."""
    asked: list[Callable[[], Mapping[str, Any]]] = [getattr(screen, "unsaved", dict) for screen in desk.screen_stack]
    return [typed for one in asked if (typed := one())]


def keep(desk: "Desk") -> None:
    """Keep it, where there is any."""
    if found := typed(desk):
        paths.make_private(file().parent)
        file().touch(mode=0o600)
        file().write_text(json.dumps({"base": str(desk.run_of.base.absolute()), "typed": found}), encoding="utf-8")


def taken(run: Run) -> Sequence[Mapping[str, Any]]:
    """What was kept of this base; it is kept no longer."""
    try:
        found = json.loads(file().read_text("utf-8"))
        if found["base"] != str(run.base.absolute()):
            return []
        file().unlink()
        typed: list[Mapping[str, Any]] = found["typed"]
    except (OSError, ValueError, LookupError, TypeError):
        return []
    return typed


def bring_back(desk: "Desk") -> None:
    """Open the forms again, and ask what shall become of the lines."""
    page: Any = desk.screen  # one of ours: nothing stands on it yet
    for one in taken(desk.run_of):
        if "argv" in one:
            ask(desk, page, one["argv"], one["refs"])
        else:
            fill(page, one["noun"], one["ref"], one["typed"])
        desk.tell(_("what you typed when the program was ended is here again"))


def line(argv: Sequence[str], refs: Sequence[str]) -> dict[str, Any]:
    """What a dialog would write, as a line of crm."""
    return {"argv": list(argv), "refs": list(refs)} if argv else {}


def fill(page: "Page", noun: str, ref: str, typed: Mapping[str, str]) -> None:
    """The form, with what was typed in it; that of a new record where it was one of a record that is gone."""
    with suppress(CrmError):
        if ref:
            page.crm.get_any([noun], ref)
        page.fill(noun, ref, typed)
        return
    page.fill(noun, "", typed)


def ask(desk: "Desk", page: "Page", argv: Sequence[str], refs: Sequence[str]) -> None:
    """Whether a line shall be run after all."""

    def then(how: str) -> None:
        if how == DO:
            desk.perform(argv, refs)

    options = {DO: _(N_("write it now")), DROP: _(N_("throw it away"))}
    page.choose(_("not written yet: {line}").format(line=join(["crm", *argv])), options, then)

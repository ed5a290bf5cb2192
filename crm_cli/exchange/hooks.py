"""Hooks: programs in a folder that only its owner can write, run with a limit, that are told of records and may refuse."""

import os
import stat
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from crm_cli import paths
from crm_cli.agenda.phrases import read_noun
from crm_cli.errors import CrmError, Denied, Invalid
from crm_cli.exchange import processes
from crm_cli.i18n import N_
from crm_cli.records import filters
from crm_cli.records.kinds import parts
from crm_cli.records.nouns.hooks import Hook
from crm_cli.records.record import Record
from crm_cli.records.registry import NOUNS, noun, visible
from crm_cli.workspace import Workspace

INSIDE = "CRM_HOOK"  # what a program that a hook runs finds set: before or after
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "SYSTEMROOT", "CRM_CONFIG", "CRM_LANG", "CRM_TZ", "CRM_NOW", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")  # fmt: skip
SHORTEST, LONGEST = Decimal("0.1"), Decimal(60)
LINE = 300
OWN = "hook"  # a hook that stands in everybody's way must not stand in the way of being changed


def folder() -> Path:
    """Where the programs lie."""
    return paths.data_folder() / "hooks"


def complete(crm: Workspace, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A hook is written only if it can be run; whoever writes it allows it in this copy of the base."""
    hook = {
        name: values.get(name, getattr(record, name, None))
        for name in ("noun_name", "fields", "file", "seconds", "active")
    }
    found: dict[str, Any] = {"machine": crm.device}
    if hook["noun_name"]:
        found["noun_name"] = _noun(str(hook["noun_name"]))
    if hook["fields"]:
        found["fields"] = _fields(crm, found.get("noun_name"), str(hook["fields"]))
    if not SHORTEST <= Decimal(hook["seconds"] or 0) <= LONGEST:
        raise Invalid(N_("a hook has from {least} to {most} seconds"), least=SHORTEST, most=LONGEST, hint="--seconds 5")
    if hook["active"] and hook["file"]:
        checked(str(hook["file"]))
    return found


def _noun(text: str) -> str:
    name = read_noun(text) or noun(text).name
    if name == OWN or NOUNS[name].internal:
        raise Invalid(
            N_("there are no hooks for “{name}”"), hint=N_("one of {known}"), name=text, known=", ".join(nouns())
        )
    return name


def _fields(crm: Workspace, whose: str | None, text: str) -> str:
    """Fields by their own names."""
    if whose is None:
        raise Invalid(N_("fields are those of a noun"), hint="--noun-name opp --fields stage,amount")
    return ",".join(filters.find_field(whose, name, crm).name for name in parts(text))


def nouns() -> list[str]:
    """The nouns that hooks are told of."""
    return [name for name in visible() if name != OWN]


def checked(file: str) -> Path:
    """The program, looked at anew each time; refused unless it and its folder are the user's own, and nobody else can write them."""
    here = folder()
    if file in ("", ".", "..") or Path(file).name != file:
        raise Invalid(
            N_("a hook's program is the name of a file in {folder}, and not “{file}”"), folder=str(here), file=file
        )
    if not here.is_dir():
        paths.make_private(here)
    _must_be_own(here)
    path = here / file
    if path.is_symlink() or not path.is_file():
        raise Denied(N_("there is no program {path}"), hint=N_("put it there; a link is none"), path=str(path))
    _must_be_own(path)
    if not os.access(path, os.X_OK):
        raise Denied(N_("{path} is not executable"), hint="chmod u+x {path}", path=str(path))
    return path


def _must_be_own(path: Path) -> None:
    if os.name != "posix":  # elsewhere the folder of a user's data is his alone, and modes say nothing
        return
    found = path.lstat()
    if found.st_uid != os.geteuid():
        raise Denied(N_("{path} belongs to somebody else"), hint=N_("hooks are programs of your own"), path=str(path))
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Denied(N_("others can write to {path}"), hint="chmod go-w {path}", path=str(path))


def active(crm: Workspace, moment: str) -> list[Hook]:
    """The hooks of a moment that run in this copy of the base."""
    return crm.where(Hook, active=1, moment=moment, machine=crm.device)


def wants(hook: Hook, noun_name: str, kind: str, changed: set[str]) -> bool:
    """Whether a hook is to be told that this happened to a record of that noun."""
    if hook.noun_name not in (None, noun_name) or hook.event not in ("any", kind):
        return False
    return kind != "change" or not hook.fields or bool(changed & set(parts(hook.fields)))


def run(hook: Hook, told: bytes, *, base: Path, user: str | None) -> processes.Ran:
    """Give it what happened, and hear what it says; :class:`Denied` where it cannot be run."""
    path = checked(hook.file)
    try:
        return processes.run(
            path, told, environment=_environment(hook.moment, base, user), folder=folder(), seconds=float(hook.seconds)
        )
    except OSError as error:
        raise Denied(
            N_("{path} cannot be run: {why}"), path=str(path), why=error.strerror or type(error).__name__
        ) from None


def _environment(moment: str, base: Path, user: str | None) -> dict[str, str]:
    """Little of the user's own, the base, and that a hook runs."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return (
        {"PATH": os.defpath, "PYTHONIOENCODING": "utf-8"}
        | kept
        | {"CRM_DB": str(base), INSIDE: moment}
        | ({"CRM_USER": user} if user else {})
    )


def refusal(hook: Hook, ran: processes.Ran) -> CrmError | None:
    """What is said where the program did not end well; None where it did."""
    if ran.code == 0:
        return None
    if ran.code is None:
        return Denied(N_("the hook {name} did not end within {seconds} s"), hint="crm hook edit {ref} --seconds 10", name=hook.name, seconds=hook.seconds, ref=hook.ref)  # fmt: skip
    if ran.code < 0:
        return Denied(N_("the hook {name} was ended by signal {signal}"), hint="crm hook run {ref}", name=hook.name, signal=-ran.code, ref=hook.ref)  # fmt: skip
    if why := said(ran):
        return Denied(N_("the hook {name} refused: {why}"), name=hook.name, why=why)
    return Denied(
        N_("the hook {name} refused and did not say why (exit code {exit_code})"), name=hook.name, exit_code=ran.code
    )


def said(ran: processes.Ran) -> str:
    """The first line it wrote to stdout, else the last to stderr, which is where a broken program says what is wrong."""
    lines = _lines(ran.out)[:1] or _lines(ran.err)[-1:]
    return lines[0][:LINE] if lines else ""


def _lines(text: bytes) -> list[str]:
    """The lines that say something; bytes that are no text are shown as such."""
    found = text.decode("utf-8", "backslashreplace").splitlines()
    return [line.strip() for line in found if line.strip()]


def findings(crm: Workspace) -> Iterator[tuple[Hook, CrmError]]:
    """The hooks that would not run, and why."""
    for hook in crm.where(Hook, active=1):
        if hook.machine != crm.device:
            yield hook, Denied(N_("it was set up in another copy of the base and does not run in this one"))
            continue
        try:
            checked(hook.file)
        except CrmError as error:
            yield hook, error


def note(line: str, stamp: str) -> None:
    """Write down for later what went wrong after a step."""
    path = paths.log_file()
    try:
        paths.make_private(path.parent)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            path.chmod(0o600)
            log.write(f"{stamp} {line}\n")
    except OSError:  # it was said on the terminal too
        return

"""Backups of a base: made, kept, looked through, and put back in its place."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from crm_cli.clock import Clock, written
from crm_cli.errors import Busy, Conflict, CrmError, Failure, Invalid, NotFound
from crm_cli.i18n import N_
from crm_cli.paths import make_private
from crm_cli.workspace import keeping
from crm_cli.workspace.keeping import Finding, Lost, Summary

STAMP = "%Y%m%dT%H%M%SZ"
NAME = r"-(\d{8}T\d{6}Z)(?:-\d+)?(-before-restore)?\.db"
SUMS = ".sha256"
OLD = timedelta(days=7)


class Backup(NamedTuple):
    """A backup: when it was made, its size in bytes, what it holds if it can be read, and when it was last found to be whole."""

    path: Path
    at: str
    size: int
    holds: Summary | None
    verified: str | None


class Restored(NamedTuple):
    """What restoring did: what the base holds now, and where what it was is kept."""

    holds: Summary
    before: Path | None


def folder(base: Path) -> Path:
    """Where the backups of a base are kept."""
    return base.parent / "backups"


def add(base: Path, clock: Clock, to: str | None = None, keep: int | None = None) -> tuple[Backup, list[Path]]:
    """A new backup, looked through before it has its name; with ``keep`` the older ones beyond that number go, and are named."""
    keeping.summary(base)
    target = _target(base, clock, to)
    if keeping.copy(base, target):
        raise Failure(N_("there is no backup, for the base is damaged"), hint="crm doctor")
    _sign(target, clock)
    backup = _of(target, keeping.summary(target))
    return backup, _forget(base, target.parent, keep) if keep else []


def _target(base: Path, clock: Clock, to: str | None) -> Path:
    if to is None:
        return _free(make_private(folder(base)), base, clock)
    path = Path(to).expanduser()
    if path.is_dir() or to.endswith(("/", "\\")):
        return _free(make_private(path), base, clock)
    if path.exists():
        raise Conflict(
            N_("{path} is there already; a backup writes over nothing"),
            hint=N_("name a folder, or another file"),
            path=to,
        )
    if not path.parent.is_dir():
        raise NotFound(N_("there is no folder {path}"), path=str(path.parent))
    return path


def _free(place: Path, base: Path, clock: Clock, after: str = "") -> Path:
    """A name by the base and the time, not taken yet."""
    start = f"{base.stem}-{clock.now():{STAMP}}"
    names = (f"{start}{count}{after}.db" for count in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(place / name for name in names if not (place / name).exists())


def _forget(base: Path, place: Path, keep: int) -> list[Path]:
    """Remove what is beyond the newest ``keep`` backups of this base; those made before a restore stay."""
    named = [one for one in listed(base, place) if one.holds and not one.path.stem.endswith("-before-restore")]
    gone = [backup.path for backup in named[keep:]]
    for path in gone:
        path.unlink()
        _sums(path).unlink(missing_ok=True)
    return gone


def listed(base: Path, place: Path | None = None) -> list[Backup]:
    """The backups of a base in a folder, the newest first."""
    place = place or folder(base)
    pattern = re.compile(re.escape(base.stem) + NAME)
    names = [path for path in place.glob("*.db") if pattern.fullmatch(path.name)] if place.is_dir() else []
    found = [_of(path, holds) for path, holds in keeping.same_base(base, names)]
    return sorted(found, key=lambda backup: (backup.at, backup.path.name), reverse=True)


def _of(path: Path, holds: Summary | None) -> Backup:
    return Backup(path, _made(path), path.stat().st_size, holds, _verified(path))


def _made(path: Path) -> str:
    """When a backup was made: by its name, else by its file."""
    found = re.search(r"(\d{8}T\d{6}Z)", path.name)
    if found:
        return written(datetime.strptime(found[1], STAMP).replace(tzinfo=UTC))
    return written(datetime.fromtimestamp(path.stat().st_mtime, UTC))


# --- looked through


def verify(path: Path, clock: Clock) -> list[Finding]:
    """What is wrong with a backup: nothing, or a byte that is not as it was written, or what a base must hold and this does not."""
    signed = _sums(path)
    if _differs(path):
        wrong = keeping.Wrong(N_("the file is not as it was written: its SHA-256 differs"), {})
        return [keeping.Finding("bytes", N_("every byte"), [wrong], 1, N_("take another backup: crm backup list"))]
    keeping.summary(path)
    found = [finding for finding in keeping.checked(path) if not finding.ok]
    if not found and signed.exists():
        _sign(path, clock)
    return found


def _differs(path: Path) -> bool:
    """A byte is not as it was; of a file without its sum, and of one that somebody has open as a base, this cannot be said."""
    signed = _sums(path)
    known = signed.exists() and path.exists() and not any(side.exists() for side in keeping.beside(path))
    return known and _digest(path) not in signed.read_text("utf-8")


def _sums(path: Path) -> Path:
    return path.with_name(path.name + SUMS)


def _sign(path: Path, clock: Clock) -> None:
    """Write the sum of every byte beside the backup, as ``sha256sum --check`` reads it."""
    signed = _sums(path)
    signed.write_text(f"# verified {clock.stamp()}\n{_digest(path)}  {path.name}\n", encoding="utf-8")
    signed.chmod(0o600)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verified(path: Path) -> str | None:
    signed = _sums(path)
    found = re.search(r"^# verified (\S+)$", signed.read_text("utf-8"), re.MULTILINE) if signed.exists() else None
    return found[1] if found else None


# --- put back


def foreseen(base: Path, path: Path, clock: Clock) -> list[Lost] | None:
    """What restoring a backup would lose, by who made it, or None where the base cannot tell; what is no sound backup of it is refused."""
    if path.resolve() == base.resolve():
        raise Invalid(N_("{path} is the base itself"), hint="crm backup list", path=str(path))
    if verify(path, clock):
        raise Failure(N_("{path} is damaged; nothing was changed"), hint="crm backup verify {path}", path=str(path))
    holds = keeping.summary(path)
    if not _holds_something(base):
        return []
    mine = keeping.identity(base)
    if mine is not None and mine != holds.base:
        raise Conflict(N_("{path} is a backup of another base"), hint="crm --db FILE backup restore …", path=str(path))
    try:
        return keeping.lost(base, path)
    except CrmError:
        return None


def _holds_something(base: Path) -> bool:
    return base.exists() and base.stat().st_size > 0


def restore(base: Path, path: Path, clock: Clock) -> Restored:
    """Make the base what the backup is. What it was until now is kept as a backup of its own; nothing is done where that fails."""
    before = None
    if _holds_something(base):
        before = _free(make_private(folder(base)), base, clock, "-before-restore")
        _keep(base, before, clock)
    else:
        make_private(base.parent)
    aside = base.with_name(f"{base.name}.damaged-{clock.now():{STAMP}}")
    keeping.put_back(path, base, aside)
    return Restored(keeping.summary(base), before)


def _keep(base: Path, before: Path, clock: Clock) -> None:
    try:
        sound = not keeping.copy(base, before)
    except Busy:
        raise
    except CrmError:  # whatever is wrong with it, a copy as it is will do
        sound = False
    if sound:
        _sign(before, clock)
    else:
        keeping.copy_as_it_is(base, before)


# --- whether there is one


def overdue(base: Path, clock: Clock) -> Iterator[keeping.Wrong]:
    """Nothing of the last week's work stands in a backup."""
    holds = keeping.summary(base)
    latest = next((one.holds for one in listed(base) if one.holds), None)
    made = next((one.at for one in listed(base) if one.holds), "")
    if holds.first is None or (clock.now() - datetime.fromisoformat(holds.first)) < OLD:
        return
    if latest is None:
        yield keeping.Wrong(N_("there is no backup in {folder}"), {"folder": str(folder(base))})
    elif clock.now() - datetime.fromisoformat(made) > OLD and latest.steps != holds.steps:
        days = (clock.now() - datetime.fromisoformat(made)).days
        yield keeping.Wrong(
            N_("the last backup is {days} days old, and {steps} steps were made since"),
            {"days": days, "steps": holds.steps - latest.steps},
        )

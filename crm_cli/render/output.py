"""Where text goes other than straight to stdout: a file that is whole or not there, or the user's pager."""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, cast

from crm_cli.errors import Failure, NotFound
from crm_cli.i18n import N_
from crm_cli.render.encoding import HANDLER

if TYPE_CHECKING:
    from subprocess import Popen  # slow to import, and only paging needs it

_PAGER = "less -FIRX"
_CLOSED = (errno.EPIPE, errno.EINVAL)  # Windows says EINVAL of a closed pipe


@contextlib.contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """A text file to write, UTF-8 with ``\\n``, that takes its name only when all of it is on the disk."""
    with _whole(path, mode="w", encoding="utf-8", errors=HANDLER, newline="\n") as file:
        yield file


@contextlib.contextmanager
def opened_bytes(path: Path) -> Iterator[BinaryIO]:
    """The same for bytes."""
    with _whole(path, mode="wb") as file:
        yield file


@contextlib.contextmanager
def _whole(path: Path, **how: Any) -> Iterator[Any]:
    target = Path(os.path.realpath(path))
    part = target if _special(target) else target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with open(part, opener=_privately, **how) as file:
            yield file
            file.flush()
            if part is not target:
                os.fsync(file.fileno())
        if part is not target:
            _replace(part, target)
    except OSError as error:
        raise refusal(error, path) from error
    finally:
        if part is not target:
            part.unlink(missing_ok=True)


def _privately(path: str, flags: int) -> int:
    """What is written holds clients: for its owner only."""
    return os.open(path, flags, 0o600)


def _special(target: Path) -> bool:
    """Whether it is a device or a pipe (``/dev/stdout``), which is written into; a folder refuses that at once."""
    return target.exists() and not target.is_file()


def _replace(part: Path, target: Path) -> None:
    if target.exists():
        part.chmod(target.stat().st_mode & 0o777)
    part.replace(target)


def refusal(error: OSError, path: Path | str) -> Failure | NotFound:
    """What the system said about a file, as an error of ours."""
    folder = str(Path(path).parent)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return NotFound(N_("there is no folder {folder}"), hint="mkdir -p {folder}", folder=folder)
    if isinstance(error, PermissionError):
        return Failure(N_("you may not write {path}"), path=str(path))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Failure(N_("the disk is full; {path} was not written"), path=str(path))
    return Failure(N_("{path} can't be written: {reason}"), path=str(path), reason=error.strerror or str(error))


def is_closed(error: OSError) -> bool:
    """Whether the reader of a pipe has gone."""
    return error.errno in _CLOSED


def pager() -> list[str]:
    """The user's pager as words, or none: ``CRM_PAGER``, ``PAGER``, then ``less``."""
    import shlex  # only a long list on a terminal needs it

    wanted = os.environ.get("CRM_PAGER", os.environ.get("PAGER") or _PAGER)
    return shlex.split(wanted)


@contextlib.contextmanager
def paged(out: TextIO) -> Iterator[TextIO]:
    """The pager's input where a person reads (stdout and stdin are terminals), else ``out`` itself."""
    process = _started(out) if out.isatty() and sys.stdin is not None and sys.stdin.isatty() else None
    if process is None:
        yield out
        return
    sheet = cast(TextIO, process.stdin)
    try:
        yield sheet
    except OSError as error:  # the reader has seen enough
        if not is_closed(error):
            raise
    finally:
        with contextlib.suppress(OSError):
            sheet.close()
        _wait(process)


def _started(out: TextIO) -> "Popen[str] | None":
    import subprocess  # only a long list on a terminal needs it

    words, coded = pager(), out.encoding or "utf-8"
    if not words:
        return None
    out.flush()
    try:
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=out, encoding=coded, errors=HANDLER)
    except OSError:  # no such pager: the list is shown all the same
        return None


def _wait(process: "Popen[str]") -> None:
    """Until the reader leaves the pager, which answers ctrl+c itself."""
    while True:
        try:
            process.wait()
            return
        except KeyboardInterrupt:
            continue

"""Opens what a person named: a file of this disk, read as it is or refused, or what comes in by a pipe."""

import io
import os
import shutil
import stat
import tempfile
import weakref
from pathlib import Path
from typing import BinaryIO

from crm_cli.errors import Conflict, Denied, Failure, Invalid, NotFound
from crm_cli.exchange.reading import encodings
from crm_cli.exchange.reading.sheets import BLOCK, Opened
from crm_cli.i18n import N_

LARGEST_PIPED = 2 << 30
ARCHIVES = (b"PK", b"\xd0\xcf", b"\x1f\x8b")
JSON = (b"[", b"{")
_Seen = tuple[int, int, int]


def opened(path: Path) -> Opened:
    """What opens the file again and again; every reading must find it as the first one did."""
    seen = _looked_at(path)

    def again() -> BinaryIO:
        return io.BufferedReader(_Steady(path, seen), BLOCK)

    try:
        again().close()
    except PermissionError:
        raise Denied(N_("you may not read {path}"), path=path) from None
    except OSError as error:
        raise _unreadable(path, error) from None
    return again


def _looked_at(path: Path) -> _Seen:
    """Its state by its name, before it is opened: to open a pipe that nobody writes to would wait for ever."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise NotFound(N_("there is no file {path}"), path=path) from None
    except PermissionError:
        raise Denied(N_("you may not read {path}"), path=path) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if stat.S_ISDIR(found.st_mode):
        raise Invalid(N_("{path} is a folder"), path=path)
    if not stat.S_ISREG(found.st_mode):
        raise Invalid(
            N_("{path} is no file but a device or a pipe"), hint=N_("give its content on stdin, as -"), path=path
        )
    return _state(found)


def _unreadable(path: Path, error: Exception) -> Failure:
    reason = getattr(error, "strerror", None) or str(error)
    return Failure(N_("{path} can't be read: {reason}"), path=path, reason=reason)


def _state(found: os.stat_result) -> _Seen:
    return found.st_ino, found.st_size, found.st_mtime_ns


class _Steady(io.FileIO):
    """A file that must not change while it is read: half of it old and half of it new would be neither."""

    def __init__(self, path: Path, seen: _Seen) -> None:
        super().__init__(path, "rb")
        self._path, self._seen = path, seen
        try:
            self._check()
        except Conflict:
            self.close()
            raise

    def readinto(self, buffer: object, /) -> int:
        count = super().readinto(buffer)  # type: ignore[arg-type]
        if not count:
            self._check()
        return count

    def _check(self) -> None:
        if _state(os.fstat(self.fileno())) != self._seen:
            raise Conflict(
                N_("{path} changed while it was read; nothing was imported"), hint=N_("try again"), path=self._path
            )


def kept(stream: BinaryIO) -> Opened:
    """What a pipe brings, kept in a file of our own, which is read again and again and goes with the process."""
    start = stream.read(BLOCK)
    if len(start) < BLOCK:
        return lambda: io.BytesIO(start)
    kept_ = Kept()
    size = len(start)
    lines = None if start.lstrip()[:2] in ARCHIVES or start.lstrip()[:1] in JSON else encodings.Lines()
    with kept_.path.open("wb") as file:
        file.write(start)
        while block := stream.read(BLOCK):
            size += len(block)
            if lines:
                lines.check(block)
            if size > LARGEST_PIPED:
                raise Invalid(
                    N_("stdin brings more than {most} GB"),
                    hint=N_("import it from a file"),
                    most=LARGEST_PIPED >> 30,
                )
            file.write(block)
    return kept_


class Kept:
    """A file of our own that nobody else may read, and that goes when nobody needs to open it any more."""

    def __init__(self) -> None:
        handle, name = tempfile.mkstemp(prefix="crm-")
        os.close(handle)
        self.path = Path(name)
        weakref.finalize(self, self.path.unlink, missing_ok=True)

    def __call__(self) -> BinaryIO:
        return self.path.open("rb")


def copied(source: BinaryIO) -> BinaryIO:
    """The same content in a file that another process can be given."""
    file = tempfile.TemporaryFile(prefix="crm-")  # noqa: SIM115 - the caller closes it
    shutil.copyfileobj(source, file, BLOCK)
    file.seek(0)
    return file

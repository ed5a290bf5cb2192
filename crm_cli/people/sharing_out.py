"""Shares work out among processes of its own: each is told how to begin, then gets one piece of the work after the other.

Answers come in the order of the pieces, whoever made them, so that nobody can tell how many have worked. A process talks with
whoever started it through its pipes alone, and ends when these are closed, however that came about.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from itertools import cycle
from pathlib import Path
from typing import IO, Any

from crm_cli.clock import Clock
from crm_cli.errors import CrmError, Failure
from crm_cli.i18n import N_
from crm_cli.workspace import Workspace, open_workspace

MOST = 4  # processes: more of them would wait for the one who shares out
# A group of its own: Ctrl+C is meant for whoever asked, who then ends the others.
APART: dict[str, Any] = {"process_group": 0}
if sys.platform == "win32":
    APART = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
Work = Callable[[Any], Any]
Begin = Callable[[], Work]


def doing(work: Work) -> Begin:
    """To do a work that needs no beginning."""
    return partial(partial, work)


class Alone:
    """Everything is done here, in the base that is open."""

    def __init__(self, crm: Workspace) -> None:
        self.crm = crm

    def within(self, make: Callable[..., Work], *told: Any) -> Begin:
        """To do a work that is made for a base."""
        return partial(make, self.crm, *told)

    def prepare(self, work: Work) -> None:
        """All is there."""

    def each(self, begin: Begin, pieces: Iterable[Any]) -> Iterator[Any]:
        """What comes of each piece."""
        yield from map(begin(), pieces)


class Helper:
    """A process that works for this one."""

    def __init__(self) -> None:
        root = str(Path(__file__).parents[2])
        found = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        # -P: nothing is imported from the folder one happens to be in.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=None if os.environ.get("CRM_DEBUG") else subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": found}, **APART,
        )  # fmt: skip

    def give(self, what: Any) -> None:
        """Something to begin, or a piece of it."""
        with _told():
            _put(self.process.stdin, what)

    def take(self) -> Any:
        """What came of a piece, or the error that came of it."""
        with _told():
            found = pickle.load(self.process.stdout)  # type: ignore[arg-type]  # noqa: S301 - our own process wrote it
        if isinstance(found, Refusal):
            raise found.error()
        return found

    def end(self) -> None:
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                pipe and pipe.close()
        self.process.wait()


class Helpers:
    """Several processes; each has one piece at a time, so that none waits to be heard while it is spoken to."""

    def __init__(self, file: Path, helpers: Sequence[Helper]) -> None:
        self.file, self.helpers = file, helpers

    def within(self, make: Callable[..., Work], *told: Any) -> Begin:
        """To do a work that is made for a base: each process opens it for itself."""
        return partial(_in, self.file, make, *told)

    def prepare(self, work: Work) -> None:
        """The processes load what this work needs, while something else is done here."""
        deque(self.each(doing(work), ()))

    def each(self, begin: Begin, pieces: Iterable[Any]) -> Iterator[Any]:
        """What comes of each piece."""
        for helper in self.helpers:
            helper.give(begin)
        busy: deque[Helper] = deque()
        for helper, piece in zip(cycle(self.helpers), pieces):
            if len(busy) == len(self.helpers):
                yield busy.popleft().take()
            helper.give(piece)
            busy.append(helper)
        while busy:
            yield busy.popleft().take()
        for helper in self.helpers:
            helper.give(None)


class Refusal:
    """An error of ours that a process met, fit to be sent."""

    def __init__(self, error: CrmError) -> None:
        self.kind, self.message, self.hint = type(error), error.message, error.hint
        self.values: dict[str, Any] = dict(error.values)

    def error(self) -> CrmError:
        return self.kind(self.message, hint=self.hint, **self.values)


def _in(file: Path, make: Callable[..., Work], *told: Any) -> Work:
    return make(_opened(file), *told)


@cache
def _opened(file: Path) -> Workspace:
    crm = open_workspace(file, clock=Clock())
    crm.only_read()
    return crm


@contextmanager
def shared(crm: Workspace, wanted: int) -> Iterator[Alone | Helpers]:
    """So many processes, as far as they can be had; they end with the block. A base in memory is nobody else's."""
    helpers: list[Helper] = []
    try:
        with suppress(OSError):  # no more processes are allowed here: those that there are do it, or this one
            for _process in range(wanted if wanted > 1 and crm.file else 0):
                helpers.append(Helper())
        yield Helpers(crm.file, helpers) if crm.file and helpers else Alone(crm)
    finally:
        for helper in helpers:
            helper.end()


def processes() -> int:
    """How many processes this machine has work for."""
    return min(os.cpu_count() or 1, MOST)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (EOFError, OSError, pickle.UnpicklingError):
        raise Failure(
            N_("a process that helped was ended from outside; nothing was written"),
            hint=N_("run the same command again"),
        ) from None


def _put(to: IO[bytes] | None, what: Any) -> None:
    if to:
        pickle.dump(what, to, pickle.HIGHEST_PROTOCOL)
        to.flush()


def work(given: IO[bytes], to: IO[bytes]) -> None:
    """Begin what is given, do every piece of it, then the next, until nobody is there any more."""
    with suppress(EOFError, BrokenPipeError):
        while True:
            begin = pickle.load(given)  # noqa: S301 - whoever started this process wrote it
            try:
                do = begin()
            except CrmError as error:
                do = _refusing(error)
            while (piece := pickle.load(given)) is not None:  # noqa: S301 - as above
                try:
                    found = do(piece)
                except CrmError as error:
                    found = Refusal(error)
                _put(to, found)


def _refusing(error: CrmError) -> Work:
    return lambda _piece: Refusal(error)


if __name__ == "__main__":
    import gc  # as in any run of ours: it makes less garbage than looking for it costs

    gc.disable()
    # Run by name this module is another than the one its answers are read by.
    from crm_cli.people import sharing_out

    sharing_out.work(sys.stdin.buffer, sys.stdout.buffer)

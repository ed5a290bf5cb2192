"""How far a long work is, on a terminal only: rows, how many a second, and the time that is left."""

from collections.abc import Iterator
from contextlib import contextmanager

from crm_cli.clock import ticks
from crm_cli.context import Run
from crm_cli.i18n import _, ngettext

FIRST, PAUSE, SURE = 0.5, 0.2, 2.0  # seconds: before the first word, between two, before a guess at the time left


class Progress:
    """Rows as they pass, of about so many; then the records that change, one by one."""

    def __init__(self, run: Run, total: int = 0) -> None:
        self.run, self.total, self.done = run, total, 0
        self.begun = self.told = self.changes_began = ticks()
        self.said = False
        self.wanted = run.err.isatty() and not run.quiet

    def rows(self, more: int) -> None:
        """So many more rows are done."""
        self.done += more
        if self._is_time():
            said = ngettext("{n} row", "{n} rows", self.done).format(n=f"{self.done:,}")
            self._tell(said, self.done, self.total, self.begun)

    def changes(self, done: int, total: int) -> None:
        """So many of the records that change are done."""
        if done == 0:
            self.changes_began = ticks()
        if self._is_time():
            said = _("{n} of {total} changes").format(n=f"{done:,}", total=f"{total:,}")
            self._tell(said, done, total, self.changes_began)

    def _is_time(self) -> bool:
        now = ticks()
        return self.wanted and now - self.begun >= FIRST and (not self.said or now - self.told >= PAUSE)

    def _tell(self, said: str, done: int, total: int, begun: float) -> None:
        self.told, self.said = ticks(), True
        seconds = max(self.told - begun, 0.001)
        words = [said, _("{n} a second").format(n=f"{done / seconds:,.0f}")]
        if done and total >= done and seconds >= SURE:
            words.append(_("{time} left").format(time=lasting(seconds * (total - done) / done)))
        self.run.err.write("\r" + " · ".join(words) + "\033[K")
        self.run.err.flush()

    def close(self) -> None:
        """Wipe the line away."""
        if self.said:
            self.run.err.write("\r\033[K")
            self.run.err.flush()
            self.said = False


def lasting(seconds: float) -> str:
    """``0:42``, ``12:05``."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"


@contextmanager
def progress(run: Run, total: int = 0) -> Iterator[Progress]:
    """What is told how far the work is. Ctrl+C says that nothing was written: all of it is one transaction."""
    found = Progress(run, total)
    try:
        yield found
    except KeyboardInterrupt:
        found.close()
        run.err.write("\n" if run.err.isatty() else "")
        run.renderer.say(_("interrupted; nothing was written"))
        raise
    finally:
        found.close()

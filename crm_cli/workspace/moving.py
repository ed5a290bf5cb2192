"""A base that moves: taken out whole with its log, brought into an empty file, or into another copy of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crm_cli.store import steps as log
from crm_cli.workspace.past import Past

if TYPE_CHECKING:
    from crm_cli.store.arriving import Arriving
    from crm_cli.store.devices import Vector
    from crm_cli.store.meeting import Meeting
    from crm_cli.store.oplog import Logged
    from crm_cli.store.outgoing import About


class _RehearsedError(Exception):
    """What came in is not to stay; the step is rolled back."""


class Moving(Past):
    """What moving a base asks; each part of the store is imported when it is first used."""

    def logged(self) -> "Iterator[Logged]":
        """The whole log, as other copies of the base need it."""
        from crm_cli.store import oplog  # only where copies meet

        return oplog.read(self.store)

    def about(self) -> "About":
        """What the base says of itself to other copies."""
        from crm_cli.store import outgoing  # only where copies meet

        with self.store.errors():
            return outgoing.about(self.store)

    def log_lines(self) -> Iterator[str]:
        """The log as lines of JSON, several at once."""
        from crm_cli.store import outgoing  # only where copies meet

        return outgoing.log(self.store)

    def is_begun_only(self) -> bool:
        """Nobody wrote anything here but what beginning a base writes."""
        from crm_cli.store import arriving  # only where copies meet

        return arriving.is_begun_only(self.store)

    @contextmanager
    def arriving(self, base: str, settings: dict[str, str | None]) -> "Iterator[Arriving]":
        """What is written inside becomes the base, in place of what was only begun."""
        from crm_cli.store import arriving  # only where copies meet

        self.must_be_free()
        with arriving.arriving(self.store, base, settings) as found:
            yield found
        self._me = None
        self.forget_fields()

    @contextmanager
    def meeting(
        self, there: "Vector", take: "Callable[[Meeting], None]", *, once: str | None = None, dry_run: bool = False
    ) -> "Iterator[Meeting]":
        """The step that takes in what another copy did: ``take`` puts its steps before it; a dry run writes nothing."""
        from crm_cli.store import arriving, meeting  # only where copies meet

        self.must_be_free()
        found: list[meeting.Meeting] = []

        def begin() -> None:
            found.append(meeting.Meeting(self.store, there))
            take(found[0])
            found[0].incoming.close()

        try:
            with (
                arriving.unlinked(self.store),
                log.step(self.store, self.me, self.command, kind="import", once=once, before=begin) as self._step,
            ):
                found[0].begin(self._step)
                yield found[0]
                found[0].close()
                if dry_run:
                    raise _RehearsedError
        except _RehearsedError:
            pass
        finally:
            self._step = None
            self.store.read_settings()
            self.forget_fields()

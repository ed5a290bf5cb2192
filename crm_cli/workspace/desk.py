"""Who works, on which base, in which step: what every part of a workspace stands on."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from crm_cli.clock import Clock
from crm_cli.errors import CrmError, Denied, NotFound
from crm_cli.i18n import N_
from crm_cli.records import kinds
from crm_cli.records.countries import Country
from crm_cli.store import lookup
from crm_cli.store import steps as log
from crm_cli.store.store import Store

if TYPE_CHECKING:  # working days are counted by few commands
    from crm_cli.records.workdays import Workdays


class Watch(Protocol):
    """Who is told of every step, by its number and kind: before it is kept, when an error takes it back, and after."""

    def before(self, crm: Any, step: int, kind: str) -> None: ...

    def after(self, crm: Any, step: int, kind: str) -> None: ...


class Desk:
    """One person at an open base: ``user`` as set, else whoever has this ``login``; ``command`` is what the log will say.

    ``watch`` is told of every step; ``held`` says why nothing may be written, where that is so; ``by_rule`` that what is written is
    what the team's own rules say, and not what this person wants; ``begins`` that the step is the one by which the base gets its users. ``machine`` gives the name of the one it is, which only jobs want to know.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        command: str = "",
        user: str | None = None,
        login: str = "",
        machine: Callable[[], str] = str,
    ) -> None:
        self.store, self.clock, self.command = store, clock, command
        self.user, self.login, self.machine = user, login, machine
        self.own_views: Mapping[str, str] = {}
        self.watch: Watch | None = None
        self.held: CrmError | None = None
        self.by_rule = False
        self.begins = False
        self._me: str | None = None
        self._step: int | None = None
        self._since: str | None = None
        self._waiting: dict[Hashable, Callable[[], object]] = {}
        self._recalled: dict[tuple[str, str], Any] = {}

    @property
    def country(self) -> Country:
        return self.store.country

    @property
    def currency(self) -> str:
        """The currency of the base."""
        return self.store.currency

    @property
    def reading(self) -> kinds.Reading:
        return kinds.Reading(self.country, self.clock, self.currency, self.workdays)

    def workdays(self) -> "Workdays":
        """Which days are worked here: as the team set it, else as the country says."""
        from crm_cli.records.workdays import workdays  # few commands count working days

        return workdays(self.country.code, self.store.settings.get("work.days"), lookup.holidays(self.store))

    @property
    def me(self) -> str | None:
        """The id of the user who works; None where the base has no users yet."""
        if self._me is None:
            self._me = self._whoever()
        return self._me

    def _whoever(self) -> str | None:
        if self.user:
            found = lookup.users_called(self.store, self.user)
            if not found and lookup.users(self.store):
                raise NotFound(N_("there is no user “{name}” in this base"), hint="crm user list", name=self.user)
        else:
            found = lookup.users(self.store)
        if len(found) > 1 and self.login:
            found = lookup.users_called(self.store, self.login) or found
        if len(found) > 1:
            raise Denied(
                N_("this base has several users and it is not said who you are"), hint="crm config set user NAME"
            )
        return found[0] if found else None

    def _whoever_reads(self) -> str | None:
        """The user where it is known; what is only read does not need to know."""
        try:
            return self.me
        except Denied:
            return None

    @contextmanager
    def step(self, command: str | None = None, *, kind: str = "do", once: str | None = None) -> Iterator[int]:
        """One step; inside another it is a part of that one."""
        if self._step is not None:
            yield self._step
            return
        with self._opened(command or self.command, kind, once=once) as number:
            yield number

    @contextmanager
    def _opened(self, command: str, kind: str, *, target: int | None = None, once: str | None = None) -> Iterator[int]:
        """A step of its own, of which the watch is told before it is kept and after."""
        self.must_be_free()
        self.begins = self.me is None
        with log.step(self.store, self.me, command, kind=kind, target=target, once=once) as number:
            self._step = number
            try:
                yield number
                self.settle()
                if self.watch:
                    self.watch.before(self, number, kind)
            finally:
                self._step, self.begins = None, False
                self._waiting.clear()
                self._recalled.clear()
        if self.watch and log.is_kept(self.store, number):
            self.watch.after(self, number, kind)

    def at_end(self, key: Hashable, work: Callable[[], object]) -> None:
        """Do this once before the step ends, however often it is asked for inside it; what it asks for itself is done already."""
        if self._step is None:
            work()
        else:
            self._waiting.setdefault(key, work)

    def settle(self) -> None:
        """Do now what waits for the end of the step."""
        while self._waiting:
            key, work = next(iter(self._waiting.items()))
            work()
            del self._waiting[key]

    def must_be_free(self) -> None:
        """Refuse to write where nothing may be written."""
        if self.held:
            raise self.held

    @property
    def device(self) -> str:
        """This copy of the base, among its copies."""
        return lookup.device(self.store)

    def automation(self) -> tuple[bool, bool]:
        """Whether the base has hooks and rules that are active."""
        return lookup.automation(self.store)

    @property
    def effective(self) -> str:
        """From when on a change holds: now, unless :meth:`since` says otherwise."""
        return self._since or self.clock.stamp()

    @contextmanager
    def since(self, moment: str | None) -> Iterator[None]:
        """Changes made inside hold from that moment on, not from the moment they are written down."""
        before, self._since = self._since, moment or self._since
        try:
            yield
        finally:
            self._since = before

    @contextmanager
    def ruled(self) -> Iterator[None]:
        """Changes made inside are the team's own rules at work."""
        before, self.by_rule = self.by_rule, True
        try:
            yield
        finally:
            self.by_rule = before

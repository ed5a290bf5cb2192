"""What was done: the history of a record, the steps, taking them back and bringing back what was removed."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.errors import Conflict, Invalid, NotFound, Word
from crm_cli.i18n import N_
from crm_cli.records import later
from crm_cli.records.record import Record, priced
from crm_cli.records.registry import Noun, load, rule
from crm_cli.records.registry import noun as named
from crm_cli.store import changes, lookup, rows
from crm_cli.store import steps as log
from crm_cli.workspace.uniting import Uniting

if TYPE_CHECKING:
    from crm_cli.store import happened, reversing
    from crm_cli.store.happened import Happened as Happened
    from crm_cli.store.sets import Kept
else:  # only where something is taken back, or somebody wants to know what was done
    happened = later.module("crm_cli.store.happened")
    reversing = later.module("crm_cli.store.reversing")


class _RehearsedError(Exception):
    """What was taken back is not to stay so; the step is rolled back."""


class Undone(NamedTuple):
    """What an undo or a redo did, or would do: the step it reversed, the step it made, what it left alone, and how many rows
    of which noun it added, changed and removed."""

    step: log.Step
    mine: int
    kept: "list[Kept]"
    tally: list[tuple[Noun, str, int]]


class Past(Uniting):
    """Everything that looks back."""

    def history(self, record: Record, field: str | None = None) -> list[tuple[log.Step, changes.Op]]:
        """Everything that was done to a record, in order."""
        with self.store.errors():
            found = changes.row_ops(self.store.db, named(record.noun), record.n)
        wanted = [op for op in found if field is None or field in op.body or f"x.{field}" in op.body]
        return [(log.get(self.store, op.step), op) for op in wanted]

    def lines_history(self, record: Record, noun: str) -> Iterator[list[tuple[log.Step, changes.Op]]]:
        """Everything that was done to each line of a record, those that were taken out among them; ``noun`` is what its lines are."""
        lines = named(noun)
        with self.store.errors():
            found = changes.rows_under(self.store.db, lines, record.noun, record.id)
            every = [changes.row_ops(self.store.db, lines, n) for n in found]
        for ops in every:
            yield [(log.get(self.store, op.step), op) for op in ops]

    def ops(self, step: int) -> list[changes.Op]:
        """The changes of a step."""
        with self.store.errors():
            return changes.ops(self.store.db, step)

    def happened(self, step: int, noun: str) -> "Iterator[Happened]":
        """What a step, an open one too, did to the records of a noun."""
        return happened.of(self.store, step, named(noun))

    def steps(
        self,
        *,
        mine: bool = False,
        by: str | None = None,
        number: int | None = None,
        kind: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> list[log.Step]:
        """The steps of everybody, mine, or those ``by`` the id of a user; the last first. ``until`` is the first moment after."""
        actor = self.me if mine else by
        return log.recent(self.store, number=number, actor=actor, kind=kind, since=since, until=until, limit=limit)

    def mark(self) -> log.Mark:
        """Where the log of the base stands now."""
        return log.mark(self.store)

    def look(self) -> log.Mark:
        """The same, of a base that is still where it was and that this program still knows."""
        self.store.stay()
        return self.mark()

    def came_by(self, then: log.Mark) -> bool:
        """Whether the log of this base has that mark; one restored from an older copy may not."""
        return log.has(self.store, then)

    def touched_since(self, then: log.Mark, noun: str) -> set[str]:
        """The ids of the records of a noun that were written since then."""
        return log.touched_since(self.store, then, named(noun))

    def revision(self, record: Record) -> int:
        """The number of the last change to a record."""
        return changes.revision(self.store.db, named(record.noun), record.n)

    def once(self, key: str) -> log.Step | None:
        """The step that was already made under this key."""
        return log.by_once(self.store, key)

    def undo(self, number: int | None = None, *, once: str | None = None, dry_run: bool = False) -> Undone:
        """Take back a step: my last one that still stands, or the one that is named; a dry run writes nothing."""
        wanted = log.get(self.store, number) if number is not None else self._last(("do", "import"))
        if wanted.kind == "export":
            raise Invalid(
                N_("step {number} took data out, which cannot be undone"), hint="crm exports", number=wanted.step
            )
        if wanted.kind == "send":
            raise Invalid(
                N_("step {number} sent something, which cannot be undone"),
                hint="crm schedule status",
                number=wanted.step,
            )
        return self._reverse(wanted, "undo", once, dry_run)

    def redo(self, number: int | None = None, *, once: str | None = None, dry_run: bool = False) -> Undone:
        """Take an undo back: my last one, or the one that took the named step back; a dry run writes nothing."""
        wanted = self.undo_of(number) if number is not None else self._last(("undo",))
        return self._reverse(wanted, "redo", once, dry_run)

    def undo_of(self, number: int) -> log.Step:
        """The undo that is this step, or that took this step back."""
        step = log.get(self.store, number)
        if step.kind == "undo":
            return step
        if not step.undone:
            raise Conflict(N_("step {number} was not undone"), hint="crm steps", number=number)
        return log.get(self.store, step.undone)

    def restore(self, noun: str, ref: str) -> list[Record]:
        """Bring a removed record back, with what went with it in the same step."""
        return [self.by_id(load(op.noun.name), identity) for op, identity in self._restored(named(noun), ref)]

    def _reverse(self, wanted: log.Step, kind: str, once: str | None, dry_run: bool) -> Undone:
        while wanted.kind == "redo":  # what a redo did is what the step it brought back did
            wanted = log.get(self.store, log.get(self.store, wanted.target or 0).target or 0)
        found: list[Undone] = []
        try:
            with self._opened(kind, kind, target=wanted.step, once=once) as number:
                found.append(self._reversed(wanted, number))
                if dry_run:
                    raise _RehearsedError
        except _RehearsedError:
            pass
        self.store.read_settings()
        self.forget_fields()
        return found[0]

    def _permit_reversed(self, mine: int) -> None:
        """What was put back of fields by which a price book holds."""
        cls = load("client")
        for one in () if self.is_empty("pricebook") else self.happened(mine, "client"):
            if names := one.changed & priced(cls).keys():
                now = self.by_id(cls, one.id)
                self.permit_change(cls, one.old, {name: getattr(now, name) for name in names})

    def _reversed(self, wanted: log.Step, mine: int) -> Undone:
        for noun, fields in reversing.guarded(self.store, wanted):
            self.must_be_allowed(noun, fields)
        kept, touched = reversing.reverse(self.store, wanted, mine)
        reversing.refuse_half(self.store, wanted, kept)
        self._permit_reversed(mine)
        self.forget_fields()
        self.follow_merged(mine)
        self._follow_all(touched)
        self._must_hold(wanted)
        return Undone(wanted, mine, kept, reversing.tally(self.store, mine))

    def _must_hold(self, wanted: log.Step) -> None:
        """What a ledger says together holds, though an entry is gone or is there again."""
        asked = [noun for noun in reversing.nouns(self.store, wanted) if noun.undone]
        ops = self.ops(wanted.step) if asked else []
        whole = {str(one) for op in ops if op.kind != "U" for one in op.body.get("id", ()) if one}
        for op in ops:
            said = {name: pair[op.kind != "D"] for name, pair in op.body.items()}
            if op.noun in asked and whole.isdisjoint(said[name] for name in said if name != "id"):
                now = rows.read(self.store, load(op.noun.name), "n = ?", (op.n,))
                if op.kind == "U" and not now:  # it came by this step too, whose first word of it says all
                    continue
                changed = frozenset(op.body) if op.kind == "U" else frozenset()
                rule(op.noun.undone)(self, {**said, **(now[0] if now else {})}, changed)

    def _follow_all(self, touched: Iterable[tuple[Noun, int]]) -> None:
        """Let follow what must for these rows, where they are still there."""
        for noun, n in touched:
            cls = load(noun.name)
            for row in rows.read(self.store, cls, "n = ?", (n,)):
                self._follow(self._record(cls, row))

    def _last(self, kinds_: tuple[str, ...]) -> log.Step:
        """My last step of these kinds that stands; for redo, only while nothing was done after the undo."""
        for step in self.steps(mine=True):
            if step.kind in kinds_ and not step.undone:
                return step
            if kinds_ == ("undo",) and step.kind in ("do", "import"):
                break
        raise NotFound(
            N_("there is nothing of yours to {verb}"),
            hint="crm steps",
            verb=Word(N_("redo") if kinds_ == ("undo",) else N_("undo")),
        )

    def _restored(self, noun: Noun, ref: str) -> list[tuple[changes.Op, str]]:
        found = lookup.removal(self.store, noun, ref)
        if found is None:
            raise NotFound(N_("no {noun} {ref} was removed"), hint="crm steps", noun=Word(noun.title), ref=ref)
        if lookup.by_ref(self.store, noun, ref):
            raise Conflict(N_("{ref} is there already"), ref=ref)
        step, seq = found
        ops = [op for op in self.ops(step) if op.kind == "D"]
        wanted = _hanging(ops, _surviving(ops, seq))
        _refuse_alone(wanted, ops)
        with self.step() as mine:
            for op in wanted:
                self.permit_new(load(op.noun.name), {name: old for name, (old, _new) in op.body.items()})
            reversing.bring_back(self.store, list(reversed(wanted)))
            self.follow_merged(mine)
        return [(op, str(op.body["id"][0])) for op in reversed(wanted) if not (op.noun.internal or _was_merged(op))]


def _was_merged(op: changes.Op) -> bool:
    """The removed row was hidden behind another, and is so again."""
    return bool(op.body.get("merged_into", (None, None))[0])


def _surviving(ops: list[changes.Op], seq: int) -> int:
    """The removal at ``seq``, or of what that record was merged into, which went with it and brings it back."""
    by_id = {str(op.body["id"][0]): op for op in ops}
    found = next(op for op in ops if op.seq == seq)
    while into := by_id.get(str(found.body.get("merged_into", (None, None))[0])):
        found = into
    return found.seq


def _refuse_alone(wanted: list[changes.Op], ops: list[changes.Op]) -> None:
    """What hung on something that went in the same step comes back with that, not without it."""
    gone = {str(op.body["id"][0]): op for op in ops if op not in wanted and not op.noun.internal}
    for op in (one for one in wanted if not one.noun.internal):
        for old, _new in op.body.values():
            if other := gone.get(str(old)):
                ref, under = (str(one.body["ref"][0]) for one in (op, other))
                raise Conflict(
                    N_("{ref} went with {under}, and comes back with it"), hint="crm {command} restore {under}",
                    ref=ref, under=under, command=other.noun.name,
                )  # fmt: skip


def _hanging(ops: list[changes.Op], seq: int) -> list[changes.Op]:
    """Of a step's removals the one at ``seq`` and those whose record pointed to it, directly or through others."""
    wanted = {next(str(op.body["id"][0]) for op in ops if op.seq == seq)}
    grown = True
    while grown:
        more = {str(op.body["id"][0]) for op in ops if any(old in wanted for old, _new in op.body.values())}
        grown = not more <= wanted
        wanted |= more
    return [op for op in ops if str(op.body["id"][0]) in wanted]

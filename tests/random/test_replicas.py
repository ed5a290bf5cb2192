"""Copies that write apart, with wrong clocks and bad bundles between them, agree in the end and lose nothing."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.exchange import kernel
from crm_cli.exchange.kernel import Clock, Key, Merged, Op, Value, cells, merged, rows
from tests.examples import MANY, tried
from tests.random.worlds import ACTIONS, Step, chance_steps, play

STEPS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3), st.integers(0, 9999)), max_size=40)
SEEDS = 20_000 if MANY else 150
NOTICED_WITHIN = 400

examples = tried(50, 100, 5000)


@examples
@given(STEPS)
def test_two_copies_agree_and_lose_nothing(steps: list[Step]) -> None:
    play(steps, copies=2)


@examples
@given(STEPS)
def test_three_copies_agree_and_lose_nothing(steps: list[Step]) -> None:
    play(steps, copies=3)


def test_many_worlds_hold_every_promise() -> None:
    contested = revived = 0
    for seed in range(SEEDS):
        first = play(chance_steps(seed), copies=2 + seed % 3, erasing=seed % 2 == 0).copies[0]
        contested += len(first.merged.conflicts())
        deleted = {op.key for op in first.ops() if op.kind == "D"}
        revived += sum(first.row(*key) is not None for key in deleted)
    assert contested > SEEDS // 4 and revived > SEEDS // 4, "the worlds are too tame to prove anything"


def latest_only(ops: Iterable[Op], name: str) -> list[Op]:
    """Every other value is forgotten."""
    return sorted((op for op in ops if op.writes and name in op.fields), key=lambda op: op.hlc)[-1:]


def earliest_wins(ops: Iterable[Op], name: str, once: bool = False) -> Value:
    """The wrong head counts."""
    return HEADS(ops, name)[0].fields[name].new


def latest_once(ops: Iterable[Op], name: str, once: bool = False) -> Value:
    """A field set once may be set again."""
    return WINNER(ops, name)


def any_delete_kills(ops: Iterable[Op], ledger: bool = False) -> bool:
    """A delete takes what it never saw."""
    return not any(op.kind == "E" or (op.kind == "D" and not ledger) for op in ops)


def later_delete_kills(ops: Iterable[Op], ledger: bool = False) -> bool:
    """A delete takes what has an earlier stamp, seen or not."""
    ops = list(ops)
    deleted = max((op.hlc for op in ops if op.kind == "D" and not ledger), default="")
    return not any(op.kind == "E" for op in ops) and any(op.writes and op.hlc > deleted for op in ops)


def wall_only(clock: Clock, wall: int) -> Clock:
    """The machine's clock is believed when it goes back."""
    return Clock(wall, clock.counter + 1)


def deaf(clock: Clock, hlc: str) -> Clock:
    """The stamps of others are not heeded."""
    return clock


def wrapping(clock: Clock, wall: int) -> Clock:
    """A full counter starts again in the same millisecond."""
    return Clock(wall) if wall > clock.ms else Clock(clock.ms, (clock.counter + 1) & 0xFFFF)


def orphaning(alive: Iterable[Key], rows: object) -> set[Key]:
    """A live child does not keep its parent."""
    return set(alive)


def clinging(copy: Merged, region: set[Key]) -> None:
    """A row that once lived is never looked at again."""
    copy._living |= rows.rise((key for key in region if copy._rows[key].alive), copy._rows)


def hasty(copy: Merged, device: str) -> None:
    """What comes behind a gap is counted, and what fills the gap is then taken for known."""
    for number in sorted(number for number in copy._held if number[0] == device):
        op = copy._ops[number] = copy._held.pop(number)
        copy._numbers.setdefault(op.key, []).append(number)
        copy._stale.add(op.key)
        copy.vector[device] = max(number[1], copy.vector.get(device, 0))


HEADS, WINNER = kernel.heads, kernel.winner
MUTANTS: list[tuple[object, str, Callable[..., object]]] = [
    (kernel, "heads", latest_only),
    (kernel, "winner", earliest_wins),
    (kernel, "winner", latest_once),
    (kernel, "alive", any_delete_kills),
    (kernel, "alive", later_delete_kills),
    (Clock, "tick", wall_only),
    (Clock, "receive", deaf),
    (kernel, "rise", orphaning),
    (Merged, "_revive", clinging),
    (Merged, "_release", hasty),
]


def first_broken(seeds: int) -> str | None:
    """What the first world that breaks a promise says, among so many."""
    for seed in range(seeds):
        try:
            play(chance_steps(seed), copies=2 + seed % 2)
        except AssertionError as error:
            return str(error)
    return None


@pytest.mark.parametrize(("where", "name", "mutant"), MUTANTS, ids=[mutant.__name__ for _, _, mutant in MUTANTS])
def test_the_worlds_notice_a_wrong_kernel(
    where: object, name: str, mutant: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (cells, rows, merged) if where is kernel else (where,):
        if hasattr(module, name):
            monkeypatch.setattr(module, name, mutant)
    assert first_broken(NOTICED_WITHIN)


def test_a_counter_that_wraps_breaks_the_order_of_a_long_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def stamps() -> list[str]:
        clock, found = Clock(5000), []
        for _ in range(70_000):
            clock = clock.tick(5000)
            found.append(clock.stamp("A"))
        return found

    assert stamps() == sorted(set(stamps()))
    monkeypatch.setattr(Clock, "tick", wrapping)
    assert stamps() != sorted(set(stamps()))

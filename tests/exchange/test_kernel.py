"""The merge kernel: what becomes of changes that did, and did not, know of each other."""

from random import Random

import pytest

from crm_cli.exchange.kernel import Change, Clock, ForkError, Kind, Merged, Op, conflicts, heads, state, without_gaps
from tests.exchange.copies import RULES, Copy

DAY = 86_400_000


@pytest.fixture
def anna() -> Copy:
    """A copy with one client and one opportunity of theirs."""
    copy = Copy("A")
    copy.add("clients", "acme", name="Acme", phone="138")
    copy.add("opportunities", "deal", client="acme", stage="lead")
    return copy


@pytest.fixture
def bo(anna: Copy) -> Copy:
    """A second copy that has the same, its clock a day behind."""
    copy = Copy("B", wall=anna.wall - DAY)
    copy.receive(anna.ops())
    return copy


def exchange(one: Copy, other: Copy) -> None:
    """Bring all to both, and see that they agree."""
    other.receive(one.ops())
    one.receive(other.ops())
    assert one.state() == other.state() == state(one.ops(), RULES)
    assert one.merged.conflicts() == other.merged.conflicts() == conflicts(one.ops())


def op(seq: int, kind: Kind = "U", device: str = "A", row: str = "acme", **values: str) -> Op:
    fields = {name: Change(None, value) for name, value in values.items()}
    return Op(device, seq, Clock(seq).stamp(device), f"{device}-{seq}", "anna", "clients", row, kind, fields)


def test_a_clock_that_goes_back_only_counts_on() -> None:
    clock = Clock().tick(5000)
    assert clock.tick(5000 - DAY) == clock.tick(5000) == Clock(5000, 1)
    assert clock.tick(5001) == Clock(5001)


def test_a_full_counter_moves_to_the_next_millisecond() -> None:
    assert Clock(7, 0xFFFF).tick(7) == Clock(8, 0)


def test_stamps_compare_as_text_and_read_back() -> None:
    clocks = [Clock(9, 10), Clock(9, 200), Clock(10, 0), Clock(1_790_000_000_000, 3)]
    stamps = [clock.stamp("B") for clock in clocks]
    assert stamps == sorted(stamps)
    assert stamps[0] == "000000000009000a-B"
    assert [Clock.read(stamp) for stamp in stamps] == clocks


def test_what_is_written_after_receiving_is_later() -> None:
    ahead = Clock(9000, 4).stamp("B")
    assert Clock(100, 7).receive(ahead).tick(101).stamp("A") > ahead
    assert Clock(9000, 9).receive(ahead) == Clock(9000, 9)


def test_seventy_thousand_changes_in_one_step_keep_their_order_with_the_clock_a_day_back() -> None:
    clock = Clock().tick(2 * DAY)
    last: dict[str, str] = {}
    ops: list[Op] = []
    for at in range(70_000):
        clock = clock.tick(DAY)
        row, stamp = f"row {at % 7000}", clock.stamp("A")
        kind: Kind = "U" if row in last else "I"
        seen = (last[row],) if row in last else ()
        ops.append(Op("A", at + 1, stamp, "A-1", "anna", "clients", row, kind, {"name": Change(None, at, seen)}))
        last[row] = stamp
    assert [op.hlc for op in ops] == sorted({op.hlc for op in ops})
    latest = {row: {"name": 63_000 + int(row[4:])} for row in last}
    assert state(Random(1).sample(ops, len(ops)), RULES) == {"clients": latest}
    assert conflicts(ops) == []


def test_edits_of_different_fields_both_count(anna: Copy, bo: Copy) -> None:
    anna.set("clients", "acme", name="Acme Ltd")
    bo.set("clients", "acme", phone="139")
    exchange(anna, bo)
    assert anna.row("clients", "acme") == {"name": "Acme Ltd", "phone": "139"}
    assert anna.merged.conflicts() == []


def test_edits_of_one_field_keep_both_and_the_later_wins(anna: Copy, bo: Copy) -> None:
    bo.wall = anna.wall + DAY
    bo.set("clients", "acme", name="later")
    anna.set("clients", "acme", name="earlier")
    exchange(anna, bo)
    assert anna.row("clients", "acme") == {"name": "later", "phone": "138"}
    [conflict] = anna.merged.conflicts()
    assert conflict[:3] == ("clients", "acme", "name")
    assert conflict.values == ("earlier", "later")
    assert [op.actor for op in conflict.heads] == ["user A", "user B"]


def test_three_values_that_did_not_know_of_each_other_are_all_kept(anna: Copy, bo: Copy) -> None:
    cai = Copy("C")
    cai.receive(anna.ops())
    for copy in (anna, bo, cai):
        copy.set("clients", "acme", name=copy.device)
    exchange(anna, bo)
    exchange(anna, cai)
    assert sorted(map(str, anna.merged.conflicts()[0].values)) == ["A", "B", "C"]


def test_a_later_edit_closes_the_conflict(anna: Copy, bo: Copy) -> None:
    anna.set("clients", "acme", name="one")
    bo.set("clients", "acme", name="two")
    exchange(anna, bo)
    bo.set("clients", "acme", name="agreed")
    exchange(anna, bo)
    assert anna.merged.conflicts() == []
    assert anna.row("clients", "acme") == {"name": "agreed", "phone": "138"}


def test_the_same_value_written_twice_is_no_conflict(anna: Copy, bo: Copy) -> None:
    anna.set("clients", "acme", name="same")
    bo.set("clients", "acme", name="same")
    exchange(anna, bo)
    assert anna.merged.conflicts() == []


def test_an_own_edit_stands_though_the_clock_is_a_day_behind(anna: Copy, bo: Copy) -> None:
    anna.set("clients", "acme", name="first")
    exchange(anna, bo)
    bo.set("clients", "acme", name="second")
    exchange(anna, bo)
    assert anna.row("clients", "acme") == {"name": "second", "phone": "138"}


def test_an_edit_unseen_by_a_delete_revives_the_row(anna: Copy, bo: Copy) -> None:
    bo.set("opportunities", "deal", stage="won")
    anna.delete("opportunities", "deal")
    assert anna.row("opportunities", "deal") is None
    exchange(anna, bo)
    assert anna.row("opportunities", "deal") == {"client": "acme", "stage": "won"}


def test_a_delete_that_saw_the_edit_stands(anna: Copy, bo: Copy) -> None:
    bo.set("opportunities", "deal", stage="won")
    exchange(anna, bo)
    anna.delete("opportunities", "deal")
    exchange(anna, bo)
    assert bo.row("opportunities", "deal") is None


def test_a_child_unseen_by_the_delete_keeps_its_parent(anna: Copy, bo: Copy) -> None:
    anna.delete("opportunities", "deal")
    exchange(anna, bo)
    bo.add("opportunities", "next", client="acme")
    anna.delete("clients", "acme")
    exchange(anna, bo)
    assert anna.row("clients", "acme") == {"name": "Acme", "phone": "138"}


def test_a_parent_goes_with_the_last_child_that_kept_it(anna: Copy) -> None:
    anna.delete("clients", "acme")
    assert anna.row("clients", "acme") is not None
    anna.delete("opportunities", "deal")
    assert anna.state() == {}


def test_a_child_that_moves_away_lets_its_old_parent_go(anna: Copy) -> None:
    anna.add("clients", "other", name="Other")
    anna.delete("clients", "acme")
    anna.set("opportunities", "deal", client="other")
    assert set(anna.state()["clients"]) == {"other"}


def test_deleted_rows_that_link_to_each_other_do_not_keep_each_other(anna: Copy) -> None:
    anna.add("clients", "one", name="One")
    anna.add("clients", "two", name="Two", parent="one")
    anna.set("clients", "one", parent="two")
    anna.delete("clients", "one")
    assert anna.row("clients", "one") is not None
    anna.delete("clients", "two")
    assert set(anna.state()["clients"]) == {"acme"}
    assert state(anna.ops(), RULES) == anna.state()


def test_an_erasure_beats_a_later_edit_and_leaves_no_conflict(anna: Copy, bo: Copy) -> None:
    anna.delete("opportunities", "deal")
    exchange(anna, bo)
    anna.erase("clients", "acme")
    for copy in (anna, bo):
        copy.wall += 2 * DAY
    bo.set("clients", "acme", name="unseen")
    exchange(anna, bo)
    assert bo.state() == {} and bo.merged.conflicts() == []


def test_an_erased_client_stays_without_values_while_it_has_children(anna: Copy) -> None:
    anna.erase("clients", "acme")
    assert anna.state() == {"clients": {"acme": {}}, "opportunities": {"deal": {"client": "acme", "stage": "lead"}}}
    anna.delete("opportunities", "deal")
    assert anna.state() == {}


def test_a_field_set_once_keeps_the_earliest_value(anna: Copy, bo: Copy) -> None:
    anna.set("opportunities", "deal", number="Q1")
    bo.set("opportunities", "deal", number="Q2")
    exchange(anna, bo)
    row = anna.row("opportunities", "deal")
    earlier = min(anna.merged.conflicts()[0].heads, key=lambda op: op.hlc)
    assert row is not None and row["number"] == earlier.fields["number"].new


def test_a_delete_does_not_reach_a_row_of_a_ledger(anna: Copy) -> None:
    anna.add("payments", "paid", opportunity="deal", amount=500)
    anna.step([("D", "payments", "paid", {})])
    assert anna.row("payments", "paid") == {"opportunity": "deal", "amount": 500}


def test_undo_after_an_exchange_is_a_change_like_any_other(anna: Copy, bo: Copy) -> None:
    step = anna.set("clients", "acme", name="mistaken")
    assert step
    exchange(anna, bo)
    count = len(anna.ops())
    anna.undo(step)
    assert len(anna.ops()) == count + 1 and anna.ops()[-1].kind == "U"
    exchange(anna, bo)
    assert bo.row("clients", "acme") == {"name": "Acme", "phone": "138"}
    assert bo.merged.conflicts() == []


def test_undo_leaves_what_someone_changed_since(anna: Copy, bo: Copy) -> None:
    step = anna.set("clients", "acme", name="mistaken", phone="000")
    assert step
    exchange(anna, bo)
    bo.set("clients", "acme", name="right")
    exchange(anna, bo)
    anna.undo(step)
    assert anna.row("clients", "acme") == {"name": "right", "phone": "138"}


def test_undo_of_a_delete_brings_the_row_back_everywhere(anna: Copy, bo: Copy) -> None:
    step = anna.delete("opportunities", "deal")
    exchange(anna, bo)
    bo.undo(step)
    exchange(anna, bo)
    assert anna.row("opportunities", "deal") == {"client": "acme", "stage": "lead"}


def test_a_child_waits_unshown_until_its_parent_comes(anna: Copy) -> None:
    client, opportunity = anna.ops()
    apart = Merged(RULES, [Op("Z", 1, opportunity.hlc, "s", "z", *opportunity.key, "I", opportunity.fields)])
    assert apart.state() == {} == state(apart.ops(), RULES)
    apart.add(client)
    assert apart.state() == anna.state() == state(apart.ops(), RULES)


def test_an_edit_waits_unshown_until_the_insert_comes() -> None:
    merged = Merged(RULES, [op(1, device="B", phone="139")])
    assert merged.state() == {}
    merged.add(op(1, "I", name="Acme"))
    assert merged.state() == {"clients": {"acme": {"name": "Acme", "phone": "139"}}}


def test_changes_behind_a_gap_are_held_back_and_then_counted() -> None:
    one, two, three = op(1, "I", name="a"), op(2, name="b"), op(3, name="c")
    merged = Merged(RULES, [three, one, one])
    assert merged.vector == {"A": 1} and merged.held() == [three]
    assert merged.state() == state(without_gaps([three, one]), RULES)
    assert merged.add(two) and not merged.add(three)
    assert merged.vector == {"A": 3} and merged.held() == []
    assert merged.row("clients", "acme") == {"name": "c"}


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_the_same_changes_gives_the_same(anna: Copy, bo: Copy, seed: int) -> None:
    anna.set("clients", "acme", name="one")
    bo.set("clients", "acme", name="two")
    bo.delete("opportunities", "deal")
    exchange(anna, bo)
    ops = anna.ops() * 2
    mixed = Random(seed).sample(ops, len(ops))
    assert Merged(RULES, mixed).state() == state(mixed, RULES) == anna.state()


def test_a_body_that_comes_late_counts_whichever_came_first() -> None:
    full, empty = op(1, "I", name="Acme"), op(1, "I")
    for first, second in ((full, empty), (empty, full)):
        merged = Merged(RULES, [first])
        assert merged.add(second) == (second is full)
        assert merged.state() == state([first, second], RULES) == {"clients": {"acme": {"name": "Acme"}}}


def test_one_number_with_two_changes_is_a_fork() -> None:
    merged = Merged(RULES, [op(1, "I", name="Acme")])
    with pytest.raises(ForkError):
        merged.add(op(1, "I", name="Other"))
    with pytest.raises(ForkError):
        state([op(1, "I", name="Acme"), op(1, row="other")], RULES)
    assert merged.state() == {"clients": {"acme": {"name": "Acme"}}}


def test_a_forged_claim_to_have_seen_later_writes_removes_none_of_them() -> None:
    later = op(9, name="honest")
    forged = Op("B", 1, Clock(3).stamp("B"), "s", "b", *later.key, "U", {"name": Change(None, "x", (later.hlc,))})
    assert heads([later, forged], "name") == [forged, later]


def test_a_table_of_a_newer_program_merges_field_by_field() -> None:
    made = Op("A", 1, Clock(1).stamp("A"), "s", "a", "drones", "d", "I", {"name": Change(None, "n")})
    assert state([made], RULES) == Merged(RULES, [made]).state() == {"drones": {"d": {"name": "n"}}}


def test_changes_names_only_the_rows_that_were_touched(anna: Copy) -> None:
    anna.merged.changes()
    assert anna.merged.changes() == {}
    anna.delete("opportunities", "deal")
    assert anna.merged.changes() == {("opportunities", "deal"): None, ("clients", "acme"): anna.row("clients", "acme")}

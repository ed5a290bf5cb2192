"""Promises of imports and plans, whatever the file: undone it is as before, twice is once, a plan does what the dry run counted."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm_cli.errors import CrmError, Invalid
from crm_cli.exchange import applying, importing, plans, reading
from crm_cli.exchange.batches import Options
from crm_cli.exchange.deciding import Counts
from crm_cli.exchange.importing import Outcome
from crm_cli.exchange.plans import Head, Planned
from crm_cli.exchange.standing import MovedError
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.tags import Tag
from crm_cli.records.nouns.users import User
from crm_cli.workspace import Workspace
from tests.examples import tried
from tests.founding import added, founded
from tests.store.holding import holding

SOME = tried(8, 20, 1000)
NAMES = ("科锐", "Acme", "清华同方", "Acme Ltd", "Müller & Söhne", "", "李雷")
HEADERS = ("name", "level", "phone", "tags", "owner", "parent", "client id", "note")
CELLS: dict[str, Sequence[str]] = {
    "name": NAMES,
    "level": ("A", "B", "", "Z"),
    "phone": ("13800000001", "13800000002", "12", "", "021-6888 0000"),
    "tags": ("", "new", "new;vip", "vip"),
    "owner": ("", "王芳", "nobody"),
    "parent": ("", "科锐", "Acme", "new"),
    "client id": ("1", "2", "3", ""),
    "note": ("", "=1+1", "zwei\nZeilen", "好"),
}


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A small list of clients with whatever may stand in one."""
    others = draw(st.lists(st.sampled_from(HEADERS[1:]), unique=True, max_size=5))
    headers = ["name", *others]
    rows = draw(st.lists(st.tuples(*(st.sampled_from(CELLS[header]) for header in headers)), min_size=1, max_size=12))
    text = io.StringIO()
    csv.writer(text).writerows([headers, *rows])
    return text.getvalue().encode()


WAYS = st.builds(
    Options,
    keys=st.sampled_from([(), ("name",)]),
    mode=st.sampled_from(["both", "create", "update"]),
    clear_empty=st.booleans(),
    create=st.sampled_from([frozenset[str](), frozenset({"client", "user"})]),
)


def base() -> Workspace:
    """Two clients, one of them with everything a row may change."""
    crm = founded()
    crm.put_setting("currency", "CNY")
    added(crm, "client", name="科锐", level="A", phone="13800000001", tags='["+new"]')
    added(crm, "client", name="清华同方", note="alt")
    return crm


def sheet_of(content: bytes) -> reading.Sheet:
    return reading.read(lambda: io.BytesIO(content))


def brought_in(crm: Workspace, content: bytes, options: Options) -> Outcome:
    try:
        return importing.bring_in(crm, "client", sheet_of(content), (), options)
    except CrmError:
        assume(False)
        raise


def planned(crm: Workspace, content: bytes, options: Options) -> tuple[Outcome, Planned]:
    """What the dry run says, and the plan as it comes out of its file."""
    spool, out, mark = io.StringIO(), io.StringIO(), crm.mark()

    def put(row: Any) -> None:
        plans.write_row(spool, row, json.dumps)

    try:
        outcome = importing.foresee(crm, "client", sheet_of(content), (), options, put=put)
    except CrmError:
        assume(False)
        raise
    head = Head(
        "import", "client", "crm import", mark.base, "2026-11-22T01:00:00Z", "王芳", crm.new_ids(1)[0], mark.step, mark.id,
        keys=outcome.keys, source=outcome.source, said=outcome.said, columns=outcome.columns,
    )  # fmt: skip
    plans.write(out, head, spool, json.dumps)
    return outcome, plans.read(lambda: io.BytesIO(out.getvalue().encode()))


def counted(counts: Counts) -> tuple[int, int]:
    return counts.created, counts.updated


def comparable(crm: Workspace) -> dict[str, Any]:
    """What the base holds, without the ids that every import gives anew."""
    nouns: tuple[type[Any], ...] = (Client, User, Tag)
    names = {record.id: record.name for noun in nouns for record in crm.where(noun)}
    clients = [
        (one.name, one.level, one.phone, one.note, names.get(one.owner or ""), names.get(one.parent or ""), *sorted(names[tag] for tag in crm.elements(one, "tags")))
        for one in crm.where(Client)
    ]  # fmt: skip
    return {"clients": sorted(clients, key=repr), "others": sorted(names.values())}


@SOME
@given(files(), WAYS)
def test_an_import_that_is_undone_is_as_if_it_had_never_been_row_for_row(content: bytes, options: Options) -> None:
    crm = base()
    before, steps = holding(crm), len(crm.steps())
    brought_in(crm, content, options)
    assume(len(crm.steps()) > steps)
    after = holding(crm)
    assert crm.undo().kept == [] and holding(crm) == before
    assert crm.redo().kept == [] and holding(crm) == after
    assert crm.undo().kept == [] and holding(crm) == before


@SOME
@given(files(), WAYS)
def test_the_same_file_twice_is_the_file_once(content: bytes, options: Options) -> None:
    """But for rows that were refused as they named somebody who came with a later one."""
    crm = base()
    first = brought_in(crm, content, options)
    before, steps = holding(crm), len(crm.steps())
    again = brought_in(crm, content, options)
    assert sum(counted(again.counts)) <= max(0, len(first.rejects) - len(again.rejects))
    if not any(counted(again.counts)):
        assert (holding(crm), len(crm.steps())) == (before, steps)


@SOME
@given(files(), WAYS)
def test_a_plan_does_what_the_dry_run_counted_and_what_the_import_does(content: bytes, options: Options) -> None:
    crm, other = base(), base()
    outcome, plan = planned(crm, content, options)
    before = holding(crm)
    done = brought_in(other, content, options)
    assert holding(crm) == before, "a plan writes nothing"
    applied = applying.apply(crm, plan)
    assert counted(applied.counts) == counted(outcome.counts) == counted(done.counts)
    assert comparable(crm) == comparable(other)
    assert crm.store.rows("PRAGMA foreign_key_check") == []
    if any(plan.rows()):
        assert applying.apply(crm, plan).earlier
        assert crm.undo().kept == []
    assert holding(crm) == before


@SOME
@given(files(), files(), WAYS)
def test_a_plan_is_refused_or_does_the_same_after_another_import(first: bytes, second: bytes, options: Options) -> None:
    """Whatever came in between: all of the plan is done, or nothing."""
    crm = base()
    outcome, plan = planned(crm, first, options)
    brought_in(crm, second, options)
    before = holding(crm)
    try:
        applied = applying.apply(crm, plan)
    except MovedError as moved:
        assert moved.count >= len(moved.differs) > 0
        assert holding(crm) == before
    else:
        assert counted(applied.counts) == counted(outcome.counts)
    assert crm.store.rows("PRAGMA foreign_key_check") == []


def a_plan(rows: int = 2) -> bytes:
    spool, out = io.StringIO(), io.StringIO()
    for number in range(rows):
        plans.write_row(spool, {"do": "create", "id": str(number), "values": {"name": "甲\u2028"}}, json.dumps)
    plans.write(out, Head("import", "client", "crm", "b", "2026", "王芳", "i", 1, "s"), spool, json.dumps)
    return out.getvalue().encode()


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_a_plan_is_json_as_a_whole_and_comes_back_as_it_was(rows: int) -> None:
    content = a_plan(rows)
    assert len(json.loads(content)["rows"]) == rows
    plan = plans.read(lambda: io.BytesIO(content))
    assert (plan.head.noun, plan.head.step) == ("client", 1)
    for _time in range(2):
        assert [row["id"] for row in plan.rows()] == [str(number) for number in range(rows)]


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=3))
def test_any_change_to_a_plan_is_noticed(place: int, other: bytes) -> None:
    whole = a_plan()
    at = place % len(whole)
    changed = whole[:at] + other + whole[at + len(other) :]
    same = [line.rstrip(b"\r") for line in changed.split(b"\n")] == whole.split(b"\n")
    assume(not same)
    with pytest.raises(Invalid):
        plans.read(lambda: io.BytesIO(changed))

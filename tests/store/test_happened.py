"""What a step did to records, read from its changes."""

import pytest

from crm_cli.records.nouns.clients import Client
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    base = founded()
    added(base, "client", name="科锐配电", level="A")
    added(base, "client", name="中康光缆", level="B")
    return base


def test_added_changed_and_removed_ones_are_told_while_the_step_is_open(crm: Workspace) -> None:
    first, second = crm.get(Client, "C1"), crm.get(Client, "C2")
    with crm.step() as step:
        new = crm.add(Client(name="北方重工"))
        crm.change(crm.change(first, level="B"), level="C", city="苏州")
        crm.remove(second)
        crm.remove(crm.add(Client(name="来了又走")))
        found = {what.id: what for what in crm.happened(step, "client")}
    assert {what.id: what.kind for what in found.values()} == {new.id: "add", first.id: "change", second.id: "remove"}
    assert (found[first.id].old, found[first.id].changed) == ({"level": "A", "city": None}, {"level", "city"})
    assert (found[second.id].old["name"], found[second.id].changed) == ("中康光缆", set())
    assert {what.id for what in crm.happened(crm.steps()[0].step, "client")} == set(found)


def test_tags_put_on_and_taken_off_are_a_change_of_their_record(crm: Workspace) -> None:
    one, two = added(crm, "tag", name="a"), added(crm, "tag", name="b")
    client = crm.change(crm.get(Client, "C1"), tags=f'["{one.id}"]')
    with crm.step() as step:
        crm.change(client, tags=f'["{two.id}"]')
        (what,) = crm.happened(step, "client")
    assert (what.id, what.kind, what.sets, what.changed) == (
        client.id,
        "change",
        {"tags": ([two.id], [one.id])},
        {"tags"},
    )
    with crm.step() as step:
        crm.change(client, tags=f'["{one.id}"]')
        crm.change(client, tags=f'["{two.id}"]')
    assert list(crm.happened(step, "client")) == []


def test_rows_loaded_at_once_are_added_ones(crm: Workspace) -> None:
    with crm.step(kind="import") as step:
        crm.load("client", ["name"], [["甲公司"], ["乙公司"]])
        kinds = [what.kind for what in crm.happened(step, "client")]
    assert kinds == ["add", "add"]
    assert list(crm.happened(step, "contact")) == []


def test_a_custom_field_is_told_by_its_name(crm: Workspace) -> None:
    added(crm, "field", name="颜色", noun_name="client", kind="text")
    crm.forget_fields()
    with crm.step() as step:
        crm.change(crm.get(Client, "C1"), 颜色="红")
        (what,) = crm.happened(step, "client")
    assert what.old == {"颜色": None}

"""What a ref means when records were merged, or two copies minted the same one."""

from itertools import pairwise

import pytest

from crm_cli.errors import Ambiguous, NotFound
from crm_cli.records.nouns.clients import Client
from crm_cli.records.registry import NOUNS
from crm_cli.store import lookup, rows
from crm_cli.workspace import Workspace
from tests.founding import added


def test_two_records_with_one_ref_are_a_question_and_none_is_lost(crm: Workspace) -> None:
    added(crm, "client", name="甲")
    with crm.step():
        rows.insert(crm.store, Client, {"name": "乙", "ref": "C1", "type": "organisation"})
    with pytest.raises(Ambiguous) as caught:
        crm.get(Client, "c1")
    assert caught.value.exit == 4
    assert sorted(caught.value.candidates) == ["C1  乙", "C1  甲"]


def test_a_new_ref_passes_over_one_that_is_taken(crm: Workspace) -> None:
    with crm.step():
        rows.insert(crm.store, Client, {"name": "乙", "ref": "C1", "type": "organisation"})
    assert added(crm, "client", name="甲").ref == "C2"


def test_refs_carry_the_letters_of_the_site_that_made_them(crm: Workspace) -> None:
    crm.store.db.execute("UPDATE ctx SET site = 'B'")
    assert added(crm, "client", name="甲").ref == "C1B"
    assert crm.get(Client, "c1b").name == "甲"


@pytest.mark.parametrize("length", [1, 2, 5])
def test_merged_records_lead_to_their_survivor_and_a_circle_to_its_smallest_id(crm: Workspace, length: int) -> None:
    chain = [added(crm, "client", name=f"甲{i}") for i in range(length + 1)]
    for one, into in pairwise(chain):
        crm.change(one, merged_into=into.id)
    assert {crm.get(Client, one.ref).id for one in chain} == {chain[-1].id}
    with crm.step():
        crm.store.db.execute("UPDATE clients SET merged_into = ? WHERE id = ?", (chain[0].id, chain[-1].id))
    smallest = min(one.id for one in chain)
    assert {ids for one in chain for ids in lookup.by_ref(crm.store, NOUNS["client"], one.ref)} == {smallest}


def test_at_last_is_what_i_wrote_last_and_is_still_there(crm: Workspace) -> None:
    client = added(crm, "client", name="甲")
    person = added(crm, "contact", name="李明", client=client.id)
    assert crm.get_any(["client", "contact"], "@last").ref == person.ref
    assert crm.get(Client, "@last").ref == client.ref
    crm.remove(person)
    assert crm.get_any(["client", "contact"], "@last").ref == client.ref
    crm.remove(client)
    with pytest.raises(NotFound):
        crm.get_any(["client", "contact"], "@last")


def inboxes(crm: Workspace) -> list[tuple[str, int]]:
    return crm.store.rows("SELECT key, n FROM more_keys WHERE kind = 'inbox' ORDER BY key")


def test_the_inbox_behind_a_tagged_address_is_kept_and_goes_with_it(crm: Workspace) -> None:
    person = added(crm, "contact", name="李明", email="Li+shop@b.cn", other_emails='["li@c.cn", "x+1@c.cn"]')
    assert inboxes(crm) == [("li@b.cn", 1), ("x@c.cn", 1)]
    crm.change(person, email="li@b.cn")
    assert inboxes(crm) == [("x@c.cn", 1)]
    crm.load("contact", ["name", "email", "other_emails"], [("王", "w+2@b.cn", None), ("赵", "z@b.cn", '["z+a@b.cn"]')])
    assert inboxes(crm) == [("w@b.cn", 2), ("x@c.cn", 1), ("z@b.cn", 3)]
    assert [n for _noun, n in lookup.by_key(crm.store, ["contact"], "email", "w@b.cn")] == []

"""Loading many rows at once leaves what writing them one by one leaves: keys, search, log, refs."""

from typing import Any

import pytest

from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.users import User
from crm_cli.store import bulk
from crm_cli.workspace import Workspace
from tests.founding import founded

NAMES = ("name", "short_name", "phone", "other_phones", "email", "level", "note", "extra")
ROWS: list[tuple[Any, ...]] = [
    (
        "科锐配电有限公司",
        "科锐",
        "138 0123 4567",
        '["010-62345678", "13900000001"]',
        "A@B.cn",
        "A",
        "要报价",
        {"x": 1, "y": None},
    ),
    ("Müller GmbH", None, None, None, None, None, None, None),
    ("Acme", None, "+49 30 123456", None, "info@acme.de", "C", "zwei", {}),
]


def one_by_one() -> Workspace:
    crm = founded()
    for row in ROWS:
        values = dict(zip(NAMES, row, strict=True))
        values["extra"] = values["extra"] or {}
        crm.add(Client(**{**values, "family": None, "given": None}))
    return crm


def at_once() -> Workspace:
    crm = founded()
    crm.load("client", NAMES, ROWS)
    return crm


def kept(crm: Workspace) -> dict[str, Any]:
    """All that is kept of the clients but ids."""
    columns = [
        name for _c, name, *_rest in crm.store.rows("PRAGMA table_info(clients)") if name not in ("id", "author")
    ]
    found: dict[str, Any] = {"clients": crm.store.rows(f"SELECT {', '.join(columns)} FROM clients ORDER BY n")}
    found["more_keys"] = crm.store.rows("SELECT * FROM more_keys ORDER BY 1, 2, 3, 4")
    found["log"] = crm.store.rows("SELECT noun, n, kind FROM op WHERE noun = 'C' ORDER BY seq")
    found["counter"] = crm.store.rows("SELECT * FROM counter")
    for word in ("科锐", "ke*", "kr*", "muller", "01234567", "62345678", "info*", "报价", "zwei"):
        found[word] = [r.ref for r in crm.search(word.rstrip("*"), ["client"])]
    return found


def test_it_leaves_what_writing_one_by_one_leaves() -> None:
    assert kept(at_once()) == kept(one_by_one())


def test_what_was_loaded_can_be_changed_and_removed_and_is_then_not_found() -> None:
    crm = at_once()
    crm.change(crm.get(Client, "科锐配电有限公司"), name="别的", short_name=None)
    crm.remove(crm.get(Client, "Acme"))
    assert [getattr(r, "name", "") for r in crm.search("别的", ["client"])] == ["别的"]
    assert crm.search("科锐", ["client"]) == crm.search("info", ["client"]) == []


def test_the_history_of_a_loaded_row_begins_with_what_it_held() -> None:
    crm = at_once()
    client = crm.change(crm.get(Client, "Acme"), level="A", note=None)
    (_step, first), (_again, second) = crm.history(client)
    assert (first.kind, first.body["level"], first.body["note"]) == ("I", [None, "C"], [None, "zwei"])
    assert second.body == {"level": ["C", "A"], "note": ["zwei", None]}


@pytest.mark.parametrize("count", [10, bulk.CHUNK * 2 + 1])
def test_a_load_is_one_step_that_undo_takes_back_whole(count: int) -> None:
    crm = founded()
    crm.add(Client(name="Before"))
    with crm.step(kind="import"):
        loaded = crm.load("client", ["name"], ([f"A {number}"] for number in range(count)))
    assert loaded.loaded == count == crm.count("client") - 1
    indexes = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'clients'"
    assert crm.store.one(indexes) == founded().store.one(indexes)
    crm.undo()
    assert [r.name for r in crm.find(Client)] == ["Before"]


def test_indexes_and_triggers_that_were_set_aside_stand_again() -> None:
    crm, plain = founded(), founded()
    crm.load("client", ["name"], ([f"A {number}"] for number in range(bulk.CHUNK + 1)))
    indexes = "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"
    assert crm.store.rows(indexes) == plain.store.rows(indexes)


def test_refs_go_on_where_they_were_and_pass_over_taken_ones() -> None:
    crm = founded()
    crm.add(Client(name="One"))
    crm.load("client", ["name", "ref"], [("Nine", "C9"), ("Next", None)])
    crm.load("client", ["name"], [("Later",)])
    assert [(r.name, r.ref) for r in crm.where(Client)] == [
        ("One", "C1"),
        ("Nine", "C9"),
        ("Next", "C2"),
        ("Later", "C10"),
    ]
    assert crm.add(Client(name="Last")).ref == "C11"


def test_rows_may_point_to_rows_that_come_later_but_not_to_nothing() -> None:
    crm = founded()
    first, second = crm.new_ids(2)
    with crm.step():
        crm.load("user", ["id", "name", "manager"], [(first, "A", second), (second, "B", None)])
    assert crm.get(User, "A").manager == second
    with pytest.raises(Exception, match="refused"), crm.step():
        crm.load("client", ["name", "owner"], [("X", "nobody")])
    assert crm.count("client") == 0

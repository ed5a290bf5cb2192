"""Whatever a base holds of a noun, its export in any format that comes back gives the same in an empty base."""

import io
import os
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from crm_cli.__main__ import main
from crm_cli.clock import Clock
from crm_cli.exchange import exporting
from crm_cli.records.kinds import packed
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.attributes import Attribute
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.tasks import Task
from crm_cli.records.nouns.teams import Team
from crm_cli.records.nouns.users import User
from crm_cli.sales import pipelines
from crm_cli.store.store import Store
from crm_cli.workspace import Workspace, open_workspace
from tests import keeping
from tests.examples import tried

PHASES = [Phase.explicit, Phase.generate]  # to make a failing base smaller would take minutes
NOUNS = (
    "user",
    "tag",
    "product",
    "pipeline",
    "stage",
    "status",
    "field",
    "client",
    "contact",
    "lead",
    "opp",
    "activity",
    "task",
    "team",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=12)
HOSTILE = st.sampled_from(
    [
        "=1+1",
        " lead",
        "'q",
        "007",
        "_x0041_",
        "a;b",
        "[1]",
        "1e5",
        "true",
        "2026-01-02",
        "a\r\nb",
        "\ttab",
        "C1",
        "#N/A",
        "–",
        "\ufeffx",
    ]
)
WORDS = (TEXTS | HOSTILE).filter(lambda text: bool(text.strip()))
MONEY = st.none() | st.integers(-(10**12), 10**12)
MOMENTS = st.sampled_from(
    ["2026-11-22T01:00:00Z", "1899-01-01T00:00:00Z", "2026-03-29T01:30:00Z", "2026-11-21T16:00:00Z"]
)
CLIENTS = st.fixed_dictionaries(
    {
        "name": WORDS, "note": st.none() | WORDS, "revenue": MONEY, "currency": st.sampled_from([None, "EUR", "JPY"]), "level": st.sampled_from([None, "A", "own"]),
        "partner_share": st.none() | st.integers(-20000, 20000), "needs": st.lists(WORDS, max_size=3).map(packed), "size": st.sampled_from([None, "small"]),
        "other_phones": st.sampled_from([None, '["13801234567", "010-62345678 转 801"]']), "employees": st.none() | st.integers(-(2**53), 2**53),
        "since": st.sampled_from([None, "1899-12-31", "1900-02-28", "2026-11-22"]), "bank_account": st.sampled_from([None, "6222020200112233445"]),
    }
)  # fmt: skip
EXTRAS = st.fixed_dictionaries(
    {},
    optional={
        "own": WORDS,
        "shoe": st.integers(-(2**53), 2**53),
        "vip": st.integers(0, 1),
        "share": st.sampled_from(["0.1", "3.125", "123456789012.25"]),
    },
)
DEALS = st.fixed_dictionaries(
    {
        "name": WORDS,
        "amount": MONEY,
        "probability": st.none() | st.integers(0, 10000),
        "close": st.sampled_from([None, "2026-12-24"]),
    }
)
WORLDS = st.fixed_dictionaries(
    {
        "country": st.sampled_from(["CN", "DE"]), "clients": st.lists(st.tuples(CLIENTS, EXTRAS, st.lists(st.sampled_from(["a", "a b", "vip"]), unique=True)), min_size=1, max_size=3),
        "contacts": st.lists(WORDS, max_size=2), "leads": st.lists(WORDS, max_size=2), "deals": st.lists(DEALS, max_size=2),
        "texts": st.lists(st.tuples(WORDS, MOMENTS), max_size=2), "products": st.sets(st.sampled_from(["A", "=B", " c;d"]), max_size=2),
    }
)  # fmt: skip


def made(path: Path, world: dict[str, Any]) -> None:
    """A base with something of every noun, all of it by one user."""
    store = Store(path, Clock(), create=True)
    crm = Workspace(store, store.clock, "test")
    with crm.step():
        crm.put_setting("country", world["country"])
        ann = crm.add(User(name="Ann"))
    crm._me = None
    crm.change(crm.by_id(User, ann.id), author=ann.id, team=crm.add(Team(name="East")).id)
    for name, kind in (("own", "text"), ("shoe", "number"), ("vip", "flag"), ("share", "decimal")):
        crm.add(Attribute(noun_name="client", name=name, kind=kind))
    crm.forget_fields()
    pipelines.install(crm, "en")
    _people(crm, world)
    for name in world["products"]:
        crm.add(Product(name=name, price=1250))
    crm.store.close()


def _people(crm: Workspace, world: dict[str, Any]) -> None:
    clients = []
    for values, extra, tags in world["clients"]:
        with crm.step():
            client = crm.add(Client(**values, extra=extra))
            clients.append(crm.change(client, tags=packed([crm.tag(tag) for tag in tags])))
    first = clients[0].id
    for name in world["contacts"]:
        crm.add(Contact(name=name, client=first, birthday="05-14"))
    for name in world["leads"]:
        crm.add(Lead(name=name, company=name))
    for deal in world["deals"]:
        crm.add(Opportunity(**deal, client=first))
    for text, at in world["texts"]:
        crm.add(Activity(kind="note", at=at, text=text, client=first))
        crm.add(Task(text=text, due=at, timed=1, client=first))


def run(path: Path, *argv: object) -> str:
    """One line of the program on a base; it must come to nothing but good."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _name in range(2)]
    with pytest.MonkeyPatch.context() as scene:
        scene.setattr(sys, "stdout", streams[0])
        scene.setattr(sys, "stderr", streams[1])
        keeping.keep(scene)
        code = main(["--db", str(path), *map(str, argv)])
    said = []
    for stream in streams:
        stream.flush()
        said.append(stream.buffer.getvalue().decode())
    assert code == 0, (argv, said)
    return "".join(said)


def held(path: Path) -> dict[str, list[str]]:
    """All that a base holds, noun by noun, in no order."""
    crm = open_workspace(path, clock=Clock())
    try:
        every = {noun: exporting.lines(crm, noun, (), exporting.fields_of(crm, noun)) for noun in NOUNS}
        return {
            noun: sorted(line for piece in pieces for line in piece.split("\n") if line)
            for noun, pieces in every.items()
        }
    finally:
        crm.store.close()


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "xlsx"])
@tried(2, 2, 200, phases=PHASES)
@given(world=WORLDS)
def test_what_went_out_and_came_into_an_empty_base_is_the_same(form: str, world: dict[str, Any]) -> None:
    keeping.end()
    with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ, {"CRM_USER": "Ann", "CRM_LANG": "en"}):
        folder = Path(name)
        source, target = folder / "a.db", folder / "b.db"
        made(source, world)
        Store(target, Clock(), create=True).close()
        _settle(target, world["country"])
        for noun, fields in (("team", "ref,name,created"), *((noun, None) for noun in NOUNS)):
            file = folder / f"{noun}.{form}"
            run(source, "export", noun, *(("--fields", fields) if fields else ()), "-o", file)
            if held(source)[noun]:
                run(target, "import", noun, file)
        assert held(target) == held(source)
        for noun in filter(held(source).get, NOUNS):
            done = run(target, "import", noun, folder / f"{noun}.{form}")
            assert "0 created, 0 updated" in done, (noun, done)


def _settle(path: Path, country: str) -> None:
    crm = open_workspace(path, clock=Clock())
    crm.put_setting("country", country)
    crm.store.close()

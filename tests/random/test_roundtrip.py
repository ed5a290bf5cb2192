"""Whatever a base holds, its export brought into an empty file gives the same export, byte for byte."""

import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_cli.exchange import everything
from crm_cli.records.kinds import packed
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.attributes import Attribute
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.sales import pipelines
from crm_cli.store.connection import MEMORY
from crm_cli.store.store import Store
from crm_cli.team import founding
from crm_cli.workspace import Workspace
from tests.examples import tried
from tests.founding import founded

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
NAMES = TEXTS.filter(lambda text: bool(text.strip()))
MONEY = st.none() | st.integers(-(10**12), 10**12)
CLIENTS = st.fixed_dictionaries(
    {
        "name": NAMES, "note": st.none() | TEXTS, "revenue": MONEY, "currency": st.sampled_from([None, "EUR", "JPY"]),
        "partner_share": st.none() | st.integers(-20000, 20000), "needs": st.lists(NAMES, max_size=3).map(packed),
        "other_emails": st.sampled_from([None, '["a@b.cn", "c@d.cn"]']), "employees": st.none() | st.integers(-(2**53), 2**53),
    }
)  # fmt: skip
EXTRAS = st.fixed_dictionaries({}, optional={"own": NAMES, "size": st.integers(-(2**60), 2**60)})
DEALS = st.fixed_dictionaries({"name": NAMES, "amount": MONEY, "probability": st.none() | st.integers(0, 10000)})


def a_base(country: str, language: str) -> Workspace:
    crm = founded(country=country)
    crm.add(Attribute(noun_name="client", name="own"))
    crm.add(Attribute(noun_name="client", name="size", kind="number"))
    crm.forget_fields()
    pipelines.install(crm, language)
    return crm


def filled(
    crm: Workspace,
    clients: list[tuple[dict[str, Any], dict[str, Any], list[str]]],
    deals: list[dict[str, Any]],
    notes: list[str],
) -> None:
    made = []
    for number, (values, extra, tags) in enumerate(clients):
        with crm.step():
            client = crm.add(Client(**values, extra=extra))
            crm.change(client, tags=packed([crm.tag(tag) for tag in tags]))
            crm.name_external(client, "other", str(number))
        made.append(client)
    for deal, client in zip(deals, made, strict=False):
        crm.add(Opportunity(**deal, client=client.id))
    for note, client in zip(notes, made, strict=False):
        crm.add(Activity(kind="note", at="2026-11-22T01:00:00Z", text=note, client=client.id))
    if len(made) > 2:
        crm.remove(made[1])


def taken_out(crm: Workspace) -> str:
    return "".join(line + "\n" for line in everything.take_out(crm))


def brought_in(crm: Workspace, text: str) -> everything.Done:
    return everything.bring_in(crm, everything.opened(lambda: io.BytesIO(text.encode())))


@tried(10, 25, 1000)
@given(
    st.sampled_from(["CN", "DE", "JP"]), st.sampled_from(["en", "zh_CN"]),
    st.lists(st.tuples(CLIENTS, EXTRAS, st.lists(st.sampled_from(["a", "b", "vip"]), unique=True)), max_size=4),
    st.lists(DEALS, max_size=3), st.lists(TEXTS, max_size=3), st.booleans(),
)  # fmt: skip
def test_what_was_taken_out_and_brought_back_is_the_same(
    country: str, language: str, clients: list[Any], deals: list[Any], notes: list[str], begun: bool
) -> None:
    crm = a_base(country, language)
    filled(crm, clients, deals, notes)
    text = taken_out(crm)
    other = Workspace(Store(MEMORY, crm.clock, create=True), crm.clock, "test")
    if begun:
        with other.step("crm init"):
            founding.found(other, me="Eva", login="eva", country="US", language="en", currency="", team="Sales")
            pipelines.install(other, "en")
    done = brought_in(other, text)
    assert taken_out(other) == text
    assert done.created == text.count('\n{"noun":')
    assert not other.store.rows("PRAGMA foreign_key_check")
    for values, _extra, _tags in clients:
        assert len(other.search(values["name"], ["client"])) == len(crm.search(values["name"], ["client"]))
    assert brought_in(other, text).steps == 0
    assert taken_out(other) == text

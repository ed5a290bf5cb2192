"""What could be quoted: what fits the need, and what similar clients bought."""

import pytest

from crm_cli.records.nouns.clients import Client
from crm_cli.sales import advising
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    return founded()


def buy(crm: Workspace, product: str, *names: str, level: str = "A") -> None:
    """Clients of these names, all of one trade, who ordered it."""
    for name in names:
        client = added(crm, "client", name=name, industry="配电", level=level)
        order = added(crm, "order", client=client.id)
        added(crm, "orderline", order=order.id, product=product, price=100)


def told(crm: Workspace, client: Client, need: str | None = None) -> list[tuple[str, int, int]]:
    return [(one.product.name, one.buyers, one.alike) for one in advising.advise(crm, client, need)]


def test_what_at_least_three_similar_clients_bought_is_told_with_their_number(crm: Workspace) -> None:
    pro, plus, cable = (added(crm, "product", name=name, price=100).id for name in ("GTX Pro", "GTX Plus", "电缆"))
    client = added(crm, "client", name="科锐", industry="配电", level="A")
    buy(crm, pro, "一", "二", "三", "四")
    buy(crm, plus, "五", "六")
    buy(crm, cable, "七", "八", "九", level="B")
    assert told(crm, client) == [("GTX Pro", 4, 6)]
    assert told(crm, crm.change(client, level=None)) == []


def test_won_deals_count_as_bought_and_each_client_once(crm: Workspace) -> None:
    pro = added(crm, "product", name="GTX Pro", price=100).id
    client = added(crm, "client", name="科锐", industry="配电", level="A")
    buy(crm, pro, "一", "二")
    third = added(crm, "client", name="三", industry="配电", level="A")
    for _time in range(2):
        added(crm, "opp", name="改造", client=third.id, product=pro, status="won", closed="2026-11-01")
    assert told(crm, client) == [("GTX Pro", 3, 3)]


def test_what_answers_more_of_the_need_comes_first_then_bundles(crm: Workspace) -> None:
    part = added(crm, "product", name="变频器", price=100)
    bundle = added(crm, "product", name="节能套装", arguments="含变频器")
    single = added(crm, "product", name="变频节能柜", price=100)
    added(crm, "product", name="变频旧款", active=0)
    added(crm, "component", product=bundle.id, part=part.id, quantity="2")
    client = added(crm, "client", name="科锐", needs='["节能","变频"]')
    found = advising.advise(crm, client)
    assert [one.product.id for one in found] == [bundle.id, single.id, part.id]
    assert [list(one.fits) for one in found] == [["节能", "变频"], ["节能", "变频"], ["变频"]]
    assert (found[0].price.price, [(str(each.quantity), each.product.name) for each in found[0].parts]) == (
        200,
        [("2", "变频器")],
    )
    assert [one[0] for one in told(crm, client, "柜")] == ["变频节能柜"]

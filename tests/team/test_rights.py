"""Which role may write what: the same for whoever writes, however it is written."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_cli.errors import Conflict, Denied
from crm_cli.people import merging
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contracts import Contract
from crm_cli.records.nouns.limits import Limit
from crm_cli.records.nouns.pricebooks import Pricebook
from crm_cli.records.nouns.prices import Price
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.users import User
from crm_cli.records.record import columns, guarded
from crm_cli.records.registry import NOUNS, load
from crm_cli.workspace import Workspace
from tests.founding import founded


class Team:
    """An administrator, a manager and a rep, and what not each of them may write."""

    def __init__(self) -> None:
        self.crm = founded()
        self.admin = self.crm.change(self.crm.where(User)[0], role="admin")
        self.manager = self.crm.add(User(name="陈总", role="manager"))
        self.rep = self.crm.add(User(name="李强"))
        self.other = self.crm.add(User(name="小钱"))
        self.product = self.crm.add(Product(name="GTX", price=100000, floor=80000, cost=60000))
        self.client = self.crm.add(Client(name="科锐", credit_limit=500000))
        self.plain = self.crm.add(Client(name="科锐电气"))
        self.book = self.crm.add(Pricebook(name="A"))
        self.price = self.crm.add(Price(pricebook=self.book.id, product=self.product.id, price=90000))
        self.limit = self.crm.add(Limit(role="rep", discount=800))

    def by(self, who: User) -> Workspace:
        self.crm._me = who.id
        return self.crm


@pytest.fixture
def team() -> Team:
    return Team()


MANAGERS: dict[str, Callable[[Team], Any]] = {
    "floor": lambda t: t.crm.change(t.product, floor=1),
    "cost": lambda t: t.crm.change(t.product, cost=1),
    "price": lambda t: t.crm.change(t.product, price=1000000),
    "no price": lambda t: t.crm.change(t.product, price=None, floor=None),
    "a product with a price": lambda t: t.crm.add(Product(name="Plus", price=1)),
    "a product of a file": lambda t: t.crm.load("product", ["name", "price"], [["Plus", None], ["Mini", 1]]),
    "a product goes": lambda t: t.crm.remove(t.product),
    "a book": lambda t: t.crm.add(Pricebook(name="B")),
    "a book changes": lambda t: t.crm.change(t.book, note="neu"),
    "a price": lambda t: t.crm.add(Price(pricebook=t.book.id, product=t.product.id, price=1, quantity="10")),
    "a price changes": lambda t: t.crm.change(t.price, price=1),
    "a price goes": lambda t: t.crm.remove(t.price),
    "prices of a file": lambda t: t.crm.load("price", ["pricebook", "product", "price"], [[t.book.id, t.product.id, 1]]),
    "credit": lambda t: t.crm.change(t.client, credit_limit=None),
    "credit of a new one": lambda t: t.crm.add(Client(name="Neu", credit_limit=1)),
    "credit of many": lambda t: t.crm.sweep("client", [t.client, t.plain], {"credit_limit": None}),
    "credit gone": lambda t: t.crm.remove(t.client),
    "credit by merging": lambda t: merging.merge(t.crm, [merging.plan(t.crm, [t.client, t.plain], into=t.plain)]),
    "credit lost by merging": lambda t: t.crm.unite("client", {t.client.id: t.plain.id}),
}  # fmt: skip
ADMINS: dict[str, Callable[[Team], Any]] = {
    "limit": lambda t: t.crm.add(Limit(role="manager", discount=9000)),
    "limit changes": lambda t: t.crm.change(t.limit, discount=9000),
    "limit goes": lambda t: t.crm.remove(t.limit),
    "limits of a file": lambda t: t.crm.load("limit", ["role", "discount"], [["manager", 9000]]),
    "role": lambda t: t.crm.change(t.other, role="admin"),
    "role of a new one": lambda t: t.crm.add(User(name="小赵", role="manager")),
    "roles of a file": lambda t: t.crm.load("user", ["name", "role"], [["小赵", "rep"], ["小孙", "manager"]]),
    "role gone": lambda t: t.crm.remove(t.manager),
}


@pytest.mark.parametrize("what", [*MANAGERS, *ADMINS])
def test_a_rep_writes_no_prices_limits_or_roles(team: Team, what: str) -> None:
    before = list(team.crm.everything())
    team.by(team.rep)
    with pytest.raises(Denied):
        ({**MANAGERS, **ADMINS})[what](team)
    assert list(team.crm.everything()) == before


@pytest.mark.parametrize("what", ADMINS)
def test_a_manager_writes_no_limits_or_roles(team: Team, what: str) -> None:
    team.by(team.manager)
    with pytest.raises(Denied, match="an administrator"):
        ADMINS[what](team)


@pytest.mark.parametrize("what", MANAGERS)
def test_a_manager_writes_prices(team: Team, what: str) -> None:
    team.by(team.manager)
    if what == "a product goes":
        team.crm.remove(team.price)
    MANAGERS[what](team)


@pytest.mark.parametrize(
    "what", sorted({*MANAGERS, *ADMINS} - {"credit lost by merging"})
)  # nothing guarded is written by it
def test_what_an_administrator_did_no_rep_takes_back_or_does_again(team: Team, what: str) -> None:
    if what == "a product goes":
        team.crm.remove(team.price)
    last = team.crm.steps(limit=1)[0].step
    ({**MANAGERS, **ADMINS})[what](team)
    step = next(one.step for one in team.crm.steps() if one.step > last)
    after = list(team.crm.everything())
    team.by(team.rep)
    with pytest.raises(Denied):
        team.crm.undo(step)
    assert list(team.crm.everything()) == after
    team.by(team.admin).undo(step)
    team.by(team.rep)
    with pytest.raises(Denied):
        team.crm.redo(step)


@pytest.mark.parametrize("one", ["limit", "price", "product", "client"])
def test_what_was_taken_out_no_rep_brings_back(team: Team, one: str) -> None:
    if one == "product":
        team.crm.remove(team.price)
    record = getattr(team, one)
    team.crm.remove(record)
    team.by(team.rep)
    with pytest.raises(Denied):
        team.crm.restore(record.noun, record.ref)
    assert [found.id for found in team.by(team.admin).restore(record.noun, record.ref)] == [record.id]


def test_a_rep_writes_what_has_no_right_of_its_own(team: Team) -> None:
    crm = team.by(team.rep)
    crm.change(team.product, note="laut", price=team.product.price)
    crm.change(team.client, name="科锐配电", credit_limit=500000)
    crm.remove(crm.add(Product(name="Plus")))
    step = crm.steps(limit=1)[0].step
    crm.add(User(name="小赵", role="rep"))
    crm.undo()
    crm.undo(step)
    other = crm.add(Client(name="科锐二"))
    merging.merge(crm, [merging.plan(crm, [team.plain, other])])
    crm.load("client", ["name", "credit_limit"], [["Neu", None]])
    assert crm.count("client") == 3


def test_in_a_base_without_users_everybody_may_everything() -> None:
    crm = founded()
    crm.remove(crm.where(User)[0])
    crm._me = None
    crm.add(Limit(role="rep", discount=100))
    crm.add(Product(name="GTX", price=1))


def test_who_begins_a_base_may_everything_in_that_step() -> None:
    crm = founded()
    crm.remove(crm.where(User)[0])
    crm._me = None
    with crm.step():
        crm.load("user", ["name", "role"], [["陈总", "admin"], ["李强", "rep"]])
        crm.user = "李强"
        assert crm.me == crm.where(User, name="李强")[0].id
        crm.add(Product(name="GTX", price=1))
    with pytest.raises(Denied):
        crm.add(Product(name="Plus", price=1))


def test_what_nobody_may_those_may_who_come_next() -> None:
    crm = founded()  # one rep
    crm.add(Limit(role="rep", discount=100))
    head = crm.add(User(name="陈总", role="manager"))
    with pytest.raises(Denied):
        crm.add(Limit(role="manager", discount=100))
    crm._me = head.id
    crm.add(Limit(role="manager", discount=100))


def test_the_last_administrator_stays(team: Team) -> None:
    for change in ({"role": "manager"}, {"active": 0}):
        with pytest.raises(Conflict, match="last administrator"):
            team.crm.change(team.admin, **change)
    second = team.crm.add(User(name="周总", role="admin"))
    team.crm.change(team.admin, role="manager")
    with pytest.raises(Denied):
        team.crm.change(team.rep, role="admin")
    team.by(second)
    with pytest.raises(Conflict, match="last administrator"):
        team.crm.remove(second)


def test_a_refusal_names_who_may_and_the_field(team: Team) -> None:
    team.by(team.rep)
    with pytest.raises(
        Denied, match="Floor price of a product is set only by a manager or an administrator"
    ) as refused:
        team.crm.change(team.product, floor=1)
    assert (str(refused.value.values["names"]), refused.value.field) == ("陈总, 王芳", "floor")


def test_what_is_guarded_says_so_where_it_is_declared() -> None:
    found = {noun.name: noun.right for noun in NOUNS.values() if noun.right}
    assert found == {"pricebook": "manager", "price": "manager", "limit": "admin"}
    fields = {(noun, name): right for noun in NOUNS for name, (right, _usual) in guarded(load(noun)).items()}
    assert fields == {
        **{("product", name): "manager" for name in ("price", "currency", "per", "taxed", "floor", "cost", "tax", "rate")},
        ("contract", "pricebook"): "manager", ("client", "credit_limit"): "manager", ("user", "role"): "admin",
    }  # fmt: skip
    assert all(name in {field.name for field in columns(load(noun))} for noun, name in fields)


@pytest.mark.parametrize("change", [{"currency": "USD"}, {"per": 100}, {"taxed": 1}, {"rate": 0}, {"tax": "exempt"}])
def test_what_a_price_means_is_changed_only_by_who_may_change_the_price(team: Team, change: dict[str, Any]) -> None:
    crm = team.by(team.rep)
    with pytest.raises(Denied):
        crm.change(team.product, **change)
    own = crm.add(Product(name="Eigenes", rate=crm.country.tax_rates[0], currency=crm.currency))
    with pytest.raises(Denied):
        crm.change(own, **change)
    with pytest.raises(Denied):
        crm.add(Product(name="Anderes", **change))
    crm.undo()
    assert crm.count("product", ["name=Eigenes"]) == 0


def test_what_grants_a_price_book_is_written_by_who_may_write_one(team: Team) -> None:
    crm = team.by(team.manager)
    book = crm.add(Pricebook(name="大客户", granted=1))
    granting = crm.add(
        Contract(name="框架", client=team.client.id, pricebook=book.id, start="2026-01-01", end="2026-12-31")
    )
    plain = crm.add(Contract(name="服务", client=team.client.id, start="2026-01-01", end="2026-12-31"))
    team.by(team.rep)
    crm.change(plain, end="2027-12-31", signed="2026-01-01")
    crm.change(granting, note="nur ein Wort")
    for changed in ({"signed": "2026-01-01"}, {"end": "2027-12-31"}, {"pricebook": None}, {"renewal": "automatic"}):
        with pytest.raises(Denied):
            crm.change(granting, **changed)
    with pytest.raises(Denied):
        crm.change(plain, pricebook=book.id)
    with pytest.raises(Denied):
        crm.add(Contract(name="Neu", client=team.client.id, pricebook=book.id))


def test_the_level_and_region_of_a_client_are_free_until_a_price_book_is_for_them(team: Team) -> None:
    crm = team.by(team.rep)
    crm.change(team.plain, level="A", region="华东")
    team.by(team.manager)
    book = crm.add(Pricebook(name="A 级", level="a", region="华南"))
    team.by(team.rep)
    for changed in ({"level": "B"}, {"level": None}, {"region": "华南"}):
        with pytest.raises(Denied):
            crm.change(crm.by_id(Client, team.plain.id), **changed)
    with pytest.raises(Denied):
        crm.add(Client(name="Neu", level="A"))
    with pytest.raises(Denied):
        crm.load("client", ["name", "level"], [["Neu", "A"]])
    crm.change(crm.by_id(Client, team.plain.id), region="华北", level="A")
    crm.add(Client(name="Neu", level="C", region="华北"))
    team.by(team.manager)
    crm.change(book, active=0)
    team.by(team.rep)
    crm.change(crm.by_id(Client, team.plain.id), level="B")


def test_a_level_by_which_a_price_book_holds_is_not_put_back_by_undo(team: Team) -> None:
    crm = team.by(team.rep)
    crm.change(crm.change(team.plain, level="A"), level="B")
    step = crm.steps(limit=1)[0].step
    team.by(team.manager)
    crm.add(Pricebook(name="A 级", level="A"))
    team.by(team.rep)
    with pytest.raises(Denied):
        crm.undo(step)
    assert crm.by_id(Client, team.plain.id).level == "B"

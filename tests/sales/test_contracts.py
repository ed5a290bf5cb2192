"""Contracts: their terms, renewals, ends, and when they ask for something."""

import pytest

from crm_cli.errors import Conflict, CrmError, Invalid
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contracts import Contract
from crm_cli.sales import contracts
from tests.sales.conftest import Firm


class Office(Firm):
    """A firm with two clients and short ways to a contract of the year."""

    def __init__(self) -> None:
        super().__init__()
        self.client = self.crm.add(Client(name="科锐"))
        self.other = self.crm.add(Client(name="中康", currency="EUR"))

    def contract(self, **values: object) -> Contract:
        year = {
            "name": "年度框架",
            "client": self.client.id,
            "signed": "2025-12-20",
            "start": "2026-01-01",
            "end": "2026-12-31",
        }
        return self.crm.add(Contract(**(year | values)))  # type: ignore[arg-type]

    def status(self, contract: Contract) -> str:
        """As the rule and as lists say it."""
        found = contracts.status(self.crm, self.again(contract))
        assert contract.ref in [one.ref for one in self.crm.find(Contract, [f"status={found}"])]
        return found

    def again(self, contract: Contract) -> Contract:
        return self.crm.by_id(Contract, contract.id)


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_new_contract_has_a_number_an_owner_and_the_currency_of_its_client(office: Office) -> None:
    contract = office.contract(client=office.other.id)
    assert (contract.number, contract.owner, contract.currency) == ("HT-2026-0001", office.me.id, "EUR")


@pytest.mark.parametrize(
    "said", [{"end": "2025-12-31"}, {"signed": "2026-11-23"}, {"value": -1}, {"notice": -1}, {"months": 0}]
)  # fmt: skip
def test_what_cannot_be_is_refused(office: Office, said: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        office.contract(**said)
    contract = office.contract()
    with pytest.raises(Invalid):
        office.crm.change(contract, **said)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, "active"), ({"signed": None}, "draft"), ({"end": "2026-11-22"}, "active"), ({"end": "2026-11-21"}, "ended"),
        ({"end": "2026-11-21", "renewal": "automatic"}, "active"), ({"start": "2026-11-23"}, "coming"), ({"end": None}, "active"),
        ({"terminated": "2026-11-22"}, "terminated"), ({"terminated": "2026-11-23"}, "active"),
    ],
)  # fmt: skip
def test_its_status_follows_from_its_days(office: Office, said: dict[str, object], status: str) -> None:
    contract = office.contract(**said)
    assert office.status(contract) == status


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ({}, "2026-12-31"), ({"end": None}, "None"), ({"start": None, "end": "2024-02-29", "renewal": "automatic"}, "2027-02-28"),
        ({"end": "2026-03-31", "renewal": "automatic", "months": 3}, "2026-12-31"), ({"end": "2026-03-31"}, "2026-03-31"),
        ({"terminated": "2026-12-01"}, "2026-12-01"), ({"end": "2026-11-22", "renewal": "automatic"}, "2026-11-22"),
    ],
)  # fmt: skip
def test_the_term_of_one_that_renews_itself_goes_on(office: Office, said: dict[str, object], until: str) -> None:
    assert str(contracts.until(office.contract(**said), office.clock.today())) == until


def test_a_renewal_is_a_contract_of_its_own_that_begins_when_the_last_ends(office: Office) -> None:
    contract = office.contract(value=100, parties=f'["{office.other.id}"]', notice=60)
    made = contracts.renew(office.crm, contract)
    assert (made.start, made.end, office.status(made), made.value, made.renewed) == (
        "2027-01-01",
        "2027-12-31",
        "draft",
        100,
        contract.id,
    )
    assert office.crm.elements(made, "parties") == [office.other.id]
    assert (made.notice, made.number) == (60, "HT-2026-0002")
    with pytest.raises(Conflict, match="renewed already"):
        contracts.renew(office.crm, contract)


def test_a_term_of_its_own_length_and_value_may_be_agreed(office: Office) -> None:
    made = contracts.renew(office.crm, office.contract(), months=6, value=700, signed="2026-11-20")
    assert (made.end, made.value, office.status(made)) == ("2027-06-30", 700, "coming")


def test_one_that_renews_itself_and_is_renewed_ends_with_its_term_and_the_next_is_in_force(office: Office) -> None:
    contract = office.contract(end="2025-12-31", start="2025-01-01", renewal="automatic", signed="2024-12-01")
    made = contracts.renew(office.crm, contract)
    assert (office.again(contract).end, made.start, office.status(made)) == ("2026-12-31", "2027-01-01", "coming")
    office.go("2027-01-02")
    assert (office.status(contract), office.status(made)) == ("ended", "active")


@pytest.mark.parametrize("said", [{"signed": None}, {"terminated": "2026-11-01"}, {"end": None}])
def test_what_cannot_be_renewed_says_so(office: Office, said: dict[str, object]) -> None:
    with pytest.raises(Conflict):
        contracts.renew(office.crm, office.contract(**said))


def test_the_terms_of_those_that_renew_themselves_are_written_down(office: Office) -> None:
    office.contract()
    contract = office.contract(end="2025-11-20", start="2025-01-01", renewal="automatic")  # over twice
    assert [(one.ref, one.end) for one in contracts.roll(office.crm)] == [(contract.ref, "2027-11-20")]
    assert contracts.roll(office.crm) == []


def test_it_is_terminated_as_soon_as_its_notice_lets_it_or_on_the_day_that_is_said(office: Office) -> None:
    assert contracts.terminate(office.crm, office.contract(notice=30)).terminated == "2026-12-31"
    late = office.contract(notice=60, renewal="automatic")
    assert contracts.terminate(office.crm, late).terminated == "2027-12-31"
    open_end = office.contract(end=None, notice=10)
    assert contracts.terminate(office.crm, open_end, reason="搬走").terminated == "2026-12-02"
    agreed = contracts.terminate(office.crm, office.contract(notice=60), "2026-11-22", "搬走")
    assert (office.status(agreed), agreed.reason) == ("terminated", "搬走")


def test_what_has_ended_was_never_signed_or_had_not_begun_is_not_terminated(office: Office) -> None:
    for said in ({"signed": None}, {"end": "2026-11-01"}, {"terminated": "2026-12-01"}):
        with pytest.raises(Conflict):
            contracts.terminate(office.crm, office.contract(**said))
    with pytest.raises(CrmError):
        contracts.terminate(office.crm, office.contract(), "2025-11-22")


def test_what_ends_soon_what_has_lapsed_and_where_notice_must_be_given_is_to_be_seen_to(office: Office) -> None:
    soon = office.contract(end="2026-12-10")
    lapsed = office.contract(end="2026-11-10", renewal="asked")
    notice = office.contract(end="2027-01-31", renewal="automatic", notice=60)
    office.contract()  # ends on 31 December: not yet
    office.contract(end="2026-12-10", terminated="2026-12-01")
    office.contract(end="2026-12-10", renewal="automatic", notice=60)  # its day for notice has passed
    contracts.renew(office.crm, office.contract(end="2026-12-05"))
    found = contracts.ending(office.crm, owner=office.me.id)
    assert [(one.contract.ref, str(one.act)) for one in found] == [
        (lapsed.ref, "2026-11-10"), (notice.ref, "2026-12-02"), (soon.ref, "2026-12-10"),
    ]  # fmt: skip

"""What each role may quote on its own."""

import pytest

from crm_cli.errors import Duplicate, Invalid
from crm_cli.records.nouns.users import User
from crm_cli.sales import limits
from tests.founding import added, founded


def test_without_a_limit_of_its_own_a_role_has_the_usual_one() -> None:
    crm = founded()
    crm.change(crm.where(User)[0], role="admin")
    rep, head = added(crm, "user", name="李强"), added(crm, "user", name="陈总", role="manager")
    assert (limits.of(crm, rep).discount, limits.of(crm, rep).below_floor) == (1000, 0)
    assert (limits.of(crm, head).discount, limits.of(crm, head).below_floor, limits.of(crm, head).approves) == (
        3000,
        1,
        1,
    )
    added(crm, "limit", role="rep", discount=800, below_usual=500)
    assert (limits.of(crm, rep).discount, limits.of(crm, rep).below_usual) == (800, 500)


def test_a_role_has_one_limit_whose_shares_are_shares() -> None:
    crm = founded()
    added(crm, "limit", role="rep", discount=800)
    with pytest.raises(Duplicate, match="LM1"):
        added(crm, "limit", role="rep", discount=500)
    with pytest.raises(Invalid, match="between 0 and 100"):
        added(crm, "limit", role="manager", discount=20_000)
    assert crm.count("limit") == 1

"""Nobody stands above himself: whom a contact reports to, what a firm is part of."""

import pytest

from crm_cli.errors import Conflict
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture
def crm() -> Workspace:
    return founded()


@pytest.mark.parametrize(("noun", "link"), [("contact", "reports_to"), ("client", "parent"), ("team", "parent")])
def test_nobody_stands_above_himself_be_it_through_others(crm: Workspace, noun: str, link: str) -> None:
    one, two, three = (added(crm, noun, name=name) for name in "甲乙丙")
    with pytest.raises(Conflict):
        crm.change(one, **{link: one.id})
    one = crm.change(one, **{link: two.id})
    two = crm.change(two, **{link: three.id})
    for above in (one, two):
        with pytest.raises(Conflict):
            crm.change(three, **{link: above.id})
    assert getattr(crm.change(three, **{link: None}), link) is None
    assert getattr(crm.change(one, **{link: three.id}), link) == three.id

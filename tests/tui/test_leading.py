"""Where one gets to from a screen: the menu, the line of crm, the page of a lead, and what the bar of a filter shows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crm_cli import i18n
from crm_cli.__main__ import main
from crm_cli.i18n import _
from crm_cli.tui.places import PLACES, page
from crm_cli.tui.widgets.filterbar import LIKE
from tests.tui.conftest import LANGUAGES, SIZES, Play

Company = Callable[[str], Path]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_filter_may_look_like_is_one(company: Company, language: str) -> None:
    company(language)
    i18n.bind(LANGUAGES[language])
    wrong = [noun for noun, like in LIKE.items() if main([noun, "list", *_(like).split(), "--quiet"]) != 0]
    assert wrong == []


def test_the_menu_leads_to_what_a_rep_works_with() -> None:
    assert {"lead", "opp", "product", "invoice"} <= set(PLACES)


def test_a_lead_is_brought_on_from_its_page(company: Company, play: Play) -> None:
    company("en")
    seen = play(
        lambda: page("L18"),
        "look:nobodys", "a", "look:taken", "m", "look:statuses", "down", "enter", "look:moved",
        "v", "look:asked", "=Meters", "enter", "=12k", "ctrl+s", "look:refused",
        "enter", "enter", "=Nile Valves", "enter", "=1 Quay", "enter", "=ann@example.com", "enter", "=Ann Reed", "ctrl+s",
        size=SIZES["140x40"],
    )  # fmt: skip
    assert "v convert" in seen.taken["nobodys"][-1]
    assert "a take it" in seen.taken["nobodys"][-1]
    assert "a take it" not in seen.taken["taken"][-1]
    assert any("Nurturing" in line for line in seen.taken["statuses"])
    assert any("What the deal is called" in line for line in seen.taken["asked"])
    assert any("Company, Address, Contact, E-mail" in line for line in seen.taken["refused"])
    assert any("Converted" in line for line in seen.lines)
    assert any("Nile Valves" in line for line in seen.lines)
    assert "v convert" not in seen.lines[-1]

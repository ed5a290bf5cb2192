"""Where one gets to from a screen: the menu, the line of crm, the page of a lead, and what the bar of a filter shows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crm_cli import i18n
from crm_cli.__main__ import main
from crm_cli.i18n import _
from crm_cli.tui.places import PLACES
from crm_cli.tui.widgets.filterbar import LIKE
from tests.tui.conftest import LANGUAGES

Company = Callable[[str], Path]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_filter_may_look_like_is_one(company: Company, language: str) -> None:
    company(language)
    i18n.bind(LANGUAGES[language])
    wrong = [noun for noun, like in LIKE.items() if main([noun, "list", *_(like).split(), "--quiet"]) != 0]
    assert wrong == []


def test_the_menu_leads_to_what_a_rep_works_with() -> None:
    assert {"lead", "opp", "product", "invoice"} <= set(PLACES)

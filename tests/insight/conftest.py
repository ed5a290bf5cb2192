"""The small firm of the sales tests, for figures about it."""

import pytest

from tests.sales.conftest import Firm


@pytest.fixture
def firm() -> Firm:
    return Firm()

"""How often a property is tried: a few times in an ordinary run, some in the continuous tests, many by ``make fuzz``."""

import os
from typing import Any

from hypothesis import settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ordinary")
MANY = PROFILE == "fuzz" or os.environ.get("CRM_LONG") == "1"

# A machine that is busy is no failure.
settings.register_profile("ordinary", deadline=None, max_examples=40)
settings.register_profile("continuous", deadline=None, max_examples=100)
settings.register_profile("fuzz", deadline=None, max_examples=2000)


def tried(few: int, some: int, many: int, **more: Any) -> settings:
    """So many examples; the same ones each time, but for the many."""
    count = many if MANY else some if PROFILE == "continuous" else few
    return settings(max_examples=count, deadline=None, derandomize=not MANY, database=None, **more)

"""Modules that are imported when something of theirs is first used, where a run that needs them not should start without."""

import importlib
from typing import Any


class module:  # noqa: N801 - it stands for a module
    """The module of that name, once something is asked of it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self._name), name)

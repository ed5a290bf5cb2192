"""What one run knows of its surroundings."""

import os
import pwd

import pytest

from crm_cli.context import login


def test_the_login_comes_from_the_variables_or_else_from_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    assert login() == pwd.getpwuid(os.getuid()).pw_name
    monkeypatch.setenv("USER", "ann")
    assert login() == "ann"

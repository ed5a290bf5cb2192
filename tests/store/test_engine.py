"""The store keeps its promises on the standard library's SQLite too, where there is no wheel of a newer one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.long
@pytest.mark.skipif(os.environ.get("CRM_TEST_SQLITE") == "standard", reason="these are the tests being run again")
def test_the_tests_of_the_store_pass_on_the_standard_library() -> None:
    # The fixture of every test clears CRM_SQLITE: the library is chosen when the first module is imported, before that.
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/store"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, env=os.environ | {"CRM_SQLITE": "standard", "CRM_TEST_SQLITE": "standard"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_library_is_the_one_that_was_asked_for() -> None:
    code = "from crm_cli.store import engine; print(engine.sqlite3.__name__)"
    found = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env=os.environ | more)
        for more in ({"CRM_SQLITE": "standard"}, {"CRM_SQLITE": ""})
    ]
    assert found[0].stdout.strip() == "sqlite3" and found[1].stdout.strip() in ("pysqlite3", "sqlite3")

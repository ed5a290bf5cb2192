"""What is written from the sources is fresh."""

import shutil
import subprocess

import pytest

from tools import completions, manual, shells, sql_views


def test_the_page_of_the_views_is_as_the_fields_are() -> None:
    assert sql_views.generate(check=True) == []


def test_the_table_of_completion_is_as_the_commands_are() -> None:
    assert completions.generate(check=True) == []


def test_the_files_of_the_shells_are_as_they_are_made() -> None:
    assert shells.generate(check=True) == []


def test_the_manual_is_as_the_help_is() -> None:
    assert manual.generate(check=True) == []


@pytest.mark.parametrize(
    "reader", [("mandoc", "-T", "utf8", "-W", "error"), ("groff", "-man", "-Tutf8", "-K", "utf-8", "-ww", "-z")]
)
def test_the_manual_can_be_read(reader: tuple[str, ...]) -> None:
    if shutil.which(reader[0]) is None:
        pytest.skip(f"{reader[0]} is not installed")
    read = subprocess.run([*reader, str(manual.PAGE)], capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")

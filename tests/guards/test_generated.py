"""What is written from the sources is fresh."""

from tools import completions, shells, sql_views


def test_the_page_of_the_views_is_as_the_fields_are() -> None:
    assert sql_views.generate(check=True) == []


def test_the_table_of_completion_is_as_the_commands_are() -> None:
    assert completions.generate(check=True) == []


def test_the_files_of_the_shells_are_as_they_are_made() -> None:
    assert shells.generate(check=True) == []

"""What is written from the sources is fresh."""

from tools import sql_views


def test_the_page_of_the_views_is_as_the_fields_are() -> None:
    assert sql_views.generate(check=True) == []

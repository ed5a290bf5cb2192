"""Rows of a file that point in a circle: the one that would close it is refused with its column, the others come in."""

import pytest

from tests.conftest import Runner
from tests.exchange.conftest import Written
from tests.exchange.test_importing import listed

LINKS = [("contact", "reports_to"), ("client", "parent"), ("team", "parent")]


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(("noun", "link"), LINKS)
def test_new_rows_that_point_in_a_circle_are_refused_and_the_others_come(
    crm: Runner, written: Written, noun: str, link: str
) -> None:
    done = crm("import", noun, written(f"name,{link}\nAnna,Bert\nBert,Carl\nDora,\nCarl,Anna\nEmil,Dora\n"))
    assert (done.code, f"line 5: {link}: it would stand above itself" in done.err) == (7, True)
    names = {row["name"] for row in listed(crm, noun)}
    assert names & {"Anna", "Bert", "Carl", "Dora", "Emil"} == {"Dora", "Emil"}


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(("noun", "link"), LINKS)
def test_a_row_that_would_close_a_circle_with_what_is_there_changes_nothing(
    crm: Runner, written: Written, noun: str, link: str
) -> None:
    assert crm("import", noun, written(f"name,{link}\nDora,\nEmil,Dora\n")).code == 0
    done = crm("import", noun, written(f"name,{link}\nDora,Emil\nFrida,Emil\n"), "--key", "name")
    assert (done.code, f"line 2: {link}: it would stand above itself" in done.err) == (7, True)
    above = {row["name"]: row[link] for row in listed(crm, noun, "--fields", f"name,{link}")}
    assert (above["Dora"], bool(above["Frida"])) == (None, True)

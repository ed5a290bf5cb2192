"""Absences: whole days and halves, who is to report all the same."""

from datetime import date

import pytest

from crm_cli.errors import Invalid
from crm_cli.people import absences
from crm_cli.records.nouns.absences import Absence
from crm_cli.workspace import Workspace
from tests.founding import founded


@pytest.fixture
def crm() -> Workspace:
    return founded()


def put(crm: Workspace, days: str, kind: str | None = None, half: str | None = None) -> Absence:
    return absences.put(crm, str(crm.me), days, kind, half, None)


def test_days_are_said_as_anywhere_else(crm: Workspace) -> None:
    for said, start, end in (
        ("2026-12-01..2026-12-05", "2026-12-01", "2026-12-05"), ("明天", "2026-11-23", "2026-11-23"), ("12-24", "2026-12-24", "2026-12-24"),
    ):  # fmt: skip
        found = put(crm, said)
        assert (found.start, found.end, found.kind) == (start, end, "leave")


def test_those_that_touch_the_days_are_found(crm: Workspace) -> None:
    put(crm, "2026-11-20..2026-11-23")
    later = put(crm, "2026-11-25")
    found = absences.between(crm, date(2026, 11, 23), date(2026, 11, 24))
    assert [one.start for one in found] == ["2026-11-20"]
    assert [str(day) for day in absences.days(found[0], date(2026, 11, 22), date(2026, 11, 30))] == [
        "2026-11-22",
        "2026-11-23",
    ]
    assert [one.id for one in absences.between(crm, date(2026, 11, 25), date(2026, 12, 25))] == [later.id]


def test_who_travels_or_is_away_for_half_a_day_is_still_to_report(crm: Workspace) -> None:
    assert absences.excuses(put(crm, "明天"))
    assert not absences.excuses(put(crm, "后天", "travel"))
    assert not absences.excuses(put(crm, "后天", "sick", "morning"))


@pytest.mark.parametrize(("start", "end"), [("2026-12-05", "2026-12-01"), ("2026-12-05", "2028-12-01")])
def test_an_absence_that_cannot_be_is_refused(crm: Workspace, start: str, end: str) -> None:
    with pytest.raises(Invalid):
        crm.add(Absence(start=start, end=end))


def test_who_names_nobody_means_himself_and_today(crm: Workspace) -> None:
    found = crm.add(Absence())
    assert (found.user, found.start, found.end) == (crm.me, "2026-11-22", "2026-11-22")

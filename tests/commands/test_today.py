"""``crm today``: the parts of a day, of a colleague and of a team; cadences and absences as they are typed."""

import json

from tests.conftest import Runner


def prepared(stocked: Runner) -> None:
    for line in (
        ("user", "add", "李强", "--manager", "王芳"),
        ("client", "assign", "C2", "李强"),
        ("contact", "edit", "P1", "--birthday", "1980-11-25", "--gift", "A", "--salutation", "李总"),
        ("absence", "add", "李强", "2026-11-20..2026-11-27", "--kind", "病假"),
        ("task", "add", "C2", "call back", "--due", "今天", "--for", "李强"),
    ):
        stocked(*line)


def test_an_empty_day_says_so_in_one_line(stocked: Runner) -> None:
    ran = stocked("today")
    assert (ran.out, ran.err.strip()) == ("", "nothing is due")
    assert stocked("today", "--team").err.strip() == "nothing is due"
    assert stocked("today", "--exit-code").code == 0


def test_a_birthday_is_told_with_the_form_of_address_and_the_gift(stocked: Runner) -> None:
    prepared(stocked)
    ran = stocked("today", "--exit-code")
    assert ran.code == 8
    assert "P1  Wed 25 Nov  birthday, becomes 46  李建国 (李总)  gift A  科锐配电  C1" in ran.out
    stocked("log", "gift", "P1", "tea")
    assert "birthday" not in stocked("today").out


def test_a_team_has_the_counts_first_says_who_is_away_and_shows_his_tasks(stocked: Runner) -> None:
    prepared(stocked)
    ran = stocked("today", "--team")
    lines = ran.out.splitlines()
    assert lines[0] == "Team"
    assert lines[2].split()[:5] == ["李强", "sick", "leave,", "until", "Fri"]
    assert "李强 · sick leave, until Fri 27 Nov · Today" in lines
    assert "  T1  call back  清华同方  C2" in lines
    assert "away: 李强" in ran.err
    told = json.loads(stocked("today", "--team", "--json").out)
    assert told["people"][0] | {"user": "李强", "away": "2026-11-27", "today": 1} == told["people"][0]
    assert [(one["ref"], one["owner"]) for one in told["today"]] == [("T1", "李强")]
    assert [one["end"] for one in told["away"]] == ["2026-11-27"]


def test_whose_day_it_is_is_said_once(stocked: Runner) -> None:
    for line in (("--team", "--all"), ("--for", "王芳", "--team"), ("--for", "王芳", "--all")):
        ran = stocked("today", *line)
        assert ran.code == 2
        assert "contradict" in ran.err


def test_a_cadence_is_set_by_level_and_tag_and_what_is_critical_is_marked(stocked: Runner) -> None:
    stocked("tag", "add", "大客户")
    stocked("cadence", "set", "大客户", "none")
    said = stocked("cadence", "set", "大客户", "7/14").err
    assert "clients of 大客户: due after 7 days, critical after 14" in said
    stocked("client", "edit", "C1", "--tags", "大客户")
    later = "2026-12-10T09:00:00+08:00"
    assert (
        stocked("today", CRM_NOW=later)
        .out.splitlines()[1]
        .startswith("  C1  !  科锐配电  A  never contacted, added 18 days ago (大客户: target 7, at most 14)")
    )
    assert json.loads(stocked("client", "list", "cadence=critical", "--json", CRM_NOW=later).out)[0]["ref"] == "C1"
    assert [row["target"] for row in json.loads(stocked("cadence", "list", "--json").out)] == [7]
    ran = stocked("cadence", "set", "大客户", "14/7")
    assert ran.code == 2
    assert ran.err.startswith("crm: 14 days aimed at, and 7 at most")


def test_birthdays_are_filtered_by_the_days_they_fall_on(stocked: Runner) -> None:
    stocked("contact", "edit", "P1", "--birthday", "1980-11-25")
    for said, found in (
        ("..+14d", 1),
        ("11-25", 1),
        ("1980-11-25", 1),
        ("1981-11-25", 0),
        ("12月", 0),
        ("+4d..", 1),
        ("+4d..+9d", 0),
    ):
        assert len(json.loads(stocked("contact", "list", f"birthday={said}", "--json").out)) == found, said


def test_me_is_one_screen_and_one_object(stocked: Runner) -> None:
    stocked("quota", "set", "王芳", "2026Q4", "60万")
    stocked("log", "call", "C1", "hello")
    lines = stocked("me").out.splitlines()
    assert lines[0] == "王芳 on 2026-11-22"
    assert len(lines) < 24
    quota = stocked("me").out.partition("Tasks")[0]
    assert "2026Q4" in quota
    assert "2026-11 " not in quota  # a month without a quota
    told = json.loads(stocked("me", "--json").out)
    assert [one["quota"] for one in told["quota"]] == [None, "600000.00"]
    assert (told["week"], told["place"]) == ([{"activities": 1, "calls": 1, "spoken": 1, "clients": 1}], [])


def test_a_colleague_is_named_by_for_or_user_in_every_report_and_help_shows_one(stocked: Runner) -> None:
    prepared(stocked)
    for line in (("today",), ("me",), ("calendar", "export"), ("report", "day"), ("changes",), ("pool", "preview")):
        for option in ("--for", "--user", "--替", "--用户"):
            assert stocked(*line, option, "李强").code == 0, (line, option)
        told = stocked(*line, "--help", CRM_LANG="zh_CN").out
        assert ("--for," in told) != ("--user," in told)
        assert ("--替 " in told) != ("--用户 " in told)


def test_a_sheet_says_whose_day_it_is_and_tells_days_as_days(stocked: Runner) -> None:
    stocked("task", "add", "C1", "send the offer", "--due", "today")
    stocked("task", "add", "C1", "ring back", "--due", "today 17:30")
    sheet = stocked("today", "--format", "html").out
    assert "<title>王芳 on Sun 22 Nov</title>" in sheet and "<h1>王芳 on Sun 22 Nov</h1>" in sheet
    assert ">2026-11-22</td>" in sheet and ">2026-11-22 17:30</td>" in sheet
    assert "00:00</td>" not in sheet
    assert ">At a fixed time<" not in sheet and ">Lead<" not in sheet  # in which nothing stands


def test_a_printed_report_has_a_heading(stocked: Runner) -> None:
    stocked("opp", "add", "二期", "--client", "C1", "--amount", "1000")
    assert "<h1>Board</h1>" in stocked("board", "--format", "html").out
    assert "<title>Forecast</title>" in stocked("forecast", "--format", "html").out

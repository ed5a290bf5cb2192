"""``crm report``, ``changes``, ``quota`` and the forecast against quotas, as they are typed."""

import csv
import json
import re
from pathlib import Path

import pytest

from tests.conftest import Begun, Runner

FRIDAY = {"CRM_NOW": "2026-11-20T18:00"}


@pytest.fixture
def team(crm: Runner, begun: Begun, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """王总 leads 华东 with 王芳 and 李强; a deal of 王芳's that slipped on Friday."""
    monkeypatch.setenv("LOGNAME", "boss")

    def lay() -> None:
        monday, boss, rep = {"CRM_NOW": "2026-11-16T09:00"}, {"CRM_USER": "王总"}, {"CRM_USER": "王芳"}
        assert crm("init", "--yes", "--me", "王总", "--country", "CN", **monday).code == 0
        for line in (
            ("team", "add", "华东", "--leader", "王总"),
            ("user", "add", "王芳", "--role", "rep", "--team", "华东"),
            ("user", "add", "李强", "--role", "rep", "--team", "华东"),
        ):
            assert crm(*line, **monday, **boss).code == 0
        for words in (
            ("client", "add", "科锐配电"),
            ("contact", "add", "李建国", "--client", "科锐配电"),
            ("opp", "add", "一期改造", "--client", "科锐配电", "--amount", "48.2万", "--close", "2026-11-30"),
        ):
            assert crm(*words, **monday, **rep).code == 0
        called = ("log", "call", "李建国", "要九五折", "--min", "12", "--next", "周一 10:00 回电")
        assert crm(*called, **FRIDAY, **rep).code == 0
        assert crm("opp", "edit", "D1", "--close", "2026-12-15", **FRIDAY, **rep).code == 0

    begun(lay)
    monkeypatch.setenv("CRM_USER", "王芳")
    monkeypatch.setenv("CRM_NOW", FRIDAY["CRM_NOW"])
    return crm


def test_the_day_as_a_page(team: Runner) -> None:
    answer = team("report", "day")
    assert answer.code == 0
    assert "Daily report Fri 20 Nov · 王芳" in answer.out
    assert "李建国 · 科锐配电 C1" in answer.out
    assert "2026-11-30  2026-12-15  +15 days" in answer.out
    assert 'your remark is missing · crm report day --remark "…"' in answer.err


def test_report_alone_is_that_of_the_day(team: Runner) -> None:
    assert team("report").out == team("report", "day").out
    assert team("报告", "日报").out == team("report", "day").out


def test_the_team_alone_is_who_works_for_me(team: Runner) -> None:
    answer = team("report", "day", "--team", "--json", CRM_USER="王总")
    found = json.loads(answer.out)
    assert [one["user"] for one in found["people"]] == ["王芳", "李强"]
    assert [(one["user"], one["lacks"]) for one in found["missing"]] == [("王芳", "remark"), ("李强", "activity")]
    assert team("report", "day", "--team=华东", "--json", CRM_USER="王总").out == answer.out
    assert (found["report"], found["start"], found["end"]) == ("day", "2026-11-20", "2026-11-20")


def test_a_remark_a_reply_and_their_undo(team: Runner) -> None:
    assert team("report", "day", "--remark", "等采购会").code == 0
    assert "missing" not in team("report", "day").err
    replied = team("report", "reply", "王芳", "2026-11-20", "周一一起去", CRM_USER="王总")
    assert (replied.code, replied.err.startswith("replied to the daily report Fri 20 Nov of 王芳")) == (0, True)
    assert "周一一起去" in team("report", "day").out
    assert team("undo", CRM_USER="王总").code == 0
    assert "周一一起去" not in team("report", "day").out
    assert [one["text"] for one in json.loads(team("remark", "list", "--json").out)] == ["等采购会"]


def test_what_the_leader_says_stands_in_the_report_of_the_team_and_in_no_other(team: Runner) -> None:
    assert team("report", "day", "--remark", "下周一开会", CRM_USER="王总").code == 0
    for words in (("--team",), ("--team=华东",)):
        found = json.loads(team("report", "day", *words, "--json", CRM_USER="王总").out)
        assert [(one["user"], one["text"]) for one in found["remarks"]] == [("王总", "下周一开会")]
        assert [one["user"] for one in found["people"]] == ["王芳", "李强"]
    assert json.loads(team("report", "day", "--user", "王芳", "--json", CRM_USER="王总").out)["remarks"] == []


def test_a_sheet_of_changes_says_whose_they_are_and_since_when(team: Runner) -> None:
    for words, whose in (((), "everybody"), (("--user", "王芳"), "王芳")):
        told = team("changes", "--since", "2026-11-18", *words, "--format", "html").out
        assert re.search(rf"<h1[^>]*>{whose} · since Wed 18 Nov", told), told[:2000]


@pytest.mark.parametrize("chosen", ["table", "md", "html", "json", "csv"])
def test_a_report_goes_to_a_file_in_every_format(team: Runner, home: Path, chosen: str) -> None:
    name = f"day.{'txt' if chosen == 'table' else chosen}"
    assert team("report", "day", "--team", "-o", name, "--format", chosen, CRM_USER="王总").code == 0
    text = (home / name).read_text(encoding="utf-8-sig" if chosen == "csv" else "utf-8")
    assert "王芳" in text
    assert ("<!doctype html>" in text) == (chosen == "html")


def test_what_a_report_tells_is_text_and_never_markup(team: Runner) -> None:
    assert team("report", "day", "--remark", "<script>x</script>\x1b[31m").code == 0
    assert "<script>" not in team("report", "day", "--format", "html").out
    assert "\x1b[31m" not in team("report", "day").out


def test_there_is_something_to_see(team: Runner) -> None:
    assert team("report", "day", "--exit-code").code == 8
    assert team("report", "day", "2026-11-14", "--exit-code").code == 0  # a Saturday
    assert team("changes", "--since", "周三", "--exit-code").code == 8


def test_changes_say_from_when_on_and_what(team: Runner) -> None:
    answer = team("changes", "--since", "周三")
    assert "since Wed 18 Nov" in answer.err
    assert "slipped 1" in answer.err
    (one,) = json.loads(team("changes", "--since", "昨天", "--json").out)["changes"]
    assert (one["kind"], one["old"], one["new"], one["difference"], one["by"]) == (
        "slipped",
        "2026-11-30",
        "2026-12-15",
        15,
        "王芳",
    )
    assert json.loads(team("changes", "--since", "昨天", "--user", "李强", "--json").out)["changes"] == []


def test_changes_of_the_week_where_no_day_is_said(team: Runner) -> None:
    kinds = [one["kind"] for one in json.loads(team("changes", "--json").out)["changes"]]
    assert kinds == ["created", "slipped"]  # it was written down on Monday, and slipped on Friday


def test_money_that_shrank_is_plain_to_programs_and_dressed_for_people(team: Runner) -> None:
    assert team("opp", "edit", "D1", "--amount", "45万").code == 0
    found = json.loads(team("changes", "--since", "昨天", "--json").out)["changes"]
    assert [(one["old"], one["new"], one["difference"]) for one in found if one["kind"] == "shrank"] == [
        ("482000.00", "450000.00", "-32000.00")
    ]
    assert "¥482,000" in team("changes", "--since", "昨天").out


def test_quotas_are_set_listed_reached_and_taken_back(team: Runner) -> None:
    assert "quota of 王芳 for 2026Q4: ¥600,000" in team("quota", "set", "王芳", "2026Q4", "60万").err
    assert "quota of 王芳 for 2026Q4: ¥600,000 → $100" in team("quota", "set", "王芳", "2026Q4", "$100").err
    assert team("undo").code == 0
    assert team("quota", "set", "王芳", "2026Q4", "50万").code == 0
    (one,) = json.loads(team("quota", "list", "--json").out)
    assert (one["user"], one["period"], one["amount"]) == ("王芳", "2026Q4", "500000.00")
    assert team("undo").code == 0
    rows = json.loads(team("quota", "progress", "--json").out)["quota"]
    assert [(row["who"], row["quota"], row["gap"]) for row in rows] == [
        ("王芳", "600000.00", "600000.00"), ("华东", "600000.00", None), ("company as a whole", "600000.00", None),
    ]  # fmt: skip
    assert [(row["having"], row["people"]) for row in rows] == [(0, 0), (1, 2), (1, 2)]


def test_people_read_how_many_have_a_quota_instead_of_a_share_of_some(team: Runner) -> None:
    team("quota", "set", "李强", "2026Q4", "1")
    team("quota", "set", "王芳", "2026Q4", "60万")
    assert "Have a quota" not in team("quota", "progress").out
    team("user", "add", "新人")
    last = team("quota", "progress").out.splitlines()[-1]
    assert (last.startswith("company as a whole"), last.endswith("2 of 3 people"), "%" in last) == (True, True, False)


def test_what_is_over_a_quota_is_no_gap(team: Runner) -> None:
    team("opp", "add", "二期", "--client", "科锐", "--amount", "70万", "--owner", "王芳")
    won = json.loads(team("opp", "list", "二期", "--json").out)[0]["ref"]
    assert team("opp", "win", won, "--reason", "价格").code == 0
    team("quota", "set", "王芳", "2026Q4", "60万")
    _title, head, row = team("quota", "progress", "王芳").out.splitlines()
    assert ("Gap" in head, "Over the quota" in head, "-" in row) == (False, True, False)
    assert "¥100,000" in row
    assert json.loads(team("quota", "progress", "王芳", "--json").out)["quota"][0]["gap"] == "-100000.00"


def test_quotas_of_a_family_of_products_stand_on_lines_of_their_own(team: Runner) -> None:
    team("quota", "set", "王芳", "2026Q4", "60万")
    assert team("quota", "set", "王芳", "2026Q4", "10万", "--family", "没有").code == 3
    team("product", "add", "S5700", "--family", "Switches")
    answer = team("quota", "set", "王芳", "2026Q4", "10万", "--family", "switches")
    assert "quota of 王芳 for 2026Q4, Switches: ¥100,000" in answer.err
    rows = json.loads(team("quota", "progress", "王芳", "--json").out)["quota"]
    assert [(row["family"], row["quota"]) for row in rows] == [(None, "600000.00"), ("Switches", "100000.00")]
    assert "Switches" in team("quota", "progress").out
    assert "Product family" not in team("quota", "progress", "--family", "Switches", "--period", "2026-11").out


def test_quotas_come_and_go_as_files(team: Runner, home: Path) -> None:
    (home / "q.csv").write_text("user,period,amount\n王芳,2026Q4,600000\n李强,2026年11月,20万\n", encoding="utf-8")
    assert team("import", "quota", "q.csv").code == 0
    assert team("export", "quota", "-o", "out.csv").code == 0
    rows = list(csv.DictReader((home / "out.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["user"], row["period"], row["amount"]) for row in rows] == [
        ("王芳", "2026Q4", "600000.00"),
        ("李强", "2026-11", "200000.00"),
    ]


def test_a_quota_of_a_file_that_is_there_already_is_changed_and_what_cannot_be_is_refused(
    team: Runner, home: Path
) -> None:
    assert team("quota", "set", "王芳", "2026Q4", "60万").code == 0
    (home / "q.csv").write_text("user,period,amount\n王芳,2026第四季度,1\n李强,本周,2\n李强,2026,3\n", encoding="utf-8")
    answer = team("import", "quota", "q.csv")
    assert answer.code == 7
    assert "line 3: period: “本周” is no month, quarter or year" in answer.err
    assert quotas_of(team) == {("李强", "", "2026"): "3.00", ("王芳", "", "2026Q4"): "1.00"}
    assert team("undo").code == 0
    assert quotas_of(team) == {("王芳", "", "2026Q4"): "600000.00"}


def quotas_of(team: Runner) -> dict[tuple[str, str, str], str]:
    found = json.loads(team("quota", "list", "--json", "--fields", "user,team,period,amount").out)
    return {(one["user"] or "", one["team"] or "", one["period"]): one["amount"] for one in found}


@pytest.mark.parametrize("columns", ["ref,user,team,period,amount", "user,team,period,amount"])
def test_an_exported_list_of_quotas_comes_back_edited(team: Runner, home: Path, columns: str) -> None:
    for whose, amount in (("王芳", "60万"), ("华东", "200万"), ("公司", "500万")):
        assert team("quota", "set", whose, "2026Q4", amount).code == 0
    assert team("export", "quota", "--fields", columns, "-o", "out.csv").code == 0
    text = (home / "out.csv").read_text(encoding="utf-8-sig")
    edited = text.replace("600000.00", "650000").replace("5000000.00", "5100000")
    new = ",李强,,2026Q4,30万\n,,华东,2026Q4,210万\n" if columns.startswith("ref") else "李强,,2026年第四季度,30万\n"
    (home / "out.csv").write_bytes((edited + new).encode("gb18030"))
    first = team("import", "quota", "out.csv")
    assert quotas_of(team) == {
        ("王芳", "", "2026Q4"): "650000.00",
        ("李强", "", "2026Q4"): "300000.00",
        ("", "华东", "2026Q4"): "2000000.00",
        ("", "", "2026Q4"): "5100000.00",
    }
    if columns.startswith("ref"):  # the team stands in it twice, once without its ref
        assert (first.code, "is the same record" in first.err) == (7, True)
    else:
        assert first.code == 0
        assert "0 created, 0 updated, 4 unchanged" in team("import", "quota", "out.csv").err


def test_quotas_of_one_person_and_period_twice_in_a_file_are_refused_once(team: Runner, home: Path) -> None:
    (home / "q.csv").write_text("user,period,amount\n王芳,2026Q4,1\n王芳,2026第四季度,2\n", encoding="utf-8")
    answer = team("import", "quota", "q.csv")
    assert (answer.code, "line 2 has the same" in answer.err) == (7, True)
    assert quotas_of(team) == {("王芳", "", "2026Q4"): "1.00"}


def test_remarks_and_cadences_of_a_file_are_those_that_are_there(team: Runner, home: Path) -> None:
    assert team("report", "day", "--remark", "等采购会").code == 0
    (home / "r.csv").write_text("unit,start,text\nday,2026-11-20,采购会改期\n", encoding="utf-8")
    (home / "c.csv").write_text("level,target,most\nA,7,14\nA,8,14\nC,30,10\n", encoding="utf-8")
    assert team("cadence", "set", "A", "14/30").code == 0
    answer = team("import", "cadence", "c.csv")
    assert (answer.code, answer.err.count("line 3"), answer.err.count("line 4")) == (7, 1, 1)
    assert [one["target"] for one in json.loads(team("cadence", "list", "level=A", "--json").out)] == [7]
    answer = team("import", "remark", "r.csv")
    assert answer.code == 0, answer.err
    assert [one["text"] for one in json.loads(team("remark", "list", "--json").out)] == ["采购会改期"]


def test_absences_of_a_file_excuse_their_days(team: Runner, home: Path) -> None:
    (home / "a.csv").write_text("user,start,end\n李强,2026-11-20,\n王芳,2026-11-20,2026-11-19\n", encoding="utf-8")
    answer = team("import", "absence", "a.csv")
    assert (answer.code, "before it begins" in answer.err) == (7, True)
    found = json.loads(team("report", "day", "--team=华东", "--json").out)
    assert [(one["user"], one["excused"]) for one in found["away"]] == [("李强", True)]
    assert [one["user"] for one in found["missing"]] == ["王芳"]


def test_the_forecast_stands_against_quotas(team: Runner) -> None:
    assert team("quota", "set", "王芳", "2026Q4", "60万").code == 0
    found = json.loads(team("forecast", "--by", "owner", "--period", "2026Q4", "--json").out)
    assert [(row["who"], row["quota"], row["days"]) for row in found["quota"]] == [
        ("王芳", "600000.00", 30),
        ("company as a whole", "600000.00", 30),
    ]
    assert [
        row["who"] for row in json.loads(team("forecast", "--period", "2026Q4", "--team=华东", "--json").out)["quota"]
    ] == ["华东"]
    assert json.loads(team("forecast", "--period", "2026Q4", "--user", "李强", "--json").out)["lines"] == []
    assert json.loads(team("forecast", "amount>1", "--json").out)["quota"] == []


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (("report", "day", "上周"), 2, "“上周” is no day"),
        (("report", "day", "--user", "王芳", "--team"), 2, "contradict"),
        (("report", "day", "--user", "王芳", "--remark", "x"), 2, "on your own report"),
        (("report", "day", "--mail", "--format", "md"), 2, "--mail and --format contradict"),
        (("report", "week", "--notify", "-o", "r.md"), 2, "--notify and --output contradict"),
        (("report", "day", "--to", "王芳", "--format", "md"), 2, "--to and --format contradict"),
        (("report", "day", "--remark", "x", "--mail"), 2, "--remark and --mail contradict"),
        (("report", "day", "--all", "--team"), 2, "--all and --team contradict"),
        (("report", "day", "--format", "vcf"), 2, "no format vcf here"),
        (("report", "day", "-o", "r.pdf"), 2, "r.pdf cannot be written"),
        (("today", "--mail", "--format", "md"), 2, "--mail and --format contradict"),
        (("today", "--format", "vcf"), 2, "no format vcf here"),
        (("remind", "--notify", "--format", "md"), 2, "--notify and --format contradict"),
        (("prep", "科锐", "--format", "ics"), 2, "no format ics here"),
        (("me", "-o", "me.docx"), 2, "me.docx cannot be written"),
        (("client", "list", "-o", "c.pdf"), 2, "c.pdf cannot be written"),
        (("task", "list", "-o", "c.vcf"), 2, "c.vcf cannot be written"),
        (("report", "reply", "王芳", "2026Q4", "x"), 2, "is no day, week or month"),
        (("report", "reply", "王芳", "今天", "x"), 2, "that is your own report"),
        (("report", "day", "--team=华南"), 3, "华南"),
        (("report", "day", "--team", "华南"), 2, "--team=华南"),
        (("today", "--team", "华东"), 2, "--team=华东"),
        (("changes", "--团队", "华东"), 2, "--团队=华东"),
        (("changes", "--since", "明天"), 2, "still to come"),
        (("changes", "--since", "什么时候"), 2, "not understood"),
        (("quota", "set", "王芳", "本周", "60万"), 2, "no month, quarter or year"),
        (("quota", "set", "没有人", "2026", "60万"), 3, "没有人"),
        (("quota", "add", "--user", "王芳", "--period", "2026", "--amount", "-1"), 2, "not below zero"),
    ],
)
def test_what_cannot_be_meant_is_refused(team: Runner, line: tuple[str, ...], code: int, said: str) -> None:
    answer = team(*line)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_a_remark_comes_by_stdin_and_an_empty_one_is_refused(team: Runner) -> None:
    assert team("report", "day", "--remark", "-", stdin="等对方\n开会\n").code == 0
    assert "等对方\\n开会" in team("remark", "list", "--json").out
    for said in ("-", "", "  "):
        empty = team("report", "day", "--remark", said, stdin="")
        assert (empty.code, "a remark says something" in empty.err) == (2, True)


def test_json_goes_nowhere_by_mail(team: Runner) -> None:
    answer = team("report", "day", "--json", "--mail")
    assert (answer.code, json.loads(answer.err)["message"]) == (2, "--mail and --json contradict each other")


def test_a_report_has_what_has_a_time_as_a_calendar(team: Runner, home: Path) -> None:
    team("task", "add", "明天的事", "--due", "2026-11-20 20:00", "--for", "王芳", CRM_USER="王芳")
    shown = team("report", "week", "2026-11-20", "--format", "ics", CRM_USER="王芳").out
    assert "明天的事" in shown
    assert team("report", "week", "2026-11-20", "-o", "week.ics", CRM_USER="王芳").code == 0
    assert "明天的事" in (home / "week.ics").read_text("utf-8")
    assert "明天的事" not in team("report", "day", "2026-11-18", "--format", "ics", CRM_USER="王芳").out
    assert (
        "明天的事" in team("today", "--days", "0", "--format", "ics", CRM_USER="王芳", CRM_NOW="2026-11-20T09:00").out
    )
    assert team("today", "--format", "ics", CRM_USER="王总").out.startswith("BEGIN:VCALENDAR")


def test_the_report_of_everybody_and_of_a_team_of_one(team: Runner) -> None:
    every = json.loads(team("report", "day", "--all", "--json").out)["people"]
    assert {person["user"] for person in every} == {
        user["name"] for user in json.loads(team("user", "list", "--json").out)
    }
    team("user", "edit", "王芳", "--team", "none")
    team("team", "add", "独")
    team("user", "add", "单", "--team", "独")
    alone = team("report", "day", "--team", CRM_USER="单")
    assert alone.out.startswith("Daily report") and " · 单" in alone.out.splitlines()[0]
    assert "nobody works for you" in alone.err and "--all" in alone.err
    assert "nobody works for you" in team("today", "--team", CRM_USER="单").err


def test_a_day_after_team_is_the_day_and_no_team(team: Runner) -> None:
    wanted = team("report", "day", "昨天", "--team", "--json", CRM_USER="王总")
    assert wanted.code == 0
    assert team("report", "day", "--team", "昨天", "--json", CRM_USER="王总").out == wanted.out
    assert team("report", "day", "--团队", "昨天", "--json", CRM_USER="王总").out == wanted.out
    assert "--team[=NAME]" in team("report", "day", "--help").out

"""``crm schedule``: jobs as data, entries for the system's clockwork, what ran and what did not."""

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.test_remind import post
from tests.conftest import Begun, Runner
from tests.exchange.mailbox import Mailbox

__all__ = ["post"]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(crm: Runner, begun: Begun, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runner]:
    """A base in which jobs find the program wherever they are run."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def lay() -> None:
        assert crm("init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN").code == 0

    begun(lay)
    yield crm


def job(crm: Runner, *words: str, now: str = "2026-11-22T09:00") -> str:
    answer = crm("schedule", "add", *words, "--quiet", CRM_NOW=now)
    assert answer.code == 0, answer.err
    return answer.out.strip()


def test_a_job_is_a_record_that_can_be_listed_changed_and_taken_back(office: Runner) -> None:
    ref = job(office, "daily", "18:00", "report day")
    assert office("schedule", "list", "--json").out.count("FREQ=DAILY") == 1
    assert office("job", "edit", ref, "--every", "weekdays 17:00").code == 0
    assert office("schedule", "rm", ref, "--yes").code == 0
    assert office("undo").code == 0
    assert ref in office("schedule", "status").out


@pytest.mark.parametrize(
    "words",
    [
        ("daily", "report day"),
        ("daily 18:00", "nonsense"),
        ("daily 18:00", "schedule run"),
        ("daily 18:00", "log 'x"),
        ("18:00", "today"),
    ],
)
def test_what_is_no_job_is_refused(office: Runner, words: tuple[str, ...]) -> None:
    assert office("schedule", "add", *words).code == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "a job needs a line to run"),
        ("remind --nonsense", "there is no option --nonsense"),
        ("report day --team West", "Try: --team=West"),
        ("report day --team=West", "there is no team"),
        ("report day --to 老板", "there is no user"),
        ("undo", "does not run by itself"),
        ("撤销", "does not run by itself"),
        ("client rm C1 --yes", "does not run by itself"),
        ("assign", "asks first, and nobody is there to answer. Try: --yes"),
        ("reprot day", "there is no command"),
        ("report day 1 2", "one word too many"),
    ],
)
def test_a_line_that_would_fail_or_ask_or_take_back_is_refused_by_day(office: Runner, line: str, said: str) -> None:
    answer = office("schedule", "add", "daily", "18:00", line)
    assert (answer.code in (2, 3), said in answer.err) == (True, True), answer.err
    assert office("job", "list", "--format", "ids").out == ""


def test_a_line_that_can_run_is_kept_in_either_language(office: Runner) -> None:
    for line in (
        "report day 昨天 --team --mail -q",
        "报告 日报 --团队",
        "assign --yes",
        "crm backup --keep 14",
        "quota progress 王芳",
    ):
        assert office("schedule", "add", "daily", "18:00", line).err.count("job added"), line
    assert office("job", "edit", "JB1", "--line", "undo").code == 2


def test_each_line_of_a_crontab_names_all_it_needs_and_can_be_run(office: Runner, tmp_path: Path) -> None:
    base = tmp_path / "100% O'Neil" / "crm.db"
    assert (
        office("--db", str(base), "init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN").code == 0
    )
    for when, line in (
        ("weekdays 8:05", "today"),
        ("每月15日 9:00", "board"),
        ("每月最后一个工作日18:00", "summary client"),
    ):
        assert office("--db", str(base), "schedule", "add", when, line).code == 0
    lines = [
        line for line in office("--db", str(base), "schedule", "print", "--crontab").out.splitlines() if line[0] != "#"
    ]
    assert [" ".join(line.split()[:5]) for line in lines] == [
        "5 8 * * 1,2,3,4,5",
        "0 9 15 * *",
        "0 18 * * *",
        "*/15 * * * *",
    ]
    for line in lines:
        words = shlex.split(line.replace("\\%", "%"))[5:]
        assert words[0] == "CRM_TZ=Asia/Shanghai"
        assert Path(words[1]).is_absolute()
        assert words[words.index("--db") + 1] == str(base)
        assert words[words.index("--user") + 1] == "王芳"
        assert words[words.index("--lang") + 1] in ("en", "zh_CN")
    # cron hands a line to the shell with each \% as %
    line = lines[0].split(maxsplit=5)[5].replace("\\%", "%")
    ran = subprocess.run(
        ["/bin/sh", "-c", line],
        env={"PYTHONPATH": str(ROOT), "HOME": os.environ["HOME"]},
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_timers_of_systemd_are_ones(office: Runner, tmp_path: Path) -> None:
    job(office, "every monday 9:00", "today --all")
    out = office("schedule", "print", "--systemd").out
    assert "OnCalendar=Mon *-*-* 09:00:00 Asia/Shanghai" in out
    assert 'Environment="CRM_TZ=Asia/Shanghai"' in out
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze to ask")
    ran = subprocess.run(
        ["systemd-analyze", "calendar", "Mon *-*-* 09:00:00 Asia/Shanghai"], capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_tasks_of_windows_are_quoted(office: Runner) -> None:
    job(office, "every monday and thursday 9:00", 'find "O\'Neil"')
    out = office("schedule", "print", "--windows").out
    assert "-Weekly -DaysOfWeek Monday,Thursday -At '09:00'" in out
    assert 'set "CRM_TZ=Asia/Shanghai"&& ' in out
    assert all(line.count("'") % 2 == 0 for line in out.splitlines() if not line.startswith("#"))


def test_a_line_that_mails_says_by_day_that_no_mail_goes_out(office: Runner) -> None:
    said = "this line will mail, and it is not set where mail is handed over · crm config set mail.host"
    answer = office("schedule", "add", "daily", "8:00", "remind --mail")
    assert (answer.code, said in answer.err) == (0, True)
    assert "will mail" not in office("schedule", "add", "daily", "8:00", "remind").err
    answer = office("schedule", "add", "daily", "8:00", "remind --notify")
    assert (answer.code, "will notify, and the team has no chat · crm config set" in answer.err) == (0, True)
    assert "will mail" not in office("schedule", "add", "daily", "8:00", "today --mail", "--host", "server").err


def test_who_runs_a_job_that_is_not_due_is_told_when_it_is(office: Runner) -> None:
    ref = job(office, "daily 18:00", "task add 盘点 --due tomorrow")
    early = office("schedule", "run", ref, CRM_NOW="2026-11-22T17:59", terminal=True).err
    assert f"{ref} task add 盘点 --due tomorrow is not due yet; next Sun 22 Nov 18:00" in early
    assert office("schedule", "run", ref, CRM_NOW="2026-11-22T18:00").code == 0
    late = office("schedule", "run", ref, CRM_NOW="2026-11-22T18:10", terminal=True).err
    assert "ran for Sun 22 Nov 18:00 already; next Mon 23 Nov 18:00" in late


def test_a_job_runs_at_its_hour_once(office: Runner) -> None:
    ref = job(office, "daily 18:00", "task add 盘点 --due tomorrow")
    assert office("schedule", "run", ref, CRM_NOW="2026-11-22T17:59").err == ""
    assert office("schedule", "run", CRM_NOW="2026-11-22T18:00").code == 0
    assert office("schedule", "run", ref, CRM_NOW="2026-11-22T18:10").code == 0
    assert office("task", "list", "--json").out.count("盘点") == 1
    assert office("schedule", "run", CRM_NOW="2026-11-23T18:00").code == 0
    assert office("task", "list", "--json").out.count("盘点") == 2


def test_status_tells_last_run_result_and_next_run(office: Runner) -> None:
    job(office, "daily 18:00", "client show C99")
    assert office("schedule", "run", CRM_NOW="2026-11-22T18:00").code == 3
    (found,) = json.loads(office("schedule", "status", "--json", CRM_NOW="2026-11-22T18:05").out)
    assert (found["status"], found["code"], found["why"]) == ("failed", 3, "failed")
    assert (found["due"], found["next"]) == ("2026-11-22T10:00:00Z", "2026-11-23T10:00:00Z")
    assert "C99" in found["error"]
    assert office("schedule", "status", "--exit-code", CRM_NOW="2026-11-22T18:05").code == 8


def test_the_doctor_names_a_job_whose_clockwork_is_dead(office: Runner) -> None:
    job(office, "daily 18:00", "today")
    assert office("doctor", "--quick", CRM_NOW="2026-11-22T18:10").code == 0
    answer = office("doctor", "--quick", CRM_NOW="2026-11-23T09:00")
    assert answer.code == 8
    assert "JB1 today: did not run (2026-11-22 18:00)" in answer.out
    assert office("schedule", "run", CRM_NOW="2026-11-23T09:00").code == 0
    assert office("doctor", "--quick", CRM_NOW="2026-11-23T09:01").code == 0


def test_a_server_that_is_down_is_tried_again_by_the_next_call(
    crm: Runner, post: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    job(crm, "daily 8:00", "remind --mail")
    crm("config", "set", "mail.port", "1")
    assert crm("schedule", "run", CRM_NOW="2026-11-23T08:00").code == 6
    crm("config", "set", "mail.port", post.port)
    assert crm("schedule", "run", CRM_NOW="2026-11-23T08:15").code == 0
    assert crm("schedule", "run", CRM_NOW="2026-11-23T08:30").code == 0
    assert len(post.letters) == 2


def test_two_jobs_of_a_day_are_two_slots(crm: Runner, post: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    job(crm, "daily 8:00", "remind --user Anna --mail", "--name", "am", now="2026-11-23T07:00")
    job(crm, "daily 13:00", "remind --user Anna --mail", "--name", "pm", now="2026-11-23T07:00")
    for hour in ("08:00", "08:15", "13:00", "13:15"):
        assert crm("schedule", "run", CRM_NOW=f"2026-11-23T{hour}").code == 0
    assert len(post.letters) == 2


def test_a_clockwork_of_another_zone_runs_nothing_too_early(office: Runner) -> None:
    ref = job(office, "daily 18:00", "task add 盘点 --due tomorrow")
    assert office("schedule", "run", ref, CRM_NOW="2026-11-22T09:00", CRM_TZ="UTC").code == 0  # 17:00 in Shanghai
    assert office("task", "list", "--json").out.count("盘点") == 0
    assert office("schedule", "run", CRM_NOW="2026-11-22T10:00", CRM_TZ="UTC").code == 0
    assert office("task", "list", "--json").out.count("盘点") == 1


@pytest.mark.parametrize("when", [("工作日", "8:00"), ("每个工作日", "8点"), ("workdays", "8:00"), ("weekdays", "8am")])
def test_a_job_and_a_task_of_working_days_say_so_in_a_word(office: Runner, when: tuple[str, ...]) -> None:
    assert office("schedule", "add", *when, "remind").code == 0
    assert office("task", "add", "晨会", "--every", " ".join(when), "--json").code == 0
    found = [
        json.loads(office(noun, "list", "--fields", "every", "--json").out)[-1]["every"] for noun in ("job", "task")
    ]
    assert [
        ("BYHOUR=8;BYMINUTE=0" in one, "X-WORKDAY=ONLY" in one or "BYDAY=MO,TU,WE,TH,FR" in one) for one in found
    ] == [(True, True)] * 2


def test_a_job_of_another_machine_is_neither_printed_nor_run_nor_missed_here_and_says_where_it_runs(
    office: Runner,
) -> None:
    here = job(office, "daily", "10:00", "today --team")
    there = job(office, "daily", "10:00", "today", "--name", "theirs", "--host", "office-server.example")
    assert json.loads(office("job", "show", there, "--json").out)["host"] == "office-server"
    printed = office("schedule", "print", "--crontab")
    assert f"run {here}" in printed.out and f"run {there}" not in printed.out
    assert f"{there} theirs runs on office-server, not here" in printed.err
    late = {"CRM_NOW": "2026-11-23T12:00"}
    assert office("schedule", "run", there, **late).err.startswith(f"{there} theirs runs on office-server")
    rows = {one["ref"]: one for one in json.loads(office("schedule", "status", "--json", **late).out)}
    assert (rows[here]["why"], rows[there]["why"], rows[there]["host"]) == ("did not run", "", "office-server")
    told = office("doctor", **late).out
    assert f"{here} " in told and f"{there} on office-server" in told and "theirs: did not run" not in told
    assert "office-server" in office("schedule", "status", **late).out
    assert office("job", "edit", there, "--host", "none").code == 0
    rows = {one["ref"]: one for one in json.loads(office("schedule", "status", "--json", **late).out)}
    assert (rows[there]["why"], rows[there]["host"]) == ("did not run", None)
    assert f"run {there}" in office("schedule", "print", "--crontab").out


def test_a_copy_of_the_base_on_another_machine_leaves_the_jobs_alone(
    office: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = job(office, "daily", "10:00", "today")
    assert office("export", "all", "-o", tmp_path / "all.jsonl").code == 0
    copy = {"CRM_DB": str(tmp_path / "copy.db"), "CRM_NOW": "2026-11-23T12:00"}
    assert office("import", "all", tmp_path / "all.jsonl", **copy).code == 0
    monkeypatch.setattr("crm_cli.context.machine", lambda: "laptop.local")
    assert office("schedule", "run", **copy) == (0, "", "")
    assert office("schedule", "status", "--exit-code", **copy).code == 0
    assert "did not run" not in office("today", "--team", **copy).out + office("doctor", **copy).out
    assert office("job", "edit", mine, "--host", "LAPTOP", **copy).code == 0
    assert office("schedule", "status", "--exit-code", **copy).code == 8

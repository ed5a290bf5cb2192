"""``crm remind`` and ``--mail``: who gets what, once, whatever the server does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NOW, ZONE, Begun, Runner
from tests.exchange.mailbox import Mailbox, mailbox


@pytest.fixture
def post(crm: Runner, begun: Begun) -> Iterator[Mailbox]:
    """An office of three: 王芳 and Anna have something to do, 赵六 has nothing."""

    def lay() -> None:
        for line in (
            ["init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN"],
            ["user", "edit", "王芳", "--email", "wang@example.com", "--language", "zh_CN"],
            ["user", "add", "Anna", "--email", "anna@example.com", "--language", "en", "--manager", "王芳"],
            ["user", "add", "赵六", "--email", "zhao@example.com"],
            ["client", "add", "科锐配电"],
            ["task", "add", "报价", "--client", "科锐配电", "--due", "2026-11-22 10:00", "--for", "王芳"],
            ["task", "add", "call back", "--client", "科锐配电", "--due", "2026-11-20", "--for", "Anna"],
        ):
            answer = crm(*line, CRM_NOW="2026-11-19T09:00")
            assert answer.code == 0, answer.err

    begun(lay)
    with mailbox() as box:
        for name, value in (
            ("host", "127.0.0.1"),
            ("port", box.port),
            ("security", "none"),
            ("from", "公司 CRM <crm@example.com>"),
        ):
            assert crm("config", "set", f"mail.{name}", value).code == 0
        yield box


def test_each_gets_a_mail_of_their_own_in_their_own_language(crm: Runner, post: Mailbox) -> None:
    answer = crm("remind", "--mail")
    assert answer.code == 0, answer.err
    assert post.to == ["王芳 <wang@example.com>", "Anna <anna@example.com>"]
    chinese, english = post.letters
    assert chinese["Subject"] == "11月22日 周日：要做 1 件、逾期 0 件"
    assert english["Subject"] == "Sun 22 Nov: 1 to do, 1 overdue"
    assert str(chinese["From"]) == "公司 CRM <crm@example.com>"
    text, html = english.get_body(("plain",)), english.get_body(("html",))
    assert text and html
    assert "call back" in text.get_content() and "Overdue" in text.get_content()
    assert "<table" in html.get_content()
    assert "Anna on Sun 22 Nov" in html.get_content()
    calendars = [part.get_content() for part in chinese.iter_attachments()]
    assert len(calendars) == 1 and "SUMMARY:报价" in calendars[0]


def test_a_second_run_of_the_day_sends_nothing_and_the_next_day_sends_again(crm: Runner, post: Mailbox) -> None:
    for _time in range(3):
        assert crm("remind", "--mail").code == 0
    assert len(post.letters) == 2
    assert crm("remind", "--mail", CRM_NOW="2026-11-23T08:00").code == 0
    assert len(post.letters) == 4
    assert len({letter["Message-ID"] for letter in post.letters}) == 4


def test_nothing_due_is_silent_and_needs_no_server(crm: Runner, post: Mailbox) -> None:
    answer = crm("remind", "--user", "赵六", "--mail", "--exit-code")
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert crm("remind", "--exit-code").code == 8


def test_who_is_refused_holds_up_nobody_and_is_not_tried_again(crm: Runner, post: Mailbox) -> None:
    post.answer = lambda address: "550 no such user" if address.startswith("wang") else "250 OK"
    answer = crm("remind", "--mail")
    assert answer.code == 7
    assert "550 no such user" in answer.err
    assert post.to == ["Anna <anna@example.com>"]
    post.answer = lambda _address: "250 OK"
    assert crm("remind", "--mail").code == 0
    assert len(post.letters) == 1


def test_who_is_put_off_gets_it_at_the_next_run(crm: Runner, post: Mailbox) -> None:
    post.answer = lambda address: "451 come back" if address.startswith("wang") else "250 OK"
    assert crm("remind", "--mail").code == 6
    post.answer = lambda _address: "250 OK"
    assert crm("remind", "--mail").code == 0
    assert post.to == ["Anna <anna@example.com>", "王芳 <wang@example.com>"]


def test_a_name_with_a_line_break_is_one_line_of_what_is_said(crm: Runner, post: Mailbox) -> None:
    ref = crm("user", "add", "换\n行", "--email", "huan@example.com", "--quiet").out.strip()
    crm("task", "add", "回访", "--due", "today", "--for", ref)
    said = crm("remind", "--mail").err
    assert "换\n行" not in said and "换" in said


def test_a_server_that_is_down_loses_no_mail(crm: Runner, post: Mailbox) -> None:
    crm("config", "set", "mail.port", "1")
    answer = crm("remind", "--mail")
    assert answer.code == 6
    assert "127.0.0.1:1" in answer.err
    crm("config", "set", "mail.port", post.port)
    assert crm("remind", "--mail").code == 0
    assert len(post.letters) == 2


def test_a_server_that_hangs_up_after_it_was_given_a_mail_gets_it_again_under_the_same_id(
    crm: Runner, post: Mailbox
) -> None:
    post.taken = lambda: "421 too busy"
    assert crm("remind", "--user", "Anna", "--mail").code == 6
    post.taken = lambda: "250 OK"
    assert crm("remind", "--user", "Anna", "--mail").code == 0
    assert len(post.letters) == 2
    assert len({letter["Message-ID"] for letter in post.letters}) == 1


def test_nothing_that_was_typed_begins_a_line_of_the_head(crm: Runner, post: Mailbox) -> None:
    assert crm("user", "edit", "Anna", "--name", "Anna\r\nBcc: evil@example.com").code == 0
    assert crm("remind", "--mail").code == 0
    assert [letter["Bcc"] for letter in post.letters] == [None, None]


def test_someone_without_an_address_is_named_and_the_others_get_theirs(crm: Runner, post: Mailbox) -> None:
    crm("task", "add", "拜访", "--due", "2026-11-22", "--for", "赵六")
    assert crm("user", "edit", "赵六", "--email", "").code == 0
    answer = crm("remind", "--mail")
    assert answer.code == 7
    assert "赵六" in answer.err
    assert len(post.letters) == 2


def test_undo_does_not_take_back_what_was_sent(crm: Runner, post: Mailbox) -> None:
    crm("remind", "--mail")
    assert crm("undo").code == 0  # the last task
    assert crm("remind", "--mail").code == 0
    assert len(post.letters) == 2


def test_without_a_server_it_says_which_setting_is_missing(crm: Runner, post: Mailbox) -> None:
    crm("config", "set", "mail.host")
    answer = crm("remind", "--mail")
    assert answer.code == 2
    assert "mail.host" in answer.err


def test_a_sender_that_is_none_is_refused_before_anything_is_sent(crm: Runner, post: Mailbox) -> None:
    crm("config", "set", "mail.from", "crm@")
    assert crm("remind", "--mail").code == 2
    crm("config", "set", "mail.from", "crm@example.com")
    assert crm("remind", "--mail").code == 0
    assert len(post.letters) == 2


def test_a_password_comes_from_the_environment_or_a_command(crm: Runner, post: Mailbox) -> None:
    crm("config", "set", "mail.user", "crm@example.com")
    crm("config", "set", "mail.password_cmd", "echo wrong")
    answer = crm("remind", "--user", "Anna", "--mail")
    assert (answer.code, post.letters) == (5, []), answer.err
    assert crm("remind", "--user", "Anna", "--mail", CRM_MAIL_PASSWORD="secret").code == 0
    crm("config", "set", "mail.password_cmd", "echo secret")
    assert crm("remind", "--user", "王芳", "--mail").code == 0
    assert post.logins[-2:] == ["crm@example.com:secret"] * 2
    assert "secret" not in Path(os.environ["XDG_DATA_HOME"], "crm", "crm.db").read_bytes().decode("latin-1")


def begun(*line: str) -> subprocess.Popen[bytes]:
    """The same in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "CRM_NOW": NOW, "CRM_TZ": ZONE}
    return subprocess.Popen([sys.executable, "-m", "crm_cli", *line], env=environment, stderr=subprocess.DEVNULL)


def test_killed_before_the_server_has_a_mail_sends_it_once(crm: Runner, post: Mailbox) -> None:
    def kill(_address: str) -> str:
        running.send_signal(signal.SIGKILL)
        running.wait()
        return "250 OK"

    post.answer = kill
    running = begun("remind", "--mail")
    running.wait(60)
    post.answer = lambda _address: "250 OK"
    assert post.letters == []
    assert crm("remind", "--mail").code == 0
    assert len(post.letters) == 2


def test_killed_between_two_mails_sends_the_second(crm: Runner, post: Mailbox) -> None:
    seen: list[str] = []

    def second(address: str) -> str:
        seen.append(address)
        if len(seen) == 2:
            running.send_signal(signal.SIGKILL)
            running.wait()
        return "250 OK"

    post.answer = second
    running = begun("remind", "--mail")
    running.wait(60)
    post.answer = lambda _address: "250 OK"
    assert crm("remind", "--mail").code == 0
    assert post.to == ["王芳 <wang@example.com>", "Anna <anna@example.com>"]


def test_killed_before_it_heard_that_a_mail_was_taken_sends_it_again_under_the_same_id(
    crm: Runner, post: Mailbox
) -> None:
    def kill() -> str:
        running.send_signal(signal.SIGKILL)
        running.wait()
        return "250 OK"

    post.taken = kill
    running = begun("remind", "--user", "Anna", "--mail")
    running.wait(60)
    post.taken = lambda: "250 OK"
    assert crm("remind", "--user", "Anna", "--mail").code == 0
    assert len(post.letters) == 2
    assert len({letter["Message-ID"] for letter in post.letters}) == 1


def test_two_at_once_and_a_slow_server_send_each_mail_once(crm: Runner, post: Mailbox) -> None:
    post.seconds = 0.3
    together = [begun("remind", "--mail") for _time in range(2)]
    assert [one.wait(60) for one in together] == [0, 0]
    assert len(post.letters) == 2


def test_it_is_printed_as_text_rows_and_calendar(crm: Runner, post: Mailbox) -> None:
    assert "王芳" in crm("remind").out and "call back" in crm("remind").out
    assert '"owner": "Anna"' in crm("remind", "--json").out
    assert crm("remind", "--format", "ics").out.startswith("BEGIN:VCALENDAR")
    assert crm("remind", "--user", "赵六").out == ""


def test_a_rep_has_the_morning_mailed_once(crm: Runner, post: Mailbox) -> None:
    for _time in range(2):
        assert crm("today", "--mail", "--for", "Anna").code == 0
    assert post.to == ["Anna <anna@example.com>"]
    assert crm("today", "--all", "--mail").code == 2


def test_a_manager_has_the_report_of_the_team_mailed_and_others_are_named(crm: Runner, post: Mailbox) -> None:
    crm("log", "call", "科锐配电", "要九五折", CRM_USER="Anna")
    for _time in range(2):
        assert crm("report", "day", "--team", "--mail", "--to", "王芳", "--to", "Anna").code == 0
    chinese, english = post.letters
    assert chinese["Subject"].startswith("日报") and english["Subject"].startswith("Daily report")
    body = chinese.get_body(("plain",))
    assert body and "要九五折" in body.get_content() and "team" not in body.get_content()


def test_a_report_of_nothing_is_not_sent(crm: Runner, post: Mailbox) -> None:
    answer = crm("report", "day", "2026-11-21", "--user", "赵六", "--mail")  # a Saturday
    assert (answer.code, answer.err, post.letters) == (0, "", [])


def test_the_report_of_a_team_names_a_job_that_did_not_run(crm: Runner, post: Mailbox) -> None:
    crm("schedule", "add", "daily 18:00", "remind --mail", CRM_NOW="2026-11-20T09:00")
    assert "remind --mail" in crm("report", "day", "--team").out
    assert "1 job did not run · crm schedule status" in crm("today").err

"""``--notify``: who is told what in which chat, once, whatever the service does; and that no address is anywhere else."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

from tests.conftest import NOW, ZONE, Begun, Runner
from tests.exchange.chatroom import Chatroom, chatroom
from tests.exchange.mailbox import mailbox


@pytest.fixture
def chat(crm: Runner, begun: Begun) -> Iterator[Chatroom]:
    """An office of three: 王芳 and Anna have something to do and a chat, 赵六 has neither."""

    def lay() -> None:
        for line in (
            ["init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN"],
            ["user", "edit", "王芳", "--language", "zh_CN", "--email", "wang@example.com"],
            ["user", "add", "Anna", "--language", "en", "--manager", "王芳"],
            ["user", "add", "赵六"],
            ["client", "add", "科锐配电"],
            ["task", "add", "报价", "--client", "科锐配电", "--due", "2026-11-22 10:00", "--for", "王芳"],
            ["task", "add", "call back", "--client", "科锐配电", "--due", "2026-11-20", "--for", "Anna"],
        ):
            answer = crm(*line, CRM_NOW="2026-11-19T09:00")
            assert answer.code == 0, answer.err

    begun(lay)
    with chatroom() as room:
        for name in ("王芳", "Anna", "team"):
            assert crm("config", "set", f"notify.{name}_cmd", f"echo {room.address(name)}").code == 0
        yield room


def begun(*line: str) -> subprocess.Popen[bytes]:
    """The same in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "CRM_NOW": NOW, "CRM_TZ": ZONE}
    return subprocess.Popen([sys.executable, "-m", "crm_cli", *line], env=environment, stderr=subprocess.DEVNULL)


def test_each_is_told_in_their_own_chat_and_language(crm: Runner, chat: Chatroom) -> None:
    answer = crm("remind", "--notify")
    assert (answer.code, answer.out, answer.err) == (0, "", "2 messages sent: 王芳, Anna\n")
    chinese, english = chat.messages
    assert (chinese.title, english.title) == ("11月22日 周日：要做 1 件、逾期 0 件", "Sun 22 Nov: 1 to do, 1 overdue")
    assert "报价" in chinese.text and "call back" in english.text and "Overdue" in english.text


def test_a_second_run_of_the_day_tells_nothing_and_the_next_day_tells_again(crm: Runner, chat: Chatroom) -> None:
    for _time in range(3):
        assert crm("remind", "--notify").code == 0
    assert len(chat.messages) == 2
    assert "2 messages were sent before" in crm("remind", "--notify").err
    assert crm("remind", "--notify", CRM_NOW="2026-11-23T08:00").code == 0
    assert len(chat.messages) == 4


def test_mail_and_chat_each_have_their_slot(crm: Runner, chat: Chatroom) -> None:
    with mailbox() as box:
        for name, value in (
            ("host", "127.0.0.1"),
            ("port", box.port),
            ("security", "none"),
            ("from", "crm@example.com"),
        ):
            crm("config", "set", f"mail.{name}", value)
        for _time in range(2):
            assert crm("remind", "--user", "王芳", "--mail", "--notify").code == 0
        assert (len(box.letters), chat.rooms) == (1, ["王芳"])


def test_mail_that_cannot_go_holds_up_no_chat(crm: Runner, chat: Chatroom) -> None:
    answer = crm("remind", "--user", "王芳", "--mail", "--notify")
    assert (answer.code, chat.rooms) == (2, ["王芳"])
    assert "mail.host" in answer.err


def test_nothing_due_is_silent_and_asks_for_no_address(crm: Runner, chat: Chatroom) -> None:
    answer = crm("remind", "--user", "赵六", "--notify", "--exit-code")
    assert (answer.code, answer.out, answer.err) == (0, "", "")


def test_a_service_that_is_down_is_one_line_and_tried_again(crm: Runner, chat: Chatroom) -> None:
    answer = crm("remind", "--user", "Anna", "--notify", CRM_NOTIFY_U2="json://token:geheim@127.0.0.1:1/Anna")
    assert (answer.code, answer.out) == (6, "")
    assert answer.err == "crm: 1 not sent, to Anna: JSON does not answer. Try: it is tried again at the next run\n"
    assert crm("remind", "--user", "Anna", "--notify").code == 0
    assert chat.rooms == ["Anna"]


@pytest.mark.parametrize("code", [500, 503, 429, 401, 404])
def test_a_service_that_says_no_holds_up_nobody_and_is_tried_again(crm: Runner, chat: Chatroom, code: int) -> None:
    chat.answer = lambda room: code if room == "王芳" else 200
    answer = crm("remind", "--notify")
    assert answer.code == 6
    assert f"to 王芳: JSON said {code}" in answer.err and "geheim" not in answer.err
    chat.answer = lambda _room: 200
    assert crm("remind", "--notify").code == 0
    assert chat.rooms == ["Anna", "王芳"]


def test_a_service_that_is_too_slow_is_tried_again(crm: Runner, chat: Chatroom) -> None:
    chat.taken = lambda: sleep(1)
    answer = crm("remind", "--user", "Anna", "--notify", CRM_NOTIFY_U2=chat.address("Anna", "?rto=0.2"))
    assert answer.code == 6 and "JSON does not answer" in answer.err
    chat.taken = lambda: None
    assert crm("remind", "--user", "Anna", "--notify").code == 0
    assert len(chat.messages) == 2  # it had taken the first, and nobody can know


def test_a_service_that_is_slow_is_waited_for(crm: Runner, chat: Chatroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_cli.exchange.chat.SECONDS", 0.2)
    chat.taken = lambda: sleep(0.6)
    assert crm("remind", "--user", "Anna", "--notify").code == 6
    monkeypatch.setattr("crm_cli.exchange.chat.SECONDS", 30.0)
    assert crm("remind", "--user", "Anna", "--notify").code == 0


def test_killed_before_the_service_took_it_tells_it_once(crm: Runner, chat: Chatroom) -> None:
    def kill(_room: str) -> int:
        running.send_signal(signal.SIGKILL)
        running.wait()
        return 500

    chat.answer = kill
    running = begun("remind", "--notify")
    running.wait(60)
    assert chat.messages == []
    chat.answer = lambda _room: 200
    assert crm("remind", "--notify").code == 0
    assert chat.rooms == ["王芳", "Anna"]


def test_killed_between_two_messages_tells_the_second(crm: Runner, chat: Chatroom) -> None:
    asked: list[str] = []

    def second(room: str) -> int:
        asked.append(room)
        if len(asked) == 2:
            running.send_signal(signal.SIGKILL)
            running.wait()
            return 500
        return 200

    chat.answer = second
    running = begun("remind", "--notify")
    running.wait(60)
    chat.answer = lambda _room: 200
    assert crm("remind", "--notify").code == 0
    assert chat.rooms == ["王芳", "Anna"]


def test_killed_before_it_heard_that_it_was_taken_tells_it_again(crm: Runner, chat: Chatroom) -> None:
    def kill() -> None:
        running.send_signal(signal.SIGKILL)
        running.wait()

    chat.taken = kill
    running = begun("remind", "--user", "Anna", "--notify")
    running.wait(60)
    chat.taken = lambda: None
    for _time in range(2):
        assert crm("remind", "--user", "Anna", "--notify").code == 0
    assert chat.rooms == ["Anna", "Anna"]


def test_two_at_once_tell_each_message_once(crm: Runner, chat: Chatroom) -> None:
    chat.taken = lambda: sleep(0.3)
    together = [begun("remind", "--notify") for _time in range(2)]
    assert [one.wait(60) for one in together] == [0, 0]
    assert chat.rooms == ["王芳", "Anna"]


def test_someone_without_a_chat_is_named_and_the_others_get_theirs(crm: Runner, chat: Chatroom) -> None:
    crm("task", "add", "拜访", "--due", "2026-11-22", "--for", "赵六")
    answer = crm("remind", "--notify")
    assert (answer.code, chat.rooms) == (7, ["王芳", "Anna"])
    assert "赵六 has no chat" in answer.err and "notify.赵六_cmd" in answer.err


@pytest.mark.parametrize("told", ["nonsense", "json://", "nosuch://token@host", ""])
def test_an_address_that_is_none_is_told_at_every_run_until_it_is_put_right(
    crm: Runner, chat: Chatroom, told: str
) -> None:
    crm("config", "set", "notify.王芳_cmd", f"echo '{told}'")
    for _time in range(2):
        answer = crm("remind", "--notify")
        assert answer.code == 7 and "what notify.王芳 tells is no address of a chat" in answer.err
        assert not told or told not in answer.err
    crm("config", "set", "notify.王芳_cmd", f"echo {chat.address('王芳')}")
    assert crm("remind", "--notify").code == 0
    assert chat.rooms == ["Anna", "王芳"]


def test_a_store_of_passwords_that_is_locked_is_tried_again(crm: Runner, chat: Chatroom) -> None:
    crm("config", "set", "notify.王芳_cmd", "false")
    answer = crm("remind", "--notify")
    assert (answer.code, chat.rooms) == (6, ["Anna"])
    assert "notify.王芳_cmd did not tell the secret" in answer.err


def test_without_apprise_one_line_says_how_to_install_it(
    crm: Runner, chat: Chatroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    answer = crm("remind", "--notify")
    assert answer.code == 2
    assert answer.err.count("\n") == 1 and "pip install 'guanxi[notify]'" in answer.err


def test_a_rep_has_the_morning_in_the_chat_once(crm: Runner, chat: Chatroom) -> None:
    for _time in range(2):
        assert crm("today", "--notify", "--for", "Anna").code == 0
    assert chat.rooms == ["Anna"]
    answer = crm("today", "--all", "--notify")
    assert answer.code == 2 and "crm remind --notify" in answer.err


def test_the_report_of_a_team_goes_to_its_chat_and_to_whom_is_named(crm: Runner, chat: Chatroom) -> None:
    assert crm("log", "call", "科锐配电", "要九五折", CRM_USER="Anna").code == 0
    for to in ("team", "团队", "Anna"):
        assert crm("report", "day", "--team", "--notify", "--to", to).code == 0
    assert crm("report", "day", "--team", "--notify").code == 0
    assert chat.rooms == ["team", "Anna", "王芳"]
    assert chat.messages[0].title.startswith("Daily report") and chat.messages[2].title.startswith("日报")
    assert all("要九五折" in one.text for one in chat.messages)
    answer = crm("report", "day", "--team", "--mail", "--to", "team")
    assert answer.code == 2 and "the team has a chat, but no mail" in answer.err


def test_who_is_called_like_the_team_does_not_get_what_is_the_teams(crm: Runner, chat: Chatroom) -> None:
    assert crm("user", "add", "team").code == 0
    crm("task", "add", "secret", "--due", "2026-11-22", "--for", "team")
    answer = crm("remind", "--notify")
    assert answer.code == 7 and "notify.U4_cmd" in answer.err and "team" not in chat.rooms
    crm("config", "set", "notify.U4_cmd", f"echo {chat.address('own')}")
    assert crm("remind", "--notify").code == 0 and chat.rooms[-1] == "own"


@pytest.mark.parametrize(
    "text", ["*b* _i_ ~s~ `c`", "[预算](http://evil.example)", "<!channel> <@U1> @all", "a|b\\|c", "# big", "> said"]
)
def test_nothing_that_was_typed_is_more_than_text(crm: Runner, chat: Chatroom, text: str) -> None:
    crm("task", "add", text, "--due", "2026-11-22", "--for", "Anna")
    assert crm("remind", "--user", "Anna", "--notify").code == 0
    told = chat.messages[0].text
    assert not set("*_~`[]<>@|\\") & set(told)
    assert not any(line.lstrip().startswith("#") for line in told.splitlines())


def test_no_address_is_in_the_base_or_in_what_is_said(crm: Runner, chat: Chatroom) -> None:
    said = [crm("remind", "--notify"), crm("doctor"), crm("export", "all")]
    assert "notify.Anna: notify.Anna_cmd" in said[1].out and '"notify.Anna"' in said[2].out
    assert not any("geheim" in answer.out + answer.err for answer in said)
    assert b"geheim" not in Path(os.environ["XDG_DATA_HOME"], "crm", "crm.db").read_bytes()


@pytest.mark.parametrize("name", ["notify.王芳", "notify.王芳_cmd", "notify.team"])
def test_an_address_is_taken_by_no_file(crm: Runner, chat: Chatroom, home: Path, name: str) -> None:
    answer = crm("config", "set", name, "json://token:geheim@example.com")
    assert answer.code == 2 and "geheim" not in answer.err
    assert "token:geheim@example.com" not in Path(os.environ["XDG_CONFIG_HOME"], "crm", "config.toml").read_text()
    (home / ".crm.toml").write_text('[notify]\n"王芳_cmd" = "touch x"\n', encoding="utf-8")
    assert crm("remind", "--notify").code == 2 and not (home / "x").exists()


def test_a_job_tells_once_for_its_hour_and_again_when_the_service_is_back(crm: Runner, chat: Chatroom) -> None:
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    assert crm("schedule", "add", "daily 8:00", "remind --notify", CRM_NOW="2026-11-21T09:00").code == 0
    assert "geheim" not in crm("schedule", "print", "--crontab").out
    chat.answer = lambda _room: 503
    assert crm("schedule", "run", CRM_NOW="2026-11-22T08:00").code == 6
    chat.answer = lambda _room: 200
    for _time in range(2):
        assert crm("schedule", "run", CRM_NOW="2026-11-22T08:15").code == 0
    assert chat.rooms == ["王芳", "Anna"]
    assert "done" in crm("schedule", "status", CRM_NOW="2026-11-22T08:20").out


def test_a_long_text_goes_whole_in_pieces(crm: Runner, chat: Chatroom) -> None:
    for number in range(40):
        assert crm("task", "add", f"{number:03}" + "长" * 1000, "--due", "2026-11-22", "--for", "Anna").code == 0
    assert crm("remind", "--user", "Anna", "--notify").code == 0
    assert len(chat.messages) > 1
    told = "".join(one.text for one in chat.messages)
    assert all(f"{number:03}长" in told for number in range(40))


def test_undo_does_not_take_back_what_was_said(crm: Runner, chat: Chatroom) -> None:
    crm("remind", "--notify")
    assert crm("undo").code == 0
    assert crm("remind", "--notify").code == 0
    assert len(chat.messages) == 2

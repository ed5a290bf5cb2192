"""``crm call``: who rings, what is logged on the way out, to whom it is handed, and following an exchange."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import segno

from tests.conftest import Begun, Runner
from tests.exchange.test_bills import ASTERISK, BILL, FRITZ

ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(crm: Runner, begun: Begun) -> Runner:
    """A firm with a reception: 小周 answers, 李强 sells."""

    def lay() -> None:
        crm("init", "--yes", "--me", "小周", "--country", "CN", "--language", "zh_CN")
        crm("user", "add", "李强", "--extension", "801")
        crm("config", "set", "user", "小周")
        crm("client", "add", "科锐配电", "--phone", "010-8234 5678", "--level", "A", "--owner", "李强")
        crm(
            "contact",
            "add",
            "李建国",
            "--client",
            "科锐配电",
            "--phone",
            "13801234567",
            "--title",
            "总经理",
            "--owner",
            "李强",
        )
        crm("contact", "add", "张蕾", "--client", "科锐配电", "--phone", "010-82345678 转 802")
        crm("opp", "add", "一期改造", "--client", "科锐配电", "--amount", "48万")
        crm("task", "add", "发样品", "--client", "科锐配电", "--due", "明天")

    begun(lay)
    return crm


def objects(text: str) -> Any:
    return [json.loads(line) for line in text.splitlines()]


def test_a_number_shows_who_it_is_with_all_that_is_open(office: Runner) -> None:
    said = office("call", "in", "138 0123 4567").out
    for word in ("李建国 P1", "科锐配电 C1", "总经理", "李强", "一期改造", "¥480,000", "发样品"):
        assert word in said


def test_a_switchboard_shows_the_client_and_all_its_people(office: Runner) -> None:
    found = json.loads(office("call", "in", "01082345678", "--json").out)
    assert (found["noun"], found["ref"], found["level"], found["owner"]) == ("client", "C1", "A", "李强")
    assert {person["name"] for person in found["people"]} == {"李建国", "张蕾"}
    assert found["deals"][0]["amount"] == "480000.00"


def test_an_extension_is_the_person_behind_it_and_a_line_needs_no_area(office: Runner) -> None:
    assert json.loads(office("call", "in", "010-82345678-802", "--json").out)["name"] == "张蕾"
    assert json.loads(office("call", "in", "82345678", "--json").out)["ref"] == "C1"


def test_a_colleague_a_stranger_and_a_number_that_is_withheld_are_said(office: Runner) -> None:
    assert "colleague" in office("call", "in", "801").out
    assert "nobody known" in office("call", "in", "13912345678").out
    assert "--create lead" in office("call", "in", "13912345678").err
    assert "withheld" in office("call", "in", "anonymous").out
    assert office("call", "in", "1380x").code == 2


@pytest.mark.parametrize("number", ["abc", "李总", "?"])
def test_a_word_that_is_no_number_is_not_taken_for_one_that_is_withheld(office: Runner, number: str) -> None:
    answer = office("call", "in", number)
    assert answer.code == 2 and "is not a phone number" in answer.err and "anonymous" in answer.err
    for withheld in ("-", "Anonymous", "匿名"):
        assert "number withheld" in office("call", "in", withheld).out


def test_what_was_said_is_logged_as_a_call_that_came_in(office: Runner) -> None:
    answer = office("call", "in", "13801234567", "要九五折", "--next", "周五10:00 发报价", "--json")
    activity = json.loads(answer.out)[0]
    assert (activity["direction"], activity["outcome"], activity["phone"]) == ("in", "connected", "13801234567")
    assert office("undo").code == 0
    assert office("activity", "list", "--format", "ids").out == ""


def test_a_stranger_becomes_a_lead_and_keeps_what_was_before(office: Runner) -> None:
    office("call", "listen", stdin='{"id": "1", "event": "hangup", "number": "13912345678"}\n')
    assert office("call", "in", "13912345678", "问价格").code == 3
    assert (
        office("call", "in", "13912345678", "问价格", "--create", "lead", "--name", "周经理", "--source", "展会").code
        == 0
    )
    assert office("activity", "list", "lead=L1", "--format", "ids").out.split() == ["A1", "A2"]
    assert office("task", "list", "status=open 13912345678", "--format", "ids").out == ""
    assert '"source": "展会"' in office("lead", "show", "L1", "--json").out


def test_a_call_is_handed_on_with_the_lead_it_makes_in_one_step(office: Runner) -> None:
    answer = office("call", "hand", "13912345678", "要报价", "--to", "李强", "--name", "周经理", "--json")
    lead, activity, task = json.loads(answer.out)
    assert (lead["name"], lead["owner"], lead["phone"]) == ("周经理", "李强", "13912345678")
    assert (activity["lead"], activity["owner"], activity["direction"]) == ("L1", "小周", "in")
    assert (task["lead"], task["owner"]) == ("L1", "李强")
    assert "要报价" in task["text"]
    office("undo")
    assert (
        office("lead", "list", "--format", "ids").out + office("task", "list", "owner=李强", "--format", "ids").out
        == ""
    )


def test_a_known_caller_is_handed_on_without_changing_whose_they_are(office: Runner) -> None:
    office("user", "add", "王芳")
    office("call", "hand", "13801234567", "投诉", "--to", "王芳", "--due", "today 16:00")
    assert json.loads(office("client", "show", "C1", "--json").out)["owner"] == "李强"
    assert "王芳" in office("task", "list", "text~投诉").out


def test_what_was_to_be_rung_back_goes_to_whom_it_is_handed(office: Runner) -> None:
    office("call", "listen", stdin='{"id": "1", "event": "hangup", "number": "13912345678"}\n')
    office("call", "hand", "13912345678", "要报价", "--to", "李强")
    assert office("task", "list", "kind=call", "--format", "ids").out.split() == ["T2"]
    assert json.loads(office("task", "show", "T2", "--json").out)["owner"] == "李强"


def test_the_same_key_hands_on_once(office: Runner) -> None:
    for _time in range(2):
        assert office("call", "hand", "13912345678", "要报价", "--to", "李强", "--once", "k1").code == 0
    assert office("lead", "list", "--format", "ids").out.split() == ["L1"]


def test_on_a_terminal_what_is_typed_logs_the_call(office: Runner) -> None:
    office("call", "in", "13801234567", terminal=True, stdin="要九五折\n\n周五10:00 发报价\n\n")
    assert json.loads(office("activity", "show", "A1", "--json").out)["text"] == "要九五折"
    assert "发报价" in office("task", "list").out


def test_enter_on_a_terminal_opens_all_of_it_and_then_logs(office: Runner) -> None:
    said = office("call", "in", "13801234567", terminal=True, stdin="\n谈了价格\n\n\n").out
    assert "010-8234 5678" in said
    assert "谈了价格" in office("activity", "list").out


def test_on_a_terminal_a_stranger_is_a_lead_and_a_next_step_that_is_no_date_is_asked_again(office: Runner) -> None:
    office("call", "in", "13912345678", terminal=True, stdin="l\n问价格\n周经理\n\n随便\n周五10:00 发报价\n")
    assert json.loads(office("lead", "show", "L1", "--json").out)["name"] == "周经理"
    assert "发报价" in office("task", "list", "lead=L1").out


def test_on_a_terminal_a_call_is_handed_on(office: Runner) -> None:
    office("call", "in", "13912345678", terminal=True, stdin="h\n李强\n要报价\n周经理\n")
    assert json.loads(office("lead", "show", "L1", "--json").out)["owner"] == "李强"


def test_nothing_is_written_where_nothing_is_typed(office: Runner) -> None:
    for keys in ("q\n", "", "\n\n"):
        office("call", "in", "13801234567", terminal=True, stdin=keys)
    assert office("activity", "list", "--format", "ids").out == ""


EVENTS = """\
{"id": "1", "event": "ring", "number": "13801234567", "extension": "801"}
{"id": "1", "event": "answer"}
nonsense
{"id": "1", "event": "hangup", "seconds": 200}
{"id": "2", "event": "ring", "number": "13912345678"}
{"id": "2", "event": "hangup"}
"""


def test_following_an_exchange_shows_rings_and_writes_calls(office: Runner) -> None:
    answer = office("call", "listen", stdin=EVENTS + '{"id": "3", "event": "hangup", "num')
    assert answer.code == 0
    assert "李建国 P1" in answer.out and "nobody known" in answer.out
    assert "3:20" in answer.err and "ring back 13912345678" in answer.err
    assert "5 events · 2 calls written · 2 lines could not be read: 3, 7" in answer.err
    steps = office("steps").out
    again = office("call", "listen", stdin=EVENTS)
    assert office("steps").out == steps  # nothing was written, so there is nothing to undo
    assert "0 calls written" in again.err


def test_every_event_is_answered_as_json(office: Runner) -> None:
    found = objects(office("call", "listen", "--json", stdin=EVENTS).out)
    assert [(one["event"], one["id"]) for one in found] == [
        ("ring", "1"), ("answer", "1"), ("ring", "2"), ("hangup", "1"), ("hangup", "2"),
    ]  # fmt: skip
    assert [one["activity"] for one in found if one["event"] == "hangup"] == ["A1", "A2"]
    assert found[-1]["task"] == "T2"


def test_garbage_is_survived_and_told_in_one_line(office: Runner) -> None:
    noise = b"\x00\xff\xfe\n" * 50 + b"x" * 300_000 + b"\n" + b"[" * 60_000 + b"\n"
    answer = office("call", "listen", stdin=noise + EVENTS.encode() + b"y" * 100_000)
    assert answer.code == 0
    assert "2 calls written" in answer.err
    assert answer.err.count("left out") == 1
    assert "54 lines could not be read" in answer.err


def test_the_reception_is_somebody_who_is_there(office: Runner) -> None:
    assert office("config", "set", "call.reception", "谁也不是").code == 3
    assert office("config", "set", "call.reception", "李强").code == 0
    office("call", "listen", stdin='{"id": "1", "event": "hangup", "number": "13900001111"}')
    assert json.loads(office("task", "show", "T2", "--json").out)["owner"] == "李强"


def test_a_call_that_was_going_on_at_the_end_is_answered_as_left(office: Runner) -> None:
    found = objects(
        office("call", "listen", "--json", stdin='{"id": "1", "event": "ring", "number": "13900001111"}\n').out
    )
    assert [(one["event"], one["id"]) for one in found] == [("ring", "1"), ("left", "1")]
    assert (found[1]["activity"], found[1]["task"]) == ("A1", "T2")


FILES = {"Master.csv": ASTERISK, "fritz.csv": FRITZ, "话单.csv": BILL}


@pytest.mark.parametrize(
    "content", [b"\x7fELF\x02\x01\r\x00\r\x80\xff", b"\x00" * 100, b'a\rb"c\r\x00', b"\xff\xfe\r\r"]
)
def test_what_is_no_table_is_refused_in_words(office: Runner, content: bytes) -> None:
    Path("records.csv").write_bytes(content)
    answer = office("call", "import", "records.csv")
    assert answer.code == 2, answer.err
    assert "internal" not in answer.err


@pytest.mark.parametrize("name", FILES)
def test_call_records_that_come_twice_are_taken_once(office: Runner, name: str) -> None:
    Path(name).write_text(FILES[name], encoding="utf-8")
    assert office("call", "import", name, "--dry-run").code == 0
    assert office("activity", "list", "--format", "ids").out == ""
    for _time in range(2):
        assert office("call", "import", name).code == 0
    rows = office("activity", "list", "--format", "ids").out.split()
    assert len(rows) == 2 + (name != "Master.csv")
    office("undo")
    assert office("activity", "list", "--format", "ids").out == ""


def test_a_call_that_was_followed_is_known_again_in_the_log(office: Runner) -> None:
    office("call", "listen", stdin='{"id": "1795000000.1", "event": "hangup", "number": "13801234567", "seconds": 120}')
    Path("Master.csv").write_text(ASTERISK, encoding="utf-8")
    office("call", "import", "Master.csv")
    assert len(office("activity", "list", "--format", "ids").out.split()) == 2


def test_rows_that_are_refused_can_be_mended_and_brought_in(office: Runner) -> None:
    Path("bill.csv").write_text(BILL.replace("1分15秒", "一会儿"), encoding="utf-8")
    answer = office("call", "import", "bill.csv")
    assert answer.code == 7 and "一会儿" in answer.err
    refused = Path("bill.csv.rejects.csv")
    mended = refused.read_text("utf-8-sig").replace("一会儿", "75")
    refused.write_text(mended, encoding="utf-8")
    assert office("call", "import", str(refused)).code == 0
    assert len(office("activity", "list", "--format", "ids").out.split()) == 3


def test_a_dry_run_shows_the_columns_of_the_file_and_refused_rows_keep_them(office: Runner) -> None:
    text = "对方号码,通话开始时间,通话时长,通话类型,地点\n13801234567,2026-11-19 08:01:02,75,主叫,上海\n13900001111,,75,主叫,北京\n"
    Path("cdr.csv").write_text(text, encoding="utf-8")
    dry = office("call", "import", "cdr.csv", "--dry-run").out
    assert "5 columns" in dry and "对方号码 → phone" in dry and "external" not in dry
    assert "it is not said when the call was" in dry and "activity" not in dry
    assert json.loads(office("call", "import", "cdr.csv", "--dry-run", "--json").out)["mapping"]["通话开始时间"] == "at"
    assert office("call", "import", "cdr.csv").code == 7
    refused = Path("cdr.csv.rejects.csv")
    head, row = refused.read_text("utf-8-sig").splitlines()
    assert head.split(",")[3:] == ["对方号码", "通话开始时间", "通话时长", "通话类型", "地点"] and row.endswith(
        "13900001111,,75,主叫,北京"
    )
    refused.write_text(refused.read_text("utf-8-sig").replace("1111,,", "1111,2026-11-19 09:00,"), encoding="utf-8")
    assert office("call", "import", str(refused)).code == 0
    assert len(office("activity", "list", "--format", "ids").out.split()) == 2


def test_days_that_can_be_read_two_ways_are_asked_for(office: Runner) -> None:
    Path("bill.csv").write_text(
        "direction,number,start,duration\nout,13801234567,03/04/2026 08:00,60\n", encoding="utf-8"
    )
    refused = office("call", "import", "bill.csv")
    assert refused.code == 2 and "at=dmy" in refused.err
    assert office("call", "import", "bill.csv", "--date", "at=dmy").code == 0
    assert json.loads(office("activity", "show", "A1", "--json").out)["at"] == "2026-04-03T00:00:00Z"


def test_a_log_tells_who_was_rung_back(office: Runner) -> None:
    office("call", "listen", stdin='{"id": "1", "event": "hangup", "number": "13900001111"}')
    log = ASTERISK.replace("2026-11-20 10:00:00", "2026-11-22 11:00:00").replace('0,"NO ANSWER"', '25,"ANSWERED"')
    Path("Master.csv").write_text(log, encoding="utf-8")
    assert "T2" in office("call", "import", "Master.csv", CRM_NOW="2026-11-22T18:00").err
    assert office("task", "list", "status=open", "kind=call", "--format", "ids").out == ""


def test_figures_say_when_how_many_how_long_whose_and_who_waits(office: Runner) -> None:
    Path("Master.csv").write_text(ASTERISK, encoding="utf-8")
    Path("bill.csv").write_text(BILL, encoding="utf-8")
    office("call", "import", "Master.csv")
    office("call", "import", "bill.csv")
    found = json.loads(office("call", "stats", "--period", "2026-11", "--json").out)
    assert {(h["weekday"], h["hour"], h["calls"], h["connected"]) for h in found["hours"]} == {
        ("thu", 8, 1, 1), ("thu", 9, 2, 1), ("fri", 9, 1, 1), ("fri", 10, 1, 0),
    }  # fmt: skip
    (total,) = found["total"]
    assert (total["calls"], total["incoming"], total["outgoing"], total["connected"], total["rate"]) == (5, 3, 2, 3, 60)
    assert (total["missed"], total["mean"], total["median"]) == (1, 71.6667, 75)
    assert [(w["number"], w["calls"]) for w in found["waiting"]] == [("13900003333", 1)]
    mine = json.loads(office("call", "stats", "owner=李强", "--json").out)
    assert (mine["reps"][0]["owner"], mine["reps"][0]["calls"], mine["waiting"]) == ("李强", 2, [])
    shown = office("call", "stats").out
    assert "Thursday" in shown and "13900003333" in shown and "1:12" in shown
    assert office("call", "stats", "--exit-code").code == 8


def test_a_zone_that_is_half_an_hour_off_has_its_own_hours(office: Runner) -> None:
    office(
        "call", "listen", stdin='{"id": "1", "event": "hangup", "number": "13900001111", "at": "2026-11-20T03:40:00Z"}'
    )
    found = json.loads(office("call", "stats", "--json", CRM_TZ="Asia/Kolkata").out)
    assert (found["hours"][0]["weekday"], found["hours"][0]["hour"]) == ("fri", 9)


def test_a_number_and_a_card_are_codes_that_say_just_that(office: Runner) -> None:
    said = json.loads(office("call", "qr", "李建国", "--json").out)
    assert said["tel"] == "tel:13801234567"
    for line in ("FN:李建国", "ORG:科锐配电", "TITLE:总经理", "TEL;TYPE=cell;TYPE=pref:13801234567"):
        assert line in said["card"]
    lines = office("call", "qr", "P1", "--tel").out.splitlines()[1:]
    wanted = [
        [bool(m) for m in row]
        for row in segno.make("tel:13801234567", micro=False, error="l", boost_error=False).matrix_iter(border=4)
    ]
    assert modules(lines)[: len(wanted)] == wanted
    assert json.loads(office("call", "qr", "张蕾", "--json").out)["tel"] == "tel:01082345678,802"


def modules(lines: list[str]) -> list[list[bool]]:
    """The dark modules of a code as it was printed."""
    dark = {" ": (True, True), "▄": (True, False), "▀": (False, True), "█": (False, False)}
    return [[dark[char][half] for char in line] for line in lines for half in (0, 1)]


def test_show_has_the_codes_too_and_a_terminal_gets_its_own_colours(office: Runner) -> None:
    plain, coloured = (
        office("client", "show", "C1", "--qr").out,
        office("client", "show", "C1", "--qr", FORCE_COLOR="1").out,
    )
    assert plain.count("█▀") > 10 and "\x1b" not in plain
    assert "\x1b[38;5;231;48;5;16m" in coloured
    assert office("contact", "show", "P1", "--qr").out.startswith("to dial: 13801234567")
    assert office("task", "show", "T1", "--qr").code == 2


@pytest.mark.parametrize("words", [["--json"], ["--format", "md"], ["-o", "c.html"]])
def test_codes_are_drawn_and_nothing_else(office: Runner, words: list[str]) -> None:
    answer = office("client", "show", "C1", "--qr", *words)
    assert (answer.code, answer.out) == (2, "")
    assert "contradict each other" in answer.err and "crm call qr C1 --json" in answer.err


@pytest.mark.parametrize(("lines", "drawn"), [("24", 1), ("100", 2)])
def test_on_a_small_screen_codes_come_one_at_a_time(office: Runner, lines: str, drawn: int) -> None:
    office("contact", "edit", "P1", "--department", "采购部", "--title", "主任")
    answer = office("call", "qr", "P1", terminal=True, NO_COLOR="1", LINES=lines, COLUMNS="80")
    assert (answer.out.count("to dial"), answer.out.count("to keep")) == (1, drawn - 1)
    assert ("the card: crm call qr P1 --card" in answer.err) == (drawn == 1)
    assert len(answer.out.splitlines()) < int(lines)
    assert "采购部" in json.loads(office("call", "qr", "P1", "--json").out)["card"]


def test_a_code_has_the_rim_that_cameras_need(office: Runner) -> None:
    rows = office("call", "qr", "P1", "--tel").out.splitlines()[1:]
    assert all(set(row) == {"█"} for row in rows[:2])  # two rows of modules in a line
    assert all(row.startswith("█" * 4) and row.endswith("█" * 4) for row in rows[:-1])


def test_a_code_needs_a_number_and_blocks_to_draw_it_with(office: Runner) -> None:
    office("client", "add", "无号公司")
    assert office("call", "qr", "无号公司", "--tel").code == 3
    assert office("call", "qr", "P1", "--tel", "--card").code == 2


@contextmanager
def listening(*options: str) -> Iterator[subprocess.Popen[str]]:
    """A process that follows an exchange, and ends with the test."""
    line = [sys.executable, "-m", "crm_cli", "call", "listen", "--json", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(line, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def answered(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found


@pytest.mark.skipif(os.name != "posix", reason="signals as Unix has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_and_what_had_come_is_written(office: Runner, number: signal.Signals) -> None:
    with listening() as process:
        assert process.stdin
        process.stdin.write(EVENTS.partition("nonsense")[0])
        process.stdin.flush()
        assert [answered(process)["event"], answered(process)["event"]] == ["ring", "answer"]
        process.send_signal(number)
        assert process.wait(20) == 0
    assert office("activity", "list", "outcome=connected", "--format", "ids").out.split() == ["A1"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_named_pipe_may_be_written_by_many(office: Runner, tmp_path: Path) -> None:
    pipe = tmp_path / "events"
    os.mkfifo(pipe)
    with listening("--fifo", str(pipe)) as process:
        for number in range(3):
            pipe.write_text(f'{{"id": "{number}", "event": "hangup", "number": "1390000000{number}"}}\n')
            assert answered(process)["activity"] == f"A{number + 1}"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert office("call", "listen", "--fifo", str(ROOT / "README.md")).code == 2


def test_what_was_answered_outlives_a_kill_and_what_was_not_is_sent_again(office: Runner) -> None:
    ends = [f'{{"id": "{n}", "event": "hangup", "number": "1390000{n:04}"}}\n' for n in range(60)]
    with listening() as process:
        assert process.stdin
        process.stdin.write("".join(ends))
        process.stdin.flush()
        safe = [answered(process)["activity"] for _n in range(20)]
        process.kill()
    assert set(safe) <= set(office("activity", "list", "--format", "ids").out.split())
    assert office("call", "listen", stdin="".join(ends)).code == 0
    assert len(office("activity", "list", "--format", "ids").out.split()) == 60
    assert len(office("task", "list", "kind=call", "--format", "ids").out.split()) == 60
    said = office("doctor")
    assert said.code == 0, said.out


def test_a_call_that_is_handed_on_is_of_the_only_open_deal_and_due_on_a_day_that_is_worked(stocked: Runner) -> None:
    stocked("user", "add", "李强")
    stocked("opp", "add", "产线改造", "--client", "C1")
    stocked("contact", "add", "张三", "--client", "C1", "--phone", "13911112222")
    assert stocked("call", "hand", "13911112222", "要报价", "--to", "李强").code == 0  # on a Sunday
    (task,) = json.loads(stocked("task", "list", "--fields", "due,opportunity", "--json").out)
    assert (task["due"][:10], task["opportunity"]) == ("2026-11-23", "D1")
    (call,) = json.loads(stocked("activity", "list", "kind=call", "--fields", "opportunity", "--json").out)
    assert call["opportunity"] == "D1"


def test_what_came_of_a_task_stands_once_in_the_story(stocked: Runner) -> None:
    stocked("task", "add", "C1", "发报价")
    stocked("done", "T1", "已经发出去了")
    assert stocked("client", "timeline", "C1").out.count("已经发出去了") == 1

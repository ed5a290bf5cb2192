"""Deals and figures on the command line: what is said, in which format, with which exit code."""

import json
import re
from typing import Any

import pytest

from crm_cli.render.style import cells
from tests.conftest import Answer, Begun, Runner


@pytest.fixture
def base(crm: Runner, begun: Begun) -> Runner:
    """A base with a client and a deal."""

    def lay() -> None:
        assert crm("init", "--yes", "--me", "王芳", "--country", "CN", "--language", "zh_CN").code == 0
        crm("client", "add", "科锐配电")
        assert crm("opp", "add", "一期改造", "--client", "科锐", "--amount", "48万", "--close", "2026-12-31").code == 0

    begun(lay)
    return crm


def later(crm: Runner, day: str, *argv: object) -> Answer:
    return crm(*argv, CRM_NOW=f"{day}T09:00")


def read(answer: Answer) -> Any:
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def test_several_open_items_can_be_pasted_as_they_are_hinted(base: Runner) -> None:
    items = ("合同已签", "定金 已收")
    assert base("stage", "edit", "谈判", "--checklist", ",".join(items)).code == 0
    assert base("opp", "move", "D1", "谈判").code == 0
    said = base("opp", "win", "D1").err
    assert said.endswith(
        '合同已签, 定金 已收 is open on its checklist. Try: crm opp tick D1 合同已签 "定金 已收", or --force\n'
    )
    assert base("opp", "tick", "D1", *items).code == 0


def test_a_move_says_from_where_to_where_how_likely_and_after_how_long(base: Runner) -> None:
    answer = later(base, "2026-12-01", "opp", "move", "D1", "方案")
    assert answer == (0, "", "D1 线索跟进 → 方案 (50 %), 9 days in 线索跟进 · undo: crm undo\n")


def test_an_open_checklist_is_one_line_that_says_what_to_do(base: Runner) -> None:
    assert "crm opp tick D1" in base("opp", "move", "D1", "谈判").err
    answer = base("opp", "move", "D1", "成交")
    assert answer.code == 4
    assert (
        answer.err
        == "crm: D1 can't be won yet: 合同已签 is open on its checklist. Try: crm opp tick D1 合同已签, or --force\n"
    )
    assert base("opp", "tick", "D1", "合同已签").code == 0
    assert base("opp", "win", "D1", "--amount", "45万").code == 0


def test_what_is_ticked_with_a_move_goes_back_with_it(base: Runner) -> None:
    base("opp", "move", "D1", "谈判")
    assert base("opp", "move", "D1", "成交", "--tick", "合同").code == 0
    assert base("undo").code == 0
    deal = read(base("opp", "show", "D1", "--json"))
    assert (deal["status"], deal["checked"]) == ("open", [])
    assert base("opp", "win", "D1", "--tick", "定金").code == 3
    assert base("opp", "win", "D1", "--tick=合同已签", "--amount", "45万").code == 0


def test_the_checklist_can_be_read(base: Runner) -> None:
    base("opp", "move", "D1", "谈判")
    assert read(base("opp", "tick", "D1", "--json")) == [{"item": "合同已签", "done": False}]


def test_a_deal_is_lost_for_a_reason_or_not_at_all(base: Runner) -> None:
    answer = base("opp", "lose", "D1")
    assert (answer.code, answer.err) == (2, "crm: D1 is lost only for a reason. Try: crm opp lose D1 --reason price\n")
    assert base("opp", "lose", "D1", "--reason", "其他").code == 2
    lost = read(base("opp", "lose", "D1", "--reason", "价格", "--json"))
    assert (lost["status"], lost["loss_reason"], lost["closed"]) == ("lost", "价格", "2026-11-22")


def test_what_is_lost_already_is_not_asked_why(base: Runner) -> None:
    base("opp", "lose", "D1", "--reason", "价格")
    again = base("opp", "lose", "D1", terminal=True, stdin="价格\n")
    assert again.code == 4
    assert again.err.endswith(" D1 is lost already. Try: crm opp reopen D1\n")
    assert "why" not in again.err


def test_a_move_to_where_it_is_leaves_no_step(base: Runner) -> None:
    before = base("steps", "--json").out
    assert base("opp", "move", "D1", "线索跟进").code == 0
    assert base("steps", "--json").out == before


def test_a_report_of_nothing_says_so(base: Runner) -> None:
    assert base("summary", "opp", "--by", "stage", "--period", "2030") == (0, "", "nothing found\n")


def test_a_lost_deal_is_reopened_where_it_was(base: Runner) -> None:
    base("opp", "move", "D1", "方案")
    base("opp", "lose", "D1", "--reason", "价格")
    reopened = read(base("opp", "reopen", "D1", "--json"))
    assert (reopened["status"], reopened["closed"]) == ("open", None)
    assert base("opp", "list", "stage=方案", "--format", "ids").out == "D1\n"


def test_a_write_with_a_key_is_done_once(base: Runner) -> None:
    for _ in range(2):
        assert base("opp", "move", "D1", "方案", "--once", "k").code == 0
    assert len(read(base("steps", "--json"))) == 4


def test_a_dry_run_moves_nothing(base: Runner) -> None:
    assert "dry run" in base("opp", "move", "D1", "方案", "--dry-run").err
    assert base("opp", "list", "stage=方案", "--format", "ids").out == ""


def test_undo_takes_a_move_back(base: Runner) -> None:
    base("opp", "move", "D1", "方案")
    assert base("undo").code == 0
    assert base("opp", "list", "stage=线索跟进", "--format", "ids").out == "D1\n"


def test_a_new_deal_can_come_with_its_stage_and_an_old_one_is_moved(base: Runner) -> None:
    assert base("opp", "add", "二期", "--stage", "谈判").code == 0
    assert base("opp", "list", "stage=谈判", "--format", "ids").out == "D2\n"
    assert base("opp", "edit", "D1", "--stage", "方案").code == 2


def test_the_list_of_a_past_day_shows_what_was_then(base: Runner) -> None:
    later(base, "2026-11-25", "opp", "win", "D1", "--amount", "40万")
    then = read(
        later(base, "2026-11-26", "opp", "list", "--as-of", "2026-11-24", "--json", "--fields", "ref,status,amount")
    )
    assert then == [{"ref": "D1", "status": "open", "amount": "480000.00", "currency": "CNY"}]
    answer = base("opp", "list", "--as-of", "2026-11-21", "--format", "ids")
    assert (answer.out, answer.err) == ("", "1 deal had not begun\n")
    assert base("client", "list", "--as-of", "2026-11-21").code == 2


def test_the_board_as_json_has_stable_keys(base: Runner) -> None:
    found = read(base("board", "--json"))
    assert list(found) == ["stages", "cards", "closed", "unknown"]
    assert found["stages"][0] == {
        "pipeline": "标准销售", "stage": "线索跟进", "type": "open", "currency": "CNY", "count": 1, "value": "480000.00",
        "weighted": "48000.00", "rotten": 0,
    }  # fmt: skip
    assert list(found["cards"][0]) == [
        "ref", "client", "name", "currency", "value", "stage", "days", "rotten", "step", "due", "text", "owner", "close",
    ]  # fmt: skip


def test_the_board_for_people_is_short_money_and_says_what_rots(base: Runner) -> None:
    answer = later(base, "2026-12-22", "board")
    assert answer.code == 0
    assert ["线索跟进", "1", "¥480k", "¥48k", "1"] in [line.split() for line in answer.out.splitlines()]
    assert "rotting, no next step" in answer.out


def test_rows_of_the_board_are_stages_or_the_deals(base: Runner) -> None:
    assert (
        base("board", "--format", "csv").out.splitlines()[0]
        == "pipeline,stage,type,currency,count,value,weighted,rotten"
    )
    assert (
        base("board", "--cards", "--format", "csv").out.splitlines()[1].startswith("D1,科锐配电,一期改造,CNY,480000.00")
    )
    assert base("board", "--format", "ids").out == "D1\n"


def test_the_funnel_counts_what_reached_each_stage(base: Runner) -> None:
    base("opp", "win", "D1")
    rows = read(base("funnel", "--json"))
    assert [row["reached"] for row in rows["stages"]] == [1, 1, 1, 1, 1]
    assert {key: rows["stages"][0][key] for key in ("went", "conversion", "dropped", "drop_rate")} == {
        "went": 1, "conversion": 100, "dropped": 0, "drop_rate": 0,
    }  # fmt: skip
    assert rows["outcome"][0]["win_rate"] == 100
    assert re.search(r"线索跟进 +1 +\S+ +1 · 100 % +0 · 0 %", base("funnel").out)
    assert [row["reached"] for row in read(base("funnel", "--period", "上月", "--json"))["stages"]] == [0] * 5


def test_the_forecast_goes_by_month_or_by_what_is_named(base: Runner) -> None:
    assert base("forecast", "--format", "csv").out == (
        "line,close:month,currency,count,value,weighted,pipeline,best,commit,won,closed\n"
        "dated,2026-12,CNY,1,480000.00,48000.00,480000.00,0.00,0.00,0,0.00\n"
    )
    assert read(base("forecast", "--by", "owner", "--json"))["lines"][0]["owner"] == "王芳"
    assert "expected close has passed" in later(base, "2027-01-05", "forecast").out


def test_a_summary_has_groups_and_totals(base: Runner) -> None:
    found = read(base("summary", "opp", "--by", "client,close:quarter", "--sum", "amount", "--json"))
    assert found["groups"][0] == {
        "client": "C1", "close:quarter": "2026Q4", "currency": "CNY", "count": 1, "sum": "480000.00", "value": "480000.00",
        "won": 0, "won_value": "0.00", "lost": 0, "win_rate": None, "mean_days": None,
    }  # fmt: skip
    assert found["totals"][0]["sum"] == "480000.00"
    table = base("summary", "opp", "--by", "client").out.splitlines()
    assert [line.split()[0] for line in table] == ["Client", "科锐配电", "total"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("summary", "opp"), 2),
        (("summary", "nothing", "--by", "owner"), 2),
        (("summary", "opp", "--by", "owner:month"), 2),
        (("board", "amount"), 2),
        (("board", "--as-of", "soon"), 2),
        (("funnel", "--period", "??"), 2),
        (("funnel", "--pipeline", "没有"), 3),
        (("opp", "move", "D9", "方案"), 3),
        (("opp", "move", "D1", "没有"), 3),
    ],
)
def test_what_cannot_be_is_one_line_and_an_exit_code(base: Runner, line: tuple[str, ...], code: int) -> None:
    answer = base(*line)
    assert (answer.code, answer.out, answer.err.count("\n")) == (code, "", 1)


@pytest.mark.parametrize("format_", ["table", "plain", "csv", "tsv", "json", "jsonl", "md"])
@pytest.mark.parametrize("line", [("board",), ("funnel",), ("forecast",), ("summary", "opp", "--by", "owner")])
def test_every_figure_takes_every_format(base: Runner, line: tuple[str, ...], format_: str) -> None:
    answer = base(*line, "--format", format_)
    assert answer.code == 0
    assert "480" in answer.out


def test_a_day_fits_the_screen(base: Runner) -> None:
    base("client", "edit", "C1", "--level", "A", "--name", "北京科锐配电自动化股份有限公司华北分公司")
    base("opp", "edit", "D1", "--close", "2026-11-23")
    answer = later(base, "2027-03-01", "today")
    wide = max(map(cells, answer.out.splitlines()))
    narrow = base("today", terminal=True, CRM_NOW="2027-03-01T09:00", COLUMNS=str(wide - 10), NO_COLOR="1").out
    assert max(map(cells, narrow.splitlines())) <= wide - 10
    assert "past its close date" in narrow


def test_a_stage_hands_out_on_a_move_on_add_and_on_a_line_of_the_log(base: Runner) -> None:
    assert base("stagetask", "add", "发报价", "--stage", "方案", "--due", "+3d").code == 0
    assert base("opp", "move", "D1", "方案").err.splitlines()[1] == "  to do: Wed 25 Nov 发报价 T1"
    assert (
        "  to do: Wed 25 Nov 发报价 T2"
        in base("opp", "add", "二期", "--client", "C1", "--stage", "方案").err.splitlines()
    )
    base("opp", "add", "三期", "--client", "C1")
    for line in (
        ("log", "call", "C1", "wants a quote", "--opp", "三期", "--stage", "方案"),
        ("opp", "move", "三期", "方案"),
    ):
        dry = base(*line, "--dry-run")
        assert "  to do: Wed 25 Nov 发报价" in dry.out + dry.err
    assert base("task", "list", "--format", "ids").out == "T1\nT2\n"
    base("client", "add", "恒远包装")
    base("opp", "add", "五期", "--client", "恒远包装")
    each = base("log", "note", "-", "x", "--stage", "方案", "--dry-run", stdin="恒远包装\n")
    assert each.out.splitlines()[1] == "  to do: Wed 25 Nov 发报价", each
    logged = base("log", "call", "C1", "wants a quote", "--opp", "三期", "--stage", "方案")
    assert [line.split() for line in logged.err.splitlines() if "to do" in line] == [
        ["to", "do:", "Wed", "25", "Nov", "发报价", "T3"]
    ]
    assert base("task", "list", "stage=方案", "--format", "ids").out == "T1\nT2\nT3\n"
    assert base("opp", "move", "D1", "需求确认", "--json").out.count('"ref"') == 1


def test_a_stage_hands_out_to_a_deal_that_a_lead_becomes(base: Runner) -> None:
    base("stagetask", "add", "看样", "--stage", "线索跟进", "--due", "+3d")
    base(
        "lead", "add", "王总", "--company", "恒远包装", "--phone", "13912345678", "--address", "x", "--email", "a@b.cn"
    )
    converted = base("lead", "convert", "L1", "--opp", "new")
    assert "  to do: Wed 25 Nov 看样 T1" in converted.err.splitlines(), converted.err

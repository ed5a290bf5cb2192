"""Lines of a day as people jot them down; it is Sunday 22 November 2026."""

from typing import Any

import pytest

from crm_cli.agenda import daylines
from crm_cli.errors import CrmError
from crm_cli.workspace import Workspace
from tests.founding import added, founded

LINES: dict[str, dict[str, Any]] = {
    "科锐李总 电话 要九五折 周五10点回电": {"kind": "call", "who": "科锐李总", "said": "要九五折", "next": "周五10点回电"},
    "科锐李总 电话：要九五折，周五10点回电": {"kind": "call", "who": "科锐李总", "said": "要九五折", "next": "周五10点回电"},
    "科锐李总，电话，要九五折；周五10点回电": {"kind": "call", "who": "科锐李总", "said": "要九五折", "next": "周五10点回电"},
    "李总 拜访 看了样品，很满意。下周三下午3点 签合同 阶段:谈判": {"kind": "visit", "who": "李总", "said": "看了样品，很满意", "next": "下周三下午3点 签合同", "stage": "谈判"},
    "13801234567 来电 12分钟 问价格": {"kind": "call", "who": "13801234567", "said": "问价格", "direction": "in", "minutes": "12"},
    "李总 电话 没接": {"kind": "call", "who": "李总", "outcome": "no_answer"},
    "李总 电话 占线 明天上午再打": {"kind": "call", "who": "李总", "outcome": "busy", "next": "明天上午再打"},
    "10:30 王工 微信 发了资料 →方案 金额=48万": {"kind": "wechat", "who": "王工", "said": "发了资料", "at": "10:30", "stage": "方案", "amount": "48万"},
    "昨天 15:00 清华同方 会议 讨论方案，12月1日前给报价": {"kind": "meeting", "who": "清华同方", "said": "讨论方案", "at": "昨天 15:00", "next": "12月1日前给报价"},
    "电话 李总 要发票": {"kind": "call", "who": "李总", "said": "要发票"},
    "李总 电话 3月5日开业 下次 周五 送花篮": {"kind": "call", "who": "李总", "said": "3月5日开业", "next": "周五 送花篮"},
    "李总 电话 周五 10点 回电": {"kind": "call", "who": "李总", "said": "周五 10点 回电", "next": "周五 10点 回电"},
    "李总 电话 昨天他没来 周一再约": {"kind": "call", "who": "李总", "said": "昨天他没来", "next": "周一再约"},
    "李总 电话 完成:T3 已付款": {"kind": "call", "who": "李总", "said": "已付款", "done": "T3"},
    "- 李总 备注 老婆生日": {"kind": "note", "who": "李总", "said": "老婆生日"},
    "1. 李总 短信 祝节日快乐": {"kind": "sms", "who": "李总", "said": "祝节日快乐"},
    "Anna Miller call wants 5% off, needs 3m cable fri 10:00 call back": {"kind": "call", "who": "Anna Miller", "said": "wants 5% off, needs 3m cable", "next": "fri 10:00 call back"},
    "Miller visited delivery takes 2 weeks": {"kind": "visit", "who": "Miller", "said": "delivery takes 2 weeks"},
    "Miller: call, busy, tomorrow 9am again": {"kind": "call", "who": "Miller", "outcome": "busy", "next": "tomorrow 9am again"},
    "Miller phoned liked it next: tue 3pm sign stage=proposal": {"kind": "call", "who": "Miller", "said": "liked it", "next": "tue 3pm sign", "stage": "proposal"},
    "李总 微信 金额=45万": {"kind": "wechat", "who": "李总", "said": "金额=45万", "amount": "45万"},
    "Miller call liked it; 1 dec send the proposal": {"kind": "call", "who": "Miller", "said": "liked it", "next": "1 dec send the proposal"},
    "T31 谈好了 周三签合同": {"task": "T31", "said": "谈好了", "next": "周三签合同"},
    "t31 agreed wed sign": {"task": "T31", "said": "agreed", "next": "wed sign"},
    "T31": {"task": "T31"},
    "T31 电话 没接 明天再打": {"task": "T31", "kind": "call", "outcome": "no_answer", "next": "明天再打"},
    "T31 推到周五": {"task": "T31", "until": "周五"},
    "T31 postpone to fri 10:00": {"task": "T31", "until": "fri 10:00"},
    "T31 取消 客户不要了": {"task": "T31", "drop": True, "said": "客户不要了"},
}  # fmt: skip


@pytest.fixture(scope="module")
def crm() -> Workspace:
    return founded()


def told(line: daylines.Line) -> dict[str, Any]:
    """What it says, in one."""
    return {
        name: value
        for name, value in (line._asdict() | line.words).items()
        if value and name not in ("at_", "text", "words") and not (name == "at" and isinstance(value, int))
    }


@pytest.mark.parametrize(("text", "wanted"), LINES.items())
def test_a_line_says_who_what_and_what_comes_next(crm: Workspace, text: str, wanted: dict[str, Any]) -> None:
    assert told(daylines.read(crm, 1, text)) == wanted


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("李总 要九五折", "does not say what it was"),
        ("李总 电话 提了意见 周五3点回电", "may be morning or afternoon"),
        ("T31 周五", "does not say what came of T31"),
        ("电话", "does not say with whom"),
    ],
)
def test_what_is_not_clear_is_refused(crm: Workspace, text: str, why: str) -> None:
    with pytest.raises(CrmError, match=why):
        daylines.read(crm, 1, text)


def test_the_day_of_all_is_that_of_each_line_that_says_none(crm: Workspace) -> None:
    read = {
        text: daylines.read(crm, 1, text, "昨天").words["at"]
        for text in ("李总 电话 好", "10:30 李总 电话 好", "11月3日 李总 电话 好")
    }
    assert list(read.values()) == ["昨天", "昨天 10:30", "11月3日"]


def test_as_many_words_as_name_somebody_are_the_name() -> None:
    crm = founded()
    added(crm, "contact", name="Anna Miller")
    line = daylines.read(crm, 1, "call Anna Miller wants 5% off")
    assert (line.who, line.said) == ("Anna Miller", "wants 5% off")


def test_blank_quoted_and_commented_lines_say_nothing() -> None:
    assert daylines.lines("# day\n\n> T1 old\n  李总 电话 好 \n") == [(4, "李总 电话 好")]

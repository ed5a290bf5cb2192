"""``crm find``, and ``~`` in lists: Chinese of any length, its sound and initials, digits; grouped, the newest first, with how many there are."""

import json

import pytest

from tests.commands.conftest import Opened
from tests.conftest import Begun, Runner
from tests.founding import added


@pytest.fixture
def base(stocked: Runner, opened: Opened, begun: Begun) -> Runner:

    def lay() -> None:
        beside = opened()
        added(beside, "lead", name="张建国", company="上海藍海貿易有限公司", phone="021-62345678")
        added(beside, "product", name="配电柜", code="PD-01")
        added(
            beside,
            "activity",
            kind="note",
            at="2026-11-20T02:00:00Z",
            client=beside.get_any(["client"], "C1").id,
            text="合同在审批，配电方案已定",
        )
        added(beside, "task", text="合同寄出", client=beside.get_any(["client"], "C1").id)
        beside.store.close()

    begun(lay)
    return stocked


def refs(run: Runner, *line: str) -> list[str]:
    answer = run(*line, "--format", "ids")
    assert answer.code == 0, answer
    return answer.out.split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("配", ["C1", "PR1", "A1"]),
        ("配电", ["C1", "PR1", "A1"]),
        ("蓝海", ["L1"]),
        ("藍海貿易", ["L1"]),
        ("合同", ["A1", "T1"]),
        ("審批", ["A1"]),
        ("kerui", ["C1"]),
        ("kr", ["C1"]),
        ("krpd", ["C1"]),
        ("jianguo", ["P1", "L1"]),
        ("lanhai", ["L1"]),
        ("lh", ["L1"]),
        ("13801234567", ["P1"]),
        ("4567", ["P1"]),
        ("34567", ["P1"]),
        ("1234567", ["P1"]),
        ("62345678", ["L1"]),
        ("345678", ["L1"]),
        ("99999", []),
        ("pd-01", ["PR1"]),
        ("火星", []),
    ],
)
def test_whatever_has_it_is_found_kind_by_kind(base: Runner, text: str, found: list[str]) -> None:
    assert refs(base, "find", text) == found


def test_each_kind_gets_its_share_and_the_rest_is_told(stocked: Runner, opened: Opened) -> None:
    beside = opened()
    one = beside.get_any(["client"], "C1").id
    for i in range(12):
        added(beside, "activity", kind="note", at="2026-11-20T02:00:00Z", client=one, text=f"报价第{i}版")
        added(beside, "opp", name=f"报价{i}", client=one)
    added(beside, "task", text="发报价", client=one)
    beside.store.close()
    answer = stocked("find", "报价", "--limit", "10")
    assert answer.err == "10 of 25\n"
    shown = ["D12", "D11", "D10", "D9", "D8", "D7", "A12", "A11", "A10", "T1"]
    assert refs(stocked, "find", "报价", "--limit", "10") == shown
    assert refs(stocked, "find", "报价", "activity", "--limit", "2") == ["A12", "A11"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (("client", "list", "name~锐配"), ["C1"]),
        (("client", "list", "name~銳配"), ["C1"]),
        (("client", "list", "name~kerui"), ["C1"]),
        (("client", "list", "name~qhtf"), ["C2"]),
        (("client", "list", "name!~锐配"), ["C2"]),
        (("contact", "list", "name~jianguo"), ["P1"]),
        (("contact", "list", "name~guo"), []),
        (("client", "list", "name~锐电"), []),
        (("activity", "list", "text~审批"), ["A1"]),
        (("activity", "list", "text~審批，配"), ["A1"]),
        (("activity", "list", "text~批配"), []),
        (("client", "list", "text~配电"), ["C1"]),
        (("lead", "list", "company~蓝海"), ["L1"]),
        (("task", "list", "text~合同"), ["T1"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_list_is_narrowed_in_the_same_way(base: Runner, line: tuple[str, ...], found: list[str]) -> None:
    assert refs(base, *line) == found


def test_a_list_of_chinese_words_is_read_from_the_index(opened: Opened, stocked: Runner) -> None:
    query = opened().query("activity", ["text~审批"])
    assert "search MATCH" in query.condition()


def test_a_program_reads_what_was_found(base: Runner) -> None:
    found = json.loads(base("find", "jianguo", "--json").out)
    assert found == [
        {"ref": "P1", "name": "李建国", "noun": "contact"}, {"ref": "L1", "name": "张建国", "noun": "lead"}
    ]  # fmt: skip

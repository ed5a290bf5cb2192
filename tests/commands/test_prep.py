"""``crm prep``: one page before a meeting, for whoever of the client is named."""

import json
from pathlib import Path

import pytest

from tests.conftest import Begun, Runner


@pytest.fixture
def known(crm: Runner, begun: Begun) -> Runner:
    """A client with people, talks, promises of both sides, a deal that is stuck and one that was won."""

    def lay() -> None:
        for line in (
            ["init", "--yes", "--me", "王芳", "--country", "CN"],
            [
                "client",
                "add",
                "科锐配电",
                "--industry",
                "配电",
                "--size",
                "medium",
                "--source",
                "展会",
                "--needs",
                "监测",
                "--uses",
                "手抄",
                "--address",
                "西二旗",
            ],
            [
                "contact",
                "add",
                "王总",
                "--client",
                "C1",
                "--role",
                "decides",
                "--phone",
                "13800138000",
                "--birthday",
                "1970-11-30",
            ],
            ["contact", "add", "李明", "--client", "C1", "--reports-to", "王总"],
            ["opp", "add", "一期改造", "--client", "C1", "--amount", "48.2万", "--close", "2026-11-20"],
            ["log", "visit", "李明", "看了现场", "--at", "2026-11-01 10:00"],
            ["log", "call", "李明", "要九五折", "--next", "周五10:00 回电"],
            ["task", "add", "C1", "寄图纸过来", "--theirs", "yes", "--due", "周四"],
            ["opp", "add", "试点", "--client", "C1", "--amount", "3万"],
            ["opp", "win", "D2", "--reason", "口碑", "--force"],
        ):
            assert crm(*line).code == 0, line

    begun(lay)
    return crm


def read(crm: Runner, whom: str = "C1") -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(crm("prep", whom, "--json").out)
    return found


def test_what_was_said_and_promised_by_both_sides_is_told(known: Runner) -> None:
    found = read(known)
    assert [one["text"] for one in found["contacts"]] == ["要九五折", "看了现场"]
    assert ([one["text"] for one in found["tasks"]], [one["text"] for one in found["promised"]]) == (
        ["回电"],
        ["寄图纸过来"],
    )


def test_what_keeps_a_deal_from_moving_is_told(known: Runner) -> None:
    known("opp", "add", "没有下一步", "--client", "C1", "--amount", "1")
    found = {one["ref"]: one["why"] for one in read(known)["stuck"]}
    assert found["D1"] == ["should have closed on 2026-11-20"]
    assert "has no next step" in str(found["D3"])


def test_prices_are_those_of_open_deals_and_of_those_that_closed(known: Runner) -> None:
    assert [(one["ref"], one["status"], one["value"], one["currency"], one["reason"]) for one in read(known)["prices"]] == [
        ("D1", "open", "482000.00", "CNY", None), ("D2", "won", "30000.00", "CNY", "口碑"),
    ]  # fmt: skip


def test_a_birthday_soon_is_told_and_one_far_off_is_not(known: Runner) -> None:
    assert read(known)["birthdays"] == [{"name": "王总", "ref": "P1", "day": "2026-11-30"}]
    known("contact", "edit", "P1", "--birthday", "1970-03-30")
    assert read(known)["birthdays"] == []


def test_only_what_is_not_known_is_asked(known: Runner) -> None:
    assert [one["question"] for one in read(known)["questions"]] == [
        "What part has 李明 in the purchase?", "How is 李明 reached by phone?", "一期改造: who else do they talk to?",
    ]  # fmt: skip
    known("contact", "edit", "P1", "--role", "uses")
    known("client", "edit", "C1", "--size", "")
    asked = [one["question"] for one in read(known)["questions"]]
    assert asked[0] == "Who decides?" and "How many people work there?" in asked


def test_a_contact_or_a_deal_means_its_client_and_one_without_is_refused(known: Runner) -> None:
    assert read(known, "P2") == read(known, "D1") == read(known, "C1")
    known("opp", "add", "alone")
    assert known("prep", "alone").code == 2


def test_it_is_a_page_of_text_markdown_or_markup(known: Runner, home: Path) -> None:
    text = known("prep", "科锐").out
    assert text.startswith("Before the meeting: 科锐配电  C1\n")
    order = [
        text.index(f"\n{title}\n")
        for title in ("People", "Last contacts", "We promised", "They promised", "What is stuck", "To ask")
    ]
    assert order == sorted(order)
    assert "## They promised" in known("prep", "C1", "--format", "md").out
    assert known("prep", "C1", "-o", "prep.html").code == 0
    assert "<h2>They promised</h2>" in (home / "prep.html").read_text("utf-8")


def test_of_a_client_of_whom_nothing_is_known_it_asks(firm: Runner) -> None:
    firm("client", "add", "新客户")
    text = firm("prep", "C1").out
    assert "never contacted · no next step" in text and "Who decides?" in text and "What is stuck" not in text

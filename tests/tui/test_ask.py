"""Dialogs: any of their lines does it, what is refused is said at its line, and what there is to choose from is offered."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual.widgets import Label

from crm_cli.context import current
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.record import Record
from crm_cli.tui.dialogs.ask import Ask
from crm_cli.tui.dialogs.slip import Slip
from crm_cli.tui.places import page
from crm_cli.tui.screens.board import Board
from crm_cli.tui.widgets.inputs import Line
from tests.tui.driving import Driver, drive

Company = Callable[[str], Path]


def at(driver: Driver) -> str:
    """The line one types into."""
    asked = driver.desk.screen
    assert isinstance(asked, Ask), asked
    return asked.lines[asked.at].field.name


def below(driver: Driver, name: str) -> str:
    """What is said below a line."""
    lines, label = (
        [one.strip(" │") for one in driver.lines()],
        next(one for one in driver.desk.screen.query("Answer") if one.id == name),
    )
    return lines[label.region.y + 2]


def stored(seen: list[Record], cls: type[Record], tokens: Sequence[str]) -> None:
    """Keep what the base holds."""
    seen += current().workspace.find(cls, tokens, sort="-created", limit=1)


@pytest.mark.parametrize(("language", "call", "kind"), [("en", "call", "mee"), ("zh", "电话", "会")])
def test_a_log_is_written_from_any_line_and_its_kind_is_chosen(
    company: Company, language: str, call: str, kind: str
) -> None:
    company(language)
    seen: list[Record] = []

    async def script(driver: Driver) -> None:
        await driver.press("c")
        assert driver.desk.screen.query("Foot") and "ctrl+s (f2)" in driver.text
        assert [one.value for one in driver.desk.screen.query(Line)][-1] == call
        await driver.press("=wants 5 % off", "enter", "=blurb", "ctrl+s")
        assert at(driver) == "next" and "blurb" in below(driver, "next")
        await driver.press("backspace")
        assert "blur" not in below(driver, "next")
        await driver.press("ctrl+u", "enter", "=vid", "f2")
        assert at(driver) == "kind" and "vid" in below(driver, "kind") and "return_visit" not in driver.text
        await driver.press("ctrl+u", f"={kind}", "f2")
        stored(seen, Activity, ["client=C1"])

    drive(script, lambda: page("C1"))
    assert isinstance(seen[0], Activity)
    assert (seen[0].kind, seen[0].text) == ("meeting", "wants 5 % off")


def test_why_a_deal_ended_is_chosen_or_typed_and_the_line_without_is_pointed_at(company: Company) -> None:
    company("zh")
    seen: list[Record] = []

    async def script(driver: Driver) -> None:
        card = driver.desk.screen.card  # type: ignore[attr-defined]
        await driver.press("x", "down", "enter", "ctrl+s")
        assert at(driver) == "reason" and "crm " not in driver.text
        assert f"{card.ref} 输单须有原因" in driver.text and "价格太高" in driver.text
        await driver.press("enter", "=later", "up")
        assert "输单须有原因" not in driver.text
        await driver.press("=谁知道", "f2")
        stored(seen, Opportunity, [f"ref={card.ref}"])
        card = driver.desk.screen.card  # type: ignore[attr-defined]
        await driver.press("x", "enter")
        if not isinstance(driver.desk.screen, Ask):  # its checklist is asked first
            await driver.press("f")
        assert "为什么" not in driver.text and ".00" not in driver.text
        await driver.press("down", "enter", "ctrl+u", "=12万", "ctrl+s")
        stored(seen, Opportunity, [f"ref={card.ref}"])

    drive(script, Board)
    lost, won = seen
    assert isinstance(lost, Opportunity) and isinstance(won, Opportunity)
    assert (lost.status, lost.loss_reason) == ("lost", "谁知道")
    assert (won.status, won.amount, bool(won.win_reason)) == ("won", 12_000_000, True)


def test_a_slip_begins_again_at_the_line_that_was_refused(company: Company) -> None:
    company("en")

    async def script(driver: Driver) -> None:
        await driver.press("$", "p", "ctrl+u", "=10", "down", "=soon enough", "ctrl+s")
        slip = driver.desk.screen
        assert isinstance(slip, Slip)
        assert slip.focused is not None and slip.focused.id == "date"
        assert "soon enough" in "".join(str(one.visual) for one in slip.query(".slip--wrong").results(Label))
        await driver.press("x")
        assert not slip.query(".slip--wrong.-said")

    drive(script, Board)

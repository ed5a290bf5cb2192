"""The board on the screen."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from crm_cli.__main__ import main
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.tui.screens.board import Board
from crm_cli.tui.screens.charts import Charts
from tests.tui.conftest import LANGUAGES, SIZES, Play, Seen, widest

Company = Callable[[str], Path]
HOSTILE = "[b]x[/b] $(touch x) \x1b[31m 王\u202eabc"


class Told(Board):
    """A board that notes after each reading where some deals are, and which card is looked at."""

    def __init__(self, watched: str = "D143", **given: Any) -> None:
        super().__init__(**given)
        self.watched = watched
        self.seen: list[Opportunity] = []

    def find(self) -> bool:
        other = super().find()
        self.seen.append(self.crm.get(Opportunity, self.watched))
        return other


def told(watched: str = "D143") -> tuple[Callable[[], Told], list[Told]]:
    """What makes such a board, and where it is found afterwards."""
    made: list[Told] = []

    def make() -> Told:
        made.append(Told(watched))
        return made[0]

    return make, made


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_looks_as_it_did(
    company: Company, play: Play, golden: Callable[[str, Seen], None], language: str, size: str
) -> None:
    company(language)
    seen = play(Board, size=SIZES[size])
    assert widest(seen) <= SIZES[size][0]
    golden(f"board_{language}_{size}", seen)


def test_a_card_that_is_gone_while_it_is_dragged_moves_no_other(
    company: Company, play: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    company("en")

    def standing() -> list[str]:
        capsys.readouterr()
        assert main(["opp", "list", "status=open", "--fields", "ref,stage", "--format", "csv"]) == 0
        return capsys.readouterr().out.splitlines()

    before = standing()
    seen = play(Board, "mouse:down 5 4", "crm opp rm D143 --yes", "mouse:up 40 10", size=SIZES["140x40"])
    assert seen.said[-1] == "D143 is no longer there"
    assert standing() == [one for one in before if not one.startswith("D143,")]


def test_by_month_it_looks_as_it_did(company: Company, play: Play, golden: Callable[[str, Seen], None]) -> None:
    company("zh")
    seen = play(Board, "m", "o", size=SIZES["140x40"])
    assert widest(seen) <= 140
    golden("months_zh_140x40", seen)


def test_a_card_is_moved_on_by_each_of_its_keys_and_undo_brings_it_back(company: Company, play: Play) -> None:
    company("en")
    make, made = told()
    keys = [">", "L", "》", "＞", "Ｌ"]
    seen = play(make, *(word for key in keys for word in (key, "u")), size=SIZES["140x40"])
    assert [one.split(",")[0].split(":")[0] for one in seen.said] == ["D143 Qualification → Needs (30 %)", "undone"] * len(keys)  # fmt: skip
    stages = [deal.stage for deal in made[0].seen]
    assert len(set(stages)) == 2
    assert stages[0] == stages[-1]


def test_the_cursor_goes_with_its_card(company: Company, play: Play) -> None:
    company("en")
    moved = play(Board, "j", "down", ">", size=SIZES["140x40"])
    assert "D137" in moved.lines[-3]
    back = play(Board, "down", "down", ">", "u", size=SIZES["140x40"])
    assert "D138" in back.lines[-3]
    assert "Qualification" in back.lines[-2]


def test_a_deal_is_lost_only_for_a_reason_and_taken_up_again_from_the_lane_of_the_lost(
    company: Company, play: Play
) -> None:
    company("en")
    make, made = told()
    seen = play(make, "x", "down", "enter", "enter", "enter", "=price", "enter", "enter", size=SIZES["140x40"])
    assert made[0].seen[-1].status == "lost"
    assert made[0].seen[-1].loss_reason == "price"
    assert "D143" not in seen.lines[-3]  # the card below took its place
    make, made = told()
    seen = play(make, "o", "end", "right", "right", "right", "right", "right", "<", size=SIZES["140x40"])
    assert made[0].seen[-1].status == "open"
    assert "D143" in seen.lines[-3]


def test_what_a_checklist_asks_for_is_ticked_on_the_way_and_taken_back_with_the_move(
    company: Company, play: Play
) -> None:
    company("en")
    assert main(["stage", "edit", "Qualification", "--checklist", "budget known,who decides"]) == 0
    make, made = told()
    seen = play(make, ">", "space", "enter", ">", "space", "enter", "u", size=SIZES["140x40"])
    first, half, *_more, back = made[0].seen
    assert half.stage == first.stage  # one is still open
    assert "who decides still open" in seen.said[0]
    assert "budget" in str(half.checked)
    assert made[0].seen[-2].stage != first.stage
    assert (back.stage, back.checked) == (half.stage, half.checked)


def test_the_mouse_looks_at_a_card_carries_it_scrolls_and_opens(company: Company, play: Play) -> None:
    company("en")
    seen = play(
        Board, "mouse:down 5 11", "look:held", "mouse:move 40 10", "mouse:up 40 10", "look:carried", "u",
        "mouse:wheel 5 8", "look:scrolled", "mouse:down 5 4", "mouse:move 5 12", "mouse:up 5 12", "look:kept",
        "mouse:down 130 4", "mouse:up 130 4", "mouse:twice 75 4", size=SIZES["140x40"],
    )  # fmt: skip
    assert "D137" in seen.taken["held"][-3]
    assert [one.split(",")[0] for one in seen.said[:1]] == ["D137 Qualification → Needs (30 %)"]
    assert "D137" in seen.taken["carried"][-3]
    assert "Needs" in seen.taken["carried"][-2]
    assert seen.taken["scrolled"][3].startswith(" Crossrill")  # one card on, in that lane alone
    assert "Clearbow" in seen.taken["scrolled"][3]
    assert "D141" in seen.taken["kept"][-3]  # let go in its own lane it stays
    assert len(seen.said) == 2
    assert "Cottonvale" in seen.text
    assert "History" in seen.text  # the page of the deal that was clicked twice


def test_a_card_is_carried_to_the_lost_and_back_where_that_lane_is_open(company: Company, play: Play) -> None:
    company("en")
    make, made = told()
    seen = play(
        make, "o", "mouse:down 5 4", "mouse:move 130 30", "mouse:up 130 30", "=price", "enter", "enter", "look:lost",
        "right", "right", "right", "right", "right", "mouse:down 130 22", "mouse:up 40 10", size=SIZES["140x40"],
    )  # fmt: skip
    lost = seen.taken["lost"]
    assert "Axleroy" in lost[21][100:]
    assert made[0].seen[-2].loss_reason == "price"
    assert (made[0].seen[-1].status, seen.said[-1].split(",")[0]) == ("open", "D143 Lost → Needs (30 %)")


def test_the_lanes_of_my_team_are_those_of_all_in_it(company: Company, play: Play) -> None:
    company("en")
    seen = play(Board, "w", "look:mine", "w", "look:team", "w", size=SIZES["140x40"])
    mine, team = seen.taken["mine"], seen.taken["team"]
    assert "mine" in mine[0]
    assert "my team's" in team[0]
    assert [_count(one) <= _count(other) <= _count(every) for one, other, every in zip(_heads(mine), _heads(team), _heads(seen.lines), strict=True)] == [True] * 4  # fmt: skip
    assert sum(map(_count, _heads(mine))) < sum(map(_count, _heads(seen.lines)))


def _heads(lines: Sequence[str]) -> list[str]:
    return lines[1].split("│")[:4]


def _count(head: str) -> int:
    return next(int(word) for word in head.split() if word.isdigit())


def test_by_month_a_move_sets_the_day(company: Company, play: Play) -> None:
    company("en")
    make, made = told()
    seen = play(make, "m", ">", size=SIZES["140x40"])
    assert made[0].seen[0].close == "2027-03-15"
    assert made[0].seen[-1].close == "2027-04-30"
    assert "D143" in seen.lines[-3]


def test_whose_filter_and_add(company: Company, play: Play) -> None:
    company("en")
    mine = play(Board, "w", size=SIZES["140x40"])
    assert "mine" in mine.lines[0]
    assert "Nora" not in mine.text
    added = play(Board, "f", "=amount=70k..", "enter", "a", "=[b]Bold", "ctrl+s", size=SIZES["140x40"])  # fmt: skip
    assert "amount=70k.." in added.lines[0]
    assert any("[b]Bold" in one for one in added.said)
    assert "Frostgate" not in added.text


def test_a_lane_begins_at_its_first_card_after_a_filter(company: Company, play: Play) -> None:
    company("zh")
    make, made = told()
    play(make, "end", "right", "end", "f", "=owner=me amount>100000", "enter")
    assert {(stack.first, stack.at) for stack in made[0].deck.stacks} == {(0, 0)}


def test_the_keys_of_a_card_write_what_they_say(company: Company, play: Play) -> None:
    company("en")
    seen = play(Board, "c", "=wants a quote", "ctrl+s", "t", "=send it", "f2", size=SIZES["140x40"])
    call, task = seen.said
    assert "call logged" in call
    assert "D143" in call
    assert "send it" in task


@pytest.mark.parametrize("size", [(20, 5), (1, 1)])
def test_where_there_is_hardly_room_its_keys_do_what_they_do(
    company: Company, play: Play, size: tuple[int, int]
) -> None:
    company("en")
    seen = play(Board, "down", "up", ">", "u", "m", "o", "right", "end", "pagedown", "m", "mouse:down 0 0", size=size)
    assert [one.split(",")[0].split(":")[0] for one in seen.said] == ["D143 Qualification → Needs (30 %)", "undone"]
    assert widest(seen) <= size[0]


def test_a_hostile_name_stays_a_name(company: Company, play: Play) -> None:
    company("en")
    assert main(["opp", "edit", "D143", "--name", HOSTILE]) == 0
    seen = play(Board, size=SIZES["140x40"])
    assert "\x1b" not in seen.text
    assert "[b]x[/b]" in seen.text
    assert widest(seen) <= 140


def test_an_empty_base_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, play: Play) -> None:
    monkeypatch.setenv("CRM_DB", str(tmp_path / "new.db"))
    monkeypatch.setenv("CRM_LANG", "en")
    assert main(["--quiet", "init"]) == 0
    assert "a adds the first one" in play(Board).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["funnel", "forecast", "trend"])
def test_a_chart_looks_as_it_did(
    company: Company, play: Play, golden: Callable[[str, Seen], None], kind: str, language: str
) -> None:
    company(language)
    size = "80x24" if kind != "trend" else "140x40"
    seen = play(lambda: Charts(kind), size=SIZES[size])
    assert widest(seen) <= SIZES[size][0]
    golden(f"{kind}_{language}_{size}", seen)


def test_a_bar_leads_to_its_deals(company: Company, play: Play) -> None:
    company("en")
    seen = play(lambda: Charts("funnel"), "down", "enter", size=SIZES["140x40"])
    assert "32 opportunities" in seen.text  # 13 still in Needs, 19 lost there
    seen = play(lambda: Charts("forecast"), "look:bars", "down", "enter", "look:deals", "q", "m", "]", "v", "[", "m", size=SIZES["140x40"])  # fmt: skip
    assert seen.taken["bars"][5].split()[:2] == ["2026-12", "13"]
    assert "13 opportunities" in "".join(seen.taken["deals"])
    assert "Pipeline over time" in seen.lines[0]
    seen = play(lambda: Charts("trend"), "end", "look:today", "enter", size=SIZES["140x40"])
    today = next(line for line in seen.taken["today"] if line.strip().startswith("today"))
    assert f"{today.split()[1]} opportunities" in seen.text

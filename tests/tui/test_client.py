"""One client on one page, and the page of any other record."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from crm_cli.__main__ import main
from crm_cli.agenda.timeline import Event, timeline
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.tasks import Task
from crm_cli.tui.among import Among
from crm_cli.tui.places import page
from crm_cli.tui.screens.client import ClientPage
from crm_cli.tui.widgets.panel import Fit, share, widths
from crm_cli.workspace import Workspace
from tests.tui.conftest import LANGUAGES, SIZES, Play, Seen, widest

Company = Callable[[str], Path]
HOSTILE = "[b]x[/b] $(touch x) \x1b[31m 王\u202eabc"


def crm(*argv: str) -> None:
    assert main(["--quiet", *argv]) == 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_client_looks_as_it_did(
    company: Company, play: Play, golden: Callable[[str, Seen], None], language: str, size: str
) -> None:
    company(language)
    crm("contact", "add", "Mia Wong", "--client", "C9", "--role", "signs", "--title", "CFO")
    crm("contact", "add", "Noa Wu", "--client", "C9", "--reports-to", "Mia Wong")
    crm("quote", "add", "C9", "--line", "+freight 300", "--name", "2027")
    crm("file", "add", "C9", "https://example.com/offer.pdf")
    seen = play(lambda: page("C9"), size=SIZES[size])
    assert widest(seen) <= SIZES[size][0]
    golden(f"client_{language}_{size}", seen)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deal_looks_as_it_did(
    company: Company, play: Play, golden: Callable[[str, Seen], None], language: str, size: str
) -> None:
    company(language)
    seen = play(lambda: page("D134"), size=SIZES[size])
    assert widest(seen) <= SIZES[size][0]
    golden(f"record_{language}_{size}", seen)


def test_from_a_task_one_logs_a_call_with_its_client_and_gets_there(company: Company, play: Play) -> None:
    company("zh")
    crm("done", "T272", "已发")
    crm("undo")
    seen = play(lambda: page("T272"), "look:task", "c", "=问过了", "ctrl+s", "o")
    assert {"o 客户", "s 推迟", "c 记录"} <= set(seen.taken["task"][-1].split("  "))
    history = "\n".join(seen.taken["task"]).partition("变更历史")[2]
    assert "已不存" in history
    assert "问过了" in seen.text
    assert "合肥圆枢轴承" in seen.lines[0]


@pytest.mark.parametrize(("log", "task"), [("c", "t"), ("ｃ", "ｔ"), ("f2", "f6")])
def test_a_call_is_logged_and_a_task_added_and_taken_back(company: Company, play: Play, log: str, task: str) -> None:
    company("en")
    seen = play(
        lambda: page("C1"),
        log, "=asked for a price", "enter", "=tomorrow send it", "enter", "enter",
        task, "=look again", "enter", "=+3d", "enter", "u", size=SIZES["140x40"],
    )  # fmt: skip
    assert "asked for a price" in seen.text
    assert "send it" in seen.text
    assert "look again" not in seen.text
    assert seen.said[-1].startswith("undone: T")


def test_a_task_is_put_off_and_done_from_the_page(company: Company, play: Play) -> None:
    company("en")
    crm("task", "add", "C1", "ring them", "--due", "today")
    where: dict[str, Any] = {}

    class Watched(ClientPage):
        def read(self) -> None:
            super().read()
            where.setdefault("before", self.crm.find(Task, ["client=C1", "status=open"]))
            where["after"] = self.crm.find(Task, ["client=C1", "status=open"])

    seen = play(
        lambda: Watched("C1"), "tab", "tab", "s", "=+9d", "enter", "d", "=they agreed", "enter", "enter",
        size=SIZES["140x40"],
    )  # fmt: skip
    assert len(where["before"]) - 1 == len(where["after"]), seen.said
    assert "they agreed" in seen.text


def test_the_timeline_is_of_one_kind_and_the_pages_are_walked_along(company: Company, play: Play) -> None:
    company("en")
    refs = ["C1", "C2", "C3"]
    seen = play(lambda: ClientPage("C1", Among(0, 3, refs.__getitem__)), "]", "]", "[", "f", size=SIZES["140x40"])
    assert "2 of 3" in seen.lines[0]
    assert "C2" in seen.lines[0]
    assert "[calls]" in seen.text
    told = play(lambda: ClientPage("C3", Among(2, 3, refs.__getitem__)), "】")
    assert told.said == ["there is no further one in the list"]


def test_the_timeline_is_read_only_as_far_as_somebody_looks(
    company: Company, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    asked: list[int] = []

    def counted(crm: Workspace, client: Client, limit: int, kinds: Sequence[str]) -> list[Event]:
        asked.append(limit)
        return timeline(crm, client, limit, kinds)

    monkeypatch.setattr("crm_cli.tui.screens.story.timeline", counted)
    monkeypatch.setattr("crm_cli.tui.screens.client.PAGE", 4)
    seen = play(
        lambda: page("C1"), "l", "look:begun", "G", "look:further", "G", "G", "G", "G", "G", size=SIZES["140x40"]
    )
    assert {*asked[: asked.index(17)]} == {5}
    assert sorted(set(asked)) == [5, 17, 65]  # the client has some forty
    assert not any("added" in line for line in seen.taken["begun"])
    assert any("added" in line for line in seen.lines)  # what happened first of all


def test_what_is_under_the_cursor_is_opened_and_q_goes_back(company: Company, play: Play) -> None:
    company("en")
    seen = play(lambda: page("C9"), "enter")
    assert "contact" in seen.lines[0]
    back = play(lambda: page("C9"), "enter", "q", "v")
    assert "C9 · client" in back.lines[0]
    led = play(lambda: page("D145"), "down", "enter")
    assert led.lines[0].startswith(" Larkfield Foods LLC  C9")


def test_a_file_is_opened_by_the_system_and_no_address_is_run(
    company: Company, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    crm("file", "add", "C1", "https://example.com/a.pdf")
    begun: list[str] = []
    monkeypatch.setattr("crm_cli.commands.files.begin", begun.append)
    monkeypatch.setattr("crm_cli.tui.app.Desk.open_url", lambda _desk, url, **_more: begun.append(url))
    crm("client", "edit", "C1", "--website", "https://example.com/")
    play(lambda: page("C1"), "shift+tab", "enter", "W")
    assert begun == ["https://example.com/a.pdf", "https://example.com/"]


def test_hostile_names_are_shown_and_mean_nothing(company: Company, play: Play, tmp_path: Path) -> None:
    company("en")
    for argv in (["client", "edit", "C1", "--name", HOSTILE], ["contact", "edit", "P1", "--name", HOSTILE]):
        crm(*argv)
    crm("opp", "edit", "D134", "--name", HOSTILE)
    crm("task", "add", "C1", HOSTILE)
    for ref in ("C1", "D134"):
        seen = play(lambda ref=ref: page(ref), "c", "escape", "?", "escape", size=(100, 32))
        assert "[b]x[/b]" in seen.text
        assert "\x1b" not in seen.text
        assert "\u202e" not in seen.text
        assert widest(seen) <= 100
    assert not (tmp_path / "x").exists()


def test_a_record_that_somebody_else_removed_is_told_and_one_goes_back(company: Company, play: Play) -> None:
    company("en")
    crm("client", "add", "Goner Inc.")

    class Removed(ClientPage):
        removed = False

        def read(self) -> None:
            super().read()
            if not self.removed:
                self.removed = True
                self.crm.remove(self.crm.get(Client, "Goner Inc."))
                self.call_after_refresh(self.desk.read_again)

    seen = play(lambda: Removed("Goner Inc."))
    assert any(said.endswith(" is no longer there") for said in seen.said)
    assert seen.lines[0].endswith(" clients")


@pytest.mark.parametrize(
    ("key", "title"), [("e", "Larkfield Foods LLC"), ("o", "New opportunity"), ("a", "New contact")]
)
def test_a_form_opens(company: Company, play: Play, key: str, title: str) -> None:
    company("en")
    assert title in play(lambda: page("C9"), key).text


def test_a_field_is_changed_where_it_stands(company: Company, play: Play) -> None:
    company("en")
    seen = play(lambda: page("D134"), "enter", "end", "= two", "ctrl+s", size=SIZES["140x40"])
    assert " two" in seen.lines[0]


def test_the_width_is_shared_and_what_matters_least_gives_way() -> None:
    fits = (Fit(), Fit(grows=True), Fit(rank=1), Fit(True))
    rows = [("D21", "a long name of a deal", "Proposal", "¥120万")]
    assert widths(fits, rows, 60) == [3, 37, 8, 6]
    assert widths(fits, rows, 30) == [3, 17, 0, 6]


def test_the_lines_are_shared_and_the_favoured_panel_has_what_it_wants() -> None:
    assert share([3, 3, 3], 9, None) == [3, 3, 3]
    assert share([9, 9, 9], 9, None) == [3, 3, 3]
    assert share([9, 9, 9], 11, 1) == [1, 9, 1]


def test_from_a_list_one_goes_along_it_in_either_language_and_any_size(company: Company, play: Play) -> None:
    company("en")
    seen = play(lambda: page("client"), "down", "enter", "]", "f12", size=(20, 5))
    assert "第 3 个，共" in seen.lines[0]
    wide = play(lambda: page("client"), "enter", "f12", "f12", size=(200, 50))
    assert "1 of" in wide.lines[0]
    assert widest(wide) <= 200


@pytest.mark.parametrize("ref", ["L21", "A1592", "T279", "PR1", "U1", "PL1", "DN13", "V16", "M2", "K2", "MB1", "PT3"])
def test_any_record_has_a_page_with_its_history(company: Company, play: Play, ref: str) -> None:
    company("en")
    seen = play(lambda: page(ref), "down", "tab", "G", "h", "pagedown")
    assert f" {ref} · " in seen.lines[0]
    assert "History" in seen.text

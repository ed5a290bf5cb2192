"""What other processes do to the base is seen at once, and takes nothing away from whoever sits before the screen."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_cli.__main__ import main
from crm_cli.context import current
from crm_cli.errors import NotFound
from crm_cli.i18n import N_
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.registry import load
from crm_cli.store.engine import sqlite3
from crm_cli.tui import lines
from crm_cli.tui.dialogs.form import Form
from crm_cli.tui.places import PLACES, page
from crm_cli.tui.widgets.inputs import Line
from crm_cli.tui.widgets.panel import Panel
from tests.conftest import LONG
from tests.faults.conftest import ROOT
from tests.tui.driving import Driver, drive, faults

Company = Callable[[str], Path]
PACE = 0.3  # seconds between two looks, in the program itself half a second
SECOND = 1.0
SLACK = 1.0  # of a machine on which other tests run
WIDE = (140, 40)


def elsewhere(base: Path, *words: str) -> str:
    """A line of crm in another process."""
    line = [sys.executable, "-m", "crm_cli", "--db", str(base), *words]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(base: Path, sql: str) -> Any:
    """What the base holds, read from outside."""
    with closing(sqlite3.connect(f"{base.as_uri()}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchone()[0]


def test_what_another_terminal_writes_is_seen_within_a_second(company: Company) -> None:
    base = company("en")
    late: list[str] = []

    async def script(driver: Driver) -> None:
        async def follows(what: str, shown: str, *line: str) -> None:
            assert shown not in driver.text
            elsewhere(base, *line)
            if not await driver.until(lambda: shown in driver.text, SECOND):
                late.append(f"{what}: {driver.text}")

        await driver.press("down")
        before = driver.desk.screen.card.ref  # type: ignore[attr-defined]
        await follows("board", "Brand new deal", "opp", "add", "Brand new deal", "--client", "C9", "--amount", "99m")
        assert driver.desk.screen.card.ref == before  # type: ignore[attr-defined]
        await driver.enter("client")
        await driver.press("down", "down")
        key = driver.desk.screen.grid.key  # type: ignore[attr-defined]
        await follows("list", "Aardvark Inc.", "client", "edit", "C5", "--name", "Aardvark Inc.")
        assert driver.desk.screen.grid.key == key  # type: ignore[attr-defined]
        await driver.enter("C9")
        await follows("360", "they rang again", "log", "call", "C9", "they rang again")
        await driver.enter("today")
        await follows("today", "urgently", "task", "add", "C9", "urgently", "--due", "today")
        await driver.press("q", "q", "q")
        await follows(
            "the board that waited below",
            "Another new one",
            "opp",
            "add",
            "Another new one",
            "--client",
            "C9",
            "--amount",
            "98m",
        )

    drive(script, lambda: page("board"), WIDE, PACE)
    assert not late, "\n".join(late)


def test_the_screens_go_with_the_clock(company: Company) -> None:
    company("en")
    main(["--quiet", "task", "add", "C9", "before lunch", "--due", "today 11:00"])

    async def script(driver: Driver) -> None:
        def later(hours: float) -> None:
            clock = current().clock
            assert clock._fixed
            clock._fixed += timedelta(hours=hours)

        def look() -> tuple[str, str]:
            line = next(one for one in driver.lines() if "before lunch" in one)
            where = driver.lines().index(line)
            strip = driver.desk.screen._compositor.render_strips()[where]
            text = next(segment for segment in strip if "before lunch" in segment.text)
            return driver.lines()[0], str(text.style)

        day, calm = look()
        later(2.1)  # past eleven
        assert await driver.until(lambda: look()[1] != calm, SECOND), driver.text
        await driver.enter("board")
        await driver.enter("week")
        assert "Sun 22 Nov · today" in driver.text
        later(24)
        assert await driver.until(lambda: "Mon 23 Nov · today" in driver.text, SECOND), driver.text
        await driver.press("q")
        assert "before lunch" not in driver.text
        await driver.press("q")
        assert await driver.until(lambda: look()[0] != day, SECOND), driver.text
        assert "Mon 23 Nov" in driver.lines()[0]

    drive(script, lambda: page("today"), WIDE, PACE)


def test_a_form_keeps_what_is_typed_whatever_becomes_of_its_record(company: Company) -> None:
    base = company("en")

    async def script(driver: Driver) -> None:
        form = Form("opp", current().workspace.get(Opportunity, "D143"))
        driver.desk.push_screen(form)
        await driver.rest()
        await driver.press("=typed here")
        elsewhere(base, "opp", "edit", "D143", "--name", "Written there", "--amount", "1k")
        assert await driver.until(lambda: "somebody wrote Written there meanwhile" in driver.text, SECOND)
        assert form.answers == {"name": "typed here"} and "1000.00" in driver.text
        elsewhere(base, "opp", "rm", "D143", "--yes")
        assert await driver.until(lambda: "it was removed meanwhile" in driver.text, SECOND)
        await driver.press("ctrl+s")
        assert form.is_current and form.answers["name"] == "typed here"
        elsewhere(base, "undo")
        await driver.press("ctrl+s", "ctrl+s")

    drive(script, lambda: page("board"), WIDE, PACE)
    assert asked(base, "SELECT name FROM opportunities WHERE n = 143") == "typed here"


def test_a_page_and_a_dialog_outlive_their_record(company: Company) -> None:
    base = company("en")
    assert main(["--quiet", "client", "add", "Goner Inc."]) == 0
    ref = f"C{asked(base, 'SELECT max(n) FROM clients')}"

    async def script(driver: Driver) -> None:
        await driver.enter(ref)
        await driver.press("c", "=half a call")
        elsewhere(base, "client", "rm", "Goner Inc.", "--yes")
        await driver.pilot.pause(3 * PACE)
        await driver.press("enter", "enter")
        assert driver.desk.screen.query(Line).first().value == "half a call"
        await driver.press("escape", "escape")
        assert await driver.until(lambda: any("no longer there" in one for one in driver.desk.said), SECOND)
        assert "board" in driver.lines()[0]

    drive(script, lambda: page("board"), WIDE, PACE)


def test_a_page_whose_record_is_gone_says_so_at_any_key_and_is_left(company: Company) -> None:
    company("en")
    assert main(["--quiet", "contact", "add", "Goner", "--client", "C9"]) == 0
    assert main(["--quiet", "quote", "add", "--client", "C9"]) == 0

    async def script(driver: Driver) -> None:
        crm, depth = current().workspace, len(driver.desk.screen_stack)
        contact = max(crm.where(load("contact")), key=lambda one: one.n).ref
        quote = max(crm.where(load("quote")), key=lambda one: one.n).ref
        for ref, keys in ((contact, ("enter",)), (quote, ("E",)), (contact, ("mouse",))):
            await driver.enter("record", ref)
            lines.run(["contact" if ref == contact else "quote", "rm", ref, "--yes"])
            said = len(driver.desk.said)
            if keys == ("mouse",):
                driver.desk.screen.panel.post_message(Panel.Opened())  # type: ignore[attr-defined]
                await driver.rest()
            else:
                await driver.press(*keys)
            assert [f"{ref} is no longer there"] == driver.desk.said[said:]
            assert len(driver.desk.screen_stack) == depth
            lines.run(["undo"])

    drive(script, lambda: page("board"), WIDE)


def test_what_a_thread_refuses_is_told_in_one_line(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company("en")

    def gone(*_given: Any, **_more: Any) -> Any:
        raise NotFound(N_("{ref} is no longer there"), ref="the base")

    async def script(driver: Driver) -> None:
        monkeypatch.setattr("crm_cli.tui.screens.steps.done", gone)
        await driver.press("ctrl+o")
        assert driver.desk.said == ["the base is no longer there"]

    drive(script, lambda: page("board"), WIDE)


def test_a_base_that_is_held_is_told_in_time_and_what_was_typed_stays(company: Company) -> None:
    base = company("en")

    async def script(driver: Driver) -> None:
        with closing(sqlite3.connect(str(base), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await driver.press("t", "=call them", "enter")
            began = time.monotonic()
            await driver.press("enter")
            assert time.monotonic() - began < 2 * SECOND + SLACK
            assert "held by another process" in driver.text
            assert driver.desk.screen.query(Line).first().value == "call them"
            other.execute("ROLLBACK")
            await driver.press("enter", "enter", "u")
            assert driver.desk.said[-1].startswith("undone")
            other.execute("BEGIN IMMEDIATE")
            await driver.press("U")
            assert "held by another process" in driver.desk.said[-1]
            other.execute("ROLLBACK")
        await driver.press("t", "=call them", "enter", "enter")

    drive(script, lambda: page("board"), WIDE, PACE)
    assert asked(base, "SELECT count(*) FROM tasks WHERE text = 'call them'") == 1


def test_a_newer_program_is_told_once_and_nothing_is_written_any_more(company: Company) -> None:
    base = company("en")

    async def script(driver: Driver) -> None:
        with closing(sqlite3.connect(str(base))) as other:
            other.execute("PRAGMA user_version=99")
        assert await driver.until(lambda: bool(driver.desk.said), SECOND)
        await driver.pilot.pause(5 * PACE)
        [said] = driver.desk.said
        assert "written by a newer program" in said
        await driver.press("t", "=lost", "enter", "enter", "escape", "escape", "u", "q")

    drive(script, lambda: page("board"), WIDE, PACE)
    assert asked(base, "SELECT count(*) FROM tasks WHERE text = 'lost'") == 0


def test_a_base_that_is_moved_away_put_back_and_replaced(company: Company, tmp_path: Path) -> None:
    base = company("en")

    async def script(driver: Driver) -> None:
        away = [path.rename(tmp_path / f"away{path.name}") for path in sorted(tmp_path.glob(f"{base.name}*"))]
        assert await driver.until(lambda: bool(driver.desk.said), SECOND)
        await driver.press("t", "=lost", "enter", "enter")
        assert "no longer there" in driver.text
        for path in away:
            path.rename(tmp_path / path.name.removeprefix("away"))
        await driver.press("enter", "enter")
        assert "added" in driver.desk.said[-1]
        elsewhere(base, "--quiet", "backup", "add", "--to", str(tmp_path / "copy.db"))
        for path in sorted(tmp_path.glob(f"{base.name}*")):
            path.rename(tmp_path / f"old-{path.name}")
        (tmp_path / "copy.db").rename(base)
        assert await driver.until(lambda: "another base" in driver.desk.said[-1], SECOND)
        await driver.press("t", "=found", "enter", "enter")

    drive(script, lambda: page("board"), WIDE, PACE)
    assert asked(base, "SELECT count(*) FROM tasks WHERE text IN ('lost', 'found')") == 2


@pytest.mark.skipif(os.name == "nt", reason="no such limits")
def test_a_full_disk_is_told_and_what_was_typed_stays(company: Company) -> None:
    import resource  # not there on Windows

    base = company("en")

    async def script(driver: Driver) -> None:
        await driver.press("t", "=call them", "enter")
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        try:
            await driver.press("enter")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert "the disk" in driver.text
        assert [one.value for one in driver.desk.screen.query(Line)] == ["call them", ""]
        await driver.press("enter", "enter")

    drive(script, lambda: page("board"), WIDE, PACE)
    assert asked(base, "SELECT count(*) FROM tasks WHERE text = 'call them'") == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="who may do everything is refused nothing")
def test_a_base_that_may_only_be_read_is_told(company: Company) -> None:
    base = company("en")

    async def script(driver: Driver) -> None:
        base.chmod(0o400)
        await driver.press("t", "=lost", "enter", "enter")
        assert "read-only" in driver.text or "cannot be opened" in driver.text

    drive(script, lambda: page("board"), WIDE, PACE)


def test_any_size_of_window_is_borne_with_dialogs_open_too(company: Company) -> None:
    company("en")
    wrong: list[str] = []

    async def script(driver: Driver) -> None:
        depth = len(driver.desk.screen_stack)
        for name in (*PLACES, "C9", "D134", "Q7", "R3") if LONG else ("board", "C9", "today"):
            await driver.enter(name)
            for key in ("f5", "f1", "f2", "f4") if LONG else ("f5", "f4"):  # nothing, help, log, edit
                await driver.press(key)
                for size in ((20, 5), (1, 1), (80, 24)):
                    await driver.pilot.resize_terminal(*size)
                    await driver.rest()
                    wrong.extend(
                        f"{name} {key} {size}: {one}" for one in faults(driver.lines(), size) if size != (1, 1)
                    )
                await driver.back(depth + 1)
            await driver.back(depth)

    desk = drive(script, lambda: page("client"), (80, 24))
    assert not desk.broken
    assert not wrong, "\n".join(wrong)

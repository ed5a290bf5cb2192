"""Keys as terminals and input methods send them: full-width ones do what theirs do, letters are letters where one writes, and what is pasted is text."""

import importlib
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.screen import Screen

from crm_cli.context import current
from crm_cli.records.nouns.clients import Client
from crm_cli.tui import dialogs, keys, screens
from crm_cli.tui.app import Desk
from crm_cli.tui.dialogs.ask import Ask, Blank
from crm_cli.tui.dialogs.form import Form
from crm_cli.tui.keytable.key import EVERYWHERE
from crm_cli.tui.places import page
from crm_cli.tui.widgets.fields import Entry
from crm_cli.tui.widgets.inputs import Line, Lines, pasted, seen
from tests.faults.conftest import ROOT
from tests.tui.driving import Driver, drive

Company = Callable[[str], Path]
KITTY = "\x1b[0;1;{code}u"  # what an input method commits, as the keyboard protocol of Kitty sends it
EVIL = "a\x1b[31mred\x1b[0m\x1b]0;title\x07\r\nb\x00\tc\x9b2J\n\x1b[2;1Hd"


def classes() -> Iterator[type[Any]]:
    """Every screen and dialog that has a block in the table of keys."""
    for package in (screens, dialogs):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for one in vars(importlib.import_module(found.name)).values():
                own = isinstance(one, type) and issubclass(one, Screen) and one.__module__ == found.name
                if own and keys.of(getattr(one, "where", "")) and one.__dict__.get("BINDINGS"):
                    yield one


def abstract(cls: type[Any]) -> bool:
    """Only others that are made of it are screens."""
    return any(getattr(getattr(cls, name, None), "__isabstractmethod__", False) for name in dir(cls))


def sent(text: str) -> events.Key:
    """The key that a terminal means by these characters."""
    [key] = [event for event in XTermParser().feed(text) if isinstance(event, events.Key)]
    return key


def actions(cls: type[Any], key: str) -> list[str]:
    """What a key does on a screen."""
    bound = cls._merge_bindings().key_to_bindings if "_merge_bindings" in dir(cls) else {}
    return [binding.action for binding in bound.get(key, [])]


def test_every_key_and_its_twins_do_what_the_table_says_as_a_terminal_sends_them() -> None:
    every: list[type[Any]] = [cls for cls in dict.fromkeys(classes()) if not abstract(cls)]
    assert {one.where for one in every} >= {"board", "client", "record", "chart", "list", "form"}
    bound: list[type[Any]] = [*every, Desk]
    for cls in bound:
        where = EVERYWHERE if cls is Desk else cls.where
        for key in keys.of(where):
            name = key.action.removeprefix("app.").partition("(")[0]
            owner = Desk if key.action.startswith("app.") or cls is Desk else cls
            assert hasattr(owner, f"action_{name}"), (cls, key)
            for one in key.all():
                if len(one) == 1:
                    plain, committed = sent(one), sent(KITTY.format(code=ord(one)))
                    assert key.action in actions(cls, plain.key), (cls, one)
                    assert key.action in actions(cls, committed.key), (cls, one)


def test_letters_are_letters_where_one_writes(company: Company) -> None:
    company("en")
    typed = "".join(dict.fromkeys(one for key in keys.KEYS for one in key.all() if len(one) == 1))
    said: list[str] = []

    async def script(driver: Driver) -> None:
        driver.desk.push_screen(Ask("?", [Blank("one", "One")]), lambda answers: said.append(str(answers)))
        await driver.rest()
        await driver.send(typed)
        assert driver.desk.screen.query_one(Line).value == typed
        await driver.press("escape", "escape")
        driver.desk.push_screen(form := Form("client", None, {"note": "x"}, "note"))
        await driver.rest()
        await driver.send(typed)
        assert [one.text for one in form.query(Lines)] in ([typed + "x"], ["x" + typed])
        assert form.is_current and not driver.desk.said

    drive(script, lambda: page("client"))


def test_what_is_pasted_is_text_in_every_kind_of_field(company: Company) -> None:
    company("en")
    left: list[str] = []

    async def script(driver: Driver) -> None:
        for noun in ("client", "task"):
            driver.desk.push_screen(form := Form(noun))
            await driver.rest()
            for part in form.query("Part"):
                await part.make()  # type: ignore[attr-defined]
            for entry in form.query(Entry):
                if (kind := f"{entry.field.kind} {entry.way.lines}") in left:
                    continue
                left.append(kind)
                entry.input.focus()
                await driver.rest()
                driver.desk.post_message(events.Paste(EVIL))
                await driver.rest()
                assert entry.text == ("ared\nb\tc\nd" if entry.way.lines else "ared b c d"), entry.field
            await driver.back(2)
        await driver.press("f5")
        driver.desk.post_message(events.Paste("a\ndq"))  # where nobody writes it does nothing
        await driver.rest()
        assert len(driver.desk.screen_stack) == 2 and not driver.desk.said

    drive(script, lambda: page("client"))
    assert len(left) > 7, left


def test_nobody_types_but_into_lines_that_draw_nothing_hidden() -> None:
    package = Path(dialogs.__path__[0]).parent
    bare = [f"{path.name}: {line.strip()}" for path in package.rglob("*.py") for line in path.read_text("utf-8").splitlines() if re.search(r"\b(Input|TextArea|MaskedInput)\((?!\))", line) and not line.startswith("class ")]  # fmt: skip
    assert not bare


def test_what_nobody_touched_is_not_written_though_no_line_can_hold_it(company: Company) -> None:
    company("en")
    note, name = "one\x0btwo\u2028three\r\nfour\nfive ", " Larkfield "
    kept: list[Client] = []

    async def script(driver: Driver) -> None:
        crm = current().workspace
        crm.change(crm.get(Client, "C9"), note=note, name=name)
        driver.desk.push_screen(form := Form("client", crm.get(Client, "C9"), None, "city"))
        await driver.rest()
        await driver.press("=Rome")
        assert form.answers == {"city": "Rome"}
        await driver.press("ctrl+s")
        kept.append(crm.get(Client, "C9"))

    drive(script, lambda: page("client"))
    assert (kept[0].note, kept[0].name, kept[0].city) == (note, name, "Rome")


def test_where_one_types_each_hidden_character_has_one_sign() -> None:
    text = "a\x1b[31m\x00\x7f\u202eb\n"
    assert len(seen(text)) == len(text) and seen(text).isprintable()
    assert seen("plain 中文") == "plain 中文"
    assert pasted("\x1b[1;31mred\x1b[m\r\n\x1b]52;c;ZQ==\x07x\ty\x85") == "red\nx\ty"


@pytest.mark.parametrize(("name", "off"), [("vscode", True), ("iTerm.app", False)])
def test_the_keyboard_protocol_is_off_where_it_loses_what_an_input_method_commits(name: str, off: bool) -> None:
    line = "import crm_cli.tui.app; from textual import constants; print(constants.DISABLE_KITTY_KEY)"
    environment = {k: v for k, v in os.environ.items() if k != "TEXTUAL_DISABLE_KITTY_KEY"}
    environment |= {"TERM_PROGRAM": name, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == f"{off}\n"

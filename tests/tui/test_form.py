"""Forms made from the fields of a record: what is typed, told back, offered, refused and written."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from textual.binding import BindingType

from crm_cli import context
from crm_cli.__main__ import main
from crm_cli.records.kinds import KINDS
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.record import Record
from crm_cli.records.registry import load, visible
from crm_cli.tui.app import Page
from crm_cli.tui.dialogs.form import Form
from crm_cli.tui.dialogs.lines_of import line_of
from crm_cli.tui.screens.records import Records
from crm_cli.tui.widgets.offers import after_comma
from crm_cli.tui.widgets.ways import WAYS
from tests.tui.conftest import LANGUAGES, SIZES, Play, Seen, widest

Company = Callable[[str], Path]
LITTLE = (60, 8)  # a window with room for few lines
CHOICES = ["--choice", "deep", "--choice", "flat"]


class Filled(Page):
    """A screen with a form on top of it."""

    def __init__(self, noun: str, ref: str = "", given: Mapping[str, str] | None = None, at: str = "") -> None:
        super().__init__()
        self.asked = (noun, ref, given, at)

    def on_mount(self) -> None:
        """The form at once."""
        self.fill(*self.asked)


def stored(base: Path, cls: type[Record], ref: str) -> Any:
    """A record as it is in the base now."""
    run = context.begin(context.Run([]))
    try:
        return run.workspace.get(cls, ref)
    finally:
        run.close()


def test_every_kind_has_its_way() -> None:
    assert WAYS.keys() == KINDS.keys()


class Every(Page):
    """A screen on which a key opens the next of some forms."""

    BINDINGS: ClassVar[list[BindingType]] = [("x", "next", "")]

    def __init__(self, asked: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.asked = iter(asked)

    def action_next(self) -> None:
        """The next one."""
        self.fill(*next(self.asked))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_they_look_as_they_did(
    company: Company, play: Play, golden: Callable[[str, Seen], None], language: str, size: str
) -> None:
    company(language)
    asked = [("client", ""), ("client", "C23"), ("contact", "P5"), ("opp", "D143")]
    keys = [key for noun, ref in asked for key in ("x", f"look:{noun}_{ref or 'new'}", "escape")]
    seen = play(lambda: Every(asked), *keys, size=SIZES[size])
    for name, lines in seen.taken.items():
        one = Seen(lines, (), None)
        assert widest(one) <= SIZES[size][0]
        golden(f"form_{name}_{language}_{size}", one)


def test_there_is_a_form_for_every_noun(company: Company, play: Play) -> None:
    company("en")
    opened: list[str] = []

    class All(Page):
        """A screen on which one form after the other opens."""

        async def on_mount(self) -> None:
            for noun in visible():
                form = Form(noun)
                await self.app.push_screen(form)
                assert form.entries[0].input.is_mounted
                opened.append(noun)
                await self.app.pop_screen()

    seen = play(All, size=LITTLE)
    assert opened == visible()
    assert not seen.said


def test_only_what_is_typed_is_written_be_it_like_an_option(company: Company, play: Play) -> None:
    base = company("en")
    seen = play(lambda: Filled("opp", "D143"), *["=-rf", "tab", "=axleh", "enter", "=5k", "tab", "=fri", "ctrl+s"])
    said = seen.said[0].splitlines()[0]
    assert said.startswith("changed: D143 -rf  Name: Multi-site monitoring → -rf · ")
    assert "Client: Axleroy Auto Parts Co. → Axlehurst Bearings Co." in said
    deal = stored(base, Opportunity, "D143")
    assert (deal.name, deal.amount, deal.currency) == ("-rf", 500000, "USD")


def test_what_is_understood_is_told_while_one_types(company: Company, play: Play) -> None:
    company("en")
    seen = play(lambda: Filled("opp", "D143"), "tab", "tab", "=４.5k", "tab", "=in 3 days")
    assert "= $4,500" in seen.text
    assert seen.text.count("= ") == 3  # of the client, the amount and the day


def test_a_link_is_offered_by_name_sound_or_initials(company: Company, play: Play) -> None:
    base = company("zh")
    seen = play(lambda: Filled("contact"), "=王小明", "tab", "=nbmzy", "look:offered", "enter", "ctrl+s")
    assert "C23  宁波明泽屿光电有限公司" in "\n".join(seen.taken["offered"])
    client = stored(base, Client, "C23")
    assert stored(base, Contact, "王小明").client == client.id


def test_a_choice_is_found_by_its_words(company: Company, play: Play) -> None:
    base = company("zh")
    play(lambda: Filled("contact", "P5"), "tab", "tab", "tab", "=决", "enter", "ctrl+s")
    assert stored(base, Contact, "P5").role == "decides"


def test_who_is_there_already_is_told_and_one_can_go_there_or_save_all_the_same(company: Company, play: Play) -> None:
    base = company("en")
    seen = play(
        lambda: Filled("client"),
        "=Axleroy Auto Parts", "look:known", "ctrl+g", "look:there", "q", "tab", "tab", "tab", "=+1 330 555 0100", "ctrl+s",
    )  # fmt: skip
    assert "see also C12  Axleroy Auto Parts Co. · same company name · Priya Castell" in "\n".join(seen.taken["known"])
    assert seen.taken["there"][0].startswith(" Axleroy Auto Parts Co.  C12")
    assert stored(base, Client, "Axleroy Auto Parts").name


def test_what_cannot_be_read_is_said_at_its_line_and_nothing_is_written(company: Company, play: Play) -> None:
    base = company("en")
    seen = play(lambda: Filled("opp", "D143"), "tab", "tab", "=much", "ctrl+s")
    assert "number “much” is not understood" in seen.text
    assert "1 line cannot be read" in seen.text
    assert stored(base, Opportunity, "D143").amount == 7800000


def test_a_rule_that_refuses_is_told_at_its_field(company: Company, play: Play) -> None:
    company("en")
    seen = play(lambda: Filled("client", "", {"name": "New", "credit_limit": "5k"}), "ctrl+s")
    assert "Credit limit" in seen.text.replace("\n", " ")
    assert not seen.said


def test_nothing_is_lost_on_escape_without_asking(company: Company, play: Play) -> None:
    company("en")
    seen = play(lambda: Filled("tag"), "=fair", "escape", "look:asked", "escape")
    asked = "\n".join(seen.taken["asked"])
    assert "Esc again throws away what was typed" in asked
    assert "fair" in asked
    assert "fair" not in seen.text


def test_letters_are_letters_in_a_line(company: Company, play: Play) -> None:
    base = company("en")
    play(lambda: Filled("tag"), "=quaehU?1《ａ", "ctrl+s")
    assert stored(base, load("tag"), "quaehU?1《ａ").name


def test_what_somebody_else_wrote_meanwhile_is_told_and_not_written_over(
    company: Company, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = company("en")

    look = Form.look

    def interrupted(form: Form) -> bool:
        if writes:
            run = context.current()
            assert main(["--db", str(base), "--quiet", *writes.pop()]) == 0
            context.begin(run)
        return look(form)

    monkeypatch.setattr(Form, "look", interrupted)
    writes = [["opp", "edit", "D143", "--amount", "1k", "--close", "2027-01-31"]]
    seen = play(lambda: Filled("opp", "D143"), "tab", "tab", "=5k", "ctrl+s")
    assert "changed by somebody else meanwhile: Amount, Currency, Expected close" in seen.text
    assert "somebody wrote 1000.00 meanwhile" in seen.text
    assert "2027-01-31" in seen.text
    assert stored(base, Opportunity, "D143").amount == 100000
    writes = [["opp", "edit", "D143", "--amount", "2k"]]
    play(lambda: Filled("opp", "D143"), "tab", "tab", "=6k", "ctrl+s", "ctrl+s")
    assert stored(base, Opportunity, "D143").amount == 600000


def test_a_record_that_was_removed_meanwhile_keeps_the_form_open(
    company: Company, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = company("en")
    look = Form.look

    def interrupted(form: Form) -> bool:
        run = context.current()
        main(["--db", str(base), "--quiet", "opp", "rm", "D143", "--yes"])
        context.begin(run)
        return look(form)

    monkeypatch.setattr(Form, "look", interrupted)
    seen = play(lambda: Filled("opp", "D143"), "=Another", "ctrl+s")
    assert "it was removed meanwhile; what you typed is still here" in seen.text
    assert "Another" in seen.text


# A kind, what is typed for it, the keys after that, and what is stored then. Digits may be full-width ones.
TYPED: Sequence[tuple[str, str, str, Any]] = (
    ("text", "--x [b]y[/b]", "tab", "--x [b]y[/b]"),
    ("longtext", "- one", "tab", "- one"),
    ("number", "１２", "tab", 12),
    ("decimal", "3.50", "tab", "3.5"),
    ("money", "48万", "tab", 48000000),
    ("percent", "12.5", "tab", 1250),
    ("date", "next fri", "tab", "2026-11-27"),
    ("time", "2026-11-27T10:00:00Z", "tab", "2026-11-27T10:00:00Z"),
    ("flag", "y", "enter", 1),
    ("choice", "ee", "enter", "deep"),
    ("choices", "deep, fl", "enter", '["deep", "flat"]'),
    ("phone", "+1 330 555 0199", "tab", "+1 330 555 0199"),
    ("phones", "+1 330 555 0199, +1 330 555 0198", "tab", '["+1 330 555 0199", "+1 330 555 0198"]'),
    ("email", "a@b.example", "tab", "a@b.example"),
    ("emails", "a@b.example, c@d.example", "tab", '["a@b.example", "c@d.example"]'),
    ("url", "b.example", "tab", "b.example"),
    ("link", "axleh", "enter", "C34"),
)


def test_every_kind_is_typed_and_written(company: Company, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    base = company("en")
    monkeypatch.setenv("CRM_NOW", "2026-11-22T08:00:00Z")
    for kind, *_rest in TYPED:
        also = {"link": ["--to", "client"], "choice": CHOICES, "choices": CHOICES}.get(kind, [])
        assert main(["--quiet", "field", "add", "tag", f"my_{kind}", "--kind", kind, "--listed", *also]) == 0
    keys = [one for _kind, text, end, _stored in TYPED for one in (f"={text}", end)]
    seen = play(lambda: Filled("tag", "", {"name": "all kinds"}, "my_text"), *keys, "ctrl+s", size=SIZES["140x40"])
    assert seen.said and "all kinds" in seen.said[0], seen.text
    tag = stored(base, load("tag"), "all kinds")
    client = stored(base, Client, "C34")
    wanted = {f"my_{kind}": client.id if value == "C34" else value for kind, _text, _end, value in TYPED}
    assert {name: value for name, value in tag.extra.items() if name in wanted} == wanted


def test_a_list_opens_a_form_for_a_new_one_and_for_the_row(company: Company, play: Play) -> None:
    base = company("en")
    seen = play(lambda: Records("tag"), "ａ", "=brandnew", "ctrl+s", "E")
    assert seen.said[0].splitlines()[0].endswith("brandnew")
    assert "│ tag TG" in seen.text
    assert stored(base, load("tag"), "brandnew").name == "brandnew"


def test_after_the_last_comma_one_is_looked_for() -> None:
    assert after_comma("a，b, c") == ("a，b, ", "c")
    assert after_comma("c") == ("", "c")


def test_a_value_is_never_an_option_or_a_word() -> None:
    assert line_of("client", None, {"name": "--yes", "note": "a\nb"}) == [
        "client",
        "add",
        "--name=--yes",
        "--note=a\nb",
    ]
    assert line_of("holiday", None, {"start": "mon", "end": "fri", "name": "-"}) == [
        "holiday",
        "add",
        "--",
        "mon..fri",
        "-",
    ]

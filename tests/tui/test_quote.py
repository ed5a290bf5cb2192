"""A quote on the screen, from its first line to the order, and what waits for approval."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_cli.__main__ import main
from crm_cli.tui.places import page
from crm_cli.tui.widths import Head, cell
from tests.tui.conftest import LANGUAGES, SIZES, Play, Seen, widest

Company = Callable[[str], Path]
Told = Callable[..., list[dict[str, Any]]]
HOSTILE = "[b]x[/b] $(touch x) \x1b[31m 王\u202eabc"
WIDE = SIZES["140x40"]


def crm(*argv: str) -> None:
    assert main(["--quiet", *argv]) == 0


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """What the store holds, as the shell tells it."""

    def ask(*argv: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert main([*argv, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        return found if isinstance(found, list) else [found]

    return ask


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_looks_as_it_did(
    company: Company, play: Play, golden: Callable[[str, Seen], None], language: str, size: str
) -> None:
    company(language)
    for name, ref, keys in (
        ("quote", "Q24", ()),
        ("quote_line", "Q19", ("a", "=PR1 x2 -20%")),
        ("approvals", "approvals", ("w",)),
    ):
        seen = play(lambda ref=ref: page(ref), *keys, size=SIZES[size])
        assert widest(seen) <= SIZES[size][0]
        golden(f"{name}_{language}_{size}", seen)


def test_from_nothing_to_sent_with_an_approval_and_each_step_undone(
    company: Company, play: Play, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    seen = play(
        lambda: page("C9"), "Q", "=Line for 2027", "ctrl+s",
        "=Smart meter x10 -25%", "enter", "=+freight 30", "enter", "escape",
        size=WIDE,
    )  # fmt: skip
    assert "is below the floor of" in seen.text
    assert "sending it needs an approval" in seen.text
    (quote,) = told("quote", "list", "name=Line for 2027")
    assert [line["net"] for line in told("quote", "line", quote["ref"])] == ["1087.50", "30.00"]
    ref = quote["ref"]
    assert quote["status"] == "draft"
    seen = play(
        lambda: page(ref), "s", "=a large one", "enter", "look:asked", "u", "look:back", "ｓ", "enter", size=WIDE
    )
    assert [said.split(":")[0] for said in seen.said] == ["AP2", "undone", "AP3"]
    assert "· waiting for approval ·" in "\n".join(seen.taken["asked"])
    assert "· draft ·" in "\n".join(seen.taken["back"])
    monkeypatch.setenv("CRM_USER", "Helen Marsh")
    seen = play(
        lambda: page("approvals"), "down", "A", "=fine", "enter", "look:let", "u", "down", "look:back", "Ａ", "enter", size=WIDE
    )  # fmt: skip
    assert "Line for 2027" not in "\n".join(seen.taken["let"])
    assert "Q31 QT-2026-0030 Line for 2027" in "\n".join(seen.taken["back"])
    assert [said.split(":")[0] for said in seen.said] == ["Q31 QT-2026-0030 Line for 2027 is approved · next", "undone", "Q31 QT-2026-0030 Line for 2027 is approved · next"]  # fmt: skip
    monkeypatch.setenv("CRM_USER", "Priya Castell")
    seen = play(lambda: page(ref), "s", "enter", "u", "look:back", "s", "enter", "a", size=WIDE)
    assert "· approved ·" in "\n".join(seen.taken["back"])
    assert told("quote", "show", ref)[0]["status"] == "sent"
    assert seen.said[-1] == "Q31 is sent and is never edited\ncrm quote revise Q31"


def test_lines_are_written_changed_moved_taken_out_and_copied(company: Company, play: Play, told: Told) -> None:
    company("en")
    crm("component", "add", "--product", "PR4", "--part", "PR2", "--quantity", "2")

    def lines() -> list[str]:
        return [
            f"{one['product'] or one['text']} {one['quantity']} {one['net']}" for one in told("quote", "line", "Q19")
        ]

    kit, parts, freight = "Climate sensor kit 31 21390.00", "Spare parts 1 60.00", "Freight 1 30.00"
    assert lines() == [kit, parts, freight]
    seen = play(
        lambda: page("Q19"), "enter", "end", "= -5%", "look:typed", "enter", "＞", "look:moved", "L", "《", "u", "u", "j", "d", "u", "delete",
        size=WIDE,
    )  # fmt: skip
    assert "Climate sensor kit × 31 kit @ $690 −5 % = $20,320.50" in "\n".join(seen.taken["typed"])
    assert "2  Climate sensor kit" in "\n".join(seen.taken["moved"])
    assert lines() == [parts, freight]  # the cursor stood on the line above the one that came back
    assert seen.said[-2].startswith("undone: Q19")
    bundle = ["Switchgear monitor Standard 1 12500.00", "Smart meter 2 0.00"]
    play(
        lambda: page("Q19"), "a", "=PD-S", "enter", "enter", "end", "<", "<", "look:up", "b", "=Q20", "enter", size=WIDE
    )
    borrowed = ["Energy gateway 9 8820.00", parts, freight]
    assert lines() == [*bundle, parts, freight, *borrowed]


def test_a_sent_quote_is_only_revised_and_each_status_says_what_is_possible(
    company: Company, play: Play, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    monkeypatch.setenv("CRM_USER", "Sam Holloway")
    seen = play(lambda: page("Q24"), "a", "e", "E", "d", "<", "b", "enter", "s", "S", "o", "A", size=WIDE)
    never = "Q24 is sent and is never edited\ncrm quote revise Q24"
    assert seen.said[:7] == [never] * 7
    assert "y accepted  n rejected  r revise  p print" in seen.lines[-1]
    assert not {"A approve", "s send", "e edit"} & set(seen.lines[-1].strip().split("  "))
    assert seen.said[7:] == [
        "Q24 is sent: it can't become sent\ncrm quote revise Q24",
        "Q24 is sent: it can't become waiting for approval\ncrm quote revise Q24",
        "Q24 is sent: only what was accepted is ordered\ncrm quote accept Q24",
        "Q24 waits for no approval\ncrm quote submit Q24",
    ]
    seen = play(lambda: page("Q24"), "r", "enter", "end", "= -5%", "enter", "tab", "tab", size=WIDE)
    assert "Q31 QT-2026-0023 v3" in seen.lines[0]
    assert "Changes: v2 → v3" in seen.text
    assert "– → 5 %" in seen.text
    (new,) = told("quote", "show", "Q31")
    assert (new["version"], new["status"]) == (3, "draft")
    play(lambda: page("Q24"), "n", "enter", "enter", "=price", "enter", "enter", size=WIDE)
    assert told("quote", "show", "Q24")[0]["reason"] == "price"


def test_an_accepted_quote_is_ordered_with_its_options(company: Company, play: Play, told: Told) -> None:
    company("en")
    for argv in (["line", "add", "Q19", "optional PR10 x2"], ["send", "Q19"]):
        crm("--user", "Helen Marsh", "quote", *argv)
    seen = play(
        lambda: page("Q19"), "ｙ", "=good", "enter", "enter", "=yes", "enter",
        "o", "space", "enter", "=+14d", "enter", "=PO-7", "enter", "enter", "=yes", "enter", "look:refused",
        "enter", "enter", "enter", "backspace", "backspace", "backspace", "f2", size=WIDE,
    )  # fmt: skip
    (quote,) = told("quote", "show", "Q19")
    assert (quote["status"], quote["reason"]) == ("accepted", "good"), seen.text
    (order,) = told("order", "list", "quote=Q19")
    assert order["ref"] in seen.lines[0]
    assert [one["product"] for one in told("order", "line", order["ref"])][-1] == "Training"
    assert told("order", "show", order["ref"])[0]["their_number"] == "PO-7"
    assert "D109 can't be won yet: contract signed" in "\n".join(seen.taken["refused"])
    seen = play(lambda: page("Q19"), "look:ordered", "o", "shift+tab", "enter", size=WIDE)
    assert any(f"{order['number']}  open" in line for line in seen.taken["ordered"])
    assert seen.taken["ordered"][3].strip() == "p print"
    assert seen.said[0].startswith("Q19 was ordered already")
    assert order["ref"] in seen.lines[0]


def test_a_product_is_offered_by_its_words_and_taken(company: Company, play: Play, told: Told) -> None:
    company("zh")
    seen = play(
        lambda: page("Q19"), "ａ", "=监测", "look:offered", "down", "down", "enter", "look:taken", "enter", "down", "down", "look:every", "escape", "escape",
        size=WIDE,
    )  # fmt: skip
    assert "PR3  TH-10  温湿度监测套件" in "\n".join(seen.taken["offered"])
    assert "温湿度监测套件 × 1 套" in "\n".join(seen.taken["taken"])
    assert "PR2  EM-3" in "\n".join(seen.taken["every"])
    assert [one["product"] for one in told("quote", "line", "Q19")][-1] == "温湿度监测套件"
    seen = play(
        lambda: page("Q19"), "a", "=PR1 x9 -40%", "look:top", "pagedown", "look:below", *["backspace"] * 11, "=x3 nope @12", "look:nothing", "enter", "look:refused", "escape", "look:asked", "escape", "look:gone", size=(40, 16),
    )  # fmt: skip
    assert seen.taken["top"] != seen.taken["below"]
    assert "没有产品“nope”" in "\n".join(seen.taken["nothing"])
    assert "x3 nope @12" in "\n".join(seen.taken["refused"])
    assert "Esc" in "\n".join(seen.taken["asked"])
    assert "nope" not in seen.text


def test_how_many_is_typed_behind_a_product_that_was_taken_and_one_nearly_called_so_is_offered(
    company: Company, play: Play, told: Told
) -> None:
    company("en")
    seen = play(
        lambda: page("Q19"), "a", "look:empty", "=Smart met", "down", "enter", "look:taken", "=x20 -12%", "enter",
        "=Smort metre", "look:near", "enter", "look:refused", "down", "enter", "=x3 x4", "enter", "look:twice",
        *["backspace"] * 2, "enter", "== On-site training x2 @800", "look:own", "enter", "escape", size=WIDE,
    )  # fmt: skip
    lines = [(one["product"] or one["text"], one["quantity"], one["discount"]) for one in told("quote", "line", "Q19")]
    assert lines[3:] == [("Smart meter", 20, 12), ("Smart meter", 3, None), ("On-site training", 2, None)]  # fmt: skip
    assert "Energy gateway x3 -5%" in "\n".join(seen.taken["empty"])
    near, refused, twice = ("\n".join(seen.taken[name]) for name in ("near", "refused", "twice"))
    assert "there is no product “Smort metre” – one of these?" in near
    assert "Smart meter" in near
    assert refused.count("there is no product") == 1
    assert "crm product list" not in refused
    assert twice.count("says its Quantity twice") == 1
    assert "! On-site training: no list price, so its price is checked against no limit" in "\n".join(seen.taken["own"])


def test_a_day_is_seen_whole_in_the_list_or_not_at_all(company: Company, play: Play) -> None:
    company("en")
    for width in (96, 100, 116, 122):
        seen = play(lambda: page("quote"), size=(width, 12))
        assert "QT-2026-0023" in seen.text
        assert "2026-1…" not in seen.text
        assert not [line for line in seen.lines[2:-1] if line.rstrip().endswith(("2026…", "-…", "2…"))]
    day = Head("Valid until", whole=True)
    assert [cell("2026-12-22", 11, left, day).strip() for left in (11, 10, 3)] == ["2026-12-22", "", ""]


def test_from_a_list_a_deal_and_another_quote_a_new_one_begins(company: Company, play: Play, told: Told) -> None:
    company("en")
    seen = play(lambda: page("D134"), "Ｑ", "=From the deal", "ctrl+s", "=PR1", "enter", "escape", size=WIDE)
    assert seen.said[0].startswith("quote added: ")
    assert "crm quote" not in seen.said[0]
    (made,) = told("quote", "list", "name=From the deal")
    assert (made["client"], told("quote", "show", made["ref"])[0]["opportunity"]) == ("C55", "D134")
    seen = play(lambda: page("board"), "Q", size=WIDE)
    assert "New quote" in seen.text
    assert "Axleroy Auto Parts Co." in seen.text
    seen = play(lambda: page("quote"), "a", "=C9", "down", "ctrl+s", "escape", "escape", size=(60, 14))
    assert "Larkfield Foo" in seen.text
    play(lambda: page("C9"), "Q", "=Once more", "enter", "enter", "=Q6", "ctrl+s", size=WIDE)
    (again,) = told("quote", "list", "name=Once more")
    assert again["total"] == told("quote", "show", "Q6")[0]["total"]


def test_it_is_put_on_paper_and_shown(
    company: Company, play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    monkeypatch.chdir(tmp_path)
    begun: list[str] = []
    monkeypatch.setattr("crm_cli.commands.files.begin", lambda file, _patience: begun.append(file))
    seen = play(lambda: page("Q24"), "p", "down", "enter", "enter", "enter", "=yes", "enter", size=WIDE)
    paper = tmp_path / "QT-2026-0023-v2.html"
    assert begun == [str(paper)], seen.text
    assert "Switchgear monitor Group" in paper.read_text("utf-8")
    play(lambda: page("Q24"), "ｐ", "end", "enter", "enter", "enter", "enter", size=SIZES["80x24"])
    assert (tmp_path / "QT-2026-0023-v2.md").exists()


def test_what_waits_is_refused_with_a_word_and_opened(
    company: Company, play: Play, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    seen = play(
        lambda: page("approvals"),
        "look:mine",
        "w",
        "A",
        "enter",
        "escape",
        "D",
        "look:away",
        "escape",
        "enter",
    )
    assert "1 more for others: w" in "\n".join(seen.taken["mine"])
    assert "nothing waits" in "\n".join(seen.taken["mine"])
    assert "Q28 QT-2026-0027" in seen.lines[0]
    assert seen.said == ["your role approves no quotes\ncrm limit list"]
    assert "A approve" not in seen.lines[-1]
    assert "Priya Castell" in "\n".join(seen.taken["away"])
    monkeypatch.setenv("CRM_USER", "Helen Marsh")
    seen = play(lambda: page("approvals"), "R", "enter", "look:why", "=too little left", "enter", "look:none", "u")
    assert "is refused only with a word why" in "\n".join(seen.taken["why"])
    assert "nothing waits" in "\n".join(seen.taken["none"])
    assert "Q28" in seen.text
    assert told("quote", "show", "Q28")[0]["status"] == "submitted"


def test_hostile_names_are_shown_and_mean_nothing(company: Company, play: Play, tmp_path: Path) -> None:
    company("en")
    for argv in (
        ["client", "edit", "C28", "--name", HOSTILE], ["product", "edit", "PR6", "--name", HOSTILE],
        ["quote", "edit", "Q19", "--name", HOSTILE, "--payment", HOSTILE],
        ["quoteline", "add", "--quote", "Q19", "--text", HOSTILE, "--price", "5"], ["quote", "line", "copy", "Q19", "QL82"],
    ):  # fmt: skip
        crm("--user", "Helen Marsh", *argv)
    for ref, keys in {
        "Q28": ("c", "escape"),
        "Q19": ("end", "e", "escape", "up", "e", "look:e", "end", "="),
        "approvals": ("w",),
    }.items():
        for size in SIZES.values():
            seen = play(lambda ref=ref: page(ref), *keys, size=size)
            assert "[b]x[/b]" in seen.text
            assert "\x1b" not in seen.text
            assert "\u202e" not in seen.text
            assert widest(seen) <= size[0]
    assert not (tmp_path / "x").exists()
    small = play(lambda: page("Q19"), "a", "=PR1 x2 -20%", "pagedown", "pageup", "enter", "escape", size=(20, 5))
    assert widest(small) <= 20


def test_a_long_quote_is_looked_at_meanwhile(company: Company, play: Play) -> None:
    company("en")
    crm("--user", "Helen Marsh", "quote", "line", "copy", "Q19", *["Q19", "QL55"] * 6)
    seen = play(lambda: page("Q19"), "a", "=PR1 x2 -20%", "look:typed", "enter", "escape", size=WIDE)
    assert "sending it needs an approval: 20 % off, the limit is 10 %" in "\n".join(seen.taken["typed"])
    assert "! sending it needs an approval: 20 % off" in seen.text
    assert "…" not in "\n".join(seen.lines[4:8])

"""The pages of docs that show what is typed: all of it runs, as one transcript, and prints what stands there. ``TRANSCRIPTS=write`` writes it."""

import os
import re
from typing import Any

import pytest

from crm_cli.records.countries import COUNTRIES
from crm_cli.sales import linetext
from tests.scenarios.test_transcripts import ROOT, commands, shell

QUOTES = ROOT / "docs" / "quotes.md"
BLOCK = re.compile(r"(```console\n)(.*?)(\n```)", re.DOTALL)
SAID: dict[str, dict[str, Any]] = {
    "GTX Pro x3": {"quantity": "3"},
    "GTX Pro x3 @4500": {"quantity": "3", "price": 450000},
    "GTX Pro x3 -5%": {"quantity": "3", "discount": 500},
    "GTX Pro x3 -$200": {"quantity": "3", "off": 20000},
    "GTX Pro x3 +$50": {"quantity": "3", "extra_charge": 5000},
    "GTX Pro x3 13%": {"quantity": "3", "rate": 1300},
    "optional Seal kit x2": {"quantity": "2", "optional": 1},
    "= Installation x1 @800": {"quantity": "1", "price": 80000},
    "+freight 300": {"kind": "charge", "price": 30000},
    "-bonus 500": {"kind": "discount", "price": 50000},
}


def test_what_the_page_on_quotes_types_prints_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    page = QUOTES.read_text(encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "110")
    with shell(page, monkeypatch) as here:

        def run(block: "re.Match[str]") -> str:
            told = [f"$ {typed}\n{here.answer(typed)}".rstrip("\n") for typed, _shown in commands(block[2])]
            return block[1] + "\n".join(told) + block[3]

        now = BLOCK.sub(run, page)
    if os.environ.get("TRANSCRIPTS") == "write":
        QUOTES.write_text(now, encoding="utf-8")
        return
    assert [block[2] for block in BLOCK.finditer(page)] == [block[2] for block in BLOCK.finditer(now)]


def test_every_line_of_its_table_is_read_as_it_says() -> None:
    page = QUOTES.read_text(encoding="utf-8")
    shown = re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)
    assert shown == list(SAID)
    for text, wanted in SAID.items():
        found = linetext.read(text.removeprefix("= "), COUNTRIES["US"], "USD").values()
        assert {name: found.get(name) for name in wanted} == wanted, text

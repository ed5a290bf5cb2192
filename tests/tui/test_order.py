"""An order on the screen: delivered, billed, paid, taken back, each undone; what is owed, an invoice, a payment."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_cli import context
from crm_cli.__main__ import main
from crm_cli.records.nouns.deliveries import Delivery
from crm_cli.records.nouns.invoices import Invoice
from crm_cli.records.nouns.orders import Order
from crm_cli.sales import plans, progress
from crm_cli.tui.places import page
from crm_cli.tui.screens.order_parts import bar
from crm_cli.tui.widgets.panel import Fit, widths
from tests.tui.conftest import LANGUAGES, SIZES, Play, Seen, widest

Company = Callable[[str], Path]
HOSTILE = "[b]x[/b] $(touch x) \x1b[31m 王\u202eabc"
ORDER = "R19"
PLAN = "30% signed, 60% 30 days after invoice, 10% 12 months after acceptance retention"
CLEAR = ("home", "ctrl+k")


def crm(*argv: str) -> None:
    assert main(["--quiet", *argv]) == 0


def ordered(words: tuple[str, str] = ("Metering", "Wiring"), plan: str = PLAN) -> None:
    """An order of two things and their freight."""
    first, second = (f"= {word} x{much}" for word, much in zip(words, ("4 @1000", "1 @500"), strict=True))
    crm("order", "add", "C9", "--line", first, "--line", second, "--line", "+freight 100", "--their-number", "PO-881")
    if plan:
        crm("order", "plan", ORDER, plan)


def moved(words: tuple[str, str] = ("Metering", "Wiring")) -> None:
    """The same delivered in part, of which some came back, billed and paid in part."""
    ordered(words, PLAN)
    crm("payment", "add", ORDER, "1380", "--method", "cash")
    crm("order", "deliver", ORDER, "--line", f"{words[0]}=3", "--carrier", "DHL", "--tracking", "1029384756")
    crm("order", "return", ORDER, "--line", f"{words[0]}=1", "--reason", "scratched")
    crm("order", "invoice", ORDER)
    crm("order", "invoice", ORDER)
    crm("payment", "add", ORDER, "500")
    crm("order", "accept", ORDER)


class State:
    """How an order stands in the base."""

    def __init__(self) -> None:
        run = context.begin(context.Run([]))
        try:
            crm = run.workspace
            order = crm.get(Order, ORDER)
            self.order: Any = order
            self.far = [(str(one.out), str(one.back), str(one.billed)) for one in progress.lines(crm, order)]
            self.deliveries = [(one.kind, one.carrier, one.reason) for one in crm.where(Delivery, order=order.id)]
            self.invoices = [(one.ref, one.total, one.official) for one in crm.where(Invoice, order=order.id)]
            self.came = plans.received(crm, order)
            self.payments = crm.count("payment", [])
            self.plan = [one.share for one in plans.of(crm, order)]
        finally:
            run.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_orders_and_money_look_as_they_did(
    company: Company, play: Play, golden: Callable[[str, Seen], None], language: str, size: str
) -> None:
    company(language)
    moved({"en": ("Metering", "Wiring"), "zh": ("电表安装", "接线")}[language])
    crm("payment", "add", "C9", "2500", "--to", f"{State().invoices[-1][0]}=100")
    seen = play(
        lambda: page(ORDER), "look:order", "d", "look:deliver", "escape", "tab", "tab", "end", "p", "look:pay", "escape",
        "enter", "look:payment", "q", "up", "up", "enter", "look:invoice", "q", "$", "look:receivables", "m", "look:receipts", "q",
        "f", "=client=C9", "enter", "enter", "look:owed", size=SIZES[size],
    )  # fmt: skip
    assert not seen.said
    for name, lines in seen.taken.items():
        picture = seen._replace(lines=lines)
        assert widest(picture) <= SIZES[size][0]
        golden(f"{name}_{language}_{size}", picture)


def test_an_order_is_delivered_billed_paid_and_accepted_and_more_than_there_is_refused(
    company: Company, play: Play
) -> None:
    company("en")
    ordered()
    seen = play(
        lambda: page(ORDER),
        "a",
        "d", "=0", "down", "=0", "ctrl+s", "look:nothing", "=9", "down", "=0", "ctrl+s", "look:too much", "=3", "down", "=0", "down", "down", "=DHL", "ctrl+s",
        "i", "enter", "=DZ-1", "ctrl+s",
        "tab", "tab", "p", "=99999", "down", "=99999", "ctrl+s", "look:too much money", "=1380", "down", *CLEAR, "ctrl+s",
        "shift+tab", "shift+tab", "r", "=1", "down", "down", "=scratched", "enter",
        "a", "enter", "x", "m", *CLEAR, "=50% signed, rest delivered", "enter",
        size=SIZES["140x40"],
    )  # fmt: skip
    assert "of RX55 3 are still to go out" not in "\n".join(seen.said)
    assert "nothing is filled in; Esc leaves" in "\n".join(seen.taken["nothing"])
    assert "of RX55 4 are still to go out, not 9" in "\n".join(seen.taken["too much"])
    assert "V18 asks for $1,380, which is less than $99,999" in "\n".join(seen.taken["too much money"])
    assert seen.said[0].startswith("crm: nothing of R19 is at the client: there is nothing to accept")
    assert any(said.startswith("crm: R19 was delivered, in part or whole") for said in seen.said)
    now = State()
    assert now.far[:2] == [("3", "1", "1.2"), ("0", "0", "0.3")]
    assert now.deliveries == [("delivery", "DHL", None), ("return", None, "scratched")]
    assert now.invoices == [("V18", 138000, "DZ-1")]
    assert now.came == 138000
    assert now.order.accepted
    assert now.plan == [5000, None]


def test_each_of_it_is_undone_with_the_keys_of_a_chinese_input_method_too(company: Company, play: Play) -> None:
    company("en")
    ordered()
    before = State().__dict__
    seen = play(
        lambda: page(ORDER),
        "ｄ", "ctrl+s", "look:out", "ｕ", "f8", "f2", "ｒ", "f2", "u", "u",
        "ｉ", "enter", "f2", "tab", "tab", "ｐ", "f2", "u", "f11", "f2", "u", "u", "f7", "escape",
        "ｍ", *CLEAR, "=100% delivered", "enter", "u", "ｘ", "=budget cut", "enter", "u",
        "home", "delete", "u", "ｎ", "=+tip 5", "enter", "u", "enter", "=x5", "enter", "u",
        size=SIZES["140x40"],
    )  # fmt: skip
    assert "DN19" in "\n".join(seen.said)
    done = [said for said in seen.said if not said.startswith("undone")]
    undone = [said for said in seen.said if said.startswith("undone")]
    assert len(done) == len(undone) == 11, "\n".join(seen.said)
    after = State().__dict__
    assert {name: value for name, value in after.items() if name != "order"} == {
        name: value for name, value in before.items() if name != "order"
    }
    assert (after["order"].total, after["order"].cancelled) == (before["order"].total, None)


def test_some_lines_are_billed_then_the_rest_papers_are_printed_and_the_client_is_called(
    company: Company, play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    ordered(plan="")
    crm("order", "deliver", ORDER)
    monkeypatch.chdir(tmp_path)
    markdown = ("P", "end", "enter", "enter", "enter", "enter")
    seen = play(
        lambda: page(ORDER),
        "i", "down", "enter", "=2", "down", "=0", "down", "=0", "ctrl+s", "i", "enter", "ctrl+s", "i",
        *markdown, "tab", "tab", *markdown, "c", "=rang about it", "enter", "enter", "enter", "t", "=ring again", "enter", "=fri", "enter",
        size=SIZES["140x40"],
    )  # fmt: skip
    assert [total for _ref, total, _official in State().invoices] == [200000, 260000]
    assert seen.said[2].startswith("crm: R19 is billed in whole")
    assert "Metering" in (tmp_path / "SO-2026-0019.md").read_text("utf-8")
    assert "Metering" in (tmp_path / "DN-2026-0019.md").read_text("utf-8")
    assert "call logged" in seen.said[-2]
    assert "ring again" in seen.said[-1]


def test_an_invoice_is_taken_back_and_a_payment_allocated_paid_back_and_reversed(company: Company, play: Play) -> None:
    company("en")
    moved()
    crm("payment", "add", "C10", "5000", "--to", "V3=90")
    seen = play(lambda: page("V18"), "r", "=0.2", "down", "down", "down", "=wrong", "ctrl+s", "look:red", "p", "escape")
    assert "-$380 takes back a part of V18" in seen.said[0]
    told = play(
        lambda: page("M9"), "ａ", "=600", "enter", "look:given", "b", *CLEAR, "=1000", "ctrl+s", "r", "=bounced", "enter",
        "b", "e", "escape",
    )  # fmt: skip
    assert "V2" in "\n".join(told.taken["given"])
    assert [said.split(":")[0].split("\n")[0] for said in told.said] == [
        "M9 now also pays V2", "M10", "M11 takes back M9 Miriam Fairley", "crm",
    ]  # fmt: skip


def test_money_is_entered_from_what_is_owed_and_the_invoices_of_a_month_are_shown(company: Company, play: Play) -> None:
    company("en")
    seen = play(
        lambda: page("receivables"),
        "end", "up", "p", "=45", "ctrl+s", "tab", "enter", "look:invoice", "q", "shift+tab", "b", "look:reps", "home", "enter", "look:his",
        "w", "look:mine", "w", "w", "f", "=nonsense=1", "enter", "f", *CLEAR, "=client=C9", "enter", "look:filtered",
        "m", "down", "enter", size=SIZES["140x40"],
    )  # fmt: skip
    assert seen.said[0].startswith("payment added: M7 Isaac Lowell: $45")
    assert "IN-2026-0002" in seen.taken["invoice"][0]
    assert "Nora Whitfield" in "\n".join(seen.taken["reps"])
    assert seen.taken["his"][0].startswith(" Receivables · everybody's · owner=U")
    assert "mine" in seen.taken["mine"][0]
    assert any("nonsense" in said for said in seen.said[1:])
    assert "client=C9" in seen.taken["filtered"][0]
    assert seen.lines[0].rstrip().endswith("1 invoice")


def test_an_empty_base_a_small_window_and_hostile_names_do_no_harm(
    company: Company, play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("en")
    crm("client", "edit", "C9", "--name", HOSTILE)
    crm("order", "add", "C9", "--line", f"= {HOSTILE} x2 @5000", "--name", HOSTILE, "--their-number", HOSTILE)
    crm("order", "deliver", ORDER, "--line", "RX55=1", "--carrier", HOSTILE)
    crm("order", "invoice", ORDER, "--all", "--official", HOSTILE)
    crm("payment", "add", "V18", "5", "--reference", HOSTILE)
    keys = ["d", "look:a", "escape", "tab", "p", "look:b", "escape", "enter", "look:c", "r", "look:d", "escape", "q", "$", "look:e", "enter", "a", "i"]  # fmt: skip
    for size in ((100, 32), (20, 5)):
        seen = play(lambda: page(ORDER), *keys, size=size)
        for lines in (*seen.taken.values(), seen.lines):
            assert widest(seen._replace(lines=lines)) <= size[0]
            assert not any(mark in "\n".join(lines) for mark in ("\x1b", "\u202e"))
        assert seen.said[-2:] == ["put the cursor on a payment first", "put the cursor on an order first"]
        assert size[0] < 100 or all("[b]x[/b]" in "\n".join(seen.taken[name]) for name in "abcde")
    assert not (tmp_path / "x").exists()
    monkeypatch.setenv("CRM_DB", str(tmp_path / "empty.db"))
    monkeypatch.setenv("CRM_USER", "Ann")
    crm("init", "--yes", "--me", "Ann", "--country", "US", "--language", "en")
    crm("client", "add", "Acme")
    crm("order", "add", "C1")
    empty = play(lambda: page("R1"), *"diaprxPq", "escape", "$", "enter", "p", "b", "m", "enter", "w")
    assert all(said.startswith("crm: ") for said in empty.said), empty.said


def test_heads_stand_over_cells_and_what_is_empty_has_none() -> None:
    fits = (Fit(), Fit(grows=True), Fit(True), Fit(True))
    rows = [("R1", "a thing", "3", ""), ("R2", "another", "12", "")]
    assert widths(fits, rows, 40, ("", "", "ordered", "returned")) == [2, 27, 7, 0]


def test_a_bar_shows_what_is_begun_and_what_is_not_done() -> None:
    assert bar(0, 6) == "[------] 0 %"
    assert bar(1, 6) == "[#-----] 0 %"
    assert bar(9_999, 6) == "[#####-] 99 %"
    assert bar(10_000, 6) == "[######] 100 %"
    assert bar(15_000, 6) == "[######] 150 %"

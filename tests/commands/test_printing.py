"""``crm quote print``, ``order print``, ``delivery print``: from the line that is typed to the file."""

import sys
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.conftest import Begun, Runner


@pytest.fixture
def shop(crm: Runner, begun: Begun) -> Runner:
    """A base with a client in China, one in Germany, a product and a quote to the first."""

    def lay() -> None:
        crm("init", "--yes", "--me", "王芳", "--country", "CN")
        crm("product", "add", "GTX Pro", "--price", "4500", "--unit", "台")
        crm("client", "add", "广州科锐", "--type", "organisation")
        crm("client", "add", "Müller GmbH", "--type", "organisation", "--country", "Germany")
        crm("quote", "add", "广州科锐", "--line", "GTX Pro x3 -5%")

    begun(lay)
    return crm


@pytest.fixture
def firm(home: Path) -> Path:
    """The folder with the firm's paper, beside the settings."""
    folder = home / "config" / "crm" / "papers"
    folder.mkdir(parents=True)
    (folder / "firm.toml").write_text('name = "上海关系软件有限公司"\nbank = "招商银行"\n', "utf-8")
    return folder


def read(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)


def test_a_quote_is_read_on_the_screen(shop: Runner, firm: Path) -> None:
    answer = shop("quote", "print", "Q1")
    assert (
        answer.code == 0 and answer.out.startswith("# 报价单 QT-2026-0001\n") and "上海关系软件有限公司" in answer.out
    )
    assert "人民币壹万肆仟肆佰玖拾贰元贰角伍分" in answer.out
    assert answer.err == "Q1 is not sent yet; once it is out: crm quote send Q1\n"


def test_a_quote_is_printed_to_a_file_in_the_format_of_its_name(shop: Runner, firm: Path) -> None:
    for ending in ("pdf", "html", "xlsx", "md"):
        answer = shop("quote", "print", "Q1", "-o", f"q.{ending}")
        assert (answer.code, answer.out) == (0, "") and f"Q1 QT-2026-0001 is printed in q.{ending}" in answer.err
    assert "报价单" in read(Path("q.pdf")) and "报价单" in Path("q.html").read_text("utf-8")
    assert load_workbook("q.xlsx").worksheets[0]["A1"].value == "上海关系软件有限公司"
    assert Path("q.md").read_text("utf-8").startswith("# 报价单")


def test_what_no_screen_shows_goes_to_a_file_that_is_called_as_the_quote(shop: Runner, firm: Path) -> None:
    assert "is printed in QT-2026-0001.pdf" in shop("quote", "print", "Q1", "--format", "pdf").err
    assert Path("QT-2026-0001.pdf").read_bytes().startswith(b"%PDF")
    assert "cannot be shown" in shop("quote", "print", "Q1", "--format", "pdf", "-o", "-", terminal=True).err


def test_a_paper_is_in_the_language_of_its_reader_or_the_one_that_is_asked_for(shop: Runner) -> None:
    shop("quote", "add", "Müller GmbH", "--line", "GTX Pro x1")
    assert shop("quote", "print", "Q2").out.startswith("# Angebot")
    assert shop("quote", "print", "Q2", "--language", "en").out.startswith("# Quotation")
    assert shop("quote", "print", "Q1", "--language", "de", CRM_LANG="zh_CN").out.startswith("# Angebot")


def test_a_firm_that_said_nothing_of_itself_is_told_where(shop: Runner) -> None:
    assert "crm config set papers.folder FOLDER" in shop("quote", "print", "Q1").err


def test_the_folder_is_a_setting_and_what_is_wrong_in_it_is_said_in_one_line(shop: Runner, tmp_path: Path) -> None:
    assert shop("config", "set", "papers.folder", str(tmp_path / "nowhere")).code == 0
    answer = shop("quote", "print", "Q1")
    assert answer.code == 3 and answer.err.count("\n") == 1 and "there is no" in answer.err


def test_without_the_extra_it_is_one_line_with_what_to_install_and_the_page_instead(
    shop: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    answer = shop("quote", "print", "Q1", "-o", "q.pdf")
    assert answer == (2, "", "crm: a PDF needs typst, which is not installed. Try: pip install 'guanxi[pdf]', or crm quote print Q1 -o q.html\n")  # fmt: skip
    assert not Path("q.pdf").exists()


def test_a_sign_that_no_font_has_is_one_line_and_leaves_no_file(shop: Runner) -> None:
    shop("quote", "edit", "Q1", "--name", "庆祝😀")
    answer = shop("quote", "print", "Q1", "-o", "q.pdf")
    assert (answer.code, answer.err.count("\n")) == (2, 1) and "“😀” (U+1F600)" in answer.err
    assert not Path("q.pdf").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "q.docx"], "there is no format docx here. Try: one of pdf, html, xlsx, md"),
        (["--format", "csv"], "there is no format csv here"),
        (["--language", "fr"], "“fr” is no language of papers. Try: one of zh, en, de"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_read(shop: Runner, words: list[str], said: str) -> None:
    answer = shop("quote", "print", "Q9", *words)
    assert answer.code == 2 and said in answer.err


def test_what_was_sent_is_printed_without_a_word_about_sending(shop: Runner, firm: Path) -> None:
    shop("quote", "send", "Q1")
    assert shop("quote", "print", "Q1", "-o", "q.html").err == "Q1 QT-2026-0001 is printed in q.html\n"
    assert shop("quote", "print", "Q1", "-o", "q.html", "--quiet").err == ""


def test_printing_writes_nothing_into_the_base(shop: Runner) -> None:
    before = shop("steps", "--json").out
    shop("quote", "print", "Q1", "-o", "q.pdf")
    assert shop("steps", "--json").out == before


def test_what_was_approved_is_printed_whatever_is_renamed_since(shop: Runner) -> None:
    shop("user", "add", "李四", "--role", "rep")
    shop("quote", "add", "广州科锐", "--line", "GTX Pro x3 5折", CRM_USER="李四")
    shop("quote", "submit", "Q2", CRM_USER="李四")
    assert "**未经审批**" in shop("quote", "print", "Q2", CRM_USER="王芳").out
    assert shop("approve", "Q2", CRM_USER="王芳").code == 0
    shop("product", "edit", "PR1", "--name", "GTX Neu", CRM_USER="王芳")
    found = shop("quote", "print", "Q2", CRM_USER="王芳").out
    assert "GTX Pro" in found and "GTX Neu" not in found and "未经审批" not in found


def test_an_order_and_its_delivery_are_printed(shop: Runner, firm: Path) -> None:
    shop("quote", "send", "Q1")
    shop("quote", "accept", "Q1")
    shop("order", "from", "Q1")
    shop("order", "deliver", "R1", "--carrier", "顺丰")
    assert shop("order", "print", "R1", "-o", "r.pdf").code == shop("delivery", "print", "DN1", "-o", "d.pdf").code == 0
    order, delivery = read(Path("r.pdf")), read(Path("d.pdf"))
    assert "销售订单" in order and "价税合计" in order
    assert "送货单" in delivery and "顺丰" in delivery and "CNY" not in delivery


def test_reverse_charge_is_neither_sent_nor_printed_without_both_tax_ids_and_it_is_said_whose_is_missing(
    shop: Runner, firm: Path
) -> None:
    shop("product", "add", "Wartung", "--price", "100", "--tax", "reverse", "--rate", "0")
    shop("quote", "add", "Müller GmbH", "--line", "Wartung x2")
    for words in (["send", "Q2"], ["submit", "Q2"], ["print", "Q2"]):
        answer = shop("quote", *words)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("crm: Q2 is under reverse charge: the VAT id of the client C2 is missing. Try: ")
    assert shop("client", "edit", "C2", "--tax-id", "DE811907980").code == 0
    answer = shop("quote", "print", "Q2", "-o", "q.pdf")
    assert answer.code == 2 and "your firm's own VAT id is missing" in answer.err and not Path("q.pdf").exists()
    assert "你们公司自己的税号" in shop("quote", "print", "Q2", "-o", "q.pdf", CRM_LANG="zh_CN").err
    with (firm / "firm.toml").open("a", encoding="utf-8") as file:
        file.write('tax_id = "DE811111111"\n')
    for language, said in (("de", "Steuerschuldnerschaft"), ("en", "Reverse charge: VAT"), ("zh", "反向征收")):
        text = shop("quote", "print", "Q2", "--language", language).out
        assert said in text and "DE811111111" in text and "DE811907980" in text
    assert shop("quote", "send", "Q2").code == 0


def test_an_option_under_reverse_charge_asks_for_no_tax_id(shop: Runner, firm: Path) -> None:
    shop("product", "add", "Wartung", "--price", "100", "--tax", "reverse", "--rate", "0")
    shop("quote", "add", "Müller GmbH", "--line", "GTX Pro x1", "--line", "Wartung x2 optional")
    assert shop("quote", "send", "Q2").code == 0


def test_a_paper_is_shown_at_once_and_printed_though_nothing_shows_it(
    shop: Runner, firm: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    with monkeypatch.context() as opening:
        opening.setattr("crm_cli.commands.files.begin", lambda file, _patience: begun.append(file))
        assert shop("quote", "print", "Q1", "-o", "q.html", "--open").code == 0
    assert begun == [str(Path("q.html").resolve())]
    refused = shop("quote", "print", "Q1", "--open")
    assert (refused.code, refused.err) == (2, "crm: only a file can be opened. Try: -o FILE.md\n")
    monkeypatch.setattr("crm_cli.commands.files.shutil.which", lambda _name: None)
    answer = shop("quote", "print", "Q1", "--format", "pdf", "--open")
    assert answer.code == 0 and "this machine has no xdg-open" in answer.err
    assert Path("QT-2026-0001.pdf").exists()

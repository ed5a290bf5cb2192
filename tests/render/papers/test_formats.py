"""PDF, HTML, a workbook and Markdown: all of it is there, and nothing of it is markup."""

import html as pages_of_html
import re
import struct
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from crm_cli.errors import Invalid
from crm_cli.records.printed import Firm, Item, Part
from crm_cli.render.papers.pdf import fonts_of
from tests.render.papers.conftest import FIRM, ITEM, book, page, pages, paper, printed, text

HOSTILE = (
    "#let x = 1", "$y$", "*bold*", "_under_", "`raw`", "@ref", "<label>", "<script>alert(1)</script>", "=1+1", "+cmd|' /C calc'!A0",
    "[link](http://example.com)", "| a | b |", "# head", "#eval(\"1\")", "\\u{41}", "//comment", "/* c */", "{{7*7}}", "<img src=x onerror=alert(1)>", "https://example.com",
)  # fmt: skip
MANY = tuple(ITEM._replace(name=f"GTX {n} 号机", code=f"C-{n}") for n in range(1, 61))
RARE = "堃喆㛃"
PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    for kind, data in ((b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0" + b"\x80" * 6 + b"\0" + b"\x20" * 6)), (b"IEND", b""))
)  # fmt: skip
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="teal"/></svg>'


def plain(found: str) -> str:
    return re.sub(r"\s", "", found)


# --- PDF


def test_a_pdf_says_what_the_quote_does() -> None:
    (found,) = map(plain, pages())
    for said in (
        "报价单",
        "QT-2026-0007",
        "2026年11月22日",
        "广州科锐仪器有限公司",
        "尊敬的李先生：",
        "GTXPro",
        "含安装",
        "12,825.00",
        "¥14,492.25",
        "人民币壹万肆仟肆佰玖拾贰元贰角伍分",
        "91440101MA5ABCDE1X",
        "30%预付",
    ):
        assert said in found


def test_sixty_lines_go_over_pages_with_the_head_on_each_their_numbers_and_the_total_once() -> None:
    found = [plain(one) for one in pages(paper(items=MANY))]
    assert len(found) >= 3
    for number, one in enumerate(found, 1):
        assert f"第{number}页，共{len(found)}页" in one
    with_lines = [one for one in found if "号机" in one]
    assert len(with_lines) >= 2 and all(one.count("单价(CNY)") == 1 for one in with_lines)
    whole = "".join(found)
    assert [whole.count(f"GTX{n}号机") for n in range(1, 61)] == [1] * 60
    assert whole.count("价税合计") == 1 and whole.count("¥14,492.25") == 1
    assert "报价单QT-2026-0007" in found[1]


def test_rare_characters_are_printed() -> None:
    assert RARE in plain(pages(paper(subject=RARE))[0])


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_looks_like_markup_is_printed_as_it_is(hostile: str) -> None:
    found = "".join(
        pages(paper(note=hostile, items=(ITEM._replace(name=hostile), Item("text", hostile)), subject=hostile))
    )
    assert plain(found).count(plain(hostile)) == 4


def test_a_sign_that_no_font_has_is_named_in_one_line_and_nothing_is_printed() -> None:
    with pytest.raises(Invalid, match="no font has a sign for") as caught:
        printed(paper(subject="庆祝😀"))
    assert caught.value.values["text"] == "😀" and caught.value.values["codes"] == "U+1F600"
    assert "crm quote print Q7 -o q7.html" in str(caught.value.values["instead"])


def test_without_the_extra_it_is_said_what_to_install_and_that_html_needs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Invalid, match="needs typst") as caught:
        printed()
    assert caught.value.exit == 2 and caught.value.hint and "pip install 'guanxi[pdf]'" in caught.value.hint


def test_without_the_fonts_of_the_extra_those_of_the_system_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts_of(FIRM)[0::2] == (["Noto Sans SC"], False)
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    families, folders, system = fonts_of(FIRM._replace(fonts=("Own Sans",)))
    assert families[:2] == ["Own Sans", "Noto Sans CJK SC"] and (folders, system) == ([], True)


def test_a_font_that_the_firm_names_and_that_is_not_there_is_told() -> None:
    with pytest.raises(Invalid, match="there is no font") as caught:
        printed(firm=FIRM._replace(fonts=("No Such Sans",)))
    assert caught.value.values["name"] == "No Such Sans"


def test_a_font_that_the_firm_names_goes_before_ours() -> None:
    found = printed(firm=FIRM._replace(fonts=("Noto Serif SC",)))
    assert b"NotoSerifSC" in found and b"NotoSerifSC" not in printed()


def test_a_pdf_is_for_archives_with_its_fonts_inside_and_the_same_twice() -> None:
    found = printed()
    assert b"pdfaid:part" in found and found == printed()
    reader = PdfReader(BytesIO(found))
    assert found.count(b"/FontFile3") >= 1
    assert reader.metadata and reader.metadata.title == "报价单 QT-2026-0007"


@pytest.mark.parametrize(("logo", "kind"), [(PNG, "png"), (SVG, "svg")], ids=["png", "svg"])
def test_a_logo_is_printed(logo: bytes, kind: str, tmp_path: Path) -> None:
    file = tmp_path / f"logo.{kind}"
    file.write_bytes(logo)
    firm = FIRM._replace(logo=logo, logo_type=kind, logo_file=str(file))
    assert len(printed(firm=firm)) > len(printed())
    assert f"data:image/{'svg+xml' if kind == 'svg' else kind};base64," in page(firm=firm)


@pytest.mark.parametrize("language", ["zh_CN", "en", "de"])
def test_every_language_is_printed_with_the_fonts_there_are(language: str) -> None:
    assert "QT-2026-0007" in pages(paper(language=language, status="submitted", version=2))[0]


def test_a_paper_without_lines_is_printed() -> None:
    assert "QT-2026-0007" in pages(paper(items=(), sums=None))[0]


# --- HTML


def test_a_page_repeats_its_head_numbers_its_sheets_and_loads_nothing() -> None:
    found = page(paper(items=MANY))
    assert "thead { display: table-header-group; }" in found and found.count("<thead>") == 1
    assert 'content: "第 " counter(page) " 页，共 " counter(pages) " 页"' in found and "size: A4" in found
    assert "default-src 'none'" in found and "http" not in re.sub(r"<meta[^>]*>", "", found)
    assert found.count("价税合计") == 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_in_a_page_is_markup_but_ours(hostile: str) -> None:
    found = page(paper(note=hostile, items=(ITEM._replace(name=hostile), Item("text", hostile)), subject=hostile))
    tags = set(re.findall(r"<([a-z0-9]+)", found))
    assert tags == set(re.findall(r"<([a-z0-9]+)", page(paper(note="a", items=(ITEM, Item("text", "b"))))))
    assert found.count(pages_of_html.escape(hostile, quote=True)) == 4


# --- workbook


def test_a_workbook_has_numbers_to_reckon_on_with_and_texts() -> None:
    (sheet,) = load_workbook(book()).worksheets
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells[12825].number_format == "#,##0.00" and cells[14492.25].data_type == "n" and cells[3].data_type == "n"
    assert "报价单 QT-2026-0007" in cells and sheet.print_title_rows is not None


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(hostile: str) -> None:
    found = load_workbook(
        book(paper(note=hostile, items=(ITEM._replace(name=hostile, code=hostile),), subject=hostile))
    )
    cells = [cell for row in found.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    texts = "\n".join(str(cell.value) for cell in cells).split("\n")
    assert sum(text in (hostile, f"型号：{hostile}") for text in texts) == 3


# --- Markdown


def test_markdown_reads_as_it_stands() -> None:
    found = text()
    assert found.startswith("# 报价单 QT-2026-0007\n")
    assert "| 1 | GTX Pro<br>含安装 | G-1 | 3 | 台 | 4,500.00 | 5% | 13% | 12,825.00 |" in found
    assert "- **价税合计: ¥14,492.25**" in found


@pytest.mark.parametrize(
    ("hostile", "said"),
    [
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("1. one", "1\\. one"),
        ("*b* _u_ `c`", "\\*b\\* \\_u\\_ \\`c\\`"),
        ("<b>", "\\<b\\>"),
        ("> q", "\\> q"),
        ("=====", "\\====="),
    ],
)
def test_nothing_in_markdown_means_anything(hostile: str, said: str) -> None:
    assert f"\n{said}\n" in text(paper(note=hostile, owner=None), Firm())


def test_a_payment_plan_stands_in_every_format_once() -> None:
    plan = (Part(434768, "signed", 3000, due="2026-11-22"), Part(1014457, "accepted", 7000, months=12, retention=True))
    one = paper(noun="order", plan=plan)
    for said in ("".join(pages(one)), page(one), text(one)):
        assert said.count("付款计划") == 1 and "4,347.68" in said and "质保金" in said
    found = load_workbook(book(one)).worksheets[0]
    values = [cell.value for row in found.iter_rows() for cell in row]
    assert values.count("付款计划") == 1 and 4347.68 in values and 0.3 in values
    assert "付款计划" not in page()


def test_long_words_and_codes_break_within_their_column_and_are_read_back_whole() -> None:
    word, code = "Donaudampfschifffahrts" * 4, "GTX-PRO-2026-SUPER-LONG-CODE-0001"
    [said] = pages(paper(items=(ITEM._replace(name=word, code=code),)))
    assert "\u200b" not in said
    assert word not in said, "it goes over its column otherwise"
    assert word in said.replace("\n", "") and f"型号：{code}" in said
    assert code in page(paper(items=(ITEM._replace(code=code),)))


def test_a_workbook_shows_a_price_that_is_finer_than_the_coin_exactly() -> None:
    found = load_workbook(book(paper(items=(ITEM._replace(price=1250, per=1000),)))).worksheets[0]
    [cell] = [cell for row in found.iter_rows() for cell in row if cell.value == 0.0125]
    assert cell.number_format == "#,##0.00######"

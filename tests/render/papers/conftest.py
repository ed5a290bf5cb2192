"""A quote to print, and short ways to have it in every format."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from crm_cli.records.printed import Billed, Buyer, Firm, Item, Paper, Person, Place, Rate, Sums
from crm_cli.render.papers.html import html
from crm_cli.render.papers.layout import laid_out
from crm_cli.render.papers.markdown import text_of
from crm_cli.render.papers.pdf import pdf
from crm_cli.render.papers.workbook import write_workbook

MOMENT = datetime(2026, 11, 22, 1, 0, 7, 500, UTC)
FIRM = Firm(
    {"name": "上海关系软件有限公司", "bank": "招商银行上海分行", "account": "1219 0888", "tax_id": "DE811111111"},
    {"de": {"name": "Guanxi GmbH", "closing": "Beste Grüße"}},
)
ITEM = Item("item", "GTX Pro", "含安装", "G-1", "3", "台", 450000, discount=500, tax="standard", rate=1300, net=1282500)
PAPER = Paper(
    "quote", "Q7", "QT-2026-0007", "zh_CN",
    Buyer("广州科锐仪器有限公司", Place("科学大道1号", "黄埔区", "广州市", "广东省", "510663"), "91440101MA5ABCDE1X", Billed("广州科锐仪器有限公司", "91440101MA5ABCDE1X")),
    (ITEM,), "CNY", Sums(1282500, 0, 1282500, 166725, 1449225, (Rate("standard", 1300, 1282500, 166725),)), date="2026-11-22",
    until="2026-12-22", subject="一期改造", contact=Person("李建国", "李", "male", "", "总经理"), owner=Person("王芳", phone="020-87654321"),
    payment="30% 预付",
)  # fmt: skip


def paper(**said: Any) -> Paper:
    return PAPER._replace(**said)


def page(one: Paper = PAPER, firm: Firm = FIRM) -> str:
    return html(laid_out(one, firm), firm, "A4")


def text(one: Paper = PAPER, firm: Firm = FIRM) -> str:
    return text_of(laid_out(one, firm))


def printed(one: Paper = PAPER, firm: Firm = FIRM) -> bytes:
    return pdf(laid_out(one, firm), firm, "A4", MOMENT, "crm quote print Q7 -o q7.html")


def pages(one: Paper = PAPER, firm: Firm = FIRM) -> list[str]:
    """What is read back off each page of the PDF."""
    return [found.extract_text() for found in PdfReader(BytesIO(printed(one, firm))).pages]


def book(one: Paper = PAPER, firm: Firm = FIRM) -> BytesIO:
    out = BytesIO()
    write_workbook(laid_out(one, firm), firm, "A4", out)
    out.seek(0)
    return out

"""A page for paper: its size, its numbers, its heading, and nothing from the data that is more than text."""

import io
import re

from crm_cli.clock import Clock
from crm_cli.render.html import write_html, write_html_page
from crm_cli.render.listing import Column, Listing
from crm_cli.render.page import Section
from crm_cli.render.view import View
from tests.founding import NOW, ZONE

VIEW = View("en", Clock(NOW, ZONE))


def listed(columns: int, view: View = VIEW, title: str = "Clients") -> str:
    out = io.StringIO()
    names = [Column(f"c{n}", f"C{n}") for n in range(columns)]
    write_html(Listing(names, [["x"] * columns], title=title), out, view)
    return out.getvalue()


def test_the_paper_is_the_countrys_and_pages_are_numbered() -> None:
    assert "size: A4;" in listed(3)
    assert "size: Letter;" in listed(3, VIEW._replace(paper="Letter"))
    assert 'content: counter(page) " / " counter(pages)' in listed(3)


def test_a_list_of_many_columns_is_printed_on_its_side() -> None:
    assert "size: A4;" in listed(8) and "size: A4 landscape;" in listed(9)


def test_a_heading_is_on_every_sheet_and_ends_no_style() -> None:
    page = listed(1, title='a"; } </style><script>\\ 北京')
    style = page.partition("<style>")[2].partition("</style>")[0]
    content = re.search(r'@bottom-left \{ content: "([^"]*)"', style)
    assert content and content[1] == r"a\22 \3b  \7d  \3c \2f style\3e \3c script\3e \5c  北京"
    assert page.count("</style>") == 1 and "<script" not in page
    assert "table-header-group" in style


def test_nothing_is_loaded_from_anywhere() -> None:
    assert "default-src 'none'" in listed(1)
    assert not re.search(r"url\(|src=|@import|href=", listed(1))


def test_a_long_text_has_the_whole_width_and_numbers_stand_at_the_right() -> None:
    out = io.StringIO()
    columns = [Column("name", "Name"), Column("note", "Note", "longtext")]
    money = Listing([Column("value", "Value", "money"), Column("role", "Role", "choice")], [[100, "x"]])
    write_html_page("x", [Section("", columns, ["科锐", "one\ntwo"]), Section("Deals", listing=money)], out, VIEW)
    page = out.getvalue()
    assert '<dt>Name</dt><dd>科锐</dd>\n<dt class="l">Note</dt><dd class="l">one\ntwo</dd>' in page
    assert '<td class="n s">¥1</td><td class="s">x</td>' in page


def test_what_is_short_stays_on_one_line_and_what_is_long_is_broken() -> None:
    columns = [Column("stage", "Stage"), Column("note", "Outcome", "choice")]
    out = io.StringIO()
    write_html(Listing(columns, [("线索跟进", "要再谈一次价格，等他们采购会开完")]), out, VIEW)
    assert '<td class="s">线索跟进</td><td>要再谈' in out.getvalue()


def test_a_page_with_a_broad_list_is_printed_on_its_side() -> None:
    for count, turned in ((4, False), (7, True)):
        rows = [tuple("x" * 24 for _column in range(count))]
        out = io.StringIO()
        listing = Listing([Column(f"c{n}", f"C{n}") for n in range(count)], rows)
        write_html_page("T", [Section("Deals", listing=listing)], out, VIEW)
        assert ("A4 landscape" in out.getvalue()) == turned

"""Every format against its golden file, and what the formats promise."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.render.listing import FORMATS, Column, Listing
from crm_cli.render.page import Section
from crm_cli.render.renderer import Renderer
from crm_cli.render.style import HIDDEN, cells
from crm_cli.render.writers import WRITERS


class Stream(io.TextIOWrapper):
    """A stream of bytes in memory."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n")

    @property
    def bytes(self) -> bytes:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue()


def renderer(clock: Clock, **asked: Any) -> Renderer:
    wishes: dict[str, Any] = {"language": "en", "terminal": False, "width": 100} | asked
    out = wishes.pop("out", None) or Stream()
    return Renderer(out, Stream(), clock=clock, **wishes)


def printed(screen: Renderer) -> bytes:
    assert isinstance(screen.out, Stream)
    return screen.out.bytes


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_list_in_every_format(
    name: str, language: str, clock: Clock, chinese: Callable[[], None], sample: Any, golden: Any
) -> None:
    if language == "zh_CN":
        chinese()
    screen = renderer(clock, language=language)
    assert screen.listing(sample(name), name) == 3
    golden(f"list.{language}.{name}", printed(screen))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("colour", [False, True])
def test_a_list_on_a_terminal(
    language: str, colour: bool, clock: Clock, chinese: Callable[[], None], sample: Any, golden: Any
) -> None:
    if language == "zh_CN":
        chinese()
    screen = renderer(clock, language=language, terminal=True, colour=colour)
    screen.listing(sample("table"))
    golden(f"terminal.{language}.{'colour' if colour else 'plain'}", printed(screen))


@pytest.mark.parametrize("name", FORMATS)
def test_a_page_in_every_format(name: str, clock: Clock, sections: Any, golden: Any) -> None:
    screen = renderer(clock)
    screen.page("Müller & Söhne", sections(name), name)
    golden(f"page.en.{name}", printed(screen))


def test_there_is_a_writer_for_every_format() -> None:
    assert tuple(WRITERS) == FORMATS


def test_a_table_on_a_terminal_fits_and_lines_up(clock: Clock, sample: Any) -> None:
    screen = renderer(clock, terminal=True, colour=False, width=110)
    screen.listing(sample("table"))
    lines = printed(screen).decode().splitlines()
    assert max(map(cells, lines)) == 110
    at = {cells(line[: line.index(mark)]) for line, mark in zip(lines[-3:], ("Won", "Negot", "unk"), strict=True)}
    assert len(at) == 1


def laid(clock: Clock, width: int, columns: list[Column], *rows: tuple[object, ...]) -> list[str]:
    """The lines of a table on a screen of that width, none of them wider."""
    screen = renderer(clock, terminal=True, colour=False, width=width)
    screen.listing(Listing(columns, rows))
    lines = printed(screen).decode().splitlines()
    assert max(map(cells, lines)) <= width
    return lines


DAYS = [Column("name", "Name"), Column("owner", "Owner"), Column("days", "Days in the stage", "number")]


@pytest.mark.parametrize(("width", "lines"), [(50, 3), (44, 4), (36, 4), (31, 4)])
def test_on_a_narrow_terminal_headings_break_at_words_before_texts_are_cut(
    width: int, lines: int, clock: Clock
) -> None:
    found = laid(clock, width, DAYS, ("清华同方股份有限公司", "欧阳建国王大明", 1234567))
    assert len(found) == lines
    assert sorted(" ".join(found[:-1]).split()) == ["Days", "Name", "Owner", "in", "stage", "the"]
    assert found[-1].endswith("1234567")
    assert found[-1].startswith("清华同")
    assert ("…" in found[-1]) == (width < 50)


def test_columns_in_which_nothing_stands_go_before_a_text_is_cut(clock: Clock) -> None:
    columns = [Column("ref", "Ref"), Column("fax", "Facsimile"), Column("name", "Name")]
    assert laid(clock, 30, columns, ("C1", None, "x" * 24))[1].split() == ["C1", "x" * 24]
    assert "Facsimile" in laid(clock, 60, columns, ("C1", None, "x" * 24))[0]


def test_of_several_texts_the_widest_is_cut(clock: Clock) -> None:
    columns = [Column("a", "A"), Column("b", "B"), Column("c", "C")]
    assert laid(clock, 50, columns, ("x" * 14, "y" * 60, "z" * 14))[1].split() == ["x" * 14, "y" * 17 + "…", "z" * 14]


def test_a_column_for_which_there_is_no_room_is_named_below(clock: Clock) -> None:
    columns = [Column(f"c{n}", f"Field {n}") for n in range(12)]
    *_table, last = laid(clock, 40, columns, tuple("abcdefghijkl"[n] * 20 for n in range(12)))
    assert last.strip().endswith("Field 10, Field 11")


def test_headings_stay_distinct_on_a_narrow_terminal(clock: Clock) -> None:
    columns = [
        Column("who", "Whose"),
        *(Column(n, n, "number") for n in ("Won + commit", "Won + weighted", "Working days left")),
    ]
    assert laid(clock, 34, columns, ("王芳", 1, 2, 3)) == [
        "        Won +     Won +    Working",
        "Whose  commit  weighted  days left",
        "王芳        1         2          3",
    ]  # fmt: skip


def test_lines_and_values_of_a_page_break_at_words(clock: Clock) -> None:
    screen = renderer(clock, terminal=True, colour=False, width=40)
    screen.page(
        "T", [Section(columns=[Column("a", "About")], values=["a few words " * 6], lines=["  and some more " * 5])]
    )
    lines = printed(screen).decode().splitlines()[2:]
    assert max(map(cells, lines)) <= 40
    assert {line.split()[-1] for line in lines} <= {"a", "few", "words", "and", "some", "more"}
    assert all(line.startswith("  ") for line in lines[1:])


def test_amounts_are_short_where_the_screen_is_too_narrow_for_exact_ones(clock: Clock) -> None:
    columns = [Column("owner", "Owner"), *(Column(f"m{n}", f"Money {n}", "money") for n in range(5))]
    for width, amount in ((100, "¥1,234,567"), (60, "¥1.2m")):
        screen = renderer(clock, terminal=True, colour=False, width=width)
        screen.listing(Listing(columns, [("王芳", *[123456700] * 5)]))
        lines = printed(screen).decode().splitlines()
        assert max(map(cells, lines)) <= width
        assert lines[1].split()[1:] == [amount] * 5


OWED = [
    Column("number", "Number", whole=True), Column("client", "Client"), Column("order", "Order", "link", whole=True, yields=2),
    Column("left", "Left", "money", whole=True), Column("due", "Due", "date"), Column("owner", "Owner", yields=3),
]  # fmt: skip


@pytest.mark.parametrize(("width", "missing"), [(90, ""), (70, "Owner"), (50, "Order, Owner")])
def test_amounts_and_numbers_of_documents_stay_whole_and_what_yields_goes(
    width: int, missing: str, clock: Clock
) -> None:
    row = ("IN-2026-0018", "南通叠方包装股份有限公司", "SO-2026-0014", 17864170, "2026-12-14", "欧阳建国")
    found = laid(clock, width, OWED, row)
    assert {"IN-2026-0018", "¥178,641.70", "2026-12-14"} <= set(found[1].split())
    assert ("SO-2026-0014" in found[1]) == ("Order" not in missing)
    assert found[2:] == ([f"  no room on this screen for: {missing}"] if missing else [])


def test_a_table_in_a_pipe_cuts_nothing(clock: Clock, sample: Any) -> None:
    screen = renderer(clock, width=40)
    screen.listing(sample("table"))
    assert "…" not in printed(screen).decode()


def test_a_very_long_text_in_a_pipe_does_not_make_every_line_as_long(clock: Clock) -> None:
    screen = renderer(clock)
    screen.listing(Listing([Column("name", "Name"), Column("city", "City")], [["长" * 10_000, "上海"], ["短", "北京"]]))
    lines = printed(screen).decode().splitlines()
    assert lines[1] == "长" * 10_000 + "  上海"
    assert cells(lines[2]) == 200 + len("  ") + cells("北京")


def test_csv_reads_back_exactly(clock: Clock) -> None:
    texts = [["a,b", 'say "hi"', "line\nfeed"], ["return\rhere", "crlf\r\n", " x "], ["", "\x1b\u202e", "清华"]]
    screen = renderer(clock)
    screen.listing(Listing([Column(key, key) for key in "abc"], texts), "csv")
    assert list(csv.reader(io.StringIO(printed(screen).decode(), newline="")))[1:] == texts
    assert b"\r\n" not in printed(screen).replace(b'"crlf\r\n"', b"")


def test_json_reads_back_exactly_and_hides_nothing(clock: Clock, sample: Any, hostile: str) -> None:
    for name in ("json", "jsonl"):
        screen = renderer(clock)
        screen.listing(sample(name), name)
        text = printed(screen).decode()
        assert not HIDDEN.search(text.replace("\n", ""))
        rows = json.loads(text) if name == "json" else [json.loads(line) for line in text.splitlines()]
        assert rows[1]["note"] == hostile
        assert rows[0]["amount"] == "1200000.00" and rows[0]["vip"] is True and "currency" not in rows[0]


def test_tsv_keeps_a_record_on_its_line(clock: Clock, sample: Any) -> None:
    screen = renderer(clock)
    screen.listing(sample("tsv"), "tsv")
    lines = printed(screen).decode().split("\n")
    assert [line.count("\t") for line in lines] == [8, 8, 8, 8, 0]


def test_an_empty_list_is_still_well_formed(clock: Clock) -> None:
    found = {}
    for name in FORMATS:
        screen = renderer(clock)
        screen.listing(Listing([Column("ref", "Ref")], []), name)
        found[name] = printed(screen)
    assert found["json"] == b"[]\n" and found["csv"] == b"ref\n" and found["table"] == b"" and found["jsonl"] == b""


def test_ids_need_refs(clock: Clock) -> None:
    with pytest.raises(Invalid):
        renderer(clock).listing(Listing([Column("name", "Name")], [["x"]]), "ids")


def test_an_unknown_format_is_refused(clock: Clock, sample: Any) -> None:
    with pytest.raises(Invalid):
        renderer(clock).listing(sample("table"), "yaml")


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "table"])
def test_rows_are_passed_on_while_they_come(name: str, clock: Clock) -> None:
    screen, held = renderer(clock), []

    def rows() -> Iterator[list[str]]:
        for number in range(20000):
            if number == 19999:
                held.append(printed(screen))
            yield [f"C{number}"]

    assert screen.listing(Listing([Column("ref", "Ref")], rows()), name) == 20000
    assert b"C10000" in held[0]


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("name", FORMATS)
def test_output_survives_every_encoding(name: str, terminal: bool, encoding: str, clock: Clock, sample: Any) -> None:
    screen = renderer(clock, out=Stream(encoding), terminal=terminal, colour=False)
    screen.listing(sample(name), name)
    screen.data("¥😀清", "\ud800")
    assert printed(screen)
    if name == "json":
        array = printed(screen).decode(screen.out.encoding).rpartition("]")[0] + "]"
        assert [row["name"] for row in json.loads(array)] == [row[1] for row in sample("json").rows]


def test_a_gbk_terminal_gets_its_own_yuan_sign_and_lines_up(clock: Clock) -> None:
    screen = renderer(clock, out=Stream("gbk"), terminal=True, colour=False)
    screen.listing(Listing([Column("m", "M", "money"), Column("n", "N")], [[100, "x"], [120000000, "清"]]))
    lines = printed(screen).decode("gbk").splitlines()
    assert "￥1,200,000" in lines[2]
    assert cells(lines[1].partition("x")[0]) == cells(lines[2].partition("清")[0])


def test_machine_formats_in_a_pipe_are_utf8_whatever_the_machine_speaks(clock: Clock, sample: Any) -> None:
    screen = renderer(clock, out=Stream("gbk"))
    screen.listing(sample("csv"), "csv")
    assert "Müller" in printed(screen).decode("utf-8")


def test_sections_without_values_leave_no_trace(clock: Clock) -> None:
    screen = renderer(clock)
    screen.page("T", [Section("Empty", [Column("a", "A")], [None]), Section("", [Column("b", "B")], ["x"])])
    assert printed(screen) == b"T\n\nB  x\n"


def test_nothing_heavy_is_loaded_with_the_renderer(own_path: dict[str, str]) -> None:
    heavy = {"rich", "typer", "csv", "subprocess", "shlex", "shutil", "pydantic", "sqlite3", "tempfile"}
    code = f"import sys, crm_cli.render.renderer; print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], env=own_path, capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"


REASONS = "same phone, same web domain, 电话相同、公司名称相近、地址相近, same birthday and a name that sounds alike"


@pytest.mark.parametrize("width", [80, 60])
def test_what_stands_below_its_row_on_a_narrow_screen_is_whole(width: int, clock: Clock) -> None:
    columns = [Column("ref", "Ref"), Column("name", "Name"), Column("why", "Why", below=True)]
    screen = renderer(clock, terminal=True, colour=False, width=width)
    screen.listing(Listing(columns, [("C1", "清华同方股份有限公司", REASONS), ("C2", "乙", "x")]))
    head, first, *more = printed(screen).decode().splitlines()
    assert (head.split(), first.split()) == (["Ref", "Name"], ["C1", "清华同方股份有限公司"])
    assert max(map(cells, more)) <= width
    *why, second, last = more
    assert "".join(why).replace(" ", "") == REASONS.replace(" ", "")
    assert all(line.startswith("  ") for line in why)
    assert (second.split(), last.strip()) == (["C2", "乙"], "x")


def test_where_there_is_room_it_stands_in_its_column(clock: Clock) -> None:
    columns = [Column("ref", "Ref"), Column("why", "Why", below=True)]
    screen = renderer(clock, terminal=True, colour=False, width=200)
    screen.listing(Listing(columns, [("C1", REASONS)]))
    assert len(printed(screen).decode().splitlines()) == 2
    screen = renderer(clock, width=20)
    screen.listing(Listing(columns, [("C1", REASONS)]))
    assert len(printed(screen).decode().splitlines()) == 2

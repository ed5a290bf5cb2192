"""Files made to do harm, or that are none: refused in one line, with the right code, before they cost anything."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from crm_cli.errors import Conflict, CrmError, Invalid
from crm_cli.exchange.reading import kept, opened, read
from tests.conftest import Runner

MOST_MEMORY = 300 << 10


class Endless(io.RawIOBase):
    """A line that goes on for two gigabytes, made as it is read; counts what was read of it."""

    taken = 0

    def __init__(self, start: bytes, size: int = 2 << 30) -> None:
        self._start, self._left = start, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = min(len(buffer), self._left)
        piece = (self._start + b"x" * count)[:count]
        self._start = self._start[count:]
        buffer[:count] = piece
        self._left -= count
        Endless.taken += count
        return count


def endless(start: bytes) -> Callable[[], BinaryIO]:
    Endless.taken = 0
    return lambda: io.BufferedReader(Endless(start))


def workbook(path: Path, cells: bytes, **more: bytes) -> Path:
    """A workbook by hand, whose only sheet holds these cells."""
    kinds = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", kinds)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            b'<worksheet xmlns="' + main.encode() + b'"><sheetData>' + cells + b"</sheetData></worksheet>",
        )
        for name, content in more.items():
            archive.writestr(name, content)
    return path  # fmt: skip


def number(place: str) -> bytes:
    row = "".join(filter(str.isdigit, place))
    return f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'.encode()


@pytest.mark.parametrize("start", [b"", b"name,city\n", b'name\n"', b"BEGIN:VCARD\nFN:"])
def test_a_line_of_two_gigabytes_is_refused_after_a_few_megabytes(start: bytes) -> None:
    with pytest.raises(Invalid, match="a line of more than 4 MB"):
        read(endless(start))
    assert Endless.taken < 8 << 20


@pytest.mark.parametrize("start", [b'[{"a": "', b'{"a": "', b'[{"a": 1}, ', b'{"a": 1}\n{"b": "'])
def test_json_that_goes_on_for_two_gigabytes_is_refused_after_a_few_megabytes(start: bytes) -> None:
    with pytest.raises(Invalid, match=r"larger than 4 MB|broken at line"):
        read(endless(start))
    assert Endless.taken < 64 << 20


def test_a_line_of_two_gigabytes_in_a_pipe_is_not_kept() -> None:
    with pytest.raises(Invalid, match="a line of more than 4 MB"):
        kept(endless(b"name\n")())
    assert Endless.taken < 8 << 20


def test_a_file_of_two_gigabytes_of_nothing_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,city\nAcme,Leeds\n")
    os.truncate(path, 2 << 30)
    with pytest.raises(Invalid, match="a line of more than 4 MB"):
        read(opened(path))


def test_what_is_no_file_is_refused_with_a_line_and_never_waited_for(base: Path, crm: Runner, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, code, said in (
        (str(tmp_path), 2, "is a folder"),
        (str(tmp_path / "pipe"), 2, "is no file but a device or a pipe"),
        ("/dev/zero", 2, "is no file but a device or a pipe"),
        (str(tmp_path / "none.csv"), 3, "there is no file"),
        ("a\0b", 1, "can't be read"),
    ):
        result = crm("import", "client", path)
        assert (result.code, said in result.err, "Traceback" in result.err) == (code, True, False), path


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name\nAcme\n")
    found = read(opened(path))
    path.write_text("name\nBeta Ltd\n")
    with pytest.raises(Conflict, match="changed while it was read"):
        list(found.rows())


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name\n" + "Acme Bros. of Leeds and York\n" * 80_000)
    rows = read(opened(path)).rows()
    next(rows)
    with path.open("a") as file:
        file.write("Beta\n")
    with pytest.raises(Conflict, match="changed while it was read"):
        list(rows)


def test_a_workbook_that_says_it_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", number("A1"))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media", "w") as member,
    ):
        for _ in range(257):
            member.write(bytes(1 << 20))
    with pytest.raises(Invalid, match="holds more than 256 MB when unpacked"):
        read(opened(path))


def test_a_workbook_with_too_many_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="more than 512 columns"):
        read(opened(workbook(tmp_path / "a.xlsx", number("A1") + number("XFD2"))))


SPREAD = """
import resource, sys
from pathlib import Path
from crm_cli.errors import CrmError
from crm_cli.exchange.reading import opened, read
try:
    sum(1 for _row in read(opened(Path(sys.argv[1]))).rows())
    said = "read"
except CrmError as error:
    said = str(error)
print(said)
mine = next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(max(mine, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


def measured(path: Path) -> tuple[str, int]:
    """What is said of a file, and the most memory that it cost, in kilobytes."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell how much memory a process took")
    done = subprocess.run([sys.executable, "-c", SPREAD, str(path)], capture_output=True, text=True, check=True)
    said, memory = done.stdout.splitlines()
    return said, int(memory)


def test_two_cells_as_far_apart_as_can_be_do_not_cost_the_memory_between_them(tmp_path: Path) -> None:
    said, memory = measured(workbook(tmp_path / "a.xlsx", number("A1") + number("SR1048576")))
    assert said == "the workbook needs more than 272 MB of memory"
    assert memory < MOST_MEMORY


def test_a_workbook_that_lies_about_its_sizes_is_refused_or_read_within_the_limit(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        number("A1") + b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"y" * (80 << 20) + b"</t></is></c></row>",
    )
    raw = bytearray(path.read_bytes())
    real = zipfile.ZipFile(path).getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(bytes(raw).replace(real, (1000).to_bytes(4, "little")))
    said, memory = measured(path)
    assert said.startswith("the workbook")
    assert memory < MOST_MEMORY


def test_twenty_megabytes_of_csv_are_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,city,note\n" + "科锐配电有限公司,北京,一二三四五六七八九十\n" * 300_000)
    said, memory = measured(path)
    assert said == "read"
    assert memory < MOST_MEMORY // 3


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(seed: int, tmp_path: Path) -> None:
    """Every format cut short, and with bytes changed; a small share of what the fuzzing does at length."""
    contents = (
        "name,city\n科锐,北京\n".encode("gb18030"), b'[{"name": "A", "tags": ["x"], "at": {"city": "B"}}]', b'{"name": "A"}\n{"name": "B"}\n',
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E=\r\n=E4\r\nTEL;CELL:1\r\nEND:VCARD\r\n", "名;市\n甲;乙\n".encode("utf-16"),
    )  # fmt: skip
    for content in contents:
        raw = bytearray(content)
        for turn in range(12):
            raw[(seed * 7919 + turn * 104_729) % len(raw)] = (seed * 31 + turn * 17) % 256
            piece = bytes(raw[: len(raw) - seed % 5])
            try:
                list(read(lambda piece=piece: io.BytesIO(piece)).rows())  # type: ignore[misc]
            except CrmError as error:
                assert "\n" not in str(error)

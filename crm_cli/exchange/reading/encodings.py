"""Finds out in which encoding a text is, strictly: by its mark, else UTF-8, GB18030 or cp1252; what may be two is not guessed."""

import codecs
import io
import re
from itertools import count

from crm_cli.errors import Invalid
from crm_cli.exchange.reading.sheets import BLOCK, LONGEST_LINE, Opened
from crm_cli.i18n import N_

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHERS = "--encoding big5 · shift_jis · euc_kr · cp1250 · cp1251"
AS_TEXT = N_("save it as CSV, UTF-8")
FEW_PAIRS = 8
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_ALONE = re.compile(r"[A-Za-z][^\x00-\x7f](?![^\x00-\x7f])|(?<![^\x00-\x7f])[^\x00-\x7f][A-Za-z]")


def by_mark(start: bytes) -> str | None:
    """The encoding that the first bytes name, if they do."""
    return next((name for mark, name in MARKS if start.startswith(mark)), None)


def detect(opened: Opened, most: int | None = None) -> str:
    """By its mark; else UTF-8 if all of it (or the first ``most`` bytes) is; else GB18030, where that makes Chinese; else cp1252."""
    with opened() as file:
        start = file.read(256)
    named = by_mark(start) or _without_mark(start)
    if named:
        return named
    for name in ("utf-8", "gb18030", "cp1252"):
        if _decodes(opened, name, most) and (name != "gb18030" or _is_chinese(opened)):
            return name
    raise Invalid(N_("the encoding of the file is not known"), hint=OTHERS)


def _without_mark(start: bytes) -> str | None:
    """UTF-16 without a mark shows by the zeros in every second place."""
    even, odd = start[::2], start[1::2]
    if len(start) > 3 and 0 not in even and odd.count(0) * 2 > len(odd):
        return "utf-16-le"
    return "utf-16-be" if len(start) > 3 and 0 not in odd and even.count(0) * 2 > len(even) else None


def _decodes(opened: Opened, name: str, most: int | None) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    blocks = count() if most is None else range(most // BLOCK)
    with opened() as file:
        try:
            for _turn in blocks:
                if not (block := file.read(BLOCK)):
                    break
                if b"\x00" in block:
                    raise Invalid(N_("this is not a text file"), hint=AS_TEXT)
                decoder.decode(block)
            decoder.decode(b"", final=most is None)
        except UnicodeDecodeError:
            return False
    return True


def _is_chinese(opened: Opened) -> bool:
    """In Chinese the signs beyond ASCII stand side by side; read so, the accents of Western letters stand alone among letters."""
    with opened() as file:
        start = file.read(BLOCK)
    if _is_big5(start):
        raise Invalid(
            N_("the text may be Big5 or GB18030"),
            hint=N_("--encoding big5 if it was written in traditional characters, else --encoding gb18030"),
        )
    text = start.decode("gb18030", "ignore")
    runs = _BEYOND.findall(text)
    return len(_ALONE.findall(text)) * 2 <= len(runs)


def _is_big5(start: bytes) -> bool:
    """The usual characters of Big5 lie in A4–C6, and two in five end in a byte that those of simplified Chinese never have."""
    pairs = [(run[0], run[1]) for run in re.findall(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]", start)]
    usual = sum(0xA4 <= first <= 0xC6 or first == 0xA1 for first, _second in pairs)
    low = sum(second < 0x7F for _first, second in pairs)
    return len(pairs) >= FEW_PAIRS and usual * 20 >= len(pairs) * 19 and low * 5 >= len(pairs)


def check_lines(opened: Opened) -> None:
    """Refuse at once a file with a line that no table has: it would have to be held as a whole."""
    lines = Lines()
    with opened() as file:
        while block := file.read(BLOCK):
            lines.check(block)


class Lines:
    """Measures the lines of a text that comes in blocks."""

    def __init__(self) -> None:
        self._run = 0

    def check(self, block: bytes) -> None:
        """Refuse a line that has become too long."""
        end = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self._run = self._run + len(block) if end < 0 else len(block) - end
        if self._run > LONGEST_LINE:
            raise Invalid(N_("the file has a line of more than {most} MB"), hint=AS_TEXT, most=LONGEST_LINE >> 20)


def text(opened: Opened, encoding: str) -> io.TextIOWrapper:
    """The file as text; line ends stay as they are."""
    try:
        codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, ValueError):
        raise Invalid(N_("there is no encoding {name}"), hint=OTHERS, name=encoding) from None
    return io.TextIOWrapper(opened(), encoding=encoding, newline="")


def not_in(encoding: str) -> Invalid:
    """What to say of a text that turns out not to be in that encoding."""
    return Invalid(N_("the file is not {name}"), hint=OTHERS, name=encoding)

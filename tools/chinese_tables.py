"""Writes the tables of simplified forms and of pinyin from OpenCC and pypinyin, and checks our own phrases.

Run ``python tools/chinese_tables.py`` to write them, with ``--check`` to compare only (exit 1 if they differ).
Needs the development packages ``opencc`` and ``pypinyin``; the program itself needs neither.
"""

import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import opencc
from pypinyin import lazy_pinyin
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

DATA = Path(__file__).resolve().parent.parent / "crm_cli" / "records" / "data"
IDEOGRAPHS = [*range(0x3400, 0xA000), *range(0x20000, 0x323B0)]
PER_LINE = 32

# Where the usual reading in names of people, firms and places is not the one pypinyin puts first.
IN_NAMES = dict(
    re.findall(
        r"(\S):(\w+)",
        "长:chang 佛:fo 卜:bu 泊:bo 曾:zeng 靓:liang 缪:miao 柚:you 茄:qie 骠:piao 辗:zhan 琢:zhuo 伺:si 磅:bang 轧:zha "
        "囤:tun 粘:nian 翟:zhai 都:du 勒:le 擘:bo 喔:wo 匙:chi 肋:lei 牟:mu 攒:zan 诘:jie 吭:hang 呱:gua 鹄:hu 扛:kang 啜:chuo "
        "潦:liao 龈:yin 捋:lv 掴:guo 栅:zha 沓:ta 汤:tang",
    )
)


def simplified_pairs() -> dict[str, str]:
    """Each traditional or regional form with its simplified one; no simplified form is itself a key."""
    converters = [opencc.OpenCC(name) for name in ("t2s", "tw2s", "hk2s")]
    pairs: dict[str, str] = {}
    for character in map(chr, IDEOGRAPHS):
        if not unicodedata.is_normalized("NFKC", character):
            continue
        for converter in converters:
            simple = converter.convert(character)
            if len(simple) == 1 and simple != character:
                pairs.setdefault(character, simple)
    return {one: settle(two, pairs) for one, two in pairs.items()}


def settle(character: str, pairs: dict[str, str]) -> str:
    while character in pairs:
        character = pairs[character]
    return character


def simplified_text() -> str:
    cells = [one + two for one, two in sorted(simplified_pairs().items())]
    rows = ["".join(cells[i : i + PER_LINE]) for i in range(0, len(cells), PER_LINE)]
    return "# Traditional form, simplified form, and so on; from OpenCC, by tools/chinese_tables.py\n" + lines(rows)


def pinyin_text() -> str:
    """A line per syllable with the simplified characters most often read so; ü is written v."""
    skip = simplified_pairs()
    readings: dict[str, list[str]] = defaultdict(list)
    for code in sorted(pinyin_dict):
        character = chr(code)
        if code >= 0x3007 and character not in skip:
            syllable = IN_NAMES.get(character) or lazy_pinyin(character)[0].replace("ê", "e")
            if re.fullmatch("[a-z]+", syllable):
                readings[syllable].append(character)
    rows = [f"{syllable} {''.join(found)}" for syllable, found in sorted(readings.items())]
    return "# Syllable and its characters; from pypinyin, by tools/chinese_tables.py\n" + lines(rows)


def lines(rows: list[str]) -> str:
    return "".join(row + "\n" for row in rows)


def doubtful_phrases() -> list[str]:
    """The phrases of ours that pypinyin's dictionary knows and reads in another way."""
    doubtful = []
    for row in (DATA / "phrases.txt").read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            phrase, *ours = row.split()
            theirs = [to_normal(options[0]) for options in phrases_dict.get(phrase, [])]
            if theirs and theirs != ours:
                doubtful.append(f"{phrase}: ours {' '.join(ours)}, pypinyin {' '.join(theirs)}")
    return doubtful


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = 0
    for name, text in (("simplified.txt", simplified_text()), ("pinyin.txt", pinyin_text())):
        path = DATA / name
        if check:
            stale += not path.exists() or path.read_text(encoding="utf-8") != text
        else:
            path.write_text(text, encoding="utf-8")
    for line in doubtful_phrases():
        print(line, file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

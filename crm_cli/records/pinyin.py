"""How Chinese is read aloud: full pinyin, initials, and the key by which names sort."""

from functools import cache, lru_cache
from operator import add

from crm_cli.records import data
from crm_cli.records.fold import NOT_IDEOGRAPHIC, SPACED, plain
from crm_cli.records.patterns import pattern

_PARTS = pattern(f"[^{NOT_IDEOGRAPHIC}]+|[{SPACED}]+")
_LONGEST_PERSON = 4
Readings = tuple[str, ...]
Heads = tuple[tuple[str, str], ...]


def syllables(text: str) -> list[Readings]:
    """The readings of each character, the usual one first; a word or number in other letters is one item.

    What is as short as a person's name is read as one: ``曾`` is ``zeng``, ``区`` is ``ou`` and then ``qu``.
    Toneless, ü as v.
    """
    parts = _PARTS.findall(plain(text))
    if len(parts) == 1:
        return _read_name(parts[0])
    return [reading for part in parts for reading in _read(part)]


def full(text: str) -> str:
    """``张三`` → ``zhangsan``; letters and digits stay as they are, signs and spaces go."""
    return "".join(readings[0] for readings in syllables(text))


def initials(text: str) -> str:
    """``张三`` → ``zs``, ``ABC科技`` → ``abckj``."""
    return "".join(_spell(part)[1] for part in _PARTS.findall(plain(text)))


def spellings(simple: str) -> list[tuple[str, str]]:
    """Full pinyin and initials in every reading a name may have, the usual one first. The name comes ``plain``."""
    parts = _PARTS.findall(simple)
    if len(parts) != 1:
        spelt = [_spell(part) for part in parts]
        return [("".join([whole for whole, _ in spelt]), "".join([first for _, first in spelt]))]
    size, heads = _heads(parts[0])
    if not size:
        return [_spell(parts[0])]
    rest, letters = _spell(parts[0][size:])
    return [(head + rest, letter + letters) for head, letter in heads]


def given(simple: str) -> str:
    """The pinyin of the given name, where a short name begins with a surname that we know: ``jianguo`` of 李建国; else empty."""
    if not 1 < len(simple) <= _LONGEST_PERSON:
        return ""
    size = 2 if len(simple) > 2 and simple[:2] in _surnames() else 1
    return _spell(simple[size:])[0] if simple[:size] in _surnames() else ""


def sort_key(name: str) -> str:
    """Sorts names as a Chinese reader expects: syllable by syllable, then by the characters themselves."""
    return " ".join(readings[0] for readings in syllables(name)) + "\t" + plain(name)


def is_surname(text: str) -> bool:
    """Whether this is one of the surnames we know, single or compound (simplified or traditional)."""
    return plain(text) in _surnames()


def surname(name: str) -> str:
    """The Chinese surname a name begins with: a compound one if something follows it, else one character."""
    compound = len(name) > 2 and is_surname(name[:2])
    return name[:2] if compound else name[:1]


def is_pinyin(word: str) -> bool:
    """Whether a word in Latin letters can be read as Chinese syllables."""
    ends = {0}
    for end in range(1, len(word) + 1):
        if any(end - size in ends and word[end - size : end] in _known() for size in range(1, 7)):
            ends.add(end)
    return len(word) in ends


@cache
def romanised_surnames() -> frozenset[str]:
    """The surnames we know, in pinyin."""
    return frozenset(full(family) for family in _surnames())


def _heads(part: str) -> tuple[int, Heads]:
    """The size of the surname a short name begins with, and its readings with their initials; 0 if it is no name."""
    if not 0 < len(part) <= _LONGEST_PERSON:
        return 0, ()
    size, heads, phrases = _begins(part[:2], len(part) > 2)
    return (0, ()) if phrases and part.startswith(phrases) else (size, heads)


@lru_cache(maxsize=1 << 14)
def _begins(start: str, longer: bool) -> tuple[int, Heads, tuple[str, ...]]:
    """Size and readings of the surname, and the phrases of ours that may stand there instead."""
    if start[0] < "\u3000":
        return 0, (), ()
    if longer and start in _surnames():
        return 2, _surname_spellings(start), ()
    phrases = tuple(phrase for phrase, _ in _phrases().get(start[0], ()) if phrase.startswith(start))
    return 1, _surname_spellings(start[0]), phrases


def _surname_spellings(family: str) -> Heads:
    readings = _surnames().get(family, ())
    if len(family) > 1:
        return (("".join(readings), "".join(one[0] for one in readings)),)
    return tuple((one, one[0]) for one in dict.fromkeys((*readings, _table()[family])))


@lru_cache(maxsize=1 << 15)
def _spell(part: str) -> tuple[str, str]:
    """A run of ideographs, or a word, in full and in initials; given names come again and again."""
    if not part or part[0] < "\u3000":
        return part, part
    if _phrase_starts().isdisjoint(map(add, part, part[1:])):
        table = _table()
        read = [table[character] for character in part]
    else:
        read = [readings[0] for readings in _read(part)]
    return "".join(read), "".join([syllable[0] for syllable in read])


def _read_name(part: str) -> list[Readings]:
    size, heads = _heads(part)
    if size > 1:
        return [(one,) for one in _surnames()[part[:size]]] + _read(part[size:])
    return [tuple(whole for whole, _ in heads), *_read(part[1:])] if size else _read(part)


def _read(part: str) -> list[Readings]:
    table, phrases = _table(), _phrases()
    if part[:1] < "\u3000":
        return [(part,)] if part else []
    if phrases.keys().isdisjoint(part):
        return [(table[character],) for character in part]
    read: list[Readings] = []
    while (at := len(read)) < len(part):
        for phrase, known in phrases.get(part[at], ()):
            if part.startswith(phrase, at):
                read += known
                break
        else:
            read.append((table[part[at]],))
    return read


class _Table(dict[str, str]):
    """Syllables by character, looked up in the file's text when first met: all 38,000 entries would take 15 ms."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = data.lines("pinyin.txt")
        self.text = "\n" + "\n".join(self.lines)

    def __missing__(self, character: str) -> str:
        at = self.text.find(character) if character > "\u3000" else -1
        start = self.text.rfind("\n", 0, at) + 1
        self[character] = character if at < 0 else self.text[start : self.text.index(" ", start)]
        return self[character]


@cache
def _table() -> _Table:
    return _Table()


@cache
def _known() -> frozenset[str]:
    """Every syllable there is."""
    return frozenset(line.partition(" ")[0] for line in _table().lines)


@cache
def _phrases() -> dict[str, list[tuple[str, list[Readings]]]]:
    """By first character, the longest first."""
    phrases: dict[str, list[tuple[str, list[Readings]]]] = {}
    for line in sorted(data.lines("phrases.txt"), key=len, reverse=True):
        phrase, *read = line.split(" ")
        phrases.setdefault(phrase[0], []).append((phrase, [(one,) for one in read]))
    return phrases


@cache
def _phrase_starts() -> frozenset[str]:
    """The first two characters of each: where no two are among them, each character is read by itself."""
    return frozenset(phrase[:2] for known in _phrases().values() for phrase, _ in known)


@cache
def _surnames() -> dict[str, Readings]:
    """Readings by surname; those of a compound one follow each other, those of a single one are a choice."""
    known: dict[str, Readings] = {}
    for line in data.lines("surnames.txt"):
        first, *readings = line.split(" ")
        for family in [first] if readings else first:
            known.setdefault(family, tuple(readings))
    return known

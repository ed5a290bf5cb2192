"""On which level two values agree, from 0 (different) up to the same; each way of comparing with how often the same agree so."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from crm_cli.records.patterns import pattern

PART, WAY = "\x1d", "\x1e"  # between the parts of a value, and between values of which any may agree
ENDS = (PART, WAY, "\x1f")
_like = JaroWinkler.similarity
_edits = OSA.distance
_ratio = fuzz.ratio
_any_order = fuzz.token_sort_ratio
_common = fuzz.token_set_ratio
_UNITS = pattern("[省市区县]")
BRAND = 2  # characters that a Chinese company is known by; its trade follows
MEMORY = 1 << 16  # names and towns come again and again
BEGINNING = 9  # letters by which a street is known
HOPELESS, ALL = 48, 94  # per cent of letters in common: no order of words can help; nearly all of the shorter text
NEAR, FAR = 0.88, 0.76  # of Jaro and Winkler's likeness, which is about one typing mistake in six letters, and two


class Way(NamedTuple):
    """How values of a sort are compared: ``levels(a, b)`` of two values that are not equal, what the level of equal ones is called
    (``top``), and how often the same (``guess``) and the different (``chance``) agree on each level before anything is known."""

    levels: Callable[[str, str], int]
    guess: Sequence[float]
    chance: Sequence[float]
    shared: int = 0  # how many levels below the top the values are the same too, but are shared by many

    @property
    def top(self) -> int:
        return len(self.guess) - 1

    @property
    def alike(self) -> int:
        """From which level on the values are the same."""
        return self.top - self.shared


def equal(_one: str, _other: str) -> int:
    return 0


@lru_cache(maxsize=MEMORY)
def part_of_name(one: str, other: str) -> int:
    """A given or a family name; behind a Chinese one stands its sound."""
    if PART not in one and PART not in other:
        return _latin_part(one, other)
    a, _sep, sound = one.partition(PART)
    b, _sep, other_sound = other.partition(PART)
    if sound and other_sound:
        return _chinese_part(a, b, sound, other_sound)
    return _latin_part(sound or a, other_sound or b)


def _latin_part(one: str, other: str) -> int:
    if one == other:
        return 2
    if len(one) == 1 or len(other) == 1:
        return 1 if one[0] == other[0] else 0
    like = _like(one, other)
    if like < FAR:
        return 0
    return 2 if like >= NEAR or (len(one) > 3 and _edits(one, other, score_cutoff=1) == 1) else 1


def _chinese_part(a: str, b: str, sound: str, other_sound: str) -> int:
    if sound == other_sound:
        return 2
    return 1 if len(a) > 1 and len(b) > 1 and set(a) & set(b) else 0


def firm(one: str, other: str) -> int:
    """Companies by their names; or one is called in short what the other is called."""
    if WAY not in one and WAY not in other:
        return _firm(one, other)
    name, _way, short = one.partition(WAY)
    other_name, _way, other_short = other.partition(WAY)
    if name == other_name:
        return 5
    if (short and short == other_name.split(PART)[1]) or (other_short and other_short == name.split(PART)[1]):
        return 4
    return _firm(name, other_name)


def _firm(one: str, other: str) -> int:
    """By the name without place and legal form; a mistake in these makes them a part of it, and is found in the whole name."""
    whole, core, spoken = one.split(PART)
    other_whole, other_core, other_spoken = other.split(PART)
    if core == other_core:
        return 5
    if spoken == other_spoken and spoken:
        return 4
    if core.isascii() or other_core.isascii():
        return _words(spoken, other_spoken)
    edits = _edits(core, other_core, score_cutoff=2)
    if edits > 1 and len(whole) > 7 and -2 < len(whole) - len(other_whole) < 2:
        edits = min(edits, _edits(whole, other_whole, score_cutoff=1) or 1)
    if core[:BRAND] == other_core[:BRAND]:
        longer, shorter = (core, other_core) if len(core) > len(other_core) else (other_core, core)
        return 4 if edits < 2 else 3 if edits == 2 or longer.startswith(shorter) else _roughly(core, other_core)
    if edits < 2 and min(len(core), len(other_core)) > 3:
        return 2
    return _roughly(core, other_core)


def _roughly(one: str, other: str) -> int:
    if _ratio(one, other) >= 60:
        return 1
    return 1 if min(len(one), len(other)) > 2 and (one in other or other in one) else 0


def _words(one: str, other: str) -> int:
    ratio = _ratio(one, other)
    if ratio >= 92:
        return 4
    if ratio < HOPELESS:
        return 0
    either = _common(one, other)
    return 3 if either >= 92 else 2 if ratio >= 82 else 1 if either >= 75 else 0


def form(one: str, other: str) -> int:
    """Legal forms: the same, or one is how the other is written in short: Ltd and Limited, 有限公司 and 有限责任公司."""
    shorter, longer = sorted((one, other), key=len)
    letters = iter(longer)
    return int(shorter[0] == longer[0] and all(letter in letters for letter in shorter))


def within(one: str, other: str) -> int:
    """Places in names: the same, or one within the other as far as they tell: 上海 and 上海市, 苏州 and 江苏苏州."""
    a, b = _place(one), _place(other)
    return 1 if a in b or b in a else 0


@lru_cache(maxsize=1 << 12)
def _place(name: str) -> str:
    return _UNITS.sub("", name)


def numbers(one: str, other: str) -> int:
    """Phones: one in common that is somebody's own, one that is shared, one typed wrong."""
    if " " not in one and " " not in other:
        return _number(one, other)
    mine, theirs = one.split(" "), other.split(" ")
    if common := {*mine} & {*theirs}:
        return 3 if any(number[0] == "m" for number in common) else 2
    return max([_number(a, b) for a in mine for b in theirs])


def _number(one: str, other: str) -> int:
    """Two phones that are not written the same: an extension may be another."""
    a, b = one[1:], other[1:]
    if "x" in a or "x" in b:
        a, b = a.partition("x")[0], b.partition("x")[0]
    if a == b:
        return 2
    return 1 if len(a) > 8 and -2 < len(a) - len(b) < 2 and _edits(a, b, score_cutoff=1) == 1 else 0


def addresses(one: str, other: str) -> int:
    """E-mail addresses: one in common, one typed wrong."""
    if " " not in one and " " not in other:
        return 1 if len(one) > 8 and _edits(one, other, score_cutoff=1) == 1 else 0
    mine, theirs = one.split(" "), other.split(" ")
    if common := {*mine} & {*theirs}:
        return 2 if any(address[0] == "m" for address in common) else 1
    return max([addresses(a, b) for a in mine for b in theirs])


def code(one: str, other: str) -> int:
    """Postcodes, house numbers, numbers of any kind: a digit wrong, or two of many."""
    edits = _edits(one, other, score_cutoff=2)
    if edits == 1 and max(len(one), len(other)) > 1:
        return 2
    return 1 if edits == 2 and min(len(one), len(other)) > 4 else 0


def day(one: str, other: str) -> int:
    """Days, of which the year may be missing: a digit wrong, or day and month in the other's place; two digits wrong; the year alone."""
    same_year = one[:4] == other[:4]
    if one[0] == "-" or other[0] == "-":
        return 3 if one[4:] == other[4:] else 0
    if same_year and one[4:6] == other[6:] and one[6:] == other[4:6]:
        return 3
    edits = _edits(one, other, score_cutoff=2)
    return 4 - edits if edits <= 2 else 1 if same_year else 0


@lru_cache(maxsize=MEMORY)
def word(one: str, other: str) -> int:
    """A short text: a town, a name of something."""
    like = _like(one, other)
    return 2 if like >= NEAR else 1 if like >= FAR else 0


def text(one: str, other: str) -> int:
    """A longer text, its words in any order, some of them missing."""
    ratio = _in_any_order(one, other, 85)
    return 2 if ratio >= 85 else 1 if ratio >= 62 else 0


def street(one: str, other: str) -> int:
    """An address without its numbers."""
    ratio = _in_any_order(one, other, 82)
    return 2 if ratio >= 82 else 1 if ratio >= 62 or _begin_alike(one, other) else 0


def house(one: str, other: str) -> int:
    """The numbers of an address: all that one says, or the first of them."""
    mine, theirs = one.split(" "), other.split(" ")
    if mine[0] == theirs[0] or {*mine} <= {*theirs} or {*theirs} <= {*mine}:
        return 2
    return 1 if _edits(mine[0], theirs[0], score_cutoff=1) == 1 else 0


def _begin_alike(street: str, other: str) -> bool:
    """The street is the same, and what follows is not: a house, an estate, a floor."""
    return len(street) > BEGINNING and street[:BEGINNING] == other[:BEGINNING]


def _in_any_order(one: str, other: str, enough: float) -> float:
    """How like two texts are in per cent, be their words in another order, or some of them missing in one."""
    ratio = _ratio(one, other)
    if ratio >= enough or ratio < HOPELESS:
        return ratio
    ratio = max(ratio, _any_order(one, other))
    return enough if ratio < enough and _common(one, other) >= ALL else ratio


WAYS: dict[str, Way] = {
    "family": Way(part_of_name, (0.03, 0.04, 0.13, 0.80), (0.93, 0.03, 0.02, 0.02)),
    "given": Way(part_of_name, (0.03, 0.07, 0.15, 0.75), (0.95, 0.03, 0.01, 0.01)),
    "firm": Way(firm, (0.03, 0.05, 0.07, 0.08, 0.17, 0.60), (0.93, 0.04, 0.01, 0.01, 0.005, 0.005)),
    "form": Way(form, (0.10, 0.90), (0.50, 0.50)),
    "seat": Way(within, (0.05, 0.95), (0.80, 0.20)),
    "phone": Way(numbers, (0.15, 0.05, 0.15, 0.65), (0.99, 0.002, 0.007, 0.001), shared=1),
    "email": Way(addresses, (0.15, 0.10, 0.75), (0.994, 0.005, 0.001)),
    "tax": Way(code, (0.02, 0.03, 0.05, 0.90), (0.997, 0.001, 0.001, 0.001)),
    "same": Way(equal, (0.08, 0.92), (0.80, 0.20)),
    "domain": Way(equal, (0.08, 0.92), (0.995, 0.005)),
    "number": Way(code, (0.10, 0.03, 0.07, 0.80), (0.70, 0.05, 0.15, 0.10)),
    "code": Way(code, (0.05, 0.05, 0.10, 0.80), (0.90, 0.03, 0.02, 0.05)),
    "id": Way(code, (0.04, 0.03, 0.08, 0.85), (0.987, 0.006, 0.005, 0.002)),
    "day": Way(day, (0.05, 0.03, 0.04, 0.10, 0.78), (0.957, 0.02, 0.01, 0.01, 0.003)),
    "word": Way(word, (0.05, 0.05, 0.15, 0.75), (0.83, 0.05, 0.02, 0.10)),
    "text": Way(text, (0.05, 0.10, 0.20, 0.65), (0.95, 0.02, 0.01, 0.02)),
    "street": Way(street, (0.07, 0.13, 0.30, 0.50), (0.94, 0.03, 0.02, 0.01)),
    "house": Way(house, (0.12, 0.08, 0.10, 0.70), (0.86, 0.08, 0.02, 0.04)),
}

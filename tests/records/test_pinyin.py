"""How names are read and sorted."""

import random

import pytest

from crm_cli.records import data
from crm_cli.records.fold import plain
from crm_cli.records.pinyin import full, initials, is_pinyin, sort_key, spellings, surname, syllables


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("曾国藩", "zengguofan"), ("单雄信", "shanxiongxin"), ("仇英", "qiuying"), ("区小明", "ouxiaoming"),
        ("解缙", "xiejin"), ("查良镛", "zhaliangyong"), ("朴槿惠", "piaojinhui"), ("尉迟恭", "yuchigong"),
        ("万俟卨", "moqixie"), ("长孙无忌", "zhangsunwuji"), ("翟志刚", "zhaizhigang"), ("缪斌", "miaobin"),
        ("歐陽鋒", "ouyangfeng"), ("吕布", "lvbu"), ("乐嘉", "yuejia"),
    ],
)  # fmt: skip
def test_surnames_are_read_as_surnames(name: str, read: str) -> None:
    assert full(name) == read


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("重庆银行", "chongqingyinhang"), ("长城汽车", "changchengqiche"), ("长沙", "changsha"), ("长春", "changchun"),
        ("厦门", "xiamen"), ("上海大厦", "shanghaidasha"), ("朝阳", "chaoyang"), ("乐清", "yueqing"), ("六安", "luan"),
        ("蚌埠", "bengbu"), ("番禺", "panyu"), ("重工", "zhonggong"), ("成都", "chengdu"), ("佛山", "foshan"),
        ("音乐", "yinyue"), ("会计", "kuaiji"), ("调味品", "tiaoweipin"), ("东莞", "dongguan"),
    ],
)  # fmt: skip
def test_places_and_trades_are_read_as_people_say_them(name: str, read: str) -> None:
    assert full(name) == read


def test_initials_keep_letters_and_digits() -> None:
    assert initials("清华同方股份有限公司") == "qhtfgfyxgs"
    assert initials("ABC科技 2") == "abckj2"


def test_a_surname_with_two_readings_has_both() -> None:
    assert syllables("乐嘉")[0] == ("yue", "le")
    assert spellings("区小明") == [("ouxiaoming", "oxm"), ("quxiaoming", "qxm")]


def test_names_sort_syllable_by_syllable() -> None:
    names = ["赵云", "曾国藩", "李白", "李安", "利安德", "单田芳", "陈一"]
    assert sorted(names, key=sort_key) == ["陈一", "李安", "利安德", "李白", "单田芳", "曾国藩", "赵云"]


def test_signs_and_nothing_have_no_reading() -> None:
    assert full("") == full("！？") == initials("…") == ""
    assert syllables("") == []


def test_a_compound_surname_needs_a_given_name() -> None:
    assert (surname("欧阳修"), surname("东方"), surname("王五")) == ("欧阳", "东", "王")


def test_pinyin_is_told_from_other_words() -> None:
    assert is_pinyin("xiaoming") and is_pinyin("xian")
    assert not is_pinyin("smith")


def test_every_phrase_has_a_syllable_for_each_character() -> None:
    for line in data.lines("phrases.txt"):
        phrase, *read = line.split(" ")
        assert len(phrase) == len(read), line
        assert all(map(is_pinyin, read)), line


def test_every_surname_with_readings_is_one_or_two_characters() -> None:
    odd = [line.split(" ") for line in data.lines("surnames.txt") if " " in line]
    assert len(odd) >= 60
    assert all(len(name) == 1 or len(name) == len(read) == 2 for name, *read in odd)


def test_characters_read_at_once_are_read_as_one_by_one() -> None:
    chance = random.Random(3)
    phrases = [line.split(" ")[0] for line in data.lines("phrases.txt")]
    for _ in range(500):
        company = plain("".join(chance.choice((*"星辰科技有限公司重长行乐", chance.choice(phrases))) for _ in range(6)))
        assert spellings(company)[0] == (full(company), "".join(one[0][0] for one in syllables(company)))

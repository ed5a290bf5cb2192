"""Chinese companies as they are registered, and as people type them."""

import random
from collections.abc import Iterator
from typing import NamedTuple

PLACES = [
    "北京",
    "上海",
    "广州",
    "深圳",
    "杭州",
    "成都",
    "武汉",
    "南京",
    "苏州",
    "西安",
    "浙江省",
    "江苏省",
    "青岛市",
    "天津",
    "重庆",
    "长沙",
    "厦门市",
    "宁波",
]
TRADES = [
    "科技",
    "贸易",
    "网络技术",
    "信息技术",
    "电子",
    "医疗器械",
    "教育咨询",
    "物流",
    "建材",
    "机械设备",
    "自动化",
    "食品",
    "装饰工程",
    "新能源",
    "软件",
    "文化传媒",
    "生物科技",
    "电气",
    "化工",
    "服装",
]
FORMS = ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"]
BRANDS = "华信天成博雅恒通金石云峰蓝海明德瑞丰鼎新盛世卓越科锐远航星辰宏达嘉禾润泽凯旋东方正泰英联众诚安捷思创维朗汇智胜百川万里长虹国康宁福源"
TRADITIONAL = str.maketrans(
    "华远东车门国电机业务贸医疗传设备装饰软网络术联众创维汇智万里丰龙庆苏广宁厦达润泽凯锐云蓝诚发团责资讯询",
    "華遠東車門國電機業務貿醫療傳設備裝飾軟網絡術聯眾創維匯智萬里豐龍慶蘇廣寧廈達潤澤凱銳雲藍誠發團責資訊詢",
)
WIDE = str.maketrans("()", "（）")


class Firm(NamedTuple):
    """A company: where it is, what it is called, what it does, what it is."""

    place: str
    brand: str
    trade: str
    form: str

    @property
    def whole(self) -> str:
        return "".join(self)


def registered(chance: random.Random, count: int) -> Iterator[Firm]:
    """Companies of which no two are called the same."""
    seen: set[str] = set()
    while len(seen) < count:
        brand = "".join(chance.choice(BRANDS) for _ in range(chance.choice((2, 3))))
        if brand not in seen:
            seen.add(brand)
            yield Firm(chance.choice(PLACES), brand, chance.choice(TRADES), chance.choice(FORMS))


def typed(chance: random.Random, firm: Firm) -> str:
    """A company as somebody types it."""
    place, brand, trade, form = firm
    bare = place.rstrip("省市")
    ways = (
        brand + trade + form, place + brand + trade, brand + trade, firm.whole + chance.choice(PLACES) + "分公司",
        firm.whole.translate(TRADITIONAL), f"{brand}({bare}){trade}{form}", f"{brand}({bare}){trade}{form}".translate(WIDE),
        f"{place} {brand}{trade} {form}", mistyped(chance, firm), mistyped(chance, firm),
    )  # fmt: skip
    return chance.choice(ways)


def mistyped(chance: random.Random, firm: Firm) -> str:
    """With one character of the name wrong, left out, doubled or in the wrong order."""
    whole = firm.whole
    at = len(firm.place) + chance.randrange(len(firm.brand + firm.trade))
    before, after = whole[:at], whole[at + 1 :]
    wrong = before + chance.choice(BRANDS) + after
    return chance.choice(
        (wrong, before + after, before + whole[at] * 2 + after, before + after[:1] + whole[at] + after[1:])
    )

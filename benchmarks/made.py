"""Makes the data of the measures, the same every time: bases with clients, deals and activities, and a file of leads."""

import csv
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from crm_cli.clock import Clock, written
from crm_cli.records.nouns.stage_history import OPEN_END
from crm_cli.records.record import Record
from crm_cli.records.registry import load
from crm_cli.store import bulk
from crm_cli.store.steps import step
from crm_cli.workspace import Workspace, open_workspace

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文鑫宇浩然子轩雨欣怡梓涵晨曦思佳"
CITIES = ["北京", "上海", "广州", "深圳", "杭州", "成都", "武汉", "南京", "苏州", "西安"]
FIRMS = [
    "星辰",
    "远航",
    "华信",
    "中联",
    "天成",
    "博雅",
    "恒通",
    "金石",
    "云峰",
    "蓝海",
    "明德",
    "瑞丰",
    "鼎新",
    "盛世",
    "卓越",
]
TRADES = ["科技", "贸易", "网络", "信息", "电子", "医疗", "教育", "咨询", "物流", "建材"]
FIRST = [
    "James",
    "Mary",
    "John",
    "Linda",
    "Robert",
    "Susan",
    "Michael",
    "Karen",
    "David",
    "Lisa",
    "Anna",
    "Peter",
    "Laura",
    "Omar",
    "Ivan",
]
LAST = [
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Wilson",
    "Evans",
    "Thomas",
    "Roberts",
    "Walker",
    "Wright",
    "Green",
    "Hall",
    "Wood",
    "Lewis",
    "Young",
]
DOMAINS = ["qq.com", "163.com", "gmail.com", "outlook.com", "example.cn", "corp.example.com"]
AREAS = ["010", "021", "020", "0755", "0571", "028", "027"]
SOURCES = ["web", "referral", "event", "ads", "cold", "partner"]
NOTES = [
    "对产品很感兴趣",
    "需要下周回访",
    "预算还没确定",
    "希望看演示",
    "合同正在审批",
    "已发送报价单",
    "对价格有疑问",
    "技术方案待定",
]
KINDS = ("call", "email", "meeting", "visit", "note")
OUTCOMES = ("connected", "no_answer", "busy", None)
STAGES = (
    ("线索", "open", 1000),
    ("意向", "open", 2500),
    ("方案", "open", 5000),
    ("谈判", "open", 7500),
    ("赢单", "won", 10000),
    ("输单", "lost", 0),
)
LEADS = [
    "name",
    "short_name",
    "industry",
    "phone",
    "other_phones",
    "email",
    "city",
    "source",
    "level",
    "credit_limit",
    "since",
    "note",
]


def base(path: Path) -> Workspace:
    """An empty base with one user, a country and a pipeline; the clock stands."""
    crm = open_workspace(path, clock=Clock(NOW, UTC), command="made", create=True)
    with crm.step():
        crm.put_setting("country", "CN")
        _add(crm, "user", name="王芳")
        pipeline = _add(crm, "pipeline", name="测试线")
        for position, (name, kind, probability) in enumerate(STAGES, 1):
            _add(
                crm,
                "stage",
                name=name,
                pipeline=pipeline.id,
                position=position,
                type=kind,
                probability=probability,
                rot_days=30,
            )
    crm.store.read_settings()
    return crm


def _add(crm: Workspace, noun: str, **values: Any) -> Record:
    make: Any = load(noun)
    added: Record = crm.add(make(**values))
    return added


def ids(crm: Workspace, table: str) -> list[str]:
    """The ids of a table, in order."""
    return [identity for (identity,) in crm.store.rows(f"SELECT id FROM {table} ORDER BY n")]


def fill(crm: Workspace, noun: str, made: Iterable[dict[str, Any]]) -> None:
    """Write many rows as one step; every row has the same fields in the same order."""
    stream = iter(made)
    first = next(stream)
    values = (tuple(row.values()) for row in chain([first], stream))
    with step(crm.store, crm.me, "made", kind="import") as number:
        bulk.load(crm.store, load(noun), list(first), values, step=number, author=crm.me)


def phone(i: int) -> str:
    """The phone of the client number ``i``; no two are alike."""
    return f"138{(i * 7919) % 100_000_000:08d}"


def clients(crm: Workspace, count: int) -> None:
    """Clients with a phone, a mail and an owner."""
    chance = random.Random(7)
    owner = ids(crm, "users")[0]
    fill(crm, "client", (_client(chance, i, owner) for i in range(count)))


def _client(chance: random.Random, i: int, owner: str) -> dict[str, Any]:
    return {
        "name": _firm(chance), "type": "organisation", "level": chance.choice("ABC"), "industry": chance.choice(TRADES),
        "phone": phone(i), "email": f"u{i:x}@{chance.choice(DOMAINS)}", "city": chance.choice(CITIES), "owner": owner,
        "source": chance.choice(SOURCES), "note": chance.choice(NOTES),
    }  # fmt: skip


def _firm(chance: random.Random) -> str:
    return chance.choice(CITIES) + chance.choice(FIRMS) + chance.choice(GIVEN) + chance.choice(TRADES) + "有限公司"


def deals(crm: Workspace, count: int, still_open: int) -> None:
    """Opportunities with their stage history: the first ``still_open`` are open, the rest won or lost in three years."""
    chance = random.Random(11)
    owner, stages, buyers = ids(crm, "users")[0], ids(crm, "stages"), ids(crm, "clients")
    pipeline = ids(crm, "pipelines")[0]
    states: list[list[tuple[int, int, int]]] = []  # of each deal: stage, from and until in hours before now
    made = (_deal(chance, i < still_open, (owner, pipeline, stages, buyers), states) for i in range(count))
    fill(crm, "opp", made)
    fill(crm, "snapshot", _snapshots(crm, states, owner, pipeline, stages))


def _deal(chance: random.Random, still_open: bool, known: tuple[str, str, list[str], list[str]], states: list[list[tuple[int, int, int]]]) -> dict[str, Any]:  # fmt: skip
    owner, pipeline, stages, buyers = known
    began = chance.randrange(24, 24 * (365 if still_open else 3 * 365))
    ends = [began, *sorted((chance.randrange(began) for _ in range(chance.randrange(1, 4))), reverse=True)]
    path = [(step, at, until) for step, (at, until) in enumerate(zip(ends, [*ends[1:], -1], strict=True))]
    if not still_open:
        path[-1] = (chance.choice((4, 5)), path[-1][1], -1)
    states.append(path)
    last = path[-1]
    status = "open" if still_open else ("won", "lost")[last[0] - 4]
    return {
        "name": chance.choice(FIRMS) + chance.choice(TRADES) + "项目", "client": chance.choice(buyers), "pipeline": pipeline,
        "stage": stages[last[0]], "status": status, "amount": chance.randrange(1000, 10_000_000), "close": _day(chance.randrange(-200, 10) * 24 + (0 if still_open else last[1])),
        "began": _day(began), "closed": None if still_open else _day(last[1]), "owner": owner, "quantity": 1,
    }  # fmt: skip


def _snapshots(crm: Workspace, states: list[list[tuple[int, int, int]]], owner: str, pipeline: str, stages: list[str]) -> Iterator[dict[str, Any]]:  # fmt: skip
    found = crm.store.rows(
        "SELECT id, amount, close FROM opportunities ORDER BY n"
    )  # not a stream: indexes are rebuilt
    for (identity, amount, close), path in zip(found, states, strict=True):
        for stage, since, until in path:
            yield {
                "opportunity": identity, "pipeline": pipeline, "stage": stages[stage], "entered": _stamp(since),
                "effective": _stamp(since), "until": OPEN_END if until < 0 else _stamp(until), "value": amount,
                "currency": "CNY", "probability": STAGES[stage][2], "category": "pipeline", "close": close, "owner": owner,
            }  # fmt: skip


def activities(crm: Workspace, count: int) -> None:
    """What was done in three years: a fifth of the clients has four fifths of it, two in five name a deal."""
    chance = random.Random(13)
    owner, whom = ids(crm, "users")[0], ids(crm, "clients")
    about: list[str | None] = [*ids(crm, "opportunities")] or [None]
    few = max(len(whom) // 5, 1)
    fill(crm, "activity", (_activity(chance, owner, whom, few, about) for _ in range(count)))


def _activity(chance: random.Random, owner: str, whom: list[str], few: int, about: list[str | None]) -> dict[str, Any]:
    client = whom[chance.randrange(few if chance.random() < 0.8 else len(whom))]
    return {
        "kind": chance.choice(KINDS), "at": _stamp(chance.randrange(24 * 3 * 365)), "client": client,
        "opportunity": chance.choice(about) if chance.random() < 0.4 else None,
        "text": "与客户沟通" + chance.choice(NOTES) + chance.choice(NOTES), "outcome": chance.choice(OUTCOMES),
        "minutes": chance.randrange(60), "owner": owner,
    }  # fmt: skip


def _stamp(hours: int) -> str:
    return written(NOW - timedelta(hours=hours))


def _day(hours: int) -> str:
    return _stamp(hours)[:10]


def leads(path: Path, count: int) -> None:
    """A file of leads as firms have them: a tenth repeats an earlier one, written another way; half a percent is wrong."""
    chance = random.Random(7)
    earlier: list[list[str]] = []
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(LEADS)
        for i in range(count):
            if i > 100 and chance.random() < 0.1:
                out.writerow(_again(chance, chance.choice(earlier)))
                continue
            row = _lead(chance, i)
            out.writerow(row)
            if len(earlier) < 20_000:
                earlier.append(row)


def _lead(chance: random.Random, i: int) -> list[str]:
    chinese = chance.random() < 0.6
    name = (
        _firm(chance)
        if chinese
        else f"{chance.choice(LAST)} {chance.choice(FIRST)} {chance.choice(('Systems', 'Labs', 'Trading'))} Ltd"
    )
    person = chance.choice(SURNAMES) + chance.choice(GIVEN) if chinese else chance.choice(FIRST)
    number = f"1{chance.choice('3578')}{chance.randrange(10**9):09d}" if chance.random() > 0.005 else "call me"
    desk = f"{chance.choice(AREAS)}-{chance.choice('68')}{chance.randrange(10**7):07d}" if chance.random() < 0.3 else ""
    return [
        name, person, chance.choice(TRADES), number, desk, f"u{i:x}{chance.choice('abcdef')}@{chance.choice(DOMAINS)}", chance.choice(CITIES),
        chance.choice(SOURCES), chance.choice("ABC"), f"{chance.random() * 1e5:.2f}", f"2025-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
        chance.choice(NOTES) + chance.choice(NOTES),
    ]  # fmt: skip


def _again(chance: random.Random, row: list[str]) -> list[str]:
    again = row[:]
    number, how = row[3], chance.random()
    if how < 0.4:
        again[3] = f"+86 {number[:3]} {number[3:7]} {number[7:]}"
    elif how < 0.7:
        again[3] = f"{number[:3]}-{number[3:7]}-{number[7:]}"
    if chance.random() < 0.4:
        again[5] = row[5].upper()
    again[11] = chance.choice(NOTES)
    return again

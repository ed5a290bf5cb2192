"""``edit``, ``rm``, ``tag`` and ``assign`` of every noun over a filter or stdin: asked about, planned, done, and taken back in one step."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest

from crm_cli.commands.verbs import OWNED, TAGGED
from crm_cli.records.registry import visible
from tests.conftest import Begun, Runner


class Sample(NamedTuple):
    """Four records of a noun, made by these lines after a ``first``, found by that filter; and a change that all of them take."""

    add: tuple[str, ...]
    edit: tuple[str, ...]
    found: str = "name~zz"
    first: tuple[str, ...] = ("user", "list")


SAMPLES = {
    "client": Sample(("zz{n}",), ("--level", "C")),
    "contact": Sample(("zz{n}", "--client", "C1"), ("--title", "经理")),
    "lead": Sample(("zz{n}",), ("--source", "展会")),
    "opp": Sample(("zz{n}", "--client", "C1"), ("--amount", "5000")),
    "activity": Sample(("C1", "zz{n}", "--kind", "note"), ("--minutes", "5"), "text~zz"),
    "task": Sample(("zz{n}", "--due", "2026-12-01"), ("--due", "2026-12-24"), "text~zz"),
    "product": Sample(("zz{n}",), ("--price", "12")),
    "user": Sample(("zz{n}",), ("--active", "no")),
    "team": Sample(("zz{n}",), ("--region", "华东")),
    "tag": Sample(("zz{n}",), ("--meaning", "红")),
    "pipeline": Sample(("zz{n}",), ("--note", "9")),
    "stage": Sample(("zz{n}", "--pipeline", "默认"), ("--rot-days", "9"), first=("pipeline", "add", "默认")),
    "status": Sample(("zz{n}", "--type", "working"), ("--position", "9")),
    "mapping": Sample(
        ("zz{n}", "--noun-name", "client", "--headers", '["x"]', "--rules", "{{}}"), ("--headers", '["y"]')
    ),
    "group": Sample(("zz{n}", "client", "--filter", "level=A"), ("--filter", "level=B")),
    "view": Sample(("zz{n}", "client"), ("--filter", "level=B")),
    "assignment": Sample(("zz{n}", "--noun-name", "client", "--users", "王芳"), ("--filter", "level=B")),
    "file": Sample(("C1", "zz{n}.pdf"), ("--note", "9")),
    "job": Sample(("zz{n}", "--every", "daily 18:00", "--line", "report day --mail"), ("--active", "no")),
    "holiday": Sample(("2027-12-1{n}", "zz{n}"), ("--note", "9"), "name~zz"),
    "absence": Sample(("李强", "2026-12-1{n}"), ("--note", "9"), "user=李强"),
    "quota": Sample(("--user", "李强", "--period", "203{n}", "--amount", "1000"), ("--amount", "5000"), "user=李强"),
    "remark": Sample(("zz{n}", "--start", "2026-11-1{n}"), ("--text", "zz"), "text~zz"),
    "rule": Sample(("zz{n}", "--when", "client added", "--then", "tag neu"), ("--filter", "level=B")),
    "poolrule": Sample(("zz{n}", "--days", "30"), ("--days", "60")),
    "check": Sample(
        ("zz{n}", "--noun-name", "client", "--filter", "level=A", "--message", "x", "--severity", "warning"),
        ("--filter", "level=B"),
    ),
    "pricebook": Sample(("zz{n}", "--region", "华东"), ("--note", "9")),
    "pricetalk": Sample(
        ("--client", "C1", "--product", "zz", "--price", "4{n}"),
        ("--quantity", "5"),
        "client=C1",
        ("product", "add", "zz"),
    ),
    "quote": Sample(("C1", "--name", "zz{n}"), ("--note", "9")),
    "quoteline": Sample(
        ("--quote", "Q1", "--text", "zz{n}", "--price", "5"), ("--unit", "台"), "text~zz", ("quote", "add", "C1")
    ),
    "order": Sample(("C1", "--name", "zz{n}"), ("--note", "9")),
    "orderline": Sample(
        ("--order", "R1", "--text", "zz{n}", "--price", "5"), ("--unit", "台"), "text~zz", ("order", "add", "C1")
    ),
    "payment": Sample(("C1", "100{n}"), ("--note", "9"), "client=C1"),
    "contract": Sample(("zz{n}", "--client", "C1"), ("--kind", "框架")),
    "membership": Sample(("--client", "C1", "--number", "zz{n}"), ("--level", "金卡"), "number~zz"),
}
OTHERS = {"tag": ("--add", "大客户"), "assign": ("--to", "李强"), "rm": ()}
APART = (
    "field", "hook", "stagetask", "cadence", "limit", "component", "price", "instalment", "approval", "delivery", "deliveryline", "invoice",
    "invoiceline", "allocation", "point",
)  # fmt: skip
"""A field is a column of all records of its noun: it is changed and taken out one at a time. A hook has a program, a stage task a stage,
a cadence one level or tag, a limit one role, a component two products, a price a book too, a part of a plan its share of an order. What is asked
of somebody, went out, was billed, paid or counted is made by verbs of its own and stays as it was."""


@pytest.fixture
def office(firm: Runner, begun: Begun) -> Runner:
    """C1 科锐, and 李强 who may be given something."""

    def lay() -> None:
        assert firm("client", "add", "科锐").code == 0
        assert firm("user", "add", "李强").code == 0

    begun(lay)
    return firm


def test_every_noun_is_tried() -> None:
    assert set(visible()) - set(APART) == set(SAMPLES)


@pytest.mark.parametrize("noun", SAMPLES)
def test_a_verb_over_many_is_asked_about_planned_and_undone_in_one_step(office: Runner, noun: str) -> None:
    sample = SAMPLES[noun]
    did(office, *sample.first)
    for n in range(4):
        did(office, noun, "add", *(word.format(n=n) for word in sample.add))
    verbs = ["edit", *(["tag"] if noun in TAGGED else []), *(["assign"] if noun in OWNED else []), "rm"]
    for verb in verbs:
        over_many(office, noun, verb, sample.found, sample.edit if verb == "edit" else OTHERS[verb])


def over_many(run: Runner, noun: str, verb: str, found: str, change: Sequence[str]) -> None:
    """The verb by a plan of what a filter finds and by stdin does the same, each in one step; unasked it does nothing."""
    column = {"tag": "tags", "assign": "owner", "rm": "ref"}.get(verb) or change[0].removeprefix("--").replace("-", "_")

    def now() -> list[dict[str, Any]]:
        return list(json.loads(did(run, noun, "list", found, "--json", "--sort", "ref", "--fields", f"ref,{column}")))

    before = now()
    refs = "".join(f"{row['ref']}\n" for row in before)
    assert len(before) == 4
    asked = run(noun, verb, found, *change)
    assert asked.code == 2 and "--yes" in asked.err
    did(run, noun, verb, found, *change, "--plan", "plan.jsonl")
    assert now() == before, (noun, verb)
    did(run, "apply", "plan.jsonl", "--yes")
    after = now()
    assert after != before, (noun, verb)
    did(run, "undo")
    did(run, noun, verb, "-", *change, "--yes", stdin=refs)
    assert now() == after, (noun, verb)
    did(run, "undo")
    assert now() == before, (noun, verb)


def did(run: Runner, *line: str, stdin: str = "") -> str:
    answer = run(*line, stdin=stdin)
    assert answer.code == 0, (line, answer.err)
    return answer.out

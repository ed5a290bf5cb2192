"""Who is there twice in a whole base: what is found, what is never certain, what is remembered."""

import itertools
import os
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from crm_cli.errors import Invalid
from crm_cli.people import apart, scanning
from crm_cli.people.judging import CERTAIN, NEVER_SURE, REVIEW
from crm_cli.records.nouns.clients import Client
from crm_cli.workspace import Workspace
from tests.founding import added, founded
from tests.people import english, firms, people

BESIDE = Path(__file__).parents[3] / "shared" / "data"
Refs = set[tuple[str, str]]


def base(names: Sequence[str], rows: Iterable[Sequence[Any]], country: str = "CN") -> Workspace:
    crm = founded(country=country)
    crm.load("client", names, rows)
    return crm


def found(crm: Workspace, noun: str = "client", least: float = 0.5) -> dict[tuple[str, str], scanning.Pair]:
    return {pair.refs: pair for pair in scanning.pairs(crm, noun, least=least)}


def truth(groups: Iterable[Sequence[int]]) -> Refs:
    """The refs of every two rows of a group."""
    return {
        (f"C{one + 1}", f"C{other + 1}") for group in groups for one, other in itertools.combinations(sorted(group), 2)
    }


def quality(told: Iterable[tuple[str, ...]], wanted: Refs) -> tuple[float, float, float]:
    pairs = {(one, other) for one, other in told}
    right = len(pairs & wanted)
    precision, recall = right / max(len(pairs), 1), right / len(wanted)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


@pytest.fixture(scope="module")
def office() -> Workspace:
    """Three hundred clients of one office, nothing twice, to which each test adds its own."""
    chance = random.Random(3)
    crm = founded()
    rows = []
    for number, firm in enumerate(firms.registered(chance, 300)):
        rows.append(
            (
                firm.whole,
                f"138{number * 7919 % 10**8:08d}",
                f"u{number}@firm{number}.example.com",
                firm.place,
                f"{number} 号中山路",
            )
        )
    crm.load("client", ["name", "phone", "email", "city", "address"], rows)
    return crm


def pair(crm: Workspace, one: dict[str, Any], other: dict[str, Any], noun: str = "client") -> scanning.Pair | None:
    """What a scan says of these two; the base is afterwards as it was."""

    class Back(Exception):
        pass

    result: list[scanning.Pair | None] = []
    try:
        with crm.step():
            refs = (added(crm, noun, **one).ref, added(crm, noun, **other).ref)
            result.append(found(crm, noun, least=0.02).get(refs))
            raise Back
    except Back:
        return result[0]


KERUI = {"name": "北京科锐配电自动化股份有限公司"}


def test_one_phone_and_one_name_are_certain(office: Workspace) -> None:
    told = pair(office, {**KERUI, "phone": "13911112222"}, {"name": "科锐配电自动化", "phone": "+86 139 1111 2222"})
    assert told is not None and told.verdict == CERTAIN
    assert {str(reason) for reason in told.reasons} >= {"same phone"}


def test_a_further_phone_counts_as_the_first_one_does(office: Workspace) -> None:
    told = pair(office, {**KERUI, "phone": "13911112222"}, {**KERUI, "other_phones": '["139-1111-2222"]'})
    assert told is not None and told.verdict == CERTAIN


def test_a_name_alone_is_never_certain(office: Workspace) -> None:
    told = pair(office, KERUI, KERUI)
    assert told is not None and told.verdict == REVIEW and told.probability <= NEVER_SURE


@pytest.mark.parametrize("same", [{}, {"website": "kerui.example.cn"}, {"phone": "13911112222"}])
def test_the_same_name_in_two_places_is_to_be_looked_at(office: Workspace, same: dict[str, str]) -> None:
    told = pair(office, {"name": "北京科锐配电有限公司", **same}, {"name": "上海科锐配电有限公司", **same})
    assert told is not None and told.verdict == REVIEW


def test_companies_at_one_switchboard_are_not_the_same(office: Workspace) -> None:
    told = pair(
        office,
        {"name": "北京科锐配电有限公司", "phone": "010-82345678"},
        {"name": "上海蓝鲸文化传媒有限公司", "phone": "010-82345678"},
    )
    assert told is None or told.probability < 0.5


def test_free_mail_is_no_domain_in_common(office: Workspace) -> None:
    told = pair(office, {"name": "科锐配电", "email": "a.lin@163.com"}, {"name": "大山苗圃", "email": "shuwu@163.com"})
    assert told is None or told.probability < 0.5


def test_two_of_one_household_are_not_the_same(office: Workspace) -> None:
    home = {"type": "person", "address": "中关村大街27号3单元501", "city": "北京", "phone": "010-62345678"}
    told = pair(office, {"name": "李建国", **home}, {"name": "李晓梅", **home})
    assert told is None or told.probability < 0.5


def test_those_who_share_a_mobile_under_other_names_are_never_certain(office: Workspace) -> None:
    told = pair(
        office,
        {"name": "李建国", "type": "person", "phone": "13911112222"},
        {"name": "王晓梅", "type": "person", "phone": "13911112222"},
    )
    assert told is None or told.verdict != CERTAIN


def test_colleagues_who_are_leads_of_one_company_are_not_the_same(office: Workspace) -> None:
    company = {"company": "科锐配电", "phone": "010-82345678"}
    told = pair(office, {"name": "陈晨", **company}, {"name": "赵磊", **company}, "lead")
    assert told is None or told.probability < 0.5


def test_an_empty_base_and_one_client_have_no_duplicates() -> None:
    crm = founded()
    assert list(scanning.pairs(crm, "client")) == []
    added(crm, "client", name="科锐")
    assert list(scanning.pairs(crm, "client")) == []


@pytest.mark.parametrize("noun", ["client", "lead", "contact"])
def test_in_a_base_of_five_two_of_one_name_and_phone_are_certain(noun: str) -> None:
    crm = founded()
    home = {"client": added(crm, "client", name="科锐配电").id} if noun == "contact" else {}
    for name, phone in (
        ("李建国", "13911112222"),
        ("李建国", "+86 139 1111 2222"),
        ("王芳", "13911113333"),
        ("赵磊", "13911114444"),
        ("陈晨", ""),
    ):
        added(crm, noun, name=name, phone=phone or None, **home)
    (told,) = scanning.pairs(crm, noun)
    assert (told.names, told.verdict) == (("李建国", "李建国"), CERTAIN)


def test_colleagues_of_one_given_name_are_not_the_same(office: Workspace) -> None:
    company = {"company": "苏州棠溪纺织有限公司", "city": "苏州"}
    one, other = {"name": "胡家豪", "phone": "13911112222"}, {"name": "杨家豪", "phone": "13911113333"}
    told = pair(office, {**company, **one}, {**company, **other}, "lead")
    assert told is None or told.probability < 0.5


def test_a_shared_number_typed_in_two_ways_is_called_the_same(office: Workspace) -> None:
    told = pair(office, {**KERUI, "phone": "010-6298 1321"}, {**KERUI, "phone": "01062981321"})
    assert told is not None and "same phone" in {str(reason) for reason in told.reasons}


def test_fields_of_the_team_count_too() -> None:
    chance, crm = random.Random(5), founded()
    added(crm, "field", noun_name="client", name="badge", kind="text")
    crm.forget_fields()
    rows = [
        (firm.whole, {"badge": f"B{number * 7919:08d}"}) for number, firm in enumerate(firms.registered(chance, 200))
    ]
    crm.load("client", ["name", "extra"], [*rows, (rows[0][0], rows[0][1])])
    told = found(crm)[("C1", "C201")]
    assert "same badge" in map(str, told.reasons)


def test_two_that_were_told_apart_are_not_shown_again_until_that_is_undone() -> None:
    crm = base(
        ["name", "phone"],
        [
            ("科锐配电", "13911112222"),
            ("科锐配电", "13911112222"),
            *((f"公司{n}", f"1370000{n:04}") for n in range(60)),
        ],
    )
    assert ("C1", "C2") in found(crm)
    first, second = crm.get(Client, "C1"), crm.get(Client, "C2")
    assert apart.tell_apart(crm, second, first)
    assert not apart.tell_apart(crm, first, second)
    assert ("C1", "C2") not in found(crm)
    crm.undo()
    assert ("C1", "C2") in found(crm)


def test_what_was_told_apart_goes_with_the_record_and_comes_back_with_it() -> None:
    crm = base(["name"], [("科锐",), ("科锐",)])
    first, second = crm.get(Client, "C1"), crm.get(Client, "C2")
    apart.tell_apart(crm, first, second)
    crm.remove(first)
    assert not apart.are_apart(crm, first.id, second.id)
    crm.undo()
    assert apart.are_apart(crm, second.id, first.id)


def test_only_two_of_one_kind_can_be_told_apart() -> None:
    crm = founded()
    client, lead = added(crm, "client", name="科锐"), added(crm, "lead", name="科锐")
    for one, other in ((client, lead), (client, client)):
        with pytest.raises(Invalid):
            apart.tell_apart(crm, one, other)


def test_five_thousand_people_without_phones_are_found_again() -> None:
    chance = random.Random(11)
    rows = list(people.people(chance, 4000))
    groups = [[at] for at in range(len(rows))]
    for at in chance.sample(range(4000), 1000):
        groups[at].append(len(rows))
        rows.append(people.again(chance, rows[at]))
    values = [
        (f"{given} {family}".strip() or "?", given or None, family or None, "person", *(cell or None for cell in rest))
        for given, family, *rest in rows
    ]
    crm = base(["name", "given", "family", "type", "address", "city", "postcode"], values, "GB")
    _precision, _recall, f1 = quality(found(crm), truth(groups))
    assert f1 >= 0.90


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_companies_are_found_in_the_forms_that_people_type(seed: int) -> None:
    chance = random.Random(seed)
    names: list[str] = []
    groups: list[list[int]] = []
    for firm in firms.registered(chance, 500):
        groups.append([len(names)])
        names.append(firm.whole)
        if chance.random() < 0.6:
            groups[-1].append(len(names))
            names.append(firms.typed(chance, firm))
    told = found(base(["name"], [(name,) for name in names]))
    precision, recall, _f1 = quality(told, truth(groups))
    assert precision >= 0.95 and recall >= 0.95
    assert not any(one.verdict == CERTAIN for one in told.values())


@pytest.mark.parametrize(
    ("noun", "made", "names", "least"),
    [
        ("client", english.companies, ["name", "phone", "website", "city"], 0.90),
        ("lead", english.leads, ["name", "company", "phone", "email"], 0.90),
    ],
)
def test_neither_colleagues_nor_companies_of_one_trade_are_taken_for_the_same(
    noun: str, made: Callable[..., Iterable[tuple[english.Row, english.Row | None]]], names: list[str], least: float
) -> None:
    rows: list[english.Row] = []
    groups: list[list[int]] = []
    for row, again in made(random.Random(1), 500):
        groups.append(list(range(len(rows), len(rows) + (2 if again else 1))))
        rows += [row, again] if again else [row]
    crm = founded(country="GB")
    crm.load(noun, names, rows)
    letter = {"client": "C", "lead": "L"}[noun]
    told = [tuple(ref.replace(letter, "C") for ref in refs) for refs in found(crm, noun)]
    assert quality(told, truth(groups))[2] >= least


# --- real data


@pytest.fixture(scope="module")
def data() -> Path:
    folder = Path(os.environ.get("CRM_TEST_DATA") or BESIDE)
    if not folder.is_dir():
        pytest.skip("the real test data is not here: set CRM_TEST_DATA")
    return folder


@pytest.mark.parametrize("kind", ["organisation", "person"])
def test_customers_of_one_name_are_never_certain(data: Path, kind: str) -> None:
    lines = (data / "cn" / "superstore-customers.utf8bom.csv").read_text("utf-8-sig").splitlines()[1:]
    cells = [line.split(",") for line in lines]
    crm = base(["name", "type", "city", "region"], [(row[1], kind, row[3], row[4]) for row in cells])
    assert not [pair.names for pair in scanning.pairs(crm, "client", least=0.02) if pair.verdict == CERTAIN]


@pytest.mark.parametrize(("number", "least"), [(1, 0.999), (2, 0.998)])
def test_people_of_febrl_are_found(data: Path, number: int, least: float) -> None:
    lines = (data / "febrl" / f"dataset{number}.csv").read_text("utf-8").splitlines()[1:]
    rows, groups = [], dict[str, list[int]]()
    for at, line in enumerate(lines):
        identity, given, family, house, street, estate, town, postcode, state, born, _ssn = (
            cell.strip() for cell in line.split(",")
        )
        groups.setdefault(identity.split("-")[1], []).append(at)
        address = " ".join(filter(None, (house, street, estate)))
        day = f"{born[:4]}-{born[4:6]}-{born[6:]}" if born else ""
        rows.append([f"{given} {family}".strip() or "?", given, family, "person", address, town, postcode, state, day])
    values = [[cell or None for cell in row] for row in rows]
    names = ["name", "given", "family", "type", "address", "city", "postcode", "region", "birthday"]
    assert quality(found(base(names, values, "GB")), truth(groups.values()))[2] >= least

"""Who is meant: every way of naming a record, from the surest to the least sure."""

import pytest

from crm_cli.errors import Ambiguous, Candidate, NotFound
from crm_cli.records.registry import NOUNS, Noun, load
from crm_cli.workspace import Workspace
from tests.founding import added, founded


@pytest.fixture(scope="module")
def crm() -> Workspace:
    crm = founded()
    kerui = added(crm, "client", name="北京科锐配电自动化股份有限公司", phone="010-82345678", owner=crm.me)
    tong = added(crm, "client", name="清华同方股份有限公司", email="info@thtf.example")
    added(crm, "client", name="清华紫光有限公司")
    mueller = added(crm, "client", name="Müller & Söhne GmbH")
    added(
        crm, "contact", name="李建国", family="李", given="建国", client=kerui.id, phone="13801234567", title="总经理",
        other_phones='["13900001111"]', email="Li@Example.com", other_emails='["li2@example.com"]',
    )  # fmt: skip
    added(crm, "contact", name="李梅", family="李", given="梅", client=tong.id, title="采购经理")
    added(crm, "contact", name="Anna Müller", family="Müller", given="Anna")
    added(crm, "contact", name="曾国强", family="曾", given="国强", client=tong.id)
    added(crm, "contact", name="Karl Peter Busch", family="Busch", given="Karl Peter", client=mueller.id)
    crm.name_external(tong, "erp", "K-4711")
    return crm


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("C1", "C1"),
        ("c1", "C1"),
        ("P2", "P2"),
        ("13801234567", "P1"),
        ("138 0123 4567", "P1"),
        ("+86 138-0123-4567", "P1"),
        ("0086 13801234567", "P1"),
        ("１３８０１２３４５６７", "P1"),
        ("13900001111", "P1"),
        ("(010) 8234 5678", "C1"),
        ("82345678", "C1"),
        ("4567", "P1"),
        ("li@example.com", "P1"),
        ("LI2@EXAMPLE.COM", "P1"),
        ("K-4711", "C2"),
        ("北京科锐配电自动化股份有限公司", "C1"),
        ("科锐", "C1"),
        ("科锐配电", "C1"),
        ("kerui", "C1"),
        ("kr", "C1"),
        ("bjkr", "C1"),
        ("qhtf", "C2"),
        ("qinghuatongfang", "C2"),
        ("清华同方", "C2"),
        ("科锐李总", "P1"),
        ("同方李经理", "P2"),
        ("曾总", "P4"),
        ("科锐 李建国", "P1"),
        ("科锐 李总", "P1"),
        ("科锐李建国", "P1"),
        ("科锐配电李建国", "P1"),
        ("北京科锐李建国", "P1"),
        ("清华同方 曾国强", "P4"),
        ("同方李梅", "P2"),
        ("Müller & Söhne Karl Peter Busch", "P5"),
        ("qhtf zgq", "P4"),
        ("zeng", "P4"),
        ("zgq", "P4"),
        ("am", "P3"),
        ("ms", "C4"),
        ("Frau Müller", "P3"),
        ("Müller & Söhne", "C4"),
        ("mueller soehne", "C4"),
    ],
)
def test_a_record_is_found_as_people_name_it(crm: Workspace, text: str, ref: str) -> None:
    assert crm.get_any(["client", "contact"], text).ref == ref


def test_two_that_fit_are_a_question_with_candidates(crm: Workspace) -> None:
    with pytest.raises(Ambiguous) as caught:
        crm.get_any(["client"], "清华")
    assert [line.split()[0] for line in caught.value.candidates] == ["C3", "C2"]


def test_a_contact_is_told_by_client_and_position(crm: Workspace) -> None:
    with pytest.raises(Ambiguous) as caught:
        crm.get(load("contact"), "李")
    assert caught.value.candidates[0] == "P2  李梅 · 清华同方股份有限公司 · 采购经理"


def test_mine_come_first_among_candidates(crm: Workspace) -> None:
    found = crm.finder.candidates(["client"], "公司")
    assert found[0][1] == crm.get(load("client"), "C1").id


def test_of_several_the_one_somebody_spoke_to_last_comes_before_the_newer(crm: Workspace) -> None:
    crm = founded()
    first, second = (added(crm, "client", name=name) for name in ("清华同方", "清华紫光"))
    added(crm, "activity", kind="note", at="2026-11-21T02:00:00Z", client=second.id)
    assert [identity for _noun, identity in crm.finder.candidates(["client"], "清华")] == [second.id, first.id]
    added(crm, "activity", kind="call", at="2026-10-01T02:00:00Z", client=first.id)
    assert [identity for _noun, identity in crm.finder.candidates(["client"], "清华")] == [first.id, second.id]


def test_a_candidate_is_a_line_for_people_and_an_object_for_programs(crm: Workspace) -> None:
    with pytest.raises(Ambiguous) as caught:
        crm.get(load("contact"), "李")
    (first, *_rest) = caught.value.candidates
    assert isinstance(first, Candidate)
    assert first.told == {
        "noun": "contact", "ref": "P2", "name": "李梅", "client": "清华同方股份有限公司", "title": "采购经理", "owner": None
    }  # fmt: skip


def test_nobody_is_an_error_that_says_how_to_look(crm: Workspace) -> None:
    with pytest.raises(NotFound, match="there is no client “火星”") as caught:
        crm.get_any(["client"], "火星")
    assert caught.value.hint


def test_at_last_is_what_i_touched_last() -> None:
    crm = founded()
    added(crm, "client", name="甲")
    second = added(crm, "client", name="乙")
    first = crm.get(load("client"), "甲")
    assert crm.get(load("client"), "@last").id == second.id
    crm.change(first, level="A")
    assert crm.get(load("client"), "@last").id == first.id


def test_the_ref_of_a_merged_record_leads_to_its_survivor_even_around_a_circle() -> None:
    crm = founded()
    a, b = added(crm, "client", name="甲"), added(crm, "client", name="乙")
    crm.change(b, merged_into=a.id)
    assert crm.get(load("client"), "C2").id == a.id
    with crm.step():
        crm.store.db.execute("UPDATE clients SET merged_into = ? WHERE id = ?", (b.id, a.id))
    assert crm.finder.exactly(load_noun(), "C1") == crm.finder.exactly(load_noun(), "C2") == [min(a.id, b.id)]


def load_noun() -> Noun:

    return NOUNS["client"]

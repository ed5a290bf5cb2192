"""Call records of an exchange, a router, a bill: each as calls, with whom, once."""

import io

import pytest

from crm_cli.errors import Invalid
from crm_cli.exchange import bills
from crm_cli.exchange.reading import Asked
from crm_cli.workspace import Workspace
from tests.founding import added, founded

ASTERISK = """\
"","13801234567","801","from-trunk","x <138>","SIP/trunk-0001","SIP/801-0002","Dial","SIP/801,30","2026-11-20 09:00:00","2026-11-20 09:00:05","2026-11-20 09:02:05",125,120,"ANSWERED","DOCUMENTATION","1795000000.1",""
"","801","13900001111","from-internal","","SIP/801-0003","SIP/trunk-0004","Dial","","2026-11-20 10:00:00","","2026-11-20 10:00:30",30,0,"NO ANSWER","DOCUMENTATION","1795000000.2",""
"","801","802","from-internal","","SIP/801-0003","SIP/802-0004","Dial","","2026-11-20 10:00:00","","2026-11-20 10:00:30",30,0,"NO ANSWER","DOCUMENTATION","1795000000.3",""
"""
FRITZ = """\
sep=;
Typ;Datum;Name;Rufnummer;Landes-/Ortsnetzbereich;Nebenstelle;Eigene Rufnummer;Dauer
1;20.11.26 11:12;Li;013801234567;;801;82345678;0:05
2;20.11.26 12:12;;01082345678;;;82345678;0:00
4;20.11.26 13:12;;13900002222;;;82345678;1:12
"""
BILL = """\
通话类型,对方号码,通话开始时间,通话时长
主叫,13801234567,2026-11-19 08:01:02,1分15秒
被叫,95588,2026-11-19 09:01:02,20
未接,13900003333,2026-11-19 09:05:02,
"""


@pytest.fixture
def crm() -> Workspace:
    base = founded()
    added(base, "user", name="李强", extension="801")
    base.user = "王芳"
    client = added(base, "client", name="科锐配电", phone="010 8234 5678")
    added(base, "contact", name="李建国", client=client.id, phone="13801234567")
    return base


def told(crm: Workspace, text: str, *own: str) -> list[dict[str, str]]:
    sheet = bills.Bill(crm, bills.read(lambda: io.BytesIO(text.encode()), Asked()), own).told
    return [dict(zip(sheet.headers, row.cells, strict=True)) for row in sheet.rows() if not row.error]


def brief(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    names = ("direction", "outcome", "seconds", "phone", "contact", "owner")
    return [tuple(row[name] for name in names) for row in rows]


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ("对方号码,类型,地点", "no column has the time; there are 对方号码, 类型, 地点"),
        ("时间,类型,地点", "no column has the number; there are 时间, 类型, 地点"),
        ("甲,乙,丙", "no column has the number, and none the time; there are 甲, 乙, 丙"),
    ],
)
def test_which_column_a_file_lacks_is_said_with_those_it_has(crm: Workspace, heads: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        told(crm, f"{heads}\na,b,c\nd,e,f\n")
    assert said in str(caught.value) and caught.value.hint == "crm call import --help"


def test_a_file_may_call_the_time_just_that(crm: Workspace) -> None:
    rows = told(crm, "对方号码,时间,类型\n13801234567,2026-11-19 08:01:02,被叫\n")
    assert [(row["at"], row["direction"], row["contact"]) for row in rows] == [("2026-11-19 08:01:02", "in", "P1")]


def test_the_log_of_asterisk_has_no_headings_and_its_first_row_counts(crm: Workspace) -> None:
    rows = told(crm, ASTERISK)
    assert brief(rows) == [
        ("in", "connected", "120", "13801234567", "P1", "U2"),
        ("out", "no_answer", "", "13900001111", "", "U2"),
    ]
    assert [row["external"] for row in rows] == ["1795000000.1", "1795000000.2"]


def test_the_log_of_asterisk_may_have_headings(crm: Workspace) -> None:
    assert brief(told(crm, ",".join(bills.ASTERISK) + "\n" + ASTERISK)) == brief(told(crm, ASTERISK))


def test_the_list_of_a_fritz_box_counts_hours_and_minutes(crm: Workspace) -> None:
    assert brief(told(crm, FRITZ)) == [
        ("in", "connected", "300", "013801234567", "P1", "U2"),
        ("in", "no_answer", "", "01082345678", "", ""),
        ("out", "connected", "4320", "13900002222", "", ""),
    ]


def test_a_bill_says_the_way_and_the_length_in_chinese(crm: Workspace) -> None:
    rows = told(crm, BILL)
    assert brief(rows) == [
        ("out", "connected", "75", "13801234567", "P1", ""),
        ("in", "connected", "20", "95588", "", ""),
        ("in", "no_answer", "", "13900003333", "", ""),
    ]
    assert len({row["external"] for row in rows}) == 3


def test_with_two_numbers_the_one_that_is_ours_tells_the_way(crm: Workspace) -> None:
    text = "主叫号码,被叫号码,开始时间,时长\n13801234567,010-66668888,2026-11-19 08:00:00,10\n"
    assert told(crm, text) == []
    assert brief(told(crm, text, "01066668888"))[0][:2] == ("in", "connected")


def test_the_same_call_twice_in_a_file_that_numbers_none_is_two(crm: Workspace) -> None:
    line = "主叫,13801234567,2026-11-19 08:01,60\n"
    rows = told(crm, "通话类型,对方号码,开始时间,时长\n" + line * 2)
    assert len({row["external"] for row in rows}) == 2


def test_what_is_no_list_of_calls_is_refused(crm: Workspace) -> None:
    with pytest.raises(Invalid, match="no list of calls"):
        told(crm, "name,city\na,b\n")

"""A column settles how its own dates and numbers are read; what it leaves open is refused, both readings named."""

import pytest

from tests.conftest import Runner
from tests.exchange.conftest import Written
from tests.exchange.test_importing import listed


def values(crm: Runner, noun: str, field: str) -> list[object]:
    return [row[field] for row in listed(crm, noun, "--fields", field)]


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["03/04/2026", "25/04/2026"], ["2026-04-03", "2026-04-25"]),
        (["03/04/2026", "04/25/2026"], ["2026-03-04", "2026-04-25"]),
        (["3.4.2026"], ["2026-04-03"]),
        (["2026/4/3", "20260404", "2026年4月5日"], ["2026-04-03", "2026-04-04", "2026-04-05"]),
        (["15 Apr, 2021", "Apr 16, 2021", "17 Apr 2021"], ["2021-04-15", "2021-04-16", "2021-04-17"]),
        (["05/05/2026"], ["2026-05-05"]),
        (["13-4-26"], ["2026-04-13"]),
    ],
)
def test_dates_in_the_order_their_column_shows(
    crm: Runner, written: Written, cells: list[str], days: list[str]
) -> None:
    rows = "".join(f'A{number},"{cell}"\n' for number, cell in enumerate(cells))
    done = crm("import", "client", written("name,since\n" + rows))
    assert done.code == 0, done.err
    assert values(crm, "client", "since") == days


@pytest.mark.usefixtures("base")
def test_an_order_that_nothing_shows_is_refused_until_it_is_told(crm: Runner, written: Written) -> None:
    file = written("name,since\nA,03/04/2026\nB,05/06/2026\n")
    done = crm("import", "client", file)
    assert done.code == 2
    assert (
        done.err
        == "crm: column “since”: “03/04/2026” may be 2026-04-03 or 2026-03-04. Try: --date 'since=dmy' · --date 'since=mdy'\n"
    )
    assert listed(crm, "client") == []
    assert crm("import", "client", file, "--date", "since=mdy").code == 0
    assert values(crm, "client", "since") == ["2026-03-04", "2026-05-06"]


@pytest.mark.usefixtures("base")
def test_a_column_in_both_orders_is_refused(crm: Runner, written: Written) -> None:
    assert crm("import", "client", written("name,since\nA,03/04/2026\nB,25/06/2026\nC,06/25/2026\n")).code == 2


@pytest.mark.usefixtures("base")
def test_a_moment_with_its_hour(crm: Runner, written: Written) -> None:
    file = written('text,kind,at\nhello,note,"15 Apr, 2021 00:02:00"\nhello,note,25/12/2021 14:30\n')
    assert crm("import", "activity", file).code == 0
    assert sorted(map(str, values(crm, "activity", "at"))) == ["2021-04-14T16:02:00Z", "2021-12-25T06:30:00Z"]


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["4.500,00", "1.200"], ["4500.00", "1200.00"]),
        (["4500.25", "1.200"], ["4500.25", "1.20"]),
        (["4,5", "12"], ["4.50", "12.00"]),
        (["€ 1.234,50", "1.234.567"], ["1234.50", "1234567.00"]),
        (["4,821", "1,100"], ["4821.00", "1100.00"]),
    ],
)
def test_amounts_by_the_marks_their_column_shows(
    crm: Runner, written: Written, cells: list[str], amounts: list[str]
) -> None:
    rows = "".join(f'A{number};"{cell}"\n' for number, cell in enumerate(cells))
    done = crm("import", "client", written("name;revenue\n" + rows))
    assert done.code == 0, done.err
    assert values(crm, "client", "revenue") == amounts


@pytest.mark.usefixtures("german")
def test_a_mark_that_nothing_shows_is_refused_until_it_is_told(crm: Runner, written: Written) -> None:
    file = written("name;revenue\nA;4.500\n")
    done = crm("import", "client", file)
    assert (done.code, "may be 4.50 or 4500.00" in done.err) == (2, True)
    assert crm("import", "client", file, "--decimal", "revenue=,").code == 0
    assert values(crm, "client", "revenue") == ["4500.00"]


@pytest.mark.usefixtures("german")
def test_numbers_of_json_are_numbers_in_every_country(crm: Runner) -> None:
    assert crm("import", "client", "-", stdin='{"name": "A", "revenue": 4.500}\n').code == 0
    assert values(crm, "client", "revenue") == ["4.50"]


@pytest.mark.usefixtures("base")
def test_an_amount_with_another_currency_makes_it_the_records_own(crm: Runner, written: Written) -> None:
    assert crm("import", "product", written('name,price\nA,"$1,046.90"\nB,12\n')).code == 0
    assert listed(crm, "product", "--fields", "price") == [
        {"price": "1046.90", "currency": "USD"},
        {"price": "12.00", "currency": "CNY"},
    ]
    done = crm("import", "product", written("name,price,currency\nC,$5,EUR\nD,1000,JPY\n"))
    assert (done.code, "“$5” is not in EUR" in done.err) == (7, True)
    assert listed(crm, "product", "name=D", "--fields", "price") == [{"price": "1000", "currency": "JPY"}]


@pytest.mark.usefixtures("german")
def test_a_german_mobile_is_no_chinese_one(crm: Runner, written: Written) -> None:
    assert crm("import", "client", written("name;phone\nA;0151 23456789\n")).code == 0
    assert crm("client", "show", "+49 151 23456789").code == 0


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("15 Apr, 2021 00:02:00", "2021-04-15"), ("2024年5月3日", "2024-05-03"), ("2024年5月", "2024-05-01"), ("2024-05", "2024-05-01"), ("05/2024", "2024-05-01"),
        ("May 2024", "2024-05-01"), ("20240503", "2024-05-03"), ("3. Mai 2024", "2024-05-03"), ("03. Dez. 2024", "2024-12-03"), ("1 März 2024", "2024-03-01"),
        ("Oktober 2024", "2024-10-01"), ("April 15, 2021", "2021-04-15"), ("2024-05-03 10:00:00 UTC", "2024-05-03"), ("13/5/24 15:02", "2024-05-13"),
        ("5/13/2024 3:02 PM", "2024-05-13"), ("2024-05-03T10:00:00.000+0000", "2024-05-03"),
    ],
)  # fmt: skip
def test_days_as_files_write_them(crm: Runner, written: Written, cell: str, day: str) -> None:
    done = crm("import", "client", written(f'name,since\nA,"{cell}"\n'))
    assert done.code == 0, done.err
    assert listed(crm, "client", "--fields", "since") == [{"since": day}]


@pytest.mark.usefixtures("base")
def test_a_month_without_a_day_is_said(crm: Runner, written: Written) -> None:
    done = crm("import", "client", written("name,since\nA,2024年5月\nB,2024-06-01\n"))
    assert "column “since”: “2024年5月” names a month only; its first day was taken" in done.err


@pytest.mark.usefixtures("base")
def test_days_that_a_spreadsheet_counts_are_refused_with_what_they_would_be(crm: Runner, written: Written) -> None:
    file = written("name,since\nA,45000\nB,45001\n")
    done = crm("import", "client", file)
    assert done.code == 2
    assert "45000 is a day as a spreadsheet counts it, 2023-03-15" in done.err
    assert crm("import", "client", file, "--date", "since=excel").code == 0
    assert [row["since"] for row in listed(crm, "client", "--fields", "since")] == ["2023-03-15", "2023-03-16"]
    one = written("name,since\nC,45000\nD,2024-01-01\n", "one.csv")
    assert crm("import", "client", one).code == 7


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("header", "cell", "amount", "currency"),
    [
        ("额度(万元)", "12.5", "125000.00", "CNY"), ("额度(万元)", "1.23456", "12345.60", "CNY"), ("Credit limit (k€)", "4,5", "4500.00", "EUR"),
        ("Credit limit", "12万", "120000.00", "CNY"), ("Credit limit", "￥1,200.00", "1200.00", "CNY"), ("Credit limit", "$1,046.9", "1046.90", "USD"),
        ("Credit limit", "1.234,50 €", "1234.50", "EUR"), ("Credit limit [USD]", "7", "7.00", "USD"),
    ],
)  # fmt: skip
def test_amounts_with_the_unit_of_their_header(
    crm: Runner, written: Written, header: str, cell: str, amount: str, currency: str
) -> None:
    done = crm("import", "client", written(f'name,{header}\nA,"{cell}"\n'), "--map", f"{header}=credit_limit")
    assert done.code == 0, done.err
    (row,) = listed(crm, "client", "--fields", "credit_limit,currency")
    assert (row["credit_limit"], row["currency"] or "CNY") == (amount, currency)


@pytest.mark.usefixtures("base")
def test_a_cell_and_a_header_that_both_have_a_unit_are_refused(crm: Runner, written: Written) -> None:
    done = crm("import", "client", written("name,年营业额(万元)\nA,12万\nB,12\n"))
    assert (done.code, "“12万” has a unit, and so has its column: 万元" in done.err) == (7, True)
    assert "column “年营业额(万元)”: its numbers are in 万元" in done.err


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("cells", "stored", "said"),
    [
        (("75", "60"), ["75", "60"], ""),
        (("75%", "60 %"), ["75", "60"], ""),
        (("0.75", "1"), ["75", "100"], "1 is the whole, so 0.75 is 75 %"),
        (("0.5", "75"), ["0.5", "75"], "numbers are per cent, so 0.5 is 0.5 %"),
    ],
)
def test_per_cent_by_the_whole_column(
    crm: Runner, written: Written, cells: tuple[str, ...], stored: list[str], said: str
) -> None:
    rows = "".join(f"c{n},{cell}\n" for n, cell in enumerate(cells))
    done = crm("import", "client", written("name,partner share\n" + rows))
    assert done.code == 0, done.err
    assert said in done.err
    assert [float(row["partner_share"]) for row in listed(crm, "client", "--fields", "partner_share")] == [
        float(one) for one in stored
    ]


@pytest.mark.usefixtures("base")
def test_a_column_of_ones_may_be_either_and_is_refused_until_it_is_told(crm: Runner, written: Written) -> None:
    file = written("name,partner share\nA,1\nB,0\n")
    done = crm("import", "client", file)
    assert (done.code, "1 may be 1 % or 100 %" in done.err) == (2, True)
    assert crm("import", "client", file, "--value", "partner share:1=100%").code == 0
    assert float(listed(crm, "client", "--fields", "partner_share")[0]["partner_share"]) == 100

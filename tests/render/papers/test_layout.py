"""What stands on a paper, in the language of its reader."""

import pytest

from crm_cli.records.countries import COUNTRIES
from crm_cli.records.printed import Firm, Item, Paper, Part, Person, Place, Rate, Sums
from crm_cli.render.papers.layout import laid_out
from crm_cli.render.papers.letters import place
from crm_cli.render.papers.sheet import Sheet
from crm_cli.render.papers.wording import DE, EN, LANDS, WORDS, ZH
from tests.render.papers.conftest import FIRM, ITEM, paper

REVERSE = Sums(10000, 0, 10000, 0, 10000, (Rate("reverse", 0, 10000, 0),))


def sheet(firm: Firm = FIRM, **said: object) -> Sheet:
    return laid_out(paper(**said), firm)


def below(found: Sheet) -> dict[str, tuple[str, ...]]:
    return dict(found.notes)


def cells(found: Sheet, row: int = 0) -> dict[str, str]:
    return {column.key: cell.text for column, cell in zip(found.columns, found.rows[row].cells, strict=True)}


def sums(found: Sheet) -> list[tuple[str, str]]:
    return [(one.label, one.cell.text) for one in found.sums]


def test_every_language_has_every_word() -> None:
    assert ZH.keys() == EN.keys() == DE.keys()
    assert all(all(words.values()) for words in WORDS.values())


@pytest.mark.parametrize(
    ("language", "title", "day", "price", "total", "last"),
    [
        ("zh_CN", "报价单", "2026年11月22日", "4,500.00", "¥14,492.25", "价税合计"),
        ("en", "Quotation", "22 November 2026", "4,500.00", "¥14,492.25", "Total incl. VAT"),
        ("de", "Angebot", "22.11.2026", "4.500,00", "14.492,25 ¥", "Gesamtbetrag brutto"),
    ],
)
def test_words_days_and_numbers_are_those_of_the_language(
    language: str, title: str, day: str, price: str, total: str, last: str
) -> None:
    found = sheet(language=language)
    assert (found.title, dict(found.facts)[WORDS[language]["date"]]) == (title, day)
    assert (cells(found)["price"], sums(found)[-1]) == (price, (last, total))


@pytest.mark.parametrize(
    ("language", "who", "said"),
    [
        ("zh_CN", Person("李建国", "李", "male"), "尊敬的李先生："),
        ("zh_CN", Person("王芳", "王", "female"), "尊敬的王女士："),
        ("zh_CN", Person("李建国", "李", "male", "李总"), "尊敬的李总："),
        ("zh_CN", Person("李建国", "李", "", "总"), "尊敬的李总："),
        ("zh_CN", Person("李建国", "李"), "尊敬的李建国："),
        ("zh_CN", Person("Anna Schmidt", "Schmidt", "female"), "尊敬的Anna Schmidt女士："),
        ("en", Person("John Smith", "Smith", "male"), "Dear Mr Smith,"),
        ("en", Person("Anna Smith", "Smith", "female"), "Dear Ms Smith,"),
        ("en", Person("Sam Smith", "Smith"), "Dear Sam Smith,"),
        ("de", Person("Hans Müller", "Müller", "male"), "Sehr geehrter Herr Müller,"),
        ("de", Person("Eva Müller", "Müller", "female"), "Sehr geehrte Frau Müller,"),
        ("de", Person("Kim Müller", "Müller"), "Guten Tag Kim Müller,"),
        ("zh_CN", None, "您好："),
        ("en", None, "Dear Sir or Madam,"),
        ("de", None, "Sehr geehrte Damen und Herren,"),
    ],
)
def test_a_letter_begins_as_one_does_in_the_language(language: str, who: Person | None, said: str) -> None:
    assert sheet(language=language, contact=who).opening[0] == said


def test_the_amount_in_capitals_stands_under_yuan_for_chinese_readers_only() -> None:
    assert sheet().capitals == ("大写金额", "人民币壹万肆仟肆佰玖拾贰元贰角伍分")
    assert sheet(currency="USD").capitals is None
    assert sheet(language="en").capitals is None


def test_invoice_data_and_the_bank_of_the_firm_stand_below() -> None:
    found = below(sheet())
    assert found["开票信息"] == ("抬头：广州科锐仪器有限公司", "税号：91440101MA5ABCDE1X")
    assert found["收款账户"] == ("开户行：招商银行上海分行", "账号：1219 0888")


def test_a_firm_speaks_in_its_own_words_where_it_has_some() -> None:
    assert sheet(language="de").closing == ("Beste Grüße", "王芳", "Guanxi GmbH")
    assert sheet().closing == ("顺颂商祺！", "王芳", "上海关系软件有限公司")


def test_a_firm_that_says_nothing_prints_a_paper_all_the_same() -> None:
    found = sheet(Firm())
    assert (found.firm, found.firm_lines, found.title) == ("", (), "报价单")


def test_reverse_charge_is_said_with_both_tax_ids() -> None:
    found = below(sheet(language="de", sums=REVERSE))
    assert found["Reverse Charge"] == (
        "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge). USt-IdNr. des Verkäufers: DE811111111; des Käufers: 91440101MA5ABCDE1X.",
    )
    assert ("USt. Reverse Charge auf 100,00 ¥", "0,00 ¥") in sums(sheet(language="de", sums=REVERSE))


def test_several_rates_and_a_discount_of_the_whole_are_told_one_by_one() -> None:
    told = Sums(2000000, 200000, 1800000, 117000, 1917000, (Rate("standard", 1300, 900000, 117000), Rate("exempt", 0, 900000, 0)))  # fmt: skip
    assert sums(sheet(language="en", sums=told, discount=1000)) == [
        ("Sum", "¥20,000.00"), ("Discount 10%", "-¥2,000.00"), ("Net", "¥18,000.00"), ("VAT 13% on ¥9,000.00", "¥1,170.00"),
        ("VAT exempt on ¥9,000.00", "¥0.00"), ("Total incl. VAT", "¥19,170.00"),
    ]  # fmt: skip


def test_where_prices_include_tax_it_is_told_below_the_total_what_it_holds() -> None:
    told = Sums(1130000, 0, 1000000, 130000, 1130000, (Rate("standard", 1300, 1000000, 130000),))
    found = sheet(language="en", sums=told, taxed=True)
    assert sums(found) == [("Total incl. VAT", "¥11,300.00"), ("of which VAT 13% on ¥10,000.00", "¥1,300.00")]
    assert [column.label for column in found.columns][-1] == "Amount incl. tax (CNY)"


def test_options_parts_and_words_are_told_from_items() -> None:
    items = (ITEM, ITEM._replace(part=True), ITEM._replace(optional=True), Item("text", "自述"))
    found = sheet(items=items)
    assert [row.look for row in found.rows] == ["item", "part", "option", "text"]
    assert [cells(found, at)["position"] for at in range(4)] == ["1", "", "2", ""]
    assert "选配，不计入合计" in found.rows[2].cells[1].below


def test_a_discount_of_the_document_is_an_amount_below_zero() -> None:
    assert cells(sheet(items=(ITEM._replace(kind="discount", price=10000, net=-10000),)))["price"] == "-100.00"


def test_a_price_for_a_hundred_says_so() -> None:
    found = sheet(items=(ITEM._replace(per=100),))
    price = cells(found)["price"]
    below = next(cell.below for cell in found.rows[0].cells if cell.text == price and cell.below)
    assert (price, below) == ("45.00", "4,500.00/100 台")


def test_yen_have_no_decimals() -> None:
    assert sums(sheet(currency="JPY", language="en"))[-1] == ("Total incl. VAT", "JP¥1,449,225")


def delivered(**said: object) -> Paper:
    went = (ITEM._replace(quantity="2", ordered="3", price=None, net=None),)
    return paper(
        noun="delivery", number="DN-2026-0001", items=went, sums=None, currency="", order="SO-2026-0001", **said
    )


def test_a_delivery_note_says_how_much_went_and_was_ordered_and_no_price() -> None:
    found = laid_out(delivered(carrier="顺丰", tracking="SF123"), FIRM)
    assert [column.key for column in found.columns] == ["position", "item", "code", "ordered", "quantity", "unit"]
    assert (cells(found)["ordered"], cells(found)["quantity"], found.sums, found.capitals) == ("3", "2", (), None)
    assert dict(found.facts)["运单号"] == "SF123" and found.signed == ("送货人（签字）", "收货人（签字）")
    assert laid_out(delivered(back=True), FIRM).title == "退货单"


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        ("submitted", "未经审批"),
        ("cancelled", "已取消"),
        ("superseded", "已被新版本取代"),
        ("draft", ""),
        ("sent", ""),
        ("open", ""),
    ],
)
def test_what_is_no_offer_or_no_order_any_more_says_so_on_paper(status: str, mark: str) -> None:
    assert sheet(status=status).mark == mark


def test_what_hides_or_reorders_text_is_told_by_its_number() -> None:
    assert laid_out(paper(subject="a\u202eb"), FIRM).facts[-1][1] == "a⟨202E⟩b"


def test_blanks_in_what_somebody_typed_are_not_filled_in() -> None:
    found = below(sheet(Firm({"tax_id": "{buyer}"}), language="en", sums=REVERSE))
    assert "seller: {buyer}; of the buyer: 91440101MA5ABCDE1X" in found["reverse charge"][0]


@pytest.mark.parametrize(
    ("language", "where", "lines"),
    [
        ("zh_CN", Place("科学大道1号", "黄埔区", "广州市", "广东省", "510663", "CN"), ["510663 广东省广州市黄埔区科学大道1号"]),
        ("de", Place("科学大道1号", "黄埔区", "广州市", "广东省", "510663", "CN"), ["510663 广东省广州市黄埔区科学大道1号"]),
        ("zh_CN", Place("Hauptstr. 1", "", "Berlin", "Berlin", "10115", "DE"), ["Hauptstr. 1", "10115 Berlin", "德国"]),
        ("en", Place("Hauptstr. 1", "", "Berlin", "", "10115", "DE"), ["Hauptstr. 1", "10115 Berlin", "Germany"]),
        ("de", Place("Hauptstr. 1", "", "Berlin", "", "10115", "AT"), ["Hauptstr. 1", "10115 Berlin", "Österreich"]),
        ("de", Place(country="Neverland"), ["Neverland"]),
        ("zh_CN", Place(), []),
    ],
)  # fmt: skip
def test_an_address_is_written_as_where_it_is_with_its_country_in_the_readers_words(
    language: str, where: Place, lines: list[str]
) -> None:
    assert list(place(where, language)) == lines


def test_every_country_we_know_has_a_name_in_every_language() -> None:
    assert all(set(names) == set(COUNTRIES) and all(names.values()) for names in LANDS.values())


PARTS = (
    Part(1234500, "signed", 3000, due="2026-11-22"), Part(100, "before"), Part(200, "delivered", days=1), Part(300, "invoiced", months=1, days=15),
    Part(400, "date", due="2027-01-31"), Part(500, "accepted", 1000, months=12, retention=True),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("zh_CN", "付款计划", ["签订后", "发货前", "交货后1天", "开票后1个月零15天", "按日期", "验收后12个月"]),
        ("en", "Payment plan", ["on signing", "before delivery", "1 day after delivery", "1 month and 15 days after the invoice", "on the day", "12 months after acceptance"]),
        ("de", "Zahlungsplan", ["bei Auftragserteilung", "vor Lieferung", "1 Tag nach Lieferung", "1 Monat und 15 Tage nach Rechnungsstellung", "zum Datum", "12 Monate nach Abnahme"]),
    ],
)  # fmt: skip
def test_a_payment_plan_is_told_part_by_part(language: str, title: str, said: list[str]) -> None:
    plan = sheet(language=language, noun="order", plan=PARTS).plan
    assert plan and plan.title == title
    assert [row.cells[0].text for row in plan.rows] == said
    assert [column.key for column in plan.columns] == ["item", "due", "discount", "amount"]
    assert [cell.text for cell in plan.rows[0].cells[2:]] == (
        ["30 %", "12.345,00"] if language == "de" else ["30%", "12,345.00"]
    )
    assert plan.rows[5].cells[0].below == WORDS[language]["retention"]
    assert sheet(language=language).plan is None


def test_a_plan_of_amounts_alone_has_no_column_of_shares() -> None:
    plan = sheet(plan=PARTS[1:3]).plan
    assert plan and [column.key for column in plan.columns] == ["item", "due", "amount"]


def test_a_long_code_stands_below_the_name_and_leaves_it_the_room() -> None:
    short, long = ITEM, ITEM._replace(code="GTX-PRO-2026-0001")
    found = sheet(items=(short, long))
    assert (cells(found)["code"], cells(found, 1)["code"]) == ("G-1", "")
    assert found.rows[1].cells[1].below.startswith("型号：GTX-PRO-2026-0001")
    assert "code" not in [column.key for column in sheet(items=(long,)).columns]

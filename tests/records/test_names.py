"""People's names, forms of address, and what a person types for a company."""

import os
from pathlib import Path

import pytest

from crm_cli.records.names import Address, address_form, brand, name_key, split_person


def real_data(name: str) -> Path:
    """A file of the public test data, or a skip with the reason."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    path = Path(os.environ.get("CRM_TEST_DATA", beside)) / name
    if not path.exists():
        pytest.skip(f"no {name}: CRM_TEST_DATA is not set and ../shared/data is not there")
    return path


@pytest.mark.parametrize(
    ("name", "country", "parts"),
    [
        ("王小明", "CN", ("王", "小明")), ("欧阳修", "CN", ("欧阳", "修")), ("歐陽 修", "TW", ("歐陽", "修")),
        ("司马相如", "CN", ("司马", "相如")), ("王", "CN", ("王", "")), ("阿卜杜拉·买买提", "CN", ("", "阿卜杜拉·买买提")),
        ("Müller, Hans", "DE", ("Müller", "Hans")), ("Dr. Hans von der Heide", "DE", ("von der Heide", "Hans")),
        ("Zhang Wei", "CN", ("Zhang", "Wei")), ("Anna Li", "CN", ("Li", "Anna")), ("John Smith", "CN", ("Smith", "John")),
        ("Nagy János", "HU", ("Nagy", "János")), ("Kim Min-jun", "KR", ("Kim", "Min-jun")),
        ("Gabriel García Márquez", "CO", ("García Márquez", "Gabriel")), ("Madonna", "US", ("Madonna", "")),
    ],
)  # fmt: skip
def test_a_name_is_split_in_the_order_of_its_culture(name: str, country: str, parts: tuple[str, str]) -> None:
    assert split_person(name, country) == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("李总", (None, "李", "总")), ("王经理", (None, "王", "经理")), ("张工", (None, "张", "工")),
        ("陈主任", (None, "陈", "主任")), ("李老师", (None, "李", "老师")), ("科锐李总", ("科锐", "李", "总")),
        ("科锐 李总", ("科锐", "李", "总")), ("科锐欧阳总监", ("科锐", "欧阳", "总监")), ("陳經理", (None, "陳", "經理")),
        ("小王", (None, "王", None)), ("老李", (None, "李", None)), ("Lee总", (None, "Lee", "总")),
        ("刘副总", (None, "刘", "副总")), ("Frau Müller", (None, "Müller", "Frau")),
        ("Herr Dr. Schmidt", (None, "Schmidt", "Herr Dr.")), ("Mr Smith", (None, "Smith", "Mr")),
        ("Ms. Lee", (None, "Lee", "Ms.")), ("ACME Herr von der Heide", ("ACME", "von der Heide", "Herr")),
    ],
)  # fmt: skip
def test_a_form_of_address_is_understood(typed: str, meant: tuple[str | None, str, str | None]) -> None:
    assert address_form(typed) == Address(*meant)


def test_a_full_name_with_a_title_is_no_company() -> None:
    assert address_form("李明总") == Address(None, "李", "总", "明")


@pytest.mark.parametrize("typed", ["北京", "总经理", "Frank", "Hermann", "Mrs", "科锐", "", "小", "C12", "13912345678"])
def test_anything_else_is_no_form_of_address(typed: str) -> None:
    assert address_form(typed) is None


@pytest.mark.parametrize(
    ("company", "country", "typed"),
    [
        ("北京科锐配电自动化股份有限公司", "CN", "科锐配电自动化"), ("清华同方股份有限公司", "CN", "清华同方"),
        ("澳妆（上海）国际贸易有限公司", "CN", "澳妆国际贸易"), ("广州市天河区晨光贸易有限公司", "CN", "晨光贸易"),
        ("泽信控股邯郸分公司", "CN", "泽信控股"), ("青岛啤酒股份有限公司", "CN", "青岛啤酒"), ("深圳公司", "CN", "深圳"),
        ("Siemens Deutschland GmbH", "DE", "Siemens"), ("Siemens Deutschland GmbH", "CN", "Siemens Deutschland"),
        ("Bosch (China) Investment Co., Ltd.", "CN", "Bosch Investment"), ("Haendler & Sohn GmbH & Co. KG", "DE", "Haendler & Sohn"),
        ("ACME Inc.", "US", "ACME"), ("AG", "DE", "AG"),
    ],
)  # fmt: skip
def test_the_brand_is_what_a_person_types(company: str, country: str, typed: str) -> None:
    assert brand(company, country) == typed


def test_real_registered_names_give_the_brand() -> None:
    lines = real_data("cn/company-names.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split() for line in lines if len(line.split()) > 1]
    missed = [pair for pair in pairs if not brand(pair[0], "CN").startswith(pair[1])]
    assert len(missed) <= 0.02 * len(pairs), missed


def test_a_name_key_forgets_signs_and_spaces_but_not_the_legal_form() -> None:
    assert name_key("Müller & Söhne GmbH") == name_key("mueller soehne gmbh") == "mullersohnegmbh"
    assert name_key("澳妆（上海）有限公司") == name_key("澳妆(上海) 有限公司") == "澳妆上海有限公司"
    assert name_key("Acme Ltd") != name_key("Acme")


def test_names_of_signs_only_stay_apart() -> None:
    assert name_key("!!!") == "!!!"
    assert name_key("***") != name_key("!!!")

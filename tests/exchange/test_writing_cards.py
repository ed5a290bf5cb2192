"""Cards as they go out: the standard's lines, the same record when they come in again, and an address book that opens them."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.exchange.cards import cards
from crm_cli.exchange.writing.cards import card
from tests.conftest import Runner

ID = "01a201bf-ad6e-7000-a7a8-3ac658578cd8"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1)


@pytest.fixture
def people(base: Path, crm: Runner) -> None:
    """A firm, a person, a contact of the firm and a lead, with all that a card can say."""
    crm(
        "client", "add", "科锐, 配电; 有限", "--phone", "13801234567", "--other-phones", "010-62345678", "--fax", "010-62345679",
        "--email", "a@b.cn", "--other-emails", "c@b.cn", "--wechat", "kerui", "--website", "keru.cn", "--address", "上地路 1 号",
        "--city", "北京", "--postcode", "100085", "--country", "中国", "--tags", "vip,a b", "--note", "one\ntwo\\n, three; " + "长" * 60,
    )  # fmt: skip
    crm("client", "add", "Mei Li", "--type", "person", "--birthday", "1980-05-14", "--sex", "female", "--title", "CEO")
    crm(
        "contact",
        "add",
        "李建国",
        "--client",
        "C1",
        "--department",
        "采购部",
        "--title",
        "总监",
        "--phone",
        "13901234567",
        "--qq",
        "123456",
        "--birthday",
        "05-14",
    )
    crm("contact", "add", "Moon", "--client", "C1", "--birthday", "农历八月十五")
    crm("lead", "add", "王小姐", "--company", "某某电器", "--phone", "13701234567", "--note", "asks")


def of(form: str, crm: Runner, noun: str) -> str:
    done = crm("export", noun, "--format", form)
    assert done.code == 0, done.err
    return done.out


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("form", ["vcf", "vcf3"])
@pytest.mark.parametrize("noun", ["client", "contact", "lead"])
def test_cards_that_come_in_again_change_nothing(crm: Runner, noun: str, form: str) -> None:
    done = crm("import", noun, "-", stdin=of(form, crm, noun))
    assert (done.code, done.err.splitlines()[-1].startswith("0 created, 0 updated")) == (0, True), done.err


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("form", ["vcf", "vcf3"])
def test_a_card_that_an_address_book_changed_changes_its_own_record(crm: Runner, form: str) -> None:
    text = of(form, crm, "contact").replace("李建国", "李建军").replace("13901234567", "13912345678")
    done = crm("import", "contact", "-", stdin=text)
    assert done.err.splitlines()[-1].startswith("0 created, 1 updated, 1 unchanged"), done.err
    assert "李建军" in crm("contact", "show", "P1").out


@pytest.mark.usefixtures("people")
def test_cards_bring_everything_into_another_base(crm: Runner, tmp_path: Path) -> None:
    new = {"CRM_DB": str(tmp_path / "new.db")}
    crm("init", "--yes", "--me", "Eva", "--country", "CN", **new)
    fields = "name,phone,other_phones,fax,email,other_emails,wechat,website,address,city,postcode,country,birthday,title,note"
    for form in ("vcf", "vcf3"):
        done = crm("import", "client", "-", stdin=of(form, crm, "client"), **new)
        assert done.code == 0, done.err
        shown = [
            crm("client", "list", "--fields", fields, "--format", "json", "--sort", "ref", **where).out
            for where in ({}, new)
        ]
        assert shown[0] == shown[1]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("form", ["vcf", "vcf3"])
def test_lines_are_short_end_as_the_standard_asks_and_cut_no_character(crm: Runner, form: str) -> None:
    text = of(form, crm, "client")
    lines = text.encode().split(b"\r\n")
    assert b"\n" not in b"".join(lines) and max(map(len, lines)) <= 75
    for line in lines:
        line.decode()


def test_a_card_of_each_version(crm: Runner) -> None:
    values = {
        "name": "李建国",
        "family": "李",
        "given": "建国",
        "client": "科锐",
        "department": "采购部",
        "phone": "13901234567",
        "birthday": "1980-05-14",
        "sex": "male",
    }
    assert card("contact", ID, "2026-11-22T01:51:54Z", values, "4.0").split("\r\n") == [
        "BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{ID}", "KIND:individual", "FN:李建国", "N:李;建国;;;", "ORG:科锐;采购部",
        "TEL;TYPE=cell;PREF=1:13901234567", "BDAY:19800514", "GENDER:M", "REV:20261122T015154Z", "END:VCARD", "",
    ]  # fmt: skip
    assert card("contact", ID, "2026-11-22T01:51:54Z", values, "3.0").split("\r\n") == [
        "BEGIN:VCARD", "VERSION:3.0", f"UID:urn:uuid:{ID}", "FN:李建国", "N:李;建国;;;", "ORG:科锐;采购部",
        "TEL;TYPE=cell;TYPE=pref:13901234567", "BDAY:1980-05-14", "REV:2026-11-22T01:51:54Z", "END:VCARD", "",
    ]  # fmt: skip


@given(TEXT, TEXT, st.sampled_from(["4.0", "3.0"]))
def test_no_text_breaks_out_of_its_line(name: str, note: str, version: str) -> None:
    text = card("client", ID, "2026-11-22T01:51:54Z", {"name": name, "note": note}, version)
    found = list(cards(_lines(text)))
    assert [one.error for one in found] == [None]
    assert [one.text for one in found[0].of("FN") if one.text] == ([name.strip()] if name.strip() else [])
    assert {one.name for one in found[0].properties} <= {
        "BEGIN",
        "VERSION",
        "UID",
        "KIND",
        "FN",
        "N",
        "ORG",
        "NOTE",
        "REV",
    }


def _lines(text: str) -> Iterator[bytes]:
    """As a file is read: only a line feed ends a line."""
    return (line + b"\n" for line in text.encode().split(b"\n"))


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("form", ["vcf", "vcf3"])
def test_an_address_book_opens_them(crm: Runner, tmp_path: Path, form: str) -> None:
    khard = shutil.which("khard")
    if khard is None:
        pytest.skip("khard is not installed: apt-get install khard")
    book = tmp_path / "book"
    book.mkdir()
    count = 0
    for noun in ("client", "contact", "lead"):
        for text in of(form, crm, noun).split("BEGIN:VCARD")[1:]:
            (book / f"{count}.vcf").write_bytes(b"BEGIN:VCARD" + text.encode())
            count += 1
    config = tmp_path / "khard.conf"
    config.write_text(f"[addressbooks]\n[[book]]\npath = {book}\n[general]\ndefault_action = list\n")
    run = subprocess.run(
        [khard, "-c", str(config), "list", "--parsable"], capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    out = run.stdout.decode()
    assert (run.returncode, len(out.splitlines())) == (0, 5), run.stderr.decode() + out
    for name in ("科锐, 配电; 有限", "王小姐"):
        assert name in out
    for mail in ("a@b.cn", "c@b.cn"):
        found = subprocess.run(
            [khard, "-c", str(config), "email", "--parsable"],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert mail in found.stdout.decode()

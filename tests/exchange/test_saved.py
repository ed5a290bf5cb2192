"""Saved mappings and presets: how a file is known again, forced, and switched off."""

import json
from typing import Any

import pytest

from crm_cli.exchange import mapping, presets
from tests.conftest import Runner
from tests.exchange.conftest import Written


def listed(crm: Runner, noun: str, fields: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(crm(noun, "list", "--json", "--fields", fields).out)
    return found


@pytest.mark.usefixtures("base")
def test_a_saved_mapping_is_known_again_by_the_headers(crm: Runner, written: Written) -> None:
    words = (
        "--map",
        "Was=name",
        "--map",
        "Klasse=level",
        "--value",
        "Klasse:gut=A",
        "--default",
        "country=DE",
        "--key",
        "name",
    )
    assert crm("import", "client", written("Was,Klasse\nAcme,gut\n"), *words, "--save", "Messe").code == 0
    other = written("Klasse,Was\ngut,Bob\n", "other.csv")
    done = crm("import", "client", other)
    assert "read by the mapping “Messe”" in done.err
    assert listed(crm, "client", "name,level,country")[1] == {"name": "Bob", "level": "A", "country": "DE"}
    assert crm("import", "client", other).err.splitlines()[-1] == "0 created, 0 updated, 1 unchanged"
    assert crm("import", "client", other, "--using", "none").code == 2
    assert listed(crm, "mapping", "name,noun_name") == [{"name": "Messe", "noun_name": "client"}]


@pytest.mark.usefixtures("base")
def test_a_mapping_is_forced_by_name_and_what_is_typed_stands_above_it(crm: Runner, written: Written) -> None:
    crm(
        "import",
        "client",
        written("Was,Klasse\nAcme,gut\n"),
        "--map",
        "Was=name",
        "--map",
        "Klasse=level",
        "--value",
        "Klasse:gut=A",
        "--save",
        "Messe",
    )
    done = crm("import", "client", written("Was\nBob\n"), "--using", "messe", "--set", "level=C")
    assert done.code == 0, done.err
    assert "the file has not these columns of the mapping: Klasse" in done.err
    assert listed(crm, "client", "name,level")[1] == {"name": "Bob", "level": "C"}
    assert crm("import", "contact", written("Was\nBob\n"), "--using", "Messe").code == 2


@pytest.mark.usefixtures("base")
def test_a_mapping_is_saved_by_no_dry_run_and_brought_up_to_date_by_the_next_import(
    crm: Runner, written: Written
) -> None:
    file = written("name,zzz\nA,1\n")
    assert crm("import", "client", file, "--map", "zzz=", "--save", "M", "--dry-run").code == 0
    assert listed(crm, "mapping", "name") == []
    crm("import", "client", file, "--map", "zzz=", "--save", "M")
    crm("import", "client", file, "--using", "none", "--map", "zzz=note", "--save", "M")
    (found,) = listed(crm, "mapping", "rules")
    assert json.loads(found["rules"])["maps"] == ["zzz=note"]


@pytest.mark.usefixtures("base")
def test_a_mapping_written_by_hand_is_checked(crm: Runner) -> None:
    assert crm("mapping", "add", "Hand", "--noun-name", "client", "--rules", '{"maps": ["a=name"]}').code == 0
    assert crm("mapping", "edit", "Hand", "--rules", '{"nix": 1}', "-y").code == 2
    assert crm("mapping", "edit", "Hand", "--rules", "{", "-y").code == 2
    assert crm("mapping", "rm", "Hand", "-y").code == 0


SAMPLES = {
    ("hubspot", "contact"): {"Record ID": "1", "First Name": "Anna", "Last Name": "Weber", "Email": "a@x.de", "Phone Number": "+49 30 12345678", "Contact owner": "", "Marketing contact status": "x"},
    ("hubspot", "client"): {"Record ID": "1", "Company name": "Acme", "Company owner": "", "Company Domain Name": "acme.de", "City": "Bonn"},
    ("hubspot", "lead"): {"Record ID": "1", "First Name": "Anna", "Last Name": "Weber", "Lead Status": "", "Lifecycle Stage": "lead"},
    ("salesforce", "client"): {"Id": "001", "Name": "Acme", "BillingStreet": "Main 5", "BillingCity": "Bonn", "OwnerId": "", "Type": "Customer - Direct"},
    ("salesforce", "user"): {"Id": "005", "Username": "a@x", "FirstName": "Anna", "LastName": "Weber", "IsActive": "true"},
    ("pipedrive", "contact"): {"Person - ID": "1", "Person - Name": "Anna Weber", "Person - Owner": "", "Person - Phone - Work": "+49 30 12345678", "Person - Email - Work": "a@x.de"},
    ("zoho", "product"): {"PRODUCTID": "1", "Product Name": "Box", "Product Code": "P1", "Product Active": "Yes"},
    ("google", "contact"): {"First Name": "Anna", "Last Name": "Weber", "E-mail 1 - Value": "a@x.de ::: b@x.de", "Phone 1 - Value": "+49 30 12345678 ::: +49 171 2345678", "Phone 2 - Value": ""},
    ("outlook", "contact"): {"First Name": "Anna", "Last Name": "Weber", "Business Phone": "+49 30 12345678", "Mobile Phone": "+49 171 2345678", "E-mail Address": "a@x.de", "Birthday": "0/0/00"},
}  # fmt: skip


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(("system", "noun"), SAMPLES)
def test_an_export_of_another_system_is_known_by_its_headers(
    crm: Runner, written: Written, system: str, noun: str
) -> None:
    cells = SAMPLES[system, noun]
    file = written(",".join(cells) + "\n" + ",".join(f'"{cell}"' for cell in cells.values()) + "\n")
    done = crm("import", noun, file)
    assert done.code == 0, done.err
    assert "looks like an export of" in done.err and f" from {presets.TITLES[system]} " in done.err
    found = listed(crm, noun, "name,email" if noun in ("contact", "user") else "name")[-1]
    assert found["name"] in ("Anna Weber", "Acme", "Box")
    assert "looks like" not in crm("import", noun, file, "--preset", "none", "--dry-run").out
    if system in ("google", "outlook"):
        assert listed(crm, noun, "phone,other_phones")[0]["other_phones"] != []


@pytest.mark.parametrize("system", presets.PRESETS)
def test_the_fields_of_every_preset_exist_and_its_signature_is_its_own(system: str, workspace: Any) -> None:
    for noun, preset in presets.PRESETS[system].items():
        for name in preset.fields:
            assert mapping.target(workspace, noun, name).name
        assert presets.recognised(noun, preset.signature.split("|")) == system


@pytest.mark.usefixtures("base")
def test_a_preset_is_forced_by_name(crm: Runner, written: Written) -> None:
    file = written("Account Name,Account Type\nAcme,Reseller\n")
    assert crm("import", "client", file).code == 7
    done = crm("import", "client", file, "--preset", "Zoho")
    assert done.code == 0, done.err
    assert listed(crm, "client", "name,relation")[-1] == {"name": "Acme", "relation": "partner"}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a person types, question by question."""
    typed: list[str] = []
    monkeypatch.setattr("crm_cli.context.Run.ask", lambda _run, _question: typed.pop(0) if typed else None)
    return typed


@pytest.mark.usefixtures("base")
def test_an_order_that_nothing_shows_is_asked_about_on_a_terminal(
    crm: Runner, written: Written, answers: list[str]
) -> None:
    file = written("name,since\nA,03/04/2026\n")
    answers.append("2")
    done = crm("import", "client", file, terminal=True)
    assert done.code == 0, done.err
    assert "2026-04-03" in done.err and "2026-03-04" in done.err
    assert listed(crm, "client", "since") == [{"since": "2026-03-04"}]
    answers.append("")
    assert crm("import", "client", written("name,since\nB,03/04/2026\n", "b.csv"), terminal=True).code == 2


@pytest.mark.usefixtures("base")
def test_a_mapping_keeps_what_was_answered_and_goes_with_its_import(
    crm: Runner, written: Written, answers: list[str]
) -> None:
    file = written("name,since\nA,03/04/2026\n")
    answers.append("2")
    assert crm("import", "client", file, "--save", "M", terminal=True).code == 0
    assert crm("import", "client", written("name,since\nB,05/06/2026\n", "b.csv")).code == 0
    assert listed(crm, "client", "since") == [{"since": "2026-03-04"}, {"since": "2026-05-06"}]
    crm("undo")
    crm("undo")
    assert (listed(crm, "client", "name"), listed(crm, "mapping", "name")) == ([], [])


@pytest.mark.usefixtures("base")
def test_an_import_that_is_refused_keeps_no_mapping(crm: Runner, written: Written) -> None:
    file = written("name,phone\nA,call me\n")
    assert crm("import", "client", file, "--save", "M", "--all-or-nothing").code != 0
    assert listed(crm, "mapping", "name") == []


@pytest.mark.usefixtures("base")
def test_columns_that_nobody_knows_are_offered_as_fields_once(
    crm: Runner, written: Written, answers: list[str]
) -> None:
    file = written("name,zzz\nA,1\n")
    answers.append("n")
    assert crm("import", "client", file, terminal=True).code == 0
    assert listed(crm, "field", "name") == []
    answers.append("")
    assert crm("import", "client", file, "--key", "name", terminal=True).code == 0
    assert listed(crm, "client", "zzz") == [{"zzz": 1}]
    done = crm("import", "client", written("name,yyy\nA,1\n", "y.csv"), "--key", "name")
    assert "not taken: yyy" in done.err

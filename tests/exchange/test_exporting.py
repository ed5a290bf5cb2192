"""``crm export``: what is taken out is brought in again unchanged, hostile strings and one's own fields too."""

import csv
import io
import json
from pathlib import Path

import pytest

from crm_cli.records.kinds import CUSTOM_KINDS
from tests.conftest import Runner
from tests.exchange.conftest import Written
from tests.exchange.test_importing import listed

VALUES = {
    "text": "a, “b”\n=1+1", "longtext": "line\nline", "number": "42", "decimal": "3.125", "money": "1234.50", "percent": "12.5", "date": "2026-02-28",
    "time": "2026-02-28T09:30:00Z", "flag": "yes", "choice": "red", "choices": "red;blue", "phone": "13801234567", "phones": "13801234567;010-62345678",
    "email": "a@b.cn", "emails": "a@b.cn;c@d.cn", "url": "https://example.com/?a=b,c", "link": "C1", "links": "C1",
}  # fmt: skip


@pytest.mark.usefixtures("base")
def test_a_field_of_every_kind_goes_out_and_comes_in(crm: Runner, written: Written) -> None:
    crm("client", "add", "Target")
    kinds = [kind for kind in CUSTOM_KINDS if kind in VALUES]
    assert set(kinds) == set(CUSTOM_KINDS)
    for kind in kinds:
        more = (
            ["--choice", "red", "--choice", "blue"]
            if kind.startswith("choice")
            else ["--to", "client"]
            if kind.startswith("link")
            else []
        )
        assert crm("field", "add", "client", f"my_{kind}", "--kind", kind, *more).code == 0, kind
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["name", *(f"my_{kind}" for kind in kinds)])
    writer.writerow(["Full", *(VALUES[kind] for kind in kinds)])
    writer.writerow(["Empty", *("" for _kind in kinds)])
    done = crm("import", "client", written(rows.getvalue()), "--decimal", "my_decimal=.")
    assert done.code == 0, done.err
    full = listed(crm, "client", "name=Full", "--fields", ",".join(f"my_{kind}" for kind in kinds))[0]
    assert full["my_number"] == 42
    assert full["my_choices"] == ["red", "blue"]
    for form in ("csv", "tsv", "jsonl", "json"):
        out = crm("export", "client", "--format", form).out
        again = crm("import", "client", "-", stdin=out)
        assert again.err.splitlines()[-1] == "0 created, 0 updated, 3 unchanged", (form, again.err)
        changed = out.replace("3.125", "4.5")
        assert crm("import", "client", "-", stdin=changed).err.splitlines()[-1] == "0 created, 1 updated, 2 unchanged"
        crm("undo")
    assert listed(crm, "client", "name=Full", "--fields", ",".join(f"my_{kind}" for kind in kinds))[0] == full


@pytest.mark.usefixtures("base")
def test_an_export_is_what_the_list_shows(crm: Runner) -> None:
    crm(
        "client",
        "add",
        "科锐",
        "--tags",
        "a,b",
        "--revenue",
        "48万",
        "--phone",
        "13801234567",
        "--partner-share",
        "12.5%",
    )
    crm("client", "add", "Zoe")
    fields = "ref,name,type,revenue,currency,tags,partner_share,other_phones,created"
    for form in ("csv", "json", "jsonl"):
        out = crm("export", "client", "--fields", fields, "--format", form).out
        expected = crm("client", "list", "--sort", "ref", "--fields", fields, "--format", form).out
        same = out == expected if form == "csv" else _objects(out) == _objects(expected)
        assert same, (out, expected)


def _objects(text: str) -> list[object]:
    return json.loads(text) if text.startswith("[\n") else [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("base")
def test_a_filter_and_a_file(crm: Runner, tmp_path: Path) -> None:
    crm("client", "add", "A", "--level", "A")
    crm("client", "add", "B", "--level", "B")
    done = crm("export", "client", "level=B", "-o", tmp_path / "b.jsonl")
    assert done.err == f"1 record is in {tmp_path / 'b.jsonl'}\n"
    assert json.loads((tmp_path / "b.jsonl").read_text())["name"] == "B"
    assert crm("export", "client", "--format", "xml").code == 2
    assert crm("export", "all", "level=B").code == 2
    assert crm("export", "client", "level=C", "--format", "json").out == "[]\n"


@pytest.mark.usefixtures("base")
def test_hostile_strings_are_kept_as_they_are(crm: Runner, written: Written, data: Path) -> None:
    strings = json.loads((data / "hostile/blns.json").read_text("utf-8"))
    blank = [text for text in strings if not text.strip()]
    assert (len(strings), len(blank)) == (515, 2)
    file = written("".join(json.dumps({"name": text, "note": text}) + "\n" for text in strings), "blns.jsonl")
    done = crm("import", "client", file)
    assert (done.code, "513 created, 0 updated, 0 unchanged, 2 refused" in done.err.splitlines()) == (7, True)
    wanted = sorted(text for text in strings if text.strip())
    for form in ("json", "csv", "tsv"):
        out = crm("export", "client", "--format", form).out
        mark = "\t" if form == "tsv" else ","
        rows = json.loads(out) if form == "json" else list(csv.DictReader(io.StringIO(out, newline=""), delimiter=mark))
        assert sorted(row["name"] for row in rows) == wanted
        assert sorted(row["note"] for row in rows) == wanted
        assert crm("import", "client", "-", stdin=out).err.splitlines()[-1] == "0 created, 0 updated, 513 unchanged"
    assert sorted(row["name"] for row in listed(crm, "client", "--fields", "name")) == wanted


@pytest.mark.usefixtures("base")
def test_hostile_strings_are_all_kept_as_notes(crm: Runner, written: Written, data: Path) -> None:
    strings = json.loads((data / "hostile/blns.json").read_text("utf-8"))
    file = written("".join(json.dumps({"text": text}) + "\n" for text in strings), "blns.jsonl")
    words = ("--set", "kind=note", "--set", "at=2026-01-01T00:00:00Z")
    assert crm("import", "activity", file, *words).err.splitlines()[-1] == "515 created, 0 updated, 0 unchanged"
    assert crm("import", "activity", file, *words).err.splitlines()[-1] == "0 created, 0 updated, 515 unchanged"
    out = crm("export", "activity", "--format", "jsonl").out
    assert [json.loads(line)["text"] or "" for line in out.split("\n") if line] == strings
    assert crm("import", "activity", "-", stdin=out).err.splitlines()[-1] == "0 created, 0 updated, 515 unchanged"


@pytest.mark.usefixtures("base")
def test_no_hidden_character_reaches_a_terminal(crm: Runner) -> None:
    crm("import", "client", "-", stdin=json.dumps({"name": "a\u202eb\x1b[31mc"}))
    for form in ("csv", "jsonl"):
        out = crm("export", "client", "--format", form, terminal=True).out
        assert "\u202e" not in out
        assert "\x1b" not in out
